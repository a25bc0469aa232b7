"""What tiering looks at, and the tier that every client had on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.period import add_months
from salesdesk.domain.tiering import Candidate, MoveKind, TierMove
from salesdesk.store.read.rows import driver_of, things
from salesdesk.store.tables import TABLES

_TIER = {tier.value: tier for tier in Tier}
_NEVER: tuple[str | None, str] = (None, "")
_NEWEST = "SELECT client_id, kind, until, max(moved_at || hex(id)) FROM tier_move WHERE NOT deleted GROUP BY client_id"


def sales_of(conn: Connection, until: date, currency: str) -> dict[Id, int]:
    """Cents ordered by each client in the twelve months that end on a day, in one currency."""
    # Sums in Python: SQLite would walk the orders client by client, in random places.
    sales: dict[Id, int] = defaultdict(int)
    for pk, cents in driver_of(conn).execute(
        "SELECT client_id, total_cents FROM sales_order NOT INDEXED WHERE ordered_on > ? AND ordered_on <= ?"
        " AND currency = ? AND status <> 'cancelled' AND NOT deleted",
        (add_months(until, -12).isoformat(), until.isoformat(), currency),
    ):
        sales[pk] += cents
    return sales


def candidates(conn: Connection, today: date, currency: str) -> list[Candidate]:
    """Every client (prospects left out) with its sales of the last twelve months in the file's own currency."""
    read = driver_of(conn)
    sales = sales_of(conn, today, currency)
    moved = {pk: (kind, until or "") for pk, kind, until, _at in conn.exec_driver_sql(_NEWEST)}
    day, override, tiers = today.isoformat(), MoveKind.OVERRIDE.value, _TIER
    found = []
    for pk, tier, potential, influence in read.execute(
        "SELECT id, tier, potential, influence FROM client WHERE NOT deleted AND NOT is_prospect"
    ):
        kind, until = moved.get(pk, _NEVER)
        by_hand = kind == override
        held, expired = by_hand and until >= day, by_hand and until < day
        found.append(
            Candidate(pk, tiers[tier], sales.get(pk, 0), potential, influence, kind is not None, held, expired)
        )
    return found


def tiers_on(conn: Connection, day: date) -> dict[Id, Tier]:
    """The tier of every client at the end of `day`: where its next move began, else where it is now."""
    found = {pk: _TIER[tier] for pk, tier in conn.exec_driver_sql("SELECT id, tier FROM client WHERE NOT deleted")}
    later = conn.exec_driver_sql(
        "SELECT client_id, from_tier, min(moved_at || hex(id)) FROM tier_move WHERE day > ? AND NOT deleted"
        " GROUP BY client_id",
        (day.isoformat(),),
    )
    for pk, tier, _at in later:
        if pk in found:
            found[pk] = _TIER[tier]
    return found


def moves_between(conn: Connection, first: date, last: date) -> list[TierMove]:
    """The moves of these days (both included), in their order; a client that is kept where it is has not moved."""
    move = TABLES[Kind.TIER_MOVE].c
    days = move.day.between(first.isoformat(), last.isoformat())
    return things(conn, TierMove, days, move.from_tier != move.to_tier, order=(move.moved_at, move.id))


def last_review(conn: Connection) -> date | None:
    """The day on which a proposal was last accepted."""
    day = conn.exec_driver_sql(
        "SELECT max(day) FROM tier_move WHERE kind = ? AND NOT deleted", (MoveKind.PROPOSAL.value,)
    ).scalar()
    return date.fromisoformat(day) if day else None


@dataclass(frozen=True, slots=True)
class Override:
    """A client that the rep keeps in a tier, until when and why."""

    client_id: Id
    tier: Tier
    until: date
    reason: str


def overrides(conn: Connection) -> list[Override]:
    """Overrides in force or run out, unless the client has moved since."""
    rows = conn.exec_driver_sql(
        "SELECT m.client_id, m.to_tier, m.until, m.reason, max(m.moved_at || hex(m.id)), m.kind FROM tier_move m"
        " JOIN client c ON c.id = m.client_id AND NOT c.deleted WHERE NOT m.deleted GROUP BY m.client_id"
    )
    return [
        Override(pk, _TIER[tier], date.fromisoformat(until), reason)
        for pk, tier, until, reason, _at, kind in rows
        if kind == MoveKind.OVERRIDE and until
    ]


@dataclass(frozen=True, slots=True)
class Named:
    """A client by name, as the review shows it."""

    id: Id
    name: str
    industry: str
    is_key: bool
    sort_key: str


def named(conn: Connection, ids: Sequence[Id]) -> dict[Id, Named]:
    """Names of these clients."""
    found: dict[Id, Named] = {}
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        marks = ", ".join("?" * len(part))
        rows = conn.exec_driver_sql(
            f"SELECT id, name, industry, is_key, sort_key FROM client WHERE id IN ({marks})", tuple(part)
        )
        found.update((row[0], Named(row[0], row[1], row[2], bool(row[3]), row[4])) for row in rows)
    return found
