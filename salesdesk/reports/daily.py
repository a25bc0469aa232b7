"""The daily report (日報) as a document in the language in use."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.domain.client import Tier
from salesdesk.domain.report import (
    CompetitorMet,
    DailyReport,
    Goal,
    NewOpportunity,
    OpenObstacle,
    PlannedVisit,
    Progress,
    Rate,
    ReportWarning,
    ResourceAsked,
    VisitRow,
    WarningKind,
)
from salesdesk.domain.visit import Resource, VisitStatus
from salesdesk.reports import cells
from salesdesk.reports.document import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
    Tone,
)
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.team import members
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money, format_number, format_percent

DAILY_SECTIONS = (
    "figures",
    "goals",
    "members",
    "visits",
    "last_plan",
    "opportunities",
    "progress",
    "obstacles",
    "resources",
    "competitors",
    "tomorrow",
    "remark",
)
"""Every section's key in its usual order."""

_SHARES = {"obstacles": 0.5, "resources": 0.5}


def daily_titles() -> dict[str, str]:
    """The name of every section by its key, for choosing what is shown."""
    return {
        "figures": _("Key figures"),
        "goals": _("Target against actual"),
        "members": _("The team, one by one"),
        "visits": _("Visits today"),
        "last_plan": _("What became of today's plan"),
        "opportunities": _("New opportunities"),
        "progress": _("Progress of key projects"),
        "obstacles": _("Obstacles"),
        "resources": _("Resources to be coordinated"),
        "competitors": _("Competitors met"),
        "tomorrow": _("Plan for the next working day"),
        "remark": _("Remark"),
    }


def daily_document(report: DailyReport, layout: Layout | None = None) -> Document:
    """The report, put together as `layout` says. Sections without content vanish, but for the visits and the plan."""
    blocks: dict[str, list[Block]] = {
        "figures": _figures(report),
        "goals": _goals(report.goals, report.currency),
        "members": members(report.members, report.currency),
        "visits": [] if report.members else _visits(report.visits),
        "last_plan": kept_plan(report.plan_attainment, report.unplanned, report.previous_plan),
        "opportunities": new_opportunities(report.new_opportunities, report.currency),
        "progress": _progress(report.progress, report.currency),
        "obstacles": obstacles(report.obstacles, report.words.obstacles),
        "resources": resources(report.resources),
        "competitors": competitors_met(report.competitors),
        "tomorrow": _tomorrow(report),
        "remark": _remark(report),
    }
    titles = daily_titles() | {"figures": ""}
    if report.tomorrow_day:
        titles["tomorrow"] = _("Plan for {day}").format(day=format_date(report.tomorrow_day, "weekday"))
    sections = tuple(
        Section(key, titles[key], tuple(blocks[key]), _SHARES.get(key, 1.0)) for key in DAILY_SECTIONS if blocks[key]
    )
    return framed(
        title=_("Daily report of the team") if report.members else _("Daily report"),
        author=report.rep,
        date_line=format_date(report.day, "long"),
        currency=report.currency,
        sections=sections,
        layout=layout or Layout(),
    )


def warning_sentence(warning: ReportWarning) -> str:
    """What the author should look at once more before the report is sent; it is never printed."""
    if warning.kind is WarningKind.STAGE_WITHOUT_CONTACT and warning.subject:
        return _("“{name}” moved to another stage without any contact.").format(name=warning.subject)
    return label(warning.kind)


def _figures(report: DailyReport) -> list[Block]:
    planned = _("{n} of {of} planned").format(
        n=format_number(report.plan_attainment.n), of=format_number(report.plan_attainment.of)
    )
    figures = [
        KeyFigure(
            _("Visits done"),
            format_number(report.done),
            planned if report.planned else _("none planned"),
        ),
        KeyFigure(_("New opportunities"), format_number(len(report.new_opportunities)), _new_amount(report)),
    ]
    figures += [_goal_figure(goal, report.currency) for goal in report.goals if goal.measure.is_money]
    return [KeyFigures(tuple(figures))]


def _new_amount(report: DailyReport) -> str:
    amount = sum(one.amount_cents or 0 for one in report.new_opportunities)
    return format_money(amount, report.currency, compact=True) if amount else ""


def _goal_figure(goal: Goal, currency: str) -> KeyFigure:
    month = goal.month
    detail = ""
    if month.target:
        detail = _("{share} of {target}").format(
            share=format_percent(month.attainment),
            target=format_money(month.target, currency, compact=True),
        )
    name = _("{what} this month").format(what=label(goal.measure))
    return KeyFigure(name, format_money(month.actual, currency, compact=True), detail, month.attainment)


def _goals(goals: Sequence[Goal], currency: str) -> list[Block]:
    if not goals:
        return []
    columns = (
        Column(_("Measure"), weight=1.3),
        Column(_("Today"), CellKind.INT),
        Column(_("Target today"), CellKind.INT),
        Column(_("Month to date"), CellKind.INT),
        Column(_("Month's target"), CellKind.INT),
        Column(_("Attainment"), CellKind.PERCENT),
    )
    rows = []
    for goal in goals:
        cell = cells.whole_money if goal.measure.is_money else cells.count
        name = cells.money_heading(label(goal.measure), currency) if goal.measure.is_money else label(goal.measure)
        both = (cell(goal.day.actual), cell(goal.day.target), cell(goal.month.actual), cell(goal.month.target))
        rows.append((cells.text(name), *both, cells.attainment(goal.month)))
    return [Table(columns, tuple(rows))]


def _visits(visits: Sequence[VisitRow]) -> list[Block]:
    if not visits:
        return [Paragraph(_("No visits today."), Tone.QUIET)]
    promised = any(visit.next_step for visit in visits)
    columns = (
        Column(_("Time"), CellKind.TIME),
        Column(_("Client"), weight=1.9),
        Column(_("Tier"), weight=0.2, align=Align.CENTRE),
        Column(_("Channel"), weight=0.6),
        Column(_("Purpose and result"), weight=2.6),
        *((Column(_("Next step"), weight=1.6),) if promised else ()),
    )
    return [Table(columns, tuple(_visit(visit, promised) for visit in visits))]


def _visit(visit: VisitRow, promised: bool) -> tuple[Cell, ...]:
    done = visit.status is VisitStatus.DONE
    return (
        cells.clock(visit.start),
        cells.text(with_people(visit)),
        tier(visit.tier),
        cells.text(label(visit.channel) if visit.channel else ""),
        cells.text(happened(visit), Tone.NORMAL if done else Tone.QUIET),
        *((cells.text(next_step(visit)),) if promised else ()),
    )


def with_people(visit: VisitRow) -> str:
    """The client, and beneath it who was met."""
    return "\n".join(part for part in (visit.client, _list(visit.contacts)) if part)


def _list(names: Sequence[str]) -> str:
    return _(", ").join(names)


def happened(visit: VisitRow) -> str:
    """Purpose, outcome, needs heard; for a visit that did not happen, its state and the reason."""
    lines = [visit.purpose]
    if visit.status is not VisitStatus.DONE:
        lines.append(_described(label(visit.status), visit.reason))
    else:
        lines.append(_described(label(visit.outcome) if visit.outcome else "", visit.result))
    if visit.needs:
        lines.append(_described(_("Needs"), _list(visit.needs)))
    return "\n".join(line for line in lines if line)


def _described(name: str, words: str) -> str:
    return _("{name}: {words}").format(name=name, words=words) if name and words else name or words


def next_step(row: VisitRow | Progress) -> str:
    """The promise made, and beneath it its day."""
    day = format_date(row.next_step_on, "weekday") if row.next_step and row.next_step_on else ""
    return "\n".join(words for words in (row.next_step, day) if words)


def kept_plan(done: Rate, unplanned: int, previous: str) -> list[Block]:
    """What was planned in the report before, set against what happened: "Planned 12, done 9; unplanned 4."."""
    blocks: list[Block] = []
    if previous:
        blocks.append(Paragraph(previous, label=_("As it was written")))
    if done.of or (unplanned and previous):
        said = _("Planned {planned}, done {done}; unplanned {unplanned}.")
        blocks.append(
            Paragraph(
                said.format(
                    planned=format_number(done.of), done=format_number(done.n), unplanned=format_number(unplanned)
                )
            )
        )
    return blocks


def tier(value: Tier | None) -> Cell:
    """A client's tier as a bold letter."""
    return cells.text(label(value) if value else "", Tone.STRONG)


def new_opportunities(found: Sequence[NewOpportunity], currency: str) -> list[Block]:
    """The table of opportunities that came into being."""
    if not found:
        return []
    money = cells.money_like(one.amount_cents for one in found)
    columns = (
        Column(_("Opportunity"), weight=1.8),
        Column(_("Client"), weight=1.5),
        Column(_("Stage"), weight=0.9),
        Column(_("Priority"), weight=0.3, align=Align.CENTRE),
        Column(cells.money_heading(_("Amount"), currency), CellKind.MONEY),
        Column(_("Expected close"), CellKind.DATE),
    )
    rows = [
        (
            cells.text(one.name),
            cells.text(one.client),
            cells.text(label(one.stage)),
            cells.text(one.priority.name if one.priority else ""),
            money(one.amount_cents),
            cells.full_day(one.expected_close),
        )
        for one in found
    ]
    return [Table(columns, tuple(rows))]


def _progress(moves: Sequence[Progress], currency: str) -> list[Block]:
    if not moves:
        return []
    promised = any(move.next_step for move in moves)
    money = cells.money_like(move.amount_cents for move in moves)
    columns = (
        Column(_("Opportunity"), weight=1.7),
        Column(_("Client"), weight=1.4),
        Column(_("From"), weight=0.9),
        Column(_("To"), weight=0.9),
        Column(cells.money_heading(_("Amount"), currency), CellKind.MONEY),
        *((Column(_("Next step"), weight=1.5),) if promised else ()),
    )
    rows = [
        (
            cells.text(move.name),
            cells.text(move.client),
            cells.text(label(move.from_stage) if move.from_stage else _("new")),
            cells.text(label(move.to_stage), Tone.STRONG),
            money(move.amount_cents),
            *((cells.text(next_step(move)),) if promised else ()),
        )
        for move in moves
    ]
    return [Table(columns, tuple(rows))]


def obstacles(found: Sequence[OpenObstacle], words: str = "") -> list[Block]:
    """What stands in the way, from the visits and in the rep's own words."""
    blocks: list[Block] = []
    if found:
        columns = (
            Column(_("Client"), weight=1.2),
            Column(_("Obstacle"), weight=2.6),
            Column(_("Open since"), CellKind.DATE),
        )
        rows = [(cells.text(one.client), cells.text(one.text), cells.day(one.since)) for one in found]
        blocks.append(Table(columns, tuple(rows)))
    if words:
        blocks.append(Paragraph(words))
    return blocks


def resources(found: Sequence[ResourceAsked]) -> list[Block]:
    """Help that is asked for."""
    if not found:
        return []
    wanted = any(one.wanted_by for one in found)
    columns = (
        Column(_("Client"), weight=1.2),
        Column(_("What is asked for"), weight=2.2),
        Column(_("Wanted by") if wanted else _("Open since"), CellKind.DATE),
    )
    rows = [
        (
            cells.text(one.client),
            cells.text(_described(label(one.resource) if one.resource is not Resource.NONE else "", one.text)),
            cells.day(one.wanted_by if wanted else one.since),
        )
        for one in found
    ]
    return [Table(columns, tuple(rows))]


def competitors_met(found: Sequence[CompetitorMet]) -> list[Block]:
    """What was heard of competitors."""
    if not found:
        return []
    named = any(one.competitor for one in found)
    columns = (
        *((Column(_("Competitor")),) if named else ()),
        Column(_("Client"), weight=1.2),
        Column(_("What was heard"), weight=2.6),
    )
    unnamed = cells.text(_("not named"), Tone.QUIET)
    rows = [
        (
            *((cells.text(one.competitor) if one.competitor else unnamed,) if named else ()),
            cells.text(one.client),
            cells.text(one.news),
        )
        for one in found
    ]
    return [Table(columns, tuple(rows))]


def _tomorrow(report: DailyReport) -> list[Block]:
    blocks: list[Block] = list(planned_visits(report.tomorrow, with_day=False))
    if report.words.plan:
        blocks.append(Paragraph(report.words.plan))
    if report.members:
        return blocks
    return blocks or [Paragraph(_("No visits are planned yet."), Tone.QUIET)]


def planned_visits(planned: Sequence[PlannedVisit], *, with_day: bool) -> list[Block]:
    """The visits to come."""
    if not planned:
        return []
    columns = (
        *((Column(_("Day"), CellKind.DATE),) if with_day else ()),
        Column(_("Time"), CellKind.TIME),
        Column(_("Client"), weight=1.6),
        Column(_("Tier"), weight=0.2, align=Align.CENTRE),
        Column(_("Channel"), weight=0.6),
        Column(_("Purpose"), weight=3),
    )
    rows = [
        (
            *((cells.day(visit.day),) if with_day else ()),
            cells.clock(visit.start),
            cells.text(visit.client),
            tier(visit.tier),
            cells.text(label(visit.channel) if visit.channel else ""),
            cells.text(visit.purpose),
        )
        for visit in planned
    ]
    return [Table(columns, tuple(rows))]


def _remark(report: DailyReport) -> list[Block]:
    words = report.words
    blocks: list[Block] = [Paragraph(words.remark)] if words.remark else []
    if words.lessons:
        blocks.append(Paragraph(words.lessons, label=_("Lessons learned")))
    return blocks
