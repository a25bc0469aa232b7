"""A database written anew, row by row: under another key, or as far as a damaged one can be read."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from salesdesk.store import keys
from salesdesk.store.backup import discard
from salesdesk.store.engine import raw
from salesdesk.store.keys import FileKey

AT_ONCE = 2_000
Step = Callable[[int, int], None]
"""Called with (done, total) tables; may raise to stop."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A table that holds rows of its own, with the columns that can be written and what its rows are told by."""

    name: str
    columns: tuple[str, ...]

    @property
    def listed(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


def write_anew(source: Path, target: Path, key: FileKey | None, step: Step | None = None) -> None:
    """The whole of a database in a new file, under `key` or in plain, and proved equal row by row.

    Raises SQLite's errors, or ValueError if the new one is not the same; then nothing is left of it.
    """
    discard(target)
    try:
        with raw(source, "ro") as old, raw(target, "rwc", key) as new:
            new.execute("PRAGMA synchronous=OFF")  # it is synchronised as a whole before it is used
            old.execute("BEGIN")
            _copy(old, new, step)
            _prove(old, new)
            old.execute("ROLLBACK")
        if key:
            keys.put_slots(target, key)
        with target.open("rb+") as file:
            os.fsync(file.fileno())
    except BaseException:
        discard(target)
        raise


def tables_of(conn: Any) -> list[Stored]:
    """The tables that hold rows, those that FTS5 keeps for an index included; not the index itself."""
    found = conn.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'shadow')"
        " AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name"
    ).fetchall()
    tables = []
    for name, without_rowid in found:
        about = conn.execute("SELECT name, type, pk FROM pragma_table_xinfo(?) WHERE hidden = 0", (name,)).fetchall()
        has_number = any(key and kind.upper() == "INTEGER" for _column, kind, key in about)
        columns = [column for column, _kind, _key in about]
        if not without_rowid and not has_number:
            columns = ["rowid", *columns]
        tables.append(Stored(name, tuple(columns)))
    return tables


def _copy(old: Any, new: Any, step: Step | None) -> None:
    """Schema, rows, then what follows from rows; rows of a shadow table replace what making the index put there."""
    made = old.execute(
        "SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        " AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid"
    ).fetchall()
    new.execute("BEGIN IMMEDIATE")
    for kind, sql in made:
        if kind == "table":
            new.execute(sql)
    tables = tables_of(old)
    for number, table in enumerate(tables):
        if step:
            step(number, len(tables))
        new.execute(f'DELETE FROM "{table.name}"')
        for rows in _batches(old.execute(f'SELECT {table.listed} FROM "{table.name}"')):
            put(new, table, rows)
    for kind, sql in made:
        if kind != "table":
            new.execute(sql)
    for pragma in ("application_id", "user_version"):
        new.execute(f"PRAGMA {pragma}={old.execute(f'PRAGMA {pragma}').fetchone()[0]}")
    new.execute("COMMIT")


def put(new: Any, table: Stored, rows: Sequence[Sequence[Any]]) -> None:
    """Rows into a table of the new database."""
    marks = ", ".join("?" * len(table.columns))
    new.executemany(f'INSERT INTO "{table.name}" ({table.listed}) VALUES ({marks})', rows)


def _prove(old: Any, new: Any) -> None:
    """The same rows in the same order, and every page sound. Raises ValueError."""
    for table in tables_of(old):
        query = f'SELECT {table.listed} FROM "{table.name}"'
        pairs = zip(_batches(old.execute(query)), _batches(new.execute(query)), strict=True)
        if any(mine != theirs for mine, theirs in pairs):
            raise ValueError(f"{table.name} was not copied")
    if new.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
        raise ValueError("the copy is not sound")


def _batches(cursor: Any) -> Iterator[list[Any]]:
    while rows := cursor.fetchmany(AT_ONCE):
        yield rows


def readable(old: Any, table: Stored) -> Iterator[Any]:
    """The rows of a table of a damaged database, while they come: from both ends towards the damage."""
    if table.columns[0] != "rowid":
        with contextlib.suppress(driver.Error, UnicodeError, MemoryError):
            yield from old.execute(f'SELECT {table.listed} FROM "{table.name}" NOT INDEXED')
        return
    last = None
    with contextlib.suppress(driver.Error, UnicodeError, MemoryError):
        for row in old.execute(f'SELECT {table.listed} FROM "{table.name}" NOT INDEXED ORDER BY rowid'):
            last = row[0]
            yield row
        return
    after = -(2**63) if last is None else last
    with contextlib.suppress(driver.Error, UnicodeError, MemoryError):
        yield from old.execute(
            f'SELECT {table.listed} FROM "{table.name}" NOT INDEXED WHERE rowid > ? ORDER BY rowid DESC', (after,)
        )
