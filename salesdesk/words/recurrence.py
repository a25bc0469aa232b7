"""How a visit repeats, in words: "every 2 weeks on Tue, Thu, until Dec 31, 2026"."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.recurrence import Often, Rhythm, nth_of_month
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.numbers import format_date, weekday_names


def rule_words(rule: str, first: date) -> str:
    """A rule for a visit that is first on that day; a rule of one's own is given as it stands."""
    choice = Rhythm.of(rule, first)
    if choice.often is Often.CUSTOM:
        return _("by the rule {rule}").format(rule=rule)
    return _(", ").join(filter(None, (_rhythm(choice, first), _end(choice))))


def _rhythm(choice: Rhythm, first: date) -> str:
    n = choice.every
    if choice.often is Often.DAILY:
        return _("every day") if n == 1 else ngettext("every {n} day", "every {n} days", n).format(n=n)
    if choice.often is Often.WEEKLY:
        days = _(", ").join(weekday_names()[day] for day in sorted(choice.weekdays))
        if n == 1:
            return _("every week on {days}").format(days=days)
        return ngettext("every {n} week on {days}", "every {n} weeks on {days}", n).format(n=n, days=days)
    day = _of_month(choice.often, first)
    if n == 1:
        return _("every month {day}").format(day=day)
    return ngettext("every {n} month {day}", "every {n} months {day}", n).format(n=n, day=day)


def day_of_month_words(first: date) -> str:
    """ "on day 15", "on the last day", "on day 30 or the last": which day of each month."""
    if first.day == 31:
        return _("on the last day")
    if first.day > 28:
        return _("on day {day} or the last").format(day=first.day)
    return _("on day {day}").format(day=first.day)


def weekday_of_month_words(first: date) -> str:
    """ "on the 2nd Tue", "on the last Fri": which weekday of each month."""
    sentences = {
        1: _("on the 1st {weekday}"),
        2: _("on the 2nd {weekday}"),
        3: _("on the 3rd {weekday}"),
        4: _("on the 4th {weekday}"),
        -1: _("on the last {weekday}"),
    }
    return sentences[nth_of_month(first)].format(weekday=weekday_names()[first.weekday()])


def _of_month(often: Often, first: date) -> str:
    return day_of_month_words(first) if often is Often.MONTHLY_DAY else weekday_of_month_words(first)


def _end(choice: Rhythm) -> str:
    if choice.until is not None:
        return _("until {day}").format(day=format_date(choice.until))
    if choice.count is not None:
        return ngettext("{n} time", "{n} times", choice.count).format(n=choice.count)
    return ""
