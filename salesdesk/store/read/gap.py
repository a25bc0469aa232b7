"""What each client bought of each product in a span of days, in the file's currency."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.gap import Sold
from salesdesk.domain.period import Period
from salesdesk.domain.target import Metric
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.kept import answers
from salesdesk.store.read.net_sales import COST, KEPT, NET, PIECES

_ORDERS = (
    "NOT s.deleted AND s.status <> 'cancelled' AND s.currency = :currency"
    " AND (:rep IS NULL OR s.rep_id = :rep) AND s.ordered_on BETWEEN :first AND :until"
)


def bought(conn: Connection, scope: Scope) -> dict[Id, dict[Id | None, Sold]]:
    """Client → product → pieces and net cents; what an order's lines do not explain stands under no product."""
    rows = answers(
        conn,
        f"WITH o AS (SELECT s.id, s.client_id, s.total_cents FROM sales_order s WHERE {_ORDERS}),"
        f" lines AS (SELECT o.client_id, l.product_id, sum({PIECES}) AS pieces, sum({NET}) AS net"
        f" FROM o JOIN order_line l ON l.order_id = o.id AND {KEPT} GROUP BY 1, 2)"
        " SELECT client_id, product_id, sum(pieces), sum(net) FROM (SELECT * FROM lines UNION ALL"
        " SELECT client_id, NULL, 0, total - coalesce(of_lines, 0) FROM"
        " (SELECT client_id, sum(total_cents) AS total FROM o GROUP BY 1) LEFT JOIN"
        " (SELECT client_id AS of_client, sum(net) AS of_lines FROM lines GROUP BY 1) ON of_client = client_id)"
        " GROUP BY 1, 2",
        scope.params(),
    )
    found: dict[Id, dict[Id | None, Sold]] = {}
    for client, product, pieces, net in rows:
        if pieces or net:
            found.setdefault(client, {})[product] = Sold(pieces, net)
    return found


_BY_DAY = {
    Metric.SALES: f"SELECT s.ordered_on, sum(s.total_cents) FROM sales_order s WHERE {_ORDERS} GROUP BY 1",
    Metric.MARGIN: f"SELECT s.ordered_on, sum({NET} - {COST}) FROM sales_order s JOIN order_line l ON l.order_id = s.id"
    f" AND {KEPT} AND l.cost_cents IS NOT NULL WHERE {_ORDERS} GROUP BY 1",
    Metric.COLLECTIONS: "SELECT received_on, sum(amount_cents) FROM payment WHERE NOT deleted AND currency = :currency"
    " AND (:rep IS NULL OR rep_id = :rep) AND received_on BETWEEN :first AND :until GROUP BY 1",
    Metric.VISITS: "SELECT day, count(*) FROM visit WHERE NOT deleted AND status = 'done'"
    " AND (:rep IS NULL OR rep_id = :rep) AND day BETWEEN :first AND :last GROUP BY 1",
    Metric.NEW_CLIENTS: "SELECT day, count(*) FROM (SELECT min(ordered_on) AS day, rep_id FROM sales_order"
    " WHERE NOT deleted AND status <> 'cancelled' GROUP BY client_id) WHERE (:rep IS NULL OR rep_id = :rep)"
    " AND day BETWEEN :first AND :until GROUP BY 1",
}


def reached_by_day(conn: Connection, scope: Scope, metric: Metric) -> dict[date, int]:
    """What a target of this metric counts, on each day that has any of it."""
    rows = answers(conn, _BY_DAY[metric], scope.params())
    return {date.fromisoformat(day): amount for day, amount in rows}


def ordered_before(conn: Connection, day: date) -> frozenset[Id]:
    """Clients with an order, in whatever currency, before a day."""
    rows = answers(
        conn,
        "SELECT DISTINCT client_id FROM sales_order WHERE NOT deleted AND status <> 'cancelled' AND ordered_on < :day",
        {"day": day.isoformat()},
    )
    return frozenset(client for (client,) in rows)


def year_before(period: Period) -> Period:
    """The same days of the year before; 29 February becomes the 28th."""
    return Period(_year_back(period.first), _year_back(period.last))


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
