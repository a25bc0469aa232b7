"""Who ordered, who ordered again, who became a client, which prospects were met: counted in arrays, client by client.

For everything together, for spans of time and for groups of clients; by rep they are counted in SQL
(`store.read.figures`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.store.read import contact_book, trade_book
from salesdesk.store.read.columns import key_of, number_of
from salesdesk.store.read.day_spans import slices
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.rows import driver_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_GROUP = {By.TIER: "tier", By.INDUSTRY: "trim(industry)", By.SOURCE: "trim(source)"}

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
    for key, part in slices(day, by if by and by.is_time else None):
        times = np.bincount(client[part], minlength=len(every.first))
        began = first_days(client[part], day[part], len(every.first))
        who = times > 0
        masks = {
            "ordering_clients": who,
            "repeat_clients": (times > 1) | (who & (every.first < began)),
            "new_clients": who & (every.first == began),
        }
        _count(conn, found, key, by, masks, who)
    return found


def prospects_met(conn: Connection, first: date, last: date, rep: Id | None, by: By | None) -> Sums:
    """Prospects met in these days: clients that had not ordered by then, or never did."""
    import numpy as np

    contacts, clients = contact_book.contacts(conn, first, last, rep), contact_book.clients(conn)
    ever = bought(conn).first
    found: Sums = {}
    for key, part in slices(contacts.day, by if by and by.is_time else None):
        began = first_days(contacts.client[part], contacts.day[part], len(clients))
        prospects = (began > 0) & np.where(ever == 0, clients.prospect, began <= ever)
        _count(conn, found, key, by, {"prospects_met": prospects}, began > 0)
    return found


def _count(
    conn: Connection, found: Sums, key: str, by: By | None, masks: Mapping[str, NDArray[np.bool_]], any_: NDArray[Any]
) -> None:
    """How many clients each of these says, in one group or by the groups that clients belong to."""
    import numpy as np

    if by is None or by.is_time:
        found[key] = {name: int(np.count_nonzero(mask)) for name, mask in masks.items()}
        return
    names, group = _groups(conn, by)
    counts = {name: np.bincount(group[mask], minlength=len(names)).tolist() for name, mask in masks.items()}
    for place in np.unique(group[any_]).tolist():
        found[names[place]] = {name: sums[place] for name, sums in counts.items()}


def _groups(conn: Connection, by: By) -> tuple[list[str], NDArray[np.int64]]:
    """The groups that clients belong to whatever the day, and that of each client, place for place."""

    def find() -> tuple[list[str], NDArray[np.int64]]:
        import numpy as np

        # Without an index they come as in `contact_book.clients`: as the file learned of them.
        said = [one for (one,) in driver_of(conn).execute(f"SELECT {_GROUP[by]} FROM client NOT INDEXED")]
        names = {name: place for place, name in enumerate(dict.fromkeys(said))}
        return list(names), np.array([names[one] for one in said], dtype=np.int64)

    return keeper(conn).answer(("client groups", by), frozenset({"client"}), find)


def first_days(client: NDArray[np.int32], day: NDArray[np.int32], clients: int) -> NDArray[np.int32]:
    """Each client's first of these days, which are in order; 0 for one that has none."""
    import numpy as np

    found = np.zeros(clients, dtype=np.int32)
    found[client[::-1]] = day[::-1]  # of several values for one place the last one stays
    return found


def _bought(conn: Connection) -> Bought:
    every, clients = trade_book.orders(conn), contact_book.clients(conn)
    return Bought(every.client, every.day, every.rep, first_days(every.client, every.day, len(clients)))
