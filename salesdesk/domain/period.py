"""Days and the spans between them. Weeks begin on Monday."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def until(self, day: date) -> Period:
        """The part up to and including `day` (empty when `day` lies before it: `days` is then <= 0)."""
        return Period(self.first, min(self.last, day))

    @classmethod
    def day(cls, day: date) -> Period:
        return cls(day, day)

    @classmethod
    def week(cls, day: date) -> Period:
        """The week, Monday to Sunday, that holds `day`."""
        first = day - timedelta(days=day.weekday())
        return cls(first, first + timedelta(days=6))

    @classmethod
    def month(cls, day: date) -> Period:
        first = day.replace(day=1)
        return cls(first, add_months(first, 1) - timedelta(days=1))

    @classmethod
    def quarter(cls, day: date) -> Period:
        first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return cls(first, add_months(first, 3) - timedelta(days=1))

    @classmethod
    def year(cls, day: date) -> Period:
        return cls(date(day.year, 1, 1), date(day.year, 12, 31))


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later (earlier when negative); clipped to the month's end."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
