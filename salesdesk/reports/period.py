"""The monthly review (月度業績復盤) and the year-end report (年終分析) as documents in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from salesdesk.domain.period_report import PeriodReport
from salesdesk.domain.report import ReportKind
from salesdesk.reports.daily import competitors_met, kept_plan
from salesdesk.reports.document import (
    Block,
    Document,
    Paragraph,
    Section,
)
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.period_aims import goals, milestones, resolutions
from salesdesk.reports.period_care import resources, response, service, tiers
from salesdesk.reports.period_clients import accounts, learnt, reached, won_and_gone
from salesdesk.reports.period_deals import funnel, lost_reasons, opportunities, won
from salesdesk.reports.period_sales import (
    attainment,
    factors,
    figures,
    industry_sales,
    lines,
    regions,
    spans,
    tier_sales,
)
from salesdesk.reports.team import members
from salesdesk.reports.weekly import industries, lost, needs, trend
from salesdesk.words.i18n import _
from salesdesk.words.numbers import (
    format_month,
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


def _members(report: PeriodReport) -> Iterator[Block]:
    yield from members(report.members, report.currency)


def _trend(report: PeriodReport) -> Iterator[Block]:
    yield from trend(report.trend, report.currency)


def _industries(report: PeriodReport) -> Iterator[Block]:
    yield from industries(report.industries)


def _lost(report: PeriodReport) -> Iterator[Block]:
    yield from lost(report.lost, report.currency)


def _cases(report: PeriodReport) -> Iterator[Block]:
    if report.words.cases:
        yield Paragraph(report.words.cases)
    if report.words.lessons:
        yield Paragraph(report.words.lessons, label=_("Lessons learned"))


def _competitors(report: PeriodReport) -> Iterator[Block]:
    yield from competitors_met(report.competitors)


def _needs(report: PeriodReport) -> Iterator[Block]:
    yield from needs(report.needs, len(report.needs))


def _last_plan(report: PeriodReport) -> Iterator[Block]:
    yield from kept_plan(report.figures.plan_attainment, report.unplanned, report.previous_plan)


def _obstacles(report: PeriodReport) -> Iterator[Block]:
    if report.words.obstacles:
        yield Paragraph(report.words.obstacles)


def _plan(report: PeriodReport) -> Iterator[Block]:
    if report.words.plan:
        yield Paragraph(report.words.plan)


def _remark(report: PeriodReport) -> Iterator[Block]:
    if report.words.remark:
        yield Paragraph(report.words.remark)


_BLOCKS: dict[str, Callable[[PeriodReport], Iterator[Block]]] = {
    "figures": figures,
    "attainment": attainment,
    "members": _members,
    "trend": _trend,
    "industries": _industries,
    "factors": factors,
    "lines": lines,
    "tier_sales": tier_sales,
    "industry_sales": industry_sales,
    "regions": regions,
    "accounts": accounts,
    "clients": won_and_gone,
    "weeks": spans,
    "reached": reached,
    "tiers": tiers,
    "service": service,
    "funnel": funnel,
    "response": response,
    "won": won,
    "lost_reasons": lost_reasons,
    "lost": _lost,
    "opportunities": opportunities,
    "cases": _cases,
    "learnt": learnt,
    "competitors": _competitors,
    "needs": _needs,
    "resources": resources,
    "goals": goals,
    "milestones": milestones,
    "last_plan": _last_plan,
    "obstacles": _obstacles,
    "plan": _plan,
    "resolutions": resolutions,
    "remark": _remark,
}
