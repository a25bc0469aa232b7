"""The pool of prospects: grade, fit, follow-up, and the first order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Grade
from salesdesk.domain.errors import Refused
from salesdesk.domain.prospects import IdealClient, Node, Trait
from salesdesk.exchange.fields import ImportKind
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportWish
from salesdesk.services.prospects import becomes_client_changes
from salesdesk.words.reasons import fit_reason
from tests.builders import make_desk

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def test_the_fit_is_the_share_of_what_one_wishes_for(desk: Desk) -> None:
    client = desk.clients.create(
        name="华鑫机械", is_prospect=True, industry="机械加工", size="50-200", needs="要备件, 培训"
    )
    found = desk.prospects.of(client)
    assert found is not None
    assert found.fit.score is None
    desk.prospects.describe(IdealClient(("机械", "电子"), ("200-500",), ("培训",)))
    found = desk.prospects.of(client)
    assert found is not None
    assert (found.fit.score, found.fit.met, found.fit.missed) == (
        67,
        {Trait.INDUSTRY: "机械", Trait.NEED: "培训"},
        (Trait.SIZE,),
    )
    assert fit_reason(found.fit) == "Industry: 机械 · Need: 培训 · Size: does not fit"
    assert desk.prospects.ideal().sizes == ("200-500",)


def test_follow_ups_are_planned_done_in_order_and_undone(desk: Desk) -> None:
    client = desk.clients.create(name="华鑫机械", is_prospect=True)
    desk.prospects.plan(client, Node.TRIAL, TODAY + timedelta(days=7), "两周试用")
    for _node in Node:
        desk.prospects.done(client)
    found = desk.prospects.of(client)
    assert found is not None
    assert [step.done_on for step in found.steps] == [TODAY] * 4
    assert (found.next, found.steps[1].due_on, found.steps[1].note) == (None, TODAY + timedelta(days=7), "两周试用")
    with pytest.raises(Refused, match="Every follow-up"):
        desk.prospects.done(client)
    desk.prospects.undone(client, Node.SIGNING)
    assert desk.prospects.pooled([client])[client].next is Node.SIGNING
    for _step in range(6):
        desk.undo()
    found = desk.prospects.of(client)
    assert found is not None
    assert (found.next, [step.due_on for step in found.steps]) == (Node.FIRST_CONTACT, [None] * 4)
    desk.prospects.plan(client, Node.TRIAL, TODAY)
    assert desk.prospects.of(client).steps[1].due_on == TODAY, "born again out of the bin"  # type: ignore[union-attr]


def test_what_is_done_was_not_done_tomorrow(desk: Desk) -> None:
    client = desk.clients.create(name="华鑫机械", is_prospect=True)
    with pytest.raises(Refused):
        desk.prospects.done(client, Node.TRIAL, TODAY + timedelta(days=1))


def test_a_grade_is_given_once(desk: Desk) -> None:
    client = desk.clients.create(name="华鑫机械", is_prospect=True)
    assert desk.prospects.grade(client, Grade.A)
    assert not desk.prospects.grade(client, Grade.A)
    assert desk.prospects.pooled([client])[client].grade is Grade.A


def test_the_first_order_of_an_import_makes_a_prospect_a_client(desk: Desk, tmp_path: Path) -> None:
    prospect = desk.clients.create(name="华鑫机械", is_prospect=True)
    other = desk.clients.create(name="恒达机械", is_prospect=True)
    orders = tmp_path / "orders.csv"
    orders.write_text(
        "Order number,Client,Order date,Total\nA1,华鑫机械,2026-10-05,1000\nA2,华鑫机械,2026-09-01,500\n",
        encoding="utf-8",
    )
    result = desk.imports.take(ImportWish(orders, ImportKind.ORDERS))
    assert (result.created, result.rejected) == (2, 0)
    won, waiting = desk.clients.get(prospect), desk.clients.get(other)
    assert won is not None and waiting is not None
    assert (won.is_prospect, won.since, waiting.is_prospect) == (False, date(2026, 9, 1), True)
    desk.undo()
    assert desk.clients.get(prospect).is_prospect  # type: ignore[union-attr]
    assert becomes_client_changes(desk.session, b"?" * 16) == []


def test_conversion_is_counted_by_source(desk: Desk) -> None:
    for number, source in enumerate(("展会", "展会", "网站", "")):
        client = desk.clients.create(name=f"客户{number}", source=source, is_prospect=number != 0)
        if number == 0:
            values = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": TODAY, "total_cents": 1}
            new = New(Kind.ORDER, desk.session.new_id(), values)
            desk.session.record(Label("order.added", {"client": "x"}), [new])
    found = [(one.source, one.companies, one.converted) for one in desk.prospects.conversion()]
    assert found == [("展会", 2, 1), ("网站", 1, 0), ("", 1, 0)]
