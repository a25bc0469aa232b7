"""The frame of every chart: title, legend, the numbers as a table, a copy as a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
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
    """Holds one chart. The table shows the same numbers to whoever reads with keys or a screen reader."""

    def __init__(self, title: Caption, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "card")
        self._caption = title
        self.title = Label(title, "strong")
        self.legend = Legend()
        self.table_button = IconButton("text", lambda: _("Show the numbers as a table"))
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self._on_table)
        self.copy_button = IconButton("copy", lambda: _("Copy as a picture"))
        self.copy_button.clicked.connect(self.copy_picture)
        self.table = _numbers()
        self._chart: QWidget | None = None
        self._stack = QStackedWidget()
        self._stack.addWidget(QWidget())
        self._stack.addWidget(self.table)
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
        self._stack.setCurrentIndex(int(self.table_button.isChecked()))

    def show_numbers(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """What the table shows; the first column names the rows."""
        self.table.setColumnCount(len(heads))
        self.table.setRowCount(len(rows))
        for column, words in enumerate(heads):
            self.table.setHorizontalHeaderItem(column, _cell(words, column))
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                self.table.setItem(at, column, _cell(words, column))

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

    def _on_table(self, shown: bool) -> None:
        self._stack.setCurrentIndex(int(shown))
        self.legend.setVisible(not shown)

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
