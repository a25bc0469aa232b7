"""The small signs on a visit: trouble, priority, recurring, fixed, proposed by the planner."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from salesdesk.domain.client import Tier
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.lettering import icon
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.badges import paint_priority, paint_tier

SIDE = 12
"""Height and width of a sign, before scaling."""


def paint_letter(painter: QPainter, rect: QRectF, tier: Tier) -> None:
    """The tier as its letter."""
    painter.drawPixmap(rect.topLeft(), _letter(tier.value, round(rect.width()), theme.tokens().name))


def paint_marks(painter: QPainter, row: QRectF, card: VisitCard, *, trouble: bool, channel: bool) -> float:
    """The signs from the right edge of a line to the left, as far as there is room; returns where they begin."""
    side, right = theme.tokens().px(SIDE), row.right()
    for picture in _marks(card, side, trouble=trouble, channel=channel):
        if right - side < row.left():
            break
        painter.drawPixmap(QPointF(right - side, row.center().y() - side / 2), picture)
        right -= side + 3
    return right


def warning(side: int) -> QPixmap:
    """Something is wrong here."""
    return icon("warning", theme.tokens().amber, side)


def _marks(card: VisitCard, side: int, *, trouble: bool, channel: bool) -> Iterator[QPixmap]:
    """The weightiest first."""
    look = theme.tokens()
    if trouble:
        yield warning(side)
    if card.priority:
        yield _flag(card.priority.name, side, look.name)
    for has, name in ((card.fixed, "lock"), (card.series_id, "repeat"), (card.by_plan, "star")):
        if has:
            yield icon(name, look.soft, side)
    if channel:
        yield icon(card.channel, look.soft, side)


@lru_cache(maxsize=64)
def _letter(tier: str, side: int, _look: str) -> QPixmap:
    """Painted once for each look and size."""
    image = _blank(side, side)
    painter = QPainter(image)
    paint_tier(painter, QRectF(0, 0, side, side), tier)
    painter.end()
    return image


@lru_cache(maxsize=32)
def _flag(priority: str, side: int, _look: str) -> QPixmap:
    """The flag without its name, which the hover and the screen reader say."""
    image = _blank(side, side)
    painter = QPainter(image)
    painter.setClipRect(QRectF(0, 0, side, side))
    drawn = theme.tokens().px(14)
    painter.scale(side / drawn, side / drawn)
    paint_priority(painter, QRectF(0, 0, drawn, drawn), priority)
    painter.end()
    return image


def _blank(wide: int, high: int) -> QPixmap:
    image = QPixmap(wide * 2, high * 2)
    image.fill(Qt.GlobalColor.transparent)
    image.setDevicePixelRatio(2)
    return image
