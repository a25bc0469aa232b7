"""Log a visit from anywhere, in fifteen seconds, without the mouse (spec 4.2)."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.domain.visit import Channel, Outcome, Resource
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.ui.log_visit import kept_drafts
from salesdesk.ui.log_visit.about_client import AboutClient
from salesdesk.ui.log_visit.entry_form import RARE, EntryForm, minute_choices
from salesdesk.ui.log_visit.links_field import DropTarget
from salesdesk.ui.log_visit.offers import ClientOffers
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.picks import find_client
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, say
from salesdesk.words.numbers import format_day_near, format_time

TYPING_MS: Final = 500
ENTERS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LogVisitSheet(Sheet):
    """For a client, for a planned or a logged visit, or empty; what is typed is kept until it is saved or discarded."""

    least_height = 704

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        client_id: Id | None = None,
        visit_id: Id | None = None,
        opportunity_id: Id | None = None,
    ) -> None:
        super().__init__(lambda: _("Log visit"), parent, width=840)
        self.ctx, self.desk = ctx, ctx.desk
        if visit_id is not None:
            self.add_history(ctx.show_history, Kind.VISIT, visit_id)
            if (why := self.desk.closing.why_not(self.desk.visits.get(visit_id).day)) is not None:
                self.show_problem(say(why))
        self._given = (client_id, visit_id)
        self._visit_id = visit_id
        self._was_at: datetime | None = None
        self._asked_next = self._unkept = False
        needs = [tag.name for tag in self.desk.visits.needs()]
        self.form = EntryForm(self._find, self._create, self.desk.today, needs, self.desk.path.parent)
        self.links = self.form.links
        self.about = AboutClient(self.desk)
        self.offers = ClientOffers(self.desk, self.form)
        self._soon = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._soon.timeout.connect(self._write_draft)
        self._lay_out_body()
        self.set_side(self.about, 248)
        self._connect()
        DropTarget(self, self.links, self.form.unfold)
        self._draft = kept_drafts.about(*self._given)
        self._begin(*self._given)
        if opportunity_id is not None:
            self.offers.choose_deal(opportunity_id.hex())
            self.form.set_clean()
        self._restore()

    # --- what the sheet asks --------------------------------------------------------------------------------------

    def save(self) -> bool:
        if not self.form.is_good() or self._ask_next_step():
            return False
        try:
            done = self.desk.visits.log(self.entry())
        except Refused as refused:
            if not self.form.show_refusal(refused):
                self.show_problem(say(refused))
            return False
        self._soon.stop()
        with suppress(Refused):  # it is logged; at worst its draft is offered once more
            kept_drafts.drop(self.desk, self._draft)
        self.form.set_clean()
        if done:
            self.ctx.notify.done(done)
        return True

    def first_field(self) -> QWidget | None:
        return self.form.field("channel") if self.form.client.value() else self.form.client

    def reject(self) -> None:
        """Esc never loses anything unasked: what is typed waits as a draft."""
        self._unkept = self.form.is_dirty() and not self.keep_draft()
        if self.form.is_dirty() and not self._unkept:
            self.ctx.notify.tell(_("Kept as a draft: log a visit again and it is there."))
        super().reject()

    def would_lose(self) -> bool:
        return self._unkept

    # --- public ---------------------------------------------------------------------------------------------------

    def entry(self) -> VisitEntry:
        """What stands in the form."""
        found = self.form.values()
        deal, planned = found["opportunity_id"], found["planned"]
        help_kind = Resource(found["help_kind"])
        if found["help_text"] and not help_kind:
            help_kind = Resource.OTHER
        return VisitEntry(
            client_id=found["client_id"] or b"",
            channel=Channel(found["channel"] or Channel.FACE),
            starts_at=self.desk.moment(found["day"], found["time"], self._was_at),
            minutes=int(found["minutes"] or 60),
            outcome=Outcome(found["outcome"]) if found["outcome"] else None,
            result=found["result"],
            needs=tuple(found["needs"]),
            obstacle=found["obstacle"],
            help_kind=help_kind,
            help_text=found["help_text"],
            competitor_news=found["competitor_news"],
            next_step=found["next_step"],
            next_on=found["next_on"],
            opportunity_id=bytes.fromhex(deal) if deal else None,
            stage=Stage(found["stage"]) if deal and found["stage"] else None,
            lost_reason=LostReason(found["lost_reason"]) if found["lost_reason"] else None,
            contact_ids=tuple(map(bytes.fromhex, found["contact_ids"])),
            planned_visit_id=self._visit_id or (bytes.fromhex(planned) if planned else None),
            **self._rare(found, planned),
            keeps=tuple(map(bytes.fromhex, found["keeps"])),
        )

    def keep_draft(self) -> bool:
        """Write down what is typed and not written yet; the window asks for it before the file is closed."""
        return self._write_draft() if self._soon.isActive() or self.form.is_dirty() else True

    # --- what Qt asks ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTERS and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.accept()
            button = self.focusWidget()
            if isinstance(button, QPushButton):
                button.click()
            elif not self.form.step_on():
                self._on_save()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the words Enter goes on as everywhere; Shift+Enter begins a new line."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in ENTERS:
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain:
                self.form.step_on()
                return True
        return super().eventFilter(watched, event)

    # --- handlers -------------------------------------------------------------------------------------------------

    def _on_picked(self, item: PickItem) -> None:
        self._show_client(self.form.client_id())
        self.form.step_on()

    def _on_cleared(self) -> None:
        self._show_client(None)

    def _on_edited(self) -> None:
        self.offers.show_stage()
        self._soon.start()

    def _on_discard(self) -> None:
        self._soon.stop()
        kept_drafts.drop(self.desk, self._draft)
        self._notice.hide()
        self._draft = kept_drafts.about(*self._given)
        self._begin(*self._given)
        (self.first_field() or self.form).setFocus()

    # --- private --------------------------------------------------------------------------------------------------

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(10)
        self._notice = QWidget()
        row = QHBoxLayout(self._notice)
        row.setContentsMargins(0, 0, 0, 0)
        self.notice_words = Label("", "soft")
        self.discard_button = Button(lambda: _("Discard"), "link")
        row.addWidget(self.notice_words)
        row.addWidget(self.discard_button)
        row.addStretch()
        self._notice.hide()
        column.addWidget(self._notice)
        column.addWidget(self.form, 1)
        self.set_body(body)
        hint = Label(lambda: _("Enter: next question · Shift+Enter: new line · Ctrl+Enter: save"), "small")
        self._foot.insertWidget(0, hint)

    def _connect(self) -> None:
        self.form.client.picker.picked.connect(self._on_picked)
        self.form.client.picker.cleared.connect(self._on_cleared)
        self.form.opportunity.edited.connect(self.offers.show_stage_of_deal)
        self.form.edited.connect(self._on_edited)
        self.form.result.text.installEventFilter(self)
        self.discard_button.clicked.connect(self._on_discard)

    def _begin(self, client_id: Id | None, visit_id: Id | None) -> None:
        """Fill in what is known before anything is typed."""
        self._visit_id, self._was_at = visit_id, None
        now = self.desk.now()
        values: dict[str, Any] = {**_BLANK, "day": now.date(), "time": now.time()}
        entry = self.desk.visits.entry_of(visit_id) if visit_id else None
        if entry and visit_id:
            client_id = entry.client_id
            happened = entry.starts_at <= now and not self.desk.visits.get(visit_id).all_day
            self._was_at = entry.starts_at if happened else None
            values |= _as_values(entry) if happened else {**_as_values(entry), "day": now.date(), "time": now.time()}
            self.form.minutes.set_choices(minute_choices(entry.minutes))
        self.form.client.set_value(self.offers.item(client_id))
        self._show_client(client_id)
        self.form.load(values)
        self.form.unfold_filled()
        self._say_plan(entry)
        if entry:
            self.form.contacts.set_value([pk.hex() for pk in entry.contact_ids])
            self.offers.choose_deal(entry.opportunity_id.hex() if entry.opportunity_id else "")
            self.form.set_clean()

    def _restore(self) -> None:
        """Put back what was being typed when the sheet, the program or the battery went away."""
        draft = kept_drafts.kept(self.desk, self._draft)
        if draft is None:
            return
        self._draft = draft.about
        if draft.visit_id and draft.visit_id != self._visit_id:
            self._begin(None, draft.visit_id)
        if draft.client:
            self.form.client.set_value(draft.client)
            self._show_client(self.form.client_id())
        self.form.type_again(draft.typed)
        self.form.unfold_filled()
        self.offers.show_stage()
        self.notice_words.set_caption(partial(_you_were_typing, draft.at, self.desk.today()))
        self._notice.show()

    def _write_draft(self) -> bool:
        """Durably; where that is refused (a full disk) the sheet says so."""
        self._soon.stop()
        try:
            kept_drafts.keep(self.desk, self._draft, self.form.as_typed())
        except Refused as refused:
            self.show_problem(say(refused))
            return False
        return True

    def _show_client(self, client_id: Id | None) -> None:
        self.about.show_client(client_id)
        self.offers.show_client(client_id, self._visit_id)

    def _rare(self, found: Mapping[str, Any], planned: str) -> dict[str, str | None]:
        """What is said beyond the plan; where a planned visit is chosen, what is not said stays as it was planned."""
        return {key: None if planned and not found[key] else found[key] for key in RARE}

    def _say_plan(self, entry: VisitEntry | None) -> None:
        """When it had been planned for, where it is logged at another time."""
        planned = entry.planned_visit_id if entry else None
        at = self.desk.visits.get(planned).planned_at if planned else None
        today, all_day = self.desk.today(), bool(at and at.time() == time(0))
        self.form.plan_words.set_caption(lambda: _planned_for(at, all_day, today) if at else "")
        self.form.plan_words.setVisible(at is not None)

    def _ask_next_step(self) -> bool:
        """Something stays open and nothing is promised: ask once, then let it be."""
        entry = self.entry()
        stays_open = entry.obstacle or entry.help_kind or (entry.stage is not None and entry.stage.is_open)
        if self._asked_next or entry.next_step or not stays_open:
            return False
        self._asked_next = True
        self.form.next_step.show_problem(_("Something stays open here: what comes next? Save again to leave it."))
        self.form.next_step.setFocus()
        return True

    def _find(self, words: str) -> list[PickItem]:
        return find_client(self.desk, words)

    def _create(self, name: str) -> PickItem | None:
        made = self.ctx.attempt(self.desk.clients.create, name=name, is_prospect=True, since=self.desk.today())
        return None if made is None else self.offers.item(made)


_BLANK: dict[str, Any] = {
    "channel": Channel.FACE.value,
    "minutes": "60",
    "outcome": "",
    "result": "",
    "needs": [],
    "obstacle": "",
    "help_kind": "",
    "help_text": "",
    "competitor_news": "",
    "next_step": "",
    "next_on": None,
    "lost_reason": "",
    **dict.fromkeys(RARE, ""),
}


def _as_values(entry: VisitEntry) -> dict[str, Any]:
    """A visit as the form shows it."""
    return {
        "channel": entry.channel.value,
        "day": entry.starts_at.date(),
        "time": entry.starts_at.time(),
        "minutes": str(entry.minutes),
        "outcome": entry.outcome.value if entry.outcome else "",
        "result": entry.result,
        "needs": list(entry.needs),
        "obstacle": entry.obstacle,
        "help_kind": entry.help_kind.value,
        "help_text": entry.help_text,
        "competitor_news": entry.competitor_news,
        "next_step": entry.next_step,
        "next_on": entry.next_on,
        **{key: getattr(entry, key) or "" for key in RARE},
    }


def _planned_for(at: datetime, all_day: bool, today: date) -> str:
    day = format_day_near(at.date(), today)
    return _("Planned for {when}").format(when=day if all_day else f"{day} {format_time(at)}")


def _you_were_typing(at: datetime, today: date) -> str:
    if at.date() == today:
        return _("You were typing this at {time}.").format(time=format_time(at))
    return _("You were typing this ({day}, {time}).").format(
        day=format_day_near(at.date(), today), time=format_time(at)
    )
