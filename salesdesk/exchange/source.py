"""A file of any kind that can be imported → how it was read, and its table. What it is decides the content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from pathlib import Path

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.exchange.book_file import is_book, read_book
from salesdesk.exchange.calendar_file import Window, is_calendar, read_calendar
from salesdesk.exchange.csv_file import read_csv
from salesdesk.exchange.fields import ImportKind
from salesdesk.exchange.sheet import Sheet
from salesdesk.exchange.sniff import Sniffed, load, sniff
from salesdesk.exchange.vcard import is_vcard, read_vcard

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".vcf", ".ics")
"""The endings that a file chooser offers; a file of another name is looked into all the same."""

DAYS_AROUND = 365
"""How far back and ahead appointments that repeat are written out."""

CALENDARS = (ImportKind.APPOINTMENTS, ImportKind.VISITS)
"""What the entries of a calendar can be."""

_CARDS_ARE = N_("This file holds people: import it as contacts or clients.")
_EVENTS_ARE = N_("This file holds appointments: import it as appointments or visits.")
_PAGE = N_("This is a web page, whatever its name says. Open it in Excel, save it as .xlsx and import that.")


@dataclass(frozen=True, slots=True)
class Reading:
    """What the user decided about the form of a source instead of the guesses; None leaves it to them."""

    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    has_header: bool | None = None
    skipped: int | None = None


def open_source(
    path: Path, kind: ImportKind, reading: Reading, *, today: date, zone: tzinfo | None = None
) -> tuple[Sniffed, Sheet]:
    """Read any source. Raises FileRefused, Refused in words."""
    data = load(path)
    if is_vcard(data):
        if kind not in (ImportKind.CONTACTS, ImportKind.CLIENTS):
            raise FileRefused(_CARDS_ARE)
        return read_vcard(data, encoding=reading.encoding)
    if is_calendar(data) or path.suffix.lower() == ".ics":
        if kind not in CALENDARS:
            raise FileRefused(_EVENTS_ARE)
        around = timedelta(days=DAYS_AROUND)
        window = Window(today - around, today + around)
        return read_calendar(data, window=window, zone=zone, as_time=kind is ImportKind.APPOINTMENTS)
    if is_book(data):
        return read_book(data, sheet=reading.sheet, has_header=reading.has_header, skipped=reading.skipped)
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<html", b"<!doctype html")):
        raise FileRefused(_PAGE)
    sniffed = sniff(
        data,
        encoding=reading.encoding,
        delimiter=reading.delimiter,
        has_header=reading.has_header,
        skipped=reading.skipped,
    )
    return sniffed, read_csv(data, sniffed)


def suited_kinds(path: Path) -> tuple[ImportKind, ...]:
    """What the rows of such a file can be, as far as its name tells."""
    ending = path.suffix.lower()
    if ending == ".vcf":
        return (ImportKind.CONTACTS, ImportKind.CLIENTS)
    return CALENDARS if ending == ".ics" else tuple(ImportKind)
