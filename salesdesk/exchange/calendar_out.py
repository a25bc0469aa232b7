"""Appointments → iCalendar, for the calendar of a telephone or of an office program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MAKER = "-//SalesDesk//visits//EN"


@dataclass(frozen=True, slots=True)
class Event:
    """One appointment. `starts` is a day (then it lasts `days`), or an aware moment.

    `status` is CONFIRMED, TENTATIVE or CANCELLED; `sequence` grows with each change, so that a calendar which has it
    already takes the newer one.
    """

    uid: str
    summary: str
    starts: date | datetime
    minutes: int = 60
    place: str = ""
    description: str = ""
    status: str = "CONFIRMED"
    days: int = 1
    sequence: int = 0
    leave: bool = False


def write_calendar(events: Iterable[Event], stamp: datetime) -> bytes:
    """A calendar (RFC 5545) of these events; moments are told in UTC, whole days as days."""
    from icalendar import Calendar
    from icalendar import Event as Entry

    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for one in events:
        entry = Entry()
        entry.add("uid", one.uid)
        entry.add("dtstamp", stamp.astimezone(UTC))
        entry.add("summary", one.summary)
        if isinstance(one.starts, datetime):
            entry.add("dtstart", one.starts.astimezone(UTC))
            entry.add("dtend", one.starts.astimezone(UTC) + timedelta(minutes=one.minutes))
        else:
            entry.add("dtstart", one.starts)
            entry.add("dtend", one.starts + timedelta(days=one.days))
        for name, words in (("location", one.place), ("description", one.description)):
            if words:
                entry.add(name, words)
        entry.add("status", one.status)
        entry.add("sequence", one.sequence)
        if one.leave:
            entry.add("x-microsoft-cdo-busystatus", "OOF")
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
