"""Quotes and orders of a client or an opportunity: a part of its record."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.order import Order
from salesdesk.services.quotes import QuoteRow
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.panel import Panel
from salesdesk.ui.quotes.sheet import QuoteSheet
from salesdesk.words.i18n import _, say
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money

WATCHED = frozenset({Kind.QUOTE, Kind.QUOTE_LINE, Kind.ORDER, Kind.ORDER_LINE})


@dataclass(frozen=True, slots=True)
class _Entry:
    kind: Kind
    id: Id
    words: str
    tip: str


class QuotesPanel(Panel):
    """A link for each quote and order, the newest first; the verbs begin a new one. Follows the file by itself."""

    def __init__(
        self,
        ctx: PageContext,
        opportunity_id: Id | None = None,
        client_id: Id | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(lambda: _("Quotes and orders"), small=True, parent=parent)
        self.ctx, self.desk = ctx, ctx.desk
        self._opportunity_id, self._client_id = opportunity_id, client_id
        self.new_quote = Button(lambda: _("New quote"), "link", icon="plus")
        self.new_order = Button(lambda: _("New order"), "link", icon="plus")
        self.new_quote.clicked.connect(self.begin_quote)
        self.new_order.clicked.connect(self.begin_order)
        self.links: list[Button] = []
        row = QHBoxLayout()
        row.addWidget(self.new_quote)
        row.addWidget(self.new_order)
        row.addStretch()
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._none = Label(lambda: _("None yet."), "small")
        self.body.addLayout(self._list)
        self.add(self._none)
        self.body.addLayout(row)
        ctx.bridge.changed.connect(self._on_changed)
        self.refresh()

    def show_for(self, *, opportunity_id: Id | None = None, client_id: Id | None = None) -> None:
        """Show those of another record."""
        self._opportunity_id, self._client_id = opportunity_id, client_id
        self.refresh()

    def refresh(self) -> None:
        """Read them again."""
        deal, client = self._opportunity_id, self._client_id
        nobody = deal is None and client is None
        quotes = [] if nobody else self.desk.quotes.rows(opportunity_id=deal, client_id=client)
        orders = [] if nobody else self.desk.orders.of(opportunity_id=deal, client_id=client)
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links = []
        for entry in [*map(_quote_entry, quotes), *map(_order_entry, orders)]:
            link = _EntryLink(self, entry)
            self.links.append(link)
            self._list.addWidget(link)
        self._none.setVisible(not self.links)
        self.set_count(len(self.links) or None)
        for button in (self.new_quote, self.new_order):
            button.setVisible(not self.desk.read_only and not nobody)

    def begin_quote(self) -> None:
        """A new quote."""
        self._open(QuoteSheet, opportunity_id=self._opportunity_id, client_id=self._client_id)

    def begin_order(self) -> None:
        """A new order."""
        self._open(OrderSheet, opportunity_id=self._opportunity_id, client_id=self._client_id)

    def open_entry(self, entry: _Entry) -> None:
        """Open a quote or an order."""
        if entry.kind is Kind.QUOTE:
            self._open(QuoteSheet, quote_id=entry.id)
        else:
            self._open(OrderSheet, order_id=entry.id)

    def _open(self, sheet: type[QuoteSheet] | type[OrderSheet], **about: Id | None) -> None:
        try:
            made: QDialog = sheet(self.ctx, self.window(), **about)  # type: ignore[arg-type]
        except Refused as refused:
            self.ctx.notify.problem(say(refused))
            return
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.open()

    def _on_changed(self, change: ChangeSet) -> None:
        if change.kinds & WATCHED:
            self.refresh()


class _EntryLink(Button):
    def __init__(self, panel: QuotesPanel, entry: _Entry) -> None:
        super().__init__(entry.words, "link", icon="file" if entry.kind is Kind.QUOTE else "money", tip=entry.tip)
        self._panel, self.entry = panel, entry
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._panel.open_entry(self.entry)


def _quote_entry(row: QuoteRow) -> _Entry:
    quote = row.quote
    state = label(quote.status)
    if row.awaits_approval:
        state = _("to be approved")
    elif row.expired:
        state = _("run out")
    words = _("{number} · {total} · {state}").format(
        number=quote.number, total=format_money(row.sums.total_cents, quote.currency, compact=True), state=state
    )
    version = _("Version {n}, {day}").format(n=quote.version, day=format_date(quote.quoted_on))
    return _Entry(Kind.QUOTE, quote.id, words, version)


def _order_entry(order: Order) -> _Entry:
    words = _("Order {number} · {total} · {state}").format(
        number=order.number or format_date(order.ordered_on, "short"),
        total=format_money(order.total_cents, order.currency, compact=True),
        state=label(order.status),
    )
    return _Entry(Kind.ORDER, order.id, words, format_date(order.ordered_on, "long"))
