"""When something goes wrong that nobody foresaw: say so calmly, give the technical text, and go on."""

from __future__ import annotations

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk.logs import Catcher, log
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _

_GRAVE = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)


class CrashSheet(Sheet):
    """What happened, what is safe, what to do; the technical text can be copied."""

    def __init__(self, technical: str, parent: QWidget | None) -> None:
        super().__init__(lambda: _("Something unexpected happened"), parent, save=lambda: _("Go on"), width=640)
        self.cancel_button.hide()
        calm = Label(
            lambda: _(
                "What you saved before is safe on disk; what you were doing just now may not have been done. "
                "You can go on. If it happens again, send the text below to whoever looks after SalesDesk for you."
            )
        )
        calm.setWordWrap(True)
        self.text = QPlainTextEdit(technical)
        self.text.setReadOnly(True)
        self.text.setMinimumHeight(240)
        self.text.setAccessibleName(_("Technical text"))
        copy = Button(lambda: _("Copy the text"), icon="copy")
        copy.clicked.connect(self._on_copy)
        self.add_button(copy)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(12)
        column.addWidget(calm)
        column.addWidget(self.text, 1)
        self.set_body(body)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class CrashDesk(QObject):
    """Catches what nobody caught, in any thread, and shows one sheet at a time in the window's thread."""

    _happened = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet: CrashSheet | None = None
        self._happened.connect(self._on_happened)
        self.catcher = Catcher(self._happened.emit)

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
        self.sheet = CrashSheet(technical, QApplication.activeWindow())
        self.sheet.finished.connect(self._on_read)
        self.sheet.open()

    def _on_read(self, _result: int) -> None:
        self.sheet = None


def _qt_said(kind: QtMsgType, _where: QMessageLogContext, message: str) -> None:
    """What Qt itself complains about goes into the log."""
    (log.warning if kind in _GRAVE else log.info)("Qt: %s", message)
