"""Every number of the glossary, for any period: what the pages, the reports and the command line show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from salesdesk.domain.behind import Behind, Record
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import COUNTED, NO_CARE, Attainment, By, Goals, Group, Tally, figures_of, key_of_span
from salesdesk.domain.figures import Figures as Numbers
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.product import ProductLine
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import Conversion, IndustryShare, MonthPoint, Rate, SharedNeed, TierActivity
from salesdesk.domain.target import Metric, Target
from salesdesk.domain.workdays import Workdays, pace, run_rate
from salesdesk.services.care_figures import CareFigures
from salesdesk.services.coverage import Coverage
from salesdesk.services.session import Session
from salesdesk.store.read import figures as read
from salesdesk.store.read import stage_flows
from salesdesk.store.read import targets as target_read
from salesdesk.store.read.care_sums import care_sums
from salesdesk.store.read.figures_behind import records_behind, records_of
from salesdesk.store.read.rows import things_by_id
from salesdesk.store.read.working import workdays
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_month

_NEXT = {Stage.FIRST_CONTACT: Stage.NEED_CONFIRMED, Stage.NEED_CONFIRMED: Stage.PROPOSAL, Stage.PROPOSAL: Stage.WON}

Among = tuple[tuple[By, Any], ...]
"""Groups to which opportunities are narrowed, as the store keys them: a line by its id, a tier, an industry …"""

Moved = Mapping[Any, Mapping[Stage, Rate]]
Spans = Sequence[tuple[str, Period]]


class Figures:
    """Figures of the file; without a `rep`, of everybody in it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def of(self, period: Period, *, rep: Id | None = None) -> Numbers:
        """All figures of a period."""
        scope = self._scope(period, rep)
        sums = {**read.tallies(self._conn, scope, None).get("", {}), **care_sums(self._conn, scope, None).get("", {})}
        tally = Tally(**sums)
        tiers = {one.tier: one for one in self.cadence_by_tier(period, rep=rep)}
        return figures_of(
            tally,
            self._plan(period, rep).goals(period, tally.sales),
            CareFigures(self._session, scope).of(),
            coverage={tier: one.coverage for tier, one in tiers.items()},
            cadence_met={tier: one.cadence_met for tier, one in tiers.items()},
            stage_conversion=self.stage_conversion(period, rep=rep),
        )

    def by(self, period: Period, by: By | str, *, rep: Id | None = None) -> list[Group]:
        """The figures of each week, month, quarter, rep, product line, tier, industry or stage.

        Spans of time are listed without gaps, in order; the others where they have any figure, by their name.
        """
        by = By(by)
        spans = list(_spans(by, period)) if by.is_time else []
        scope, plan = self._scope(period, rep), self._plan(period, rep)
        found = read.tallies(self._conn, scope, by, spans)
        for key, sums in care_sums(self._conn, scope, by, spans).items():
            found.setdefault(key, {}).update(sums)
        care = CareFigures(self._session, scope, by, spans)
        for key in care.keys:
            found.setdefault(key, {})
        moved = stage_flows.stage_conversions(self._conn, scope, by)
        if by.is_time:
            return _timely(by, spans, found, moved, plan, care)
        return self._named(by, period, found, moved, plan, rep, care)

    def sales_by(self, period: Period, by: By, *, rep: Id | None = None) -> dict[Any, int]:
        """Net sales (cents) of each group that has any: a rep or product line by its id, others by their key."""
        found = read.tallies(self._conn, self._scope(period, rep), by, parts=frozenset({read.Part.SALES}))
        return {key: int(sums.get("sales", 0)) for key, sums in found.items()}

    def behind(
        self, term: str, period: Period, *, rep: Id | None = None, by: By | None = None, key: Any = None
    ) -> Behind:
        """The records behind a figure, of one group if asked: kind and ids.

        `key` is the `Group.id` of a rep or product line, the `Group.key` of the others; spans of time are periods.

        Raises KeyError for a term that the glossary does not know.
        """
        scope = self._scope(period, rep)
        if term == "churn_warnings":
            return Behind(Kind.CLIENT, CareFigures(self._session, scope, by).behind_churn(key))
        return records_behind(self._conn, scope, term, by, key)

    def records(self, behind: Behind, most: int = 500, *, start: int = 0) -> list[Record]:
        """So many of the records behind a figure from the one numbered `start`, with client, day and amount."""
        return records_of(self._conn, behind, most, start)

    def deals(self, period: Period, *, rep: Id | None = None, among: Among = ()) -> Numbers:
        """What opportunities alone tell of a period, those of some groups if asked."""
        scope = self._scope(period, rep, among)
        tally = self._tally(scope, read.DEALS)
        return figures_of(tally, stage_conversion=stage_flows.stage_conversion(self._conn, scope))

    def deals_by(self, period: Period, by: By, *, rep: Id | None = None, among: Among = ()) -> list[Group]:
        """As `deals`, for each group."""
        spans = list(_spans(by, period)) if by.is_time else []
        scope, plan = self._scope(period, rep, among), _Plan((), self.workdays(), self._session.today())
        found = read.tallies(self._conn, scope, by, spans, read.DEALS)
        moved = stage_flows.stage_conversions(self._conn, scope, by)
        if by.is_time:
            return _timely(by, spans, found, moved, plan)
        for key in moved:
            found.setdefault(key, {})
        return self._named(by, period, found, moved, plan, rep, deals_only=True)

    def attainment(self, period: Period, metric: Metric = Metric.SALES, *, rep: Id | None = None) -> Attainment:
        """Plan against actual (spec 1.8). A target of part of a month is its share by working days."""
        field, parts = read.ACTUAL[metric]
        tally, plan = self._tally(self._scope(period, rep), parts), self._plan(period, rep, metric)
        actual: int = getattr(tally, field)
        target = plan.target(period)
        days, begun, left = plan.days(period)
        return Attainment(
            actual=actual,
            target=target,
            rate=actual / target if target else None,
            gap=None if target is None else target - actual,
            pace_per_workday=None if target is None else pace(target, actual, left),
            run_rate_forecast=run_rate(actual, begun, days),
            weighted_pipeline=tally.weighted_pipeline if metric is Metric.SALES else 0,
            workdays=days,
            workdays_begun=begun,
            workdays_left=left,
        )

    def target(
        self, period: Period, metric: Metric = Metric.SALES, *, rep: Id | None = None, line: Id | None = None
    ) -> int | None:
        """The target (cents or a count) of a period, of one product line if asked; None where none was set."""
        return self._plan(period, rep, metric).target(period, line=line)

    def target_by_tier(self, period: Period, *, rep: Id | None = None) -> dict[Tier, int]:
        """The sales targets of a period by tier, where any are set so."""
        plan = self._plan(period, rep)
        cells = {tier: tuple(cell for cell in plan.cells if cell.tier is tier) for tier in Tier}
        found = {tier: replace(plan, cells=own).target(period) for tier, own in cells.items()}
        return {tier: amount for tier, amount in found.items() if amount is not None}

    def workdays(self) -> Workdays:
        """The working days by the file's own holidays."""
        return workdays(self._conn)

    def stage_conversion(self, period: Period, *, rep: Id | None = None) -> dict[Stage, Rate]:
        """Glossary *stage conversion, weekly view*: by the open stage that was left."""
        return stage_flows.stage_conversion(self._conn, self._scope(period, rep))

    def conversion_weeks(self, week: Period, n: int = 4, *, rep: Id | None = None) -> list[Conversion]:
        """The stage conversion of a week beside that of the `n` weeks before it, taken together."""
        before = Period(week.first - timedelta(weeks=n), week.first - timedelta(days=1))
        now, then = self.stage_conversion(week, rep=rep), self.stage_conversion(before, rep=rep)
        return [Conversion(stage, _NEXT[stage], now[stage], then[stage]) for stage in OPEN_STAGES]

    def monthly_sales(self, last_month: date, months: int = 12, *, rep: Id | None = None) -> list[MonthPoint]:
        """Sales, target and the year before, up to the month of `last_month`; months to come have no actual."""
        return self.monthly(Metric.SALES, last_month, months, rep=rep)

    def monthly(self, metric: Metric, last_month: date, months: int = 12, *, rep: Id | None = None) -> list[MonthPoint]:
        """As `monthly_sales`, for what any target counts (cents, or a number of things)."""
        first = add_months(last_month.replace(day=1), 1 - months)
        span = Period(first, Period.month(last_month).last)
        years = self._scope(Period(add_months(first, -12), span.last), rep)
        reached = read.reached_by_month(self._conn, years, metric)
        plan, begins = self._plan(span, rep, metric), min(reached, default="9999")
        points = []
        for step in range(months):
            month = add_months(first, step)
            key, last_year = month.isoformat()[:7], add_months(month, -12).isoformat()[:7]
            points.append(
                MonthPoint(
                    month,
                    None if month > self._session.today() else reached.get(key, 0),
                    plan.target(Period.month(month)),
                    reached.get(last_year, 0) if last_year >= begins else None,
                )
            )
        return points

    def clients_by_industry(self) -> list[IndustryShare]:
        """How many clients belong to each industry, the largest first, the unnamed one last."""
        return read.clients_by_industry(self._conn)

    def top_needs(self, period: Period, n: int = 3, *, rep: Id | None = None) -> list[SharedNeed]:
        """The needs that most clients voiced in the period."""
        return read.top_needs(self._conn, self._scope(period, rep), n)

    def cadence_by_tier(self, period: Period, *, rep: Id | None = None) -> list[TierActivity]:
        """Contacts, glossary *coverage* and *cadence met* of each tier (see `Coverage.by_tier`)."""
        contacts = read.tier_contacts(self._conn, self._scope(period, rep))
        return [
            TierActivity(
                tier=one.tier,
                clients=one.clients,
                visits=contacts[one.tier].visits,
                contacts=contacts[one.tier].contacts,
                coverage=one.coverage,
                cadence_met=one.cadence_met,
            )
            for one in Coverage(self._session).by_tier(period, rep)
        ]

    def _scope(self, period: Period, rep: Id | None, among: Among = ()) -> read.Scope:
        session = self._session
        return read.Scope(period, rep, session.currency, session.today(), session.funnel_rules(), among)

    def _tally(self, scope: read.Scope, parts: frozenset[read.Part] = read.ALL_PARTS) -> Tally:
        return Tally(**read.tallies(self._conn, scope, None, parts=parts).get("", {}))

    def _plan(self, period: Period, rep: Id | None, metric: Metric = Metric.SALES) -> _Plan:
        years, currency = range(period.first.year, period.last.year + 1), self._session.currency
        if rep is None:
            cells = target_read.team_targets(self._conn, years, metric, currency)
        else:
            cells = target_read.targets(self._conn, years, metric, rep)
        own = tuple(cell for cell in cells if metric in COUNTED or cell.currency == currency)
        return _Plan(own, self.workdays(), self._session.today())

    def _named(
        self,
        by: By,
        period: Period,
        found: read.Sums,
        moved: Moved,
        plan: _Plan,
        rep: Id | None,
        care: CareFigures | None = None,
        *,
        deals_only: bool = False,
    ) -> list[Group]:
        names, tiers = self._names(by, found), by is By.TIER and not deals_only
        more = self._of_tiers(period, rep) if tiers else {}
        groups = []
        for key, sums in found.items():
            tally, goals = Tally(**sums), Goals()
            if by is By.REP:
                goals = plan.goals(period, tally.sales, rep=key)
            elif by is By.PRODUCT_LINE and key:
                goals = plan.goals(period, tally.sales, line=key)
            told = care.of(key) if care else NO_CARE
            numbers = figures_of(tally, goals, told, **more.get(key, {}), stage_conversion=moved.get(key))
            groups.append(Group(*names[key], numbers, key if isinstance(key, bytes) else None))
        order = [stage.value for stage in Stage]
        return sorted(groups, key=lambda one: (one.key == "", order.index(one.key) if by is By.STAGE else one.key))

    def _of_tiers(self, period: Period, rep: Id | None) -> dict[Any, dict[str, Any]]:
        """Coverage and cadence of each tier."""
        return {
            one.tier.value: {"coverage": {one.tier: one.coverage}, "cadence_met": {one.tier: one.cadence_met}}
            for one in self.cadence_by_tier(period, rep=rep)
        }

    def _names(self, by: By, found: read.Sums) -> dict[Any, tuple[str, str]]:
        """Group → what scripts call it, and what people do."""
        if by is By.REP:
            reps = things_by_id(self._conn, Rep, [key for key in found if key])
            told = _told_apart(reps.values())
            return {key: (told[key],) * 2 if key in told else ("", _("Unknown rep")) for key in found}
        if by is By.PRODUCT_LINE:
            lines = things_by_id(self._conn, ProductLine, [key for key in found if key])
            return {key: (lines[key].name,) * 2 if key in lines else ("", _("No product line")) for key in found}
        if by is By.TIER:
            return {key: (key or "", label(Tier(key)) if key else _("No client")) for key in found}
        if by is By.STAGE:
            return {key: (key, label(Stage(key))) for key in found}
        unknown = _("Source not known") if by is By.SOURCE else _("Industry not known")
        return {key: (key or "", key or unknown) for key in found}


def _timely(
    by: By, spans: Spans, found: read.Sums, moved: Moved, plan: _Plan, care: CareFigures | None = None
) -> list[Group]:
    """The spans of time without gaps, in order."""
    groups = []
    for key, span in spans:
        tally = Tally(**found.get(key, {}))
        name = key_of_span(by, Period.week(span.first).first if by is By.WEEK else span.first)
        told = care.of(key) if care else NO_CARE
        numbers = figures_of(tally, plan.goals(span, tally.sales), told, stage_conversion=moved.get(key))
        groups.append(Group(name, _span_name(by, span.first), numbers))
    return groups


def _told_apart(reps: Iterable[Rep]) -> dict[Id, str]:
    """Rep → name; those who share one with their region, or with the end of their id where that does not help."""
    reps = list(reps)
    names = Counter(rep.name for rep in reps)
    regions = Counter((rep.name, rep.region) for rep in reps)
    told = {}
    for rep in reps:
        own = rep.region if rep.region and regions[rep.name, rep.region] == 1 else rep.id.hex()[-6:]
        told[rep.id] = f"{rep.name} ({own})" if names[rep.name] > 1 else rep.name
    return told


@dataclass(frozen=True, slots=True)
class _Plan:
    """The target cells of a metric with the working days that a part of a month is measured by."""

    cells: tuple[Target, ...]
    work: Workdays
    today: date

    def target(self, period: Period, *, rep: Id | None = None, line: Id | None = None) -> int | None:
        """What the cells make for the period; parts of a month by working days, rounded once."""
        chosen = [
            (cell.amount, Period.month(date(cell.year, cell.month, 1)))
            for cell in self.cells
            if (rep is None or cell.rep_id == rep) and (line is None or cell.line_id == line)
        ]
        parts = [
            amount * self.work.part(period, month)
            for amount, month in chosen
            if month.first <= period.last and period.first <= month.last
        ]
        return round(sum(parts)) if parts else None

    def days(self, period: Period) -> tuple[int, int, int]:
        """Working days of the period: all, those begun, those left (today counts as both)."""
        return self.work.count(period), self.work.begun(period, self.today), self.work.left(period, self.today)

    def goals(self, period: Period, sales: int, *, rep: Id | None = None, line: Id | None = None) -> Goals:
        """Target, pace and forecast for the sales of a period."""
        target, (days, begun, left) = self.target(period, rep=rep, line=line), self.days(period)
        return Goals(target, None if target is None else pace(target, sales, left), run_rate(sales, begun, days))


def _spans(by: By, period: Period) -> Iterator[tuple[str, Period]]:
    """The weeks, months or quarters of a period as the store keys them, the first and last one cut off at its ends."""
    whole = {By.WEEK: Period.week, By.MONTH: Period.month, By.QUARTER: Period.quarter}[by]
    day = period.first
    while day <= period.last:
        span = whole(day)
        key = span.first.isoformat() if by is By.WEEK else key_of_span(by, span.first)
        yield key, Period(day, min(span.last, period.last))
        day = span.last + timedelta(days=1)


def _span_name(by: By, first: date) -> str:
    if by is By.QUARTER:
        return _("Q{quarter} {year}").format(quarter=(first.month + 2) // 3, year=first.year)
    return format_month(first) if by is By.MONTH else format_date(Period.week(first).first)
