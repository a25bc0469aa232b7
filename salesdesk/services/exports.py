"""Whole lists, given out as CSV, Excel or vCard; an import reads them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.exchange.csv_file import write_csv
from salesdesk.exchange.fields import ImportKind, ValueType, fields_by_key
from salesdesk.exchange.vcard import write_vcard
from salesdesk.exchange.xlsx_file import XlsxType, write_xlsx
from salesdesk.reports.files import replace_file
from salesdesk.services.session import Session
from salesdesk.store.read.exports import LISTS, list_rows
from salesdesk.words.i18n import _

_CARDS: dict[ImportKind, dict[str, str]] = {
    ImportKind.CONTACTS: {
        **{"name": "Name", "client": "Company", "title": "Job title", "phone": "Phone", "email": "E-mail"},
        **{"messenger": "Messenger", "birthday": "Birthday", "note": "Note"},
    },
    ImportKind.CLIENTS: {
        **{"name": "Company", "phone": "Phone", "email": "E-mail", "website": "Website", "address": "Address"},
        "note": "Note",
    },
}
"""What of a list a card says, by the names of its columns."""

_NUMBERS = frozenset({ValueType.INTEGER, ValueType.PERCENT, ValueType.NUMBER, ValueType.BASIS_POINTS})


class Exports:
    """Everything in the file can leave it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, kind: ImportKind, out: Path, ids: Sequence[Id] | None = None) -> int:
        """Write a list to `out`; how many rows. `ids` leaves out all others. Raises Refused.

        .csv has a byte order mark, for Excel's sake; .xlsx numbers and days as such; .vcf is for people and clients.
        """
        keys, _select = LISTS[kind]
        known = fields_by_key(kind)
        types = [known[key].type for key in keys]
        heads = [_(known[key].label) for key in keys]
        ending = out.suffix.lower()
        rows: list[Any]
        if ending == ".csv":
            rows = [list(map(_as_text, row, types)) for row in self._rows(kind, ids)]
            data = write_csv(heads, rows)
        elif ending == ".xlsx":
            rows = [list(map(_as_cell, row, types)) for row in self._rows(kind, ids)]
            data = write_xlsx(kind, heads, list(map(_xlsx_type, types)), rows)
        elif ending == ".vcf" and kind in _CARDS:
            rows = [list(map(_as_text, row, types)) for row in self._rows(kind, ids)]
            data = write_vcard(_card(kind, dict(zip(keys, row, strict=True))) for row in rows)
        elif ending == ".vcf":
            raise Refused(N_("Cards (.vcf) are written of contacts and clients only. Choose .csv or .xlsx."))
        else:
            raise Refused(N_("Lists are written as .csv, .xlsx or .vcf, not as “{ending}”."), ending=ending)
        replace_file(out, data)
        return len(rows)

    def _rows(self, kind: ImportKind, ids: Sequence[Id] | None) -> Iterator[Any]:
        return list_rows(self._session.file.conn, kind, ids)


def _card(kind: ImportKind, row: dict[str, str]) -> dict[str, str]:
    """A row of a list as what a card says."""
    return {column: row.get(key, "") for key, column in _CARDS[kind].items()}


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
