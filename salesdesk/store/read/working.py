"""When the rep works: the pattern of the week, the calendar of holidays that holds here, and leave."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from salesdesk.domain.appointment import Appointment, AppointmentKind
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.period import Period
from salesdesk.domain.settings import OWN_DAYS, Holiday
from salesdesk.domain.workdays import Workdays, valid_days
from salesdesk.domain.working import DAY_MINUTES, WorkPattern, capacity_of, pattern_of
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.rows import things
from salesdesk.store.read.settings import setting
from salesdesk.store.tables import TABLES

PATTERN = "work_pattern"
REGION = "work_region"
_LEAVE = TABLES[Kind.APPOINTMENT].c
_HOLIDAY = TABLES[Kind.HOLIDAY].c


def pattern(conn: Connection) -> WorkPattern:
    """The usual week."""
    return pattern_of(setting(conn, PATTERN, {}))


def region(conn: Connection) -> str | None:
    """Whose holidays hold here ("CN", "TW", "DE-BY" …); None while nobody has chosen: all that the file knows."""
    chosen = setting(conn, REGION)
    return chosen if isinstance(chosen, str) else None


def special_days(conn: Connection, first: date, last: date) -> dict[date, Holiday]:
    """The days among these, both included, that the calendar names: holidays and make-up days."""
    days = _HOLIDAY.day.between(first.isoformat(), last.isoformat())
    return _valid(conn, things(conn, Holiday, days, order=(_HOLIDAY.day, _HOLIDAY.region)))


def regions(conn: Connection) -> list[str]:
    """The regions of which the file knows holidays."""
    rows = conn.exec_driver_sql("SELECT DISTINCT region FROM holiday WHERE region <> '' AND NOT deleted ORDER BY 1")
    return list(rows.scalars().all())


def region_day(conn: Connection, day: date) -> Holiday | None:
    """What the region says of a day, whatever was entered here."""
    known = things(conn, Holiday, _HOLIDAY.day == day.isoformat(), _HOLIDAY.region != OWN_DAYS)
    return _valid(conn, known).get(day)


def ids_of_year(conn: Connection, region: str, year: int) -> list[Id]:
    """The days of a region in a year that the file knows."""
    rows = conn.exec_driver_sql(
        "SELECT id FROM holiday WHERE region = ? AND day BETWEEN ? AND ? AND NOT deleted",
        (region, f"{year}-01-01", f"{year}-12-31"),
    )
    return list(rows.scalars().all())


def workdays(conn: Connection) -> Workdays:
    """The working days by the pattern and by the holidays that hold here."""

    def find() -> Workdays:
        return Workdays.of(_valid(conn, things(conn, Holiday)).values(), pattern(conn).weekdays)

    return keeper(conn).answer(("workdays",), frozenset({"holiday", "setting"}), find)


def _valid(conn: Connection, known: list[Holiday]) -> dict[date, Holiday]:
    here = region(conn)
    return valid_days(one for one in known if here is None or one.region in (here, OWN_DAYS))


def leave(conn: Connection, rep: Id, period: Period) -> dict[date, list[tuple[int, int]]]:
    """The spans of minutes of leave on each day of the period that has any."""
    rows = things(
        conn,
        Appointment,
        _LEAVE.kind == AppointmentKind.LEAVE,
        _LEAVE.rep_id == rep,
        _LEAVE.day <= period.last.isoformat(),
        order=(_LEAVE.starts_at, _LEAVE.id),
    )
    found: dict[date, list[tuple[int, int]]] = defaultdict(list)
    for one in rows:
        for day, span in _days_of(one, period):
            found[day].append(span)
    return dict(found)


def workdays_of(conn: Connection, rep: Id, period: Period) -> Workdays:
    """The working days of a rep; those of the period that leave takes whole are none."""
    known, week = workdays(conn), pattern(conn)
    taken = leave(conn, rep, period)
    away = frozenset(day for day, spans in taken.items() if not capacity_of(week, day, spans).spans)
    return replace(known, off=known.off | away, make_up=known.make_up - away)


def _days_of(one: Appointment, period: Period) -> list[tuple[date, tuple[int, int]]]:
    """The days of the period that a stretch of time touches, with its minutes by the clock of where it was entered."""
    begin = one.starts_at.replace(tzinfo=None)
    if one.all_day:
        begin = datetime.combine(begin.date(), time())
    end = begin + timedelta(minutes=one.minutes)
    found = []
    for day in Period(max(begin.date(), period.first), min(end.date(), period.last)):
        midnight = datetime.combine(day, time())
        first = max(0, int((begin - midnight).total_seconds()) // 60)
        last = min(DAY_MINUTES, int((end - midnight).total_seconds()) // 60)
        if first < last:
            found.append((day, (first, last)))
    return found
