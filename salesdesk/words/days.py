"""Days as people type them: "fri", "+3", "in 2 weeks", "12-25", "下周二", "三天後", "月底".

Both languages are understood at any time, whatever the language of the window. A bare weekday is the next
such day strictly after today; "next tue" and 下周二 lie in the next calendar week (Monday to Sunday); a day
and month without a year lie ahead, so past ones go to the next year.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeAlias

from salesdesk.domain.period import Period, add_months
from salesdesk.words.amounts import COUNT, fold, read_amount, read_count, read_time
from salesdesk.words.catalogue import language
from salesdesk.words.numbers import format_date

__all__ = ["read_amount", "read_day", "read_past_day", "read_time", "suggest_days"]

_Reader: TypeAlias = Callable[["re.Match[str]", date], date | None]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")

_SINGLE = {
    "today": 0,
    "tod": 0,
    "tonight": 0,
    "tomorrow": 1,
    "tmr": 1,
    "tmrw": 1,
    "tom": 1,
    "day after tomorrow": 2,
    "the day after tomorrow": 2,
    "yesterday": -1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "明天": 1,
    "明日": 1,
    "明": 1,
    "后天": 2,
    "后日": 2,
    "大后天": 3,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
}

_SHORT = {"eow": "end of week", "eom": "end of month", "eoq": "end of quarter", "eoy": "end of year"}

_YEAR = r"(?:19|20|21)\d\d"
_FEW = 7

_COMPLETIONS = {
    "en": (
        "today",
        "tomorrow",
        *_WEEKDAYS,
        *(f"next {name}" for name in _WEEKDAYS),
        "in 3 days",
        "in 1 week",
        "in 2 weeks",
        "in 1 month",
        "end of month",
    ),
    "zh_CN": (
        *("今天", "明天", "后天", "大后天", "月底"),
        *(f"周{name}" for name in "一二三四五六日"),
        *(f"下周{name}" for name in "一二三四五六日"),
        *("3天后", "一周后", "两周后", "一个月后", "下月初"),
    ),
    "zh_TW": (
        *("今天", "明天", "後天", "大後天", "月底"),
        *(f"週{name}" for name in "一二三四五六日"),
        *(f"下週{name}" for name in "一二三四五六日"),
        *("3天後", "一週後", "兩週後", "一個月後", "下月初"),
    ),
}


def read_day(text: str, today: date) -> date | None:
    """The day that `text` means, seen from `today`; None for nonsense and for days that no calendar has."""
    typed = _SHORT.get(fold(text), fold(text))
    if any("\u4e00" <= character <= "\u9fff" for character in typed):
        typed = typed.replace(" ", "")
    if typed in _SINGLE:
        return _later(today, days=_SINGLE[typed])
    for pattern, reader in _FORMS:
        if found := re.fullmatch(pattern, typed):
            return reader(found, today)
    return None


def read_past_day(words: str, today: date) -> date | None:
    """A day as people type it, of the last twelve months where the year is not said: what looks back asks so."""
    day = read_day(words, today)
    if day is None or day <= today + timedelta(days=14) or str(day.year) in words:
        return day
    earlier = read_day(words, today - timedelta(days=365))
    return earlier if earlier is not None and earlier <= today else day


def suggest_days(text: str, today: date) -> list[tuple[str, date]]:
    """A few completions of what is being typed, in the language in use: (words that `read_day` reads, day).

    What is already a day comes first, written out with its weekday so that the user sees what was understood.
    """
    typed = fold(text)
    understood = read_day(text, today)
    found = [] if understood is None else [(format_date(understood, "weekday"), understood)]
    for words in _COMPLETIONS[language()]:
        day = read_day(words, today)
        if day and fold(words).startswith(typed) and day not in [known for _words, known in found]:
            found.append((words, day))
    return found[:_FEW]


def _later(day: date, days: int = 0, weeks: int = 0, months: int = 0) -> date | None:
    try:
        return add_months(day, months) + timedelta(days=days, weeks=weeks)
    except (ValueError, OverflowError):
        return None


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _ahead(month: int, day: int, today: date) -> date | None:
    """The day and month, this year or, where that has passed, next year."""
    this_year = _calendar(today.year, month, day)
    if this_year is None or this_year >= today:
        return this_year
    return _calendar(today.year + 1, month, day)


def _in_week(weekday: int, which: str, today: date) -> date | None:
    """A weekday: bare, the next one after today; else of this, the next, the next but one … or the last week."""
    if not which:
        return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    weeks = which.count("下") + which.count("next") - which.count("上") - which.count("last")
    return _later(Period.week(today).first, days=weekday, weeks=weeks)


def _index(names: tuple[str, ...], word: str, least: int) -> int | None:
    """Place of the name that `word` is a beginning of, at least `least` letters long."""
    if len(word) < least:
        return None
    return next((i for i, name in enumerate(names) if name.startswith(word)), None)


def _english_weekday(found: re.Match[str], today: date) -> date | None:
    weekday = _index(_WEEKDAYS, found["day"], 2)
    return None if weekday is None else _in_week(weekday, found["which"] or "", today)


def _chinese_weekday(found: re.Match[str], today: date) -> date | None:
    weekday = "一二三四五六日天末".index(found["day"])
    return _in_week({7: 6, 8: 5}.get(weekday, weekday), found["which"] or "", today)


def _distance(found: re.Match[str], today: date) -> date | None:
    """So many days, weeks, months or years from today, or before it."""
    word = found["n"]
    n = _NUMERALS.index(word) if word in _NUMERALS else 1 if word in ("a", "an") else read_count(word)
    if n < 0:
        return None
    groups = found.groupdict()
    n = -n if groups.get("sign") == "-" or groups.get("way") in ("ago", "前", "以前", "之前") else n
    unit = (groups["unit"] or "d").lstrip("个")
    if unit[0] in "d天日":
        return _later(today, days=n)
    if unit[0] in "w周星礼":
        return _later(today, weeks=n)
    return _later(today, months=12 * n if unit[0] in "y年" else n)


def _month_first(found: re.Match[str], today: date) -> date | None:
    first, second = int(found["first"]), int(found["second"])
    month, day = (second, first) if first > 12 else (first, second)
    return _calendar(int(found["year"]), month, day) if found["year"] else _ahead(month, day, today)


def _day_first(found: re.Match[str], today: date) -> date | None:
    day, month = int(found["day"]), int(found["month"])
    return _calendar(int(found["year"]), month, day) if found["year"] else _ahead(month, day, today)


def _whole(found: re.Match[str], _today: date) -> date | None:
    return _calendar(int(found["year"]), int(found["month"]), int(found["day"]))


def _named_month(found: re.Match[str], today: date) -> date | None:
    month = _index(_MONTHS, found["month"], 3)
    if month is None:
        return None
    day = int(found["day"])
    return _calendar(int(found["year"]), month + 1, day) if found["year"] else _ahead(month + 1, day, today)


def _chinese_date(found: re.Match[str], today: date) -> date | None:
    month, day = read_count(found["month"]), read_count(found["day"])
    said = found["year"]
    if not said:
        return _ahead(month, day, today)
    year = {"去年": -1, "今年": 0, "明年": 1, "后年": 2}.get(said)
    return _calendar(int(said[:4]) if year is None else today.year + year, month, day)


def _day_of_month(found: re.Match[str], today: date) -> date | None:
    """5号: the next fifth, today included; 下个月5号, 本月5号: of that month."""
    day, which = read_count(found["day"]), found["which"] or ""
    first = today.replace(day=1)
    if which:
        first = add_months(first, which.count("下") + which.count("次") - which.count("上"))
        return _calendar(first.year, first.month, day)
    coming = [_calendar(month.year, month.month, day) for month in (first, add_months(first, 1), add_months(first, 2))]
    return next((possible for possible in coming if possible and possible >= today), None)


def _part_of_span(found: re.Match[str], today: date) -> date | None:
    """Beginning, middle or end of a week, month, quarter or year; a beginning that has passed is the next one."""
    groups = found.groupdict()
    part, which, unit = groups["part"], groups["which"] or "", groups["unit"]
    ahead = which.count("下") + which.count("next") + which.count("明")
    if unit in ("week", "周"):
        weekday = {"start": 0, "beginning": 0, "初": 0, "middle": 2, "中": 2}.get(part, 4)
        return _later(Period.week(today).first, days=weekday, weeks=ahead)
    months = {"month": 1, "月": 1, "quarter": 3, "季": 3, "季度": 3, "year": 12, "年": 12}[unit]
    span = {1: Period.month, 3: Period.quarter, 12: Period.year}[months]
    period = span(add_months(today.replace(day=1), months * ahead))
    if part in ("end", "底", "末"):
        return period.last
    day = period.first + timedelta(days=14) if part in ("middle", "中") else period.first
    return _later(day, months=months) if day < today and not which else day


def _next_span(found: re.Match[str], today: date) -> date | None:
    """下周, next month: its first day."""
    if found["unit"] in ("week", "周", "星期", "礼拜"):
        return _later(Period.week(today).first, weeks=1)
    return add_months(today.replace(day=1), 1)


_N_WORDS = "|".join(("a", "an", *_NUMERALS))
_FORMS: tuple[tuple[str, _Reader], ...] = (
    (r"(?P<sign>[+-]) ?(?P<n>\d{1,3}) ?(?P<unit>[dwmy天周月年]?)", _distance),
    (
        rf"(?:in )?(?P<n>\d{{1,3}}|{_N_WORDS}) ?(?P<unit>days?|d|weeks?|w|months?|m|years?|y)"
        r"(?: (?P<way>ago|later|from now))?",
        _distance,
    ),
    (
        rf"(?P<n>{COUNT})个?(?P<unit>天|日|周|星期|礼拜|月|年)(?P<way>之?以?后|之前|以前|前)",
        _distance,
    ),
    (rf"(?P<n>{COUNT})(?P<unit>天|个?周|个?星期|个?礼拜|个月)", _distance),
    (rf"(?P<year>{_YEAR})([-/.]?)(?P<month>\d\d)\2(?P<day>\d\d)", _whole),
    (rf"(?P<year>{_YEAR})[-/. ](?P<month>\d\d?)[-/. ](?P<day>\d\d?)", _whole),
    (rf"(?P<first>\d\d?)[-/](?P<second>\d\d?)(?:[-/](?P<year>{_YEAR}))?", _month_first),
    (rf"(?P<day>\d\d?)\. ?(?P<month>\d\d?)(?:\.|\. ?(?P<year>{_YEAR}))?", _day_first),
    (rf"(?P<month>[a-z]{{3,9}})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?(?:,? (?P<year>{_YEAR}))?", _named_month),
    (
        rf"(?P<day>\d\d?)(?:st|nd|rd|th)?(?: of)? ?(?P<month>[a-z]{{3,9}})\.?(?:,? (?P<year>{_YEAR}))?",
        _named_month,
    ),
    (
        rf"(?:(?P<year>{_YEAR}年|今年|明年|后年|去年))?(?P<month>{COUNT})月(?P<day>{COUNT})[日号]?",
        _chinese_date,
    ),
    (rf"(?P<which>(?:本|这|下+|上|次)个?月)?(?P<day>{COUNT})[日号]", _day_of_month),
    (r"(?P<which>(?:本|这个?|下+个?|上个?))?(?:周|星期|礼拜)(?P<day>[一二三四五六日天末])", _chinese_weekday),
    (r"(?P<which>(?:本|这个?|下个?|今|明)?)(?P<unit>周|月|季度?|年)(?P<part>初|中|底|末)", _part_of_span),
    (
        r"(?:the )?(?P<part>end|start|beginning|middle)(?: of)?(?: the)?"
        r"(?: (?P<which>this|next))? (?P<unit>week|month|quarter|year)",
        _part_of_span,
    ),
    (r"(?P<which>)(?P<unit>week|month|quarter|year)[- ]?(?P<part>end)", _part_of_span),
    (r"next (?P<unit>week|month)", _next_span),
    (r"下个?(?P<unit>周|星期|礼拜|月)", _next_span),
    (r"(?:(?P<which>this|next|last) )?(?:on )?(?P<day>[a-z]{2,9})", _english_weekday),
)
