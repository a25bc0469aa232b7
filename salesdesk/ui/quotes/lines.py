"""The lines of a quote, typed one after the other: product, quantity, price, and on with Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.product import PriceKind, PriceStep
from salesdesk.domain.quote import Quote, QuoteLine, QuoteLineKind
from salesdesk.domain.quote_sums import LineSums, QuoteSums
from salesdesk.services.desk import Desk
from salesdesk.ui.parts.caption import Button, Caption, IconButton, Label
from salesdesk.ui.parts.picker import Picker, PickItem
from salesdesk.ui.quotes.cells import AmountCell, CountCell, LineCell, amount, mark
from salesdesk.ui.quotes.line_table import RIGHT, LineTable
from salesdesk.ui.quotes.plain import facts_of, plain
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_number, format_percent

_WIDTHS = (0, 64, 88, 104, 96, 112, 76, 28)
_OFFERED = 4


class QuoteLines(LineTable["LineRow", QuoteLine]):
    """The last row is always free for the next line.

    `conditions` is the quote as the form has it now: a price is found for its basis, contract and currency.
    """

    rows_each = 2

    def __init__(self, desk: Desk, conditions: Callable[[], Quote], parent: QWidget | None = None) -> None:
        super().__init__(desk, _heads(), parent)
        self._conditions = conditions
        self._offers = QHBoxLayout()
        self._offers.setSpacing(4)
        self._offers_label = Label(lambda: _("Goes well with it:"), "small")
        self._offers.addWidget(self._offers_label)
        self._offers.addStretch()
        self._column.addLayout(self._offers)
        self.changed()

    def new_row(self) -> LineRow:
        return LineRow(self)

    def line_of(self, facts: dict[str, Any]) -> QuoteLine:
        known = facts_of(facts)
        return QuoteLine(**(known | {"kind": QuoteLineKind(known["kind"])}))

    def show_sums(self, sums: QuoteSums) -> None:
        """Write amounts and margins beside the lines."""
        filled = [row for row in self.rows if row.line is not None]
        for row, its in zip(filled, sums.lines, strict=False):
            row.show_sums(its)

    def reprice(self, was: Quote, now: Quote) -> None:
        """Find the prices anew that were found; typed ones stay."""
        for row in self.rows:
            if row.line is not None:
                row.show_line(self.desk.quotes.repriced(row.line, was, now, row.line.quantity), row.picker.text())

    def set_writable(self, writable: bool) -> None:
        """Whether lines may be changed."""
        for row in self.rows:
            row.set_writable(writable)
            if row.line is None:
                row.set_visible(writable)
        if not writable:
            self._clear_offers()

    # what the rows ask

    def search(self, text: str) -> list[PickItem]:
        """Products and bundles by what was typed."""
        products = [PickItem(("product", one.id), one.title, one.subtitle) for one in self.desk.products.find(text, 7)]
        bundles = [PickItem(("bundle", one.id), one.name, _("Bundle")) for one in self.desk.bundles.find(text, 3)]
        return [*products, *bundles]

    def make(self, row: LineRow, item: PickItem) -> None:
        """What was picked becomes the row's line, at the price found."""
        quote, quantity = self._conditions(), row.quantity.value() or 1
        kind, what = item.id if isinstance(item.id, tuple) else ("extra", b"")
        line: QuoteLine | None = None
        if kind == "product" and (product := self.desk.products.get(what)):
            line = self.desk.quotes.product_line(quote, product, quantity)
        elif kind == "bundle" and (facts := self.desk.bundles.get(what)):
            line = self.desk.quotes.bundle_line(quote, facts.bundle, quantity)
        elif kind == "extra":
            line = QuoteLine(b"", quote.id, QuoteLineKind.EXTRA, text=item.title, quantity=quantity)
        if line is not None:
            row.show_line(replace(line, id=row.line.id if row.line else b""), item.title)
        if row is self.rows[-1]:
            self.append()
        self.changed()
        self.edited.emit()

    def conditions(self) -> Quote:
        """The quote as the form has it."""
        return self._conditions()

    def name_of(self, line: QuoteLine) -> str:
        if line.text:
            return line.text
        if line.product_id is not None and (product := self.desk.products.get(line.product_id)):
            return product.name
        if line.bundle_id is not None and (facts := self.desk.bundles.get(line.bundle_id)):
            return facts.bundle.name
        return ""

    def changed(self) -> None:
        """Name what goes well with the products there are, to be taken with a click."""
        self._clear_offers()
        there = {row.line.product_id for row in self.rows if row.line}
        offered: dict[Id, str] = {}
        for pk in there:
            if pk is not None:
                offered.update((one.id, one.name) for one in self.desk.products.complements(pk) if one.id not in there)
        for pk, name in list(offered.items())[:_OFFERED]:
            button = _Offer(pk, name)
            button.chosen.connect(self._on_offer)
            self._offers.insertWidget(self._offers.count() - 1, button)
        self._offers_label.setVisible(bool(offered))

    # private

    def _clear_offers(self) -> None:
        self._offers_label.hide()
        while self._offers.count() > 2:
            item = self._offers.takeAt(1)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _on_offer(self, pk: Id, name: str) -> None:
        row = self.rows[-1]
        self.make(row, PickItem(("product", pk), name))
        row.quantity.setFocus(Qt.FocusReason.TabFocusReason)


class _Offer(Button):
    """A product that goes well with what is quoted."""

    chosen = Signal(object, str)

    def __init__(self, pk: Id, name: str) -> None:
        super().__init__(name, "link", icon="plus")
        self._pk, self._name = pk, name
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.chosen.emit(self._pk, self._name)


class LineRow(QObject):
    """One line: what, how many, list price, price, cost, amount, margin; below it the step its price comes from."""

    def __init__(self, table: QuoteLines) -> None:
        super().__init__(table)
        self._table = table
        self.line: QuoteLine | None = None
        self.at = 0
        self.picker = _LinePicker(table.search, lambda: _("Product, bundle or extra"), create=_extra)
        self.picker.setAccessibleName(_("Item"))
        self.quantity = CountCell(lambda: _("Quantity"), _WIDTHS[1])
        self.listed = Label("", "soft")
        self.price = AmountCell(lambda: _("Price"), _WIDTHS[3])
        self.price.setToolTip(_("An amount, or -5% off the list price"))
        self.cost = AmountCell(lambda: _("Cost"), _WIDTHS[4])
        self.amount, self.margin = Label(""), Label("", "soft")
        self.found = Label("", "small")
        self.away = IconButton("close", lambda: _("Take this line out"))
        self.away.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for shown in (self.listed, self.amount, self.margin):
            shown.setAlignment(RIGHT)
        self.picker.picked.connect(self._on_picked)
        self.picker.cleared.connect(self._on_cleared)
        self.picker.textEdited.connect(self._on_words)
        self.picker.returnPressed.connect(self._on_picker_entered)
        self.picker.put_away.connect(self._on_away)
        self.away.clicked.connect(self._on_away)
        for cell in (self.quantity, self.price, self.cost):
            cell.entered.connect(self._on_entered)
        self.quantity.edited.connect(self._on_quantity)
        self.price.edited.connect(self._on_price)
        self.cost.edited.connect(self._on_cost)

    def cells(self) -> list[QWidget]:
        """What Enter and Tab go through."""
        return [self.picker, self.quantity, self.price, self.cost]

    def stops(self) -> list[QWidget]:
        """What Enter goes through: all of them."""
        return self.cells()

    def typed(self) -> list[Any]:
        """The line and the words of its cells."""
        words = [cell.text() for cell in (self.picker, self.quantity, self.price, self.cost)]
        return [plain(self.line) if self.line else None, *words]

    def type_again(self, words: Sequence[str]) -> None:
        """Put the words of its cells back."""
        for cell, text in zip((self.picker, self.quantity, self.price, self.cost), words, strict=True):
            cell.setText(text)

    def place(self, grid: QGridLayout, at: int) -> None:
        """Stand in the grid from this row on."""
        self.at = at
        for column, widget in enumerate(self._widgets()):
            grid.addWidget(widget, at, column)
            if _WIDTHS[column] and isinstance(widget, Label):
                widget.setMinimumWidth(_WIDTHS[column])
        self.away.hide()
        grid.addWidget(self.found, at + 1, 0, 1, 6)
        self.found.hide()

    def show_line(self, line: QuoteLine, name: str) -> None:
        """Show a line under its name."""
        self.line = line
        self.away.show()
        self.picker.set_item(PickItem((line.kind.value, line.product_id or line.bundle_id or b""), name))
        self.quantity.set_value(line.quantity)
        self.listed.set_caption(amount(line.list_cents) if line.list_cents else "–")
        self.price.base = line.list_cents
        if not self.price.hasFocus():
            self.price.set_value(line.price_cents)
        if not self.cost.hasFocus():
            self.cost.set_value(line.cost_cents)
        self._say_step()

    def show_sums(self, its: LineSums) -> None:
        """Its amount, and its margin after all discounts."""
        self.amount.set_caption(amount(its.gross_cents))
        margin = its.margin_bp
        words = "–" if margin is None else format_percent(margin / 10_000)
        self.margin.set_caption(f"▼ {words}" if its.below else words)
        _look(self.margin, "late" if its.below else "soft")
        self.margin.setToolTip(_("Below the floor margin") if its.below else _("Margin after all discounts"))

    def unread(self) -> bool:
        """Whether something in it cannot be read."""
        if self.line is None:
            return bool(self.picker.text().strip())
        bad = not self.quantity.value() or self.price.value() is None
        return bad or not all(cell.is_good() for cell in (self.quantity, self.price, self.cost))

    def worst_cell(self) -> QWidget:
        """The first cell that cannot be read."""
        if self.line is None:
            return self.picker
        if not self.quantity.value():
            return self.quantity
        return self.cost if self.price.is_good() and self.price.value() is not None else self.price

    def mark(self) -> None:
        """Mark what cannot be read, and say below it what is to be done."""
        worst = self.worst_cell()
        mark(worst, True)
        words: dict[QWidget, str] = {
            self.picker: _("Pick one from the list, or take the words as an extra."),
            self.quantity: _("Write a whole number."),
        }
        self.found.set_caption(words.get(worst, "") or _("Write an amount, such as 1,250.50."))
        _look(self.found, "problem")
        self.found.show()

    def set_writable(self, writable: bool) -> None:
        """Whether it may be changed."""
        for cell in (self.picker, self.quantity, self.price, self.cost):
            cell.setReadOnly(not writable)
        self.away.setVisible(writable and self.line is not None)

    def set_visible(self, visible: bool) -> None:
        """Whether it is in view."""
        for widget in self._widgets():
            widget.setVisible(visible and (widget is not self.away or self.line is not None))

    def take_away(self) -> None:
        """Leave the grid for good."""
        for widget in (*self._widgets(), self.found):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _widgets(self) -> list[QWidget]:
        return [
            *(self.picker, self.quantity, self.listed, self.price, self.cost),
            *(self.amount, self.margin, self.away),
        ]

    def _say_step(self) -> None:
        line, words = self.line, ""
        if line is not None and line.kind is QuoteLineKind.EXTRA:
            words = label(QuoteLineKind.EXTRA)
        elif line is not None and line.product_id is not None:
            product = self._table.desk.products.get(line.product_id)
            quote = self._table.conditions()
            found = self._table.desk.quotes.price(product, line.quantity, quote) if product else None
            if found is None:
                words = _("No price in {currency}: write it.").format(currency=quote.currency)
            elif found.cents == line.price_cents:
                words = step_words(found.step) if found.step else ""
            elif found.step is not None:
                words = _("{step}: {price}").format(step=step_words(found.step), price=amount(found.cents))
        for cell in (self.picker, self.quantity, self.price, self.cost):
            mark(cell, isinstance(cell, LineCell) and not cell.is_good())
        _look(self.found, "small")
        self.found.set_caption(words)
        self.found.setVisible(bool(words))

    def _on_picked(self, item: PickItem) -> None:
        self._table.make(self, item)
        self.quantity.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_cleared(self) -> None:
        self.line = None
        for shown in (self.listed, self.amount, self.margin, self.found):
            shown.set_caption("")
        self._table.edited.emit()

    def _on_words(self) -> None:
        if self.line is None:
            self._say_step()
            self._table.edited.emit()

    def _on_picker_entered(self) -> None:
        if self.line is not None:
            self._table.step(self, self.picker)

    def _on_entered(self) -> None:
        sender = self.sender()
        if isinstance(sender, LineCell):
            self._table.step(self, sender)

    def _on_quantity(self) -> None:
        pieces = self.quantity.value()
        if self.line is not None and pieces:
            now = self._table.conditions()
            self.line = self._table.desk.quotes.repriced(self.line, now, now, pieces)
            self.price.set_value(self.line.price_cents)
            self._say_step()
        self._table.edited.emit()

    def _on_price(self) -> None:
        cents = self.price.value()
        if self.line is not None and cents is not None:
            listed = cents if self.line.kind is QuoteLineKind.EXTRA else self.line.list_cents
            self.line = replace(self.line, price_cents=cents, list_cents=listed)
            self._say_step()
        self._table.edited.emit()

    def _on_cost(self) -> None:
        if self.line is not None:
            self.line = replace(self.line, cost_cents=self.cost.value())
            self._say_step()
        self._table.edited.emit()

    def _on_away(self) -> None:
        self._table.remove(self)


class _LinePicker(Picker):
    """Ctrl+Delete takes the line out."""

    put_away = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.put_away.emit()
        else:
            super().keyPressEvent(event)


def _look(shown: QWidget, look: str) -> None:
    if shown.property("look") != look:
        shown.setProperty("look", look)
        shown.style().unpolish(shown)
        shown.style().polish(shown)


def step_words(step: PriceStep) -> str:
    """Which case a price holds for: "from 10 pieces", "contract of 12 months or more"."""
    if step.kind is PriceKind.QUANTITY:
        n = format_number(step.at_least)
        return ngettext("Price from {n} piece on", "Price from {n} pieces on", step.at_least).format(n=n)
    if step.kind is PriceKind.CONTRACT:
        words = ngettext("Price from {n} month of contract on", "Price from {n} months of contract on", step.at_least)
        return words.format(n=format_number(step.at_least))
    return _("Price: {kind}").format(kind=label(step.kind))


def _extra(words: str) -> PickItem:
    """Words that are no product become an extra."""
    return PickItem(("extra", b""), words)


def _heads() -> list[Caption]:
    return [
        lambda: _("Item"),
        lambda: _("Quantity"),
        lambda: _("List price"),
        lambda: _("Price"),
        lambda: _("Cost"),
        lambda: _("Amount"),
        lambda: _("Margin"),
    ]
