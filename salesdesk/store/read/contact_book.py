"""All clients and the contacts with them as arrays, kept month by month: what whole files are judged from.

A month is read again when a visit of it was written, the clients when one of them was.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel
from salesdesk.store.read.columns import NO_DAY, columns, number_of
from salesdesk.store.read.day_spans import EVER, names_of_months
from salesdesk.store.read.kept import answers, keeper
from salesdesk.store.read.shelf import Arrays, Form, check_days, check_lengths, check_order, check_places

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
    return keeper(conn).book(CLIENTS, lambda: _clients(conn))


def contacts(conn: Connection, first: date, last: date, rep: Id | None = None) -> Contacts:
    """The contacts that took place in these days, of everybody or of one rep."""
    book = _books.setdefault(conn, _Book())
    return book.contacts(conn, Period(first, max(first, last)), rep).between(first, last)


class _Book:
    """What is kept of one connection's contacts."""

    def __init__(self) -> None:
        self._spans: OrderedDict[Hashable, tuple[Hashable, Contacts]] = OrderedDict()
        self._of: ClientColumns | None = None

    def contacts(self, conn: Connection, period: Period, rep: Id | None) -> Contacts:
        """The whole months that hold the period."""
        whole = Period(Period.month(period.first).first, Period.month(period.last).last)
        asked, version = (whole, rep), keeper(conn).version("visit", "client", "rep")
        known = self._spans.get(asked)
        if known is None or known[0] != version:
            known = version, self._joined(conn, whole, rep)
            self._spans[asked] = known
        self._spans.move_to_end(asked)
        while len(self._spans) > _SPANS_KEPT:
            self._spans.popitem(last=False)
        return known[1]

    def _joined(self, conn: Connection, whole: Period, rep: Id | None) -> Contacts:
        import numpy as np

        reps = [rep] if rep is not None else [pk for (pk,) in answers(conn, "SELECT id FROM rep", {})]
        shelf = self._shelf(conn)
        parts = [part for one in reps for part in _months(conn, shelf, one, whole)]
        if not parts:
            return Contacts(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0, np.uint8))
        client, day, channel = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("client", "day", "channel")
        )
        if len(reps) > 1:
            order = np.argsort(day, kind="stable")
            client, day, channel = client[order], day[order], channel[order]
        return Contacts(client, day, channel)

    def _shelf(self, conn: Connection) -> dict[str, OfReps]:
        """Month → rep → contacts; cleared if the clients stand in other places than they did."""
        import numpy as np

        now = clients(conn)
        if self._of is not None and not np.array_equal(now.key[: len(self._of)], self._of.key):
            keeper(conn).forget_months(CONTACTS.name)
        self._of = now
        shelf = keeper(conn).months(CONTACTS)
        for month in [month for month, reps in shelf.items() if not _fit(reps, len(now))]:
            del shelf[month]
        return shelf


def _fit(reps: OfReps, count: int) -> bool:
    """Whether all that a month speaks of are among so many clients."""
    return all(not len(one.client) or int(one.client.max()) < count for one in reps.values())


def _months(conn: Connection, shelf: dict[str, OfReps], rep: Id, whole: Period) -> list[Contacts]:
    """A rep's months, those that are not known read in one go."""
    low, high = answers(conn, _DAYS_OF_REP, {"rep": rep})[0]
    if low is None:
        return []
    begin, end = max(whole.first.isoformat(), low)[:7], min(whole.last.isoformat(), high)[:7]
    months = list(names_of_months(begin, end))
    missing = [month for month in months if rep not in shelf.get(month, {})]
    if missing:
        read = _read(conn, rep, missing[0], missing[-1])
        for month in missing:
            first = date.fromisoformat(f"{month}-01")
            part = read.between(first, Period.month(first).last)
            shelf[month] = {**shelf.get(month, {}), rep: part}
    return [shelf[month][rep] for month in months]


_DAYS_OF_REP = (
    "SELECT (SELECT min(day) FROM visit WHERE rep_id = :rep), (SELECT max(day) FROM visit WHERE rep_id = :rep)"
)
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
    own = {"key": key, "tier": tier, "since": since, "owner": owner, "raw": raw}
    return _in_columns({**own, "deleted": deleted != _ZERO, "prospect": prospect != _ZERO})


def _in_columns(columns: Arrays) -> ClientColumns:
    import numpy as np

    key = columns["key"]
    order = np.argsort(key)
    return ClientColumns(**columns, _sorted=key[order], _places=order)


_CLIENT_COLUMNS = {"key": "<u8", "tier": "|u1", "since": "<i4", "owner": "<u8", "deleted": "|b1", "prospect": "|b1"}


def _taken(clients: ClientColumns) -> Arrays:
    return {name: getattr(clients, name) for name in _CLIENT_COLUMNS} | {"raw": clients.raw.reshape(-1)}


def _made(arrays: Arrays) -> ClientColumns:
    raw = arrays["raw"].reshape(-1, 16)
    own = [arrays[name] for name in _CLIENT_COLUMNS]
    check_lengths(*own, raw)
    check_days(arrays["since"])
    return _in_columns({**arrays, "raw": raw})


CLIENTS = Form("clients", {**_CLIENT_COLUMNS, "raw": "|u1"}, _taken, _made)

OfReps = dict[Id, Contacts]
"""A month's contacts by the rep who had them."""


def _month_taken(reps: OfReps) -> Arrays:
    import numpy as np

    parts = list(reps.values())
    return {
        "rep": np.frombuffer(b"".join(reps), dtype=np.uint8),
        "count": np.array([len(one.day) for one in parts], dtype=np.int64),
        **{
            name: np.concatenate([getattr(one, name) for one in parts]) if parts else np.empty(0)
            for name in ("client", "day", "channel")
        },
    }


def _month_made(arrays: Arrays) -> OfReps:
    client, day, channel = arrays["client"], arrays["day"], arrays["channel"]
    ids, counts = arrays["rep"].tobytes(), arrays["count"].tolist()
    check_lengths(client, day, channel)
    check_places(client)
    check_places(channel, len(CHANNELS) + 1)
    check_days(day)
    if len(ids) != 16 * len(counts) or min(counts, default=0) < 0 or sum(counts) != len(day):
        raise ValueError("other reps")
    found, start = {}, 0
    for place, count in enumerate(counts):
        part = slice(start, start + count)
        check_order(day[part])
        found[ids[16 * place : 16 * place + 16]] = Contacts(client[part], day[part], channel[part])
        start += count
    return found


CONTACTS = Form(
    "contacts",
    {"rep": "|u1", "count": "<i8", "client": "<i4", "day": "<i4", "channel": "|u1"},
    _month_taken,
    _month_made,
)


def complete(conn: Connection) -> None:
    """Know every month in which anybody had contacts."""
    contacts(conn, *EVER)


def letter(tier: Tier) -> int:
    """How the arrays name a tier."""
    return ord(tier.value)
