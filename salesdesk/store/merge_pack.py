"""What is new in the files that are merged, brought together beside this file before the transaction begins.

SQLite attaches ten files at most, and none within a transaction; a team has more, and its merge is one transaction. So
each file is attached in its turn, and what the transaction will need of it is copied into a file of its own, sorted as
it will be inserted: the actions that are new here, and rows and logs of all that they touch. From there on nobody
looks at the others' files. The pack lies in a private folder and is encrypted where any of the files is.

Within the transaction the views `their_…` show of the pack the one file that `look_at` chose.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from salesdesk.domain.change import Kind
from salesdesk.store import keys
from salesdesk.store.engine import TROUBLE, uri_of
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign
from salesdesk.store.schema import journalled_columns
from salesdesk.store.scratch import Scratch
from salesdesk.store.tables import TABLES

Run = Callable[..., Any]

_JOURNAL = {
    "txn": ("hlc, act", "label, params, kind, undo_of, undo_act"),
    "actor": ("id", "who, device, app, started, last_hlc"),
    "change": ("tbl, pk, col, hlc, act", "old, new"),
}
"""Their tables: what the key is made of, and the other columns."""

_TYPES = {"tbl": "TEXT", "pk": "BLOB", "col": "TEXT", "hlc": "INTEGER", "act": "INTEGER"}

_TEMPS = """
CREATE TEMP TABLE looked_at(src INTEGER);
INSERT INTO looked_at VALUES (-1);
CREATE TEMP TABLE vector(id INTEGER PRIMARY KEY, last_hlc INTEGER);
CREATE TEMP TABLE packing(tbl TEXT, pk BLOB, PRIMARY KEY(tbl, pk)) WITHOUT ROWID;
"""

_COUNTS = ", ".join(f'(SELECT count(*) FROM their."{kind}")' for kind in Kind)


@dataclass(frozen=True, slots=True)
class Packed:
    """One file in the pack: how many things it holds, how many of its changes claim to come from the future, and
    whether nothing of its history was here before.
    """

    one: Foreign
    things: int
    quarantined: int
    all_new: bool


@contextmanager
def packed(file: DeskFile, theirs: Sequence[Foreign], limit: int) -> Iterator[list[Packed]]:
    """The pack of these files, attached while it is needed. `limit`: up to which stamp their changes are believed."""
    with Scratch() as folder:
        locked = file.key is not None or any(keys.key_of(one.path) for one in theirs)
        key = f"\"x'{secrets.token_hex(48)}'\"" if locked else "''"
        file.run(f"ATTACH ? AS pack KEY {key}", (uri_of(folder / "pack", "rwc"),))
        try:
            packing = _Packing(file, limit)
            yield [packing.add(number, one) for number, one in enumerate(theirs)]
        finally:
            with contextlib.suppress(*TROUBLE):  # where packing itself was stopped
                file.run("ROLLBACK")
            _forget(file.run)
            file.run("DETACH pack")


def look_at(run: Run, number: int) -> None:
    """Let the views show this file."""
    run("UPDATE temp.looked_at SET src = ?", (number,))


def anything_fresh(run: Run, limit: int) -> bool:
    """Whether any of the files has actions that this one has not seen."""
    return bool(
        run(
            "SELECT 1 FROM pack.txn t LEFT JOIN main.actor a ON a.id = t.act"
            " WHERE t.hlc > coalesce(a.last_hlc, 0) AND t.hlc <= ? LIMIT 1",
            (limit,),
        ).fetchone()
    )


class _Packing:
    """The pack as it grows. What one whole file brings need not be brought by the next."""

    def __init__(self, file: DeskFile, limit: int) -> None:
        self.file, self.run, self.limit = file, file.run, limit
        self._tables: set[str] = set()
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8192"):
            self.run(f"PRAGMA pack.{pragma}").fetchall()
        for statement in _TEMPS.split(";\n"):
            if statement.strip():
                self.run(statement)
        self.run("INSERT INTO temp.vector SELECT id, last_hlc FROM main.actor")
        for name, (key, others) in _JOURNAL.items():
            self._table(name, key.split(", "), others.split(", "))
        self._table_of(Kind.SETTING)

    def add(self, number: int, one: Foreign) -> Packed:
        """One file more."""
        key = keys.key_of(one.path)
        if key:
            self.run(f"PRAGMA cipher_default_plaintext_header_size={keys.PLAIN_BYTES}")
        try:
            self.run(f"ATTACH ? AS their KEY {key.pragma if key else repr('')}", (uri_of(one.path, "rw"),))
        finally:
            if key:
                self.run("PRAGMA cipher_default_plaintext_header_size=0")
        try:
            return self._add(number, one)
        finally:
            with contextlib.suppress(*TROUBLE):  # stopped in the middle
                self.run("ROLLBACK")
            self.run("DETACH their")

    def _add(self, number: int, one: Foreign) -> Packed:
        run = self.run
        *counts, quarantined, actions = run(
            f"SELECT {_COUNTS}, (SELECT count(*) FROM their.change WHERE hlc > ?), (SELECT count(*) FROM their.txn)",
            (self.limit,),
        ).fetchone()
        run("BEGIN")
        fresh = run(
            "INSERT INTO pack.txn SELECT ?, t.hlc, t.act, t.label, t.params, t.kind, t.undo_of, t.undo_act"
            " FROM their.txn t LEFT JOIN temp.vector v ON v.id = t.act"
            " WHERE t.hlc > coalesce(v.last_hlc, 0) AND t.hlc <= ?",
            (number, self.limit),
        ).rowcount
        if fresh:
            self._join(number, fresh * 4 > actions)
            if one.whole:
                self._see(number)
        run("COMMIT")
        return Packed(one, sum(counts), quarantined, fresh == actions)

    def _join(self, number: int, all_of_it: bool) -> None:
        """Logs and rows: of everything, or of what the new actions touch."""
        run = self.run
        run("INSERT INTO pack.actor SELECT ?, id, who, device, app, started, last_hlc FROM their.actor", (number,))
        columns = "c.tbl, c.pk, c.col, c.hlc, c.act, c.old, c.new"
        if all_of_it:
            run(
                f"INSERT INTO pack.change SELECT ?, {columns} FROM their.change c"
                " WHERE EXISTS (SELECT 1 FROM their.txn t WHERE t.hlc = c.hlc AND t.act = c.act)"
                " ORDER BY c.tbl, c.pk, c.col, c.hlc, c.act",
                (number,),
            )
            kinds = run("SELECT DISTINCT tbl FROM pack.change WHERE src = ?", (number,)).fetchall()
        else:
            run("DELETE FROM temp.packing")
            run(
                "INSERT OR IGNORE INTO temp.packing SELECT c.tbl, c.pk FROM pack.txn t CROSS JOIN their.change c"
                " ON c.hlc = t.hlc AND c.act = t.act WHERE t.src = ?",
                (number,),
            )
            run(
                f"INSERT INTO pack.change SELECT ?, {columns} FROM temp.packing p CROSS JOIN their.change c"
                " ON c.tbl = p.tbl AND c.pk = p.pk",
                (number,),
            )
            kinds = run("SELECT DISTINCT tbl FROM temp.packing").fetchall()
        for kind in [kind for kind in Kind if (kind.value,) in kinds]:
            listed = self._table_of(kind)
            some = "" if all_of_it else f" WHERE id IN (SELECT pk FROM temp.packing WHERE tbl = '{kind}')"
            run(f'INSERT INTO pack."{kind}" SELECT ?, {listed} FROM their."{kind}"{some} ORDER BY id', (number,))

    def _see(self, number: int) -> None:
        """How far each session will have been seen once this file is taken in (as `merge_rows` notes it down)."""
        self.run(
            "INSERT INTO temp.vector SELECT t.act, max(t.hlc) FROM pack.txn t JOIN pack.actor a"
            " ON a.src = t.src AND a.id = t.act WHERE t.src = ? AND t.hlc <= a.last_hlc GROUP BY t.act"
            " ON CONFLICT(id) DO UPDATE SET last_hlc = max(last_hlc, excluded.last_hlc)",
            (number,),
        )

    def _table_of(self, kind: Kind) -> str:
        """The columns of a kind, for which there is a table now."""
        names = journalled_columns(TABLES[kind])
        self._table(kind.value, ["id"], names)
        return ", ".join(f'"{name}"' for name in ("id", *names))

    def _table(self, name: str, key: Sequence[str], others: Sequence[str]) -> None:
        if name in self._tables:
            return
        self._tables.add(name)
        keys_typed = ", ".join(f"{one} {_TYPES.get(one, '')}" for one in key)
        rest = ", ".join(f'"{one}"' for one in others)
        self.run(
            f'CREATE TABLE pack."{name}"(src INTEGER, {keys_typed}, {rest},'
            f" PRIMARY KEY(src, {', '.join(key)})) WITHOUT ROWID"
        )
        self.run(
            f'CREATE TEMP VIEW "their_{name}" AS SELECT {", ".join(key)}, {rest} FROM pack."{name}"'
            " WHERE src = (SELECT src FROM temp.looked_at)"
        )


def _forget(run: Run) -> None:
    """The views, and the tables they stand on."""
    made = run(
        "SELECT type, name FROM temp.sqlite_schema WHERE type = 'view' AND name LIKE 'their\\_%' ESCAPE '\\'"
        " OR name IN ('looked_at', 'vector', 'packing')"
    ).fetchall()
    for kind, name in made:
        run(f'DROP {kind} temp."{name}"')
