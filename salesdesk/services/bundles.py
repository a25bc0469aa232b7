"""Bundles: products sold together at one price, with the margin that it leaves (spec 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.product import Bundle, BundleItem, Product
from salesdesk.domain.quote_sums import least_price, margin_of
from salesdesk.domain.text import N_
from salesdesk.services.parts import field_edits, new_part, part_changes
from salesdesk.services.session import Session
from salesdesk.store.read import products as read
from salesdesk.store.read.rows import thing, things_by_id
from salesdesk.words.search_keys import fold_query, search_text


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """A bundle with its products and what it leaves.

    `list_cents` is what its products cost alone, `cost_cents` what they cost us; both None where a product has no price
    in the bundle's currency or no cost. `least` is the lowest price that keeps the floor margins inside.
    """

    bundle: Bundle
    items: tuple[tuple[BundleItem, Product], ...]
    list_cents: int | None
    cost_cents: int | None
    least: Fraction | None

    @property
    def id(self) -> Id:
        return self.bundle.id

    @property
    def margin_bp(self) -> int | None:
        """The margin that the bundle price leaves, in basis points."""
        return margin_of(self.bundle.price_cents, self.cost_cents)

    @property
    def below(self) -> bool:
        """Whether the bundle price is below the floor of what lies in it."""
        return self.least is not None and self.bundle.price_cents < self.least


class Bundles:
    """Few enough to be read whole."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def all(self) -> list[BundleFacts]:
        """All bundles, by name."""
        return [self._facts(bundle) for bundle in read.bundles(self._conn)]

    def get(self, bundle_id: Id) -> BundleFacts | None:
        """One bundle, also from the bin."""
        bundle = thing(self._conn, Bundle, bundle_id)
        return self._facts(bundle) if bundle else None

    def find(self, text: str, limit: int = 8) -> list[Bundle]:
        """Bundles by name: characters, pinyin or initials."""
        typed = fold_query(text)
        return [bundle for bundle in read.bundles(self._conn) if typed in search_text(bundle.name)][:limit]

    def weigh(self, bundle: Bundle, items: Sequence[BundleItem]) -> BundleFacts:
        """What a bundle would leave, while it is being put together."""
        products = things_by_id(self._conn, Product, [item.product_id for item in items])
        inside = [(item, products[item.product_id]) for item in items if item.product_id in products]
        own = all(product.currency == bundle.currency for _item, product in inside)
        listed = sum(item.quantity * product.list_price_cents for item, product in inside)
        costs = [(item.quantity, product.cost_cents) for item, product in inside]
        known = own and bool(inside) and all(cost is not None for _pieces, cost in costs)
        cost = sum(pieces * (each or 0) for pieces, each in costs) if known else None
        return BundleFacts(bundle, tuple(inside), listed if own else None, cost, _least(inside) if known else None)

    def add(self, bundle: Bundle, items: Sequence[BundleItem]) -> Id:
        """A new bundle with what lies in it. Raises Refused for what no bundle can be."""
        bundle = replace(bundle, name=bundle.name.strip())
        _check(bundle, items)
        new = new_part(self._session, Kind.BUNDLE, bundle)
        parts = [new_part(self._session, Kind.BUNDLE_ITEM, item, bundle_id=new.id) for item in items]
        self._session.record(Label("bundle.added", {"name": bundle.name}), [new, *parts])
        return new.id

    def edit(self, before: BundleFacts, after: Bundle, items: Sequence[BundleItem]) -> ChangeSet:
        """Store what differs, products and all, as one action. Raises Refused, Conflict."""
        after = replace(after, name=after.name.strip())
        _check(after, items)
        stored = [item for item, _product in before.items]
        changes = field_edits(Kind.BUNDLE, before.bundle, after)
        changes += part_changes(self._session, Kind.BUNDLE_ITEM, stored, items, bundle_id=before.id)
        return self._session.record(Label("bundle.changed", {"name": after.name}), changes)

    def bin(self, *bundle_ids: Id) -> ChangeSet:
        """Put bundles into the bin as one action; quotes keep them."""
        if len(bundle_ids) == 1:
            return self._mark(bundle_ids[0], "bundle.deleted", deleted=True)
        gone = [Edit(Kind.BUNDLE, pk, "deleted", before=False, after=True) for pk in bundle_ids]
        return self._session.record(Label("bundles.deleted", {"n": len(gone)}), gone)

    def restore(self, bundle_id: Id) -> ChangeSet:
        """Take a bundle out of the bin."""
        return self._mark(bundle_id, "bundle.restored", deleted=False)

    def _mark(self, bundle_id: Id, key: str, *, deleted: bool) -> ChangeSet:
        found = thing(self._conn, Bundle, bundle_id)
        if found is None:
            raise Refused(N_("This bundle is not in the file."))
        edits = field_edits(Kind.BUNDLE, found, replace(found, deleted=deleted))
        return self._session.record(Label(key, {"name": found.name}), edits)

    def _facts(self, bundle: Bundle) -> BundleFacts:
        return self.weigh(bundle, read.items_of(self._conn, bundle.id))


def _least(inside: Sequence[tuple[BundleItem, Product]]) -> Fraction | None:
    """The floors of what lies inside, together; a product without a floor asks for its cost."""
    if all(product.floor_margin_bp is None for _item, product in inside):
        return None
    floors = [
        (item.quantity, least_price(product.cost_cents, product.floor_margin_bp or 0)) for item, product in inside
    ]
    return sum((Fraction(pieces) * (least or 0) for pieces, least in floors), Fraction(0))


def _check(bundle: Bundle, items: Sequence[BundleItem]) -> None:
    if not bundle.name:
        raise Refused(N_("A bundle needs a name."), field="name")
    if bundle.price_cents < 0:
        raise Refused(N_("A price is not negative."), field="price_cents")
    if not items:
        raise Refused(N_("Put at least one product into the bundle."), field="items")
    if any(item.quantity < 1 for item in items):
        raise Refused(N_("A quantity is 1 or more."), field="items")
    if len({item.product_id for item in items}) < len(items):
        raise Refused(N_("A product lies in a bundle once, with its quantity."), field="items")
