"""Units, selling points, floors, returned pieces and cancelled lines, out of one file and into another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind, ImportWish
from salesdesk.services.orders import WholeOrder
from tests.builders import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    client = made.clients.create(name="力诚电子")
    pump = made.products.get(
        made.products.add_product(
            name="泵",
            list_price_cents=100_000,
            cost_cents=60_000,
            floor_margin_bp=2_550,
            unit="台",
            selling_points="省电\n静音",
        )
    )
    kit = made.products.get(made.products.add_product(name="滤芯", list_price_cents=5_000))
    assert pump is not None
    assert kit is not None
    draft = made.orders.draft(client_id=client)
    lines = (
        replace(made.orders.product_line(pump, 3, "CNY"), returned=1),
        replace(made.orders.product_line(kit, 2, "CNY"), cancelled=True),
    )
    made.orders.add(WholeOrder(replace(draft.order, number="A-1"), lines))
    yield made
    made.close()


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_products_and_orders_travel_whole(desk: Desk, tmp_path: Path, ending: str) -> None:
    (tmp_path / "other").mkdir()
    other = make_desk(tmp_path / "other")
    try:
        for kind in (ImportKind.CLIENTS, ImportKind.PRODUCTS, ImportKind.ORDERS):
            out = tmp_path / f"{kind.value}{ending}"
            desk.exports.write(kind, out)
            other.imports.take(ImportWish(out, kind))
        [pump] = [one for one in other.products.products() if one.name == "泵"]
        assert (pump.unit, pump.selling_points, pump.floor_margin_bp) == ("台", "省电\n静音", 2_550)
        [order] = other.orders.of()
        whole = other.orders.get(order.id)
        assert whole is not None
        assert order.total_cents == 200_000
        assert sorted((line.quantity, line.net_cents, line.returned, line.cancelled) for line in whole.lines) == [
            (2, 10_000, 0, True),
            (3, 300_000, 1, False),
        ]
    finally:
        other.close()


def test_more_pieces_back_than_ordered_are_a_bad_row(desk: Desk, tmp_path: Path) -> None:
    source = tmp_path / "orders.csv"
    source.write_text("客户,下单日期,产品,数量,退货数量\n力诚电子,2026-11-02,泵,1,2\n", "utf-8")
    done = desk.imports.take(ImportWish(source, ImportKind.ORDERS))
    assert done.rejected == 1
    assert len(desk.orders.of()) == 1
