"""Days side by side with their hours: a head that stays, and below it the painted grid that scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from salesdesk.ui.calendar.head import DayHead
from salesdesk.ui.calendar.hours import Hours
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme

FIRST_HOUR, LAST_HOUR = 8, 19
"""The hours in view without scrolling."""
LEAST_HOUR = 40
"""An hour never gets less height than this, in pixels before scaling."""


class WeekView(QWidget):
    """One to seven days. `grid` takes the keys and tells the wishes."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = Hours(shown)
        self.head = DayHead(self.grid)
        self._area = Area()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self.grid)
        self._area.setWidgetResizable(True)
        self.grid.reached.connect(self._on_reached)
        self.grid.pointed.connect(self._on_pointed)
        self.grid.opened.connect(self._on_pointed)
        self.setFocusProxy(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._area, 1)
        self._settled = False

    def show_days(self, days: Sequence[date], shown: Shown) -> None:
        """Show these days."""
        self.grid.show_days(days, shown)
        self.head.refresh()

    def show_working_hours(self) -> None:
        """Scroll to where a working day is seen, from wherever (T at night leads far up)."""
        self._area.verticalScrollBar().setValue(int(self.grid.scale.y(FIRST_HOUR * 60)) - theme.tokens().px(6))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        if not self._settled:
            self._settled = True
            self.show_working_hours()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        """Give the hours all the height there is, so that a working day is seen at once."""
        room = max(0, self._area.viewport().height() - theme.tokens().px(10))
        hour = max(theme.tokens().px(LEAST_HOUR), room / (LAST_HOUR - FIRST_HOUR))
        before = self.grid.scale.minute(self._area.verticalScrollBar().value())
        if abs(hour - self.grid.scale.hour) > 0.01:
            self.grid.set_hour(hour)
            self._area.verticalScrollBar().setValue(round(self.grid.scale.y(before)))
        self.head.set_right(self.width() - self._area.viewport().width())

    def _on_reached(self, where: QPoint) -> None:
        self._area.ensureVisible(where.x(), where.y(), 0, theme.tokens().px(24))

    def _on_pointed(self) -> None:
        self.head.update()
        box = self.grid.current_rect().toAlignedRect()
        seen = QRect(0, self._area.verticalScrollBar().value(), 1, self._area.viewport().height())
        if box.isValid() and not (seen.top() <= box.top() and box.bottom() <= seen.bottom()):
            self._area.ensureVisible(box.left(), box.center().y(), 0, box.height() // 2 + 8)


class Area(QScrollArea):
    """Scrolls by wheel and by what the keys mean; the keys themselves belong to what is in it and to the page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()
