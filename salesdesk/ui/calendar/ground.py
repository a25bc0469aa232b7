"""What lies under the visits: days, hours, today, the present moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk.ui.calendar.entries import clock
from salesdesk.ui.calendar.geometry import DAY, Columns, Scale
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme


def gutter() -> int:
    """Room for the hours at the left of the days."""
    return theme.tokens().px(48)


def paint_ground(
    painter: QPainter, whole: QRect, days: Sequence[date], shown: Shown, columns: Columns, scale: Scale
) -> None:
    """Days off and hours without work are grey, today is tinted, lines for the hours and fainter ones for halves."""
    painter.fillRect(whole, theme.colour("surface"))
    for number, day in enumerate(days):
        box = QRectF(columns.x(number), 0, columns.width, whole.height())
        if not shown.works(day) or shown.away(day):
            painter.fillRect(box, theme.colour("page"))
        else:
            _shade_rest(painter, box, shown, scale)
        if day == shown.today and len(days) > 1:
            tint = theme.colour("selection")
            tint.setAlpha(70)
            painter.fillRect(box, tint)
    _paint_hours(painter, columns.left, whole.width(), scale)
    painter.setPen(QPen(theme.colour("line"), 1))
    for number in range(len(days)):
        x = round(columns.x(number)) + 0.5
        painter.drawLine(QPointF(x, 0), QPointF(x, whole.height()))


def _shade_rest(painter: QPainter, box: QRectF, shown: Shown, scale: Scale) -> None:
    """Before, between and after the hours that are worked."""
    end = 0
    for first, last in (*shown.pattern.open_spans, (DAY, DAY)):
        if first > end:
            top = scale.y(end)
            painter.fillRect(QRectF(box.left(), top, box.width(), scale.y(first) - top), theme.colour("page"))
        end = max(end, last)


def _paint_hours(painter: QPainter, left: float, right: float, scale: Scale) -> None:
    look = theme.tokens()
    half = theme.colour("line")
    half.setAlpha(100)
    painter.setFont(theme.font(11))
    for hour in range(25):
        y = round(scale.y(hour * 60)) + 0.5
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(left - 4, y), QPointF(right, y))
        if hour < 24:
            middle = round(scale.y(hour * 60 + 30)) + 0.5
            painter.setPen(QPen(half, 1))
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
        if 0 < hour < 24:
            painter.setPen(theme.colour("soft"))
            rect = QRectF(0, y - look.px(8), left - look.px(8), look.px(16))
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, clock(hour * 60))


def now_rect(days: Sequence[date], shown: Shown, columns: Columns, scale: Scale) -> QRectF:
    """Where the line of the present moment is, and where it was a minute ago; empty on other days."""
    if shown.today not in days:
        return QRectF()
    y = scale.y(shown.now.hour * 60 + shown.now.minute)
    return QRectF(columns.x(list(days).index(shown.today)) - 4, y - 8, columns.width + 8, 16)


def paint_now(painter: QPainter, days: Sequence[date], shown: Shown, columns: Columns, scale: Scale) -> None:
    """A red line at the present moment, in the column of today."""
    if shown.today not in days:
        return
    number = list(days).index(shown.today)
    y = round(scale.y(shown.now.hour * 60 + shown.now.minute)) + 0.5
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("flag_red"), 1.6))
    painter.drawLine(QPointF(columns.x(number), y), QPointF(columns.x(number + 1), y))
    painter.setBrush(theme.colour("flag_red"))
    painter.drawEllipse(QPointF(columns.x(number), y), 3.5, 3.5)
