"""Keeping clients: services, churn against a slow recount, cross-selling explained, resources, programmes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.maintenance import PLAN_OF_KEY, ProgrammeStep, ServiceKind
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.clients import ClientGroup, client_filter
from salesdesk.services.desk import Desk
from salesdesk.words.reasons import churn_reason, cross_sell_reason
from tests.builders import NOW, make_desk

TODAY = date(2026, 11, 23)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def orders(desk: Desk, client: Id, *days: date, product: Id | None = None, **more: object) -> list[Change]:
    changes: list[Change] = []
    for day in days:
        values = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": day, "total_cents": 1000, **more}
        changes.append(New(Kind.ORDER, desk.session.new_id(), values))
        if product is not None:
            line = {"order_id": changes[-1].id, "product_id": product, "quantity": 1, "net_cents": 1000}
            changes.append(New(Kind.ORDER_LINE, desk.session.new_id(), {**line, "list_cents": 1200}))
    desk.session.record(Label("order.added", {"client": "x"}), changes)
    return changes


def test_who_may_be_leaving_is_who_a_recount_names(desk: Desk) -> None:
    pick = random.Random(5)
    expected: dict[Id, tuple[int, float]] = {}
    for number in range(60):
        client = desk.clients.create(name=f"客户{number}")
        days = [TODAY - timedelta(days=pick.randint(0, 400)) for _order in range(pick.randint(0, 7))]
        orders(desk, client, *days, *days[:1])
        orders(desk, client, TODAY, status=OrderStatus.CANCELLED)
        orders(desk, client, TODAY + timedelta(days=20))
        ordered = sorted(set(days))
        if len(ordered) >= 3:
            gap = median((b - a).days for a, b in pairwise(ordered))
            quiet = (TODAY - ordered[-1]).days
            if quiet > 2 * gap:
                expected[client] = quiet, gap
    found = desk.maintenance.at_risk()
    assert {one.client_id: (one.days, one.gap_tenths / 10) for one in found} == expected
    assert expected
    assert [one.days / one.gap_tenths for one in found] == sorted(
        (one.days / one.gap_tenths for one in found), reverse=True
    )
    listed = desk.clients.list_source(client_filter(ClientGroup.AT_RISK)).ids()
    assert set(listed) == set(expected)
    assert desk.clients.counts()[ClientGroup.AT_RISK] == len(expected)
    care = desk.maintenance.of(found[0].client_id)
    assert care.churn == found[0]
    assert churn_reason(found[0]).startswith(f"No order for {found[0].days} days, usually one every")


def test_what_similar_clients_bought_is_suggested_and_explained(desk: Desk) -> None:
    pump, valve = (desk.products.add_product(name=name) for name in ("泵", "阀"))
    me, *peers = (desk.clients.create(name=f"五金{number}", industry="五金", tier=Tier.B) for number in range(5))
    stranger = desk.clients.create(name="电子", industry="电子", tier=Tier.B)
    orders(desk, me, TODAY, product=valve)
    for peer in peers[:3]:
        orders(desk, peer, TODAY, TODAY, product=pump)
        orders(desk, peer, TODAY, product=valve)
    orders(desk, peers[3], TODAY, product=valve)
    orders(desk, stranger, TODAY, product=pump)
    (found,) = desk.maintenance.cross_sell(me)
    assert (found.product_id, found.buyers, found.peers) == (pump, 3, 4)
    assert cross_sell_reason(found) == "3 of 4 clients in 五金, tier B, buy it"
    assert desk.maintenance.cross_sell(stranger) == []


def test_a_service_is_planned_done_and_due_again(desk: Desk) -> None:
    client = desk.clients.create(name="恒达")
    step = desk.maintenance.plan(client, ServiceKind.NEEDS_ANALYSIS, TODAY - timedelta(days=2), 6)
    (due,) = desk.maintenance.due()
    assert (due.step.id, due.client) == (step, "恒达")
    desk.maintenance.done(step, "需求已更新")
    assert desk.maintenance.due() == []
    done, after = sorted(desk.maintenance.of(client).plan, key=lambda one: one.due_on)
    assert (done.done_on, done.note, after.due_on, after.done_on) == (TODAY, "需求已更新", add_months(TODAY, 6), None)
    with pytest.raises(Refused, match="already"):
        desk.maintenance.done(step)
    desk.undo()
    assert [one.step.id for one in desk.maintenance.due()] == [step]
    with pytest.raises(Refused):
        desk.maintenance.plan(client, ServiceKind.PILOT, TODAY, 0)


def test_a_key_account_gets_its_whole_plan_once(desk: Desk) -> None:
    client = desk.clients.create(name="恒达", is_key=True)
    desk.maintenance.plan(client, ServiceKind.JOINT_PLAN, TODAY)
    desk.maintenance.plan_all(client)
    planned = desk.maintenance.of(client).plan
    assert sorted(step.kind for step in planned) == sorted(PLAN_OF_KEY)
    assert not desk.maintenance.plan_all(client)


def test_the_best_fifth_by_sales_is_marked(desk: Desk) -> None:
    made = [desk.clients.create(name=f"客户{number}", is_key=number == 0) for number in range(10)]
    for number, client in enumerate(made):
        orders(desk, client, *[TODAY] * number)
    proposal = desk.maintenance.key_proposal()
    assert (set(proposal.mark), proposal.unmark) == ({made[9], made[8]}, (made[0],))
    desk.maintenance.mark_keys(proposal)
    again = desk.maintenance.key_proposal()
    assert (again.mark, again.unmark) == ((), ())
    desk.undo()
    assert desk.clients.get(made[0]).is_key  # type: ignore[union-attr]


def test_services_given_are_noted_with_their_cost(desk: Desk) -> None:
    client = desk.clients.create(name="恒达")
    made = desk.maintenance.give(client, "免费检测", TODAY, 50_000, "两台")
    (given,) = desk.maintenance.of(client).given
    assert (given.id, given.name, given.cost_cents, given.currency) == (made, "免费检测", 50_000, "CNY")
    desk.maintenance.remove(Kind.GIVEN_SERVICE, made)
    assert desk.maintenance.of(client).given == ()
    with pytest.raises(Refused) as refused:
        desk.maintenance.give(client, " ", TODAY)
    assert refused.value.field == "name"


def test_the_share_of_each_tier_is_counted_against_its_plan(desk: Desk) -> None:
    pump = desk.products.add_product(name="泵")
    a, c = desk.clients.create(name="甲", tier=Tier.A), desk.clients.create(name="丙", tier=Tier.C)
    for client, minutes in ((a, 90), (a, 30), (c, 60)):
        values = {
            **{"client_id": client, "rep_id": desk.rep.id, "status": VisitStatus.DONE, "channel": Channel.FACE},
            **{"starts_at": NOW, "minutes": minutes},
        }
        new = New(Kind.VISIT, desk.session.new_id(), values)
        desk.session.record(Label("visit.logged", {"client": "x"}), [new])
    orders(desk, a, TODAY, TODAY, product=pump)
    rows = {row.tier: row for row in desk.maintenance.resources(Period.month(TODAY))}
    assert [(row.clients, row.visits, row.minutes, row.discount_cents) for row in rows.values()] == [
        (1, 2, 120, 400),
        (0, 0, 0, 0),
        (1, 1, 60, 0),
    ]
    desk.maintenance.set_shares({Tier.A: 60, Tier.B: 30, Tier.C: 10})
    assert [row.plan for row in desk.maintenance.resources(Period.month(TODAY))] == [60, 30, 10]
    with pytest.raises(Refused):
        desk.maintenance.set_shares({Tier.A: 60, Tier.B: 30, Tier.C: 20})


def test_the_programmes_name_what_is_to_be_done(desk: Desk, tmp_path: Path) -> None:
    a = desk.clients.create(name="甲公司", tier=Tier.A)
    b = desk.clients.create(name="乙公司", tier=Tier.B)
    c = desk.clients.create(name="丙公司", tier=Tier.C, email="c@example.com", potential=90)
    desk.clients.add_contact(c, name="王总", email="wang@example.com")
    desk.maintenance.plan(a, ServiceKind.EXECUTIVE_MEETING, TODAY)
    pilot = desk.maintenance.plan(b, ServiceKind.PILOT, TODAY)
    desk.maintenance.done(pilot, "转为长期订单")
    told = {
        tier: [(line.what, line.kind, line.client_id, line.note) for line in desk.maintenance.programme(tier)]
        for tier in Tier
    }
    assert told[Tier.A] == [
        (ProgrammeStep.DUE, ServiceKind.EXECUTIVE_MEETING, a, ""),
        (ProgrammeStep.MISSING, ServiceKind.JOINT_PLAN, a, ""),
    ]
    assert told[Tier.B] == [
        (ProgrammeStep.RESULT, ServiceKind.PILOT, b, "转为长期订单"),
        (ProgrammeStep.CANDIDATE, None, b, ""),
    ]
    assert told[Tier.C] == [(ProgrammeStep.PROMISING, None, c, "")]
    out = tmp_path / "list.csv"
    assert desk.maintenance.write_mailing_list(out) == 2
    lines = out.read_text(encoding="utf-8-sig").splitlines()
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["丙公司", "", "c@example.com"],
        ["丙公司", "王总", "wang@example.com"],
    ]


def test_clients_without_contact_for_a_quarter_are_to_be_revisited(desk: Desk) -> None:
    never, old, fresh = (desk.clients.create(name=name) for name in ("从未", "早先", "刚才"))
    for client, days in ((old, 120), (fresh, 5)):
        values = {"client_id": client, "rep_id": desk.rep.id, "status": VisitStatus.DONE, "channel": Channel.PHONE}
        new = New(Kind.VISIT, desk.session.new_id(), {**values, "starts_at": NOW - timedelta(days=days)})
        desk.session.record(Label("visit.logged", {"client": "x"}), [new])
    assert desk.maintenance.revisit_due() == [(never, None), (old, TODAY - timedelta(days=120))]
