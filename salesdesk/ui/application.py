"""The Qt application itself: our name, our font, sharp scaling."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from salesdesk import __version__
from salesdesk.paper.fonts import load_fonts

APP_ID = "SalesDesk.SalesDesk"


def make_application(argv: list[str]) -> QApplication:
    """The Qt application with our name, font and sharp scaling; the one there is when there is one."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    _name_for_windows()
    app = QApplication(argv)
    app.setApplicationName("SalesDesk")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("salesdesk")
    load_fonts()
    return app


def _name_for_windows() -> None:
    """On Windows the task bar groups windows by this id, not by python.exe."""
    if sys.platform == "win32":
        ctypes.windll.shell32.SetCurrentProcessExplicitAppUserModelID(APP_ID)
