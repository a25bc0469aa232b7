"""The workbook read back by another library."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from zipfile import ZipFile

import openpyxl
from openpyxl.workbook import Workbook

from salesdesk.domain.report import DailyReport, VisitRow
from salesdesk.reports.daily import daily_document
from salesdesk.reports.document import Bar, BarChart, Cell, Column, Document, Section, Table
from salesdesk.reports.layout import Layout
from salesdesk.reports.weekly import weekly_document
from salesdesk.reports.xlsx import xlsx_bytes
from tests import builders_reports as sample


def _read(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def test_numbers_days_and_times_are_real() -> None:
    book = _read(xlsx_bytes(daily_document(sample.daily())))
    visits = book["Visits today"]
    assert visits["A2"].value == time(9, 0)
    found = book["New opportunities"]
    assert found["E2"].value == 1_280_000
    assert found["E2"].number_format == "#,##0.00"
    assert found["F2"].value == datetime(2027, 1, 15)
    assert found["F2"].number_format == "yyyy-mm-dd"
    goals = book["Target against actual"]
    assert goals["F3"].value == 0.912
    assert goals["F3"].number_format == "0.0%"


def test_tables_can_be_scrolled_filtered_and_printed() -> None:
    sheet = _read(xlsx_bytes(daily_document(sample.daily(), Layout(landscape=True))))["Visits today"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:F7"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == ("9", "landscape") or (
        sheet.page_setup.paperSize,
        sheet.page_setup.orientation,
    ) == (9, "landscape")
    assert sheet.column_dimensions["B"].width > 20


def test_bars_stand_in_order_without_a_legend() -> None:
    chart = BarChart("By tier", (Bar("A", 300.0), Bar("B", 200.0)))
    document = Document("R", "", "", "en", (Section("tiers", "By tier", (chart,)),))
    drawn = ZipFile(BytesIO(xlsx_bytes(document))).read("xl/charts/chart1.xml").decode()
    assert "<c:legend>" not in drawn
    assert '<c:orientation val="maxMin"/>' in drawn


def test_figures_shrink_rather_than_turn_into_hashes() -> None:
    book = _read(xlsx_bytes(daily_document(sample.daily())))
    assert book["New opportunities"]["E2"].alignment.shrink_to_fit


def test_long_names_of_sheets_end_with_a_whole_word() -> None:
    table = Table((Column("Client"),), ((Cell("Acme"),),))
    titles = ("Answers to enquiries and complaints", "Answers to enquiries and praise", "很" * 40)
    document = Document("R", "", "", "en", tuple(Section(str(n), title, (table,)) for n, title in enumerate(titles)))
    names = _read(xlsx_bytes(document)).sheetnames[1:]
    assert names == ["Answers to enquiries and…", "Answers to enquiries and… 2", "很" * 27 + "…"]


def test_the_first_sheet_holds_the_whole_report() -> None:
    document = weekly_document(sample.weekly(), Layout(company="远景"))
    sheet = _read(xlsx_bytes(document)).worksheets[0]
    words = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {"远景", "Weekly report", "Stage conversion", "交期缩短", "Remark"} <= words
    assert "121380050" not in words
    assert any(cell.value == 1_213_800.5 for row in sheet.iter_rows() for cell in row)


def test_charts_are_native() -> None:
    data = xlsx_bytes(weekly_document(sample.weekly()))
    with ZipFile(BytesIO(data)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert any("<c:lineChart>" in chart for chart in charts)
    assert any("<c:pieChart>" in chart for chart in charts)
    trend = _read(data)["Monthly sales"]
    assert trend["B15"].value == 1_820_000
    assert trend["D2"].value is None


def test_a_name_never_becomes_a_formula_or_a_link() -> None:
    report = DailyReport(
        "王", sample.DAY, visits=(VisitRow("=1+1"), VisitRow("http://example.invalid"), VisitRow("+x"))
    )
    sheet = _read(xlsx_bytes(daily_document(report)))["Visits today"]
    assert [(sheet.cell(row, 2).value, sheet.cell(row, 2).data_type) for row in (2, 3, 4)] == [
        ("=1+1", "s"),
        ("http://example.invalid", "s"),
        ("+x", "s"),
    ]


def test_chinese_letters_are_set_in_a_chinese_font() -> None:
    from salesdesk.words.i18n import in_language

    with in_language("zh_CN"):
        document = daily_document(sample.daily())
    sheet = _read(xlsx_bytes(document)).worksheets[1]
    assert sheet["A2"].font.name == "Microsoft YaHei"


def test_sheet_names_are_free_of_what_excel_refuses() -> None:
    from dataclasses import replace

    document = daily_document(sample.daily())
    odd = tuple(replace(section, title="A/B:[x]*? " * 5) for section in document.sections)
    names = _read(xlsx_bytes(replace(document, sections=odd))).sheetnames
    assert len(names) == len(set(names)) > 5
    assert all(len(name) <= 31 for name in names)


def test_rows_are_as_high_as_their_texts() -> None:
    report = DailyReport("王小明", sample.DAY, visits=(VisitRow("短"), VisitRow("长", result="他们同意了，" * 40)))
    sheet = _read(xlsx_bytes(daily_document(report)))["Visits today"]
    assert sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height > 60
