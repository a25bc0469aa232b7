"""The usual week and what a day of it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.settings import OWN_DAYS, Holiday
from salesdesk.domain.workdays import Workdays, valid_days
from salesdesk.domain.working import WorkPattern, capacity_of, check_pattern, kept_of, pattern_of

MONDAY = date(2026, 11, 23)
USUAL = WorkPattern()
weeks = st.frozensets(st.integers(0, 6), min_size=1)
minutes = st.integers(0, 24 * 60)


def test_a_day_is_worked_before_and_after_the_break() -> None:
    assert USUAL.open_spans == [(540, 720), (780, 1080)]
    assert USUAL.minutes == 480
    assert replace(USUAL, break_first=720, break_last=720).open_spans == [(540, 1080)]
    assert replace(USUAL, break_first=480, break_last=600).open_spans == [(600, 1080)]


def test_a_morning_of_leave_takes_its_part_of_the_visits() -> None:
    found = capacity_of(USUAL, MONDAY, [(540, 720)])
    assert found.spans == ((780, 1080),)
    assert found.visits == 3
    assert capacity_of(USUAL, MONDAY, [(0, 1440)]).visits == 0
    assert capacity_of(USUAL, MONDAY, []).visits == 6


@given(st.lists(st.tuples(minutes, minutes).map(sorted).map(tuple)))
def test_leave_is_counted_once_however_it_overlaps(leave: list[tuple[int, int]]) -> None:
    worked = {minute for begin, end in USUAL.open_spans for minute in range(begin, end)}
    away = {minute for begin, end in leave for minute in range(begin, end)}
    found = capacity_of(USUAL, MONDAY, leave)
    assert [minute for begin, end in found.spans for minute in range(begin, end)] == sorted(worked - away)
    assert found.visits == 6 * len(worked - away) // 480


@given(weeks, st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-2, 40), st.sets(st.integers(0, 40)))
def test_any_weekend_is_counted(week: frozenset[int], first: date, span: int, special: set[int]) -> None:
    off = [Holiday(b"", (first + timedelta(n)).isoformat(), "X", "", working=n % 3 == 0) for n in special]
    work, period = Workdays.of(off, week), Period(first, first + timedelta(span))
    named = {date.fromisoformat(one.day): one.working for one in off}
    worked = [day for day in period if named.get(day, day.weekday() in week)]
    assert [day for day in period if day in work] == worked
    assert work.count(period) == len(worked)


def test_what_was_entered_here_goes_before_the_region() -> None:
    published = Holiday(b"1", "2026-10-01", "CN", "National Day")
    own = Holiday(b"2", "2026-10-01", OWN_DAYS, "Stocktaking", working=True)
    day = date(2026, 10, 1)
    assert valid_days([published, own]) == valid_days([own, published]) == {day: own}


def test_a_pattern_comes_back_as_it_was_kept() -> None:
    gulf = WorkPattern(frozenset({6, 0, 1, 2, 3}), 480, 960, 720, 750, 9, 20, 45)
    assert pattern_of(kept_of(gulf)) == gulf
    assert pattern_of({}) == USUAL
    assert pattern_of({"weekdays": [9]}) == pattern_of({"first_minute": "early"}) == USUAL
    assert pattern_of({"visits_a_day": 4, "colour": "red"}) == replace(USUAL, visits_a_day=4)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weekdays", frozenset()),
        ("last_minute", 500),
        ("break_last", 700),
        ("visits_a_day", 0),
        ("travel_minutes", -1),
        ("visit_minutes", 0),
    ],
)
def test_a_week_in_which_nobody_could_work_is_refused(field: str, value: object) -> None:
    with pytest.raises(Refused) as refusal:
        check_pattern(replace(USUAL, **{field: value}))
    assert refusal.value.field == field
