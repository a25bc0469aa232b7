"""Every number of the glossary (spec, section 8) that the file's data supports: one definition each.

The store sums and counts (`Tally`); here the numbers are made of them (`Figures`). Money is integer cents of the
file's own currency; amounts in other currencies are left out, never converted. An empty denominator gives None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.receivables import dso
from salesdesk.domain.report import Rate
from salesdesk.domain.response import NO_RESPONSE, NO_TIME, Response, ResponseTime
from salesdesk.domain.satisfaction import summed
from salesdesk.domain.target import Metric

COUNTED = frozenset({Metric.VISITS, Metric.NEW_CLIENTS})
"""Targets that are a number of things, not cents."""

NO_RATE = Rate(None, 0, 0)


class By(StrEnum):
    """What figures can be grouped by."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    REP = "rep"
    PRODUCT_LINE = "product_line"
    TIER = "tier"
    INDUSTRY = "industry"
    SOURCE = "source"
    STAGE = "stage"

    @property
    def is_time(self) -> bool:
        """Groups that are spans of days."""
        return self in (By.WEEK, By.MONTH, By.QUARTER)


@dataclass(frozen=True, slots=True)
class Tally:
    """What the file counts and sums for one period (and group). `own_*`: only those in the file's currency."""

    won: int = 0
    own_won: int = 0
    won_amount: int = 0
    lost: int = 0
    lost_amount: int = 0
    sales_cycle: float | None = None
    sales_cycle_mean: float | None = None
    open_count: int = 0
    pipeline: int = 0
    weighted_pipeline: int = 0
    orders: int = 0
    sales: int = 0
    line_net: int = 0
    costed_net: int = 0
    costed_cost: int = 0
    high_margin_net: int = 0
    received: int = 0
    visits: int = 0
    visits_planned: int = 0
    planned_done: int = 0
    ordering_clients: int = 0
    repeat_clients: int = 0
    new_clients: int = 0
    prospects_met: int = 0
    yearly_products: int = 0
    yearly_clients: int = 0
    listed: int = 0
    given_up: int = 0
    due: int = 0
    collected: int = 0
    receivables: int = 0
    overdue_receivables: int = 0
    surveyed: int = 0
    answers: int = 0
    score_sum: int = 0
    promoters: int = 0
    detractors: int = 0

    @property
    def margin(self) -> int:
        """What is left of the lines whose cost is known."""
        return self.costed_net - self.costed_cost


@dataclass(frozen=True, slots=True)
class Goals:
    """The target of a scope and period (None: none was set) and its working days."""

    target: int | None = None
    pace: int | None = None
    forecast: int | None = None


NO_GOALS = Goals()


@dataclass(frozen=True, slots=True)
class Figures:
    """The glossary's numbers for one period and scope.

    won, lost: opportunities closed in the period. win_rate: won ÷ (won + lost). sales_cycle: median days from
    creation to winning, of those won. open_count: open at the end of the period (at the latest: now). pipeline,
    weighted_pipeline: open opportunities expected to close in the period. velocity: cents a day. sales, orders: not
    cancelled, and like payments up to today. visits: contacts done, on any channel; visits_planned: those planned for
    a day of the period, whatever became of them; plan_attainment: of these the ones done, be it on another day.
    new_clients: first order ever in the period. attainment: sales ÷ sales target; pace: cents per working day left;
    run_rate_forecast: cents. coverage, cadence_met: by tier. stage_conversion: by stage left. average_discount: list
    price given up ÷ list price, of lines that have one. receivables, overdue_receivables: cents at the end of the
    period; dso: days. satisfaction: mean 0 to 10 of `survey_answers`; nps: −100 to 100. response_time: hours, of the
    answered ones; within_24h: of `enquiries` received. churn_warnings: clients, as of the period's end (None where
    a group knows nothing of clients); concentration: contacts with the fifth of the clients that bought most.
    """

    won: int = 0
    lost: int = 0
    win_rate: Rate = NO_RATE
    win_rate_by_amount: Rate = NO_RATE
    won_amount: int = 0
    lost_amount: int = 0
    mean_won_amount: int | None = None
    sales_cycle: float | None = None
    sales_cycle_mean: float | None = None
    open_count: int = 0
    pipeline: int = 0
    weighted_pipeline: int = 0
    velocity: int | None = None
    stage_conversion: Mapping[Stage, Rate] = field(default_factory=dict)
    sales: int = 0
    orders: int = 0
    received: int = 0
    visits: int = 0
    visits_planned: int = 0
    plan_attainment: Rate = NO_RATE
    new_clients: int = 0
    new_client_conversion: Rate = NO_RATE
    repurchase_rate: Rate = NO_RATE
    products_per_client: float | None = None
    gross_margin: Rate = NO_RATE
    high_margin_share: Rate = NO_RATE
    coverage: Mapping[Tier, Rate] = field(default_factory=dict)
    cadence_met: Mapping[Tier, Rate] = field(default_factory=dict)
    attainment: Rate = NO_RATE
    pace: int | None = None
    run_rate_forecast: int | None = None
    average_discount: Rate = NO_RATE
    collection_rate: Rate = NO_RATE
    receivables: int = 0
    overdue_receivables: int = 0
    dso: Fraction | None = None
    satisfaction: Fraction | None = None
    survey_answers: int = 0
    nps: Fraction | None = None
    survey_response_rate: Rate = NO_RATE
    enquiries: int = 0
    response_time: ResponseTime = NO_TIME
    response_time_working: ResponseTime = NO_TIME
    within_24h: Rate = NO_RATE
    churn_warnings: int | None = None
    concentration: Rate = NO_RATE

    def to_json(self) -> dict[str, Any]:
        """Glossary terms in snake_case; rates as objects, money in cents (spec 7.7)."""
        return {one.name: _plain(getattr(self, one.name)) for one in fields(self)}


def _plain(value: Any) -> Any:
    if isinstance(value, Rate):
        return asdict(value)
    if isinstance(value, ResponseTime):
        return {name: _plain(part) for name, part in asdict(value).items()}
    if isinstance(value, Fraction):
        return round(float(value), 6)
    if isinstance(value, Mapping):
        return {key.value if isinstance(key, Enum) else key: _plain(part) for key, part in value.items()}
    return value


@dataclass(frozen=True, slots=True)
class Care:
    """What is told of clients rather than summed: answers, warnings, where the contacts went; `days` the period had."""

    response: Response = NO_RESPONSE
    churn_warnings: int | None = None
    concentration: Rate = NO_RATE
    days: int = 0


NO_CARE = Care()


def figures_of(
    tally: Tally,
    goals: Goals = NO_GOALS,
    care: Care = NO_CARE,
    *,
    coverage: Mapping[Tier, Rate] | None = None,
    cadence_met: Mapping[Tier, Rate] | None = None,
    stage_conversion: Mapping[Stage, Rate] | None = None,
) -> Figures:
    """The glossary's numbers from what was counted."""
    win_rate = Rate.part(tally.won, tally.won + tally.lost)
    mean_won = round(tally.won_amount / tally.own_won) if tally.own_won else None
    said = summed(tally.answers, tally.score_sum, tally.promoters, tally.detractors, tally.surveyed)
    answer = care.response
    return Figures(
        won=tally.won,
        lost=tally.lost,
        win_rate=win_rate,
        win_rate_by_amount=Rate.part(tally.won_amount, tally.won_amount + tally.lost_amount),
        won_amount=tally.won_amount,
        lost_amount=tally.lost_amount,
        mean_won_amount=mean_won,
        sales_cycle=tally.sales_cycle,
        sales_cycle_mean=tally.sales_cycle_mean,
        open_count=tally.open_count,
        pipeline=tally.pipeline,
        weighted_pipeline=tally.weighted_pipeline,
        velocity=velocity(tally.open_count, win_rate.value, mean_won, tally.sales_cycle),
        stage_conversion=stage_conversion or {},
        sales=tally.sales,
        orders=tally.orders,
        received=tally.received,
        visits=tally.visits,
        visits_planned=tally.visits_planned,
        plan_attainment=Rate.part(tally.planned_done, tally.visits_planned),
        new_clients=tally.new_clients,
        new_client_conversion=Rate.part(tally.new_clients, tally.prospects_met),
        repurchase_rate=Rate.part(tally.repeat_clients, tally.ordering_clients),
        products_per_client=tally.yearly_products / tally.yearly_clients if tally.yearly_clients else None,
        gross_margin=Rate.part(tally.costed_net - tally.costed_cost, tally.costed_net),
        high_margin_share=Rate.part(tally.high_margin_net, tally.line_net),
        coverage=coverage or {},
        cadence_met=cadence_met or {},
        attainment=NO_RATE if goals.target is None else Rate.part(tally.sales, goals.target),
        pace=goals.pace,
        run_rate_forecast=goals.forecast,
        average_discount=Rate.part(tally.given_up, tally.listed),
        collection_rate=Rate.part(tally.collected, tally.due),
        receivables=tally.receivables,
        overdue_receivables=tally.overdue_receivables,
        dso=dso(tally.receivables, tally.sales, care.days),
        satisfaction=said.mean,
        survey_answers=said.n,
        nps=said.nps,
        survey_response_rate=said.response,
        enquiries=answer.elapsed.n + answer.unanswered,
        response_time=answer.elapsed,
        response_time_working=answer.working,
        within_24h=answer.within_a_day,
        churn_warnings=care.churn_warnings,
        concentration=care.concentration,
    )


def velocity(
    open_count: int, win_rate: float | None, mean_won_amount: int | None, sales_cycle: float | None
) -> int | None:
    """Glossary *velocity*: open count × win rate × mean won amount ÷ sales cycle, in cents a day."""
    if win_rate is None or mean_won_amount is None or not sales_cycle:
        return None
    return round(open_count * win_rate * mean_won_amount / sales_cycle)


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one group. `key` is what scripts see (2026-11, 2026Q4, 2026-W48, a rep's name, A …), `label` what
    people read; `id` is that of the rep or product line."""

    key: str
    label: str
    figures: Figures
    id: Id | None = None

    def to_json(self) -> dict[str, Any]:
        """The figures with their key."""
        return {"key": self.key, **self.figures.to_json()}


@dataclass(frozen=True, slots=True)
class Attainment:
    """Plan against actual of a metric (cents or a count) in a period (spec 1.8).

    `target` None: none was set, then rate, gap and pace are None too. `pace_per_workday`: needed on each working
    day left, today included. `weighted_pipeline` (cents) only for sales.
    """

    actual: int
    target: int | None
    rate: float | None
    gap: int | None
    pace_per_workday: int | None
    run_rate_forecast: int | None
    weighted_pipeline: int
    workdays: int
    workdays_begun: int
    workdays_left: int

    @property
    def expected(self) -> float:
        """Share of the period's working days that have begun: where the bar should stand today."""
        return self.workdays_begun / self.workdays if self.workdays else 0.0


def key_of_span(by: By, first: date) -> str:
    """The name of the week, month or quarter that begins on `first`, for scripts and for sorting."""
    if by is By.WEEK:
        return first.strftime("%G-W%V")
    return f"{first.year}Q{(first.month + 2) // 3}" if by is By.QUARTER else first.isoformat()[:7]
