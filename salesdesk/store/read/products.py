"""What is sold, read for people: lines, products, their further prices and companions, bundles."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.product import Bundle, BundleItem, PriceStep, Product, ProductComplement, ProductLine
from salesdesk.store.read.rows import things
from salesdesk.store.tables import TABLES

_LINE, _PRODUCT = TABLES[Kind.PRODUCT_LINE].c, TABLES[Kind.PRODUCT].c
_STEP, _BUNDLE, _ITEM = TABLES[Kind.PRICE_STEP].c, TABLES[Kind.BUNDLE].c, TABLES[Kind.BUNDLE_ITEM].c
_PAIR = TABLES[Kind.PRODUCT_COMPLEMENT].c


def lines(conn: Connection) -> list[ProductLine]:
    """All product lines in their own order."""
    return things(conn, ProductLine, order=(_LINE.sort, _LINE.name, _LINE.id))


def products(conn: Connection) -> list[Product]:
    """All products, by line and name."""
    lines_in_order = {line.id: at for at, line in enumerate(lines(conn))}
    found = things(conn, Product, order=(_PRODUCT.name, _PRODUCT.id))
    return sorted(found, key=lambda product: lines_in_order.get(product.line_id or b"", len(lines_in_order)))


def steps_of(conn: Connection, product_id: Id) -> list[PriceStep]:
    """The further prices of a product, by kind and size."""
    return things(
        conn, PriceStep, _STEP.product_id == product_id, order=(_STEP.kind, _STEP.at_least, _STEP.currency, _STEP.id)
    )


def steps(conn: Connection) -> dict[Id, list[PriceStep]]:
    """The further prices of every product."""
    found: dict[Id, list[PriceStep]] = defaultdict(list)
    for step in things(conn, PriceStep, order=(_STEP.kind, _STEP.at_least, _STEP.id)):
        found[step.product_id].append(step)
    return found


def complements_of(conn: Connection, product_id: Id) -> list[Product]:
    """The products that go well with one, by name: a pair that is told from one side holds from both."""
    pairs = things(conn, ProductComplement, (_PAIR.product_id == product_id) | (_PAIR.other_id == product_id))
    others = {pair.other_id if pair.product_id == product_id else pair.product_id for pair in pairs}
    return things(conn, Product, _PRODUCT.id.in_(others), order=(_PRODUCT.name, _PRODUCT.id)) if others else []


def bundles(conn: Connection) -> list[Bundle]:
    """All bundles by name."""
    return things(conn, Bundle, order=(_BUNDLE.name, _BUNDLE.id))


def items_of(conn: Connection, bundle_id: Id) -> list[BundleItem]:
    """What lies in a bundle."""
    return things(conn, BundleItem, _ITEM.bundle_id == bundle_id, order=(_ITEM.id,))
