"""A picture of each tab, for whoever has no screen, for the guide and for a look before a release."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.application import make_application
from salesdesk.ui.dress import dress
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


def pictures_of(file: Path, folder: Path) -> list[Path]:
    """Open this file in a window and keep a picture of each tab. Raises FileRefused, OSError."""
    app = make_application(["salesdesk"])
    settings = SettingsFile()
    dress(app, settings.settings)
    window = MainWindow(settings)
    window.open_desk(Desk.open(file))
    try:
        return picture_of_each_tab(window, folder)
    finally:
        window.close()


def settle() -> None:
    """Let everything that was asked for (layout, refresh, painting) happen."""
    for _again in range(3):
        QApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
