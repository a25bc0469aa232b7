"""Three years lived through day by day: who is met, what moves, what is ordered; then the plans ahead."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from salesdesk.domain.change import Id, Kind, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.sample.deals import MONTH_WEIGHTS, Deal
from salesdesk.services.sample.territory import Company, Territory
from salesdesk.services.sample.trade import Trade
from salesdesk.services.sample.visits import Reason, VisitWriter, minute_of
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session

_CORE_SHARE = 0.02
_CORE_CARE = 14.0
"""The few clients that the rep really meets twice a week, and how much more than others."""

_CARE = {Tier.A: 3.0, Tier.B: 1.5, Tier.C: 0.75}
_THIS_MONTH = 0.85
"""How busy the rep has been this month: a little behind the goal, as every rep is."""

_TODAY = (9 * 60, 10 * 60 + 15, 13 * 60 + 30, 15 * 60, 16 * 60 + 15)
_TODAY_CHANNELS = (Channel.FACE, Channel.FACE, Channel.PHONE, Channel.FACE, Channel.VIDEO)
_AHEAD = (4, 4, 3, 4, 3, 3, 2, 3, 2, 2)


class Rhythm:
    """Whose turn it is: every client comes again after an interval of its own."""

    def __init__(self, companies: list[Company], days: WorkingDays, rng: Random, a_day: float) -> None:
        self._rng, self._days = rng, days
        by_weight = sorted(companies, key=lambda company: -company.weight)
        core = {company.id for company in by_weight[: round(len(companies) * _CORE_SHARE)]}
        care = [_CORE_CARE if c.id in core else _CARE[c.tier] * c.weight**0.35 for c in companies]
        whole = sum(care)
        self._interval = [whole / one / max(a_day, 0.01) for one in care]
        self._companies = companies
        self._due = [
            (days.index(company.since) + rng.random() * min(self._interval[i], 60.0), i)
            for i, company in enumerate(companies)
        ]
        heapq.heapify(self._due)

    def next(self, place: int, met: set[Id], quiet: dict[Id, date], day: date) -> Company | None:
        """The client most due on working day number `place`, if any is due about then."""
        while self._due and self._due[0][0] <= place + 1:
            due, i = heapq.heappop(self._due)
            company = self._companies[i]
            if company.since > day:
                heapq.heappush(self._due, (due + 2, i))
                continue
            heapq.heappush(self._due, (max(due, place - 5) + self._interval[i] * self._rng.uniform(0.7, 1.3), i))
            if company.id not in met and not (company.id in quiet and day > quiet[company.id]):
                met.add(company.id)
                return company
        return None


class Diary:
    """Yields what each day leaves behind; opportunities and their moves included."""

    def __init__(
        self,
        session: Session,
        territory: Territory,
        days: WorkingDays,
        rng: Random,
        visits: VisitWriter,
        trade: Trade,
        deals: list[Deal],
        orders: dict[date, list[tuple[Company, Deal | None]]],
        count: int,
    ) -> None:
        self._session, self._territory, self._days, self._rng = session, territory, days, rng
        self._visits, self._trade, self._deals, self._orders = visits, trade, deals, orders
        self._a_day = count / max(len(days.past), 1)
        moves: dict[date, list[Reason]] = defaultdict(list)
        for deal in deals:
            for day, before, after in deal.moves:
                moves[day].append(Reason(deal.company, deal, (before, after)))
        self._moves = moves
        forced = sum(len(found) for found in moves.values()) + 0.35 * sum(len(found) for found in orders.values())
        self._met_for_a_move = min(1.0, 0.6 * count / max(forced, 1))
        rest = max(count - forced * self._met_for_a_move, count * 0.3)
        self._rhythm = Rhythm(territory.companies, days, rng, rest / max(len(days.past), 1) * 1.1)
        self._quiet = {deal.company.id: deal.moves[-1][0] for deal in deals if deal.quiet}
        self._open_of = {deal.company.id: deal for deal in deals if deal.stage.is_open and not deal.quiet}

    def past(self) -> Iterator[New]:
        """Every working day before today."""
        for place, day in enumerate(self._days.past):
            orders = [(c, deal) for c, deal in self._orders.get(day, ()) if deal or not self._trade.ahead_of_pace(day)]
            reasons, unmet = self._reasons(place, day, orders)
            for number, reason in enumerate(reasons):
                minute = minute_of(number, len(reasons), self._rng)
                yield from self._count(self._visits.done(reason, day, minute))
                if reason.move:
                    yield self._move(reason, day, minute + 30)
            for reason in unmet:
                yield self._move(reason, day, 16 * 60 + self._rng.randint(0, 59))
            for company, deal in orders:
                yield from self._trade.order(company, deal, day)

    def _reasons(
        self, place: int, day: date, orders: list[tuple[Company, Deal | None]]
    ) -> tuple[list[Reason], list[Reason]]:
        """Whom to meet on a day, and the moves that need no meeting (in files with few visits)."""
        rng = self._rng
        reasons: list[Reason] = []
        unmet: list[Reason] = []
        for reason in self._moves.get(day, ()):
            (reasons if rng.random() < self._met_for_a_move else unmet).append(reason)
        for company, deal in orders:
            if deal is None and not self._asleep(company, day) and rng.random() < 0.35 * self._met_for_a_move:
                reasons.append(Reason(company, ordered=True))
        met = {reason.company.id for reason in reasons}
        busy = 0.75 + MONTH_WEIGHTS[day.month - 1] / 400
        if (day.year, day.month) == (self._days.today.year, self._days.today.month):
            busy *= _THIS_MONTH
        wanted = round(self._a_day * busy * rng.uniform(0.8, 1.2))
        while len(reasons) < wanted and (turn := self._rhythm.next(place, met, self._quiet, day)):
            reasons.append(Reason(turn, self._deal_of(turn, day)))
        rng.shuffle(reasons)
        return reasons, unmet

    def _asleep(self, company: Company, day: date) -> bool:
        return company.id in self._quiet and day > self._quiet[company.id]

    def _deal_of(self, company: Company, day: date) -> Deal | None:
        deal = self._open_of.get(company.id)
        return deal if deal and deal.created <= day else None

    def _count(self, rows: Iterator[New]) -> Iterator[New]:
        for row in rows:
            if row.kind is Kind.VISIT and row.values["status"] is VisitStatus.DONE:
                day = row.values["starts_at"]
                if row.values["rep_id"] == self._territory.reps[0] and isinstance(day, date):
                    self._trade.tally.visits[day.year, day.month] += 1
            yield row

    def _move(self, reason: Reason, day: date, minute: int) -> New:
        assert reason.deal and reason.move
        return New(
            Kind.STAGE_MOVE,
            self._session.new_id(),
            {
                "opportunity_id": reason.deal.id,
                "from_stage": reason.move[0],
                "to_stage": reason.move[1],
                "moved_at": min(self._days.at(day, minute), self._days.now),
                "rep_id": reason.company.rep,
            },
        )

    def today(self) -> Iterator[New]:
        """Today's plan; what the clock has passed is done, and may have moved an opportunity or brought an order."""
        day = self._days.today
        if self._days.on_or_after(day) != day:
            return
        chosen = self._choose(day, len(_TODAY))
        for number, reason in enumerate(chosen):
            minute, channel = _TODAY[number], _TODAY_CHANNELS[number]
            if self._days.at(day, minute + 50) > self._days.now:
                yield self._visits.planned(reason, day, minute, channel)
                continue
            deal, move = reason.deal, None
            if number == 0 and deal and deal.stage in (Stage.FIRST_CONTACT, Stage.NEED_CONFIRMED):
                following = Stage.NEED_CONFIRMED if deal.stage is Stage.FIRST_CONTACT else Stage.PROPOSAL
                move = (deal.stage, following)
                deal.moves.append((day, *move))
            ordered = number == 1 and not reason.company.prospect
            told = Reason(reason.company, deal, move, ordered)
            yield from self._count(self._visits.done(told, day, minute, channel))
            if move:
                yield self._move(told, day, minute + 30)
            if ordered:
                yield from self._trade.order(reason.company, None, day)

    def ahead(self) -> Iterator[New]:
        """Tomorrow, the rest of this week, next week."""
        first = self._days.on_or_after(self._days.today + timedelta(days=1))
        start = self._days.index(first)
        last = self._days.today + timedelta(days=13 - self._days.today.weekday())
        for many, day in zip(_AHEAD, self._days.days[start:], strict=False):
            if day > last and day > first:
                return
            for number, reason in enumerate(self._choose(day, many)):
                yield self._visits.planned(reason, day, 9 * 60 + number * 90 + (60 if number > 1 else 0))

    def _choose(self, day: date, many: int) -> list[Reason]:
        """Clients of open opportunities first, then whose turn it is."""
        rng = self._rng
        deals = sorted(self._open_of.values(), key=lambda deal: (-deal.stage.rank, deal.created))
        rng.shuffle(deals)
        fresh = [deal for deal in deals if not deal.touched and deal.company.rep == self._territory.reps[0]]
        reasons = []
        for deal in fresh[: (many + 1) // 2]:
            deal.touched.append(day)
            reasons.append(Reason(deal.company, deal))
        met = {reason.company.id for reason in reasons}
        place = self._days.index(day)
        while len(reasons) < many and (turn := self._rhythm.next(place + 5, met, self._quiet, self._days.today)):
            reasons.append(Reason(turn, self._deal_of(turn, day)))
        return reasons
