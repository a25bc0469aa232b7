"""The open file: one connection, one writing session, and the modes that make saved mean on disk."""

from __future__ import annotations

import contextlib
import os
import platform
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, OperationalError

from salesdesk import __version__
from salesdesk.domain.errors import FileDamaged, FileRefused, Refused
from salesdesk.domain.text import N_
from salesdesk.store import backup, gate, keys, migrate, newer, protection
from salesdesk.store.clock import HybridClock
from salesdesk.store.engine import BUSY_MILLIS, TROUBLE, engine_for, raw, refusal
from salesdesk.store.ids import IdMaker, new_prefix
from salesdesk.store.lock import FileLock, held_here
from salesdesk.store.schema import APPLICATION_ID, FORMAT, create_schema, say_readable
from salesdesk.store.scratch import Scratch

ENDINGS = ("", "-wal", "-journal")
"""The parts of a database that carry what was written."""


class Partly(StrEnum):
    """Why what is shown is not the whole file."""

    NOT = ""
    NEWER = "newer"
    DAMAGED = "damaged"


class FileGone(FileRefused):
    """The open file is no longer where it was opened: what was done so far can still be saved elsewhere."""


class PrivateCopy:
    """A copy in a folder of its own, for reading what cannot be read in its place; gone when it is dropped."""

    def __init__(self, path: Path, fill: Callable[[Path, Path], object] | None = None) -> None:
        self._folder = Scratch()
        self.path = self._folder.path / path.name
        try:
            (fill or _copy_with_log)(path, self.path)
        except BaseException:
            self.drop()
            raise

    def drop(self) -> None:
        """Remove the copy."""
        self._folder.drop()


class DeskFile:
    """A `.salesdesk` file, open. Use it in the thread that opened it; a job opens its own with `second()`.

    `path` is the user's file; `place` is where the database lies: somewhere else only for a file that can neither be
    written nor read in its own place, of which a private copy is read. `partly` says why not all of it is shown (a
    newer file, the rest of a damaged one); then nobody may take it for the file itself.
    """

    def __init__(self, path: Path, *, read_only: bool, lock: FileLock | None, copy: PrivateCopy | None = None) -> None:
        self.path = path
        self.place = copy.path if copy else path
        self.read_only = read_only
        self.upgraded_from: Path | None = None
        self.partly = Partly.NOT
        self._lock = lock
        self._copy = copy
        self.key = keys.key_of(self.place)
        self.engine = engine_for(self.place, "ro" if read_only else "rw")
        keys.opened(self.place, self.key)
        try:
            self.conn: Connection = self.engine.connect()
        except BaseException:
            keys.closed(self.place)
            raise
        try:
            self._set_limits()
            about = gate.known_schema(self.conn, path)
            self._set_modes()
        except BaseException:
            self._hang_up()
            raise
        self.run: Callable[..., Any] = self._driver().execute
        """The driver's own `execute(statement, parameters)`: what is done at each change is done without ceremony."""
        self.run_many: Callable[..., Any] = self._driver().executemany
        self.about = about
        self.file_id = about["file_id"]
        self.ids = IdMaker(int(about["prefix"]))
        self.act = secrets.randbits(62)
        last = self.conn.exec_driver_sql(
            "SELECT max(coalesce((SELECT max(last_hlc) FROM actor), 0), coalesce((SELECT max(hlc) FROM txn), 0))"
        ).scalar_one()
        self.clock = HybridClock(last)
        self._introduced = False
        self._mark = _mark_of(self.place)
        self.missed: Callable[[], object] = bool
        """Called when the file turns out to be gone."""

    @classmethod
    def create(cls, path: Path) -> DeskFile:
        """A new, empty file. Raises FileRefused if something already lies there or the place cannot be written."""
        if path.exists() or path.is_symlink():
            raise FileRefused(N_("{name} exists already. Choose another name."), name=path.name)
        lock = FileLock.take(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path)
            return cls(path, read_only=False, lock=lock)
        except TROUBLE as error:
            lock.release()
            _remove_half_made(path)
            raise refusal(error, path) from error

    @classmethod
    def open(cls, path: Path, now: datetime | None = None, *, read_only: bool = False) -> DeskFile:
        """Open a file through the gate; one of an older format is upgraded first, its backup is `upgraded_from`.

        Raises FileRefused: not a file of ours, damaged, newer, in use; PlaceReadOnly (of the same kind) where
        opening it for reading only would work.
        """
        gate.regular_size(path)
        if read_only:
            return cls.open_to_read(path)
        lock = FileLock.take(path)
        try:
            protection.tidy(path)
            admission = gate.admit(path)
            _refuse_strange_journal(path)
            kept = migrate.upgrade(path, admission.format, now or datetime.now(UTC)) if admission.outdated else None
            file = cls(path, read_only=False, lock=lock)
            protection.tidy_backups(file.file_id)
        except BaseException as error:
            lock.release()
            if isinstance(error, TROUBLE):
                raise refusal(error, path) from error
            raise
        file.upgraded_from = kept
        return file

    @classmethod
    def open_to_read(cls, path: Path) -> DeskFile:
        """Open a file that will not be changed, nor anything beside it; a newer one as far as this program knows it.

        Raises FileRefused.
        """
        copy = None
        try:
            if not held_here(path):
                try:
                    admission = gate.admit(path)
                except gate.FileNewer:
                    return cls._look_at_newer(path)
                _refuse_strange_journal(path)
                logged = admission.log and not os.access(path.parent, os.W_OK)
                if admission.outdated or logged or gate.beside(path, "-journal"):  # it cannot be played in by a reader
                    copy = PrivateCopy(path)
                    if admission.outdated:
                        migrate.transform(copy.path, admission.format, path)
            return cls(path, read_only=True, lock=None, copy=copy)
        except BaseException as error:
            if copy:
                copy.drop()
            if isinstance(error, TROUBLE):
                raise refusal(error, path) from error
            raise

    @property
    def holds(self) -> bool:
        """Whether this is the connection that opened the file for writing, not one of its jobs."""
        return self._lock is not None

    @classmethod
    def _look_at_newer(cls, path: Path) -> DeskFile:
        keys.key_of(path)
        copy = PrivateCopy(path, _transcribed)
        try:
            file = cls(path, read_only=True, lock=None, copy=copy)
        except BaseException:
            copy.drop()
            raise
        file.partly = Partly.NEWER
        return file

    def second(self) -> DeskFile:
        """Another connection to the same file for a job's thread, with its own writing session."""
        other = DeskFile(self.place, read_only=self.read_only, lock=None)
        other.path, other.partly = self.path, self.partly
        return other

    def must_be_whole(self) -> None:
        """Raises FileRefused where not all of the file is shown: a copy of that would be taken for the file."""
        if self.partly is Partly.NEWER:
            raise FileRefused(
                N_("{name} was made by a newer SalesDesk and is only to be looked at. Update SalesDesk first."),
                name=self.path.name,
            )
        if self.partly is Partly.DAMAGED:
            raise FileRefused(
                N_("This is only what is left of {name}. Repair it first, or restore a backup."), name=self.path.name
            )

    def must_be_there(self) -> None:
        """Raises FileGone where the file was moved, deleted or replaced since it was opened: the system lets one go on
        writing into what has no name any more, and all of that would be lost."""
        if _mark_of(self.place) == self._mark:
            return
        self.missed()
        raise FileGone(
            N_(
                "{name} is no longer where it was: it was moved or deleted, or its drive is gone."
                " This last step was not saved; put the file back, or save it elsewhere."
            ),
            name=self.path.name,
        )

    def save_elsewhere(self, out: Path) -> None:
        """All that was done so far as a new file, also where the open one has no name any more. Raises FileRefused."""
        if out.exists() or out.is_symlink():
            raise FileRefused(N_("{name} exists already. Nothing was changed; choose another name."), name=out.name)
        part = out.with_name(f".{out.name}.part")
        try:
            backup.discard(part)
            with raw(part, "rwc", self.key) as new:
                self._driver().backup(new)
                new.execute("PRAGMA journal_mode=DELETE").fetchall()
                if new.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                    raise FileDamaged(N_("{name} is damaged. Nothing was changed; restore a backup."), name=out.name)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(out)
            backup.settle(out.parent)
        except TROUBLE as error:
            raise refusal(error, out) from error
        finally:
            backup.discard(part)

    @contextlib.contextmanager
    def writing(self, *, even_if_gone: bool = False) -> Iterator[Connection]:
        """One transaction, begun at once (BEGIN IMMEDIATE): all of it is on disk afterwards, or nothing.

        Raises FileGone where the file is no longer there; `even_if_gone` what is half typed is still kept in it, since
        it goes along when the file is saved elsewhere.
        """
        if self.read_only:
            raise Refused(N_("This file is open for reading only; nothing was changed."))
        if not even_if_gone:
            self.must_be_there()
        try:
            self.run("BEGIN IMMEDIATE")
            try:
                self._introduce()
                yield self.conn
                self.run("COMMIT")
            except BaseException:
                self._introduced = False
                with contextlib.suppress(driver.DatabaseError):  # SQLite rolls back by itself when the disk is full
                    self.run("ROLLBACK")
                raise
        except (OperationalError, driver.OperationalError) as error:
            raise refusal(error, self.path) from error

    def be_careless(self) -> None:
        """Do not wait for the disk: for a private file that is made anew after a crash."""
        self.conn.exec_driver_sql("PRAGMA synchronous=OFF")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file; called when idle."""
        if not self.read_only:
            self.conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def close(self) -> None:
        """Close; a file that nobody else holds is then one file again."""
        if not self.read_only and self._lock:
            with contextlib.suppress(DBAPIError):  # a job still reads: the next close folds the log in
                self.conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
                self.conn.exec_driver_sql("PRAGMA journal_mode=DELETE").all()
        self._hang_up()
        if self._lock:
            self._lock.release()
            self._lock = None
        if self._copy:
            self._copy.drop()

    def abandon(self) -> None:
        """Close a file that was only just made and could not be filled, and take it away."""
        self.close()
        _remove_half_made(self.path)

    def _hang_up(self) -> None:
        if not self.conn.closed:
            self.conn.close()
            self.engine.dispose()
            keys.closed(self.place)

    def _driver(self) -> Any:
        return self.conn.connection.driver_connection

    def _set_limits(self) -> None:
        run = self.conn.exec_driver_sql
        run(f"PRAGMA busy_timeout={BUSY_MILLIS}")
        run("PRAGMA trusted_schema=OFF")
        run("PRAGMA cache_size=-16384")

    def _set_modes(self) -> None:
        """The first thing that touches the file: only once it is known to be ours."""
        if self.read_only:
            self.conn.exec_driver_sql("PRAGMA query_only=ON")
        else:
            self.conn.exec_driver_sql("PRAGMA journal_mode=WAL").all()
            self.conn.exec_driver_sql("PRAGMA synchronous=FULL")

    def _introduce(self) -> None:
        """Name the writing session in the file, once, together with its first change.

        In a new file nobody has a name before that first change; then the next one tells it.
        """
        if self._introduced:
            return
        who = self.own_name()
        self.run(
            "INSERT INTO actor(id, who, device, app, started, last_hlc) VALUES (?, ?, ?, ?, ?, 0)"
            " ON CONFLICT(id) DO UPDATE SET who = excluded.who",
            (self.act, who, platform.node(), __version__, datetime.now(UTC).isoformat(timespec="seconds")),
        )
        self._introduced = bool(who)

    def own_name(self) -> str:
        """Name of the rep whose file this is ('' in a file without one)."""
        name = self.conn.exec_driver_sql(
            "SELECT rep.name FROM setting JOIN rep ON setting.value = json_quote(lower(hex(rep.id)))"
            " WHERE setting.key = 'own_rep'"
        ).scalar()
        return str(name or "")


def _mark_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one of the same name; None where there is none."""
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_dev, about.st_ino


def _create(path: Path) -> None:
    engine = engine_for(path, "rwc")
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            create_schema(conn)
            say_readable(conn)
            conn.exec_driver_sql(
                "INSERT INTO about VALUES ('file_id', ?), ('prefix', ?)", (secrets.token_hex(8), str(new_prefix()))
            )
            conn.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            conn.exec_driver_sql(f"PRAGMA user_version={FORMAT}")
            conn.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def _remove_half_made(path: Path) -> None:
    for ending in (*ENDINGS, "-shm"):
        with contextlib.suppress(OSError):
            path.with_name(path.name + ending).unlink(missing_ok=True)


def _copy_with_log(path: Path, target: Path) -> None:
    """Copy a file together with its log, unless it was written meanwhile; then once more. Raises OSError."""
    for _attempt in range(5):
        before = _stamps(path)
        for ending in ENDINGS:
            part = path.with_name(path.name + ending)
            if part.exists():
                shutil.copyfile(part, target.with_name(target.name + ending))
        if _stamps(path) == before:
            break
    else:
        raise TimeoutError("busy")
    with raw(target, "rw") as conn:  # the log is played in, and the copy is one file
        conn.execute("PRAGMA journal_mode=DELETE").fetchall()


def _refuse_strange_journal(path: Path) -> None:
    """Raises FileRefused where the journal beside a file would make SQLite remove another file."""
    if gate.speaks_of_others(path):
        raise gate.strange(path)


def _transcribed(path: Path, target: Path) -> None:
    """What this program knows of a newer file, read from a private copy of it."""
    _refuse_strange_journal(path)
    came = PrivateCopy(path)
    try:
        newer.transcribe(came.path, target, path)
    finally:
        came.drop()


def _stamps(path: Path) -> list[tuple[int, int]]:
    parts = [path.with_name(path.name + ending) for ending in ENDINGS]
    return [(part.stat().st_size, part.stat().st_mtime_ns) if part.exists() else (0, 0) for part in parts]
