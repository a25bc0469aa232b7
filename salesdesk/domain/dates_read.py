"""Reading days that other programs wrote. The order of day and month is decided for a whole column, never per cell.

Pure logic: takes written days, gives days. A column like 03/04/2017, 05/06/2017 reads both ways; then it is
the user who decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum


class DateOrder(StrEnum):
    """The order in which a column writes year, month and day."""

    YMD = "ymd"
    MDY = "mdy"
    DMY = "dmy"


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a column's cells say about their order.

    `order` reads the column; it is only a suggestion where `ambiguous` (more than one order reads every cell,
    with different days) or `mixed` (cells contradict each other) is set.
    """

    order: DateOrder
    ambiguous: bool = False
    mixed: bool = False


MIXED_SHARE = 20
"""A column is mixed when more than one in so many of its telling cells contradicts the others."""

_EXCEL_ZERO = date(1899, 12, 30)
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_TIME = r"(?:(?:\s*T\s*|\s+)(?P<time>(?:[AaPp][Mm]|上午|下午)?\s*\d{1,2}:\d{2}.*))?"
_NUMERIC = re.compile(r"(?P<a>\d{1,4})(?P<sep>[-/.\\])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{1,4})" + _TIME)
_CHINESE = re.compile(
    r"(?P<era>民国|民國)?\s*(?P<a>\d{2,4})\s*年\s*(?P<b>\d{1,2})\s*月\s*(?P<c>\d{1,2})\s*[日号號]?" + _TIME
)
_DAY_NAME_YEAR = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s./]*(?P<m>[A-Za-z]{3,9})\.?[-,\s./]*(?P<y>\d{4}|\d{2})" + _TIME
)
_NAME_DAY_YEAR = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?\s*(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_CLOCK = re.compile(
    r"(?P<half>[AaPp][Mm]|上午|下午)?\s*(?P<h>\d{1,2}):(?P<m>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*"
    r"(?P<after>[AaPp]\.?[Mm]\.?)?\s*(?:Z|GMT|UTC)?\s*(?:[+-]\d{2}:?\d{2})?"
)


def folded(cell: str) -> str:
    """Full-width digits and signs made plain (NFKC), outer white space gone."""
    return cell.strip() if cell.isascii() else unicodedata.normalize("NFKC", cell).strip()


def readings(cell: str) -> dict[DateOrder, date]:
    """The day a cell means under each order that reads it; empty when it is no date. Years of two digits: 1969–2068."""
    text = folded(cell)
    found = _NUMERIC.fullmatch(text)
    if found:
        return _numeric(found) if _clock_fits(found["time"]) else {}
    day = _one_way(text)
    return dict.fromkeys(DateOrder, day) if day else {}


def read_day(cell: str, order: DateOrder) -> date | None:
    """The day written in `cell`, or None when it is none under this order."""
    return readings(cell).get(order)


def read_time(cell: str) -> time | None:
    """The clock time that follows a date, or stands alone: `14:30`, `2:30 PM`, `下午 2:30`; None without one."""
    text = folded(cell)
    found = _CLOCK.search(text)
    if not found:
        return None
    hour, minute = int(found["h"]), int(found["m"])
    half = (found["half"] or found["after"] or "").lower()
    if half.startswith(("p", "下")) and hour < 12:
        hour += 12
    elif half.startswith(("a", "上")) and hour == 12:
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None


def decide_order(cells: Iterable[str], prefer: DateOrder = DateOrder.YMD) -> DateReading:
    """Decide a column's order from all its cells. Cells that are no date under any order have no say.

    Among orders that fit equally well `prefer` comes first.
    """
    seen = [days for days in map(readings, set(cells)) if days]
    telling = [days for days in seen if len(days) < len(DateOrder) or len(set(days.values())) > 1]
    votes = {order: sum(order in days for days in telling) for order in DateOrder}
    best = max(votes.values())
    leaders = [order for order in sorted(DateOrder, key=lambda o: o is not prefer) if votes[order] == best]
    if not best:
        return DateReading(prefer)
    ambiguous = any(len({days.get(order) for order in leaders}) > 1 for days in telling)
    against = sum(leaders[0] not in days for days in telling)
    return DateReading(leaders[0], ambiguous, mixed=against * MIXED_SHARE > len(telling))


def _numeric(found: re.Match[str]) -> dict[DateOrder, date]:
    a, b, c = found["a"], found["b"], found["c"]
    if len(a) >= 3:
        day = _day(int(a) + (1911 if len(a) == 3 else 0), int(b), int(c)) if len(c) <= 2 else None
        return dict.fromkeys(DateOrder, day) if day else {}
    if len(c) == 3:
        return {}
    candidates = {
        DateOrder.MDY: _day(_year(c), int(a), int(b)),
        DateOrder.DMY: _day(_year(c), int(b), int(a)),
    }
    if len(c) <= 2 and len(a) == 2:
        candidates[DateOrder.YMD] = _day(_year(a), int(b), int(c))
    if len(c) == 1:
        del candidates[DateOrder.MDY], candidates[DateOrder.DMY]
    return {order: day for order, day in candidates.items() if day}


def _one_way(text: str) -> date | None:
    """Writings that leave no doubt: 2017年3月1日, 20170301, 1-Mar-2017, March 1, 2017, an Excel serial."""
    if found := _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(days=int(found[1]))
    if found := _COMPACT.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := _CHINESE.fullmatch(text):
        year = int(found["a"])
        roc = found["era"] or len(found["a"]) == 3
        day = _day(year + 1911 if roc else _year(found["a"]), int(found["b"]), int(found["c"]))
        return day if _clock_fits(found["time"]) else None
    found = _DAY_NAME_YEAR.fullmatch(text) or _NAME_DAY_YEAR.fullmatch(text)
    if not found or not _clock_fits(found["time"]):
        return None
    month = found["m"].lower()
    if month not in _MONTHS and month not in _MONTH_NAMES and month != "sept":
        return None
    return _day(_year(found["y"]), _MONTHS.index(month[:3]) + 1, int(found["d"]))


def _clock_fits(written: str | None) -> bool:
    return written is None or bool(_CLOCK.fullmatch(written.strip()) and read_time(written))


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) > 2 else year + (2000 if year < 69 else 1900)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
