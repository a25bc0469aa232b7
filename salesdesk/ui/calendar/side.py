"""The side of the calendar: a small month, and the clients who want to be met."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from salesdesk.domain.today import TodayView
from salesdesk.ui.calendar.due_list import DueList
from salesdesk.ui.calendar.mini_month import MiniMonth
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.panel import Panel
from salesdesk.words.i18n import _

WIDTH = 232


class Side(QFrame):
    """`mini` turns to other days; clients are dragged from `due` onto the days."""

    def __init__(self, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._any_clients = True
        self.mini = MiniMonth(shown)
        self.due = DueList()
        self.nobody = Label(self._nobody_words, "soft")
        self.nobody.setWordWrap(True)
        self.nobody.setContentsMargins(8, 4, 8, 0)
        self._panel = Panel(lambda: _("Due"), small=True)
        self._panel.title.setIndent(8)
        self._panel.add(self.nobody)
        self._panel.add(self.due, 1)
        self._instead: QWidget | None = None
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(12)
        column.addWidget(self.mini)
        column.addWidget(self._panel, 1)
        self.setFixedWidth(theme.tokens().px(WIDTH))

    def show_due(self, day: TodayView) -> None:
        """Show who is due on that day."""
        self.due.show_contacts(day.due, day.day)
        self._panel.set_count(day.due_count or None)
        self._panel.title.setToolTip(_("Drag a client onto a day, or press P"))
        self._any_clients = day.first_steps.clients
        self.nobody.retranslate()
        self.nobody.setVisible(not day.due)

    def show_plan(self, plan: QWidget | None) -> None:
        """What a plan has left over stands in the place of the due clients; None brings them back."""
        if plan is not None and self._column.indexOf(plan) < 0:
            self._column.addWidget(plan, 1)
            self._instead = plan
        if self._instead is not None:
            self._instead.setVisible(plan is not None)
        self._panel.setVisible(plan is None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.setFixedWidth(theme.tokens().px(WIDTH))

    def _nobody_words(self) -> str:
        if not self._any_clients:
            return _("Here stand the clients who want to be met. Drag one onto a day to plan a visit.")
        return _("Nobody is due. Well done.")
