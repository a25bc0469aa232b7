"""What *Plan my week* looks at: clients with their places, visits of the days, opportunities, promises."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.visit import Visit, VisitStatus
from salesdesk.store.read.rows import driver_of, things
from salesdesk.store.read.today import later_key
from salesdesk.store.tables import TABLES
from salesdesk.store.types import moment_from_text

_VISIT = TABLES[Kind.VISIT].c
_TIERS = {tier.value: tier for tier in Tier}


class Whereabouts(NamedTuple):
    """A client as the plan sees it."""

    id: Id
    name: str
    tier: Tier
    district: str
    latitude: float | None
    longitude: float | None


class Taken(NamedTuple):
    """A visit that takes its part of a day, with where it leads; `remote` by phone or in writing."""

    id: Id
    client_id: Id
    starts_at: datetime
    minutes: int
    all_day: bool
    channel: str
    district: str
    latitude: float | None
    longitude: float | None


def clients(conn: Connection, rep: Id) -> dict[Id, Whereabouts]:
    """The clients of a rep, and those of nobody."""
    rows = driver_of(conn).execute(
        "SELECT id, name, tier, district, latitude, longitude FROM client"
        " WHERE NOT deleted AND (owner_id = ? OR owner_id IS NULL)",
        (rep,),
    )
    return {pk: Whereabouts(pk, name, _TIERS[tier], *rest) for pk, name, tier, *rest in rows}


def taken(conn: Connection, rep: Id, first: date, last: date) -> list[Taken]:
    """A rep's visits of these days that are planned or done."""
    rows = driver_of(conn).execute(
        "SELECT v.id, v.client_id, v.starts_at, v.minutes, v.all_day, v.channel, c.district, c.latitude, c.longitude"
        " FROM visit v JOIN client c ON c.id = v.client_id WHERE v.rep_id = ? AND v.day BETWEEN ? AND ?"
        " AND v.status IN ('planned', 'done') AND NOT v.deleted ORDER BY v.starts_at, v.id",
        (rep, first.isoformat(), last.isoformat()),
    )
    return [
        Taken(pk, client, moment_from_text(at), minutes, bool(whole), *rest)
        for pk, client, at, minutes, whole, *rest in rows
    ]


def contact_days(conn: Connection, first: date, today: date, last: date) -> list[tuple[Id, Id, date]]:
    """Visit, client, day of everybody's contacts: those done from `first` on, those planned from today to `last`."""
    rows = driver_of(conn).execute(
        "SELECT id, client_id, day FROM visit WHERE rep_id IN (SELECT id FROM rep) AND NOT deleted"
        " AND ((status = 'done' AND day BETWEEN ? AND ?) OR (status = 'planned' AND day BETWEEN ? AND ?)) ORDER BY day",
        (first.isoformat(), last.isoformat(), today.isoformat(), last.isoformat()),
    )
    return [(pk, client, date.fromisoformat(day)) for pk, client, day in rows]


def untouched(conn: Connection, rep: Id, first: date, last: date) -> list[Visit]:
    """The visits of these days that the planner put there and nobody has touched since."""
    days = _VISIT.day.between(first.isoformat(), last.isoformat())
    mine = (_VISIT.rep_id == rep, _VISIT.by_plan.is_(True), _VISIT.status == VisitStatus.PLANNED)
    return things(conn, Visit, days, *mine, order=(_VISIT.starts_at, _VISIT.id))


def put_off(conn: Connection, today: date) -> dict[Id, date]:
    """The clients that were put off until a day that has not come, with that day."""
    start = later_key(b"")
    rows = driver_of(conn).execute(
        "SELECT substr(key, ?), json_extract(value, '$') FROM setting"
        " WHERE key LIKE ? AND NOT deleted AND json_extract(value, '$') > ?",
        (len(start) + 1, f"{start}%", today.isoformat()),
    )
    return {bytes.fromhex(client): date.fromisoformat(day) for client, day in rows}
