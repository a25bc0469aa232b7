"""Small signs in the rows of the team: the course of twelve months, sent or not, a file that cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from salesdesk.ui.parts import icons, theme
from salesdesk.words.i18n import _


@dataclass(frozen=True, slots=True)
class MonthsMark:
    """A line as small as a word: the sales of twelve months."""

    months: Sequence[int]

    def width(self) -> int:
        return theme.tokens().px(96)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        if len(self.months) < 2 or not any(self.months):
            return
        low, high = min(0, *self.months), max(self.months)
        place = rect.adjusted(0, 6, 0, -6)
        step = min(place.width(), self.width()) / (len(self.months) - 1)
        points = [
            QPointF(place.left() + at * step, place.bottom() - place.height() * (one - low) / max(high - low, 1))
            for at, one in enumerate(self.months)
        ]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent_ink"), 1.6))
        painter.drawPolyline(QPolygonF(points))
        painter.restore()

    def words(self) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class IconMark:
    """An icon with its meaning in words."""

    icon: str
    colour: str
    meaning: str

    def width(self) -> int:
        return theme.tokens().px(16)

    def paint(self, painter: QPainter, rect: QRectF) -> None:
        size = self.width()
        picture = icons.icon(self.icon, colour=self.colour)
        picture.paint(painter, round(rect.left()), round(rect.center().y() - size / 2), size, size)

    def words(self) -> str:
        return self.meaning


def sent_mark(sent: bool) -> IconMark:
    """Whether a report was sent: a tick, or a dash that stands out."""
    return IconMark("check", "green", _("Sent")) if sent else IconMark("minus", "red", _("Not sent"))
