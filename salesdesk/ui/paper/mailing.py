"""The door to the user's mail program: a draft is put down as a file and opened there.

with mailing.opened_by(my_program): …
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices

from salesdesk.paper.export import write_draft
from salesdesk.services.reports import Document

_KEPT_SECONDS = 24 * 3600
"""A mail program that was given a draft has read it by then."""
Opener: TypeAlias = Callable[[Path], bool]
"""Opens a file with the program of this computer; False where there is none."""


def _open(path: Path) -> bool:
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


_opener: Opener = _open


@contextmanager
def opened_by(opener: Opener) -> Iterator[None]:
    """Let somebody else open drafts for a while (tests)."""
    global _opener
    before, _opener = _opener, opener
    try:
        yield
    finally:
        _opener = before


def make_draft(document: Document, name: str) -> Path:
    """Put down a draft with the document attached, called `name`. Raises Refused where it cannot be."""
    folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation)) / "SalesDesk"
    with suppress(OSError):  # writing there says in words what is wrong
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _clear(folder)
    path = folder / f"{name}.eml"
    write_draft(document, path, f"{name}.pdf")
    return path


def _clear(folder: Path) -> None:
    """Take drafts of earlier days away: what they hold is of nobody else's business."""
    for old in folder.glob("*.eml"):
        if time.time() - old.stat().st_mtime > _KEPT_SECONDS:
            old.unlink()


def open_draft(path: Path) -> bool:
    """Open a draft in the user's mail program; False where none opens it."""
    return _opener(path)
