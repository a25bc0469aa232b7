"""The order of a day is short, and the shortest where that can be known."""

from __future__ import annotations

from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain import route
from salesdesk.domain.route import Place, by_district, distance_km, length, order_by, shortest_order

SHANGHAI, BEIJING = Place(31.2304, 121.4737), Place(39.9042, 116.4074)


def ways_of(places: list[Place]) -> list[list[float]]:
    return [[distance_km(one, other) for other in places] for one in places]


def scattered(n: int, seed: int) -> list[Place]:
    random = Random(seed)
    return [Place(31 + random.random() / 2, 121 + random.random() / 2) for _place in range(n)]


def test_the_way_between_two_towns() -> None:
    assert distance_km(SHANGHAI, BEIJING) == pytest.approx(1067, abs=3)
    assert distance_km(SHANGHAI, SHANGHAI) == 0


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 7))
def test_few_places_are_in_the_best_of_all_orders(seed: int, n: int) -> None:
    ways = ways_of(scattered(n, seed))
    found = order_by(ways)
    assert sorted(found) == list(range(n))
    assert length(ways, found) == pytest.approx(min(length(ways, order) for order in permutations(range(n))))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000))
def test_where_the_way_begins_can_be_said(seed: int) -> None:
    ways = ways_of(scattered(6, seed))
    found = order_by(ways, first=3)
    assert found[0] == 3
    begun = [order for order in permutations(range(6)) if order[0] == 3]
    assert length(ways, found) == pytest.approx(min(length(ways, order) for order in begun))


def test_many_places_are_at_most_a_twentieth_longer_than_the_best_way() -> None:
    for seed in range(4):
        ways = ways_of(scattered(15, seed))
        found = order_by(ways)
        assert sorted(found) == list(range(15))
        assert length(ways, found) <= 1.05 * length(ways, route._exact(ways, None))
        assert found == order_by(ways)


def test_a_long_day_keeps_its_beginning() -> None:
    places = scattered(20, 5)
    assert shortest_order(places, first=7)[0] == 7


def test_a_row_of_places_is_walked_from_end_to_end() -> None:
    row = [Place(31 + step / 100, 121) for step in (3, 0, 2, 4, 1)]
    assert shortest_order(row) == [1, 4, 2, 0, 3] or shortest_order(row) == [3, 0, 2, 4, 1]


def test_without_places_districts_stay_together() -> None:
    assert by_district(["浦东", "", "徐汇", "浦东", "徐汇", ""]) == [0, 3, 2, 4, 1, 5]
