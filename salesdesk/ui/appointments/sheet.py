"""An appointment that is no visit, or leave: what, when, where; the visits that it would fall together with."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.appointment import DAY, Appointment, AppointmentKind
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.log_visit.drafted_sheet import DraftedSheet
from salesdesk.ui.log_visit.entry_form import LinedForm, member_choices, minute_choices
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import ChipsField, ChoiceField, DayField, LineField, TextField, TimeField
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_day_near, format_time

USUAL_TIME = time(10)
SHOWN = 2
"""Visits that are named; the others are counted."""


class AppointmentSheet(DraftedSheet):
    """A new one (of a kind, at a moment, `all_day` or not), or one to be changed. No hour: whole days."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        kind: AppointmentKind = AppointmentKind.BUSY,
        starts_at: datetime | None = None,
        minutes: int = 60,
        all_day: bool = False,
        appointment_id: Id | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self.before = self.desk.appointments.get(appointment_id) if appointment_id else None
        self._build(self.before.minutes if self.before else minutes)
        title = (lambda: _("Change the appointment")) if self.before else (lambda: _("Appointment or leave"))
        super().__init__(title, self.form, parent, width=620)
        self.save_button.setEnabled(not self.desk.read_only)
        if self.before:
            self.add_history(ctx.show_history, Kind.APPOINTMENT, self.before.id)
        if self.before and not self.desk.read_only:
            self.delete_button = Button(lambda: _("Delete"))
            self.delete_button.clicked.connect(self._on_delete)
            self.add_button(self.delete_button)
        self._loaded = self.before or self._fresh(kind, starts_at, minutes, all_day)
        self.load_anew()
        self.form.field("kind").edited.connect(self._on_kind)
        self.form.field("day").edited.connect(self._on_day)
        self.form.edited.connect(self._show)
        self._show()
        self.begin_draft(f"appointment {appointment_id.hex() if appointment_id else kind.value}")

    def load_anew(self) -> None:
        self.form.load(_values(self._loaded))
        self.form.field("title").retranslate()

    def typed_again(self) -> None:
        self.form.field("title").retranslate()
        self._show()

    def store(self, values: Mapping[str, Any]) -> None:
        wanted = self._wanted(values)
        if self.before:
            done = self.desk.appointments.edit(self.before, wanted)
        else:
            done = self.desk.appointments.add(
                wanted.title,
                wanted.starts_at,
                kind=wanted.kind,
                minutes=wanted.minutes,
                all_day=wanted.all_day,
                place=wanted.place,
                note=wanted.note,
            )
        if done:
            self.ctx.notify.done(done)

    def first_field(self) -> QWidget | None:
        return self.form.field("title")

    # handlers

    def _on_kind(self) -> None:
        """Leave is whole days unless somebody says an hour; other words stand for it."""
        self.form.field("title").retranslate()
        if not self.before and self.form.field("kind").value() == AppointmentKind.LEAVE:
            self.form.field("time").set_value(None)

    def _on_day(self) -> None:
        """The last day never lies before the first."""
        day, last = self.form.field("day").value(), self.form.field("last")
        if day is not None and last.value() is not None and last.value() < day:
            last.set_value(day)

    def _on_delete(self) -> None:
        if self.before and self.ctx.attempt(self.desk.appointments.bin, self.before.id) is not None:
            self.form.set_clean()
            with suppress(Refused):  # it is gone, and its draft is never asked for
                self.draft.drop()
            self.accept()

    # private

    def _build(self, minutes: int) -> None:
        self.form = LinedForm()
        self.form.add_line(ChipsField("kind", lambda: _("Kind"), member_choices(list(AppointmentKind))))
        self.form.add_line(LineField("title", lambda: _("What"), placeholder=self._for_instance))
        self.minutes = ChoiceField("minutes", lambda: _("Length"), minute_choices(minutes if minutes < DAY else 60))
        self.form.add_line(
            DayField("day", lambda: _("When"), self.desk.today, required=True),
            TimeField("time", lambda: _("At"), placeholder=lambda: _("all day")),
            self.minutes,
            stretch=(6, 3, 3),
        )
        self.form.add_line(DayField("last", lambda: _("Last day"), self.desk.today))
        self.meets = Label("", "small")
        self.meets.setWordWrap(True)
        self.meets.setContentsMargins(theme.tokens().px(100), 0, 0, 0)
        self.form.add_widget(self.meets)
        self.form.add_line(LineField("place", lambda: _("Where")))
        self.form.add_line(TextField("note", lambda: _("Note"), lines=2))

    def _for_instance(self) -> str:
        """What such a thing may be called."""
        if self.form.field("kind").value() == AppointmentKind.LEAVE.value:
            return _("Annual leave, sick leave…")
        return _("Meeting, training, fair…")

    def _fresh(self, kind: AppointmentKind, starts_at: datetime | None, minutes: int, all_day: bool) -> Appointment:
        all_day = all_day or (starts_at is None and kind is AppointmentKind.LEAVE)
        if starts_at is None:
            starts_at = self.desk.moment(self.desk.today() + timedelta(days=1), USUAL_TIME)
        if all_day:
            starts_at = self.desk.moment(starts_at.date(), time())
        length = max(minutes, DAY) if all_day else minutes
        return Appointment(b"", self.desk.rep.id, kind, "", starts_at, length, all_day)

    def _wanted(self, values: Mapping[str, Any]) -> Appointment:
        """What the form says. Raises Refused where it ends before it begins."""
        all_day = values["time"] is None
        first, last = values["day"], values["last"] or values["day"]
        if all_day and last < first:
            raise Refused(N_("It has to end after it begins."), field="last")
        before = self.before
        minutes = int(values["minutes"] or 60)
        return replace(
            before or self._fresh(AppointmentKind.BUSY, None, 60, False),
            kind=AppointmentKind(values["kind"]),
            title=values["title"],
            starts_at=self.desk.moment(first, values["time"] or time(), before.starts_at if before else None),
            minutes=((last - first).days + 1) * DAY if all_day else minutes,
            all_day=all_day,
            place=values["place"],
            note=values["note"],
        )

    def _show(self) -> None:
        """Whole days have a last day, others a length; say which planned visits lie in that time."""
        values = self.form.values()
        all_day = values["time"] is None
        self.form.show_field("minutes", not all_day)
        self.form.show_field("last", all_day)
        visits = self._met(values)
        self.meets.setVisible(bool(visits))
        self.meets.set_caption(lambda: _words(visits, self.desk.today()))

    def _met(self, values: Mapping[str, Any]) -> list[VisitCard]:
        if values["day"] is None:
            return []
        try:
            wanted = self._wanted(values)
        except Refused:
            return []
        planned = [
            one for one in self.desk.visits.between(wanted.day, wanted.last_day) if one.status is VisitStatus.PLANNED
        ]
        return [one for one in planned if _meets(wanted, one)]


def _values(about: Appointment) -> dict[str, Any]:
    return {
        "kind": about.kind.value,
        "title": about.title,
        "day": about.day,
        "time": None if about.all_day else about.starts_at.time(),
        "minutes": str(about.minutes if about.minutes < DAY else 60),
        "last": about.last_day if about.all_day else None,
        "place": about.place,
        "note": about.note,
    }


def _meets(wanted: Appointment, visit: VisitCard) -> bool:
    if visit.all_day:
        return wanted.all_day
    ends = visit.starts_at + timedelta(minutes=visit.minutes)
    return wanted.starts_at < ends and visit.starts_at < wanted.starts_at + timedelta(minutes=wanted.minutes)


def _words(visits: list[VisitCard], today: date) -> str:
    parts = [
        " ".join(filter(None, (format_day_near(one.day, today), _hour(one), one.client_name))) for one in visits[:SHOWN]
    ]
    named = " · ".join(parts) + (" …" if len(visits) > SHOWN else "")
    sentence = ngettext(
        "{n} visit is planned in this time: {visits}", "{n} visits are planned in this time: {visits}", len(visits)
    )
    return sentence.format(n=len(visits), visits=named)


def _hour(visit: VisitCard) -> str:
    return "" if visit.all_day else format_time(visit.starts_at)
