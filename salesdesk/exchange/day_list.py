"""A list of days off and of days worked in their stead, from a text table or a calendar (spec 4.2)."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from salesdesk.domain.dates_read import DateOrder, decide_order, read_day
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.calendar_file import is_calendar
from salesdesk.exchange.csv_file import read_csv
from salesdesk.exchange.sheet import Row, RowProblem, Sheet
from salesdesk.exchange.sniff import load, sniff

_WORKED = re.compile(
    r"(work(ed|ing)?( day)?|make-?up( day)?|on|1|true|yes|w|上?班|补班|補班|调休上班|补班日|補班日|工作日|是)",
    re.IGNORECASE,
)
_OFF = re.compile(
    r"(off|day off|rest|holiday|0|false|no|h|休|休息|休息日|放假|假日|假期|节假日|節假日|否)", re.IGNORECASE
)
_IN_NAME = re.compile(r"补班|補班|上班|[（(\[【]班[)）\]】]|班$|working day|make-?up", re.IGNORECASE)
_EVENT = re.compile(rb"^[ \t]*BEGIN:VEVENT", re.MULTILINE | re.IGNORECASE)
LONGEST = 31
"""Days of the longest holiday of a calendar."""


@dataclass(frozen=True, slots=True)
class ListedDay:
    """One day of the list: off, or worked."""

    day: date
    name: str
    working: bool


@dataclass(frozen=True, slots=True)
class DayList:
    """What could be read, one entry a day, and the lines that could not, with the reason."""

    days: tuple[ListedDay, ...]
    problems: tuple[RowProblem, ...]


def read_days(path: Path) -> DayList:
    """Days from lines of date, name, off or worked (CSV), or from the whole days of a calendar. Raises FileRefused."""
    data = load(path)
    if is_calendar(data) or path.suffix.lower() == ".ics":
        return _from_calendar(data)
    sniffed = sniff(data)
    return _from_table(read_csv(data, sniffed))


def _from_calendar(data: bytes) -> DayList:
    from icalendar import Calendar

    try:
        with warnings.catch_warnings(action="ignore"):  # its guesses about foreign zones
            events = [one for part in Calendar.from_ical(data, multiple=True) for one in part.walk("VEVENT")]
            spans = [_span(one) for one in events]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        why = " ".join(str(error).split())[:80] or type(error).__name__
        raise FileRefused(N_("This calendar is damaged: {why}. Export it anew and import that."), why=why) from error
    lines = [data.count(b"\n", 0, found.start()) + 1 for found in _EVENT.finditer(data)]
    found: dict[date, ListedDay] = {}
    problems: list[RowProblem] = []
    for place, (name, days) in enumerate(spans):
        if not days:
            line = lines[place] if place < len(lines) else 1
            problems.append(RowProblem(line, Text(N_("This appointment is no day off: it has an hour.")), (name,)))
        for day in days:
            found[day] = ListedDay(day, _clean(name), bool(_IN_NAME.search(name)))
    return DayList(tuple(found[day] for day in sorted(found)), tuple(problems))


def _span(event: Any) -> tuple[str, list[date]]:
    """The name of an event and its days; none for one with an hour, or one that lasts longer than any holiday."""
    name = " ".join(str(event.get("SUMMARY", "")).split())
    first = event.get("DTSTART")
    if first is None or isinstance(first.dt, datetime):
        return name, []
    last = event["DTEND"].dt - timedelta(days=1) if "DTEND" in event else first.dt
    count = (last - first.dt).days + 1
    return name, [first.dt + timedelta(days=step) for step in range(max(count, 1))] if count <= LONGEST else []


def _from_table(sheet: Sheet) -> DayList:
    rows = [Row(1, sheet.columns), *sheet.rows] if _is_day(sheet.columns) else list(sheet.rows)
    at = _date_column(rows)
    order = decide_order(row.cells[at] for row in rows).order if rows else DateOrder.YMD
    found: dict[date, ListedDay] = {}
    problems = list(sheet.problems)
    for row in rows:
        day = read_day(row.cells[at], order)
        if day is None:
            problems.append(RowProblem(row.line, Text(N_("“{cell}” is no day."), {"cell": row.cells[at]}), row.cells))
            continue
        rest = [cell.strip() for place, cell in enumerate(row.cells) if place != at and cell.strip()]
        said = next((cell for cell in reversed(rest) if _WORKED.fullmatch(cell) or _OFF.fullmatch(cell)), "")
        name = next((cell for cell in rest if cell is not said), "")
        working = bool(_WORKED.fullmatch(said)) if said else bool(_IN_NAME.search(name))
        if len(rest) > 1 and not said:
            sentence = N_("“{cell}” says neither off nor worked.")
            problems.append(RowProblem(row.line, Text(sentence, {"cell": rest[-1]}), row.cells))
            continue
        if day in found and found[day].working != working:
            problems.append(
                RowProblem(row.line, Text(N_("This day stands in the file twice, off and worked.")), row.cells)
            )
            continue
        found[day] = ListedDay(day, name, working)
    return DayList(tuple(found[day] for day in sorted(found)), tuple(problems))


def _date_column(rows: list[Row]) -> int:
    """The column that holds the most days."""
    width = max((len(row.cells) for row in rows), default=0)
    counts = [sum(_is_day((row.cells[place],)) for row in rows) for place in range(width)]
    return counts.index(max(counts)) if counts else 0


def _is_day(cells: tuple[str, ...]) -> bool:
    return any(
        read_day(cell, order) is not None
        for cell in cells
        for order in DateOrder
        if not cell.strip().isdigit() or len(cell.strip()) == 8
    )


def _clean(name: str) -> str:
    return re.sub(r"[（(\[【]?[休班][)）\]】]?$", "", name).strip() or name
