"""Who bought and is to be asked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.period import add_months
from salesdesk.store.read.rows import driver_of

_BOUGHT = (
    "NOT c.deleted AND EXISTS (SELECT 1 FROM sales_order s WHERE s.client_id = c.id AND NOT s.deleted"
    " AND s.status <> 'cancelled' AND s.ordered_on > ? AND s.ordered_on <= ?)"
)


def buyers(conn: Connection, until: date) -> list[tuple[Id, str, Tier]]:
    """Clients with an order in the twelve months up to a day, by tier and name."""
    rows = driver_of(conn).execute(
        f"SELECT c.id, c.name, c.tier FROM client c WHERE {_BOUGHT} ORDER BY c.tier, c.sort_key, c.id",
        (add_months(until, -12).isoformat(), until.isoformat()),
    )
    return [(pk, name, Tier(tier)) for pk, name, tier in rows.fetchall()]


def not_asked(conn: Connection, until: date, quarter: date, most: int) -> int:
    """How many of these have no survey of the quarter (its first day) yet; counting stops at `most`."""
    (count,) = (
        driver_of(conn)
        .execute(
            f"SELECT count(*) FROM (SELECT 1 FROM client c WHERE {_BOUGHT} AND NOT EXISTS (SELECT 1 FROM survey y"
            " WHERE y.client_id = c.id AND NOT y.deleted AND y.quarter = ?) LIMIT ?)",
            (add_months(until, -12).isoformat(), until.isoformat(), quarter.isoformat(), most),
        )
        .fetchone()
    )
    return int(count)
