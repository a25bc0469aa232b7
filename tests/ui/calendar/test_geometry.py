"""Lanes, quarters of an hour, pixels: whatever the visits, none is lost and none covers another."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.ui.calendar.geometry import (
    DAY,
    SNAP,
    Columns,
    Scale,
    Span,
    arrange,
    free_minute,
    snap,
    visible,
)

SPANS = st.lists(
    st.builds(lambda start, minutes: (start, start + minutes), st.integers(0, DAY - 1), st.integers(1, 600)),
    max_size=40,
)


@given(SPANS, st.integers(2, 8))
def test_every_visit_is_placed_or_counted_once(spans: list[Span], most: int) -> None:
    places, more = arrange(spans, most)
    found = [place.index for place in places] + [one for rest in more for one in rest.indexes]
    assert sorted(found) == list(range(len(spans)))


@given(SPANS, st.integers(2, 8))
def test_visits_side_by_side_never_cover_each_other(spans: list[Span], most: int) -> None:
    places, more = arrange(spans, most)
    boxes = [(visible(spans[p.index]), p.lane / p.lanes, (p.lane + p.wide) / p.lanes) for p in places]
    boxes += [((rest.start, rest.end), (rest.lanes - 1) / rest.lanes, 1.0) for rest in more]
    for number, (span, left, right) in enumerate(boxes):
        assert 0 <= left < right <= 1 + 1e-9
        for other, other_left, other_right in boxes[number + 1 :]:
            beside = right <= other_left + 1e-9 or other_right <= left + 1e-9
            apart = span[1] <= other[0] or other[1] <= span[0]
            assert beside or apart


@given(SPANS, st.integers(2, 8))
def test_lanes_never_become_slivers(spans: list[Span], most: int) -> None:
    places, more = arrange(spans, most)
    assert all(place.lanes <= most for place in places)
    assert all(rest.lanes == most for rest in more)


def test_two_that_overlap_share_the_width_and_a_third_has_it_alone() -> None:
    places, more = arrange([(540, 600), (570, 630), (660, 720)], 4)
    assert [(p.lane, p.lanes, p.wide) for p in places] == [(0, 2, 1), (1, 2, 1), (0, 1, 1)]
    assert more == []


def test_a_free_lane_beside_a_visit_is_used() -> None:
    places, _more = arrange([(540, 720), (540, 600), (540, 600), (630, 690)], 4)
    assert [(p.lane, p.wide) for p in places if p.index == 3] == [(1, 2)]


@given(st.floats(-100, DAY + 100))
def test_dragged_visits_keep_to_quarters_of_the_day(minute: float) -> None:
    found = snap(minute)
    assert found % SNAP == 0 and 0 <= found <= DAY
    if 0 <= minute <= DAY:
        assert abs(found - minute) <= SNAP / 2


@given(st.floats(20, 120), st.floats(0, DAY))
def test_a_minute_is_found_again_at_its_height(hour: float, minute: float) -> None:
    scale = Scale(hour)
    assert abs(scale.minute(scale.y(minute)) - minute) < 1e-6


@given(st.floats(0, 60), st.floats(100, 2000), st.integers(1, 7))
def test_the_middle_of_a_column_lies_in_it(left: float, width: float, count: int) -> None:
    columns = Columns(left, left + width, count)
    for number in range(count):
        assert columns.at(columns.x(number) + columns.width / 2) == number
    assert columns.at(-1e6) == 0 and columns.at(1e6) == count - 1


@given(SPANS, st.integers(0, 1200))
def test_a_free_hour_is_free(spans: list[Span], first: int) -> None:
    found = free_minute(spans, 60, first, 1080)
    if found is not None:
        assert first <= found <= 1020 and found % 30 == 0
        assert all(end <= found or start >= found + 60 for start, end in spans)


def test_the_first_free_hour_is_taken() -> None:
    assert free_minute([(540, 600), (630, 690)], 60, 540, 1080) == 690
    assert free_minute([(0, DAY)], 60, 540, 1080) is None
