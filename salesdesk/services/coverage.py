"""What became of the contact rules in a period, and what they ask of one to come (spec 1.6, 4.1, 6.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from salesdesk.domain.cadence import CadenceRule, DueState, Family, check_rule, in_force
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.contact_ledger import Asked, Known, Ledger, asked_about
from salesdesk.domain.coverage import Concentration, CoveragePoint, Effect, Load, RuleSummary, TierCadence
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.visit import Channel
from salesdesk.services.cadence import Cadence, Judged, Standing
from salesdesk.services.contact_counts import ContactCounts
from salesdesk.services.session import Session
from salesdesk.services.whole_file import without_collecting
from salesdesk.services.working import Working
from salesdesk.store.read import cadence as read
from salesdesk.store.read.best_clients import spent_on_best
from salesdesk.store.read.kept import keeper

WRITTEN = frozenset({Channel.MESSAGE, Channel.EMAIL})
"""A rule that one of these fulfils needs no place in the day."""

CONTACT_TABLES = frozenset({"visit", "client", "tier_move", "rep"})
"""What is read to count contacts by the rules."""


class Coverage:
    """Periods, past ones too, with the tiers and rules that were valid then. Without a `rep`, everybody's."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._cadence = Cadence(session)

    @without_collecting()
    def summary(
        self, period: Period, family: Family | None = Family.CADENCE, rep: Id | None = None
    ) -> list[RuleSummary]:
        """Every rule that judged a part of the period, by tier."""
        until = self._until(period)
        asked, judged = self._asked(period, family), self._cadence.judged(until, family)
        whole = Period(period.first, max(until, period.first))
        counts = self._counts([*asked, *(Asked(one.rule, (whole,)) for one in asked)], until, rep)
        states = self._states(judged, until, rep)
        return [
            RuleSummary(
                *(one.rule, one.spans, counts.size(one.rule.tier, one.spans[-1])),
                {state: states.get(one.rule.id, Counter())[state] for state in DueState},
                *counts.kept(one),
                counts.covered([one.rule], whole),
            )
            for one in asked
        ]

    def met(self, period: Period, family: Family, rep: Id | None = None) -> dict[Tier, Rate]:
        """How often clients had what a rule of their tier asks for, over all rules and their spans."""
        asked, until = self._asked(period, family), self._until(period)

        def find() -> dict[Tier, Rate]:
            counts = self._counts(asked, until, rep)
            kept = [(one.rule.tier, counts.kept(one)[0]) for one in asked]
            mine = {tier: [rate for other, rate in kept if other is tier] for tier in Tier}
            return {
                tier: Rate.part(sum(one.n for one in its), sum(one.of for one in its)) for tier, its in mine.items()
            }

        return keeper(self._conn).answer(("rules met", tuple(asked), until, rep), CONTACT_TABLES, find)

    def behind(
        self, rule: CadenceRule, state: DueState | None, period: Period, rep: Id | None = None
    ) -> list[Standing]:
        """The clients behind a number of the summary: those of a rule that stood so (None: all), the latest first."""
        found = [
            one
            for one in self._cadence.states(self._until(period), rule.family, rep)
            if one.rule.id == rule.id and state in (None, one.state)
        ]
        return sorted(found, key=lambda one: (-one.late_days, -one.missing, one.client.name))

    def by_tier(self, period: Period, rep: Id | None = None) -> list[TierCadence]:
        """The contact cadence by tier.

        A client keeps its cadence in a week, month or quarter when it has what every rule of its tier for such a span
        asks for; over several spans it counts once for each. Covered is a client with a contact that one of the rules
        counts.
        """
        asked, until = self._asked(period, Family.CADENCE), self._until(period)
        whole = Period(period.first, max(until, period.first))

        def find() -> list[TierCadence]:
            counts = self._counts([*asked, *(Asked(one.rule, (whole,)) for one in asked)], until, rep)
            return [_of_tier(counts, [one for one in asked if one.rule.tier is tier], tier, whole) for tier in Tier]

        return keeper(self._conn).answer(("by tier", tuple(asked), whole, until, rep), CONTACT_TABLES, find)

    def trend(self, spans: Sequence[Period], rep: Id | None = None) -> list[CoveragePoint]:
        """Coverage of new and existing clients in each of these days or weeks, in order; any contact counts."""
        today = self._session.today()
        spans = [span for span in spans if span.first <= today]
        if not spans:
            return []
        clients = {one.id: one for one in read.clients(self._conn, rep)}
        first_order = read.first_orders(self._conn)
        met: list[set[Id]] = [set() for _ in spans]
        contacts = [0] * len(spans)
        place_of = {day.isoformat(): place for place, span in enumerate(spans) for day in span}
        for pk, day, _channel in read.contacts(self._conn, spans[0].first, min(spans[-1].last, today), rep):
            place = place_of.get(day)
            if place is not None and pk in clients:
                contacts[place] += 1
                met[place].add(pk)
        return [
            CoveragePoint(span, contacts[place], *_new_and_existing(clients.values(), met[place], first_order, span))
            for place, span in enumerate(spans)
        ]

    def concentration(self, period: Period, rep: Id | None = None) -> Concentration:
        """The share of the contacts spent on the fifth of the clients that bought most in the year before."""
        until = self._until(period)
        return Concentration(*spent_on_best(self._conn, period.first, until, self._session.currency, rep))

    def load(self, period: Period, family: Family | None = Family.CADENCE, rep: Id | None = None) -> Load:
        """What the rules ask for in a period against its capacity, with the clients and tiers of today."""
        return self._load(self._cadence.all_rules(), period, family, rep)

    def effect(self, before: CadenceRule | None, after: CadenceRule) -> Effect:
        """What it would mean to change a rule today, or (without `before`) to add one. Raises Refused."""
        check_rule(after)
        today = self._session.today()
        fresh = replace(after, first_day=None, last_day=None)
        known = [one for one in (before, fresh) if one is not None]
        asked = [Asked(one, (one.every.holding(today),)) for one in known]
        ledger = self._ledger(asked, today, None)
        short = [
            sum(ledger.done(place, client.id, 0) < one.rule.count for client in ledger.members(place, 0))
            for place, one in enumerate(asked)
        ]
        every = [one for one in self._cadence.all_rules() if before is None or one.id != before.id]
        span = Period(today, today + timedelta(days=27))
        load = self._load([*every, fresh], span, after.family, None)
        wanting = short[0] if before is not None else 0
        return Effect(sum(1 for _one in ledger.members(len(asked) - 1, 0)), wanting, short[-1], load)

    # --- private ----------------------------------------------------------------------------------------------

    def _load(self, rules: Sequence[CadenceRule], period: Period, family: Family | None, rep: Id | None) -> Load:
        rep = rep or self._session.whose
        working = Working(self._session)
        work, tiers = working.workdays(), Counter(one.tier for one in read.clients(self._conn, rep))
        asked: dict[Tier, Fraction] = {tier: Fraction(0) for tier in Tier}
        written = Fraction(0)
        for rule in rules:
            if family not in (None, rule.family):
                continue
            span = rule.every.holding(period.first)
            while span.first <= period.last:
                if rule.judges(span):
                    wanted = tiers[rule.tier] * rule.count * work.part(period, span)
                    if rule.counting & WRITTEN:
                        written += wanted
                    else:
                        asked[rule.tier] += wanted
                span = rule.every.holding(span.last + timedelta(days=1))
        visits = {tier: ceil(wanted) for tier, wanted in asked.items()}
        return Load(visits, ceil(written), working.capacity(period, rep))

    def _until(self, period: Period) -> date:
        return min(period.last, self._session.today())

    def _asked(self, period: Period, family: Family | None) -> list[Asked]:
        every, today = self._cadence.all_rules(), self._session.today()
        found = [
            Asked(rule, spans)
            for rule in every
            if family in (None, rule.family) and (spans := _ended(rule, period, today))
        ]
        known = {one.rule.id for one in found}
        day = max(period.first, self._until(period))
        running = [rule for rule in in_force(every, day, family) if rule.id not in known]
        followed = {(one.rule.family, one.rule.tier, one.rule.last_day) for one in found}
        return sorted(
            [*found, *(Asked(rule, (rule.every.holding(day),)) for rule in running if not _follows(rule, followed))],
            key=lambda one: every.index(one.rule),
        )

    def _states(self, judged: Sequence[Judged], until: date, rep: Id | None) -> dict[Id, Counter[DueState]]:
        """How many clients stand how under each rule on a day."""
        ledger = self._ledger(asked_about(pair for one in judged for pair in one.wanted()), until, rep)
        return {one.rule.id: Counter(who.state for who in one.standings(ledger)) for one in judged}

    def _counts(self, asked: Sequence[Asked], until: date, rep: Id | None) -> ContactCounts:
        first = min((span.first for one in asked for span in one.spans), default=until)
        return ContactCounts(self._session, first, until, rep)

    def _ledger(self, asked: Sequence[Asked], until: date, rep: Id | None) -> Ledger:
        first = min((span.first for one in asked for span in one.spans), default=until)
        contacts = read.contacts(self._conn, first, until, rep)
        return Ledger(asked, read.clients(self._conn, rep), read.moves(self._conn), contacts, until)


def _of_tier(counts: ContactCounts, asked: Sequence[Asked], tier: Tier, whole: Period) -> TierCadence:
    """What became of the rules of one tier."""
    groups: dict[tuple[Period, ...], list[Asked]] = defaultdict(list)
    for one in asked:
        groups[one.spans].append(one)
    covered = counts.covered([one.rule for one in asked], whole)
    met = [counts.all_met(group) for group in groups.values()]
    kept = Rate.part(sum(one.n for one in met), sum(one.of for one in met))
    return TierCadence(tier, covered.of, covered, kept)


def _ended(rule: CadenceRule, period: Period, today: date) -> tuple[Period, ...]:
    """The rule's spans that ended within the period, by today, while it was in force."""
    found: list[Period] = []
    span = rule.every.holding(min(period.last, today))
    while span.last >= period.first:
        if span.last <= min(period.last, today) and rule.judges(span):
            found.append(span)
        span = rule.every.before(span)
    return tuple(reversed(found))


def _follows(rule: CadenceRule, followed: set[tuple[Family, Tier, date | None]]) -> bool:
    """Whether a rule only just took the place of one that judged the period."""
    return rule.first_day is not None and (rule.family, rule.tier, rule.first_day - timedelta(days=1)) in followed


def _new_and_existing(
    clients: Iterable[Known], met: set[Id], first_order: dict[Id, str], span: Period
) -> tuple[Rate, Rate]:
    begin, end = span.first.isoformat(), span.last.isoformat()
    counts = [[0, 0], [0, 0]]
    for client in clients:
        if client.since is None or client.since <= end:
            existing = first_order.get(client.id, "9999") < begin
            counts[existing][1] += 1
            counts[existing][0] += client.id in met
    new, existing_ones = counts
    return Rate.part(*new), Rate.part(*existing_ones)
