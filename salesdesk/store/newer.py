"""A file of a newer SalesDesk, looked at by this one: what this one knows of it, in a file of this one's format.

The newer file says with which programs it may be looked at (`readable_from`, docs/decisions/0053). Its schema cannot be
told by a fingerprint, so none of it is trusted: only rows of ordinary tables that this program knows are read, by
columns that it knows, with no view, trigger, index, check or computed column of theirs taking part.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Kind
from salesdesk.store import gate, keys, notes
from salesdesk.store.backup import discard
from salesdesk.store.engine import engine_for, raw
from salesdesk.store.rebuild import AT_ONCE, Stored, put, tables_of
from salesdesk.store.schema import (
    APPLICATION_ID,
    FORMAT,
    READABLE_FROM_KEY,
    create_schema,
    create_triggers,
    drop_triggers,
)
from salesdesk.store.tables import TABLES
from salesdesk.store.types import Choice, fitting

MOST_CELL = 64_000_000
"""Bytes in one cell; a report's template is the largest thing a file holds."""
PATIENCE, BYTES_A_SECOND = 20.0, 4_000_000
"""Seconds that a file may keep SQLite busy, and one more for so many bytes."""
OWN = {"ctx", "kept"}
"""What this program keeps for itself in a file: it begins empty."""
_STORED = {"INTEGER": "'integer', 'null'", "TEXT": "'text'", "BLOB": "'blob'"}
_TOLD_OF = {"change": "tbl", "merged_cell": "tbl", "clash": "tbl"}
"""Tables whose rows speak of a column of a kind of things: those of unknown ones are left out."""


def transcribe(came: Path, target: Path, named: Path) -> None:
    """Write what this program knows of a newer file into a new one, under the same key. `came` is a private copy of it.

    Raises FileNewer where it may not be looked at, FileRefused where it is not built as it says, or SQLite's errors.
    """
    key = keys.key_of(came)
    discard(target)
    engine = engine_for(target, "rwc", key)
    late: Callable[[], bool] = bool
    try:
        with raw(came, "ro") as old, engine.connect() as conn:
            late = _be_careful(old, came)
            if not 1 <= _readable_from(old, named) <= FORMAT:
                raise gate.newer(named)
            new: Any = conn.connection.driver_connection
            new.execute("PRAGMA synchronous=OFF")
            new.execute("BEGIN IMMEDIATE")
            create_schema(conn)
            drop_triggers(conn)
            for table in tables_of(new):
                if not table.name.startswith("note") and table.name not in OWN:
                    columns = tuple(name for name in table.columns if name != "rowid")
                    _copy(old, new, Stored(table.name, columns), named)
            create_triggers(conn)
            notes.fill(conn)
            new.execute(f"PRAGMA application_id={APPLICATION_ID}")
            new.execute(f"PRAGMA user_version={FORMAT}")
            new.execute("COMMIT")
    except driver.DatabaseError as error:
        if late():
            raise gate.newer(named) from error
        raise
    finally:
        engine.dispose()
    if key:
        keys.put_slots(target, key)


def _be_careful(old: Any, came: Path) -> Callable[[], bool]:
    """Read only what the pages hold, and no longer than an honest file of its size takes; whether that is over."""
    for pragma in ("query_only=ON", "cell_size_check=ON", "mmap_size=0"):
        old.execute(f"PRAGMA {pragma}").fetchall()
    deadline = time.monotonic() + PATIENCE + came.stat().st_size / BYTES_A_SECOND

    def late() -> bool:
        return time.monotonic() > deadline

    old.set_progress_handler(late, 100_000)
    return late


def _readable_from(old: Any, named: Path) -> int:
    """The oldest format whose programs may look at this file; 0 where it does not say."""
    _columns(old, Stored("about", ("key", "value")), named)
    row = old.execute('SELECT value FROM "about" NOT INDEXED WHERE key = ?', (READABLE_FROM_KEY,)).fetchone()
    said = str(row[0]) if row else ""
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _copy(old: Any, new: Any, table: Stored, named: Path) -> None:
    _columns(old, table, named)
    wrong = " OR ".join(_wrong(new, table))
    if old.execute(f'SELECT 1 FROM "{table.name}" NOT INDEXED WHERE {wrong} LIMIT 1').fetchone():
        raise gate.newer(named)
    if _unknown_values(old, table):
        raise gate.newer(named)
    new.execute(f'DELETE FROM "{table.name}"')
    rows = old.execute(f'SELECT {table.listed} FROM "{table.name}" NOT INDEXED')
    known = _known_cells() if table.name in _TOLD_OF else None
    while part := rows.fetchmany(AT_ONCE):
        put(new, table, list(_told(part, table, known)) if known is not None else part)


def _columns(old: Any, table: Stored, named: Path) -> None:
    """Raises FileRefused unless it is an ordinary table with these columns, none of them computed."""
    found = old.execute(
        "SELECT type, rootpage FROM sqlite_schema WHERE lower(name) = lower(?)", (table.name,)
    ).fetchall()
    if len(found) != 1 or found[0][0] != "table" or not found[0][1]:
        raise gate.newer(named)
    there = {row[0]: row[1] for row in old.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table.name,))}
    if any(there.get(name, 1) != 0 for name in table.columns):
        raise gate.newer(named)


def _wrong(new: Any, table: Stored) -> Iterator[str]:
    """Conditions that no row may fulfil: a cell of another type than its column, or larger than people write."""
    kind = next((kind for kind in Kind if kind.value == table.name), None)
    declared = dict(new.execute("SELECT name, upper(type) FROM pragma_table_xinfo(?)", (table.name,)).fetchall())
    for name in table.columns:
        yield f'octet_length("{name}") > {MOST_CELL}'
        if kind is not None:
            yield f'typeof("{name}") NOT IN ({fitting(TABLES[kind].c[name])})'
        elif declared.get(name) in _STORED:
            yield f'typeof("{name}") NOT IN ({_STORED[declared[name]]})'


def _unknown_values(old: Any, table: Stored) -> bool:
    """Whether a choice was made that this program does not offer."""
    kind = next((kind for kind in Kind if kind.value == table.name), None)
    for column in TABLES[kind].columns if kind is not None else ():
        if isinstance(column.type, Choice):
            offered = {member.value for member in column.type.members}
            rows = old.execute(f'SELECT DISTINCT "{column.name}" FROM "{table.name}" NOT INDEXED')
            if any(value is not None and value not in offered for (value,) in rows):
                return True
    return False


def _known_cells() -> set[tuple[str, str]]:
    cells = {(kind.value, column.name) for kind in Kind for column in TABLES[kind].columns}
    return cells | {(kind.value, "") for kind in Kind}


def _told(rows: Iterable[tuple[Any, ...]], table: Stored, known: set[tuple[str, str]]) -> Iterator[tuple[Any, ...]]:
    tbl, col = table.columns.index("tbl"), table.columns.index("col")
    return (row for row in rows if (row[tbl], row[col]) in known)
