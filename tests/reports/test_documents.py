"""What the daily and the weekly report say, held against golden texts and the figures they were made from."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.report import Rate, ReportKind, ReportWarning, WarningKind
from salesdesk.reports.daily import DAILY_SECTIONS, daily_document, daily_titles, warning_sentence
from salesdesk.reports.document import (
    CellKind,
    Document,
    LineChart,
    LineRole,
    Paragraph,
    PieChart,
    Section,
    Table,
    texts,
)
from salesdesk.reports.layout import Layout
from salesdesk.reports.period import MONTHLY_SECTIONS, YEAR_SECTIONS, monthly_titles, period_document, year_titles
from salesdesk.reports.text import as_text
from salesdesk.reports.weekly import WEEKLY_SECTIONS, axis_unit, weekly_document, weekly_titles
from salesdesk.words.i18n import in_language
from tests import builders_reports as sample
from tests import builders_reviews as reviews

GOLDEN = Path(__file__).parents[1] / "golden"
DOCUMENTS: dict[str, Callable[[], Document]] = {
    "daily": lambda: daily_document(sample.daily()),
    "daily_empty": lambda: daily_document(sample.empty_daily()),
    "weekly": lambda: weekly_document(sample.weekly()),
    "weekly_empty": lambda: weekly_document(sample.empty_weekly()),
    "weekly_team": lambda: weekly_document(sample.team_weekly()),
    "monthly": lambda: period_document(reviews.monthly()),
    "monthly_empty": lambda: period_document(reviews.empty(ReportKind.MONTHLY)),
    "year_team": lambda: period_document(reviews.year()),
    "year_empty": lambda: period_document(reviews.empty(ReportKind.YEAR)),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("short", [False, True], ids=["long", "short"])
def test_golden(name: str, short: bool) -> None:
    """Set SALESDESK_GOLDEN=write to take the present texts as the new golden ones, then read the difference."""
    text = as_text(DOCUMENTS[name](), short=short)
    path = GOLDEN / f"{name}{'_short' if short else ''}.en.txt"
    if os.environ.get("SALESDESK_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["zh_CN", "zh_TW"])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_language_has_the_same_shape(name: str, language: str) -> None:
    english = DOCUMENTS[name]()
    with in_language(language):
        other = DOCUMENTS[name]()
    assert other.language == language
    assert [section.key for section in other.sections] == [section.key for section in english.sections]
    for mine, theirs in zip(_tables(english), _tables(other), strict=True):
        assert [[cell.value for cell in row if cell.kind is not CellKind.TEXT] for row in mine.rows] == [
            [cell.value for cell in row if cell.kind is not CellKind.TEXT] for row in theirs.rows
        ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_row_has_a_cell_for_each_column(name: str) -> None:
    for table in _tables(DOCUMENTS[name]()):
        assert {len(row) for row in (*table.rows, *([table.total] if table.total else []))} == {len(table.columns)}


def _tables(document: Document) -> list[Table]:
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]


def _section(document: Document, key: str) -> Section:
    return next(section for section in document.sections if section.key == key)


def test_figures_carry_their_typed_values() -> None:
    won = _section(weekly_document(sample.weekly()), "won").blocks[0]
    assert isinstance(won, Table)
    assert [cell.value for cell in won.rows[0]] == [
        "This week",
        121_380_050,
        121_380_050,
        50_000_000,
        -71_380_050,
        2.427601,
    ]
    assert won.rows[0][1].text == "1,213,801"


def test_an_empty_denominator_is_a_dash_not_zero() -> None:
    conversion = _section(weekly_document(sample.weekly()), "conversion").blocks[0]
    assert isinstance(conversion, Table)
    nothing_left = conversion.rows[2]
    assert (nothing_left[2].text, nothing_left[2].value, nothing_left[3].text) == ("–", None, "–")
    assert Rate.part(0, 0) == Rate(None, 0, 0)


def test_empty_sections_vanish_but_visits_and_plan_speak() -> None:
    document = daily_document(sample.empty_daily())
    assert [section.key for section in document.sections] == ["figures", "visits", "tomorrow"]
    assert _section(document, "visits").blocks[0] == Paragraph("No visits today.", tone=_quiet(document))


def _quiet(document: Document) -> object:
    block = _section(document, "visits").blocks[0]
    assert isinstance(block, Paragraph)
    return block.tone


def test_warnings_are_for_the_author_and_never_printed() -> None:
    report = sample.daily()
    said = [warning_sentence(warning) for warning in report.warnings]
    assert len(said) == 2
    assert "窑炉温控改造" in said[1]
    assert not set(said) & set(texts(daily_document(report)))
    assert warning_sentence(ReportWarning(WarningKind.EMPTY_DAY))


def test_the_trend_is_a_line_chart_of_three_lines() -> None:
    chart = _section(weekly_document(sample.weekly()), "trend").blocks[0]
    assert isinstance(chart, LineChart)
    assert [series.role for series in chart.series] == [LineRole.ACTUAL, LineRole.TARGET, LineRole.LAST_YEAR]
    assert chart.series[0].values[-1] == 1_820_000.0
    assert chart.series[2].values[:2] == (None, None)
    assert (chart.categories[0], chart.categories[3], chart.categories[4]) == ("Oct\n2025", "Jan\n2026", "Feb")


def test_industries_are_a_pie_that_adds_up_with_the_small_ones_together() -> None:
    report = sample.weekly()
    chart = _section(weekly_document(report), "industries").blocks[0]
    assert isinstance(chart, PieChart)
    assert len(chart.slices) == 7
    assert sum(part.value for part in chart.slices) == sum(one.clients for one in report.industries) == 139


def test_only_three_needs_are_named() -> None:
    report = sample.weekly()
    needs = _section(weekly_document(replace(report, needs=report.needs * 3)), "needs").blocks[0]
    assert isinstance(needs, Table)
    assert len(needs.rows) == 3


def test_axis_units_follow_the_language() -> None:
    assert axis_unit(2_000_000, "CNY") == (1_000, "CNY thousand")
    assert axis_unit(20_000_000, "USD") == (1_000_000, "USD million")
    assert axis_unit(900, "CNY") == (1, "CNY")
    with in_language("zh_CN"):
        assert axis_unit(2_000_000, "CNY")[0] == 10_000
        assert axis_unit(50_000, "CNY") == (1, "CNY")


def test_every_section_has_a_name_to_choose_it_by() -> None:
    assert tuple(daily_titles()) == DAILY_SECTIONS
    assert tuple(weekly_titles()) == WEEKLY_SECTIONS
    assert tuple(monthly_titles()) == MONTHLY_SECTIONS
    assert tuple(year_titles()) == YEAR_SECTIONS


def test_a_month_shows_the_largest_of_many_opportunities_and_says_so() -> None:
    one = reviews.monthly().new_opportunities[0]
    document = period_document(replace(reviews.monthly(), new_opportunities=(one,) * 25))
    said, table = _section(document, "opportunities").blocks
    assert isinstance(said, Paragraph) and isinstance(table, Table)
    assert (said.text, len(table.rows)) == ("The 20 largest of 25.", 20)


def test_sections_can_be_hidden_and_moved() -> None:
    layout = Layout(order=("remark", "visits"), hidden=frozenset({"goals", "figures"}))
    keys = [section.key for section in daily_document(sample.daily(), layout).sections]
    assert keys[:3] == ["remark", "visits", "last_plan"]
    assert "goals" not in keys


def test_company_and_signatures_are_chosen() -> None:
    document = daily_document(sample.daily(), Layout(company="远景", signatures=("经办人",)))
    assert (document.company, document.signatures) == ("远景", ("经办人",))
    assert daily_document(sample.daily(), Layout(signatures=())).signatures == ()
    assert len(daily_document(sample.daily()).signatures) == 3
