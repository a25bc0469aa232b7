"""The names of all clients in memory, in their order, so that typing never waits for the file.

One hundred thousand search keys are looked through in a few milliseconds; SQLite needs ten times as long for a
letter that most names hold, because it hands every id over again. The book follows the journal: it reads again
only what was changed since it was last opened.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import compress, islice, repeat
from operator import contains

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind

FEW = 16
"""Clients changed at once that are put right one by one; after more (an import) the book is read anew."""

KEPT = 6
"""Words whose places are remembered; a common one takes a megabyte and a half."""

Found = tuple[list[Id], list[str]]
"""Clients by name, and their keys."""


class NameBook:
    """Search keys by name. Sees every change that went through `journal.record`, of this or another connection."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._seen = (-1, -1)
        self._ids: list[Id] = []
        self._keys: list[str] = []
        self._found: dict[str, Found] = {}
        """Where the last few words stand: for the next letter, and for whoever asks for the same word once more."""

    def fitting(self, words: Sequence[str] = ()) -> list[Id]:
        """All clients (not in the bin) whose keys hold every word, by name."""
        self._follow()
        return list(self._among(words)[0])

    def best(self, words: Sequence[str], limit: int) -> list[Id]:
        """The first of them: names that begin so, then pinyin, initials or second names that do, then the rest."""
        self._follow()
        whole = "".join(words)
        ids, keys = self._among(words)
        found = list(islice(compress(ids, map(str.startswith, keys, repeat(whole))), limit))
        for fitting in (compress(ids, map(contains, keys, repeat("|" + whole))), ids):
            if len(found) < limit:
                taken = frozenset(found)
                found += islice((pk for pk in fitting if pk not in taken), limit - len(found))
        return found

    def _among(self, words: Sequence[str]) -> Found:
        """Clients whose keys hold every word, with those keys."""
        found = self._ids, self._keys
        for number, word in enumerate(words):
            found = _holding(found, word) if number else self._of(word)
        return found

    def _of(self, word: str) -> Found:
        """The same for one word; what was found for a part of it is looked through, not the whole book."""
        if word in self._found:
            return self._found[word]
        part = max((known for known in self._found if known in word), key=len, default="")
        found = _holding(self._found[part] if part else (self._ids, self._keys), word)
        if len(self._found) >= KEPT:
            del self._found[next(iter(self._found))]
        self._found[word] = found
        return found

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
        self._found = {}
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


def _holding(among: Found, word: str) -> Found:
    """Those whose keys hold a word."""
    ids, keys = among
    held = list(map(contains, keys, repeat(word)))
    if all(held):
        return among
    return list(compress(ids, held)), list(compress(keys, held))
