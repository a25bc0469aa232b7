"""A picture of each tab, for whoever has no screen, for the guide and for a look before a release."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from salesdesk.ui.main_window import MainWindow

SIZE = (1366, 768)


def picture_of_each_tab(window: MainWindow, folder: Path, *, size: tuple[int, int] = SIZE) -> list[Path]:
    """Show one tab after the other at `size` pixels and keep its picture as `<key>.png`; the paths written.

    Raises OSError when the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    window.resize(*size)
    window.show()
    written = []
    for key in window.tabs:
        window.show_page(key)
        settle()
        path = folder / f"{key}.png"
        if not window.grab().save(str(path)):
            raise OSError(f"cannot write {path}")
        written.append(path)
    return written


def settle() -> None:
    """Let everything that was asked for (layout, refresh, painting) happen."""
    for _again in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
