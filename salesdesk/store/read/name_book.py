"""The names of all clients in memory, in their order, so that typing never waits for the file.

One hundred thousand search keys are looked through in a few milliseconds; SQLite needs ten times as long for a
letter that most names hold, because it hands every id over again. The book follows the journal: it reads again
only what was changed since it was last opened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind

FEW = 16
"""Clients changed at once that are put right one by one; after more (an import) the book is read anew."""


class NameBook:
    """Search keys by name. Sees every change that went through `journal.record`, of this or another connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._seen = (-1, -1)
        self._ids: list[Id] = []
        self._keys: list[str] = []
        self._last: tuple[str, Sequence[int]] = ("", ())
        """A word and the places where it stands, for the next letter."""

    def fitting(self, words: Sequence[str] = ()) -> list[Id]:
        """All clients (not in the bin) whose keys hold every word, by name."""
        self._follow()
        if not words:
            return list(self._ids)
        return [self._ids[at] for at in self._places(words)]

    def best(self, words: Sequence[str], limit: int) -> list[Id]:
        """The first of them: names that begin so, then pinyin, initials or second names that do, then the rest."""
        self._follow()
        whole, keys = "".join(words), self._keys
        inner, places = "|" + whole, self._places(words)
        found = list(islice((at for at in places if keys[at].startswith(whole)), limit))
        if len(found) < limit:
            begun = (at for at in places if inner in keys[at] and not keys[at].startswith(whole))
            found += islice(begun, limit - len(found))
        if len(found) < limit:
            rest = (at for at in places if not keys[at].startswith(whole) and inner not in keys[at])
            found += islice(rest, limit - len(found))
        return [self._ids[at] for at in found]

    def _places(self, words: Sequence[str]) -> Sequence[int]:
        """Where the keys hold every word; what was found for a shorter word is looked through, not the whole book."""
        keys = self._keys
        places: Sequence[int] = range(len(keys))
        for word in words:
            known, found = self._last
            if len(places) == len(keys) and known and known in word:
                places = [at for at in found if word in keys[at]]
            elif len(places) == len(keys):
                places = [at for at, key in enumerate(keys) if word in key]
            else:
                places = [at for at in places if word in keys[at]]
        if len(words) == 1:
            self._last = words[0], places
        return places

    def forget(self) -> None:
        """Read everything anew next time (after foreign, older changes were merged in)."""
        self._seen = (-1, -1)

    def _follow(self) -> None:
        """Take over what was changed since the book was last opened; after another connection wrote, read it anew."""
        run = self._conn.exec_driver_sql
        newest = run("SELECT max(hlc) FROM txn").scalar() or 0
        others = run("PRAGMA data_version").scalar() or 0
        hlc, version = self._seen
        if (newest, others) == self._seen:
            return
        self._last = ("", ())
        touched = self._touched_since(hlc) if others == version and newest > hlc else None
        if touched is None or len(touched) > FEW:
            self._read()
        else:
            for pk in touched:
                self._put_right(pk)
        self._seen = (newest, others)

    def _touched_since(self, hlc: int) -> Sequence[Id]:
        rows = self._conn.exec_driver_sql(
            "SELECT DISTINCT pk FROM change WHERE hlc > ? AND tbl = ?", (hlc, Kind.CLIENT.value)
        )
        return rows.scalars().all()

    def _read(self) -> None:
        rows = self._conn.exec_driver_sql(
            "SELECT id, search FROM client WHERE NOT deleted ORDER BY +sort_key, id"
        ).all()
        self._ids = [pk for pk, _key in rows]
        self._keys = [key for _pk, key in rows]

    def _put_right(self, pk: Id) -> None:
        if pk in self._ids:
            at = self._ids.index(pk)
            del self._ids[at], self._keys[at]
        row = self._conn.exec_driver_sql(
            "SELECT sort_key, search FROM client WHERE id = ? AND NOT deleted", (pk,)
        ).first()
        if row is not None:
            at = bisect_left(self._ids, (row[0], pk), key=self._order)
            self._ids.insert(at, pk)
            self._keys.insert(at, row[1])

    def _order(self, pk: Id) -> tuple[str, Id]:
        """Where a client stands; asked for a few only, so the file keeps it and not the memory."""
        found = self._conn.exec_driver_sql("SELECT sort_key FROM client WHERE id = ?", (pk,)).scalar()
        return str(found or ""), pk
