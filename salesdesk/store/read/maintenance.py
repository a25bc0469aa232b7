"""Keeping clients, read: who is about to leave, what similar ones bought, what is due, where the effort goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.maintenance import (
    LEAST_ORDERS,
    ChurnWarning,
    CrossSell,
    DueService,
    ServiceKind,
    ServiceStep,
    churn_of,
)
from salesdesk.domain.period import Period, add_months
from salesdesk.store.read import contact_book
from salesdesk.store.read.buyers import bought
from salesdesk.store.read.columns import day_of, number_of
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.net_sales import GIVEN_UP, KEPT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SOLD = "NOT s.deleted AND s.status <> 'cancelled'"


def churn(conn: Connection, today: date) -> list[ChurnWarning]:
    """The churn warnings of a day (glossary), the longest silence against the usual gap first."""
    return keeper(conn).answer(("churn", today), frozenset({"sales_order", "client"}), lambda: _churn(conn, today))


def _churn(conn: Connection, today: date) -> list[ChurnWarning]:
    import numpy as np

    clients, orders = contact_book.clients(conn), bought(conn)
    until = int(np.searchsorted(orders.day, number_of(today), "right"))
    client, day = orders.client[:until], _ordinals(orders.day[:until])
    of_client = np.argsort(client, kind="stable")  # they stand by day already
    client, day = client[of_client], day[of_client]
    own = np.diff(client, prepend=-1) != 0
    fresh = own | (np.diff(day, prepend=-1) != 0)
    client, day = client[fresh], day[fresh]
    starts = np.flatnonzero(np.diff(client, prepend=-1) != 0)
    times = np.diff(starts, append=len(client))
    gaps = np.diff(day, prepend=0)
    gaps[starts] = 0  # the first of each client stands before its gaps, the least of which is a day
    ranked = gaps[np.lexsort((gaps, client))]
    often = times >= LEAST_ORDERS
    starts, times = starts[often], times[often]
    middle = starts + times // 2  # of n - 1 gaps, of which the first stands one place further on
    twice = ranked[middle] + ranked[middle + (times % 2)]
    last = day[starts + times - 1]
    quiet = today.toordinal() - last
    warned = (quiet > twice) & ~clients.deleted[client[starts]]
    found = [
        ChurnWarning(clients.id_at(place), date.fromordinal(on), silent, 5 * gap, n)
        for place, on, silent, gap, n in zip(
            *(one[warned].tolist() for one in (client[starts], last, quiet, twice, times)), strict=True
        )
    ]
    return sorted(found, key=lambda one: (-one.days / one.gap_tenths, one.client_id))


def _ordinals(days: NDArray[np.int32]) -> NDArray[np.int64]:
    """Days one can subtract from each other."""
    import numpy as np

    different, places = np.unique(days, return_inverse=True)
    return np.array([day_of(number).toordinal() for number in different.tolist()], dtype=np.int64)[places]


def churn_of_client(conn: Connection, client_id: Id, today: date) -> ChurnWarning | None:
    """The churn warning of one client."""
    days = conn.exec_driver_sql(
        f"SELECT s.ordered_on FROM sales_order s WHERE s.client_id = ? AND {_SOLD}", (client_id,)
    ).scalars()
    return churn_of(client_id, [date.fromisoformat(day) for day in days], today)


def cross_sell(conn: Connection, client_id: Id, limit: int) -> list[CrossSell]:
    """Products that clients of the same industry and tier bought and this one never did, the most usual first."""
    rows = conn.exec_driver_sql(
        "WITH me AS (SELECT id, trim(industry) AS industry, tier FROM client WHERE id = ?),"
        " peer AS (SELECT c.id FROM client c JOIN me ON me.industry <> '' AND trim(c.industry) = me.industry"
        " AND c.tier = me.tier AND c.id <> me.id"
        f" WHERE NOT c.deleted AND EXISTS (SELECT 1 FROM sales_order s WHERE s.client_id = c.id AND {_SOLD})),"
        " bought AS (SELECT DISTINCT s.client_id AS pk, l.product_id AS product FROM sales_order s"
        f" JOIN order_line l ON l.order_id = s.id AND {KEPT}"
        f" WHERE {_SOLD} AND l.product_id NOTNULL AND s.client_id IN (SELECT id FROM peer UNION SELECT id FROM me))"
        " SELECT p.id, p.name, count(*), (SELECT count(*) FROM peer), me.industry, me.tier FROM bought b"
        " JOIN product p ON p.id = b.product AND NOT p.deleted JOIN me WHERE b.pk <> me.id"
        " AND b.product NOT IN (SELECT product FROM bought WHERE pk = me.id)"
        " GROUP BY p.id HAVING count(*) >= 2 ORDER BY count(*) DESC, p.name LIMIT ?",
        (client_id, limit),
    )
    return [
        CrossSell(product_id=pk, product=name, buyers=buyers, peers=peers, industry=industry, tier=Tier(tier))
        for pk, name, buyers, peers, industry, tier in rows
    ]


def due_services(conn: Connection, until: date, kinds: Iterable[ServiceKind] | None = None) -> list[DueService]:
    """Open services due by a day, the oldest first."""
    wanted = sorted(kind.value for kind in (ServiceKind if kinds is None else kinds))
    rows = conn.exec_driver_sql(
        "SELECT x.id, x.client_id, x.kind, x.due_on, x.every_months, x.note, c.name, c.tier FROM service_step x"
        " JOIN client c ON c.id = x.client_id WHERE NOT x.deleted AND NOT c.deleted AND x.done_on IS NULL"
        f" AND x.due_on <= ? AND x.kind IN ({', '.join('?' * len(wanted))}) ORDER BY x.due_on, c.sort_key",
        (until.isoformat(), *wanted),
    )
    return [
        DueService(
            ServiceStep(pk, client_id, ServiceKind(kind), date.fromisoformat(due), every, None, note), name, Tier(tier)
        )
        for pk, client_id, kind, due, every, note, name, tier in rows
    ]


@dataclass(frozen=True, slots=True)
class Spent:
    """Visits, minutes and discount of one client in a period."""

    client_id: Id
    visits: int
    minutes: int
    discount_cents: int


def spent(conn: Connection, period: Period, currency: str) -> list[Spent]:
    """What each client was given: contacts done, their minutes, and list price minus net price of what it bought."""
    params = {"first": period.first.isoformat(), "last": period.last.isoformat(), "currency": currency}
    met = conn.exec_driver_sql(
        "SELECT client_id, count(*), sum(minutes) FROM visit v WHERE v.rep_id IN (SELECT id FROM rep)"
        " AND v.day BETWEEN :first AND :last AND v.status = 'done' AND NOT v.deleted GROUP BY client_id",
        params,
    ).all()
    found: dict[Id, list[int]] = {pk: [visits, minutes, 0] for pk, visits, minutes in met}
    given = conn.exec_driver_sql(
        f"SELECT s.client_id, sum({GIVEN_UP}) FROM sales_order s JOIN order_line l"
        f" ON l.order_id = s.id AND {KEPT} AND l.list_cents NOTNULL WHERE {_SOLD}"
        " AND s.ordered_on BETWEEN :first AND :last AND s.currency = :currency GROUP BY s.client_id",
        params,
    )
    for pk, cents in given:
        found.setdefault(pk, [0, 0, 0])[2] = int(cents)
    return [Spent(pk, *sums) for pk, sums in found.items()]


def revisit_due(conn: Connection, today: date) -> list[tuple[Id, date | None]]:
    """Clients not met by any contact in the last three months, with the last one; those never met come first."""
    rows = conn.exec_driver_sql(
        "SELECT c.id, x.last FROM client c LEFT JOIN (SELECT client_id, max(day) AS last FROM visit v"
        " WHERE v.status = 'done' AND NOT v.deleted AND v.day <= :today GROUP BY client_id) x ON x.client_id = c.id"
        " WHERE NOT c.deleted AND NOT c.is_prospect AND (x.last IS NULL OR x.last < :border)"
        " ORDER BY x.last, c.tier, c.sort_key",
        {"today": today.isoformat(), "border": add_months(today, -3).isoformat()},
    )
    return [(pk, date.fromisoformat(last) if last else None) for pk, last in rows]


def mailing_rows(conn: Connection, tier: Tier) -> list[Any]:
    """Names and mail addresses of a tier's clients and of the people there, each address once."""
    return list(
        conn.exec_driver_sql(
            "SELECT c.name AS client, '' AS person, c.email, c.phone, c.industry, c.sort_key AS sort FROM client c"
            " WHERE NOT c.deleted AND NOT c.is_prospect AND c.tier = :tier AND c.email <> '' UNION"
            " SELECT c.name, p.name, p.email, p.phone, c.industry, c.sort_key FROM contact p"
            " JOIN client c ON c.id = p.client_id WHERE NOT p.deleted AND NOT c.deleted AND NOT c.is_prospect"
            " AND c.tier = :tier AND p.email <> '' ORDER BY sort, person",
            {"tier": tier.value},
        )
    )


def programme_steps(conn: Connection, tier: Tier, kinds: Iterable[ServiceKind], since: date) -> list[ServiceStep]:
    """Services of these kinds for the clients of a tier: the open ones, and those done since a day."""
    wanted = [kind.value for kind in kinds]
    rows = conn.exec_driver_sql(
        "SELECT x.id, x.client_id, x.kind, x.due_on, x.every_months, x.done_on, x.note FROM service_step x"
        " JOIN client c ON c.id = x.client_id WHERE NOT x.deleted AND NOT c.deleted AND c.tier = ?"
        f" AND x.kind IN ({', '.join('?' * len(wanted))}) AND (x.done_on IS NULL OR x.done_on >= ?)"
        " ORDER BY x.done_on NOTNULL, x.due_on, c.sort_key",
        (tier.value, *wanted, since.isoformat()),
    )
    return [
        ServiceStep(
            *(pk, client_id, ServiceKind(kind), date.fromisoformat(due), every),
            done_on=date.fromisoformat(done) if done else None,
            note=note,
        )
        for pk, client_id, kind, due, every, done, note in rows
    ]


def of_tier(conn: Connection, tier: Tier) -> list[Id]:
    """The clients of a tier, by name."""
    rows = conn.exec_driver_sql(
        "SELECT id FROM client WHERE tier = ? AND NOT deleted AND NOT is_prospect ORDER BY sort_key, id", (tier.value,)
    )
    return list(rows.scalars().all())
