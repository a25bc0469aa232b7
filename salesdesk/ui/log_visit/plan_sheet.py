"""Plan a visit: who, which day in words, when, how, what for; what else is on that day stands below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel, Visit, VisitSeries, VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.services.series import Repeats, wish_of
from salesdesk.ui.log_visit.drafted_sheet import DraftedSheet
from salesdesk.ui.log_visit.entry_form import LinedForm, channel_choices, minute_choices, rare_fields
from salesdesk.ui.log_visit.links_field import DropTarget, LinksField
from salesdesk.ui.log_visit.repeat_fields import RepeatFields
from salesdesk.ui.log_visit.scope import ask_scope
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import CheckField, ChipsField, ChoiceField, DayField, LineField, PickerField, TimeField
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money, format_time

_PLANNED = (*("minutes", "channel", "purpose", "opportunity_id", "fixed", "all_day", "place", "companions", "links"),)
USUAL_TIME: Final = time(10)
SHOWN: Final = 5


class PlanVisitSheet(DraftedSheet):
    """For a client, for a moment (a place in the calendar), or to change a planned visit. No hour: the whole day."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        client_id: Id | None = None,
        starts_at: datetime | None = None,
        minutes: int = 60,
        all_day: bool = False,
        visit_id: Id | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self._given = (client_id, starts_at, minutes, all_day)
        self.before = self.desk.visits.get(visit_id) if visit_id else None
        self.series = self.desk.series.of(self.before) if self.before else None
        self._kept: Repeats | None = None
        title = (lambda: _("Change the visit")) if self.before else (lambda: _("Plan a visit"))
        self._build()
        super().__init__(title, self.form, parent, width=720)
        if self.before:
            self.add_history(ctx.show_history, Kind.VISIT, self.before.id)
            self.settle(self.desk.closing.why_not(self.before.day))
        DropTarget(self, self.links, self.form.unfold)
        self.load_anew()
        self.client.picker.picked.connect(self._on_picked)
        self.client.picker.cleared.connect(self._on_cleared)
        self.form.edited.connect(self._on_edited)
        self._on_edited()
        about = visit_id or client_id
        self.begin_draft(f"plan_visit {about.hex()}" if about else "plan_visit")

    def load_anew(self) -> None:
        client_id, starts_at, minutes, all_day = self._given
        visit = self.before
        wanted = visit.client_id if visit else client_id
        self.client.set_value(client_item(self.desk, wanted))
        self._offer_deals(visit.opportunity_id.hex() if visit and visit.opportunity_id else "")
        self.minutes.set_choices(minute_choices(visit.minutes if visit else minutes))
        values = _values(visit) if visit else self._fresh(starts_at, minutes, all_day=all_day)
        self.form.load({**values, **self.repeats.values_of(visit, self.series, values["day"])})
        self._kept = self._rhythm(self.form.values()) if self.series else None
        self.form.unfold_filled()

    def typed_again(self) -> None:
        deal = self.deal.value()
        self._offer_deals(deal if isinstance(deal, str) else "")
        self._on_edited()

    def store(self, values: Mapping[str, Any]) -> None:
        wanted = self._wanted(values)
        repeats = self.repeats.read(values)
        if self.before is None:
            done = self._plan(wanted, repeats)
        elif self.series is None:
            begin = self.desk.series.begin
            done = begin(self.before, wanted, repeats) if repeats else self.desk.visits.edit(self.before, wanted)
        elif wanted == self.before and self._rhythm(values) == self._kept:
            return
        else:
            other_rule = self._rhythm(values) != self._kept
            scope = ask_scope(self, with_this=not other_rule)
            if scope is None:
                raise Refused(N_("Nothing was changed yet."))
            if repeats is None:
                done = self.desk.series.stop(self.before, wanted, scope)
            else:
                done = self.desk.series.change(self.before, wanted, scope, repeats if other_rule else None)
        if done:
            self.ctx.notify.done(done)

    def first_field(self) -> QWidget | None:
        return self.form.field("day") if self.client.value() else self.client

    # handlers

    def _on_picked(self, item: PickItem) -> None:
        self._offer_deals("")
        self.form.step_on()

    def _on_cleared(self) -> None:
        self._offer_deals("")

    def _on_edited(self) -> None:
        self._show_day()
        values = self.form.values()
        if self.repeats.propose(values):
            values = self.form.values()
        before = self.repeats.shown()
        self.repeats.show(values, self._wish(values))
        if self.repeats.shown() != before and self.isVisible():
            self._fit()

    # private

    def _wanted(self, values: Mapping[str, Any]) -> Visit:
        """The visit as the form says it."""
        deal = values["opportunity_id"]
        starts = self._moment(values)
        blank = Visit(b"", b"", self.desk.rep.id, VisitStatus.PLANNED, Channel.FACE, starts)
        return replace(
            self.before or blank,
            client_id=values["client_id"] or b"",
            starts_at=starts,
            channel=Channel(values["channel"]),
            minutes=int(values["minutes"] or 60),
            purpose=values["purpose"],
            opportunity_id=bytes.fromhex(deal) if deal else None,
            fixed=values["fixed"],
            all_day=values["time"] is None,
            place=values["place"],
            companions=values["companions"],
            links=values["links"],
        )

    def _plan(self, wanted: Visit, repeats: Repeats | None) -> ChangeSet:
        if repeats is not None:
            wish = wish_of(wanted, repeats)
            return self.desk.series.plan(wish, fixed=wanted.fixed, companions=wanted.companions)
        return self.desk.visits.plan(
            wanted.client_id, wanted.starts_at, **{name: getattr(wanted, name) for name in _PLANNED}
        )

    def _rhythm(self, values: Mapping[str, Any]) -> Repeats | None:
        """How it repeats, apart from the day to which this visit is moved."""
        day = self.before.series_day if self.before and self.series else values["day"]
        return self.repeats.read({**values, "day": day})

    def _wish(self, values: Mapping[str, Any]) -> VisitSeries | None:
        """The recurring visit that the form would make; None where it does not repeat, or cannot be read."""
        if values["day"] is None:
            return None
        try:
            repeats = self.repeats.read(values)
        except Refused:
            return None
        return wish_of(self._wanted(values), repeats) if repeats else None

    def _build(self) -> None:
        self.form = LinedForm()
        self.client = PickerField("client_id", lambda: _("Client"), self._find, required=True)
        self.deal = ChoiceField("opportunity_id", lambda: _("Opportunity"), optional=True)
        self.minutes = ChoiceField("minutes", lambda: _("Length"), minute_choices())
        self.form.add_line(self.client)
        self.form.add_line(
            DayField("day", lambda: _("When"), self.desk.today, required=True),
            TimeField("time", lambda: _("At"), placeholder=lambda: _("all day")),
            self.minutes,
            stretch=(6, 3, 3),
        )
        self.that_day = Label("", "small")
        self.that_day.setWordWrap(True)
        self.that_day.setContentsMargins(theme.tokens().px(100), 0, 0, 0)
        self.form.add_widget(self.that_day)
        self.form.add_line(ChipsField("channel", lambda: _("Channel"), channel_choices()))
        self.form.add_line(LineField("purpose", lambda: _("What for"), placeholder=lambda: _("What you want to reach")))
        self.form.add_line(self.deal)
        self.form.add_line(
            CheckField("fixed", lambda: _("Fixed: it is agreed and is not moved when the week is planned"))
        )
        self.links = LinksField("links", lambda: _("Files and links"), self.desk.path.parent)
        self.repeats = RepeatFields(self.form, self.desk)
        self.form.add_fold(
            *rare_fields(purpose=False), self.links, words=lambda: _("More: where, who comes along, files")
        )

    def _fresh(self, starts_at: datetime | None, minutes: int, *, all_day: bool) -> dict[str, Any]:
        blank: dict[str, Any] = dict.fromkeys(("purpose", "place", "companions", "links"), "")
        blank |= {"channel": Channel.FACE.value, "minutes": str(minutes), "fixed": False}
        if starts_at:
            return {**blank, "day": starts_at.date(), "time": None if all_day else starts_at.time()}
        return {**blank, "day": _next_weekday(self.desk.today()), "time": USUAL_TIME}

    def _offer_deals(self, chosen: str) -> None:
        client = self.client.value()
        deals = self.desk.clients.open_opportunities(client) if isinstance(client, bytes) else []
        words = {
            deal.id.hex(): f"{deal.name} · {format_money(deal.amount_cents, deal.currency, compact=True)}"
            for deal in deals
        }
        self.deal.set_choices([Choice(key, name) for key, name in words.items()])
        self.deal.set_value(chosen)
        self.form.show_field("opportunity_id", bool(deals))

    def _show_day(self) -> None:
        """What else is planned on that day, and whether it falls together with this."""
        values = self.form.values()
        day = values["day"]
        others = [one for one in self.desk.visits.between(day, day) if self._counts(one)] if day else []
        if not others:
            self.that_day.set_caption(lambda: _("Nothing else is planned on that day.") if day else "")
            return
        starts, minutes = self._moment(values), int(values["minutes"] or 60)
        clash = [one for one in others if values["time"] and _overlap(one, starts, minutes)]
        self.that_day.set_caption(lambda: _day_words(others, clash))

    def _counts(self, visit: VisitCard) -> bool:
        own = self.before is not None and visit.id == self.before.id
        return not own and visit.status in (VisitStatus.PLANNED, VisitStatus.DONE)

    def _moment(self, values: Mapping[str, Any]) -> datetime:
        was_at = self.before.starts_at if self.before else None
        return self.desk.moment(values["day"], values["time"] or time(0), was_at)

    def _find(self, words: str) -> list[PickItem]:
        return find_client(self.desk, words)


def _values(visit: Visit) -> dict[str, Any]:
    return {
        "day": visit.day,
        "time": None if visit.all_day else visit.starts_at.time(),
        "minutes": str(visit.minutes),
        "channel": visit.channel.value,
        "purpose": visit.purpose,
        "fixed": visit.fixed,
        **{name: getattr(visit, name) for name in ("place", "companions", "links")},
    }


def _next_weekday(day: date) -> date:
    after = day + timedelta(days=1)
    return after + timedelta(days=max(0, 7 - after.weekday())) if after.weekday() >= 5 else after


def _overlap(other: VisitCard, starts: datetime, minutes: int) -> bool:
    if other.all_day:
        return False
    ends, other_ends = starts + timedelta(minutes=minutes), other.starts_at + timedelta(minutes=other.minutes)
    return starts < other_ends and other.starts_at < ends


def _day_words(others: list[VisitCard], clash: list[VisitCard]) -> str:
    if clash:
        return _("At the same time: {visits}").format(visits=_names(clash))
    return _("On that day: {visits}").format(visits=_names(others))


def _names(visits: list[VisitCard]) -> str:
    parts = [one.client_name if one.all_day else f"{format_time(one.starts_at)} {one.client_name}" for one in visits]
    return " · ".join(parts[:SHOWN]) + (" …" if len(parts) > SHOWN else "")
