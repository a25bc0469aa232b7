"""The instalments of a quote: share, day, words; each with the amount it comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.quote import QuoteInstalment
from salesdesk.domain.quote_sums import WHOLE
from salesdesk.ui.parts.caption import Button, IconButton, Label
from salesdesk.ui.quotes.cells import CountCell, LineCell, PercentCell, amount, in_order, percent
from salesdesk.ui.quotes.plain import facts_of, plain
from salesdesk.words.i18n import _


class Instalments(QWidget):
    """`edited` when the user changed one. A new one proposes the share that is left."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[_Part] = []
        self.add_button = Button(lambda: _("Add an instalment"), "link", icon="plus")
        self.sum = Label("", "small")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self._heads = [Label(lambda: _("Share"), "label"), Label(lambda: _("Days after signing"), "label")]
        self._heads.append(Label(lambda: _("What for"), "label"))
        for at, head in enumerate(self._heads):
            self._grid.addWidget(head, 0, at)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self.sum)
        foot.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._grid)
        column.addLayout(foot)
        self.add_button.clicked.connect(self._on_add)
        self._show_heads()

    def load(self, parts: Sequence[QuoteInstalment]) -> None:
        """Show these instalments."""
        for row in self.rows:
            row.take_away()
        self.rows = []
        for part in parts:
            self._append(part)
        self._show_heads()

    def parts(self) -> list[QuoteInstalment]:
        """The instalments as they stand."""
        return [row.part() for row in self.rows]

    def typed(self) -> list[dict[str, Any]]:
        """As they stand, for the draft."""
        return [plain(part) for part in self.parts()]

    def type_again(self, typed: Sequence[dict[str, Any]]) -> None:
        """Put a draft back."""
        self.load([QuoteInstalment(**facts_of(facts)) for facts in typed])

    def problem(self) -> str:
        """What keeps them from being stored."""
        if any(not row.is_good() for row in self.rows):
            return _("An instalment has a share above 0 and a day after the signing.")
        if self.rows and self._whole() != WHOLE:
            return _("The instalments must come to 100 percent together.")
        return ""

    def show_amounts(self, cents: Sequence[int]) -> None:
        """Write beside each what it comes to."""
        for row, one in zip(self.rows, cents, strict=False):
            row.amount.set_caption(amount(one))
        self.sum.set_caption(_("together {share}").format(share=percent(self._whole())) if self.rows else "")

    def set_writable(self, writable: bool) -> None:
        """Whether they may be changed."""
        self.add_button.setVisible(writable)
        for row in self.rows:
            row.set_writable(writable)

    def _whole(self) -> int:
        return sum(row.part().share_bp for row in self.rows)

    def _append(self, part: QuoteInstalment) -> _Part:
        row = _Part(part, self)
        at = self.rows[-1].at + 1 if self.rows else 1
        row.place(self._grid, at)
        for cell in (row.share, row.days, row.text):
            cell.edited.connect(self._on_edited)
        row.away.clicked.connect(row.ask_away)
        row.put_away.connect(self._on_away)
        self.rows.append(row)
        return row

    def _show_heads(self) -> None:
        for head in self._heads:
            head.setVisible(bool(self.rows))

    def _on_add(self) -> None:
        left = max(0, WHOLE - self._whole())
        row = self._append(QuoteInstalment(b"", b"", left))
        self._show_heads()
        row.share.setFocus(Qt.FocusReason.TabFocusReason)
        self.edited.emit()

    def _on_edited(self) -> None:
        self.edited.emit()

    def _on_away(self, row: object) -> None:
        if isinstance(row, _Part):
            self.rows.remove(row)
            row.take_away()
            self._show_heads()
            self.add_button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.edited.emit()


class _Part(QObject):
    """One instalment's cells."""

    put_away = Signal(object)

    def __init__(self, part: QuoteInstalment, parent: QObject) -> None:
        super().__init__(parent)
        self._part, self.at = part, 0
        self.share = PercentCell(lambda: _("Share"), 80)
        self.days = CountCell(lambda: _("Days after signing"), 96)
        self.text = LineCell(lambda: _("What for"), right=False)
        self.amount = Label("")
        self.amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.amount.setMinimumWidth(112)
        self.away = IconButton("close", lambda: _("Take this instalment out"))
        self.share.set_value(part.share_bp)
        self.days.set_value(part.days)
        self.text.set_value(part.text)
        for before, after in ((self.share, self.days), (self.days, self.text)):
            before.entered.connect(after.setFocus)

    def place(self, grid: QGridLayout, at: int) -> None:
        self.at = at
        for column, widget in enumerate(self._widgets()):
            grid.addWidget(widget, at, column)
            widget.show()  # at once: the layout would do it later, and the first cell takes the focus now
        in_order([self.share, self.days, self.text])

    def part(self) -> QuoteInstalment:
        return replace(
            self._part,
            share_bp=self.share.value() or 0,
            days=self.days.value() or 0,
            text=self.text.value(),
        )

    def is_good(self) -> bool:
        return bool(self.share.value()) and self.days.is_good()

    def set_writable(self, writable: bool) -> None:
        for cell in (self.share, self.days, self.text):
            cell.setReadOnly(not writable)
        self.away.setVisible(writable)

    def ask_away(self) -> None:
        self.put_away.emit(self)

    def take_away(self) -> None:
        for widget in self._widgets():
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def _widgets(self) -> list[QWidget]:
        return [self.share, self.days, self.text, self.amount, self.away]
