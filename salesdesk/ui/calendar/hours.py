"""The mouse on the hours: drag, draw out either end, draw a visit, copy with Ctrl; onto the line without hours too."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.blocks import paint_ring
from salesdesk.ui.calendar.canvas import ALL_DAY
from salesdesk.ui.calendar.entries import Entry, Ghost, clock, movable, start_of, stretchable
from salesdesk.ui.calendar.gesture import Gesture, Grip
from salesdesk.ui.calendar.grid import Grid
from salesdesk.ui.calendar.others import paint_entry, paint_veil
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

EDGE = 6
"""Height of the edges that draw a visit out."""


class Hours(Grid):
    """A grid for the mouse. `dragged`: the hand has moved; `lane_at` tells whether a point of the screen lies over
    the line of what has no hour."""

    dragged = Signal()

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self.gesture: Gesture | None = None
        self.lane_at: Callable[[QPoint], bool] = _nowhere
        self._guest: tuple[date, int] | None = None

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        before, self._guest = self._moving_rects(), moment
        self.touch(*before, *self._moving_rects())

    def hold(self, where: QPointF, entry: Entry | None) -> None:
        """The hand takes hold at this place of the grid."""
        minute, day = self.scale.minute(where.y()), self.days[self.columns().at(where.x())]
        if entry is None:
            self.gesture = Gesture(Grip.DRAW, where, day, minute)
        elif movable(entry):
            grip = self._edge_at(where, entry) or Grip.MOVE
            self.gesture = Gesture(grip, where, day, minute, entry, start_of(entry), entry.minutes)

    def follow(self, where: QPointF, keys: Qt.KeyboardModifier) -> None:
        """The hand moves to this place, which may lie beyond the grid."""
        if self.gesture is None:
            return
        before, copying = self._moving_rects(), bool(keys & Qt.KeyboardModifier.ControlModifier)
        lane = self.lane_at(self.mapToGlobal(where).toPoint())
        day = self.days[self.columns().at(where.x())]
        self.gesture.follow(where, day, self.scale.minute(where.y()), copying=copying, lane=lane)
        self.gesture.outside = self.gesture.grip is Grip.MOVE and not lane and self._is_outside(where)
        if self.gesture.begun:
            self.setCursor(self.gesture.shape())
            if not lane:
                self.reached.emit(where.toPoint())
            self.touch(*before, *self._moving_rects(), self.current_rect())
            self.dragged.emit()

    def let_go(self) -> None:
        """The wish of the hand is told."""
        gesture = self.gesture
        self.abort()
        if gesture is not None and gesture.begun and not gesture.outside:
            self._finish(gesture)

    def abort(self) -> bool:
        before, held = self._moving_rects(), self.gesture is not None
        self.gesture = None
        self.unsetCursor()
        self.touch(*before, self.current_rect())
        self.dragged.emit()
        return held

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        where = event.position()
        for rect, hidden in self.counted():
            if rect.contains(where):
                self.mean(hidden[0])
                self.show_more(hidden, event.globalPosition().toPoint())
                return
        entry = self.entry_at(where)
        self.mean(entry, None if entry else self.moment_at(where))
        self.hold(where, entry)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.gesture is None:
            self.setCursor(self._shape_at(event.position()))
        else:
            self.follow(event.position(), event.modifiers())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.let_go()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.gesture = None
        entry = self.entry_at(event.position())
        if isinstance(entry, Ghost):
            self.ghost_opened.emit(entry.id)
        elif entry:
            self.opened.emit(entry.id)
        else:
            self.drawn.emit(*self.moment_at(event.position()), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hidden = self.hiding(self.current)
        if event.key() == Qt.Key.Key_Space and hidden:
            self.show_more(hidden[1], self.mapToGlobal(hidden[0].center().toPoint()))
            return
        super().keyPressEvent(event)

    # --- painting ---------------------------------------------------------------------------------------------

    def _paint_moving(self, painter: QPainter) -> None:
        if self._guest:
            self._paint_wish(painter, self.slot(self._guest, 60), clock(self._guest[1]))
        if self.gesture is None or not self.gesture.begun:
            super()._paint_moving(painter)
            return
        day, start, minutes = self.gesture.wish()
        entry = self.gesture.entry
        if entry is not None and not self.gesture.copying:
            paint_veil(painter, self.rect_of(entry.id))
        if start == ALL_DAY:
            return
        box, words = self.slot((day, start), minutes), f"{clock(start)}–{clock(start + minutes)}"
        if entry is None:
            self._paint_wish(painter, box, words)
            return
        painter.setOpacity(0.92)
        paint_entry(
            painter, box, entry, self.shown, _("Copy to {time}").format(time=words) if self._copies() else words
        )
        painter.setOpacity(1.0)
        paint_ring(painter, box, focused=True)

    def _paint_wish(self, painter: QPainter, box: QRectF, words: str) -> None:
        """Room for a visit that is not there yet."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent_ink"), 1.4))
        painter.setBrush(theme.colour("selection"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.colour("on_selection"))
        painter.setFont(theme.font(12, bold=True))
        painter.drawText(box.adjusted(6, 2, -4, -2), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, words)

    def _moving_rects(self) -> list[QRectF]:
        """Where the hand leaves its trace now."""
        found = [self.slot(self._guest, 60)] if self._guest else []
        if self.gesture is not None:
            day, start, minutes = self.gesture.wish()
            found.append(self.slot((day, start), minutes))
            if self.gesture.entry is not None:
                found.append(self.rect_of(self.gesture.entry.id))
        return found

    # --- private ----------------------------------------------------------------------------------------------

    def _is_outside(self, where: QPointF) -> bool:
        """Beside the days, or out of the window."""
        window = self.window()
        return not 0 <= where.x() < self.width() or not window.rect().contains(self.mapTo(window, where.toPoint()))

    def _copies(self) -> bool:
        return self.gesture is not None and self.gesture.copying

    def _finish(self, gesture: Gesture) -> None:
        day, start, minutes = gesture.wish()
        entry = gesture.entry
        if entry is None:
            self.drawn.emit(day, start, minutes)
        elif gesture.grip is Grip.END:
            if minutes != entry.minutes:
                self.resized.emit(entry.id, minutes)
        elif gesture.grip is Grip.START:
            if minutes != entry.minutes:
                self.reshaped.emit(entry.id, start, minutes)
        elif gesture.copying:
            self.copied.emit(entry.id, day, start)
        elif (day, start) != (entry.day, ALL_DAY if entry.all_day else start_of(entry)):
            (self.ghost_moved if isinstance(entry, Ghost) else self.moved).emit(entry.id, day, start)

    def _edge_at(self, where: QPointF, entry: Entry) -> Grip | None:
        """The end of a visit that lies under the mouse."""
        rect = self.rect_of(entry.id)
        if not stretchable(entry) or not rect.contains(where):
            return None
        edge = min(EDGE, rect.height() / 4)
        if rect.bottom() - where.y() <= edge:
            return Grip.END
        return Grip.START if where.y() - rect.top() <= edge else None

    def _shape_at(self, where: QPointF) -> Qt.CursorShape:
        entry = self.entry_at(where)
        if entry and self._edge_at(where, entry):
            return Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.PointingHandCursor if isinstance(entry, VisitCard) else Qt.CursorShape.ArrowCursor


def _nowhere(_where: QPoint) -> bool:
    return False
