"""What the file says about a day or a week, put together for the report; every number from where it is defined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from salesdesk.domain.change import Id
from salesdesk.domain.figures import Figures as Numbers
from salesdesk.domain.figures import Tally, figures_of
from salesdesk.domain.period import Period
from salesdesk.domain.report import (
    Achieved,
    CompetitorMet,
    DailyReport,
    Goal,
    Lost,
    Measure,
    NewOpportunity,
    OpenObstacle,
    PlannedVisit,
    Progress,
    ResourceAsked,
    Stalled,
    VisitRow,
    WeeklyReport,
)
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import RequestKind, VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.services import report_rows as rows
from salesdesk.services.figures import Figures
from salesdesk.services.session import Session
from salesdesk.services.visits import Visits
from salesdesk.store.read import reports as read
from salesdesk.store.read.figures import Scope, tallies
from salesdesk.store.read.opportunities import board_cards
from salesdesk.store.read.visits import cards_planned
from salesdesk.words.numbers import format_money

TREND_MONTHS = 12
METRICS = {
    Measure.VISITS: (Metric.VISITS, "visits"),
    Measure.ORDERS: (Metric.SALES, "sales"),
    Measure.RECEIVED: (Metric.COLLECTIONS, "received"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """One asking of the file on behalf of a rep."""

    session: Session
    rep_id: Id
    rep: str

    @property
    def figures(self) -> Figures:
        return Figures(self.session)

    def daily(self, day: date) -> DailyReport:
        """The day's report without the rep's words (spec 4.6)."""
        only, numbers = Period.day(day), self._of(Period.day(day))
        tomorrow = rows.next_workday(day, self.figures.workdays())
        cards = self._cards(only)
        return DailyReport(
            rep=self.rep,
            day=day,
            currency=self.session.currency,
            planned=numbers.visits_planned,
            planned_done=numbers.plan_attainment.n,
            done=numbers.visits,
            unplanned=self._unplanned(cards),
            visits=self._visits(only, cards),
            new_opportunities=self.created(only),
            progress=self._progress(only),
            obstacles=self._obstacles(day),
            resources=self._resources(day),
            goals=self._goals(day, numbers),
            competitors=self._heard(cards),
            tomorrow_day=tomorrow,
            tomorrow=self._to_come(Period.day(tomorrow)),
        )

    def weekly(self, day: date) -> WeeklyReport:
        """The report of the week that holds `day`, without the rep's words (spec 4.7)."""
        conn, week, figures = self.session.file.conn, Period.week(day), self.figures
        following = Period.week(week.last + timedelta(days=1))
        end = max(week.first, min(week.last, self.session.today()))
        numbers, cards = self._of(week), self._cards(week)
        month, year = Period(end.replace(day=1), end), Period(end.replace(month=1, day=1), end)
        of_month, of_year = self._of(month), self._of(year)
        return WeeklyReport(
            rep=self.rep,
            week=week,
            currency=self.session.currency,
            won_count=numbers.won,
            won_week=numbers.won_amount,
            won_month=of_month.won_amount,
            won_year=of_year.won_amount,
            orders=numbers.orders,
            sales_week=self._against(numbers.sales, week),
            sales_month=self._against(of_month.sales, Period.month(end)),
            sales_year=self._against(of_year.sales, Period.year(end)),
            visits_done=numbers.visits,
            visits_planned=numbers.visits_planned,
            unplanned=self._unplanned(cards),
            new_opportunities=self.created(week),
            conversions=tuple(figures.conversion_weeks(week, rep=self.rep_id)),
            needs=tuple(figures.top_needs(week, rep=self.rep_id)),
            tiers=tuple(figures.cadence_by_tier(week, rep=self.rep_id)),
            stalled=self.stalled(end),
            lost=self.lost(week),
            obstacles=self._obstacles(end),
            resources=self._resources(end),
            competitors=self._heard(cards),
            plan_done=numbers.plan_attainment,
            last_plan=tuple(rows.outcome(card) for card in cards_planned(conn, self.rep_id, week)),
            next_week=self._to_come(following),
            trend=tuple(figures.monthly_sales(end, TREND_MONTHS, rep=self.rep_id)),
            industries=tuple(figures.clients_by_industry()),
        )

    def _of(self, period: Period) -> Numbers:
        """The figures of a period that need no target, no tier and no stage."""
        scope = Scope(period, self.rep_id, self.session.currency, self.session.today(), self.session.funnel_rules())
        return figures_of(Tally(**tallies(self.session.file.conn, scope, None, ()).get("", {})))

    def _against(self, actual: int, whole: Period) -> Achieved:
        return Achieved(actual, self.figures.target(whole, Metric.SALES, rep=self.rep_id))

    def _cards(self, period: Period) -> list[VisitCard]:
        return Visits(self.session).between(period.first, period.last, self.rep_id)

    def _to_come(self, period: Period) -> tuple[PlannedVisit, ...]:
        """The plan of days to come: without what was called off, put on another day, or done before them."""
        off = (VisitStatus.CANCELLED, VisitStatus.MOVED)
        cards = cards_planned(self.session.file.conn, self.rep_id, period)
        return tuple(rows.planned(card) for card in cards if card.status not in off and card.day >= period.first)

    def _goals(self, day: date, numbers: Numbers) -> tuple[Goal, ...]:
        month, figures = Period.month(day), self.figures
        to_date = self._of(Period(month.first, day))
        goals = []
        for measure, (metric, name) in METRICS.items():
            of_day = figures.target(Period.day(day), metric, rep=self.rep_id)
            of_month = figures.target(month, metric, rep=self.rep_id)
            goals.append(
                Goal(measure, Achieved(getattr(numbers, name), of_day), Achieved(getattr(to_date, name), of_month))
            )
        return tuple(goals)

    def _unplanned(self, cards: Sequence[VisitCard]) -> int:
        """Contacts that took place without having been planned."""
        return sum(card.status is VisitStatus.DONE and card.planned_at is None for card in cards)

    def _visits(self, period: Period, cards: Sequence[VisitCard]) -> tuple[VisitRow, ...]:
        conn = self.session.file.conn
        needs = read.needs_heard(conn, self.rep_id, period)
        people = read.people_met(conn, self.rep_id, period)
        return tuple(rows.visit(card, needs.get(card.id, ()), people.get(card.id, ())) for card in cards)

    def created(self, period: Period) -> tuple[NewOpportunity, ...]:
        """The opportunities that came into being in a period, the largest first."""
        return tuple(
            NewOpportunity(
                self._named(deal),
                deal.client,
                deal.stage,
                self._amount(deal),
                deal.priority,
                deal.expected_close,
                deal.id,
            )
            for deal in read.created(self.session.file.conn, self.rep_id, period)
        )

    def _progress(self, period: Period) -> tuple[Progress, ...]:
        return tuple(
            Progress(
                name=self._named(move.deal),
                client=move.deal.client,
                from_stage=move.from_stage,
                to_stage=move.to_stage,
                amount_cents=self._amount(move.deal),
                priority=move.deal.priority,
                contacted=move.contacted,
                next_step=move.deal.next_step,
                next_step_on=move.deal.next_on,
                id=move.deal.id,
            )
            for move in read.moved(self.session.file.conn, self.rep_id, period)
        )

    def _obstacles(self, day: date) -> tuple[OpenObstacle, ...]:
        found = read.requests(self.session.file.conn, self.rep_id, RequestKind.OBSTACLE, day)
        return tuple(OpenObstacle(one.client, one.text, one.opened_on, one.id) for one in found)

    def _resources(self, day: date) -> tuple[ResourceAsked, ...]:
        found = read.requests(self.session.file.conn, self.rep_id, RequestKind.RESOURCE, day)
        return tuple(ResourceAsked(one.client, one.text, one.resource, since=one.opened_on, id=one.id) for one in found)

    def competitors(self, period: Period) -> tuple[CompetitorMet, ...]:
        """What was heard of competitors on the visits of a period."""
        return self._heard(self._cards(period))

    def _heard(self, cards: Sequence[VisitCard]) -> tuple[CompetitorMet, ...]:
        heard = [card for card in cards if card.competitor_news and card.status is VisitStatus.DONE]
        known = read.competitors_of(self.session.file.conn, {card.client_id for card in heard})
        return tuple(
            CompetitorMet(
                card.client_name,
                rows.mentioned(known.get(card.client_id, ""), card.competitor_news),
                card.competitor_news,
                card.id,
            )
            for card in heard
        )

    def stalled(self, day: date) -> tuple[Stalled, ...]:
        """The opportunities that stall on a day, the most urgent and largest first."""
        conn = self.session.file.conn
        quiet = [card for card in board_cards(conn, (), day, self.session.funnel_rules()) if card.stalled]
        plans = read.approaches(conn, self.rep_id, [card.id for card in quiet])
        found = [
            Stalled(
                name=self._in_currency(card.name, card.amount_cents, card.currency),
                client=card.client,
                stage=card.stage,
                amount_cents=card.amount_cents if card.currency == self.session.currency else None,
                days=card.stalled,
                priority=card.priority,
                plan=plans[card.id],
                id=card.id,
            )
            for card in quiet
            if card.id in plans
        ]
        return tuple(sorted(found, key=lambda one: (one.priority or 0, -(one.amount_cents or 0), one.name)))

    def lost(self, period: Period) -> tuple[Lost, ...]:
        """The opportunities lost in a period, with the changed approach."""
        return tuple(
            Lost(
                name=self._named(deal),
                client=deal.client,
                stage=stage,
                amount_cents=self._amount(deal),
                reason=deal.lost_reason,
                note=deal.lost_note,
                competitor=deal.lost_to,
                plan=deal.approach,
                id=deal.id,
            )
            for deal, stage in read.lost(self.session.file.conn, self.rep_id, period)
        )

    def _amount(self, deal: read.DealRow) -> int | None:
        """The amount, where it is in the report's currency."""
        return deal.amount_cents if deal.currency == self.session.currency else None

    def _named(self, deal: read.DealRow) -> str:
        return self._in_currency(deal.name, deal.amount_cents, deal.currency)

    def _in_currency(self, name: str, cents: int, currency: str) -> str:
        """The name; behind it the amount when it is in another currency than the report's."""
        return name if currency == self.session.currency else f"{name} ({format_money(cents, currency)})"
