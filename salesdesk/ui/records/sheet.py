"""The records behind a number of the plan, each of which opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Kind
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Caption, Label
from salesdesk.ui.parts.number_table import Number, NumberTable
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_date, format_money, format_number


class RecordsSheet(Sheet):
    """Enter or a double click opens an order over the list; anything else is shown with its client."""

    def __init__(self, ctx: PageContext, parent: QWidget, title: Caption, records: Sequence[Record]) -> None:
        super().__init__(title, parent, save=lambda: _("Open"), width=760)
        self.ctx, self.records = ctx, list(records)
        self.cancel_button.set_caption(lambda: _("Close"))
        self.sums = Label(self._sums(), "soft")
        self.table = NumberTable(lambda: _("Records"), most_rows=14)
        heads = (_("Client"), _("What"), _("Note"), _("Day"), _("Amount"))
        self.table.show_numbers(heads, [self._row(at, one) for at, one in enumerate(self.records)])
        self.table.opened.connect(self._on_opened)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(self.sums)
        column.addWidget(self.table)
        self.set_body(body)
        self.save_button.setEnabled(bool(self.records))

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
            sheet = OrderSheet(self.ctx, self, order_id=record.id)
            sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            sheet.open()
        elif record.client_id is not None:
            self.reject()
            self.ctx.go(Kind.CLIENT, record.client_id)

    def _on_opened(self, number: Number) -> None:
        if isinstance(number.behind, Record):
            self.open_record(number.behind)

    def _row(self, _at: int, record: Record) -> list[Number]:
        day = NOTHING if record.day is None else format_date(record.day)
        amount = NOTHING if record.cents is None else format_money(record.cents, self.ctx.desk.currency)
        note = " ".join(record.note.split())
        short = note if len(note) <= NOTE else note[: NOTE - 1] + "…"
        words = (record.client, label(record.kind), short, day, amount)
        return [Number(text, note if place == NOTE_COLUMN else "", record) for place, text in enumerate(words)]

    def _sums(self) -> str:
        many = ngettext("{n} record", "{n} records", len(self.records)).format(n=format_number(len(self.records)))
        cents = [one.cents for one in self.records if one.cents is not None]
        return f"{many} · {format_money(sum(cents), self.ctx.desk.currency)}" if cents else many


NOTE, NOTE_COLUMN = 32, 2
