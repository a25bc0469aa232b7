"""Money that came in: from whom, how much, when, and which invoices it pays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.receivables import Share
from salesdesk.domain.text import N_
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import AmountField, DayField, LineField, PickerField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_date, format_money


class PaymentSheet(FormSheet):
    """A new payment (of a client), or one to be allocated anew. Raises Refused where it is gone.

    The parts are proposed, the invoice due first before the others, until the user writes into one.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        client_id: Id | None = None,
        payment_id: Id | None = None,
        amount_cents: int | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self.before = self.desk.invoices.payment(payment_id) if payment_id else None
        if payment_id and (self.before is None or self.before.deleted):
            raise Refused(N_("This payment is gone. Choose another."))
        self.currency = self.before.currency if self.before else self.desk.currency
        self.parts: dict[Id, AmountField] = {}
        self._touched = self.before is not None
        self._written = False
        form = Form()
        form.add(
            PickerField("client_id", lambda: _("Client"), lambda text: find_client(self.desk, text), required=True)
        )
        form.add_row(
            AmountField("amount_cents", lambda: _("Amount"), self.currency, required=True),
            DayField("received_on", lambda: _("Received on"), self.desk.today, required=True),
        )
        form.add(LineField("note", lambda: _("Note")))
        self._box = QWidget()
        self._column = QVBoxLayout(self._box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        form.add_widget(self._box)
        self.ahead = Label("", "late")
        self.ahead.setWordWrap(True)
        form.add_widget(self.ahead)
        self.rest = Label("", "strong")
        self.rest.setWordWrap(True)
        form.add_widget(self.rest)
        title = (lambda: _("Change the payment")) if self.before else (lambda: _("Record a payment"))
        super().__init__(title, form, parent, width=620)
        client = self.before.client_id if self.before else client_id
        form.load(
            {
                "client_id": client_item(self.desk, client),
                "amount_cents": self.before.amount_cents if self.before else amount_cents,
                "received_on": self.before.received_on if self.before else self.desk.today(),
                "note": self.before.note if self.before else "",
            }
        )
        form.field("client_id").setEnabled(self.before is None)
        form.field("client_id").edited.connect(self._on_client)
        form.field("amount_cents").edited.connect(self._on_amount)
        form.field("received_on").edited.connect(self._show_ahead)
        self._show_ahead()
        self._show_parts()
        if self.before:
            self.add_history(ctx.show_history, Kind.PAYMENT, self.before.id)
        if self.before and not self.desk.read_only:
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)
        self.save_button.setEnabled(not self.desk.read_only)
        self.settle(self.desk.closing.why_not(self.before.received_on) if self.before else None)

    def shares(self) -> list[Share]:
        """What stands in the parts."""
        return [Share(pk, field.value()) for pk, field in self.parts.items() if field.value()]

    def save(self) -> bool:
        wrong = next((field for field in self.parts.values() if field.problem()), None)
        if wrong is not None:
            self.show_problem(wrong.problem())
            return False
        return super().save()

    def store(self, values: Mapping[str, Any]) -> None:
        seen = self.ctx.bridge.last
        if self.before:
            self.desk.invoices.change_payment(self.before, replace(self.before, **values), self.shares())
        else:
            self.desk.invoices.receive(**values, shares=self.shares())
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def would_lose(self) -> bool:
        return self.form.is_dirty() or self._written

    def first_field(self) -> QWidget | None:
        return self.form.field("client_id" if self.form.field("client_id").is_empty() else "amount_cents")

    def _on_client(self) -> None:
        self._touched = self._written = False
        self._show_parts()

    def _on_amount(self) -> None:
        if not self._touched:
            self._propose()
        self._show_rest()

    def _on_part(self) -> None:
        self._touched = self._written = True
        self._show_rest()

    def _on_bin(self) -> None:
        if self.before and self.ctx.attempt(self.desk.invoices.bin_payment, self.before.id) is not None:
            self.form.set_clean()
            self._written = False
            self.accept()

    def _show_parts(self) -> None:
        """One line for each invoice that is open, or that this payment pays."""
        for field in self.parts.values():
            self._column.removeWidget(field)
            field.deleteLater()
        self.parts.clear()
        client = self.form.field("client_id").value()
        own = (
            {one.invoice_id: one.amount_cents for one in self.desk.invoices.shares_of(self.before.id)}
            if self.before
            else {}
        )
        for one in self.desk.invoices.of_client(client) if isinstance(client, bytes) else ():
            invoice = one.invoice
            open_cents = one.open_cents + own.get(invoice.id, 0)
            if invoice.currency != self.currency or not open_cents:
                continue
            words = _("Invoice {number}, due {day}, {amount} open").format(
                number=invoice.number or "–",
                day=format_date(invoice.due_on),
                amount=format_money(open_cents, invoice.currency),
            )
            field = AmountField(invoice.id.hex(), words, invoice.currency)
            field.set_value(own.get(invoice.id))
            field.edited.connect(self._on_part)
            self._column.addWidget(field)
            self.parts[invoice.id] = field
        if not self._touched:
            self._propose()
        self._show_rest()

    def _propose(self) -> None:
        client, amount = self.form.field("client_id").value(), self.form.field("amount_cents").value()
        proposed: dict[Id, int] = {}
        if isinstance(client, bytes) and amount:
            found = self.desk.invoices.proposed(client, amount, self.currency)
            proposed = {one.invoice_id: one.amount_cents for one in found}
        for pk, field in self.parts.items():
            field.set_value(proposed.get(pk))

    def _show_ahead(self) -> None:
        """A day that has not come: said before it is saved, since nothing of it counts until then."""
        day = self.form.field("received_on").value()
        words = ""
        if day is not None and day > self.desk.today():
            words = _(
                "This day has not come: until {day} the money counts nowhere, and the invoices stay open."
            ).format(day=format_date(day))
        self.ahead.set_caption(words)
        self.ahead.setVisible(bool(words))

    def _show_rest(self) -> None:
        """What no invoice takes, or by how much the parts are more than came in."""
        amount = self.form.field("amount_cents").value()
        left = (amount or 0) - sum(one.amount_cents for one in self.shares())
        words = ""
        if amount and left > 0:
            owes = sum(one.open_cents for one in self._open())
            unpaid = (
                _("{amount} stay unallocated.")
                if self.before or owes > amount
                else _("{amount} more than the client owes: they stay unallocated.")
            )
            words = unpaid.format(amount=format_money(left, self.currency))
        elif amount and left < 0:
            words = _("The parts are {amount} more than the payment.").format(amount=format_money(-left, self.currency))
        self.rest.set_caption(words)
        self.rest.setVisible(bool(words))

    def _open(self) -> list[Any]:
        client = self.form.field("client_id").value()
        found = self.desk.invoices.of_client(client) if isinstance(client, bytes) else []
        return [one for one in found if one.invoice.currency == self.currency]
