"""The head of the days: weekday and date, holiday, how full the day is, and the visits without an hour."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QFontMetricsF, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from salesdesk.ui.calendar.blocks import paint_more, paint_ring
from salesdesk.ui.calendar.canvas import ALL_DAY
from salesdesk.ui.calendar.day_mark import paint_date, paint_load
from salesdesk.ui.calendar.entries import Entry
from salesdesk.ui.calendar.geometry import Columns
from salesdesk.ui.calendar.ground import gutter
from salesdesk.ui.calendar.hours import Hours
from salesdesk.ui.calendar.others import paint_line
from salesdesk.ui.calendar.spoken import holiday_word, hover, spoken_day
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

ROWS = 3
"""Lines for visits without an hour; the last counts what does not fit."""


class DayHead(QWidget):
    """Stands above the grid and shares its columns. A double click on a date looks into it, below it plans.

    What stands here without an hour is dragged onto the hours, and back.
    """

    def __init__(self, grid: Hours, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = grid
        self._right = 0
        self._wish: tuple[date, Entry] | None = None
        grid.lane_at = self.holds
        grid.dragged.connect(self._on_dragged)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def refresh(self) -> None:
        """The grid shows something else."""
        self.setAccessibleName("; ".join(spoken_day(day, self._grid.shown) for day in self._grid.days))
        self.updateGeometry()
        self.update()

    def set_right(self, pixels: int) -> None:
        """How much of the right side belongs to the scroll bar."""
        if pixels != self._right:
            self._right = pixels
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, self._date_height() + self._rows() * self._row() + (4 if self._rows() else 0))

    def columns(self) -> Columns:
        """The columns of the days."""
        return Columns(gutter(), self.width() - self._right, len(self._grid.days))

    def holds(self, where: QPoint) -> bool:
        """Whether a point of the screen lies over the days' heads."""
        return self.isVisible() and self.rect().contains(self.mapFromGlobal(where))

    def rect_of(self, entry: Entry) -> QRectF:
        """Where something without an hour is painted; empty where it is only counted."""
        if entry.day not in self._grid.days:
            return QRectF()
        cards = self._all_day(entry.day)
        row = next((number for number, one in enumerate(cards[: self._shown_rows(cards)]) if one.id == entry.id), None)
        return QRectF() if row is None else self._row_rect(list(self._grid.days).index(entry.day), row)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, look, shown = QPainter(self), theme.tokens(), self._grid.shown
        painter.fillRect(self.rect(), theme.colour("surface"))
        columns = self.columns()
        for number, day in enumerate(self._grid.days):
            box = QRectF(columns.x(number), 0, columns.width, self.height())
            if not shown.works(day):
                painter.fillRect(box, theme.colour("page"))
            paint_date(painter, QRectF(box.left(), 0, box.width(), look.px(30)), day, shown)
            self._paint_holiday(painter, box, day)
            bar = QRectF(box.left() + 8, self._date_height() - look.px(7), box.width() - 16, 3)
            paint_load(painter, bar, day, shown)
            self._paint_all_day(painter, day, number)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(QPointF(box.left() + 0.5, look.px(8)), QPointF(box.left() + 0.5, self.height()))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(0, self.height() - 0.5), QPointF(self.width(), self.height() - 0.5))
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            where = QPointF(event.pos())
            card = self._card_at(where)
            shown = self._grid.shown
            QToolTip.showText(event.globalPos(), hover(card, shown) if card else spoken_day(self._day_at(where), shown))
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grid.setFocus(Qt.FocusReason.MouseFocusReason)
        card = self._card_at(event.position())
        if card:
            self._grid.mean(card)
            if event.button() == Qt.MouseButton.LeftButton:
                self._grid.hold(self._in_grid(event.position()), card)
        else:
            self._grid.mean(None, (self._day_at(event.position()), self._grid.spot[1]))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._grid.follow(self._in_grid(event.position()), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._grid.gesture is not None:
            self._grid.let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._grid.abort()
        card = self._card_at(event.position())
        if card:
            self._grid.opened.emit(card.id)
        elif event.position().y() >= self._date_height():
            self._grid.drawn.emit(self._day_at(event.position()), ALL_DAY, 0)
        else:
            self._grid.looked_into.emit(self._day_at(event.position()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        card = self._card_at(QPointF(event.pos()))
        self._grid.mean(card, None if card else (self._day_at(QPointF(event.pos())), self._grid.spot[1]))
        self._grid.asked.emit(card.id if card else None, event.globalPos())

    # --- private ----------------------------------------------------------------------------------------------

    def _on_dragged(self) -> None:
        """The hand holds something over the heads, or no longer does."""
        before, held = self._wish, self._grid.gesture
        over = held is not None and held.begun and held.wish()[1] == ALL_DAY
        self._wish = (held.wish()[0], held.entry) if held and held.entry and over else None
        if before != self._wish:
            self.updateGeometry()
            self.update()

    def _in_grid(self, where: QPointF) -> QPointF:
        return self._grid.mapFromGlobal(self.mapToGlobal(where))

    def _date_height(self) -> int:
        named = any(day in self._grid.shown.holidays for day in self._grid.days)
        return theme.tokens().px(42 + (14 if named else 0))

    def _row(self) -> int:
        return theme.tokens().px(20)

    def _rows(self) -> int:
        most = max((len(self._all_day(day)) for day in self._grid.days), default=0)
        return min(ROWS, max(most, 1 if self._wish else 0))

    def _all_day(self, day: date) -> list[Entry]:
        return [entry for entry in self._grid.shown.entries(day) if entry.all_day]

    def _shown_rows(self, cards: list[Entry]) -> int:
        """So many have a line of their own."""
        return len(cards) if len(cards) <= ROWS else ROWS - 1

    def _row_rect(self, column: int, row: int) -> QRectF:
        columns, high = self.columns(), self._row()
        return QRectF(columns.x(column) + 3, self._date_height() + row * high, columns.width - 6, high - 2)

    def _day_at(self, where: QPointF) -> date:
        return self._grid.days[self.columns().at(where.x())]

    def _card_at(self, where: QPointF) -> Entry | None:
        row = int((where.y() - self._date_height()) // self._row())
        cards = self._all_day(self._day_at(where))
        return cards[row] if where.y() >= self._date_height() and row < self._shown_rows(cards) else None

    def _paint_holiday(self, painter: QPainter, box: QRectF, day: date) -> None:
        holiday = self._grid.shown.holidays.get(day)
        if holiday:
            face = theme.font(11)
            painter.setFont(face)
            painter.setPen(theme.colour("amber" if holiday.working else "red"))
            rect = QRectF(box.left() + 8, theme.tokens().px(29), box.width() - 12, theme.tokens().px(16))
            words = QFontMetricsF(face).elidedText(holiday_word(holiday), Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_all_day(self, painter: QPainter, day: date, number: int) -> None:
        cards = self._all_day(day)
        room = self._shown_rows(cards)
        for row, card in enumerate(cards[:room]):
            rect = self._row_rect(number, row)
            paint_line(painter, rect, card, self._grid.shown)
            if card.id == self._grid.current and day == self._grid.spot[0]:
                paint_ring(painter, rect, focused=self._grid.hasFocus())
        if len(cards) > room:
            rect = self._row_rect(number, room).adjusted(5, 0, 0, 0)
            paint_more(painter, rect, _("+{n}").format(n=len(cards) - room), framed=False)
        if self._wish and self._wish[0] == day:
            rect = self._row_rect(number, min(room, ROWS - 1))
            painter.setOpacity(0.92)
            paint_line(painter, rect, self._wish[1], self._grid.shown)
            painter.setOpacity(1.0)
            paint_ring(painter, rect, focused=True)
