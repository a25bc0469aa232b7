"""What goes with a client from one rep to another, and what a hand-out holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind

_AT_ONCE = 10_000


def territory(conn: Connection, district: str, region: str, owner: Id | None) -> list[Id]:
    """Clients by place and owner."""
    where, params = ["NOT deleted"], list[Any]()
    for column, value in (("district", district), ("region", region), ("owner_id", owner)):
        if value:
            where.append(f"{column} = ?")
            params.append(value)
    query = f"SELECT id FROM client WHERE {' AND '.join(where)} ORDER BY sort_key, id"
    return [bytes(pk) for pk in conn.exec_driver_sql(query, tuple(params)).scalars()]


def places_of(conn: Connection, column: str) -> list[str]:
    """The districts or regions of clients, in order."""
    query = f'SELECT DISTINCT "{column}" FROM client WHERE "{column}" <> \'\' AND NOT deleted ORDER BY 1'
    return [str(one) for one in conn.exec_driver_sql(query).scalars()]


def open_deals(conn: Connection, clients: Sequence[Id], stages: Sequence[str], to: Id) -> list[tuple[Id, Id]]:
    """Opportunities under way that are not this rep's yet, with whose they are."""
    listed = ", ".join(repr(stage) for stage in stages)
    head = f"SELECT id, rep_id FROM opportunity WHERE NOT deleted AND stage IN ({listed})"
    return _rows(conn, head, clients, to)


def planned_visits(conn: Connection, clients: Sequence[Id], today: date, to: Id) -> list[tuple[Id, Id]]:
    """Visits that are planned from today on."""
    head = f"SELECT id, rep_id FROM visit WHERE NOT deleted AND status = 'planned' AND day >= '{today.isoformat()}'"
    return _rows(conn, head, clients, to)


def series(conn: Connection, clients: Sequence[Id], to: Id) -> list[tuple[Id, Id]]:
    """Recurring visits."""
    return _rows(conn, "SELECT id, rep_id FROM visit_series WHERE NOT deleted", clients, to)


def reason_of(conn: Connection, visit: Id) -> str:
    """Why a visit did not take place, as it stands."""
    return str(conn.exec_driver_sql("SELECT reason FROM visit WHERE id = ?", (visit,)).scalar() or "")


def ids_of(conn: Connection, kind: Kind, where: str = "1", params: Sequence[Any] = ()) -> set[Id]:
    """The ids of one kind, those in the bin too: a hand-out tells what was taken away as well."""
    return {bytes(pk) for pk in conn.exec_driver_sql(f'SELECT id FROM "{kind}" WHERE {where}', tuple(params)).scalars()}


def _rows(conn: Connection, head: str, clients: Sequence[Id], to: Id) -> list[tuple[Id, Id]]:
    return list(_read(conn, head, clients, to))


def _read(conn: Connection, head: str, clients: Sequence[Id], to: Id) -> Iterator[tuple[Id, Id]]:
    for at in range(0, len(clients), _AT_ONCE):
        some = clients[at : at + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        query = f"{head} AND client_id IN ({marks}) AND rep_id <> ? ORDER BY id"
        for pk, rep in conn.exec_driver_sql(query, (*some, to)):
            yield bytes(pk), bytes(rep)
