"""The plan as a sheet of numbers: lines and months, their totals, what was reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.report import MonthPoint
from salesdesk.domain.target_matrix import MONTHS, Place
from salesdesk.services.targets import TargetPlan
from salesdesk.ui.parts import icons, theme
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.ui.targets.block import Part, parts_of
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_month, format_percent, month_names

AnyIndex = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
LOCK_ROLE, CHANGED_ROLE, KIND_ROLE, NOW_ROLE, DIFFERENCE_ROLE = (
    Qt.ItemDataRole.UserRole + step for step in range(1, 6)
)
YEAR = MONTHS
"""The column of the year's total, after the months."""


class RowKind(StrEnum):
    """What a row of the sheet shows."""

    LINE = "line"
    TIER = "tier"
    TOTAL = "total"
    REACHED = "reached"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Typed:
    """An amount typed into the sheet: into rows of the plan (None: all of them) and a month (None: the year)."""

    rows: tuple[int, ...] | None
    month: int | None
    amount: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the sheet: the rows of the plan that it sums, of which product line and tier."""

    kind: RowKind
    rows: tuple[int, ...] = ()
    line: Id | None = None
    tier: Tier | None = None
    splits: bool = False
    """A line whose tiers have rows of their own (or would, were it not folded)."""


Earlier = Callable[[Id | None, Tier | None, int], int | None]
"""What a kept plan had for a line, tier and month (1 to 12)."""


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
        self._rows: list[Row] = []
        self._folded: set[Id | None] = set()
        self._earlier: Earlier | None = None
        self._changed: set[tuple[int, int]] = set()
        self._now = -1
        self._closed = 0

    # public

    def show(
        self,
        plan: TargetPlan,
        points: Sequence[MonthPoint],
        amounts: Amounts,
        now: int,
        earlier: Earlier | None = None,
        closed: int = 0,
    ) -> None:
        """Show this plan; `points` are the year's months, `now` is the present one (0 to 11, else -1), `earlier` a kept
        plan to compare with, `closed` how many of the months are closed."""
        before, old_rows = self.plan, self._rows
        same = before is not None and _what(before) == _what(plan)
        same = same and (earlier is None) == (self._earlier is None)
        old = [[self.amount(row, column) for column in range(MONTHS + 1)] for row in range(len(self._rows))]
        rows = self._laid_out(plan)
        same = same and rows == old_rows
        if not same:
            self.beginResetModel()
        self.plan, self._points, self.amounts, self._now, self._earlier = plan, points, amounts, now, earlier
        self._rows, self._closed = rows, closed
        self._changed = set()
        if not same:
            self.endResetModel()
            return
        self._changed = {
            (row, column)
            for row in range(len(self._rows))
            for column in range(MONTHS + 1)
            if self.amount(row, column) != old[row][column] and self._rows[row].kind is not RowKind.RATE
        }
        self._everything_changed()

    def fold(self, line: Id | None) -> None:
        """Show only the sum of a line's tiers, or its tiers again."""
        if self.plan is None:
            return
        self.beginResetModel()
        self._folded ^= {line}
        self._rows = self._laid_out(self.plan)
        self.endResetModel()

    @property
    def comparing(self) -> bool:
        """Whether each cell says how far it is from a kept plan."""
        return self._earlier is not None

    def row(self, at: int) -> Row:
        """One row of the sheet."""
        return self._rows[at]

    def parts_of(self, text: str, row: int, column: int) -> list[Part]:
        """What a pasted block means with its first cell here: cells, or a line's month over its folded tiers. Sums
        that stand on the sheet with their parts are left out: they follow. Raises Refused naming what is no amount."""
        return parts_of(text, self.amounts.read, lambda down, along: self._pastes(row + down, column + along))

    def copied(self, rows: Sequence[int], columns: Sequence[int]) -> str:
        """The amounts as a spreadsheet takes them."""
        return "\n".join("\t".join(self.amounts.bare(self.amount(row, column)) for column in columns) for row in rows)

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
        return self._rows[row].kind

    def places(self, index: AnyIndex) -> list[Place]:
        """The cells of the plan that a cell of the sheet shows or sums; none for totals and what was reached."""
        if not index.isValid() or index.column() == YEAR:
            return []
        return [(row, index.column()) for row in self._rows[index.row()].rows]

    def amount(self, row: int, column: int) -> int | None:
        """The amount (cents or count) of a cell; None where there is none."""
        kind, rows = self._rows[row].kind, self._rows[row].rows
        if self.plan is None or kind is RowKind.RATE:
            return None
        if kind is RowKind.REACHED:
            reached = [point.actual_cents for point in self._points]
            return sum(value or 0 for value in reached) if column == YEAR else reached[column]
        matrix = self.plan.matrix
        if rows:
            return sum(sum(matrix.cells[at]) if column == YEAR else matrix.cells[at][column] for at in rows)
        return matrix.total if column == YEAR else matrix.by_month[column]

    def difference(self, row: int, column: int) -> int | None:
        """How much more than in the kept plan; None where there is none, or it had no such row."""
        shown = self._rows[row]
        amount = self.amount(row, column)
        if self._earlier is None or self.plan is None or amount is None or shown.kind is RowKind.REACHED:
            return None
        months = range(1, MONTHS + 1) if column == YEAR else (column + 1,)
        keys = [(shown.line, shown.tier)] if shown.rows else [(group.id, None) for group in self.plan.groups]
        found = [self._earlier(line, tier, month) for line, tier in keys for month in months]
        known = [value for value in found if value is not None]
        return amount - sum(known) if known else None

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
        if across and section < self._closed and self.plan is not None:
            if role == Qt.ItemDataRole.DecorationRole:
                return icons.pixmap("lock", "faint", size=theme.tokens().px(12))
            if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
                return _("{month} is closed").format(month=format_month(date(self.plan.year, section + 1, 1)))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._head(section) if across else self._row_name(section)
        return None

    @property
    def closed(self) -> int:
        """How many months of the year are closed."""
        return self._closed

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_plan = self.kind(index.row()) in (RowKind.LINE, RowKind.TIER, RowKind.TOTAL)
        return flags | Qt.ItemFlag.ItemIsEditable if is_plan and self.editable else flags

    def setData(self, index: AnyIndex, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        words = str(value).strip()
        if role != Qt.ItemDataRole.EditRole or not words or words == self.data(index, role):
            return False
        amount = self.amounts.read(words)
        if amount is None:
            self.unreadable.emit(words)
            return False
        rows = self._rows[index.row()].rows
        month = None if index.column() == YEAR else index.column()
        only = self.plan is not None and len(rows) == len(self.plan.lines) and month is None
        self.typed.emit(Typed(rows if rows and not only else None, month, amount))
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
            more = self.difference(row, column)
            if more is not None:
                was = self.amounts.full(amount - more) if amount is not None else NOTHING
                full = _("{amount}, before {earlier}").format(amount=full, earlier=was)
        if self._locked(self.index(row, column)):
            return _("{name}: {amount} (locked)").format(name=name, amount=full)
        return _("{name}: {amount}").format(name=name, amount=full)

    def _own_role(self, index: AnyIndex, role: int) -> Any:
        if role == LOCK_ROLE:
            return self._locked(index)
        if role == CHANGED_ROLE:
            return (index.row(), index.column()) in self._changed
        if role == KIND_ROLE:
            return self.kind(index.row())
        if role == NOW_ROLE:
            return index.column() == self._now
        if role == DIFFERENCE_ROLE:
            more = self.difference(index.row(), index.column())
            return "" if more is None else "±0" if not more else ("+" if more > 0 else "") + self.amounts.short(more)
        return None

    def _locked(self, index: AnyIndex) -> bool:
        places = self.places(index)
        return bool(places) and self.plan is not None and set(places) <= self.plan.matrix.locked

    def _pastes(self, row: int, column: int) -> Sequence[Place] | None:
        """Where a pasted amount goes: cells of the plan, none of them (a sum that follows), or None outside."""
        if column > YEAR or row >= len(self._rows):
            return None
        shown = self._rows[row]
        if column == YEAR or (shown.splits and shown.line not in self._folded):
            return []
        return [(at, column) for at in shown.rows]

    def _laid_out(self, plan: TargetPlan) -> list[Row]:
        rows: list[Row] = []
        for group in plan.groups:
            rows.append(Row(RowKind.LINE, group.rows, group.id, splits=group.by_tier))
            if group.by_tier and group.id not in self._folded:
                rows += [Row(RowKind.TIER, (at,), group.id, plan.lines[at].tier) for at in group.rows]
        rows += [Row(RowKind.TOTAL)] if len(plan.groups) > 1 else []
        return [*rows, Row(RowKind.REACHED), Row(RowKind.RATE)]

    def _head(self, column: int) -> str:
        return _("Year") if column == YEAR else month_names()[column]

    def _row_name(self, row: int) -> str:
        shown = self._rows[row]
        kind = shown.kind
        if kind is RowKind.TIER:
            return "   " + (label(shown.tier) if shown.tier else _("No tier"))
        if kind is RowKind.LINE and self.plan is not None:
            only = len(self.plan.groups) == 1
            name = self.plan.lines[shown.rows[0]].name or (_("Target") if only else _("No product line"))
            return f"{'▸' if shown.line in self._folded else '▾'} {name}" if shown.splits else name
        return {RowKind.TOTAL: _("Total"), RowKind.REACHED: _("Reached"), RowKind.RATE: _("Attainment")}[kind]

    def _everything_changed(self) -> None:
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, MONTHS))
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, len(self._rows) - 1)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, MONTHS)


def _what(plan: TargetPlan) -> tuple[object, ...]:
    """Of what a plan is: amounts of another one have not changed, they are others."""
    return plan.rep, plan.year, plan.metric, plan.lines
