"""Orders, taken in."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from typing import Any

from salesdesk.domain.change import Edit, Id, Kind, New
from salesdesk.domain.order import Order, OrderLine, OrderStatus
from salesdesk.domain.order_sums import net_of
from salesdesk.domain.product import Product
from salesdesk.domain.text import N_
from salesdesk.exchange.rows import Record
from salesdesk.services.prospects import first_orders_changes
from salesdesk.services.session import Session
from salesdesk.services.taking.base import Match, RowRefused, Rules, Taker
from salesdesk.store.read.rows import things


class OrderTaker(Taker):
    """Orders whose lines may be spread over several rows; rows of one order share its number.

    A number that two clients share (it happens) stands for two orders: no client gets another one's lines.
    A row without a number is the order of its client, its day and its line if the file has one, so that the same list
    taken in twice doubles nothing. A row that tells neither price nor total is worth its product's list price; its cost
    is what the product costs.
    """

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        stored = [] if self.rules.match is Match.CREATE else things(session.file.conn, Order)
        self._known = {(o.ref or o.number, o.client_id): o for o in stored if o.ref or o.number}
        self._lines: dict[Id, Counter[tuple[Id | None, int, int]]] = defaultdict(Counter)
        for line in things(session.file.conn, OrderLine):
            self._lines[line.order_id][line.product_id, line.quantity, line.net_cents] += 1
        self._numberless: dict[tuple[Id, date], list[Order]] = defaultdict(list)
        for one in stored:
            if not (one.ref or one.number):
                self._numberless[one.client_id, one.ordered_on].append(one)
        goods = things(session.file.conn, Product)
        self._prices = {p.id: p.list_price_cents for p in goods}
        self._costs = {p.id: (p.currency, p.cost_cents) for p in goods if p.cost_cents is not None}
        self._new: dict[Id, dict[str, Any]] = {}
        self._more: Counter[Id] = Counter()

    def take(self, record: Record) -> str:
        values = dict(record.values)
        client_id, rep_id, product_id = self.the_client(values), self.rep(values), self.product(values)
        pieces = values.pop("quantity", 1)
        quantity = int(pieces)
        if quantity != pieces:
            raise RowRefused(N_("Only whole pieces can be ordered, not {quantity}."), quantity=pieces)
        price, total = values.pop("unit_price_cents", None), values.pop("total_cents", None)
        back, gone = int(values.pop("returned", 0)), bool(values.pop("cancelled", False))
        if back and not 0 < back <= quantity:
            raise RowRefused(N_("No more pieces can come back than were ordered."))
        if total is None and price is None and product_id is not None:
            price = self._prices[product_id]
        net = total if total is not None else (price or 0) * quantity
        key = values.get("ref") or values.get("number") or ""
        line = product_id, quantity, net
        if key:
            order = self._known.get((key, client_id))
        else:
            order = self._without_number(client_id, values["ordered_on"], line)
        kept = net_of(OrderLine(b"", b"", product_id, quantity, net, cancelled=gone, returned=back))
        if order is not None and order.id not in self._new:
            if self.settled(order):
                return "unchanged"
            if self._lines[order.id][line]:
                self._lines[order.id][line] -= 1
                return "unchanged"
            if not self._lines[order.id] and order.total_cents == net and product_id is None:
                return "unchanged"
            self.check_open(order.ordered_on)
            self._more[order.id] += kept
        if order is None:
            self.check_open(values["ordered_on"])
            values |= {"client_id": client_id, "rep_id": rep_id, "total_cents": 0}
            values.setdefault("currency", self.session.currency)
            order = Order(id=self.session.new_id(), **values)
            self._new[order.id] = values
            if key:
                self._known[key, client_id] = order
        if product_id is not None:
            facts = {"order_id": order.id, "product_id": product_id, "quantity": quantity, "net_cents": net}
            currency, cost = self._costs.get(product_id, ("", None))
            if cost is not None and currency == order.currency:
                facts["cost_cents"] = cost * quantity
            self.birth(Kind.ORDER_LINE, OrderLine, facts | {"cancelled": gone, "returned": back})
        if order.id not in self._new:
            return "updated"
        self._new[order.id]["total_cents"] += kept
        return "created"

    def _without_number(self, client_id: Id, day: date, line: tuple[Id | None, int, int]) -> Order | None:
        """An order of that client and day that has this line still to be told, or has nothing but this sum."""
        for order in self._numberless.get((client_id, day), ()):
            lines = self._lines[order.id]
            if lines[line] or (not lines and order.total_cents == line[2] and line[0] is None):
                return order
        return None

    def finish(self) -> None:
        """An order's total is known when all its rows have been read."""
        self.changes += [New(Kind.ORDER, pk, values) for pk, values in self._new.items()]
        self.changes += first_orders_changes(self.session, self._first_orders())
        by_id = {order.id: order for order in self._known.values()}
        for pk, net in self._more.items():
            total = by_id[pk].total_cents
            self.changes.append(Edit(Kind.ORDER, pk, "total_cents", total, total + net))

    def _first_orders(self) -> dict[Id, date]:
        """The day of the first new order of each client: its first order makes a prospect a client."""
        first: dict[Id, date] = {}
        for values in self._new.values():
            if values.get("status") is not OrderStatus.CANCELLED:
                day = values["ordered_on"]
                first[values["client_id"]] = min(day, first.get(values["client_id"], day))
        return first
