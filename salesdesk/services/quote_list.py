"""All quotes as a table for other programs."""

from __future__ import annotations

from pathlib import Path

from salesdesk.domain.errors import Refused
from salesdesk.domain.quote_sums import WHOLE
from salesdesk.domain.text import N_
from salesdesk.exchange.csv_file import write_csv
from salesdesk.exchange.xlsx_file import XlsxType, write_xlsx
from salesdesk.reports.files import replace_file
from salesdesk.services.quotes import QuoteRow, Quotes
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_percent

_TYPES = {
    N_("Quote number"): XlsxType.TEXT,
    N_("Version"): XlsxType.NUMBER,
    N_("Client"): XlsxType.TEXT,
    N_("Title"): XlsxType.TEXT,
    N_("State"): XlsxType.TEXT,
    N_("Date of the quote"): XlsxType.DAY,
    N_("Valid until"): XlsxType.DAY,
    N_("Currency"): XlsxType.TEXT,
    N_("Net"): XlsxType.MONEY,
    N_("Tax"): XlsxType.MONEY,
    N_("To be paid"): XlsxType.MONEY,
    N_("Gross margin"): XlsxType.TEXT,
}


def write_quotes(quotes: Quotes, out: Path) -> int:
    """Every quote that stands, newest first, as .csv or .xlsx; how many. Raises Refused for another ending."""
    heads, rows = [_(head) for head in _TYPES], [_row(row) for row in quotes.rows()]
    ending = out.suffix.lower()
    if ending == ".csv":
        shown = [[_as_text(value, kind) for value, kind in zip(row, _TYPES.values(), strict=True)] for row in rows]
        replace_file(out, write_csv(heads, shown))
    elif ending == ".xlsx":
        replace_file(out, write_xlsx("quotes", heads, list(_TYPES.values()), rows))
    else:
        raise Refused(N_("The list of quotes is written as .csv or .xlsx, not as “{ending}”."), ending=ending)
    return len(rows)


def _row(row: QuoteRow) -> list[object]:
    quote, sums = row.quote, row.sums
    margin = None if sums.margin_bp is None else format_percent(sums.margin_bp / WHOLE, 2)
    return [
        *(quote.number, quote.version, row.client, quote.title, label(quote.status)),
        *(quote.quoted_on, quote.valid_until, quote.currency),
        *(sums.net_cents, sums.tax_cents, sums.total_cents, margin),
    ]


def _as_text(value: object, kind: XlsxType) -> str:
    if kind is XlsxType.MONEY and isinstance(value, int):
        return f"{value // 100}.{value % 100:02}"
    return "" if value is None else str(value)
