"""What can stand on a day of the calendar: a visit, a part of an appointment or leave, a visit only proposed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from salesdesk.domain.appointment import Appointment, AppointmentKind
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.geometry import DAY, Span
from salesdesk.words.i18n import _
from salesdesk.words.labels import label

MOVABLE = frozenset({VisitStatus.PLANNED, VisitStatus.DONE})
COUNTED = MOVABLE
"""What takes room in the day: cancelled and moved ones do not."""


@dataclass(frozen=True, slots=True)
class Ghost:
    """A visit that is proposed and not in the file. `minute` of the day; `reason` in words, shown under the mouse."""

    id: Id
    client: Id
    tier: Tier
    day: date
    minute: int
    minutes: int
    title: str
    reason: str = ""

    @property
    def all_day(self) -> bool:
        """It always has its hour."""
        return False


@dataclass(frozen=True, slots=True)
class Busy:
    """The part of an appointment or a leave that falls on `day`, from minute `start` on."""

    of: Appointment
    day: date
    start: int
    minutes: int

    @property
    def id(self) -> Id:
        """The appointment's."""
        return self.of.id

    @property
    def all_day(self) -> bool:
        """Whether it takes the whole of this day."""
        return self.of.all_day or self.minutes >= DAY

    @property
    def title(self) -> str:
        """Its own title; a leave without one is simply leave."""
        return self.of.title or label(self.of.kind)

    @property
    def leave(self) -> bool:
        """Whether the rep is away."""
        return self.of.kind is AppointmentKind.LEAVE


Entry = VisitCard | Busy | Ghost


def parts_of(appointments: Iterable[Appointment], first: date, last: date) -> Iterator[Busy]:
    """Each day's part of the appointments, within these days."""
    for one in appointments:
        day, until = max(one.day, first), min(one.last_day, last)
        while day <= until:
            start, end = one.span_on(day)
            yield Busy(one, day, start, end - start)
            day += timedelta(days=1)


def start_of(entry: Entry) -> int:
    """Minutes since midnight at which it begins; 0 without an hour."""
    if entry.all_day:
        return 0
    if isinstance(entry, VisitCard):
        return entry.starts_at.hour * 60 + entry.starts_at.minute
    return entry.start if isinstance(entry, Busy) else entry.minute


def span_of(entry: Entry) -> Span:
    """From, until, in minutes since midnight."""
    start = start_of(entry)
    return start, start + entry.minutes


def movable(entry: Entry) -> bool:
    """Whether a hand can take it elsewhere: what was cancelled or moved stays where it was."""
    return entry.status in MOVABLE if isinstance(entry, VisitCard) else True


def stretchable(entry: Entry) -> bool:
    """Whether its ends can be drawn out."""
    if isinstance(entry, Busy):
        return not entry.all_day and entry.of.day == entry.of.last_day
    return isinstance(entry, VisitCard) and movable(entry) and not entry.all_day


def name_of(entry: Entry) -> str:
    """Whom or what it is about."""
    return entry.client_name if isinstance(entry, VisitCard) else entry.title


def clock(minute: int) -> str:
    """A minute of the day as on a clock: 09:30."""
    return f"{minute // 60 % 24:02d}:{minute % 60:02d}"


def hours(entry: Entry) -> str:
    """From when until when, "09:00–10:00"."""
    start, end = span_of(entry)
    return _("All day") if entry.all_day else f"{clock(start)}–{clock(end)}"
