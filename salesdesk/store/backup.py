"""Rolling backups: a checked copy of the file, its SHA-256 beside it, thinned as it grows old (docs/decisions/0007)."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

from salesdesk import places
from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import gate, keys
from salesdesk.store.engine import TROUBLE, raw, refusal

if TYPE_CHECKING:
    from salesdesk.store.file import DeskFile

SUFFIX = ".salesdesk"
PAGES = 2_000
"""Pages copied between two looks at whether to go on (8 MB)."""
PATIENCE = 20.0
"""Seconds without a page copied after which a busy file is given up."""
MOST_BYTES = 5_000_000_000
"""Room that the backups of one file may take; beyond it the oldest go, whatever their age."""
NEVER_FEWER = 3
STALE = 86_400
"""Seconds after which a half-made copy belongs to nobody any more: its maker was killed."""

Step = Callable[[int, int], None]
"""Called with (done, total) pages; may raise to stop."""


class Reason(StrEnum):
    """Why a backup was made."""

    OPEN = "open"
    WORK = "work"
    IMPORT = "import"
    MERGE = "merge"
    MIGRATION = "migration"
    RESTORE = "restore"
    ASKED = "asked"


@dataclass(frozen=True, slots=True)
class Backup:
    """One copy. `source` is the file it was made of, `newest` the stamp of the last action in it, size in bytes.

    `ok`: it lies there complete, by its size; `verify` reads it to the last byte.
    """

    path: Path
    made_at: datetime
    size: int
    reason: Reason
    source: str
    newest: int
    sha256: str
    ok: bool


def make(source: Path, reason: Reason, now: datetime, step: Step | None = None, named: Path | None = None) -> Backup:
    """Copy, check and file away the present state of a file; safe in any thread, uses its own connection.

    `named` is the user's file where `source` is only a private copy of it.
    If nothing has happened since the last sound backup of this very file, that one is the answer.
    Raises FileRefused (disk full, damaged, busy); what was there before stays.
    """
    try:
        with raw(source, "ro") as conn:
            file_id = conn.execute("SELECT value FROM about WHERE key = 'file_id'").fetchone()[0]
            newest = conn.execute("SELECT coalesce(max(hlc), 0) FROM txn").fetchone()[0]
            version = conn.execute("PRAGMA user_version").fetchone()[0]
    except TROUBLE as error:
        raise refusal(error, source) from error
    named = (named or source).resolve()
    last = latest(file_id, named)
    as_ever = last and last.ok and last.newest == newest and _format_of(last.path) == version
    if last and as_ever and keys.salt_of(last.path) == keys.salt_of(source):
        return last
    path = _free_name(places.backups(file_id), now, reason)
    part = path.with_name(path.name + ".part")
    try:
        copy_database(source, part, step)
        if _unsound(part):
            raise FileDamaged(N_("{name} is damaged. Nothing was changed; restore a backup."), name=named.name)
        made = Backup(path, now.astimezone(UTC), part.stat().st_size, reason, str(named), newest, sha256_of(part), True)
        write_manifest(made)
        part.replace(path)
        settle(path.parent)
    except TROUBLE as error:
        raise refusal(error, path) from error
    finally:
        discard(part)
    _clear(file_id, now)
    return made


def backups(file_id: str) -> list[Backup]:
    """All backups of a file, newest first."""
    found = [_read_manifest(manifest) for manifest in places.backups(file_id).glob("*.json")]
    return sorted((one for one in found if one), key=lambda one: (one.made_at, one.path.name), reverse=True)


def latest(file_id: str, source: Path) -> Backup | None:
    """The newest backup made of this very file (a copied file has the same id)."""
    place = str(source.resolve())
    return next((one for one in backups(file_id) if one.source == place), None)


def made_of(source: Path) -> list[Backup]:
    """Complete backups of the file that lies or lay here, newest first, whatever it calls itself."""
    place, root = str(source.resolve()), places.all_backups()
    ids = [folder.name for folder in root.iterdir()] if root.is_dir() else []
    found = [one for file_id in ids for one in backups(file_id) if one.source == place and one.ok]
    return sorted(found, key=lambda one: (one.made_at, one.path.name), reverse=True)


def told(path: Path) -> Backup | None:
    """What lies beside a backup of what it is; None for any other file."""
    return _read_manifest(_manifest(path))


def newest_action(file: DeskFile) -> int:
    """The stamp of the last action in an open file; 0 when nothing has happened."""
    return int(file.conn.exec_driver_sql("SELECT coalesce(max(hlc), 0) FROM txn").scalar_one())


def unaltered(one: Backup) -> bool:
    """Whether a backup is to the last byte what was written; quick, and without its passphrase."""
    try:
        return one.ok and sha256_of(one.path) == one.sha256
    except OSError:
        return False


def verify(path: Path) -> None:
    """Read a backup to the last byte. Raises FileRefused if it is not what was written, or not sound."""
    gate.admit(path)
    known = _read_manifest(_manifest(path))
    if known and known.sha256 != sha256_of(path):
        raise FileRefused(
            N_("The backup {name} is no longer what was written: it is damaged. Take another backup."), name=path.name
        )
    try:
        unsound = _unsound(path)
    except TROUBLE as error:
        raise refusal(error, path) from error
    if unsound:
        raise FileRefused(N_("The backup {name} is damaged. Take another backup."), name=path.name)


def restore(backup: Path, out: Path) -> None:
    """A new file from a backup, once this has been verified. Raises FileRefused; never touches an existing file."""
    if is_there(out):
        raise FileRefused(N_("{name} exists already. Nothing was changed; restore under another name."), name=out.name)
    verify(backup)
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        copy_database(backup, part)
        _set_aside_logs(out)
        part.replace(out)
        settle(out.parent)
    except TROUBLE as error:
        raise refusal(error, out) from error
    finally:
        discard(part)


def copy_database(source: Path, target: Path, step: Step | None = None) -> None:
    """A copy as of one moment, complete and on disk, also while the source is being written. Raises SQLite's errors."""
    seen = [0, time.monotonic()]

    def watch(_status: int, remaining: int, total: int) -> None:
        # A locked source would be waited for without end; only this can stop it.
        if remaining != seen[0]:
            seen[:] = remaining, time.monotonic()
        elif remaining and time.monotonic() - seen[1] > PATIENCE:
            raise TimeoutError("busy")
        if step:
            step(total - remaining, total)

    discard(target)  # a killed attempt may have left half a copy, and a journal that would be played into this one
    with raw(source, "ro") as old, raw(target, "rwc", keys.key_of(source)) as new:
        old.execute("BEGIN")  # one picture for all steps, however many changes come meanwhile
        old.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        old.backup(new, pages=PAGES, progress=watch, sleep=0.01)
        old.execute("ROLLBACK")
        new.execute("PRAGMA journal_mode=DELETE").fetchall()
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def is_there(path: Path) -> bool:
    """Whether anything lies at a path. Raises FileRefused for a name that no disk takes."""
    try:
        return path.exists() or path.is_symlink()
    except OSError as error:
        raise refusal(error, path) from error


def discard(part: Path) -> None:
    """Remove an unfinished copy and what SQLite keeps beside it, if they are there."""
    for ending in ("", "-journal", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            part.with_name(part.name + ending).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file that nobody has open, as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def to_keep(all_of_them: Iterable[Backup], now: datetime) -> set[Path]:
    """Which backups stay: all of the last hour, then one an hour for a day, a day for a fortnight, a week for
    ten weeks, a month for ever; the last of each. What was kept before an upgrade stays for a year."""
    keep: set[Path] = set()
    taken: set[tuple[str, str]] = set()
    for one in sorted(all_of_them, key=lambda one: one.made_at, reverse=True):
        age = now - one.made_at
        slot = (one.source, _slot(one.made_at, age))
        kept_anyway = age <= timedelta(hours=1) or (one.reason == Reason.MIGRATION and age <= timedelta(days=366))
        if kept_anyway or slot not in taken:
            keep.add(one.path)
        taken.add(slot)
    return keep


def _slot(moment: datetime, age: timedelta) -> str:
    if age <= timedelta(days=1):
        return f"{moment:%Y-%m-%d %H}"
    if age <= timedelta(days=14):
        return f"{moment:%Y-%m-%d}"
    if age <= timedelta(weeks=10):
        return f"{moment:%G week %V}"
    return f"{moment:%Y-%m}"


def _clear(file_id: str, now: datetime) -> None:
    """Let go of what is too old, too much, or half there."""
    known = backups(file_id)
    keep = to_keep(known, now)
    room = MOST_BYTES
    for number, one in enumerate(known):
        room -= one.size
        if one.path not in keep or (room < 0 and number >= NEVER_FEWER):
            with contextlib.suppress(OSError):  # somebody looks at it: the next time will do
                one.path.unlink(missing_ok=True)
                _manifest(one.path).unlink(missing_ok=True)
    for part in places.backups(file_id).glob("*.part"):
        if now.timestamp() - part.stat().st_mtime > STALE:
            discard(part)
            _manifest(part.with_suffix("")).unlink(missing_ok=True)


def _unsound(path: Path) -> bool:
    """Whether SQLite finds anything wrong with a file."""
    with raw(path, "ro") as conn:
        try:
            return bool(conn.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok")
        except driver.DatabaseError as error:
            if isinstance(error, driver.OperationalError):
                raise
            return True


def _format_of(path: Path) -> int:
    with path.open("rb") as file:
        return int.from_bytes(file.read(64)[60:64], "big")


def _free_name(folder: Path, now: datetime, reason: Reason) -> Path:
    stem = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{reason}"
    path, number = folder / f"{stem}{SUFFIX}", 1
    while path.exists() or _manifest(path).exists():
        number += 1
        path = folder / f"{stem}-{number}{SUFFIX}"
    return path


def _manifest(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def write_manifest(made: Backup, coming: Path | None = None) -> None:
    """Write down beside a backup what it is; `coming` is about to take its place, and is told of too until it has."""
    body: dict[str, Any] = {**asdict(made), "path": made.path.name, "made_at": made.made_at.isoformat()}
    del body["ok"]
    if coming is not None:
        salt, size = keys.salt_of(coming).hex(), coming.stat().st_size
        body["coming"] = {"salt": salt, "size": size, "sha256": sha256_of(coming)}
    manifest = _manifest(made.path)
    part = manifest.with_name(f".{manifest.name}.part")
    try:
        with part.open("w", encoding="utf-8") as out:
            out.write(json.dumps(body, ensure_ascii=False, indent=1))
            out.flush()
            os.fsync(out.fileno())
        part.replace(manifest)
    finally:
        part.unlink(missing_ok=True)


def _read_manifest(manifest: Path) -> Backup | None:
    """A backup as its manifest tells it; None where there is none, or nothing that could be one."""
    path = manifest.with_name(manifest.name.removesuffix(".json"))
    try:
        body = json.loads(manifest.read_text(encoding="utf-8"))
        told = {field.name: body[field.name] for field in fields(Backup) if field.name not in ("path", "ok")}
        coming = body.get("coming")
        if coming and keys.salt_of(path).hex() == coming["salt"]:  # killed when it had just taken its place
            told |= {"size": coming["size"], "sha256": coming["sha256"]}
        told["made_at"], told["reason"] = datetime.fromisoformat(told["made_at"]), Reason(told["reason"])
        return Backup(path, ok=path.stat().st_size == told["size"], **told)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _set_aside_logs(out: Path) -> None:
    """A log left over from a lost file would be played into the restored one."""
    for ending in ("-wal", "-journal", "-shm"):
        log = out.with_name(out.name + ending)
        if log.exists():
            log.replace(log.with_name(log.name + ".old"))


def fold_log_in(path: Path) -> None:
    """One file again, so that no log of the old file lies beside a new one. Raises SQLite's errors, TimeoutError."""
    with raw(path, "rw") as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        mode = conn.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    if mode != "delete":
        raise TimeoutError("busy")


def settle(folder: Path) -> None:
    """Make a rename last, where the system lets folders be synchronised."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
