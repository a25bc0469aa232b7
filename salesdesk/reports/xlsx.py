"""A document as an Excel workbook: real numbers and days, native charts, a readable first sheet, ready to print.

The first sheet holds the words, the figures and the charts; every table has a sheet of its own that can be sorted
and filtered. Nothing is ever written as a formula, whatever a client's name begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from salesdesk.reports.document import (
    Align,
    Bar,
    BarChart,
    Cell,
    CellKind,
    Chart,
    Column,
    Document,
    Heading,
    KeyFigures,
    LineChart,
    LineRole,
    Paper,
    Paragraph,
    PieChart,
    PieSlice,
    Section,
    Table,
    Tone,
)
from salesdesk.reports.pace import Pace, Step, rows_of
from salesdesk.reports.widths import column_letters, letters, shares

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_FORMATS = {
    CellKind.TEXT: "@",
    CellKind.INT: "#,##0",
    CellKind.DECIMAL: "#,##0.0",
    CellKind.MONEY: "#,##0.00",
    CellKind.PERCENT: "0.0%",
    CellKind.DATE: "yyyy-mm-dd",
    CellKind.TIME: "hh:mm",
}
_FONTS = {"zh_CN": "Microsoft YaHei", "zh_TW": "Microsoft JhengHei"}
_HUES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C8C8C")
_GREYS = ("#2B2B2B", "#8A8A8A", "#C9C9C9", "#5A5A5A", "#E4E4E4", "#A8A8A8", "#404040", "#D6D6D6")
_DASHES = {
    LineRole.ACTUAL: "solid",
    LineRole.TARGET: "dash",
    LineRole.LAST_YEAR: "round_dot",
    LineRole.OTHER: "dash_dot",
}
_ROLE_HUES = {LineRole.ACTUAL: 0, LineRole.TARGET: 5, LineRole.LAST_YEAR: 7, LineRole.OTHER: 2}
_WIDEST = 46
_NAME = 28
"""Letters of a sheet's name; Excel takes 31, and one that is there already gets a number."""
_GRID, _CELL = 24, 4.3
"""The first sheet is a grid of so many columns, each so many letters wide, over which everything is laid."""
_MOST_ROWS = 60
_CHART_ROWS = 18


def xlsx_bytes(document: Document, step: Step | None = None) -> bytes:
    """The workbook as bytes. `step` is told as the rows are filled in and written; what it raises stops the work."""
    return _Book(document, Pace(2 * rows_of(document), step)).bytes()


@lru_cache(maxsize=1)
def _sheet_class() -> type[Worksheet]:
    """A sheet that tells of each row it writes; the library is loaded with the first workbook."""
    from xlsxwriter.worksheet import Worksheet

    class Told(Worksheet):  # type: ignore[misc]
        pace: Pace

        def _write_row(self, *args: Any, **more: Any) -> None:
            self.pace.on()
            super()._write_row(*args, **more)

    return Told


class _Book:
    """One workbook while it is written."""

    def __init__(self, document: Document, pace: Pace) -> None:
        import xlsxwriter

        self.document, self.pace = document, pace
        self.out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
        self.book: Workbook = xlsxwriter.Workbook(self.out, options)
        self.book.set_properties({"title": document.title, "author": document.author, "company": document.company})
        self.base = {"font_name": _FONTS.get(document.language, "Calibri"), "font_size": 10, "valign": "top"}
        self.names: set[str] = set()
        self.styles: dict[str, Any] = {}
        self.cell_styles: dict[tuple[Align, CellKind, Tone, bool], Any] = {}
        self.hues = _GREYS if document.black_and_white else _HUES

    def bytes(self) -> bytes:
        overview = self._sheet(self.document.title)
        overview.set_column(0, _GRID - 1, _CELL)
        row = self._top(overview)
        for section in self.document.sections:
            row = self._section(overview, section, row)
        self._sign(overview, row + 2)
        self.book.close()
        return self.out.getvalue()

    def _style(self, **more: object) -> Any:
        """A format, made once for each look."""
        key = repr(sorted(more.items()))
        if key not in self.styles:
            self.styles[key] = self.book.add_format(self.base | more)
        return self.styles[key]

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(self._free_name(name), _sheet_class())
        sheet.pace = self.pace
        sheet.set_paper(9 if self.document.paper is Paper.A4 else 1)
        if self.document.landscape:
            sheet.set_landscape()
        sheet.hide_gridlines(2)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.55, 0.55, 0.6, 0.6)
        plain = f"{self.document.title} {self.document.author}".replace("&", "&&")
        sheet.set_footer(f"&L&8{plain}&R&8&P / &N")
        return sheet

    def _free_name(self, wanted: str) -> str:
        name = re.sub(r"[\[\]:*?/\\]", " ", wanted).strip(" '")
        if len(name) > _NAME:
            name = f"{re.sub(r' [^ ]*$', '', name[:_NAME])[: _NAME - 1].rstrip(' ,')}…"
        name = name or "–"
        number, free = 2, name
        while free.lower() in self.names:
            number, free = number + 1, f"{name} {number}"
        self.names.add(free.lower())
        return free

    def _span(self, sheet: Worksheet, row: int, first: int, count: int, cell: Cell, style: Any) -> None:
        """Write a cell across `count` columns of the first sheet's grid."""
        if count > 1:
            sheet.merge_range(row, first, row, first + count - 1, "", style)
        _write(sheet, row, first, cell, style)

    def _top(self, sheet: Worksheet) -> int:
        document = self.document
        quiet = {"font_color": "#5A6472"}
        line = {"bottom": 2, "bottom_color": "#0B5C63"}
        self._span(sheet, 0, 0, _GRID, Cell(document.company), self._style(**quiet))
        self._span(
            sheet, 1, 0, 14, Cell(document.title), self._style(bold=True, font_size=20, valign="vcenter", **line)
        )
        name = f"{document.author}\n{document.date_line}"
        shown = self._style(align="right", text_wrap=True, valign="bottom", **line)
        self._span(sheet, 1, 14, _GRID - 14, Cell(name), shown)
        sheet.set_row(1, 36)
        return 3

    def _sign(self, sheet: Worksheet, row: int) -> None:
        words = self.document.signatures
        wide = _GRID // max(3, len(words))
        for number, word in enumerate(words):
            style = self._style(font_color="#5A6472", top=1)
            self._span(sheet, row, number * wide, wide - 1, Cell(f"{word}   {self.document.signature_date}"), style)

    def _figures(self, sheet: Worksheet, block: KeyFigures, row: int) -> int:
        most = 4
        for first in range(0, len(block.figures), most):
            group = block.figures[first : first + most]
            wide = _GRID // len(group)
            for number, figure in enumerate(group):
                left = number * wide
                ground = {"bg_color": "#F3F6F7", "indent": 1}
                self._span(sheet, row, left, wide, Cell(figure.label), self._style(font_color="#5A6472", **ground))
                self._span(
                    sheet, row + 1, left, wide, Cell(figure.value), self._style(bold=True, font_size=16, **ground)
                )
                self._span(sheet, row + 2, left, wide, Cell(figure.detail), self._style(font_color="#5A6472", **ground))
            sheet.set_row(row + 1, 24)
            row += 3
        return row

    def _section(self, sheet: Worksheet, section: Section, row: int) -> int:
        if section.title:
            sheet.write_string(row, 0, section.title, self._style(bold=True, font_size=12, font_color="#0B5C63"))
            row += 1
        for block in section.blocks:
            match block:
                case KeyFigures():
                    row = self._figures(sheet, block, row)
                case Paragraph() | Heading():
                    row = self._words(sheet, block, row)
                case Table():
                    row = self._shown(sheet, block, self._table(section, block), row)
                case LineChart() | PieChart() | BarChart():
                    row = self._chart(sheet, section, block, row)
        return row + 1

    def _words(self, sheet: Worksheet, block: Paragraph | Heading, row: int) -> int:
        if isinstance(block, Heading):
            sheet.write_string(row, 0, block.text, self._style(bold=True))
            return row + 1
        if block.label:
            sheet.write_string(row, 0, block.label, self._style(bold=True, font_color="#5A6472"))
            row += 1
        # Excel holds at most 32,767 characters in a cell and shows about 400 points of a row.
        for start in range(0, len(block.text), 1_500):
            part = block.text[start : start + 1_500]
            shown = self._style(text_wrap=True, font_color="#A32A12" if block.tone is Tone.ALERT else "#1B2330")
            self._span(sheet, row, 0, _GRID, Cell(part), shown)
            lines = sum(1 + letters(line) // int(_GRID * _CELL) for line in part.splitlines())
            sheet.set_row(row, 15 * max(1, lines))
            row += 1
        return row

    def _shown(self, sheet: Worksheet, table: Table, name: str, row: int) -> int:
        """A table on the first sheet, laid over the grid; what is beyond a page's worth is left to its own sheet."""
        spans = shares(table, _GRID)
        head = {"bold": True, "font_color": "#5A6472", "bottom": 1, "text_wrap": True, "valign": "bottom"}
        headings = [(Cell(column.heading), self._style(**head, **_side(column))) for column in table.columns]
        row = self._grid_row(sheet, row, spans, headings)
        for line in table.rows[:_MOST_ROWS]:
            styled = [(cell, self._cell_style(c, cell, False)) for c, cell in zip(table.columns, line, strict=True)]
            row = self._grid_row(sheet, row, spans, styled)
        if table.total:
            styled = [
                (cell, self._cell_style(c, cell, True)) for c, cell in zip(table.columns, table.total, strict=True)
            ]
            row = self._grid_row(sheet, row, spans, styled)
        if len(table.rows) > _MOST_ROWS:
            target = name.replace("'", "''")
            sheet.write_url(
                row, 0, f"internal:'{target}'!A1", self._style(font_color="#0B5C63", underline=1), f"→ {name}"
            )
            row += 1
        return row

    def _grid_row(self, sheet: Worksheet, row: int, spans: list[int], styled: list[tuple[Cell, Any]]) -> int:
        first, lines = 0, 1
        for (cell, style), span in zip(styled, spans, strict=True):
            self._span(sheet, row, first, span, cell, style)
            room = max(1, int(span * (_CELL + 0.7)) - 1)
            lines = max(lines, sum(1 + max(0, letters(line) - 1) // room for line in cell.text.splitlines()))
            first += span
        sheet.set_row(row, min(400, 4 + 14 * lines))
        return row + 1

    def _table(self, section: Section, table: Table) -> str:
        sheet = self._sheet(section.title)
        head = {"bold": True, "font_color": "#5A6472", "bottom": 1, "text_wrap": True, "valign": "bottom"}
        widths = [column_letters(table, index, _WIDEST) for index in range(len(table.columns))]
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, widths[index])
            sheet.write_string(0, index, column.heading, self._style(**head, **_side(column)))
        for number, row in enumerate((*table.rows, *((table.total,) if table.total else ())), start=1):
            total = number > len(table.rows)
            lines = 1
            self.pace.on()
            for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                _write(sheet, number, index, cell, self._cell_style(column, cell, total))
                if len(cell.text) * 2 > widths[index] or "\n" in cell.text:
                    room = widths[index] - 2
                    lines = max(lines, sum(1 + max(0, letters(line) - 1) // room for line in cell.text.splitlines()))
            if lines > 1:  # not every program makes rows as high as their texts by itself
                sheet.set_row(number, min(400, 4 + 14 * lines))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        return str(sheet.get_name())

    def _cell_style(self, column: Column, cell: Cell, total: bool) -> Any:
        key = (column.side, cell.kind, cell.tone, total)
        if key not in self.cell_styles:
            self.cell_styles[key] = self._new_cell_style(column, cell, total)
        return self.cell_styles[key]

    def _new_cell_style(self, column: Column, cell: Cell, total: bool) -> Any:
        ink = {Tone.QUIET: "#5A6472", Tone.ALERT: "#A32A12"}.get(cell.tone, "#1B2330")
        return self._style(
            **_side(column),
            num_format=_FORMATS[cell.kind],
            text_wrap=cell.kind is CellKind.TEXT,
            shrink=cell.kind is not CellKind.TEXT,
            bold=total or cell.tone is Tone.STRONG,
            font_color=ink,
            bottom=4,
            bottom_color="#D3D8DD",
            top=1 if total else 0,
        )

    def _chart(self, sheet: Worksheet, section: Section, chart: Chart, row: int) -> int:
        title = chart.title or section.title
        data = self._sheet(title)
        native = self._line(data, chart) if isinstance(chart, LineChart) else self._parts(data, chart)
        font = {"name": self.base["font_name"], "size": 9}
        native.set_title({"name": title, "name_font": font | {"size": 11, "bold": True}, "overlay": False})
        place = "bottom" if isinstance(chart, LineChart) else "none" if isinstance(chart, BarChart) else "right"
        native.set_legend({"position": place, "font": font})
        native.set_size({"width": 800, "height": _CHART_ROWS * 20 - 20})
        native.set_chartarea({"border": {"none": True}})
        sheet.insert_chart(row, 0, native, {"description": title})
        return row + _CHART_ROWS

    def _line(self, data: Worksheet, chart: LineChart) -> Any:
        name = data.get_name()
        head = self._style(bold=True)
        data.set_column(0, len(chart.series), 14)
        for index, category in enumerate(chart.categories, start=1):
            data.write_string(index, 0, category.replace("\n", " "), self._style())
        native = self.book.add_chart({"type": "line"})
        last = len(chart.categories)
        for column, series in enumerate(chart.series, start=1):
            data.write_string(0, column, series.name, head)
            for index, value in enumerate(series.values, start=1):
                if value is not None:
                    data.write_number(index, column, value, self._style(num_format="#,##0.00"))
            ink = self.hues[_ROLE_HUES[series.role]]
            actual = series.role is LineRole.ACTUAL
            line = {"color": ink, "width": 2.25 if actual else 1.5, "dash_type": _DASHES[series.role]}
            marker = {"type": "circle", "size": 5, "fill": {"color": ink}, "border": {"color": ink}}
            native.add_series(
                {
                    "name": [name, 0, column],
                    "categories": [name, 1, 0, last, 0],
                    "values": [name, 1, column, last, column],
                    "line": line,
                    "marker": marker if actual else {"type": "none"},
                }
            )
        # Full amounts: other spreadsheet programs ignore Excel's display units.
        grid = {"visible": True, "line": {"color": "#D3D8DD"}}
        unit = self.document.currency if chart.scale > 1 else chart.unit
        native.set_y_axis({"num_format": "#,##0", "major_gridlines": grid, "name": unit, "line": {"none": True}})
        return native

    def _parts(self, data: Worksheet, chart: PieChart | BarChart) -> Any:
        name = data.get_name()
        pie = isinstance(chart, PieChart)
        parts: Sequence[PieSlice | Bar] = chart.slices if isinstance(chart, PieChart) else chart.bars
        data.set_column(0, 0, 24)
        data.write_string(0, 1, chart.unit or chart.title, self._style(bold=True))
        for index, part in enumerate(parts, start=1):
            data.write_string(index, 0, part.label, self._style())
            data.write_number(index, 1, part.value, self._style(num_format="#,##0.##"))
        native = self.book.add_chart({"type": "pie" if pie else "bar"})
        if not pie:  # the first on top; its figure stands beside each bar, so the axis says none
            native.set_y_axis({"reverse": True})
            native.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        labels: dict[str, object] = {"value": True, "percentage": True, "separator": "\n"} if pie else {"value": True}
        hue = {} if pie else {"fill": {"color": self.hues[0]}, "gap": 60}
        native.add_series(
            {
                "name": chart.title or name,
                "categories": [name, 1, 0, len(parts), 0],
                "values": [name, 1, 1, len(parts), 1],
                "data_labels": labels,
                **hue,
                "points": [{"fill": {"color": self.hues[i % len(self.hues)]}} for i in range(len(parts))]
                if pie
                else [],
            }
        )
        return native


def _side(column: Column) -> dict[str, object]:
    """Where a cell's text stands; words keep a little distance from the numbers before them."""
    if column.side is Align.LEFT:
        return {"align": "left", "indent": 1}
    return {"align": "center" if column.side is Align.CENTRE else "right"}


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, style: Any) -> None:
    value = cell.value
    if isinstance(value, time | date | datetime):
        sheet.write_datetime(row, column, value, style)
    elif isinstance(value, int | float) and cell.kind is CellKind.MONEY:
        sheet.write_number(row, column, value / 100, style)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value, style)
    elif cell.text:
        sheet.write_string(row, column, cell.text[:32_000], style)
    else:
        sheet.write_blank(row, column, None, style)
