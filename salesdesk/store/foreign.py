"""Somebody else's file: brought to a private copy, looked through, and only then read. The file itself is only read.

Nothing of theirs is ever run: the gate knows the schema by its fingerprint before the copy is asked for anything.
The order of the looks is that of the gate, then sizes and types of every cell, then every page and reference.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import stat
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Column, Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.store import backup, check, gate, keys, migrate
from salesdesk.store.engine import TROUBLE, engine_for, raw, refusal
from salesdesk.store.ids import natural_id
from salesdesk.store.lock import held_here
from salesdesk.store.schema import FORMAT
from salesdesk.store.tables import TABLES
from salesdesk.store.types import IdType, fitting

MOST_BYTES = 4_000_000_000
"""A larger file is refused before a byte of it is copied."""
MOST_CELL = 64_000_000
"""Bytes in one cell; a report's template is the largest thing a file holds."""
PATIENCE = 8.0
"""Seconds that the look through a small file may take …"""
BYTES_A_SECOND = 8_000_000
"""… and one more for so many bytes."""
PIECE = 4_000_000
ATTEMPTS = 50
SETTLED = 0.03
"""Seconds that a file must have rested for its times to be trusted: some systems count time in hundredths.
One that is written more often is read twice."""
_SUPER = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal ends that speaks of other files. SQLite would look for them, and remove one."""

Step = Callable[[int, int], None]
"""Called with (done, total) bytes; may raise to stop."""

Stamp = tuple[tuple[int, int], ...]
"""Size and time of change of the file and its logs."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A private copy of somebody's file, proved sound, in this format. `with` it, or `drop` it when done.

    `source` is their file and `stamp` what it looked like; `digest` the SHA-256 of what was copied. `newest` is the
    stamp of the last action in it. `whole`: it holds all that its history speaks of (not so for a part handed out,
    or where its newest changes could not be read). `problems`: what its user should know.
    """

    source: Path
    path: Path
    stamp: Stamp
    digest: str
    file_id: str
    about: Mapping[str, str]
    rep_id: Id | None
    rep: str
    newest: int
    whole: bool
    problems: tuple[Text, ...]
    folder: tempfile.TemporaryDirectory[str]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.drop()

    def drop(self) -> None:
        """Remove the copy."""
        self.folder.cleanup()


def stamp_of(path: Path) -> Stamp:
    """Size and time of a file and of its logs: equal while nobody has written it. Raises FileRefused."""
    gate.regular_size(path)
    return tuple(_look(part) for part in _parts(path))


def digest_of(path: Path, step: Step | None = None) -> str:
    """The SHA-256 over a file and its logs, without copying them. Raises FileRefused."""
    total, done = _check_size(path), 0
    found = hashlib.sha256()
    try:
        for part in _parts(path):
            if part.exists():
                for piece in _pieces(part):
                    found.update(piece)
                    done += len(piece)
                    if step:
                        step(done, max(total, done))
    except OSError as error:
        raise refusal(error, path) from error
    return found.hexdigest()


def holds(path: Path, digest: str) -> bool:
    """Whether a file is still what was copied, whatever its time says. Raises FileRefused."""
    return not held_here(path) and digest_of(path) == digest


def bring(path: Path, step: Step | None = None) -> Foreign:
    """Copy somebody's file into a folder of its own and prove it sound. Raises FileRefused, NeedsPassphrase.

    The file may be in use: the copy is that of one moment. An older format is upgraded on the copy; where the log
    beside it breaks the file, it is read without its log, which `problems` then says.
    """
    _check_size(path)
    folder = tempfile.TemporaryDirectory(prefix="salesdesk-")
    try:
        return _brought(path, folder, step)
    except BaseException as error:
        folder.cleanup()
        if isinstance(error, keys.NeedsPassphrase):  # of the copy; the key is that of the file
            raise keys.NeedsPassphrase(path) from None
        if isinstance(error, TROUBLE):
            raise refusal(error, path) from error
        raise


def _brought(path: Path, folder: tempfile.TemporaryDirectory[str], step: Step | None) -> Foreign:
    copy = Path(folder.name) / path.name
    if held_here(path):  # only SQLite may read what this program has open
        backup.copy_database(path, copy)
        stamp, digest = stamp_of(path), backup.sha256_of(copy)
    else:
        stamp, digest = _copied(path, copy, step)
    problems: tuple[Text, ...] = ()
    logs = [part for part in _parts(copy)[1:] if part.exists()]
    aside = Path(folder.name) / "aside"
    if logs:
        aside.mkdir()
        (aside / copy.name).write_bytes(copy.read_bytes())
    try:
        _without_strange_journal(copy)
        about, format_then = _proved(copy, path)
    except (FileRefused, *TROUBLE) as error:
        if not logs or isinstance(error, keys.NeedsPassphrase):
            raise
        backup.discard(copy)
        (aside / copy.name).replace(copy)
        about, format_then = _proved(copy, path)
        problems = (
            Text(N_("The newest changes of {name} could not be read: its log is damaged."), {"name": path.name}),
        )
    if format_then < FORMAT:
        migrate.transform(copy, format_then, path)
    _check_references(copy, path)
    rep_id, rep, newest = _who(copy)
    whole = not problems and "part_of" not in about
    return Foreign(path, copy, stamp, digest, about["file_id"], about, rep_id, rep, newest, whole, problems, folder)


def _proved(copy: Path, path: Path) -> tuple[dict[str, str], int]:
    """What the copy says of itself and its format, once every look at it was good. Raises FileRefused."""
    file_format = gate.admit(copy).format
    with raw(copy, "rw") as conn:  # its log is played in, and the copy is one file
        conn.execute("PRAGMA journal_mode=DELETE").fetchall()
    engine = engine_for(copy, "ro")
    try:
        with engine.connect() as conn, _hurried(conn, _deadline(copy), path):
            conn.exec_driver_sql("PRAGMA trusted_schema=OFF")
            conn.exec_driver_sql("PRAGMA cell_size_check=ON")
            conn.exec_driver_sql("PRAGMA mmap_size=0")
            about = gate.known_schema(conn, path, file_format)
            columns = _columns(conn)
            for table, names in columns.items():
                if _wrong_cells(conn, table, names):
                    raise _damaged(path)
            if conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok":
                raise _damaged(path)
            for table, names in columns.items():
                _read_texts(conn, table, names)
    finally:
        engine.dispose()
    return about, file_format


@contextlib.contextmanager
def _hurried(conn: Connection, deadline: float, path: Path) -> Iterator[None]:
    """A file that keeps SQLite busy for longer than an honest one of its size is given up."""
    late = False

    def look() -> bool:
        nonlocal late
        late = time.monotonic() > deadline
        return late

    own: Any = conn.connection.driver_connection
    own.set_progress_handler(look, 100_000)
    try:
        yield
    except TROUBLE as error:
        if late:
            raise FileRefused(
                N_("Looking through {name} takes too long: it is not built like a SalesDesk file."), name=path.name
            ) from error
        raise
    finally:
        own.set_progress_handler(None, 0)


def _columns(conn: Connection) -> dict[str, list[str]]:
    """The tables with text of people's, and their stored columns, as the fingerprint has proved them to be.

    What is kept of figures is looked at when it is read (`store.read.shelf`).
    """
    rows = conn.exec_driver_sql(
        "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_xinfo(t.name) c"
        " WHERE t.type = 'table' AND c.hidden = 0 AND t.name NOT LIKE 'note%' AND t.name != 'kept'"
        " ORDER BY t.name, c.cid"
    )
    found: dict[str, list[str]] = {}
    for table, column in rows:
        found.setdefault(table, []).append(column)
    return found


def _wrong_cells(conn: Connection, table: str, names: list[str]) -> bool:
    """Whether any cell is of another type than its column, or larger than anything that people write."""
    kinds = {kind.value: TABLES[kind] for kind in Kind}
    known: Mapping[str, Column[Any]] = dict(kinds[table].columns.items()) if table in kinds else {}
    tests = [f'octet_length("{name}") > {MOST_CELL}' for name in names]
    for name in names:
        if table in kinds and name in known:
            tests.append(f'typeof("{name}") NOT IN ({fitting(known[name])})')
        elif name not in _ANY.get(table, ()):
            tests.append(f'"{name}" IS NOT NULL AND typeof("{name}") != \'{_journal_type(table, name)}\'')
        if table in kinds and name in known and isinstance(known[name].type, IdType):
            tests.append(f'"{name}" IS NOT NULL AND octet_length("{name}") != 16')
    return bool(conn.exec_driver_sql(f'SELECT 1 FROM "{table}" WHERE {" OR ".join(tests)} LIMIT 1').first())


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


def _journal_type(table: str, name: str) -> str:
    if (table, name) in _NUMBERS:
        return "integer"
    return "blob" if (table, name) in _BYTES else "text"


def _read_texts(conn: Connection, table: str, names: list[str]) -> None:
    """Read every text once: one that is no UTF-8 raises here, not in the middle of the work."""
    texts = "||char(10)||".join(f"CASE typeof(\"{name}\") WHEN 'text' THEN \"{name}\" ELSE '' END" for name in names)
    if table == "change":  # births are many and hold no text
        rows = conn.exec_driver_sql(
            "SELECT tbl, col, old, new FROM change WHERE typeof(old) = 'text' OR typeof(new) = 'text'"
            " UNION ALL SELECT * FROM (SELECT DISTINCT tbl, col, 0, 0 FROM change)"
        )
        while rows.fetchmany(1000):
            pass
        return
    own: Any = conn.connection.driver_connection
    cursor = own.execute(f'SELECT {texts} FROM "{table}"')
    while cursor.fetchmany(1000):
        pass


def _check_references(copy: Path, path: Path) -> None:
    """Refuse a file with rows that belong to nothing, or that came into it past its history."""
    engine = engine_for(copy, "ro")
    try:
        with engine.connect() as conn, _hurried(conn, _deadline(copy), path):
            if next(check.mistakes(conn), None):
                raise _damaged(path)
    finally:
        engine.dispose()


def _deadline(copy: Path) -> float:
    return time.monotonic() + PATIENCE + copy.stat().st_size / BYTES_A_SECOND


def _who(copy: Path) -> tuple[Id | None, str, int]:
    """Whose file it is, by id and by name, and the stamp of its last action."""
    with raw(copy, "ro") as conn:
        pk = natural_id(Kind.SETTING, "own_rep")
        row = conn.execute(
            "SELECT rep.id, rep.name FROM setting JOIN rep ON setting.value = json_quote(lower(hex(rep.id)))"
            " WHERE setting.id = ?",
            (pk,),
        ).fetchone()
        newest = conn.execute("SELECT coalesce(max(hlc), 0) FROM txn").fetchone()[0]
    return (bytes(row[0]), str(row[1]), int(newest)) if row else (None, "", int(newest))


def _copied(path: Path, copy: Path, step: Step | None) -> tuple[Stamp, str]:
    """Copy a file with its logs as of one moment; what it looked like, and its digest. Raises TimeoutError, OSError."""
    for _attempt in range(ATTEMPTS):
        backup.discard(copy)
        before, digest, done = stamp_of(path), hashlib.sha256(), 0
        total = sum(size for size, _when in before)
        for part, target in zip(_parts(path), _parts(copy), strict=True):
            if not part.exists():
                continue
            with target.open("xb") as out:
                for piece in _pieces(part):
                    digest.update(piece)
                    out.write(piece)
                    done += len(piece)
                    if step:
                        step(done, max(total, done))
        if stamp_of(path) == before and (_rested(before) or _same_still(path, digest.hexdigest(), before)):
            return before, digest.hexdigest()
        time.sleep(SETTLED * random.random())
    raise TimeoutError("busy")


def _pieces(part: Path) -> Iterator[bytes]:
    """The bytes of a file, which is looked at once more when it is open: a pipe put in its place is not waited for."""
    handle = os.open(part, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise FileRefused(
                N_("{name} is not an ordinary file. Choose a file that ends in .salesdesk."), name=part.name
            )
        left = MOST_BYTES
        while left > 0 and (piece := file.read(PIECE)):
            left -= len(piece)
            yield piece


def _same_still(path: Path, digest: str, before: Stamp) -> bool:
    """Of a file that is being written: whether it is, read once more, still what was copied."""
    return digest_of(path) == digest and stamp_of(path) == before


def _rested(stamp: Stamp) -> bool:
    now = time.time_ns()
    return not any(0 <= now - when < SETTLED * 1e9 for _size, when in stamp)


def _without_strange_journal(copy: Path) -> None:
    journal = _parts(copy)[2]
    if journal.exists() and journal.read_bytes()[-8:] == _SUPER:
        raise _damaged(copy)


def _check_size(path: Path) -> int:
    """Bytes of a file with its logs. Raises FileRefused: none, or too many."""
    gate.regular_size(path)
    total = sum(size for size, _when in stamp_of(path))
    if total > MOST_BYTES:
        raise FileRefused(
            N_("{name} is larger than any SalesDesk file ({size} MB). It was not opened."),
            name=path.name,
            size=total // 1_000_000,
        )
    if not held_here(path):
        with contextlib.suppress(keys.NeedsPassphrase):  # asked for when the copy is opened
            gate.admit(path)
    return total


def _parts(path: Path) -> tuple[Path, Path, Path]:
    return path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-journal")


def _look(part: Path) -> tuple[int, int]:
    try:
        about = part.stat()
    except OSError:
        return 0, 0
    return about.st_size, about.st_mtime_ns


def _damaged(path: Path) -> FileRefused:
    return FileRefused(N_("{name} is damaged. Nothing was changed; ask for it once more."), name=path.name)
