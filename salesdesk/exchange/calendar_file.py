"""iCalendar → a Sheet of appointments: recurrences expanded within a window, zones turned into local time."""

from __future__ import annotations

import re
import time as clock
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from salesdesk.domain.appointment import LONGEST
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.sheet import Row, RowProblem, Sheet
from salesdesk.exchange.sniff import Sniffed

LIMIT_BYTES = 24 << 20
"""A calendar larger than this takes too long to read."""
COLUMNS = ("UID", "Subject", "Day", "Time", "Minutes", "Place", "Description", "About")
AS_TIME = ("Leave", "Cancelled")
"""Further columns where the entries are time that is taken, not visits."""
LIMIT_EVENTS = 50_000
SECONDS = 8
"""A file of rules that takes longer to work out is refused."""

_EVENT = re.compile(rb"^[ \t]*BEGIN:VEVENT", re.MULTILINE | re.IGNORECASE)
_DENSE = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_BROKEN = N_("This calendar is damaged and cannot be read. Export it anew and import that.")
_DAY = 24 * 60
_FREE = N_("It is marked as free in that calendar: it takes no time.")
_MANY = N_("The calendar has more than {limit} appointments. Split it.")
_BAD_RULE = N_("The rule by which this appointment repeats cannot be read.")


@dataclass(frozen=True, slots=True)
class Window:
    """The days within which endless series are written out."""

    first: date
    last: date


def is_calendar(data: bytes) -> bool:
    """Whether these bytes begin as an iCalendar file does."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head[:40].upper().startswith(b"BEGIN:VCALENDAR")


def read_calendar(data: bytes, *, window: Window, zone: tzinfo | None, as_time: bool = False) -> tuple[Sniffed, Sheet]:
    """The appointments of a calendar, in the local time of `zone` (None: that of this computer). Raises FileRefused.

    `as_time`: they are time that is taken. Whole days tell their length, what was cancelled is told as such, and what
    is marked as free is left out.
    """
    if len(data) > LIMIT_BYTES:
        sentence = N_("The calendar has more than {limit} MB. Export fewer years of it.")
        raise FileRefused(sentence, limit=LIMIT_BYTES >> 20)
    lines = _lines(data)
    if len(lines) > LIMIT_EVENTS:
        raise FileRefused(_MANY, limit=LIMIT_EVENTS)
    events = _events(data)
    lines += [lines[-1] if lines else 1] * (len(events) - len(lines))
    moved = {(_word(e, "UID"), _key(e["RECURRENCE-ID"].dt, zone)) for e in events if _has(e, "RECURRENCE-ID")}
    rows: list[Row] = []
    problems: list[RowProblem] = []
    cells = _cells_of_time if as_time else _cells
    cut = 0
    until = clock.monotonic() + SECONDS
    for line, event in zip(lines, events, strict=False):
        try:
            found = list(_occurrences(event, window, zone, moved, until))
        except _UnreadableRule:
            problems.append(RowProblem(line, Text(_BAD_RULE), cells(event, None, "", zone)))
            continue
        if as_time and _is_cancelled(event):
            rows.append(Row(line, cells(event, None, _suffix(event, zone), zone)))
            continue
        if as_time and _is_free(event):
            problems.append(RowProblem(line, Text(_FREE), cells(event, None, "", zone)))
            continue
        if not found:
            problems.append(RowProblem(line, _why_left_out(event, window), cells(event, None, "", zone)))
        cut += bool(found) and _has(event, "RRULE")
        rows += [Row(line, cells(event, start, suffix, zone)) for start, suffix in found]
        if len(rows) > LIMIT_EVENTS:
            raise FileRefused(_MANY, limit=LIMIT_EVENTS)
    if not rows and not problems:
        raise FileRefused(N_("The calendar holds no appointments."))
    notes: tuple[Text, ...] = ()
    if cut:
        sentence = N_("Appointments that repeat are taken from {first} to {last}.")
        notes = (Text(sentence, {"first": window.first, "last": window.last}),)
    columns = COLUMNS + AS_TIME if as_time else COLUMNS
    sheet = Sheet(columns, tuple(rows), tuple(problems), notes)
    return Sniffed("utf-8", "", "", True, 0, source="calendar"), sheet


class _UnreadableRule(Exception):
    """A recurrence rule that nobody can work out."""


def _lines(data: bytes) -> list[int]:
    """On which line each entry begins."""
    lines, line, behind = [], 1, 0
    for found in _EVENT.finditer(data):
        line += data.count(b"\n", behind, found.start())
        behind = found.start()
        lines.append(line)
    return lines


def _events(data: bytes) -> list[Any]:
    from icalendar import Calendar

    try:
        with warnings.catch_warnings(action="ignore"):  # its guesses about foreign zones
            calendars = Calendar.from_ical(data, multiple=True)
        return [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise FileRefused(_BROKEN) from error


def _occurrences(
    event: Any, window: Window, zone: tzinfo | None, moved: set[tuple[str, str]], until: float
) -> Iterator[tuple[date, str]]:
    """When it takes place, each with what tells this occurrence from the others of its series."""
    if _is_cancelled(event):
        return
    start = _start(event)
    if start is None:
        return
    if _has(event, "RECURRENCE-ID"):
        yield start, _suffix(event, zone)
        return
    if not _has(event, "RRULE") and not _has(event, "RDATE"):
        yield start, ""
        return
    left_out = {_key(day, zone) for day in _days(event, "EXDATE")}
    seen: set[str] = set()
    for moment in [*_ruled(event, start, window, until), *_days(event, "RDATE")]:
        key = _key(moment, zone)
        day = _day(moment, zone)
        if not window.first <= day <= window.last or key in left_out or key in seen:
            continue
        seen.add(key)
        if (_word(event, "UID"), key) not in moved:
            yield moment, f"#{key}"


def _ruled(event: Any, start: date, window: Window, until: float) -> Iterator[date]:
    """The moments that the rules of a series give, up to the end of the window."""
    from dateutil.rrule import rrulestr

    if not _has(event, "RRULE"):
        yield start
        return
    zone: tzinfo | None = None
    if isinstance(start, datetime):
        base, zone, is_day = start.replace(tzinfo=None), start.tzinfo, False
    else:
        base, is_day = datetime.combine(start, time()), True
    rules = event["RRULE"] if isinstance(event["RRULE"], list) else [event["RRULE"]]
    for rule in rules:
        parts = {key.upper(): value for key, value in rule.items()}
        if _DENSE & {str(one).upper() for one in parts.get("FREQ", [])} or base.year < 1900:
            raise _UnreadableRule
        last = datetime.combine(window.last, time.max)
        told = parts.pop("UNTIL", None)
        if told:
            last = min(last, _naive(told[0], zone, is_day))
        text = ";".join(f"{key}={','.join(_written(one) for one in value)}" for key, value in parts.items())
        try:
            for moment in rrulestr(text, dtstart=base):
                if moment > last:
                    break
                if clock.monotonic() > until:
                    raise FileRefused(N_("The rules of this calendar take too long to work out. Split the file."))
                yield moment.date() if is_day else moment.replace(tzinfo=zone)
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            raise _UnreadableRule from error


def _written(value: object) -> str:
    to_ical = getattr(value, "to_ical", None)
    return to_ical().decode() if to_ical else str(value)


def _naive(moment: date, zone: tzinfo | None, is_day: bool) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.max)
    if is_day or moment.tzinfo is None or zone is None:
        return moment.replace(tzinfo=None)
    return moment.astimezone(zone).replace(tzinfo=None)


def _days(event: Any, name: str) -> list[date]:
    """The days of EXDATE or RDATE; of a period its beginning."""
    if not _has(event, name):
        return []
    lists = event[name] if isinstance(event[name], list) else [event[name]]
    found = [one.dt for several in lists for one in _part(several, "dts") or ()]
    days = [one[0] if isinstance(one, tuple) else one for one in found]
    return [day for day in days if isinstance(day, date)]


def _why_left_out(event: Any, window: Window) -> Text:
    if _is_cancelled(event):
        return Text(N_("The appointment was cancelled."))
    if _start(event) is None:
        return Text(N_("The appointment does not say when it is."))
    sentence = N_("The appointment repeats, but not between {first} and {last}.")
    return Text(sentence, {"first": window.first, "last": window.last})


def _is_cancelled(event: Any) -> bool:
    return _word(event, "STATUS").upper() == "CANCELLED"


def _is_free(event: Any) -> bool:
    """It stands in the calendar, yet takes no time: a birthday, a public holiday."""
    busy = _word(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper()
    return busy == "FREE" or (not busy and _word(event, "TRANSP").upper() == "TRANSPARENT")


def _suffix(event: Any, zone: tzinfo | None) -> str:
    """What tells an occurrence that was changed by itself from the others."""
    return f"#{_key(event['RECURRENCE-ID'].dt, zone)}" if _has(event, "RECURRENCE-ID") else ""


def _cells_of_time(event: Any, start: date | None, suffix: str, zone: tzinfo | None) -> tuple[str, ...]:
    """As time that is taken: whole days with their length, more than a day as it is."""
    uid, subject, day, hour, _at_most_a_day, place, words, about = _cells(event, start, suffix, zone)
    length = _length(event)
    minutes = max(1, int(length.total_seconds() // 60)) if length else 0
    if day and not hour:
        minutes = max(1, -(-minutes // _DAY)) * _DAY
    leave = _word(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "OOF"
    told = str(min(minutes, LONGEST * _DAY)) if day and minutes else ""
    return uid, subject, day, hour, told, place, words, about, "1" if leave else "", "1" if _is_cancelled(event) else ""


def _cells(event: Any, start: date | None, suffix: str, zone: tzinfo | None) -> tuple[str, ...]:
    moment = _local(start, zone) if isinstance(start, datetime) else start
    day = moment.date() if isinstance(moment, datetime) else moment
    hour = f"{moment:%H:%M}" if isinstance(moment, datetime) else ""
    subject, place = _word(event, "SUMMARY"), _word(event, "LOCATION")
    uid = _word(event, "UID")
    about = [subject, place, *_people(event)]
    return (
        f"{uid}{suffix}" if uid else "",
        " ".join(subject.split()),
        day.isoformat() if day else "",
        hour,
        _minutes(event) if hour else "",
        " ".join(place.split()),
        _word(event, "DESCRIPTION").strip(),
        "\n".join(line for line in about if line),
    )


def _people(event: Any) -> list[str]:
    found: list[str] = []
    for name in ("ORGANIZER", "ATTENDEE"):
        if name in event:
            listed = event[name] if isinstance(event[name], list) else [event[name]]
            for one in listed:
                found.append(re.sub("^mailto:", "", str(one), flags=re.IGNORECASE))
                found.append(str((_part(one, "params") or {}).get("CN", "")))
    return found


def _minutes(event: Any) -> str:
    """Whole minutes between its beginning and end, at most a day; empty where the file does not say."""
    length = _length(event)
    minutes = int(length.total_seconds() // 60) if length else 0
    return str(min(minutes, _DAY)) if minutes > 0 else ""


def _length(event: Any) -> timedelta | None:
    """From its beginning to its end; None where the file does not say."""
    start, end = _start(event), _moment(event, "DTEND")
    length: object = _moment(event, "DURATION")
    if isinstance(length, timedelta):
        return length
    if not isinstance(start, date) or not isinstance(end, date):
        return None
    if isinstance(start, datetime) != isinstance(end, datetime):
        return None
    if isinstance(start, datetime) and isinstance(end, datetime) and (start.tzinfo is None) != (end.tzinfo is None):
        return end.replace(tzinfo=None) - start.replace(tzinfo=None)
    return end - start


def _start(event: Any) -> date | None:
    found = _moment(event, "DTSTART")
    return found if isinstance(found, date) else None


def _local(moment: datetime, zone: tzinfo | None) -> datetime:
    """Local time; a moment that names no zone is local already."""
    if moment.tzinfo is None:
        return moment
    try:
        return moment.astimezone(zone)
    except (OverflowError, ValueError, OSError):
        return moment


def _day(moment: date, zone: tzinfo | None) -> date:
    return _local(moment, zone).date() if isinstance(moment, datetime) else moment


def _key(moment: date, zone: tzinfo | None) -> str:
    """An occurrence by its local beginning: 20261123T0930 or 20261123."""
    if isinstance(moment, datetime):
        return f"{_local(moment, zone):%Y%m%dT%H%M}"
    return f"{moment:%Y%m%d}"


def _moment(event: Any, name: str) -> Any:
    """The value of a property that holds a moment or a length; None where it holds neither."""
    return _part(event.get(name), "dt")


def _part(value: Any, name: str) -> Any:
    """An attribute of a property; None also where the property could not be read (the library raises then)."""
    try:
        return getattr(value, name, None)
    except ValueError:
        return None


def _has(event: Any, name: str) -> bool:
    """Whether the event says this in a form that could be read."""
    value = event.get(name)
    if value is None:
        return False
    if name == "RRULE":
        return all(_part(one, "items") for one in (value if isinstance(value, list) else [value]))
    if name == "RECURRENCE-ID":
        return isinstance(_part(value, "dt"), date)
    return True


def _word(event: Any, name: str) -> str:
    value = event.get(name, "")
    return str(value[0] if isinstance(value, list) and value else value)
