"""Figures are kept between two questions: after any change they are what a file that was just opened says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Change, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.invoice import Invoice
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.order import Order, OrderStatus, Payment
from salesdesk.domain.period import Period
from salesdesk.domain.tiering import MoveKind
from salesdesk.domain.visit import Channel, Visit, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import things
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()
MONTH, YEAR = Period.month(TODAY), Period.year(TODAY)
LONG = Period(date(2025, 3, 14), date(2026, 12, 24))
_FOLDERS = count()


class Territory:
    """A desk whose records are changed at random; other reps have some of them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        other = desk.session.new_id()
        self.write([New(Kind.REP, other, {"name": "李华"})])
        self.reps = [desk.rep.id, other]
        for number in range(3):
            self.client(number, 0)

    def write(self, changes: list[Change], desk: Desk | None = None) -> None:
        (desk or self.desk).session.record(Label("sample.created"), changes)

    def new(self, kind: Kind, **values: Any) -> Id:
        pk = self.desk.session.new_id()
        self.write([New(kind, pk, values)])
        return pk

    def client(self, which: int, ago: int) -> None:
        since = None if which % 3 else TODAY - timedelta(ago)
        owner = [None, *self.reps][which % 3]
        own = {"tier": list(Tier)[which % 3], "since": since, "owner_id": owner, "is_prospect": which % 2 == 0}
        self.new(Kind.CLIENT, name=f"客户{which}", **own)

    def visit(self, which: int, ago: int) -> None:
        at = NOW - timedelta(ago)
        status = list(VisitStatus)[which % 3 % 2]
        planned = at - timedelta(which % 40) if which % 2 else None
        own = {"client_id": self.a(Client, which).id, "rep_id": self.reps[which % 2], "status": status}
        self.new(Kind.VISIT, channel=list(Channel)[which % 6], starts_at=at, planned_at=planned, **own)

    def move_visit(self, which: int, ago: int) -> None:
        self.edit(self.a(Visit, which), Kind.VISIT, starts_at=NOW - timedelta(ago), status=VisitStatus.DONE)

    def give_visit(self, which: int, _ago: int) -> None:
        self.edit(self.a(Visit, which), Kind.VISIT, client_id=self.a(Client, which + 1).id)

    def change_tier(self, which: int, ago: int) -> None:
        client = self.a(Client, which)
        tier = list(Tier)[(which // 3) % 3]
        moved = {"client_id": client.id, "rep_id": self.desk.rep.id, "kind": MoveKind.MANUAL}
        moved |= {"from_tier": client.tier, "to_tier": tier, "moved_at": NOW - timedelta(ago)}
        move = New(Kind.TIER_MOVE, self.desk.session.new_id(), moved)
        self.write([move, Edit(Kind.CLIENT, client.id, "tier", client.tier, tier)])

    def order(self, which: int, ago: int) -> None:
        own = {"client_id": self.a(Client, which).id, "rep_id": self.reps[which % 2]}
        pk = self.new(Kind.ORDER, ordered_on=TODAY - timedelta(ago), total_cents=which * 700 + 1, **own)
        line = {"order_id": pk, "quantity": 2, "net_cents": which * 700 + 1, "cost_cents": which * 300}
        self.new(Kind.ORDER_LINE, product_id=None, **line)

    def cancel_order(self, which: int, _ago: int) -> None:
        self.edit(self.a(Order, which), Kind.ORDER, status=OrderStatus.CANCELLED)

    def invoice(self, which: int, ago: int) -> None:
        own = {"client_id": self.a(Client, which).id, "rep_id": self.reps[which % 2], "amount_cents": which * 500 + 9}
        issued = TODAY - timedelta(ago)
        self.new(Kind.INVOICE, issued_on=issued, due_on=issued + timedelta(which), number=str(which), **own)

    def pay(self, which: int, ago: int) -> None:
        invoice = self.a(Invoice, which)
        own = {"client_id": invoice.client_id, "rep_id": invoice.rep_id, "received_on": TODAY - timedelta(ago)}
        paid = self.new(Kind.PAYMENT, amount_cents=which * 400 + 1, currency="CNY", **own)
        self.new(Kind.PAYMENT_SHARE, payment_id=paid, invoice_id=invoice.id, amount_cents=which * 400 + 1)

    def deal(self, which: int, ago: int) -> None:
        day = TODAY - timedelta(ago)
        own = {"client_id": self.a(Client, which).id, "rep_id": self.reps[which % 2], "amount_cents": which * 900}
        stage = list(Stage)[which % 5]
        closed = day if stage in (Stage.WON, Stage.LOST) else None
        days = {"created_on": day - timedelta(which), "expected_close": day, "closed_on": closed}
        pk = self.new(Kind.OPPORTUNITY, name="泵房改造", stage=stage, **days, **own)
        moved = {"from_stage": Stage.FIRST_CONTACT, "to_stage": stage, "moved_at": NOW - timedelta(ago)}
        self.new(Kind.STAGE_MOVE, opportunity_id=pk, rep_id=self.desk.rep.id, **moved)

    def bin(self, which: int, _ago: int) -> None:
        kind, thing_type = [
            *((Kind.CLIENT, Client), (Kind.VISIT, Visit), (Kind.ORDER, Order)),
            *((Kind.INVOICE, Invoice), (Kind.PAYMENT, Payment), (Kind.OPPORTUNITY, Opportunity)),
        ][which % 6]
        self.edit(self.a(thing_type, which), kind, deleted=True)

    def undo(self, _which: int, _ago: int) -> None:
        with suppress(Refused):
            self.desk.history.undo()

    def redo(self, _which: int, _ago: int) -> None:
        with suppress(Refused):
            self.desk.history.redo()

    def fail(self, which: int, ago: int) -> None:
        """A change that is rolled back after some of it was written."""
        client = self.a(Client, which)
        visit = {"client_id": client.id, "rep_id": self.reps[0], "status": VisitStatus.DONE, "channel": Channel.FACE}
        born = New(Kind.VISIT, self.desk.session.new_id(), {**visit, "starts_at": NOW - timedelta(ago)})
        with pytest.raises(Conflict):
            self.write([born, Edit(Kind.CLIENT, client.id, "name", "nobody's", "x")])

    def elsewhere(self, which: int, ago: int) -> None:
        """Another connection writes, as a job does."""
        other = Desk(self.desk.file.second(), TestClock())
        visit = {"client_id": self.a(Client, which).id, "rep_id": self.reps[which % 2], "channel": Channel.PHONE}
        visit |= {"status": VisitStatus.DONE, "starts_at": NOW - timedelta(ago)}
        self.write([New(Kind.VISIT, other.session.new_id(), visit)], other)
        other.close()

    def a(self, thing_type: type[Any], which: int) -> Any:
        found = things(self.desk.file.conn, thing_type)
        return found[which % len(found)] if found else None

    def edit(self, thing: Any, kind: Kind, **values: Any) -> None:
        if thing is not None:
            changed = {name: value for name, value in values.items() if getattr(thing, name) != value}
            self.write([Edit(kind, thing.id, name, getattr(thing, name), value) for name, value in changed.items()])


DEEDS = (
    *("client", "visit", "visit", "visit", "move_visit", "give_visit", "change_tier", "order", "cancel_order"),
    *("invoice", "pay", "deal", "bin", "undo", "undo", "redo", "fail", "elsewhere"),
)


def said(desk: Desk) -> list[Any]:
    """Everything that is asked for on the pages of figures."""
    figures, rep = desk.figures, desk.rep.id
    return [
        *(figures.of(period).to_json() for period in (MONTH, YEAR, LONG)),
        figures.of(LONG, rep=rep).to_json(),
        *([asdict(one) for one in figures.by(LONG, by)] for by in ("week", "month", "quarter", "rep", "tier")),
        [asdict(one) for one in desk.coverage.summary(LONG)],
        desk.invoices.receivables(),
        [asdict(one) for one in desk.goals.of_year(2026)],
        asdict(desk.plan_actual.gap(YEAR)),
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(DEEDS), st.integers(0, 59), st.integers(-40, 500)), min_size=4, max_size=14
    )
)
def test_what_is_kept_is_what_a_fresh_look_says(tmp_path: Path, deeds: list[tuple[str, int, int]]) -> None:
    desk = make_desk(tmp_path / str(next(_FOLDERS)))
    territory = Territory(desk)
    said(desk)
    for deed, which, ago in deeds:
        if territory.a(Client, 0) is None:
            break
        getattr(territory, deed)(which, ago) if deed != "pay" or territory.a(Invoice, 0) else None
        desk.figures.of(MONTH)
    fresh = Desk(desk.file.second(), TestClock())
    assert said(desk) == said(fresh)
    fresh.close()
    desk.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


def test_only_what_was_written_to_is_asked_again(desk: Desk) -> None:
    territory = Territory(desk)
    for deed in ("visit", "order", "deal", "invoice"):
        getattr(territory, deed)(7, 3)
    desk.figures.of(LONG)
    asked: list[str] = []
    desk.file.conn.connection.driver_connection.set_trace_callback(asked.append)  # type: ignore[union-attr]
    desk.figures.of(LONG)
    assert not any("BETWEEN" in sql or "FROM sales_order" in sql for sql in asked)
    territory.visit(7, 2)
    asked.clear()
    desk.figures.of(LONG)
    assert not any("FROM sales_order" in sql or "FROM invoice" in sql for sql in asked)
    contacts = [sql for sql in asked if "group_concat" in sql and "FROM visit" in sql]
    assert contacts and all("2026-11-01" in sql and "2026-11-31" in sql for sql in contacts)


def test_nothing_is_kept_of_what_may_be_rolled_back(desk: Desk) -> None:
    territory = Territory(desk)
    before = desk.figures.of(MONTH)
    with pytest.raises(Conflict), desk.file.writing():
        desk.file.run("UPDATE ctx SET hlc = 1, act = 1")
        desk.file.run("UPDATE client SET deleted = 1")
        assert desk.figures.cadence_by_tier(MONTH)[0].clients == 0
        raise Conflict("x")
    assert desk.figures.of(MONTH) == before
    assert sum(one.clients for one in desk.figures.cadence_by_tier(MONTH)) == 3
    assert territory.a(Client, 0) is not None


def test_a_file_open_for_reading_follows_who_writes_it(desk: Desk) -> None:
    territory = Territory(desk)
    reader = Desk.open(desk.path, clock=TestClock(), read_only=True)
    assert reader.figures.of(MONTH).visits == 0
    territory.visit(0, 1)
    territory.visit(1, 1)
    assert reader.figures.of(MONTH).visits == desk.figures.of(MONTH).visits == 1
    reader.close()


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    deeds=st.lists(
        st.tuples(st.sampled_from(("invoice", "invoice", "pay", "bin")), st.integers(0, 59), st.integers(-40, 300)),
        min_size=4,
        max_size=16,
    )
)
def test_what_is_owed_is_the_same_in_arrays_and_in_sql(tmp_path: Path, deeds: list[tuple[str, int, int]]) -> None:
    desk = make_desk(tmp_path / str(next(_FOLDERS)))
    territory = Territory(desk)
    territory.invoice(1, 3)
    for deed, which, ago in deeds:
        if territory.a(Client, 0) and (deed != "pay" or territory.a(Invoice, 0)):
            getattr(territory, deed)(which, ago)
    for one in desk.figures.by(YEAR, "month"):
        month = Period.month(date.fromisoformat(f"{one.key}-01"))
        whole = desk.figures.of(month)
        assert (one.figures.collection_rate, one.figures.receivables) == (whole.collection_rate, whole.receivables)
        assert one.figures.overdue_receivables == whole.overdue_receivables
    desk.close()
