"""Text tables: read into a Sheet without ever shifting a cell, and written so that Excel opens them rightly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.sheet import Row, RowProblem, Sheet, column_names, table_of
from salesdesk.exchange.sniff import Sniffed, decode, load, sniff, split_sep_line

__all__ = ["Row", "RowProblem", "Sheet", "column_names", "open_csv", "read_csv", "write_csv", "write_rejects"]

LIMIT_CELLS_OF_TEXT = 4_000_000
"""The most cells of a text table; a longer one is to be split."""


_TOO_MANY = N_("The table has more than {limit} cells. Split the file and import the parts.")


def open_csv(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    has_header: bool | None = None,
) -> tuple[Sniffed, Sheet]:
    """Read a CSV file with its format guessed where it is not given. Raises FileRefused, Refused."""
    data = load(path)
    sniffed = sniff(data, encoding=encoding, delimiter=delimiter, has_header=has_header)
    return sniffed, read_csv(data, sniffed)


def read_csv(data: bytes, sniffed: Sniffed) -> Sheet:
    """The table in `data`. Blank lines are passed over; FileRefused by line for a quote that is never closed."""
    text, _ = split_sep_line(decode(data, sniffed.encoding))
    records, broken = _records(text, sniffed)
    return table_of(records, skipped=sniffed.skipped, has_header=sniffed.has_header, broken=broken)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV file with byte order mark, so that Excel reads it as UTF-8, and CRLF line ends (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def write_rejects(columns: Sequence[str], rejects: Iterable[tuple[Sequence[str], str]], heading: str) -> bytes:
    """The refused rows as they came, the reason (already in the user's language) in a last column `heading`.

    A row with more fields than columns keeps them all: the table is widened with nameless columns.
    """
    listed = [(tuple(cells), reason) for cells, reason in rejects]
    width = max([len(columns), *(len(cells) for cells, _ in listed)])
    head = [*columns, *[""] * (width - len(columns)), heading]
    return write_csv(head, ([*cells, *[""] * (width - len(cells)), reason] for cells, reason in listed))


def _records(text: str, sniffed: Sniffed) -> tuple[list[Row], list[RowProblem]]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sniffed.delimiter, quotechar=sniffed.quote, strict=True
    )
    records: list[Row] = []
    broken: list[RowProblem] = []
    before = count = 0
    while True:
        try:
            for cells in reader:
                if "".join(cells).strip():
                    count += len(cells)
                    if count > LIMIT_CELLS_OF_TEXT:
                        raise FileRefused(_TOO_MANY, limit=LIMIT_CELLS_OF_TEXT)
                    records.append(Row(before + 1, tuple(cells)))
                before = reader.line_num
            return records, broken
        except csv.Error as error:
            broken.append(_broken(error, before + 1, reader.line_num, text))
            before = reader.line_num


def _broken(error: csv.Error, first: int, last: int, text: str) -> RowProblem:
    """A stray quote within one line spoils that line; across lines nobody can tell where records begin again."""
    if last > first or "unexpected end" in str(error) or "limit" in str(error):
        raise FileRefused(
            N_("The quotation mark opened in line {line} is not closed properly. Mend that line and try again."),
            line=first,
        ) from None
    line = text.splitlines()[first - 1] if first <= text.count("\n") + text.count("\r") + 1 else ""
    return RowProblem(first, Text(N_("Text follows a closing quotation mark.")), (line,))
