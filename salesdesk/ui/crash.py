"""When something goes wrong that nobody foresaw: say so calmly, give the technical text, and go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from salesdesk.logs import Catcher, Known, log
from salesdesk.ui import late

if TYPE_CHECKING:
    from salesdesk.ui.crash_sheet import CrashSheet

_GRAVE = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class CrashDesk(QObject):
    """Catches what nobody caught, in any thread, and shows one sheet at a time in the window's thread."""

    _happened = Signal(str)

    def __init__(self, parent: QObject | None = None, known: Known | None = None) -> None:
        super().__init__(parent)
        self.sheet: CrashSheet | None = None
        self._happened.connect(self._on_happened)
        self.catcher = Catcher(self._happened.emit, known)

    def install(self) -> None:
        """From now on nothing is silent."""
        self.catcher.install()
        qInstallMessageHandler(_qt_said)

    def remove(self) -> None:
        """Leave Qt's messages to Qt again: the program ends and Python may be gone before Qt is."""
        qInstallMessageHandler(None)

    def _on_happened(self, technical: str) -> None:
        if self.sheet is not None:
            return
        self.sheet = sheet = late.sheet("CrashSheet")(technical, QApplication.activeWindow())
        sheet.finished.connect(self._on_read)
        sheet.open()

    def _on_read(self, _result: int) -> None:
        self.sheet = None


def _qt_said(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    """What Qt itself complains about goes into the log."""
    (log.warning if kind in _GRAVE else log.info)("Qt: %s", message)
