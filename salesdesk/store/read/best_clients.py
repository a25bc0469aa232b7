"""The clients that bought most, and how much of the contacts was spent on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.period import add_months
from salesdesk.domain.report import Rate
from salesdesk.store.read import contact_book
from salesdesk.store.read.columns import key_of
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.trade_book import sales_by_client

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOP_SHARE = 5
"""The clients that bought most: one in five."""

Best = tuple["NDArray[np.bool_]", "NDArray[np.bool_]"]


def spent_on_best(conn: Connection, first: date, until: date, currency: str, rep: Id | None) -> tuple[int, Rate]:
    """How many the best fifth is, by the sales of the year that ends on `until`, and its share of the contacts."""
    import numpy as np

    asked = "best", until, currency, rep
    every, top = keeper(conn).answer(asked, frozenset({"client", "sales_order"}), lambda: _best(conn, *asked[1:]))
    met = contact_book.contacts(conn, first, until, rep).client
    spent, of = int(np.count_nonzero(top[met])), int(np.count_nonzero(every[met]))
    return int(np.count_nonzero(top)), Rate.part(spent, of)


def _best(conn: Connection, until: date, currency: str, rep: Id | None) -> Best:
    """Every client (of a rep: its own and those of nobody), and the best of them, as places in the columns."""
    import numpy as np

    clients = contact_book.clients(conn)
    every = ~clients.deleted
    if rep is not None:
        every &= (clients.owner == key_of(rep)) | (clients.owner == 0)
    bought, sales = sales_by_client(conn, add_months(until, -12), until, currency)
    buyers = np.flatnonzero(bought & every)
    order = np.lexsort((clients.by_id()[buyers], -sales[buyers]))
    top = np.zeros(len(clients), dtype=bool)
    top[buyers[order][: -(-int(np.count_nonzero(every)) // TOP_SHARE)]] = True
    return every, top
