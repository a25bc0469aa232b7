"""The search places much, breaks no rule, and comes near to what an exact solver finds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.packing import Packing
from salesdesk.domain.plan_search import DayRoom, Prices, Task, Wish, breaks, points_of, search
from tests.planned_territory import best_plan, territory

MORNING, LENGTHS, WAY = ((540, 720),), (60, 30), 30


def day(ordinal: int, visits: int = 2, planned: int = 0, districts: tuple[int, ...] = ()) -> DayRoom:
    return DayRoom(ordinal, visits, Packing(MORNING, LENGTHS, WAY), planned, frozenset(districts))


def test_visits_pack_with_the_way_between_them() -> None:
    packing = Packing([(540, 720), (780, 1080)], LENGTHS, WAY)
    assert packing.fits((2 + 3, 0)) and not packing.fits((6, 0))
    assert packing.fits((5, 1)) and not packing.fits((5, 2))
    parts = packing.split((4, 2))
    assert parts is not None and sum(len(part) for part in parts) == 6


@given(st.lists(st.integers(0, 240), max_size=3), st.integers(0, 4), st.integers(0, 4))
def test_what_packs_lies_in_its_spans(rooms: list[int], visits: int, calls: int) -> None:
    spans = [(600 * place, 600 * place + room) for place, room in enumerate(rooms)]
    parts = Packing(spans, LENGTHS, WAY).split((visits, calls))
    if parts is not None:
        assert sorted(kind for part in parts for kind in part) == [0] * visits + [1] * calls
        for (first, last), part in zip(spans, parts, strict=True):
            assert sum(LENGTHS[kind] for kind in part) + WAY * max(0, len(part) - 1) <= last - first


def test_the_worth_goes_first_where_not_all_fit() -> None:
    wishes = [Wish(client, points, {0: 0}) for client, points in enumerate((100, 300, 200))]
    assert set(search(Task(wishes, [day(1)], kinds=2))) == {1, 2}


def test_a_district_shares_its_day() -> None:
    wishes = [Wish(client, 100, {0: 0, 1: 0}, client % 2) for client in range(4)]
    placed = search(Task(wishes, [day(1), day(2)], kinds=2))
    assert placed[0] == placed[2] != placed[1] == placed[3]


def test_a_visit_joins_what_is_planned_in_its_district() -> None:
    wish = Wish(0, 100, {0: 0, 1: 0, 2: 0}, 7)
    assert search(Task([wish], [day(1), day(2, 1, 1, (7,)), day(3)], kinds=2)) == {0: 1}


def test_visits_spread_over_the_days() -> None:
    wishes = [Wish(client, 100, dict.fromkeys(range(4), 0)) for client in range(4)]
    assert sorted(search(Task(wishes, [day(n) for n in range(4)], kinds=2)).values()) == [0, 1, 2, 3]


def test_two_visits_to_one_client_keep_their_distance() -> None:
    wishes = [Wish(0, 100, {0: 0, 1: 0, 2: 0}, spacing=2), Wish(0, 100, {0: 0, 1: 0, 2: 0})]
    assert sorted(search(Task(wishes, [day(1), day(2), day(3)], kinds=2)).values()) == [0, 2]
    near = [Wish(0, 100, {0: 0, 1: 0}, spacing=2)] * 2
    assert len(search(Task(near, [day(1), day(2)], kinds=2))) == 1


@settings(max_examples=20, deadline=None)
@given(st.integers(5, 120), st.integers(1, 4), st.integers(0, 1000))
def test_no_plan_breaks_a_rule_and_the_same_task_gives_the_same(clients: int, weeks: int, seed: int) -> None:
    task = territory(clients, weeks, seed)
    placed = search(task, rounds=40)
    assert breaks(task, placed) == []
    assert placed == search(task, rounds=40)
    assert points_of(task, placed) >= points_of(task, search(task, rounds=0)) - 1


@pytest.mark.parametrize(("clients", "weeks", "seed"), [(20, 1, 1), (50, 1, 2), (50, 1, 3), (300, 1, 4)])
def test_it_reaches_what_an_exact_solver_finds(clients: int, weeks: int, seed: int) -> None:
    task = territory(clients, weeks, seed)
    best, _bound, placed = best_plan(task, seconds=3.0)
    assert points_of(task, placed) == best
    assert breaks(task, placed) == []
    assert points_of(task, search(task)) >= 0.98 * best


def test_nothing_wanted_and_nothing_free() -> None:
    assert search(Task([], [day(1)], kinds=2)) == {}
    assert search(Task([Wish(0, 100, {})], [], Prices(), 2)) == {}
