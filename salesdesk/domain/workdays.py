"""Working days: those of the usual week, without holidays, with the make-up days that holidays cost elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from salesdesk.domain.period import Period
from salesdesk.domain.settings import OWN_DAYS, Holiday
from salesdesk.domain.working import MONDAY_TO_FRIDAY


@dataclass(frozen=True, slots=True)
class Workdays:
    """Which days are worked. `off`: public holidays; `make_up`: days of rest worked in their stead.

    `weekdays`: the usual week, Monday as 0.
    """

    off: frozenset[date] = field(default_factory=frozenset)
    make_up: frozenset[date] = field(default_factory=frozenset)
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY

    @classmethod
    def of(cls, holidays: Iterable[Holiday], weekdays: frozenset[int] = MONDAY_TO_FRIDAY) -> Workdays:
        """From the file's own calendar of holidays."""
        known = list(holidays)
        return cls(
            frozenset(date.fromisoformat(one.day) for one in known if not one.working),
            frozenset(date.fromisoformat(one.day) for one in known if one.working),
            weekdays,
        )

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (
            day in self.make_up or (day.weekday() in self.weekdays and day not in self.off)
        )

    def count(self, period: Period) -> int:
        """Working days of a period (0 for an empty one)."""
        whole, rest = divmod(max(period.days, 0), 7)
        first = period.first.weekday()
        days = whole * len(self.weekdays) + sum((first + step) % 7 in self.weekdays for step in range(rest))
        days -= sum(day in period and day.weekday() in self.weekdays for day in self.off - self.make_up)
        return days + sum(day in period and day.weekday() not in self.weekdays for day in self.make_up)

    def begun(self, period: Period, today: date) -> int:
        """Working days of the period that have begun, today included."""
        return self.count(period.until(today))

    def left(self, period: Period, today: date) -> int:
        """Working days of the period on which something can still be done, today included."""
        return self.count(Period(max(period.first, today), period.last))

    def part(self, period: Period, whole: Period) -> Fraction:
        """The share of `whole` that falls into `period`, by working days (by days where nobody works)."""
        common = Period(max(period.first, whole.first), min(period.last, whole.last))
        if common.days <= 0:
            return Fraction(0)
        if common == whole:
            return Fraction(1)
        days = self.count(whole)
        return Fraction(self.count(common), days) if days else Fraction(common.days, whole.days)


def valid_days(holidays: Iterable[Holiday]) -> dict[date, Holiday]:
    """The one entry that holds for each day: what was entered here goes before what a region publishes."""
    found: dict[date, Holiday] = {}
    for one in holidays:
        day = date.fromisoformat(one.day)
        if day not in found or one.region == OWN_DAYS:
            found[day] = one
    return found


def pace(target: int, actual: int, days_left: int) -> int | None:
    """Glossary *pace*: (target − actual) ÷ working days left, rounded up, never negative; None when none is left."""
    return -(-max(target - actual, 0) // days_left) if days_left > 0 else None


def run_rate(actual: int, begun: int, days: int) -> int | None:
    """Glossary *run-rate forecast*: actual ÷ elapsed working days × those of the period; None before the first."""
    return round(Fraction(actual * days, begun)) if begun else None
