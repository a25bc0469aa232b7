"""Whole lists, with names instead of ids, in the columns that an import would read again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.period import Period
from salesdesk.store.read.rows import driver_of

_MOMENT = "date(substr({0}, 1, 19), substr({0}, 21)), strftime('%H:%M', substr({0}, 1, 19), substr({0}, 21))"
"""The day and the hour of a stored moment, as the clock on the wall had it."""

LISTS: dict[str, tuple[tuple[str, ...], str]] = {
    "clients": (
        (
            *(
                "name",
                "name_en",
                "industry",
                "size",
                "region",
                "district",
                "address",
                "phone",
                "email",
                "website",
                "source",
            ),
            *("needs", "competitors", "tags", "tax_no", "parent", "tier", "is_key", "is_prospect", "payment_days"),
            *("credit_limit_cents", "since", "grade", "potential", "influence", "latitude", "longitude"),
            *("owner", "note", "ref"),
        ),
        "SELECT c.name, c.name_en, c.industry, c.size, c.region, c.district, c.address, c.phone,"
        " c.email, c.website, c.source, c.needs,"
        " c.competitors, c.tags, c.tax_no, c.parent, c.tier, c.is_key, c.is_prospect, c.payment_days,"
        " c.credit_limit_cents, c.since, c.grade, c.potential, c.influence, c.latitude, c.longitude,"
        " r.name, c.note, c.ref"
        " FROM client c LEFT JOIN rep r ON r.id = c.owner_id WHERE NOT c.deleted ORDER BY c.sort_key, c.id",
    ),
    "contacts": (
        ("name", "client", "title", "role", "phone", "email", "messenger", "birthday", "note"),
        "SELECT p.name, c.name, p.title, p.role, p.phone, p.email, p.messenger, p.birthday, p.note"
        " FROM contact p JOIN client c ON c.id = p.client_id WHERE NOT p.deleted AND NOT c.deleted"
        " ORDER BY c.sort_key, p.id",
    ),
    "products": (
        (
            *("name", "code", "line", "unit", "list_price_cents", "cost_cents", "currency", "floor_margin_bp"),
            *("high_margin", "selling_points", "note", "ref"),
        ),
        "SELECT p.name, p.code, l.name, p.unit, p.list_price_cents, p.cost_cents, p.currency, p.floor_margin_bp,"
        " p.high_margin, p.selling_points, p.note, p.ref"
        " FROM product p LEFT JOIN product_line l ON l.id = p.line_id WHERE NOT p.deleted ORDER BY l.sort, p.id",
    ),
    "opportunities": (
        (
            *("ref", "name", "owner", "client", "product", "stage", "created_on", "closed_on", "expected_close"),
            *("amount_cents", "currency", "probability", "priority", "budget_cents", "decision_on"),
            *("next_step", "next_on", "lost_reason", "lost_to", "lost_note", "note"),
        ),
        "SELECT o.ref, o.name, r.name, c.name, p.name, o.stage, o.created_on, o.closed_on, o.expected_close,"
        " o.amount_cents, o.currency, o.probability, o.priority, o.budget_cents, o.decision_on,"
        " o.next_step, o.next_on, o.lost_reason, o.lost_to, o.lost_note, o.note"
        " FROM opportunity o JOIN rep r ON r.id = o.rep_id LEFT JOIN client c ON c.id = o.client_id"
        " LEFT JOIN product p ON p.id = o.product_id WHERE NOT o.deleted ORDER BY o.created_on, o.id",
    ),
    "orders": (
        *(
            (
                "number",
                "client",
                "owner",
                "ordered_on",
                "product",
                "quantity",
                "total_cents",
                "returned",
                "cancelled",
                "currency",
                "note",
                "ref",
            ),
        ),
        "SELECT o.number, c.name, r.name, o.ordered_on, p.name, coalesce(l.quantity, 1),"
        " coalesce(l.net_cents, o.total_cents), coalesce(l.returned, 0), coalesce(l.cancelled, 0), o.currency,"
        " o.note, o.ref"
        " FROM sales_order o JOIN client c ON c.id = o.client_id JOIN rep r ON r.id = o.rep_id"
        " LEFT JOIN order_line l ON l.order_id = o.id AND NOT l.deleted LEFT JOIN product p ON p.id = l.product_id"
        " WHERE NOT o.deleted AND o.status <> 'cancelled' ORDER BY o.ordered_on, o.id, l.id",
    ),
    "payments": (
        ("client", "paid_on", "amount_cents", "currency", "order", "invoice", "note", "ref"),
        "SELECT c.name, p.received_on, p.amount_cents, p.currency, coalesce(o.number, ''),"
        " coalesce((SELECT group_concat(n.number, ', ') FROM (SELECT i.number FROM payment_share h"
        " JOIN invoice i ON i.id = h.invoice_id WHERE h.payment_id = p.id AND NOT h.deleted AND NOT i.deleted"
        " AND i.number <> '' ORDER BY i.due_on, i.id) n), ''), p.note, p.ref"
        " FROM payment p JOIN client c ON c.id = p.client_id LEFT JOIN sales_order o ON o.id = p.order_id"
        " WHERE NOT p.deleted ORDER BY p.received_on, p.id",
    ),
    "visits": (
        (
            *("client", "contact", "owner", "day", "time", "minutes", "channel", "done", "purpose", "result", "place"),
            *("competitor_news", "next_step", "next_on", "ref"),
        ),
        "SELECT c.name, (SELECT group_concat(p.name, ', ') FROM visit_contact m JOIN contact p ON p.id = m.contact_id"
        " WHERE m.visit_id = v.id AND NOT m.deleted AND NOT p.deleted), r.name, v.day,"
        " CASE WHEN v.all_day THEN NULL ELSE"
        " strftime('%H:%M', substr(v.starts_at, 1, 19), substr(v.starts_at, 21)) END, v.minutes, v.channel,"
        " v.status = 'done', v.purpose, v.result, v.place, v.competitor_news, v.next_step, v.next_on, v.ref"
        " FROM visit v JOIN client c ON c.id = v.client_id JOIN rep r ON r.id = v.rep_id"
        " WHERE NOT v.deleted ORDER BY v.day, v.starts_at, v.id",
    ),
    "appointments": (
        ("title", "day", "time", "minutes", "place", "note", "leave", "ref"),
        "SELECT a.title, a.day, CASE WHEN a.all_day THEN NULL ELSE"
        " strftime('%H:%M', substr(a.starts_at, 1, 19), substr(a.starts_at, 21)) END, a.minutes, a.place, a.note,"
        " a.kind = 'leave', a.uid FROM appointment a WHERE NOT a.deleted ORDER BY a.day, a.starts_at, a.id",
    ),
    "invoices": (
        ("number", "client", "owner", "issued_on", "due_on", "amount_cents", "currency", "order", "note", "ref"),
        "SELECT i.number, c.name, r.name, i.issued_on, i.due_on, i.amount_cents, i.currency, coalesce(o.number, ''),"
        " i.note, i.ref FROM invoice i JOIN client c ON c.id = i.client_id JOIN rep r ON r.id = i.rep_id"
        " LEFT JOIN sales_order o ON o.id = i.order_id WHERE NOT i.deleted ORDER BY i.issued_on, i.number, i.id",
    ),
    "surveys": (
        ("client", "contact", "owner", "asked_on", "answered_on", "score", "comment"),
        "SELECT c.name, p.name, r.name, y.asked_on, y.answered_on, y.score, y.comment"
        " FROM survey y JOIN client c ON c.id = y.client_id JOIN rep r ON r.id = y.rep_id"
        " LEFT JOIN contact p ON p.id = y.contact_id WHERE NOT y.deleted ORDER BY y.quarter, c.sort_key, y.id",
    ),
    "enquiries": (
        (
            *("client", "contact", "owner", "kind", "text", "received_on", "received_time", "answered_on"),
            *("answered_time", "solved_on", "solved_time", "delay", "delay_note", "answer"),
        ),
        f"SELECT c.name, p.name, r.name, e.kind, e.text, {_MOMENT.format('e.received_at')},"
        f" {_MOMENT.format('e.answered_at')}, {_MOMENT.format('e.solved_at')}, e.delay, e.delay_note, e.answer"
        " FROM enquiry e JOIN client c ON c.id = e.client_id JOIN rep r ON r.id = e.rep_id"
        " LEFT JOIN contact p ON p.id = e.contact_id WHERE NOT e.deleted ORDER BY e.received_at, e.id",
    ),
}
"""For each kind of export: the import field each column answers to, and the select."""


_PEOPLE = "SELECT group_concat(trim(p.name || ' ' || p.phone), char(10)) FROM contact p"
VISITS_AS_EVENTS = (
    "SELECT v.id, v.ref, c.name, v.purpose, v.status, v.day, v.all_day, v.starts_at, v.minutes,"
    " CASE WHEN v.place <> '' THEN v.place ELSE c.address END, v.result, v.next_step, c.phone,"
    f" coalesce(({_PEOPLE} JOIN visit_contact m ON m.contact_id = p.id"
    f" WHERE m.visit_id = v.id AND NOT m.deleted), ({_PEOPLE} WHERE p.client_id = c.id AND NOT p.deleted), ''),"
    " v.companions, (SELECT count(DISTINCT g.hlc) FROM change g WHERE g.tbl = 'visit' AND g.pk = v.id) - 1"
    " FROM visit v JOIN client c ON c.id = v.client_id"
    " WHERE NOT v.deleted AND v.status <> 'moved' AND v.day BETWEEN ? AND ? AND (v.status = 'planned' OR NOT ?)"
    " ORDER BY v.starts_at, v.id"
)
APPOINTMENTS_AS_EVENTS = (
    "SELECT a.id, a.uid, a.title, a.kind, a.day, a.all_day, a.starts_at, a.minutes, a.place, a.note,"
    " (SELECT count(DISTINCT g.hlc) FROM change g WHERE g.tbl = 'appointment' AND g.pk = a.id) - 1"
    " FROM appointment a WHERE NOT a.deleted AND a.day BETWEEN ? AND ? ORDER BY a.starts_at, a.id"
)
_ALWAYS = Period(date(1, 1, 1), date(9999, 12, 31))


def visit_events(
    conn: Connection, ids: Sequence[Id] | None = None, period: Period | None = None, *, planned_only: bool = False
) -> Iterator[Any]:
    """The visits as a calendar wants them; one that was moved stands where it was moved to."""
    return _rows_of(conn, VISITS_AS_EVENTS, ids, (*_ends(period), planned_only))


def appointment_events(
    conn: Connection, ids: Sequence[Id] | None = None, period: Period | None = None
) -> Iterator[Any]:
    """Appointments and leave as a calendar wants them."""
    return _rows_of(conn, APPOINTMENTS_AS_EVENTS, ids, _ends(period))


def _ends(period: Period | None) -> tuple[str, str]:
    wanted = period or _ALWAYS
    return wanted.first.isoformat(), wanted.last.isoformat()


def list_rows(conn: Connection, kind: str, ids: Sequence[Id] | None = None) -> Iterator[Any]:
    """The rows of a list, as stored values; only those of these things, if any are named."""
    return _rows_of(conn, LISTS[kind][1], ids)


def _rows_of(conn: Connection, select: str, ids: Sequence[Id] | None, params: tuple[object, ...] = ()) -> Iterator[Any]:
    """Asked of the driver: a whole list passes through."""
    run = driver_of(conn).execute
    if ids is None:
        return iter(run(select, params))
    head, _where, tail = select.rpartition(" WHERE NOT ")
    chosen = f"{tail.partition('.')[0]}.id IN (SELECT unhex(value) FROM json_each(?))"
    return iter(run(f"{head} WHERE {chosen} AND NOT {tail}", (json.dumps([pk.hex() for pk in ids]), *params)))
