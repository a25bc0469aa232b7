"""What only a month's and a year's report ask the file."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.period import Period, add_months
from salesdesk.store.read.rows import driver_of

_OF = "(:rep IS NULL OR {0}.rep_id = :rep) AND NOT {0}.deleted"
_SOLD = (
    f"SELECT s.client_id, sum(s.total_cents) AS sales FROM sales_order s WHERE {_OF.format('s')}"
    " AND s.status <> 'cancelled' AND s.currency = :currency AND s.ordered_on BETWEEN :first AND :last GROUP BY 1"
)
_MET = (
    f"SELECT v.client_id, count(*) AS visits FROM visit v WHERE {_OF.format('v')} AND v.status = 'done'"
    " AND v.day BETWEEN :first AND :last GROUP BY 1"
)


def regions(conn: Connection, period: Period, rep: Id | None, currency: str) -> list[tuple[str, int, int]]:
    """Region (the district where none is known, "" for neither) with its sales in cents and its contacts."""
    rows = driver_of(conn).execute(
        "SELECT coalesce(nullif(c.region, ''), c.district) AS place, sum(coalesce(s.sales, 0)),"
        f" sum(coalesce(m.visits, 0)) FROM client c LEFT JOIN ({_SOLD}) s ON s.client_id = c.id"
        f" LEFT JOIN ({_MET}) m ON m.client_id = c.id WHERE NOT c.deleted AND (s.sales OR m.visits) GROUP BY 1",
        _params(period, rep, currency),
    )
    return [(place, sales, visits) for place, sales, visits in rows.fetchall()]


def potentials(
    conn: Connection, period: Period, rep: Id | None, currency: str, least: int
) -> list[tuple[str, str, int, int, int]]:
    """Clients judged to be worth more than they buy: name, tier, potential, cents of twelve months, contacts in the
    period; those with the highest potential and least sales first."""
    year = Period(add_months(period.last, -12), period.last)
    params = {**_params(period, rep, currency), "least": least, "then": year.first.isoformat()}
    sold = _SOLD.replace("BETWEEN :first", "BETWEEN :then")
    rows = driver_of(conn).execute(
        "SELECT c.name, c.tier, c.potential, coalesce(s.sales, 0), coalesce(m.visits, 0) FROM client c"
        f" LEFT JOIN ({sold}) s ON s.client_id = c.id LEFT JOIN ({_MET}) m ON m.client_id = c.id"
        " WHERE NOT c.deleted AND c.potential >= :least AND (:rep IS NULL OR c.owner_id = :rep OR m.visits)"
        " AND c.tier <> 'A' ORDER BY c.potential DESC, coalesce(s.sales, 0), c.sort_key, c.id",
        params,
    )
    return list(rows.fetchall())


def contacts_by_client(conn: Connection, period: Period, rep: Id | None) -> dict[Id, int]:
    """Client → contacts that took place in the period."""
    return dict(driver_of(conn).execute(_MET, _params(period, rep, "")).fetchall())


def first_orders(conn: Connection, period: Period, rep: Id | None) -> list[str]:
    """The names of the clients whose first order ever lies in the period and is the rep's, in the order of the days."""
    rows = driver_of(conn).execute(
        "SELECT c.name, min(s.ordered_on), s.rep_id FROM sales_order s JOIN client c ON c.id = s.client_id"
        " WHERE NOT s.deleted AND s.status <> 'cancelled' GROUP BY s.client_id"
        " HAVING min(s.ordered_on) BETWEEN :first AND :last AND (:rep IS NULL OR s.rep_id = :rep) ORDER BY 2, 1",
        {"first": period.first.isoformat(), "last": period.last.isoformat(), "rep": rep},
    )
    return [name for name, _ordered_on, _rep in rows.fetchall()]


def won(
    conn: Connection, period: Period, rep: Id | None, currency: str
) -> list[tuple[str, str, int | None, date, int]]:
    """The opportunities won in the period, the largest first: name, client, cents (None in another currency), day of
    closing, days since it came into being."""
    rows = driver_of(conn).execute(
        "SELECT o.name, coalesce(c.name, ''), CASE WHEN o.currency = :currency THEN o.amount_cents END, o.closed_on,"
        " CAST(julianday(o.closed_on) - julianday(o.created_on) AS INTEGER) FROM opportunity o"
        f" LEFT JOIN client c ON c.id = o.client_id WHERE {_OF.format('o')} AND o.stage = 'won'"
        " AND o.closed_on BETWEEN :first AND :last ORDER BY 3 DESC, o.name",
        _params(period, rep, currency),
    )
    return [(name, client, cents, date.fromisoformat(day), days) for name, client, cents, day, days in rows.fetchall()]


def _params(period: Period, rep: Id | None, currency: str) -> dict[str, object]:
    first, last = period.first.isoformat(), period.last.isoformat()
    return {"first": first, "last": last, "rep": rep, "currency": currency}
