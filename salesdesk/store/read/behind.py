"""The records behind a number of the plan: which orders, payments, visits, first orders made it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.target import Metric
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.net_sales import COST, KEPT, LIST, NET
from salesdesk.store.read.rows import driver_of

_DAYS = "(:rep IS NULL OR {0}.rep_id = :rep) AND NOT {0}.deleted AND {0}.{1} BETWEEN :first AND :until"
_ORDER = f"s.status <> 'cancelled' AND s.currency = :currency AND {_DAYS.format('s', 'ordered_on')}"
_EVER = (
    "(SELECT min(f.ordered_on) FROM sales_order f WHERE f.client_id = s.client_id AND NOT f.deleted"
    " AND f.status <> 'cancelled')"
)
_BEHIND = {
    Metric.SALES: f"SELECT s.id, c.id, c.name, s.ordered_on, s.total_cents, s.number FROM sales_order s"
    f" JOIN client c ON c.id = s.client_id WHERE {_ORDER}",
    Metric.MARGIN: f"SELECT s.id, c.id, c.name, s.ordered_on, sum({NET} - {COST}), s.number FROM sales_order s"
    f" JOIN client c ON c.id = s.client_id JOIN order_line l ON l.order_id = s.id AND {KEPT}"
    f" AND l.cost_cents IS NOT NULL WHERE {_ORDER} GROUP BY s.id",
    Metric.COLLECTIONS: "SELECT m.id, c.id, c.name, m.received_on, m.amount_cents, '' FROM payment m"
    f" JOIN client c ON c.id = m.client_id WHERE m.currency = :currency AND {_DAYS.format('m', 'received_on')}",
    Metric.VISITS: "SELECT v.id, c.id, c.name, v.day, NULL, v.result FROM visit v JOIN client c ON c.id = v.client_id"
    f" WHERE v.status = 'done' AND {_DAYS.format('v', 'day')}",
    Metric.NEW_CLIENTS: "SELECT c.id, c.id, c.name, min(s.ordered_on), NULL, '' FROM sales_order s"
    f" JOIN client c ON c.id = s.client_id WHERE s.status <> 'cancelled' AND {_DAYS.format('s', 'ordered_on')}"
    f" GROUP BY c.id HAVING min(s.ordered_on) = {_EVER}",
}
_KINDS = {
    Metric.SALES: Kind.ORDER,
    Metric.MARGIN: Kind.ORDER,
    Metric.COLLECTIONS: Kind.PAYMENT,
    Metric.VISITS: Kind.VISIT,
    Metric.NEW_CLIENTS: Kind.CLIENT,
}


def behind(conn: Connection, scope: Scope, metric: Metric) -> list[Record]:
    """What a target of this metric counts in the period, the newest first."""
    rows = driver_of(conn).execute(_BEHIND[metric], scope.params()).fetchall()
    found = [
        Record(_KINDS[metric], pk, client, name, date.fromisoformat(day), cents, note)
        for pk, client, name, day, cents, note in rows
    ]
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def orders(
    conn: Connection,
    scope: Scope,
    *,
    line: Id | None = None,
    whole: bool = True,
    tier: Tier | None = None,
    clients: Collection[Id] | None = None,
) -> list[Record]:
    """Orders of a period; of one product line (not `whole`; None: what belongs to none) with what they brought of it,
    of one tier, of some clients. The newest first."""
    amount = "s.total_cents"
    if not whole:
        amount = (
            f"coalesce((SELECT sum({NET}) FROM order_line l LEFT JOIN product p ON p.id = l.product_id WHERE"
            f" l.order_id = s.id AND {KEPT} AND p.line_id IS :line), 0)"
        )
        if line is None:
            has_lines = "EXISTS (SELECT 1 FROM order_line l WHERE l.order_id = s.id AND NOT l.deleted)"
            amount = f"CASE WHEN {has_lines} THEN {amount} ELSE s.total_cents END"
    rows = driver_of(conn).execute(
        f"SELECT s.id, c.id, c.name, s.ordered_on, {amount}, s.number FROM sales_order s JOIN client c"
        f" ON c.id = s.client_id WHERE {_ORDER} AND (:tier IS NULL OR c.tier = :tier)",
        {**scope.params(), "line": line, "tier": tier},
    )
    found = [
        Record(Kind.ORDER, pk, client, name, date.fromisoformat(day), cents, note)
        for pk, client, name, day, cents, note in rows.fetchall()
        if cents and (clients is None or client in clients)
    ]
    return sorted(found, key=lambda one: (one.day, one.id), reverse=True)


def discount(conn: Connection, scope: Scope) -> tuple[int, int]:
    """Cents that the lines of a period's orders stayed below their list prices, and these list prices."""
    row = (
        driver_of(conn)
        .execute(
            f"SELECT coalesce(sum({LIST} - {NET}), 0), coalesce(sum({LIST}), 0) FROM sales_order s"
            f" JOIN order_line l ON l.order_id = s.id AND {KEPT} AND l.list_cents > 0 WHERE {_ORDER}",
            scope.params(),
        )
        .fetchone()
    )
    return int(row[0]), int(row[1])
