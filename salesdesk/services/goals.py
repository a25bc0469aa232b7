"""The year's goals that are no target by month, each beside what was reached and how it went (spec 1.2 to 1.6)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from salesdesk.domain.behind import Record
from salesdesk.domain.cadence import DueState, Family
from salesdesk.domain.change import Change, ChangeSet, Edit, Kind, Label, New
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import NO_RATE, By, Tally, figures_of
from salesdesk.domain.goal import AT_MOST, DEFAULT_GOALS, Goal, GoalKey
from salesdesk.domain.milestone import Tender
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.survey import Survey
from salesdesk.domain.target import Metric
from salesdesk.domain.text import N_
from salesdesk.services.coverage import Coverage
from salesdesk.services.enquiries import Enquiries
from salesdesk.services.invoices import Invoices
from salesdesk.services.session import Session
from salesdesk.services.surveys import Surveys
from salesdesk.store.ids import natural_id
from salesdesk.store.read import behind as read_behind
from salesdesk.store.read import figures as read_figures
from salesdesk.store.read import milestones as read_milestones
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.tables import TABLES

_GOAL, _SURVEY, _TENDER = TABLES[Kind.GOAL].c, TABLES[Kind.SURVEY].c, TABLES[Kind.TENDER].c
_COVERED = {GoalKey.COVERAGE_A: Tier.A, GoalKey.COVERAGE_B: Tier.B, GoalKey.COVERAGE_C: Tier.C}
_MONTHLY: Mapping[GoalKey, str] = {
    GoalKey.NEW_CLIENT_CONVERSION: "new_client_conversion",
    GoalKey.REPURCHASE_RATE: "repurchase_rate",
    GoalKey.GROSS_MARGIN: "gross_margin",
    GoalKey.HIGH_MARGIN_SHARE: "high_margin_share",
}
"""Goals that are figures of any span of days: field of `domain.figures.Figures`."""
_PARTS = frozenset({read_figures.Part.CLIENTS, read_figures.Part.LINES, read_figures.Part.SALES})
QUARTERS = 4

UNIT = {GoalKey.SATISFACTION: 10, GoalKey.NPS: 1}
"""What one whole of a goal is stored as; all others are rates in basis points."""
RATE_UNIT = 10_000

Trend: TypeAlias = tuple[tuple[Period, float | None], ...]


@dataclass(frozen=True, slots=True)
class GoalCard:
    """A goal (None: none is set), what was reached of it (a share, a score, a ratio) and its course.

    `actual`: its value, numerator and denominator. `trend`: each month or quarter of the year that has begun.
    """

    key: GoalKey
    goal: float | None
    actual: Rate
    trend: Trend

    @property
    def kept(self) -> bool | None:
        """Whether it is reached so far; None without a goal or anything to measure."""
        if self.goal is None or self.actual.value is None:
            return None
        if self.key in AT_MOST:
            return self.actual.value <= self.goal
        return self.actual.value >= self.goal


class Goals:
    """Set the year's goals and see where they stand. Of the file's own rep."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._surveys = Surveys(session)
        self._invoices = Invoices(session)
        self._enquiries = Enquiries(session)
        self._coverage = Coverage(session)

    # verbs

    def adopt(self, year: int) -> ChangeSet:
        """Take over the work plan's goals where the year has none yet. Raises Refused where all are set."""
        taken = self._set(year)
        changes = [
            change
            for key, value in DEFAULT_GOALS.items()
            if key not in taken
            for change in self._change(year, key, value)
        ]
        if not changes:
            raise Refused(N_("All these goals are set already."))
        return self._session.record(Label("goal.adopted", {"year": str(year)}), changes)

    def set(self, year: int, key: GoalKey, goal: float | None) -> ChangeSet:
        """Set a goal, as a share (0.15), a score (8) or a ratio (1.25); None takes it away. Raises Refused."""
        label = {"goal": key.value, "year": str(year)}
        if goal is None:
            known = self._set(year).get(key)
            gone: list[Change] = [Edit(Kind.GOAL, known.id, "deleted", before=False, after=True)] if known else []
            return self._session.record(Label("goal.cleared", label), gone)
        least, most = _RANGE.get(key, (0.0, 1.0))
        if not least <= goal <= most:
            raise Refused(N_("A goal lies between {least} and {most}."), field="value", **_said(key, least, most))
        return self._session.record(Label("goal.set", label), self._change(year, key, round(goal * unit(key))))

    # questions

    def of_year(self, year: int) -> list[GoalCard]:
        """Every goal of a year, in the order of the work plan, up to today."""
        period, known = Period.year(date(year, 1, 1)), self._set(year)
        monthly = self._monthly(period)
        return [
            GoalCard(
                key,
                known[key].value / unit(key) if key in known else None,
                self.actual(key, period),
                monthly[key] if key in monthly else self._quarterly(key, period),
            )
            for key in GoalKey
        ]

    def actual(self, key: GoalKey, period: Period) -> Rate:
        """What was reached in a period: the glossary's figure."""
        rep, session = self._session.whose, self._session
        if period.first > session.today():
            return NO_RATE
        if key in _MONTHLY:
            return self._figure(key, period)
        if key is GoalKey.AVERAGE_DISCOUNT:
            return Rate.part(*read_behind.discount(self._conn, self._scope(period)))
        if key is GoalKey.PRODUCTS_PER_CLIENT:
            return self._products(period)
        if key in (GoalKey.SATISFACTION, GoalKey.NPS):
            found = self._surveys.summary(period, rep=rep)
            value = found.mean if key is GoalKey.SATISFACTION else found.nps
            return Rate(None if value is None else float(value), found.n, found.response.of)
        if key is GoalKey.COLLECTION_RATE:
            return self._invoices.collection_rate(period, rep=rep)
        if key is GoalKey.TENDER_WIN_RATE:
            return read_milestones.tenders_won(self._conn, period, rep)
        if key is GoalKey.ANSWERED_IN_A_DAY:
            return self._enquiries.response(period, rep=rep).within_a_day
        return self._covered(_COVERED[key], period)

    def behind(self, key: GoalKey, period: Period) -> list[Record]:
        """The records behind a goal's figure; of a coverage goal the clients that are behind."""
        scope = self._scope(period)
        if key is GoalKey.NEW_CLIENT_CONVERSION:
            return read_behind.behind(self._conn, scope, Metric.NEW_CLIENTS)
        if key is GoalKey.GROSS_MARGIN:
            return read_behind.behind(self._conn, scope, Metric.MARGIN)
        if key in (GoalKey.SATISFACTION, GoalKey.NPS):
            return self._of_surveys(period)
        if key is GoalKey.COLLECTION_RATE:
            return read_behind.behind(self._conn, scope, Metric.COLLECTIONS)
        if key is GoalKey.TENDER_WIN_RATE:
            return self._of_tenders(period)
        if key is GoalKey.ANSWERED_IN_A_DAY:
            cards = self._enquiries.of_period(period, rep=self._session.whose)
            return [
                Record(Kind.ENQUIRY, one.enquiry.id, one.enquiry.client_id, one.client, one.enquiry.received_at.date())
                for one in cards
            ]
        if key in _COVERED:
            return self._uncovered(_COVERED[key], period)
        return read_behind.orders(self._conn, scope)

    # private

    def _set(self, year: int) -> dict[GoalKey, Goal]:
        own = (_GOAL.year == year, _GOAL.rep_id == self._session.rep.id, _GOAL.product_id.is_(None))
        return {one.key: one for one in things(self._conn, Goal, *own)}

    def _change(self, year: int, key: GoalKey, value: int) -> list[Change]:
        pk = natural_id(Kind.GOAL, self._session.rep.id, year, key)
        before = thing(self._conn, Goal, pk)
        if before is None:
            return [New(Kind.GOAL, pk, {"rep_id": self._session.rep.id, "year": year, "key": key, "value": value})]
        edits: list[Change] = [Edit(Kind.GOAL, pk, "value", before.value, value)] if before.value != value else []
        return edits + ([Edit(Kind.GOAL, pk, "deleted", before=True, after=False)] if before.deleted else [])

    def _scope(self, period: Period) -> read_figures.Scope:
        own = self._session
        return read_figures.Scope(period, own.whose, own.currency, own.today())

    def _figure(self, key: GoalKey, period: Period) -> Rate:
        sums = read_figures.tallies(self._conn, self._scope(period), None, parts=self._asked(key)).get("", {})
        found: Rate = getattr(figures_of(Tally(**sums)), _MONTHLY[key])
        return found

    def _asked(self, key: GoalKey) -> frozenset[read_figures.Part]:
        part = read_figures.Part
        return frozenset({part.LINES if key in (GoalKey.GROSS_MARGIN, GoalKey.HIGH_MARGIN_SHARE) else part.CLIENTS})

    def _monthly(self, period: Period) -> dict[GoalKey, Trend]:
        """The course of those figures that any month has."""
        if period.first > self._session.today():
            return dict.fromkeys(_MONTHLY, ())
        found = read_figures.tallies(self._conn, self._scope(period), By.MONTH, parts=_PARTS)
        months = [Period.month(date(period.first.year, month, 1)) for month in range(1, 13)]
        begun = [month for month in months if month.first <= self._session.today()]
        numbers = [figures_of(Tally(**found.get(month.first.isoformat()[:7], {}))) for month in begun]
        return {
            key: tuple((month, getattr(one, name).value) for month, one in zip(begun, numbers, strict=True))
            for key, name in _MONTHLY.items()
        }

    def _quarterly(self, key: GoalKey, period: Period) -> Trend:
        quarters = [Period.quarter(date(period.first.year, 3 * at + 1, 1)) for at in range(QUARTERS)]
        begun = [quarter for quarter in quarters if quarter.first <= self._session.today()]
        return tuple((quarter, self.actual(key, quarter).value) for quarter in begun)

    def _products(self, period: Period) -> Rate:
        """Products per client at the period's end against those at the year's start."""
        start = date(period.first.year - 1, 12, 31)
        parts = frozenset({read_figures.Part.CLIENTS})
        now, then = (
            Tally(**read_figures.tallies(self._conn, self._scope(span), None, parts=parts).get("", {}))
            for span in (period, Period(start, start))
        )
        if not (now.yearly_clients and then.yearly_clients and then.yearly_products):
            return NO_RATE
        value = now.yearly_products * then.yearly_clients / (now.yearly_clients * then.yearly_products)
        return Rate(value, now.yearly_products, now.yearly_clients)

    def _covered(self, tier: Tier, period: Period) -> Rate:
        return self._coverage.met(period, Family.COVERAGE, self._session.whose)[tier]

    def _uncovered(self, tier: Tier, period: Period) -> list[Record]:
        rep = self._session.whose
        rules = [one.rule for one in self._coverage.summary(period, Family.COVERAGE, rep) if one.rule.tier is tier]
        late = {
            who.client.id: who.client.name
            for rule in rules
            for state in (DueState.OVERDUE, DueState.DUE)
            for who in self._coverage.behind(rule, state, period, rep)
        }
        return [Record(Kind.CLIENT, pk, pk, name) for pk, name in late.items()]

    def _own(self, column: Any) -> tuple[Any, ...]:
        """What narrows a list to whose it is; nothing for everybody's."""
        return () if self._session.whose is None else (column == self._session.whose,)

    def _of_surveys(self, period: Period) -> list[Record]:
        where = (_SURVEY.answered_on.between(period.first, period.last), *self._own(_SURVEY.rep_id))
        found = things(self._conn, Survey, *where, order=(_SURVEY.answered_on.desc(), _SURVEY.id))
        names = things_by_id(self._conn, Client, {one.client_id for one in found})
        return [
            Record(
                *(Kind.SURVEY, one.id, one.client_id, names[one.client_id].name, one.answered_on),
                note=" · ".join(part for part in (f"{one.score}", one.comment) if part),
            )
            for one in found
            if one.client_id in names and one.score is not None
        ]

    def _of_tenders(self, period: Period) -> list[Record]:
        where = (_TENDER.closed_on.between(period.first, period.last), *self._own(_TENDER.rep_id))
        found = things(self._conn, Tender, *where, order=(_TENDER.closed_on.desc(), _TENDER.id))
        names = things_by_id(self._conn, Client, {one.client_id for one in found})
        return [
            Record(
                *(Kind.TENDER, one.id, one.client_id, names[one.client_id].name, one.closed_on, one.amount_cents),
                note=one.name,
                currency=one.currency,
            )
            for one in found
            if one.client_id in names
        ]


def unit(key: GoalKey) -> int:
    """What one whole of a goal is stored as."""
    return UNIT.get(key, RATE_UNIT)


_RANGE = {GoalKey.SATISFACTION: (0.0, 10.0), GoalKey.NPS: (-100.0, 100.0), GoalKey.PRODUCTS_PER_CLIENT: (0.0, 10.0)}


def _said(key: GoalKey, least: float, most: float) -> dict[str, object]:
    scale: Callable[[float], str] = (lambda n: f"{n:g}") if key in UNIT else (lambda n: f"{n * 100:g} %")
    return {"least": scale(least), "most": scale(most)}
