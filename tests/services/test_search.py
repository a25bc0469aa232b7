"""A client is found by whatever hangs on it: people, numbers in any writing, mail, notes, products bought."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.change import Change, Kind, Label, New
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.clients import ClientGroup, client_birth, client_filter
from salesdesk.services.desk import Desk
from tests.builders import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    lin = made.clients.create(
        name="林氏精密", phone="0512-6666 1234", note="展會認識，等報價", district="园区", email="office@linshi.cn"
    )
    made.clients.add_contact(lin, name="欧阳明", phone="+86 139 0512 7788", email="Ouyang.Ming@linshi.cn")
    made.clients.create(name="欧阳机械", district="新区")
    made.clients.create(name="其他公司")
    yield made
    made.close()


def listed(desk: Desk, text: str) -> list[str]:
    source = desk.clients.list_source(client_filter(text=text))
    names = {row.id: row.name for row in source.rows(source.ids())}
    return [names[pk] for pk in source.ids()]


@pytest.mark.parametrize(
    "typed",
    [
        *("05126666", "0512-6666", "(0512) 6666", "512 6666 1234", "13905127788", "+86 139 0512", "0086-139-0512-7788"),
        *(
            "歐陽明",
            "欧阳明",
            "ouyangming",
            "oym",
            "ouyang.ming@",
            "展会",
            "展會",
            "报价",
            "linshi.cn",
            "林氏 139 0512",
        ),
    ],
)
def test_every_writing_finds_it(desk: Desk, typed: str) -> None:
    assert "林氏精密" in listed(desk, typed)
    assert "林氏精密" in [found.title for found in desk.clients.find(typed)]


@pytest.mark.parametrize("typed", ["139 0513", "oyz", "展览", "林氏 新区人"])
def test_what_stands_nowhere_finds_nothing(desk: Desk, typed: str) -> None:
    assert "林氏精密" not in listed(desk, typed)


def test_names_come_before_people_and_it_is_said_what_fitted(desk: Desk) -> None:
    assert listed(desk, "ouyang") == ["欧阳机械", "林氏精密"]
    found = desk.clients.find("oym")
    assert [(one.title, one.subtitle) for one in found] == [("林氏精密", "欧阳明 · +86 139 0512 7788")]


def test_each_word_may_stand_somewhere_else(desk: Desk) -> None:
    assert listed(desk, "林氏 ouyang") == ["林氏精密"]
    assert listed(desk, "机械 展会") == []


def test_chips_sorting_and_districts_narrow_the_same_clients(desk: Desk) -> None:
    wanted = client_filter(text="欧阳")
    assert desk.clients.counts(wanted)[ClientGroup.ALL] == 2
    assert len(desk.clients.list_source(wanted).ids("industry")) == 2
    assert len(desk.clients.list_source(replace(wanted, district="园区")).ids()) == 1
    assert desk.clients.districts() == [("园区", 1), ("新区", 1)]


def test_the_book_follows_changes_undo_and_the_bin(desk: Desk) -> None:
    lin = desk.clients.find("林氏")[0].id
    person = desk.clients.contacts(lin)[0]
    desk.clients.edit_contact(person, replace(person, name="诸葛亮", phone="021-1234567"))
    assert (listed(desk, "zgl"), listed(desk, "13905127788")) == (["林氏精密"], [])
    desk.undo()
    assert (listed(desk, "zgl"), listed(desk, "13905127788")) == ([], ["林氏精密"])
    other = desk.clients.find("其他")[0].id
    desk.clients.add_contact(other, name="诸葛亮")
    assert listed(desk, "zhugel") == ["其他公司"]
    desk.clients.bin(other)
    assert listed(desk, "zhugel") == []
    late = desk.clients.create(name="后来的", note="介绍人 诸葛")
    assert listed(desk, "诸葛") == ["后来的"]
    assert desk.clients.found(late) is not None


def test_a_product_leads_to_those_who_bought_it(desk: Desk) -> None:
    session, lin = desk.session, desk.clients.find("林氏")[0].id
    product, order, line = (session.new_id() for _each in range(3))
    day = desk.today()
    bought = {"client_id": lin, "rep_id": desk.rep.id, "ordered_on": day, "total_cents": 5_000}
    session.record(
        Label("import.orders", {"n": 1}),
        [
            New(Kind.PRODUCT, product, {"name": "减速电机 GTX", "code": "SM-1"}),
            New(Kind.ORDER, order, bought),
            New(Kind.ORDER_LINE, line, {"order_id": order, "product_id": product, "quantity": 2, "net_cents": 5_000}),
        ],
    )
    assert listed(desk, "减速") == listed(desk, "jsdj") == listed(desk, "gtx") == ["林氏精密"]
    told = [(one.kind, one.title, one.subtitle) for one in desk.find("gtx")]
    assert (Kind.CLIENT, "林氏精密", "C · 减速电机 GTX") in told
    assert [(one.name, one.quantity, one.net_cents, one.last_on) for one in desk.clients.bought(lin)] == [
        ("减速电机 GTX", 2, 5_000, day)
    ]


def test_the_palette_knows_people(desk: Desk) -> None:
    told = [(one.kind, one.title, one.subtitle) for one in desk.find("oym")]
    assert (Kind.CONTACT, "欧阳明", "林氏精密 · +86 139 0512 7788") in told


def test_a_big_file_is_read_in_slices_and_then_complete(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    changes: list[Change] = []
    for number in range(4_100):
        changes += client_birth(desk.session, f"客户{number}", note=f"批次{number % 7}")
    desk.session.record(Label("import.clients", {"n": 4_100}), changes)
    assert listed(desk, "批次3") == []
    slices = 0
    while not desk.clients.read_ahead(0.001):
        slices += 1
    assert slices > 1
    assert len(listed(desk, "批次3")) == sum(number % 7 == 3 for number in range(4_100))
    desk.close()


def test_the_record_tells_what_was_heard_of_competitors(desk: Desk) -> None:
    lin = desk.clients.find("林氏")[0].id
    visit = {"client_id": lin, "rep_id": desk.rep.id, "status": VisitStatus.DONE, "channel": Channel.FACE}
    new = New(Kind.VISIT, desk.session.new_id(), visit | {"starts_at": desk.now(), "competitor_news": "西门子在报价"})
    desk.session.record(Label("visit.logged", {"client": "林氏精密"}), [new])
    record = desk.clients.record(lin)
    assert record is not None
    assert record.competitors_met == ((desk.today(), "西门子在报价"),)
