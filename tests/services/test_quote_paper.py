"""A quote on paper: one page, in three languages, with everything the client must read and nothing it must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.product import Bundle, BundleItem
from salesdesk.domain.quote import PriceBasis, QuoteInstalment, QuoteLine, QuoteLineKind
from salesdesk.domain.report import ReportKind
from salesdesk.reports.document import CellKind, Document, Table, texts
from salesdesk.reports.layout import Layout
from salesdesk.services.desk import Desk
from salesdesk.services.quotes import WholeQuote
from salesdesk.words.i18n import use
from tests.builders import make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def whole(desk: Desk) -> WholeQuote:
    client = desk.clients.create(name="力诚电子", address="星湖街 328 号", phone="0512-66668888")
    contact = desk.clients.add_contact(client, name="陈立", title="采购经理", phone="138 0000 0000")
    pump = desk.products.get(
        desk.products.add_product(name="泵", list_price_cents=1_000_000, cost_cents=612_345, unit="台")
    )
    kit = desk.products.get(desk.products.add_product(name="滤芯", list_price_cents=5_000, cost_cents=1_000))
    assert pump is not None
    assert kit is not None
    bundle = desk.bundles.get(desk.bundles.add(Bundle(b"", "耗材包", 45_000), [BundleItem(b"", b"", kit.id, 10)]))
    assert bundle is not None
    draft = desk.quotes.draft(client_id=client)
    lines = (
        replace(desk.quotes.product_line(draft.quote, pump, 3), price_cents=950_000),
        desk.quotes.bundle_line(draft.quote, bundle.bundle),
        QuoteLine(b"", b"", QuoteLineKind.EXTRA, text="上门培训", cost_cents=77_700),
    )
    quote = replace(
        draft.quote,
        contact_id=contact,
        title="产线改造",
        discount_bp=350,
        tax_bp=1300,
        payment_days=30,
        prepay_bp=200,
        terms="质保 18 个月",
        note="客户很急",
        approval_note="打开市场",
        approved_by="李总",
    )
    parts = (QuoteInstalment(b"", b"", 3_000, 0, "定金"), QuoteInstalment(b"", b"", 7_000, 45))
    found = desk.quotes.get(desk.quotes.add(WholeQuote(quote, lines, parts)))
    assert found is not None
    return found


def table(document: Document, key: str) -> Table:
    section = next(one for one in document.sections if one.key == key)
    return next(block for block in section.blocks if isinstance(block, Table))


def test_the_client_reads_all_it_must_and_nothing_of_cost_or_approval(desk: Desk, whole: WholeQuote) -> None:
    said = "\n".join(texts(desk.quote_papers.document(whole)))
    for wanted in (
        *("力诚电子", "陈立, 采购经理", "星湖街 328 号", "138 0000 0000", "产线改造", "Q2026-0001"),
        *(
            "泵",
            "耗材包\n滤芯 × 10",
            "上门培训",
            "free of charge",
            "质保 18 个月",
            "Payable within 30 days of the invoice.",
        ),
        *("Discount of 3.5%", "Tax of 13%", "on signing", "45 days after signing", "discount of 2%"),
        "CNY thirty-one thousand five hundred sixty-eight and 53/100 only",
    ):
        assert wanted in said, wanted
    for hidden in ("6,123", "612345", "777", "客户很急", "打开市场", "李总"):
        assert hidden not in said, hidden


def test_the_amounts_on_paper_sum_to_the_total(desk: Desk, whole: WholeQuote) -> None:
    document, sums = desk.quote_papers.document(whole), desk.quotes.sums(whole)
    lines = table(document, "lines")
    amounts = [row[-1].value for row in lines.rows]
    assert amounts == [2_850_000, 45_000, 0, 2_895_000, -101_325, 363_178]
    assert lines.total[-1].value == sum(amounts[3:]) == sums.total_cents == 3_156_853  # type: ignore[arg-type]
    parts = table(document, "instalments")
    assert sum(row[-1].value for row in parts.rows) == sums.total_cents  # type: ignore[misc]
    assert [column.kind for column in lines.columns][-3:] == [CellKind.MONEY] * 3


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", "人民币叁万壹仟伍佰陆拾捌元伍角叁分"),
        ("zh_TW", "人民幣參萬壹仟伍佰陸拾捌元伍角參分"),
    ],
)
def test_chinese_papers_say_the_amount_in_capital_numerals(
    desk: Desk, whole: WholeQuote, language: str, words: str
) -> None:
    document = desk.quote_papers.document(whole, language)
    assert document.language == language
    assert words in list(texts(document))


def test_tax_inside_the_price_is_told_and_not_added(desk: Desk, whole: WholeQuote) -> None:
    inside = replace(whole, quote=replace(whole.quote, tax_included=True))
    lines = table(desk.quote_papers.document(inside), "lines")
    assert [row[1].text for row in lines.rows][-1] == "Tax of 13%, inside the total"
    assert lines.total[-1].value == 2_895_000 - 101_325


def test_columns_without_content_are_left_out(desk: Desk, whole: WholeQuote) -> None:
    plain = WholeQuote(
        replace(whole.quote, tax_bp=0, discount_bp=0),
        tuple(replace(line, list_cents=line.price_cents, product_id=None) for line in whole.lines if line.product_id),
    )
    lines = table(desk.quote_papers.document(plain), "lines")
    assert [column.heading for column in lines.columns] == ["#", "Item", "Quantity", "Price (CNY)", "Amount (CNY)"]
    assert len(lines.rows) == 1
    assert lines.total[1].text == "Total"


def test_company_and_logo_come_from_the_look_of_the_reports(desk: Desk, whole: WholeQuote) -> None:
    desk.reports.set_layout(ReportKind.DAILY, Layout(company="华东销售", landscape=True))
    document = desk.quote_papers.document(whole)
    assert (document.company, document.landscape, len(document.signatures)) == ("华东销售", False, 2)


def test_the_file_is_named_after_number_version_and_client(desk: Desk, whole: WholeQuote) -> None:
    assert desk.quote_papers.file_name(whole, ".pdf") == "Quotation_Q2026-0001_力诚电子.pdf"
    second = desk.quotes.get(desk.quotes.new_version(whole.id))
    assert second is not None
    assert desk.quote_papers.file_name(second, ".pdf") == "Quotation_Q2026-0001-2_力诚电子.pdf"


def test_the_basis_of_the_prices_is_told(desk: Desk, whole: WholeQuote) -> None:
    use("en")
    contract = replace(whole, quote=replace(whole.quote, basis=PriceBasis.CONTRACT, contract_months=24))
    assert "Prices: contract of 24 months" in "\n".join(texts(desk.quote_papers.document(contract)))
