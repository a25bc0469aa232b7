"""Cells of lines that are typed fast: Enter goes on, what cannot be read is marked."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.domain.quote_sums import WHOLE, reduced
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Caption, read
from salesdesk.ui.parts.fields import LineField
from salesdesk.words.amounts import read_amount
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_number

CURRENCIES = ("CNY", "TWD", "HKD", "USD", "EUR", "GBP", "JPY", "SGD", "MYR")
"""What quotes and orders may be written in, beside the file's own."""


class LineCell(QLineEdit):
    """One cell. `entered` on Enter; `edited` when the user changed it. The value is None where nothing can be read."""

    entered = Signal()
    edited = Signal()

    def __init__(self, name: Caption, width: int = 0, *, right: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        if right:
            self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if width:
            self.setFixedWidth(theme.tokens().px(width))
        self.textEdited.connect(self._on_edited)
        self.retranslate()

    def value(self) -> Any:
        """What stands there."""
        return self.text().strip()

    def set_value(self, value: Any) -> None:
        """Write a value; says nothing."""
        self.setText("" if value is None else str(value))
        self.setCursorPosition(0)

    def is_good(self) -> bool:
        """Whether it can be read; marks it where not."""
        good = not self.text().strip() or self.value() is not None
        mark(self, not good)
        return good

    def retranslate(self) -> None:
        """Read its name again in the present language."""
        self.setAccessibleName(read(self._name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason and self.is_good() and self.text().strip():
            self.set_value(self.value())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_edited(self) -> None:
        self.is_good()
        self.edited.emit()


class CountCell(LineCell):
    """A whole number."""

    def value(self) -> int | None:
        words = self.text().strip().replace(",", "").replace("，", "")
        return int(words) if words.isdecimal() and len(words) <= 12 else None

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else format_number(value))


class AmountCell(LineCell):
    """Cents; "-5%" takes so much off the amount that `base` names."""

    def __init__(self, name: Caption, width: int = 0, *, parent: QWidget | None = None) -> None:
        self.base = 0
        super().__init__(name, width, parent=parent)

    def value(self) -> int | None:
        words = self.text().strip()
        if words[:1] in "-－−" and words[-1:] in "%％" and len(words) > 2:
            off = basis_points(words[1:])
            return reduced(self.base, off) if off is not None and 0 <= off <= WHOLE else None
        return read_amount(words) if words else None

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else amount(value))


class PercentCell(LineCell):
    """Basis points, written as a percentage."""

    def value(self) -> int | None:
        return basis_points(self.text()) if self.text().strip() else None

    def set_value(self, value: Any) -> None:
        super().set_value(None if value is None else percent(value))


class PercentField(LineField):
    """A percentage as a field of a form: the value is basis points, 0 for nothing."""

    def value(self) -> Any:
        return basis_points(self.line.text()) if self.line.text().strip() else 0

    def set_value(self, value: Any) -> None:
        super().set_value(percent(value) if value else "")

    def problem(self) -> str:
        found = self.value()
        return "" if found is not None and 0 <= found <= WHOLE else _("A percentage lies between 0 and 100.")


class CountField(LineField):
    """A whole number as a field of a form; the value is None for nothing."""

    def value(self) -> Any:
        words = self.line.text().strip()
        return int(words) if words.isdecimal() and len(words) < 9 else None

    def problem(self) -> str:
        return _("Write a whole number.") if self.line.text().strip() and self.value() is None else ""


def amount(cents: int) -> str:
    """An amount without its currency, as it is typed."""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


def percent(basis: int) -> str:
    """Basis points as people write a percentage: 12.5 %."""
    return f"{Decimal(basis) / 100:f} %"


def basis_points(words: str) -> int | None:
    """Basis points of "12.5" or "12.5 %"; None for what is no number."""
    try:
        found = (Decimal(words.strip().rstrip("%％").strip()) * 100).to_integral_value(ROUND_HALF_UP)
        return int(found)
    except (InvalidOperation, ValueError, OverflowError):
        return None


def mark(cell: QWidget, problem: bool) -> None:
    """Show a cell as one that cannot be read, or as any other again."""
    if bool(cell.property("problem")) != problem:
        cell.setProperty("problem", problem)
        cell.style().unpolish(cell)
        cell.style().polish(cell)


def in_order(cells: Sequence[QWidget]) -> None:
    """Tab goes through them as they stand."""
    for before, after in pairwise(cells):
        QWidget.setTabOrder(before, after)
