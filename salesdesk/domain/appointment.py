"""What takes a rep's time and is no visit: appointments from other calendars, and leave (spec 4.1, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_

DAY = 24 * 60
LONGEST = 366
"""Days that one appointment or leave can last."""


class AppointmentKind(StrEnum):
    BUSY = "busy"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Appointment:
    """A stretch of time in which no visit can be planned.

    An `all_day` one begins at midnight and lasts whole days (`minutes` is 1,440 for each). `uid` is the key of the
    calendar it came from, empty where it was entered here.
    """

    id: Id
    rep_id: Id
    kind: AppointmentKind
    title: str
    starts_at: datetime
    minutes: int = 60
    all_day: bool = False
    place: str = ""
    note: str = ""
    uid: str = ""
    deleted: bool = False

    @property
    def day(self) -> date:
        """The local day on which it begins."""
        return self.starts_at.date()

    @property
    def last_day(self) -> date:
        """The local day on which it ends; one that ends at midnight does not reach into the next day."""
        return (self.starts_at + timedelta(minutes=max(self.minutes, 1), microseconds=-1)).date()

    def span_on(self, day: date) -> tuple[int, int]:
        """From, until, in minutes since midnight of this day; (0, 0) where it does not touch it."""
        begins = (self.day - day).days * DAY + self.starts_at.hour * 60 + self.starts_at.minute
        first, last = max(begins, 0), min(begins + self.minutes, DAY)
        return (first, last) if first < last else (0, 0)


def checked(appointment: Appointment) -> Appointment:
    """As it can be stored: its words trimmed, whole days from midnight on. Raises Refused."""
    title = " ".join(appointment.title.split())
    if not title and appointment.kind is AppointmentKind.BUSY:
        raise Refused(N_("Say in a word what it is."), field="title")
    if appointment.minutes <= 0:
        raise Refused(N_("It has to end after it begins."), field="minutes")
    starts, minutes = appointment.starts_at, appointment.minutes
    if appointment.all_day:
        starts = datetime.combine(starts.date(), time(), starts.tzinfo)
        minutes = -(-minutes // DAY) * DAY
    if minutes > LONGEST * DAY:
        raise Refused(N_("An appointment lasts a year at most."), field="minutes")
    place, note = appointment.place.strip(), appointment.note.strip()
    return replace(appointment, title=title, place=place, note=note, starts_at=starts, minutes=minutes)
