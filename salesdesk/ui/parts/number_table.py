"""A small table of numbers, each of which opens the records behind it: by double click, or with Enter on its cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.parts.rows_model import TONE_ROLE
from salesdesk.ui.parts.table import RowDelegate

LEAST_NAME = 170
"""Pixels before scaling that a name may claim where the numbers leave it less."""


@dataclass(frozen=True, slots=True)
class Number:
    """A cell: its text, what it says on hover, and what stands behind it (None: nothing to open). `words`: it is no
    number after all and stands left."""

    text: str
    tip: str = ""
    behind: object | None = None
    strong: bool = False
    words: bool = False


class _CellDelegate(RowDelegate):
    """One cell is reached at a time: that with the focus is the one lit up."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if option.state & QStyle.StateFlag.State_HasFocus:
            option.state |= QStyle.StateFlag.State_Selected
        super().paint(painter, option, index)


class NumberTable(QTableWidget):
    """`opened(Number)` for a cell with something behind it. As high as its rows; the first column names them."""

    opened = Signal(object)

    def __init__(self, name: Caption, parent: QWidget | None = None, *, most_rows: int = 12) -> None:
        super().__init__(parent)
        self._name, self._most = name, most_rows
        self._numbers: list[Sequence[Number]] = []
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setItemDelegate(_CellDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.tokens().px(28))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.cellDoubleClicked.connect(self._on_double_clicked)
        self.retranslate()

    def show_numbers(self, heads: Sequence[str], rows: Sequence[Sequence[Number]]) -> None:
        """Show these rows; the current cell stays where it was."""
        at = (max(0, self.currentRow()), max(0, self.currentColumn()))
        self._numbers = list(rows)
        self.setColumnCount(len(heads))
        self.setRowCount(len(rows))
        for column, words in enumerate(heads):
            below = rows[0][column].words if rows and column < len(rows[0]) else False
            self.setHorizontalHeaderItem(column, _item(Number(words, words=below), column))
        for row, numbers in enumerate(rows):
            for column, number in enumerate(numbers):
                item = _item(number, column)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{heads[column]}: {number.text}")
                self.setItem(row, column, item)
        if rows:
            self.setCurrentCell(min(at[0], len(rows) - 1), min(at[1], len(heads) - 1))
        self._fit()

    def number_at(self, row: int, column: int) -> Number | None:
        """The number of a cell."""
        inside = 0 <= row < len(self._numbers) and 0 <= column < len(self._numbers[row])
        return self._numbers[row][column] if inside else None

    def wanted_width(self) -> int:
        """As wide as the numbers and a name that can be read."""
        numbers = sum(self.columnWidth(column) for column in range(1, self.columnCount()))
        return numbers + min(self.sizeHintForColumn(0), theme.tokens().px(LEAST_NAME)) + theme.tokens().px(4)

    def texts(self) -> list[list[str]]:
        """What stands in the table, row by row."""
        return [[number.text for number in row] for row in self._numbers]

    def retranslate(self) -> None:
        """Say its name in the present language."""
        self.setAccessibleName(read(self._name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentRow(), self.currentColumn())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """No type-ahead: letters are the keys of the page."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() == QEvent.Type.FontChange:
            self.verticalHeader().setDefaultSectionSize(theme.tokens().px(28))
            self._fit()
        super().changeEvent(event)

    def _on_double_clicked(self, row: int, column: int) -> None:
        self._open(row, column)

    def _open(self, row: int, column: int) -> None:
        number = self.number_at(row, column)
        if number is not None and number.behind is not None:
            self.opened.emit(number)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_names()

    def _fit_names(self) -> None:
        """The first column takes what the numbers leave, but never so little that no name can be read."""
        if not self.columnCount():
            return
        head, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        wanted = min(self.sizeHintForColumn(0), theme.tokens().px(LEAST_NAME))
        left = self.viewport().width() - sum(self.columnWidth(column) for column in range(1, self.columnCount()))
        mode = modes.Stretch if left >= wanted else modes.Fixed
        if head.sectionResizeMode(0) != mode:
            head.setSectionResizeMode(0, mode)
        if mode is modes.Fixed:
            head.resizeSection(0, wanted)

    def _fit(self) -> None:
        """The first column takes what the numbers leave; the height is that of the rows."""
        head = self.horizontalHeader()
        for column in range(self.columnCount()):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        if self.columnCount():
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            self._fit_names()
        rows = min(max(1, self.rowCount()), self._most)
        self.setFixedHeight(head.sizeHint().height() + rows * self.verticalHeader().defaultSectionSize() + 4)


def _item(number: Number, column: int) -> QTableWidgetItem:
    """Names stand left, numbers right."""
    item = QTableWidgetItem(number.text)
    side = Qt.AlignmentFlag.AlignRight if column and not number.words else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    if number.tip:
        item.setToolTip(number.tip)
    item.setData(TONE_ROLE, "strong" if number.strong else "")
    return item
