"""Who owes what since when, and which invoice a payment pays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.receivables import Age, Share
from salesdesk.domain.report import Rate
from salesdesk.services.desk import Desk
from tests.builders import make_desk

TODAY = date(2026, 11, 23)
NOVEMBER = Period.month(TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def a_client(desk: Desk, name: str = "恒达机械", **values: object) -> Id:
    return desk.clients.create(name=name, **values)


def test_an_invoice_is_numbered_and_due_by_the_clients_terms(desk: Desk) -> None:
    own, other = a_client(desk, payment_days=45), a_client(desk, "华鑫")
    desk.invoices.set_terms(60)
    first = desk.invoices.issue(client_id=own, amount_cents=100_00)
    second = desk.invoices.issue(client_id=other, amount_cents=1)
    made = [desk.invoices.get(pk) for pk in (first, second)]
    assert [one and (one.number, one.due_on - one.issued_on) for one in made] == [
        ("2026-0001", timedelta(days=45)),
        ("2026-0002", timedelta(days=60)),
    ]
    desk.invoices.bin(second)
    assert desk.invoices.next_number(TODAY) == "2026-0003", "a number is not given twice"
    with pytest.raises(Refused, match="before it is issued"):
        desk.invoices.issue(client_id=own, amount_cents=1, due_on=TODAY - timedelta(days=1))


def test_what_is_paid_beyond_an_invoice_is_money_that_no_invoice_got(desk: Desk) -> None:
    client = a_client(desk)
    invoice = desk.invoices.issue(client_id=client, amount_cents=300)
    desk.invoices.receive(client_id=client, amount_cents=300)
    assert desk.invoices.receivables().unallocated_cents == 0
    twice = desk.session.new_id()  # as after merging two files that both took the money in
    own = {"client_id": client, "amount_cents": 250, "received_on": TODAY, "rep_id": desk.rep.id, "currency": "CNY"}
    share = {"payment_id": twice, "invoice_id": invoice, "amount_cents": 250}
    made = [New(Kind.PAYMENT, twice, own), New(Kind.PAYMENT_SHARE, desk.session.new_id(), share)]
    desk.session.record(Label("sample.created"), made)
    found = desk.invoices.receivables()
    assert (found.total_cents, found.unallocated_cents) == (0, 250)
    assert desk.invoices.receivables(TODAY - timedelta(days=1)).unallocated_cents == 0


def test_a_payment_pays_what_is_due_first_and_the_rest_stays_unallocated(desk: Desk) -> None:
    client = a_client(desk, payment_days=0)
    late = desk.invoices.issue(client_id=client, amount_cents=300, issued_on=TODAY - timedelta(days=40))
    new = desk.invoices.issue(client_id=client, amount_cents=500, due_on=TODAY + timedelta(days=9))
    before = desk.invoices.receivables()
    assert (before.by_age[Age.TO_60], before.by_age[Age.NOT_DUE], before.overdue_cents) == (300, 500, 300)
    payment = desk.invoices.receive(client_id=client, amount_cents=450)
    assert desk.invoices.shares_of(payment) == [Share(late, 300), Share(new, 150)]
    assert desk.invoices.receivables().total_cents == 350
    desk.invoices.receive(client_id=client, amount_cents=1000)
    after = desk.invoices.receivables()
    assert (after.total_cents, after.invoices, after.unallocated_cents) == (0, (), 650)
    desk.undo()
    desk.undo()
    assert desk.invoices.receivables() == before


def test_parts_of_a_payment_are_checked_and_changed_as_one(desk: Desk) -> None:
    client, stranger = a_client(desk), a_client(desk, "华鑫")
    one, two = (desk.invoices.issue(client_id=client, amount_cents=200) for _each in range(2))
    foreign = desk.invoices.issue(client_id=stranger, amount_cents=200)
    for shares, said in (
        ([Share(one, 101)], "more than the payment"),
        ([Share(foreign, 10)], "another client's"),
        ([Share(one, 0)], "more than nothing"),
    ):
        with pytest.raises(Refused, match=said):
            desk.invoices.receive(client_id=client, amount_cents=100, shares=shares)
    payment_id = desk.invoices.receive(client_id=client, amount_cents=200, shares=[Share(one, 200)])
    desk.invoices.allocate(payment_id, [Share(one, 50), Share(two, 150)])
    assert {found.invoice.id: found.open_cents for found in desk.invoices.of_client(client)} == {one: 150, two: 50}
    payment = desk.invoices.payment(payment_id)
    assert payment is not None
    desk.invoices.change_payment(payment, replace(payment, amount_cents=220), [Share(one, 70), Share(two, 150)])
    assert {found.invoice.id: found.open_cents for found in desk.invoices.of_client(client)} == {one: 130, two: 50}
    with pytest.raises(Refused, match="more than the invoice has open"):
        desk.invoices.receive(client_id=client, amount_cents=500, shares=[Share(one, 131)])
    desk.invoices.bin_payment(payment_id)
    assert all(not found.paid_cents for found in desk.invoices.of_client(client))
    desk.undo()
    assert sum(found.paid_cents for found in desk.invoices.of_client(client)) == 220


def test_an_invoice_never_falls_below_what_was_paid_of_it(desk: Desk) -> None:
    client, stranger = a_client(desk), a_client(desk, "华鑫")
    pk = desk.invoices.issue(client_id=client, amount_cents=500)
    desk.invoices.receive(client_id=client, amount_cents=300)
    before = desk.invoices.get(pk)
    assert before is not None
    with pytest.raises(Refused, match="More than that was paid") as refused:
        desk.invoices.edit(before, replace(before, amount_cents=299))
    assert refused.value.field == "amount_cents"
    with pytest.raises(Refused, match="paid in part"):
        desk.invoices.edit(before, replace(before, client_id=stranger))
    desk.invoices.edit(before, replace(before, amount_cents=300))
    assert desk.invoices.receivables().total_cents == 0


def test_collection_rate_and_dso_follow_a_payment(desk: Desk) -> None:
    client = a_client(desk, payment_days=0)
    assert desk.invoices.collection_rate(NOVEMBER) == Rate(None, 0, 0)
    assert desk.invoices.dso(NOVEMBER) is None
    order = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": TODAY, "total_cents": 900}
    desk.session.record(Label("sample.created"), [New(Kind.ORDER, desk.session.new_id(), order)])
    desk.invoices.issue(client_id=client, amount_cents=600, due_on=TODAY)
    desk.invoices.issue(client_id=client, amount_cents=400, due_on=date(2026, 12, 24))
    desk.invoices.receive(client_id=client, amount_cents=150)
    assert desk.invoices.collection_rate(NOVEMBER) == Rate.part(150, 600)
    assert desk.invoices.dso(NOVEMBER) == Fraction(850 * 23, 900), "sales of 23 days, so the days are 23"
    assert [one.open_cents for one in desk.invoices.to_collect()] == [450]


def test_an_order_is_invoiced_in_parts(desk: Desk) -> None:
    client = a_client(desk, credit_limit_cents=500)
    pk = desk.session.new_id()
    order = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": TODAY, "total_cents": 900}
    desk.session.record(Label("sample.created"), [New(Kind.ORDER, pk, order)])
    assert desk.invoices.for_order(pk)["amount_cents"] == 900
    desk.invoices.issue(**desk.invoices.for_order(pk) | {"amount_cents": 400})
    assert desk.invoices.for_order(pk)["amount_cents"] == 500
    assert (desk.invoices.credit(client).over_cents, desk.invoices.credit(client, 200).over_cents) == (0, 100)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(-120, 40)), max_size=6),
    st.lists(st.tuples(st.integers(1, 900), st.integers(-60, 0)), max_size=6),
)
def test_what_is_open_is_what_was_asked_less_what_came_in(
    asked: list[tuple[int, int]], paid: list[tuple[int, int]]
) -> None:
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        client = a_client(desk)
        for cents, days in asked:
            due = TODAY + timedelta(days=days)
            desk.invoices.issue(client_id=client, amount_cents=cents, issued_on=date(2026, 7, 1), due_on=due)
        for cents, days in paid:
            desk.invoices.receive(client_id=client, amount_cents=cents, received_on=TODAY + timedelta(days=days))
        found = desk.invoices.receivables()
        whole, came = sum(cents for cents, _ in asked), sum(cents for cents, _ in paid)
        assert found.total_cents == max(whole - came, 0) == sum(one.open_cents for one in found.invoices)
        assert found.unallocated_cents == (max(came - whole, 0) if asked else 0)
        desk.close()


@pytest.mark.parametrize("cents", [0, -1, 10**15 + 1, 10**30])
def test_money_that_nobody_owes_or_pays_is_refused(tmp_path: Path, cents: int) -> None:
    desk = make_desk(tmp_path)
    client = a_client(desk)
    with pytest.raises(Refused) as invoice:
        desk.invoices.issue(client_id=client, amount_cents=cents)
    with pytest.raises(Refused) as payment:
        desk.invoices.receive(client_id=client, amount_cents=cents)
    assert invoice.value.field == payment.value.field == "amount_cents"
    assert not desk.invoices.receivables().invoices and not desk.invoices.payments_of(client)
    desk.close()


def test_an_invoice_is_not_due_after_the_end_of_the_calendar(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = a_client(desk)
    with pytest.raises(Refused) as refused:
        desk.invoices.issue(client_id=client, amount_cents=100, issued_on=date.max)
    assert refused.value.field == "issued_on"
    assert desk.invoices.due_on(client, date.max - timedelta(days=30)) == date.max
    desk.close()
