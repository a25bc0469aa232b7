"""What each product left of its sales, by month; its orders."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Id, Kind
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.net_sales import COST, KEPT, NET
from salesdesk.store.read.rows import driver_of

_ORDER = (
    "s.status <> 'cancelled' AND s.currency = :currency AND (:rep IS NULL OR s.rep_id = :rep) AND NOT s.deleted"
    " AND s.ordered_on BETWEEN :first AND :until"
)


def margins_by_month(conn: Connection, scope: Scope) -> dict[Id, dict[int, tuple[int, int]]]:
    """Product → month (1 to 12, of a period within a year) → what its costed lines left, and their net sales."""
    rows = driver_of(conn).execute(
        f"SELECT l.product_id, cast(substr(s.ordered_on, 6, 2) AS INTEGER), sum({NET} - {COST}), sum({NET})"
        f" FROM sales_order s JOIN order_line l ON l.order_id = s.id AND {KEPT} AND l.cost_cents IS NOT NULL"
        f" AND l.product_id IS NOT NULL WHERE {_ORDER} GROUP BY 1, 2",
        scope.params(),
    )
    found: dict[Id, dict[int, tuple[int, int]]] = defaultdict(dict)
    for pk, month, margin, net in rows.fetchall():
        found[pk][month] = (margin, net)
    return dict(found)


def orders_of(conn: Connection, scope: Scope, product_id: Id) -> list[Record]:
    """The orders that hold a product with what they brought of it, the newest first."""
    rows = driver_of(conn).execute(
        f"SELECT s.id, c.id, c.name, s.ordered_on, sum({NET}), s.number, s.currency FROM sales_order s"
        f" JOIN client c ON c.id = s.client_id JOIN order_line l ON l.order_id = s.id AND {KEPT}"
        f" AND l.product_id = :product WHERE {_ORDER} GROUP BY s.id ORDER BY s.ordered_on DESC, s.id DESC",
        {**scope.params(), "product": product_id},
    )
    return [
        Record(Kind.ORDER, pk, client, name, date.fromisoformat(day), cents, note or "", currency)
        for pk, client, name, day, cents, note, currency in rows.fetchall()
    ]
