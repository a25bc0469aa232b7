"""A whole year on one sheet: days off, days that make up for them, leave. A click or Space turns a day over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from salesdesk.domain.period import Period, add_months
from salesdesk.domain.settings import OWN_DAYS, Holiday
from salesdesk.domain.workdays import Workdays
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_month, weekday_names

ACROSS, DOWN = 4, 3
_ROWS = 8  # a title, the weekdays, six weeks
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


@dataclass(frozen=True)
class ShownYear:
    """What a year view shows. `leave`: days with leave, whole or in part (the share that is away)."""

    year: int
    today: date
    work: Workdays = field(default_factory=Workdays)
    special: Mapping[date, Holiday] = field(default_factory=dict)
    leave: Mapping[date, float] = field(default_factory=dict)


class YearView(QWidget):
    """Twelve painted months. Arrows walk, Space or a click turns a day over, Enter or F2 names it."""

    toggled = Signal(object)
    named = Signal(object)
    moved = Signal(object)
    turned = Signal(int)

    def __init__(self, shown: ShownYear, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self.current = shown.today
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_year(shown)

    def show_year(self, shown: ShownYear) -> None:
        """Show this year; the cursor stays on its day of the year."""
        self.shown = shown
        if self.current.year != shown.year:
            self.current = add_months(self.current, 12 * (shown.year - self.current.year))
        self.setAccessibleName(_("Year {year}").format(year=shown.year))
        self._say()
        self.update()

    def words(self, day: date) -> str:
        """A day in one line: what it is called, whether it is worked, leave."""
        shown, special = self.shown, self.shown.special.get(day)
        parts = [format_date(day, "long")]
        if special is not None and special.name:
            parts.append(special.name)
        if day not in shown.work:
            parts.append(_("day off"))
        elif day.weekday() not in shown.work.weekdays:
            parts.append(_("worked to make up"))
        else:
            parts.append(_("working day"))
        if special is not None and special.region == OWN_DAYS:
            parts.append(_("entered here"))
        if day in shown.leave:
            parts.append(_("leave") if shown.leave[day] >= 1 else _("leave for a part of the day"))
        return " · ".join(parts)

    def day_at(self, where: QPointF) -> date | None:
        """The day under the mouse."""
        across, down = self.width() / ACROSS, self.height() / DOWN
        number = int(where.y() // down) * ACROSS + int(where.x() // across)
        if not 0 <= number < 12:
            return None
        month, cell = date(self.shown.year, number + 1, 1), self._cell()
        left, top = self._corner(number)
        column, row = int((where.x() - left) // cell.width()), int((where.y() - top) // cell.height()) - 2
        if not (0 <= column < 7 and row >= 0):
            return None
        day = Period.week(month).first + timedelta(days=row * 7 + column)
        return day if day.month == month.month and day.year == month.year else None

    def box_of(self, day: date) -> QRectF:
        """Where a day is painted."""
        month, cell = day.replace(day=1), self._cell()
        left, top = self._corner(day.month - 1)
        row, column = divmod((day - Period.week(month).first).days, 7)
        return QRectF(left + column * cell.width(), top + (row + 2) * cell.height(), cell.width(), cell.height())

    def go_to(self, day: date) -> None:
        """Put the cursor on a day; another year is asked for."""
        self.current = day
        if day.year != self.shown.year:
            self.turned.emit(day.year)
        self._say()
        self.update()

    # --- what Qt asks -----------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        look = theme.tokens()
        return QSize(look.px(900), look.px(DOWN * _ROWS * 19))

    def minimumSizeHint(self) -> QSize:
        look = theme.tokens()
        return QSize(look.px(700), look.px(DOWN * _ROWS * 16))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number in range(12):
            self._paint_month(painter, number)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        if day is not None and event.button() == Qt.MouseButton.LeftButton:
            self.go_to(day)
            self.toggled.emit(day)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if day else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self.day_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), self.words(day) if day else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in _STEPS:
            self.go_to(self.current + timedelta(days=_STEPS[key]))
        elif plain and key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.go_to(add_months(self.current, -1 if key == Qt.Key.Key_PageUp else 1))
        elif plain and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            month = Period.month(self.current)
            self.go_to(month.first if key == Qt.Key.Key_Home else month.last)
        elif plain and key == Qt.Key.Key_Space:
            self.toggled.emit(self.current)
        elif plain and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.named.emit(self.current)
        else:
            super().keyPressEvent(event)

    # --- private ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        self.setAccessibleDescription(self.words(self.current))
        self.moved.emit(self.current)

    def _cell(self) -> QRectF:
        across, down = self.width() / ACROSS, self.height() / DOWN
        return QRectF(0, 0, (across - theme.tokens().px(20)) / 7, down / (_ROWS + 0.4))

    def _corner(self, number: int) -> tuple[float, float]:
        row, column = divmod(number, ACROSS)
        return column * self.width() / ACROSS + theme.tokens().px(10), row * self.height() / DOWN

    def _paint_month(self, painter: QPainter, number: int) -> None:
        month, cell = date(self.shown.year, number + 1, 1), self._cell()
        left, top = self._corner(number)
        painter.setFont(theme.font(12, bold=True))
        painter.setPen(theme.colour("text"))
        title = QRectF(left, top, 7 * cell.width(), cell.height())
        painter.drawText(title, Qt.AlignmentFlag.AlignCenter, format_month(month))
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("faint"))
        for column, name in enumerate(weekday_names("narrow")):
            box = QRectF(left + column * cell.width(), top + cell.height(), cell.width(), cell.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, name)
        for day in Period.month(month):
            self._paint_day(painter, day)

    def _paint_day(self, painter: QPainter, day: date) -> None:
        shown, box = self.shown, self.box_of(day).adjusted(2, 1, -2, -1)
        works, usual = day in shown.work, day.weekday() in shown.work.weekdays
        special = shown.special.get(day)
        ink = "text" if works else "faint"
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(Qt.PenStyle.NoPen)
        if not works and (usual or (special is not None and not special.working)):
            painter.setBrush(theme.colour("red_soft"))
            painter.drawRoundedRect(box, 3, 3)
            ink = "red"
        elif works and not usual:
            painter.setPen(QPen(theme.colour("amber"), 1.4))
            painter.drawRoundedRect(box, 3, 3)
            ink = "amber"
        if day in shown.leave:
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), theme.colour("accent_ink"))
        if special is not None and special.region == OWN_DAYS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("text"))
            painter.drawEllipse(QPointF(box.right() - 3.5, box.top() + 3.5), 2, 2)
        if day == shown.today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            painter.drawRoundedRect(box.adjusted(3, 0, -3, 0), box.height() / 2, box.height() / 2)
            ink = "on_accent"
        if day == self.current and self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, 3, 3)
        painter.setFont(theme.font(12, bold=day == shown.today or (works and not usual)))
        painter.setPen(theme.colour(ink))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(day.day))


class LegendMark(QWidget):
    """One mark of the year as it is painted there, for the legend."""

    def __init__(self, mark: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark
        side = theme.tokens().px(16)
        self.setFixedSize(side + 6, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, box = QPainter(self), QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._mark == "off":
            painter.setBrush(theme.colour("red_soft"))
            painter.drawRoundedRect(box, 3, 3)
        elif self._mark == "made_up":
            painter.setPen(QPen(theme.colour("amber"), 1.4))
            painter.drawRoundedRect(box, 3, 3)
        elif self._mark == "leave":
            painter.fillRect(QRectF(box.left(), box.bottom() - 3, box.width(), 3), theme.colour("accent_ink"))
        else:
            painter.setBrush(theme.colour("text"))
            painter.drawEllipse(box.center(), 2.5, 2.5)
        painter.end()
