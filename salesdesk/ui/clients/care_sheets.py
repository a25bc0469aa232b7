"""The sheets around the care of a client: a service planned, done or given; a follow-up; the ideal client."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ParamSpec

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.maintenance import PLAN_OF_KEY, GivenService, ServiceKind, ServiceStep
from salesdesk.domain.period import add_months
from salesdesk.domain.prospects import IdealClient, ProspectStep
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.caption import Button, Caption
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import AmountField, ChoiceField, DayField, LineField, TagsField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.words.i18n import _
from salesdesk.words.labels import field_label, label

P = ParamSpec("P")


def tell_done(ctx: PageContext, verb: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
    """Call a verb and offer Undo, unless nothing had to be changed. Raises Refused: the sheet stays open."""
    before = ctx.bridge.last
    verb(*args, **kwargs)
    if ctx.bridge.last is not before and ctx.bridge.last:
        ctx.notify.done(ctx.bridge.last)


def _service(field: str) -> Caption:
    return partial(field_label, Kind.SERVICE_STEP, field)


class ServiceSheet(FormSheet):
    """A service planned for a client; with `step` another day, rhythm or note for it."""

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget,
        client_id: Id,
        step: ServiceStep | None = None,
        kind: ServiceKind | None = None,
    ) -> None:
        self._ctx, self._client_id, self._before = ctx, client_id, step
        form = Form(_check_months)
        if step is None:
            choices = [Choice(one.value, partial(label, one)) for one in ServiceKind]
            form.add(ChoiceField("kind", _service("kind"), choices))
        form.add(DayField("due_on", _service("due_on"), ctx.desk.today, required=True))
        form.add(LineField("every_months", _service("every_months"), placeholder=lambda: _("Empty: once")))
        if step is not None:
            form.add(TextField("note", lambda: _("Note"), lines=2))
        title = (
            (lambda: _("Plan a service"))
            if step is None
            else (lambda: _("{service} planned").format(service=label(step.kind)))
        )
        super().__init__(title, form, parent, width=440)
        self._add_verbs()
        chosen = step.kind if step else kind or ServiceKind.NEEDS_ANALYSIS
        months = step.every_months if step else PLAN_OF_KEY.get(chosen)
        form.load(
            {
                "kind": chosen.value,
                "due_on": step.due_on if step else add_months(ctx.desk.today(), 1),
                "every_months": "" if months is None else str(months),
                "note": step.note if step else "",
            }
        )

    def store(self, values: Mapping[str, Any]) -> None:
        months = int(values["every_months"]) if values["every_months"] else None
        care = self._ctx.desk.maintenance
        if self._before is None:
            made = ServiceKind(values["kind"])
            tell_done(self._ctx, care.plan, self._client_id, made, values["due_on"], months)
        else:
            note = values.get("note", "")
            tell_done(self._ctx, care.change, self._before, due_on=values["due_on"], every_months=months, note=note)

    def _add_verbs(self) -> None:
        if self._before is None:
            return
        self.add_history(self._ctx.show_history, Kind.SERVICE_STEP, self._before.id)
        done, delete = Button(lambda: _("Done today")), Button(lambda: _("Delete"), "danger")
        done.clicked.connect(self._on_done)
        delete.clicked.connect(self._on_delete)
        self.add_button(done)
        self.add_button(delete)

    def _on_done(self) -> None:
        if self._before is not None:
            note = self.form.field("note").value()
            self._close_after(self._ctx.attempt(self._ctx.desk.maintenance.done, self._before.id, note))

    def _on_delete(self) -> None:
        if self._before is not None:
            remove = self._ctx.desk.maintenance.remove
            self._close_after(self._ctx.attempt(remove, Kind.SERVICE_STEP, self._before.id))

    def _close_after(self, result: object) -> None:
        if result is not None:
            self.form.set_clean()
            self.reject()


def _check_months(values: Mapping[str, Any]) -> dict[str, str]:
    months = values.get("every_months") or ""
    if months and not (months.isdecimal() and 1 <= int(months) <= 60):
        return {"every_months": _("Write a number of months between 1 and 60, or nothing.")}
    return {}


class ServiceDoneSheet(FormSheet):
    """A service was given: what came of it."""

    def __init__(self, ctx: PageContext, parent: QWidget, step: ServiceStep, client: str) -> None:
        self._ctx, self._step = ctx, step
        form = Form()
        form.add(TextField("note", lambda: _("What came of it"), lines=3))
        form.add(DayField("done_on", _service("done_on"), ctx.desk.today, required=True))
        super().__init__(
            lambda: _("{service} at {client}").format(service=label(step.kind), client=client),
            form,
            parent,
            save=lambda: _("Done"),
            width=440,
        )
        form.load({"note": step.note, "done_on": ctx.desk.today()})

    def store(self, values: Mapping[str, Any]) -> None:
        tell_done(self._ctx, self._ctx.desk.maintenance.done, self._step.id, values["note"], values["done_on"])


class GivenSheet(FormSheet):
    """A value-added service that a client was given."""

    def __init__(self, ctx: PageContext, parent: QWidget, client_id: Id, given: GivenService | None = None) -> None:
        self._ctx, self._client_id, self._given = ctx, client_id, given
        form = Form()
        name = partial(field_label, Kind.GIVEN_SERVICE, "name")
        form.add(
            LineField("name", name, required=True, placeholder=lambda: _("Training, loan device, free inspection …"))
        )
        form.add_row(
            DayField("given_on", partial(field_label, Kind.GIVEN_SERVICE, "given_on"), ctx.desk.today, required=True),
            AmountField("cost_cents", partial(field_label, Kind.GIVEN_SERVICE, "cost_cents"), ctx.desk.currency),
        )
        form.add(TextField("note", partial(field_label, Kind.GIVEN_SERVICE, "note"), lines=2))
        super().__init__(lambda: _("Service given"), form, parent, width=520)
        form.load(
            {"name": given.name, "given_on": given.given_on, "cost_cents": given.cost_cents, "note": given.note}
            if given
            else {"given_on": ctx.desk.today()}
        )
        if given is not None:
            self.add_history(ctx.show_history, Kind.GIVEN_SERVICE, given.id)
            delete = Button(lambda: _("Delete"), "danger")
            delete.clicked.connect(self._on_delete)
            self.add_button(delete)
            form.setEnabled(False)
            self.save_button.hide()

    def store(self, values: Mapping[str, Any]) -> None:
        tell_done(
            self._ctx,
            self._ctx.desk.maintenance.give,
            self._client_id,
            values["name"],
            values["given_on"],
            values["cost_cents"],
            values["note"],
        )

    def _on_delete(self) -> None:
        remove = self._ctx.desk.maintenance.remove
        if self._given and self._ctx.attempt(remove, Kind.GIVEN_SERVICE, self._given.id) is not None:
            self.form.set_clean()
            self.reject()


class FollowUpSheet(FormSheet):
    """One follow-up of a prospect: planned for a day, done on one."""

    def __init__(self, ctx: PageContext, parent: QWidget, step: ProspectStep) -> None:
        self._ctx, self._step = ctx, step
        form = Form()
        today = ctx.desk.today
        form.add(DayField("due_on", partial(field_label, Kind.PROSPECT_STEP, "due_on"), today))
        form.add(DayField("done_on", partial(field_label, Kind.PROSPECT_STEP, "done_on"), today))
        form.add(TextField("note", partial(field_label, Kind.PROSPECT_STEP, "note"), lines=2))
        super().__init__(lambda: label(step.node), form, parent, width=440)
        self.add_history(ctx.show_history, Kind.PROSPECT_STEP, step.id)
        form.load({"due_on": step.due_on, "done_on": step.done_on, "note": step.note})

    def store(self, values: Mapping[str, Any]) -> None:
        tell_done(
            self._ctx,
            self._ctx.desk.prospects.set_step,
            self._step,
            due_on=values["due_on"],
            done_on=values["done_on"],
            note=values["note"],
        )


class IdealSheet(FormSheet):
    """Whom one wishes for: the words that a prospect is compared with."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._ctx = ctx
        form = Form()
        desk = ctx.desk
        for key, name, source in (
            ("industries", lambda: _("Industries"), "industry"),
            ("sizes", lambda: _("Sizes"), "size"),
            ("needs", lambda: _("Needs"), ""),
        ):
            field = TagsField(key, name)
            field.set_known(desk.clients.words_used(source) if source else [tag.name for tag in desk.visits.needs()])
            form.add(field)
        super().__init__(lambda: _("Ideal client"), form, parent, width=520)
        ideal = desk.prospects.ideal()
        form.load({"industries": list(ideal.industries), "sizes": list(ideal.sizes), "needs": list(ideal.needs)})

    def store(self, values: Mapping[str, Any]) -> None:
        lists = (tuple(values[key] or ()) for key in ("industries", "sizes", "needs"))
        tell_done(self._ctx, self._ctx.desk.prospects.describe, IdealClient(*lists))


class SharesSheet(FormSheet):
    """The share of visits, hours and discounts that each tier should get."""

    def __init__(self, ctx: PageContext, parent: QWidget) -> None:
        self._ctx = ctx
        form = Form(_check_shares)
        form.add_row(*(LineField(tier.value, _TierShare(tier)) for tier in Tier))
        super().__init__(lambda: _("Planned shares of the tiers"), form, parent, width=480)
        form.load({tier.value: str(share) for tier, share in ctx.desk.maintenance.shares().items()})

    def store(self, values: Mapping[str, Any]) -> None:
        tell_done(self._ctx, self._ctx.desk.maintenance.set_shares, {tier: int(values[tier.value]) for tier in Tier})


class _TierShare:
    def __init__(self, tier: Tier) -> None:
        self._tier = tier

    def __call__(self) -> str:
        return _("Tier {tier}, percent").format(tier=self._tier.value)


def _check_shares(values: Mapping[str, Any]) -> dict[str, str]:
    words = [values.get(tier.value) or "" for tier in Tier]
    good = all(word.isdecimal() for word in words) and sum(map(int, words)) == 100
    return {} if good else {Tier.C.value: _("The shares of A, B and C are 100 percent together.")}
