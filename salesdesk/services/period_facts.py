"""What the file says about a month or a year, put together for its report; every number from where it is defined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import LostMatrix
from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Stage
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.period_report import (
    GoalRow,
    LostCount,
    MetricRow,
    MilestoneRow,
    PartRow,
    PeriodReport,
    Potential,
    SpanRow,
    Spent,
    Won,
)
from salesdesk.domain.report import Achieved, Conversion, Rate, ReportKind
from salesdesk.domain.saved_report import Resolution
from salesdesk.domain.target import Metric
from salesdesk.services.client_facts import ClientFacts
from salesdesk.services.coverage import Coverage
from salesdesk.services.enquiries import Enquiries
from salesdesk.services.figures import Figures
from salesdesk.services.funnel_analysis import Asked, FunnelAnalysis
from salesdesk.services.goals import Goals
from salesdesk.services.maintenance import Maintenance
from salesdesk.services.milestones import Milestones
from salesdesk.services.plan_actual import PlanActual
from salesdesk.services.resolutions import Resolutions
from salesdesk.services.session import Session
from salesdesk.services.team_facts import TeamFacts
from salesdesk.store.read import period_reports as read
from salesdesk.store.read import reports as reports_read

METRICS = (Metric.SALES, Metric.MARGIN, Metric.NEW_CLIENTS, Metric.VISITS, Metric.COLLECTIONS)
_MOST_WON, _MOST_LOST, _MOST_POTENTIALS, _MOST_NEWS, _NAMED = 10, 10, 10, 15, 3
_HIGH = 60
"""Judged potential from which a client counts as one to win more of."""
_NEXT = {Stage.FIRST_CONTACT: Stage.NEED_CONFIRMED, Stage.NEED_CONFIRMED: Stage.PROPOSAL, Stage.PROPOSAL: Stage.WON}


@dataclass(frozen=True, slots=True)
class PeriodFacts:
    """One asking of the file on behalf of a rep; without one, of the whole team."""

    session: Session
    rep_id: Id | None
    name: str

    def report(self, kind: ReportKind, day: date) -> PeriodReport:
        """The month or year that holds `day`, as far as it has come, without words."""
        period, session = kind.period(day), self.session
        until = period.until(max(period.first, session.today()))
        figures, analysis = Figures(session), FunnelAnalysis(session, Figures(session))
        numbers, back = figures.of(until, rep=self.rep_id), _before(kind, period)
        asked = Asked(until, self.rep_id)
        picture, matrix = analysis.of(asked), analysis.lost(asked)
        clients = ClientFacts(session, self.rep_id, until)
        gap = PlanActual(session).gap(period, rep=self.rep_id)
        is_year, own = kind is ReportKind.YEAR, self.rep_id == session.rep.id
        team = TeamFacts(session)
        return PeriodReport(
            kind=kind,
            rep=self.name,
            period=period,
            currency=session.currency,
            figures=numbers,
            before=figures.of(back, rep=self.rep_id),
            metrics=tuple(self._metric(figures, metric, period) for metric in METRICS),
            members=team.members(period) if self.rep_id is None else (),
            gap=gap,
            behind=clients.behind(gap),
            forecast=PlanActual(session).forecast(period, rep=self.rep_id),
            lines=self._lines(figures, until),
            tier_sales=self._parts(figures, until, By.TIER, figures.target_by_tier(until, rep=self.rep_id)),
            industry_sales=self._parts(figures, until, By.INDUSTRY) if is_year else (),
            regions=self._regions(until),
            spans=self._spans(figures, until, By.QUARTER if is_year else By.WEEK),
            tiers=tuple(figures.cadence_by_tier(until, rep=self.rep_id)),
            spent=tuple(self._spent(until)),
            potentials=self._potentials(until),
            conversions=self._conversions(figures, until, back),
            bottleneck=picture.bottleneck.stage if picture.bottleneck else None,
            delays=tuple(Enquiries(session).delays(until, rep=self.rep_id)),
            won=self._won(until),
            lost=tuple(team.lost(until, self.rep_id))[:_MOST_LOST],
            lost_reasons=_reasons(matrix),
            competitors=tuple(team.competitors(until, self.rep_id))[:_MOST_NEWS],
            needs=tuple(figures.top_needs(until, 5, rep=self.rep_id)),
            goals=self._goals(period) if is_year and own else (),
            milestones=self._milestones(period) if own else (),
            trend=tuple(figures.monthly_sales(period.last, 12, rep=self.rep_id)),
            industries=tuple(figures.clients_by_industry()) if is_year else (),
            resolutions=tuple(self._resolutions(period)),
            new_opportunities=() if is_year else team.created(until, self.rep_id),
            accounts=clients.accounts() if is_year else (),
            new_clients=clients.won(),
            gone_clients=clients.gone() if is_year else (),
            learnt=self._learnt(kind, period),
            unplanned=reports_read.unplanned(session.file.conn, self.rep_id, until),
            settled=() if is_year else tuple(Resolutions(session).settled_in(period.first, self._scope, self.rep_id)),
        )

    @property
    def _scope(self) -> str:
        return "team" if self.rep_id is None else ""

    def _metric(self, figures: Figures, metric: Metric, period: Period) -> MetricRow:
        found = figures.attainment(period, metric, rep=self.rep_id)
        before = figures.attainment(PlanActual(self.session).before(period), metric, rep=self.rep_id).actual
        return MetricRow(
            metric, Achieved(found.actual, found.target), before, found.pace_per_workday, found.run_rate_forecast
        )

    def _lines(self, figures: Figures, until: Period) -> tuple[PartRow, ...]:
        groups = figures.by(until, By.PRODUCT_LINE, rep=self.rep_id)
        before = {one.id: one.figures.sales for one in figures.by(_year_back(until), By.PRODUCT_LINE, rep=self.rep_id)}
        return tuple(
            PartRow(
                one.label,
                Achieved(one.figures.sales, figures.target(until, rep=self.rep_id, line=one.id) if one.id else None),
                before.get(one.id, 0),
            )
            for one in groups
            if one.figures.sales or before.get(one.id)
        )

    def _parts(
        self, figures: Figures, until: Period, by: By, targets: dict[Tier, int] | None = None
    ) -> tuple[PartRow, ...]:
        before = {one.key: one.figures.sales for one in figures.by(_year_back(until), by, rep=self.rep_id)}
        aimed: dict[str, int] = {tier.value: amount for tier, amount in (targets or {}).items()}
        found = [
            PartRow(one.label, Achieved(one.figures.sales, aimed.get(one.key)), before.get(one.key, 0))
            for one in figures.by(until, by, rep=self.rep_id)
            if one.figures.sales or before.get(one.key)
        ]
        return tuple(found) if by is By.TIER else tuple(sorted(found, key=lambda one: -one.achieved.actual))

    def _regions(self, until: Period) -> tuple[PartRow, ...]:
        conn, currency = self.session.file.conn, self.session.currency
        before = {name: sales for name, sales, _visits in read.regions(conn, _year_back(until), self.rep_id, currency)}
        found = read.regions(conn, until, self.rep_id, currency)
        rows = [PartRow(name, Achieved(sales), before.get(name, 0), visits) for name, sales, visits in found]
        return tuple(sorted(rows, key=lambda one: -one.achieved.actual))

    def _spans(self, figures: Figures, until: Period, by: By) -> tuple[SpanRow, ...]:
        groups = figures.by(until, by, rep=self.rep_id)
        whole = Period.quarter if by is By.QUARTER else Period.week
        spans, day = [], until.first
        while day <= until.last:
            span = whole(day)
            spans.append(Period(max(span.first, until.first), min(span.last, until.last)))
            day = span.last + timedelta(days=1)
        reached = ClientFacts(self.session, self.rep_id, until).reached(spans)
        rows = []
        for one, span, met in zip(groups, spans, reached, strict=True):
            tiers = Coverage(self.session).by_tier(span, self.rep_id)
            rows.append(
                SpanRow(
                    one.label,
                    one.figures.visits,
                    one.figures.plan_attainment,
                    _together(row.coverage for row in tiers),
                    one.figures.sales,
                    one.figures.received,
                    _together(row.cadence_met for row in tiers),
                    met.new,
                    met.existing,
                )
            )
        return tuple(rows)

    def _spent(self, until: Period) -> Iterable[Spent]:
        """Of everybody in the file: what a tier gets is decided for the team."""
        found = Maintenance(self.session).resources(until)
        visits, minutes, discount = (
            sum(getattr(one, name) for one in found) for name in ("visits", "minutes", "discount_cents")
        )
        return [
            Spent(
                *(one.tier.value, one.clients, Rate.part(one.visits, visits), Rate.part(one.minutes, minutes)),
                *(Rate.part(one.discount_cents, discount), one.plan),
            )
            for one in found
        ]

    def _potentials(self, until: Period) -> tuple[Potential, ...]:
        found = read.potentials(self.session.file.conn, until, self.rep_id, self.session.currency, _HIGH)
        return tuple(Potential(*row) for row in found[:_MOST_POTENTIALS])

    def _conversions(self, figures: Figures, now: Period, back: Period) -> tuple[Conversion, ...]:
        this, then = (figures.stage_conversion(one, rep=self.rep_id) for one in (now, back))
        return tuple(Conversion(stage, _NEXT[stage], this[stage], then[stage]) for stage in OPEN_STAGES)

    def _won(self, until: Period) -> tuple[Won, ...]:
        rows = read.won(self.session.file.conn, until, self.rep_id, self.session.currency)
        return tuple(Won(*row) for row in rows[:_MOST_WON])

    def _goals(self, period: Period) -> tuple[GoalRow, ...]:
        cards = Goals(self.session).of_year(period.first.year)
        return tuple(
            GoalRow(one.key, one.goal, one.actual, one.kept)
            for one in cards
            if one.goal is not None or one.actual.value is not None
        )

    def _milestones(self, period: Period) -> tuple[MilestoneRow, ...]:
        """Those of the year, or of the quarter that the month lies in."""
        quarters = {(day.month + 2) // 3 for day in (period.first, period.last)}
        whole_year = period == Period.year(period.first)
        return tuple(
            MilestoneRow(one.milestone.title, one.milestone.quarter, one.judged.state, one.judged.reason)
            for one in Milestones(self.session).of_year(period.first.year)
            if whole_year or one.milestone.quarter in quarters
        )

    def _learnt(self, kind: ReportKind, period: Period) -> tuple[tuple[date, str], ...]:
        """Of a month what its weeks taught, of a year what its months did."""
        if self.rep_id is None:
            return ()
        smaller = ReportKind.MONTHLY if kind is ReportKind.YEAR else ReportKind.WEEKLY
        return tuple(reports_read.lessons(self.session.file.conn, smaller, self.rep_id, period))

    def _resolutions(self, period: Period) -> Iterable[Resolution]:
        return Resolutions(self.session).of_month(period.last, self._scope, self.rep_id)


def _before(kind: ReportKind, period: Period) -> Period:
    """The whole period of the same kind before it."""
    return kind.period(period.first - timedelta(days=1))


def _year_back(period: Period) -> Period:
    return Period(add_months(period.first, -12), add_months(period.last, -12))


def _together(rates: Iterable[Rate]) -> Rate:
    rates = list(rates)
    return Rate.part(sum(one.n for one in rates), sum(one.of for one in rates))


def _reasons(matrix: LostMatrix) -> tuple[LostCount, ...]:
    """The reasons by count, each with the competitors that most of them went to."""
    counts: dict[LostReason | None, list[int]] = defaultdict(lambda: [0, 0])
    to: dict[LostReason | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    stages: dict[LostReason | None, Counter[Stage | None]] = defaultdict(Counter)
    for cell in matrix.cells:
        counts[cell.reason][0] += cell.count
        counts[cell.reason][1] += cell.amount_cents
        stages[cell.reason][cell.stage] += cell.count
        if cell.competitor:
            to[cell.reason][cell.competitor] += cell.count
    found = []
    for reason, (count, cents) in counts.items():
        names = sorted(to[reason].items(), key=lambda pair: (-pair[1], pair[0]))
        left = tuple(stages[reason].most_common())
        found.append(LostCount(reason, count, cents, tuple(name for name, _n in names[:_NAMED]), left))
    return tuple(sorted(found, key=lambda one: (-one.count, -one.amount_cents)))
