"""A table of goals: each typed where it stands, beside what was reached and how it went."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from salesdesk.ui.charts.sparkline import Sparkline
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.parts.rows_model import TONE_ROLE
from salesdesk.ui.parts.table import RowDelegate
from salesdesk.words.i18n import _
from salesdesk.words.numbers import NOTHING

LEAST_NAME = 110
NAME, GOAL, REACHED, OF, COURSE, STATE = range(6)
_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A row: what the goal is for, the goal and what was reached as people say them, the counts, the course.

    `goal_tip` and `of_tip` are said on hover, `course` in words for hover and screen reader.
    """

    name: str
    goal: str
    reached: str
    of: str
    kept: bool | None
    values: Sequence[float | None]
    mark: float | None
    course: str
    goal_tip: str = ""
    of_tip: str = ""


class GoalTable(QTableWidget):
    """Enter on a goal edits it, on any other cell wants the records behind; `typed(row, words)` as it was typed.

    `heads` name what the goals are for, what was reached, and of what.
    """

    typed = Signal(int, str)
    behind_wanted = Signal(int)

    def __init__(self, name: Caption, heads: Sequence[Caption], *, narrow: bool = False) -> None:
        super().__init__()
        self._name, self._heads, self._narrow = name, heads, narrow
        self._lines: list[GoalLine] = []
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setColumnCount(6)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setItemDelegate(_Cells(self))
        self.verticalHeader().hide()
        head_ = self.horizontalHeader()
        head_.setHighlightSections(False)
        head_.setSectionsClickable(False)
        self.cellDoubleClicked.connect(self._on_double_clicked)
        self.itemChanged.connect(self._on_changed)
        self.retranslate()

    def show_lines(self, lines: Sequence[GoalLine], *, editable: bool) -> None:
        """Show these; the current cell stays where it was."""
        self._lines = list(lines)
        with QSignalBlocker(self):
            self.setRowCount(len(lines))
            self.verticalHeader().setDefaultSectionSize(theme.tokens().px(32))
            name, reached, of = map(read, self._heads)
            heads = (name, _("Goal"), reached, of, _("Course"), "")
            for column, words in enumerate(heads):
                head = QTableWidgetItem(words)
                head.setTextAlignment(_side(column))
                self.setHorizontalHeaderItem(column, head)
            for row, line in enumerate(lines):
                self._show(row, line, editable)
            self._size_columns()
            self._fold()
            if lines and self.currentRow() < 0:
                self.setCurrentCell(0, GOAL)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def retranslate(self) -> None:
        """Say its name in the present language."""
        self.setAccessibleName(read(self._name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self.state() != QAbstractItemView.State.EditingState:
            if self.currentColumn() == GOAL and self.currentItem() is not None:
                self.editItem(self.currentItem())
            elif self.currentRow() >= 0:
                self.behind_wanted.emit(self.currentRow())
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_double_clicked(self, row: int, column: int) -> None:
        if column != GOAL:
            self.behind_wanted.emit(row)

    def _on_changed(self, item: QTableWidgetItem) -> None:
        """Hand on what was typed, unless it is what stood there."""
        line, words = self._lines[item.row()], item.text().strip()
        if item.column() != GOAL:
            return
        if words in (line.goal, "" if line.goal == NOTHING else line.goal):
            with QSignalBlocker(self):
                item.setText(line.goal)
        else:
            self.typed.emit(item.row(), "" if words == NOTHING else words)

    def _show(self, row: int, line: GoalLine, editable: bool) -> None:
        state = {True: "✓ " + _("reached"), False: "○ " + _("not yet"), None: ""}[line.kept]
        shown = state[:1] if self._narrow else state
        cells = [
            *((line.name, line.name), (line.goal, line.goal_tip), (line.reached, line.of_tip or line.of)),
            *((line.of, line.of_tip), ("", ""), (shown, state)),
        ]
        for column, (words, more) in enumerate(cells):
            item = QTableWidgetItem(words)
            item.setTextAlignment(_side(column))
            item.setToolTip(more)
            if column == STATE:
                item.setData(Qt.ItemDataRole.AccessibleTextRole, state)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column == GOAL and editable else flags)
            tone = "strong" if column == REACHED else "soft" if column in (OF, STATE) else ""
            item.setData(TONE_ROLE, "late" if column == STATE and line.kept is False else tone)
            self.setItem(row, column, item)
        course = Sparkline()
        course.show_values(line.values, line.mark, line.course)
        self.setCellWidget(row, COURSE, course)

    def _fold(self) -> None:
        """Where there is little room, the course and then the counts (said on hover too) leave it to the names."""
        least = theme.tokens().px(LEAST_NAME)
        left = self.viewport().width() - sum(self._wide(column) for column in range(1, self.columnCount()))
        for column in (COURSE, OF):
            self.setColumnHidden(column, left < least)
            left += self._wide(column) if left < least else 0

    def _wide(self, column: int) -> int:
        """How wide a column is, or would be if it were in view."""
        if column in (COURSE, GOAL):
            return theme.tokens().px((84 if self._narrow else 130) if column == COURSE else 64 if self._narrow else 80)
        header = self.horizontalHeader()
        return max(self.sizeHintForColumn(column), header.sectionSizeHint(column))

    def _size_columns(self) -> None:
        header = self.horizontalHeader()
        for column in range(6):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for column in (COURSE, GOAL):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(column, self._wide(column))


class _Cells(RowDelegate):
    """Cells with a hairline below; a goal is typed over, its words selected."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        line = QLineEdit(parent)
        line.setAlignment(Qt.AlignmentFlag.AlignRight)
        line.setAccessibleName(_("Goal"))
        return line

    def setEditorData(self, editor: QWidget, index: QModelIndex | QPersistentModelIndex) -> None:
        words = str(index.data() or "")
        cast(QLineEdit, editor).setText("" if words == NOTHING else words)
        cast(QLineEdit, editor).selectAll()


def read_percent(words: str) -> float | None:
    """ "15" and "15 %" as 0.15; None where it is no number."""
    plain = words.replace("％", "%").strip().removesuffix("%").strip()
    return float(plain.replace(",", ".")) / 100 if _NUMBER.match(plain) else None


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (GOAL, REACHED, OF) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
