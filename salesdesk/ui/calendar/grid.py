"""The hours of one to seven days as one painted widget."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from salesdesk.domain.change import Id
from salesdesk.ui.calendar.blocks import paint_more, paint_ring
from salesdesk.ui.calendar.entries import Entry, start_of
from salesdesk.ui.calendar.geometry import DAY, Columns, Scale
from salesdesk.ui.calendar.ground import gutter, now_rect, paint_ground, paint_now
from salesdesk.ui.calendar.keys import KeyedCanvas
from salesdesk.ui.calendar.lanes import Lanes, lane_rect, lay_out
from salesdesk.ui.calendar.others import paint_entry
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.spoken import listed
from salesdesk.ui.calendar.still import Still
from salesdesk.ui.parts import theme
from salesdesk.words.i18n import _

STEP = 30
_MENU_MOST = 40


class Grid(KeyedCanvas):
    """The hours of some days, painted once; afterwards only what changes. `reached` tells a point to be in view."""

    reached = Signal(QPoint)

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(shown, parent)
        self.scale = Scale(float(theme.tokens().px(48)))
        self._lanes = Lanes()
        self._still = Still(self, self._paint_still)
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
        self._lanes = lay_out(self.shown, self.days, self.columns(), self.scale)
        self.remember_places()
        self._still.forget()

    def places(self) -> Sequence[tuple[QRectF, Entry]]:
        return self._lanes.blocks

    def moment_at(self, where: QPointF) -> tuple[date, int]:
        minute = int(max(0.0, self.scale.minute(where.y())) // STEP) * STEP
        return self.days[self.columns().at(where.x())], min(minute, DAY - STEP)

    def current_rect(self) -> QRectF:
        """What the keys mean: the visit, the count that holds it, or the half hour of the cursor."""
        if self.current is None:
            return self.slot(self.spot, STEP)
        rect = self.rect_of(self.current)
        hidden = self.hiding(self.current)
        return hidden[0] if rect.isEmpty() and hidden else rect

    def counted(self) -> list[tuple[QRectF, list[Entry]]]:
        """The places where visits are only counted."""
        return self._lanes.more

    def hiding(self, entry_id: Id | None) -> tuple[QRectF, list[Entry]] | None:
        """The count that holds this visit."""
        return next((rest for rest in self._lanes.more if any(one.id == entry_id for one in rest[1])), None)

    def slot(self, moment: tuple[date, int], minutes: int) -> QRectF:
        """The place of some minutes of a day."""
        if moment[0] not in self.days or moment[1] < 0:
            return QRectF()
        column = list(self.days).index(moment[0])
        return lane_rect(self.columns(), self.scale, column, (moment[1], moment[1] + minutes))

    def tick(self) -> None:
        """The present moment has moved on."""
        self.touch(now_rect(self.days, self.shown, self.columns(), self.scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    # --- painting ---------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self._still.paint(painter, event.rect())
        paint_now(painter, self.days, self.shown, self.columns(), self.scale)
        self._paint_moving(painter)
        painter.end()

    def _paint_still(self, painter: QPainter) -> None:
        """Everything but what the hand and the keys mean."""
        paint_ground(painter, self.rect(), self.days, self.shown, self.columns(), self.scale)
        for rect, entry in self._lanes.blocks:
            paint_entry(painter, rect, entry, self.shown)
        for rect, hidden in self._lanes.more:
            paint_more(painter, rect, _("+{n}").format(n=len(hidden)))

    def _paint_moving(self, painter: QPainter) -> None:
        box = self.current_rect()
        if self.current and not box.isEmpty():
            paint_ring(painter, box, focused=self.hasFocus())
        elif self.hasFocus() and not box.isEmpty():
            painter.setPen(QPen(theme.colour("focus"), 1.4, Qt.PenStyle.DashLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    # --- private ----------------------------------------------------------------------------------------------

    def show_more(self, hidden: list[Entry], where: QPoint) -> None:
        """In a week look into the day; in a day list what did not fit."""
        if len(self.days) > 1:
            self.looked_into.emit(hidden[0].day)
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for entry in hidden[:_MENU_MOST]:
            menu.addAction(listed(entry)).setData(entry.id)
        menu.triggered.connect(self._on_chosen)
        menu.popup(where)

    def _on_chosen(self, action: object) -> None:
        self.opened.emit(action.data())  # type: ignore[attr-defined]

    def _step(self, days: int, steps: int, *, freely: bool) -> None:
        day, minute = self.spot
        if days:
            self._sideways(days, freely=freely)
            return
        entry = self.current_entry()
        if not freely:
            here = list(self.shown.entries(day))
            at = next((number for number, one in enumerate(here) if one.id == self.current), None)
            ahead = _beyond(here, at, steps)
            if at is None:
                ahead = [one for one in here if (start_of(one) - minute) * steps > 0]
            if ahead:
                self.mean(ahead[0] if steps > 0 else ahead[-1])
                return
        if entry and steps > 0 and not entry.all_day:
            minute = -(-(start_of(entry) + entry.minutes) // STEP) * STEP - STEP
        self.mean(None, (day, max(0, min(DAY - STEP, minute // STEP * STEP + steps * STEP))))

    def _sideways(self, days: int, *, freely: bool) -> None:
        day = date.fromordinal(self.spot[0].toordinal() + days)
        if freely:
            self.mean(None, (day, self.spot[1]))
            if day not in self.days:
                self.went.emit(day, True)
        else:
            self.come_to(day, self.spot[1])


def _beyond(here: list[Entry], at: int | None, steps: int) -> list[Entry]:
    if at is None:
        return []
    return here[at + 1 :] if steps > 0 else here[:at]
