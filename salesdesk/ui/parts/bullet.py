"""A bullet bar: what is reached of what was aimed at, with a mark where one should stand today."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.parts import theme


class BulletBar(QWidget):
    """Actual against target; the thin mark is the pace (share of the target due by today, 0 to 1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actual, self._target, self._pace = 0.0, 0.0, -1.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_values(self, actual: float, target: float, pace: float | None = None, words: str = "") -> None:
        """Values in any one unit; `words` say the same for hover and screen reader."""
        self._actual, self._target, self._pace = actual, target, -1.0 if pace is None else pace
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(120), theme.tokens().px(14))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.tokens().px(48), theme.tokens().px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        high = theme.tokens().px(6)
        track = QRectF(0, (self.height() - high) / 2, self.width(), high)
        reach = max(self._target, self._actual, 0.0)
        _bar(painter, track, 1.0, "line")
        if reach > 0:
            _bar(painter, track, max(0.0, self._actual) / reach, "accent_ink")
            if self._actual > self._target > 0:
                self._mark(painter, track, self._target / reach, "surface")
            if 0 <= self._pace <= 1 and self._target > 0:
                self._mark(painter, track, self._pace * self._target / reach, "text")
        painter.end()

    def _mark(self, painter: QPainter, track: QRectF, share: float, colour: str) -> None:
        left = min(track.right() - 2, max(track.left(), track.width() * share - 1))
        painter.fillRect(QRectF(left, track.top() - 3, 2, track.height() + 6), theme.colour(colour))


def _bar(painter: QPainter, track: QRectF, share: float, colour: str) -> None:
    wide = track.width() * min(1.0, share)
    if wide < 1:
        return
    painter.setBrush(theme.colour(colour))
    painter.drawRoundedRect(QRectF(track.left(), track.top(), max(wide, track.height()), track.height()), 3, 3)
