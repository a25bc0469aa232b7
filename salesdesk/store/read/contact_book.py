"""All clients and the contacts with them as arrays, kept month by month: what whole files are judged from.

A month is read again when a visit of it was written, the clients when one of them was.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.visit import Channel
from salesdesk.store.read.columns import NO_DAY, columns, number_of
from salesdesk.store.read.kept import answers, keeper
from salesdesk.store.read.rows import driver_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CHANNELS = {channel: place for place, channel in enumerate(Channel)}
"""Channel → how the arrays name it."""
_LETTER = "CASE channel " + " ".join(f"WHEN '{channel}' THEN '{place}'" for channel, place in CHANNELS.items())
_LETTER += f" ELSE '{len(CHANNELS)}' END"
_ZERO = ord("0")
_NOBODY = "zeroblob(16)"
_SPANS_KEPT = 4


@dataclass(frozen=True, slots=True, eq=False)
class ClientColumns:
    """Every client, the bin included, in the order in which the file learned of them; place for place.

    `key` and `owner`: keys of ids (`columns.key_of`); `tier`: its letter; `since`: the day (0: nobody says so);
    `raw`: the ids themselves.
    """

    key: NDArray[np.uint64]
    tier: NDArray[np.uint8]
    since: NDArray[np.int32]
    owner: NDArray[np.uint64]
    deleted: NDArray[np.bool_]
    prospect: NDArray[np.bool_]
    raw: NDArray[np.uint8]
    _sorted: NDArray[np.uint64]
    _places: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.key)

    def id_at(self, place: int) -> Id:
        """The id of the client that stands there."""
        return bytes(self.raw[place])

    def by_id(self) -> NDArray[np.int64]:
        """The rank of each client's id among all ids."""
        import numpy as np

        halves = np.ascontiguousarray(self.raw).view(">u8")
        rank = np.empty(len(self.key), dtype=np.int64)
        rank[np.lexsort((halves[:, 1], halves[:, 0]))] = np.arange(len(self.key))
        return rank

    def places(self, keys: NDArray[np.uint64]) -> NDArray[np.int32]:
        """Where these clients stand; -1 for one that the file does not know."""
        import numpy as np

        if not len(self.key):
            return np.full(len(keys), -1, dtype=np.int32)
        at = np.searchsorted(self._sorted, keys)
        at[at == len(self.key)] = 0
        found = self._places[at].astype(np.int32)
        found[self._sorted[at] != keys] = -1
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Contacts:
    """Contacts that took place, by day: the client's place, the day, the channel's number."""

    client: NDArray[np.int32]
    day: NDArray[np.int32]
    channel: NDArray[np.uint8]

    def between(self, first: date, last: date) -> Contacts:
        """Those of some days."""
        import numpy as np

        low = int(np.searchsorted(self.day, number_of(first), "left"))
        high = int(np.searchsorted(self.day, number_of(last), "right"))
        return Contacts(self.client[low:high], self.day[low:high], self.channel[low:high])


def clients(conn: Connection) -> ClientColumns:
    """Every client of the file."""
    return keeper(conn).answer(("client columns",), frozenset({"client"}), lambda: _clients(conn))


def contacts(conn: Connection, first: date, last: date, rep: Id | None = None) -> Contacts:
    """The contacts that took place in these days, of everybody or of one rep."""
    if conn not in _books:
        _books[conn] = _Book(conn)
    return _books[conn].contacts(Period(first, max(first, last)), rep).between(first, last)


class _Book:
    """What is kept of one connection's contacts."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._spans: OrderedDict[Hashable, tuple[Hashable, Contacts]] = OrderedDict()
        self._of: ClientColumns | None = None

    def contacts(self, period: Period, rep: Id | None) -> Contacts:
        """The whole months that hold the period."""
        whole = Period(Period.month(period.first).first, Period.month(period.last).last)
        asked, version = (whole, rep), keeper(self._conn).version("visit", "client", "rep")
        known = self._spans.get(asked)
        if known is None or known[0] != version:
            known = version, self._joined(whole, rep)
            self._spans[asked] = known
        self._spans.move_to_end(asked)
        while len(self._spans) > _SPANS_KEPT:
            self._spans.popitem(last=False)
        return known[1]

    def _joined(self, whole: Period, rep: Id | None) -> Contacts:
        import numpy as np

        reps = [rep] if rep is not None else [pk for (pk,) in answers(self._conn, "SELECT id FROM rep", {})]
        shelf = self._shelf()
        parts = [part for one in reps for part in self._months(shelf, one, whole)]
        if not parts:
            return Contacts(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8))
        client, day, channel = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("client", "day", "channel")
        )
        if len(reps) > 1:
            order = np.argsort(day, kind="stable")
            client, day, channel = client[order], day[order], channel[order]
        return Contacts(client, day, channel)

    def _shelf(self) -> dict[str, Any]:
        """Month → rep → contacts; cleared if the clients stand in other places than they did."""
        import numpy as np

        shelf, now = keeper(self._conn).months("contacts", "visit"), clients(self._conn)
        if self._of is not None and not np.array_equal(now.key[: len(self._of)], self._of.key):
            shelf.clear()
        self._of = now
        return shelf

    def _months(self, shelf: dict[str, Any], rep: Id, whole: Period) -> list[Contacts]:
        """A rep's months, those that are not known read in one go."""
        low, high = (
            driver_of(self._conn).execute(f"SELECT {side}(day) FROM visit WHERE rep_id = ?", (rep,)).fetchone()[0]
            for side in ("min", "max")
        )
        if low is None:
            return []
        begin, end = max(whole.first.isoformat(), low)[:7], min(whole.last.isoformat(), high)[:7]
        months = list(_names(begin, end))
        missing = [month for month in months if rep not in shelf.get(month, {})]
        if missing:
            read = _read(self._conn, rep, missing[0], missing[-1])
            for month in missing:
                first = date.fromisoformat(f"{month}-01")
                shelf.setdefault(month, {})[rep] = read.between(first, Period.month(first).last)
        return [shelf[month][rep] for month in months]


_books: WeakKeyDictionary[Connection, _Book] = WeakKeyDictionary()


def _read(conn: Connection, rep: Id, first: str, last: str) -> Contacts:
    """The contacts of a rep from one month to another."""
    wanted: Sequence[tuple[str, str]] = (("id", "client_id"), ("day", "day"), ("letter", _LETTER))
    key, day, channel = columns(
        conn,
        wanted,
        "FROM visit WHERE rep_id = :rep AND day BETWEEN :first AND :last AND status = 'done' AND NOT deleted",
        {"rep": rep, "first": f"{first}-01", "last": f"{last}-31"},
    )
    import numpy as np

    place = clients(conn).places(key)
    known = place >= 0
    order = np.argsort(day[known], kind="stable")
    return Contacts(place[known][order], day[known][order], (channel[known] - _ZERO)[order])


def _clients(conn: Connection) -> ClientColumns:
    import numpy as np

    key, tier, since, owner, deleted, prospect, raw = columns(
        conn,
        (
            ("id", "id"),
            ("letter", "tier"),
            ("day", f"coalesce(since, '{NO_DAY}')"),
            ("id", f"coalesce(owner_id, {_NOBODY})"),
            ("letter", "deleted"),
            ("letter", "is_prospect"),
            ("raw", "id"),
        ),
        "FROM client NOT INDEXED",
    )
    order = np.argsort(key)
    return ClientColumns(
        *(key, tier, since, owner), deleted != _ZERO, prospect != _ZERO, raw, _sorted=key[order], _places=order
    )


def _names(begin: str, end: str) -> Iterator[str]:
    """The months from one to another."""
    month = date.fromisoformat(f"{begin}-01")
    while (name := month.isoformat()[:7]) <= end:
        yield name
        month = add_months(month, 1)


def letter(tier: Tier) -> int:
    """How the arrays name a tier."""
    return ord(tier.value)
