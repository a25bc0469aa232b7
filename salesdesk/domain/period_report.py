"""The data of a month's review and of a year's report: figures, what explains them, and words (spec 6.1, 6.2, 6.4)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from salesdesk.domain.enquiry import DelayReason
from salesdesk.domain.figures import Figures
from salesdesk.domain.gap import Gap
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
    """A week, month or quarter of the period: what was done and met in it."""

    name: str
    visits: int
    planned: Rate
    coverage: Rate
    sales: int
    received: int


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
    """Opportunities lost for a reason, and to whom most of them went."""

    reason: LostReason | None
    count: int
    amount_cents: int
    competitors: tuple[str, ...] = ()


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
    words: ReportWords = field(default_factory=ReportWords)
    sent_at: datetime | None = None
