"""The lines of an opportunity, typed one after the other: product, quantity, price, and on with Enter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import OpportunityLine, sum_of
from salesdesk.services.desk import Desk
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, IconButton, Label, read
from salesdesk.ui.parts.fields import Field
from salesdesk.ui.parts.picker import Picker, PickItem
from salesdesk.ui.parts.picks import find_product
from salesdesk.words.amounts import read_amount
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_MOST = 99_999_999
_WIDTHS = (0, 60, 96, 112)
"""Pixels of product (what is left), quantity, price and sum."""


class _Cell(QLineEdit):
    """A number in a line. `entered` on Enter; the value is None where nothing can be read."""

    entered = Signal()

    def __init__(self, name: Caption, read_words: Callable[[str], int | None], width: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._name, self._read = name, read_words
        self.setAlignment(_RIGHT)
        self.setFixedWidth(theme.tokens().px(width))
        self.setAccessibleName(read(name))

    def value(self) -> int | None:
        """The number that stands there."""
        words = self.text().strip()
        return self._read(words) if words else None

    def is_good(self) -> bool:
        """Whether it can be read; marks it where not."""
        good = not self.text().strip() or self.value() is not None
        if self.property("problem") != (not good):
            self.setProperty("problem", not good)
            self.style().unpolish(self)
            self.style().polish(self)
        return good

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.setAccessibleName(read(self._name))
        super().changeEvent(event)


class _Row(QWidget):
    """One line. What is typed and no product is a line of text."""

    edited = Signal()
    entered = Signal()
    removed = Signal()

    def __init__(self, field: DealLines, parent: QWidget) -> None:
        super().__init__(parent)
        self._field, self._id = field, b""
        self.picker = Picker(field.find_product, lambda: _("Product (pinyin) or words"), parent=self)
        self.picker.setAccessibleName(_("Product"))
        self.quantity = _Cell(lambda: _("Quantity"), _whole, _WIDTHS[1], self)
        self.price = _Cell(lambda: _("Price"), read_amount, _WIDTHS[2], self)
        self.sum = Label("", "soft", self)
        self.sum.setAlignment(_RIGHT)
        self.sum.setFixedWidth(theme.tokens().px(_WIDTHS[3]))
        self.away = IconButton("close", lambda: _("Remove the line"), self)
        self.away.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        keeps = self.away.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.away.setSizePolicy(keeps)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setColumnStretch(0, 1)
        for at, part in enumerate((self.picker, self.quantity, self.price, self.sum, self.away)):
            grid.addWidget(part, 0, at)
        self.picker.picked.connect(self._on_picked)
        self.picker.textEdited.connect(self._on_edited)
        self.picker.returnPressed.connect(self._on_words)
        for cell in (self.quantity, self.price):
            cell.textEdited.connect(self._on_edited)
        self.quantity.entered.connect(self._on_quantity)
        self.price.entered.connect(self.entered)
        self.away.clicked.connect(self.removed)
        self._say()

    def show_line(self, line: OpportunityLine, name: str) -> None:
        """Show a line that is there."""
        self._id = line.id
        if line.product_id is not None:
            self.picker.set_item(PickItem(line.product_id, name))
        else:
            self.picker.setText(line.text)
        self.quantity.setText(str(line.quantity))
        self.price.setText(_plain(line.price_cents))
        self._say()

    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not (self.picker.text().strip() or self.quantity.text().strip() or self.price.text().strip())

    def is_good(self) -> bool:
        """Whether it can be read."""
        read_well = [self.quantity.is_good(), self.price.is_good()]
        return all(read_well) and (self.is_empty() or bool(self.picker.text().strip()))

    def line(self, opportunity_id: Id) -> OpportunityLine:
        """What stands there."""
        product = self.picker.value()
        quantity, price = self.quantity.value(), self.price.value()
        return OpportunityLine(
            self._id,
            opportunity_id,
            product if isinstance(product, bytes) else None,
            1 if quantity is None else quantity,
            price or 0,
            "" if product is not None else self.picker.text().strip(),
        )

    def typed(self) -> list[str]:
        """As it stands, for the draft: id, product, words, quantity, price."""
        product = self.picker.value()
        key = product.hex() if isinstance(product, bytes) else ""
        return [self._id.hex(), key, self.picker.text(), self.quantity.text(), self.price.text()]

    def type_again(self, typed: Sequence[str]) -> None:
        """Put a draft back."""
        line, product, words, quantity, price = typed
        self._id = bytes.fromhex(line)
        if product:
            self.picker.set_item(PickItem(bytes.fromhex(product), words))
        else:
            self.picker.setText(words)
        self.quantity.setText(quantity)
        self.price.setText(price)
        self._say()

    # handlers

    def _on_picked(self, item: PickItem) -> None:
        product = self._field.desk.products.get(item.id) if isinstance(item.id, bytes) else None
        if product is not None and product.currency == self._field.currency:
            self.price.setText(_plain(product.list_price_cents))
        if not self.quantity.text().strip():
            self.quantity.setText("1")
        self.quantity.setFocus(Qt.FocusReason.TabFocusReason)
        self._on_edited()

    def _on_words(self) -> None:
        if self.picker.text().strip() and not self.picker.is_open():
            self.quantity.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_quantity(self) -> None:
        self.price.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_edited(self, _words: str = "") -> None:
        for cell in (self.quantity, self.price):
            cell.is_good()
        self._say()
        self.edited.emit()

    def _say(self) -> None:
        line = self.line(b"")
        worth = line.quantity * line.price_cents
        self.sum.set_caption("" if self.is_empty() else format_money(worth, self._field.currency))
        self.away.setVisible(not self.is_empty())


class _Heads(QWidget):
    """What the columns hold."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, theme.tokens().px(38), 0)
        row.setSpacing(6)
        heads = (lambda: _("Product"), lambda: _("Quantity"), lambda: _("Price"), lambda: _("Sum"))
        for wide, words in zip(_WIDTHS, heads, strict=True):
            head = Label(words, "small")
            if wide:
                head.setFixedWidth(theme.tokens().px(wide))
                head.setAlignment(_RIGHT)
            row.addWidget(head, 0 if wide else 1)


class DealLines(Field):
    """The lines as one field of the form; the value is a list of `OpportunityLine`. The last row is always free."""

    def __init__(self, key: str, desk: Desk, currency: str, opportunity_id: Id | None) -> None:
        self.desk, self.currency = desk, currency
        self._deal = opportunity_id or b""
        self.rows: list[_Row] = []
        self._names: dict[Id, str] = {}
        body = QWidget()
        super().__init__(key, lambda: _("Lines: they make the amount"), body)
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)
        self.column.addWidget(_Heads(body))
        self.total = Label("", "strong", body)
        self.total.setAlignment(_RIGHT)
        self.total.setContentsMargins(0, 0, theme.tokens().px(38), 0)
        self.column.addWidget(self.total)
        self.set_value(())

    def value(self) -> Any:
        return [row.line(self._deal) for row in self.rows if not row.is_empty()]

    def set_value(self, value: Any) -> None:
        """Show these lines, and a free row behind them."""
        self._clear()
        for line in value or ():
            self._append().show_line(line, self._name(line.product_id))
        self._append()
        self._say()

    def problem(self) -> str:
        bad = next((row for row in self.rows if not row.is_good()), None)
        if bad is None:
            return ""
        return _("One of the lines cannot be read: it needs a product or words, a whole quantity and a price.")

    def typed(self) -> list[list[str]]:
        """Everything as it stands, for the draft."""
        return [row.typed() for row in self.rows if not row.is_empty()]

    def type_again(self, typed: Sequence[Sequence[str]]) -> None:
        """Put a draft back."""
        self._clear()
        for one in typed:
            self._append().type_again(one)
        self._append()
        self._say()

    def sum_cents(self) -> int:
        """What they come to."""
        return sum_of(self.value())

    def find_product(self, text: str) -> Sequence[PickItem]:
        """Products by what was typed."""
        return find_product(self.desk, text)

    def set_writable(self, writable: bool) -> None:
        """Whether lines may be changed."""
        self.editor.setEnabled(writable)

    # handlers and private

    def _on_row_edited(self) -> None:
        if self.rows and not self.rows[-1].is_empty():
            self._append()
        self._say()
        self._on_edited()

    def _on_entered(self) -> None:
        """Enter in the price: on to the next line."""
        at = next((number for number, row in enumerate(self.rows) if row is self.sender()), -1)
        if 0 <= at < len(self.rows) - 1:
            self.rows[at + 1].picker.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_removed(self) -> None:
        gone = self.sender()
        if not isinstance(gone, _Row) or (gone is self.rows[-1] and gone.is_empty()):
            return
        at = self.rows.index(gone)
        self._drop(gone)
        self.rows[min(at, len(self.rows) - 1)].picker.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_row_edited()

    def _append(self) -> _Row:
        row = _Row(self, self.editor)
        row.edited.connect(self._on_row_edited)
        row.entered.connect(self._on_entered)
        row.removed.connect(self._on_removed)
        self.rows.append(row)
        self.column.insertWidget(self.column.count() - 1, row)
        return row

    def _clear(self) -> None:
        for row in list(self.rows):
            self._drop(row)

    def _drop(self, row: _Row) -> None:
        self.rows.remove(row)
        self.column.removeWidget(row)
        row.hide()
        row.setParent(None)
        row.deleteLater()

    def _name(self, product_id: Id | None) -> str:
        product = self.desk.products.get(product_id) if product_id is not None else None
        return product.name if product else ""

    def _say(self) -> None:
        count = len(self.value())
        self.total.set_caption(format_money(self.sum_cents(), self.currency) if count else "")
        self.setFocusProxy(self.rows[-1].picker if self.rows else None)  # type: ignore[arg-type]


def _whole(words: str) -> int | None:
    """A quantity: a whole number from 1 on."""
    return int(words) if words.isdecimal() and 1 <= int(words) <= _MOST else None


def _plain(cents: int) -> str:
    """An amount as it is typed."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}" if not rest else f"{whole:,}.{rest:02}"
