"""Reports as files: the week as Excel and Word against their bare writers, a set of a whole team against a painter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import docx
import openpyxl
import xlsxwriter

from salesdesk.domain.report import ReportKind
from salesdesk.paper.export import chart_pictures
from salesdesk.paper.pdf import bound_bytes
from salesdesk.reports.document import Document, KeyFigures, Paragraph, Table, block_texts
from salesdesk.reports.docx import docx_bytes
from salesdesk.reports.xlsx import xlsx_bytes
from tests.bench.frame import Aim, Reading, Run, Took, measured, stopwatch
from tests.bench.lines.pdf import longer, pictures_of, play
from tests.bench.places import NOW, Places
from tests.bench.screen import application
from tests.bench.sizes import Sizes

TEAM = 50


def report_files(sizes: Sizes, places: Places) -> list[Reading]:
    """The week of the sample, long; and as many weeks as it came, one for each rep of a team."""
    application(places.folder)
    desk = places.desk(sizes.shown)
    week = desk.reports.fresh(ReportKind.WEEKLY, NOW.date())
    desk.close()
    long = longer(week, sizes.pages)
    rows = sum(len(block.rows) for section in long.sections for block in section.blocks if isinstance(block, Table))
    charts, cells, repeats = chart_pictures(long), _cells(xlsx_bytes(long)), sizes.repeats

    def line(name: str, ours: Callable[[], object], floor: Callable[[], object], times: float, note: str) -> Reading:
        mine, plain = measured(_timed(ours), _timed(floor), repeats)
        return Reading(name, mine, plain, Aim(times=times), note=note)

    found = [
        line("weekly report to Excel", lambda: xlsx_bytes(long), lambda: _plain_xlsx(cells), 2, f"{rows} rows"),
        line("weekly report to Word", lambda: docx_bytes(long, charts), lambda: _plain_docx(long), 2, f"{rows} rows"),
    ]
    team = [replace(week, author=f"Rep {number}") for number in range(TEAM if repeats > 1 else 2)]
    painted = [(pictures_of(document), document) for document in team]
    bound = line(
        "team's set, one PDF", lambda: bound_bytes(team, "", ""), lambda: play(painted), 3, f"{len(team)} reps"
    )
    return [*found, bound]


def _timed(work: Callable[[], object]) -> Run:
    def run() -> Took:
        with stopwatch() as took:
            work()
        return took

    return run


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a sheet of ours holds: single cells, and cells that were joined."""

    single: list[tuple[int, int, Any]]
    joined: list[tuple[int, int, int, int, Any]]


def _cells(data: bytes) -> list[_Sheet]:
    sheets = []
    for sheet in openpyxl.load_workbook(BytesIO(data)):
        areas = sheet.merged_cells.ranges
        joined = [(a.min_row - 1, a.min_col - 1, a.max_row - 1, a.max_col - 1, a.start_cell.value) for a in areas]
        inside = {place for area in areas for place in area.cells}
        single = [
            (cell.row - 1, cell.column - 1, cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if (cell.value is not None or cell.has_style) and (cell.row, cell.column) not in inside
        ]
        sheets.append(_Sheet(single, joined))
    return sheets


def _plain_xlsx(sheets: list[_Sheet]) -> bytes:
    """The same cells by XlsxWriter, all in one look, without charts."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"})
    look = book.add_format({"font_size": 10})
    for cells in sheets:
        sheet = book.add_worksheet()
        for row, column, value in cells.single:
            sheet.write(row, column, value, look)
        for *place, value in cells.joined:
            sheet.merge_range(*place, value, look)
    book.close()
    return out.getvalue()


def _plain_docx(document: Document) -> bytes:
    """The same texts and tables by python-docx, without any look."""
    out, word = BytesIO(), docx.Document()
    for section in document.sections:
        word.add_paragraph(section.title)
        for block in section.blocks:
            if isinstance(block, Table):
                table = word.add_table(0, len(block.columns))
                for texts in ([c.heading for c in block.columns], *([cell.text for cell in row] for row in block.rows)):
                    for cell, text in zip(table.add_row().cells, texts, strict=True):
                        cell.text = text
            elif isinstance(block, Paragraph | KeyFigures):
                for text in block_texts(block):
                    word.add_paragraph(text)
    word.save(out)
    return out.getvalue()
