"""The clients that bought most, and how much of the contacts was spent on them."""

from __future__ import annotations

from datetime import date
from heapq import nsmallest
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.report import Rate
from salesdesk.store.read import contact_book
from salesdesk.store.read.columns import key_of
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.rows import driver_of
from salesdesk.store.read.tiers import sales_of

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

    columns = contact_book.clients(conn)
    every = ~columns.deleted
    if rep is not None:
        every &= (columns.owner == key_of(rep)) | (columns.owner == 0)
    where, params = ("", ()) if rep is None else (" AND (owner_id = ? OR owner_id IS NULL)", (rep,))
    mine = {pk for (pk,) in driver_of(conn).execute(f"SELECT id FROM client WHERE NOT deleted{where}", params)}
    sales = {pk: cents for pk, cents in sales_of(conn, until, currency).items() if pk in mine}
    best = nsmallest(-(-len(mine) // TOP_SHARE), sales, key=lambda pk: (-sales[pk], pk))
    top = np.zeros(len(columns), dtype=bool)
    top[columns.places(np.array([key_of(pk) for pk in best], dtype=np.uint64))] = True
    return every, top
