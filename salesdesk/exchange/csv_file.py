"""Text tables: read into a Sheet without ever shifting a cell, and written so that Excel opens them rightly."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.sniff import Sniffed, decode, load, sniff, split_sep_line


class Row(NamedTuple):
    """One record as it stands in the file; `line` is the line (from 1) on which it begins."""

    line: int
    cells: tuple[str, ...]


class RowProblem(NamedTuple):
    """A record that cannot be used as it stands, and why."""

    line: int
    reason: Text
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table from a file. Every row has exactly one cell per column; other records are `problems`."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    problems: tuple[RowProblem, ...] = ()


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
    records = records[sniffed.skipped :]
    if not records:
        raise FileRefused(N_("The file holds no rows."))
    first = records[0].cells
    if sniffed.has_header:
        columns = column_names(first)
        records = records[1:]
    else:
        columns = tuple(_letters(index) for index in range(len(first)))
    width = len(columns)
    rows = tuple(row for row in records if len(row.cells) == width)
    if len(rows) < len(records):
        broken += [_wrong_width(row, width) for row in records if len(row.cells) != width]
        broken.sort()
    return Sheet(columns, rows, tuple(broken))


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
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


def column_names(header: Sequence[str]) -> tuple[str, ...]:
    """Header cells with white space collapsed; nameless ones get their letter, repeated ones a number."""
    names: list[str] = []
    for index, cell in enumerate(header):
        name = " ".join(cell.split()) or _letters(index)
        unique, count = name, 1
        while unique in names:
            count += 1
            unique = f"{name} ({count})"
        names.append(unique)
    return tuple(names)


def _records(text: str, sniffed: Sniffed) -> tuple[list[Row], list[RowProblem]]:
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=sniffed.delimiter, quotechar=sniffed.quote, strict=True
    )
    records: list[Row] = []
    broken: list[RowProblem] = []
    before = 0
    while True:
        try:
            for cells in reader:
                if "".join(cells).strip():
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


def _wrong_width(row: Row, width: int) -> RowProblem:
    if len(row.cells) > width:
        sentence = N_("The row has too many fields: {count} instead of {width}.")
    else:
        sentence = N_("The row has too few fields: {count} instead of {width}.")
    return RowProblem(row.line, Text(sentence, {"count": len(row.cells), "width": width}), row.cells)


def _letters(index: int) -> str:
    """The spreadsheet letters of a column: 0 is A, 25 Z, 26 AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
