"""What an accepted quote changes: an order comes, the opportunity is won, a prospect becomes a client."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.money import split_exactly
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.order import OrderLine
from salesdesk.domain.product import BundleItem, Product
from salesdesk.domain.quote import Quote, QuoteLine, QuoteLineKind, QuoteStatus
from salesdesk.domain.quote_sums import LineSums, without_tax
from salesdesk.services.parts import field_edits, new_part, place
from salesdesk.services.prospects import first_orders_changes
from salesdesk.services.session import Session
from salesdesk.services.stage_moves import stage_move_changes
from salesdesk.store.read import products as read_products
from salesdesk.store.read.rows import thing, things_by_id

SummedLine = tuple[QuoteLine, LineSums]


def acceptance(
    session: Session, quote: Quote, lines: Sequence[SummedLine], *, number: str, ordered_on: date
) -> tuple[Id, list[Change]]:
    """The id of the order, and all changes. The order is worth the quote's net amount, without tax."""
    order_id = session.new_id()
    total = sum(sums.net_cents for _line, sums in lines)
    order = New(
        Kind.ORDER,
        order_id,
        {
            "client_id": quote.client_id,
            "rep_id": session.rep.id,
            "ordered_on": ordered_on,
            "total_cents": total,
            "currency": quote.currency,
            "number": number,
            "opportunity_id": quote.opportunity_id,
            "quote_id": quote.id,
            "approval_note": quote.approval_note,
            "approved_by": quote.approved_by,
        },
    )
    ordered = [one for line, sums in lines for one in _order_lines(session, quote, line, sums)]
    placed = [replace(one, sort=place(at)) for at, one in enumerate(ordered)]
    accepted = replace(quote, status=QuoteStatus.ACCEPTED, order_id=order_id, closed_on=ordered_on)
    changes: list[Change] = [order, *(new_part(session, Kind.ORDER_LINE, one, order_id=order_id) for one in placed)]
    changes += field_edits(Kind.QUOTE, quote, accepted)
    changes += won_by_order(session, quote.opportunity_id, total, quote.currency)
    changes += first_orders_changes(session, {quote.client_id: ordered_on})
    return order_id, changes


def won_by_order(session: Session, opportunity_id: Id | None, net_cents: int, currency: str) -> list[Change]:
    """What wins an opportunity that an order was written for, with what the order is worth; nothing where it is won."""
    deal = thing(session.file.conn, Opportunity, opportunity_id) if opportunity_id else None
    if deal is None or deal.deleted or deal.stage is Stage.WON:
        return []
    changes = stage_move_changes(session, deal, Stage.WON)
    for name, value in (("amount_cents", net_cents), ("currency", currency)):
        if getattr(deal, name) != value:
            changes.append(Edit(Kind.OPPORTUNITY, deal.id, name, getattr(deal, name), value))
    return changes


def _order_lines(session: Session, quote: Quote, line: QuoteLine, sums: LineSums) -> list[OrderLine]:
    """A line of the quote as ordered, net of discounts and tax; a bundle as the products that lie in it."""
    listed = line.quantity * line.list_cents
    whole = OrderLine(
        id=b"",
        order_id=b"",
        product_id=line.product_id,
        quantity=line.quantity,
        net_cents=sums.net_cents,
        list_cents=without_tax(listed, quote.tax_bp) if quote.tax_included else listed,
        cost_cents=sums.cost_cents,
        text=line.text,
    )
    if line.kind is not QuoteLineKind.BUNDLE or line.bundle_id is None:
        return [whole]
    items = read_products.items_of(session.file.conn, line.bundle_id)
    products = things_by_id(session.file.conn, Product, [item.product_id for item in items])
    inside = [(item, products[item.product_id]) for item in items if item.product_id in products]
    return _parted(whole, inside) if inside else [whole]


def _parted(whole: OrderLine, inside: Sequence[tuple[BundleItem, Product]]) -> list[OrderLine]:
    """A bundle's amounts on its products: the price by their list prices, the cost by their costs."""
    by_list = [item.quantity * product.list_price_cents for item, product in inside]
    by_cost = [item.quantity * (product.cost_cents or 0) for item, product in inside]
    nets = split_exactly(whole.net_cents, by_list)
    lists = split_exactly(whole.list_cents or 0, by_list)
    costs = split_exactly(whole.cost_cents, by_cost) if whole.cost_cents is not None else [None] * len(inside)
    return [
        replace(
            whole,
            product_id=product.id,
            quantity=whole.quantity * item.quantity,
            net_cents=net,
            list_cents=listed,
            cost_cents=cost,
        )
        for (item, product), net, listed, cost in zip(inside, nets, lists, costs, strict=True)
    ]
