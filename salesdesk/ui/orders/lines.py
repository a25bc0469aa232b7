"""The lines of an order, typed one after the other; what was cancelled or came back stands beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from salesdesk.domain.order import OrderLine
from salesdesk.domain.quote_sums import rounded
from salesdesk.services.desk import Desk
from salesdesk.ui.parts.caption import Caption, IconButton
from salesdesk.ui.parts.picker import Picker, PickItem
from salesdesk.ui.parts.picks import find_product
from salesdesk.ui.quotes.cells import AmountCell, CountCell, LineCell, mark
from salesdesk.ui.quotes.line_table import LineTable
from salesdesk.ui.quotes.plain import facts_of, plain
from salesdesk.words.i18n import _

_WIDTHS = (0, 72, 104, 120, 72, 72, 28)


class OrderLines(LineTable["OrderRow", OrderLine]):
    """The last row is always free for the next line."""

    def __init__(self, desk: Desk, currency: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(desk, _heads(), parent)
        self.currency = currency

    def new_row(self) -> OrderRow:
        return OrderRow(self)

    def line_of(self, facts: dict[str, Any]) -> OrderLine:
        return OrderLine(**facts_of(facts))

    def reprice(self) -> None:
        """Take every product at its price in the currency of the moment."""
        for row in self.rows:
            product = self.desk.products.get(row.line.product_id) if row.line and row.line.product_id else None
            if row.line is not None and product is not None:
                line = self.desk.orders.product_line(product, row.line.quantity, self.currency())
                row.show_line(replace(line, id=row.line.id, text=row.line.text), row.picker.text())

    def set_writable(self, writable: bool) -> None:
        """Whether lines may be changed."""
        for row in self.rows:
            row.set_writable(writable)

    def search(self, text: str) -> list[PickItem]:
        """Products by what was typed."""
        return find_product(self.desk, text)

    def make(self, row: OrderRow, item: PickItem) -> None:
        """What was picked becomes the row's line, at the list price."""
        quantity = row.quantity.value() or 1
        product = self.desk.products.get(item.id) if isinstance(item.id, bytes) and item.id else None
        if product is not None:
            line = self.desk.orders.product_line(product, quantity, self.currency())
        else:
            line = OrderLine(b"", b"", None, quantity, 0, text=item.title)
        row.show_line(replace(line, id=row.line.id if row.line else b""), item.title)
        if row is self.rows[-1]:
            self.append()
        self.edited.emit()

    def resized(self, line: OrderLine, pieces: int) -> OrderLine:
        """A line for another number of pieces at the same price."""
        scaled = [
            None if cents is None else rounded(cents * pieces, line.quantity)
            for cents in (line.net_cents, line.list_cents, line.cost_cents)
        ]
        return replace(
            line,
            quantity=pieces,
            net_cents=scaled[0] or 0,
            list_cents=scaled[1],
            cost_cents=scaled[2],
            returned=min(line.returned, pieces),
        )

    def name_of(self, line: OrderLine) -> str:
        product = self.desk.products.get(line.product_id) if line.product_id else None
        return line.text or (product.name if product else "")


class OrderRow(QObject):
    """One line: what, how many, price of one, net amount, pieces returned, cancelled or not."""

    def __init__(self, table: OrderLines) -> None:
        super().__init__(table)
        self._table = table
        self.line: OrderLine | None = None
        self.at = 0
        self.picker = Picker(table.search, lambda: _("Product, or words"), create=_words)
        self.picker.setAccessibleName(_("Item"))
        self.quantity = CountCell(lambda: _("Quantity"), _WIDTHS[1])
        self.price = AmountCell(lambda: _("Price"), _WIDTHS[2])
        self.price.setToolTip(_("An amount, or -5% off the list price"))
        self.net = AmountCell(lambda: _("Net amount"), _WIDTHS[3])
        self.returned = CountCell(lambda: _("Pieces returned"), _WIDTHS[4])
        self.cancelled = QCheckBox()
        self.cancelled.setAccessibleName(_("Cancelled"))
        self.away = IconButton("close", lambda: _("Take this line out"))
        self.away.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.picker.picked.connect(self._on_picked)
        self.picker.cleared.connect(self._on_cleared)
        self.picker.textEdited.connect(self._on_words)
        self.picker.returnPressed.connect(self._on_picker_entered)
        self.away.clicked.connect(self._on_away)
        for cell in (self.quantity, self.price, self.net, self.returned):
            cell.entered.connect(self._on_entered)
            cell.edited.connect(self._on_edited)
        self.cancelled.clicked.connect(self._on_edited)

    def cells(self) -> list[QWidget]:
        """What Tab goes through."""
        return [self.picker, self.quantity, self.price, self.net, self.returned, self.cancelled]

    def stops(self) -> list[QWidget]:
        """What Enter goes through."""
        return self.cells()[:4]

    def mark(self) -> None:
        """Mark what cannot be read."""
        mark(self.worst_cell(), True)

    def typed(self) -> list[Any]:
        """The line and the words of its cells."""
        words = [cell.text() for cell in (self.picker, self.quantity, self.price, self.net, self.returned)]
        return [plain(self.line) if self.line else None, *words]

    def type_again(self, words: Sequence[str]) -> None:
        """Put the words of its cells back."""
        cells = (self.picker, self.quantity, self.price, self.net, self.returned)
        for cell, text in zip(cells, words, strict=True):
            cell.setText(text)

    def place(self, grid: QGridLayout, at: int) -> None:
        """Stand in this row of the grid."""
        self.at = at
        for column, widget in enumerate([*self.cells(), self.away]):
            if widget is self.cancelled:
                grid.addWidget(widget, at, column, Qt.AlignmentFlag.AlignRight)
            else:
                grid.addWidget(widget, at, column)
        self.away.hide()
        self.cancelled.hide()

    def show_line(self, line: OrderLine, name: str) -> None:
        """Show a line under its name."""
        self.line = line
        self.away.show()
        self.cancelled.show()
        self.picker.set_item(PickItem(line.product_id or b"", name))
        mark(self.picker, False)
        self.price.base = rounded(line.list_cents or 0, line.quantity)
        self._write(line)
        self.cancelled.setChecked(line.cancelled)

    def unread(self) -> bool:
        """Whether something in it cannot be read."""
        if self.line is None:
            return bool(self.picker.text().strip())
        cells = (self.quantity, self.price, self.net, self.returned)
        return not self.quantity.value() or self.net.value() is None or not all(cell.is_good() for cell in cells)

    def worst_cell(self) -> QWidget:
        """The first cell that cannot be read."""
        if self.line is None:
            return self.picker
        if not self.quantity.value():
            return self.quantity
        cells = [cell for cell in (self.price, self.returned) if not cell.is_good()]
        return self.net if self.net.value() is None or not cells else cells[0]

    def set_writable(self, writable: bool) -> None:
        """Whether it may be changed."""
        for cell in (self.picker, self.quantity, self.price, self.net, self.returned):
            cell.setReadOnly(not writable)
        self.cancelled.setEnabled(writable)
        self.away.setVisible(writable and self.line is not None)

    def take_away(self) -> None:
        """Leave the grid for good."""
        for widget in (*self.cells(), self.away):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _write(self, line: OrderLine) -> None:
        """The figures, but for the cell that is being typed in."""
        price, rest = divmod(line.net_cents, line.quantity)
        for cell, value in (
            (self.quantity, line.quantity),
            (self.price, None if rest else price),
            (self.net, line.net_cents),
            (self.returned, line.returned or None),
        ):
            if not cell.hasFocus():
                cell.set_value(value)

    def _on_edited(self) -> None:
        line, sender = self.line, self.sender()
        if line is None:
            self._table.edited.emit()
            return
        pieces, price, net = self.quantity.value(), self.price.value(), self.net.value()
        if sender is self.quantity and pieces:
            line = self._table.resized(line, pieces)
        elif sender is self.price and price is not None:
            line = replace(line, net_cents=price * line.quantity)
        elif sender is self.net and net is not None:
            line = replace(line, net_cents=net)
        elif sender is self.returned:
            line = replace(line, returned=self.returned.value() or 0)
        elif sender is self.cancelled:
            line = replace(line, cancelled=self.cancelled.isChecked())
        self.line = line
        self._write(line)
        self._table.edited.emit()

    def _on_picked(self, item: PickItem) -> None:
        self._table.make(self, item)
        self.quantity.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_cleared(self) -> None:
        self.line = None
        self._table.edited.emit()

    def _on_words(self) -> None:
        mark(self.picker, False)
        if self.line is None:
            self._table.edited.emit()

    def _on_picker_entered(self) -> None:
        if self.line is not None:
            self._table.step(self, self.picker)

    def _on_entered(self) -> None:
        sender = self.sender()
        if isinstance(sender, LineCell):
            self._table.step(self, sender)

    def _on_away(self) -> None:
        self._table.remove(self)


def _words(words: str) -> PickItem:
    """Words that are no product are ordered as they are (freight, a service)."""
    return PickItem(b"", words)


def _heads() -> list[Caption]:
    return [
        lambda: _("Item"),
        lambda: _("Quantity"),
        lambda: _("Price"),
        lambda: _("Net amount"),
        lambda: _("Returned"),
        lambda: _("Cancelled"),
    ]
