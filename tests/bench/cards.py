"""A desk with so many cards on its board, and one with so many clients: made through the journal, in one action."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.opportunity import OPEN_STAGES, Priority, Stage
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from salesdesk.words.search_keys import search_text, sort_key
from tests.bench.places import NOW, Places, clock

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
_MIDDLES = "海华东明德金鑫盛瑞恒通达源丰泰安康新光信和博远宏伟荣昌兴隆"
_TRADES = ("机械", "电子", "食品", "医药", "物流", "建材", "纺织", "化工", "软件", "包装")
_CITIES = ("苏州", "无锡", "上海", "南京", "杭州", "宁波", "常州", "南通")


def empty_desk(places: Places) -> Desk:
    """A new file with nothing in it but its rep."""
    return Desk.create(places.path("empty.salesdesk"), rep_name="王小明", clock=clock)


def company(random: Random) -> str:
    """The name of a company."""
    made = "".join(random.choice(_MIDDLES) for _letter in range(2))
    return f"{random.choice(_CITIES)}{random.choice(_SURNAMES)}{made}{random.choice(_TRADES)}有限公司"


def desk_with_clients(places: Places, count: int) -> Desk:
    """Clients only, their search keys filled."""
    desk, random = empty_desk(places), Random("clients")
    journal.record(desk.file, _clients(desk, random, count), Label("import.clients", {"n": count}), undoable=False)
    return desk


def desk_with_cards(places: Places, count: int) -> tuple[Desk, list[Id]]:
    """Open opportunities in the second stage and elsewhere, each with its client, product line and stage move.

    The ids are those in the second stage, at least one.
    """
    desk, random = empty_desk(places), Random("cards")
    clients = _clients(desk, random, max(1, count // 4))
    rows: list[Change] = list(clients)
    movable = []
    for number in range(count):
        pk, stage = desk.session.new_id(), OPEN_STAGES[number % 3]
        client = random.choice(clients)
        name = f"{client.values['name']} 年度框架 {number}"
        began = NOW - timedelta(days=random.randrange(90))
        deal = {
            "name": name,
            "rep_id": desk.rep.id,
            "stage": stage,
            "created_on": began.date(),
            "client_id": client.id,
            "amount_cents": random.randrange(100, 90_000) * 10_000,
            "priority": random.choice(list(Priority)),
            "expected_close": (NOW + timedelta(days=random.randrange(120))).date(),
            "search": search_text(name),
        }
        move = {"opportunity_id": pk, "to_stage": stage, "moved_at": began, "rep_id": desk.rep.id}
        rows += [New(Kind.OPPORTUNITY, pk, deal), New(Kind.STAGE_MOVE, desk.session.new_id(), move)]
        if stage is Stage.NEED_CONFIRMED:
            movable.append(pk)
    journal.record(desk.file, rows, Label("import.opportunities", {"n": count}), undoable=False)
    return desk, movable


def _clients(desk: Desk, random: Random, count: int) -> list[New]:
    made = []
    for _number in range(count):
        name = company(random)
        values: dict[str, object] = {
            "name": name,
            "owner_id": desk.rep.id,
            "region": "华东",
            "industry": random.choice(_TRADES),
        }
        keys = {"search": search_text(name), "sort_key": sort_key(name)}
        made.append(New(Kind.CLIENT, desk.session.new_id(), values | keys))
    return made
