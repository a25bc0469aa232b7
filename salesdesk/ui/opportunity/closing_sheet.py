"""Won or lost: the small sheet that an opportunity goes through when it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.text import N_
from salesdesk.ui.opportunity.deal_fields import LOSS, FieldName, MemberName, loss_fields, loss_values
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import AmountField, ChipsField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _


class ClosingSheet(FormSheet):
    """Asks won or lost (`outcome` says it beforehand); won confirms the amount, lost wants the reason.

    Raises Refused when the opportunity is gone.
    """

    def __init__(
        self, ctx: PageContext, parent: QWidget | None = None, *, opportunity_id: Id, outcome: Stage = Stage.WON
    ) -> None:
        deal = ctx.desk.funnel.get(opportunity_id)
        if deal is None:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        self.ctx, self._id = ctx, opportunity_id
        choices = [
            Choice(Stage.WON.value, MemberName(Stage.WON), icon="check"),
            Choice(Stage.LOST.value, MemberName(Stage.LOST), icon="close"),
        ]
        form = Form(_check)
        self.outcome = form.add(ChipsField("outcome", lambda: _("How did it end?"), choices, required=True))
        self.amount = form.add(AmountField("amount_cents", FieldName("amount_cents"), deal.currency))
        self._losses = [form.add(field) for field in loss_fields(ctx.desk.funnel.competitors())]
        super().__init__(lambda: _("Close the opportunity"), form, parent, save=lambda: _("Close it"), width=560)
        form.column.insertWidget(0, Label(deal.name, "strong"))
        form.load(
            {
                "outcome": outcome.value,
                "amount_cents": deal.amount_cents,
                **{name: getattr(deal, name) or "" for name in LOSS},
            }
        )
        form.edited.connect(self._on_edited)
        self._on_edited()

    def store(self, values: Mapping[str, Any]) -> None:
        move, desk = self.ctx.desk.funnel.move, self.ctx.desk
        if Stage(values["outcome"]) is Stage.WON:
            done = move(self._id, Stage.WON, amount_cents=values["amount_cents"])
        else:
            done = desk.funnel.move(self._id, Stage.LOST, **loss_values(dict(values)))
        if done:
            self.ctx.notify.done(done)

    def would_lose(self) -> bool:
        return any(self.form.field(name).value() for name in ("lost_to", "lost_note"))

    def _on_edited(self) -> None:
        lost = self.outcome.value() == Stage.LOST.value
        for field in self._losses:
            field.setVisible(lost)
        self.amount.setVisible(not lost)
        if self.isVisible():
            self._fit()


def _check(values: Mapping[str, Any]) -> dict[str, str]:
    if values["outcome"] == Stage.LOST.value and not values["lost_reason"]:
        return {"lost_reason": _("Say why it was lost: the review of lost orders lives from it.")}
    return {}
