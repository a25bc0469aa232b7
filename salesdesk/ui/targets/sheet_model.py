"""The plan as a sheet of numbers: lines and months, their totals, what was reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.domain.report import MonthPoint
from salesdesk.domain.target_matrix import MONTHS, Place
from salesdesk.services.targets import TargetPlan
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.words.i18n import _
from salesdesk.words.numbers import NOTHING, format_percent, month_names

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
LOCK_ROLE, CHANGED_ROLE, KIND_ROLE, NOW_ROLE = (Qt.ItemDataRole.UserRole + step for step in range(1, 5))
YEAR = MONTHS
"""The column of the year's total, after the months."""


class RowKind(StrEnum):
    """What a row of the sheet shows."""

    LINE = "line"
    TOTAL = "total"
    REACHED = "reached"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Typed:
    """An amount typed into the sheet: into a line (None: all of them) and a month (None: the year)."""

    line: int | None
    month: int | None
    amount: int


class SheetModel(QAbstractTableModel):
    """Amounts are cents or counts. `typed` asks for a change, `unreadable` says that the words are no amount."""

    typed = Signal(object)
    unreadable = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: TargetPlan | None = None
        self.amounts = Amounts()
        self.editable = True
        self._points: Sequence[MonthPoint] = ()
        self._rows: list[tuple[RowKind, int]] = []
        self._changed: set[tuple[int, int]] = set()
        self._now = -1

    # public

    def show(self, plan: TargetPlan, points: Sequence[MonthPoint], amounts: Amounts, now: int) -> None:
        """Show this plan; `points` are the year's months, `now` is the present one (0 to 11, else -1)."""
        before = self.plan
        same = before is not None and (before.year, before.metric, before.lines) == (plan.year, plan.metric, plan.lines)
        old = [[self.amount(row, column) for column in range(MONTHS + 1)] for row in range(len(self._rows))]
        if not same:
            self.beginResetModel()
        self.plan, self._points, self.amounts, self._now = plan, points, amounts, now
        self._rows = [(RowKind.LINE, line) for line in range(len(plan.lines))]
        self._rows += [(RowKind.TOTAL, 0)] if len(plan.lines) > 1 else []
        self._rows += [(RowKind.REACHED, 0), (RowKind.RATE, 0)]
        self._changed = set()
        if not same:
            self.endResetModel()
            return
        self._changed = {
            (row, column)
            for row in range(len(self._rows))
            for column in range(MONTHS + 1)
            if self.amount(row, column) != old[row][column] and self._rows[row][0] is not RowKind.RATE
        }
        self._everything_changed()

    def calm(self) -> None:
        """No cell stands out any more as changed."""
        self._changed = set()
        self._everything_changed()

    @property
    def has_changed(self) -> bool:
        """Whether cells stand out as changed."""
        return bool(self._changed)

    def kind(self, row: int) -> RowKind:
        """What a row shows."""
        return self._rows[row][0]

    def place(self, index: AnyIndex) -> Place | None:
        """The cell of the plan; None for sums and for what was reached."""
        if not index.isValid() or index.column() == YEAR or self.kind(index.row()) is not RowKind.LINE:
            return None
        return self._rows[index.row()][1], index.column()

    def amount(self, row: int, column: int) -> int | None:
        """The amount (cents or count) of a cell; None where there is none."""
        kind, line = self._rows[row]
        if self.plan is None or kind is RowKind.RATE:
            return None
        if kind is RowKind.REACHED:
            reached = [point.actual_cents for point in self._points]
            return sum(value or 0 for value in reached) if column == YEAR else reached[column]
        matrix = self.plan.matrix
        if kind is RowKind.LINE:
            return matrix.by_line[line] if column == YEAR else matrix.cells[line][column]
        return matrix.total if column == YEAR else matrix.by_month[column]

    def rate(self, column: int) -> float | None:
        """Glossary *attainment* of a month or the year; None without a target or before the month begins."""
        if self.plan is None:
            return None
        reached = self.amount(len(self._rows) - 2, column)
        target = self.plan.matrix.total if column == YEAR else self.plan.matrix.by_month[column]
        return reached / target if reached is not None and target else None

    # what Qt asks

    def rowCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = _ROOT) -> int:
        return 0 if parent.isValid() else MONTHS + 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(row, column)
        if role == Qt.ItemDataRole.EditRole:
            return self.amounts.plain(self.amount(row, column) or 0)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._said(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return self._own_role(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if across else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._head(section) if across else self._row_name(section)
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_plan = self.kind(index.row()) in (RowKind.LINE, RowKind.TOTAL)
        return flags | Qt.ItemFlag.ItemIsEditable if is_plan and self.editable else flags

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        words = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not words or words == self.data(index, role):
            return False
        amount = self.amounts.read(words)
        if amount is None:
            self.unreadable.emit(words)
            return False
        kind, line = self._rows[index.row()]
        month = None if index.column() == YEAR else index.column()
        only = self.plan is not None and len(self.plan.lines) == 1 and month is None
        self.typed.emit(Typed(line if kind is RowKind.LINE and not only else None, month, amount))
        return True

    # private

    def _words(self, row: int, column: int) -> str:
        if self.kind(row) is RowKind.RATE:
            return format_percent(self.rate(column), 0)
        amount = self.amount(row, column)
        return NOTHING if amount is None else self.amounts.short(amount)

    def _said(self, row: int, column: int) -> str:
        """Row, month and the full number; for the attainment its numerator and denominator."""
        if self.plan is None:
            return ""
        name = _("{line}, {month}").format(line=self._row_name(row), month=self._head(column))
        if self.kind(row) is RowKind.RATE:
            reached = self.amount(len(self._rows) - 2, column)
            target = self.plan.matrix.total if column == YEAR else self.plan.matrix.by_month[column]
            full = _("{actual} of {target}").format(
                actual=NOTHING if reached is None else self.amounts.full(reached), target=self.amounts.full(target)
            )
        else:
            amount = self.amount(row, column)
            full = NOTHING if amount is None else self.amounts.full(amount)
        locked = self.place(self.index(row, column)) in self.plan.matrix.locked
        if locked:
            return _("{name}: {amount} (locked)").format(name=name, amount=full)
        return _("{name}: {amount}").format(name=name, amount=full)

    def _own_role(self, index: AnyIndex, role: int) -> Any:
        if role == LOCK_ROLE:
            return self.plan is not None and self.place(index) in self.plan.matrix.locked
        if role == CHANGED_ROLE:
            return (index.row(), index.column()) in self._changed
        if role == KIND_ROLE:
            return self.kind(index.row())
        if role == NOW_ROLE:
            return index.column() == self._now
        return None

    def _head(self, column: int) -> str:
        return _("Year") if column == YEAR else month_names()[column]

    def _row_name(self, row: int) -> str:
        kind, line = self._rows[row]
        if kind is RowKind.LINE and self.plan is not None:
            only = len(self.plan.lines) == 1
            return self.plan.lines[line].name or (_("Target") if only else _("No product line"))
        return {RowKind.TOTAL: _("Total"), RowKind.REACHED: _("Reached"), RowKind.RATE: _("Attainment")}[kind]

    def _everything_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, MONTHS))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, MONTHS)
