"""How a client is kept, in its record: at risk or not, follow-up, service plan, services given, what else to sell."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client, Grade
from salesdesk.domain.maintenance import GivenService, ServiceStep
from salesdesk.domain.prospects import Node, ProspectStep
from salesdesk.services.maintenance import Care
from salesdesk.services.prospects import Prospect
from salesdesk.ui.clients.line import Line, LineText
from salesdesk.ui.clients.story import near
from salesdesk.ui.parts.badges import IconMark, LateMark, VisitMark
from salesdesk.ui.parts.panel import Panel
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money
from salesdesk.words.reasons import churn_reason, cross_sell_reason, fit_reason

DONE_SHOWN = 3
"""Services done that stay in view."""


class CarePanels(QWidget):
    """Up to five small panels; those with nothing to say are hidden. `opened(LineText)` for a line."""

    opened = Signal(object)
    service_wanted = Signal()
    given_wanted = Signal()
    ideal_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.risk = Panel(lambda: _("May be leaving"), small=True)
        self.follow_up = Panel(lambda: _("Follow-up"), lambda: _("Ideal client"), small=True)
        self.plan = Panel(lambda: _("Service plan"), lambda: _("Plan a service"), small=True)
        self.cross = Panel(lambda: _("Might buy as well"), small=True)
        self.given = Panel(lambda: _("Services given"), lambda: _("Note a service"), small=True)
        self.follow_up.acted.connect(self.ideal_wanted)
        self.plan.acted.connect(self.service_wanted)
        self.given.acted.connect(self.given_wanted)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        for panel in (self.risk, self.follow_up, self.plan, self.cross, self.given):
            panel.body.setSpacing(0)
            panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            column.addWidget(panel)

    def show_care(self, client: Client, care: Care, prospect: Prospect | None, today: date) -> None:
        """Show this client's care; a prospect has a follow-up instead of a service plan."""
        self._fill(self.risk, [_risk(care)] if care.churn else [])
        self._fill(self.follow_up, _follow_up(prospect, today) if prospect else [])
        plan = [_step_line(step, today) for step in _shown(care.plan)]
        self._fill(self.plan, plan, always=client.is_key)
        self._fill(self.cross, [LineText(found.product, cross_sell_reason(found)) for found in care.cross_sell])
        self._fill(self.given, [_given(one, today) for one in care.given], always=client.is_key)

    def _fill(self, panel: Panel, lines: Iterable[LineText], *, always: bool = False) -> None:
        panel.clear()
        shown = list(lines)
        for text in shown:
            line = Line(text)
            line.chosen.connect(self.opened)
            panel.add(line)
        panel.setVisible(bool(shown) or always)


def _risk(care: Care) -> LineText:
    said = churn_reason(care.churn) if care.churn else ""
    return LineText(_("No order for unusually long"), said, icon="warning")


def _follow_up(prospect: Prospect, today: date) -> list[LineText]:
    fit, grade = prospect.fit, prospect.client.grade
    lines = []
    if fit.score is not None or grade is not Grade.NONE:
        head = label(grade) if fit.score is None else _("Fits the ideal client: {score} of 100").format(score=fit.score)
        if fit.score is not None and grade is not Grade.NONE:
            head = _("{grade} · {fit}").format(grade=label(grade), fit=head)
        lines.append(LineText(head, fit_reason(fit), icon="star"))
    return lines + [_node_line(step, prospect.next, today) for step in prospect.steps]


def _node_line(step: ProspectStep, following: Node | None, today: date) -> LineText:
    late = step.done_on is None and step.due_on is not None and step.due_on < today
    when = step.done_on or step.due_on
    right = near(when, today) if when else ""
    hint = _("N: done") if step.node is following else ""
    detail = " · ".join(word for word in (step.note, hint) if word)
    mark = VisitMark("done" if step.done_on else "planned")
    if late and step.due_on:
        detail = " · ".join([LateMark((today - step.due_on).days).words(), *([detail] if detail else [])])
    return LineText(label(step.node), detail, right, mark=mark, kind=Kind.PROSPECT_STEP, id=step.id)


def _shown(plan: Iterable[ServiceStep]) -> list[ServiceStep]:
    """Everything open, and what was done last."""
    steps = list(plan)
    done = sorted((step for step in steps if step.done_on), key=lambda step: step.done_on or date.min, reverse=True)
    return [step for step in steps if step.done_on is None] + done[:DONE_SHOWN]


def _step_line(step: ServiceStep, today: date) -> LineText:
    if step.done_on is not None:
        mark = VisitMark("done")
        return LineText(label(step.kind), step.note, near(step.done_on, today), mark=mark)
    late = LateMark((today - step.due_on).days).words() if step.due_on < today else ""
    often = _("every {months} months").format(months=step.every_months) if step.every_months else ""
    detail = " · ".join(word for word in (late, often, step.note) if word)
    mark = VisitMark("planned")
    return LineText(label(step.kind), detail, near(step.due_on, today), mark=mark, kind=Kind.SERVICE_STEP, id=step.id)


def _given(one: GivenService, today: date) -> LineText:
    cost = format_money(one.cost_cents, one.currency) if one.cost_cents is not None else ""
    detail = " · ".join(word for word in (format_date(one.given_on), one.note) if word)
    mark = IconMark("check", _("Given"))
    return LineText(one.name, detail, cost, mark=mark, kind=Kind.GIVEN_SERVICE, id=one.id)
