"""What a client asks or complains of: noted in seconds, answered, solved, with the reason where it took long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.errors import Refused
from salesdesk.domain.response import DAY_HOURS, elapsed_hours
from salesdesk.domain.text import N_
from salesdesk.ui.log_visit.entry_form import member_choices
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import CheckField, ChipsField, DayField, LineField, PickerField, TextField, TimeField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_moment, format_number


def hours_words(hours: float) -> str:
    """Hours that something waits or took."""
    n = int(hours)
    return ngettext("{n} hour", "{n} hours", n).format(n=format_number(n))


class EnquirySheet(FormSheet):
    """Client, kind, words; received now unless told otherwise."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None, *, client_id: Id | None = None) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        form = Form()
        form.add(
            PickerField("client_id", lambda: _("Client"), lambda text: find_client(self.desk, text), required=True)
        )
        form.add(ChipsField("kind", lambda: _("Kind"), member_choices(list(EnquiryKind)), required=True))
        form.add(TextField("text", lambda: _("What the client wants"), required=True, lines=3))
        form.add_row(
            DayField("received_at", lambda: _("Received on"), self.desk.today, required=True),
            TimeField("time", lambda: _("At"), placeholder=lambda: _("now")),
        )
        super().__init__(lambda: _("Enquiry or complaint"), form, parent, width=560)
        form.load(
            {
                "client_id": client_item(self.desk, client_id),
                "kind": EnquiryKind.ENQUIRY.value,
                "received_at": self.desk.today(),
            }
        )

    def store(self, values: Mapping[str, Any]) -> None:
        day, at = values["received_at"], values["time"]
        now = self.desk.now()
        if day != now.date() and at is None:
            raise Refused(N_("Say at what time it was received."), field="time")
        received = now if at is None else self.desk.moment(day, at)
        self.desk.enquiries.receive(
            client_id=values["client_id"], kind=EnquiryKind(values["kind"]), text=values["text"], received_at=received
        )
        if self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def first_field(self) -> QWidget | None:
        return self.form.field("client_id" if self.form.field("client_id").is_empty() else "text")


class AnswerSheet(FormSheet):
    """The first answer, or that it is solved; the reason is asked for where the answer took longer than a day.

    Raises Refused where it is gone.
    """

    def __init__(self, ctx: PageContext, parent: QWidget | None = None, *, enquiry_id: Id) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        found = self.desk.enquiries.get(enquiry_id)
        if found is None or found.deleted:
            raise Refused(N_("This enquiry is gone. Choose another."))
        self.before = found
        form = Form()
        about = Label(self._about(), "soft")
        about.setWordWrap(True)
        form.add_widget(about)
        form.add(TextField("answer", lambda: _("Answer"), lines=3))
        form.add_row(
            DayField("answered_at", lambda: _("Answered on"), self.desk.today, required=True),
            TimeField("time", lambda: _("At"), placeholder=lambda: _("now")),
        )
        reasons = [reason for reason in DelayReason if reason is not DelayReason.NONE]
        form.add(ChipsField("delay", lambda: _("Why it took longer than a day"), member_choices(reasons)))
        form.add(LineField("delay_note", lambda: _("More about the reason")))
        form.add(CheckField("solved", lambda: _("Solved with this")))
        super().__init__(lambda: label(found.kind), form, parent, width=600)
        at = found.answered_at.astimezone(found.received_at.tzinfo) if found.answered_at else None
        form.load(
            {
                "answer": found.answer,
                "answered_at": at.date() if at else self.desk.today(),
                "time": at.time().replace(second=0, microsecond=0) if at else None,
                "delay": found.delay.value,
                "delay_note": found.delay_note,
                "solved": found.solved_at is not None,
            }
        )
        form.edited.connect(self._show_delay)
        self._show_delay()
        self.add_history(ctx.show_history, Kind.ENQUIRY, enquiry_id)
        if not self.desk.read_only:
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)
        self.save_button.setEnabled(not self.desk.read_only)

    def store(self, values: Mapping[str, Any]) -> None:
        at, seen = self._moment(), self.ctx.bridge.last
        delay = DelayReason(values["delay"]) if self._is_late() and values["delay"] else DelayReason.NONE
        if self._is_late() and delay is DelayReason.NONE:
            raise Refused(N_("Say why the answer took longer than a day."), field="delay")
        note = values["delay_note"] if delay else ""
        if self.before.answered_at is None:
            self.desk.enquiries.answer(
                *(self.before.id, values["answer"]), at=at, delay=delay, delay_note=note, solved=values["solved"]
            )
        else:
            solved = (self.before.solved_at or self.desk.now()) if values["solved"] else None
            after = replace(self.before, answer=values["answer"], answered_at=at, solved_at=solved)
            self.desk.enquiries.edit(self.before, replace(after, delay=delay, delay_note=note))
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def first_field(self) -> QWidget | None:
        return self.form.field("answer")

    def _about(self) -> str:
        client = self.desk.clients.get(self.before.client_id)
        words = _("{client}, received {when}").format(
            client=client.name if client else "", when=format_moment(self.before.received_at)
        )
        return f"{self.before.text}\n{words}"

    def _moment(self) -> datetime:
        """When it was answered; an answer that was kept keeps its seconds."""
        day, at, now = self.form.field("answered_at").value(), self.form.field("time").value(), self.desk.now()
        kept = self.before.answered_at
        if at is None or day is None:
            return now
        moment = self.desk.moment(day, at)
        if kept is not None and kept.replace(second=0, microsecond=0) == moment:
            return kept
        return moment

    def _is_late(self) -> bool:
        return elapsed_hours(self.before.received_at, self._moment()) > DAY_HOURS

    def _show_delay(self) -> None:
        for key in ("delay", "delay_note"):
            self.form.field(key).setVisible(self._is_late())

    def _on_bin(self) -> None:
        if self.ctx.attempt(self.desk.enquiries.bin, self.before.id) is not None:
            self.form.set_clean()
            self.accept()
