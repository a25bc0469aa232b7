"""What is sold (spec 3.1)."""

from __future__ import annotations

from dataclasses import dataclass

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
    deleted: bool = False
