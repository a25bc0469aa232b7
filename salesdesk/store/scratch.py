"""Private copies for a while: a folder for each, gone when it is dropped, or at the next start after a kill.

A lock in the folder says that its program lives: the system drops it when the program dies, however it does.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
import weakref
from pathlib import Path

from filelock import FileLock, Timeout

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_

PREFIX, ALIVE = "salesdesk-", ".salesdesk-lives"
ATTEMPTS = 5
STALE = 86_400
"""Seconds after which a folder without a lock belongs to nobody: it is made before its lock is."""


class Scratch:
    """A folder in the place for temporary files: `with` it, or `drop` it. Raises FileRefused where none can be made."""

    def __init__(self) -> None:
        for _attempt in range(ATTEMPTS):
            try:
                self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
                lock = FileLock(self.path / ALIVE, thread_local=False)
                self._gone = weakref.finalize(self, _remove, self.path, lock)
                with contextlib.suppress(NotImplementedError):  # no locks there: such a folder is never swept
                    lock.acquire(timeout=0)
            except Timeout:  # another program was just looking whether it is alive
                continue
            except OSError as error:
                raise FileRefused(
                    N_(
                        "The folder for temporary files cannot be written: it is full or read-only."
                        " Nothing was changed; free some space and try again."
                    )
                ) from error
            if self.path.exists():
                return
        raise FileRefused(N_("The folder for temporary files cannot be used. Nothing was changed; try again."))

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *_error: object) -> None:
        self.drop()

    def drop(self) -> None:
        """Remove the folder with all that is in it."""
        self._gone()


def _remove(path: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(path, ignore_errors=True)


def sweep() -> int:
    """Take away what programs left that were killed; how many folders. What another one still uses stays."""
    gone = 0
    with contextlib.suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if folder.is_dir() and not folder.is_symlink() and _is_left(folder):
                shutil.rmtree(folder, ignore_errors=True)
                gone += not folder.exists()
    return gone


def _is_left(folder: Path) -> bool:
    """Whether nobody uses a folder any more. One of another user cannot be looked at, and stays."""
    alive = folder / ALIVE
    try:
        if not alive.exists():
            return time.time() - folder.stat().st_mtime > STALE
        lock = FileLock(alive, thread_local=False)
        lock.acquire(timeout=0)
        lock.release()
    except (Timeout, OSError, NotImplementedError):
        return False
    return True
