"""How lines look, on the chart and in its legend."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.parts import theme

COLOUR = {"bars": 0, "actual": 0, "plan": 1, "before": 7, "level": 1}
"""Stroke → the theme's series colour."""

WIDTH = {"actual": 2.5, "plan": 2.0, "before": 2.0, "level": 2.0}
DASHES = {"plan": [6.0, 3.0], "before": [1.0, 2.0], "level": [6.0, 3.0]}
_HIGH = 20
"""Pixels before scaling of a line of the legend."""


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
    """The names of the lines with a sample of each; on a second line what the first has no room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: list[tuple[str, str]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_keys(self, keys: list[tuple[str, str]]) -> None:
        """Name and stroke of each line."""
        self._keys = [(name, str(stroke)) for name, stroke in keys]
        self.setAccessibleName(", ".join(name for name, _stroke in keys))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(sum(self._wide()), theme.tokens().px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(self._wide(), default=0), theme.tokens().px(_HIGH))

    def heightForWidth(self, width: int) -> int:
        return theme.tokens().px(_HIGH) * max((line + 1 for _left, line in self._places(width)), default=1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look = QPainter(self), theme.tokens()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(look.small_size))
        high = look.px(_HIGH)
        places = self._places(self.width())
        top = max(0.0, (self.height() - high * max((line + 1 for _left, line in places), default=1)) / 2)
        for (name, stroke), (left, line) in zip(self._keys, places, strict=True):
            middle = top + high * (line + 0.5)
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
            place = QRectF(left + look.px(26), middle - high / 2, words + 2, high)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        painter.end()

    def _wide(self) -> list[int]:
        metrics, look = QFontMetrics(theme.font(theme.tokens().small_size)), theme.tokens()
        return [metrics.horizontalAdvance(name) + look.px(42) for name, _stroke in self._keys]

    def _places(self, width: int) -> list[tuple[int, int]]:
        """Where each key begins, and on which line."""
        places, left, line = [], 0, 0
        for wide in self._wide():
            if left and left + wide > width:
                left, line = 0, line + 1
            places.append((left, line))
            left += wide
        return places
