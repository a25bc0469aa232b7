"""The clients that want to be met, beside the calendar: drag one onto a day, or press P."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QByteArray,
    QMimeData,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.today import DueContact
from salesdesk.ui.calendar.canvas import CLIENT_MIME
from salesdesk.ui.calendar.client_list import AnyIndex, ClientLine, ClientList
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_day_near
from salesdesk.words.reasons import due_reason


class DueModel(QAbstractListModel):
    """The due clients in their order of weight."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.contacts: Sequence[DueContact] = ()
        self.today = date.min

    def show(self, contacts: Sequence[DueContact], today: date) -> None:
        """Show these."""
        self.beginResetModel()
        self.contacts, self.today = tuple(contacts), today
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.contacts)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        contact = self.contacts[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return contact.client_name
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{contact.client_name}\n{due_reason(contact.due, self.today)}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{contact.client_name}, {due_reason(contact.due, self.today)}"
        return contact if role == Qt.ItemDataRole.UserRole else None

    def line(self, row: int) -> ClientLine:
        """What a row shows."""
        contact = self.contacts[row]
        late, rest = _reason(contact, self.today)
        return ClientLine(contact.tier, contact.client_name, [(late, "red"), (rest, "soft")])

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        usual = super().flags(index)
        return usual | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else usual

    def mimeTypes(self) -> list[str]:
        return [CLIENT_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes[:1]:
            data.setData(CLIENT_MIME, QByteArray(self.contacts[index.row()].client_id))
            data.setText(self.contacts[index.row()].client_name)
        return data

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction


class DueList(ClientList):
    """`planned` asks for the next free hour (P), `opened` for the client (Enter), `logged` to log a contact (L)."""

    planned = Signal(object)
    opened = Signal(object)
    logged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = DueModel(self)
        self.setModel(self.rows)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.doubleClicked.connect(self._on_double_clicked)

    def show_contacts(self, contacts: Sequence[DueContact], today: date) -> None:
        """Show these; the one chosen stays chosen, or else its place."""
        chosen, row = self.chosen(), self.currentIndex().row()
        if (tuple(contacts), today) != (self.rows.contacts, self.rows.today):
            self.rows.show(contacts, today)
            ids = [contact.client_id for contact in contacts]
            at = ids.index(chosen) if chosen in ids else min(row, len(ids) - 1)
            if row >= 0 and at >= 0:
                self.setCurrentIndex(self.rows.index(at))
        self.setAccessibleName(_("Due clients"))

    def chosen(self) -> Id | None:
        """The client on which the keys work."""
        row = self.currentIndex().row()
        return self.rows.contacts[row].client_id if 0 <= row < len(self.rows.contacts) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        client = self.chosen()
        verbs = {Qt.Key.Key_P: self.planned, Qt.Key.Key_L: self.logged}
        verbs |= {Qt.Key.Key_Return: self.opened, Qt.Key.Key_Enter: self.opened}
        verb = verbs.get(Qt.Key(event.key()))
        if verb and client and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            verb.emit(client)
        elif event.text().isalnum():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.contacts[index.row()].client_id)


def _reason(contact: DueContact, today: date) -> tuple[str, str]:
    """How late, and what is asked: two short pieces of one line."""
    due = contact.due
    late = ""
    if due.late_days:
        late = ngettext("{days} day late", "{days} days late", due.late_days).format(days=due.late_days)
    if contact.planned_on:
        return late, _("planned {day}").format(day=format_day_near(contact.planned_on, today))
    if due.last_on is None:
        return late, _("not met yet")
    return late, _("last {day}").format(day=format_day_near(due.last_on, today))
