"""The weekly report (週報) as a document in the language in use."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.domain.report import (
    Achieved,
    Conversion,
    IndustryShare,
    Lost,
    MonthPoint,
    PlanOutcome,
    SharedNeed,
    Stalled,
    TierActivity,
    WeeklyReport,
)
from salesdesk.domain.visit import VisitStatus
from salesdesk.reports import cells
from salesdesk.reports.daily import (
    competitors_met,
    kept_plan,
    new_opportunities,
    obstacles,
    planned_visits,
    resources,
    tier,
)
from salesdesk.reports.document import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    LineChart,
    LineRole,
    Paragraph,
    PieChart,
    PieSlice,
    Section,
    Series,
    Table,
    Tone,
)
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.team import members
from salesdesk.words.i18n import _, language, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money, format_number, format_percent, month_names

WEEKLY_SECTIONS = (
    "figures",
    "won",
    "members",
    "trend",
    "industries",
    "conversion",
    "needs",
    "tiers",
    "opportunities",
    "stalled",
    "lost",
    "obstacles",
    "resources",
    "competitors",
    "last_plan",
    "next_week",
    "remark",
)
"""Every section's key in its usual order."""

_SHARES = {"trend": 0.58, "industries": 0.42}
_MOST_SLICES = 7
_MOST_NAMES = 8


def weekly_titles() -> dict[str, str]:
    """The name of every section by its key, for choosing what is shown."""
    return {
        "figures": _("Key figures"),
        "won": _("Sales against target"),
        "members": _("The team, one by one"),
        "trend": _("Monthly sales"),
        "industries": _("Clients by industry"),
        "conversion": _("Stage conversion"),
        "needs": _("Needs that clients share (top 3)"),
        "tiers": _("Visits and cadence by tier"),
        "opportunities": _("New opportunities"),
        "stalled": _("Stalled opportunities and the way on"),
        "lost": _("Lost this week, and what changes"),
        "obstacles": _("Obstacles open"),
        "resources": _("Resources to be coordinated"),
        "competitors": _("Competitors met"),
        "last_plan": _("What became of this week's plan"),
        "next_week": _("Plan for next week"),
        "remark": _("Remark"),
    }


def weekly_document(report: WeeklyReport, layout: Layout | None = None) -> Document:
    """The report, put together as `layout` says. Sections without content vanish, but for the plan of next week."""
    blocks: dict[str, list[Block]] = {
        "figures": _figures(report),
        "won": _won(report),
        "members": members(report.members, report.currency),
        "trend": trend(report.trend, report.currency),
        "industries": industries(report.industries),
        "conversion": conversion(report.conversions, _("This week"), _("Four weeks before")),
        "needs": needs(report.needs),
        "tiers": tier_activity(report.tiers),
        "opportunities": new_opportunities(report.new_opportunities, report.currency),
        "stalled": _stalled(report.stalled, report.currency),
        "lost": lost(report.lost, report.currency),
        "obstacles": obstacles(report.obstacles, report.words.obstacles),
        "resources": resources(report.resources),
        "competitors": competitors_met(report.competitors),
        "last_plan": _last_plan(report),
        "next_week": _next_week(report),
        "remark": _remark(report),
    }
    titles = weekly_titles() | {"figures": ""}
    sections = tuple(
        Section(key, titles[key], tuple(blocks[key]), _SHARES.get(key, 1.0)) for key in WEEKLY_SECTIONS if blocks[key]
    )
    first, last = report.week.first, report.week.last
    return framed(
        title=_("Weekly report of the team") if report.members else _("Weekly report"),
        author=report.rep,
        date_line=_("{first} to {last} (week {number})").format(
            first=format_date(first), last=format_date(last), number=first.isocalendar().week
        ),
        currency=report.currency,
        sections=sections,
        layout=layout or Layout(),
    )


def _figures(report: WeeklyReport) -> list[Block]:
    won = ngettext("{n} opportunity", "{n} opportunities", report.won_count).format(n=format_number(report.won_count))
    visits = ""
    if report.plan_done.of:
        visits = _("{n} of {of} planned").format(
            n=format_number(report.plan_done.n), of=format_number(report.plan_done.of)
        )
    return [
        KeyFigures(
            (
                KeyFigure(_("Won this week"), _short(report.won_week, report), won),
                _to_date(_("Sales this month"), report.sales_month, report),
                _to_date(_("Sales this year"), report.sales_year, report),
                KeyFigure(_("Visits done"), format_number(report.visits_done), visits, report.plan_done.value),
            )
        )
    ]


def _short(cents: int, report: WeeklyReport) -> str:
    return format_money(cents, report.currency, compact=True)


def _to_date(name: str, achieved: Achieved, report: WeeklyReport) -> KeyFigure:
    detail = ""
    if achieved.target:
        detail = _("{share} of {target}").format(
            share=format_percent(achieved.attainment), target=_short(achieved.target, report)
        )
    return KeyFigure(name, _short(achieved.actual, report), detail, achieved.attainment)


def _won(report: WeeklyReport) -> list[Block]:
    spans = (
        (_("This week"), report.won_week, report.sales_week),
        (_("Month to date"), report.won_month, report.sales_month),
        (_("Year to date"), report.won_year, report.sales_year),
    )
    columns = (
        Column(_("Period"), weight=1.2),
        Column(cells.money_heading(_("Opportunities won"), report.currency), CellKind.MONEY),
        Column(cells.money_heading(_("Sales"), report.currency), CellKind.MONEY),
        Column(cells.money_heading(_("Target"), report.currency), CellKind.MONEY),
        Column(cells.money_heading(_("Gap"), report.currency), CellKind.MONEY),
        Column(_("Attainment"), CellKind.PERCENT),
    )
    rows = [
        (
            cells.text(name),
            cells.whole_money(won),
            cells.whole_money(sold.actual),
            cells.whole_money(sold.target),
            cells.gap(sold),
            cells.attainment(sold),
        )
        for name, won, sold in spans
    ]
    return [Table(columns, tuple(rows))]


def trend(months: Sequence[MonthPoint], currency: str) -> list[Block]:
    """The line chart of the amounts won per month, beside target and the year before."""
    if not months:
        return []
    lines = (
        (_("Actual"), LineRole.ACTUAL, [one.actual_cents for one in months]),
        (_("Target"), LineRole.TARGET, [one.target_cents for one in months]),
        (_("Last year"), LineRole.LAST_YEAR, [one.last_year_cents for one in months]),
    )
    largest = max((value for _name, _role, line in lines for value in line if value is not None), default=0) / 100
    if not largest:
        return []
    scale, unit = axis_unit(largest, currency)
    series = [
        Series(name, tuple(None if value is None else value / 100 for value in line), role)
        for name, role, line in lines
        if any(value is not None for value in line)
    ]
    return [LineChart("", _month_names(months), tuple(series), unit, scale)] if series else []


def axis_unit(largest: float, currency: str) -> tuple[int, str]:
    """By what an axis that reaches `largest` is divided, and how that is named: thousands, or 万 in Chinese."""
    if language().startswith("zh"):
        if largest < 100_000:
            return 1, currency
        own = currency in ("CNY", "TWD")
        return 10_000, _("ten thousand yuan") if own else _("ten thousand {currency}").format(currency=currency)
    if largest >= 10_000_000:
        return 1_000_000, _("{currency} million").format(currency=currency)
    return (1_000, _("{currency} thousand").format(currency=currency)) if largest >= 10_000 else (1, currency)


def _month_names(months: Sequence[MonthPoint]) -> tuple[str, ...]:
    """The months' names; the year in a second line beneath the first one and each January."""
    names = month_names()
    return tuple(
        f"{names[one.month.month - 1]}\n{one.month.year}"
        if number == 0 or one.month.month == 1
        else names[one.month.month - 1]
        for number, one in enumerate(months)
    )


def industries(shares: Sequence[IndustryShare]) -> list[Block]:
    """The pie of clients by industry; the smallest ones are put together."""
    total = sum(one.clients for one in shares)
    if not total:
        return []
    largest = sorted((one for one in shares if one.clients), key=lambda one: -one.clients)
    shown = largest if len(largest) <= _MOST_SLICES else largest[: _MOST_SLICES - 1]
    parts = [(one.industry or _("not known"), one.clients) for one in shown]
    if len(shown) < len(largest):
        parts.append((_("others"), total - sum(clients for _name, clients in parts)))
    slices = [
        PieSlice(
            name,
            clients,
            _("{n} ({share})").format(n=format_number(clients), share=format_percent(clients / total, 0)),
        )
        for name, clients in parts
    ]
    unit = ngettext("{n} client", "{n} clients", total).format(n=format_number(total))
    return [PieChart("", tuple(slices), unit)]


def conversion(conversions: Sequence[Conversion], now: str, before: str) -> list[Block]:
    """Of those that left a stage, the share that moved on, in two spans of days that are called `now` and `before`."""
    if not any(one.week.of or one.before.of for one in conversions):
        return []
    columns = (
        Column(_("From"), weight=1.2),
        Column(_("To"), weight=1.2),
        Column(now, CellKind.PERCENT),
        Column(_("Moved on"), weight=0.8),
        Column(before, CellKind.PERCENT),
        Column(_("Moved on"), weight=0.8),
    )
    rows = [
        (
            cells.text(label(one.from_stage)),
            cells.text(label(one.to_stage)),
            cells.percent(one.week.value, Tone.STRONG),
            cells.of(one.week),
            cells.percent(one.before.value),
            cells.of(one.before),
        )
        for one in conversions
    ]
    return [Table(columns, tuple(rows))]


def needs(found: Sequence[SharedNeed], most: int = 3) -> list[Block]:
    """What most clients asked for."""
    if not found:
        return []
    columns = (
        Column(_("Need"), weight=1.4),
        Column(_("Clients"), CellKind.INT),
        Column(_("Times named"), CellKind.INT),
        Column(_("Named by"), weight=2.4),
    )
    rows = [
        (
            cells.text(one.need, Tone.STRONG),
            cells.count(one.clients),
            cells.count(one.mentions),
            cells.text(_some(one.names)),
        )
        for one in found[:most]
    ]
    return [Table(columns, tuple(rows))]


def _some(names: Sequence[str]) -> str:
    """A few of them, and how many more there are."""
    said = _(", ").join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return said if more <= 0 else _("{names} and {n} more").format(names=said, n=format_number(more))


def tier_activity(tiers: Sequence[TierActivity]) -> list[Block]:
    """Visits and contacts of each tier, with coverage and cadence."""
    if not any(one.clients for one in tiers):
        return []
    columns = (
        Column(_("Tier"), weight=0.3, align=Align.CENTRE),
        Column(_("Clients"), CellKind.INT),
        Column(_("Visits"), CellKind.INT),
        Column(_("All contacts"), CellKind.INT),
        Column(_("Coverage"), CellKind.PERCENT),
        Column(_("Clients reached"), weight=0.8, align=Align.RIGHT),
        Column(_("Cadence met"), CellKind.PERCENT),
        Column(_("Clients in cadence"), weight=0.8, align=Align.RIGHT),
    )
    rows = [
        (
            tier(one.tier),
            cells.count(one.clients),
            cells.count(one.visits),
            cells.count(one.contacts),
            cells.percent(one.coverage.value),
            cells.of(one.coverage),
            cells.percent(one.cadence_met.value),
            cells.of(one.cadence_met),
        )
        for one in tiers
    ]
    return [Table(columns, tuple(rows))]


def _stalled(stalled: Sequence[Stalled], currency: str) -> list[Block]:
    if not stalled:
        return []
    money = cells.money_like(one.amount_cents for one in stalled)
    columns = (
        Column(_("Opportunity"), weight=1.6),
        Column(_("Client"), weight=1.4),
        Column(_("Stage"), weight=0.8),
        Column(_("Priority"), weight=0.3, align=Align.CENTRE),
        Column(cells.money_heading(_("Amount"), currency), CellKind.MONEY),
        Column(_("Quiet days"), CellKind.INT),
        Column(_("Changed approach"), weight=1.9),
    )
    rows = [
        (
            cells.text(one.name),
            cells.text(one.client),
            cells.text(label(one.stage)),
            cells.text(one.priority.name if one.priority else ""),
            money(one.amount_cents),
            cells.count(one.days),
            cells.text(one.plan) if one.plan else cells.text(_("no plan yet"), Tone.ALERT),
        )
        for one in stalled
    ]
    return [Table(columns, tuple(rows))]


def lost(found: Sequence[Lost], currency: str) -> list[Block]:
    """What was lost, why, and what is done differently."""
    if not found:
        return []
    money = cells.money_like(one.amount_cents for one in found)
    columns = (
        Column(_("Opportunity"), weight=1.5),
        Column(_("Client"), weight=1.4),
        Column(_("Lost from"), weight=1.0),
        Column(cells.money_heading(_("Amount"), currency), CellKind.MONEY),
        Column(_("Reason"), weight=1.5),
        Column(_("Changed approach"), weight=1.7),
    )
    rows = [
        (
            cells.text(one.name),
            cells.text(one.client),
            cells.text(label(one.stage) if one.stage else ""),
            money(one.amount_cents),
            cells.text(_why(one)),
            cells.text(one.plan) if one.plan else cells.text(_("no plan yet"), Tone.ALERT),
        )
        for one in found
    ]
    return [Table(columns, tuple(rows))]


def _why(one: Lost) -> str:
    lines = [label(one.reason) if one.reason else "", one.note]
    if one.competitor:
        lines.append(_("lost to {competitor}").format(competitor=one.competitor))
    return "\n".join(line for line in lines if line)


def _last_plan(report: WeeklyReport) -> list[Block]:
    blocks = kept_plan(report.plan_done, report.unplanned, report.previous_plan)
    if not report.last_plan:
        return blocks
    columns = (
        Column(_("Day"), CellKind.DATE),
        Column(_("Client"), weight=1.4),
        Column(_("Tier"), weight=0.2, align=Align.CENTRE),
        Column(_("Purpose"), weight=1.6),
        Column(_("State"), weight=0.6),
        Column(_("Result or reason"), weight=2),
    )
    return [*blocks, Table(columns, tuple(_outcome(one) for one in report.last_plan))]


def _outcome(one: PlanOutcome) -> tuple[Cell, ...]:
    done = one.status is VisitStatus.DONE
    words = one.result if done else one.reason
    return (
        cells.day(one.day),
        cells.text(one.client),
        tier(one.tier),
        cells.text(one.purpose),
        cells.text(_state(one), Tone.NORMAL if done else Tone.QUIET),
        cells.text(words or (label(one.outcome) if one.outcome else "")),
    )


def _state(one: PlanOutcome) -> str:
    state = label(one.status)
    return f"{state} · {format_date(one.done_on)}" if one.done_on else state


def _next_week(report: WeeklyReport) -> list[Block]:
    blocks: list[Block] = list(planned_visits(report.next_week, with_day=True))
    if report.words.plan:
        blocks.append(Paragraph(report.words.plan))
    if report.members:
        return blocks
    return blocks or [Paragraph(_("No visits are planned yet."), Tone.QUIET)]


def _remark(report: WeeklyReport) -> list[Block]:
    words = report.words
    blocks: list[Block] = [Paragraph(words.remark)] if words.remark else []
    if words.lessons:
        blocks.append(Paragraph(words.lessons, label=_("Lessons learned")))
    return blocks
