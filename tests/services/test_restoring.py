"""A value of any field is put back as its form would take it, or refused in words; never half, never by an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.change import Edit, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.order import Order, OrderLine
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.services.orders import WholeOrder
from salesdesk.store.read.history import HIDDEN, value_of
from salesdesk.store.schema import journalled_columns
from salesdesk.store.tables import POINTS_TO, TABLES
from salesdesk.words.i18n import say
from tests.builders import make_desk
from tests.services.families import a_family, two_values
from tests.store.builders import edit, new_client, rows


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize("kind", Kind)
def test_every_field_of_every_kind_goes_back_or_says_why_not(desk: Desk, kind: Kind) -> None:
    back, refused = 0, 0
    for name in journalled_columns(TABLES[kind]):
        born = list(a_family(desk, kind))
        desk.session.record(Label("setting.changed"), born)
        pk, first = born[-1].id, value_of(desk.file.conn, kind, born[-1].id, name)
        other = other_value(desk, kind, name, first)
        desk.session.record(Label("setting.changed"), [Edit(kind, pk, name, first, other)])
        facts = [one for one in desk.history.of(kind, pk) if (one.kind, one.id, one.field) == (kind, pk, name)]
        if name in HIDDEN:
            assert not facts
            continue
        before = rows(desk)
        words = desk.history.words()
        assert words.value(kind, pk, name, other) and words.value(kind, pk, name, first)
        try:
            desk.history.restore(kind, pk, name, facts[0].before)
        except Refused as why:
            refused += 1
            assert say(why)
            assert rows(desk) == before, f"{kind}.{name} was refused and half written"
        else:
            back += 1
            assert value_of(desk.file.conn, kind, pk, name) == first, f"{kind}.{name}"
            desk.undo()
            assert rows(desk) == before, f"the putting back of {kind}.{name} is not undone whole"
    assert back + refused == len(set(journalled_columns(TABLES[kind])) - HIDDEN)
    if kind in (Kind.CLIENT, Kind.CONTACT, Kind.PRODUCT, Kind.APPOINTMENT, Kind.TENDER):
        assert back > refused


def other_value(desk: Desk, kind: Kind, name: str, first: Any) -> Any:
    """Another value for the field: another thing of its kind, where it points to one."""
    parent = POINTS_TO.get(name)
    if parent is not None:
        family = list(a_family(desk, parent))
        desk.session.record(Label("setting.changed"), family)
        return family[-1].id
    one, two = two_values(TABLES[kind].c[name])
    return two if first == one else one


def test_the_total_of_an_order_goes_with_its_line(desk: Desk) -> None:
    client = new_client(desk)
    product = desk.products.add_product(name="Pump")
    wish = Order(b"", client, desk.rep.id, desk.today(), 0, desk.currency)
    order = desk.orders.add(WholeOrder(wish, (OrderLine(b"", b"", product, 2, 500_00),)))
    (line,) = whole(desk, order).lines
    edit(desk, Kind.ORDER_LINE, line.id, net_cents=(500_00, 400_00))
    edit(desk, Kind.ORDER, order, total_cents=(500_00, 400_00))
    desk.history.restore(Kind.ORDER_LINE, line.id, "net_cents", 500_00)
    assert whole(desk, order).order.total_cents == 500_00
    desk.undo()
    assert whole(desk, order).order.total_cents == 400_00
    with pytest.raises(Refused, match="whole step"):
        desk.history.restore(Kind.ORDER, order, "total_cents", 500_00)


def whole(desk: Desk, order: bytes) -> WholeOrder:
    found = desk.orders.get(order)
    assert found is not None
    return found


def test_a_payment_does_not_become_less_than_it_pays(desk: Desk) -> None:
    client = new_client(desk)
    invoice = desk.invoices.issue(
        client_id=client, issued_on=desk.today(), due_on=desk.today(), amount_cents=900_00, number="R-1"
    )
    payment = desk.invoices.receive(client_id=client, received_on=desk.today(), amount_cents=900_00)
    with pytest.raises(Refused, match="allocated"):
        desk.history.restore(Kind.PAYMENT, payment, "amount_cents", 800_00)
    with pytest.raises(Refused, match="allocated"):
        desk.history.restore(Kind.INVOICE, invoice, "amount_cents", 800_00)


def test_people_of_another_client_are_not_put_back(desk: Desk) -> None:
    client, other = new_client(desk), new_client(desk)
    contact = desk.clients.add_contact(other, name="Li")
    deal = desk.funnel.add(name="Line 3", client_id=client)
    desk.session.record(Label("setting.changed"), born := list(a_family(desk, Kind.QUOTE)))
    quote = born[-1].id
    for field, value in (("contact_id", contact), ("opportunity_id", deal)):
        with pytest.raises(Refused, match="another client"):
            desk.history.restore(Kind.QUOTE, quote, field, value)


def test_a_record_in_the_bin_is_restored_before_its_values(desk: Desk) -> None:
    client = new_client(desk)
    edit(desk, Kind.CLIENT, client, note=("", "one"))
    desk.clients.bin(client)
    with pytest.raises(Refused, match="bin"):
        desk.history.restore(Kind.CLIENT, client, "note", "")
    done = desk.history.restore(Kind.CLIENT, client, "deleted", False)
    assert done.label.key == "client.restored"
    desk.history.restore(Kind.CLIENT, client, "note", "")


def test_the_name_of_a_product_and_of_an_opportunity_comes_back_with_what_it_is_found_by(desk: Desk) -> None:
    product = desk.products.add_product(name="Pump")
    edit(desk, Kind.PRODUCT, product, name=("Pump", "Valve"))
    desk.history.restore(Kind.PRODUCT, product, "name", "Pump")
    deal = desk.funnel.add(name="Line 3", client_id=new_client(desk))
    stored = desk.funnel.get(deal)
    assert stored is not None
    edit(
        desk,
        Kind.OPPORTUNITY,
        deal,
        name=("Line 3", "Other"),
        search=(value_of(desk.file.conn, Kind.OPPORTUNITY, deal, "search"), "other"),
    )
    desk.history.restore(Kind.OPPORTUNITY, deal, "name", "Line 3")
    assert [found.id for found in desk.find("line 3")] == [deal]


def test_a_cell_of_the_targets_is_told_and_put_back(desk: Desk) -> None:
    desk.targets.set_total(2026, Metric.SALES, 1_200_00)
    (cell, *_more) = desk.file.conn.exec_driver_sql("SELECT id FROM target ORDER BY month").scalars()
    amount = value_of(desk.file.conn, Kind.TARGET, cell, "amount")
    edit(desk, Kind.TARGET, cell, amount=(amount, 5_00))
    words = desk.history.words()
    assert words.name(Kind.TARGET, cell).startswith("Sales · 2026 · ")
    assert words.value(Kind.TARGET, cell, "amount", 5_00) == "CN¥5.00"
    desk.history.restore(Kind.TARGET, cell, "amount", amount)
    assert value_of(desk.file.conn, Kind.TARGET, cell, "amount") == amount
    for field in ("month", "metric", "line_id"):
        with pytest.raises(Refused, match="no value before"):
            desk.history.restore(Kind.TARGET, cell, field, None)
