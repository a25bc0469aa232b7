"""All quotes and orders of the file, to be opened, begun, and given out as a table."""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.services.orders import OrderRow
from salesdesk.services.quote_list import write_quotes
from salesdesk.services.quotes import QuoteRow
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.quotes.sheet import QuoteSheet
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money, format_percent

WATCHED = frozenset({Kind.QUOTE, Kind.QUOTE_LINE, Kind.ORDER, Kind.ORDER_LINE, Kind.CLIENT})


class QuotesSheet(Sheet):
    """Enter opens, the buttons begin a new one."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        super().__init__(lambda: _("Quotes and orders"), parent, save=lambda: _("Close"), width=1080)
        self.ctx, self.desk = ctx, ctx.desk
        self.cancel_button.hide()
        self.quotes = RowsModel[QuoteRow](_quote_columns(), self)
        self.quote_table = TableView(self.quotes, lambda: _("Quotes"))
        self.quote_table.setMinimumHeight(220)
        self.quote_table.set_empty(EmptyState(lambda: _("No quote yet.")))
        self.orders = RowsModel[OrderRow](_order_columns(), self)
        self.order_table = TableView(self.orders, lambda: _("Orders"))
        self.order_table.setMinimumHeight(200)
        self.order_table.set_empty(EmptyState(lambda: _("No order yet.")))
        self.new_quote = Button(lambda: _("New quote"), "link", icon="plus")
        self.new_order = Button(lambda: _("New order"), "link", icon="plus")
        self.export_button = Button(lambda: _("Export…"), "link", icon="export")
        self._lay_out_body()
        self.quote_table.opened.connect(self._on_quote)
        self.order_table.opened.connect(self._on_order)
        self.new_quote.clicked.connect(self._on_new_quote)
        self.new_order.clicked.connect(self._on_new_order)
        self.export_button.clicked.connect(self.export)
        ctx.bridge.changed.connect(self._on_changed)
        self.show_all()

    def first_field(self) -> QWidget:
        return self.quote_table if self.quotes.ids else self.new_quote

    def show_all(self) -> None:
        """Read both lists again."""
        self.quotes.show(FixedRows(self.desk.quotes.rows()))
        self.orders.show(FixedRows(self.desk.orders.rows()))
        for button in (self.new_quote, self.new_order):
            button.setEnabled(not self.desk.read_only)

    def export(self) -> None:
        """The list of quotes as CSV or Excel."""
        kinds = ";;".join([dialogs.file_kind(_("Excel workbook"), ".xlsx"), dialogs.file_kind(_("CSV table"), ".csv")])
        proposal = self.desk.path.with_name(f"{_('Quotes')} {self.desk.today().isoformat()}.xlsx")
        out = dialogs.save_file(self, _("Export"), proposal=proposal, kinds=kinds)
        if out is None:
            return
        out = out if out.suffix else out.with_suffix(".xlsx")
        try:
            n = write_quotes(self.desk.quotes, out)
        except Refused as refused:
            self.show_problem(say(refused))
            return
        self.ctx.notify.tell(
            ngettext("{n} row written to {name}.", "{n} rows written to {name}.", n).format(n=n, name=out.name)
        )

    def _on_quote(self, quote_id: Hashable) -> None:
        if isinstance(quote_id, bytes):
            self._open(lambda: QuoteSheet(self.ctx, self, quote_id=quote_id))

    def _on_order(self, order_id: Hashable) -> None:
        if isinstance(order_id, bytes):
            self._open(lambda: OrderSheet(self.ctx, self, order_id=order_id))

    def _on_new_quote(self) -> None:
        self._open(lambda: QuoteSheet(self.ctx, self))

    def _on_new_order(self) -> None:
        self._open(lambda: OrderSheet(self.ctx, self))

    def _open(self, make: Callable[[], Sheet]) -> None:
        try:
            make().show_over()
        except Refused as refused:
            self.show_problem(say(refused))

    def _on_changed(self, change: object) -> None:
        if WATCHED & getattr(change, "kinds", WATCHED):
            self.show_all()

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(6)
        column.addLayout(_head(lambda: _("Quotes"), self.export_button, self.new_quote))
        column.addWidget(self.quote_table, 1)
        column.addLayout(_head(lambda: _("Orders"), self.new_order))
        column.addWidget(self.order_table, 1)
        self.set_body(body)


def _head(title: Caption, *buttons: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(Label(title, "strong"))
    row.addStretch()
    for button in buttons:
        row.addWidget(button)
    return row


def _quote_columns() -> list[Column[QuoteRow]]:
    return [
        Column("number", lambda: _("Quote number"), _number, width=112),
        Column("client", lambda: _("Client"), lambda row: row.client, stretch=True),
        Column("title", lambda: _("Title"), lambda row: row.quote.title, width=112),
        Column("day", lambda: _("Date"), lambda row: format_date(row.quote.quoted_on, "short"), width=96),
        Column("until", lambda: _("Valid until"), _until, width=96, tone=lambda row: "late" if row.expired else ""),
        Column("total", lambda: _("To be paid"), _total, RIGHT, width=136),
        Column("margin", lambda: _("Margin"), _margin, RIGHT, width=84, tone=_margin_tone),
        Column("state", lambda: _("State"), _state, width=96),
    ]


def _order_columns() -> list[Column[OrderRow]]:
    return [
        Column("number", lambda: _("Order number"), lambda row: row.order.number or "–", width=120),
        Column("client", lambda: _("Client"), lambda row: row.client, stretch=True),
        Column("day", lambda: _("Ordered on"), lambda row: format_date(row.order.ordered_on, "short"), width=96),
        Column(
            "total",
            lambda: _("Total"),
            lambda row: format_money(row.order.total_cents, row.order.currency),
            RIGHT,
            width=136,
        ),
        Column("state", lambda: _("State"), lambda row: label(row.order.status), width=140),
    ]


def _number(row: QuoteRow) -> str:
    quote = row.quote
    return quote.number if quote.version == 1 else f"{quote.number} / {quote.version}"


def _until(row: QuoteRow) -> str:
    return format_date(row.quote.valid_until, "short") if row.quote.valid_until else ""


def _total(row: QuoteRow) -> str:
    return format_money(row.sums.total_cents, row.quote.currency)


def _margin(row: QuoteRow) -> str:
    margin = row.sums.margin_bp
    return "–" if margin is None else format_percent(margin / 10_000)


def _margin_tone(row: QuoteRow) -> str:
    return "late" if row.sums.needs_approval else ""


def _state(row: QuoteRow) -> str:
    if row.awaits_approval:
        return _("to be approved")
    return _("run out") if row.expired else label(row.quote.status)
