"""The locked window: after a while without a key or the mouse, or at once, nothing of a protected file can be read."""

from __future__ import annotations

import contextlib
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMessageBox,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.text import N_
from salesdesk.ui import late
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.words.i18n import _

_Kind = QEvent.Type
_ALIVE = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.InputMethod,
    }
)
_BOXES = (QMessageBox, QFileDialog)
"""What asks and waits: put out of sight it counts as not answered, and is not shown again."""
MINUTE_MS = 60_000


class Lock(QObject):
    """Watches one window. What is half typed is written into the file and stays in its sheet, out of sight."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._cover: QWidget | None = None
        self._hidden: list[QWidget] = []
        self._asleep: list[QAction] = []
        self._watching = False
        self._last = time.time()
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self.lock)
        window.verbs.add("file_lock", N_("Lock now"), self.lock, ("Ctrl+Shift+L",))

    @property
    def locked(self) -> bool:
        return self._cover is not None

    def watch(self, protected: bool) -> None:
        """Another file was opened, or this one got or lost its passphrase."""
        app = QApplication.instance()
        assert app is not None
        if protected and not self._watching:
            app.installEventFilter(self)
        elif self._watching and not protected:
            app.removeEventFilter(self)
        self._watching = protected
        self._window.verbs["file_lock"].setEnabled(protected)
        self._window.verbs["file_lock"].setVisible(protected)
        self._rest()

    def lock(self) -> None:
        """Cover the window and put every sheet out of sight, until the passphrase is named."""
        desk = self._window.desk
        if self.locked or desk is None or not desk.safety.protected:
            return
        self._idle.stop()
        self._put_out_of_sight()
        self._cover = cover = QWidget()
        pane = late.sheet("UnlockPane")(
            lambda: _("SalesDesk is locked. What you typed is kept."),
            lambda secret, code: desk.safety.confirm(secret, code=code),
        )
        unlock = Button(lambda: _("Unlock"), "primary", tip=lambda: _("Enter"))
        unlock.clicked.connect(pane.name)
        pane.field.returnPressed.connect(pane.name)
        pane.column.insertWidget(6, unlock)
        pane.column.insertWidget(0, Label(lambda: _("Locked"), "title"))
        pane.setFixedWidth(theme.tokens().px(400))
        pane.named.connect(self._on_named)
        whole = QVBoxLayout(cover)
        whole.addStretch(2)
        middle = QHBoxLayout()  # not an alignment, which would not let the pane grow with what it says
        middle.addStretch(1)
        middle.addWidget(pane)
        middle.addStretch(1)
        whole.addLayout(middle)
        whole.addStretch(3)
        self._window.cover_with(cover)
        pane.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == _Kind.Show and self.locked and self._would_show(watched):
            QTimer.singleShot(0, watched, self._put_new_ones_away)
        if kind in _ALIVE and not self.locked:
            if self._slept():
                self.lock()
                return True
            if isinstance(event, QKeyEvent) and _means_lock(event):  # its own key is dead while a sheet is open
                QTimer.singleShot(0, self, self.lock)
                return True
            self._rest()
        return False

    def _slept(self) -> bool:
        """Whether the computer was asleep for longer than the file may lie open: a timer does not count that."""
        minutes = self._window.settings.settings.lock_after
        return self._watching and minutes > 0 and time.time() - self._last > minutes * 60

    def _would_show(self, watched: QObject) -> bool:
        """Whether something comes up beside the locked window: a box, a sheet that waited for a job."""
        return isinstance(watched, QWidget) and watched.isWindow() and watched is not self._window

    def _put_new_ones_away(self) -> None:
        """A sheet waits until the window is unlocked; a question is not answered."""
        if not self.locked:
            return
        for one in QApplication.topLevelWidgets():
            if one.isVisible() and self._would_show(one):
                if one not in self._hidden and not isinstance(one, _BOXES):
                    self._hidden.append(one)
                one.hide()
        if self._cover is not None and (field := self._cover.findChild(QLineEdit)) is not None:
            self._window.activateWindow()
            field.setFocus()

    def _put_out_of_sight(self) -> None:
        window = self._window
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        QToolTip.hideText()
        window.notices.hold()
        self._asleep = [action for action in window.verbs.all() if action.objectName() != "quit"]
        for action in self._asleep:
            action.setEnabled(False)
        self._hidden = [
            one for one in QApplication.topLevelWidgets() if one.isVisible() and one is not window and one.isWindow()
        ]
        for one in reversed(self._hidden):
            getattr(one, "keep_draft", bool)()
            one.hide()
        self._hidden = [one for one in self._hidden if not isinstance(one, _BOXES)]

    def _on_named(self) -> None:
        cover, self._cover = self._cover, None
        self._window.uncover()
        if cover is not None:
            cover.deleteLater()
        for action in self._asleep:
            action.setEnabled(True)
        for one in self._hidden:
            with contextlib.suppress(RuntimeError):  # gone meanwhile, with the file
                one.show()
        self._hidden, self._asleep = [], []
        self._window.notices.go_on()
        self._rest()

    def _rest(self) -> None:
        """Count the idle minutes anew."""
        self._last = time.time()
        minutes = self._window.settings.settings.lock_after
        if self._watching and minutes and not self.locked:
            self._idle.start(minutes * MINUTE_MS)
        else:
            self._idle.stop()


def _means_lock(event: QKeyEvent) -> bool:
    wanted = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_L and event.modifiers() == wanted
