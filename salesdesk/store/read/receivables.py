"""Invoices with what was paid of them, and payments with what they paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.invoice import Invoice
from salesdesk.domain.receivables import OpenInvoice
from salesdesk.store.read.care_sums import PAID
from salesdesk.store.read.kept import answers
from salesdesk.store.read.rows import columns_of, driver_of, read_as, readers_of

_COLUMNS = columns_of(Invoice)
_NAMES = ", ".join(f'i."{column.name}"' for column in _COLUMNS)
_READERS = readers_of(_COLUMNS)
_FROM = "invoice i JOIN client c ON c.id = i.client_id"
_PAID = PAID.format(day=":until")


def invoices(
    conn: Connection, until: date, *, client_id: Id | None = None, currency: str | None = None, rep: Id | None = None
) -> list[OpenInvoice]:
    """Invoices issued up to a day with what was paid until then, by the day they are due."""
    wanted = ["i.issued_on <= :until"]
    params: dict[str, Any] = {"until": until.isoformat(), "client": client_id, "currency": currency, "rep": rep}
    for name, column in (("client", "client_id"), ("currency", "currency"), ("rep", "rep_id")):
        if params[name] is not None:
            wanted.append(f"i.{column} = :{name}")
    return _read(conn, f"SELECT {_NAMES}, c.name, {_PAID} AS paid FROM {_FROM} WHERE {_where(wanted)}", params)


def open_invoices(
    conn: Connection, until: date, currency: str, *, due_by: date = date.max, rep: Id | None = None
) -> list[OpenInvoice]:
    """Those of the invoices with something still to pay, due on `due_by` at the latest: one pass over what was paid."""
    wanted = ["i.issued_on <= :until", "i.due_on <= :due", "i.amount_cents > coalesce(g.cents, 0)"]
    return _by_paid(conn, wanted, {"until": until.isoformat(), "due": due_by.isoformat()}, currency, rep)


def overpaid(conn: Connection, until: date, currency: str, *, rep: Id | None = None) -> list[OpenInvoice]:
    """Invoices that were paid more than they ask for, up to a day."""
    return _by_paid(conn, ["g.cents > i.amount_cents"], {"until": until.isoformat()}, currency, rep)


def _by_paid(
    conn: Connection, wanted: list[str], params: dict[str, Any], currency: str, rep: Id | None
) -> list[OpenInvoice]:
    wanted = [*wanted, "i.currency = :currency", *(["i.rep_id = :rep"] if rep else [])]
    sql = (
        "WITH g AS MATERIALIZED (SELECT h.invoice_id AS id, sum(h.amount_cents) AS cents FROM payment_share h"
        " WHERE NOT h.deleted AND h.payment_id NOT IN (SELECT id FROM payment WHERE deleted OR received_on > :until)"
        f" GROUP BY 1) SELECT {_NAMES}, c.name, coalesce(g.cents, 0) FROM {_FROM} LEFT JOIN g ON g.id = i.id"
        f" WHERE {_where(wanted)}"
    )
    return _read(conn, sql, {**params, "currency": currency, "rep": rep})


def _where(wanted: list[str]) -> str:
    return " AND ".join(["NOT i.deleted", *wanted])


def _read(conn: Connection, sql: str, params: dict[str, Any]) -> list[OpenInvoice]:
    rows = answers(conn, f"{sql} ORDER BY i.due_on, i.issued_on, i.id", params)
    return [OpenInvoice(read_as(Invoice, _READERS, row[:-2]), row[-2], row[-1]) for row in rows]


def unallocated(conn: Connection, until: date, currency: str, client_id: Id | None = None) -> int:
    """Cents received up to a day that no invoice got, or beyond what the invoice asks for (two files that were merged
    may both have paid it). Payments from before the first invoice are none of it."""
    params = {"until": until.isoformat(), "currency": currency, "client": client_id}
    free, beyond = (int(answers(conn, sql, params)[0][0]) for sql in (_FREE, _BEYOND))
    return free + beyond


_FREE = (
    "SELECT coalesce(sum(max(m.amount_cents - coalesce((SELECT sum(s.amount_cents) FROM payment_share s"
    " WHERE s.payment_id = m.id AND NOT s.deleted), 0), 0)), 0) FROM payment m WHERE NOT m.deleted"
    " AND m.currency = :currency AND m.received_on <= :until AND (:client IS NULL OR m.client_id = :client)"
    " AND m.received_on >= (SELECT min(i.issued_on) FROM invoice i"
    " WHERE i.client_id = m.client_id AND NOT i.deleted)"
)
_BEYOND = (
    f"SELECT coalesce(sum(max({_PAID} - i.amount_cents, 0)), 0) FROM invoice i WHERE NOT i.deleted"
    " AND i.currency = :currency AND (:client IS NULL OR i.client_id = :client)"
)


def numbers(conn: Connection, start: str) -> list[str]:
    """The invoice numbers that begin so, the bin included: none is given twice."""
    rows = driver_of(conn).execute("SELECT number FROM invoice WHERE substr(number, 1, ?) = ?", (len(start), start))
    return [number for (number,) in rows.fetchall()]
