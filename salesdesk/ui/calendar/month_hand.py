"""The mouse in the month: from day to day, copy with Ctrl, open, plan."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.blocks import paint_ring
from salesdesk.ui.calendar.canvas import FREE
from salesdesk.ui.calendar.entries import Entry, Ghost, movable, start_of
from salesdesk.ui.calendar.month import MonthGrid
from salesdesk.ui.calendar.others import paint_line, paint_veil
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme


class MonthView(MonthGrid):
    """A month for the mouse: a visit is dragged from day to day and keeps its hour."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self._held: tuple[Entry, QPointF] | None = None
        self._where = QPointF()
        self._over: date | None = None
        self._copying = False

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        before, self._over = self._moving_rects(), moment[0] if moment else None
        self.touch(*before, *self._moving_rects())

    def abort(self) -> bool:
        before, held = self._moving_rects(), self._held is not None
        self._held, self._over, self._copying = None, None, False
        self.unsetCursor()
        self.touch(*before, self.current_rect())
        return held

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        where = event.position()
        entry = self.entry_at(where)
        self.mean(entry, None if entry else (self.day_at(where), self.spot[1]))
        if entry and movable(entry):
            self._held = (entry, where)
        elif self.counts_at(where):
            self.looked_into.emit(self.day_at(where))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        if self._held is None:
            visit = isinstance(self.entry_at(where), VisitCard)
            self.setCursor(Qt.CursorShape.PointingHandCursor if visit else Qt.CursorShape.ArrowCursor)
        elif self._over or (where - self._held[1]).manhattanLength() >= QApplication.startDragDistance():
            before = self._moving_rects()
            ctrl = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            self._copying = ctrl and isinstance(self._held[0], VisitCard)
            shape = Qt.CursorShape.DragCopyCursor if self._copying else Qt.CursorShape.ClosedHandCursor
            self.setCursor(shape)
            self._over, self._where = self.day_at(where), where
            self.touch(*before, *self._moving_rects(), self.current_rect())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, over, copying = self._held, self._over, self._copying
        self.abort()
        if held is None or over is None or not self.rect().contains(event.position().toPoint()):
            return
        entry = held[0]
        if copying:
            self.copied.emit(entry.id, over, start_of(entry))
        elif over != entry.day:
            if isinstance(entry, Ghost):
                self.ghost_moved.emit(entry.id, over, entry.minute)
            else:
                self.moved.emit(entry.id, over, FREE)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._held = None
        entry = self.entry_at(event.position())
        if isinstance(entry, Ghost):
            self.ghost_opened.emit(entry.id)
        elif entry:
            self.opened.emit(entry.id)
        else:
            self.drawn.emit(self.day_at(event.position()), FREE, 0)

    # --- painting ---------------------------------------------------------------------------------------------

    def _paint_moving(self, painter: QPainter) -> None:
        if self._over is None:
            super()._paint_moving(painter)
            return
        paint_ring(painter, self.cell(self._over).adjusted(2, 2, -2, -2), focused=True)
        if self._held is not None:
            entry = self._held[0]
            if not self._copying:
                paint_veil(painter, self.rect_of(entry.id))
            painter.setOpacity(0.92)
            paint_line(painter, self._carried(), entry, self.shown)

    def _moving_rects(self) -> list[QRectF]:
        """Where the hand leaves its trace now."""
        found = [self.cell(self._over)] if self._over and self._over in self.days else []
        if self._held is not None and self._over is not None:
            found += [self._carried(), self.rect_of(self._held[0].id)]
        return found

    def _carried(self) -> QRectF:
        """What the hand holds, beside the mouse."""
        high, wide = theme.tokens().px(20), self.columns().width - 8
        return QRectF(self._where.x() - wide / 3, self._where.y() - high / 2, wide, high)
