"""Issue an invoice, or change one: whom, how much, until when; says where it goes beyond the client's limit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.desk import Desk
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import AmountField, DayField, LineField, PickerField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_money


def limit_words(desk: Desk, client_id: Id, further_cents: int = 0) -> str:
    """A sentence where the client would owe more than its limit; "" within it."""
    credit = desk.invoices.credit(client_id, further_cents)
    if not credit.over_cents or credit.limit_cents is None:
        return ""
    owed, limit, over = (
        format_money(cents, desk.currency) for cents in (credit.owed_cents, credit.limit_cents, credit.over_cents)
    )
    words = _("With this the client owes {owed}: {over} more than its credit limit of {limit}.")
    return words.format(owed=owed, over=over, limit=limit)


class InvoiceSheet(FormSheet):
    """Of an order (the part not invoiced yet), of a client, or one to be changed. Raises Refused where it is gone."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        invoice_id: Id | None = None,
        order_id: Id | None = None,
        client_id: Id | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self.before = self.desk.invoices.get(invoice_id) if invoice_id else None
        if invoice_id and (self.before is None or self.before.deleted):
            raise Refused(N_("This invoice is gone. Choose another."))
        self._of_order: dict[str, Any] = self.desk.invoices.for_order(order_id) if order_id else {}
        currency = self.before.currency if self.before else self._of_order.get("currency", self.desk.currency)
        form = Form()
        form.add(
            PickerField("client_id", lambda: _("Client"), lambda text: find_client(self.desk, text), required=True)
        )
        form.add_row(
            AmountField("amount_cents", lambda: _("Amount with tax"), currency, required=True),
            LineField("number", lambda: _("Invoice number")),
        )
        form.add_row(
            DayField("issued_on", lambda: _("Issued on"), self.desk.today, required=True),
            DayField("due_on", lambda: _("Due on"), self.desk.today, required=True),
        )
        form.add(TextField("note", lambda: _("Note"), lines=2))
        self.warning = Label("", "late")
        self.warning.setWordWrap(True)
        form.add_widget(self.warning)
        title = (lambda: _("Change the invoice")) if self.before else (lambda: _("Issue an invoice"))
        super().__init__(title, form, parent, width=620)
        self._load(client_id)
        for key in ("client_id", "issued_on"):
            form.field(key).edited.connect(self._on_terms)
        form.edited.connect(self._show_limit)
        self._show_limit()
        if self.before:
            self.add_history(ctx.show_history, Kind.INVOICE, self.before.id)
        if self.before and not self.desk.read_only:
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)
        self.save_button.setEnabled(not self.desk.read_only)
        self.settle(self.desk.closing.why_not(self.before.issued_on) if self.before else None)

    def store(self, values: Mapping[str, Any]) -> None:
        before = self.ctx.bridge.last
        if self.before:
            self.desk.invoices.edit(self.before, replace(self.before, **values))
        else:
            further = {key: value for key, value in self._of_order.items() if key in ("order_id", "currency")}
            self.desk.invoices.issue(**{**values, **further})
        if self.ctx.bridge.last is not before and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def first_field(self) -> QWidget | None:
        return self.form.field("client_id" if self.form.field("client_id").is_empty() else "amount_cents")

    def _load(self, client_id: Id | None) -> None:
        if self.before:
            self.form.load(asdict(self.before) | {"client_id": client_item(self.desk, self.before.client_id)})
            self.form.field("client_id").setEnabled(False)
            return
        today = self.desk.today()
        client = self._of_order.get("client_id", client_id)
        values: dict[str, Any] = {"issued_on": today, "number": self.desk.invoices.next_number(today)}
        values["client_id"] = client_item(self.desk, client)
        values["amount_cents"] = self._of_order.get("amount_cents") or None
        values["due_on"] = self.desk.invoices.due_on(client, today) if client else None
        self.form.load(values)
        self.form.field("client_id").setEnabled(not self._of_order)

    def _on_terms(self) -> None:
        """Another client or day: due by the client's terms."""
        client, day = self.form.field("client_id").value(), self.form.field("issued_on").value()
        if self.before is None and isinstance(client, bytes) and day is not None:
            self.form.field("due_on").set_value(self.desk.invoices.due_on(client, day))

    def _beyond_words(self) -> str:
        """Where more was paid than it asks for."""
        before = self.before
        found = self.desk.invoices.of_client(before.client_id) if before else []
        mine = next((one for one in found if before and one.invoice.id == before.id and one.beyond_cents), None)
        if mine is None:
            return ""
        words = _(
            "{beyond} more was paid than this invoice asks for. Look at the client's payments: one may stand twice."
        )
        return words.format(beyond=format_money(mine.beyond_cents, mine.invoice.currency))

    def _show_limit(self) -> None:
        client, amount = self.form.field("client_id").value(), self.form.field("amount_cents").value() or 0
        own = self.before.amount_cents if self.before else 0
        words = limit_words(self.desk, client, amount - own) if isinstance(client, bytes) else ""
        words = " ".join(said for said in (self._beyond_words(), words) if said)
        self.warning.set_caption(words)
        self.warning.setVisible(bool(words))

    def _on_bin(self) -> None:
        if self.before and self.ctx.attempt(self.desk.invoices.bin, self.before.id) is not None:
            self.form.set_clean()
            self.accept()
