"""Publishing while the window closes: a moment that is seen, and that need not be waited for."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from salesdesk.ui.jobs import SHOW_AFTER_MS, Cancelled, Progress
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _

LOOK_EVERY_MS = 100
LAST_SECONDS = 2.0
"""How long a copy that nobody waits for any more may take to clear its half away; a dead drive is not waited for."""


class Ending(QDialog):
    """`wait(work)` does the work in a thread of its own and comes back when it is done, or given up.

    The thread does not keep the program alive: a drive of the network that answers no more must not either.
    """

    _over = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModal(True)
        self.setWindowTitle(_("SalesDesk"))
        self.progress = Progress()
        self.error: BaseException | None = None
        self.words = Label(lambda: _("Publishing…"), "strong")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Publishing…"))
        self.without = Button(lambda: _("Close without it"), tip="Esc")
        self.without.clicked.connect(self.reject)
        self._loop = QEventLoop(self)
        self._over.connect(self._loop.quit, Qt.ConnectionType.QueuedConnection)
        self._look = QTimer(self, interval=LOOK_EVERY_MS)
        self._look.timeout.connect(self._show_progress)
        self._lay_out()

    def wait(self, work: Callable[[Progress], object]) -> bool:
        """Whether it was done; False: the user closes without it. Raises what the work raised."""

        def perform() -> None:
            try:
                work(self.progress)
            except Cancelled:
                pass
            except BaseException as error:  # noqa: BLE001 - raised again in the window's thread
                self.error = error
            with contextlib.suppress(RuntimeError):  # nobody waits any more: the window is gone
                self._over.emit()

        thread = threading.Thread(target=perform, name="publish", daemon=True)
        shown = QTimer(self, singleShot=True, interval=SHOW_AFTER_MS)
        shown.timeout.connect(self.show)
        shown.start()
        self._look.start()
        thread.start()
        self._loop.exec()
        shown.stop()
        self._look.stop()
        self.hide()
        if self.progress.cancelled:
            thread.join(LAST_SECONDS)
            return False
        if self.error is not None:
            raise self.error
        return True

    def reject(self) -> None:
        """Close the window without it."""
        self.progress.cancel()
        self._loop.quit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            super().keyPressEvent(event)

    def _show_progress(self) -> None:
        self.bar.setRange(0, self.progress.total)
        self.bar.setValue(self.progress.done)

    def _lay_out(self) -> None:
        self.setMinimumWidth(theme.tokens().px(360))
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.without)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.words)
        column.addWidget(self.bar)
        column.addLayout(foot)
