"""Who ordered, who ordered again, who became a client, which prospects were met: counted in arrays, client by client.

For everything together and for spans of time; other groups are counted in SQL (`store.read.figures`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.store.read import contact_book
from salesdesk.store.read.columns import columns, key_of, number_of
from salesdesk.store.read.day_spans import slices
from salesdesk.store.read.kept import keeper

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Sums = dict[Any, dict[str, Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Bought:
    """Every order that counts, by day: the client's place, the day, the key of the rep. `first`: each client's first
    day (0: it never ordered)."""

    client: NDArray[np.int32]
    day: NDArray[np.int32]
    rep: NDArray[np.uint64]
    first: NDArray[np.int32]


def bought(conn: Connection) -> Bought:
    """The orders of the file, in whatever currency."""
    return keeper(conn).answer(("bought",), frozenset({"sales_order", "client"}), lambda: _bought(conn))


def ordering(conn: Connection, first: date, last: date, rep: Id | None, by: By | None) -> Sums:
    """Clients that ordered in these days, those that ordered again, those that were new."""
    import numpy as np

    every = bought(conn)
    low = int(np.searchsorted(every.day, number_of(first), "left"))
    high = int(np.searchsorted(every.day, number_of(last), "right"))
    client, day = every.client[low:high], every.day[low:high]
    if rep is not None:
        mine = every.rep[low:high] == key_of(rep)
        client, day = client[mine], day[mine]
    found: Sums = {}
    for key, part in slices(day, by):
        times = np.bincount(client[part], minlength=len(every.first))
        began = first_days(client[part], day[part], len(every.first))
        who = times > 0
        found[key] = {
            "ordering_clients": int(np.count_nonzero(who)),
            "repeat_clients": int(np.count_nonzero((times > 1) | (who & (every.first < began)))),
            "new_clients": int(np.count_nonzero(who & (every.first == began))),
        }
    return found


def prospects_met(conn: Connection, first: date, last: date, rep: Id | None, by: By | None) -> Sums:
    """Prospects met in these days: clients that had not ordered by then, or never did."""
    import numpy as np

    contacts, clients = contact_book.contacts(conn, first, last, rep), contact_book.clients(conn)
    ever = bought(conn).first
    found: Sums = {}
    for key, part in slices(contacts.day, by):
        began = first_days(contacts.client[part], contacts.day[part], len(clients))
        prospects = (began > 0) & np.where(ever == 0, clients.prospect, began <= ever)
        found[key] = {"prospects_met": int(np.count_nonzero(prospects))}
    return found


def first_days(client: NDArray[np.int32], day: NDArray[np.int32], clients: int) -> NDArray[np.int32]:
    """Each client's first of these days, which are in order; 0 for one that has none."""
    import numpy as np

    found = np.zeros(clients, dtype=np.int32)
    found[client[::-1]] = day[::-1]  # of several values for one place the last one stays
    return found


def _bought(conn: Connection) -> Bought:
    import numpy as np

    key, day, rep = columns(
        conn,
        (("id", "client_id"), ("day", "ordered_on"), ("id", "rep_id")),
        "FROM sales_order NOT INDEXED WHERE NOT deleted AND status <> 'cancelled'",
    )
    clients = contact_book.clients(conn)
    client = clients.places(key)
    known = client >= 0
    order = np.argsort(day[known], kind="stable")
    client, day, rep = client[known][order], day[known][order], rep[known][order]
    return Bought(client, day, rep, first_days(client, day, len(clients)))
