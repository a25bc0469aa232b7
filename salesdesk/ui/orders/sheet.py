"""The sheet of an order: entered with its lines, changed, cancelled, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.order import Order, OrderStatus
from salesdesk.domain.order_sums import total_of
from salesdesk.domain.text import N_
from salesdesk.services.orders import WholeOrder
from salesdesk.ui.money.invoice_sheet import InvoiceSheet, limit_words
from salesdesk.ui.orders.lines import OrderLines
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.draft_keeper import DraftKeeper, type_again, typed
from salesdesk.ui.parts.fields import (
    AmountField,
    ChipsField,
    ChoiceField,
    DayField,
    LineField,
    PickerField,
    TextField,
)
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.quotes.approval import ApprovalStrip
from salesdesk.ui.quotes.cells import CURRENCIES
from salesdesk.words.i18n import _, say
from salesdesk.words.labels import field_label, label
from salesdesk.words.numbers import format_money


class OrderSheet(FormSheet):
    """Without `order_id` a new order: of an opportunity with its lines and amount, or of a client.

    `wins`: saving it wins the opportunity, in the same action. `made` is the id of a new order.
    Raises Refused when the order is not in the file, or there is nobody to order.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        order_id: Id | None = None,
        opportunity_id: Id | None = None,
        client_id: Id | None = None,
        wins: bool = False,
    ) -> None:
        self.ctx, self.desk, self._wins = ctx, ctx.desk, wins
        self.made: Id | None = None
        self.whole = self._read(order_id) or self.desk.orders.draft(opportunity_id=opportunity_id, client_id=client_id)
        form = Form()
        super().__init__(self._title_words, form, parent, width=840)
        self.lines = OrderLines(self.desk, self._currency)
        self._unkept = False
        about = self.whole.id or opportunity_id or client_id or b""
        self.draft = DraftKeeper(self, self.desk, f"order {about.hex()}", self._written)
        self.draft.discarded.connect(self._on_discarded)
        self._fill()
        self._load()
        self._add_verbs()
        self._restore()
        form.edited.connect(self._on_edited)
        form.field("currency").edited.connect(self._on_currency)
        self.lines.edited.connect(self._on_edited)
        for edited in (form.edited, self.lines.edited):
            edited.connect(self.draft.edited)

    @classmethod
    def for_opportunity(
        cls, ctx: PageContext, parent: QWidget | None, opportunity_id: Id, *, wins: bool = False
    ) -> OrderSheet:
        """The order that a won opportunity asks for. Raises Refused where it belongs to no client."""
        return cls(ctx, parent, opportunity_id=opportunity_id, wins=wins)

    # what the sheet asks

    def save(self) -> bool:
        problem = self.lines.problem()
        if problem:
            self.show_problem(problem)
            return False
        return super().save()

    def store(self, values: Mapping[str, Any]) -> None:
        wanted, seen = self._now(), self.ctx.bridge.last
        if self.whole.id:
            self.desk.orders.edit(self.whole, wanted)
        else:
            self.made = self.desk.orders.add(wanted, wins=self._wins)
        self.draft.saved()
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def reject(self) -> None:
        """Esc never loses anything unasked: what is typed waits as a draft."""
        changed = self._is_changed()
        self._unkept = changed and not self.keep_draft()
        if changed and not self._unkept:
            self.ctx.notify.tell(_("Kept as a draft: open it again and it is there."))
        super().reject()

    def would_lose(self) -> bool:
        return self._unkept

    def keep_draft(self) -> bool:
        """Write down what is typed, durably; where that is refused the sheet says so."""
        return self.desk.read_only or self.draft.keep()

    def first_field(self) -> QWidget | None:
        if self.form.field("client_id").is_empty():
            return self.form.field("client_id")
        return self.form.field("number") if self.lines.lines() else self.lines.first_cell()

    # handlers

    def _on_discarded(self) -> None:
        """What the file holds comes back."""
        self._load()

    def _on_edited(self) -> None:
        lines = self.lines.lines()
        total = self.form.field("total_cents")
        total.setVisible(not lines)
        below = self.desk.orders.below_floor(lines, self._currency())
        names = [self.lines.rows[at].picker.text() for at in below]
        sentence = _("Below the floor margin: {names}. Note why, and who approved it.")
        self.approval.show_for(sentence.format(names=_(", ").join(names)) if below else "")
        kept, whole = total_of(lines), sum(line.net_cents for line in lines)
        words = _("Total {total}").format(total=format_money(kept, self._currency()))
        if kept != whole:
            words = _("{total} of {whole} ordered").format(total=words, whole=format_money(whole, self._currency()))
        self.total.set_caption(words if lines else "")
        self.total.setVisible(bool(lines))
        self._show_limit(kept if lines else total.value() or 0)
        self.show_problem("")

    def _on_currency(self) -> None:
        """Prices in another currency are none: products are taken anew, at what they cost in this one."""
        self.lines.reprice()
        total = self.form.field("total_cents")
        if isinstance(total, AmountField):
            total.currency = self._currency()
            total.set_value(total.value())
        self._on_edited()

    def _on_bin(self) -> None:
        self.form.set_clean()
        self._loaded = self._now()
        if self.ctx.attempt(self.desk.orders.bin, self.whole.id) is not None:
            self.draft.saved()
            super().reject()

    def _on_invoice(self) -> None:
        InvoiceSheet(self.ctx, self, order_id=self.whole.id).show_over()

    # private

    def _is_changed(self) -> bool:
        if self.desk.read_only:
            return False
        return self.form.is_dirty() or bool(self.lines.unread()) or self._now().lines != self._loaded.lines

    def _written(self) -> dict[str, Any] | None:
        if not self._is_changed():
            return None
        return {"fields": {field.key: typed(field) for field in self.form.fields()}, "lines": self.lines.typed()}

    def _restore(self) -> None:
        """Put back what was being typed when the sheet, the program or the battery went away."""
        kept = None if self.desk.read_only else self.draft.kept()
        if kept is None:
            return
        for field in self.form.fields():
            if field.key in kept["fields"]:
                type_again(field, kept["fields"][field.key])
        self.lines.type_again(kept["lines"])
        self._on_edited()

    def _show_limit(self, cents: int) -> None:
        """What a new order would add to what the client owes; in another currency no limit is known."""
        client = self.form.field("client_id").value()
        asked = isinstance(client, bytes) and not self.whole.id and self._currency() == self.desk.currency
        words = limit_words(self.desk, client, cents) if asked else ""
        self.limit.set_caption(words)
        self.limit.setVisible(bool(words))

    def _read(self, order_id: Id | None) -> WholeOrder | None:
        if not order_id:
            return None
        found = self.desk.orders.get(order_id)
        if found is None:
            raise Refused(N_("This order is not in the file."))
        return found

    def _title_words(self) -> str:
        order = self.whole.order
        if not order.id:
            return _("New order")
        return _("Order {number}").format(number=order.number) if order.number else _("Order")

    def _currency(self) -> str:
        return str(self.form.field("currency").value() or self.whole.order.currency)

    def _fill(self) -> None:
        form, currency = self.form, self.whole.order.currency
        form.add_widget(self.draft.notice)
        states = [Choice(one.value, partial(label, one)) for one in OrderStatus]
        form.add_row(
            PickerField("client_id", _name("client_id"), partial(find_client, self.desk), required=True),
            LineField("number", _name("number")),
            stretch=(3, 2),
        )
        form.add_row(
            DayField("ordered_on", _name("ordered_on"), self.desk.today, required=True),
            ChipsField("status", _name("status"), states, required=True),
        )
        currencies = list(dict.fromkeys((currency, self.desk.currency, *CURRENCIES)))
        form.add(ChoiceField("currency", _name("currency"), [Choice(code, code) for code in currencies]))
        form.field("currency").setVisible(not self.whole.id)
        form.add_widget(self.lines)
        self.total = Label("", "strong")
        form.add_widget(self.total)
        form.add(AmountField("total_cents", _name("total_cents"), currency, placeholder=lambda: _("e.g. 125,000")))
        self.approval = ApprovalStrip(form)
        form.add_widget(self.approval)
        form.add(TextField("note", _name("note"), lines=2))
        self.limit = Label("", "late")
        self.limit.setWordWrap(True)
        form.add_widget(self.limit)

    def _load(self) -> None:
        order = self.whole.order
        item = client_item(self.desk, order.client_id)
        total = order.total_cents if order.id or order.total_cents else None
        self.form.load(asdict(order) | {"client_id": item, "status": order.status.value, "total_cents": total})
        self.lines.load(self.whole.lines)
        self._on_edited()
        self._loaded = self._now()
        if self.desk.read_only:
            for field in self.form.fields():
                field.setEnabled(False)
            self.lines.set_writable(False)
            self.save_button.hide()

    def _add_verbs(self) -> None:
        if not self.whole.id:
            return
        self.add_history(self.ctx.show_history, Kind.ORDER, self.whole.id)
        if not self.desk.read_only:
            invoice = Button(lambda: _("Issue an invoice"), "link")
            invoice.clicked.connect(self._on_invoice)
            self.add_button(invoice)
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)

    def _now(self) -> WholeOrder:
        values, order = self.form.values(), self.whole.order
        client, day, status = values["client_id"], values["ordered_on"], values["status"]
        now: Order = replace(
            order,
            client_id=client if isinstance(client, bytes) else order.client_id,
            ordered_on=day or order.ordered_on,
            number=values["number"],
            status=OrderStatus(status) if status else order.status,
            total_cents=values["total_cents"] or 0,
            currency=self._currency(),
            note=values["note"],
            approval_note=values["approval_note"],
            approved_by=values["approved_by"],
        )
        return WholeOrder(now, tuple(self.lines.lines()))


def _name(field: str) -> Caption:
    return partial(field_label, Kind.ORDER, field)


def open_order(ctx: PageContext, parent: QWidget, order_id: Id) -> None:
    """Open an order over whatever is shown; says so where it is gone."""
    try:
        OrderSheet(ctx, parent, order_id=order_id).show_over()
    except Refused as refused:
        ctx.notify.problem(say(refused))
