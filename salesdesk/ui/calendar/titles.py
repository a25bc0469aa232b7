"""The days that a view shows, and how they are named: "Nov 23 – 29, 2026", "2026年11月"."""

from __future__ import annotations

from datetime import date, timedelta

from salesdesk.domain.period import Period, add_months
from salesdesk.words.i18n import language
from salesdesk.words.numbers import format_date, format_month

DAY, WEEK, MONTH = "day", "week", "month"


def period_of(view: str, day: date) -> Period:
    """The days that are shown: one, a week, or the whole weeks that a month touches."""
    if view == MONTH:
        month = Period.month(day)
        return Period(Period.week(month.first).first, Period.week(month.last).last)
    return Period.week(day) if view == WEEK else Period.day(day)


def turned(view: str, day: date, step: int) -> date:
    """The same place, that many days, weeks or months on."""
    if view == MONTH:
        return add_months(day, step)
    return day + timedelta(days=step * (7 if view == WEEK else 1))


def title(view: str, day: date) -> str:
    """The name of what is shown, as the language writes it."""
    if view == MONTH:
        return format_month(day)
    if view == DAY:
        return format_date(day, "long")
    from babel.dates import format_interval

    week = Period.week(day)
    return str(format_interval(week.first, week.last, "yMMMd", locale=language()))
