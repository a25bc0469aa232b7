"""Which column means which field: guessed from names, helped by contents, overridden by the user."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from salesdesk.domain.dates_read import readings
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_, Text
from salesdesk.exchange.fields import FIELDS, NEEDED, Field, ImportKind, fields_by_key
from salesdesk.exchange.presets import preset_for
from salesdesk.exchange.values import same_name_key

_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE = re.compile(r"\+?[\d(][\d\s().-]{6,18}\d")
_MAIN_DATE = {
    **{ImportKind.ORDERS: "ordered_on", ImportKind.PAYMENTS: "paid_on"},
    **{ImportKind.VISITS: "day", ImportKind.APPOINTMENTS: "day"},
    **{ImportKind.INVOICES: "issued_on", ImportKind.SURVEYS: "asked_on", ImportKind.ENQUIRIES: "received_on"},
}
_PREFIXES = {
    ImportKind.CLIENTS: ("organization", "company", "account", "客户", "客戶"),
    ImportKind.CONTACTS: ("person", "contact", "联系人", "聯絡人"),
    ImportKind.PRODUCTS: ("product", "产品", "產品"),
    ImportKind.OPPORTUNITIES: ("opportunity", "deal", "商机", "商機"),
    ImportKind.ORDERS: ("order", "订单", "訂單"),
    ImportKind.PAYMENTS: ("payment", "收款", "回款"),
    ImportKind.APPOINTMENTS: ("event", "appointment", "会议", "會議"),
    ImportKind.INVOICES: ("invoice", "bill", "发票", "發票"),
    ImportKind.SURVEYS: ("survey", "调查", "調查"),
    ImportKind.ENQUIRIES: ("enquiry", "case", "ticket", "咨询", "諮詢", "投诉", "投訴"),
    ImportKind.VISITS: ("activity", "visit", "event", "拜访", "拜訪"),
}
_MOSTLY = 0.8


class How(StrEnum):
    """Why a column means what it means."""

    NAME = "name"
    CONTENT = "content"
    PRESET = "preset"
    EARLIER = "earlier"
    USER = "user"


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Field key by column, for the columns that mean something; the others are left aside.

    A column stands for one field, a field comes from one column. `program` wrote the file, as far as its heads tell.
    """

    kind: ImportKind
    columns: tuple[str, ...]
    fields: Mapping[str, str]
    how: Mapping[str, How]
    program: str = ""

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that are not imported."""
        return tuple(column for column in self.columns if column not in self.fields)

    def column_of(self, key: str) -> str | None:
        """The column that gives the field, if any."""
        return next((column for column, field in self.fields.items() if field == key), None)

    def with_override(self, column: str, key: str) -> ColumnMapping:
        """`column` means `key` from now on (nothing when `key` is empty); the field leaves any other column."""
        column = _column_named(column, self.columns)
        key = _field_named(key, self.kind) if key else ""
        fields = {c: f for c, f in self.fields.items() if c != column and f != key}
        how = {c: h for c, h in self.how.items() if c in fields}
        if key:
            fields[column], how[column] = key, How.USER
        return ColumnMapping(self.kind, self.columns, fields, how, self.program)

    def as_before(self, earlier: Mapping[str, str]) -> ColumnMapping:
        """As the user mapped these columns in an earlier import (the same heads, the same kind)."""
        known = fields_by_key(self.kind)
        fields = {column: key for column, key in earlier.items() if column in self.columns and key in known}
        return ColumnMapping(self.kind, self.columns, fields, dict.fromkeys(fields, How.EARLIER), self.program)

    def overridden(self, words: Iterable[str]) -> ColumnMapping:
        """With the user's `COLUMN=field` words applied in turn (`COLUMN=` leaves a column aside). Raises Refused."""
        mapping = self
        for word in words:
            column, sign, key = word.rpartition("=")
            if not sign:
                raise Refused(N_("“{word}” does not say COLUMN=field."), word=word)
            mapping = mapping.with_override(column.strip(), key.strip())
        return mapping

    def check(self) -> ColumnMapping:
        """Itself, when every needed field has its column; else Refused, naming what is missing."""
        for group in NEEDED[self.kind]:
            if not set(group) & set(self.fields.values()):
                raise Refused(
                    N_("No column gives {needed}. Say which one with COLUMN={first}; the columns are: {columns}."),
                    needed=labels(self.kind, group),
                    first=words(self.kind, group)[0],
                    columns=", ".join(self.columns),
                )
        return self


def guess_mapping(
    kind: ImportKind,
    columns: Sequence[str],
    sample_rows: Sequence[Sequence[str]] = (),
    own_heads: Mapping[str, str] | None = None,
) -> ColumnMapping:
    """Guess the fields of `columns` from their names, then from what the sample rows hold.

    A field's own earlier name wins over a later one, so that `Account Name` goes before `Company`. `own_heads` are the
    heads of our own exports (`same_name_key` → field): a file that has nothing but those is one of them.
    """
    fields: dict[str, str] = {}
    how: dict[str, How] = {}
    keys = {column: same_name_key(column) for column in columns}
    if own_heads and all(key in own_heads for key in keys.values()):
        fields = {column: own_heads[key] for column, key in keys.items()}
        if len(set(fields.values())) == len(columns):
            return ColumnMapping(kind, tuple(columns), fields, dict.fromkeys(fields, How.NAME))
        fields = {}
    for strip in (False, True):
        for field in FIELDS[kind]:
            if field.key in fields.values():
                continue
            column = _best_column(field, {c: k for c, k in keys.items() if c not in fields}, kind, strip)
            if column is not None:
                fields[column], how[column] = field.key, How.NAME
    for index, column in enumerate(columns):
        if column not in fields and (key := _by_content(kind, [row[index] for row in sample_rows])):
            if key in fields.values():
                continue
            fields[column], how[column] = key, How.CONTENT
    preset = preset_for(kind, list(keys.values()))
    for column in columns if preset else ():
        meant = preset.fields.get(keys[column]) if preset else None
        if meant is not None:
            for other in [one for one, known in fields.items() if known == meant or one == column]:
                fields.pop(other)
            if meant:
                fields[column], how[column] = meant, How.PRESET
    ordered = {column: fields[column] for column in columns if column in fields}
    return ColumnMapping(kind, tuple(columns), ordered, {c: how[c] for c in ordered}, preset.program if preset else "")


def _best_column(field: Field, keys: Mapping[str, str], kind: ImportKind, strip: bool) -> str | None:
    """The free column whose name stands first among the field's names."""
    places = {name: place for place, name in enumerate(field.names)}
    found = []
    for column, key in keys.items():
        if strip:
            key = next((key.removeprefix(p) for p in _PREFIXES[kind] if key.startswith(p) and key != p), "")
        if key in places:
            found.append((places[key], column))
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _by_content(kind: ImportKind, cells: Sequence[str]) -> str:
    """The field that such contents can only mean in this kind, or an empty word."""
    known = fields_by_key(kind)
    filled = [cell.strip() for cell in cells if cell.strip()]
    if not filled:
        return ""
    if "email" in known and _most(filled, lambda cell: bool(_MAIL.fullmatch(cell))):
        return "email"
    if kind in _MAIN_DATE and _most(filled, lambda cell: not cell.isdigit() and bool(readings(cell))):
        return _MAIN_DATE[kind]
    if "phone" in known and _most(filled, _is_phone):
        return "phone"
    return ""


def _is_phone(cell: str) -> bool:
    return bool(_PHONE.fullmatch(cell)) and not readings(cell) and sum(map(str.isdigit, cell)) >= 10


def _most(cells: Sequence[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, cells)) >= _MOSTLY * len(cells)


def _column_named(name: str, columns: Sequence[str]) -> str:
    """The column the user means, by exact name or, when only one fits, regardless of case and punctuation."""
    if name in columns:
        return name
    alike = [column for column in columns if same_name_key(column) == same_name_key(name)]
    if len(alike) == 1:
        return alike[0]
    raise Refused(
        N_("The file has no column “{column}”. Its columns are: {columns}."), column=name, columns=", ".join(columns)
    )


def words(kind: ImportKind, keys: Iterable[str]) -> list[str]:
    """What a user types for the fields."""
    known = fields_by_key(kind)
    return [known[key].word for key in keys]


def labels(kind: ImportKind, keys: Iterable[str]) -> Text:
    """What the fields are called on the screen, one beside the other."""
    known = fields_by_key(kind)
    params = {key: Text(known[key].label) for key in keys}
    return Text(" / ".join(f"{{{key}}}" for key in params), params)


def _field_named(name: str, kind: ImportKind) -> str:
    """The key of the field the user means by its word or its key; Refused with the valid words."""
    for field in FIELDS[kind]:
        if name in (field.word, field.key):
            return field.key
    raise Refused(
        N_("“{word}” is no field of this import. Choose one of: {valid}."),
        word=name,
        valid=", ".join(field.word for field in FIELDS[kind]),
    )
