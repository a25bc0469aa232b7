"""A day over its hours: weekday, number, and how full it is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import icons, theme
from salesdesk.words.i18n import _
from salesdesk.words.numbers import weekday_names


def paint_date(painter: QPainter, rect: QRectF, day: date, shown: Shown) -> None:
    """Weekday and number; today's in the accent, days off in grey; at the right how full the day is."""
    look, today = theme.tokens(), day == shown.today
    off = not shown.works(day)
    small, big = theme.font(12, bold=today), theme.font(16, bold=True)
    name = weekday_names()[day.weekday()]
    left = rect.left() + look.px(8)
    painter.setFont(small)
    painter.setPen(theme.colour("accent_ink" if today else "faint" if off else "soft"))
    painter.drawText(QRectF(left, rect.top(), rect.width(), rect.height()), Qt.AlignmentFlag.AlignVCenter, name)
    left += QFontMetricsF(small).horizontalAdvance(name) + look.px(6)
    number, wide = str(day.day), QFontMetricsF(big).horizontalAdvance("00")
    box = QRectF(left, rect.center().y() - look.px(12), wide + look.px(10), look.px(24))
    painter.setFont(big)
    if today:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(box, look.px(12), look.px(12))
    painter.setPen(theme.colour("on_accent" if today else "faint" if off else "text"))
    at = Qt.AlignmentFlag.AlignCenter if today else Qt.AlignmentFlag.AlignVCenter
    painter.drawText(box, at, number)
    right = box.right()
    if shown.closed(day):
        right = paint_lock(painter, right, rect.center().y())
    _paint_count(painter, rect.adjusted(0, 0, -look.px(8), 0), day, shown, right)


def paint_lock(painter: QPainter, left: float, middle: float) -> float:
    """The small sign of a closed month, right of `left`; returns where it ends."""
    look = theme.tokens()
    side = look.px(12)
    icons.paint(painter, QRectF(left + look.px(2), middle - side / 2, side, side), "lock", "faint")
    return left + look.px(4) + side


def _paint_count(painter: QPainter, rect: QRectF, day: date, shown: Shown, after: float) -> None:
    load = shown.load(day)
    words = _("{n} of {of}").format(n=load, of=shown.room(day))
    face = theme.font(11)
    if load and QFontMetricsF(face).horizontalAdvance(words) < rect.right() - after:
        painter.setFont(face)
        painter.setPen(theme.colour("amber" if load > shown.room(day) else "soft"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


def paint_load(painter: QPainter, rect: QRectF, day: date, shown: Shown) -> None:
    """A thin bar: visits of the day against what fits into one; amber beyond that."""
    load = shown.load(day)
    if not load and not shown.works(day):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("line"))
    painter.drawRoundedRect(rect, 1.5, 1.5)
    if load:
        painter.setBrush(theme.colour("flag_amber" if load > shown.room(day) else "accent"))
        full = QRectF(rect.left(), rect.top(), rect.width() * min(1.0, load / max(1, shown.room(day))), rect.height())
        painter.drawRoundedRect(full, 1.5, 1.5)
