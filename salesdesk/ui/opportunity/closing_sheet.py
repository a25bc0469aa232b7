"""Won or lost: the small sheet that an opportunity goes through when it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.text import N_
from salesdesk.ui.opportunity.deal_fields import LOSS, deal_field, loss_fields, loss_values
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import AmountField, CheckField, ChipsField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import label


class ClosingSheet(FormSheet):
    """Asks won or lost (`outcome` says it beforehand); won asks for the order, lost wants the reason.

    The order is entered in its own sheet, which wins the opportunity when it is saved; without one the amount is
    confirmed. Raises Refused when the opportunity is gone.
    """

    def __init__(
        self, ctx: PageContext, parent: QWidget | None = None, *, opportunity_id: Id, outcome: Stage = Stage.WON
    ) -> None:
        deal = ctx.desk.funnel.get(opportunity_id)
        if deal is None:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        self.ctx, self._id = ctx, opportunity_id
        choices = [
            Choice(Stage.WON.value, partial(label, Stage.WON), icon="check"),
            Choice(Stage.LOST.value, partial(label, Stage.LOST), icon="close"),
        ]
        form = Form(_check)
        self.outcome = form.add(ChipsField("outcome", lambda: _("How did it end?"), choices, required=True))
        self.order = form.add(CheckField("order", lambda: _("Enter the order now: it says the amount")))
        self.amount = form.add(AmountField("amount_cents", deal_field("amount_cents"), deal.currency))
        self._losses = [form.add(field) for field in loss_fields(ctx.desk.funnel.competitors())]
        super().__init__(lambda: _("Close the opportunity"), form, parent, save=lambda: _("Close it"), width=560)
        form.column.insertWidget(0, Label(deal.name, "strong"))
        self._orderable = deal.client_id is not None
        form.load(
            {
                "outcome": outcome.value,
                "order": self._orderable,
                "amount_cents": deal.amount_cents,
                **{name: getattr(deal, name) or "" for name in LOSS},
            }
        )
        form.edited.connect(self._on_edited)
        self._on_edited()

    def store(self, values: Mapping[str, Any]) -> None:
        if self._wants_order():
            return
        move, desk = self.ctx.desk.funnel.move, self.ctx.desk
        if Stage(values["outcome"]) is Stage.WON:
            done = move(self._id, Stage.WON, amount_cents=values["amount_cents"])
        else:
            done = desk.funnel.move(self._id, Stage.LOST, **loss_values(dict(values)))
        if done:
            self.ctx.notify.done(done)

    def accept(self) -> None:
        wanted = self._wants_order()
        super().accept()
        if wanted:
            OrderSheet.for_opportunity(self.ctx, self.parentWidget(), self._id, wins=True).show_over()

    def would_lose(self) -> bool:
        return any(self.form.field(name).value() for name in ("lost_to", "lost_note"))

    def _on_edited(self) -> None:
        lost = self.outcome.value() == Stage.LOST.value
        for field in self._losses:
            field.setVisible(lost)
        self.order.setVisible(not lost and self._orderable)
        self.amount.setVisible(not lost and not self._wants_order())
        self.save_button.set_caption((lambda: _("On to the order")) if self._wants_order() else (lambda: _("Close it")))
        if self.isVisible():
            self._fit()

    def _wants_order(self) -> bool:
        won = self.outcome.value() == Stage.WON.value
        return won and self._orderable and bool(self.order.value())


def _check(values: Mapping[str, Any]) -> dict[str, str]:
    if values["outcome"] == Stage.LOST.value and not values["lost_reason"]:
        return {"lost_reason": _("Say why it was lost: the review of lost orders lives from it.")}
    return {}
