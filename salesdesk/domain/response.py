"""How fast clients are answered (spec 6.3, glossary: response time)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from fractions import Fraction
from statistics import median

from salesdesk.domain.report import Rate
from salesdesk.domain.workdays import Workdays
from salesdesk.domain.working import WorkPattern

DAY_HOURS = 24
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """Hours from receipt to first answer, over `n` answered ones; None where none was answered."""

    n: int
    median: Fraction | None
    mean: Fraction | None
    p90: Fraction | None


@dataclass(frozen=True, slots=True)
class Response:
    """Glossary *response time* of a period, by all hours and by working hours; `unanswered` are still waiting.

    `within_a_day`: answered within 24 elapsed hours ÷ received (those that still may be are left out).
    """

    elapsed: ResponseTime
    working: ResponseTime
    within_a_day: Rate
    unanswered: int


NO_TIME = ResponseTime(0, None, None, None)
NO_RESPONSE = Response(NO_TIME, NO_TIME, Rate(None, 0, 0), 0)
"""Where nothing was received."""


def elapsed_hours(received: datetime, answered: datetime) -> Fraction:
    """Hours between two moments, 0 where the answer was written down before the question."""
    return Fraction(max(answered - received, timedelta(0)) // timedelta(seconds=1), 3600)


def working_hours(received: datetime, answered: datetime, pattern: WorkPattern, work: Workdays) -> Fraction:
    """Working hours between two moments, by the clock of the place where it was received."""
    zone = received.tzinfo
    until = answered.astimezone(zone)
    minutes = Fraction(0)
    day = received.date()
    while day <= until.date():
        if day in work:
            midnight = datetime.combine(day, time(), tzinfo=zone)
            for first, last in pattern.open_spans:
                begin = max(received, midnight + timedelta(minutes=first))
                end = min(until, midnight + timedelta(minutes=last))
                if begin < end:
                    minutes += Fraction((end - begin) // timedelta(seconds=1), 60)
        day += timedelta(days=1)
    return minutes / 60


def time_of(hours: Sequence[Fraction]) -> ResponseTime:
    """Median, mean and 90th percentile (nearest rank: the smallest value that 90 % do not exceed)."""
    if not hours:
        return NO_TIME
    ordered = sorted(hours)
    rank = -(-9 * len(ordered) // 10)
    return ResponseTime(len(ordered), median(ordered), sum(ordered, Fraction(0)) / len(ordered), ordered[rank - 1])


def within_a_day(moments: Sequence[tuple[datetime, datetime | None]], now: datetime) -> Rate:
    """Share answered within 24 hours; one that waits and may still make it does not count yet."""
    limit = DAY_HOURS * _HOUR
    decided = [(received, answered) for received, answered in moments if answered or now - received > limit]
    good = sum(answered is not None and answered - received <= limit for received, answered in decided)
    return Rate.part(good, len(decided))


def response_of(
    moments: Sequence[tuple[datetime, datetime | None]], pattern: WorkPattern, work: Workdays, now: datetime
) -> Response:
    """Glossary *response time* of what was received and, where it was, answered at these moments."""
    answered = [(received, at) for received, at in moments if at is not None]
    return Response(
        elapsed=time_of([elapsed_hours(received, at) for received, at in answered]),
        working=time_of([working_hours(received, at, pattern, work) for received, at in answered]),
        within_a_day=within_a_day(moments, now),
        unanswered=len(moments) - len(answered),
    )
