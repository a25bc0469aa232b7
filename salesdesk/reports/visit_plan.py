"""The visit plan (客戶拜訪計劃表) as a document in the language in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.visit_plan import PlanLine, VisitPlan
from salesdesk.reports import cells
from salesdesk.reports.document import Align, Block, Cell, CellKind, Column, Document, Paragraph, Section, Table, Tone
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.names import safe
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date


def visit_plan_document(plan: VisitPlan, layout: Layout | None = None) -> Document:
    """A table for each day, numbered through, wide, to be signed; empty cells are left to be written by hand."""
    layout = replace(layout or Layout(), order=(), hidden=frozenset(), landscape=True)
    sections, first = [], 1
    for day, found in groupby(plan.lines, key=lambda line: line.day):
        lines = list(found)
        title = f"{format_date(day, 'long')} · {_visits(len(lines))}"
        sections.append(Section(day.isoformat(), title, (_table(lines, first),)))
        first += len(lines)
    if not sections:
        nothing: tuple[Block, ...] = (Paragraph(_("No visits are planned for these days."), Tone.QUIET),)
        sections.append(Section("nothing", _("Visits"), nothing))
    return framed(
        title=_("Visit plan"),
        author=plan.rep,
        date_line=period_line(plan.period),
        currency=plan.currency,
        sections=tuple(sections),
        layout=layout,
    )


def visit_plan_name(period: Period, rep: str) -> str:
    """What a file of the plan is called, without its ending."""
    return safe(f"{_('Visit plan')}_{period.first.isoformat()}_{rep}")


def period_line(period: Period) -> str:
    """The days of a form, in words."""
    if period.first == period.last:
        return format_date(period.first, "long")
    return f"{format_date(period.first)} – {format_date(period.last)}"


def _visits(n: int) -> str:
    return ngettext("{n} visit", "{n} visits", n).format(n=n)


def _table(lines: Sequence[PlanLine], first: int) -> Table:
    return Table(
        (
            Column(_("No."), CellKind.INT, 0.35),
            Column(_("Client"), weight=1.7),
            Column(_("Contact"), weight=0.9),
            Column(_("Phone"), weight=1.1),
            Column(_("Address"), weight=1.7),
            Column(_("Tier"), weight=0.4, align=Align.CENTRE),
            Column(_("State"), weight=0.8),
            Column(_("Time"), CellKind.TIME, 0.6),
            Column(_("Channel"), weight=0.8),
            Column(_("Purpose"), weight=1.6),
            Column(_("Expected result"), weight=1.7),
            Column(_("Result"), weight=1.5, by_hand=True),
        ),
        tuple(_row(number, line) for number, line in enumerate(lines, start=first)),
    )


def _row(number: int, line: PlanLine) -> tuple[Cell, ...]:
    return (
        cells.count(number),
        cells.text(line.client, Tone.STRONG),
        cells.text(line.contact),
        cells.text(line.phone),
        cells.text(line.address),
        cells.text(line.tier.value),
        cells.text(label(line.status)),
        cells.clock(line.start),
        cells.text(label(line.channel)),
        cells.text(line.purpose),
        cells.text(_expected(line)),
        cells.text(line.result),
    )


def _expected(line: PlanLine) -> str:
    """That the opportunity goes on to the stage behind its own one; its end is being won."""
    if line.stage is None:
        return ""
    stage = (*OPEN_STAGES, Stage.WON)[OPEN_STAGES.index(line.stage) + 1]
    return _("{opportunity} → {stage}").format(opportunity=line.opportunity, stage=label(stage))
