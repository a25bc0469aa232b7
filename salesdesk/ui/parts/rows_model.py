"""A long table for Qt: an array of ids in the order of the file and 128-row pages, read when they come into view.

Sorting and filtering happen in the source (in SQL); this model only shows. With 100,000 rows it holds the ids
and a few pages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.ui.parts.badges import Mark
from salesdesk.ui.parts.caption import Caption, read

PAGE_ROWS: Final = 128
PAGES_KEPT: Final = 24

MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 1
TONE_ROLE: Final = Qt.ItemDataRole.UserRole + 2

LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE: Final = Qt.AlignmentFlag.AlignCenter

AnyIndex = QModelIndex | QPersistentModelIndex


class Row(Protocol):
    """Any frozen dataclass with an id."""

    @property
    def id(self) -> Any: ...


R = TypeVar("R", bound=Row)
R_co = TypeVar("R_co", bound=Row, covariant=True)


class RowSource(Protocol[R_co]):
    """Where rows come from: the desk, with the page's filter already in it."""

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """All ids in the order asked for; an empty `sort_key` means the source's own order."""
        ...

    def rows(self, ids: Sequence[Hashable]) -> Sequence[R_co]:
        """The rows of these ids, in any order; ids gone in the meantime are left out."""
        ...


class FixedRows(Generic[R]):
    """A source of rows already read (short lists); it keeps their order."""

    def __init__(self, rows: Sequence[R] = ()) -> None:
        self._rows: dict[Hashable, R] = {row.id: row for row in rows}

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """The ids as given."""
        return list(self._rows)

    def rows(self, ids: Sequence[Hashable]) -> Sequence[R]:
        """The rows of these ids."""
        return [self._rows[i] for i in ids if i in self._rows]


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column: its title, the text of a row, and how it is set.

    `sort_key` is handed to the source ("" = cannot be sorted by); `mark` is a badge painted before the text;
    `tone` is one of "", soft, strong, late; `width` in pixels before scaling, `stretch` takes what is left.
    """

    key: str
    title: Caption
    text: Callable[[R], str]
    align: Qt.AlignmentFlag = LEFT
    width: int = 120
    sort_key: str = ""
    stretch: bool = False
    mark: Callable[[R], Mark | None] | None = None
    tone: Callable[[R], str] | None = None
    tip: Callable[[R], str] | None = None


class RowsModel(QAbstractTableModel, Generic[R]):
    """The model behind every long table. `show(source)` exchanges the rows, `reload()` reads them again."""

    def __init__(self, columns: Sequence[Column[R]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.sort_key, self.descending = "", False
        self._source: RowSource[R] = FixedRows[R]()
        self._ids: Sequence[Hashable] = ()
        self._pages: OrderedDict[int, dict[Hashable, R]] = OrderedDict()

    def show(self, source: RowSource[R]) -> None:
        """Show another source (another filter, another day), in the present sort order."""
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Read ids again after a change; views keep their selection by id."""
        ids = self._source.ids(self.sort_key, self.descending)
        self.beginResetModel()
        self._ids = ids
        self._pages.clear()
        self.endResetModel()

    def sort_by(self, sort_key: str, descending: bool = False) -> None:
        """Sort through the source."""
        if (sort_key, descending) != (self.sort_key, self.descending):
            self.sort_key, self.descending = sort_key, descending
            self.reload()

    def row_at(self, row: int) -> R | None:
        """The row shown at this position; None when out of range or deleted since the ids were read."""
        if not 0 <= row < len(self._ids):
            return None
        number = row // PAGE_ROWS
        if number not in self._pages:
            wanted = self._ids[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
            self._pages[number] = {found.id: found for found in self._source.rows(wanted)}
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return self._pages[number].get(self._ids[row])

    def id_at(self, row: int) -> Hashable | None:
        """The id at this position."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def position(self, row_id: Hashable) -> int:
        """Where this id stands, or -1."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    @property
    def ids(self) -> Sequence[Hashable]:
        """All ids in the order shown."""
        return self._ids

    def retranslate(self) -> None:
        """Read titles and texts again in the present language."""
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._ids:
            last = self.index(len(self._ids) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    # what Qt asks

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return column.align
        row = self.row_at(index.row())
        return None if row is None else _cell(column, row, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return read(self.columns[section].title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.columns[section].align
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        sort_key = self.columns[column].sort_key if 0 <= column < len(self.columns) else ""
        self.sort_by(sort_key, order == Qt.SortOrder.DescendingOrder)


def _cell(column: Column[R], row: R, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return column.text(row)
    if role == MARK_ROLE:
        return column.mark(row) if column.mark else None
    if role == TONE_ROLE:
        return column.tone(row) if column.tone else ""
    if role == Qt.ItemDataRole.ToolTipRole:
        return column.tip(row) if column.tip else None
    if role == Qt.ItemDataRole.AccessibleTextRole:
        mark = column.mark(row) if column.mark else None
        words = [mark.words() if mark else "", column.text(row)]
        return f"{read(column.title)}: {' '.join(word for word in words if word)}"
    return None
