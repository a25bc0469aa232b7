"""Columns of other programs find their fields; the user has the last word."""

from __future__ import annotations

import pytest

from salesdesk.domain.errors import Refused
from salesdesk.exchange.fields import FIELDS, NEEDED, ImportKind
from salesdesk.exchange.mapping import ColumnMapping, How, guess_mapping

CLIENTS, CONTACTS, OPPORTUNITIES = ImportKind.CLIENTS, ImportKind.CONTACTS, ImportKind.OPPORTUNITIES


def _guess(kind: ImportKind, header: str) -> dict[str, str]:
    return dict(guess_mapping(kind, header.split(",")).fields)


def test_the_maven_pipeline() -> None:
    header = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value"
    assert list(_guess(OPPORTUNITIES, header).values()) == [
        *("ref", "owner", "product", "client", "stage", "engaged_on", "closed_on", "won_amount_cents")
    ]


@pytest.mark.parametrize(
    "header",
    [
        "商机编号,负责人,客户名称,产品,销售阶段,创建日期,预计成交日期,预计金额,成交金额,概率,优先级,下一步",
        "商機編號,負責人,客戶名稱,產品,銷售階段,建立日期,預計成交日期,預計金額,成交金額,機率,優先級,下一步",
        "Opportunity ID,Rep,Account Name,Product Name,Stage,Created Date,Expected Close Date,Amount,Won Amount,"
        "Probability (%),Priority,Next Step",
    ],
)
def test_opportunities_in_three_languages(header: str) -> None:
    assert list(_guess(OPPORTUNITIES, header).values()) == [
        *("ref", "owner", "client", "product", "stage", "created_on", "expected_close"),
        *("amount_cents", "won_amount_cents", "probability", "priority", "next_step"),
    ]


@pytest.mark.parametrize(
    "name", ["客户名称", "客戶名稱", "公司", "account", "Account Name", "COMPANY_NAME", "Organization - Name*"]
)
def test_many_names_mean_the_clients_name(name: str) -> None:
    assert _guess(CLIENTS, name) == {name: "name"}


def test_other_programs_headers() -> None:
    pipedrive = ",".join(
        f"Deal - {name}" for name in ("ID", "Title", "Value", "Stage", "Status", "Owner", "Organization", "Won time")
    )
    assert list(_guess(OPPORTUNITIES, pipedrive).values()) == [
        *("ref", "name", "amount_cents", "stage", "outcome", "owner", "client", "closed_on")
    ]
    dynamics = "Topic,Owner,Potential Customer,Status,Est. revenue,"
    dynamics += "Est. close date,Actual Revenue,Actual Close Date,Sales Stage"
    assert list(_guess(OPPORTUNITIES, dynamics).values()) == [
        *("name", "owner", "client", "outcome", "amount_cents", "expected_close", "won_amount_cents", "closed_on"),
        "stage",
    ]
    hubspot = "Record ID,First Name,Last Name,Email,Phone Number,Associated Company,Job Title"
    assert list(_guess(CONTACTS, hubspot).values()) == [
        *("ref", "first_name", "last_name", "email", "phone", "client", "title")
    ]


def test_contents_help_where_names_say_nothing() -> None:
    rows = [
        ("王小明", "甲公司", "wang@example.com", "13812345678"),
        ("李四", "乙公司", "li@example.com", "+86 21 5555 6666"),
    ]
    mapping = guess_mapping(CONTACTS, ["姓名", "公司", "x1", "x2"], rows)
    assert mapping.fields["x1"] == "email"
    assert mapping.fields["x2"] == "phone"
    assert (mapping.how["姓名"], mapping.how["x1"]) == (How.NAME, How.CONTENT)
    visits = guess_mapping(ImportKind.VISITS, ["客户", "wann"], [("甲", "2017-03-01"), ("乙", "2017/3/2")])
    assert visits.fields["wann"] == "day"


def test_the_user_overrides() -> None:
    mapping = guess_mapping(CLIENTS, ["account", "Trade Name", "x=y"])
    changed = mapping.overridden(["trade_name=name", "x=y=note"])
    assert changed.fields == {"Trade Name": "name", "x=y": "note"}
    assert changed.how["Trade Name"] is How.USER
    assert changed.unused == ("account",)
    assert mapping.overridden(["Trade Name=credit_limit"]).fields["Trade Name"] == "credit_limit_cents"
    assert mapping.overridden(["account="]).fields == {}


def test_overrides_are_refused_in_words() -> None:
    mapping = guess_mapping(CLIENTS, ["account", "city"])
    with pytest.raises(Refused, match=r"no column “town”\. Its columns are: account, city"):
        mapping.overridden(["town=district"])
    with pytest.raises(Refused, match=r"“colour” is no field.*name, name_en, industry"):
        mapping.overridden(["city=colour"])
    with pytest.raises(Refused, match="does not say COLUMN=field"):
        mapping.overridden(["city"])


def test_a_missing_needed_column_is_named() -> None:
    with pytest.raises(Refused, match=r"No column gives Name / .*COLUMN=name.*foo, bar"):
        guess_mapping(CLIENTS, ["foo", "bar"]).check()


@pytest.mark.parametrize("kind", list(ImportKind))
def test_every_field_is_found_by_its_own_word(kind: ImportKind) -> None:
    for field in FIELDS[kind]:
        assert guess_mapping(kind, [field.word]).fields == {field.word: field.key}
    keys = [field.key for field in FIELDS[kind]]
    assert len(keys) == len(set(keys))
    assert {key for group in NEEDED[kind] for key in group} <= set(keys)


def test_a_mapping_gives_the_column_of_a_field() -> None:
    mapping: ColumnMapping = guess_mapping(CLIENTS, ["account", "city"])
    assert mapping.column_of("name") == "account"
    assert mapping.column_of("tier") is None
