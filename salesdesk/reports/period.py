"""The monthly review (月度業績復盤) and the year-end report (年終分析) as documents in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from salesdesk.domain.figures import Figures
from salesdesk.domain.gap import Gap
from salesdesk.domain.goal import AT_MOST, GoalKey
from salesdesk.domain.period_report import LostCount, PartRow, PeriodReport
from salesdesk.domain.report import Achieved, Rate, ReportKind
from salesdesk.domain.target import Metric
from salesdesk.reports import cells
from salesdesk.reports.daily import competitors_met, kept_plan, new_opportunities
from salesdesk.reports.document import (
    Align,
    Bar,
    BarChart,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    Heading,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
    Tone,
)
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.period_clients import accounts, learnt, reached, won_and_gone
from salesdesk.reports.team import members
from salesdesk.reports.weekly import conversion, industries, lost, needs, tier_activity, trend
from salesdesk.words.i18n import _, ngettext, pgettext
from salesdesk.words.labels import label
from salesdesk.words.milestones import reason as milestone_reason
from salesdesk.words.numbers import (
    NOTHING,
    format_date,
    format_money,
    format_month,
    format_number,
    format_percent,
)

MONTHLY_SECTIONS = (
    *("figures", "attainment", "members", "trend", "factors", "lines", "tier_sales", "regions"),
    *("weeks", "reached", "tiers", "funnel", "response", "won", "lost", "opportunities", "cases", "learnt"),
    *("competitors", "needs", "resources", "milestones", "last_plan", "obstacles", "plan", "resolutions", "remark"),
)
"""Every section's key in its usual order."""
YEAR_SECTIONS = (
    *("figures", "attainment", "members", "trend", "industries", "factors", "lines", "tier_sales", "industry_sales"),
    *("regions", "accounts", "clients", "weeks", "reached", "tiers", "service", "funnel", "response", "won"),
    *("lost_reasons", "lost", "cases", "learnt", "last_plan", "competitors", "needs", "resources", "goals"),
    *("milestones", "obstacles", "plan", "resolutions", "remark"),
)

_MOST_BARS, _MOST_OPPORTUNITIES = 8, 20
_SHARES = {"trend": 0.58, "industries": 0.42}


def monthly_titles() -> dict[str, str]:
    """The name of every section of a month's review by its key, for choosing what is shown."""
    titles = {
        "figures": _("Key figures"),
        "attainment": _("Target against actual"),
        "members": _("The team, one by one"),
        "trend": _("Monthly sales"),
        "factors": _("Key factors"),
        "lines": _("Sales by product line"),
        "tier_sales": _("Sales by client tier"),
        "regions": _("Sales and contacts by region"),
        "weeks": _("Week by week"),
        "tiers": _("Visits and cadence by tier"),
        "funnel": _("Stage conversion"),
        "response": _("Answers to enquiries and complaints"),
        "won": _("Won"),
        "lost": _("Lost, and what changes"),
        "cases": _("Cases worth telling"),
        "competitors": _("Competitors met"),
        "needs": _("Needs that clients share"),
        "reached": _("New and existing clients reached"),
        "opportunities": _("New opportunities"),
        "learnt": _("What the weeks taught"),
        "last_plan": _("What became of the plan"),
        "resources": _("Where resources went, and go"),
        "milestones": _("Milestones of the quarter"),
        "obstacles": _("Obstacles"),
        "plan": _("Plan for the next month"),
        "resolutions": _("Resolutions"),
        "remark": _("Remark"),
    }
    return {key: titles[key] for key in MONTHLY_SECTIONS}


def year_titles() -> dict[str, str]:
    """The name of every section of a year's report by its key, for choosing what is shown."""
    own = {
        "industries": _("Clients by industry"),
        "industry_sales": _("Sales by industry"),
        "weeks": _("Quarter by quarter"),
        "accounts": _("Key accounts"),
        "clients": _("Clients won and lost"),
        "learnt": _("What the months taught"),
        "service": _("Clients, satisfaction and money"),
        "lost_reasons": _("Why orders were lost"),
        "goals": _("Goals of the year"),
        "milestones": _("Milestones of the year"),
        "plan": _("Plan for the next year"),
    }
    titles = monthly_titles() | own
    return {key: titles[key] for key in YEAR_SECTIONS}


def period_document(report: PeriodReport, layout: Layout | None = None) -> Document:
    """The report, put together as `layout` says. Sections without content vanish."""
    is_year = report.kind is ReportKind.YEAR
    titles = year_titles() if is_year else monthly_titles()
    order = YEAR_SECTIONS if is_year else MONTHLY_SECTIONS
    blocks = {key: list(_BLOCKS[key](report)) for key in order}
    sections = tuple(
        Section(key, "" if key == "figures" else titles[key], tuple(blocks[key]), _SHARES.get(key, 1.0))
        for key in order
        if blocks[key]
    )
    return framed(
        title=_title(report),
        author=report.rep,
        date_line=str(report.period.first.year) if is_year else format_month(report.period.first),
        currency=report.currency,
        sections=sections,
        layout=layout or Layout(),
    )


def _title(report: PeriodReport) -> str:
    if report.kind is ReportKind.YEAR:
        return _("Year-end report of the team") if report.members else _("Year-end report")
    return _("Monthly review of the team") if report.members else _("Monthly review")


def _figures(report: PeriodReport) -> Iterator[Block]:
    by_metric = {row.metric: row for row in report.metrics}
    numbers, before = report.figures, report.before
    figures = []
    for metric, name in ((Metric.SALES, _("Sales")), (Metric.COLLECTIONS, _("Money received"))):
        if metric in by_metric:
            figures.append(_reached(name, by_metric[metric].achieved, report.currency))
    figures.append(
        KeyFigure(
            _("Gross margin"),
            format_percent(numbers.gross_margin.value),
            _before(format_percent(before.gross_margin.value), report),
        )
    )
    figures.append(KeyFigure(_("Visits"), format_number(numbers.visits), _before(format_number(before.visits), report)))
    yield KeyFigures(tuple(figures))


def _before(value: str, report: PeriodReport) -> str:
    if report.kind is ReportKind.YEAR:
        return _("{value} the year before").format(value=value)
    return _("{value} the month before").format(value=value)


def _reached(name: str, achieved: Achieved, currency: str) -> KeyFigure:
    detail = ""
    if achieved.target:
        detail = _("{share} of {target}").format(
            share=format_percent(achieved.attainment), target=format_money(achieved.target, currency, compact=True)
        )
    return KeyFigure(name, format_money(achieved.actual, currency, compact=True), detail, achieved.attainment)


def _attainment(report: PeriodReport) -> Iterator[Block]:
    columns = (
        Column(_("Measure"), weight=1.4),
        Column(_("Actual"), CellKind.MONEY),
        Column(_("Target"), CellKind.MONEY),
        Column(_("Attainment"), CellKind.PERCENT),
        Column(_("Gap"), CellKind.MONEY),
        Column(_("Year before"), CellKind.MONEY),
        Column(_("Per day left"), CellKind.MONEY),
        Column(_("Forecast"), CellKind.MONEY),
    )
    rows = []
    for row in report.metrics:
        money = row.metric not in (Metric.VISITS, Metric.NEW_CLIENTS)
        cell = cells.whole_money if money else cells.count
        name = cells.money_heading(label(row.metric), report.currency) if money else label(row.metric)
        rows.append(
            (
                cells.text(name),
                cell(row.achieved.actual),
                cell(row.achieved.target),
                cells.attainment(row.achieved),
                cells.gap(row.achieved) if money else cells.count(row.achieved.gap),
                cell(row.before),
                cell(row.pace),
                cell(row.forecast),
            )
        )
    yield Table(columns, tuple(rows))
    if report.forecast is not None:
        said = _("At the speed so far sales come to {likely}; judged by the past, to between {low} and {high}.")
        likely, low, high = (
            format_money(cents, report.currency, compact=True)
            for cents in (report.forecast.likely, report.forecast.low, report.forecast.high)
        )
        yield Paragraph(said.format(likely=likely, low=low, high=high), Tone.QUIET)


def _members(report: PeriodReport) -> Iterator[Block]:
    yield from members(report.members, report.currency)


def _trend(report: PeriodReport) -> Iterator[Block]:
    yield from trend(report.trend, report.currency)


def _industries(report: PeriodReport) -> Iterator[Block]:
    yield from industries(report.industries)


def _factors(report: PeriodReport) -> Iterator[Block]:
    if report.words.factors:
        yield Paragraph(report.words.factors)
    if report.gap is not None and (report.gap.actual or report.gap.before or report.gap.target):
        yield Table(
            (
                Column(_("What moved the sales"), weight=2.2),
                Column(cells.money_heading(_("Amount"), report.currency), CellKind.MONEY),
                Column(_("Clients"), CellKind.INT, 0.6),
                Column(_("Above all"), weight=2.6),
            ),
            tuple(_bridge(report.gap, report.behind)),
        )


def _bridge(gap: Gap, behind: Mapping[str, Sequence[str]]) -> Iterator[tuple[Cell, ...]]:
    """From the year before to the actual, and from there to the target: the parts sum to the gap."""
    nobody = (cells.text(""), cells.text(""))
    yield cells.text(_("Sales of the same days a year before")), cells.whole_money(gap.before), *nobody
    for moved in gap.moved:
        names = cells.text(_(", ").join(behind.get(moved.driver.value, ())), Tone.QUIET)
        yield cells.text(label(moved.driver)), cells.whole_money(moved.cents), cells.count(len(moved.clients)), names
    yield cells.text(_("Actual"), Tone.STRONG), cells.whole_money(gap.actual), *nobody
    if gap.target is not None:
        yield cells.text(_("Target so far")), cells.whole_money(gap.target), *nobody
        yield cells.text(_("Gap"), Tone.STRONG), cells.gap(Achieved(gap.actual, gap.target)), *nobody


def _parts(name: str, rows: Sequence[PartRow], currency: str, *, charted: bool) -> Iterator[Block]:
    if not rows:
        return
    with_visits = any(row.visits is not None for row in rows)
    with_target = any(row.achieved.target is not None for row in rows)
    total, met = sum(row.achieved.actual for row in rows), sum(row.visits or 0 for row in rows)
    columns = (
        Column(name, weight=1.6),
        Column(cells.money_heading(_("Sales"), currency), CellKind.MONEY),
        Column(_("Share"), CellKind.PERCENT),
        *((Column(_("Target"), CellKind.MONEY), Column(_("Attainment"), CellKind.PERCENT)) if with_target else ()),
        Column(_("Year before"), CellKind.MONEY),
        Column(pgettext("difference", "Change"), CellKind.PERCENT),
        *((Column(_("All contacts"), CellKind.INT), Column(_("Share"), CellKind.PERCENT)) if with_visits else ()),
    )
    if charted:
        yield from _bars(rows, currency)
    yield Table(
        columns,
        tuple(
            (
                cells.text(row.name or _("not known")),
                cells.whole_money(row.achieved.actual),
                cells.percent(Rate.part(row.achieved.actual, total).value),
                *((cells.whole_money(row.achieved.target), cells.attainment(row.achieved)) if with_target else ()),
                cells.whole_money(row.before),
                cells.percent((row.achieved.actual - row.before) / row.before if row.before else None),
                *(
                    (cells.count(row.visits), cells.percent(Rate.part(row.visits or 0, met).value))
                    if with_visits
                    else ()
                ),
            )
            for row in rows
        ),
    )


def _bars(rows: Sequence[PartRow], currency: str) -> Iterator[Block]:
    """The largest parts as bars; one alone would say nothing."""
    sold = [row for row in rows if row.achieved.actual > 0]
    largest = sorted(sold, key=lambda row: -row.achieved.actual)[:_MOST_BARS]
    if len(largest) > 1:
        yield BarChart(
            "",
            tuple(
                Bar(
                    row.name or _("not known"),
                    row.achieved.actual / 100,
                    format_money(row.achieved.actual, currency, compact=True),
                )
                for row in largest
            ),
        )


def _lines(report: PeriodReport) -> Iterator[Block]:
    yield from _parts(_("Product line"), report.lines, report.currency, charted=report.kind is ReportKind.YEAR)


def _tier_sales(report: PeriodReport) -> Iterator[Block]:
    yield from _parts(_("Tier"), report.tier_sales, report.currency, charted=report.kind is ReportKind.YEAR)


def _industry_sales(report: PeriodReport) -> Iterator[Block]:
    yield from _parts(_("Industry"), report.industry_sales, report.currency, charted=True)


def _regions(report: PeriodReport) -> Iterator[Block]:
    yield from _parts(_("Region"), report.regions, report.currency, charted=report.kind is ReportKind.YEAR)


def _spans(report: PeriodReport) -> Iterator[Block]:
    if not any(one.visits or one.sales or one.received for one in report.spans):
        return
    yield Table(
        (
            Column(_("Quarter") if report.kind is ReportKind.YEAR else _("Week from"), weight=1.0),
            Column(_("All contacts"), CellKind.INT),
            Column(_("Plan done"), CellKind.PERCENT),
            Column(_("Planned visits done"), weight=0.8, align=Align.RIGHT),
            Column(_("Coverage"), CellKind.PERCENT),
            Column(_("Cadence met"), CellKind.PERCENT),
            Column(cells.money_heading(_("Sales"), report.currency), CellKind.MONEY),
            Column(cells.money_heading(_("Received"), report.currency), CellKind.MONEY),
        ),
        tuple(
            (
                cells.text(one.name),
                cells.count(one.visits),
                cells.percent(one.planned.value),
                cells.of(one.planned),
                cells.percent(one.coverage.value),
                cells.percent(one.cadence_met.value),
                cells.whole_money(one.sales),
                cells.whole_money(one.received),
            )
            for one in report.spans
        ),
    )


def _tiers(report: PeriodReport) -> Iterator[Block]:
    yield from tier_activity(report.tiers)
    share = report.figures.concentration
    if share.of:
        said = _("{share} of the contacts went to the fifth of the clients that bought most ({n} of {of}).")
        yield Paragraph(
            said.format(share=format_percent(share.value), n=format_number(share.n), of=format_number(share.of)),
            Tone.QUIET,
        )


def _service(report: PeriodReport) -> Iterator[Block]:
    """New and lost clients, satisfaction and the way the money comes in, beside the year before."""
    now, then = report.figures, report.before
    rows: list[tuple[str, Callable[[Figures], str]]] = [
        (_("New clients"), lambda one: format_number(one.new_clients)),
        (_("New-client conversion"), lambda one: _share(one.new_client_conversion)),
        (_("Repurchase rate"), lambda one: _share(one.repurchase_rate)),
        (_("Clients that might be lost"), lambda one: _number(one.churn_warnings)),
        (_("Products per client"), lambda one: _number(one.products_per_client, 2)),
        (_("High-margin share"), lambda one: format_percent(one.high_margin_share.value)),
        (_("Average discount"), lambda one: format_percent(one.average_discount.value)),
        (_("Satisfaction"), lambda one: _number(one.satisfaction, 1)),
        (_("Net promoter score"), lambda one: _number(one.nps)),
        (_("Survey answers"), lambda one: _share(one.survey_response_rate)),
        (_("Collection rate"), lambda one: format_percent(one.collection_rate.value)),
        (_("Days sales outstanding"), lambda one: _number(one.dso)),
        (_("Win rate"), lambda one: _share(one.win_rate)),
        (_("Sales cycle, days"), lambda one: _number(one.sales_cycle)),
    ]
    yield Table(
        (
            Column(_("Measure"), weight=1.6),
            Column(_("This year"), align=Align.RIGHT),
            Column(_("Year before"), align=Align.RIGHT),
        ),
        tuple((cells.text(name), cells.text(said(now)), cells.text(said(then))) for name, said in rows),
    )


def _share(rate: Rate) -> str:
    if not rate.of:
        return NOTHING
    written = _("{n} of {of}").format(n=format_number(rate.n), of=format_number(rate.of))
    return f"{format_percent(rate.value)} · {written}"


def _number(value: object, digits: int = 0) -> str:
    return NOTHING if value is None else format_number(round(float(value), digits), digits)  # type: ignore[arg-type]


def _funnel(report: PeriodReport) -> Iterator[Block]:
    name = _("Year before") if report.kind is ReportKind.YEAR else _("Month before")
    now = _("This year") if report.kind is ReportKind.YEAR else _("This month")
    yield from conversion(report.conversions, now, name)
    if report.bottleneck is not None:
        yield Paragraph(_("Bottleneck: {stage}").format(stage=label(report.bottleneck)), Tone.STRONG)


def _response(report: PeriodReport) -> Iterator[Block]:
    numbers = report.figures
    if not numbers.enquiries:
        return
    said = _("{n} received; {share} answered within 24 hours.").format(
        n=format_number(numbers.enquiries), share=format_percent(numbers.within_24h.value)
    )
    yield Paragraph(said)
    yield Table(
        (
            Column(_("Hours to the first answer"), weight=1.4),
            Column(_("Median"), CellKind.DECIMAL),
            Column(_("Mean"), CellKind.DECIMAL),
            Column(_("90th percentile"), CellKind.DECIMAL),
        ),
        tuple(
            (cells.text(name), _hours(time.median), _hours(time.mean), _hours(time.p90))
            for name, time in (
                (_("Hours elapsed"), numbers.response_time),
                (_("Working hours"), numbers.response_time_working),
            )
        ),
    )
    if report.delays:
        reasons = _(", ").join(f"{label(reason)} {format_number(n)}" for reason, n in report.delays)
        yield Paragraph(reasons, label=_("Reasons of late answers"))


def _hours(value: object) -> Cell:
    if value is None:
        return Cell(NOTHING, None, CellKind.DECIMAL)
    hours = float(value)  # type: ignore[arg-type]
    return Cell(format_number(round(hours, 1), 1), hours, CellKind.DECIMAL)


def _won(report: PeriodReport) -> Iterator[Block]:
    if not report.won:
        return
    money = cells.money_like(one.amount_cents for one in report.won)
    numbers = report.figures
    count = ngettext("{n} opportunity", "{n} opportunities", numbers.won).format(n=format_number(numbers.won))
    said = _("{count}, {amount}; win rate {share} ({n} of {of})").format(
        count=count,
        amount=format_money(numbers.won_amount, report.currency),
        share=format_percent(numbers.win_rate.value),
        n=format_number(numbers.win_rate.n),
        of=format_number(numbers.win_rate.of),
    )
    yield Paragraph(said)
    yield Table(
        (
            Column(_("Opportunity"), weight=1.6),
            Column(_("Client"), weight=1.4),
            Column(cells.money_heading(_("Amount"), report.currency), CellKind.MONEY),
            Column(_("Closed on"), CellKind.DATE),
            Column(_("Days from the first contact"), CellKind.INT),
        ),
        tuple(
            (
                cells.text(one.name),
                cells.text(one.client),
                money(one.amount_cents),
                cells.full_day(one.closed_on),
                cells.count(one.days),
            )
            for one in report.won
        ),
    )


def _lost_reasons(report: PeriodReport) -> Iterator[Block]:
    if not report.lost_reasons:
        return
    yield BarChart(
        "",
        tuple(
            Bar(label(one.reason) if one.reason else _("not known"), one.count, format_number(one.count))
            for one in report.lost_reasons
        ),
    )
    yield Table(
        (
            Column(_("Reason"), weight=1.4),
            Column(_("Lost"), CellKind.INT),
            Column(cells.money_heading(_("Amount"), report.currency), CellKind.MONEY),
            Column(_("Lost from"), weight=1.8),
            Column(_("Lost to"), weight=1.6),
        ),
        tuple(
            (
                cells.text(label(one.reason) if one.reason else _("not known")),
                cells.count(one.count),
                cells.whole_money(one.amount_cents),
                cells.text(_stages(one)),
                cells.text(_(", ").join(one.competitors)),
            )
            for one in report.lost_reasons
        ),
    )


def _stages(one: LostCount) -> str:
    """From where they were lost, and how many from each stage."""
    return _(", ").join(
        f"{label(stage) if stage else _('not known')} {format_number(count)}" for stage, count in one.stages
    )


def _lost(report: PeriodReport) -> Iterator[Block]:
    yield from lost(report.lost, report.currency)


def _opportunities(report: PeriodReport) -> Iterator[Block]:
    """The largest ones that came into being; how many there were where not all are shown."""
    found, shown = report.new_opportunities, report.new_opportunities[:_MOST_OPPORTUNITIES]
    if len(shown) < len(found):
        said = _("The {n} largest of {of}.").format(n=format_number(len(shown)), of=format_number(len(found)))
        yield Paragraph(said, Tone.QUIET)
    yield from new_opportunities(shown, report.currency)


def _cases(report: PeriodReport) -> Iterator[Block]:
    if report.words.cases:
        yield Paragraph(report.words.cases)
    if report.words.lessons:
        yield Paragraph(report.words.lessons, label=_("Lessons learned"))


def _competitors(report: PeriodReport) -> Iterator[Block]:
    yield from competitors_met(report.competitors)


def _needs(report: PeriodReport) -> Iterator[Block]:
    yield from needs(report.needs, len(report.needs))


def _resources(report: PeriodReport) -> Iterator[Block]:
    if any(one.visits.n or one.discount.n for one in report.spent):
        yield Table(
            (
                Column(_("Tier"), weight=0.3, align=Align.CENTRE),
                Column(_("Clients"), CellKind.INT),
                Column(_("Share of visits"), CellKind.PERCENT),
                Column(_("Share of hours"), CellKind.PERCENT),
                Column(_("Share of discounts"), CellKind.PERCENT),
                Column(_("As planned"), CellKind.PERCENT),
            ),
            tuple(
                (
                    cells.text(one.tier),
                    cells.count(one.clients),
                    cells.percent(one.visits.value),
                    cells.percent(one.minutes.value),
                    cells.percent(one.discount.value),
                    cells.percent(one.plan / 100),
                )
                for one in report.spent
            ),
        )
    if report.potentials:
        yield Heading(_("Clients with high potential that buy little so far"))
        yield Table(
            (
                Column(_("Client"), weight=1.6),
                Column(_("Tier"), weight=0.3, align=Align.CENTRE),
                Column(_("Potential"), CellKind.INT),
                Column(cells.money_heading(_("12 months"), report.currency), CellKind.MONEY),
                Column(_("All contacts"), CellKind.INT),
            ),
            tuple(
                (
                    cells.text(one.client),
                    cells.text(one.tier),
                    cells.count(one.potential),
                    cells.whole_money(one.sales_cents),
                    cells.count(one.contacts),
                )
                for one in report.potentials
            ),
        )
    if report.words.shifts:
        yield Paragraph(report.words.shifts, label=_("What is moved"))


def _goals(report: PeriodReport) -> Iterator[Block]:
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


def _milestones(report: PeriodReport) -> Iterator[Block]:
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


def _last_plan(report: PeriodReport) -> Iterator[Block]:
    yield from kept_plan(report.figures.plan_attainment, report.unplanned, report.previous_plan)


def _obstacles(report: PeriodReport) -> Iterator[Block]:
    if report.words.obstacles:
        yield Paragraph(report.words.obstacles)


def _plan(report: PeriodReport) -> Iterator[Block]:
    if report.words.plan:
        yield Paragraph(report.words.plan)


def _resolutions(report: PeriodReport) -> Iterator[Block]:
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


def _remark(report: PeriodReport) -> Iterator[Block]:
    if report.words.remark:
        yield Paragraph(report.words.remark)


_BLOCKS: dict[str, Callable[[PeriodReport], Iterator[Block]]] = {
    "figures": _figures,
    "attainment": _attainment,
    "members": _members,
    "trend": _trend,
    "industries": _industries,
    "factors": _factors,
    "lines": _lines,
    "tier_sales": _tier_sales,
    "industry_sales": _industry_sales,
    "regions": _regions,
    "accounts": accounts,
    "clients": won_and_gone,
    "weeks": _spans,
    "reached": reached,
    "tiers": _tiers,
    "service": _service,
    "funnel": _funnel,
    "response": _response,
    "won": _won,
    "lost_reasons": _lost_reasons,
    "lost": _lost,
    "opportunities": _opportunities,
    "cases": _cases,
    "learnt": learnt,
    "competitors": _competitors,
    "needs": _needs,
    "resources": _resources,
    "goals": _goals,
    "milestones": _milestones,
    "last_plan": _last_plan,
    "obstacles": _obstacles,
    "plan": _plan,
    "resolutions": _resolutions,
    "remark": _remark,
}
