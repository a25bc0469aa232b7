"""A picture of what does not move, so that a frame paints only what does."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget


class Still:
    """Painted at the first need, kept until `forget`, another size or another sharpness of the screen."""

    def __init__(self, widget: QWidget, paint: Callable[[QPainter], None]) -> None:
        self._widget, self._paint = widget, paint
        self._picture: QPixmap | None = None

    def forget(self) -> None:
        """Something else is shown."""
        self._picture = None

    def paint(self, painter: QPainter, part: QRect) -> None:
        """Paint this part of the widget."""
        sharp = self._widget.devicePixelRatioF()
        wanted = self._widget.size() * sharp
        picture = self._picture
        if picture is None or picture.size() != wanted:
            picture = self._picture = QPixmap(wanted)
            picture.setDevicePixelRatio(sharp)
            inner = QPainter(picture)
            inner.setFont(self._widget.font())
            self._paint(inner)
            inner.end()
        source = QRectF(part.x() * sharp, part.y() * sharp, part.width() * sharp, part.height() * sharp)
        painter.drawPixmap(QRectF(part), picture, source)
