"""The opportunities behind a number, as a list from which each opens."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.services.board import TableRows
from salesdesk.services.funnel import Card
from salesdesk.ui.funnel.table import DealTable
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.numbers import format_money, format_number


class RecordsSheet(Sheet):
    """Enter or a double click opens an opportunity over the list; the list follows what is changed there."""

    def __init__(self, ctx: PageContext, parent: QWidget, title: str, ids: Sequence[Id]) -> None:
        super().__init__(title, parent, save=lambda: _("Open"), width=900)
        self.ctx, self._ids = ctx, list(ids)
        self.cancel_button.set_caption(lambda: _("Close"))
        self.sums = Label("", "soft")
        self.table = DealTable(ctx.desk.today, ctx.desk.funnel.owners, self)
        self.table.setMinimumHeight(theme.tokens().px(360))
        self.table.show_fitting(690)
        self.table.set_widths({"amount": 112})
        self.table.show_sort("amount", descending=True)
        self.table.opened.connect(self.open_deal)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        column.addWidget(self.sums)
        column.addWidget(self.table, 1)
        self.set_body(body)
        self.refresh()
        self.table.select_first()
        ctx.bridge.changed.connect(self._on_changed)

    def first_field(self) -> QWidget:
        return self.table

    def refresh(self) -> None:
        """Read the opportunities again."""
        desk = self.ctx.desk
        cards = desk.funnel.cards(self._ids)
        self.table.rows.show(TableRows(cards, desk.funnel.owners()))
        self.sums.set_caption(_sums(cards))
        self.save_button.setEnabled(bool(cards))

    def save(self) -> bool:
        """Open the current one; the list stays."""
        current = self.table.current_id()
        if current is not None:
            self.open_deal(current)
        return False

    def open_deal(self, pk: object) -> None:
        """Open one over the list."""
        assert isinstance(pk, bytes)
        sheet = OpportunitySheet(self.ctx, self, opportunity_id=pk)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _on_changed(self, change: ChangeSet) -> None:
        if Kind.OPPORTUNITY in change.kinds:
            self.refresh()


def _sums(cards: Sequence[Card]) -> str:
    """How many, and what they are worth, each currency for itself."""
    worth: dict[str, int] = {}
    for card in cards:
        worth[card.currency] = worth.get(card.currency, 0) + card.amount_cents
    many = ngettext("{n} opportunity", "{n} opportunities", len(cards)).format(n=format_number(len(cards)))
    return " · ".join([many, *(format_money(cents, currency) for currency, cents in sorted(worth.items()))])
