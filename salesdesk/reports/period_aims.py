"""What a month or a year was to reach, and what follows from it: goals, milestones, resolutions."""

from __future__ import annotations

from collections.abc import Iterator

from salesdesk.domain.goal import AT_MOST, GoalKey
from salesdesk.domain.period_report import PeriodReport
from salesdesk.reports import cells
from salesdesk.reports.document import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Table,
    Tone,
)
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.milestones import reason as milestone_reason
from salesdesk.words.numbers import (
    NOTHING,
    format_date,
    format_month,
    format_number,
    format_percent,
)


def goals(report: PeriodReport) -> Iterator[Block]:
    """The goals of the year beside what was reached."""
    if not report.goals:
        return
    yield Table(
        (
            Column(_("Goal"), weight=1.6),
            Column(_("Aimed at"), align=Align.RIGHT),
            Column(_("Reached"), align=Align.RIGHT),
            Column(_("State"), weight=0.8),
        ),
        tuple(
            (
                cells.text(label(one.key)),
                cells.text(_goal(one.key, one.goal)),
                cells.text(NOTHING if one.actual.value is None else _valued(one.key, one.actual.value)),
                cells.text("" if one.kept is None else _("kept") if one.kept else _("missed"), _tone(one.kept)),
            )
            for one in report.goals
        ),
    )


def _tone(kept: bool | None) -> Tone:
    return Tone.ALERT if kept is False else Tone.NORMAL


def _goal(key: GoalKey, value: float | None) -> str:
    if value is None:
        return NOTHING
    said = _valued(key, value)
    return _("At most {goal}").format(goal=said) if key in AT_MOST else said


def _valued(key: GoalKey, value: float) -> str:
    """A goal or what was reached of it, as people say it."""
    if key in (GoalKey.SATISFACTION, GoalKey.NPS):
        return format_number(round(value, 1), 1 if key is GoalKey.SATISFACTION else 0)
    return format_percent(value)


def milestones(report: PeriodReport) -> Iterator[Block]:
    """The milestones and how they stand."""
    if not report.milestones:
        return
    yield Table(
        (
            Column(_("Quarter"), weight=0.4, align=Align.CENTRE),
            Column(_("Milestone"), weight=2.0),
            Column(_("State"), weight=0.8),
            Column(_("Why"), weight=2.0),
        ),
        tuple(
            (
                cells.text(f"Q{one.quarter}"),
                cells.text(one.title),
                cells.text(label(one.state)),
                cells.text(milestone_reason(one.reason, report.currency)),
            )
            for one in report.milestones
        ),
    )


def resolutions(report: PeriodReport) -> Iterator[Block]:
    """What was decided, and what earlier months left open or got done."""
    found = (*report.settled, *report.resolutions)
    if not found:
        return
    yield Table(
        (
            Column(_("Decided in"), weight=0.8),
            Column(_("Resolution"), weight=2.6),
            Column(_("Who does it"), weight=1.0),
            Column(_("Due on"), CellKind.DATE, 0.9),
            Column(_("Done on"), CellKind.DATE, 0.9, by_hand=True),
        ),
        tuple(
            (
                cells.text(format_month(one.month), Tone.QUIET if one.month == report.period.first else Tone.STRONG),
                cells.text(one.text),
                cells.text(one.owner),
                cells.full_day(one.due_on),
                Cell(format_date(one.done_on), one.done_on, CellKind.DATE) if one.done_on else cells.full_day(None),
            )
            for one in found
        ),
    )
