"""Orders: entered, changed, cancelled, taken back; what they leave in the figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.change import Edit, Id, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import By
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.order import OrderLine, OrderStatus
from salesdesk.domain.period import Period
from salesdesk.domain.product import Product
from salesdesk.services.desk import Desk
from salesdesk.services.orders import WholeOrder
from tests.builders import make_desk

TODAY = date(2026, 11, 23)
MONTH = Period.month(TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Id:
    return desk.clients.create(name="力诚电子", is_prospect=True)


@pytest.fixture
def pump(desk: Desk) -> Product:
    line = desk.products.add_line(name="高端")
    pk = desk.products.add_product(
        name="泵", line_id=line, list_price_cents=100_000, cost_cents=60_000, floor_margin_bp=2500, high_margin=True
    )
    found = desk.products.get(pk)
    assert found is not None
    return found


def order_of(desk: Desk, pk: Id) -> WholeOrder:
    found = desk.orders.get(pk)
    assert found is not None
    return found


def ordered(desk: Desk, client: Id, *lines: OrderLine, **values: object) -> WholeOrder:
    draft = desk.orders.draft(client_id=client)
    return WholeOrder(replace(draft.order, **values), lines)  # type: ignore[arg-type]


def test_lines_make_the_total_and_a_prospect_becomes_a_client(desk: Desk, client: Id, pump: Product) -> None:
    other = OrderLine(b"", b"", None, 1, 5_000, text="运费")
    pk = desk.orders.add(ordered(desk, client, desk.orders.product_line(pump, 3, "CNY"), other, number="A-1"))
    assert order_of(desk, pk).order.total_cents == 305_000
    buyer = desk.clients.get(client)
    assert buyer is not None
    assert (buyer.is_prospect, buyer.since) == (False, TODAY)
    desk.undo()
    assert desk.orders.of(client_id=client) == []
    assert (buyer := desk.clients.get(client)) is not None
    assert buyer.is_prospect


def test_a_total_is_typed_where_there_are_no_lines(desk: Desk, client: Id) -> None:
    pk = desk.orders.add(ordered(desk, client, total_cents=12_345))
    before = order_of(desk, pk)
    desk.orders.edit(before, replace(before, order=replace(before.order, total_cents=23_456)))
    assert order_of(desk, pk).order.total_cents == 23_456
    with pytest.raises(Refused) as refused:
        desk.orders.add(ordered(desk, client, total_cents=-1))
    assert refused.value.field == "total_cents"


def test_every_figure_leaves_out_what_was_cancelled_or_came_back(desk: Desk, client: Id, pump: Product) -> None:
    keep, gone = desk.orders.product_line(pump, 3, "CNY"), OrderLine(b"", b"", pump.id, 1, 90_000, 100_000, 60_000)
    pk = desk.orders.add(ordered(desk, client, keep, gone))
    first, second = order_of(desk, pk).lines
    desk.orders.take_back(pk, first.id, 1)
    desk.orders.cancel_line(pk, second.id)
    assert order_of(desk, pk).order.total_cents == 200_000
    found = desk.figures.of(MONTH)
    assert (found.sales, found.orders) == (200_000, 1)
    assert (found.gross_margin.n, found.gross_margin.of) == (80_000, 200_000)
    assert (found.high_margin_share.n, found.high_margin_share.of) == (200_000, 200_000)
    [by_line] = desk.figures.by(MONTH, By.PRODUCT_LINE)
    assert by_line.figures.sales == 200_000
    [bought] = desk.clients.record(client).bought
    assert (bought.quantity, bought.net_cents) == (2, 200_000)
    desk.orders.take_back(pk, first.id, 3)
    assert desk.figures.of(MONTH).sales == 0
    assert not desk.clients.record(client).bought
    for _step in range(3):
        desk.undo()
    assert order_of(desk, pk).order.total_cents == 390_000


def test_the_last_line_takes_the_order_with_it(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.orders.add(ordered(desk, client, desk.orders.product_line(pump, 1, "CNY")))
    desk.orders.cancel_line(pk, order_of(desk, pk).lines[0].id)
    assert order_of(desk, pk).order.status is OrderStatus.CANCELLED
    assert desk.figures.of(MONTH).orders == 0


def test_a_cancelled_order_counts_for_nothing_and_comes_back(desk: Desk, client: Id) -> None:
    pk = desk.orders.add(ordered(desk, client, total_cents=500))
    desk.orders.cancel(pk)
    assert desk.figures.of(MONTH).sales == 0
    desk.orders.reopen(pk)
    desk.orders.deliver(pk)
    assert order_of(desk, pk).order.status is OrderStatus.DELIVERED
    assert desk.figures.of(MONTH).sales == 500
    desk.orders.bin(pk)
    assert desk.orders.of() == []
    desk.orders.restore(pk)
    assert [order.id for order in desk.orders.of()] == [pk]


def test_no_more_comes_back_than_was_ordered(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.orders.add(ordered(desk, client, desk.orders.product_line(pump, 2, "CNY")))
    with pytest.raises(Refused):
        desk.orders.take_back(pk, order_of(desk, pk).lines[0].id, 3)


def test_below_the_floor_a_note_and_a_name_are_asked_for(desk: Desk, client: Id, pump: Product) -> None:
    low = replace(desk.orders.product_line(pump, 1, "CNY"), net_cents=79_999)
    assert desk.orders.below_floor([low], "CNY") == [0]
    with pytest.raises(Refused) as refused:
        desk.orders.add(ordered(desk, client, low))
    assert refused.value.field == "approval_note"
    with pytest.raises(Refused) as refused:
        desk.orders.add(ordered(desk, client, low, approval_note="清库存"))
    assert refused.value.field == "approved_by"
    desk.orders.add(ordered(desk, client, low, approval_note="清库存", approved_by="李总"))


def test_a_price_that_stood_below_the_floor_is_not_asked_for_again(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.orders.add(ordered(desk, client, replace(desk.orders.product_line(pump, 1, "CNY"), net_cents=80_000)))
    desk.products.edit_product(pump, replace(pump, floor_margin_bp=3000))
    before = order_of(desk, pk)
    desk.orders.edit(before, replace(before, order=replace(before.order, number="A-7")))
    assert order_of(desk, pk).order.number == "A-7"


def test_lines_change_the_total_and_what_has_no_line_stays(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.orders.add(ordered(desk, client, total_cents=1_000))
    before = order_of(desk, pk)
    desk.orders.edit(before, replace(before, lines=(desk.orders.product_line(pump, 1, "CNY"),)))
    assert order_of(desk, pk).order.total_cents == 101_000
    before = order_of(desk, pk)
    desk.orders.edit(before, replace(before, lines=()))
    assert order_of(desk, pk).order.total_cents == 1_000


def test_a_line_never_takes_more_from_an_order_than_it_comes_to(desk: Desk, client: Id, pump: Product) -> None:
    pk = desk.orders.add(ordered(desk, client, desk.orders.product_line(pump, 1, "CNY")))
    desk.session.record(Label("sample.created"), [Edit(Kind.ORDER, pk, "total_cents", 100_000, 40_000)])
    before = order_of(desk, pk)
    with pytest.raises(Refused, match="more from this order"):
        desk.orders.edit(before, replace(before, lines=()))
    with pytest.raises(Refused, match="more from this order"):
        desk.orders.cancel_line(pk, before.lines[0].id)
    assert order_of(desk, pk) == before, "nothing half written"


def test_the_order_of_a_deal_wins_it(desk: Desk, client: Id, pump: Product) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump.id, amount_cents=95_000)
    draft = desk.orders.draft(opportunity_id=deal)
    assert [(line.product_id, line.net_cents, line.list_cents) for line in draft.lines] == [(pump.id, 95_000, 100_000)]
    desk.orders.add(draft, wins=True)
    won = desk.funnel.get(deal)
    assert won is not None
    assert (won.stage, won.amount_cents) == (Stage.WON, 95_000)
    desk.undo()
    assert (back := desk.funnel.get(deal)) is not None
    assert back.stage is Stage.FIRST_CONTACT
