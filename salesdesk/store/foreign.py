"""Somebody else's file: brought to a private copy, looked through, and only then read. The file itself is only read.

Nothing of theirs is ever run: the gate knows the schema by its fingerprint before the copy is asked for anything.
The order of the looks is that of the gate, then sizes and types of every cell, then every page and reference.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import stat
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_, Text
from salesdesk.store import backup, gate, keys, migrate, proof, team_rows
from salesdesk.store.engine import TROUBLE, engine_for, raw, refusal
from salesdesk.store.ids import natural_id
from salesdesk.store.lock import held_here
from salesdesk.store.proof import Step
from salesdesk.store.scratch import Scratch

MOST_BYTES = 4_000_000_000
"""A larger file is refused before a byte of it is copied."""
CACHE = 65_536
"""KiB of pages that the proof of a copy may keep in memory."""
PIECE = 4_000_000
LONGEST_NAME = 1_000
"""Letters of a rep's name that are read before anything else is."""
SIDE_BY_SIDE = min(4, os.cpu_count() or 1)
"""Files that are brought at once; each may need some hundred megabytes of memory at the worst."""
ATTEMPTS = 50
SETTLED = 0.03
"""Seconds that a file must have rested for its times to be trusted: some systems count time in hundredths.
One that is written more often is read twice."""

Stamp = tuple[tuple[int, int], ...]
"""Size and time of change of the file and its logs."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A private copy of somebody's file, proved sound, in this format. `with` it, or `drop` it when done.

    `source` is their file and `stamp` what it looked like; `digest` the SHA-256 of what was copied. `newest` is the
    stamp of the last action in it. `whole`: it holds all that its history speaks of (not so for a part handed out,
    or where its newest changes could not be read). `problems`: what its user should know. `says`: its
    row among those of a team, told beforehand (`team_rows`).
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
    folder: Scratch
    says: str = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.drop()

    def drop(self) -> None:
        """Remove the copy."""
        self.folder.drop()


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


def holds(path: Path, digest: str, step: Step | None = None) -> bool:
    """Whether a file is still what was copied, whatever its time says. Raises FileRefused."""
    return not held_here(path) and digest_of(path, step) == digest


def bring(path: Path, step: Step | None = None, *, to_merge: bool = False) -> Foreign:
    """Copy somebody's file into a folder of its own and prove it sound. Raises FileRefused, NeedsPassphrase.

    The file may be in use: the copy is that of one moment. An older format is upgraded on the copy; where the log
    beside it breaks the file, it is read without its log, which `problems` then says.

    `to_merge`: nothing but a merge reads the copy, which then need not be able to log what is written into it.
    """
    _check_size(path)
    keys.key_of(path)  # nothing is copied that cannot be read
    folder = Scratch()
    try:
        brought = _brought(path, folder, step)
        if to_merge:
            _lighten(brought.path)
        return brought
    except BaseException as error:
        folder.drop()
        if isinstance(error, keys.NeedsPassphrase):  # of the copy; the key is that of the file
            raise keys.NeedsPassphrase(path) from None
        if isinstance(error, TROUBLE):
            raise refusal(error, path) from error
        raise


class Bringing:
    """Several files brought side by side, each ready, or nearly so, when its turn comes. `with` it.

    SQLite, the disk and the digest do not hold up one another. What nobody has asked for is dropped at the end.
    """

    def __init__(self, paths: Iterable[Path], *, to_merge: bool = False) -> None:
        self._to_merge = to_merge
        wanted = list(dict.fromkeys(paths))
        self._stop = threading.Event()
        self._parts: dict[Path, tuple[int, int]] = {}
        self._pool = ThreadPoolExecutor(SIDE_BY_SIDE, "bringing") if len(wanted) > 1 else None
        self._coming: dict[Path, Future[Foreign]] = {}
        if self._pool:
            self._coming = {path: self._pool.submit(self._one, path) for path in wanted}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        for future in self._coming.values():
            future.cancel()
        if self._pool:
            self._pool.shutdown()
        for future in self._coming.values():
            if not future.cancelled() and not future.exception():
                future.result().drop()
        self._coming.clear()

    def bring(self, path: Path, step: Step | None = None) -> Foreign:
        """As `bring` does it, which it is where this file was not asked for before."""
        future = self._coming.get(path)
        if future is None:
            return bring(path, step, to_merge=self._to_merge)
        done = False
        while not done:
            if step:
                step(*self._parts.get(path, (0, 1)))
            done = bool(wait([future], proof.BREATH).done)
        del self._coming[path]
        return future.result()

    def _one(self, path: Path) -> Foreign:
        def step(done: int, total: int) -> None:
            self._parts[path] = (done, total)
            if self._stop.is_set():
                raise _Stopped

        return bring(path, step, to_merge=self._to_merge)


class _Stopped(Exception):
    """Nobody waits for this file any more."""


def _brought(path: Path, folder: Scratch, step: Step | None) -> Foreign:
    copy = folder.path / path.name
    watch = proof.Watch(path, sum(size for size, _when in stamp_of(path)), step)
    if held_here(path):  # only SQLite may read what this program has open
        stamp = stamp_of(path)  # first: what is written meanwhile may be in the copy, and is looked for again
        backup.copy_database(path, copy)
        digest = backup.sha256_of(copy)
    else:
        stamp, digest = _copied(path, copy, watch)
    problems: tuple[Text, ...] = ()
    logged = any(size for size, _when in map(_look, _parts(copy)[1:]))
    aside = folder.path / "aside"
    if logged:
        aside.mkdir()
        shutil.copyfile(copy, aside / copy.name)
    try:
        if gate.speaks_of_others(copy):
            raise proof.damaged(copy)
        about, whose, says = _proved(copy, path, watch)
    except (FileRefused, *TROUBLE) as error:
        if not logged or isinstance(error, keys.NeedsPassphrase):
            raise
        backup.discard(copy)
        (aside / copy.name).replace(copy)
        about, whose, says = _proved(copy, path, watch)
        problems = (
            Text(N_("The newest changes of {name} could not be read: its log is damaged."), {"name": path.name}),
        )
    watch.done()
    whole = not problems and "part_of" not in about
    return Foreign(path, copy, stamp, digest, about["file_id"], about, *whose, whole, problems, folder, says)


def _lighten(copy: Path) -> None:
    """Take the triggers out: nine tenths of what SQLite reads of a file before it attaches it."""
    with raw(copy, "rw") as conn:
        conn.execute("PRAGMA synchronous=OFF")
        conn.execute("PRAGMA writable_schema=ON")
        conn.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")


def _proved(copy: Path, path: Path, watch: proof.Watch) -> tuple[dict[str, str], tuple[Id | None, str, int], str]:
    """What the copy says of itself and whose it is, once every look at it was good. Raises FileRefused."""
    admission = gate.admit(copy)
    if admission.log:
        with raw(copy, "rw") as conn:  # its log is played in, and the copy is one file
            conn.execute("PRAGMA synchronous=OFF")
            conn.execute("PRAGMA journal_mode=DELETE").fetchall()
    with _reading(copy, watch) as conn:
        about = gate.known_schema(conn, path, admission.format)
        proof.look_through(conn, path, copy.stat().st_size, watch)
        if not admission.outdated:
            proof.look_for_references(conn, path, watch)
            return about, _who(conn), team_rows.told(conn.connection.driver_connection)
    migrate.transform(copy, admission.format, path)
    with _reading(copy, watch) as conn:
        proof.look_for_references(conn, path, watch)
        return about, _who(conn), ""


@contextlib.contextmanager
def _reading(copy: Path, watch: proof.Watch) -> Iterator[Connection]:
    """One connection for all looks: a page is read, and deciphered, once."""
    engine = engine_for(copy, "ro")
    try:
        with engine.connect() as conn, watch.over(conn):
            for setting in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", f"cache_size=-{CACHE}"):
                conn.exec_driver_sql(f"PRAGMA {setting}")
            yield conn
    finally:
        engine.dispose()


def _who(conn: Connection) -> tuple[Id | None, str, int]:
    """Whose file it is, by id and by name, and the stamp of its last action."""
    row = conn.exec_driver_sql(
        f"SELECT rep.id, substr(rep.name, 1, {LONGEST_NAME}) FROM setting"
        " JOIN rep ON setting.value = json_quote(lower(hex(rep.id))) WHERE setting.id = ?",
        (natural_id(Kind.SETTING, "own_rep"),),
    ).first()
    newest = int(conn.exec_driver_sql("SELECT coalesce(max(hlc), 0) FROM txn").scalar_one())
    return (bytes(row[0]), str(row[1]), newest) if row else (None, "", newest)


def _copied(path: Path, copy: Path, watch: proof.Watch) -> tuple[Stamp, str]:
    """Copy a file with its logs as of one moment; what it looked like, and its digest. Raises TimeoutError, OSError."""
    for _attempt in range(ATTEMPTS):
        backup.discard(copy)
        before, digest, done = stamp_of(path), hashlib.sha256(), 0
        for part, target in zip(_parts(path), _parts(copy), strict=True):
            if not part.exists():
                continue
            with target.open("xb") as out:
                for piece in _pieces(part):
                    digest.update(piece)
                    out.write(piece)
                    done += len(piece)
                    watch.copied(done)
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
        with contextlib.suppress(keys.NeedsPassphrase):  # a digest needs none
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
