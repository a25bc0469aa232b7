"""Appointments that are no visits, and leave: time in which nothing can be planned (spec 4.1, 4.3)."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, datetime

from salesdesk.domain.appointment import Appointment, AppointmentKind, checked
from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.services.visit_log import edits
from salesdesk.store.read import appointments as read
from salesdesk.store.read.rows import thing

_FIELDS = tuple(field.name for field in fields(Appointment) if field.name not in ("id", "deleted"))


class Appointments:
    """What else takes the rep's time. Every verb is one action, one undo."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- verbs ------------------------------------------------------------------------------------------------

    def add(
        self,
        title: str,
        starts_at: datetime,
        *,
        kind: AppointmentKind = AppointmentKind.BUSY,
        minutes: int = 60,
        all_day: bool = False,
        place: str = "",
        note: str = "",
    ) -> ChangeSet:
        """Take this time; an `all_day` one lasts whole days, 1,440 minutes each. Raises Refused naming the field."""
        pk = self._session.new_id()
        made = checked(
            Appointment(pk, self._session.rep.id, kind, title, starts_at, minutes, all_day, place=place, note=note)
        )
        values = {name: getattr(made, name) for name in _FIELDS}
        return self._session.record(self._label("added", made), [New(Kind.APPOINTMENT, pk, values)])

    def edit(self, before: Appointment, after: Appointment) -> ChangeSet:
        """Change any fields from the state that was seen. Raises Refused, Conflict."""
        after = checked(after)
        return self._session.record(self._label("changed", after), edits(Kind.APPOINTMENT, before, after, _FIELDS))

    def move(self, appointment_id: Id, starts_at: datetime) -> ChangeSet:
        """Another day or hour, as by dragging."""
        before = self.get(appointment_id)
        after = checked(replace(before, starts_at=starts_at))
        label = self._label("moved", after, starts_at.date())
        return self._session.record(label, edits(Kind.APPOINTMENT, before, after, ("starts_at",)))

    def resize(self, appointment_id: Id, minutes: int) -> ChangeSet:
        """Another length, in minutes. Raises Refused."""
        before = self.get(appointment_id)
        return self.edit(before, replace(before, minutes=minutes))

    def bin(self, appointment_id: Id) -> ChangeSet:
        """Put it into the bin; undo brings it back."""
        return self._put(appointment_id, "deleted", gone=True)

    def restore(self, appointment_id: Id) -> ChangeSet:
        """Take it out of the bin."""
        return self._put(appointment_id, "restored", gone=False)

    # --- questions --------------------------------------------------------------------------------------------

    def get(self, appointment_id: Id) -> Appointment:
        """One of them, also from the bin. Raises Refused when the file does not know it."""
        found = thing(self._session.file.conn, Appointment, appointment_id)
        if found is None:
            raise Refused(N_("This appointment is not in the calendar any more."))
        return found

    def between(self, first: date, last: date, rep_id: Id | None = None) -> list[Appointment]:
        """All that touch these days (both included) of a rep, the own one by default, in the order of the clock."""
        return read.touching(self._session.file.conn, rep_id or self._session.whose, first, last)

    # --- private ----------------------------------------------------------------------------------------------

    def _put(self, appointment_id: Id, deed: str, *, gone: bool) -> ChangeSet:
        found = self.get(appointment_id)
        change = Edit(Kind.APPOINTMENT, appointment_id, "deleted", found.deleted, gone)
        return self._session.record(self._label(deed, found), [change] if found.deleted is not gone else [])

    def _label(self, deed: str, about: Appointment, day: date | None = None) -> Label:
        if about.kind is AppointmentKind.LEAVE:
            return Label(f"leave.{deed}", {"day": (day or about.day).isoformat()})
        params: dict[str, object] = {"title": about.title}
        return Label(f"appointment.{deed}", params if day is None else {**params, "day": day.isoformat()})
