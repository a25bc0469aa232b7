"""The gap and its parts, and the span of a forecast."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.gap import Driver, Sold, drivers, with_range
from salesdesk.domain.period import Period
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from tests.builders import make_desk

TODAY = date(2026, 11, 23)
YEAR = Period.year(TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def order(desk: Desk, client: Id, day: date, *lines: tuple[Id | None, int, int], total: int | None = None) -> None:
    """An order with lines (product, pieces, net cents)."""
    pk = desk.session.new_id()
    net = sum(cents for _product, _pieces, cents in lines)
    own = {
        "client_id": client,
        "rep_id": desk.rep.id,
        "ordered_on": day,
        "total_cents": net if total is None else total,
    }
    births: list[Change] = [New(Kind.ORDER, pk, own)]
    for product, pieces, cents in lines:
        values = {"order_id": pk, "product_id": product, "quantity": pieces, "net_cents": cents}
        births.append(New(Kind.ORDER_LINE, desk.session.new_id(), values))
    desk.session.record(Label("sample.created"), births)


def cents_of(desk: Desk) -> dict[Driver, int]:
    return {moved.driver: moved.cents for moved in desk.plan_actual.gap(YEAR).moved}


def test_a_gap_is_explained_by_who_bought_what_at_which_price(desk: Desk) -> None:
    kept, new, lost = (desk.clients.create(name=name, tier=tier) for name, tier in zip("甲乙丙", Tier, strict=True))
    product = desk.session.new_id()
    desk.session.record(Label("sample.created"), [New(Kind.PRODUCT, product, {"name": "P300"})])
    order(desk, kept, date(2025, 3, 1), (product, 10, 1000))
    order(desk, lost, date(2025, 3, 1), (product, 1, 100))
    order(desk, kept, date(2026, 3, 1), (product, 12, 1080))
    order(desk, new, date(2026, 3, 1), (product, 2, 150), total=200)
    desk.targets.set_total(2026, Metric.SALES, 12_000)
    found = desk.plan_actual.gap(YEAR)
    assert (found.actual, found.before) == (1280, 1100)
    assert cents_of(desk) == {Driver.NEW: 200, Driver.LOST: -100, Driver.PRICE: -120, Driver.VOLUME: 200}
    assert found.growth is not None
    assert found.gap == found.growth - sum(moved.cents for moved in found.moved)
    assert sum(part.gap for part in found.by_line) == found.gap
    assert [moved.clients for moved in found.moved if moved.driver is Driver.LOST] == [(lost,)]
    assert {part.key: part.actual for part in found.by_tier} == {"A": 1080, "B": 200, "C": 0}


sold = st.builds(Sold, st.integers(0, 40), st.integers(-500, 5000))
bought = st.dictionaries(st.sampled_from([b"p", b"q", None]), sold, min_size=1, max_size=3)
clients = st.dictionaries(st.sampled_from([bytes([n]) for n in range(6)]), bought, max_size=6)


@given(clients, clients, st.frozensets(st.sampled_from([bytes([n]) for n in range(6)])))
def test_the_drivers_sum_to_the_difference(
    now: dict[Id, dict[Id | None, Sold]], before: dict[Id, dict[Id | None, Sold]], known: frozenset[Id]
) -> None:
    found = drivers(now, before, known | before.keys())
    whole = [sum(one.net_cents for own in side.values() for one in own.values()) for side in (now, before)]
    assert sum(moved.cents for moved in found) == whole[0] - whole[1]
    assert [moved.driver for moved in found] == list(Driver)


def test_days_sum_to_the_figures(desk: Desk) -> None:
    pick = random.Random(3)
    owners = [desk.clients.create(name=f"客户{n}") for n in range(5)]
    for _each in range(40):
        day = TODAY - timedelta(days=pick.randrange(600))
        order(desk, pick.choice(owners), day, (None, 1, pick.randrange(900)))
    for period in (YEAR, Period.year(date(2025, 1, 1)), Period.month(TODAY)):
        assert desk.plan_actual.gap(period).actual == desk.figures.of(period).sales
        assert sum(part.actual for part in desk.plan_actual.gap(period).by_line) == desk.figures.of(period).sales


def test_a_forecast_has_the_span_of_its_own_past(desk: Desk) -> None:
    client = desk.clients.create(name="恒达")
    for month in range(1, 11):
        order(desk, client, date(2026, month, 2), (None, 1, 100_00))
        order(desk, client, date(2026, month, 27), (None, 1, month * 10_00))
    order(desk, client, date(2026, 11, 2), (None, 1, 100_00))
    found = desk.plan_actual.forecast(Period.month(TODAY))
    assert found is not None
    assert found.n == 9, "the file begins within January, so that month is not whole"
    assert found.low < found.likely
    assert found.low <= found.high
    assert desk.plan_actual.forecast(Period.month(date(2026, 5, 5))) is None, "a period that is over has no forecast"


@given(st.integers(1, 10**9), st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), max_size=30))
def test_a_span_holds_what_most_of_the_past_came_to(forecast: int, past: list[tuple[int, int]]) -> None:
    found = with_range(forecast, past)
    assert (found is None) == (len(past) < 4)
    if found is not None:
        inside = sum(
            found.low <= -(-forecast * real // made) and forecast * real // made <= found.high for made, real in past
        )
        assert inside >= len(past) - 2 * (len(past) // 10)


def test_tiers_have_targets_only_where_the_whole_plan_is_split(desk: Desk) -> None:
    for name in ("一", "二"):
        desk.products.add_line(name=name)
    desk.targets.set_total(2026, Metric.SALES, 1_000_001)
    first, second = desk.products.lines()
    desk.targets.split_by_tier(2026, Metric.SALES, first.id)
    year = Period.year(date(2026, 1, 1))
    assert [part.target for part in desk.plan_actual.gap(year).by_tier] == [None] * 3
    desk.targets.split_by_tier(2026, Metric.SALES, second.id)
    gap = desk.plan_actual.gap(year)
    assert sum(part.target or 0 for part in gap.by_tier) == gap.target
    assert sum(part.target or 0 for part in gap.by_line) == gap.target
    assert len(gap.by_line) == 2, "rounding is no line of its own"
