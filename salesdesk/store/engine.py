"""How SQLite is reached, and what its complaints mean to a salesperson."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import keys
from salesdesk.store.keys import FileKey

BUSY_MILLIS = 5_000

TROUBLE = (DBAPIError, driver.Error, OSError, UnicodeError, MemoryError)
"""What the database library and the file system raise (the last two for hostile files); `refusal` puts it in words."""


_HELD_ON_WINDOWS = (32, 33)
"""What Windows says of a file, or a part of it, that another program has open."""


class PlaceReadOnly(FileRefused):
    """The file can be read but not written where it lies: offer to open it for reading only."""


def engine_for(path: Path, mode: str, key: FileKey | None = None) -> Engine:
    """SQLAlchemy's door to a file. `mode`: ro, rw (must exist), rwc (is made). Raises NeedsPassphrase.

    `key` is that of a file yet to be made; an existing one has its own.
    """
    key = key or keys.key_of(path)
    # isolation_level None: the driver never begins a transaction of its own; `DeskFile.writing` does, explicitly.
    return create_engine(
        "sqlite://",
        module=driver,
        poolclass=NullPool,
        creator=lambda: _connect(path, mode, key, check_same_thread=False),
        skip_autocommit_rollback=True,
        hide_parameters=True,  # what a user wrote does not belong into a log
    ).execution_options(isolation_level="AUTOCOMMIT")


@contextlib.contextmanager
def raw(path: Path, mode: str, key: FileKey | None = None) -> Iterator[Any]:
    """The driver's own connection, for copying, checking and the like; closed afterwards. Raises NeedsPassphrase.

    `key` is that of a file yet to be made; an existing one has its own.
    """
    conn = _connect(path, mode, key or keys.key_of(path))
    try:
        conn.execute(f"PRAGMA busy_timeout={BUSY_MILLIS}")
        conn.execute("PRAGMA trusted_schema=OFF")
        yield conn
    finally:
        conn.close()


def _connect(path: Path, mode: str, key: FileKey | None, **how: Any) -> Any:
    conn = driver.connect(uri_of(path, mode), uri=True, isolation_level=None, **how)
    conn.execute("PRAGMA cipher_log_level=NONE")
    if key:
        conn.execute(f"PRAGMA key={key.pragma}")
        conn.execute(f"PRAGMA cipher_plaintext_header_size={keys.PLAIN_BYTES}")
        conn.execute("PRAGMA temp_store=MEMORY")
    return conn


def uri_of(path: Path, mode: str) -> str:
    """A file's address; names with ?, # and % come through unharmed."""
    return f"{path.resolve().as_uri()}?mode={mode}"


def damage(error: BaseException, path: Path) -> FileDamaged | None:
    """What to say of an error that SQLite raised because a file is damaged; None for any other."""
    if not isinstance(error, DBAPIError | driver.Error):
        return None
    if "disk i/o" in str(getattr(error, "orig", error)).lower():
        return FileDamaged(
            N_(
                "{name} cannot be read any more: its disk, stick or share is gone or faulty. What was saved is not"
                " changed; bring it back and open the file again, or go on with a backup."
            ),
            name=path.name,
        )
    found = refusal(error, path)
    return found if isinstance(found, FileDamaged) else None


def refusal(error: Exception, path: Path) -> FileRefused:
    """The sentence a salesperson understands, for what the file system or SQLite said."""
    said = str(getattr(error, "orig", error)).lower()
    if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
        return FileRefused(
            N_("The name “{name}…” is too long for this place. Nothing was changed; choose a shorter one."),
            name=path.name[:20],
        )
    if any(word in said for word in ("disk is full", "no space", "quota", "file too large")):
        return FileRefused(N_("The disk is full. Nothing was changed; free some space and try again."))
    no_room = "unable to open" in said and path.exists() and not os.access(path.parent, os.W_OK)
    in_use = getattr(error, "winerror", None) in _HELD_ON_WINDOWS
    forbidden = isinstance(error, PermissionError) and not in_use
    if "readonly" in said or "read-only" in said or forbidden or no_room:
        return PlaceReadOnly(
            N_(
                "{name} cannot be written where it lies: the place is read-only. Nothing was changed;"
                " open it for reading only, or copy it into a folder of your own."
            ),
            name=path.name,
        )
    if "locked" in said or "busy" in said or isinstance(error, TimeoutError) or in_use:
        return FileRefused(
            N_("{name} is being used by another program. Nothing was changed; try again."), name=path.name
        )
    if "disk i/o" in said:
        return FileRefused(
            N_("The disk cannot be written: it is full or faulty. Nothing was changed; look at it and try again.")
        )
    garbled = isinstance(error, UnicodeError | MemoryError)
    if garbled or any(word in said for word in ("not a database", "malformed", "corrupt", "decode", "no such")):
        return FileDamaged(N_("{name} is damaged. Nothing was changed; restore a backup."), name=path.name)
    if "unable to open" in said or isinstance(error, OSError):
        return FileRefused(
            N_(
                "{name} cannot be opened: the place does not exist or may not be used. Nothing was changed;"
                " choose another place."
            ),
            name=path.name,
        )
    return FileRefused(
        N_("{name} cannot be used: {problem}. Nothing was changed; restore a backup."), name=path.name, problem=said
    )
