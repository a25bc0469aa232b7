"""Who decides on an opportunity, when each was met, and which clients may speak for us."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Client, DecisionRole, Tier
from salesdesk.domain.decision import Person, Reference
from salesdesk.domain.opportunity import Influence, Stance
from salesdesk.domain.period import add_months

REFERENCE_MONTHS = 24
"""How long a won opportunity or an order speaks for us."""


def people(conn: Connection, opportunity_id: Id, today: date) -> list[Person]:
    """The people in the decision, by influence and role; a role not said here is the contact's own."""
    met = (
        "(SELECT {what}(v.day) FROM visit_contact x JOIN visit v ON v.id = x.visit_id AND NOT v.deleted"
        " WHERE x.contact_id = p.contact_id AND NOT x.deleted AND v.status = '{status}' AND {when})"
    )
    done = met.format(what="max", status="done", when="v.day <= ?")
    planned = met.format(what="min", status="planned", when="v.day >= ?")
    rows = conn.exec_driver_sql(
        "SELECT p.contact_id, c.name, c.title, p.role, c.role, p.stance, p.influence, p.note,"
        f" {done}, {planned} FROM opportunity_contact p JOIN contact c ON c.id = p.contact_id"
        " WHERE p.opportunity_id = ? AND NOT p.deleted AND NOT c.deleted"
        " ORDER BY CASE p.influence WHEN 'high' THEN 0 WHEN 'medium' THEN 1 WHEN 'low' THEN 2 ELSE 3 END, c.name, c.id",
        (today.isoformat(), today.isoformat(), opportunity_id),
    )
    return [
        Person(
            pk,
            name,
            title,
            DecisionRole(own if role == DecisionRole.UNKNOWN else role),
            Stance(stance),
            Influence(influence),
            note,
            _day(met_on),
            _day(planned_on),
        )
        for pk, name, title, role, own, stance, influence, note, met_on, planned_on in rows
    ]


def references(conn: Connection, opportunity_id: Id, client: Client, today: date, currency: str) -> list[Reference]:
    """Other clients of the client's industry that bought in the last months, not marked as leaving or new to us."""
    since = add_months(today, -REFERENCE_MONTHS).isoformat()
    rows = conn.exec_driver_sql(
        "SELECT c.id, c.name, c.tier, c.industry, c.region, w.won_on, coalesce(w.won, 0), coalesce(s.cents, 0)"
        " FROM client c LEFT JOIN (SELECT client_id, max(closed_on) AS won_on, count(*) AS won FROM opportunity"
        " WHERE stage = 'won' AND NOT deleted AND closed_on BETWEEN ? AND ? GROUP BY client_id) w ON w.client_id = c.id"
        " LEFT JOIN (SELECT client_id, sum(total_cents) AS cents FROM sales_order WHERE status <> 'cancelled'"
        " AND NOT deleted AND currency = ? AND ordered_on BETWEEN ? AND ? GROUP BY client_id) s ON s.client_id = c.id"
        " WHERE NOT c.deleted AND c.id <> ? AND trim(c.industry) = ? AND (w.won > 0 OR s.cents > 0)",
        (since, today.isoformat(), currency, since, today.isoformat(), client.id, client.industry.strip()),
    ).all()
    bought = _bought(conn, opportunity_id)
    return [
        Reference(
            pk,
            name,
            Tier(tier),
            industry.strip(),
            _day(won_on),
            won,
            cents,
            bool(region) and region == client.region,
            bought.get(pk, ()),
        )
        for pk, name, tier, industry, region, won_on, won, cents in rows
    ]


def _bought(conn: Connection, opportunity_id: Id) -> dict[Id, tuple[str, ...]]:
    """Client → which of the opportunity's products it has bought."""
    rows = conn.exec_driver_sql(
        "WITH wanted AS (SELECT product_id FROM opportunity WHERE id = :deal UNION"
        " SELECT product_id FROM opportunity_line WHERE opportunity_id = :deal AND NOT deleted)"
        " SELECT DISTINCT s.client_id, p.name FROM wanted w JOIN product p ON p.id = w.product_id"
        " JOIN order_line l ON l.product_id = p.id AND NOT l.deleted JOIN sales_order s ON s.id = l.order_id"
        " AND NOT s.deleted AND s.status <> 'cancelled' ORDER BY p.name",
        {"deal": opportunity_id},
    )
    found: dict[Id, list[str]] = defaultdict(list)
    for client, name in rows:
        found[client].append(name)
    return {client: tuple(names) for client, names in found.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
