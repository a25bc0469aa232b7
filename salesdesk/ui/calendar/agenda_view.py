"""The agenda in its scrolling frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.ui.calendar.agenda import AgendaRows
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.week import Area


class AgendaView(QWidget):
    """`rows` takes the keys and tells the wishes; what they mean is kept in view."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = AgendaRows(shown)
        self.area = Area()
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidget(self.rows)
        self.area.setWidgetResizable(True)
        self.rows.pointed.connect(self._on_pointed)
        self.setFocusProxy(self.rows)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)

    def show_days(self, days: Sequence[date], shown: Shown, notes: Mapping[Id, str]) -> None:
        """Show these days; `notes` by client."""
        turned = tuple(days) != tuple(self.rows.days)
        self.rows.notes = notes
        self.rows.show_days(days, shown)
        if turned:
            self._come_into_view(to_top=True)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._come_into_view(to_top=True)

    def _on_pointed(self) -> None:
        self._come_into_view()

    def _come_into_view(self, *, to_top: bool = False) -> None:
        box, bar = self.rows.current_rect(), self.area.verticalScrollBar()
        if box.isEmpty():
            return
        if to_top:
            bar.setMaximum(max(bar.maximum(), self.rows.height() - self.area.viewport().height()))
            bar.setValue(round(box.top()))
        else:
            self.area.ensureVisible(0, round(box.center().y()), 0, round(box.height()))
