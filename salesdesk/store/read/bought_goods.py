"""Who bought which product: clients are found by the products they bought, and shown with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.store.read.net_sales import KEPT, NET, PIECES


@dataclass(frozen=True, slots=True)
class Bought:
    """A product that a client bought: how many, for how much (in one currency), and when last."""

    product_id: Id
    name: str
    quantity: int
    net_cents: int
    currency: str
    last_on: date


_KEPT = f"{KEPT} AND o.deleted = 0 AND o.status <> 'cancelled'"


def bought_by(conn: Connection, client_id: Id) -> list[Bought]:
    """What a client bought, the last bought first; cancelled orders left out, each currency for itself."""
    rows = conn.exec_driver_sql(
        f"SELECT p.id, p.name, sum({PIECES}), sum({NET}), o.currency, max(o.ordered_on) FROM sales_order o"
        " JOIN order_line l ON l.order_id = o.id JOIN product p ON p.id = l.product_id"
        f" WHERE o.client_id = ? AND {_KEPT} GROUP BY p.id, o.currency ORDER BY max(o.ordered_on) DESC, p.name",
        (client_id,),
    )
    return [
        Bought(pk, name, int(quantity), int(cents), currency, date.fromisoformat(day[:10]))
        for pk, name, quantity, cents, currency, day in rows
    ]


class BoughtGoods:
    """The buyers of each product in memory, read anew when orders or products were changed."""

    def __init__(self, conn: Connection, keys: Callable[[str], str]) -> None:
        self._conn, self._keys = conn, keys
        self._seen: tuple[int, int] = (-1, -1)
        self._products: dict[Id, tuple[str, str]] = {}
        self._buyers: dict[Id, list[Id]] | None = None

    def buyers(self, word: str) -> Iterable[Id]:
        """The clients that bought a product whose name or code holds this folded word (two letters at least)."""
        found = set[Id]()
        for pk in self._holding((word,)):
            if self._buyers is None:
                self._buyers = self._read()
            found.update(self._buyers.get(pk, ()))
        return found

    def named(self, words: Sequence[str]) -> list[str]:
        """The names of the products that hold one of the words."""
        return [self._products[pk][0] for pk in self._holding(words)]

    def _holding(self, words: Sequence[str]) -> list[Id]:
        long = [word for word in words if len(word) > 1]
        if not long:
            return []
        self._follow()
        return [pk for pk, (_name, key) in self._products.items() if any(word in key for word in long)]

    def _follow(self) -> None:
        run = self._conn.exec_driver_sql
        newest, others = run("SELECT max(hlc) FROM txn").scalar() or 0, run("PRAGMA data_version").scalar() or 0
        if (newest, others) == self._seen:
            return
        tables = "('product', 'order_line', 'sales_order', 'client')"
        since = run(f"SELECT 1 FROM change WHERE hlc > ? AND tbl IN {tables} LIMIT 1", (self._seen[0],)).first()
        if since or others != self._seen[1]:
            rows = run("SELECT id, name, code FROM product WHERE NOT deleted").all()
            self._products = {pk: (name, f"{self._keys(name)}|{code.lower()}") for pk, name, code in rows}
            self._buyers = None
        self._seen = (newest, others)

    def _read(self) -> dict[Id, list[Id]]:
        rows = self._conn.exec_driver_sql(
            "SELECT DISTINCT l.product_id, o.client_id FROM order_line l JOIN sales_order o ON o.id = l.order_id"
            f" JOIN client c ON c.id = o.client_id WHERE l.product_id IS NOT NULL AND {_KEPT} AND NOT c.deleted"
        )
        same: dict[Id, Id] = {}
        found: dict[Id, list[Id]] = {}
        for product, client in rows:
            found.setdefault(product, []).append(same.setdefault(client, client))
        return found
