"""A small month beside the calendar: numbers of the weeks, days with visits marked; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.period import Period, add_months
from salesdesk.ui.calendar.geometry import Columns
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import IconButton, Label
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_month, weekday_names

WEEKS = 6


class MiniMonth(QWidget):
    """A month with a head that turns it. `chosen` carries the day that was clicked, `turned` the first of a month."""

    chosen = Signal(object)
    turned = Signal(object)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.days = MiniDays(shown)
        self.days.chosen.connect(self.chosen)
        self._title = Label("", "strong")
        self._back = IconButton("chevron-left", lambda: _("Month before"))
        self._on = IconButton("chevron-right", lambda: _("Next month"))
        self._back.clicked.connect(self._on_back)
        self._on.clicked.connect(self._on_on)
        head = QHBoxLayout()
        head.setContentsMargins(8, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(self._title, 1)
        head.addWidget(self._back)
        head.addWidget(self._on)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.days)

    def show_month(self, month: date, shown: Shown, seen: Sequence[date], meant: date) -> None:
        """Show this month; `seen` are the days in view, `meant` the one that the keys mean."""
        self.days.month, self.days.shown = month.replace(day=1), shown
        self.days.seen, self.days.meant = frozenset(seen), meant
        self._title.set_caption(format_month(month))
        self.days.setAccessibleName(format_month(month))
        self.days.setAccessibleDescription(format_date(meant, "long"))
        self.days.update()

    def _on_back(self) -> None:
        self.turned.emit(add_months(self.days.month, -1))

    def _on_on(self) -> None:
        self.turned.emit(add_months(self.days.month, 1))


class MiniDays(QWidget):
    """The painted days. Arrows and Enter go where the mouse goes."""

    chosen = Signal(object)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.month = shown.today.replace(day=1)
        self.meant = shown.today
        self.seen: frozenset[date] = frozenset()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.tokens().px(216), self._row() * (WEEKS + 1))

    def first(self) -> date:
        """The first day that is painted, a Monday."""
        return Period.week(self.month).first

    def day_at(self, where: QPointF) -> date | None:
        """The day under the mouse; the number of a week means its Monday."""
        row = int(where.y() // self._row()) - 1
        if not 0 <= row < WEEKS:
            return None
        columns = self._columns()
        column = 0 if where.x() < columns.left else columns.at(where.x())
        return self.first() + timedelta(days=row * 7 + column)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, columns, row = QPainter(self), self._columns(), self._row()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11))
        for number, name in enumerate(weekday_names("narrow")):
            painter.setPen(theme.colour("faint"))
            painter.drawText(QRectF(columns.x(number), 0, columns.width, row), Qt.AlignmentFlag.AlignCenter, name)
        for week in range(WEEKS):
            monday = self.first() + timedelta(days=week * 7)
            painter.setFont(theme.font(11))
            painter.setPen(theme.colour("faint"))
            box = QRectF(0, (week + 1) * row, columns.left - 4, row)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(monday.isocalendar().week))
            for column in range(7):
                day = monday + timedelta(days=column)
                self._paint_day(painter, QRectF(columns.x(column), box.top(), columns.width, row), day)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None:
            self.chosen.emit(day)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
        days = ways.get(Qt.Key(event.key()))
        if days and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            self.chosen.emit(self.meant + timedelta(days=days))
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def _paint_day(self, painter: QPainter, box: QRectF, day: date) -> None:
        look, today = theme.tokens(), day == self.shown.today
        if day in self.seen:
            painter.fillRect(box.adjusted(0, 1, 0, -1), theme.colour("selection"))
        ring = QRectF(0, 0, look.px(22), look.px(22))
        ring.moveCenter(box.center())
        if today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(ring)
        if day == self.meant and self.hasFocus():
            painter.setPen(theme.colour("focus"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(ring)
        inside = day.month == self.month.month
        ink = "on_accent" if today else "text" if inside and self.shown.works(day) else "faint"
        painter.setFont(theme.font(12, bold=today))
        painter.setPen(theme.colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))
        if self.shown.load(day) and not today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_ink" if inside else "faint"))
            painter.drawEllipse(QPointF(box.center().x(), box.bottom() - 2.5), 1.5, 1.5)

    def _columns(self) -> Columns:
        return Columns(theme.tokens().px(28), self.width(), 7)

    def _row(self) -> int:
        return theme.tokens().px(25)
