"""The frame of every chart: title, legend, the numbers as a table, a copy as a picture or as data."""

from __future__ import annotations

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

    def show_numbers(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """What the table shows; the first column names the rows."""
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
        """Put the numbers on the clipboard as a spreadsheet takes them: a line for each row, tabs between."""
        columns, rows = range(self.table.columnCount()), range(self.table.rowCount())
        heads = [self.table.horizontalHeaderItem(column) for column in columns]
        lines = [heads, *([self.table.item(row, column) for column in columns] for row in rows)]
        text = "\n".join("\t".join(cell.text() if cell else "" for cell in line) for line in lines)
        QGuiApplication.clipboard().setText(text)

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
