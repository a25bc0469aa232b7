"""A file is given a passphrase, another one, or none: on a copy, proved, which then takes its place."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from salesdesk import places
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import backup, gate, keys, rebuild
from salesdesk.store.backup import Backup
from salesdesk.store.engine import TROUBLE, refusal
from salesdesk.store.keys import FileKey
from salesdesk.store.lock import FileLock

Step = Callable[[int, int], None]
BLOCK = 1 << 20


def protect(path: Path, key: FileKey | None, step: Step | None = None) -> None:
    """Write a closed file anew under this key (None: in plain) and put it in its place; the old one is overwritten.

    Raises FileRefused: in use, disk full, read-only; NeedsPassphrase. Then the file is what it was.
    """
    path = path.resolve()
    lock = FileLock.take(path)
    try:
        tidy(path)
        gate.admit(path)
        backup.fold_log_in(path)
        _replace(path, key, step)
        if key:
            keys.know(key)
    except (*TROUBLE, ValueError) as error:
        raise refusal(error, path) from error
    finally:
        lock.release()


def protected_copy(source: Path, target: Path, key: FileKey, step: Step | None = None) -> None:
    """A copy of a closed file or snapshot under this key, proved equal; an existing target is replaced whole.

    `keys.new_key(passphrase)` makes the key. Raises FileRefused; then the target is what it was.
    """
    part = target.with_name(f".{target.name}.part")
    try:
        rebuild.write_anew(source, part, key, step)
        part.replace(target)
        backup.settle(target.parent)
    except (*TROUBLE, ValueError) as error:
        raise refusal(error, target) from error
    finally:
        backup.discard(part)


def strays(file_id: str, source: Path) -> list[Backup]:
    """Backups of this very file that are not protected as it is itself, and can be read."""
    place, salt = str(source.resolve()), keys.salt_of(source)
    return [
        one
        for one in backup.backups(file_id)
        if one.source == place and one.ok and keys.salt_of(one.path) != salt and _can_be_read(one.path)
    ]


def protect_backup(one: Backup, key: FileKey | None) -> None:
    """Write a backup anew under this key; what it holds stays. Raises FileRefused: it is damaged."""
    path = one.path
    try:
        if backup.sha256_of(path) != one.sha256:
            raise FileRefused(N_("The backup {name} is damaged. Take another backup."), name=path.name)
        part = path.with_name(path.name + ".part")
        try:
            rebuild.write_anew(path, part, key)
            made = replace(one, size=part.stat().st_size, sha256=backup.sha256_of(part))
            backup.write_manifest(one, coming=part)
            _swap(path, part)
            backup.write_manifest(made)
        finally:
            backup.discard(part)
    except (*TROUBLE, ValueError) as error:
        raise refusal(error, path) from error


def locked(file_id: str, source: Path) -> list[Backup]:
    """Backups of this very file that are under another passphrase, which nobody has named: newest first."""
    place, salt = str(source.resolve()), keys.salt_of(source)
    return [
        one
        for one in backup.backups(file_id)
        if one.source == place and one.ok and keys.salt_of(one.path) != salt and not _can_be_read(one.path)
    ]


def tidy_backups(file_id: str) -> None:
    """Take away what a killed change of passphrase left among the backups of a file. Hold its lock."""
    with contextlib.suppress(OSError):
        for left in places.backups(file_id).glob(".*.replaced"):
            _wipe(left)


def tidy(path: Path) -> None:
    """Take away what a killed change of passphrase left beside a file. Hold its lock."""
    path = path.resolve()
    backup.discard(_part(path))
    _wipe(_aside(path))


def _replace(path: Path, key: FileKey | None, step: Step | None) -> None:
    part = _part(path)
    try:
        rebuild.write_anew(path, part, key, step)
        shutil.copymode(path, part)
        _swap(path, part)
    finally:
        backup.discard(part)


def _swap(path: Path, part: Path) -> None:
    """The new file takes the place of the old one in one step; then the old one is overwritten and removed."""
    aside = _aside(path)
    with contextlib.suppress(OSError):  # a disk that knows no second names: the old file is only removed
        aside.unlink(missing_ok=True)
        os.link(path, aside)
    part.replace(path)
    backup.settle(path.parent)
    _wipe(aside)


def _wipe(path: Path) -> None:
    """Overwrite a file and remove it."""
    with contextlib.suppress(FileNotFoundError):
        left = path.stat().st_size
        if path.stat().st_nlink == 1:  # else it is still the file itself: a kill came before the new one took its place
            with path.open("rb+") as file:
                while left > 0:
                    left -= file.write(bytes(min(left, BLOCK)))
                file.flush()
                os.fsync(file.fileno())
        path.unlink()


def _can_be_read(path: Path) -> bool:
    try:
        keys.key_of(path)
    except keys.NeedsPassphrase:
        return False
    return True


def _part(path: Path) -> Path:
    return path.with_name(f".{path.name}.protecting")


def _aside(path: Path) -> Path:
    return path.with_name(f".{path.name}.replaced")
