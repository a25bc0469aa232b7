"""Invoices and payments, taken in: what is owed, and which money pays what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.invoice import Invoice, PaymentShare
from salesdesk.domain.order import Order, Payment
from salesdesk.domain.receivables import DEFAULT_TERMS, check_invoice
from salesdesk.domain.text import N_
from salesdesk.exchange.rows import Record
from salesdesk.services.invoices import TERMS
from salesdesk.services.session import Session
from salesdesk.services.taking.base import Match, RowRefused, Rules, Taker
from salesdesk.store.read.rows import things
from salesdesk.store.read.settings import setting

_BETWEEN_NUMBERS = re.compile(r"[,;，；、/\n]+")


class InvoiceTaker(Taker):
    """Invoices; due by the client's terms where the row tells no day.

    Found again by the other system's number, else by number and client; one without a number by client, day and sum.
    """

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        self._terms = int(setting(session.file.conn, TERMS, DEFAULT_TERMS))
        self._own_terms = {one.id: one.payment_days for one in things(session.file.conn, Client)}
        self._orders = _numbered(things(session.file.conn, Order))
        self._paid = _paid(session)
        self._known: dict[Any, Invoice] = {}
        for one in [] if self.rules.match is Match.CREATE else things(session.file.conn, Invoice):
            self._remember(one)

    def take(self, record: Record) -> str:
        values = dict(record.values)
        values["client_id"] = self.the_client(values)
        rep_id, order = self.rep(values), values.pop("order", None)
        if order is not None:
            values["order_id"] = self._order(order, values["client_id"])
        known = self._find(values)
        if self.settled(known):
            return "unchanged"
        if known is None:
            values.setdefault("due_on", self._due_on(values["client_id"], values["issued_on"]))
            values.setdefault("currency", self.session.currency)
        self._check(known, values)
        if known is not None:
            return self.settle(self.differ(Kind.INVOICE, known, values))
        self._remember(self.birth(Kind.INVOICE, Invoice, values | {"rep_id": rep_id}))
        return "created"

    def _check(self, known: Invoice | None, values: dict[str, Any]) -> None:
        """Raises RowRefused for what no invoice can be, and for less than was paid of it."""
        due_on = values.get("due_on") or (known.due_on if known else values["issued_on"])
        try:
            check_invoice(values["amount_cents"], values["issued_on"], due_on)
        except Refused as refused:
            raise RowRefused(refused.text.msgid, **refused.text.params) from None
        if known is None or not self._paid[known.id]:
            return
        if values["amount_cents"] < self._paid[known.id]:
            raise RowRefused(N_("More than that was paid of this invoice. Change its payments first."))
        stays = known.client_id, known.currency
        if (values["client_id"], values.get("currency", known.currency)) != stays:
            raise RowRefused(N_("This invoice was paid in part: its client and currency stay."))

    def _due_on(self, client_id: Id, issued_on: date) -> date:
        own = self._own_terms.get(client_id)
        return issued_on + timedelta(days=self._terms if own is None else own)

    def _order(self, number: str, client_id: Id) -> Id:
        order = next((one for one in self._orders.get(number, ()) if one.client_id == client_id), None)
        if order is None:
            raise RowRefused(N_("No order of this client has the number “{number}”."), number=number)
        return bytes(order.id)

    def _find(self, values: dict[str, Any]) -> Invoice | None:
        return next((self._known[key] for key in _keys(values) if key in self._known), None)

    def _remember(self, invoice: Invoice) -> None:
        facts = {name: getattr(invoice, name) for name in ("ref", "number", "client_id", "issued_on", "amount_cents")}
        for key in _keys(facts):
            self._known.setdefault(key, invoice)


class PaymentTaker(Taker):
    """Money that came in, for an order or for invoices: of each it pays what is open, in the order they are named.

    Found again by the other system's number, else by client, day, sum and the invoices it pays.
    """

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        known = [] if self.rules.match is Match.CREATE else things(session.file.conn, Payment)
        self._by_ref = {p.ref: p for p in known if p.ref}
        self._by_facts: dict[Any, list[Payment]] = defaultdict(list)
        for one in known:
            self._by_facts[one.client_id, one.received_on, one.amount_cents].append(one)
        self._orders = _numbered(things(session.file.conn, Order))
        self._invoices = _numbered(things(session.file.conn, Invoice))
        self._paid = _paid(session)
        self._pays: dict[Id, set[Id]] = defaultdict(set)
        for share in things(session.file.conn, PaymentShare):
            self._pays[share.payment_id].add(share.invoice_id)

    def take(self, record: Record) -> str:
        values = dict(record.values)
        named = self.client(values)
        order, invoices = self._for(values.pop("order", None), values.pop("invoice", None), named)
        values["received_on"] = values.pop("paid_on")
        if order is not None:
            values["order_id"] = order.id
        of = order or (invoices[0] if invoices else None)
        if named is None and of is None:
            raise RowRefused(N_("The row names no client, and no order or invoice that is known."))
        values["client_id"] = named or (of and of.client_id)
        values.setdefault("currency", self.session.currency)
        known = self._find(values, invoices)
        if self.settled(known):
            return "unchanged"
        if known is not None:
            told = self.settle(self.differ(Kind.PAYMENT, known, values))
            return "updated" if self._allocate(known, invoices) else told
        if order is not None and values["client_id"] != order.client_id:
            raise RowRefused(N_("Order {number} belongs to another client."), number=order.number or order.ref)
        made = self.birth(Kind.PAYMENT, Payment, values | {"rep_id": self.session.rep.id})
        self._by_facts[made.client_id, made.received_on, made.amount_cents].append(made)
        self._allocate(made, invoices)
        return "created"

    def _find(self, values: dict[str, Any], invoices: Sequence[Invoice]) -> Payment | None:
        """The payment a row tells of: one that pays these invoices, or none as yet."""
        if "ref" in values:
            return self._by_ref.get(values["ref"])
        facts = values["client_id"], values["received_on"], values["amount_cents"]
        wanted = {one.id for one in invoices}
        alike = self._by_facts.get(facts, ())
        fitting = [one for one in alike if not wanted or not self._pays[one.id] or self._pays[one.id] & wanted]
        return max(fitting, key=lambda one: bool(self._pays[one.id] & wanted), default=None)

    def _allocate(self, payment: Payment, invoices: Sequence[Invoice]) -> bool:
        """Let it pay what is open of the invoices; what it pays already stays. Whether anything is new."""
        if self._pays[payment.id]:
            return False
        left = payment.amount_cents
        for invoice in invoices:
            cents = min(left, invoice.amount_cents - self._paid[invoice.id])
            if cents > 0 and (invoice.client_id, invoice.currency) == (payment.client_id, payment.currency):
                self.check_open(payment.received_on)
                facts = {"payment_id": payment.id, "invoice_id": invoice.id, "amount_cents": cents}
                self.birth(Kind.PAYMENT_SHARE, PaymentShare, facts)
                self._pays[payment.id].add(invoice.id)
                self._paid[invoice.id] += cents
                left -= cents
        return bool(self._pays[payment.id])

    def _for(self, order: str | None, invoice: str | None, client_id: Id | None) -> tuple[Order | None, list[Invoice]]:
        """The order and the invoices that a payment is for. Raises RowRefused for a number that nobody knows."""
        found, invoices = self._numbered(self._orders, order, client_id), self._named(invoice, client_id)
        if order is not None and found is None:
            invoices = invoices or self._named(order, client_id)
        if invoice is not None and not invoices and found is None:
            found = self._numbered(self._orders, invoice, client_id)
        if found is None and not invoices and self.mapped.isdisjoint({"client", "client_ref"}):
            if invoice is not None:
                sentence = N_("No invoice has the number “{number}”. Import the invoices first.")
                raise RowRefused(sentence, number=invoice)
            if order is not None:
                raise RowRefused(N_("No order has the number “{number}”. Import the orders first."), number=order)
        return found, invoices

    def _named(self, numbers: str | None, client_id: Id | None) -> list[Invoice]:
        """The invoices with a number, or with each of several numbers written one after the other."""
        if numbers is None:
            return []
        whole = self._numbered(self._invoices, numbers, client_id)
        each = [numbers] if whole else [word.strip() for word in _BETWEEN_NUMBERS.split(numbers)]
        found = [self._numbered(self._invoices, number, client_id) for number in each if number]
        known = [one for one in found if one is not None]
        if known and any(one.client_id != (client_id or known[0].client_id) for one in known):
            raise RowRefused(N_("Invoice {number} belongs to another client."), number=numbers)
        return known

    def _numbered(self, known: dict[str, list[Any]], number: str | None, client_id: Id | None) -> Any:
        """What carries the number; of several that of the client."""
        same = known.get(number, []) if number else []
        return next((one for one in same if one.client_id == client_id), same[0] if same else None)


def _numbered(known: Sequence[Any]) -> dict[str, list[Any]]:
    """Number (ours, or the other system's) → what carries it."""
    found: dict[str, list[Any]] = defaultdict(list)
    for one in known:
        for key in {one.ref, one.number} - {""}:
            found[key].append(one)
    return dict(found)


def _paid(session: Session) -> defaultdict[Id, int]:
    """What was paid of each invoice."""
    paid: defaultdict[Id, int] = defaultdict(int)
    for share in things(session.file.conn, PaymentShare):
        paid[share.invoice_id] += share.amount_cents
    return paid


def _keys(values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """By what an invoice is found again, the surest first."""
    client, ref, number = values["client_id"], values.get("ref"), values.get("number")
    if ref or number:
        return [key for key in (("ref", ref), ("number", number, client)) if key[1]]
    return [("facts", client, values["issued_on"], values["amount_cents"])]
