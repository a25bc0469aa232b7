"""A month of days as one painted widget: each day with its visits in lines and a count of the rest."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.blocks import paint_chip, paint_more, paint_ring
from salesdesk.ui.calendar.canvas import FREE, Canvas
from salesdesk.ui.calendar.geometry import Columns
from salesdesk.ui.calendar.shown import CAPACITY, MOVABLE, Shown, holiday_word, start_of
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_time, month_names, weekday_names

WEEK = 7


class MonthView(Canvas):
    """Whole weeks, Monday first; the days of other months are grey. A visit is dragged from day to day."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self.month = shown.today.replace(day=1)
        self._chips: list[tuple[QRectF, VisitCard]] = []
        self._more: list[tuple[QRectF, date, int]] = []
        self._held: tuple[VisitCard, QPointF] | None = None
        self._over: date | None = None
        self._copying = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(700, 500)

    # --- where things lie -------------------------------------------------------------------------------------

    def columns(self) -> Columns:
        """The columns of the weekdays, right of the numbers of the weeks."""
        return Columns(theme.tokens().px(32), self.width(), WEEK)

    def cell(self, day: date) -> QRectF:
        """Where a day is painted."""
        row, column = divmod((day - self.days[0]).days, WEEK)
        top, high = self._top(), self._high()
        columns = self.columns()
        return QRectF(columns.x(column), top + row * high, columns.width, high)

    def arrange(self) -> None:
        self._chips, self._more = [], []
        if len(self.days) % WEEK:
            return
        look = theme.tokens()
        line, head = look.px(20), look.px(28)
        room = max(1, int((self._high() - head - 2) // line))
        for day in self.days:
            cards, box = self.shown.of(day), self.cell(day)
            fit = len(cards) if len(cards) <= room else room - 1
            for row, card in enumerate(cards[:fit]):
                rect = QRectF(box.left() + 4, box.top() + head + row * line, box.width() - 8, line - 2)
                self._chips.append((rect, card))
            if len(cards) > fit:
                rect = QRectF(box.left() + 8, box.top() + head + fit * line, box.width() - 12, line - 2)
                self._more.append((rect, day, len(cards) - fit))

    def day_at(self, where: QPointF) -> date:
        """The day under the mouse; beyond the edges the nearest."""
        weeks = len(self.days) // WEEK
        row = min(weeks - 1, max(0, int((where.y() - self._top()) // max(1.0, self._high()))))
        return self.days[row * WEEK + self.columns().at(where.x())]

    def card_at(self, where: QPointF) -> VisitCard | None:
        return next((card for rect, card in self._chips if rect.contains(where)), None)

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        return self.day_at(where), FREE

    def rect_of(self, visit_id: Id | None) -> QRectF:
        """Where a visit is painted; empty when it is only counted."""
        return next((rect for rect, card in self._chips if card.id == visit_id), QRectF())

    def counted(self) -> dict[date, int]:
        """How many visits of a day have no line of their own."""
        return {day: n for _rect, day, n in self._more}

    def show_guest(self, moment: tuple[date, int] | None) -> None:
        self._over = moment[0] if moment else None
        self.update()

    # --- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("surface"))
        self._paint_head(painter)
        for day in self.days:
            self._paint_day(painter, day)
        self._paint_lines(painter)
        dragged = self._held[0].id if self._held and self._over else None
        for rect, card in self._chips:
            when = "" if card.all_day else format_time(card.starts_at)
            painter.setOpacity(0.35 if card.id == dragged and not self._copying else 1.0)
            paint_chip(painter, rect, card, self.shown.state(card), when)
        painter.setOpacity(1.0)
        for rect, _day, n in self._more:
            paint_more(painter, rect, _("+{n} more").format(n=n), framed=False)
        self._paint_current(painter)
        if self._over:
            paint_ring(painter, self.cell(self._over).adjusted(2, 2, -2, -2), focused=True)
        painter.end()

    def _paint_head(self, painter: QPainter) -> None:
        columns = self.columns()
        painter.setFont(theme.font(12))
        for number, name in enumerate(weekday_names()):
            painter.setPen(theme.colour("faint" if number > 4 else "soft"))
            rect = QRectF(columns.x(number) + 8, 0, columns.width, self._top())
            painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("faint"))
        for row in range(len(self.days) // WEEK):
            rect = QRectF(0, self._top() + row * self._high() + 4, columns.left - 6, theme.tokens().px(22))
            week = str(self.days[row * WEEK].isocalendar().week)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, week)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        box, look, today = self.cell(day), theme.tokens(), day == self.shown.today
        inside = day.month == self.month.month
        if not self.shown.works(day) or not inside:
            painter.fillRect(box, theme.colour("page"))
        face = theme.font(13, bold=today or inside)
        name = str(day.day)
        if day.day == 1:
            name = _("{month} {day}").format(month=month_names()[day.month - 1], day=day.day)
        wide = QFontMetricsF(face).horizontalAdvance(name)
        rect = QRectF(box.left() + look.px(4), box.top() + look.px(4), wide + look.px(12), look.px(20))
        painter.setFont(face)
        if today:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(rect, look.px(10), look.px(10))
        painter.setPen(theme.colour("on_accent" if today else "text" if inside and self.shown.works(day) else "faint"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name)
        right = self._paint_load(painter, box, day)
        holiday = self.shown.holidays.get(day)
        if holiday:
            small = theme.font(11)
            painter.setFont(small)
            painter.setPen(theme.colour("amber" if holiday.working else "red"))
            room = QRectF(rect.right() + 4, rect.top(), right - rect.right() - 8, rect.height())
            words = QFontMetricsF(small).elidedText(holiday_word(holiday), Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_load(self, painter: QPainter, box: QRectF, day: date) -> float:
        """How many visits, at the right; returns where that begins."""
        load, look = self.shown.load(day), theme.tokens()
        if not load:
            return box.right()
        face, words = theme.font(11), str(load)
        painter.setFont(face)
        painter.setPen(theme.colour("amber" if load > CAPACITY else "soft"))
        wide = QFontMetricsF(face).horizontalAdvance(words)
        rect = QRectF(box.right() - wide - look.px(8), box.top() + look.px(4), wide, look.px(20))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, words)
        return rect.left()

    def _paint_lines(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme.colour("line"), 1))
        columns = self.columns()
        for number in range(WEEK):
            x = round(columns.x(number)) + 0.5
            painter.drawLine(QPointF(x, self._top()), QPointF(x, self.height()))
        for row in range(len(self.days) // WEEK + 1):
            y = min(self.height() - 0.5, round(self._top() + row * self._high()) + 0.5)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _paint_current(self, painter: QPainter) -> None:
        if self.spot[0] not in self.days:
            return
        rect = self.rect_of(self.current)
        if self.current and rect.isEmpty():
            rect = next((box for box, day, _n in self._more if day == self.spot[0]), QRectF())
        if not rect.isEmpty():
            paint_ring(painter, rect, focused=self.hasFocus())
        elif self.hasFocus():
            paint_ring(painter, self.cell(self.spot[0]).adjusted(2, 2, -2, -2), focused=True)

    # --- the mouse --------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        where = event.position()
        card = self.card_at(where)
        self.mean(card, None if card else (self.day_at(where), self.spot[1]))
        if card and card.status in MOVABLE:
            self._held = (card, where)
        elif any(rect.contains(where) for rect, _day, _n in self._more):
            self.looked_into.emit(self.day_at(where))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        where = event.position()
        if self._held is None:
            self.setCursor(Qt.CursorShape.PointingHandCursor if self.card_at(where) else Qt.CursorShape.ArrowCursor)
        elif self._over or (where - self._held[1]).manhattanLength() >= QApplication.startDragDistance():
            before = self._over, self._copying
            self._copying = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            shape = Qt.CursorShape.DragCopyCursor if self._copying else Qt.CursorShape.ClosedHandCursor
            self.setCursor(shape)
            self._over = self.day_at(where)
            if before != (self._over, self._copying):
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        held, over, copying = self._held, self._over, self._copying
        self._held, self._over, self._copying = None, None, False
        self.unsetCursor()
        self.update()
        if held is None or over is None:
            return
        card = held[0]
        if copying:
            self.copied.emit(card.id, over, start_of(card))
        elif over != card.day:
            self.moved.emit(card.id, over, FREE)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._held = None
        card = self.card_at(event.position())
        if card:
            self.opened.emit(card.id)
        else:
            self.drawn.emit(self.day_at(event.position()), FREE, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.arrange()
            self.update()

    # --- private ----------------------------------------------------------------------------------------------

    def _begin(self, key: int) -> bool:
        if key == Qt.Key.Key_N or (key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is None):
            self.drawn.emit(self.spot[0], FREE, 0)
            return True
        return False

    def _push(self, card: VisitCard | None, days: int, steps: int) -> None:
        super()._push(card, days + steps * WEEK, 0)

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        day, cards = self.spot[0], self.shown.of(self.spot[0])
        at = next((number for number, card in enumerate(cards) if card.id == self.current), None)
        if steps and not freely and cards:
            there = (0 if steps > 0 else None) if at is None else at + steps
            if there is not None and 0 <= there < len(cards):
                self.mean(cards[there])
                return
        day += timedelta(days=days + steps * WEEK)
        if days and not freely:
            self.come_to(day, self.spot[1])
            return
        ahead = [] if freely else self.shown.of(day)
        self.mean(ahead[0 if steps > 0 else -1] if ahead else None, None if ahead else (day, self.spot[1]))
        if day not in self.days:
            self.went.emit(day, freely)

    def _top(self) -> int:
        return theme.tokens().px(28)

    def _high(self) -> float:
        return max(1.0, (self.height() - self._top()) / max(1, len(self.days) // WEEK))
