"""What takes a rep's time and is no visit: appointments from other calendars, and leave (spec 4.1, 4.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from salesdesk.domain.change import Id


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
