"""What clients owe: how old it is, how much of it came in, and which invoice a payment pays (spec 1.7, glossary)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.invoice import Invoice
from salesdesk.domain.quote_sums import MOST_CENTS
from salesdesk.domain.text import N_

DEFAULT_TERMS = 30
"""Days to pay where a client has no terms of its own."""
FAR_AHEAD = 366
"""Days from today after which a day of money is taken for a slip of the hand."""


class Age(StrEnum):
    """How long a part of an invoice is overdue."""

    NOT_DUE = "not_due"
    TO_30 = "to_30"
    TO_60 = "to_60"
    TO_90 = "to_90"
    OLDER = "older"

    @classmethod
    def of(cls, due_on: date, today: date) -> Age:
        """The bucket of an invoice on a day; on its due day it is not overdue yet."""
        late = (today - due_on).days
        if late <= 0:
            return cls.NOT_DUE
        return next((age for limit, age in _LIMITS if late <= limit), cls.OLDER)


_LIMITS = ((30, Age.TO_30), (60, Age.TO_60), (90, Age.TO_90))


@dataclass(frozen=True, slots=True)
class OpenInvoice:
    """An invoice with what was paid of it up to a day; `client` is the client's name."""

    invoice: Invoice
    client: str
    paid_cents: int

    @property
    def open_cents(self) -> int:
        """What is still owed; an invoice paid twice owes nothing."""
        return max(self.invoice.amount_cents - self.paid_cents, 0)

    @property
    def beyond_cents(self) -> int:
        """What was paid beyond it: two files that were merged may both have taken the money in."""
        return max(self.paid_cents - self.invoice.amount_cents, 0)

    def late_days(self, today: date) -> int:
        """Days overdue; 0 where it is paid or not due yet."""
        return max((today - self.invoice.due_on).days, 0) if self.open_cents else 0


@dataclass(frozen=True, slots=True)
class Receivables:
    """All that is owed on a day, in the file's currency: by age, and in sum.

    `unallocated_cents` is what came in and no invoice got, that beyond the `overpaid` invoices included.
    """

    by_age: dict[Age, int]
    invoices: tuple[OpenInvoice, ...]
    unallocated_cents: int
    overpaid: tuple[OpenInvoice, ...] = ()

    @property
    def beyond_cents(self) -> int:
        return sum(one.beyond_cents for one in self.overpaid)

    @property
    def total_cents(self) -> int:
        return sum(self.by_age.values())

    @property
    def overdue_cents(self) -> int:
        return self.total_cents - self.by_age[Age.NOT_DUE]


def receivables(
    invoices: Sequence[OpenInvoice], today: date, unallocated_cents: int = 0, overpaid: Sequence[OpenInvoice] = ()
) -> Receivables:
    """Open invoices by age, the longest overdue first."""
    by_age = dict.fromkeys(Age, 0)
    open_ = [one for one in invoices if one.open_cents]
    for one in open_:
        by_age[Age.of(one.invoice.due_on, today)] += one.open_cents
    ordered = sorted(open_, key=lambda one: (one.invoice.due_on, -one.open_cents, one.invoice.id))
    return Receivables(by_age, tuple(ordered), unallocated_cents, tuple(overpaid))


def dso(receivable_cents: int, net_sales_cents: int, days: int) -> Fraction | None:
    """Glossary *DSO*: receivables ÷ net sales × days of the period; None where nothing was sold."""
    return Fraction(receivable_cents * days, net_sales_cents) if net_sales_cents > 0 else None


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a payment meant for an invoice."""

    invoice_id: Id
    amount_cents: int


def spread(amount_cents: int, invoices: Sequence[OpenInvoice]) -> list[Share]:
    """A payment over a client's open invoices, those due first before the others; what remains stays unallocated."""
    shares, rest = [], amount_cents
    for one in sorted(invoices, key=lambda one: (one.invoice.due_on, one.invoice.issued_on, one.invoice.id)):
        part = min(rest, one.open_cents)
        if part > 0:
            shares.append(Share(one.invoice.id, part))
            rest -= part
    return shares


def check_shares(amount_cents: int, shares: Sequence[Share]) -> None:
    """Refuse shares that are more than the payment, or nothing."""
    if any(share.amount_cents <= 0 for share in shares):
        raise Refused(N_("A part of a payment is more than nothing."), field="shares")
    if sum(share.amount_cents for share in shares) > amount_cents:
        raise Refused(N_("The parts are more than the payment."), field="shares")


def check_invoice(amount_cents: int, issued_on: date, due_on: date) -> None:
    """Refuse what no invoice can be."""
    if amount_cents <= 0:
        raise Refused(N_("An invoice has an amount."), field="amount_cents")
    if amount_cents > MOST_CENTS:
        raise Refused(N_("This amount is too large."), field="amount_cents")
    if due_on < issued_on:
        raise Refused(N_("An invoice is not due before it is issued."), field="due_on")


def check_ahead(day: date, today: date, field: str) -> None:
    """Refuse a day more than a year ahead: of an invoice, of a payment."""
    if (day - today).days > FAR_AHEAD:
        raise Refused(N_("This day is more than a year ahead. Look at the year."), field=field)


def check_payment(amount_cents: int) -> None:
    """Refuse what no payment can be."""
    if amount_cents <= 0:
        raise Refused(N_("A payment has an amount."), field="amount_cents")
    if amount_cents > MOST_CENTS:
        raise Refused(N_("This amount is too large."), field="amount_cents")
