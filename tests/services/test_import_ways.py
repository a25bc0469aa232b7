"""The rules of an import: what is known, what is unknown, words for words, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.client import Client, Contact
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Opportunity, Stage
from salesdesk.domain.order import Order, Payment
from salesdesk.domain.visit import Visit
from salesdesk.services.desk import Desk
from salesdesk.services.imports import (
    How,
    ImportKind,
    ImportResult,
    ImportWish,
    Match,
    PrepareOptions,
    Rules,
    Unknown,
)
from salesdesk.store.read.rows import things
from salesdesk.words.i18n import use
from tests.builders import make_desk

CLIENTS = "account,sector\nAcme,retail\nBetatech,medical\n"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def wish(folder: Path, kind: ImportKind, text: str, *mapped: str, **more: object) -> ImportWish:
    source = folder / f"{kind}.csv"
    source.write_text(text, encoding="utf-8")
    return ImportWish(source, kind, mapped, **more)  # type: ignore[arg-type]


def take(desk: Desk, folder: Path, kind: ImportKind, text: str, *mapped: str, **more: object) -> ImportResult:
    return desk.imports.take(wish(folder, kind, text, *mapped, **more))


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.rejected


@pytest.mark.parametrize(
    ("match", "expected", "industries"),
    [
        (Match.UPDATE, (1, 1, 0, 0), {"Acme": ["food"], "Betatech": ["medical"], "Conecom": ["food"]}),
        (Match.SKIP, (1, 0, 1, 0), {"Acme": ["retail"], "Betatech": ["medical"], "Conecom": ["food"]}),
        (Match.CREATE, (2, 0, 0, 0), {"Acme": ["food", "retail"], "Betatech": ["medical"], "Conecom": ["food"]}),
    ],
)
def test_the_rule_says_what_becomes_of_known_rows(
    desk: Desk, tmp_path: Path, match: Match, expected: tuple[int, int, int, int], industries: dict[str, list[str]]
) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    again = "account,sector\nACME,food\nConecom,food\n".replace("ACME", "Acme")
    assert counts(take(desk, tmp_path, ImportKind.CLIENTS, again, rules=Rules(match))) == expected
    found: dict[str, list[str]] = {}
    for client in things(desk.file.conn, Client):
        found.setdefault(client.name, []).append(client.industry)
    assert {name: sorted(kept) for name, kept in found.items()} == industries


def test_an_unknown_client_is_refused_or_made_as_the_user_says(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    orders = (
        "order no,client,order date,amount\nS1,Nobody,2026-05-01,12\nS2,Acme,2026-05-01,12\nS3,Nobody,2026-05-02,1\n"
    )
    assert counts(take(desk, tmp_path, ImportKind.ORDERS, orders)) == (1, 0, 0, 2)
    made = take(desk, tmp_path, ImportKind.ORDERS, orders, rules=Rules(unknown_client=Unknown.CREATE))
    assert counts(made) == (2, 0, 1, 0)
    assert [one.title for one in desk.clients.find("nobody")] == ["Nobody"], "made once, and found by its keys"
    desk.undo()
    assert len(things(desk.file.conn, Client)) == 2 and len(things(desk.file.conn, Order)) == 1


def test_two_clients_with_one_order_number_keep_their_own_lines(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    take(desk, tmp_path, ImportKind.PRODUCTS, "product,price\nPump,10\n")
    text = "order no,client,order date,product,qty\nS1,Acme,2026-05-01,Pump,2\nS1,Betatech,2026-05-01,Pump,3\n"
    assert counts(take(desk, tmp_path, ImportKind.ORDERS, text)) == (2, 0, 0, 0)
    assert sorted(order.total_cents for order in things(desk.file.conn, Order)) == [2000, 3000], "by the list price"
    assert counts(take(desk, tmp_path, ImportKind.ORDERS, text)) == (0, 0, 2, 0)


def test_a_payment_finds_its_order_and_through_it_its_client(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    take(desk, tmp_path, ImportKind.ORDERS, "order no,client,order date,amount\nS1,Acme,2026-05-01,12\n")
    text = "order no,payment date,amount\nS1,2026-06-01,12\nS9,2026-06-01,5\n"
    assert counts(take(desk, tmp_path, ImportKind.PAYMENTS, text)) == (1, 0, 0, 1)
    payment, order = things(desk.file.conn, Payment)[0], things(desk.file.conn, Order)[0]
    assert (payment.order_id, payment.client_id) == (order.id, order.client_id)


DEALS = "opportunity_id,product,account,deal_stage,created\nA1,GTX Prro,Acme,In talks,2026-01-05\n"


def test_words_are_put_for_words_and_remembered(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    take(desk, tmp_path, ImportKind.PRODUCTS, "product\nGTX Pro\nMG Special\n")
    asked = wish(tmp_path, ImportKind.OPPORTUNITIES, DEALS)
    opened = desk.imports.open(asked)
    unknown = {one.word: one for one in desk.imports.unknown_words(opened, asked.options)}
    assert unknown["GTX Prro"].proposed == "GTX Pro"
    assert (unknown["In talks"].proposed, "proposal" in unknown["In talks"].choices) == ("", True)
    assert desk.imports.take(asked, dry_run=True).rejected == 1
    words = {"product": {"GTX Prro": "GTX Pro"}, "stage": {"In talks": "proposal"}}
    done = desk.imports.take(replace(asked, options=PrepareOptions(words=words)))
    assert counts(done) == (1, 0, 0, 0)
    assert things(desk.file.conn, Opportunity)[0].stage is Stage.PROPOSAL
    desk.undo()
    assert desk.imports.open(asked).earlier == words, "undoing an import does not forget how it was made"


def test_a_mapping_by_hand_is_remembered_for_such_files(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, "firm,x\nAcme,retail\n", "firm=name", "x=industry")
    opened = desk.imports.open(wish(tmp_path, ImportKind.CLIENTS, "firm,x\nBetatech,medical\n"))
    assert dict(opened.mapping.fields) == {"firm": "name", "x": "industry"}
    assert set(opened.mapping.how.values()) == {How.EARLIER}
    with pytest.raises(Refused, match="name"):
        take(desk, tmp_path, ImportKind.CLIENTS, "firm,y\nBetatech,medical\n")


def test_an_import_apart_is_told_afterwards_and_a_stop_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    heard: list[object] = []
    desk.listeners.append(heard.append)
    asked = wish(tmp_path, ImportKind.CLIENTS, CLIENTS)
    with desk.imports.apart() as imports:
        result = imports.take(asked)
    assert heard == []
    desk.imports.tell(result)
    assert heard == [result.change]
    assert len(things(desk.file.conn, Client)) == 2
    assert desk.backups.list(), "a backup is made before"

    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with desk.imports.apart() as imports, pytest.raises(Stopped):
        imports.take(wish(tmp_path, ImportKind.CLIENTS, "account\nConecom\n"), step=stop)
    assert len(things(desk.file.conn, Client)) == 2


def test_cards_bring_contacts_with_their_companies(desk: Desk, tmp_path: Path) -> None:
    card = "BEGIN:VCARD\nVERSION:3.0\nFN:王小明\nORG:Acme\nTEL:138\nEND:VCARD\nBEGIN:VCARD\nFN:Solo\nEND:VCARD\n"
    source = tmp_path / "people.vcf"
    source.write_text(card, encoding="utf-8")
    assert counts(desk.imports.take(ImportWish(source, ImportKind.CLIENTS))) == (1, 0, 0, 1)
    assert counts(desk.imports.take(ImportWish(source, ImportKind.CONTACTS))) == (1, 0, 0, 1)
    contact = things(desk.file.conn, Contact)[0]
    assert (contact.name, contact.phone) == ("王小明", "138")
    out = tmp_path / "out.vcf"
    assert desk.exports.write(ImportKind.CONTACTS, out) == 1
    assert counts(desk.imports.take(ImportWish(out, ImportKind.CONTACTS))) == (0, 0, 1, 0)
    chosen = things(desk.file.conn, Client)[0].id
    assert desk.exports.write(ImportKind.CLIENTS, tmp_path / "c.vcf", [chosen]) == 1
    assert desk.exports.write(ImportKind.CLIENTS, tmp_path / "c.csv", []) == 0
    with pytest.raises(Refused, match="contacts and clients"):
        desk.exports.write(ImportKind.ORDERS, tmp_path / "o.vcf")


def test_a_calendar_finds_its_clients_by_mail_and_by_name(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    take(desk, tmp_path, ImportKind.CONTACTS, "name,client,email\nLi,Betatech,li@beta.cn\n")
    events = [("1", "Visit ACME", ""), ("2", "Lunch", "ATTENDEE:mailto:LI@beta.cn\n"), ("3", "Dentist", "")]
    text = "".join(
        f"BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{what}\n{who}DTSTART:20261202T0{uid}0000Z\nEND:VEVENT\n"
        for uid, what, who in events
    )
    source = tmp_path / "c.ics"
    source.write_text(f"BEGIN:VCALENDAR\nVERSION:2.0\n{text}END:VCALENDAR\n")
    asked = ImportWish(source, ImportKind.VISITS)
    assert counts(desk.imports.take(asked)) == (2, 0, 0, 1)
    names = {client.id: client.name for client in things(desk.file.conn, Client)}
    visits = {(names[v.client_id], v.purpose, v.day, v.starts_at.hour) for v in things(desk.file.conn, Visit)}
    day = date(2026, 12, 2)
    assert visits == {("Acme", "Visit ACME", day, 9), ("Betatech", "Lunch", day, 10)}
    assert counts(desk.imports.take(asked)) == (0, 0, 2, 1)


def test_a_place_a_grade_and_a_role_come_in_and_go_out_again(desk: Desk, tmp_path: Path) -> None:
    text = (
        "客户名称,纬度,經度,线索等级,潜力,Influence\n"
        "苏州华鑫,31.230,121.470,A级,80,20\n"
        "Nowhere,91,12,b,,\n"
        'Comma,"31,5",120.5°E,,,\n'
    )
    done = take(desk, tmp_path, ImportKind.CLIENTS, text)
    assert (done.created, [(one.line, str(one.reason)) for one in done.rejects]) == (
        2,
        [(3, "Column “纬度”: “91” is not a number from -90 to 90.")],
    )
    first = next(one for one in things(desk.file.conn, Client) if one.name == "苏州华鑫")
    assert (first.latitude, first.longitude, first.grade, first.potential, first.influence) == (
        *(31.23, 121.47, "A"),
        *(80, 20),
    )
    people = "姓名,客户名称,决策角色\n李工,苏州华鑫,技术评估人\n王总,苏州华鑫,决策人\n"
    assert take(desk, tmp_path, ImportKind.CONTACTS, people).created == 2
    for kind, heads in ((ImportKind.CLIENTS, "Latitude,Longitude"), (ImportKind.CONTACTS, "Role in the decision")):
        for ending in ("csv", "xlsx"):
            out = tmp_path / f"out.{ending}"
            rows = desk.exports.write(kind, out)
            again = desk.imports.take(ImportWish(out, kind))
            assert counts(again) == (0, 0, rows, 0), (kind, ending)
        assert heads in (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()[0]


def test_visits_leave_as_a_calendar_that_comes_in_again(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    text = (
        "client,date,time,minutes,purpose,result,place\n"
        "Acme,2026-11-20,09:30,45,Quarterly review,Wants a quote,Hall 3\n"
        'Betatech,2026-12-04,,,"Fair, autumn; day 1",,\n'
    )
    assert take(desk, tmp_path, ImportKind.VISITS, text).created == 2
    out = tmp_path / "visits.ics"
    assert desk.exports.write(ImportKind.VISITS, out) == 2
    written = out.read_bytes()
    assert b"DTSTART:20261120T013000Z" in written and b"DTSTART;VALUE=DATE:20261204" in written
    folder = tmp_path / "other"
    folder.mkdir()
    other = make_desk(folder)
    other.imports.take(ImportWish(tmp_path / "clients.csv", ImportKind.CLIENTS))
    assert counts(other.imports.take(ImportWish(out, ImportKind.VISITS))) == (2, 0, 0, 0)
    assert [(v.starts_at.isoformat()[:16], v.minutes, v.all_day, v.place) for v in things(other.file.conn, Visit)] == [
        ("2026-11-20T09:30", 45, False, "Hall 3"),
        ("2026-12-04T12:00", 60, True, ""),
    ]
    other.close()
    for kind, ending in ((ImportKind.CLIENTS, "ics"), (ImportKind.ORDERS, "vcf"), (ImportKind.ORDERS, "pdf")):
        with pytest.raises(Refused):
            desk.exports.write(kind, tmp_path / f"no.{ending}")
        assert not (tmp_path / f"no.{ending}").exists()


def test_people_met_at_a_visit_come_in_with_it(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, CLIENTS)
    acme = desk.clients.find("Acme")[0].id
    desk.clients.add_contact(acme, name="Li Qiang")
    text = 'client,contact,date,time,result\nAcme,"li qiang; Ann Lee",2026-11-20,09:30,Wants a quote\n'
    assert counts(take(desk, tmp_path, ImportKind.VISITS, text)) == (1, 0, 0, 0)
    assert [one.name for one in desk.clients.contacts(acme)] == ["Li Qiang", "Ann Lee"]
    out = tmp_path / "visits-out.csv"
    desk.exports.write(ImportKind.VISITS, out)
    assert "Li Qiang, Ann Lee" in out.read_text("utf-8-sig")
    assert desk.exports.write(ImportKind.VISITS, out, [one.id for one in things(desk.file.conn, Visit)]) == 1
    assert counts(take(desk, tmp_path, ImportKind.VISITS, text)) == (0, 0, 1, 0)
    assert counts(desk.imports.take(ImportWish(out, ImportKind.VISITS))) == (0, 0, 1, 0)
    more = text.replace("Ann Lee", "Ann Lee / Bo")
    assert counts(take(desk, tmp_path, ImportKind.VISITS, more)) == (0, 1, 0, 0)
    assert len(desk.clients.contacts(acme)) == 3
    desk.undo()
    desk.undo()
    assert [one.name for one in desk.clients.contacts(acme)] == ["Li Qiang"]


def test_a_client_that_buys_the_same_thing_again_has_two_opportunities(desk: Desk, tmp_path: Path) -> None:
    text = (
        "account,opportunity,stage,created on,closed on,amount,budget\n"
        "Acme,Second pump,Lost,2024-03-01,2024-04-16,58000,63800\n"
        "Acme,Second pump,Lost,2026-05-19,2026-07-27,39000,\n"
    )
    take(desk, tmp_path, ImportKind.CLIENTS, "account\nAcme\n")
    done = take(desk, tmp_path, ImportKind.OPPORTUNITIES, text)
    assert (done.created, done.updated) == (2, 0)
    assert sorted((o.amount_cents, o.budget_cents) for o in things(desk.file.conn, Opportunity)) == [
        (3_900_000, None),
        (5_800_000, 6_380_000),
    ]
    again = take(desk, tmp_path, ImportKind.OPPORTUNITIES, text)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


def test_a_list_without_days_of_creation_goes_by_client_and_name(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, "account\nAcme\n")
    take(desk, tmp_path, ImportKind.OPPORTUNITIES, "account,opportunity,created on\nAcme,Pump,2026-01-05\n")
    done = take(desk, tmp_path, ImportKind.OPPORTUNITIES, "account,opportunity,amount\nAcme,Pump,700\n")
    assert (done.created, done.updated) == (0, 1)
    assert [o.amount_cents for o in things(desk.file.conn, Opportunity)] == [70_000]


def test_orders_without_a_number_taken_in_again_are_not_doubled(desk: Desk, tmp_path: Path) -> None:
    take(desk, tmp_path, ImportKind.CLIENTS, "account\nAcme\n")
    take(desk, tmp_path, ImportKind.PRODUCTS, "product,price\nPump,100\n")
    text = (
        "account,date,product,quantity,total\nAcme,2026-01-05,Pump,2,200\nAcme,2026-01-05,Pump,2,200\n"
        "Acme,2026-01-05,,1,50\n"
    )
    assert take(desk, tmp_path, ImportKind.ORDERS, text).created == 3
    again = take(desk, tmp_path, ImportKind.ORDERS, text)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    more = take(desk, tmp_path, ImportKind.ORDERS, text + "Acme,2026-01-05,Pump,2,200\nAcme,2026-01-06,Pump,2,200\n")
    assert (more.created, more.unchanged) == (2, 3)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_why_an_opportunity_was_lost_leaves_the_file_and_comes_in_again(
    desk: Desk, tmp_path: Path, language: str
) -> None:
    use(language)
    client = desk.clients.create(name="Acme")
    pk = desk.funnel.add(name="Pump", client_id=client)
    desk.funnel.move(pk, Stage.LOST, lost_reason=LostReason.NO_DECISION, lost_to="Rival", lost_note="the budget went")
    out = tmp_path / "lost.csv"
    desk.exports.write(ImportKind.OPPORTUNITIES, out)
    (tmp_path / "other").mkdir()
    other = make_desk(tmp_path / "other")
    try:
        other.clients.create(name="Acme")
        assert other.imports.take(ImportWish(out, ImportKind.OPPORTUNITIES)).created == 1
        [lost] = things(other.file.conn, Opportunity)
        assert (lost.lost_reason, lost.lost_to, lost.lost_note) == (
            LostReason.NO_DECISION,
            "Rival",
            "the budget went",
        )
    finally:
        other.close()


def test_numbers_that_no_file_can_hold_are_bad_rows_and_the_others_come_in(desk: Desk, tmp_path: Path) -> None:
    text = (
        "product,price,cost,floor margin\nPump,100,60,20%\nHuge,99999999999999999999,1,\n"
        f"Vast,{'9' * 60},1,\nOdd,1,1,200%\n"
    )
    done = take(desk, tmp_path, ImportKind.PRODUCTS, text)
    assert (done.created, done.rejected) == (1, 3)
    huge, vast, odd = ("".join(map(str, reject.reasons)) for reject in done.rejects)
    assert "is too large" in huge and "is too large" in vast
    assert odd.endswith("is not a number from 0 to 100.")
    take(desk, tmp_path, ImportKind.CLIENTS, "account\nAcme\n")
    orders = (
        "account,date,product,quantity,unit price\nAcme,2026-01-05,Pump,2.5,100\n"
        "Acme,2026-01-05,Pump,99999999999999,1\nAcme,2026-01-05,Pump,2.0,100\n"
    )
    done = take(desk, tmp_path, ImportKind.ORDERS, orders)
    assert (done.created, done.rejected) == (1, 2)
    assert "Only whole pieces can be ordered, not 2.5." in map(str, done.rejects[0].reasons)
    assert [order.total_cents for order in things(desk.file.conn, Order)] == [20_000]
