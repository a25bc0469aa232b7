"""Product lines and products read for people."""

from __future__ import annotations

from sqlalchemy import Connection

from salesdesk.domain.change import Kind
from salesdesk.domain.product import Product, ProductLine
from salesdesk.store.read.rows import things
from salesdesk.store.tables import TABLES

_LINE, _PRODUCT = TABLES[Kind.PRODUCT_LINE].c, TABLES[Kind.PRODUCT].c


def lines(conn: Connection) -> list[ProductLine]:
    """All product lines in their own order."""
    return things(conn, ProductLine, order=(_LINE.sort, _LINE.name, _LINE.id))


def products(conn: Connection) -> list[Product]:
    """All products, by line and name."""
    lines_in_order = {line.id: at for at, line in enumerate(lines(conn))}
    found = things(conn, Product, order=(_PRODUCT.name, _PRODUCT.id))
    return sorted(found, key=lambda product: lines_in_order.get(product.line_id or b"", len(lines_in_order)))
