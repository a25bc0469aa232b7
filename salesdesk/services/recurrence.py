"""The days of a rule, worked out by the library; see `domain.recurrence` for what a rule can be."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache

from salesdesk.domain.errors import Refused
from salesdesk.domain.recurrence import ended, until_of
from salesdesk.domain.text import N_


@lru_cache(maxsize=64)
def rule_days(rule: str, first: date, last: date) -> tuple[date, ...]:
    """Every day of a rule counted from `first`, up to `last`, both included. Raises Refused where it has no sense."""
    from dateutil.rrule import rrulestr

    until = until_of(rule)
    text = ended(rule, last) if until and until > last else rule
    days = []
    try:
        for moment in rrulestr(text, dtstart=datetime.combine(first, time())):
            if moment.date() > last:
                break
            days.append(moment.date())
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise Refused(N_("No day fits this rule."), field="custom") from error
    return tuple(days)
