"""The data of a month's review and of a year's report: figures, what explains them, and words (spec 6.1, 6.2, 6.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.enquiry import DelayReason
from salesdesk.domain.figures import NO_RATE, Figures
from salesdesk.domain.gap import ForecastRange, Gap
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.milestone_state import State
from salesdesk.domain.opportunity import LostReason, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.report import (
    Achieved,
    CompetitorMet,
    Conversion,
    IndustryShare,
    Lost,
    Member,
    MonthPoint,
    NewOpportunity,
    Rate,
    ReportKind,
    ReportWords,
    SharedNeed,
    TierActivity,
)
from salesdesk.domain.saved_report import Resolution
from salesdesk.domain.target import Metric
from salesdesk.domain.text import Text


@dataclass(frozen=True, slots=True)
class MetricRow:
    """What a metric came to against its target, the same days a year before, pace and forecast (cents or a count)."""

    metric: Metric
    achieved: Achieved
    before: int | None = None
    pace: int | None = None
    forecast: int | None = None


@dataclass(frozen=True, slots=True)
class PartRow:
    """Sales of a part (a line, tier, industry, region) against target and the same days a year before; cents."""

    name: str
    achieved: Achieved
    before: int = 0
    visits: int | None = None


@dataclass(frozen=True, slots=True)
class SpanRow:
    """A week, month or quarter of the period: what was done and met in it, and how many of the `new` clients (those
    without an order before it) and of the `existing` ones had a contact."""

    name: str
    visits: int
    planned: Rate
    coverage: Rate
    sales: int
    received: int
    cadence_met: Rate = NO_RATE
    new: Rate = NO_RATE
    existing: Rate = NO_RATE


@dataclass(frozen=True, slots=True)
class ReachedRow:
    """Of the new and of the existing clients, how many had a contact in a span of days."""

    new: Rate
    existing: Rate


@dataclass(frozen=True, slots=True)
class KeyAccount:
    """One of the clients that bought most, beside the same days a year before; cents."""

    client: str
    tier: Tier
    sales_cents: int
    before_cents: int
    contacts: int
    id: Id = b""


@dataclass(frozen=True, slots=True)
class Won:
    """An opportunity won in the period; `days` from its creation."""

    name: str
    client: str
    amount_cents: int | None
    closed_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Spent:
    """The share of visits, hours and discounts a tier got, beside the share it should get (percent)."""

    tier: str
    clients: int
    visits: Rate
    minutes: Rate
    discount: Rate
    plan: int


@dataclass(frozen=True, slots=True)
class Potential:
    """A client worth more than it buys: its judged potential (0 to 100), its sales of twelve months and contacts."""

    client: str
    tier: str
    potential: int
    sales_cents: int
    contacts: int


@dataclass(frozen=True, slots=True)
class LostCount:
    """Opportunities lost for a reason, to whom most of them went, and from which stages (None: nobody knows)."""

    reason: LostReason | None
    count: int
    amount_cents: int
    competitors: tuple[str, ...] = ()
    stages: tuple[tuple[Stage | None, int], ...] = ()


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone as it stands."""

    title: str
    quarter: int
    state: State
    reason: Text


@dataclass(frozen=True, slots=True)
class GoalRow:
    """A goal of the year beside what was reached; `goal` and `actual` as shares, scores or ratios."""

    key: GoalKey
    goal: float | None
    actual: Rate
    kept: bool | None


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """A rep's (or, with `members`, a team's) month or year up to today.

    `figures` are the glossary's numbers of the period, `before` those of the period of the same kind before it.
    `behind`: the clients behind each driver of the gap. `new_clients` ordered for the first time, `gone_clients` bought
    a year before and not since. `learnt`: what the reports within the period wrote down as learnt, by their first day.
    `resolutions`: those of this month and what earlier months left open; `settled`: earlier ones done in it.
    """

    kind: ReportKind
    rep: str
    period: Period
    currency: str
    figures: Figures = field(default_factory=Figures)
    before: Figures = field(default_factory=Figures)
    metrics: tuple[MetricRow, ...] = ()
    members: tuple[Member, ...] = ()
    gap: Gap | None = None
    lines: tuple[PartRow, ...] = ()
    tier_sales: tuple[PartRow, ...] = ()
    industry_sales: tuple[PartRow, ...] = ()
    regions: tuple[PartRow, ...] = ()
    spans: tuple[SpanRow, ...] = ()
    tiers: tuple[TierActivity, ...] = ()
    spent: tuple[Spent, ...] = ()
    potentials: tuple[Potential, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    bottleneck: Stage | None = None
    delays: tuple[tuple[DelayReason, int], ...] = ()
    won: tuple[Won, ...] = ()
    lost: tuple[Lost, ...] = ()
    lost_reasons: tuple[LostCount, ...] = ()
    competitors: tuple[CompetitorMet, ...] = ()
    needs: tuple[SharedNeed, ...] = ()
    goals: tuple[GoalRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    trend: tuple[MonthPoint, ...] = ()
    industries: tuple[IndustryShare, ...] = ()
    resolutions: tuple[Resolution, ...] = ()
    settled: tuple[Resolution, ...] = ()
    forecast: ForecastRange | None = None
    behind: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new_opportunities: tuple[NewOpportunity, ...] = ()
    accounts: tuple[KeyAccount, ...] = ()
    new_clients: tuple[str, ...] = ()
    gone_clients: tuple[str, ...] = ()
    learnt: tuple[tuple[date, str], ...] = ()
    unplanned: int = 0
    previous_plan: str = ""
    words: ReportWords = field(default_factory=ReportWords)
    sent_at: datetime | None = None
