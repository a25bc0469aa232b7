"""The gross-margin goal of a product: set, taken away, measured, and apart from the goal of all sales."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.period import Period
from salesdesk.domain.product import Product
from salesdesk.services.desk import Desk
from salesdesk.services.orders import WholeOrder
from salesdesk.services.product_goals import MarginGoal, ProductCard
from tests.builders import NOW, make_desk

YEAR = NOW.year


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def pump(desk: Desk) -> Product:
    found = desk.products.get(desk.products.add_product(name="Pump", list_price_cents=100_00, cost_cents=60_00))
    assert found is not None
    return found


def sell(desk: Desk, product: Product, pieces: int, *, net: int | None = None, month: int = 3) -> Id:
    draft = desk.orders.draft(client_id=desk.clients.create(name=f"Acme {month}"))
    line = desk.orders.product_line(product, pieces, "CNY")
    order = replace(draft.order, ordered_on=NOW.date().replace(month=month, day=2))
    return desk.orders.add(WholeOrder(order, (line if net is None else replace(line, net_cents=net),)))


def only(desk: Desk) -> ProductCard:
    [card] = desk.product_goals.of_year(YEAR)
    return card


def test_the_goal_stands_beside_what_each_month_left(desk: Desk, pump: Product) -> None:
    sell(desk, pump, 2)
    sell(desk, pump, 1, net=75_00, month=4)
    desk.product_goals.set(YEAR, pump.id, 0.35)
    card = only(desk)
    assert (card.actual.n, card.actual.of) == (95_00, 275_00)
    assert card.goal == 0.35 and card.kept is False
    course = {span.first.month: value for span, value in card.trend}
    assert (course[3], course[4], course[5]) == (0.4, 0.2, None)
    assert len(card.trend) == NOW.month, "months to come have no course"
    behind = desk.product_goals.behind(pump.id, Period.year(NOW.date()))
    assert [one.cents for one in behind] == [75_00, 200_00]


def test_a_product_with_a_goal_and_no_sales_is_listed_without_a_figure(desk: Desk, pump: Product) -> None:
    assert desk.product_goals.of_year(YEAR) == []
    desk.product_goals.set(YEAR, pump.id, 0.5)
    assert (only(desk).actual.value, only(desk).kept) == (None, None)
    desk.product_goals.set(YEAR, pump.id, None)
    assert desk.product_goals.of_year(YEAR) == []
    desk.undo()
    assert only(desk).goal == 0.5
    desk.product_goals.set(YEAR, pump.id, 0.4)
    assert desk.product_goals.get(YEAR, pump.id) == 4000
    with pytest.raises(Refused):
        desk.product_goals.set(YEAR, pump.id, 1.2)


def test_the_goal_of_all_sales_is_another_one(desk: Desk, pump: Product) -> None:
    desk.product_goals.set(YEAR, pump.id, 0.5)
    whole = next(one for one in desk.goals.of_year(YEAR) if one.key is GoalKey.GROSS_MARGIN)
    assert whole.goal is None
    desk.goals.set(YEAR, GoalKey.GROSS_MARGIN, 0.3)
    assert only(desk).goal == 0.5
    desk.products.bin_product(pump.id)
    assert desk.product_goals.of_year(YEAR) == []
    with pytest.raises(Refused):
        desk.product_goals.set(YEAR, pump.id, 0.4)


def test_it_is_stored_with_its_product_as_one_step(desk: Desk) -> None:
    pk = desk.products.add_product(name="Valve", margin_goal=MarginGoal(YEAR, 3000))
    assert desk.product_goals.get(YEAR, pk) == 3000
    valve = desk.products.get(pk)
    assert valve is not None
    desk.products.edit_product(valve, replace(valve, note="new"), margin_goal=MarginGoal(YEAR, None))
    assert desk.product_goals.get(YEAR, pk) is None
    desk.undo()
    assert desk.product_goals.get(YEAR, pk) == 3000
    desk.undo()
    assert desk.product_goals.get(YEAR, pk) is None
