"""A bundle: its products, its price, and the margin that the price leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.product import Bundle, BundleItem
from salesdesk.services.bundles import BundleFacts
from salesdesk.services.desk import Desk
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import IconButton, Label
from salesdesk.ui.parts.fields import AmountField, LineField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picker import Picker, PickItem
from salesdesk.ui.parts.picks import find_product
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.quotes.cells import CountCell, in_order
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money, format_percent


class BundleSheet(FormSheet):
    """Without `facts` a new bundle in the file's currency."""

    def __init__(self, ctx: PageContext, parent: QWidget, facts: BundleFacts | None = None) -> None:
        self.ctx, self.desk, self._before = ctx, ctx.desk, facts
        self._bundle = facts.bundle if facts else Bundle(b"", "", currency=ctx.desk.currency)
        form = Form()
        form.add_row(
            LineField("name", lambda: _("Name"), required=True),
            AmountField("price_cents", lambda: _("Bundle price"), self._bundle.currency, required=True),
            stretch=(3, 2),
        )
        self.items = BundleItems(self.desk)
        form.add_widget(self.items)
        self.leaves = Label("", "strong")
        self.leaves.setWordWrap(True)
        form.add_widget(self.leaves)
        form.add(TextField("note", lambda: _("Note"), lines=2))
        title = (lambda: _("Edit bundle")) if facts else (lambda: _("New bundle"))
        super().__init__(title, form, parent, width=640)
        if facts:
            self.add_history(ctx.show_history, Kind.BUNDLE, facts.bundle.id)
        price = self._bundle.price_cents if facts else None
        form.load({"name": self._bundle.name, "price_cents": price, "note": self._bundle.note})
        self.items.load([(item, product.name) for item, product in facts.items] if facts else [])
        self._loaded = self.items.items()
        form.edited.connect(self._on_edited)
        self.items.edited.connect(self._on_edited)
        self._on_edited()

    def save(self) -> bool:
        problem = self.items.problem()
        if problem:
            self.show_problem(problem)
            return False
        return super().save()

    def store(self, values: Mapping[str, Any]) -> None:
        wanted, seen = replace(self._bundle, **values), self.ctx.bridge.last
        if self._before is None:
            self.desk.bundles.add(wanted, self.items.items())
        else:
            self.desk.bundles.edit(self._before, wanted, self.items.items())
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def would_lose(self) -> bool:
        return super().would_lose() or self.items.items() != self._loaded

    def _on_edited(self) -> None:
        price = self.form.field("price_cents").value() or 0
        facts = self.desk.bundles.weigh(replace(self._bundle, price_cents=price), self.items.items())
        self.leaves.set_caption(leaves_words(facts))
        self.leaves.setProperty("look", "late" if facts.below else "strong")
        self.leaves.style().unpolish(self.leaves)
        self.leaves.style().polish(self.leaves)
        self.show_problem("")


class BundleItems(QWidget):
    """What lies in the bundle: product and quantity, row by row; the last row is always free."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.rows: list[_Item] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(Label(lambda: _("Product"), "label"), 0, 0)
        self._grid.addWidget(Label(lambda: _("Quantity"), "label"), 0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._grid)

    def load(self, items: Sequence[tuple[BundleItem, str]]) -> None:
        """Show these products."""
        for row in self.rows:
            row.take_away()
        self.rows = []
        for item, name in items:
            self._append().show_item(item, name)
        self._append()

    def items(self) -> list[BundleItem]:
        """What lies in it as it stands."""
        return [row.item for row in self.rows if row.item is not None]

    def problem(self) -> str:
        """What keeps them from being stored."""
        for row in self.rows:
            if (row.item is None and row.picker.text().strip()) or (row.item and not row.quantity.value()):
                row.picker.setFocus()
                return _("One of the lines cannot be read. Pick what it is, and look at its figures.")
        return ""

    def search(self, text: str) -> list[PickItem]:
        """Products by what was typed."""
        return find_product(self.desk, text)

    def picked(self, row: _Item) -> None:
        """A row was filled: the next one is free."""
        if row is self.rows[-1]:
            self._append()
        row.quantity.setFocus(Qt.FocusReason.TabFocusReason)
        self.edited.emit()

    def step(self, row: _Item) -> None:
        """Enter in a quantity: on to the next row."""
        following = self.rows[min(self.rows.index(row) + 1, len(self.rows) - 1)]
        following.picker.setFocus(Qt.FocusReason.TabFocusReason)

    def remove(self, row: _Item) -> None:
        """Take a product out."""
        if row is not self.rows[-1]:
            self.rows.remove(row)
            row.take_away()
            self.rows[-1].picker.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edited.emit()

    def _append(self) -> _Item:
        row = _Item(self)
        row.place(self._grid, self.rows[-1].at + 1 if self.rows else 1)
        self.rows.append(row)
        return row


class _Item(QObject):
    """One product of the bundle."""

    def __init__(self, table: BundleItems) -> None:
        super().__init__(table)
        self._table = table
        self.item: BundleItem | None = None
        self.at = 0
        self.picker = Picker(table.search, lambda: _("Name or code"))
        self.picker.setAccessibleName(_("Product"))
        self.quantity = CountCell(lambda: _("Quantity"), 88)
        self.away = IconButton("close", lambda: _("Take this line out"))
        self.picker.picked.connect(self._on_picked)
        self.picker.cleared.connect(self._on_cleared)
        self.quantity.edited.connect(self._on_quantity)
        self.quantity.entered.connect(self._on_entered)
        self.away.clicked.connect(self._on_away)

    def place(self, grid: QGridLayout, at: int) -> None:
        """Stand in this row of the grid."""
        self.at = at
        for column, widget in enumerate((self.picker, self.quantity, self.away)):
            grid.addWidget(widget, at, column)
        in_order([self.picker, self.quantity])
        self.away.hide()

    def show_item(self, item: BundleItem, name: str) -> None:
        """Show a product under its name."""
        self.item = item
        self.picker.set_item(PickItem(item.product_id, name))
        self.quantity.set_value(item.quantity)
        self.away.show()

    def take_away(self) -> None:
        """Leave the grid for good."""
        for widget in (self.picker, self.quantity, self.away):
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _on_picked(self, item: PickItem) -> None:
        if isinstance(item.id, bytes):
            before = self.item or BundleItem(b"", b"", item.id)
            self.show_item(replace(before, product_id=item.id), item.title)
            self._table.picked(self)

    def _on_cleared(self) -> None:
        self.item = None
        self._table.edited.emit()

    def _on_quantity(self) -> None:
        if self.item is not None and self.quantity.value():
            self.item = replace(self.item, quantity=self.quantity.value() or 1)
        self._table.edited.emit()

    def _on_entered(self) -> None:
        self._table.step(self)

    def _on_away(self) -> None:
        self._table.remove(self)


def leaves_words(facts: BundleFacts) -> str:
    """What a bundle price leaves, against what its products cost alone."""
    currency, price = facts.bundle.currency, facts.bundle.price_cents
    if not facts.items:
        return ""
    words = []
    if facts.list_cents is not None:
        words.append(_("Alone {list}.").format(list=format_money(facts.list_cents, currency)))
        if facts.list_cents > price > 0:
            saved = format_percent((facts.list_cents - price) / facts.list_cents)
            words.append(_("The bundle saves {share}.").format(share=saved))
    if facts.cost_cents is None:
        words.append(_("The margin is not known: a cost is missing."))
    elif facts.margin_bp is not None:
        words.append(_("Margin {share}.").format(share=format_percent(facts.margin_bp / 10_000)))
    if facts.below:
        words.append(_("Below the floor margin of what lies in it."))
    return " ".join(words)
