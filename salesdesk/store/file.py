"""The open file: one connection, one writing session, and the modes that make saved mean on disk."""

from __future__ import annotations

import contextlib
import platform
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, NullPool, create_engine
from sqlalchemy.exc import DatabaseError, OperationalError

from salesdesk import __version__
from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.domain.text import N_
from salesdesk.store.clock import HybridClock
from salesdesk.store.ids import IdMaker, new_prefix
from salesdesk.store.lock import FileLock
from salesdesk.store.schema import APPLICATION_ID, FORMAT, create_schema

BUSY_MILLIS = 5_000


class DeskFile:
    """A `.salesdesk` file, open. Use it in the thread that opened it; a job opens its own with `second()`."""

    def __init__(self, path: Path, *, read_only: bool, lock: FileLock | None) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = lock
        self.engine = _engine(path, read_only)
        self.conn: Connection = self.engine.connect()
        try:
            self._set_modes()
            about: dict[str, str] = dict(self.conn.exec_driver_sql("SELECT key, value FROM about").tuples().all())
        except DatabaseError:
            self.conn.close()
            self.engine.dispose()
            raise
        self.file_id: str = about["file_id"]
        self.ids = IdMaker(int(about["prefix"]))
        self.act = secrets.randbits(62)
        last = self.conn.exec_driver_sql("SELECT max(last_hlc) FROM actor").scalar() or 0
        self.clock = HybridClock(last)
        self._introduced = False

    @classmethod
    def create(cls, path: Path) -> DeskFile:
        """A new, empty file. Raises FileRefused if something already lies there or the place cannot be written."""
        if path.exists():
            raise FileRefused(N_("{name} exists already. Choose another name."), name=path.name)
        lock = FileLock.take(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _create(path)
            return cls(path, read_only=False, lock=lock)
        except (DatabaseError, OSError) as error:
            lock.release()
            raise refusal(error, path) from error

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False) -> DeskFile:
        """Open a file that has passed `gate.admit`. Raises FileRefused when another program has it open for writing."""
        lock = None if read_only else FileLock.take(path)
        try:
            return cls(path, read_only=read_only, lock=lock)
        except DatabaseError as error:
            if lock:
                lock.release()
            raise refusal(error, path) from error

    def second(self) -> DeskFile:
        """Another connection to the same file for a job's thread, with its own writing session."""
        return DeskFile(self.path, read_only=self.read_only, lock=None)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, begun at once (BEGIN IMMEDIATE): all of it is on disk afterwards, or nothing."""
        if self.read_only:
            raise Refused(N_("This file is open for reading only; nothing was changed."))
        try:
            self.conn.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                self._introduce()
                yield self.conn
                self.conn.exec_driver_sql("COMMIT")
            except BaseException:
                self._introduced = False
                with contextlib.suppress(DatabaseError):  # SQLite has rolled back by itself when the disk is full
                    self.conn.exec_driver_sql("ROLLBACK")
                raise
        except OperationalError as error:
            raise refusal(error, self.path) from error

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file; called when idle."""
        if not self.read_only:
            self.conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()

    def close(self) -> None:
        """Close; a file that nobody else holds is then one file again."""
        if not self.read_only and self._lock:
            with contextlib.suppress(OperationalError):  # a job still reads: the next close folds the log in
                self.conn.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
                self.conn.exec_driver_sql("PRAGMA journal_mode=DELETE").all()
        self.conn.close()
        self.engine.dispose()
        if self._lock:
            self._lock.release()
            self._lock = None

    def _set_modes(self) -> None:
        run = self.conn.exec_driver_sql
        run("PRAGMA cipher_log_level=NONE")
        run(f"PRAGMA busy_timeout={BUSY_MILLIS}")
        run("PRAGMA trusted_schema=OFF")
        run("PRAGMA cache_size=-65536")
        if self.read_only:
            run("PRAGMA query_only=ON")
        else:
            run("PRAGMA journal_mode=WAL").all()
            run("PRAGMA synchronous=FULL")

    def _introduce(self) -> None:
        """Name the writing session in the file, once, together with its first change."""
        if self._introduced:
            return
        self.conn.exec_driver_sql(
            "INSERT INTO actor(id, who, device, app, started, last_hlc) VALUES (?, ?, ?, ?, ?, 0)"
            " ON CONFLICT DO NOTHING",
            (self.act, self.own_name(), platform.node(), __version__, datetime.now(UTC).isoformat(timespec="seconds")),
        )
        self._introduced = True

    def own_name(self) -> str:
        """Name of the rep whose file this is ('' in a file without one)."""
        name = self.conn.exec_driver_sql(
            "SELECT rep.name FROM setting JOIN rep ON setting.value = json_quote(lower(hex(rep.id)))"
            " WHERE setting.key = 'own_rep'"
        ).scalar()
        return str(name or "")


def _engine(path: Path, read_only: bool) -> Engine:
    mode = "ro" if read_only else "rw"
    return _engine_for(f"{path.resolve().as_uri()}?mode={mode}")


def _engine_for(uri: str) -> Engine:
    # isolation_level None: the driver never begins a transaction of its own; `writing` does, explicitly.
    return create_engine(
        "sqlite://",
        module=driver,
        poolclass=NullPool,
        creator=lambda: driver.connect(uri, uri=True, isolation_level=None, check_same_thread=False),
        skip_autocommit_rollback=True,
    ).execution_options(isolation_level="AUTOCOMMIT")


def _create(path: Path) -> None:
    engine = _engine_for(f"{path.resolve().as_uri()}?mode=rwc")
    try:
        with engine.connect() as conn:
            conn.exec_driver_sql("PRAGMA cipher_log_level=NONE")
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            create_schema(conn)
            conn.exec_driver_sql(
                "INSERT INTO about VALUES ('file_id', ?), ('prefix', ?)", (secrets.token_hex(8), str(new_prefix()))
            )
            conn.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            conn.exec_driver_sql(f"PRAGMA user_version={FORMAT}")
            conn.exec_driver_sql("COMMIT")
    finally:
        engine.dispose()


def refusal(error: Exception, path: Path) -> FileRefused:
    """The sentence a salesperson understands, for what the file system or SQLite said."""
    said = str(getattr(error, "orig", error)).lower()
    if "disk is full" in said or "no space" in said:
        return FileRefused(N_("The disk is full. Nothing was changed; free some space and try again."))
    if "readonly" in said or "read-only" in said or isinstance(error, PermissionError):
        return FileRefused(N_("{name} cannot be written here: the place is read-only."), name=path.name)
    if "locked" in said or "busy" in said:
        return FileRefused(
            N_("{name} is being used by another program. Nothing was changed; try again."), name=path.name
        )
    if "not a database" in said or "malformed" in said:
        return FileRefused(N_("{name} is damaged. Nothing was changed; restore a backup."), name=path.name)
    if "unable to open" in said or isinstance(error, OSError):
        return FileRefused(N_("{name} cannot be opened: the place does not exist or may not be used."), name=path.name)
    return FileRefused(N_("{name} cannot be used: {problem}"), name=path.name, problem=said)
