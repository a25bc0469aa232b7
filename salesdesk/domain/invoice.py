"""Invoices, and which payment pays which of them (spec 1.7, glossary: collection rate)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class Invoice:
    """Money a client owes from `issued_on`, to be paid until `due_on`; `amount_cents` with tax."""

    id: Id
    client_id: Id
    rep_id: Id
    issued_on: date
    due_on: date
    amount_cents: int
    currency: str = "CNY"
    number: str = ""
    order_id: Id | None = None
    note: str = ""
    ref: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class PaymentShare:
    """The part of a payment that pays an invoice; what no share names is not allocated yet."""

    id: Id
    payment_id: Id
    invoice_id: Id
    amount_cents: int
    deleted: bool = False
