"""Keeping clients, read: who is about to leave, what similar ones bought, what is due, where the effort goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.maintenance import LEAST_ORDERS, ChurnWarning, CrossSell, ServiceKind, ServiceStep
from salesdesk.domain.period import Period, add_months

_SOLD = "NOT s.deleted AND s.status <> 'cancelled'"

CHURN = (
    "WITH days AS (SELECT DISTINCT s.client_id AS pk, s.ordered_on AS day FROM sales_order s"
    f" WHERE {_SOLD} AND s.ordered_on <= ?),"
    " gaps AS (SELECT pk, day, julianday(day) - julianday(lag(day) OVER w) AS gap FROM days"
    " WINDOW w AS (PARTITION BY pk ORDER BY day)),"
    " ranked AS (SELECT pk, gap, row_number() OVER (PARTITION BY pk ORDER BY gap) AS place,"
    " count(*) OVER (PARTITION BY pk) AS n FROM gaps WHERE gap NOTNULL),"
    " usual AS (SELECT pk, avg(gap) AS gap FROM ranked WHERE place IN ((n + 1) / 2, (n + 2) / 2) GROUP BY pk),"
    " last AS (SELECT pk, max(day) AS day, count(*) AS n FROM days GROUP BY pk)"
    " SELECT last.pk AS pk, last.day AS day, julianday(?) - julianday(last.day) AS quiet, usual.gap AS gap,"
    " last.n AS n FROM last JOIN usual ON usual.pk = last.pk"
    f" WHERE last.n >= {LEAST_ORDERS} AND julianday(?) - julianday(last.day) > 2 * usual.gap"
)
"""Clients silent for longer than twice their own median gap (glossary: churn warning); takes the day three times."""


def churn(conn: Connection, today: date, only: Id | None = None) -> list[ChurnWarning]:
    """The churn warnings of a day, the longest silence against the usual gap first."""
    where, params = (" AND last.pk = ?", (only,)) if only is not None else ("", ())
    day = today.isoformat()
    rows = conn.exec_driver_sql(
        f"SELECT x.* FROM ({CHURN}{where}) x JOIN client c ON c.id = x.pk AND NOT c.deleted"
        " ORDER BY x.quiet / x.gap DESC, c.sort_key",
        (day, day, day, *params),
    )
    return [
        ChurnWarning(pk, date.fromisoformat(last), round(quiet), round(10 * gap), n) for pk, last, quiet, gap, n in rows
    ]


def cross_sell(conn: Connection, client_id: Id, limit: int) -> list[CrossSell]:
    """Products that clients of the same industry and tier bought and this one never did, the most usual first."""
    rows = conn.exec_driver_sql(
        "WITH me AS (SELECT id, industry, tier FROM client WHERE id = ? AND trim(industry) <> ''),"
        " peer AS (SELECT c.id FROM client c JOIN me ON c.industry = me.industry AND c.tier = me.tier AND c.id <> me.id"
        f" WHERE NOT c.deleted AND EXISTS (SELECT 1 FROM sales_order s WHERE s.client_id = c.id AND {_SOLD})),"
        " bought AS (SELECT DISTINCT s.client_id AS pk, l.product_id AS product FROM sales_order s"
        " JOIN order_line l ON l.order_id = s.id AND NOT l.deleted"
        f" WHERE {_SOLD} AND l.product_id NOTNULL AND s.client_id IN (SELECT id FROM peer UNION SELECT id FROM me))"
        " SELECT p.id, p.name, count(*), (SELECT count(*) FROM peer), me.industry, me.tier FROM bought b"
        " JOIN product p ON p.id = b.product AND NOT p.deleted JOIN me WHERE b.pk <> me.id"
        " AND b.product NOT IN (SELECT product FROM bought WHERE pk = me.id)"
        " GROUP BY p.id HAVING count(*) >= 2 ORDER BY count(*) DESC, p.name LIMIT ?",
        (client_id, limit),
    )
    return [CrossSell(*row[:5], tier=Tier(row[5])) for row in rows]


@dataclass(frozen=True, slots=True)
class DueService:
    """A service of a client that is due, with the client's name."""

    step: ServiceStep
    client: str
    tier: Tier


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
        "SELECT s.client_id, sum(max(l.list_cents - l.net_cents, 0)) FROM sales_order s JOIN order_line l"
        f" ON l.order_id = s.id AND NOT l.deleted AND l.list_cents NOTNULL WHERE {_SOLD}"
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
