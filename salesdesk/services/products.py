"""What is sold: product lines, products, their further prices and what goes well with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.product import PriceKind, PriceStep, Product, ProductComplement, ProductLine
from salesdesk.domain.text import N_
from salesdesk.services.parts import field_edits, part_changes
from salesdesk.services.product_goals import MarginGoal, goal_changes
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import products as read
from salesdesk.store.read.rows import thing, things
from salesdesk.store.tables import TABLES
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

    def bin_line(self, *line_ids: Id) -> ChangeSet:
        """Put lines into the bin as one action; their products stay, without a line in view."""
        return self._bin(Kind.PRODUCT_LINE, line_ids)

    def restore_line(self, line_id: Id) -> ChangeSet:
        """Take a line out of the bin."""
        return self._mark(Kind.PRODUCT_LINE, line_id, "restored", deleted=False)

    def steps(self, product_id: Id) -> list[PriceStep]:
        """The further prices of a product: by quantity, by length of contract, first order, yearly agreement."""
        return read.steps_of(self._conn, product_id)

    def complements(self, product_id: Id) -> list[Product]:
        """The products that go well with this one, told from either side."""
        return read.complements_of(self._conn, product_id)

    def add_product(
        self,
        *,
        name: str,
        steps: Sequence[PriceStep] = (),
        complements: Sequence[Id] = (),
        margin_goal: MarginGoal | None = None,
        **values: Any,
    ) -> Id:
        """A new product in the file's currency, with its further prices and its goal.

        Raises Refused for what no product can be.
        """
        unknown = set(values) - {field.name for field in fields(Product)}
        if unknown:
            raise TypeError(f"no such fields: {sorted(unknown)}")
        new_id = self._session.new_id()
        own = {"currency": self._session.currency, **values, "name": name.strip()}
        _check_product(Product(new_id, **own))
        changes: list[Change] = [New(Kind.PRODUCT, new_id, own)]
        changes += self._step_changes(new_id, steps) + self._complement_changes(new_id, complements)
        changes += goal_changes(self._session, new_id, margin_goal) if margin_goal else []
        self._session.record(Label("product.added", {"name": name.strip()}), changes)
        return new_id

    def edit_product(
        self,
        before: Product,
        after: Product,
        *,
        steps: Sequence[PriceStep] | None = None,
        complements: Sequence[Id] | None = None,
        margin_goal: MarginGoal | None = None,
    ) -> ChangeSet:
        """Store what differs, prices, companions and goal with it (None: as they are). Raises Refused, Conflict."""
        after = replace(after, name=after.name.strip())
        _check_product(after)
        changes = field_edits(Kind.PRODUCT, before, after)
        if steps is not None:
            changes += self._step_changes(before.id, steps)
        if complements is not None:
            changes += self._complement_changes(before.id, complements)
        if margin_goal is not None:
            changes += goal_changes(self._session, before.id, margin_goal)
        return self._session.record(Label("product.changed", {"name": after.name}), changes)

    def bin_product(self, *product_ids: Id) -> ChangeSet:
        """Put products into the bin as one action; orders keep them."""
        return self._bin(Kind.PRODUCT, product_ids)

    def restore_product(self, product_id: Id) -> ChangeSet:
        """Take a product out of the bin."""
        return self._mark(Kind.PRODUCT, product_id, "restored", deleted=False)

    def _step_changes(self, product_id: Id, steps: Sequence[PriceStep]) -> list[Change]:
        _check_steps(steps)
        stored = read.steps_of(self._conn, product_id)
        return part_changes(self._session, Kind.PRICE_STEP, stored, steps, product_id=product_id)

    def _complement_changes(self, product_id: Id, wanted: Sequence[Id]) -> list[Change]:
        """A pair is kept once, from the side it was told; it is named by its key, so one taken out comes back."""
        if product_id in wanted:
            raise Refused(N_("A product does not go with itself."), field="complements")
        pair = TABLES[Kind.PRODUCT_COMPLEMENT].c
        stored = things(self._conn, ProductComplement, (pair.product_id == product_id) | (pair.other_id == product_id))
        other_of = {one.id: one.other_id if one.product_id == product_id else one.product_id for one in stored}
        changes: list[Change] = [
            Edit(Kind.PRODUCT_COMPLEMENT, pk, "deleted", False, True)
            for pk, other in other_of.items()
            if other not in wanted
        ]
        for other in dict.fromkeys(wanted):
            if other in other_of.values():
                continue
            pk = natural_id(Kind.PRODUCT_COMPLEMENT, product_id, other)
            if thing(self._conn, ProductComplement, pk) is not None:
                changes.append(Edit(Kind.PRODUCT_COMPLEMENT, pk, "deleted", True, False))
            else:
                changes.append(New(Kind.PRODUCT_COMPLEMENT, pk, {"product_id": product_id, "other_id": other}))
        return changes

    def _bin(self, kind: Kind, ids: Sequence[Id]) -> ChangeSet:
        if len(ids) == 1:
            return self._mark(kind, ids[0], "deleted", deleted=True)
        gone: list[Change] = [Edit(kind, pk, "deleted", before=False, after=True) for pk in ids]
        return self._session.record(Label(f"{_NAMES[kind]}s.deleted", {"n": len(gone)}), gone)

    def _mark(self, kind: Kind, pk: Id, deed: str, *, deleted: bool) -> ChangeSet:
        before: Product | ProductLine | None = (
            thing(self._conn, Product, pk) if kind is Kind.PRODUCT else thing(self._conn, ProductLine, pk)
        )
        if before is None:
            raise Refused(N_("This product is not in the file."))
        return self._record(deed, kind, before, replace(before, deleted=deleted))

    def _record(self, deed: str, kind: Kind, before: Product | ProductLine, after: Product | ProductLine) -> ChangeSet:
        return self._session.record(
            Label(f"{_NAMES[kind]}.{deed}", {"name": after.name}), field_edits(kind, before, after)
        )


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


def _check_steps(steps: Sequence[PriceStep]) -> None:
    sized = {
        PriceKind.QUANTITY: N_("Say from how many pieces the price holds."),
        PriceKind.CONTRACT: N_("Say from how many months of contract the price holds."),
    }
    seen: set[tuple[PriceKind, int, str]] = set()
    for step in steps:
        if step.price_cents < 0:
            raise Refused(N_("A price is not negative."), field="steps")
        if step.kind in sized and step.at_least < 1:
            raise Refused(sized[step.kind], field="steps")
        key = (step.kind, step.at_least if step.kind in sized else 0, step.currency)
        if key in seen:
            raise Refused(N_("Two prices hold for the same case. Keep one of them."), field="steps")
        seen.add(key)


def _after(last: str) -> str:
    """A place in the list behind `last` (places are compared as text)."""
    digits = "".join(character for character in last if character.isdigit())
    return f"{int(digits or 0) + 10:06d}"
