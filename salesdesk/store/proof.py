"""The long look at a private copy of somebody's file: every page, every cell, every letter and every reference.

SQLite does the looking, a table in one question: what would be read row by row otherwise is strung together and comes
over in a few pieces, whose letters are then proved at once (docs/decisions/0049).
"""

from __future__ import annotations

import codecs
import contextlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import check
from salesdesk.store.engine import TROUBLE
from salesdesk.store.tables import TABLES
from salesdesk.store.types import IdType, fitting

WIDEST = 64_000_000
"""Bytes in one row; a report's template is the largest thing a file holds. A smaller file cannot hold a wider row.
What is kept of figures may be larger: it has a limit of its own where it is read (`store.read.shelf`)."""
AT_ONCE = 64_000_000
"""Bytes of a table whose texts may come over in one piece; of a larger one, pieces have …"""
PIECE = 8_000_000
"""… so many bytes …"""
ROWS = 20_000
"""… and rows, however narrow."""
PATIENCE = 5.0
"""Seconds of computing that all looks at a small file may take …"""
BYTES_A_SECOND = 20_000_000
"""… and one more for so many bytes. An honest file needs a tenth of it, a protected one a fifth."""
STEPS = 2_000
"""Of SQLite's own steps, or of pages, between two looks up: some milliseconds, at the most a tenth of a second."""
BREATH = 0.1
"""Seconds between two words on how far it is."""

Step = Callable[[int, int], None]
"""Called with (done, total) bytes; may raise to stop."""


_PHASES = {"pages": (1.0, 1.8), "cells": (2.8, 0.8), "references": (3.6, 0.4)}
"""Where each begins and what it is worth, in sizes of the file; copying comes before them."""
_EXPECTED = {"pages": 8_000, "cells": 100_000, "references": 200_000}
"""Bytes of an ordinary file for each look up; beyond them a phase comes nearer to its end without reaching it."""


class Watch:
    """Looks up from the work now and then: says how far it is, lets it be stopped, gives up a file that takes too long.

    An honest file is known by the computing that one of its size takes; waiting for a busy machine is not counted.
    Each byte counts once when it is copied and three times while it is proved.
    """

    def __init__(self, named: Path, size: int, step: Step | None) -> None:
        self._named, self._size, self._step = named, max(size, 1), step
        self._left, self._until = PATIENCE + self._size / BYTES_A_SECOND, 0.0
        self._told = 0.0
        self._base, self._share = 1.0, 0.0
        self._looks = self._expected = 1
        self._stopped: BaseException | None = None
        self._late = False

    def copied(self, done: int) -> None:
        """So many bytes lie in the copy."""
        if self._step:
            self._step(min(done, self._size), self._size * 4)

    def begin(self, phase: str) -> None:
        """What is looked at from now on."""
        self._base, self._share = _PHASES[phase]
        self._looks, self._expected = 0, max(1, self._size // _EXPECTED[phase])
        self._tell()

    def done(self) -> None:
        """All of it has been looked at."""
        if self._step:
            self._step(self._size * 4, self._size * 4)

    @contextlib.contextmanager
    def over(self, conn: Connection) -> Iterator[None]:
        """What is asked of this connection within the block is watched."""
        own: Any = conn.connection.driver_connection
        self._until = time.thread_time() + self._left
        own.set_progress_handler(self._look, STEPS)
        try:
            yield
        except TROUBLE as error:
            if self._stopped:
                raise self._stopped from None
            if self._late:
                raise FileRefused(
                    N_("Looking through {name} takes too long: it is not built like a SalesDesk file."),
                    name=self._named.name,
                ) from error
            raise
        finally:
            own.set_progress_handler(None, 0)
            self._left = self._until - time.thread_time()

    def _look(self) -> bool:
        self._looks += 1
        self._late = time.thread_time() > self._until
        if not self._late and time.monotonic() - self._told > BREATH:
            try:
                self._tell()
            except BaseException as error:  # noqa: BLE001 - it may not pass through SQLite; `over` raises it again
                self._stopped = error
        return self._late or self._stopped is not None

    def _tell(self) -> None:
        self._told = time.monotonic()
        if self._step:
            part = self._looks / (self._looks + self._expected)
            self._step(int(self._size * (self._base + self._share * part)), self._size * 4)


def look_through(conn: Connection, path: Path, size: int, watch: Watch) -> None:
    """Every page and every cell of a copy whose schema is known. Raises FileRefused, or what SQLite says of damage.

    In a file that could hold a row too wide for memory, the widths are asked for first: that reads no row.
    """
    watch.begin("pages")
    columns = _columns(conn)
    widest = dict.fromkeys(columns, 0)
    if size > WIDEST:
        widths = {table: _widths(conn, table, names) for table, names in columns.items()}
        if any(width > WIDEST for width, _sum in widths.values()):
            raise damaged(path)
        widest = {table: width if total > AT_ONCE else 0 for table, (width, total) in widths.items()}
    if conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok":
        raise damaged(path)
    watch.begin("cells")
    looked_at = {
        table: names for table, names in columns.items() if not _is_made(table) and check.holds_rows(conn, table)
    }
    for table, names in looked_at.items():
        if conn.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE {_wrong(table, names)} LIMIT 1').first():
            raise damaged(path)
    try:
        for table, names in looked_at.items():
            _read_texts(conn, table, names, widest[table])
    except UnicodeDecodeError:
        raise damaged(path) from None


def look_for_references(conn: Connection, path: Path, watch: Watch) -> None:
    """Refuse a file, in this format, with rows that belong to nothing, or that came into it past its history."""
    watch.begin("references")
    if next(check.mistakes(conn), None):
        raise damaged(path)


def damaged(path: Path) -> FileRefused:
    """For a copy that is not what a SalesDesk wrote."""
    return FileRefused(N_("{name} is damaged. Nothing was changed; ask for it once more."), name=path.name)


def _columns(conn: Connection) -> dict[str, list[str]]:
    """The tables and their stored columns, as the fingerprint has proved them; the index of notes by its parts."""
    rows = conn.exec_driver_sql(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c"
        " WHERE t.type = 'table' AND c.hidden = 0 AND t.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY t.name, c.cid"
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        if (table, column) != ("kept", "body"):
            found.setdefault(table, []).append(column)
    return found


def _is_made(table: str) -> bool:
    """Whether a table holds only what is made of others: of notes that are searched, of figures that are kept."""
    return table.startswith("note") or table == "kept"


def _widths(conn: Connection, table: str, names: Sequence[str]) -> tuple[int, int]:
    """Bytes in the widest row of a table, and in all of them; SQLite tells a cell's without reading it."""
    sizes = " + ".join(f'coalesce(octet_length("{name}"), 0)' for name in names)
    query = f'SELECT coalesce(max(width), 0), coalesce(sum(width), 0) FROM (SELECT {sizes} AS width FROM "{table}")'
    width, total = conn.exec_driver_sql(query).one()
    return int(width), int(total)


def _wrong(table: str, names: Sequence[str]) -> str:
    """Whether any cell of a row is of another type than its column, in SQL."""
    known = _known_columns(table)
    tests = []
    for name in names:
        if name in known:
            tests.append(f'typeof("{name}") NOT IN ({fitting(known[name])})')
            if isinstance(known[name].type, IdType):
                tests.append(f'octet_length("{name}") != 16')
        elif name not in _ANY.get(table, ()):
            tests.append(f'"{name}" IS NOT NULL AND typeof("{name}") != \'{_journal_type(table, name)}\'')
    return " OR ".join(tests)


def _known_columns(table: str) -> Mapping[str, Column[Any]]:
    return dict(_TABLES[table].columns.items()) if table in _TABLES else {}


_TABLES = {kind.value: TABLES[kind] for kind in Kind}
_NUMBERS = {
    ("change", "hlc"),
    ("change", "act"),
    ("ctx", "one"),
    ("ctx", "hlc"),
    ("ctx", "act"),
    ("ctx", "kept"),
    ("actor", "id"),
    ("actor", "last_hlc"),
    *(("txn", name) for name in ("hlc", "act", "undo_of", "undo_act", "undone", "home")),
    *(("merged", name) for name in ("hlc", "act", "newest")),
    *(("merged_cell", name) for name in ("hlc", "act")),
    *(("clash", name) for name in ("my_hlc", "my_act", "their_hlc", "their_act", "decided_hlc", "decided_act")),
}
_ANY = {"change": ("old", "new"), "merged_cell": ("old", "new"), "clash": ("mine", "theirs")}
_BYTES = {("change", "pk"), ("merged_cell", "pk"), ("clash", "pk")}
_WITH_ROWID = {*_TABLES, "actor", "ctx"}


def _journal_type(table: str, name: str) -> str:
    if (table, name) in _NUMBERS:
        return "integer"
    return "blob" if (table, name) in _BYTES else "text"


def _texts(table: str, names: Sequence[str]) -> list[str]:
    """What of a row is text, now that every cell has the type of its column."""
    known = _known_columns(table)
    found = []
    for name in names:
        if name in _ANY.get(table, ()):
            found.append(f'CASE typeof("{name}") WHEN \'text\' THEN "{name}" END')
        elif name in known:
            found += [f'"{name}"'] if "'text'" in fitting(known[name]) else []
        elif _journal_type(table, name) == "text":
            found.append(f'"{name}"')
    return found


def _read_texts(conn: Connection, table: str, names: Sequence[str], widest: int) -> None:
    """Read every text once: one that is no UTF-8 raises UnicodeDecodeError here, not in the middle of the work.

    `widest`: bytes of the widest row where all of them are too many to come over at once, else 0.
    """
    own: Any = conn.connection.driver_connection
    texts = _texts(table, names)
    if not texts:
        return
    row = f"concat_ws(char(10), {', '.join(texts)})"
    if table in _WITH_ROWID:
        pieces = _by_rowid(own, table, row, max(1, min(ROWS, PIECE // widest)) if widest else ROWS)
    elif table == "change":  # births are many and hold no text
        kinds = ", ".join(f"'{kind}'" for kind in _TABLES)
        pieces = _strung(
            own, row, f"change WHERE col != '' OR old IS NOT NULL OR new IS NOT NULL OR tbl NOT IN ({kinds})", widest
        )
    else:
        pieces = _strung(own, row, f'"{table}"', widest)
    for piece in pieces:
        _prove_letters(piece)


def _by_rowid(own: Any, table: str, row: str, most: int) -> Iterator[bytes]:
    """The texts of a table, so many rows at a time."""
    after = ""
    last: tuple[int, ...] = ()
    while True:
        rows = f'SELECT rowid AS at, {row} AS texts FROM "{table}" {after} ORDER BY rowid LIMIT {most}'
        at, piece = own.execute(
            f"SELECT max(at), CAST(group_concat(texts, char(10)) AS BLOB) FROM ({rows})", last
        ).fetchone()
        if at is None:
            return
        yield piece
        after, last = "WHERE rowid > ?", (at,)


def _strung(own: Any, row: str, source: str, widest: int) -> Iterator[bytes]:
    """The texts of a source, all at once unless they may be too many."""
    strung = row if widest else f"group_concat({row}, char(10))"
    for (piece,) in own.execute(f"SELECT CAST({strung} AS BLOB) FROM {source}"):
        yield piece or b""


def _prove_letters(texts: bytes) -> None:
    """Raises UnicodeDecodeError. A megabyte at a time, as letters may need four times the room of their bytes."""
    view, decoder = memoryview(texts), codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(view), 1 << 20):
        decoder.decode(view[start : start + (1 << 20)])
    decoder.decode(b"", final=True)
