"""Duplicates are found, kept apart when a person says so, and merged with nothing lost."""

import csv
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.duplicates import Reason, Side, company_key, joined, phone_key
from salesdesk.domain.enquiry import EnquiryKind
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.maintenance import ServiceKind
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.prospects import Node
from salesdesk.domain.visit import Channel, RequestKind, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.services.likeness import alike
from salesdesk.store.ids import natural_id
from salesdesk.store.read.duplicates import HANGING, Card
from salesdesk.words.search_keys import fold_query
from tests.builders import make_desk

ANSWERS = Path(__file__).parents[3] / "shared/data/messy_csv/dedupe_examples/csv_example_input_with_true_ids.csv"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def key(name: str) -> str:
    return company_key(name, fold_query(name))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("苏州华鑫机械有限公司", "蘇州華鑫機械股份有限公司"),
        ("苏州华鑫机械（集团）有限责任公司", "苏州华鑫机械"),
        ("Blue Whale Co., Ltd.", "BLUE WHALE INC"),
        ("Müller & Söhne GmbH & Co. KG", "Müller and Söhne"),
    ],
)
def test_legal_forms_do_not_tell_companies_apart(one: str, other: str) -> None:
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("苏州华鑫机械", "上海华鑫机械"), ("Cisco", "Cis"), ("Tobacco Ltd", "Toba"), ("公司", "集团")]
)
def test_places_and_other_words_do(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_numbers_are_one_in_every_writing() -> None:
    assert phone_key("+86 139 0512 7788") == phone_key("139-0512-7788") == phone_key("0086 13905127788")
    assert phone_key("(0512) 6666 1234 转 12") == phone_key("0512-66661234")
    assert phone_key("110") == ""
    assert joined("VIP, 老客户", "老客户；华东") == "VIP, 老客户, 华东"


def test_on_entry_name_phone_mail_and_tax_number_are_compared(desk: Desk) -> None:
    pk = desk.clients.create(name="华鑫机械有限公司", phone="0512-6666 1234", tax_no="91320594MA1MBCDE2X")
    desk.clients.add_contact(pk, name="王工", email="Wang@huaxin.cn", phone="139 0512 7788")
    asked: list[dict[str, str]] = [
        *({"name": "華鑫機械"}, {"name": "x", "phone": "(0512)66661234"}, {"name": "x", "phone": "+86 13905127788"}),
        *({"name": "x", "email": "wang@HUAXIN.cn"}, {"name": "x", "tax_no": "91320594 MA1MBCDE2X"}),
    ]
    for given in asked:
        assert [one.id for one in desk.clients.similar(**given)] == [pk], given
    assert desk.clients.similar("x", phone="0512-6666 1235", email="li@huaxin.cn") == []
    whale = desk.clients.create(name="Blue-Whale Shipping Co., Ltd.")
    assert [one.id for one in desk.clients.similar("blue whale shipping inc")] == [whale]
    assert desk.clients.similar("x", pk, phone="0512-6666 1234") == []


def test_pairs_are_found_with_their_reasons_and_kept_apart_by_a_word(desk: Desk) -> None:
    a = desk.clients.create(name="苏州华鑫机械有限公司", phone="0512-66661234")
    b = desk.clients.create(name="蘇州華鑫機械", phone="(0512) 6666 1234")
    desk.clients.create(name="上海和平医院", phone="021-55556666")
    found = desk.duplicates.all()
    assert [({one.left, one.right}, one.reasons) for one in found] == [({a, b}, (Reason.NAME, Reason.PHONE))]
    desk.duplicates.not_duplicates(b, a)
    assert desk.duplicates.all() == []
    desk.undo()
    assert len(desk.duplicates.all()) == 1
    desk.duplicates.not_duplicates(a, b)
    assert desk.duplicates.all() == []


# --- merging ------------------------------------------------------------------------------------------------------


def row_of(desk: Desk, kind: Kind, client: Id) -> dict[str, Any]:
    """A row of a kind that hangs on a client, its needed columns filled."""
    now, today, rep = desk.now(), desk.today(), desk.rep.id
    return {"client_id": client} | {
        Kind.CONTACT: {"name": "王工"},
        Kind.VISIT: {"rep_id": rep, "status": VisitStatus.DONE, "channel": Channel.FACE, "starts_at": now},
        Kind.REQUEST: {"kind": RequestKind.OBSTACLE, "text": "交期", "opened_on": today, "rep_id": rep},
        Kind.OPPORTUNITY: {"name": "二期", "rep_id": rep, "stage": Stage.PROPOSAL, "created_on": today},
        Kind.ORDER: {"rep_id": rep, "ordered_on": today, "total_cents": 100},
        Kind.PAYMENT: {"rep_id": rep, "received_on": today, "amount_cents": 100},
        Kind.TIER_MOVE: {"from_tier": Tier.C, "to_tier": Tier.B, "moved_at": now, "rep_id": rep, "kind": "manual"},
        Kind.SERVICE_STEP: {"kind": ServiceKind(next(iter(ServiceKind))), "due_on": today},
        Kind.GIVEN_SERVICE: {"rep_id": rep, "given_on": today, "name": "培训"},
        Kind.VISIT_SERIES: {"rep_id": rep, "rule": "FREQ=WEEKLY", "first_at": now},
        Kind.QUOTE: {"rep_id": rep, "quoted_on": today},
        Kind.INVOICE: {"rep_id": rep, "issued_on": today, "due_on": today, "amount_cents": 100},
        Kind.SURVEY: {"rep_id": rep, "quarter": today},
        Kind.ENQUIRY: {"rep_id": rep, "kind": EnquiryKind.ENQUIRY, "received_at": now, "text": "交期"},
        Kind.TENDER: {"rep_id": rep, "name": "二期招标"},
    }[kind]


def fill(desk: Desk, client: Id, pick: random.Random) -> None:
    changes: list[Change] = []
    for kind in HANGING:
        if kind is Kind.PROSPECT_STEP:
            for node in pick.sample(list(Node), pick.randrange(len(Node) + 1)):
                day = desk.today() + timedelta(days=pick.randrange(30))
                values = {"client_id": client, "node": node, "due_on": day, "note": pick.choice(["", "样机", "报价"])}
                changes.append(New(kind, natural_id(kind, client, node), values))
        else:
            many = range(pick.randrange(3))
            changes += [New(kind, desk.session.new_id(), row_of(desk, kind, client)) for _each in many]
    desk.session.record(Label("sample.created"), changes)


def live(desk: Desk) -> dict[tuple[str, Id], Any]:
    """Everything that is not in the bin, column by column."""
    found: dict[tuple[str, Id], Any] = {}
    for kind in (Kind.CLIENT, *HANGING):
        rows = desk.file.conn.exec_driver_sql(f'SELECT * FROM "{kind.value}" WHERE NOT deleted').mappings()
        found |= {(kind.value, row["id"]): dict(row) for row in rows}
    return found


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_in_a_merge_and_undo_takes_all_of_it_back(desk: Desk, seed: int) -> None:
    pick = random.Random(seed)
    words = {"tags": ["", "VIP", "VIP, 展会"], "note": ["", "要报价"], "needs": ["", "备件"], "phone": ["", "1", "2"]}
    a, b = (
        desk.clients.create(
            name=f"客户{side}", tier=pick.choice(list(Tier)), **{k: pick.choice(v) for k, v in words.items()}
        )
        for side in "甲乙"
    )
    fill(desk, a, pick)
    fill(desk, b, pick)
    before, plan = live(desk), desk.duplicates.plan(a, b)
    choices = {pair.name: pick.choice(list(Side)) for pair in plan.fields if pick.random() < 0.3}
    desk.duplicates.merge(plan, choices)
    after = live(desk)
    steps = Kind.PROSPECT_STEP.value
    for kind, pk in before:
        if kind not in (steps, Kind.CLIENT.value):
            assert {**before[kind, pk], "client_id": a} == after[kind, pk]
    nodes = {(row["node"]) for (kind, _pk), row in before.items() if kind == steps}
    kept = {row["node"]: row for (kind, _pk), row in after.items() if kind == steps}
    assert set(kept) == nodes
    assert all(
        row["client_id"] == a and row["id"] == natural_id(Kind.PROSPECT_STEP, a, Node(node))
        for node, row in kept.items()
    )
    for (kind, _pk), row in before.items():
        if kind == steps:
            assert row["note"] in kept[row["node"]]["note"]
    merged = desk.clients.get(a)
    assert merged is not None
    assert (Kind.CLIENT.value, b) not in after
    for pair in plan.fields:
        if choices.get(pair.name, pair.proposed) is Side.BOTH and type(pair.left) is str:
            assert all(
                word in getattr(merged, pair.name) for side in (pair.left, pair.right) for word in side.split(", ")
            )
    desk.undo()
    assert live(desk) == before
    desk.history.redo()
    again = live(desk)
    assert again == after


def test_every_table_that_names_a_client_is_known_to_the_test(desk: Desk) -> None:
    client = desk.clients.create(name="甲")
    for kind in HANGING:
        assert kind is Kind.PROSPECT_STEP or row_of(desk, kind, client)["client_id"] == client


def test_a_merge_proposes_what_is_there_and_refuses_what_has_moved_on(desk: Desk) -> None:
    a = desk.clients.create(name="华鑫", tier=Tier.B, tags="VIP", is_prospect=True)
    b = desk.clients.create(name="华鑫机械", phone="1", tier=Tier.A, tags="展会", credit_limit_cents=5, ref="K1")
    plan = desk.duplicates.plan(a, b)
    proposed = desk.duplicates.outcome(plan, {"name": Side.RIGHT})
    assert (proposed.name, proposed.phone, proposed.tier, proposed.tags) == ("华鑫机械", "1", Tier.A, "VIP, 展会")
    assert (proposed.credit_limit_cents, proposed.ref, proposed.is_prospect) == (5, "K1", False)
    other = desk.clients.get(b)
    assert other is not None
    desk.clients.edit(other, replace(other, phone="2"))
    with pytest.raises(Conflict):
        desk.duplicates.merge(plan)
    desk.duplicates.merge(desk.duplicates.plan(a, b), {"name": Side.RIGHT})
    assert [one.title for one in desk.clients.find("hxjx")] == ["华鑫机械"]
    with pytest.raises(Refused):
        desk.duplicates.plan(a, a)
    with pytest.raises(Refused):
        desk.duplicates.merge(desk.duplicates.plan(a, b))


@pytest.mark.skipif(not ANSWERS.exists(), reason="the answer key is not here")
def test_the_answer_key_is_met() -> None:
    """At the score that is listed: precision 0.93, recall 0.92; of the sure ones (80 and more) 0.97 and 0.89."""
    with ANSWERS.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    cards, clusters = [], dict[str, list[Id]]()
    for number, row in enumerate(rows):
        pk = number.to_bytes(16, "big")
        clusters.setdefault(row["True Id"], []).append(pk)
        phones = (row["Phone"],) if row["Phone"] else ()
        cards.append(Card(pk, row["Site name"], "", row["Address"], "", phones, ()))
    truth = {frozenset(pair) for members in clusters.values() for pair in combinations(members, 2)}
    found = alike(cards)
    for least, precision, recall in ((70, 0.93, 0.92), (80, 0.97, 0.89)):
        listed = {frozenset((one.left, one.right)) for one in found if one.score >= least}
        right = len(listed & truth)
        assert right / len(listed) >= precision
        assert right / len(truth) >= recall
