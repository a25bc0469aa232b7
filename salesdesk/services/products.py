"""What is sold: product lines and products."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.product import Product, ProductLine
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read import products as read
from salesdesk.store.read.rows import thing
from salesdesk.words.search_keys import fold_query, search_text

_NAMES = {Kind.PRODUCT: "product", Kind.PRODUCT_LINE: "product_line"}


@dataclass(frozen=True, slots=True)
class FoundProduct:
    """A product that was looked for: its name, and its code and line to tell it apart."""

    id: Id
    title: str
    subtitle: str


class Products:
    """Lines and products: few enough to be read whole."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def lines(self) -> list[ProductLine]:
        """The product lines in their own order."""
        return read.lines(self._conn)

    def products(self) -> list[Product]:
        """All products, by line and name."""
        return read.products(self._conn)

    def get(self, product_id: Id) -> Product | None:
        """One product, also from the bin."""
        return thing(self._conn, Product, product_id)

    def find(self, text: str, limit: int = 8) -> list[FoundProduct]:
        """Products by name (characters, pinyin, initials) or code; names that begin so first; all for nothing."""
        typed = fold_query(text)
        line_names = {line.id: line.name for line in self.lines()}
        ranked: list[tuple[int, int, Product]] = []
        for product in self.products():
            keys = search_text(product.name, product.code)
            if typed in keys:
                rank = 0 if keys.startswith(typed) else 1 if f"|{typed}" in keys else 2
                ranked.append((rank, len(ranked), product))
        return [
            FoundProduct(product.id, product.name, _aside(product, line_names)) for _, _, product in sorted(ranked)
        ][:limit]

    def add_line(self, *, name: str, share_bp: int = 0) -> Id:
        """A new product line at the end; `share_bp` is its part of the annual target in basis points."""
        _check_line(name, share_bp)
        last = max((line.sort for line in self.lines()), default="")
        new = New(
            Kind.PRODUCT_LINE,
            self._session.new_id(),
            {"name": name.strip(), "share_bp": share_bp, "sort": _after(last)},
        )
        self._session.record(Label("product_line.added", {"name": name.strip()}), [new])
        return new.id

    def edit_line(self, before: ProductLine, after: ProductLine) -> ChangeSet:
        """Store what differs. Raises Refused, Conflict."""
        _check_line(after.name, after.share_bp)
        return self._record("changed", Kind.PRODUCT_LINE, before, replace(after, name=after.name.strip()))

    def bin_line(self, line_id: Id) -> ChangeSet:
        """Put a line into the bin; its products stay, without a line in view."""
        return self._mark(Kind.PRODUCT_LINE, line_id, "deleted", deleted=True)

    def restore_line(self, line_id: Id) -> ChangeSet:
        """Take a line out of the bin."""
        return self._mark(Kind.PRODUCT_LINE, line_id, "restored", deleted=False)

    def add_product(self, *, name: str, **values: Any) -> Id:
        """A new product in the file's currency. Raises Refused for what no product can be."""
        unknown = set(values) - {field.name for field in fields(Product)}
        if unknown:
            raise TypeError(f"no such fields: {sorted(unknown)}")
        new_id = self._session.new_id()
        own = {"currency": self._session.currency, **values, "name": name.strip()}
        _check_product(Product(new_id, **own))
        self._session.record(Label("product.added", {"name": name.strip()}), [New(Kind.PRODUCT, new_id, own)])
        return new_id

    def edit_product(self, before: Product, after: Product) -> ChangeSet:
        """Store what differs. Raises Refused, Conflict."""
        after = replace(after, name=after.name.strip())
        _check_product(after)
        return self._record("changed", Kind.PRODUCT, before, after)

    def bin_product(self, product_id: Id) -> ChangeSet:
        """Put a product into the bin; orders keep it."""
        return self._mark(Kind.PRODUCT, product_id, "deleted", deleted=True)

    def restore_product(self, product_id: Id) -> ChangeSet:
        """Take a product out of the bin."""
        return self._mark(Kind.PRODUCT, product_id, "restored", deleted=False)

    def _mark(self, kind: Kind, pk: Id, deed: str, *, deleted: bool) -> ChangeSet:
        before: Product | ProductLine | None = (
            thing(self._conn, Product, pk) if kind is Kind.PRODUCT else thing(self._conn, ProductLine, pk)
        )
        if before is None:
            raise Refused(N_("This product is not in the file."))
        return self._record(deed, kind, before, replace(before, deleted=deleted))

    def _record(self, deed: str, kind: Kind, before: Product | ProductLine, after: Product | ProductLine) -> ChangeSet:
        pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before))
        edits = [Edit(kind, before.id, name, was, now) for name, was, now in pairs if was != now]
        return self._session.record(Label(f"{_NAMES[kind]}.{deed}", {"name": after.name}), edits)


def _aside(product: Product, line_names: dict[Id, str]) -> str:
    return " · ".join(word for word in (product.code, line_names.get(product.line_id or b"", "")) if word)


def _check_line(name: str, share_bp: int) -> None:
    if not name.strip():
        raise Refused(N_("A product line needs a name."), field="name")
    if not 0 <= share_bp <= 10_000:
        raise Refused(N_("A share lies between 0 and 100 percent."), field="share_bp")


def _check_product(product: Product) -> None:
    if not product.name:
        raise Refused(N_("A product needs a name."), field="name")
    if product.list_price_cents < 0:
        raise Refused(N_("A price is not negative."), field="list_price_cents")
    if product.cost_cents is not None and product.cost_cents < 0:
        raise Refused(N_("A cost is not negative."), field="cost_cents")
    if product.floor_margin_bp is not None and not 0 <= product.floor_margin_bp <= 10_000:
        raise Refused(N_("A margin lies between 0 and 100 percent."), field="floor_margin_bp")


def _after(last: str) -> str:
    """A place in the list behind `last` (places are compared as text)."""
    digits = "".join(character for character in last if character.isdigit())
    return f"{int(digits or 0) + 10:06d}"
