"""The records behind a number of the plan, each of which opens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Kind
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.number_table import Number, NumberTable
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_date, format_money, format_number

AT_ONCE = 500
"""So many rows are shown at a time; more come at a wish."""

NOTE, NOTE_COLUMN = 32, 2


class RecordsSheet(Sheet):
    """Enter or a double click opens an order over the list; anything else is shown with its client.

    `records` are all of them, or where there are `of` in all, the first ones; `more(start)` reads the next.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        title: Caption,
        records: Sequence[Record],
        *,
        of: int | None = None,
        more: Callable[[int], Sequence[Record]] | None = None,
    ) -> None:
        super().__init__(title, parent, save=lambda: _("Open"), width=760)
        self.ctx, self.records = ctx, list(records)
        self._of, self._more = len(self.records) if of is None else of, more
        self._shown = min(len(self.records), AT_ONCE)
        self.cancel_button.set_caption(lambda: _("Close"))
        self.sums = Label("", "soft")
        self.more_button = Button(lambda: _("Show more"), "link")
        self.more_button.setAutoDefault(False)
        self.more_button.clicked.connect(self.show_more)
        self.table = NumberTable(lambda: _("Records"), most_rows=14)
        self.table.opened.connect(self._on_opened)
        head = QHBoxLayout()
        head.addWidget(self.sums)
        head.addStretch()
        head.addWidget(self.more_button)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.table)
        self.set_body(body)
        self.save_button.setEnabled(bool(self.records))
        self._show()

    def first_field(self) -> QWidget:
        return self.table

    def save(self) -> bool:
        """Open the current one."""
        number = self.table.number_at(self.table.currentRow(), 0)
        if number is not None and isinstance(number.behind, Record):
            self.open_record(number.behind)
        return False

    def open_record(self, record: Record) -> None:
        """An order opens over the list; of anything else its client is shown."""
        if record.kind is Kind.ORDER:
            OrderSheet(self.ctx, self, order_id=record.id).show_over()
        elif record.client_id is not None:
            self.reject()
            self.ctx.go(Kind.CLIENT, record.client_id)

    def show_more(self) -> None:
        """The next ones, below those shown; the cursor goes to the first of them."""
        first = self._shown
        if len(self.records) < min(first + AT_ONCE, self._of) and self._more is not None:
            self.records += self._more(len(self.records))
        self._shown = min(first + AT_ONCE, len(self.records))
        if self._shown == first:  # what was counted is gone meanwhile
            self._of = self._shown
        self._show()
        self.table.setCurrentCell(min(first, self._shown - 1), 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_opened(self, number: Number) -> None:
        if isinstance(number.behind, Record):
            self.open_record(number.behind)

    def _show(self) -> None:
        self.sums.set_caption(self._sums())
        self.more_button.setVisible(self._shown < self._of)
        heads = (_("Client"), _("What"), _("Note"), _("Day"), _("Amount"))
        self.table.show_numbers(heads, [self._row(one) for one in self.records[: self._shown]])

    def _row(self, record: Record) -> list[Number]:
        day = NOTHING if record.day is None else format_date(record.day)
        amount = NOTHING if record.cents is None else format_money(record.cents, self._currency(record))
        note = " ".join(record.note.split())
        short = note if len(note) <= NOTE else note[: NOTE - 1] + "…"
        words = (record.client, label(record.kind), short, day, amount)
        return [Number(text, note if place == NOTE_COLUMN else "", record) for place, text in enumerate(words)]

    def _currency(self, record: Record) -> str:
        return record.currency or self.ctx.desk.currency

    def _sums(self) -> str:
        """How many there are, and once all of them are known what they come to in each currency."""
        n = self._of
        many = ngettext("{n} record", "{n} records", n).format(n=format_number(n))
        if self._shown < n:
            many = _("The first {shown} of {n} records").format(shown=format_number(self._shown), n=format_number(n))
        sums: Counter[str] = Counter()
        for one in self.records if len(self.records) == n else ():
            if one.cents is not None:
                sums[self._currency(one)] += one.cents
        return " · ".join([many, *(format_money(cents, currency) for currency, cents in sums.items())])
