"""Taking in foreign tables: matched by key, refused by line, one action, nothing lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.client import Client, Contact, Grade
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Opportunity, Stage, StageMove
from salesdesk.domain.order import Order, OrderLine
from salesdesk.domain.product import Product, ProductLine
from salesdesk.domain.rep import Rep
from salesdesk.domain.visit import Visit, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.services.imports import DateOrder, ImportKind, ImportResult, ImportWish, Match, PrepareOptions, Rules
from salesdesk.store.read.exports import LISTS
from salesdesk.store.read.rows import things
from salesdesk.words.i18n import use
from tests.builders import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def take(desk: Desk, folder: Path, kind: ImportKind, text: str, *mapped: str, **more: object) -> ImportResult:
    source = folder / f"{kind}.csv"
    source.write_bytes(text.encode("gb18030") if "，" in text else text.encode())
    return desk.imports.take(ImportWish(source, kind, mapped, **more))  # type: ignore[arg-type]


CLIENTS = "account,sector,city\nAcme,retail,Suzhou\nBetatech,medical,Wuxi\n"
PRODUCTS = "product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n"
DEALS = (
    "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
    "A1,Moses,GTXPro,Acme,Won,2026-01-05,2026-03-01,4800\n"
    "A2,Moses,MG Special,,Engaging,2026-02-13,,\n"
    "A3,Anna,MG Special,Betatech,Prospecting,,,\n"
)


def take_all(desk: Desk, folder: Path) -> ImportResult:
    take(desk, folder, ImportKind.CLIENTS, CLIENTS)
    take(desk, folder, ImportKind.PRODUCTS, PRODUCTS)
    return take(desk, folder, ImportKind.OPPORTUNITIES, DEALS)


def test_opportunities_find_their_rep_client_and_product(desk: Desk, tmp_path: Path) -> None:
    result = take_all(desk, tmp_path)
    assert (result.read, result.created, result.rejected) == (3, 3, 0)
    conn = desk.file.conn
    by_ref = {o.ref: o for o in things(conn, Opportunity)}
    names = {p.id: p.name for p in things(conn, Product)}
    reps = {r.id: r.name for r in things(conn, Rep)}
    won = by_ref["A1"]
    assert names[won.product_id] == "GTX Pro"  # the file says GTXPro
    assert reps[won.rep_id] == "Moses"
    assert (won.stage, won.amount_cents, won.closed_on) == (Stage.WON, 480_000, date(2026, 3, 1))
    assert by_ref["A2"].client_id is None
    assert by_ref["A3"].created_on == desk.today()  # the file tells no day


def test_the_stage_history_is_kept_as_far_as_the_file_tells_it(desk: Desk, tmp_path: Path) -> None:
    take_all(desk, tmp_path)
    conn = desk.file.conn
    refs = {o.id: o.ref for o in things(conn, Opportunity)}
    moves = [(refs[m.opportunity_id], m.from_stage, m.to_stage, m.moved_at.date()) for m in things(conn, StageMove)]
    assert ("A1", None, Stage.NEED_CONFIRMED, date(2026, 1, 5)) in moves
    assert ("A1", Stage.NEED_CONFIRMED, Stage.WON, date(2026, 3, 1)) in moves
    assert ("A2", None, Stage.NEED_CONFIRMED, date(2026, 2, 13)) in moves
    assert ("A3", None, Stage.FIRST_CONTACT, desk.today()) in moves
    assert len(moves) == 4


def test_the_same_file_again_changes_nothing(desk: Desk, tmp_path: Path) -> None:
    take_all(desk, tmp_path)
    newest = desk.history.recent(1)[0]
    again = take_all(desk, tmp_path)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert again.change is None
    assert desk.history.recent(1)[0] == newest


def test_a_changed_row_is_an_update_with_its_stage_move(desk: Desk, tmp_path: Path) -> None:
    take_all(desk, tmp_path)
    later = DEALS.replace(
        "A2,Moses,MG Special,,Engaging,2026-02-13,,", "A2,Moses,MG Special,,Lost,2026-02-13,2026-04-01,0"
    )
    result = take(desk, tmp_path, ImportKind.OPPORTUNITIES, later)
    assert (result.updated, result.unchanged) == (1, 2)
    lost = next(o for o in things(desk.file.conn, Opportunity) if o.ref == "A2")
    assert (lost.stage, lost.closed_on) == (Stage.LOST, date(2026, 4, 1))
    moves = [m for m in things(desk.file.conn, StageMove) if m.opportunity_id == lost.id]
    assert [m.to_stage for m in moves] == [Stage.NEED_CONFIRMED, Stage.LOST]


def test_a_file_without_stages_leaves_the_stages_alone(desk: Desk, tmp_path: Path) -> None:
    take_all(desk, tmp_path)
    take(desk, tmp_path, ImportKind.OPPORTUNITIES, "opportunity_id,amount\nA2,900\n")
    changed = next(o for o in things(desk.file.conn, Opportunity) if o.ref == "A2")
    assert (changed.stage, changed.amount_cents) == (Stage.NEED_CONFIRMED, 90_000)


def test_one_undo_takes_a_whole_import_back(desk: Desk, tmp_path: Path) -> None:
    take_all(desk, tmp_path)
    desk.undo()
    assert things(desk.file.conn, Opportunity) == []
    assert things(desk.file.conn, StageMove) == []
    assert len(things(desk.file.conn, Client)) == 2
    desk.redo()
    assert len(things(desk.file.conn, Opportunity)) == 3


def test_rows_that_name_the_unknown_are_refused_by_line_and_the_rest_comes_in(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    take(desk, tmp_path, ImportKind.PRODUCTS, PRODUCTS)
    bad = (
        DEALS
        + "A4,Anna,MG Special,Nobody,Won,2026-01-01,2026-02-01,10\nA5,Anna,Rocket,Acme,Lost,2026-01-01,2026-13-01,0\n"
    )
    result = take(desk, tmp_path, ImportKind.OPPORTUNITIES, bad)
    assert (result.created, result.rejected) == (3, 2)
    assert [reject.line for reject in result.rejects] == [5, 6]
    assert "Nobody" in str(result.rejects[0].reason)
    assert "2026-13-01" in str(result.rejects[1].reason)


def test_rejects_are_written_so_that_they_can_be_mended_and_taken_in(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.PRODUCTS, PRODUCTS)
    result = take(desk, tmp_path, ImportKind.OPPORTUNITIES, DEALS)
    assert [reject.line for reject in result.rejects] == [2, 4]
    out = tmp_path / "rejects.csv"
    desk.imports.write_rejects(result, out)
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    mended = desk.imports.take(ImportWish(out, ImportKind.OPPORTUNITIES))
    assert (mended.created, mended.rejected) == (2, 0)


def test_a_dry_run_counts_and_writes_nothing(desk: Desk, tmp_path: Path) -> None:
    result = take_dry(desk, tmp_path)
    assert (result.created, result.change) == (2, None)
    assert things(desk.file.conn, Client) == []


def take_dry(desk: Desk, folder: Path) -> ImportResult:
    source = folder / "dry.csv"
    source.write_text(CLIENTS)
    return desk.imports.take(ImportWish(source, ImportKind.CLIENTS), dry_run=True)


def test_an_ambiguous_date_order_is_asked_not_guessed(desk: Desk, tmp_path: Path) -> None:
    text = "opportunity_id,name,close_date,deal_stage\nX1,Pumps,03/04/2026,Won\n"
    with pytest.raises(Refused, match="close_date"):
        take(desk, tmp_path, ImportKind.OPPORTUNITIES, text)
    assert things(desk.file.conn, Opportunity) == []
    take(desk, tmp_path, ImportKind.OPPORTUNITIES, text, options=PrepareOptions(date_order=DateOrder.DMY))
    assert things(desk.file.conn, Opportunity)[0].closed_on == date(2026, 4, 3)


def test_a_column_can_be_named_by_hand(desk: Desk, tmp_path: Path) -> None:
    result = take(desk, tmp_path, ImportKind.CLIENTS, "firm,x\nAcme,retail\n", "firm=name", "x=industry")
    assert result.created == 1
    assert things(desk.file.conn, Client)[0].industry == "retail"
    with pytest.raises(Refused, match="colour"):
        take(desk, tmp_path, ImportKind.CLIENTS, "firm\nAcme\n", "firm=colour")


def test_an_imported_client_is_found_by_initials(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, "客户名称\n苏州华力机电有限公司\n")
    assert [found.title for found in desk.clients.find("szhl")] == ["苏州华力机电有限公司"]


def test_orders_spread_over_rows_have_the_total_of_their_lines(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    take(desk, tmp_path, ImportKind.PRODUCTS, PRODUCTS)
    text = (
        "order number,client,order date,product,qty,amount\n"
        "S1,Acme,2026-05-01,GTX Pro,1,4821\n"
        "S1,Acme,2026-05-01,MG Special,2,110\nS2,Betatech,2026-05-02,MG Special,1,55\n"
    )
    assert take(desk, tmp_path, ImportKind.ORDERS, text).created == 3
    totals = {order.number: order.total_cents for order in things(desk.file.conn, Order)}
    assert totals == {"S1": 493_100, "S2": 5_500}
    assert len(things(desk.file.conn, OrderLine)) == 3
    assert take(desk, tmp_path, ImportKind.ORDERS, text).unchanged == 3
    more = take(desk, tmp_path, ImportKind.ORDERS, text + "S2,Betatech,2026-05-02,GTX Pro,1,4821\n")
    assert (more.updated, more.unchanged) == (1, 3)
    totals = {order.number: order.total_cents for order in things(desk.file.conn, Order)}
    assert totals["S2"] == 487_600


def test_visits_of_the_past_are_done_and_those_ahead_planned(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    text = "client,date,time,result\nAcme,2026-11-02,09:30,good\nBetatech,2026-12-02,,\n"
    assert take(desk, tmp_path, ImportKind.VISITS, text).created == 2
    states = {visit.day: (visit.status, visit.all_day) for visit in things(desk.file.conn, Visit)}
    assert states == {date(2026, 11, 2): (VisitStatus.DONE, False), date(2026, 12, 2): (VisitStatus.PLANNED, True)}
    assert take(desk, tmp_path, ImportKind.VISITS, text).unchanged == 2


def test_product_lines_are_made_once(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.PRODUCTS, PRODUCTS + "GTX Basic,gtx,550\n")
    assert sorted(line.name for line in things(desk.file.conn, ProductLine)) == ["GTX", "MG"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("empty.csv", b"", "empty"),
        ("zip.csv", b"PK\x03\x04\x00\x00\x00\x00", "damaged"),
        ("sheet.xlsx", b"PK\x03\x04rest", "workbook"),
        ("quote.csv", b'account\n"Acme\n', "quot"),
    ],
)
def test_what_is_not_a_table_is_refused_in_a_sentence(
    desk: Desk, tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    source = tmp_path / name
    source.write_bytes(data)
    with pytest.raises(Refused) as refused:
        desk.imports.take(ImportWish(source, ImportKind.CLIENTS))
    assert said.lower() in str(refused.value).lower()


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_every_list_leaves_the_file(desk: Desk, tmp_path: Path, ending: str) -> None:
    take_all(desk, tmp_path)
    counts = {kind: desk.exports.write(kind, tmp_path / f"{kind}{ending}") for kind in ImportKind}
    assert counts == {
        ImportKind.CLIENTS: 2,
        ImportKind.CONTACTS: 0,
        ImportKind.PRODUCTS: 2,
        ImportKind.OPPORTUNITIES: 3,
        ImportKind.ORDERS: 0,
        ImportKind.PAYMENTS: 0,
        ImportKind.VISITS: 0,
        ImportKind.APPOINTMENTS: 0,
        ImportKind.INVOICES: 0,
        ImportKind.SURVEYS: 0,
        ImportKind.ENQUIRIES: 0,
    }


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_an_export_is_an_import(desk: Desk, tmp_path: Path, language: str) -> None:
    take_all(desk, tmp_path)
    acme = desk.clients.get(desk.clients.find("Acme")[0].id)
    assert acme is not None
    desk.clients.edit(acme, replace(acme, latitude=31.23, longitude=121.47, grade=Grade.B, potential=70, influence=5))
    use(language)
    for kind in (ImportKind.CLIENTS, ImportKind.PRODUCTS, ImportKind.OPPORTUNITIES):
        out = tmp_path / f"out-{kind}.csv"
        rows = desk.exports.write(kind, out)
        again = desk.imports.take(ImportWish(out, kind))
        assert (again.unchanged, again.rejected) == (rows, 0), kind
    for kind in ImportKind:
        out = tmp_path / f"heads-{kind}.csv"
        desk.exports.write(kind, out)
        if out.read_text("utf-8-sig").count("\n") > 1:
            opened = desk.imports.open(ImportWish(out, kind))
            assert list(opened.mapping.fields.values()) == list(LISTS[kind][0]), kind


def test_a_client_that_stands_twice_in_one_table_is_made_once_with_its_last_words(desk: Desk, tmp_path: Path) -> None:
    text = "account,sector,city\nAcme,retail,Suzhou\nacme,food,\nBetatech,medical,Wuxi\nAcme,food,Suzhou\n"
    done = take(desk, tmp_path, ImportKind.CLIENTS, text)
    assert (done.created, done.updated, done.unchanged, done.rejected) == (2, 2, 0, 0)
    assert [(c.name, c.industry, c.district) for c in things(desk.file.conn, Client)] == [
        ("Acme", "food", "Suzhou"),
        ("Betatech", "medical", "Wuxi"),
    ]


def test_two_opportunities_of_one_name_stay_two_and_are_found_again(tmp_path: Path, desk: Desk) -> None:
    desk.clients.create(name="恒达机械")
    table = tmp_path / "deals.csv"
    table.write_text(
        "Name,Client,Created on,Stage,Budget,Reason of the loss,Lost to\n"
        "二期,恒达机械,2026-01-05,lost,100,product_fit,海天\n"
        "二期,恒达机械,2026-06-01,proposal,,product_fit,海天\n",
        encoding="utf-8",
    )
    wish = ImportWish(table, ImportKind.OPPORTUNITIES)
    assert desk.imports.take(wish).created == 2
    (lost,) = [deal for deal in things(desk.file.conn, Opportunity) if deal.stage is Stage.LOST]
    (open_,) = [deal for deal in things(desk.file.conn, Opportunity) if deal.stage is Stage.PROPOSAL]
    assert (lost.budget_cents, lost.lost_reason, lost.lost_to) == (100_00, LostReason.PRODUCT_FIT, "海天")
    assert (open_.budget_cents, open_.lost_reason, open_.lost_to) == (None, None, "")
    again = desk.imports.take(wish)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_orders_without_a_number_are_the_same_orders_again(tmp_path: Path, desk: Desk) -> None:
    desk.clients.create(name="恒达机械")
    table = tmp_path / "orders.csv"
    table.write_text(
        "Client,Ordered on,Total\n恒达机械,2026-01-05,100\n恒达机械,2026-01-05,100\n恒达机械,2026-02-05,70\n",
        encoding="utf-8",
    )
    wish = ImportWish(table, ImportKind.ORDERS)
    assert desk.imports.take(wish).created == 3
    again = desk.imports.take(wish)
    assert (again.created, again.unchanged, len(things(desk.file.conn, Order))) == (0, 3, 3)
    table.write_text("Client,Ordered on,Total\n恒达机械,2026-01-05,100\n恒达机械,2026-01-05,80\n", encoding="utf-8")
    assert desk.imports.take(wish).created == 1


PEOPLE = "客户名称,联系人,职务,手机\n甲机电有限公司,王小明,采购经理,13800000001\n乙公司,,,13800000002\n"


def test_the_person_beside_the_company_comes_with_it(desk: Desk, tmp_path: Path) -> None:
    done = take(desk, tmp_path, ImportKind.CLIENTS, PEOPLE)
    assert (done.created, done.rejected) == (2, 0)
    conn = desk.file.conn
    (person,) = things(conn, Contact)
    names = {client.id: client.name for client in things(conn, Client)}
    assert (person.name, person.title, names[person.client_id]) == ("王小明", "采购经理", "甲机电有限公司")
    again = take(desk, tmp_path, ImportKind.CLIENTS, PEOPLE)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    other = take(
        desk, tmp_path, ImportKind.CLIENTS, PEOPLE.replace("采购经理", "厂长").replace("乙公司,", "乙公司,李四")
    )
    assert (other.created, other.updated) == (0, 2)
    assert {(one.name, one.title) for one in things(conn, Contact)} == {("王小明", "厂长"), ("李四", "")}
    desk.undo()
    assert [one.title for one in things(conn, Contact)] == ["采购经理"]


def test_clients_left_as_they_are_get_no_new_people(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, "客户名称\n甲机电有限公司\n")
    done = take(desk, tmp_path, ImportKind.CLIENTS, PEOPLE, rules=Rules(match=Match.SKIP))
    assert (done.created, done.unchanged) == (1, 1)
    assert not things(desk.file.conn, Contact)
