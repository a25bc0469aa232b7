"""Workbooks (XLSX, XLS, ODS) → a Sheet of texts: numbers with a point, days as yyyy-mm-dd, merged cells filled.

calamine reads them, after a look into the archive: a sheet is a rectangle in memory, so one far cell could fill it.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.exchange.sheet import LIMIT_CELLS, Row, Sheet, table_of
from salesdesk.exchange.sniff import HEADS, MANY, MEGABYTE, SAMPLE_ROWS, Sniffed, head_of

LIMIT_UNPACKED = 192 * MEGABYTE
"""The most that the parts of a workbook may hold once unpacked."""

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BLOCK = 1 << 20
_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})(\d{1,7})["']""")
_REPEATED = re.compile(rb"""<[\w.-]*:?(table-row|table-cell|covered-table-cell)\b([^>]*)>""")
_TIMES = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["'](\d{1,9})["']""")
_HOLDS = re.compile(rb"""\b(?:value-type|value|formula)\s*=""")

_TOO_BIG = N_("The sheet “{sheet}” has more than {limit} cells. Split it and import the parts.")
_BOMB = N_("Unpacked, this workbook is larger than {limit} MB. Save the sheet alone and import that.")
_BROKEN = N_("This workbook is damaged or protected by a password. Open it, save it anew as .xlsx and import that.")
_BINARY = N_("Binary workbooks (.xlsb) are not read. Save it as .xlsx and import that.")
_NO_SHEET = N_("The workbook has no sheet “{sheet}”. Its sheets are: {sheets}.")
_EMPTY = N_("The workbook holds no rows.")


def is_book(data: bytes) -> bool:
    """Whether these bytes are a workbook rather than text."""
    return data.startswith((ZIP, OLE))


def read_book(
    data: bytes, *, sheet: str | None = None, has_header: bool | None = None, skipped: int | None = None
) -> tuple[Sniffed, Sheet]:
    """Read one sheet (the first that is shown and filled, if none is named). Raises FileRefused in words."""
    if data.startswith(ZIP):
        _look_into(data)
    names, chosen, grid, merged = _grid(data, sheet)
    if not grid:
        raise FileRefused(_EMPTY)
    for (top, left), (bottom, _right) in merged:
        _fill_down(grid, top, left, bottom)
    records = [Row(number, cells) for number, cells in enumerate(_texts(grid), start=1) if any(cells)]
    width = max((len(row.cells) - _trailing(row.cells) for row in records), default=0)
    records = [Row(row.line, row.cells[:width]) for row in records]
    if not records:
        raise FileRefused(_EMPTY)
    sample = [list(row.cells) for row in records[:SAMPLE_ROWS]]
    skipped, has_header = head_of(sample, skipped, has_header)
    heads = tuple(row.cells[:MANY] for row in records[:HEADS])
    sniffed = Sniffed("", "", "", has_header, skipped, source="book", sheets=names, sheet=chosen, heads=heads)
    return sniffed, table_of(records, skipped=skipped, has_header=has_header)


def _grid(data: bytes, wanted: str | None) -> tuple[tuple[str, ...], str, list[list[Any]], list[Any]]:
    """The names of all sheets, the one that is read, its cells from A1 on, and its merged ranges."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        shown = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
        names = tuple(book.sheet_names)
        if wanted is not None and wanted not in names:
            raise FileRefused(_NO_SHEET, sheet=wanted, sheets=", ".join(names))
        for name in [wanted] if wanted is not None else [*shown, *(n for n in names if n not in shown)]:
            found = book.get_sheet_by_name(name)
            if found.total_height * found.total_width > LIMIT_CELLS:
                raise FileRefused(_TOO_BIG, sheet=name, limit=LIMIT_CELLS)
            if found.height or wanted is not None:
                return names, name, found.to_python(skip_empty_area=False), found.merged_cell_ranges or []
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise FileRefused(_BROKEN) from error
    raise FileRefused(_EMPTY)


def _fill_down(grid: list[list[Any]], top: int, left: int, bottom: int) -> None:
    """A cell merged over several rows stands for each of them."""
    if top >= len(grid) or left >= len(grid[top]):
        return
    for line in range(top + 1, min(bottom + 1, len(grid))):
        if grid[line][left] == "":
            grid[line][left] = grid[top][left]


def _texts(grid: list[list[Any]]) -> Iterator[tuple[str, ...]]:
    for line in grid:
        yield tuple(cell.replace("\0", "").strip() if isinstance(cell, str) else _text(cell) for cell in line)


def _text(cell: object) -> str:
    """A typed cell as text that reads only one way."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        if cell.time() == time(0):
            return cell.date().isoformat()
        return cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return cell.isoformat(timespec="minutes")
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds() // 60)
        return f"{minutes // 60}:{minutes % 60:02}"
    return str(cell)


def _number(cell: float) -> str:
    """12 and 0.5; 1.234 is written 1.2340, which nobody takes for a thousand."""
    if cell.is_integer():
        return str(int(cell))
    text = format(cell, ".10f").rstrip("0") if abs(cell) < 1e10 else format(cell, "f")
    return text + "0" if len(text.partition(".")[2]) == 3 else text


def _trailing(cells: tuple[str, ...]) -> int:
    return next((at for at, cell in enumerate(reversed(cells)) if cell), len(cells))


def _look_into(data: bytes) -> None:
    """Refuse an archive that unpacks too far or whose sheets reach too far, before anything is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if sum(part.file_size for part in parts) > LIMIT_UNPACKED:
                raise FileRefused(_BOMB, limit=LIMIT_UNPACKED // MEGABYTE)
            if "xl/workbook.bin" in names:
                raise FileRefused(_BINARY)
            if not {"xl/workbook.xml", "content.xml"} & names and not any(n.endswith("workbook.xml") for n in names):
                raise FileRefused(N_("This archive is not a workbook. Choose an .xlsx, .xls or .ods file."))
            for part in parts:
                name = part.filename.lower()
                if part.file_size and name.endswith(".xml") and "sharedstrings" not in name:
                    with archive.open(part) as stream:
                        (_check_opendocument if name == "content.xml" else _check_reach)(stream, part.filename)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise FileRefused(_BROKEN) from error


def _check_reach(stream: IO[bytes], name: str) -> None:
    """The farthest row and column of a sheet of Excel, read from the references of its cells."""
    rows = columns = unpacked = 0
    rest = b""
    letters_seen: set[bytes] = set()
    while block := stream.read(_BLOCK):
        unpacked += len(block)
        if unpacked > LIMIT_UNPACKED:
            raise FileRefused(_BOMB, limit=LIMIT_UNPACKED // MEGABYTE)
        found = _REFERENCE.findall(rest + block)
        rest = block[-32:]
        letters_seen.update(column for column, _row in found)
        rows = max([rows, *(int(row) for _column, row in found)])
        columns = max((_column_number(one) for one in letters_seen), default=0)
        if rows * columns > LIMIT_CELLS:
            raise FileRefused(_TOO_BIG, sheet=name.rpartition("/")[2].removesuffix(".xml"), limit=LIMIT_CELLS)


def _column_number(column: bytes) -> int:
    number = 0
    for letter in column:
        number = number * 26 + letter - 64
    return number


def _check_opendocument(stream: IO[bytes], _name: str) -> None:
    """What the repetitions of an OpenDocument sheet come to; blank cells repeated to the edge do not count."""
    cells = width = times = 0
    rest = b""
    while block := stream.read(_BLOCK):
        text = rest + block
        cut = text.rfind(b">") + 1
        text, rest = text[:cut], text[cut:]
        if len(rest) > _BLOCK:
            raise FileRefused(_BROKEN)
        for tag, attributes in _REPEATED.findall(text):
            found = _TIMES.search(attributes)
            repeated = int(found[1]) if found else 1
            if tag == b"table-row":
                cells += width * times
                width, times = 0, repeated
            elif _HOLDS.search(attributes) or repeated < 1000:
                width += repeated
        if cells + width * times > LIMIT_CELLS * 4:
            raise FileRefused(_TOO_BIG, sheet="content", limit=LIMIT_CELLS)
