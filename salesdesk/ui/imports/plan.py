"""What the user has decided about an import so far, and the words for its choices."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from salesdesk.domain.client import DecisionRole, Grade, Tier
from salesdesk.domain.dates_read import DateOrder
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.domain.visit import Channel
from salesdesk.services.imports import (
    DecimalStyle,
    ImportKind,
    ImportResult,
    ImportWish,
    Match,
    Opened,
    PrepareOptions,
    Reading,
    Rules,
    Unknown,
)
from salesdesk.words.i18n import _
from salesdesk.words.names import label


@dataclass
class ImportPlan:
    """Grows step by step; `wish()` is what the desk is asked for, in the dry run as in the import itself."""

    kind: ImportKind
    source: Path | None = None
    reading: Reading = field(default_factory=Reading)
    date_orders: dict[str, DateOrder] = field(default_factory=dict)
    decimals: dict[str, DecimalStyle] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    opened: Opened | None = None
    checked: ImportResult | None = None
    result: ImportResult | None = None

    def wish(self) -> ImportWish:
        """What to take in, with everything decided so far."""
        return ImportWish(self.source or Path(), self.kind, (), self.reading, self.options(), self.rules)

    def options(self) -> PrepareOptions:
        """How single columns and words are to be read."""
        return PrepareOptions(date_orders=self.date_orders, decimals=self.decimals, words=self.words)

    def read_anew(self, reading: Reading) -> None:
        """Another form of the source: what was decided about its columns means nothing any more."""
        self.reading = reading
        self.opened = self.checked = self.result = None
        self.date_orders, self.decimals, self.words = {}, {}, {}


def kind_name(kind: ImportKind) -> str:
    """What the rows of a file are."""
    return {
        ImportKind.CLIENTS: _("Clients"),
        ImportKind.CONTACTS: _("Contacts"),
        ImportKind.PRODUCTS: _("Products"),
        ImportKind.OPPORTUNITIES: _("Opportunities"),
        ImportKind.ORDERS: _("Orders"),
        ImportKind.PAYMENTS: _("Payments"),
        ImportKind.VISITS: _("Visits"),
        ImportKind.APPOINTMENTS: _("Appointments and leave"),
        ImportKind.INVOICES: _("Invoices"),
        ImportKind.SURVEYS: _("Surveys"),
        ImportKind.ENQUIRIES: _("Enquiries and complaints"),
    }[kind]


def encoding_name(encoding: str) -> str:
    """An encoding as people know it."""
    return {
        "utf-8": _("Unicode (UTF-8)"),
        "gb18030": _("Simplified Chinese (GBK, GB18030)"),
        "big5": _("Traditional Chinese (Big5)"),
        "utf-16": _("Unicode (UTF-16)"),
        "utf-16-le": _("Unicode (UTF-16, little end first)"),
        "utf-16-be": _("Unicode (UTF-16, big end first)"),
        "utf-32": _("Unicode (UTF-32)"),
        "cp1252": _("Western (Windows 1252)"),
    }.get(encoding, encoding)


def delimiter_name(sign: str) -> str:
    """What stands between the cells."""
    return {",": _("Comma  ,"), ";": _("Semicolon  ;"), "\t": _("Tab"), "|": _("Bar  |")}.get(sign, sign)


def reading_name(reading: str) -> str:
    """How a column of dates or numbers is read, with an example."""
    return {
        "ymd": _("year-month-day: 2026-03-04"),
        "mdy": _("month/day/year: 03/04/2026"),
        "dmy": _("day/month/year: 04/03/2026"),
        "point": _("decimal point: 1,234.56"),
        "comma": _("decimal comma: 1.234,56"),
    }[reading]


def match_name(match: Match) -> str:
    """What becomes of rows that the file knows."""
    return {
        Match.UPDATE: _("Bring what is known up to date, add the rest"),
        Match.SKIP: _("Leave what is known as it is, add the rest"),
        Match.CREATE: _("Add every row as a new record"),
    }[match]


def unknown_name(unknown: Unknown) -> str:
    """What becomes of rows that name an unknown client."""
    return {
        Unknown.REJECT: _("Reject the row, so that it can be mended"),
        Unknown.CREATE: _("Add the client by its name"),
    }[unknown]


def choice_name(field: str, choice: str) -> str:
    """What a word can mean: the name of a stage, tier, priority, channel …, else a name as it is known."""
    if field == "priority":
        return label(Priority(int(choice)))
    lists = {"stage": Stage, "tier": Tier, "channel": Channel, "grade": Grade, "role": DecisionRole}
    return label(lists[field](choice)) if field in lists else choice
