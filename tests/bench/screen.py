"""A page on a screen that nobody sees, and what must be painted before a stopwatch ends."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.application import make_application
from salesdesk.ui.dress import dress
from salesdesk.ui.page import Page
from salesdesk.ui.pages import page_class
from tests.ui.stage import stage

SIZE = (1366, 768)
_open: list[QWidget] = []
"""The windows around the pages: nobody else holds them."""


def application(home: Path) -> QApplication:
    """The program's own application, dressed as for a new user."""
    app = make_application(["salesdesk"])
    if not app.styleSheet():
        dress(app, SettingsFile(home / "settings.toml").settings)
    return app


def shown(desk: Desk, key: str) -> Page:
    """A tab with its bar, at the size of a small notebook, painted once."""
    context, _noted = stage(desk)
    page, window = page_class(key)(context), QWidget()
    bar, column = QHBoxLayout(), QVBoxLayout(window)
    for widget in page.bar_widgets():
        bar.addWidget(widget)
    column.addLayout(bar)
    column.addWidget(page, 1)
    _open.append(window)
    window.resize(*SIZE)
    window.show()
    painted(page)
    return page


def painted(widget: QWidget) -> None:
    """Let everything happen that was asked for, and paint what is out of date."""
    for _again in range(2):
        QApplication.processEvents()
    widget.window().repaint()


def press(widget: QWidget, letter: str) -> None:
    """A key as an input method sends it."""
    QApplication.sendEvent(
        widget, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_unknown, Qt.KeyboardModifier.NoModifier, letter)
    )


def put_away(page: QWidget) -> None:
    """Close a page with its window and let go of them at once."""
    window = page.window()
    if window in _open:
        _open.remove(window)
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
