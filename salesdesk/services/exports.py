"""Whole lists, given out as CSV, Excel, vCard or iCalendar; an import reads them again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from salesdesk.domain.appointment import DAY, AppointmentKind
from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.domain.visit import VisitStatus
from salesdesk.exchange.calendar_out import Event, write_calendar
from salesdesk.exchange.csv_file import write_csv
from salesdesk.exchange.fields import ImportKind, ValueType, fields_by_key
from salesdesk.exchange.vcard import write_vcard
from salesdesk.exchange.xlsx_file import XlsxType, write_xlsx
from salesdesk.reports.files import replace_file
from salesdesk.services.session import Session
from salesdesk.store.read.exports import LISTS, appointment_events, list_rows, visit_events
from salesdesk.store.types import moment_from_text
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

_NUMBERS = frozenset({ValueType.INTEGER, ValueType.PERCENT, ValueType.NUMBER})


class Exports:
    """Everything in the file can leave it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(
        self,
        kind: ImportKind,
        out: Path,
        ids: Sequence[Id] | None = None,
        *,
        period: Period | None = None,
        planned_only: bool = False,
    ) -> int:
        """Write a list to `out`; how many rows. `ids` leaves out all others. Raises Refused.

        .csv has a byte order mark, for Excel's sake; .xlsx numbers and days as such; .vcf is for people and clients,
        .ics for visits and appointments; of a calendar `period` and `planned_only` say which part.
        """
        ending = out.suffix.lower()
        if ending == ".ics":
            events = self._events(kind, ids, period, planned_only)
            replace_file(out, write_calendar(events, self._session.now()))
            return len(events)
        if period is not None or planned_only:
            raise Refused(N_("A period is chosen for calendars (.ics) only."))
        keys, _select = LISTS[kind]
        known = fields_by_key(kind)
        types = [known[key].type for key in keys]
        heads = [_(known[key].label) for key in keys]
        rows: list[Any]
        if ending == ".csv":
            rows = _as_written(self._rows(kind, ids), types)
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
            raise Refused(N_("Lists are written as .csv, .xlsx, .vcf or .ics, not as “{ending}”."), ending=ending)
        replace_file(out, data)
        return len(rows)

    def _events(
        self, kind: ImportKind, ids: Sequence[Id] | None, period: Period | None, planned_only: bool
    ) -> list[Event]:
        conn = self._session.file.conn
        if kind is ImportKind.VISITS:
            return [_visit(*row) for row in visit_events(conn, ids, period, planned_only=planned_only)]
        if kind is ImportKind.APPOINTMENTS:
            return [_appointment(*row) for row in appointment_events(conn, ids, period)]
        raise Refused(N_("Calendars (.ics) are written of visits and appointments only. Choose .csv or .xlsx."))

    def _rows(self, kind: ImportKind, ids: Sequence[Id] | None) -> Iterator[Any]:
        return list_rows(self._session.file.conn, kind, ids)


def _card(kind: ImportKind, row: dict[str, str]) -> dict[str, str]:
    """A row of a list as what a card says."""
    return {column: row.get(key, "") for key, column in _CARDS[kind].items()}


def _visit(*row: Any) -> Event:
    """A visit as a calendar shows it: the client first, then what for; called off where it did not happen."""
    pk, ref, client, purpose, status, day, all_day, starts_at, minutes, place, result, next_step, *more = row
    phone, people, companions, changes = more
    called_off = status in (VisitStatus.CANCELLED, VisitStatus.NO_SHOW)
    lines = [
        _("Phone: {phone}").format(phone=phone) if phone else "",
        people,
        _("With me: {names}").format(names=companions) if companions else "",
        result,
        _("Next step: {step}").format(step=next_step) if next_step else "",
    ]
    return Event(
        ref or f"{pk.hex()}@salesdesk",
        f"{client} · {purpose}" if purpose else client,
        date.fromisoformat(day) if all_day else moment_from_text(starts_at),
        minutes,
        place,
        "\n".join(words for words in lines if words),
        "CANCELLED" if called_off else "CONFIRMED",
        sequence=max(0, changes),
    )


def _appointment(*row: Any) -> Event:
    pk, uid, title, kind, day, all_day, starts_at, minutes, place, note, changes = row
    return Event(
        uid or f"{pk.hex()}@salesdesk",
        title,
        date.fromisoformat(day) if all_day else moment_from_text(starts_at),
        minutes,
        place,
        note,
        days=max(1, minutes // DAY),
        sequence=max(0, changes),
        leave=kind == AppointmentKind.LEAVE,
    )


def _as_written(rows: Iterator[Any], types: Sequence[ValueType]) -> list[Any]:
    """Stored values as a text table has them: most as they are, money with its decimals, shares with their sign."""
    spelt = [(at, kind) for at, kind in enumerate(types) if kind in (ValueType.MONEY, ValueType.BASIS_POINTS)]
    if not spelt:
        return list(rows)
    found = []
    for row in rows:
        cells = list(row)
        for at, kind in spelt:
            cells[at] = _as_text(cells[at], kind)
        found.append(cells)
    return found


def _as_text(value: Any, kind: ValueType) -> str:
    if value is None:
        return ""
    if kind is ValueType.MONEY:
        whole, cents = divmod(abs(value), 100)
        return f"{'-' if value < 0 else ''}{whole}.{cents:02}"
    if kind is ValueType.BASIS_POINTS:
        return f"{value // 100}.{value % 100:02}%"  # a bare 0.5 would be read as a half
    if kind is ValueType.BOOLEAN:
        return "1" if value else "0"
    return str(value)


def _as_cell(value: Any, kind: ValueType) -> Any:
    if kind is ValueType.BASIS_POINTS:
        return _as_text(value, kind)
    if kind is ValueType.DATE and value:
        return date.fromisoformat(value)
    return value


def _xlsx_type(kind: ValueType) -> XlsxType:
    if kind is ValueType.MONEY:
        return XlsxType.MONEY
    if kind is ValueType.DATE:
        return XlsxType.DAY
    return XlsxType.NUMBER if kind in _NUMBERS else XlsxType.TEXT
