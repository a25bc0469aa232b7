"""The rows of the team with their keys and their menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from salesdesk.domain.team import TeamMember
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.team.rows import columns
from salesdesk.words.i18n import _


class TeamTable(TableView):
    """A row for each file. `verbs` are what can be done with a row, each by a letter or from the menu of the row."""

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        self.rows: RowsModel[TeamMember] = RowsModel(columns(today))
        super().__init__(self.rows, lambda: _("Team"), parent)
        self.rows.setParent(self)
        self._verbs: dict[Qt.Key, QAction] = {}
        self._menu: list[QAction] = []
        self.rows.modelReset.connect(self._span_troubles)
        self.rows.layoutChanged.connect(self._span_troubles)

    def set_verbs(self, verbs: Sequence[tuple[str, QAction]]) -> None:
        """Each with its letter ("" for one that has another key)."""
        self._verbs = {Qt.Key[f"Key_{letter}"]: action for letter, action in verbs if letter}
        self._menu = [action for _letter, action in verbs]

    def _span_troubles(self) -> None:
        """A row without figures says why across their columns."""
        self.clearSpans()
        for row in range(self.rows.rowCount()):
            member = self.rows.row_at(row)
            if member is not None and member.problem is not None:
                self.setSpan(row, 1, 1, self.rows.columnCount() - 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        action = self._verbs.get(Qt.Key(event.key()))
        if action is not None and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            action.trigger()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the right button on a row, or by the menu key for the row of the cursor."""
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        place = self.viewport().mapFromGlobal(event.globalPos())
        index = self.indexAt(place) if by_mouse else self.currentIndex()
        if not index.isValid():
            return
        if not self.selectionModel().isRowSelected(index.row()):
            self.selectRow(index.row())
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self._menu)
        menu.popup(event.globalPos() if by_mouse else self.viewport().mapToGlobal(self.visualRect(index).bottomLeft()))
