"""Orders, their lines, and the money received."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id


class OrderStatus(StrEnum):
    OPEN = "open"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Order:
    """A client's order. `total_cents` is the net total of its lines, kept beside them for orders without lines."""

    id: Id
    client_id: Id
    rep_id: Id
    ordered_on: date
    total_cents: int
    currency: str = "CNY"
    number: str = ""
    status: OrderStatus = OrderStatus.OPEN
    opportunity_id: Id | None = None
    note: str = ""
    ref: str = ""
    quote_id: Id | None = None
    approval_note: str = ""
    approved_by: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One product of an order; `net_cents` after discount, `cost_cents` for the whole line (None: unknown).

    A `cancelled` line counts for nothing; of `returned` pieces neither price nor cost counts.
    """

    id: Id
    order_id: Id
    product_id: Id | None
    quantity: int
    net_cents: int
    list_cents: int | None = None
    cost_cents: int | None = None
    text: str = ""
    cancelled: bool = False
    returned: int = 0
    sort: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received."""

    id: Id
    client_id: Id
    rep_id: Id
    received_on: date
    amount_cents: int
    currency: str = "CNY"
    order_id: Id | None = None
    note: str = ""
    ref: str = ""
    deleted: bool = False
