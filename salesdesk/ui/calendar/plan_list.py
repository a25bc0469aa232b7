"""Beside a plan: the rules that cannot be kept, and the clients that found no place, each with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.plan import Plan, Unplaced
from salesdesk.ui.calendar.client_list import AnyIndex, ClientLine, ClientList
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.panel import Panel
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.plan_reasons import impossible_short, impossible_words, reason_words, unplaced_words

if TYPE_CHECKING:
    from salesdesk.services.planning import Named

MOST_RULES = 3
"""Rules told in full; the rest is counted, and told under the mouse."""


class UnplacedRows(QAbstractListModel):
    """The clients without a place, the most important first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Unplaced] = ()
        self.names: Mapping[Id, Named] = {}

    def show(self, rows: Sequence[Unplaced], names: Mapping[Id, Named]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows, self.names = tuple(one for one in rows if one.client_id in names), names
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        name = self.names[row.client_id].name
        if role == Qt.ItemDataRole.DisplayRole:
            return name
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join([name, unplaced_words(row), *(reason_words(reason) for reason in row.reasons)])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join([name, unplaced_words(row), *(reason_words(reason) for reason in row.reasons)])
        return row if role == Qt.ItemDataRole.UserRole else None

    def line(self, row: int) -> ClientLine:
        """What a row shows."""
        named = self.names[self.rows[row].client_id]
        return ClientLine(named.tier, named.name, [(unplaced_words(self.rows[row]), "soft")])


class UnplacedList(ClientList):
    """Enter opens the client."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = UnplacedRows(self)
        self.setModel(self.rows)
        self.doubleClicked.connect(self._on_double_clicked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() and row >= 0:
            self.opened.emit(self.rows.rows[row].client_id)
        elif event.key() == Qt.Key.Key_Escape or event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.rows[index.row()].client_id)


class PlanList(QWidget):
    """Takes the place of the due clients while a plan is looked at."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan: Plan | None = None
        self.rules = Label(self._rule_words, "small")
        self.rules.setWordWrap(True)
        self.rules.setContentsMargins(8, 0, 8, 0)
        self.list = UnplacedList()
        self.list.opened.connect(self.opened)
        self.nobody = Label(lambda: _("Every client that wants to be met has a place."), "soft")
        self.nobody.setWordWrap(True)
        self.nobody.setContentsMargins(8, 4, 8, 0)
        self._impossible = Panel(lambda: _("Cannot be kept"), small=True)
        self._impossible.title.setIndent(8)
        self._impossible.add(self.rules)
        self._left = Panel(lambda: _("Without a place"), small=True)
        self._left.title.setIndent(8)
        self.nobody.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._left.add(self.nobody, 1)
        self._left.add(self.list, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._impossible)
        column.addWidget(self._left, 1)
        self.hide()

    def show_plan(self, plan: Plan, names: Mapping[Id, Named]) -> None:
        """Show what this plan could not do."""
        self._plan = plan
        self.rules.retranslate()
        self.rules.setToolTip("\n".join(impossible_words(one) for one in plan.impossible))
        self._impossible.setVisible(bool(plan.impossible))
        self._impossible.set_count(len(plan.impossible) or None)
        self.list.rows.show(plan.unplaced, names)
        self.list.setAccessibleName(_("Clients without a place"))
        count = self.list.rows.rowCount()
        self._left.set_count(count or None)
        self.nobody.setVisible(not count)
        self.list.setVisible(bool(count))

    def _rule_words(self) -> str:
        rules = self._plan.impossible if self._plan else ()
        said = [impossible_short(one) for one in rules[:MOST_RULES]]
        if more := len(rules) - MOST_RULES:
            said += [ngettext("and {n} more", "and {n} more", more).format(n=more)] if more > 0 else []
        return "\n".join(said)
