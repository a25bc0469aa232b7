"""The further prices of a product: which case, from how many on, and the price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from salesdesk.domain.product import PriceKind, PriceStep
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.quotes.cells import AmountCell, CountCell, in_order
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.labels import label

SIZED = (PriceKind.QUANTITY, PriceKind.CONTRACT)
"""The cases that begin at a number of pieces or months."""


class StepsEditor(QWidget):
    """A row for each price, a button for another one."""

    def __init__(self, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self.rows: list[_Step] = []
        self.add_button = Button(lambda: _("Add a price"), "link", icon="plus")
        self.add_button.clicked.connect(self._on_add)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._heads = [Label(lambda: _("Kind of price"), "label"), Label(lambda: _("From (pieces, months)"), "label")]
        self._heads.append(Label(lambda: _("Price"), "label"))
        for at, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, at)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._grid)
        column.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_heads()

    def load(self, steps: Sequence[PriceStep]) -> None:
        """Show these prices."""
        for row in self.rows:
            row.take_away()
        self.rows = []
        for step in steps:
            self._append(step)
        self._show_heads()

    def steps(self) -> list[PriceStep]:
        """The prices as they stand."""
        return [row.step() for row in self.rows]

    def problem(self) -> str:
        """What keeps them from being stored."""
        for row in self.rows:
            if row.price.value() is None:
                row.price.setFocus()
                return _("Write the price, or take the row out.")
        return ""

    def _append(self, step: PriceStep) -> _Step:
        row = _Step(step, self)
        row.place(self._grid, self.rows[-1].at + 1 if self.rows else 1)
        row.put_away.connect(self._on_away)
        self.rows.append(row)
        return row

    def _show_heads(self) -> None:
        for head in self._heads:
            head.setVisible(bool(self.rows))

    def _on_add(self) -> None:
        row = self._append(PriceStep(b"", b"", PriceKind.QUANTITY, 0, currency=self._currency))
        row.price.set_value(None)
        self._show_heads()
        row.kind.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_away(self, row: object) -> None:
        if isinstance(row, _Step):
            self.rows.remove(row)
            row.take_away()
            self._show_heads()
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)


class _Step(QObject):
    """One price."""

    put_away = Signal(object)

    def __init__(self, step: PriceStep, parent: QObject) -> None:
        super().__init__(parent)
        self._step, self.at = step, 0
        self.kind = QComboBox()
        self.kind.setAccessibleName(_("Kind of price"))
        for kind in PriceKind:
            self.kind.addItem(label(kind), kind.value)
        self.kind.setCurrentIndex(list(PriceKind).index(step.kind))
        self.least = CountCell(lambda: pgettext("quantity", "From"), 140)
        self.price = AmountCell(lambda: _("Price"), 120)
        self.away = IconButton("close", lambda: _("Take this price out"))
        self.least.set_value(step.at_least or None)
        self.price.set_value(step.price_cents)
        self.kind.activated.connect(self._on_kind)
        self.away.clicked.connect(self._on_away)
        self.least.entered.connect(self.price.setFocus)

    def place(self, grid: QGridLayout, at: int) -> None:
        """Stand in this row of the grid."""
        self.at = at
        for column, widget in enumerate(self._widgets()):
            grid.addWidget(widget, at, column)
            widget.show()  # at once: the first cell takes the focus now
        in_order([self.kind, self.least, self.price])
        self._on_kind()

    def step(self) -> PriceStep:
        """The price as it stands."""
        kind = PriceKind(self.kind.currentData())
        least = (self.least.value() or 0) if kind in SIZED else 0
        return replace(self._step, kind=kind, at_least=least, price_cents=self.price.value() or 0)

    def take_away(self) -> None:
        """Leave the grid for good."""
        for widget in self._widgets():
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _widgets(self) -> list[QWidget]:
        return [self.kind, self.least, self.price, self.away]

    def _on_kind(self, _at: int = 0) -> None:
        self.least.setEnabled(PriceKind(self.kind.currentData()) in SIZED)

    def _on_away(self) -> None:
        self.put_away.emit(self)
