"""What a team's report says of its members, one by one, and together (spec 4.7, 6.1)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.domain.opportunity import OPEN_STAGES
from salesdesk.domain.period import Period
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import (
    Achieved,
    CompetitorMet,
    DailyReport,
    Goal,
    Lost,
    Member,
    NewOpportunity,
    Rate,
    ReportKind,
    WeeklyReport,
)
from salesdesk.services.figures import Figures
from salesdesk.services.report_facts import METRICS, TREND_MONTHS, Facts
from salesdesk.services.session import Session
from salesdesk.store.read import reports as read
from salesdesk.store.read.opportunities import board_cards
from salesdesk.store.read.rows import things
from salesdesk.words.i18n import _

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """One asking of the file on behalf of everybody in it."""

    session: Session

    def reps(self) -> list[Rep]:
        """The team: every rep of the file, by name."""
        return sorted(things(self.session.file.conn, Rep), key=lambda one: (one.name, one.id))

    def members(self, period: Period, kind: ReportKind | None = None) -> tuple[Member, ...]:
        """A row for each rep of what came of a period, as far as it has come."""
        session, figures = self.session, Figures(self.session)
        kind = kind or next(one for one in ReportKind if one.period(period.first) == period)
        until = period.until(max(period.first, session.today()))
        groups = {one.id: one.figures for one in figures.by(until, By.REP)}
        worth, stalled = self._open(until.last)
        found = []
        for rep in self.reps():
            numbers = groups.get(rep.id)
            tiers = figures.cadence_by_tier(until, rep=rep.id)
            sent = read.written(session.file.conn, kind, rep.id, period).get(period.first)
            found.append(
                Member(
                    rep=rep.name,
                    sales=Achieved(numbers.sales if numbers else 0, figures.target(period, rep=rep.id)),
                    visits=numbers.visits if numbers else 0,
                    plan_attainment=numbers.plan_attainment if numbers else Rate.part(0, 0),
                    cadence_met=Rate.part(
                        sum(one.cadence_met.n for one in tiers), sum(one.cadence_met.of for one in tiers)
                    ),
                    pipeline_cents=worth[rep.id],
                    stalled=stalled[rep.id],
                    received_cents=numbers.received if numbers else 0,
                    sent=sent is not None and sent.sent_at is not None,
                )
            )
        more = self._beyond(figures, period, found)
        return (*found, more) if more else tuple(found)

    def _beyond(self, figures: Figures, period: Period, found: Sequence[Member]) -> Member | None:
        """What was stated for the team beyond the plans of its reps."""
        whole, planned = figures.target(period), sum(one.sales.target or 0 for one in found)
        if whole is None or abs(whole - planned) <= len(found):  # parts of a month are rounded rep by rep
            return None
        nothing = Rate.part(0, 0)
        only = Achieved(0, whole - planned)
        return Member(_("Stated for the team"), only, 0, nothing, nothing, 0, only_target=True)

    def _open(self, day: date) -> tuple[Counter[Id | None], Counter[Id | None]]:
        """What each rep's open opportunities are worth, whenever they may close, and how many of them stall."""
        worth: Counter[Id | None] = Counter()
        stalled: Counter[Id | None] = Counter()
        for card in board_cards(self.session.file.conn, (), day, self.session.funnel_rules()):
            if card.stage in OPEN_STAGES:
                worth[card.rep_id] += card.amount_cents if card.currency == self.session.currency else 0
                stalled[card.rep_id] += bool(card.stalled)
        return worth, stalled

    def daily(self, day: date) -> DailyReport:
        """The team's day: the sums, a row per rep, and everybody's news with the name of who brings it."""
        own = [Facts(self.session, rep.id, rep.name).daily(day) for rep in self.reps()]
        first = own[0]
        return replace(
            first,
            rep=self.session.rep.name,
            planned=sum(one.planned for one in own),
            planned_done=sum(one.planned_done for one in own),
            done=sum(one.done for one in own),
            unplanned=sum(one.unplanned for one in own),
            visits=(),
            new_opportunities=self._named(own, "new_opportunities"),
            progress=self._named(own, "progress"),
            obstacles=self._named(own, "obstacles"),
            resources=self._named(own, "resources"),
            goals=tuple(self._whole(_summed(goals), day) for goals in zip(*(one.goals for one in own), strict=True)),
            competitors=self._named(own, "competitors"),
            tomorrow=(),
            members=self.members(Period.day(day), ReportKind.DAILY),
        )

    def weekly(self, day: date) -> WeeklyReport:
        """The team's week: the sums, a row per rep, and everybody's news with the name of who brings it."""
        own = [Facts(self.session, rep.id, rep.name).weekly(day) for rep in self.reps()]
        first, week, figures = own[0], Period.week(day), Figures(self.session)
        end = max(week.first, min(week.last, self.session.today()))
        plain = ("won_count", "won_week", "won_month", "won_year", "orders", "visits_done", "visits_planned")
        return replace(
            first,
            **{name: sum(getattr(one, name) for one in own) for name in (*plain, "unplanned")},
            rep=self.session.rep.name,
            sales_week=Achieved(sum(one.sales_week.actual for one in own), figures.target(week)),
            sales_month=Achieved(sum(one.sales_month.actual for one in own), figures.target(Period.month(end))),
            sales_year=Achieved(sum(one.sales_year.actual for one in own), figures.target(Period.year(end))),
            new_opportunities=self._named(own, "new_opportunities"),
            conversions=tuple(figures.conversion_weeks(week)),
            needs=tuple(figures.top_needs(week)),
            tiers=tuple(figures.cadence_by_tier(week)),
            stalled=self._named(own, "stalled"),
            lost=self._named(own, "lost"),
            obstacles=self._named(own, "obstacles"),
            resources=self._named(own, "resources"),
            competitors=self._named(own, "competitors"),
            plan_done=Rate.part(sum(one.plan_done.n for one in own), sum(one.plan_done.of for one in own)),
            last_plan=(),
            next_week=(),
            trend=tuple(figures.monthly_sales(end, TREND_MONTHS)),
            members=self.members(week, ReportKind.WEEKLY),
        )

    def _whole(self, goal: Goal, day: date) -> Goal:
        """A goal of everybody together, against what the team is to reach."""
        figures, (metric, _name) = Figures(self.session), METRICS[goal.measure]
        of_day, of_month = figures.target(Period.day(day), metric), figures.target(Period.month(day), metric)
        return Goal(goal.measure, Achieved(goal.day.actual, of_day), Achieved(goal.month.actual, of_month))

    def lost(self, period: Period, rep_id: Id | None) -> list[Lost]:
        """What was lost in a period, the largest first; of the team with the name of whose it was."""
        found = [
            one if rep_id else replace(one, client=_with_name(one.client, rep.name))
            for rep in self.reps()
            if rep_id in (None, rep.id)
            for one in Facts(self.session, rep.id, rep.name).lost(period)
        ]
        return sorted(found, key=lambda one: -(one.amount_cents or 0))

    def created(self, period: Period, rep_id: Id | None) -> tuple[NewOpportunity, ...]:
        """What came into being in a period, the largest first; of the team with the name of whose it is."""
        found = [
            one if rep_id else replace(one, client=_with_name(one.client, rep.name))
            for rep in self.reps()
            if rep_id in (None, rep.id)
            for one in Facts(self.session, rep.id, rep.name).created(period)
        ]
        return tuple(sorted(found, key=lambda one: -(one.amount_cents or 0)))

    def competitors(self, period: Period, rep_id: Id | None) -> list[CompetitorMet]:
        """What was heard of competitors on the visits of a period."""
        return [
            one
            for rep in self.reps()
            if rep_id in (None, rep.id)
            for one in Facts(self.session, rep.id, rep.name).competitors(period)
        ]

    def _named(self, own: Iterable[DailyReport | WeeklyReport], field: str) -> tuple[_Row, ...]:
        return tuple(
            replace(row, client=_with_name(row.client, report.rep)) for report in own for row in getattr(report, field)
        )


def _with_name(client: str, rep: str) -> str:
    return f"{client} ({rep})"


def _achieved(parts: Iterable[Achieved]) -> Achieved:
    """Everybody's together; the target of those who have one."""
    parts = list(parts)
    targets = [one.target for one in parts if one.target is not None]
    return Achieved(sum(one.actual for one in parts), sum(targets) if targets else None)


def _summed(goals: Iterable[Goal]) -> Goal:
    goals = list(goals)
    return Goal(goals[0].measure, _achieved(one.day for one in goals), _achieved(one.month for one in goals))
