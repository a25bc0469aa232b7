"""A line as small as a word: the course of a number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from salesdesk.ui.parts import theme


class Sparkline(QWidget):
    """Values in order, gaps where there is none; the thin line is the goal."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: Sequence[float | None] = ()
        self._goal: float | None = None

    def show_values(self, values: Sequence[float | None], goal: float | None, words: str) -> None:
        """`words` say the same for hover and screen reader."""
        self._values, self._goal = values, goal
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(120), theme.tokens().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:
        known = [value for value in self._values if value is not None]
        if not known:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ends = [*known, *([self._goal] if self._goal is not None else [])]
        low, high = min(ends), max(ends)
        wide, tall = self.width() - 16.0, self.height() - 10.0
        step = wide / max(len(self._values) - 1, 1)

        def place(at: int, value: float) -> QPointF:
            share = (value - low) / (high - low) if high > low else 0.5
            return QPointF(8 + at * step, 5 + tall * (1 - share))

        if self._goal is not None:
            painter.setPen(QPen(theme.colour("edge"), 1))
            painter.drawLine(place(0, self._goal), QPointF(self.width() - 8.0, place(0, self._goal).y()))
        points = [place(at, value) for at, value in enumerate(self._values) if value is not None]
        painter.setPen(QPen(theme.colour("accent_ink"), 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.colour("accent_ink"))
        painter.drawEllipse(points[-1], 2.4, 2.4)
        painter.end()
