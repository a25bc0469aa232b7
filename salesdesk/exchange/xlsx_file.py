"""A plain table as an Excel sheet: real numbers and dates, a frozen head, a filter, sensible widths."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum

WIDEST = 48


class XlsxType(StrEnum):
    """How a column's values stand in the sheet."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # the values are cents
    DAY = "day"


def write_xlsx(name: str, heads: Sequence[str], types: Sequence[XlsxType], rows: Iterable[Sequence[object]]) -> bytes:
    """One sheet called `name`. Days are `date`, money integer cents; None leaves a cell empty."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bottom": 1})
    formats = {
        XlsxType.TEXT: None,
        XlsxType.NUMBER: book.add_format({"num_format": "0"}),
        XlsxType.MONEY: book.add_format({"num_format": "#,##0.00"}),
        XlsxType.DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    for column, (head, kind) in enumerate(zip(heads, types, strict=True)):
        sheet.set_column(column, column, min(WIDEST, 12 if kind is not XlsxType.TEXT else 18))
        sheet.write_string(0, column, head, bold)
    sheet.freeze_panes(1, 0)
    last = 0
    for last, row in enumerate(rows, start=1):
        for column, (value, kind) in enumerate(zip(row, types, strict=True)):
            if value is None or value == "":
                continue
            if kind is XlsxType.MONEY and isinstance(value, int):
                sheet.write_number(last, column, value / 100, formats[kind])
            elif isinstance(value, int | float):
                sheet.write_number(last, column, value, formats[kind])
            elif isinstance(value, date):
                sheet.write_datetime(last, column, value, formats[kind])
            else:
                sheet.write_string(last, column, str(value))
    if heads:
        sheet.autofilter(0, 0, last, len(heads) - 1)
    book.close()
    return out.getvalue()
