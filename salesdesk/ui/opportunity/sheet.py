"""The sheet of an opportunity: new or to be changed, from whatever page it is asked for (spec 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import Stall, step_gap
from salesdesk.domain.opportunity import LostReason, Opportunity, OpportunityLine, Priority, Stage
from salesdesk.domain.text import N_
from salesdesk.ui.opportunity.deal_fields import (
    ChanceField,
    deal_field,
    loss_fields,
    loss_values,
    priority_choices,
    stage_choices,
)
from salesdesk.ui.opportunity.lines import DealLines
from salesdesk.ui.opportunity.side import DealSide
from salesdesk.ui.opportunity.story import slip_words
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.draft_keeper import DraftKeeper, type_again, typed
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
from salesdesk.ui.parts.picks import client_item, find_client, find_product
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.labels import label
from salesdesk.words.reasons import stall_reason

LEFT, RIGHT = 620, 572
"""Pixels of the two halves, before scaling."""


class OpportunitySheet(FormSheet):
    """Left what it is, right one of: its lines, the people in the decision, its story.

    Without `opportunity_id` a new one, of `client_id` where that is known. `made` is the id of a new one.
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
        self._unkept = False
        self._before = self._read(opportunity_id)
        card = self.desk.funnel.card(opportunity_id) if opportunity_id is not None else None
        self._stall = card.stall if card is not None else None
        self._named = self._before is not None
        self._slips = self.desk.funnel.slips(opportunity_id) if opportunity_id is not None else []
        self.hint, self.slipped = Label("", "small"), Label(self._slip_words, "small")
        self.hint.setWordWrap(True)
        self.slipped.setWordWrap(True)
        self.slipped.setVisible(bool(self._slips))
        form = Form(_check)
        super().__init__(self._title_words, form, parent, width=LEFT)
        slot = "opportunity" if opportunity_id is None else f"opportunity {opportunity_id.hex()}"
        self.draft = DraftKeeper(self, self.desk, slot, self._written)
        self.draft.discarded.connect(self._on_discarded)
        self._fill()
        self.side = DealSide(ctx, self.lines, self._before, self)
        self.set_side(self.side, RIGHT)
        form.load(self._values(client_id))
        self._on_subject()
        self._on_edited()
        form.set_clean()
        self._restore()
        form.edited.connect(self._on_edited)
        form.edited.connect(self.draft.edited)
        form.field("name").edited.connect(self._on_named)
        for key in ("client_id", "product_id"):
            form.field(key).edited.connect(self._on_subject)
        self._add_verbs(opportunity_id)
        self.save_button.setEnabled(not self.desk.read_only)

    # what the sheet asks

    def store(self, values: Mapping[str, Any]) -> None:
        fields = _fields(values)
        lines: list[OpportunityLine] = fields.pop("lines")
        fields["product_id"] = fields["product_id"] or next((one.product_id for one in lines if one.product_id), None)
        last = self.ctx.bridge.last
        if self._before is None:
            self.made = self.desk.funnel.add(lines=lines, **fields)
        else:
            known = self.desk.funnel.lines(self._before.id)
            changed = [_line_facts(one) for one in known] != [_line_facts(one) for one in lines]
            if lines and not changed:
                fields["amount_cents"] = self._before.amount_cents
            self.desk.funnel.edit(self._before, replace(self._before, **fields), lines if changed else None)
        self.draft.saved()
        done = self.ctx.bridge.last
        if done is not last and done:
            self.ctx.notify.done(done)

    def reject(self) -> None:
        """Esc never loses anything unasked: what is typed waits as a draft."""
        dirty = self.form.is_dirty() and not self.desk.read_only
        self._unkept = dirty and not self.keep_draft()
        if dirty and not self._unkept:
            self.ctx.notify.tell(_("Kept as a draft: open it again and it is there."))
        super().reject()

    def would_lose(self) -> bool:
        return self._unkept

    def keep_draft(self) -> bool:
        """Write down what is typed, durably; where that is refused the sheet says so."""
        return self.desk.read_only or self.draft.keep()

    def first_field(self) -> QWidget | None:
        if self._before is None and self.form.field("client_id").is_empty():
            return self.form.field("client_id")
        return self.form.field("product_id" if self._before is None else "name")

    def _fit(self) -> None:
        """Where the screen is too narrow for both halves, the right one goes below the left one."""
        room = min(theme.tokens().px(self._width), int(self.screen().availableGeometry().width() * 0.96))
        if self._side is self.side and room - self.side.width() < self.form.minimumSizeHint().width():
            self._middle.removeWidget(self.side)
            self._side, self._width = None, LEFT
            self.side.setMinimumSize(0, theme.tokens().px(340))
            self.side.setMaximumWidth(theme.tokens().px(4 * LEFT))
            self.form.add_widget(self.side)
        super()._fit()

    # handlers

    def _on_edited(self) -> None:
        stage = Stage(self.stages.value())
        if stage is Stage.LOST:
            self.stages.bar.chips()[list(Stage).index(Stage.WON)].reached = False
        self.chance.show_stage(stage)
        for field in self._losses:
            field.setVisible(stage is Stage.LOST)
        self.approach.setVisible(stage is Stage.LOST or (stage.is_open and self._stall is not None))
        for key in ("next_step", "next_on", "probability", "expected_close"):
            self._field(key).setVisible(stage.is_open)
        gap = step_gap(stage, self._field("next_step").value(), self._field("next_on").value(), self.desk.today())
        self.hint.set_caption(lambda: label(gap) if gap else "")
        self.hint.setVisible(gap is not None)
        self.slipped.setVisible(stage.is_open and bool(self._slips))
        self._count_lines()

    def _on_named(self) -> None:
        self._named = bool(self._field("name").value())

    def _on_subject(self) -> None:
        """Say where it comes from; propose a name from client and product as long as none was written."""
        self._say_about()
        if self._named:
            return
        parts = [self._title_of(key) for key in ("client_id", "product_id")]
        self._field("name").set_value(" ".join(part for part in parts if part))

    def _on_bin(self) -> None:
        if self._before is not None:
            self.form.set_clean()
            if self.ctx.attempt(self.desk.funnel.bin, self._before.id) is not None:
                self.reject()

    def _on_discarded(self) -> None:
        """Away with what was being typed: what the file holds comes back."""
        self.form.load(self._values(self._client_id))
        self._named = self._before is not None
        self._on_subject()
        self._on_edited()
        self.form.set_clean()

    # private

    def _say_about(self) -> None:
        """The source of the client and the line of the product."""
        client_id, product_id = self._field("client_id").value(), self._field("product_id").value()
        client = self.desk.clients.get(client_id) if client_id else None
        product = self.desk.products.get(product_id) if product_id else None
        line = next((one.name for one in self.desk.products.lines() if product and one.id == product.line_id), "")
        source = client.source if client else ""
        parts = [_("Source: {source}").format(source=source)] if source else []
        parts += [_("Product line {line}").format(line=line)] if line else []
        self.about.set_caption(" · ".join(parts))
        self.about.setVisible(bool(parts))

    def _count_lines(self) -> None:
        """Where there are lines, they make the amount."""
        amount, lines = self._field("amount_cents"), self.lines.value()
        assert isinstance(amount, AmountField)
        amount.line.setReadOnly(bool(lines))
        if lines:
            amount.set_value(self.lines.sum_cents())
        self.side.show_counts(len(lines))

    def _restore(self) -> None:
        """Put back what was being typed when the sheet, the program or the battery went away."""
        kept = None if self.desk.read_only else self.draft.kept()
        if kept is None:
            return
        for field in self.form.fields():
            if field.key in kept:
                type_again(field, kept[field.key])
        self._named = bool(self._field("name").value())
        self._on_edited()

    def _written(self) -> dict[str, Any] | None:
        return {field.key: typed(field) for field in self.form.fields()} if self.form.is_dirty() else None

    def _slip_words(self) -> str:
        moved = [slip for slip in self._slips if slip.days]
        if not moved:
            return ""
        days = sum(slip.days for slip in moved)
        times = ngettext("Expected close moved {n} time", "Expected close moved {n} times", len(moved))
        return " · ".join(part for part in (times.format(n=len(moved)), slip_words(days)) if part)

    def _read(self, pk: Id | None) -> Opportunity | None:
        found = self.desk.funnel.get(pk) if pk is not None else None
        if pk is not None and found is None:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        return found

    def _title_words(self) -> str:
        return _("Opportunity") if self._before else _("New opportunity")

    def _fill(self) -> None:
        form, today = self.form, self.desk.today
        form.add_widget(self.draft.notice)
        if self._stall is not None:
            form.add_widget(StallWords(self._stall))
        currency = self._before.currency if self._before else self.desk.currency
        create = None if self.desk.read_only else self._create_client
        form.add_row(
            PickerField("client_id", deal_field("client_id"), partial(find_client, self.desk), create=create),
            PickerField(
                "product_id",
                deal_field("product_id"),
                partial(find_product, self.desk),
                placeholder=lambda: _("Name or code"),
            ),
            stretch=(3, 2),
        )
        self.about = Label("", "small")
        form.add_widget(self.about)
        form.add(LineField("name", deal_field("name"), required=True))
        form.add_row(
            AmountField("amount_cents", deal_field("amount_cents"), currency, placeholder=lambda: _("e.g. 125,000")),
            ChipsField("priority", deal_field("priority"), priority_choices()),
        )
        self.stages = form.add(SegmentsField("stage", deal_field("stage"), stage_choices()))
        self._losses: list[Field] = [form.add(field) for field in loss_fields(self.desk.funnel.competitors())]
        self.approach = form.add(
            TextField(
                "approach", deal_field("approach"), lines=1, placeholder=lambda: _("What will be done differently?")
            )
        )
        form.add_row(
            LineField("next_step", deal_field("next_step"), placeholder=lambda: _("What happens next?")),
            DayField("next_on", deal_field("next_on"), today),
            stretch=(3, 2),
        )
        form.add_widget(self.hint)
        self.chance = ChanceField("probability", deal_field("probability"), self.desk.funnel.chances())
        form.add_row(self.chance, DayField("expected_close", deal_field("expected_close"), today))
        form.add_widget(self.slipped)
        form.add_row(
            AmountField("budget_cents", deal_field("budget_cents"), currency),
            DayField("decision_on", deal_field("decision_on"), today),
        )
        form.add(TextField("note", deal_field("note"), lines=2))
        self.lines = DealLines("lines", self.desk, currency, self._before.id if self._before else None)
        self.lines.set_writable(not self.desk.read_only)
        form.know(self.lines)

    def _add_verbs(self, pk: Id | None) -> None:
        if pk is None:
            return
        self.add_history(self.ctx.show_history, Kind.OPPORTUNITY, pk)
        if not self.desk.read_only:
            quote = Button(lambda: _("New quote"), "link", tip="Ctrl+Shift+Q")
            quote.clicked.connect(self.side.quotes.begin_quote)
            QShortcut(QKeySequence("Ctrl+Shift+Q"), self).activated.connect(self.side.quotes.begin_quote)
            self.add_button(quote)
            away = Button(lambda: _("Move to the bin"), "link")
            away.clicked.connect(self._on_bin)
            self.add_button(away)

    def _values(self, client_id: Id | None) -> dict[str, Any]:
        deal, self._client_id = self._before, client_id
        if deal is None:
            stage, priority = Stage.FIRST_CONTACT.value, Priority.P2.name
            empty = {field.key: None for field in self.form.fields() if isinstance(field, LineField)}
            picked = {"client_id": client_item(self.desk, client_id), "product_id": None, "lines": ()}
            return empty | picked | {"stage": stage, "priority": priority, "lost_reason": "", "note": ""}
        return asdict(deal) | {
            "client_id": client_item(self.desk, deal.client_id),
            "product_id": self._product_item(deal.product_id),
            "stage": deal.stage.value,
            "priority": deal.priority.name,
            "lost_reason": deal.lost_reason.value if deal.lost_reason else "",
            "lines": self.desk.funnel.lines(deal.id),
        }

    def _field(self, key: str) -> Field:
        return self.form.field(key)

    def _title_of(self, key: str) -> str:
        field = self._field(key)
        item = field.item() if isinstance(field, PickerField) else None
        return item.title if item else ""

    def _product_item(self, pk: Id | None) -> PickItem | None:
        found = self.desk.products.get(pk) if pk is not None else None
        return PickItem(found.id, found.name, found.code) if found else None

    def _create_client(self, name: str) -> PickItem | None:
        try:
            made = self.desk.clients.create(name=name, is_prospect=True)
        except Refused as refused:
            self.show_problem(say(refused))
            return None
        return client_item(self.desk, made)


class StallWords(Label):
    """Why it counts as stalled, in words."""

    def __init__(self, stall: Stall) -> None:
        super().__init__(lambda: _("Stalled: {reason}").format(reason=stall_reason(stall)), "late")
        self.setWordWrap(True)


def _line_facts(line: OpportunityLine) -> tuple[Any, ...]:
    """What of a line can be changed in the sheet."""
    return line.id, line.product_id, line.quantity, line.price_cents, line.text


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
