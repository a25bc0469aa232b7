"""Lines that are typed one after the other, of a quote or an order: Enter goes on, the last row is always free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk.services.desk import Desk
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.picker import Picker
from salesdesk.ui.quotes.cells import in_order
from salesdesk.words.i18n import _

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

L = TypeVar("L")


class Row(Protocol[L]):
    """One line in the making: `line` is None until it is known what it is."""

    line: L | None
    at: int
    picker: Picker

    def cells(self) -> list[QWidget]: ...
    def stops(self) -> list[QWidget]: ...
    def place(self, grid: QGridLayout, at: int) -> None: ...
    def show_line(self, line: L, name: str) -> None: ...
    def unread(self) -> bool: ...
    def worst_cell(self) -> QWidget: ...
    def mark(self) -> None: ...
    def typed(self) -> list[Any]: ...
    def type_again(self, words: Sequence[str]) -> None: ...
    def take_away(self) -> None: ...


R = TypeVar("R", bound=Row[Any])


class LineTable(QWidget, Generic[R, L]):
    """`edited` when the user changed a line. Subclasses make the rows, name the lines and read drafts of them."""

    edited = Signal()

    rows_each = 1
    """Rows of the grid that a line takes."""

    def __init__(self, desk: Desk, heads: Sequence[Caption], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: list[R] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addLayout(self._grid)
        for at, head in enumerate(heads):
            shown = Label(head, "label")
            if at:
                shown.setAlignment(RIGHT)
            self._grid.addWidget(shown, 0, at)

    # what subclasses fill in

    def new_row(self) -> R:
        """An empty row."""
        raise NotImplementedError

    def line_of(self, facts: dict[str, Any]) -> L:
        """A line as a draft wrote it down."""
        raise NotImplementedError

    def name_of(self, line: L) -> str:
        """What a line is called."""
        raise NotImplementedError

    def changed(self) -> None:
        """Lines came or went."""

    # public

    def load(self, lines: Sequence[L]) -> None:
        """Show these lines, and a free row behind them."""
        for row in self.rows:
            row.take_away()
        self.rows = []
        for line in lines:
            self.append().show_line(line, self.name_of(line))
        self.append()
        self.changed()

    def lines(self) -> list[L]:
        """The lines as they stand."""
        return [row.line for row in self.rows if row.line is not None]

    def problem(self) -> str:
        """What keeps them from being stored."""
        bad = [row for row in self.rows if row.unread()]
        for row in bad:
            row.mark()
        if not bad:
            return ""
        bad[0].worst_cell().setFocus()
        return _("One of the lines cannot be read. Pick what it is, and look at its figures.")

    def unread(self) -> int:
        """How many lines cannot be read as they stand."""
        return sum(row.unread() for row in self.rows)

    def first_cell(self) -> QWidget:
        """Where typing goes on: the free row."""
        return self.rows[-1].picker

    def typed(self) -> list[list[Any]]:
        """Everything as it stands, for the draft: the line, and the words of its cells."""
        return [row.typed() for row in self.rows if row.line is not None or row.picker.text().strip()]

    def type_again(self, typed: Sequence[Sequence[Any]]) -> None:
        """Put a draft back."""
        self.load([self.line_of(facts) for facts, *_words in typed if facts])
        filled = iter(self.rows)
        for facts, *words in typed:
            (next(filled) if facts else self.rows[-1]).type_again(words)

    # what the rows ask

    def append(self) -> R:
        """A free row behind the others."""
        before = self.rows[-1] if self.rows else None
        row = self.new_row()
        row.place(self._grid, before.at + self.rows_each if before else 1)
        self.rows.append(row)
        in_order([*([before.cells()[-1]] if before else []), *row.cells()])
        return row

    def step(self, row: R, cell: QWidget) -> None:
        """Enter: to the next cell, from the last one to the next row."""
        stops = row.stops()
        at = stops.index(cell) if cell in stops else len(stops) - 1
        if at + 1 < len(stops):
            stops[at + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            following = self.rows[min(self.rows.index(row) + 1, len(self.rows) - 1)]
            following.picker.setFocus(Qt.FocusReason.TabFocusReason)

    def remove(self, row: R) -> None:
        """Take a line out; the free row stays."""
        if row is self.rows[-1]:
            row.picker.set_item(None)
            return
        at = self.rows.index(row)
        self.rows.remove(row)
        row.take_away()
        self.rows[min(at, len(self.rows) - 1)].picker.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed()
        self.edited.emit()
