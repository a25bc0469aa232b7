"""Orders: entered, changed, cancelled, taken back (spec 3.2, 1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from salesdesk.domain.change import Change, ChangeSet, Id, Kind, Label
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.order import Order, OrderLine, OrderStatus
from salesdesk.domain.order_sums import below_floor, check_order_line, total_of
from salesdesk.domain.product import Product
from salesdesk.domain.quote_sums import MOST_CENTS
from salesdesk.domain.text import N_
from salesdesk.services.parts import field_edits, new_part, part_changes, place
from salesdesk.services.prospects import first_orders_changes
from salesdesk.services.quote_order import won_by_order
from salesdesk.services.session import Session
from salesdesk.store.read import quotes as read
from salesdesk.store.read.rows import thing, things_by_id


@dataclass(frozen=True, slots=True)
class WholeOrder:
    """An order with its lines, stored or still being written (then its id is empty)."""

    order: Order
    lines: tuple[OrderLine, ...] = ()

    @property
    def id(self) -> Id:
        return self.order.id


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list, with whose it is."""

    order: Order
    client: str

    @property
    def id(self) -> Id:
        return self.order.id


class Orders:
    """What clients bought."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def get(self, order_id: Id) -> WholeOrder | None:
        """One order with its lines, also from the bin."""
        order = thing(self._conn, Order, order_id)
        return WholeOrder(order, tuple(read.order_lines(self._conn, order_id))) if order else None

    def of(self, *, client_id: Id | None = None, opportunity_id: Id | None = None) -> list[Order]:
        """Orders of a client, of an opportunity, or all, the newest first."""
        return read.orders(self._conn, client_id=client_id, opportunity_id=opportunity_id)

    def rows(self, limit: int = 500) -> list[OrderRow]:
        """The newest orders of all clients, with their names."""
        orders = read.orders(self._conn, limit=limit)
        clients = things_by_id(self._conn, Client, {order.client_id for order in orders})
        return [
            OrderRow(order, clients[order.client_id].name if order.client_id in clients else "") for order in orders
        ]

    def below_floor(self, lines: Sequence[OrderLine], currency: str) -> list[int]:
        """The numbers (from 0) of the lines that are sold below their product's floor margin; a cost in another
        currency than the order's is not known."""
        products = things_by_id(self._conn, Product, {line.product_id for line in lines if line.product_id})
        found = []
        for at, line in enumerate(lines):
            product = products.get(line.product_id or b"")
            if product is None:
                continue
            cost = product.cost_cents if product.currency == currency else None
            if below_floor(line, cost, product.floor_margin_bp):
                found.append(at)
        return found

    def draft(self, *, opportunity_id: Id | None = None, client_id: Id | None = None) -> WholeOrder:
        """An order to begin with: of an opportunity with its lines and amount, or of a client (without either it is
        still to be chosen). Raises Refused for an opportunity that is gone or nobody's."""
        deal = thing(self._conn, Opportunity, opportunity_id) if opportunity_id else None
        buyer = deal.client_id if deal else client_id
        client = thing(self._conn, Client, buyer) if buyer else None
        if deal is None and opportunity_id:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        if deal is not None and client is None:
            raise Refused(N_("Say whose opportunity it is first: an order comes from a client."), field="client_id")
        order = Order(
            id=b"",
            client_id=client.id if client else b"",
            rep_id=self._session.rep.id,
            ordered_on=self._session.today(),
            total_cents=deal.amount_cents if deal else 0,
            currency=deal.currency if deal else self._session.currency,
            opportunity_id=deal.id if deal else None,
        )
        lines = tuple(self._lines_of_deal(deal)) if deal else ()
        return WholeOrder(replace(order, total_cents=total_of(lines)) if lines else order, lines)

    def product_line(self, product: Product, quantity: int, currency: str) -> OrderLine:
        """A line at the list price, which stands beside what is then agreed on."""
        same = product.currency == currency
        listed = product.list_price_cents * quantity if same else 0
        cost = product.cost_cents * quantity if same and product.cost_cents is not None else None
        return OrderLine(b"", b"", product.id, quantity, listed, listed if same else None, cost)

    # verbs

    def add(self, whole: WholeOrder, *, wins: bool = False) -> Id:
        """Store a new order; its lines make its total, where it has any. A prospect becomes a client with it, and
        `wins` wins its opportunity; all of it one action. Raises Refused, below the floor without a note."""
        whole = self._checked(whole)
        total = total_of(whole.lines) if whole.lines else whole.order.total_cents
        order = replace(whole.order, total_cents=total)
        new = new_part(self._session, Kind.ORDER, order)
        changes: list[Change] = [new]
        changes += [new_part(self._session, Kind.ORDER_LINE, line, order_id=new.id) for line in whole.lines]
        if wins:
            changes += won_by_order(self._session, order.opportunity_id, total, order.currency)
        if order.status is not OrderStatus.CANCELLED:
            changes += first_orders_changes(self._session, {order.client_id: order.ordered_on})
        self._session.record(self._label("added", order), changes)
        return new.id

    def edit(self, before: WholeOrder, after: WholeOrder) -> ChangeSet:
        """Store what differs as one action; the total moves with the lines. Raises Refused, Conflict."""
        after = self._checked(after, before)
        moved = total_of(after.lines) - total_of(before.lines)
        order = after.order
        if after.lines or before.lines:  # what came in without a line of its own stays in the total
            order = replace(order, total_cents=_total(before.order.total_cents + moved))
        changes = field_edits(Kind.ORDER, before.order, order)
        changes += part_changes(self._session, Kind.ORDER_LINE, before.lines, after.lines, order_id=before.id)
        if before.order.status is OrderStatus.CANCELLED and order.status is not OrderStatus.CANCELLED:
            changes += first_orders_changes(self._session, {order.client_id: order.ordered_on})
        return self._session.record(self._label("changed", order), changes)

    def cancel(self, order_id: Id) -> ChangeSet:
        """The order does not come: it counts for nothing from now on."""
        return self._set_status(order_id, OrderStatus.CANCELLED, "cancelled")

    def deliver(self, order_id: Id) -> ChangeSet:
        """The goods are with the client."""
        return self._set_status(order_id, OrderStatus.DELIVERED, "delivered")

    def reopen(self, order_id: Id) -> ChangeSet:
        """It comes after all."""
        return self._set_status(order_id, OrderStatus.OPEN, "reopened")

    def cancel_line(self, order_id: Id, line_id: Id) -> ChangeSet:
        """One position does not come; with the last one, the order is cancelled."""
        whole = self._known(order_id)
        lines = tuple(replace(line, cancelled=True) if line.id == line_id else line for line in whole.lines)
        none_left = all(line.cancelled for line in lines)
        order = replace(whole.order, status=OrderStatus.CANCELLED) if none_left else whole.order
        return self._store(whole, WholeOrder(order, lines), "line_cancelled")

    def take_back(self, order_id: Id, line_id: Id, pieces: int) -> ChangeSet:
        """So many pieces of a position have come back, in all. Raises Refused for more than were ordered."""
        whole = self._known(order_id)
        lines = tuple(replace(line, returned=pieces) if line.id == line_id else line for line in whole.lines)
        for line in lines:
            check_order_line(line)
        return self._store(whole, WholeOrder(whole.order, lines), "returned")

    def bin(self, order_id: Id) -> ChangeSet:
        """Put it into the bin."""
        return self._mark(order_id, "deleted", deleted=True)

    def restore(self, order_id: Id) -> ChangeSet:
        """Take it out of the bin."""
        return self._mark(order_id, "restored", deleted=False)

    # private

    def _known(self, order_id: Id) -> WholeOrder:
        whole = self.get(order_id)
        if whole is None or whole.order.deleted:
            raise Refused(N_("This order is not in the file."))
        return whole

    def _set_status(self, order_id: Id, status: OrderStatus, deed: str) -> ChangeSet:
        whole = self._known(order_id)
        edits = field_edits(Kind.ORDER, whole.order, replace(whole.order, status=status))
        if edits and whole.order.status is OrderStatus.CANCELLED:
            edits += first_orders_changes(self._session, {whole.order.client_id: whole.order.ordered_on})
        return self._session.record(self._label(deed, whole.order), edits)

    def _store(self, before: WholeOrder, after: WholeOrder, deed: str) -> ChangeSet:
        moved = total_of(after.lines) - total_of(before.lines)
        order = replace(after.order, total_cents=_total(before.order.total_cents + moved))
        changes = field_edits(Kind.ORDER, before.order, order)
        changes += part_changes(self._session, Kind.ORDER_LINE, before.lines, after.lines)
        return self._session.record(self._label(deed, order), changes)

    def _mark(self, order_id: Id, deed: str, *, deleted: bool) -> ChangeSet:
        order = thing(self._conn, Order, order_id)
        if order is None:
            raise Refused(N_("This order is not in the file."))
        return self._session.record(
            self._label(deed, order), field_edits(Kind.ORDER, order, replace(order, deleted=deleted))
        )

    def _checked(self, whole: WholeOrder, before: WholeOrder | None = None) -> WholeOrder:
        order = whole.order
        if thing(self._conn, Client, order.client_id) is None:
            raise Refused(N_("An order comes from a client: choose one."), field="client_id")
        if not 0 <= order.total_cents <= MOST_CENTS:
            raise Refused(N_("The amount is not negative."), field="total_cents")
        for line in whole.lines:
            check_order_line(line)
        self._check_floor(whole, before)
        order = replace(
            order,
            number=order.number.strip(),
            note=order.note.strip(),
            approval_note=order.approval_note.strip(),
            approved_by=order.approved_by.strip(),
        )
        lines = (replace(line, text=line.text.strip(), sort=place(at)) for at, line in enumerate(whole.lines))
        return WholeOrder(order, tuple(lines))

    def _check_floor(self, whole: WholeOrder, before: WholeOrder | None) -> None:
        """A price below the floor needs a note and a name, unless it stood there before."""
        if whole.order.approval_note.strip() and whole.order.approved_by.strip():
            return
        stood = {(line.product_id, line.quantity, line.net_cents) for line in before.lines} if before else set()
        low = [whole.lines[at] for at in self.below_floor(whole.lines, whole.order.currency)]
        if any((line.product_id, line.quantity, line.net_cents) not in stood for line in low):
            field = "approved_by" if whole.order.approval_note.strip() else "approval_note"
            raise Refused(N_("The price is below the floor margin: note why, and who approved it."), field=field)

    def _lines_of_deal(self, deal: Opportunity) -> list[OrderLine]:
        lines = []
        for wanted in read.deal_lines(self._conn, deal.id):
            net = wanted.quantity * wanted.price_cents
            product = thing(self._conn, Product, wanted.product_id) if wanted.product_id else None
            if product is None:
                lines.append(OrderLine(b"", b"", None, wanted.quantity, net, text=wanted.text or deal.name))
            else:
                line = self.product_line(product, wanted.quantity, deal.currency)
                lines.append(replace(line, net_cents=net, text=wanted.text))
        if not lines and deal.product_id and (product := thing(self._conn, Product, deal.product_id)):
            line = self.product_line(product, 1, deal.currency)
            lines.append(replace(line, net_cents=deal.amount_cents))
        return lines

    def _label(self, deed: str, order: Order) -> Label:
        client = thing(self._conn, Client, order.client_id)
        return Label(f"order.{deed}", {"client": client.name if client else ""})


def _total(cents: int) -> int:
    """What the lines and the rest of an order come to. Raises Refused where they come to less than nothing."""
    if cents < 0:
        raise Refused(N_("The lines would take more from this order than it comes to: correct its lines or its total."))
    return cents
