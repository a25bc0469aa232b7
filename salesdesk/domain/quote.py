"""Quotes, their versions, lines and instalments (spec 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id


class QuoteStatus(StrEnum):
    """`REPLACED`: a newer version stands in its place."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


class PriceBasis(StrEnum):
    """Which of a product's prices a quote starts from; step prices by quantity hold with each of them."""

    LIST = "list"
    FIRST_ORDER = "first_order"
    YEARLY = "yearly"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Quote:
    """One version of a quote. `first_id` is its first version (None: this is it).

    `discount_bp` is taken off the lines' sum, `prepay_bp` off what remains if the client prepays (`prepaid`), then
    `tax_bp` is added, or found inside where prices hold it (`tax_included`); all in basis points. Below a product's
    floor margin it needs `approval_note` and the name of who approved.
    """

    id: Id
    client_id: Id
    rep_id: Id
    quoted_on: date
    number: str = ""
    version: int = 1
    first_id: Id | None = None
    opportunity_id: Id | None = None
    contact_id: Id | None = None
    title: str = ""
    status: QuoteStatus = QuoteStatus.DRAFT
    currency: str = "CNY"
    valid_until: date | None = None
    basis: PriceBasis = PriceBasis.LIST
    contract_months: int | None = None
    discount_bp: int = 0
    prepay_bp: int = 0
    prepaid: bool = False
    tax_bp: int = 0
    tax_included: bool = False
    payment_days: int | None = None
    terms: str = ""
    note: str = ""
    approval_note: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    order_id: Id | None = None
    closed_on: date | None = None
    deleted: bool = False


class QuoteLineKind(StrEnum):
    """`EXTRA`: a value-added service; it may be free and still has its cost."""

    PRODUCT = "product"
    BUNDLE = "bundle"
    EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class QuoteLine:
    """One position; `list_cents`, `price_cents` and `cost_cents` (None: unknown) for one piece."""

    id: Id
    quote_id: Id
    kind: QuoteLineKind = QuoteLineKind.PRODUCT
    product_id: Id | None = None
    bundle_id: Id | None = None
    text: str = ""
    quantity: int = 1
    list_cents: int = 0
    price_cents: int = 0
    cost_cents: int | None = None
    sort: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class QuoteInstalment:
    """A part of the price, due so many days after signing."""

    id: Id
    quote_id: Id
    share_bp: int
    days: int = 0
    text: str = ""
    sort: str = ""
    deleted: bool = False
