"""How lines look, on the chart and in its legend."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.parts import theme

COLOUR = {"bars": 0, "actual": 0, "plan": 1, "before": 7}
"""Stroke → the theme's series colour."""

WIDTH = {"actual": 2.5, "plan": 2.0, "before": 2.0}
DASHES = {"plan": [6.0, 3.0], "before": [1.0, 2.0]}


def stroke_colour(stroke: str) -> str:
    """The colour of a stroke in the present theme, "#rrggbb"."""
    return theme.tokens().series[COLOUR[stroke]]


def stroke_pen(stroke: str) -> QPen:
    """The pen of a line: its width and dashes tell it apart without its colour."""
    pen = QPen(theme.colour(stroke_colour(stroke)), WIDTH.get(stroke, 1.0))
    pen.setCosmetic(True)
    if stroke in DASHES:
        pen.setDashPattern(DASHES[stroke])
    return pen


class Legend(QWidget):
    """The names of the lines with a sample of each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[tuple[str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def show_keys(self, keys: list[tuple[str, str]]) -> None:
        """Name and stroke of each line."""
        self._keys = [(name, str(stroke)) for name, stroke in keys]
        self.setAccessibleName(", ".join(name for name, _stroke in keys))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics, look = QFontMetrics(theme.font(theme.tokens().small_size)), theme.tokens()
        wide = sum(metrics.horizontalAdvance(name) + look.px(42) for name, _stroke in self._keys)
        return QSize(wide, look.px(20))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(look.small_size))
        left, middle = 0.0, self.height() / 2
        for name, stroke in self._keys:
            if stroke == "bars":
                side = look.px(10)
                painter.fillRect(
                    QRectF(left + look.px(10), middle - side / 2, side, side), theme.colour(stroke_colour(stroke))
                )
            else:
                painter.setPen(stroke_pen(stroke))
                painter.drawLine(QPointF(left, middle), QPointF(left + look.px(20), middle))
            painter.setPen(theme.colour("soft"))
            words = painter.fontMetrics().horizontalAdvance(name)
            place = QRectF(left + look.px(26), 0, words + 2, self.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            left += words + look.px(42)
        painter.end()
