"""What is left of an order: its net sales after cancelled lines and returned pieces (one definition)."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from salesdesk.domain.errors import Refused
from salesdesk.domain.order import OrderLine
from salesdesk.domain.quote_sums import MOST_CENTS, MOST_QUANTITY, least_price, rounded
from salesdesk.domain.text import N_


def kept(cents: int, line: OrderLine) -> int:
    """Of an amount that stands for the whole line, the part of the pieces kept: rounded half up to the cent.

    `store.read.net_sales` says the same in SQL.
    """
    if line.cancelled:
        return 0
    if not line.returned:
        return cents
    return rounded(cents * (line.quantity - line.returned), line.quantity)


def net_of(line: OrderLine) -> int:
    """The net sales of one line."""
    return kept(line.net_cents, line)


def total_of(lines: Iterable[OrderLine]) -> int:
    """The net sales of lines together: what an order with lines is worth."""
    return sum(net_of(line) for line in lines if not line.deleted)


def below_floor(line: OrderLine, cost_cents: int | None, floor_margin_bp: int | None) -> bool:
    """Whether a line was sold below its product's floor margin (`cost_cents`: of one piece, for a line without one)."""
    if line.cancelled or line.returned >= line.quantity:
        return False
    if line.cost_cents is not None:
        least = least_price(line.cost_cents, floor_margin_bp)
    else:
        piece = least_price(cost_cents, floor_margin_bp)
        least = None if piece is None else piece * line.quantity
    return least is not None and Fraction(line.net_cents) < least


def check_order_line(line: OrderLine) -> None:
    """Refuse what no line of an order can be."""
    if line.product_id is None and not line.text.strip():
        raise Refused(N_("Say what was ordered: a product, or words."), field="lines")
    if not 1 <= line.quantity <= MOST_QUANTITY:
        raise Refused(N_("A quantity is 1 or more."), field="lines")
    if line.net_cents < 0 or (line.list_cents or 0) < 0 or (line.cost_cents or 0) < 0:
        raise Refused(N_("A price is not negative."), field="lines")
    if max(line.net_cents, line.list_cents or 0, line.cost_cents or 0) > MOST_CENTS:
        raise Refused(N_("This amount is too large."), field="lines")
    if not 0 <= line.returned <= line.quantity:
        raise Refused(N_("No more pieces can come back than were ordered."), field="lines")
