"""Toasts: what was just done, with the way back beside it. Never more than two, gone after six seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from PySide6.QtCore import QDynamicPropertyChangeEvent, QEvent, QObject, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from salesdesk.ui.parts import icons, theme
from salesdesk.ui.parts.caption import Button, IconButton
from salesdesk.words.i18n import _

Kind = Literal["done", "problem"]

STAYS_MS: Final = 6000
MOST: Final = 2


class Toast(QWidget):
    """One message over the bottom of the window. It stays while the mouse or the focus is on it."""

    gone = Signal()

    def __init__(
        self, words: str, action_label: str | None, action: Callable[[], object] | None, kind: Kind, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.kind: Kind = kind
        self.closed = False
        self._action = action
        self.label = QLabel(words)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        widest = theme.tokens().px(480)
        if self.label.fontMetrics().horizontalAdvance(words) > widest:
            self.label.setWordWrap(True)
            self.label.setFixedWidth(widest)
            self.label.setFixedHeight(self.label.heightForWidth(widest))
        self.button = Button(action_label or "", "link")
        self.close_button = IconButton("close", lambda: _("Close"))
        self.close_button.setIconSize(QSize(12, 12))
        row = QHBoxLayout(self)
        row.setContentsMargins(40, 6, 6, 6)
        row.setSpacing(8)
        row.addWidget(self.label, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.button.setVisible(bool(action_label))
        for one in (self.button, self.close_button):
            one.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were
        self.button.clicked.connect(self._on_action)
        self.close_button.clicked.connect(self.close_now)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
        self.setAccessibleName(words)
        self._timer = QTimer(self, singleShot=True, interval=STAYS_MS)
        self._timer.timeout.connect(self._on_time)
        self._timer.start()

    def close_now(self) -> None:
        """Take it away; the object lives until the present event is over."""
        if self.closed:
            return
        self.closed = True
        self._timer.stop()
        self.hide()
        self.gone.emit()
        self.deleteLater()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("edge"), 1))
        painter.setBrush(theme.colour("raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        name, ink = ("warning", "red") if self.kind == "problem" else ("check", "green")
        icons.paint(painter, QRectF(14, self.height() / 2 - 9, 18, 18), name, ink)
        painter.end()

    def _on_action(self) -> None:
        action = self._action
        self.close_now()
        if action:
            action()

    def _on_time(self) -> None:
        if self.underMouse() or self.button.hasFocus() or self.close_button.hasFocus():
            self._timer.start()
        else:
            self.close_now()


_FOOT = "verbsAtTheFoot"


def keep_foot_free(bar: QWidget, shown: bool) -> None:
    """A bar of verbs that lies at the foot of its page has come or gone: toasts go above it."""
    bar.window().setProperty(_FOOT, bar.sizeHint().height() if shown else 0)


class Toasts(QObject):
    """The toasts of one window, stacked at its bottom, the newest lowest.

    A bar of verbs at the foot of a page stays free: see `keep_foot_free`.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._shown: list[Toast] = []
        self.bottom = 40
        parent.installEventFilter(self)

    def show(
        self,
        text: str,
        action_label: str | None = None,
        action: Callable[[], object] | None = None,
        kind: Kind = "done",
    ) -> Toast:
        """Say what was done (or why not) with a verb beside it, e.g. Undo."""
        for old in self._alive()[: -(MOST - 1) or None]:
            old.close_now()
        toast = Toast(text, action_label, action, kind, self._window)
        self._shown.append(toast)
        toast.gone.connect(self._place)
        toast.show()
        self._place()
        QAccessible.updateAccessibility(QAccessibleEvent(toast, QAccessible.Event.Alert))
        return toast

    def clear(self) -> None:
        """Take all away (the file is being closed)."""
        for toast in self._alive():
            toast.close_now()

    def showing(self) -> list[Toast]:
        """The toasts in view, oldest first."""
        return self._alive()

    def focus_newest(self) -> bool:
        """Put the focus on the verb of the newest toast; False when there is none."""
        alive = self._alive()
        if not alive:
            return False
        newest = alive[-1]
        (newest.close_button if newest.button.isHidden() else newest.button).setFocus(
            Qt.FocusReason.ShortcutFocusReason
        )
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize or (
            isinstance(event, QDynamicPropertyChangeEvent) and event.propertyName() == _FOOT.encode()
        ):
            self._place()
        return False

    def _alive(self) -> list[Toast]:
        # A toast that has gone may be deleted already: only what Python knows of it may be asked.
        self._shown = [toast for toast in self._shown if not toast.closed]
        return list(self._shown)

    def _place(self) -> None:
        below = self._window.height() - self.bottom - (self._window.property(_FOOT) or 0)
        for toast in reversed(self._alive()):
            toast.adjustSize()
            below -= toast.height()
            toast.move((self._window.width() - toast.width()) // 2, below)
            toast.raise_()
            below -= 8
