"""Clients are found in a keystroke, kept, listed and counted as a slow recount would."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.cadence import DueState, Family
from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.client import Client, DecisionRole, Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.maintenance import churn_of
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.order import Order, OrderStatus
from salesdesk.domain.visit import Channel, Outcome, RequestKind, Resource, Visit, VisitStatus
from salesdesk.services.clients import (
    ClientGroup,
    ClientRow,
    Happening,
    client_birth,
    client_filter,
)
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from salesdesk.store.read.rows import things
from salesdesk.words.search_keys import fold_query, search_text, sort_key
from tests.builders import TestClock, make_desk
from tests.recount_cadence import CadenceRecount

CITIES = ["上海", "北京", "深圳", "苏州", "杭州", "广州", "宁波", "无锡", "东莞", "厦门"]
WORDS = ["华", "宏", "鑫", "盛", "泰", "瑞", "恒", "丰", "达", "远", "创", "新", "明", "德", "海", "金", "龙", "腾"]
TRADES = ["机械", "电子", "贸易", "科技", "精密", "化工", "食品", "医疗", "物流"]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk with two thousand clients and the one that is looked for; tests only read it."""
    made = make_desk(tmp_path_factory.mktemp("crowd"))
    add_many(made, 2_000)
    made.clients.create(name="青岛蓝鲸航运设备有限公司", name_en="Blue Whale Shipping")
    yield made
    made.close()


def titles(desk: Desk, text: str, limit: int = 8) -> list[str]:
    return [found.title for found in desk.clients.find(text, limit)]


def add_many(desk: Desk, count: int) -> list[Id]:
    pick = random.Random(7)
    changes: list[Change] = []
    for _number in range(count):
        name = f"{pick.choice(CITIES)}{pick.choice(WORDS)}{pick.choice(WORDS)}{pick.choice(TRADES)}有限公司"
        changes += client_birth(
            desk.session,
            name,
            tier=pick.choice(list(Tier)),
            industry=pick.choice(TRADES),
            district=pick.choice(CITIES),
            is_key=pick.random() < 0.2,
            is_prospect=pick.random() < 0.3,
        )
    desk.session.record(Label("import.clients", {"n": count}), changes)
    return [change.id for change in changes]


def add_happenings(desk: Desk, ids: list[Id]) -> None:
    pick, now, rep, today = random.Random(8), desk.now(), desk.rep.id, desk.today()
    changes: list[Change] = []

    def new(kind: Kind, **values: Any) -> None:
        changes.append(New(kind, desk.session.new_id(), values))

    for client in ids:
        for _visit in range(pick.randrange(6)):
            new(
                Kind.VISIT,
                client_id=client,
                rep_id=rep,
                status=pick.choice([VisitStatus.DONE, VisitStatus.DONE, VisitStatus.PLANNED]),
                channel=pick.choice(list(Channel)),
                starts_at=now - timedelta(days=pick.randrange(-5, 120)),
            )
        for _deal in range(pick.randrange(3)):
            stage, amount = pick.choice(list(Stage)), pick.randrange(1, 999) * 100
            currency = pick.choice(["CNY", "CNY", "USD"])
            own = {"client_id": client, "amount_cents": amount, "currency": currency, "created_on": today}
            new(Kind.OPPORTUNITY, name="x", rep_id=rep, stage=stage, **own)
        for _order in range(pick.randrange(4)):
            new(
                Kind.ORDER,
                client_id=client,
                rep_id=rep,
                ordered_on=today - timedelta(days=pick.randrange(500)),
                total_cents=pick.randrange(1, 999) * 100,
                currency=pick.choice(["CNY", "CNY", "USD"]),
                status=pick.choice(list(OrderStatus)),
            )
    desk.session.record(Label("sample.created"), changes)


# --- finding ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "青岛蓝鲸",
        "蓝鲸航",
        "青島藍鯨",
        "qingdaolanjing",
        "lanjing",
        "qdlj",
        "LJHY",
        "Blue Whale",
        "qing dao",
        "青岛 设备",
    ],
)
def test_a_client_is_found_among_two_thousand(crowd: Desk, typed: str) -> None:
    assert "青岛蓝鲸航运设备有限公司" in titles(crowd, typed)


def test_names_that_begin_so_come_first_then_their_pinyin_then_the_rest(desk: Desk) -> None:
    for name in ("上海华贸", "华东机械", "黄河化工", "东方花卉"):
        desk.clients.create(name=name)
    assert titles(desk, "hua")[:2] == ["华东机械", "黄河化工"]
    assert set(titles(desk, "hua")) == {"上海华贸", "华东机械", "黄河化工", "东方花卉"}
    assert titles(desk, "华") == ["华东机械", "上海华贸"]


def test_nothing_typed_offers_those_met_last_then_those_added_last(desk: Desk) -> None:
    ids = [desk.clients.create(name=name) for name in ("甲公司", "乙公司", "丙公司")]
    met = {"client_id": ids[0], "rep_id": desk.rep.id, "status": VisitStatus.DONE, "channel": Channel.PHONE}
    visit = New(Kind.VISIT, desk.session.new_id(), met | {"starts_at": desk.now() - timedelta(days=3)})
    desk.session.record(Label("visit.logged", {"client": "甲公司"}), [visit])
    assert titles(desk, " ") == ["甲公司", "丙公司", "乙公司"]


def test_a_new_name_is_found_and_the_old_one_no_longer_until_undo(desk: Desk) -> None:
    pk = desk.clients.create(name="长城机械")
    before = desk.clients.get(pk)
    assert before is not None
    desk.clients.edit(before, replace(before, name="黄山机械"))
    assert (titles(desk, "hsjx"), titles(desk, "ccjx")) == (["黄山机械"], [])
    desk.undo()
    assert (titles(desk, "hsjx"), titles(desk, "ccjx")) == ([], ["长城机械"])


def test_the_palette_finds_clients_and_opportunities(desk: Desk) -> None:
    pk = desk.clients.create(name="宏达包装", tier=Tier.A, industry="包装")
    deal = {"name": "包装线二期", "rep_id": desk.rep.id, "stage": Stage.PROPOSAL, "created_on": desk.today()}
    deal |= {"client_id": pk, "search": search_text("包装线二期")}
    desk.session.record(
        Label("opportunity.added", {"opportunity": "包装线二期"}), [New(Kind.OPPORTUNITY, desk.session.new_id(), deal)]
    )
    found = desk.find("bz")
    assert [(one.kind, one.title) for one in found] == [(Kind.CLIENT, "宏达包装"), (Kind.OPPORTUNITY, "包装线二期")]
    assert found[0].subtitle == "A · 包装"
    assert found[1].subtitle.startswith("宏达包装 · ")
    assert desk.find("  ") == []


@pytest.mark.parametrize("name", ["大华机械", "大華機械股份有限公司", "大华机械（集团）有限公司", "大华机械厂"])
def test_the_same_company_under_another_ending_is_noticed(desk: Desk, name: str) -> None:
    pk = desk.clients.create(name="大华机械有限公司")
    desk.clients.create(name="大华机械进出口有限公司")
    assert [found.id for found in desk.clients.similar(name)] == [pk]
    assert desk.clients.similar(name, other_than=pk) == []


# --- keeping ------------------------------------------------------------------------------------------------------


def test_a_client_belongs_to_the_rep_and_needs_a_name(desk: Desk) -> None:
    pk = desk.clients.create(name="  天河电子 ")
    client = desk.clients.get(pk)
    assert client is not None
    assert (client.name, client.owner_id) == ("天河电子", desk.rep.id)
    with pytest.raises(Refused) as refused:
        desk.clients.create(name="  ")
    assert refused.value.field == "name"
    with pytest.raises(Refused):
        desk.clients.create(name="天河", payment_days=-1)
    with pytest.raises(TypeError):
        desk.clients.create(name="天河", colour="red")


def test_only_fields_that_differ_are_written_and_a_stale_form_is_refused(desk: Desk) -> None:
    pk = desk.clients.create(name="天河电子", phone="1")
    seen = desk.clients.get(pk)
    assert seen is not None
    assert not desk.clients.edit(seen, seen)
    desk.clients.edit(seen, replace(seen, phone="2"))
    desk.clients.edit(seen, replace(seen, needs="备件"))
    with pytest.raises(Conflict):
        desk.clients.edit(seen, replace(seen, phone="3"))
    now = desk.clients.get(pk)
    assert now is not None
    assert (now.phone, now.needs) == ("2", "备件")


def test_the_bin_takes_several_at_once_and_gives_back(desk: Desk) -> None:
    ids = [desk.clients.create(name=name) for name in ("甲公司", "乙公司")]
    desk.clients.bin(*ids)
    assert (titles(desk, "gs"), desk.clients.list_source().ids()) == ([], [])
    desk.clients.restore(ids[0])
    assert titles(desk, "gs") == ["甲公司"]
    desk.undo()
    desk.undo()
    assert len(titles(desk, "gs")) == 2


def test_contacts_come_go_and_change(desk: Desk) -> None:
    client = desk.clients.create(name="天河电子")
    first = desk.clients.add_contact(client, name="王总", role=DecisionRole.DECIDER)
    desk.clients.add_contact(client, name="李工", title="工程师")
    before = desk.clients.contact(first)
    assert before is not None
    desk.clients.edit_contact(before, replace(before, phone="138"))
    assert [(one.name, one.phone) for one in desk.clients.contacts(client)] == [("王总", "138"), ("李工", "")]
    desk.clients.bin_contact(first)
    assert [one.name for one in desk.clients.contacts(client)] == ["李工"]
    desk.clients.restore_contact(first)
    assert desk.clients.client_of(Kind.CONTACT, first) == client
    with pytest.raises(Refused):
        desk.clients.add_contact(client, name=" ")


# --- the list against a slow recount ------------------------------------------------------------------------------


class Recount:
    """The list as plain Python counts it."""

    def __init__(self, desk: Desk) -> None:
        conn = desk.file.conn
        self.today = desk.today()
        self.clients = things(conn, Client)
        self.states = CadenceRecount(desk).states(Family.CADENCE, self.today)
        self.visits, self.deals, self.orders = things(conn, Visit), things(conn, Opportunity), things(conn, Order)

    def done(self, client: Client) -> list[Visit]:
        own = [visit for visit in self.visits if visit.client_id == client.id]
        return [visit for visit in own if visit.status is VisitStatus.DONE and visit.day <= self.today]

    def last(self, client: Client) -> date | None:
        return max((visit.day for visit in self.done(client)), default=None)

    def open(self, client: Client) -> int:
        own = [deal for deal in self.deals if deal.client_id == client.id and deal.currency == "CNY"]
        return sum(deal.amount_cents for deal in own if deal.stage.is_open)

    def sales(self, client: Client) -> int:
        first = date(2025, 11, 24)
        own = [order for order in self.orders if order.client_id == client.id and order.currency == "CNY"]
        kept = [order for order in own if order.status is not OrderStatus.CANCELLED and order.ordered_on >= first]
        return sum(order.total_cents for order in kept)

    def due(self, client: Client) -> bool:
        states = [state for (pk, _rule), (state, _n, _late) in self.states.items() if pk == client.id]
        return DueState.DUE in states or DueState.OVERDUE in states

    def at_risk(self, client: Client) -> bool:
        own = [order for order in self.orders if order.client_id == client.id]
        days = [order.ordered_on for order in own if order.status is not OrderStatus.CANCELLED]
        return churn_of(client.id, days, self.today) is not None

    def group(self, group: ClientGroup, text: str = "") -> list[Client]:
        fits = {
            ClientGroup.ALL: lambda client: True,
            ClientGroup.DUE: self.due,
            ClientGroup.PROSPECTS: lambda client: client.is_prospect,
            ClientGroup.KEY: lambda client: client.is_key,
            ClientGroup.AT_RISK: self.at_risk,
        }.get(group, lambda client: client.tier.value == group.value)
        words = [fold_query(word) for word in text.split()]
        return [c for c in self.clients if fits(c) and all(word in search_text(c.name) for word in words)]

    def key(self, sort: str, client: Client) -> Any:
        return {
            "": sort_key(client.name),
            "tier": client.tier.value,
            "industry": client.industry,
            "district": client.district,
            "last": self.last(client) or date.min,
            "open": self.open(client),
            "sales": self.sales(client),
        }[sort]


@pytest.fixture
def full(desk: Desk) -> Desk:
    add_happenings(desk, add_many(desk, 150))
    desk.clients.bin(desk.clients.list_source().ids()[0])
    return desk


def test_every_chip_and_search_lists_what_a_recount_lists(full: Desk) -> None:
    recount = Recount(full)
    for text in ("", "hua", "上海", "sh 机"):
        counted = full.clients.counts(client_filter(text=text))
        for group in ClientGroup:
            wanted = recount.group(group, text)
            found = full.clients.list_source(client_filter(group, text)).ids()
            assert set(found) == {client.id for client in wanted}, (group, text)
            assert counted[group] == len(wanted) == len(found), (group, text)


@pytest.mark.parametrize("sort", ["", "tier", "industry", "district", "last", "open", "sales"])
@pytest.mark.parametrize("descending", [False, True])
def test_every_column_sorts_as_a_recount_sorts(full: Desk, sort: str, descending: bool) -> None:
    recount = Recount(full)
    by_name = sorted(recount.clients, key=lambda client: (sort_key(client.name), client.id))
    if not sort and descending:
        by_name.sort(key=lambda client: sort_key(client.name), reverse=True)
    wanted = sorted(by_name, key=lambda client: recount.key(sort, client), reverse=descending)
    assert full.clients.list_source().ids(sort, descending) == [client.id for client in wanted]


def test_every_row_says_what_a_recount_says(full: Desk) -> None:
    recount, source = Recount(full), full.clients.list_source()
    rows: dict[Id, ClientRow] = {row.id: row for row in source.rows(source.ids())}
    assert len(rows) == len(recount.clients) == 149
    for client in recount.clients:
        row = rows[client.id]
        assert (row.last_on, row.open_cents) == (recount.last(client), recount.open(client))
        assert row.sales_cents == recount.sales(client)
        assert row.due is not None
        assert (row.due.state in (DueState.DUE, DueState.OVERDUE)) == recount.due(client)
        assert row.owner == full.rep.name
        assert row.due == full.todo.contact_state(client.id)


# --- the timeline -------------------------------------------------------------------------------------------------


def test_the_timeline_tells_all_that_happened_the_newest_first(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, clock=TestClock())
    client, rep, today, now = desk.clients.create(name="天河电子"), desk.rep.id, desk.today(), desk.now()
    deal = desk.session.new_id()
    own = {"client_id": client, "rep_id": rep}
    new = [
        (Kind.OPPORTUNITY, {**own, "name": "二期", "stage": Stage.PROPOSAL, "created_on": today, "amount_cents": 5}),
        (Kind.STAGE_MOVE, {"opportunity_id": deal, "from_stage": None, "to_stage": Stage.PROPOSAL, "rep_id": rep}),
        (Kind.VISIT, {**own, "status": VisitStatus.DONE, "channel": Channel.FACE, "outcome": Outcome.PROGRESS}),
        (Kind.ORDER, {**own, "ordered_on": today - timedelta(days=5), "total_cents": 9_900, "number": "S1"}),
        (Kind.PAYMENT, {**own, "received_on": today - timedelta(days=1), "amount_cents": 9_900}),
        (Kind.REQUEST, {**own, "kind": RequestKind.RESOURCE, "resource": Resource.PRICE, "text": "特价"}),
    ]
    moments = {Kind.STAGE_MOVE: ("moved_at", 9), Kind.VISIT: ("starts_at", 7)}
    changes: list[Change] = []
    for kind, values in new:
        if kind in moments:
            field, days = moments[kind]
            values[field] = now - timedelta(days=days)
        if kind is Kind.REQUEST:
            values |= {"opened_on": today - timedelta(days=3), "done_on": today - timedelta(days=2), "answer": "同意"}
        changes.append(New(kind, deal if kind is Kind.OPPORTUNITY else desk.session.new_id(), values))
    desk.session.record(Label("sample.created"), changes)
    told = [item for item in desk.clients.timeline(client) if item.what is not Happening.ADDED]
    assert [item.what for item in told] == [
        Happening.PAYMENT,
        Happening.SETTLED,
        Happening.REQUEST,
        Happening.ORDER,
        Happening.VISIT,
        Happening.STAGE,
    ]
    assert (told[1].text, told[2].text) == ("同意", "特价")
    assert (told[4].from_key, told[4].outcome, told[4].time) == (Channel.FACE, Outcome.PROGRESS, "10:00")
    assert (told[5].id, told[5].from_key, told[5].to_key) == (deal, None, Stage.PROPOSAL)
    assert len(desk.clients.timeline(client, limit=2)) == 2
    desk.close()


def test_a_move_to_another_tier_stands_in_the_timeline_until_it_is_undone(desk: Desk) -> None:
    client = desk.clients.create(name="天河电子")
    desk.clients.set_tier(client, Tier.A, "年度框架已签")
    move = next(item for item in desk.clients.timeline(client) if item.what is Happening.TIER)
    assert (move.from_key, move.to_key, move.text) == (Tier.C, Tier.A, "年度框架已签")
    desk.undo()
    assert [item.what for item in desk.clients.timeline(client)] == [Happening.ADDED]


def test_what_is_found_follows_every_change_of_every_connection(desk: Desk) -> None:
    """The names kept in memory are those of the file: after births, renames, bins, undo, imports, and other windows."""
    pick, other = random.Random(9), desk.file.second()
    ids = add_many(desk, 30)
    for _turn in range(60):
        deed, pk = pick.randrange(6), pick.choice(ids)
        client = desk.clients.get(pk)
        assert client is not None
        if deed == 0:
            ids.append(desk.clients.create(name=pick.choice(CITIES) + pick.choice(TRADES)))
        elif deed == 1:
            desk.clients.edit(client, replace(client, name=pick.choice(CITIES) + pick.choice(WORDS)))
        elif deed == 2:
            desk.clients.bin(pk)
        elif deed == 3:
            desk.clients.restore(pk)
        elif deed == 4 and desk.next_undo():
            desk.undo()
        else:
            journal.record(other, client_birth(desk.session, "旁边窗口的客户"), Label("client.added", {"client": "x"}))
        for text in ("", "h", "sh 机"):
            rows = Recount(desk).group(ClientGroup.ALL, text)
            wanted = sorted(rows, key=lambda client: (sort_key(client.name), client.id))
            assert desk.clients.list_source(client_filter(text=text)).ids() == [client.id for client in wanted]
    other.close()


def test_only_a_name_that_holds_what_was_typed_is_close(desk: Desk) -> None:
    desk.clients.create(name="Chengfan New Energy Cooperation")
    desk.clients.create(name="华为技术苏州")
    close = {
        words: [one.close for one in desk.clients.find(words)] for words in ("New Co", "new en", "hwjs", "华为 苏州")
    }
    assert close == {"New Co": [False], "new en": [True], "hwjs": [True], "华为 苏州": [True]}
