"""The sheet of an opportunity: new or to be changed, from whatever page it is asked for (spec 4.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Opportunity, Priority, Stage
from salesdesk.domain.text import N_
from salesdesk.ui.opportunity.deal_fields import (
    ChanceField,
    FieldName,
    loss_fields,
    loss_values,
    priority_choices,
    stage_choices,
)
from salesdesk.ui.opportunity.story import Story
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.fields import (
    AmountField,
    ChipsField,
    DayField,
    Field,
    LineField,
    PickerField,
    SegmentsField,
    TextField,
)
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, say


class OpportunitySheet(FormSheet):
    """Without `opportunity_id` a new one, of `client_id` where that is known. `made` is the id of a new one.

    Raises Refused when the opportunity is not in the file.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        opportunity_id: Id | None = None,
        client_id: Id | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self.made: Id | None = None
        self._before = self._read(opportunity_id)
        card = self.desk.funnel.card(opportunity_id) if opportunity_id is not None else None
        self._stalled = card is not None and card.stalled > 0
        self._named = self._before is not None
        self.hint = Label("", "small")
        self.hint.setWordWrap(True)
        form = Form(_check)
        super().__init__(self._title_words, form, parent, width=680)
        self._fill()
        form.load(self._values(client_id))
        form.edited.connect(self._on_edited)
        form.field("name").edited.connect(self._on_named)
        for key in ("client_id", "product_id"):
            form.field(key).edited.connect(self._on_subject)
        self._on_subject()
        self._on_edited()
        form.set_clean()
        if opportunity_id is not None:
            self._add_verbs(opportunity_id)

    # what the sheet asks

    def store(self, values: Mapping[str, Any]) -> None:
        fields = _fields(values)
        last = self.ctx.bridge.last
        if self._before is None:
            self.made = self.desk.funnel.add(**fields)
        else:
            self.desk.funnel.edit(self._before, replace(self._before, **fields))
        done = self.ctx.bridge.last
        if done is not last and done:
            self.ctx.notify.done(done)

    def first_field(self) -> QWidget | None:
        if self._before is None and self.form.field("client_id").is_empty():
            return self.form.field("client_id")
        return self.form.field("product_id" if self._before is None else "name")

    # handlers

    def _on_edited(self) -> None:
        stage = Stage(self.stages.value())
        if stage is Stage.LOST:
            self.stages.bar.chips()[list(Stage).index(Stage.WON)].reached = False
        self.chance.show_stage(stage)
        for field in self._losses:
            field.setVisible(stage is Stage.LOST)
        self.approach.setVisible(stage is Stage.LOST or (stage.is_open and self._stalled))
        for key in ("next_step", "next_on", "probability", "expected_close"):
            self._field(key).setVisible(stage.is_open)
        missing = stage.is_open and (self._field("next_step").is_empty() or self._field("next_on").value() is None)
        self.hint.set_caption(_hint if missing else "")
        self.hint.setVisible(missing)

    def _on_named(self) -> None:
        self._named = bool(self._field("name").value())

    def _on_subject(self) -> None:
        """Propose a name from client and product as long as none was written."""
        if self._named:
            return
        parts = [self._title_of(key) for key in ("client_id", "product_id")]
        self._field("name").set_value(" ".join(part for part in parts if part))

    def _on_history(self) -> None:
        if self._before is not None:
            self.ctx.show_history(Kind.OPPORTUNITY, self._before.id)

    def _on_bin(self) -> None:
        if self._before is not None:
            self.form.set_clean()
            if self.ctx.attempt(self.desk.funnel.bin, self._before.id) is not None:
                self.reject()

    # private

    def _read(self, pk: Id | None) -> Opportunity | None:
        found = self.desk.funnel.get(pk) if pk is not None else None
        if pk is not None and found is None:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        return found

    def _title_words(self) -> str:
        return _("Opportunity") if self._before else _("New opportunity")

    def _fill(self) -> None:
        form, today = self.form, self.desk.today
        currency = self._before.currency if self._before else self.desk.currency
        create = None if self.desk.read_only else self._create_client
        form.add_row(
            PickerField("client_id", FieldName("client_id"), self._find_client, create=create),
            PickerField(
                "product_id", FieldName("product_id"), self._find_product, placeholder=lambda: _("Name or code")
            ),
            stretch=(3, 2),
        )
        form.add(LineField("name", FieldName("name"), required=True))
        form.add_row(
            AmountField("amount_cents", FieldName("amount_cents"), currency, placeholder=lambda: _("e.g. 125,000")),
            ChipsField("priority", FieldName("priority"), priority_choices()),
        )
        self.stages = form.add(SegmentsField("stage", FieldName("stage"), stage_choices()))
        self._losses: list[Field] = [form.add(field) for field in loss_fields()]
        self.approach = form.add(
            TextField(
                "approach", FieldName("approach"), lines=2, placeholder=lambda: _("What will be done differently?")
            )
        )
        form.add_row(
            LineField("next_step", FieldName("next_step"), placeholder=lambda: _("What happens next?")),
            DayField("next_on", FieldName("next_on"), today),
            stretch=(3, 2),
        )
        form.add_widget(self.hint)
        self.chance = ChanceField("probability", FieldName("probability"))
        form.add_row(self.chance, DayField("expected_close", FieldName("expected_close"), today))
        form.add_row(
            AmountField("budget_cents", FieldName("budget_cents"), currency),
            DayField("decision_on", FieldName("decision_on"), today),
        )
        form.add(TextField("note", FieldName("note"), lines=2))

    def _add_verbs(self, pk: Id) -> None:
        history = Button(lambda: _("History"), "link")
        history.clicked.connect(self._on_history)
        self.add_button(history)
        if not self.desk.read_only:
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)
        self.set_side(Story(self.desk, pk), 240)

    def _values(self, client_id: Id | None) -> dict[str, Any]:
        deal = self._before
        if deal is None:
            stage, priority = Stage.FIRST_CONTACT.value, Priority.P2.name
            return {"client_id": self._client_item(client_id), "stage": stage, "priority": priority}
        return asdict(deal) | {
            "client_id": self._client_item(deal.client_id),
            "product_id": self._product_item(deal.product_id),
            "stage": deal.stage.value,
            "priority": deal.priority.name,
            "lost_reason": deal.lost_reason.value if deal.lost_reason else "",
        }

    def _field(self, key: str) -> Field:
        return self.form.field(key)

    def _title_of(self, key: str) -> str:
        field = self._field(key)
        item = field.item() if isinstance(field, PickerField) else None
        return item.title if item else ""

    def _client_item(self, pk: Id | None) -> PickItem | None:
        found = self.desk.clients.found(pk) if pk is not None else None
        return PickItem(found.id, found.title, found.subtitle, found.tier.value) if found else None

    def _product_item(self, pk: Id | None) -> PickItem | None:
        found = self.desk.products.get(pk) if pk is not None else None
        return PickItem(found.id, found.name, found.code) if found else None

    def _find_client(self, text: str) -> Sequence[PickItem]:
        found = self.desk.clients.find(text)
        return [PickItem(one.id, one.title, one.subtitle, one.tier.value, one.close) for one in found]

    def _find_product(self, text: str) -> Sequence[PickItem]:
        return [PickItem(one.id, one.title, one.subtitle) for one in self.desk.products.find(text)]

    def _create_client(self, name: str) -> PickItem | None:
        try:
            made = self.desk.clients.create(name=name, is_prospect=True)
        except Refused as refused:
            self.show_problem(say(refused))
            return None
        return self._client_item(made)


def _hint() -> str:
    return _("A next step with a date keeps an opportunity from falling asleep.")


def _check(values: Mapping[str, Any]) -> dict[str, str]:
    if values["stage"] == Stage.LOST.value and not values["lost_reason"]:
        return {"lost_reason": _("Say why it was lost: the review of lost orders lives from it.")}
    return {}


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in the form, as the desk takes it."""
    taken = dict(values)
    stage = Stage(taken["stage"])
    loss = loss_values(taken) if stage is Stage.LOST else {}
    empty: dict[str, LostReason | str | None] = {"lost_reason": None, "lost_to": "", "lost_note": ""}
    return (
        taken
        | empty
        | loss
        | {"stage": stage, "priority": Priority[taken["priority"]], "amount_cents": taken["amount_cents"] or 0}
    )
