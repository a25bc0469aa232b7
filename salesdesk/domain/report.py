"""The data of a daily and a weekly report: figures and the rep's own words, none of the program's words.

Money is integer cents of the report's currency; an amount in another one is None and stands with the name, so that
no sum ever mixes them. An id of no bytes means that there is no record behind a row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel, Outcome, Resource, VisitStatus


class ReportKind(StrEnum):
    """The reports that can be written, frozen and sent."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
    YEAR = "year"

    def period(self, day: date) -> Period:
        """The days that a report of this kind tells of, when it is asked for `day`."""
        spans = {
            ReportKind.DAILY: Period.day,
            ReportKind.WEEKLY: Period.week,
            ReportKind.MONTHLY: Period.month,
            ReportKind.YEAR: Period.year,
        }
        return spans[self](day)


class Measure(StrEnum):
    """What the daily report compares with its target."""

    VISITS = "visits"
    ORDERS = "orders"
    RECEIVED = "received"

    @property
    def is_money(self) -> bool:
        """Orders and money received are cents, visits a count."""
        return self is not Measure.VISITS


class WarningKind(StrEnum):
    """What the report gently points out to its author before it is sent (spec 4.6)."""

    SAME_REMARK = "same_remark"
    STAGE_WITHOUT_CONTACT = "stage_without_contact"
    EMPTY_DAY = "empty_day"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its numerator and denominator; `value` is None where the denominator is empty (shown "–")."""

    value: float | None
    n: int
    of: int

    @classmethod
    def part(cls, n: int, of: int) -> Rate:
        """`n` of `of`."""
        return cls(n / of if of else None, n, of)


@dataclass(frozen=True, slots=True)
class Achieved:
    """An actual beside its target (cents or a count); no target at all is None."""

    actual: int
    target: int | None = None

    @property
    def attainment(self) -> float | None:
        """Glossary *attainment*: actual ÷ target; None where there is no target to divide by."""
        return self.actual / self.target if self.target else None

    @property
    def gap(self) -> int | None:
        """What is missing to the target (negative when it is passed)."""
        return None if self.target is None else self.target - self.actual


@dataclass(frozen=True, slots=True)
class ReportWords:
    """The author's own words: the only part of a report that is typed. The last three belong to a month's review:
    what decided the result, cases worth telling, where resources go from now on."""

    remark: str = ""
    lessons: str = ""
    plan: str = ""
    obstacles: str = ""
    factors: str = ""
    cases: str = ""
    shifts: str = ""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of the day, planned or done. `start` and `end` are local times (actual ones where it is done)."""

    client: str
    tier: Tier | None = None
    channel: Channel | None = None
    status: VisitStatus = VisitStatus.DONE
    start: time | None = None
    end: time | None = None
    purpose: str = ""
    outcome: Outcome | None = None
    result: str = ""
    needs: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    next_step: str = ""
    next_step_on: date | None = None
    reason: str = ""
    """Why a planned visit did not happen."""
    id: Id = b""


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A visit still to come: tomorrow's plan, next week's plan."""

    day: date
    client: str
    start: time | None = None
    tier: Tier | None = None
    channel: Channel | None = None
    purpose: str = ""
    id: Id = b""


@dataclass(frozen=True, slots=True)
class PlanOutcome:
    """What became of a visit planned for `day`, a day of the week; `done_on` where it was done on another one."""

    day: date
    client: str
    tier: Tier | None = None
    purpose: str = ""
    status: VisitStatus = VisitStatus.PLANNED
    outcome: Outcome | None = None
    result: str = ""
    reason: str = ""
    id: Id = b""
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewOpportunity:
    """An opportunity that came into being in the report's period."""

    name: str
    client: str
    stage: Stage
    amount_cents: int | None
    priority: Priority | None = None
    expected_close: date | None = None
    id: Id = b""


@dataclass(frozen=True, slots=True)
class Progress:
    """A stage move of the period (`from_stage` None: it began there).

    `contacted` is False where nobody met the client that day (a warning).
    """

    name: str
    client: str
    from_stage: Stage | None
    to_stage: Stage
    amount_cents: int | None
    priority: Priority | None = None
    contacted: bool = True
    next_step: str = ""
    next_step_on: date | None = None
    id: Id = b""


@dataclass(frozen=True, slots=True)
class OpenObstacle:
    """Something in the way at a client, as written in a visit."""

    client: str
    text: str
    since: date | None = None
    id: Id = b""


@dataclass(frozen=True, slots=True)
class ResourceAsked:
    """Help asked for: technical support, a price approval …"""

    client: str
    text: str
    resource: Resource = Resource.NONE
    wanted_by: date | None = None
    since: date | None = None
    id: Id = b""


@dataclass(frozen=True, slots=True)
class CompetitorMet:
    """Competitor news heard on a visit."""

    client: str
    competitor: str
    news: str = ""
    id: Id = b""


@dataclass(frozen=True, slots=True)
class Goal:
    """Target against actual of one measure, for the day and for the month to date."""

    measure: Measure
    day: Achieved
    month: Achieved


@dataclass(frozen=True, slots=True)
class ReportWarning:
    """Something worth a second look; `subject` names the opportunity where it is about one."""

    kind: WarningKind
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """One rep's row in a report of the team: sales against target, visits against those planned, cadence met, what is
    open and what stalls, money received (cents), and whether the own report of the period was sent.

    `only_target`: nobody's row, what was stated for the team beyond the sum of its reps (or below it)."""

    rep: str
    sales: Achieved
    visits: int
    plan_attainment: Rate
    cadence_met: Rate
    pipeline_cents: int
    stalled: int = 0
    received_cents: int = 0
    sent: bool = False
    only_target: bool = False


@dataclass(frozen=True, slots=True)
class DailyReport:
    """A rep's day (spec 4.6, 日報). `done` counts the contacts of the day, `planned` those that had been planned for it
    and `planned_done` how many of these took place, that day or another; `tomorrow_day` is the next working day, which
    `tomorrow` plans.
    `sent_at` is None while it is a draft."""

    rep: str
    day: date
    currency: str = "CNY"
    planned: int = 0
    planned_done: int = 0
    done: int = 0
    unplanned: int = 0
    visits: tuple[VisitRow, ...] = ()
    new_opportunities: tuple[NewOpportunity, ...] = ()
    progress: tuple[Progress, ...] = ()
    obstacles: tuple[OpenObstacle, ...] = ()
    resources: tuple[ResourceAsked, ...] = ()
    previous_plan: str = ""
    goals: tuple[Goal, ...] = ()
    competitors: tuple[CompetitorMet, ...] = ()
    tomorrow_day: date | None = None
    tomorrow: tuple[PlannedVisit, ...] = ()
    warnings: tuple[ReportWarning, ...] = ()
    members: tuple[Member, ...] = ()
    words: ReportWords = field(default_factory=ReportWords)
    sent_at: datetime | None = None

    @property
    def plan_attainment(self) -> Rate:
        """Glossary *plan attainment*: planned visits done ÷ planned visits of the day."""
        return Rate.part(self.planned_done, self.planned)


@dataclass(frozen=True, slots=True)
class Conversion:
    """Glossary *stage conversion, weekly view*, this week and over the four weeks before."""

    from_stage: Stage
    to_stage: Stage
    week: Rate
    before: Rate


@dataclass(frozen=True, slots=True)
class SharedNeed:
    """A need that several clients voiced in the week."""

    need: str
    clients: int
    mentions: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TierActivity:
    """Visits (face to face) and contacts (any channel) of one tier, with glossary *coverage* and *cadence met*."""

    tier: Tier
    clients: int
    visits: int
    contacts: int
    coverage: Rate
    cadence_met: Rate


@dataclass(frozen=True, slots=True)
class Stalled:
    """An open opportunity without activity for longer than its stage's limit; `plan` is the changed approach."""

    name: str
    client: str
    stage: Stage
    amount_cents: int | None
    days: int
    priority: Priority | None = None
    plan: str = ""
    id: Id = b""


@dataclass(frozen=True, slots=True)
class Lost:
    """An opportunity lost in the week. `stage` is the one it was lost from (None where nobody knows), `note` says why
    in words, `plan` what will be done differently."""

    name: str
    client: str
    stage: Stage | None
    amount_cents: int | None
    reason: LostReason | None = None
    note: str = ""
    competitor: str = ""
    plan: str = ""
    id: Id = b""


@dataclass(frozen=True, slots=True)
class MonthPoint:
    """One month of the trend: sales, target and the same month a year before (None where unknown)."""

    month: date
    actual_cents: int | None
    target_cents: int | None = None
    last_year_cents: int | None = None


@dataclass(frozen=True, slots=True)
class IndustryShare:
    """How many clients belong to an industry; an empty name means that it is not known."""

    industry: str
    clients: int


@dataclass(frozen=True, slots=True)
class WeeklyReport:
    """A rep's (or, with `members`, a team's) week (spec 4.7, 週報). `next_week` lies after `week`.

    `won_*`: opportunities won, by the day of closing. `sales_*`: orders that are not cancelled, which is what the
    sales target is measured by; month and year run to the end of the week.
    """

    rep: str
    week: Period
    currency: str = "CNY"
    won_count: int = 0
    won_week: int = 0
    won_month: int = 0
    won_year: int = 0
    orders: int = 0
    sales_week: Achieved = Achieved(0)
    sales_month: Achieved = Achieved(0)
    sales_year: Achieved = Achieved(0)
    visits_done: int = 0
    visits_planned: int = 0
    unplanned: int = 0
    new_opportunities: tuple[NewOpportunity, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    needs: tuple[SharedNeed, ...] = ()
    tiers: tuple[TierActivity, ...] = ()
    stalled: tuple[Stalled, ...] = ()
    lost: tuple[Lost, ...] = ()
    obstacles: tuple[OpenObstacle, ...] = ()
    resources: tuple[ResourceAsked, ...] = ()
    competitors: tuple[CompetitorMet, ...] = ()
    previous_plan: str = ""
    plan_done: Rate = Rate(None, 0, 0)
    last_plan: tuple[PlanOutcome, ...] = ()
    next_week: tuple[PlannedVisit, ...] = ()
    trend: tuple[MonthPoint, ...] = ()
    industries: tuple[IndustryShare, ...] = ()
    members: tuple[Member, ...] = ()
    words: ReportWords = field(default_factory=ReportWords)
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReportSlot:
    """A day or a week in the list of reports: whether its report was begun or sent, and what there is to report.

    `first_day` is the day, or the week's Monday; `contacts` those that took place in it; `is_working` whether anybody
    was at work.
    """

    kind: ReportKind
    first_day: date
    begun: bool = False
    sent_at: datetime | None = None
    contacts: int = 0
    is_working: bool = True
