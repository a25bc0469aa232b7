"""The year's goals: goal, reached, course; the goal is typed where it stands (spec 1.2 to 1.6)."""

from __future__ import annotations

import re
from datetime import date
from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.goal import AT_MOST, GoalKey
from salesdesk.domain.period import Period
from salesdesk.services.goals import GoalCard
from salesdesk.ui.charts.sparkline import Sparkline
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.number_table import Number, NumberTable
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.parts.rows_model import TONE_ROLE
from salesdesk.ui.parts.table import RowDelegate
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_money, format_month, format_number, format_percent

NAME, GOAL, REACHED, OF, COURSE, STATE = range(6)
_PLAIN = frozenset({GoalKey.SATISFACTION, GoalKey.NPS})
_MONEY = frozenset({GoalKey.GROSS_MARGIN, GoalKey.HIGH_MARGIN_SHARE, GoalKey.AVERAGE_DISCOUNT, GoalKey.COLLECTION_RATE})
_NUMBER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?$")


class GoalsView(QWidget):
    """Enter on a goal edits it, on any other cell opens the records behind; an empty goal is taken away."""

    def __init__(self, ctx: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ctx, self.desk = ctx, ctx.desk
        self._year = 0
        self.cards: list[GoalCard] = []
        self.table = _Table(self)
        self.table.itemChanged.connect(self._on_typed)
        self.table.behind_wanted.connect(self.open_records)
        self.adopt = Button(lambda: _("Adopt the work plan's goals"), "primary")
        self.adopt.clicked.connect(self._on_adopt)
        self.hint = Label(
            lambda: _("Type a goal where it stands; Enter on what was reached opens the records behind."), "soft"
        )
        self.products = NumberTable(lambda: _("Gross margin by product"), most_rows=14)
        self._panel = Panel(lambda: _("Gross margin by product"), card=True, small=True)
        self._panel.body.addWidget(self.products)
        self._panel.body.addStretch(1)
        self._lay_out()

    def show_year(self, year: int) -> None:
        """Show the goals of this year."""
        self._year = year
        self.cards = self.desk.goals.of_year(year)
        self.adopt.setVisible(not self.desk.read_only and not any(card.goal is not None for card in self.cards))
        with QSignalBlocker(self.table):
            self.table.show_cards(self.cards, self.desk.currency, editable=not self.desk.read_only)
        found = self.desk.goals.margins(self.period)
        currency = self.desk.currency
        rows = [
            [
                Number(name, name),
                Number(format_money(rate.of, currency, compact=True), format_money(rate.of, currency)),
                Number(format_percent(rate.value, 0), _of(rate.n, rate.of, currency)),
            ]
            for name, rate in found
        ]
        self._panel.setVisible(bool(rows))
        self.products.show_numbers((_("Product"), _("Sales"), _("Margin")), rows)

    @property
    def period(self) -> Period:
        """The year that is shown."""
        return Period.year(date(self._year, 1, 1))

    def open_records(self, row: int) -> None:
        """What stands behind a goal's figure."""
        key = self.cards[row].key
        records = self.desk.goals.behind(key, self.period)
        RecordsSheet(self.ctx, self.window(), f"{label(key)} {self._year}", records).show_over()

    def _on_typed(self, item: QTableWidgetItem) -> None:
        if item.column() != GOAL:
            return
        key, words = self.cards[item.row()].key, item.text().strip()
        shown = self.cards[item.row()].goal
        if words == ("" if shown is None else written(key, shown)):
            self.show_year(self._year)
            return
        if words and words != NOTHING:
            goal = read_goal(key, words)
            if goal is None:
                self.ctx.notify.problem(_("This is no goal. Write a number, like 15 or 8.5."))
                self.show_year(self._year)
                return
            self.ctx.attempt(self.desk.goals.set, self._year, key, goal)
        else:
            self.ctx.attempt(self.desk.goals.set, self._year, key, None)
        self.show_year(self._year)

    def _on_adopt(self) -> None:
        self.ctx.attempt(self.desk.goals.adopt, self._year)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.hint, 1)
        head.addWidget(self.adopt)
        card = QFrame()
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(card, 5)
        middle.addWidget(self._panel, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(head)
        column.addLayout(middle, 1)


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


class _Table(QTableWidget):
    """A row for each goal."""

    behind_wanted = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setColumnCount(6)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.AnyKeyPressed | trigger.EditKeyPressed | trigger.DoubleClicked)
        self.setItemDelegate(_Cells(self))
        self.verticalHeader().hide()
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        self.cellDoubleClicked.connect(self._on_double_clicked)
        self.retranslate()

    def show_cards(self, cards: list[GoalCard], currency: str, *, editable: bool) -> None:
        self.setRowCount(len(cards))
        self.verticalHeader().setDefaultSectionSize(theme.tokens().px(32))
        heads = (_("Goal for"), _("Goal"), _("Reached"), _("Of"), _("Course"), "")
        for column, words in enumerate(heads):
            head = QTableWidgetItem(words)
            head.setTextAlignment(_side(column))
            self.setHorizontalHeaderItem(column, head)
        for row, card in enumerate(cards):
            self._show(row, card, currency, editable)
        header = self.horizontalHeader()
        for column in range(6):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(COURSE, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(COURSE, theme.tokens().px(150))
        header.setSectionResizeMode(GOAL, QHeaderView.ResizeMode.Fixed)
        self.setColumnWidth(GOAL, theme.tokens().px(96))
        if cards and self.currentRow() < 0:
            self.setCurrentCell(0, GOAL)

    def retranslate(self) -> None:
        self.setAccessibleName(_("Goals of the year"))

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

    def _show(self, row: int, card: GoalCard, currency: str, editable: bool) -> None:
        goal = NOTHING if card.goal is None else written(card.key, card.goal)
        most = card.key in AT_MOST and card.goal is not None
        reached = NOTHING if card.actual.value is None else written(card.key, card.actual.value)
        counts = _counts(card, currency)
        state = {True: "✓ " + _("reached"), False: "○ " + _("not yet"), None: ""}[card.kept]
        tip = _("At most {goal}").format(goal=goal) if most else goal
        for column, (words, more) in enumerate(
            [(label(card.key), ""), (goal, tip), (reached, counts), (counts, ""), ("", ""), (state, "")]
        ):
            item = QTableWidgetItem(words)
            item.setTextAlignment(_side(column))
            item.setToolTip(more)
            flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            item.setFlags(flags | Qt.ItemFlag.ItemIsEditable if column == GOAL and editable else flags)
            tone = "strong" if column == REACHED else "soft" if column in (OF, STATE) else ""
            item.setData(TONE_ROLE, "late" if column == STATE and card.kept is False else tone)
            self.setItem(row, column, item)
        line = Sparkline()
        values = [value for _span, value in card.trend]
        words = "\n".join(
            f"{_span_name(span)}: {NOTHING if value is None else written(card.key, value)}"
            for span, value in card.trend
        )
        line.show_values(values, card.goal, words)
        self.setCellWidget(row, COURSE, line)


def written(key: GoalKey, value: float) -> str:
    """A goal or what was reached of it, as people say it."""
    if key in _PLAIN:
        return format_number(round(value, 1), 1 if key is GoalKey.SATISFACTION else 0)
    return format_percent(value, 0 if round(value, 3) == round(value, 2) else 1)


def read_goal(key: GoalKey, words: str) -> float | None:
    """A goal as typed: "15" and "15 %" are a share of 0.15, "8.5" a score."""
    share = read_percent(words)
    return None if share is None else share * 100 if key in _PLAIN else share


def read_percent(words: str) -> float | None:
    """ "15" and "15 %" as 0.15; None where it is no number."""
    plain = words.replace("％", "%").strip().removesuffix("%").strip()
    return float(plain.replace(",", ".")) / 100 if _NUMBER.match(plain) else None


def _counts(card: GoalCard, currency: str) -> str:
    rate = card.actual
    if rate.value is None:
        return ""
    if card.key in _MONEY:
        return _of(rate.n, rate.of, currency, compact=True)
    return _("{n} of {of}").format(n=format_number(rate.n), of=format_number(rate.of))


def _of(n: int, of: int, currency: str, *, compact: bool = False) -> str:
    return _("{n} of {of}").format(
        n=format_money(n, currency, compact=compact), of=format_money(of, currency, compact=compact)
    )


def _span_name(span: Period) -> str:
    if span.first.month == span.last.month:
        return format_month(span.first)
    return _("Q{quarter} {year}").format(quarter=(span.first.month + 2) // 3, year=span.first.year)


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in (GOAL, REACHED, OF) else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
