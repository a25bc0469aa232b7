"""A month of days as one painted widget: each day with its visits in lines and a count of the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.ui.calendar.blocks import paint_more, paint_ring
from salesdesk.ui.calendar.canvas import FREE
from salesdesk.ui.calendar.entries import Entry
from salesdesk.ui.calendar.geometry import Columns
from salesdesk.ui.calendar.keys import KeyedCanvas
from salesdesk.ui.calendar.month_ground import paint_day, paint_head, paint_lines
from salesdesk.ui.calendar.others import paint_line
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.still import Still
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

WEEK = 7


class MonthGrid(KeyedCanvas):
    """Whole weeks, Monday first; the days of other months are grey."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self.month = shown.today.replace(day=1)
        self._chips: list[tuple[QRectF, Entry]] = []
        self._more: list[tuple[QRectF, date, int]] = []
        self._still = Still(self, self._paint_still)
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
        self._still.forget()
        if len(self.days) % WEEK:
            return
        look = theme.tokens()
        line, head = look.px(20), look.px(26)
        room = max(1, int((self._high() - head - 2) // line))
        for day in self.days:
            cards, box = self.shown.entries(day), self.cell(day)
            fit = len(cards) if len(cards) <= room else room - 1
            for row, card in enumerate(cards[:fit]):
                rect = QRectF(box.left() + 4, box.top() + head + row * line, box.width() - 8, line - 2)
                self._chips.append((rect, card))
            if len(cards) > fit:
                rect = QRectF(box.left() + 8, box.top() + head + fit * line, box.width() - 12, line - 2)
                self._more.append((rect, day, len(cards) - fit))
        self.remember_places()

    def day_at(self, where: QPointF) -> date:
        """The day under the mouse; beyond the edges the nearest."""
        weeks = len(self.days) // WEEK
        row = min(weeks - 1, max(0, int((where.y() - self._top()) // max(1.0, self._high()))))
        return self.days[row * WEEK + self.columns().at(where.x())]

    def places(self) -> Sequence[tuple[QRectF, Entry]]:
        return self._chips

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        return self.day_at(where), FREE

    def moment(self) -> tuple[date, int]:
        return self.spot[0], FREE

    def current_rect(self) -> QRectF:
        """The visit, the count that holds it, or the day."""
        day = self.spot[0]
        if day not in self.days:
            return QRectF()
        rect = self.rect_of(self.current)
        if self.current and rect.isEmpty():
            rect = next((box for box, which, _n in self._more if which == day), QRectF())
        return rect if not rect.isEmpty() else self.cell(day).adjusted(2, 2, -2, -2)

    def counted(self) -> dict[date, int]:
        """How many visits of a day have no line of their own."""
        return {day: n for _rect, day, n in self._more}

    def counts_at(self, where: QPointF) -> bool:
        """Whether a count of what did not fit lies here."""
        return any(rect.contains(where) for rect, _day, _n in self._more)

    def tick(self) -> None:
        """The present moment has moved on: nothing shows it here."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    # --- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._still.paint(painter, event.rect())
        self._paint_moving(painter)
        painter.end()

    def _paint_still(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme.colour("surface"))
        columns = self.columns()
        weeks = [self.days[row * WEEK] for row in range(len(self.days) // WEEK)]
        paint_head(painter, columns, self._top(), self._high(), weeks)
        for day in self.days:
            paint_day(painter, self.cell(day), day, self.shown, inside=day.month == self.month.month)
        paint_lines(painter, columns, self._top(), self._high(), len(weeks), self.rect())
        for rect, entry in self._chips:
            paint_line(painter, rect, entry, self.shown)
        for rect, _day, n in self._more:
            paint_more(painter, rect, _("+{n} more").format(n=n), framed=False)

    def _paint_moving(self, painter: QPainter) -> None:
        box = self.current_rect()
        if not box.isEmpty() and (self.current or self.hasFocus()):
            paint_ring(painter, box, focused=self.hasFocus())

    # --- private ----------------------------------------------------------------------------------------------

    def _push(self, entry: Entry, days: int, steps: int) -> None:
        super()._push(entry, days + steps * WEEK, 0)

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        day, cards = self.spot[0], self.shown.entries(self.spot[0])
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
        ahead = () if freely else self.shown.entries(day)
        self.mean(ahead[0 if steps > 0 else -1] if ahead else None, None if ahead else (day, self.spot[1]))
        if day not in self.days:
            self.went.emit(day, freely)

    def _top(self) -> int:
        return theme.tokens().px(28)

    def _high(self) -> float:
        return max(1.0, (self.height() - self._top()) / max(1, len(self.days) // WEEK))
