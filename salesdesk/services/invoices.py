"""Invoices and the money that comes in for them: who owes what since when (spec 1.7, glossary)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.invoice import Invoice, PaymentShare
from salesdesk.domain.order import Order, Payment
from salesdesk.domain.period import Period
from salesdesk.domain.receivables import (
    DEFAULT_TERMS,
    OpenInvoice,
    Receivables,
    Share,
    check_ahead,
    check_invoice,
    check_payment,
    check_shares,
    dso,
    receivables,
    spread,
)
from salesdesk.domain.report import Rate
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read import receivables as read
from salesdesk.store.read.care_sums import due, owed
from salesdesk.store.read.figures import Part, Scope, tallies
from salesdesk.store.read.rows import thing, things
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.store.tables import TABLES

TERMS = "payment_terms"
SOON = 3
"""Days before its due day that an invoice is a task."""

_SHARE, _PAYMENT = TABLES[Kind.PAYMENT_SHARE].c, TABLES[Kind.PAYMENT].c


@dataclass(frozen=True, slots=True)
class Credit:
    """A client's limit and what it would owe; `over_cents` beyond the limit, 0 within it or without one."""

    limit_cents: int | None
    owed_cents: int

    @property
    def over_cents(self) -> int:
        return 0 if self.limit_cents is None else max(self.owed_cents - self.limit_cents, 0)


class Invoices:
    """Issue invoices, take in payments, see what is open."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # invoices

    def issue(self, *, client_id: Id, amount_cents: int, issued_on: date | None = None, **values: Any) -> Id:
        """A new invoice, numbered and due by the client's terms unless told otherwise. Raises Refused.

        Further values are fields of `domain.invoice.Invoice`.
        """
        session = self._session
        client = self._client(client_id)
        issued = issued_on or session.today()
        own = {"currency": session.currency, "rep_id": session.rep.id, "due_on": self.due_on(client_id, issued)}
        own |= {"number": self.next_number(issued), **values}
        own |= {"client_id": client_id, "issued_on": issued, "amount_cents": amount_cents}
        pk = session.new_id()
        made = Invoice(id=pk, **own)  # type: ignore[arg-type]  # an unknown field is a TypeError here
        check_invoice(made.amount_cents, made.issued_on, made.due_on)
        check_ahead(issued, session.today(), "issued_on")
        session.record(Label("invoice.issued", {"client": client.name}), [New(Kind.INVOICE, pk, own)])
        return pk

    def for_order(self, order_id: Id) -> dict[str, Any]:
        """What an invoice of an order would hold: the part of its total that was not invoiced yet."""
        order = thing(self._conn, Order, order_id)
        if order is None or order.deleted:
            raise Refused(N_("This order is gone. Choose another."))
        made = sum(one.amount_cents for one in things(self._conn, Invoice, TABLES[Kind.INVOICE].c.order_id == order_id))
        rest = max(order.total_cents - made, 0)
        return {"client_id": order.client_id, "order_id": order.id, "amount_cents": rest, "currency": order.currency}

    def edit(self, before: Invoice, after: Invoice) -> ChangeSet:
        """Store the fields that differ. Raises Refused for less than was paid of it, and Conflict."""
        check_invoice(after.amount_cents, after.issued_on, after.due_on)
        if after.issued_on != before.issued_on:
            check_ahead(after.issued_on, self._session.today(), "issued_on")
        paid = sum(share.amount_cents for share in things(self._conn, PaymentShare, _SHARE.invoice_id == before.id))
        if after.amount_cents < paid:
            raise Refused(
                N_("More than that was paid of this invoice. Change its payments first."), field="amount_cents"
            )
        if paid and (after.client_id, after.currency) != (before.client_id, before.currency):
            raise Refused(N_("This invoice was paid in part: its client and currency stay."), field="client_id")
        edits = _edits(Kind.INVOICE, before, after)
        return self._session.record(Label("invoice.changed", {"client": self._client(after.client_id).name}), edits)

    def bin(self, invoice_id: Id) -> ChangeSet:
        """Put an invoice away; what was paid of it is unallocated again."""
        invoice = self._known(invoice_id)
        gone: list[Change] = [Edit(Kind.INVOICE, invoice.id, "deleted", before=False, after=True)]
        gone += [_gone(share) for share in things(self._conn, PaymentShare, _SHARE.invoice_id == invoice_id)]
        return self._session.record(Label("invoice.deleted", {"client": self._client(invoice.client_id).name}), gone)

    def restore(self, invoice_id: Id) -> ChangeSet:
        """Take an invoice out of the bin; what had paid it is allocated anew by hand. Raises Refused."""
        invoice = self.get(invoice_id)
        if invoice is None:
            raise Refused(N_("This invoice is gone. Choose another."))
        back = [Edit(Kind.INVOICE, invoice.id, "deleted", before=True, after=False)]
        return self._session.record(Label("invoice.restored", {"client": self._client(invoice.client_id).name}), back)

    def get(self, invoice_id: Id) -> Invoice | None:
        """One invoice, also from the bin."""
        return thing(self._conn, Invoice, invoice_id)

    def of_client(self, client_id: Id) -> list[OpenInvoice]:
        """All invoices of a client with what was paid, by the day they are due."""
        return read.invoices(self._conn, date.max, client_id=client_id)

    def next_number(self, issued_on: date) -> str:
        """The next number of the year: 2026-0001."""
        start = f"{issued_on.year}-"
        taken = [number[len(start) :] for number in read.numbers(self._conn, start)]
        return f"{start}{max((int(number) for number in taken if number.isdecimal()), default=0) + 1:04}"

    # terms

    def terms(self, client_id: Id) -> int:
        """Days a client has to pay: its own terms, else the file's."""
        own = self._client(client_id).payment_days
        return own if own is not None else self.file_terms()

    def file_terms(self) -> int:
        """Days to pay for clients without terms of their own."""
        return int(setting(self._conn, TERMS, DEFAULT_TERMS))

    def set_terms(self, days: int) -> ChangeSet:
        """Days to pay for clients without terms of their own."""
        if not 0 <= days <= 720:
            raise Refused(N_("Payment terms lie between 0 and 720 days."), field="payment_days")
        return self._session.record(Label("invoice.terms", {"n": days}), [setting_change(self._conn, TERMS, days)])

    def due_on(self, client_id: Id, issued_on: date) -> date:
        """The day an invoice is due by the client's terms. Raises Refused at the end of the calendar."""
        terms = self.terms(client_id)
        if (date.max - issued_on).days < terms:
            raise Refused(N_("This day is too far away."), field="issued_on")
        return issued_on + timedelta(days=terms)

    # payments

    def receive(
        self,
        *,
        client_id: Id,
        amount_cents: int,
        received_on: date | None = None,
        shares: Sequence[Share] | None = None,
        **values: Any,
    ) -> Id:
        """Money that came in. Without `shares` it pays the client's open invoices, those due first before the others.

        What no invoice takes stays unallocated. Raises Refused when the parts are more than the payment.
        """
        session, client = self._session, self._client(client_id)
        check_payment(amount_cents)
        check_ahead(received_on or session.today(), session.today(), "received_on")
        own = {"currency": session.currency, "rep_id": session.rep.id, **values}
        own |= {"client_id": client_id, "amount_cents": amount_cents, "received_on": received_on or session.today()}
        if shares is None:
            shares = self.proposed(client_id, amount_cents, str(own["currency"]))
        self._check(client_id, str(own["currency"]), amount_cents, shares)
        pk = session.new_id()
        changes: list[Change] = [New(Kind.PAYMENT, pk, own), *self._births(pk, shares)]
        session.record(Label("payment.added", {"client": client.name}), changes)
        return pk

    def proposed(self, client_id: Id, amount_cents: int, currency: str = "") -> list[Share]:
        """How a payment would be spread over the client's open invoices."""
        currency = currency or self._session.currency
        return spread(amount_cents, read.invoices(self._conn, date.max, client_id=client_id, currency=currency))

    def allocate(self, payment_id: Id, shares: Sequence[Share]) -> ChangeSet:
        """Say anew which invoices a payment pays. Raises Refused."""
        payment = self._payment(payment_id)
        self._check(payment.client_id, payment.currency, payment.amount_cents, shares, payment_id)
        gone: list[Change] = [_gone(share) for share in self._shares(payment_id)]
        label = Label("payment.allocated", {"client": self._client(payment.client_id).name})
        return self._session.record(label, [*gone, *self._births(payment_id, shares)])

    def change_payment(self, before: Payment, after: Payment, shares: Sequence[Share]) -> ChangeSet:
        """Store another day, amount or note of a payment together with its parts. Raises Refused, Conflict."""
        check_payment(after.amount_cents)
        if after.received_on != before.received_on:
            check_ahead(after.received_on, self._session.today(), "received_on")
        self._check(after.client_id, after.currency, after.amount_cents, shares, before.id)
        changes = _edits(Kind.PAYMENT, before, after)
        left = Counter((one.invoice_id, one.amount_cents) for one in shares)
        for one in self._shares(before.id):
            part = one.invoice_id, one.amount_cents
            if left[part]:
                left[part] -= 1
            else:
                changes.append(_gone(one))
        changes += self._births(before.id, [Share(*part) for part in left.elements()])
        return self._session.record(Label("payment.changed", {"client": self._client(after.client_id).name}), changes)

    def bin_payment(self, payment_id: Id) -> ChangeSet:
        """Put a payment away; its invoices are open again."""
        payment = self._payment(payment_id)
        gone: list[Change] = [Edit(Kind.PAYMENT, payment.id, "deleted", before=False, after=True)]
        gone += [_gone(share) for share in self._shares(payment_id)]
        return self._session.record(Label("payment.deleted", {"client": self._client(payment.client_id).name}), gone)

    def restore_payment(self, payment_id: Id) -> ChangeSet:
        """Take a payment out of the bin, not allocated. Raises Refused."""
        payment = self.payment(payment_id)
        if payment is None:
            raise Refused(N_("This payment is gone. Choose another."))
        back = [Edit(Kind.PAYMENT, payment.id, "deleted", before=True, after=False)]
        return self._session.record(Label("payment.restored", {"client": self._client(payment.client_id).name}), back)

    def payment(self, payment_id: Id) -> Payment | None:
        """One payment, also from the bin."""
        return thing(self._conn, Payment, payment_id)

    def shares_of(self, payment_id: Id) -> list[Share]:
        """Which invoices a payment pays."""
        return [Share(one.invoice_id, one.amount_cents) for one in self._shares(payment_id)]

    def payments_of(self, client_id: Id) -> list[Payment]:
        """A client's payments, the newest first."""
        return things(self._conn, Payment, _PAYMENT.client_id == client_id, order=(_PAYMENT.received_on.desc(),))

    # questions

    def receivables(self, on: date | None = None, *, rep: Id | None = None) -> Receivables:
        """What all clients owed at the end of a day, in the file's currency."""
        day, currency = on or self._session.today(), self._session.currency
        found = read.open_invoices(self._conn, day, currency, rep=rep)
        beyond = read.overpaid(self._conn, day, currency, rep=rep)
        return receivables(found, day, read.unallocated(self._conn, day, currency), beyond)

    def to_collect(self) -> list[OpenInvoice]:
        """Invoices that are overdue or due within three days: the tasks of Today, the longest overdue first."""
        today = self._session.today()
        due_by = today + timedelta(days=SOON)
        return list(
            receivables(read.open_invoices(self._conn, today, self._session.currency, due_by=due_by), today).invoices
        )

    def collection_rate(self, period: Period, *, rep: Id | None = None) -> Rate:
        """Glossary *collection rate*: received by now for the invoices due in the period ÷ these invoices."""
        sums = due(self._conn, self._scope(period, rep)).get("", {})
        return Rate.part(sums.get("collected", 0), sums.get("due", 0))

    def dso(self, period: Period, *, rep: Id | None = None) -> Fraction | None:
        """Glossary *DSO*, in days, at the end of the period; of a running one, as far as it has come."""
        scope = self._scope(period, rep)
        sold = tallies(self._conn, scope, None, parts=frozenset({Part.SALES})).get("", {}).get("sales") or 0
        open_cents = owed(self._conn, scope).get("", {}).get("receivables", 0)
        return dso(open_cents, sold, period.until(self._session.today()).days)

    def credit(self, client_id: Id, further_cents: int = 0) -> Credit:
        """What a client owes, with something further, beside its limit."""
        found = read.invoices(self._conn, date.max, client_id=client_id, currency=self._session.currency)
        owed = sum(one.open_cents for one in found) + further_cents
        return Credit(self._client(client_id).credit_limit_cents, owed)

    # private

    def _scope(self, period: Period, rep: Id | None) -> Scope:
        return Scope(period, rep, self._session.currency, self._session.today())

    def _check(
        self, client_id: Id, currency: str, amount_cents: int, shares: Sequence[Share], payment_id: Id | None = None
    ) -> None:
        """Refuse parts beyond the payment, for another client or currency, or for more than an invoice has open."""
        check_shares(amount_cents, shares)
        own = {one.invoice_id: one.amount_cents for one in self._shares(payment_id)} if payment_id else {}
        found = read.invoices(self._conn, date.max, client_id=client_id, currency=currency)
        open_ = {one.invoice.id: one.open_cents + own.get(one.invoice.id, 0) for one in found}
        for share in shares:
            if share.invoice_id not in open_:
                raise Refused(N_("That invoice is another client's, in another currency, or gone."), field="shares")
            if share.amount_cents > open_[share.invoice_id]:
                raise Refused(N_("That is more than the invoice has open."), field="shares")

    def _births(self, payment_id: Id, shares: Sequence[Share]) -> list[Change]:
        return [
            New(
                Kind.PAYMENT_SHARE,
                self._session.new_id(),
                {"payment_id": payment_id, "invoice_id": share.invoice_id, "amount_cents": share.amount_cents},
            )
            for share in shares
        ]

    def _shares(self, payment_id: Id) -> list[PaymentShare]:
        return things(self._conn, PaymentShare, _SHARE.payment_id == payment_id, order=(_SHARE.id,))

    def _client(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None or client.deleted:
            raise Refused(N_("This client is gone. Choose another."), field="client_id")
        return client

    def _known(self, invoice_id: Id) -> Invoice:
        invoice = self.get(invoice_id)
        if invoice is None or invoice.deleted:
            raise Refused(N_("This invoice is gone. Choose another."))
        return invoice

    def _payment(self, payment_id: Id) -> Payment:
        payment = self.payment(payment_id)
        if payment is None or payment.deleted:
            raise Refused(N_("This payment is gone. Choose another."))
        return payment


def _edits(kind: Kind, before: Any, after: Any) -> list[Change]:
    after = replace(after, deleted=before.deleted)
    names = [field.name for field in fields(before) if getattr(before, field.name) != getattr(after, field.name)]
    return [Edit(kind, before.id, name, getattr(before, name), getattr(after, name)) for name in names]


def _gone(share: PaymentShare) -> Change:
    return Edit(Kind.PAYMENT_SHARE, share.id, "deleted", before=False, after=True)
