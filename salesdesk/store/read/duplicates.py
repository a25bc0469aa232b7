"""Clients side by side: what tells them apart, and everything that hangs on one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.store.tables import TABLES


@dataclass(frozen=True, slots=True)
class Card:
    """What a client is compared by; `phones` and `mails` are its own and its people's."""

    id: Id
    name: str
    name_en: str
    address: str
    tax_no: str
    phones: tuple[str, ...]
    mails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hanging:
    """A row that names a client: its table, its id, and the values of its other columns."""

    kind: Kind
    id: Id
    values: dict[str, Any]


HANGING = tuple(kind for kind, table in TABLES.items() if "client_id" in table.c)
"""Every kind of thing that belongs to a client, read from the tables themselves."""


def cards(conn: Connection) -> list[Card]:
    """All clients that are not in the bin."""
    phones: dict[Id, list[str]] = {}
    mails: dict[Id, list[str]] = {}
    for pk, phone, mail in conn.exec_driver_sql("SELECT client_id, phone, email FROM contact WHERE NOT deleted"):
        if phone:
            phones.setdefault(pk, []).append(phone)
        if mail:
            mails.setdefault(pk, []).append(mail)
    rows = conn.exec_driver_sql(
        "SELECT id, name, name_en, address, tax_no, phone, email FROM client WHERE NOT deleted ORDER BY +sort_key, id"
    )
    return [
        Card(
            *(pk, name, name_en, address, tax_no),
            (*((phone,) if phone else ()), *phones.get(pk, ())),
            (*((mail,) if mail else ()), *mails.get(pk, ())),
        )
        for pk, name, name_en, address, tax_no, phone, mail in rows
    ]


def hanging(conn: Connection, client_id: Id) -> Iterator[Hanging]:
    """Everything that belongs to a client, also what lies in the bin: nothing is left behind."""
    for kind in HANGING:
        table = TABLES[kind]
        columns = [column for column in table.columns if column.computed is None]
        query = table.select().with_only_columns(*columns).where(table.c.client_id == client_id).order_by(table.c.id)
        for row in conn.execute(query).mappings():
            values = dict(row)
            yield Hanging(kind, values.pop("id"), values)


def counts(conn: Connection, client_id: Id) -> dict[Kind, int]:
    """How much of each kind belongs to a client (bin left out)."""
    found = {}
    for kind in HANGING:
        number = conn.exec_driver_sql(
            f'SELECT count(*) FROM "{kind.value}" WHERE client_id = ? AND NOT deleted', (client_id,)
        ).scalar()
        if number:
            found[kind] = int(number)
    return found


def existing(conn: Connection, kind: Kind, pk: Id) -> dict[str, Any] | None:
    """A row by id, whatever its state."""
    table = TABLES[kind]
    columns = [column for column in table.columns if column.computed is None]
    row = conn.execute(table.select().with_only_columns(*columns).where(table.c.id == pk)).mappings().first()
    return dict(row) if row else None
