"""A row of the day as data, the verbs it offers, and the model that a list shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)

from salesdesk.ui.parts.badges import Mark
from salesdesk.ui.parts.caption import Caption

AnyIndex = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row. `lead` stands first in a column of its own (the time); `right` at the end; `late` makes it red.

    `marks` are badges; `struck` draws a line through the title; `now` a line above the row (the present moment);
    `verbs` names those that fit this row (all when empty); `thing` is what the row stands for.
    """

    key: str
    title: str
    reason: str = ""
    lead: str = ""
    right: str = ""
    late: bool = False
    marks: tuple[Mark, ...] = ()
    end_mark: Mark | None = None
    struck: bool = False
    now: bool = False
    verbs: tuple[str, ...] = ()
    thing: Any = None

    def words(self) -> str:
        """The row as it is spoken."""
        marks = [mark.words() for mark in (*self.marks, self.end_mark) if mark]
        return ", ".join(part for part in (self.lead, *marks, self.title, self.reason, self.right) if part)


@dataclass(frozen=True, slots=True)
class Verb:
    """Something that can be done with a row: a stable name, the letter that does it, the word on its button."""

    name: str
    letter: str
    caption: Caption


class RowsOfDay(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[ListRow] = ()

    def show(self, rows: Sequence[ListRow]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.words()
        if role == Qt.ItemDataRole.ToolTipRole and row.reason:
            return f"{row.title}\n{row.reason}"
        return None
