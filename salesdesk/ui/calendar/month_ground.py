"""What lies under the visits of a month: names and numbers, days off, how full a day is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from salesdesk.ui.calendar.day_mark import paint_lock
from salesdesk.ui.calendar.geometry import Columns
from salesdesk.ui.calendar.lettering import RIGHT, advance, write, write_cut
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.spoken import holiday_word
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _
from salesdesk.words.numbers import month_names, weekday_names


def paint_head(painter: QPainter, columns: Columns, top: float, high: float, weeks: Sequence[date]) -> None:
    """The names of the weekdays above, the numbers of the weeks at the left."""
    for number, name in enumerate(weekday_names()):
        rect = QRectF(columns.x(number) + 8, 0, columns.width, top)
        write(painter, rect, name, theme.font(12), theme.colour("faint" if number > 4 else "soft"))
    painter.setFont(theme.font(11))
    painter.setPen(theme.colour("faint"))
    for row, monday in enumerate(weeks):
        rect = QRectF(0, top + row * high + 4, columns.left - 6, theme.tokens().px(22))
        painter.drawText(rect, RIGHT, str(monday.isocalendar().week))


def paint_day(painter: QPainter, box: QRectF, day: date, shown: Shown, *, inside: bool) -> None:
    """Number and holiday of a day, and how full it is; `inside`: it belongs to the month."""
    look, today, works = theme.tokens(), day == shown.today, shown.works(day)
    if not works or not inside or shown.away(day):
        painter.fillRect(box, theme.colour("page"))
    face = theme.font(13, bold=today or inside)
    name = str(day.day)
    if day.day == 1:
        name = _("{month} {day}").format(month=month_names()[day.month - 1], day=day.day)
    rect = QRectF(box.left() + look.px(4), box.top() + look.px(4), advance(name, face) + look.px(12), look.px(20))
    if today:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(rect, look.px(10), look.px(10))
    painter.setFont(face)
    painter.setPen(theme.colour("on_accent" if today else "text" if inside and works else "faint"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)
    right = _paint_load(painter, box, day, shown)
    left = rect.right()
    if shown.closed(day):
        left = paint_lock(painter, left, rect.center().y())
    holiday = shown.holidays.get(day)
    if holiday:
        room = QRectF(left + 4, rect.top(), right - left - 8, rect.height())
        ink = theme.colour("amber" if holiday.working else "red")
        write_cut(painter, room, holiday_word(holiday), theme.font(11), ink)


def paint_lines(painter: QPainter, columns: Columns, top: float, high: float, weeks: int, whole: QRect) -> None:
    """Between the days."""
    painter.setPen(QPen(theme.colour("line"), 1))
    for number in range(columns.count):
        x = round(columns.x(number)) + 0.5
        painter.drawLine(QPointF(x, top), QPointF(x, whole.height()))
    for row in range(weeks + 1):
        y = min(whole.height() - 0.5, round(top + row * high) + 0.5)
        painter.drawLine(QPointF(0, y), QPointF(whole.width(), y))


def _paint_load(painter: QPainter, box: QRectF, day: date, shown: Shown) -> float:
    """How many visits, at the right; returns where that begins."""
    load, look = shown.load(day), theme.tokens()
    if not load:
        return box.right()
    room = shown.room(day)
    words, face = _("{n} of {of}").format(n=load, of=room), theme.font(11)
    wide = advance(words, face)
    if wide > box.width() * 0.5:
        words, wide = str(load), advance(str(load), face)
    rect = QRectF(box.right() - wide - look.px(8), box.top() + look.px(4), wide, look.px(20))
    write(painter, rect, words, face, theme.colour("amber" if load > room else "soft"))
    return rect.left()
