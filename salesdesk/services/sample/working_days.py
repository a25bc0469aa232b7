"""The days on which the sample's rep works: no weekends, no public holidays."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from salesdesk.domain.period import Period, add_months

YEARS = 3
_HOLIDAY_WORDS = {"zh_CN": "zh_CN", "zh_TW": "zh_TW", "en": "en_US"}
_AHEAD_DAYS = 150


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """Working days from three years before today to some months after; `today` and `now` by the clock."""

    now: datetime
    days: tuple[date, ...]
    holidays: dict[date, str]
    make_up: tuple[date, ...]

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def start(self) -> date:
        """The first day of the sample's past."""
        return self.days[0]

    @property
    def past(self) -> tuple[date, ...]:
        """Working days before today."""
        return self.days[: self.index(self.today)]

    def index(self, day: date) -> int:
        """Place of the first working day on or after `day`."""
        return min(bisect_left(self.days, day), len(self.days) - 1)

    def on_or_after(self, day: date) -> date:
        """The first working day not before `day`."""
        return self.days[self.index(day)]

    def later(self, day: date, working_days: int) -> date:
        """The working day so many working days after `day` (before it when negative)."""
        return self.days[max(0, min(self.index(day) + working_days, len(self.days) - 1))]

    def elapsed(self, day: date) -> float:
        """The share of the working days of the month that have gone by, `day` included."""
        month = Period.month(day)
        first, end = bisect_left(self.days, month.first), bisect_right(self.days, month.last)
        return max(bisect_right(self.days, day) - first, 1) / max(end - first, 1)

    def at(self, day: date, minute: int) -> datetime:
        """A moment of a day, `minute` counted from midnight, in the clock's own offset."""
        offset = timezone(self.now.utcoffset() or timedelta())
        return datetime.combine(day, time(minute // 60, minute % 60), offset)


def working_days(now: datetime, country: str, language: str) -> WorkingDays:
    """Three whole years up to `now` and a while ahead, by the public holidays of CN or TW."""
    from holidays import country_holidays

    first = add_months(now.date().replace(day=1), -12 * YEARS)
    last = now.date() + timedelta(days=_AHEAD_DAYS)
    known = country_holidays(country, years=range(first.year, last.year + 1), language=_HOLIDAY_WORDS[language])
    names = {day: str(name) for day, name in sorted(known.items())}
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    days = tuple(day for day in every if day.weekday() < 5 and day not in names)
    make_up = getattr(known, "weekend_workdays", None) or ()
    return WorkingDays(now, days, names, tuple(sorted(day for day in make_up if first.year <= day.year <= now.year)))
