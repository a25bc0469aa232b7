"""The hours of one to seven days as one painted widget: look, drag, stretch, draw."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.blocks import paint_block, paint_more, paint_ring
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.geometry import DAY, Columns, More, Scale, arrange, visible
from salesdesk.ui.calendar.gesture import Gesture, Grip
from salesdesk.ui.calendar.ground import gutter, paint_ground, paint_now
from salesdesk.ui.calendar.shown import MOVABLE, Shown, clock, hours, span_of, start_of
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

SLIVER = 44
"""A lane is never narrower than this (pixels before scaling): rather count what does not fit."""
EDGE = 6
"""Height of the lower edge that stretches a visit."""
STEP = 30
_MENU_MOST = 40


class Grid(Canvas):
    """The hours of some days. `reached` tells a point that wants to be in view."""

    reached = Signal(QPoint)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self.scale = Scale(float(theme.tokens().px(48)))
        self._blocks: list[tuple[QRectF, VisitCard]] = []
        self._more: list[tuple[QRectF, list[VisitCard]]] = []
        self._gesture: Gesture | None = None
        self._picture: QPixmap | None = None
        self._guest: tuple[date, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_hour(self.scale.hour)

    def set_hour(self, pixels: float) -> None:
        """Another height for an hour."""
        self.scale = Scale(pixels)
        self.setFixedHeight(round(self.scale.y(DAY)) + 1)
        self.arrange()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, round(self.scale.y(DAY)) + 1)

    def columns(self) -> Columns:
        """The columns of the days."""
        return Columns(gutter(), self.width(), len(self.days))

    def arrange(self) -> None:
        self._blocks, self._more, self._picture = [], [], None
        columns = self.columns()
        most = max(2, int((columns.width - 8) // theme.tokens().px(SLIVER)))
        for number, day in enumerate(self.days):
            cards = [card for card in self.shown.of(day) if not card.all_day]
            places, more = arrange([span_of(card) for card in cards], most)
            for place in places:
                rect = self._lane(number, span_of(cards[place.index]), place.lane, place.lanes, place.wide)
                self._blocks.append((rect, cards[place.index]))
            for rest in more:
                self._more.append((self._more_rect(number, rest), [cards[one] for one in rest.indexes]))

    def card_at(self, where: QPointF) -> VisitCard | None:
        return next((card for rect, card in reversed(self._blocks) if rect.contains(where)), None)

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        minute = int(max(0.0, self.scale.minute(where.y())) // STEP) * STEP
        return self.days[self.columns().at(where.x())], min(minute, DAY - STEP)

    def rect_of(self, visit_id: Id) -> QRectF:
        """Where a visit is painted; empty when it is only counted or has no hour."""
        return next((rect for rect, card in self._blocks if card.id == visit_id), QRectF())

    def current_rect(self) -> QRectF:
        """What the keys mean: the visit, the count that holds it, or the half hour of the cursor."""
        for rect, card in self._blocks:
            if card.id == self.current:
                return rect
        for rect, cards in self._more:
            if any(card.id == self.current for card in cards):
                return rect
        return QRectF() if self.current else self._slot(self.spot, STEP)

    def counted(self) -> list[tuple[QRectF, list[VisitCard]]]:
        """The places where visits are only counted."""
        return self._more

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        self._guest = moment
        self.update()

    # --- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._gesture and self._gesture.begun:
            self._picture = self._picture or self._still()
            painter.drawPixmap(0, 0, self._picture)
        else:
            self._picture = None
            self._paint_still(painter, QRectF(event.rect()))
            self._paint_current(painter)
        self._paint_ghost(painter)
        painter.end()

    def _still(self) -> QPixmap:
        """Everything but what the hand holds, painted once while it moves."""
        sharp = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * sharp), round(self.height() * sharp))
        picture.setDevicePixelRatio(sharp)
        painter = QPainter(picture)
        painter.setFont(self.font())
        self._paint_still(painter, QRectF(self.rect()))
        painter.end()
        return picture

    def _paint_still(self, painter: QPainter, area: QRectF) -> None:
        paint_ground(painter, self.rect(), self.days, self.shown, self.columns(), self.scale, area)
        dragged = self._gesture.card.id if self._gesture and self._gesture.begun and self._gesture.card else None
        for rect, card in self._blocks:
            if rect.intersects(area):
                painter.setOpacity(0.4 if card.id == dragged else 1.0)
                paint_block(painter, rect, card, self.shown.state(card))
        painter.setOpacity(1.0)
        for rect, cards in self._more:
            paint_more(painter, rect, _("+{n}").format(n=len(cards)))
        paint_now(painter, self.days, self.shown, self.columns(), self.scale)

    def _paint_current(self, painter: QPainter) -> None:
        box = self.current_rect()
        if self.current and not box.isEmpty():
            paint_ring(painter, box, focused=self.hasFocus())
        elif self.hasFocus() and not box.isEmpty():
            painter.setPen(QPen(theme.colour("focus"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_ghost(self, painter: QPainter) -> None:
        if self._guest:
            self._paint_wish(painter, self._slot(self._guest, 60), clock(self._guest[1]))
        if self._gesture is None or not self._gesture.begun:
            return
        day, start, minutes = self._gesture.wish()
        box, words = self._slot((day, start), minutes), f"{clock(start)}–{clock(start + minutes)}"
        card = self._gesture.card
        if card is None:
            self._paint_wish(painter, box, words)
            return
        painter.setOpacity(0.92)
        if self._gesture.copying:
            words = _("Copy to {time}").format(time=words)
        paint_block(painter, box, card, self.shown.state(card), words)
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

    # --- the mouse --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        where = event.position()
        for rect, cards in self._more:
            if rect.contains(where):
                self.mean(cards[0])
                self._show_more(cards, event.globalPosition().toPoint())
                return
        card = self.card_at(where)
        self.mean(card, None if card else self.moment_at(where))
        self._gesture = self._grip(where, card)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        if self._gesture is None:
            self.setCursor(self._shape_at(where))
            return
        copying = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        self._gesture.follow(where, self.days[self.columns().at(where.x())], self.scale.minute(where.y()), copying)
        if self._gesture.begun:
            self.setCursor(self._gesture.shape())
            self.reached.emit(where.toPoint())
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        gesture, self._gesture = self._gesture, None
        self.unsetCursor()
        self.update()
        if event.button() == Qt.MouseButton.LeftButton and gesture is not None and gesture.begun:
            self._finish(gesture)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._gesture = None
        card = self.card_at(event.position())
        if card:
            self.opened.emit(card.id)
        else:
            self.drawn.emit(*self.moment_at(event.position()), 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._gesture is not None:
            self._gesture = None
            self.unsetCursor()
            self.update()
            return
        if event.key() == Qt.Key.Key_Space:
            hidden = next((rest for rest in self._more if any(card.id == self.current for card in rest[1])), None)
            if hidden:
                self._show_more(hidden[1], self.mapToGlobal(hidden[0].center().toPoint()))
                return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.arrange()
            self.update()

    # --- private ----------------------------------------------------------------------------------------------

    def _grip(self, where: QPointF, card: VisitCard | None) -> Gesture | None:
        minute, day = self.scale.minute(where.y()), self.days[self.columns().at(where.x())]
        if card is None:
            return Gesture(Grip.DRAW, where, day, minute)
        if card.status not in MOVABLE:
            return None
        grip = Grip.STRETCH if self._at_edge(where, card) else Grip.MOVE
        return Gesture(grip, where, day, minute, card, start_of(card), card.minutes)

    def _finish(self, gesture: Gesture) -> None:
        day, start, minutes = gesture.wish()
        if gesture.card is None:
            self.drawn.emit(day, start, minutes)
        elif gesture.grip is Grip.STRETCH:
            if minutes != gesture.card.minutes:
                self.resized.emit(gesture.card.id, minutes)
        elif gesture.copying:
            self.copied.emit(gesture.card.id, day, start)
        elif (day, start) != (gesture.card.day, start_of(gesture.card)):
            self.moved.emit(gesture.card.id, day, start)

    def _at_edge(self, where: QPointF, card: VisitCard) -> bool:
        rect = self.rect_of(card.id)
        return rect.bottom() - where.y() <= min(EDGE, rect.height() / 3)

    def _shape_at(self, where: QPointF) -> Qt.CursorShape:
        card = self.card_at(where)
        if card and card.status in MOVABLE and self._at_edge(where, card):
            return Qt.CursorShape.SizeVerCursor
        return Qt.CursorShape.PointingHandCursor if card else Qt.CursorShape.ArrowCursor

    def _show_more(self, cards: list[VisitCard], where: QPoint) -> None:
        """In a week look into the day; in a day list what did not fit."""
        if len(self.days) > 1:
            self.looked_into.emit(cards[0].day)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for card in cards[:_MENU_MOST]:
            menu.addAction(f"{hours(card)}  {card.client_name}").setData(card.id)
        menu.triggered.connect(self._on_chosen)
        menu.popup(where)

    def _on_chosen(self, action: object) -> None:
        self.opened.emit(action.data())  # type: ignore[attr-defined]

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        day, minute = self.spot
        if days:
            self._sideways(days, freely=freely)
            return
        if not freely:
            cards = list(self.shown.of(day))
            at = next((number for number, card in enumerate(cards) if card.id == self.current), None)
            ahead = _beyond(cards, at, steps)
            if at is None:
                ahead = [card for card in cards if (start_of(card) - minute) * steps > 0]
            if ahead:
                self.mean(ahead[0] if steps > 0 else ahead[-1])
                return
        card = self.current_card()
        if card and steps > 0 and not card.all_day:
            minute = -(-(start_of(card) + card.minutes) // STEP) * STEP - STEP
        self.mean(None, (day, max(0, min(DAY - STEP, minute // STEP * STEP + steps * STEP))))

    def _sideways(self, days: int, *, freely: bool) -> None:
        day = date.fromordinal(self.spot[0].toordinal() + days)
        if freely:
            self.mean(None, (day, self.spot[1]))
            if day not in self.days:
                self.went.emit(day, True)
        else:
            self.come_to(day, self.spot[1])

    def _lane(self, column: int, span: tuple[int, int], lane: int, lanes: int, wide: int) -> QRectF:
        columns, (start, end) = self.columns(), visible(span)
        room = columns.width - 8
        left = columns.x(column) + 2 + room * lane / lanes
        return QRectF(left, self.scale.y(start) + 1, room * wide / lanes - 1, self.scale.y(end - start) - 2)

    def _more_rect(self, column: int, rest: More) -> QRectF:
        box = self._lane(column, (rest.start, rest.end), rest.lanes - 1, rest.lanes, 1)
        box.setHeight(min(box.height(), theme.tokens().px(40)))
        return box

    def _slot(self, moment: tuple[date, int], minutes: int) -> QRectF:
        if moment[0] not in self.days:
            return QRectF()
        return self._lane(list(self.days).index(moment[0]), (moment[1], moment[1] + minutes), 0, 1, 1)


def _beyond(cards: list[VisitCard], at: int | None, steps: int) -> list[VisitCard]:
    if at is None:
        return []
    return cards[at + 1 :] if steps > 0 else cards[:at]
