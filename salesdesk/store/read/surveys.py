"""Who bought and is to be asked, and the scores of a period."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period, add_months
from salesdesk.store.read.rows import driver_of


def buyers(conn: Connection, until: date) -> list[tuple[Id, str, Tier]]:
    """Clients with an order in the twelve months up to a day, by tier and name."""
    rows = driver_of(conn).execute(
        "SELECT c.id, c.name, c.tier FROM client c WHERE NOT c.deleted AND EXISTS (SELECT 1 FROM sales_order s"
        " WHERE s.client_id = c.id AND NOT s.deleted AND s.status <> 'cancelled' AND s.ordered_on > ?"
        " AND s.ordered_on <= ?) ORDER BY c.tier, c.sort_key, c.id",
        (add_months(until, -12).isoformat(), until.isoformat()),
    )
    return [(pk, name, Tier(tier)) for pk, name, tier in rows.fetchall()]


def scores(conn: Connection, period: Period, rep: Id | None) -> tuple[list[int], int]:
    """The scores answered in a period, and how many clients were asked for a quarter that began in it."""
    params = {"first": period.first.isoformat(), "last": period.last.isoformat(), "rep": rep}
    own = "NOT deleted AND (:rep IS NULL OR rep_id = :rep)"
    driver = driver_of(conn)
    found = driver.execute(
        f"SELECT score FROM survey WHERE {own} AND score IS NOT NULL AND answered_on BETWEEN :first AND :last", params
    ).fetchall()
    asked = driver.execute(
        f"SELECT count(*) FROM survey WHERE {own} AND (asked_on BETWEEN :first AND :last"
        " OR answered_on BETWEEN :first AND :last)",
        params,
    ).fetchone()
    return [score for (score,) in found], int(asked[0])
