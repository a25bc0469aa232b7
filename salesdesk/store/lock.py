"""One program writes a file at a time; a second one is told so."""

from __future__ import annotations

import hashlib
from pathlib import Path

from filelock import FileLock as SystemLock
from filelock import Timeout

from salesdesk import places
from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_


class FileInUse(FileRefused):
    """Another SalesDesk has this file open."""


_here: set[Path] = set()


def held_here(path: Path) -> bool:
    """Whether this very process holds the file: then nothing but SQLite may open it here (docs/decisions/0004)."""
    return path.resolve() in _here


class FileLock:
    """Held while a file is open for writing; the system drops it when the program dies."""

    def __init__(self, lock: SystemLock, path: Path) -> None:
        self._lock = lock
        self._path = path
        _here.add(path)

    @classmethod
    def take(cls, path: Path) -> FileLock:
        """Take the lock of a file. Raises FileInUse if another program (or window) holds it."""
        key = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:32]
        lock = SystemLock(places.locks() / f"{key}.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise FileInUse(
                N_("{name} is already open in another SalesDesk window. Use that one, or close it first."),
                name=path.name,
            ) from None
        return cls(lock, path.resolve())

    def release(self) -> None:
        """Let others in."""
        _here.discard(self._path)
        self._lock.release()
