"""The days that a view shows, and how they are named: "Nov 23 – 29, 2026", "2026年11月"."""

from __future__ import annotations

from datetime import date, timedelta

from salesdesk.domain.period import Period, add_months
from salesdesk.domain.workdays import Workdays
from salesdesk.words.i18n import language
from salesdesk.words.numbers import format_month

DAY, WEEK, FIVE, MONTH, AGENDA = "day", "week", "five", "month", "agenda"
OF_MONTHS = frozenset({MONTH, AGENDA})


def period_of(view: str, day: date, work: Workdays | None = None) -> Period:
    """The days that are shown: one, a week, those of it that are worked, a month, or all the weeks it touches."""
    if view == MONTH:
        month = Period.month(day)
        return Period(Period.week(month.first).first, Period.week(month.last).last)
    if view == AGENDA:
        return Period.month(day)
    if view == FIVE:
        return _worked(Period.week(day), day, work or Workdays())
    return Period.week(day) if view == WEEK else Period.day(day)


def turned(view: str, day: date, step: int) -> date:
    """The same place, that many days, weeks or months on."""
    if view in OF_MONTHS:
        return add_months(day, step)
    return day + timedelta(days=step * (1 if view == DAY else 7))


def title(view: str, day: date, work: Workdays | None = None, *, short: bool = False) -> str:
    """The name of what is shown, as the language writes it; a `short` one leaves the year of days out."""
    from babel.dates import format_interval, format_skeleton

    if view in OF_MONTHS:
        return format_month(day)
    if view == DAY:
        return str(format_skeleton("MMMEd" if short else "yMMMEd", day, locale=language()))
    days = period_of(view, day, work)
    return str(format_interval(days.first, days.last, "MMMd" if short else "yMMMd", locale=language()))


def _worked(week: Period, meant: date, work: Workdays) -> Period:
    """From the first to the last day that is usually worked or makes up for one, and the day that is meant."""
    days = [day for day in week if day.weekday() in work.weekdays or day in work.make_up or day == meant]
    return Period(days[0], days[-1])
