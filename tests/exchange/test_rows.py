"""Whole tables become typed records; what does not is named by line and column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal

import pytest

from salesdesk.domain.client import Tier
from salesdesk.domain.dates_read import DateOrder
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.domain.visit import Channel
from salesdesk.exchange import choices
from salesdesk.exchange.columns import PrepareOptions
from salesdesk.exchange.csv_file import read_csv
from salesdesk.exchange.fields import ImportKind
from salesdesk.exchange.mapping import guess_mapping
from salesdesk.exchange.rows import Prepared, prepare
from salesdesk.exchange.sniff import sniff
from salesdesk.exchange.values import DecimalStyle, same_name_key

OPPORTUNITIES = ImportKind.OPPORTUNITIES


def _prepare(kind: ImportKind, text: str, maps: Sequence[str] = (), options: PrepareOptions | None = None) -> Prepared:
    data = text.encode()
    sheet = read_csv(data, sniff(data))
    mapping = guess_mapping(kind, sheet.columns, [row.cells for row in sheet.rows]).overridden(maps)
    return prepare(kind, sheet, mapping, options)


def _reasons(prepared: Prepared) -> list[tuple[int, list[str]]]:
    return [(reject.line, [str(reason) for reason in reject.reasons]) for reject in prepared.rejects]


def test_opportunities_of_every_stage() -> None:
    done = _prepare(
        OPPORTUNITIES,
        "id,rep,product,account,stage,engage_date,close_date,close_value\n"
        "1,Moses,GTXPro,Isdom,Won,2016-10-25,2017-03-11,4514\n"
        "2,Moses,GTX Pro,Isdom,Lost,2016-10-25,2017-03-11,0\n"
        "3,Anna,MG,,Engaging,2017-01-02,,\n"
        "4,Anna,MG,,Prospecting,,,\n",
    )
    assert done.answered().rejects == ()
    assert [record.line for record in done.records] == [2, 3, 4, 5]
    assert done.records[0].values == {
        "ref": "1",
        "owner": "Moses",
        "product": "GTXPro",
        "client": "Isdom",
        "stage": Stage.WON,
        "engaged_on": date(2016, 10, 25),
        "closed_on": date(2017, 3, 11),
        "amount_cents": 451_400,
    }
    assert done.records[1].values["amount_cents"] == 0
    assert done.records[2].values["stage"] is Stage.NEED_CONFIRMED
    assert done.records[3].values == {"ref": "4", "owner": "Anna", "product": "MG", "stage": Stage.FIRST_CONTACT}
    assert done.readings["close_date"] == "ymd"


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("初步接触", Stage.FIRST_CONTACT),
        ("初步接觸", Stage.FIRST_CONTACT),
        ("需求确认", Stage.NEED_CONFIRMED),
        ("需求確認", Stage.NEED_CONFIRMED),
        ("方案谈判", Stage.PROPOSAL),
        ("方案談判", Stage.PROPOSAL),
        ("成交", Stage.WON),
        ("丢单", Stage.LOST),
        ("丟單", Stage.LOST),
        ("Closed Won", Stage.WON),
        ("closed_lost", Stage.LOST),
        ("Qualification", Stage.FIRST_CONTACT),
        ("Needs Analysis", Stage.NEED_CONFIRMED),
        ("Value Proposition", Stage.NEED_CONFIRMED),
        ("Id. Decision Makers", Stage.NEED_CONFIRMED),
        ("Perception Analysis", Stage.NEED_CONFIRMED),
        ("Proposal/Price Quote", Stage.PROPOSAL),
        ("Negotiation/Review", Stage.PROPOSAL),
        ("need_confirmed", Stage.NEED_CONFIRMED),
    ],
)
def test_stages_of_other_programs(word: str, stage: Stage) -> None:
    assert _prepare(OPPORTUNITIES, f"name,stage\nX,{word}\n").records[0].values["stage"] is stage


def test_no_word_stands_for_two_choices() -> None:
    for lists in (choices._STAGES, choices._PRIORITIES, choices._TIERS, choices._CHANNELS):
        keys = [{same_name_key(word) for word in words.split("|")} for words in lists.values()]
        assert sum(map(len, keys)) == len(set().union(*keys))


def test_an_unknown_stage_is_named_and_can_be_taught() -> None:
    text = "name,deal_stage\nX,Won\nY,Zombie\n"
    done = _prepare(OPPORTUNITIES, text)
    assert _reasons(done) == [(3, ["Column “deal_stage”: the stage “Zombie” is not known."])]
    taught = _prepare(OPPORTUNITIES, text, options=PrepareOptions(stages={"zombie": Stage.LOST}))
    assert [record.values["stage"] for record in taught.records] == [Stage.WON, Stage.LOST]


def test_a_close_date_of_an_open_opportunity_is_the_expected_one() -> None:
    values = _prepare(OPPORTUNITIES, "name,stage,Close Date,Amount\nX,Proposal,2017-05-13,900\n").records[0].values
    assert values["expected_close"] == date(2017, 5, 13)
    assert "closed_on" not in values


def test_a_status_column_decides_won_and_lost() -> None:
    done = _prepare(OPPORTUNITIES, "name,stage,status\nX,Proposal,Won\nY,Proposal,Open\nZ,Proposal,in progress\n")
    assert [record.values["stage"] for record in done.records] == [Stage.WON, Stage.PROPOSAL, Stage.PROPOSAL]
    assert all("outcome" not in record.values for record in done.records)


def test_every_fault_of_a_row_is_named_and_the_others_come_in() -> None:
    done = _prepare(
        OPPORTUNITIES,
        "name,amount,close_date,probability,priority\n"
        "A,100,2017-03-01,50%,P1\n"
        "B,lots,2017-02-30,50,high\n"
        "C,-5,2017-03-01,150,low\n"
        "D,5,2017-03-01,20,whatever\n"
        "E,1,2,3,4,5\n"
        ",100,2017-03-01,50,P1\n",
    )
    assert [(r.line, r.values["name"], r.values["priority"]) for r in done.records] == [(2, "A", Priority.P1)]
    assert _reasons(done) == [
        (
            3,
            [
                "Column “amount”: “lots” is not an amount of money of zero or more.",
                "Column “close_date”: “2017-02-30” is not a date.",
            ],
        ),
        (
            4,
            [
                "Column “amount”: “-5” is not an amount of money of zero or more.",
                "Column “probability”: “150” is not a number from 0 to 100.",
            ],
        ),
        (5, ["Column “priority”: the priority “whatever” is not known."]),
        (6, ["The row has too many fields: 6 instead of 5."]),
        (
            7,
            ["The row does not say: Name / Client / Client’s number in the other system / Number in the other system."],
        ),
    ]
    assert done.rejects[0].cells == ("B", "lots", "2017-02-30", "50", "high")
    assert str(done.rejects[0].reason).startswith("Column “amount”")


def test_a_repeated_number_is_named_with_its_first_line() -> None:
    done = _prepare(OPPORTUNITIES, "id,name\n7,A\n8,B\n7,C\n")
    assert [record.values["name"] for record in done.records] == ["A", "B"]
    assert _reasons(done) == [(4, ["The number “7” already stands in line 2."])]


def test_ambiguous_dates_are_asked_about_and_answered() -> None:
    text = "name,close_date,created\nA,03/04/2017,2017-01-01\nB,05/06/2017,2017-01-01\n"
    asked = _prepare(OPPORTUNITIES, text)
    assert [(q.column, q.about, q.choices) for q in asked.questions] == [("close_date", "date_order", ("mdy", "dmy"))]
    with pytest.raises(Refused, match="“close_date”: “03/04/2017” reads as more than one date"):
        asked.answered()
    dmy = _prepare(OPPORTUNITIES, text, options=PrepareOptions(date_order=DateOrder.DMY)).answered()
    assert dmy.records[0].values["expected_close"] == date(2017, 4, 3)
    one = PrepareOptions(date_order=DateOrder.DMY, date_orders={"close_date": DateOrder.MDY})
    assert _prepare(OPPORTUNITIES, text, options=one).records[0].values["expected_close"] == date(2017, 3, 4)


def test_an_ambiguous_decimal_sign_is_asked_about() -> None:
    text = "product;price\nA;1.234\nB;5.000\n"
    asked = _prepare(ImportKind.PRODUCTS, text)
    assert [(q.about, q.choices) for q in asked.questions] == [("decimal", ("point", "comma"))]
    comma = _prepare(ImportKind.PRODUCTS, text, options=PrepareOptions(decimal=DecimalStyle.COMMA)).answered()
    assert comma.records[0].values["list_price_cents"] == 123_400


def test_clients_and_products() -> None:
    clients = _prepare(
        ImportKind.CLIENTS,
        "客户名称,行业,客户等级,账期,信用额度,重点客户,建档日期\n 上海精密\u3000,制造业,A级,30,12万,是,2017年3月1日\n",
    )
    assert clients.answered().records[0].values == {
        "name": "上海精密",
        "industry": "制造业",
        "tier": Tier.A,
        "payment_days": 30,
        "credit_limit_cents": 12_000_000,
        "is_key": True,
        "since": date(2017, 3, 1),
    }
    product = _prepare(
        ImportKind.PRODUCTS, 'product,series,sales_price,cost,floor margin\nGTX,G,"$4,821.00 ",13.0863,12.5%\n'
    )
    assert product.records[0].values == {
        "name": "GTX",
        "line": "G",
        "list_price_cents": 482_100,
        "cost_cents": 1309,
        "floor_margin_bp": 1250,
    }


def test_contacts_orders_payments_visits() -> None:
    contacts = _prepare(ImportKind.CONTACTS, "姓,名,公司,手机\n王,小明,甲,13812345678\nSmith,John,乙,1\n")
    assert [record.values["name"] for record in contacts.records] == ["王小明", "John Smith"]
    orders = _prepare(
        ImportKind.ORDERS,
        "订单号,客户,日期,产品,数量,金额,币种\nS1,甲,2017-03-01,GTX,2.5,-10,人民币\nS1,甲,2017-03-01,MG,1,5,cny\n",
    )
    assert len(orders.records) == 2
    assert orders.records[0].values["quantity"] == Decimal("2.5")
    assert orders.records[0].values["total_cents"] == -1000
    assert {record.values["currency"] for record in orders.records} == {"CNY"}
    payments = _prepare(ImportKind.PAYMENTS, "订单号,回款日期,回款金额\nS1,2017-03-01,5\n")
    assert payments.records[0].values == {"order": "S1", "paid_on": date(2017, 3, 1), "amount_cents": 500}
    visits = _prepare(
        ImportKind.VISITS, "客户名称,跟进日期,跟进方式\n甲,2017-03-01 14:30,电话\n乙,2017-03-02 00:00,微信\n"
    )
    assert visits.records[0].values == {
        "client": "甲",
        "day": date(2017, 3, 1),
        "time": time(14, 30),
        "channel": Channel.PHONE,
    }
    assert "time" not in visits.records[1].values


def test_a_table_without_rows_gives_nothing() -> None:
    done = _prepare(ImportKind.CLIENTS, "account,city\n")
    assert (done.records, done.rejects, done.questions) == ((), (), ())


def test_a_needed_column_must_be_there() -> None:
    with pytest.raises(Refused, match="No column gives Name"):
        _prepare(ImportKind.CLIENTS, "colour,city\nred,Rome\n")
