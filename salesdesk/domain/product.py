"""What is sold (spec 3.1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from salesdesk.domain.change import Id


@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product line; `share_bp` is its default share of the annual target in basis points (spec 1.1)."""

    id: Id
    name: str
    share_bp: int = 0
    sort: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Product:
    """A product with list price, cost (None: unknown) and floor margin in basis points."""

    id: Id
    name: str
    code: str = ""
    line_id: Id | None = None
    list_price_cents: int = 0
    cost_cents: int | None = None
    currency: str = "CNY"
    floor_margin_bp: int | None = None
    high_margin: bool = False
    note: str = ""
    ref: str = ""
    selling_points: str = ""
    unit: str = ""
    deleted: bool = False


class PriceKind(StrEnum):
    """When a price other than the list price holds."""

    QUANTITY = "quantity"
    CONTRACT = "contract"
    FIRST_ORDER = "first_order"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A price for one piece from `at_least` pieces (or months of contract) on; 0 for first-order and yearly prices."""

    id: Id
    product_id: Id
    kind: PriceKind
    price_cents: int
    at_least: int = 0
    currency: str = "CNY"
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ProductComplement:
    """`other_id` goes well with `product_id`."""

    id: Id
    product_id: Id
    other_id: Id
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Bundle:
    """Products sold together at one price, equipment with its consumables for instance."""

    id: Id
    name: str
    price_cents: int = 0
    currency: str = "CNY"
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class BundleItem:
    """How many pieces of a product lie in a bundle."""

    id: Id
    bundle_id: Id
    product_id: Id
    quantity: int = 1
    deleted: bool = False
