"""One program writes a file at a time; a second one is told so."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
from datetime import UTC, datetime
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


def _here_and_now() -> dict[str, object]:
    """What the next one is told who wants the file: which program on which computer has it since when."""
    return {
        "computer": platform.node(),
        "program": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _in_use(path: Path, note: Path) -> FileInUse:
    try:
        told = json.loads(note.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(told["since"]).astimezone()
        return FileInUse(
            N_(
                "{name} is already open in another SalesDesk, on {computer} since {since} (program number {program})."
                " Use that one, or close it first."
            ),
            name=path.name,
            computer=str(told["computer"]),
            since=since,
            program=int(told["program"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return FileInUse(
            N_("{name} is already open in another SalesDesk window. Use that one, or close it first."), name=path.name
        )


def free_of_others(path: Path) -> None:
    """Raises FileInUse where another program has a file open that is about to be replaced."""
    if path.exists() and not held_here(path):
        FileLock.take(path).release()


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
        note = places.locks() / f"{key}.who"
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise _in_use(path, note) from None
        with contextlib.suppress(OSError):  # only a word for others; the lock itself holds
            note.write_text(json.dumps(_here_and_now()), encoding="utf-8")
        return cls(lock, path.resolve())

    def release(self) -> None:
        """Let others in."""
        _here.discard(self._path)
        self._lock.release()
