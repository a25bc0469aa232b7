"""What else a client is found by, in memory: people, phones, mail and notes (spec 2.6).

Clients lie in small boxes of two strings each: the Latin one holds pinyin, initials, digits and mail, the wide one
characters and notes. A word is looked for in whole boxes at once, a few milliseconds for a hundred thousand
clients; what a change touches is read again box by box, and a big file is read in slices while nobody waits.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.duplicates import phone_digits
from salesdesk.store.read.name_book import NameBook

BOX = 128
"""Clients in a box: few enough to be read again for one change."""

AT_ONCE = 4_000
"""Clients up to which the book is read when it is first needed; larger ones are read ahead in slices."""

MOST = 5_000
"""Clients listed beside the names, and names from which on none are: who looks for something so common writes on."""

_PHONE = re.compile(r"[+\d][\d\s().\-/]{4,}")


@dataclass(frozen=True, slots=True)
class Box:
    """Some clients: their Latin details and their wide ones, a line each."""

    ids: tuple[Id, ...]
    latin: str
    wide: str


class DetailBook:
    """Clients by the words in what hangs on them. `keys` are search keys of a name, `fold` folds words."""

    def __init__(self, conn: Connection, keys: Callable[[str], str], fold: Callable[[str], str]) -> None:
        self._conn, self._keys, self._fold = conn, keys, fold
        self._boxes: list[Box] = []
        self._wanted: list[Id] = []
        self._seen = (-1, -1)

    def boxes(self, everybody: Callable[[], list[Id]]) -> Sequence[Box]:
        """What has been read; small files are read at once."""
        self._follow(everybody)
        if len(self._wanted) <= AT_ONCE:
            self._read_on()
        return self._boxes

    def read_ahead(self, everybody: Callable[[], list[Id]], seconds: float) -> bool:
        """Read on for so long; True once everything is in the book."""
        self._follow(everybody)
        until = time.monotonic() + seconds
        while self._wanted and time.monotonic() < until:
            self._read_on(BOX)
        return not self._wanted

    def _follow(self, everybody: Callable[[], list[Id]]) -> None:
        """See what was changed since the book was last opened; after another connection wrote, begin anew."""
        run = self._conn.exec_driver_sql
        newest = run("SELECT max(hlc) FROM txn").scalar() or 0
        others = run("PRAGMA data_version").scalar() or 0
        hlc, version = self._seen
        if (newest, others) == self._seen:
            return
        touched = self._touched_since(hlc) if others == version and newest > hlc else None
        self._seen = (newest, others)
        if touched is None or len(touched) > BOX * 8:
            self._boxes, self._wanted = [], everybody()
        elif touched:
            self._read_again(touched)

    def _touched_since(self, hlc: int) -> set[Id]:
        rows = self._conn.exec_driver_sql(
            "SELECT pk FROM change WHERE hlc > ? AND tbl = ? UNION"
            " SELECT k.client_id FROM change c JOIN contact k ON k.id = c.pk WHERE c.hlc > ? AND c.tbl = ? UNION"
            " SELECT old FROM change WHERE hlc > ? AND tbl = ? AND col = 'client_id'",
            (hlc, Kind.CLIENT.value, hlc, Kind.CONTACT.value, hlc, Kind.CONTACT.value),
        )
        return set(rows.scalars())

    def _read_again(self, touched: set[Id]) -> None:
        rest = set(touched)
        for at, box in enumerate(self._boxes):
            inside = touched.intersection(box.ids)
            if inside:
                self._boxes[at] = self._box(box.ids)
                rest -= inside
        rest.difference_update(self._wanted)
        if rest:
            self._boxes.append(self._box(sorted(rest)))

    def _read_on(self, count: int | None = None) -> None:
        taken = self._wanted[: count or len(self._wanted)]
        del self._wanted[: len(taken)]
        self._boxes += [self._box(taken[at : at + BOX]) for at in range(0, len(taken), BOX)]

    def _box(self, ids: Sequence[Id]) -> Box:
        marks = ", ".join("?" * len(ids))
        latin: dict[Id, list[str]] = {}
        wide: dict[Id, list[str]] = {}
        run = self._conn.exec_driver_sql
        for pk, phone, mail, needs, note in run(
            f"SELECT id, phone, email, needs, note FROM client WHERE id IN ({marks}) AND NOT deleted", tuple(ids)
        ):
            latin[pk], wide[pk] = [phone_digits(phone), mail.lower()], [self._fold(needs), self._fold(note)]
            latin[pk] += map(phone_digits, _PHONE.findall(note)) if note else ()
        for pk, name, phone, mail, messenger, note in run(
            f"SELECT client_id, name, phone, email, messenger, note FROM contact"
            f" WHERE client_id IN ({marks}) AND NOT deleted",
            tuple(ids),
        ):
            if pk in latin:
                folded, *keys = self._keys(name).split("|")
                latin[pk] += [*keys, phone_digits(phone), mail.lower(), messenger.lower()]
                latin[pk] += [folded] if folded.isascii() else []
                wide[pk] += [folded, self._fold(note)]
        held = tuple(pk for pk in ids if pk in latin)
        return Box(held, "\n".join(_line(latin[pk]) for pk in held), "\n".join(_line(wide[pk]) for pk in held))


class ClientWords:
    """Which clients fit some words: by their names, and beside them by their details and what they bought."""

    def __init__(self, names: NameBook, details: DetailBook) -> None:
        self._names, self._details = names, details

    def beside(self, words: Sequence[str], bought: Callable[[str], Iterable[Id]]) -> list[Id]:
        """Clients for whom each word stands somewhere, but not all of them in the name: the first `MOST`, by name."""
        if not words:
            return []
        whole = self._names.fitting(words)
        if len(whole) >= MOST:
            return []
        everywhere = frozenset(whole)
        sought = [_Word(word, frozenset(bought(word))) for word in words]
        named: list[frozenset[Id]] = []
        found: list[Id] = []
        for box in self._details.boxes(self._names.fitting):
            told = [word.among(box) for word in sought]
            if not any(told):
                continue  # whoever fits here fits by name alone
            named = named or self._each_named(words)
            fitting = told[0].union(named[0].intersection(box.ids))
            for hits, held in zip(told[1:], named[1:], strict=True):
                fitting &= hits.union(held.intersection(box.ids))
            fitting -= everywhere
            if fitting:
                found += [pk for pk in box.ids if pk in fitting]
                if len(found) >= MOST:
                    return found[:MOST]
        return found

    def _each_named(self, words: Sequence[str]) -> list[frozenset[Id]]:
        """For each of several words the clients that it fits by name; one alone is looked for beside the names only."""
        return [frozenset(self._names.fitting((word,)) if len(words) > 1 else ()) for word in words]


class _Word:
    """A word, and the clients that it fits by what they bought."""

    def __init__(self, word: str, bought: frozenset[Id]) -> None:
        self.bought = bought
        self._latin, self._wide = _sought(word)

    def among(self, box: Box) -> set[Id]:
        """Those of a box that it fits."""
        found: set[Id] = set()
        if self._latin and self._latin in box.latin:
            found.update(_lines(box.ids, box.latin, self._latin))
        if self._wide and self._wide in box.wide:
            found.update(_lines(box.ids, box.wide, self._wide))
        if self.bought:
            found.update(self.bought.intersection(box.ids))
        return found


def _sought(word: str) -> tuple[str, str]:
    """What is looked for in the Latin and in the wide strings; "" where nothing is: short words fit too much."""
    if not word.isascii():
        return "", word
    if len(word) < 2 or (word.isdigit() and len(word) < 3):
        return "", ""
    return (word if len(word) > 2 else "|" + word), (word if len(word) > 2 else "")


def _lines(ids: Sequence[Id], text: str, word: str) -> list[Id]:
    """The clients in whose lines the word stands: from hit to hit, not line by line."""
    found, line, before, at = list[Id](), 0, 0, text.find(word)
    while at >= 0:
        line += text.count("\n", before, at)
        found.append(ids[line])
        before = text.find("\n", at)
        if before < 0:
            break
        at = text.find(word, before)
    return found


def _line(parts: Iterable[str]) -> str:
    said = "|".join(" ".join(part.split()) for part in parts if part)
    return f"|{said}" if said else ""
