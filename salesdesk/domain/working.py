"""How a rep works: which days, from when until when, and how many visits fit into a day (spec 4.1, 4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_

MONDAY_TO_FRIDAY = frozenset(range(5))
DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class WorkPattern:
    """The usual week. Minutes count from midnight; weekdays from Monday as 0.

    `visits_a_day`: how many visits a whole day holds at most. `travel_minutes`: the way from one visit to the next.
    `visit_minutes`: how long a visit takes where nothing else is said. A break of no length is none.
    """

    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    first_minute: int = 9 * 60
    last_minute: int = 18 * 60
    break_first: int = 12 * 60
    break_last: int = 13 * 60
    visits_a_day: int = 6
    travel_minutes: int = 30
    visit_minutes: int = 60

    @property
    def open_spans(self) -> list[tuple[int, int]]:
        """The spans of minutes that are worked on a day: before and after the break."""
        first, last = self.first_minute, self.last_minute
        parts = [(first, min(self.break_first, last)), (max(self.break_last, first), last)]
        if self.break_first >= self.break_last:
            parts = [(first, last)]
        return [(begin, end) for begin, end in parts if begin < end]

    @property
    def minutes(self) -> int:
        """Minutes worked on a whole day, the break left out."""
        return sum(end - begin for begin, end in self.open_spans)


class DayCapacity(NamedTuple):
    """What a working day still holds: the spans of minutes without leave, and the visits that fit into them."""

    day: date
    spans: tuple[tuple[int, int], ...]
    visits: int


def check_pattern(pattern: WorkPattern) -> None:
    """Refuse a week in which nobody works."""
    if not pattern.weekdays or not pattern.weekdays <= set(range(7)):
        raise Refused(N_("Choose at least one day of the week on which you work."), field="weekdays")
    if not 0 <= pattern.first_minute < pattern.last_minute <= DAY_MINUTES:
        raise Refused(N_("The working day ends after it begins."), field="last_minute")
    if pattern.break_first > pattern.break_last:
        raise Refused(N_("The break ends after it begins."), field="break_last")
    if not pattern.open_spans:
        raise Refused(N_("The break takes the whole day."), field="break_first")
    if not 1 <= pattern.visits_a_day <= 200:
        raise Refused(N_("Visits a day lie between 1 and 200."), field="visits_a_day")
    if not 0 <= pattern.travel_minutes <= 12 * 60:
        raise Refused(N_("The way between two visits lies between 0 and 720 minutes."), field="travel_minutes")
    if not 1 <= pattern.visit_minutes <= DAY_MINUTES:
        raise Refused(N_("A visit takes between one minute and one day."), field="visit_minutes")


def pattern_of(kept: Mapping[str, Any]) -> WorkPattern:
    """The pattern as a file keeps it; what it does not say, or says so that nobody could work, is as usual."""
    known = {field.name: kept[field.name] for field in fields(WorkPattern) if field.name in kept}
    try:
        if "weekdays" in known:
            known["weekdays"] = frozenset(known["weekdays"])
        pattern = WorkPattern(**known)
        check_pattern(pattern)
    except (Refused, TypeError):
        return WorkPattern()
    return pattern


def kept_of(pattern: WorkPattern) -> dict[str, Any]:
    """The pattern as a file keeps it."""
    return {**asdict(pattern), "weekdays": sorted(pattern.weekdays)}


def capacity_of(pattern: WorkPattern, day: date, leave: Iterable[tuple[int, int]]) -> DayCapacity:
    """What a working day holds beside its leave (spans of minutes, which may overlap)."""
    spans = pattern.open_spans
    for begin, end in leave:
        if begin == end:
            continue
        spans = [part for span in spans for part in _without(span, begin, end)]
    left = sum(end - begin for begin, end in spans)
    return DayCapacity(day, tuple(spans), pattern.visits_a_day * left // pattern.minutes)


def _without(span: tuple[int, int], begin: int, end: int) -> list[tuple[int, int]]:
    parts = (span[0], min(span[1], begin)), (max(span[0], end), span[1])
    return [part for part in parts if part[0] < part[1]]
