"""The frame of every chart: title, legend, the numbers as a table, a copy as a picture or as data."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from salesdesk.ui.charts.strokes import Legend
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, IconButton, Label, read
from salesdesk.words.i18n import _
from salesdesk.words.numbers import NOTHING

_AMOUNT = re.compile(r"(?P<sign>[+-]?)[^\d.+\-%()·]{0,4}(?P<number>\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?)")
"""A number with thousands apart, perhaps with a currency before it."""


class ChartFrame(QFrame):
    """Holds one chart. The table shows the same numbers to whoever reads with keys or a screen reader.

    `opened(row)` by double click or Enter on a part of the chart, or on its row of the table.
    """

    opened = Signal(int)

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._caption = title
        self.title = Label(title, "strong")
        self.legend = Legend()
        self.table_button = IconButton("text", lambda: _("Show the numbers as a table"))
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self._on_table)
        self.copy_button = IconButton("copy", self._copy_words)
        self.copy_button.clicked.connect(self.copy)
        self.table = _numbers()
        self.table.cellActivated.connect(self._on_row)
        self._copy_keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self)
        self._copy_keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy_keys.activated.connect(self.copy)
        self._chart: QWidget | None = None
        self._bare: list[list[str]] | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.table)
        self.nothing = Label("", "soft")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setWordWrap(True)
        self._stack.addWidget(self.nothing)
        self._lay_out()
        self._name()

    def set_chart(self, chart: QWidget) -> None:
        """The chart itself, in place of the one before."""
        before = self._stack.widget(0)
        self._stack.insertWidget(0, chart)
        if before is not None:
            self._stack.removeWidget(before)
            before.deleteLater()
        self._chart = chart
        self._turn()

    def show_nothing(self, sentence: str) -> None:
        """A sentence in place of a chart without anything to draw; an empty one gives the chart back."""
        self.nothing.set_caption(sentence)
        for button in (self.table_button, self.copy_button):
            button.setEnabled(not sentence)
        self._turn()

    def show_numbers(
        self, heads: Sequence[str], rows: Sequence[Sequence[str]], bare: Sequence[Sequence[str]] | None = None
    ) -> None:
        """What the table shows; the first column names the rows.

        `bare`: the same as a spreadsheet computes with it, where that is not the table's amounts without a currency.
        """
        self._bare = None if bare is None else [list(row) for row in bare]
        self.table.setColumnCount(len(heads))
        self.table.setRowCount(len(rows))
        for column, words in enumerate(heads):
            self.table.setHorizontalHeaderItem(column, _cell(words, column))
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                self.table.setItem(at, column, _cell(words, column))

    def copy(self) -> None:
        """What is seen: the picture, or the numbers where these are shown."""
        if self.table_button.isChecked():
            self.copy_numbers()
        else:
            self.copy_picture()

    def copy_numbers(self) -> None:
        """Put the numbers on the clipboard as a spreadsheet computes with them: a line for each row, tabs between, and
        no currency that another country's spreadsheet would take for words."""
        columns, rows = range(self.table.columnCount()), range(self.table.rowCount())
        heads = [_text(self.table.horizontalHeaderItem(column)) for column in columns]
        lines = self._bare
        if lines is None:
            shown = [[_text(self.table.item(row, column)) for column in columns] for row in rows]
            lines = [[name, *map(bare_number, numbers)] for name, *numbers in shown]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in [heads, *lines]))

    def copy_picture(self) -> None:
        """Put the chart on the clipboard as a picture, with its title and legend."""
        for button in (self.table_button, self.copy_button):
            button.hide()
        QGuiApplication.clipboard().setPixmap(self.grab())
        for button in (self.table_button, self.copy_button):
            button.show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._name()
        super().changeEvent(event)

    def _on_row(self, row: int, _column: int) -> None:
        self.opened.emit(row)

    def _copy_words(self) -> str:
        return _("Copy the numbers") if self.table_button.isChecked() else _("Copy as a picture")

    def _on_table(self, shown: bool) -> None:
        self.copy_button.retranslate()
        self._turn()
        self.legend.setVisible(not shown)

    def _turn(self) -> None:
        """The chart, its numbers, or the sentence that there is nothing."""
        said = bool(self.nothing.text())
        self._stack.setCurrentIndex(2 if said else int(self.table_button.isChecked()))

    def _name(self) -> None:
        self.setAccessibleName(read(self._caption))
        self.table.setAccessibleName(read(self._caption))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title)
        head.addSpacing(8)
        head.addWidget(self.legend)
        head.addStretch(1)
        head.addWidget(self.table_button)
        head.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._stack, 1)


def bare_number(words: str) -> str:
    """ "CN¥1,200.50" as "1200.50"; what is no amount stays, a dash for nothing becomes nothing."""
    if words == NOTHING:
        return ""
    found = _AMOUNT.fullmatch(words)
    return f"{found['sign'].strip('+')}{found['number'].replace(',', '')}" if found else words


def _text(cell: QTableWidgetItem | None) -> str:
    return cell.text() if cell else ""


def _cell(words: str, column: int) -> QTableWidgetItem:
    """Names stand left, numbers right."""
    item = QTableWidgetItem(words)
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
    return item


def _numbers() -> QTableWidget:
    table = QTableWidget()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.tokens().px(24))
    return table
