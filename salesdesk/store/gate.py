"""The gate: what a file must be before it is opened as a SalesDesk file, each doubt a sentence of its own.

The order matters: cheap and harmless looks come first, and the database library sees a file only after its first
hundred bytes have been read as plain bytes. Whether every page is sound is a longer question (`check`).
"""

from __future__ import annotations

import re
import stat
import struct
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import keys
from salesdesk.store.engine import raw
from salesdesk.store.schema import APPLICATION_ID, FORMAT, fingerprint

MAGIC = b"SQLite format 3\x00"
HEADER = struct.Struct(">16sHBB4xII24xIi4xI20xI4x")
"""Of SQLite's header: magic, page size, write and read version, change counter, pages, text encoding, user version,
application id, change counter when the pages were counted (offsets 0, 16, 18, 19, 24, 28, 56, 60, 68, 92)."""

OTHERS = bytes.fromhex("d9d505f920a163d7")
"""How a rollback journal ends that speaks of other files."""
PAGE = 4_096
"""Bytes of a page in every file of ours."""
INNER_OR_LEAF = (5, 13)
"""What the tree of the schema begins with, right after the head."""

KNOWN = {
    1: "ecd323c4b8fe5689e68c90b2db46b61ccba61203f488ad5895500cc5800933ba",
    2: "80b15f0c0093020eed321a6c4f24ff658345e585237817cc351a5ea58569104f",
    3: "c44b9def073726ea02f499f6eab9a8090da7e6a632111f8ea795af986802cdde",
    4: "ca2182d282c313328c8bf74b8a2b7687af4ae95b21b86b4f3471fb19e0af5121",
    5: "01e1cae4eebeb83c553194e5a666162a07cfd2eccd505e55b823bc393c50ac09",
    6: "b348e850bb6372c6c87aaa0b4a909d9e3207dc190f296fcd23198da975adb0a6",
}
"""Format → fingerprint of its schema. A new format adds a line, a migration and a file in the tests."""

MOST_ABOUT = 1_000_000
"""Bytes that a file says of itself: read before anything else in it has been looked at."""
ABOUT = "CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
"""How the table of what a file says of itself is made, in every format."""
FILE_ID = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True, slots=True)
class Admission:
    """A file that may be opened. An older `format` must be upgraded first; `log` when SQLite keeps a log beside it."""

    format: int
    log: bool

    @property
    def outdated(self) -> bool:
        return self.format < FORMAT


class FileNewer(FileRefused):
    """A file of a newer SalesDesk: it is not changed, nor merged, nor published by this one; it may be looked at."""


class NotOurs(FileRefused):
    """A file that another program wrote, or that is not built like ours. Where ours once lay, it is damaged."""


def admit(path: Path) -> Admission:
    """Look at a file without opening it as a database. Raises FileRefused: what it is, and what to do;
    NeedsPassphrase, a kind of it, where the file is sound as far as can be seen and its key is not known.

    Never call this for a file that this process has open: reading it here would drop SQLite's locks on it.
    """
    size = regular_size(path)
    if size == 0:
        raise FileDamaged(
            N_("{name} is empty: copying or saving it went wrong. Copy it again, or restore a backup."), name=path.name
        )
    header = _header(path)
    if len(header) < HEADER.size or not header.startswith(MAGIC):
        raise FileDamaged(
            N_("{name} is not a SalesDesk file, or it is encrypted. Nothing was changed; choose another file."),
            name=path.name,
        )
    _magic, page, write, read, changes, pages, encoding, version, application, pages_at = HEADER.unpack(header)
    if application != APPLICATION_ID:
        raise NotOurs(
            N_("{name} belongs to another program; it is not a SalesDesk file. Nothing was changed."), name=path.name
        )
    if version > FORMAT:
        raise newer(path)
    page = 65536 if page == 1 else page
    sound = page >= 512 and page & (page - 1) == 0 and write in (1, 2) and read in (1, 2) and encoding == 1
    if version not in KNOWN or not sound:
        raise strange(path)
    log = beside(path, "-wal") or beside(path, "-journal")
    if not log and changes == pages_at and size < page * pages:
        raise FileDamaged(
            N_(
                "{name} is cut short: {missing} of {whole} bytes are missing."
                " Nothing was changed; copy it again, or restore a backup."
            ),
            name=path.name,
            missing=page * pages - size,
            whole=page * pages,
        )
    keys.key_of(path)
    return Admission(version, log or write == 2)


def size_by_header(path: Path) -> int:
    """How many bytes a file should have, by its own word; 0 where it does not say."""
    header = _header(path)
    if len(header) < HEADER.size or not header.startswith(MAGIC):
        return 0
    _magic, page, _write, _read, changes, pages, _encoding, _version, _application, pages_at = HEADER.unpack(header)
    return (65536 if page == 1 else page) * pages if changes == pages_at else 0


def may_be_read(path: Path) -> bool:
    """Whether something may still be had from a damaged file: its first page looks like that of one of ours."""
    try:
        head = _header(path, PAGE)
    except FileRefused:
        return False
    at = HEADER.size
    return (
        len(head) == PAGE and head[at] in INNER_OR_LEAF and 0 < int.from_bytes(head[at + 3 : at + 5], "big") < PAGE // 8
    )


def mend_head(copy: Path) -> None:
    """Write the head of a damaged copy anew where it is not that of one of ours; all files of ours have the same.

    Its format is left open: the schema tells it.
    """
    head = _header(copy, PAGE)
    if len(head) < PAGE:
        return
    magic, page, write, read, *_rest, encoding, version, application, _at = HEADER.unpack(head[: HEADER.size])
    reserved = keys.RESERVED if keys.slots_of(copy) else 0
    sound = page == PAGE and write in (1, 2) and read in (1, 2) and encoding == 1 and head[20] == reserved
    if magic == MAGIC and sound and version in KNOWN and application == APPLICATION_ID:
        return
    mode = 2 if beside(copy, "-wal") else 1
    pages = (copy.stat().st_size + PAGE - 1) // PAGE
    anew = struct.pack(
        ">16sHBBBBBBIIIIIIIIIIII20xII",
        *(MAGIC, PAGE, mode, mode, reserved, 64, 32, 32),
        *(1, pages, 0, 0, 1, 4, 0, 0, 1, FORMAT, 0, APPLICATION_ID, 1, 3_040_000),
    )
    with copy.open("rb+") as file:
        file.write(anew)


def about_of(path: Path) -> dict[str, str]:
    """What a file says of itself before all of it is proved; nothing of theirs is run. Raises FileRefused,
    NeedsPassphrase; SQLite's own errors."""
    admit(path)
    with raw(path, "ro") as conn:
        built = conn.execute("SELECT sql FROM sqlite_schema WHERE name = 'about'").fetchone()
        if not built or built[0] != ABOUT:  # a view, or a computed column, could be anything
            return {}
        said = conn.execute("SELECT sum(octet_length(key) + octet_length(value)) FROM about").fetchone()[0]
        if int(said or 0) > MOST_ABOUT:
            raise strange(path)
        return {str(key): str(value) for key, value in conn.execute("SELECT key, value FROM about")}


def known_schema(conn: Connection, path: Path, file_format: int = FORMAT) -> dict[str, str]:
    """What the file says of itself, once it is sure that it is built as its format is. Raises FileRefused."""
    if fingerprint(conn) != KNOWN[file_format]:
        raise strange(path)
    said = conn.exec_driver_sql("SELECT sum(octet_length(key) + octet_length(value)) FROM about").scalar()
    if int(said or 0) > MOST_ABOUT:
        raise strange(path)
    about = {row[0]: row[1] for row in conn.exec_driver_sql("SELECT key, value FROM about")}
    # The id names a folder of backups and the prefix goes into every id: neither may be anything else.
    if not FILE_ID.fullmatch(str(about.get("file_id"))) or not str(about.get("prefix")).isdecimal():
        raise strange(path)
    return about


def format_of(path: Path) -> int:
    """The format of a file, by its own word."""
    return int(HEADER.unpack(_header(path))[7])


def newer(path: Path) -> FileNewer:
    """For a file that this program is too old for."""
    return FileNewer(
        N_(
            "{name} was made by a newer SalesDesk (format {format}; this one knows {known})."
            " Nothing was changed; update SalesDesk to open it."
        ),
        name=path.name,
        format=format_of(path),
        known=FORMAT,
    )


def strange(path: Path) -> FileRefused:
    """For a file that calls itself ours and is not built like ours."""
    return NotOurs(
        N_(
            "{name} calls itself a SalesDesk file but is not built like one."
            " It was not opened and nothing was changed; restore a backup."
        ),
        name=path.name,
    )


def speaks_of_others(path: Path) -> bool:
    """Whether the rollback journal beside a file names other files: SQLite would look for them, and remove one."""
    journal = path.with_name(path.name + "-journal")
    try:
        with journal.open("rb") as file:
            file.seek(-len(OTHERS), 2)
            return file.read() == OTHERS
    except OSError:
        return False


def regular_size(path: Path) -> int:
    """Bytes of a file, looked at from outside only. Raises FileRefused for a folder, a pipe, nothing at all."""
    try:
        about = path.stat()
    except PermissionError:
        raise _unreadable(path) from None
    except (OSError, ValueError):  # ValueError: a name that no file can have
        if path.is_symlink():
            raise FileRefused(
                N_("{name} is a link to a file that is not there. Look for the file itself."), name=path.name
            ) from None
        raise FileDamaged(
            N_("{name} is not there. Look for it in another place, or restore a backup."), name=path.name
        ) from None
    if stat.S_ISDIR(about.st_mode):
        raise FileRefused(
            N_("{name} is a folder, not a SalesDesk file. Choose a file that ends in .salesdesk."), name=path.name
        )
    if not stat.S_ISREG(about.st_mode):
        raise FileRefused(N_("{name} is not an ordinary file. Choose a file that ends in .salesdesk."), name=path.name)
    return about.st_size


def _header(path: Path, size: int = HEADER.size) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(size)
    except PermissionError:
        raise _unreadable(path) from None
    except OSError:
        raise FileRefused(
            N_("{name} cannot be read: the disk or the stick reports an error. Try again, or restore a backup."),
            name=path.name,
        ) from None


def _unreadable(path: Path) -> FileRefused:
    return FileRefused(
        N_("You may not read {name}. Ask whoever owns it for permission; nothing was changed."), name=path.name
    )


def beside(path: Path, ending: str) -> bool:
    log = path.with_name(path.name + ending)
    return log.exists() and log.stat().st_size > 0
