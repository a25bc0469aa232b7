"""What the day asks for, read in a few statements that stay quick in a big file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import OPEN_STAGES, Priority, Stage
from salesdesk.domain.today import Promise
from salesdesk.domain.visit import Channel
from salesdesk.store.types import moment_from_text

_OPEN = ", ".join(f"'{stage.value}'" for stage in OPEN_STAGES)
_LATER = "later:"


@dataclass(frozen=True, slots=True)
class DealRow:
    """An open opportunity with the days that tell whether it stands still."""

    id: Id
    rep_id: Id
    name: str
    client_id: Id | None
    client_name: str
    stage: Stage
    priority: Priority
    amount_cents: int
    currency: str
    probability: int | None
    expected_close: date | None
    next_on: date | None
    entered_on: date
    active_on: date | None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_TIERS = {tier.value: tier for tier in Tier}
_CHANNELS = {channel.value: channel for channel in Channel}


def planned_from(conn: Connection, first: date, last: date) -> dict[Id, list[tuple[date, Channel]]]:
    """The days on which each client has a planned contact, in order, and how."""
    rows = conn.exec_driver_sql(
        "SELECT client_id, day, channel FROM visit WHERE rep_id IN (SELECT id FROM rep)"
        " AND day BETWEEN ? AND ? AND status = 'planned' AND NOT deleted ORDER BY day",
        (first.isoformat(), last.isoformat()),
    ).all()
    found: dict[Id, list[tuple[date, Channel]]] = {}
    for pk, day, channel in rows:
        found.setdefault(pk, []).append((date.fromisoformat(day), _CHANNELS[channel]))
    return found


def snoozed(conn: Connection, today: date) -> set[Id]:
    """The clients put off until a day that has not come."""
    rows = conn.exec_driver_sql(
        "SELECT substr(key, ?) FROM setting WHERE key LIKE ? AND NOT deleted AND json_extract(value, '$') > ?",
        (len(_LATER) + 1, f"{_LATER}%", today.isoformat()),
    )
    return {bytes.fromhex(name) for (name,) in rows}


def later_key(client_id: Id) -> str:
    """The setting that holds until when a client was put off."""
    return _LATER + client_id.hex()


def open_amounts(conn: Connection, currency: str) -> dict[Id, int]:
    """Cents of the open opportunities of each client, in one currency."""
    rows = conn.exec_driver_sql(
        f"SELECT client_id, sum(amount_cents) FROM opportunity WHERE stage IN ({_OPEN}) AND NOT deleted"
        " AND currency = ? AND client_id IS NOT NULL GROUP BY client_id",
        (currency,),
    ).all()
    return {row[0]: int(row[1]) for row in rows}


def promises(conn: Connection, until: date) -> list[Promise]:
    """Next steps not kept yet whose day is at most `until`, the oldest first; one written twice is told once."""
    at_visits = conn.exec_driver_sql(
        "SELECT v.id, v.client_id, c.name, c.tier, v.next_step, v.next_on, v.opportunity_id FROM visit v"
        " JOIN client c ON c.id = v.client_id WHERE v.next_on IS NOT NULL AND v.next_on <= ?"
        " AND NOT v.next_done AND NOT v.deleted AND NOT c.deleted",
        (until.isoformat(),),
    ).all()
    told = {(row[6], row[4], row[5]) for row in at_visits}
    at_deals = conn.exec_driver_sql(
        "SELECT o.id, o.client_id, coalesce(c.name, o.name), c.tier, o.next_step, o.next_on FROM opportunity o"
        f" LEFT JOIN client c ON c.id = o.client_id WHERE o.stage IN ({_OPEN}) AND NOT o.deleted"
        " AND o.next_on IS NOT NULL AND o.next_on <= ?",
        (until.isoformat(),),
    ).all()
    found = [_promise(Kind.VISIT, row[:6]) for row in at_visits]
    found += [_promise(Kind.OPPORTUNITY, row) for row in at_deals if (row[0], row[4], row[5]) not in told]
    return sorted(found, key=lambda one: (one.on, one.tier or Tier.C, one.client_name))


def carrying(conn: Connection, promise: Promise) -> list[Id]:
    """The opportunity of a visit that carries the same promise, if it does."""
    rows = conn.exec_driver_sql(
        "SELECT o.id FROM visit v JOIN opportunity o ON o.id = v.opportunity_id"
        " WHERE v.id = ? AND NOT o.deleted AND o.next_step = v.next_step AND o.next_on = v.next_on",
        (promise.id,),
    )
    return [pk for (pk,) in rows]


def _promise(kind: Kind, row: Sequence[Any]) -> Promise:
    pk, client_id, name, tier, step, on = row
    return Promise(kind, pk, client_id, name, _TIERS[tier] if tier else None, step, date.fromisoformat(on))


def open_deals(conn: Connection) -> list[DealRow]:
    """All open opportunities with the day they entered their stage and the last contact about them."""
    rows = conn.exec_driver_sql(
        "SELECT o.id, o.rep_id, o.name, o.client_id, coalesce(c.name, ''), o.stage, o.priority, o.amount_cents,"
        " o.currency, o.probability, o.expected_close, o.next_on,"
        " coalesce((SELECT max(day) FROM stage_move m WHERE m.opportunity_id = o.id AND NOT m.deleted), o.created_on),"
        " (SELECT max(day) FROM visit v WHERE v.opportunity_id = o.id AND v.status = 'done' AND NOT v.deleted)"
        f" FROM opportunity o LEFT JOIN client c ON c.id = o.client_id WHERE o.stage IN ({_OPEN}) AND NOT o.deleted"
    ).all()
    return [_deal(row) for row in rows]


def _deal(row: Sequence[Any]) -> DealRow:
    pk, rep, name, client_id, client_name, stage, priority, cents, currency, chance, close, step, entered, active = row
    return DealRow(
        pk,
        rep,
        name,
        client_id,
        client_name,
        Stage(stage),
        Priority(priority),
        cents,
        currency,
        chance,
        _day(close),
        _day(step),
        date.fromisoformat(entered),
        _day(active),
    )


def daily_report(conn: Connection, rep_id: Id, day: date) -> tuple[bool, datetime | None]:
    """Whether a day's report was begun, and when it was sent."""
    row = conn.exec_driver_sql(
        "SELECT sent_at FROM report WHERE kind = 'daily' AND rep_id = ? AND first_day = ? AND NOT deleted",
        (rep_id, day.isoformat()),
    ).first()
    return row is not None, moment_from_text(row[0]) if row and row[0] else None


def begun(conn: Connection) -> tuple[bool, bool, bool]:
    """Whether the file holds a client, a target, a visit."""
    row = conn.exec_driver_sql(
        "SELECT EXISTS(SELECT 1 FROM client WHERE NOT deleted), EXISTS(SELECT 1 FROM target WHERE NOT deleted),"
        " EXISTS(SELECT 1 FROM visit WHERE NOT deleted)"
    ).one()
    return bool(row[0]), bool(row[1]), bool(row[2])
