"""Numbers, money, days and times as the user's locale writes them.

Symbols, names and date patterns come from Babel (CLDR), loaded at first use. All three languages group by
three with a comma and use a decimal point, so digits are put together here, which is forty times quicker;
a test holds the result equal to Babel's.
"""

from __future__ import annotations

from datetime import date, datetime, time
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias

from salesdesk.words.catalogue import _, language, ngettext

if TYPE_CHECKING:
    from babel import Locale

DateStyle: TypeAlias = Literal["short", "medium", "long", "weekday"]

NOTHING = "–"
"""What stands where there is no value: an empty denominator is not 0 %."""

_NEAR = 13
"""Days within which a day is said as a distance ("9 days ago"); beyond it, as a date."""

# CLDR gives Taiwan a bare $ for its own dollar, which in a file with several currencies says nothing.
_OWN_SYMBOLS = {("zh_TW", "TWD"): "NT$"}

_PATTERNS: dict[str, dict[str, str]] = {
    "en": {"short": "y-MM-dd", "medium": "MMM d, y", "long": "EEEE, MMMM d, y", "weekday": "EEE, MMM d"},
    "zh_CN": {"short": "y/M/d", "medium": "y年M月d日", "long": "y年M月d日EEEE", "weekday": "M月d日EEE"},
    "zh_TW": {"short": "y/M/d", "medium": "y年M月d日", "long": "y年M月d日 EEEE", "weekday": "M月d日 EEE"},
}
_MONTHS = {"en": "MMMM y", "zh_CN": "y年M月", "zh_TW": "y年M月"}

_UNITS: dict[str, tuple[tuple[int, str], ...]] = {
    "en": ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")),
    "zh_CN": ((100_000_000, "亿"), (10_000, "万")),
    "zh_TW": ((100_000_000, "億"), (10_000, "萬")),
}


def format_money(cents: int, currency: str, *, compact: bool = False) -> str:
    """`cents` of `currency` (ISO code): "¥12,500.00"; compact for tight places: "¥1.3万", "$12.5K"."""
    symbol, decimals = _currency(language(), currency)
    sign = "-" if cents < 0 else ""
    if compact:
        return f"{sign}{symbol}{_compact(abs(cents), language())}"
    whole, rest = divmod(abs(cents), 100)
    if decimals:
        return f"{sign}{symbol}{whole:,}.{rest:02d}"
    whole += rest > 50 or (rest == 50 and whole % 2)
    return f"{sign if whole else ''}{symbol}{whole:,}"


def currency_decimals(currency: str) -> int:
    """How many decimals amounts of a currency have: 2 for most, 0 for the yen."""
    return _currency(language(), currency)[1]


def format_number(value: int | float | Fraction, digits: int = 0) -> str:
    """A count or a measure with `digits` decimals: "4,238", "8.4"."""
    if isinstance(value, int) and not digits:
        return f"{value:,}"
    return _no_minus_zero(f"{float(value):,.{digits}f}")


def format_percent(value: float | Fraction | None, digits: int = 1) -> str:
    """A share (0.6315) as "63.2%"; None, an empty denominator, as "–"."""
    return NOTHING if value is None else _no_minus_zero(f"{float(value):,.{digits}%}")


def format_rate(n: int, of: int, digits: int = 1) -> str:
    """A rate with what it was made of: "63.2% (4,238 of 6,711)"; "– (0 of 0)" where there was nothing."""
    share = format_percent(n / of if of else None, digits)
    return _("{share} ({n} of {of})").format(share=share, n=format_number(n), of=format_number(of))


def format_date(day: date, style: DateStyle = "medium") -> str:
    """A day. `short` for tables, `medium` in sentences, `long` for headings, `weekday` for the weeks around today."""
    return _date(language(), day.year, day.month, day.day, _PATTERNS[language()][style])


def format_month(day: date) -> str:
    """The month that holds `day`: "November 2026", "2026年11月"."""
    return _date(language(), day.year, day.month, 1, _MONTHS[language()])


def format_day_near(day: date, today: date) -> str:
    """A day as people say it seen from `today`: tomorrow, 周三, in 9 days, 9 days ago; else the full date.

    A bare weekday is one of the next six days, which is how `words.days.read_day` reads it.
    """
    ahead = (day - today).days
    if ahead == 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    if ahead == -1:
        return _("yesterday")
    if 1 < ahead < 7:
        return weekday_names()[day.weekday()]
    if 0 < ahead <= _NEAR:
        return ngettext("in {n} day", "in {n} days", ahead).format(n=ahead)
    if -_NEAR <= ahead < 0:
        return ngettext("{n} day ago", "{n} days ago", -ahead).format(n=-ahead)
    return format_date(day)


def format_time(moment: time | datetime) -> str:
    """Hours and minutes, 24 hours, two digits each, in every language: a calendar's figures stand in line."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def format_moment(moment: datetime, style: DateStyle = "medium") -> str:
    """A day and its time, in the offset that the moment carries."""
    return f"{format_date(moment, style)} {format_time(moment)}"


def format_duration_minutes(minutes: int) -> str:
    """A span of minutes: "45 min", "2 h", "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("{minutes} min").format(minutes=rest)
    if not rest:
        return _("{hours} h").format(hours=format_number(hours))
    return _("{hours} h {minutes} min").format(hours=format_number(hours), minutes=rest)


def weekday_names(width: Literal["narrow", "abbreviated", "wide"] = "abbreviated") -> tuple[str, ...]:
    """Monday to Sunday: "Mon" … / "周一" … / "週一" …; wide "Monday" / "星期一"; narrow "M" / "一"."""
    return _names(language(), "days", width)


def month_names(width: Literal["abbreviated", "wide"] = "abbreviated") -> tuple[str, ...]:
    """January to December: "Jan" … / "1月" …"""
    return _names(language(), "months", width)


def _compact(cents: int, language: str) -> str:
    """Whole money with at most one decimal of the largest unit that it reaches (rounded), halves up."""
    units = _UNITS[language]
    for (unit, name), (smaller, _name) in zip(units, (*units[1:], (0, "")), strict=True):
        just_below = smaller * 5 or 50
        if cents >= unit * 100 - just_below:
            whole, tenth = divmod((cents * 10 + unit * 50) // (unit * 100), 10)
            return f"{whole:,}.{tenth}{name}" if tenth else f"{whole:,}{name}"
    return f"{(cents + 50) // 100:,}"


def _no_minus_zero(written: str) -> str:
    return written[1:] if written[0] == "-" and not any(c in "123456789" for c in written) else written


@lru_cache(maxsize=256)
def _currency(language: str, code: str) -> tuple[str, int]:
    """How `code` is written before a figure, and how many decimals it has."""
    from babel.numbers import get_currency_precision, get_currency_symbol

    symbol: str = _OWN_SYMBOLS.get((language, code)) or get_currency_symbol(code, _locale(language))
    if symbol[-1:].isalpha():
        symbol += "\N{NO-BREAK SPACE}"
    return symbol, get_currency_precision(code)


@lru_cache(maxsize=8192)
def _date(language: str, year: int, month: int, day: int, pattern: str) -> str:
    from babel.dates import format_date as babel_date

    return str(babel_date(date(year, month, day), pattern, locale=_locale(language)))


@lru_cache(maxsize=32)
def _names(language: str, what: Literal["days", "months"], width: str) -> tuple[str, ...]:
    names = getattr(_locale(language), what)["stand-alone"][width]
    return tuple(names[key] for key in sorted(names))


@lru_cache(maxsize=8)
def _locale(language: str) -> Locale:
    from babel import Locale

    return Locale.parse(language)
