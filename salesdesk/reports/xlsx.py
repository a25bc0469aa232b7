"""A document as an Excel workbook: real numbers and days, native charts, a readable first sheet, ready to print.

The first sheet holds the words, the figures and the charts; every table has a sheet of its own that can be sorted
and filtered. Nothing is ever written as a formula, whatever a client's name begins with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from salesdesk.reports.document import (
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
_UNITS = {1_000: "thousands", 10_000: "ten_thousands", 1_000_000: "millions"}
_WIDEST = 46
_CHART_ROWS = 18


def xlsx_bytes(document: Document) -> bytes:
    """The workbook as bytes."""
    return _Book(document).bytes()


class _Book:
    """One workbook while it is written."""

    def __init__(self, document: Document) -> None:
        import xlsxwriter

        self.document = document
        self.out = BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
        self.book: Workbook = xlsxwriter.Workbook(self.out, options)
        self.book.set_properties({"title": document.title, "author": document.author, "company": document.company})
        self.base = {"font_name": _FONTS.get(document.language, "Calibri"), "font_size": 10, "valign": "top"}
        self.names: set[str] = set()
        self.hues = _GREYS if document.black_and_white else _HUES

    def bytes(self) -> bytes:
        overview = self._sheet(self.document.title)
        overview.set_column(0, 0, 26, self._style())
        overview.set_column(1, 1, 20, self._style())
        overview.set_column(2, 2, 58, self._style())
        row = self._top(overview)
        for section in self.document.sections:
            row = self._section(overview, section, row)
        for word in self.document.signatures:
            overview.write_string(row + 2, 0, word, self._style(font_color="#5A6472", top=1))
            overview.write_string(row + 2, 1, self.document.signature_date, self._style(font_color="#5A6472", top=1))
            row += 3
        self.book.close()
        return self.out.getvalue()

    def _style(self, **more: object) -> Any:
        return self.book.add_format(self.base | more)

    def _sheet(self, name: str) -> Worksheet:
        sheet = self.book.add_worksheet(self._free_name(name))
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
        name = re.sub(r"[\[\]:*?/\\]", " ", wanted).strip(" '")[:28] or "–"
        number, free = 2, name
        while free.lower() in self.names:
            number, free = number + 1, f"{name} {number}"
        self.names.add(free.lower())
        return free

    def _top(self, sheet: Worksheet) -> int:
        document = self.document
        quiet = self._style(font_color="#5A6472")
        sheet.write_string(0, 0, document.company, quiet)
        sheet.write_string(1, 0, document.title, self._style(bold=True, font_size=20))
        sheet.set_row(1, 30)
        author = self._style(bold=True, bottom=2, bottom_color="#0B5C63")
        sheet.write_string(2, 0, document.author, author)
        sheet.write_string(2, 1, "", author)
        sheet.write_string(
            2, 2, document.date_line, self._style(font_color="#5A6472", bottom=2, bottom_color="#0B5C63")
        )
        return 4

    def _section(self, sheet: Worksheet, section: Section, row: int) -> int:
        if section.title:
            sheet.write_string(row, 0, section.title, self._style(bold=True, font_size=12, font_color="#0B5C63"))
            row += 1
        for block in section.blocks:
            match block:
                case KeyFigures(figures):
                    for figure in figures:
                        sheet.write_string(row, 0, figure.label, self._style(font_color="#5A6472"))
                        sheet.write_string(row, 1, figure.value, self._style(bold=True, font_size=13))
                        sheet.write_string(row, 2, figure.detail, self._style(font_color="#5A6472"))
                        row += 1
                case Paragraph() | Heading():
                    row = self._words(sheet, block, row)
                case Table():
                    row = self._link(sheet, self._table(section, block), block, row)
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
            sheet.merge_range(row, 0, row, 2, "", shown)
            sheet.write_string(row, 0, part, shown)
            lines = sum(1 + _letters(line) // 104 for line in part.splitlines())
            sheet.set_row(row, 15 * max(1, lines))
            row += 1
        return row

    def _link(self, sheet: Worksheet, name: str, table: Table, row: int) -> int:
        """On the first sheet a table is named by its rows and leads to its own sheet."""
        linked = self._style(font_color="#0B5C63", underline=1)
        target = name.replace("'", "''")
        for line in table.rows[:12]:
            words = [cell.text.replace("\n", " · ") for cell in line]
            sheet.write_string(row, 0, words[0], self._style())
            sheet.write_string(row, 1, words[1] if len(words) > 1 else "", self._style())
            sheet.write_string(row, 2, "   ".join(word for word in words[2:] if word), self._style(text_wrap=True))
            row += 1
        sheet.write_url(row, 0, f"internal:'{target}'!A1", linked, f"→ {name}")
        return row + 1

    def _table(self, section: Section, table: Table) -> str:
        sheet = self._sheet(section.title)
        head = {"bold": True, "font_color": "#5A6472", "bottom": 1, "text_wrap": True, "valign": "bottom"}
        for index, column in enumerate(table.columns):
            sheet.set_column(index, index, _column_width(table, index))
            sheet.write_string(0, index, column.heading, self._style(**head, align=_align(column)))
        styles: dict[tuple[object, ...], Any] = {}
        for number, row in enumerate((*table.rows, *((table.total,) if table.total else ())), start=1):
            total = number > len(table.rows)
            for index, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
                key = (_align(column), cell.kind, cell.tone, total)
                if key not in styles:
                    styles[key] = self._cell_style(column, cell, total)
                _write(sheet, number, index, cell, styles[key])
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        return str(sheet.get_name())

    def _cell_style(self, column: Column, cell: Cell, total: bool) -> Any:
        ink = {Tone.QUIET: "#5A6472", Tone.ALERT: "#A32A12"}.get(cell.tone, "#1B2330")
        return self._style(
            align=_align(column),
            num_format=_FORMATS[cell.kind],
            text_wrap=cell.kind is CellKind.TEXT,
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
        native.set_legend({"position": "bottom" if isinstance(chart, LineChart) else "right", "font": font})
        native.set_size({"width": 700, "height": _CHART_ROWS * 20 - 20})
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
        axis: dict[str, object] = {
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#D3D8DD"}},
        }
        if chart.scale in _UNITS:
            axis |= {"display_units": _UNITS[chart.scale], "display_units_visible": False}
        native.set_y_axis(axis | {"name": chart.unit, "line": {"none": True}})
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
        labels: dict[str, object] = {"value": True, "percentage": True, "separator": "\n"} if pie else {"value": True}
        native.add_series(
            {
                "name": chart.title or name,
                "categories": [name, 1, 0, len(parts), 0],
                "values": [name, 1, 1, len(parts), 1],
                "data_labels": labels,
                "points": [{"fill": {"color": self.hues[i % len(self.hues)]}} for i in range(len(parts))]
                if pie
                else [],
            }
        )
        return native


def _align(column: Column) -> str:
    return {"centre": "center"}.get(column.side.value, column.side.value)


def _letters(text: str) -> int:
    """The width of a text in letters: a Chinese character counts two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _column_width(table: Table, index: int) -> float:
    texts = [table.columns[index].heading, *(row[index].text for row in (*table.rows[:500], table.total) if row)]
    longest = max((_letters(line) for text in texts for line in text.splitlines()), default=4)
    return float(min(_WIDEST, max(7, longest + 3)))


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
