"""How a visit repeats: the rule that is kept (RFC 5545), the few ways people choose, and what a day off does to it."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.domain.visit import OnHoliday

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST: Final = 999
"""The longest interval, and the most repetitions."""
_LOOK: Final = 31
"""Days within which a working day is looked for."""

_UNREADABLE: Final = N_("This is no rule for repeating. Write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=TU.")
_PART: Final = N_("“{part}” is not understood in this rule. Write it like FREQ=WEEKLY;INTERVAL=2;BYDAY=TU.")
_OFTEN: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_LISTS: Final = {"BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 366, "BYYEARDAY": 366, "BYWEEKNO": 53}
_HOURS: Final = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_DAY: Final = re.compile(rf"([+-]?[1-9]\d?)?({'|'.join(WEEKDAYS)})")
_UNTIL: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(T\d{6}Z?)?")


class Often(StrEnum):
    """How a visit repeats, as people choose it."""

    NEVER = ""
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_DAY = "monthly_day"
    MONTHLY_WEEKDAY = "monthly_weekday"
    CUSTOM = "custom"


class Scope(StrEnum):
    """Which visits of a recurring one are meant. `ALL` leaves what is done, and what has passed, as it is."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A choice: every how many days, weeks or months; `weekdays` from Monday as 0; a rule in words of RFC 5545.

    `week`: the weekday that a week begins with, where every second or third week counts.
    """

    often: Often
    every: int = 1
    weekdays: tuple[int, ...] = ()
    custom: str = ""
    until: date | None = None
    count: int | None = None
    week: int = 0

    def rule(self, first: date) -> str:
        """The rule of this choice for a visit that is first on that day. Raises Refused."""
        if self.often is Often.CUSTOM:
            return checked_rule(self.custom)
        if not 1 <= self.every <= MOST:
            raise Refused(N_("Say a number from 1 to {most}."), field="every", most=MOST)
        parts = [f"FREQ={_FREQUENCIES[self.often]}"]
        if self.every > 1:
            parts.append(f"INTERVAL={self.every}")
        if self.often is Often.WEEKLY:
            days = sorted(set(self.weekdays)) or [first.weekday()]
            parts.append(f"BYDAY={','.join(WEEKDAYS[day] for day in days)}")
            if self.week and self.every > 1:
                parts.append(f"WKST={WEEKDAYS[self.week]}")
        elif self.often is Often.MONTHLY_DAY:
            parts.append(_day_of_month(first))
        elif self.often is Often.MONTHLY_WEEKDAY:
            parts.append(f"BYDAY={nth_of_month(first)}{WEEKDAYS[first.weekday()]}")
        if self.until is not None:
            if self.until < first:
                raise Refused(N_("It ends before it begins."), field="until")
            parts.append(f"UNTIL={self.until:%Y%m%d}")
        elif self.count is not None:
            if not 1 <= self.count <= MOST:
                raise Refused(N_("Say a number from 1 to {most}."), field="count", most=MOST)
            parts.append(f"COUNT={self.count}")
        return ";".join(parts)

    @classmethod
    def of(cls, rule: str, first: date) -> Rhythm:
        """The choice that leads to this rule for a visit first on that day; else a rule of one's own."""
        parts = {key: value for key, value in parts_of(rule).items() if (key, value) != ("INTERVAL", "1")}
        every = int(parts.get("INTERVAL", "1"))
        week = WEEKDAYS.index(parts.get("WKST", "MO"))
        until, count = until_of(rule), int(parts["COUNT"]) if "COUNT" in parts else None
        weekdays = tuple(WEEKDAYS.index(day) for day in parts.get("BYDAY", "").split(",") if day in WEEKDAYS)
        for often in _FREQUENCIES:
            choice = cls(often, every, until=until, count=count)
            if often is Often.WEEKLY:
                choice = replace(choice, weekdays=weekdays, week=week)
            try:
                same = parts_of(choice.rule(first)) == parts
            except Refused:
                same = False
            if same:
                return choice
        return cls(Often.CUSTOM, every, custom=rule, until=until, count=count)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of a rule, and the day on which the visit takes place; None where it is left out."""

    rule_day: date
    day: date | None

    @property
    def shifted(self) -> bool:
        return self.day is not None and self.day != self.rule_day


def settle(rule_days: Iterable[date], on_holiday: OnHoliday, works: Container[date]) -> list[Occurrence]:
    """Where each day of a rule takes place: what falls on a day off keeps it, is left out, or gives way.

    One that would give way to a day that has a visit of its own is left out.
    """
    days = list(rule_days)
    if on_holiday is OnHoliday.KEEP:
        return [Occurrence(day, day) for day in days]
    taken = {day for day in days if day in works}
    found = []
    for day in days:
        place: date | None = day
        if day not in works:
            place = _gives_way(day, on_holiday, works)
            if place in taken:
                place = None
            elif place is not None:
                taken.add(place)
        found.append(Occurrence(day, place))
    return found


def parts_of(rule: str) -> dict[str, str]:
    """The parts of a rule by their names."""
    return dict(part.split("=", 1) for part in rule.split(";") if "=" in part)


def until_of(rule: str) -> date | None:
    """The last day of a rule that says one."""
    told = _UNTIL.fullmatch(parts_of(rule).get("UNTIL", ""))
    return date(int(told[1]), int(told[2]), int(told[3])) if told else None


def ended(rule: str, last: date) -> str:
    """The same rule, over after that day."""
    kept = {key: value for key, value in parts_of(rule).items() if key not in ("COUNT", "UNTIL")}
    return _written({**kept, "UNTIL": f"{last:%Y%m%d}"})


def counted(rule: str, count: int) -> str:
    """The same rule with another number of repetitions."""
    return _written({**parts_of(rule), "COUNT": str(count)})


def moved_rule(rule: str, before: date, after: date) -> str:
    """The rule when the visit of one of its days comes to lie on another day. Raises Refused for one's own rules."""
    choice = Rhythm.of(rule, before)
    if before == after:
        return rule
    if choice.often is Often.CUSTOM:
        raise Refused(N_("A rule of one's own cannot be moved as a whole. Change the rule, or move only this visit."))
    if choice.often is Often.WEEKLY:
        choice = _moved_weeks(choice, before, after)
    if choice.until is not None:  # the end moves along: as many visits as before
        choice = replace(choice, until=max(choice.until + (after - before), after))
    return choice.rule(after)


def checked_rule(text: str) -> str:
    """A rule as it is kept, from what somebody wrote. Raises Refused in words, about the field `custom`."""
    words = "".join(text.upper().split()).removeprefix("RRULE:").strip(";")
    pieces = [piece.partition("=") for piece in words.split(";")]
    if not words or any(not sign or not value for _key, sign, value in pieces):
        raise Refused(_UNREADABLE, field="custom")
    parts: dict[str, str] = {}
    for key, _sign, value in pieces:
        if key in _HOURS or (key == "FREQ" and value in ("HOURLY", "MINUTELY", "SECONDLY")):
            raise Refused(N_("A visit repeats by days, weeks, months or years, not by hours."), field="custom")
        if key in parts or not _fits(key, value):
            raise Refused(_PART, field="custom", part=f"{key}={value}"[:40])
        parts[key] = value[:8] if key == "UNTIL" else value
    if "FREQ" not in parts or {"COUNT", "UNTIL"} <= set(parts):
        raise Refused(_UNREADABLE, field="custom")
    if not _ever(parts):
        raise Refused(N_("No day fits this rule."), field="custom")
    return _written(parts)


def nth_of_month(day: date) -> int:
    """Which Tuesday (or other weekday) of its month a day is: 1 to 4, and -1 for a fifth, which is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth < 5 else -1


def moved_days(
    rule: str, before: date, after: date, days: Iterable[date], by_moved: Iterable[date]
) -> dict[date, date]:
    """Where each day of a rule goes when one of its days comes to lie on another; `by_moved`: those of the moved rule.

    By weeks only the same weekday moves, perhaps onto one that is there already; else all move in their order.
    """
    if parts_of(rule)["FREQ"] != "WEEKLY":
        return dict(zip(days, by_moved, strict=False))
    return {day: day + (after - before) if day.weekday() == before.weekday() else day for day in days}


def endless(rule: str) -> str:
    """The same rule without an end."""
    return _written({key: value for key, value in parts_of(rule).items() if key not in ("COUNT", "UNTIL")})


def _moved_weeks(choice: Rhythm, before: date, after: date) -> Rhythm:
    """One weekday becomes another; where it leaves its week, weeks begin on another day. Raises Refused."""
    mine = (before.weekday() - choice.week) % 7
    places = {(day - choice.week) % 7 for day in choice.weekdays} - {mine} | {mine + (after - before).days}
    weekdays = tuple(sorted({(place + choice.week) % 7 for place in places}))
    first, last = min(places), max(places)
    if choice.every == 1 or first // 7 == last // 7:
        return replace(choice, weekdays=weekdays)
    if last - first > 6:
        raise Refused(
            N_("This day cannot be moved so far from the others of its week. Change the rule, or move only this visit.")
        )
    return replace(choice, weekdays=weekdays, week=(first + choice.week) % 7)


_FREQUENCIES: Final = {
    Often.DAILY: "DAILY",
    Often.WEEKLY: "WEEKLY",
    Often.MONTHLY_DAY: "MONTHLY",
    Often.MONTHLY_WEEKDAY: "MONTHLY",
}


def _day_of_month(first: date) -> str:
    """A day that not every month has gives way to the last one of a shorter month."""
    if first.day <= 28:
        return f"BYMONTHDAY={first.day}"
    if first.day == 31:
        return "BYMONTHDAY=-1"
    return f"BYMONTHDAY={','.join(str(day) for day in range(28, first.day + 1))};BYSETPOS=-1"


def _gives_way(day: date, on_holiday: OnHoliday, works: Container[date]) -> date | None:
    if on_holiday is OnHoliday.SKIP:
        return None
    step = timedelta(days=-1 if on_holiday is OnHoliday.BEFORE else 1)
    for ahead in range(1, _LOOK + 1):
        if day + ahead * step in works:
            return day + ahead * step
    return None


def _fits(key: str, value: str) -> bool:
    if key == "FREQ":
        return value in _OFTEN
    if key in ("INTERVAL", "COUNT"):
        return value.isascii() and value.isdecimal() and 1 <= int(value) <= MOST
    if key == "UNTIL":
        return _UNTIL.fullmatch(value) is not None and _is_day(value[:8])
    if key == "WKST":
        return value in WEEKDAYS
    if key == "BYDAY":
        return all(_DAY.fullmatch(one) and _in_reach(_DAY.sub(r"\1", one), 53) for one in value.split(","))
    if key in _LISTS:
        least = 1 if key == "BYMONTH" else -_LISTS[key]
        return all(_is_number(one) and least <= int(one) <= _LISTS[key] and int(one) for one in value.split(","))
    return False


def _in_reach(nth: str, most: int) -> bool:
    return not nth or abs(int(nth)) <= most


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?\d{1,3}", text, re.ASCII) is not None


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _ever(parts: Mapping[str, str]) -> bool:
    """Whether some month has one of the days asked for: a rule without any would be looked for for ever."""
    days = [int(day) for day in parts.get("BYMONTHDAY", "1").split(",")]
    months = [int(month) for month in parts.get("BYMONTH", "1").split(",")]
    longest = max(monthrange(2028, month)[1] for month in months)
    return min(abs(day) for day in days) <= longest


def _written(parts: Mapping[str, str]) -> str:
    return ";".join(f"{key}={value}" for key, value in parts.items())
