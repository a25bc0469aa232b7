"""Invoices with what was paid of them, and payments with what they paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.invoice import Invoice
from salesdesk.domain.receivables import OpenInvoice
from salesdesk.domain.report import Rate
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.rows import columns_of, driver_of, read_as, readers_of

_COLUMNS = columns_of(Invoice)
_NAMES = ", ".join(f'i."{column.name}"' for column in _COLUMNS)
_READERS = readers_of(_COLUMNS)
_PAID = (
    "(SELECT coalesce(sum(s.amount_cents), 0) FROM payment_share s JOIN payment m ON m.id = s.payment_id"
    " WHERE s.invoice_id = i.id AND NOT s.deleted AND NOT m.deleted AND m.received_on <= :until)"
)
"""What came in for an invoice up to a day."""
_IN_SCOPE = "NOT i.deleted AND i.currency = :currency AND (:rep IS NULL OR i.rep_id = :rep)"


def invoices(
    conn: Connection, until: date, *, client_id: Id | None = None, currency: str | None = None, rep: Id | None = None
) -> list[OpenInvoice]:
    """Invoices issued up to a day with what was paid until then, by the day they are due."""
    wanted = ["NOT i.deleted", "i.issued_on <= :until"]
    params: dict[str, Any] = {"until": until.isoformat(), "client": client_id, "currency": currency, "rep": rep}
    for name, column in (("client", "client_id"), ("currency", "currency"), ("rep", "rep_id")):
        if params[name] is not None:
            wanted.append(f"i.{column} = :{name}")
    rows = driver_of(conn).execute(
        f"SELECT {_NAMES}, c.name, {_PAID} FROM invoice i JOIN client c ON c.id = i.client_id"
        f" WHERE {' AND '.join(wanted)} ORDER BY i.due_on, i.issued_on, i.id",
        params,
    )
    return [OpenInvoice(read_as(Invoice, _READERS, row[:-2]), row[-2], row[-1]) for row in rows.fetchall()]


def collected(conn: Connection, scope: Scope) -> Rate:
    """Glossary *collection rate*: of the invoices due in the period, what has been received by now; at most all."""
    got, due = (
        driver_of(conn)
        .execute(
            f"SELECT coalesce(sum(min({_PAID}, i.amount_cents)), 0), coalesce(sum(i.amount_cents), 0) FROM invoice i"
            f" WHERE {_IN_SCOPE} AND i.due_on BETWEEN :first AND :last",
            {**scope.params(), "until": scope.today.isoformat()},
        )
        .fetchone()
    )
    return Rate.part(got, due)


def receivable(conn: Connection, scope: Scope) -> int:
    """Cents owed at the end of the period (at the latest: today)."""
    return int(
        driver_of(conn)
        .execute(
            f"SELECT coalesce(sum(max(i.amount_cents - {_PAID}, 0)), 0) FROM invoice i"
            f" WHERE {_IN_SCOPE} AND i.issued_on <= :until",
            scope.params(),
        )
        .fetchone()[0]
    )


def unallocated(conn: Connection, until: date, currency: str, client_id: Id | None = None) -> int:
    """Cents received up to a day that no invoice got. Payments from before the first invoice are none of it."""
    return int(
        driver_of(conn)
        .execute(
            "SELECT coalesce(sum(max(m.amount_cents - coalesce((SELECT sum(s.amount_cents) FROM payment_share s"
            " WHERE s.payment_id = m.id AND NOT s.deleted), 0), 0)), 0) FROM payment m WHERE NOT m.deleted"
            " AND m.currency = :currency AND m.received_on <= :until AND (:client IS NULL OR m.client_id = :client)"
            " AND m.received_on >= (SELECT min(i.issued_on) FROM invoice i"
            " WHERE i.client_id = m.client_id AND NOT i.deleted)",
            {"until": until.isoformat(), "currency": currency, "client": client_id},
        )
        .fetchone()[0]
    )


def numbers(conn: Connection, start: str) -> list[str]:
    """The invoice numbers that begin so, the bin included: none is given twice."""
    rows = driver_of(conn).execute("SELECT number FROM invoice WHERE substr(number, 1, ?) = ?", (len(start), start))
    return [number for (number,) in rows.fetchall()]
