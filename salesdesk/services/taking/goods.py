"""Products and product lines, taken in."""

from __future__ import annotations

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.product import Product, ProductLine
from salesdesk.exchange.rows import Record
from salesdesk.services.taking.base import Taker


class ProductTaker(Taker):
    def take(self, record: Record) -> str:
        values = dict(record.values)
        if line := values.pop("line", None):
            values["line_id"] = self._line(line)
        known = self.match(self.products, values)
        if self.settled(known):
            return "unchanged"
        if known is None:
            values.setdefault("currency", self.session.currency)
            self.products.add(self.birth(Kind.PRODUCT, Product, values))
            return "created"
        return self.settle(self.differ(Kind.PRODUCT, known, values))

    def _line(self, name: str) -> Id:
        found = self.lines.find(None, name)
        if found is None:
            found = self.birth(Kind.PRODUCT_LINE, ProductLine, {"name": name})
            self.lines.add(found)
        return bytes(found.id)
