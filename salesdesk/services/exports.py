"""Whole lists, given out as CSV or Excel; an import reads them again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.exchange.csv_file import write_csv
from salesdesk.exchange.fields import ImportKind, ValueType, fields_by_key
from salesdesk.exchange.xlsx_file import XlsxType, write_xlsx
from salesdesk.services.session import Session
from salesdesk.store.read.exports import LISTS, list_rows
from salesdesk.words.i18n import _

_NUMBERS = frozenset({ValueType.INTEGER, ValueType.PERCENT, ValueType.NUMBER, ValueType.BASIS_POINTS})


class Exports:
    """Everything in the file can leave it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, kind: ImportKind, out: Path) -> int:
        """Write a list to `out` (.csv with byte order mark, or .xlsx); how many rows. Raises Refused."""
        keys, _select = LISTS[kind]
        known = fields_by_key(kind)
        types = [known[key].type for key in keys]
        heads = [_(known[key].label) for key in keys]
        ending = out.suffix.lower()
        rows: list[Any]
        if ending == ".csv":
            rows = [list(map(_as_text, row, types)) for row in self._rows(kind)]
            data = write_csv(heads, rows)
        elif ending == ".xlsx":
            rows = [list(map(_as_cell, row, types)) for row in self._rows(kind)]
            data = write_xlsx(kind, heads, list(map(_xlsx_type, types)), rows)
        else:
            raise Refused(N_("Lists are written as .csv or .xlsx, not as “{ending}”."), ending=ending)
        replace_file(out, data)
        return len(rows)

    def _rows(self, kind: ImportKind) -> Iterator[Any]:
        return list_rows(self._session.file.conn, kind)


def replace_file(out: Path, data: bytes) -> None:
    """Put `data` at `out` at once or not at all. Raises Refused when the place cannot be written."""
    half = out.with_name(f".{out.name}.half")
    try:
        half.write_bytes(data)
        os.replace(half, out)  # noqa: PTH105  (the same call on every system)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise Refused(
            N_("{name} cannot be written: {problem}. Close it where it is open, or choose another place."),
            name=out.name,
            problem=error.strerror or str(error),
        ) from error


def _as_text(value: Any, kind: ValueType) -> str:
    if value is None:
        return ""
    if kind is ValueType.MONEY:
        whole, cents = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{whole}.{cents:02}"
    if kind is ValueType.BOOLEAN:
        return "1" if value else "0"
    return str(value)


def _as_cell(value: Any, kind: ValueType) -> Any:
    if kind is ValueType.DATE and value:
        return date.fromisoformat(value)
    return value


def _xlsx_type(kind: ValueType) -> XlsxType:
    if kind is ValueType.MONEY:
        return XlsxType.MONEY
    if kind is ValueType.DATE:
        return XlsxType.DAY
    return XlsxType.NUMBER if kind in _NUMBERS else XlsxType.TEXT
