"""The sheets of a milestone and of a tender."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.milestone import ChecklistItem, Criterion, Milestone, Tender, TenderStatus
from salesdesk.domain.text import N_
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import AmountField, ChoiceField, DayField, LineField, PickerField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.targets.milestone_words import bare, read_goal
from salesdesk.words.i18n import _
from salesdesk.words.labels import label

QUARTERS = ("1", "2", "3", "4")


class MilestoneSheet(FormSheet):
    """What is to be reached in a quarter, what it is measured by, and its checklist, one a line."""

    def __init__(
        self, ctx: PageContext, parent: QWidget, year: int, *, quarter: int = 1, before: Milestone | None = None
    ) -> None:
        self._ctx, self._year, self._before = ctx, year, before
        self._items = ctx.desk.milestones.items_of(before.id) if before else []
        form = Form()
        form.add(LineField("title", lambda: _("What is to be reached"), required=True))
        form.add(ChoiceField("quarter", lambda: _("Quarter"), [Choice(at, "Q" + at) for at in QUARTERS]))
        criteria = [Choice(one.value, partial(label, one)) for one in Criterion]
        form.add(ChoiceField("criterion", lambda: _("Measured by"), criteria))
        form.add(LineField("goal", lambda: _("Goal"), help=lambda: _("A number, an amount, or percent for a rate.")))
        form.add(DayField("due_on", lambda: _("Due on"), ctx.desk.today))
        form.add(TextField("items", lambda: _("Checklist, one a line")))
        title = _("Milestone") if before else _("New milestone")
        super().__init__(title, form, parent, width=480)
        if before is not None:
            self.add_history(ctx.show_history, Kind.MILESTONE, before.id)
        values: dict[str, Any] = {"quarter": str(quarter), "criterion": Criterion.CHECKLIST.value}
        if before is not None:
            values = {"title": before.title, "quarter": str(before.quarter), "criterion": before.criterion.value}
            values |= {"goal": "" if before.goal is None else bare(before.criterion, before.goal)}
            values |= {"due_on": before.due_on, "items": _lines(self._items)}
        form.load(values)

    def store(self, values: Mapping[str, Any]) -> None:
        last = self._ctx.bridge.last
        criterion = Criterion(values["criterion"])
        words = str(values["goal"] or "").strip()
        goal = read_goal(criterion, words) if words and criterion is not Criterion.CHECKLIST else None
        if words and criterion is not Criterion.CHECKLIST and goal is None:
            raise Refused(N_("This is no goal. Write a number, like 15 or 8.5."), field="goal")
        own = {"criterion": criterion, "goal": goal, "due_on": values["due_on"]}
        desk, quarter, title = self._ctx.desk, int(values["quarter"]), str(values["title"] or "")
        if self._before is None:
            desk.milestones.add(self._year, quarter, title, str(values["items"] or "").splitlines(), **own)
        else:
            after = replace(self._before, title=title, quarter=quarter, **own)
            desk.milestones.edit(self._before, after, _kept(self._items, values["items"]))
        _say(self._ctx, last)


class TenderSheet(FormSheet):
    """A call for tenders: whose, until when, who works on it, and what is done before the contract is signed."""

    def __init__(self, ctx: PageContext, parent: QWidget, *, before: Tender | None = None) -> None:
        self._ctx, self._before = ctx, before
        self._items = ctx.desk.tenders.items_of(before.id) if before else []
        form = Form()
        form.add(PickerField("client_id", lambda: _("Client"), self._find, required=True))
        form.add(LineField("name", lambda: _("Tender"), required=True))
        statuses = [Choice(one.value, partial(label, one)) for one in TenderStatus]
        form.add(ChoiceField("status", lambda: _("State"), statuses))
        form.add(DayField("due_on", lambda: _("Due on"), ctx.desk.today))
        form.add(AmountField("amount_cents", lambda: _("Amount"), ctx.desk.currency))
        form.add(TextField("team", lambda: _("Project team, one a line")))
        form.add(TextField("items", lambda: _("Contract checklist, one a line"), lines=5))
        super().__init__(_("Tender") if before else _("New tender"), form, parent, width=520)
        if before is None:
            form.load({"status": TenderStatus.FOLLOWED.value, "items": "\n".join(ctx.desk.tenders.usual_checklist())})
            return
        self.add_history(ctx.show_history, Kind.TENDER, before.id)
        client = ctx.desk.clients.get(before.client_id)
        form.load(
            {
                "client_id": PickItem(before.client_id, client.name if client else ""),
                "name": before.name,
                "status": before.status.value,
                "due_on": before.due_on,
                "amount_cents": before.amount_cents or None,
                "team": before.team,
                "items": _lines(self._items),
            }
        )

    def store(self, values: Mapping[str, Any]) -> None:
        last, tenders = self._ctx.bridge.last, self._ctx.desk.tenders
        own = {"name": values["name"] or "", "due_on": values["due_on"], "amount_cents": values["amount_cents"] or 0}
        own |= {"team": values["team"] or "", "status": TenderStatus(values["status"])}
        client: Id = values["client_id"]
        if self._before is None:
            items = [line.strip() for line in str(values["items"] or "").splitlines() if line.strip()]
            tenders.add(client_id=client, items=items, **own)
        else:
            after = replace(self._before, client_id=client, **own)
            tenders.edit(self._before, after, _kept(self._items, values["items"]))
        _say(self._ctx, last)

    def _find(self, words: str) -> Sequence[PickItem]:
        return [PickItem(one.id, one.title, one.subtitle) for one in self._ctx.desk.clients.find(words)]


def _lines(items: Sequence[ChecklistItem]) -> str:
    return "\n".join(item.text for item in items)


def _kept(before: Sequence[ChecklistItem], words: object) -> list[ChecklistItem]:
    """The lines as typed; one that says what it said before keeps its tick."""
    left = list(before)
    kept = []
    for line in str(words or "").splitlines():
        text = line.strip()
        if text:
            known = next((item for item in left if item.text == text), None)
            if known is not None:
                left.remove(known)
            kept.append(known or ChecklistItem(b"", text))
    return kept


def _say(ctx: PageContext, before: object) -> None:
    if ctx.bridge.last is not None and ctx.bridge.last is not before:
        ctx.notify.done(ctx.bridge.last)
