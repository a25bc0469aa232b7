"""Opportunities from first contact to the end, planned before the days are lived through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.funnel_rules import DEFAULT_LIMITS
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.services.sample.territory import Company, Product, Territory
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session

MONTH_WEIGHTS = (90, 55, 100, 100, 102, 106, 94, 95, 105, 98, 122, 133)
"""How busy the months are: a dip around Chinese New Year, a peak in the fourth quarter."""

_OPEN_SHARE = 45 / 420
_STALLED_SHARE = 7 / 45
_WON_SHARE = 0.38
_LOST_AFTER = (35, 27, 38)
_OPEN_AT = (40, 33, 27)
_LATEST_MOVE_DAYS = 20


@dataclass(slots=True)
class Deal:
    """One opportunity: its moves in order of their days; `quiet` once stalled, `amount` in cents."""

    id: Id
    company: Company
    product: Product
    moves: list[tuple[date, Stage | None, Stage]]
    quiet: bool = False
    amount: int = 0
    touched: list[date] = field(default_factory=list)

    @property
    def stage(self) -> Stage:
        return self.moves[-1][2]

    @property
    def created(self) -> date:
        return self.moves[0][0]


class Chooser:
    """Companies by their weight, those that the rep already knows."""

    def __init__(self, companies: list[Company]) -> None:
        self._companies = companies
        self._weights = list(accumulate(company.weight**0.7 for company in companies))

    def one(self, rng: Random, known_by: date, *, customer: bool) -> Company:
        """A company known on that day; with `customer` never a prospect."""
        for _attempt in range(40):
            [company] = rng.choices(self._companies, cum_weights=self._weights)
            if company.since <= known_by and not (customer and company.prospect):
                return company
        return min(self._companies, key=lambda company: (company.prospect, company.since))


def make_deals(session: Session, territory: Territory, days: WorkingDays, rng: Random, count: int) -> list[Deal]:
    """Closed ones spread over three years, open ones begun lately, some of those gone quiet."""
    chooser = Chooser(territory.companies)
    still_open = max(3, round(count * _OPEN_SHARE))
    stalled = max(1, round(still_open * _STALLED_SHARE))
    deals = [_closed(session, territory, days, rng, chooser) for _deal in range(count - still_open)]
    deals += _open_deals(session, territory, days, rng, still_open, stalled)
    deals.sort(key=lambda deal: deal.created)
    return deals


def _closed(session: Session, territory: Territory, days: WorkingDays, rng: Random, chooser: Chooser) -> Deal:
    won = rng.random() < _WON_SHARE
    past = days.past
    closed = rng.randrange(25, len(past))
    while rng.random() > MONTH_WEIGHTS[past[closed].month - 1] / max(MONTH_WEIGHTS):
        closed = rng.randrange(25, len(past))
    stages = len(OPEN_STAGES) if won else rng.choices((1, 2, 3), _LOST_AFTER)[0]
    begun = max(0, closed - (rng.randint(15, 82) if won else rng.randint(6, 25) * stages))
    path: list[Stage] = [*OPEN_STAGES[:stages], Stage.WON if won else Stage.LOST]
    company = chooser.one(rng, past[begun], customer=won)
    between = sorted(rng.sample(range(begun + 1, closed), stages - 1)) if stages > 1 else []
    return _deal(session, territory, rng, company, path, [past[i] for i in (begun, *between, closed)])


def _open_deals(
    session: Session, territory: Territory, days: WorkingDays, rng: Random, count: int, stalled: int
) -> Iterator[Deal]:
    known = days.today - timedelta(days=140)
    own = territory.reps[0]
    asleep = [c for c in territory.companies if c.tier is not Tier.A and c.since < known]
    quiet = rng.sample(asleep, min(stalled, len(asleep)))
    taken = {company.id for company in quiet}
    awake = [c for c in territory.companies if c.id not in taken and c.since < days.today - timedelta(days=16)]
    awake.sort(key=lambda company: (company.rep != own, -company.weight * rng.random()))
    for company in quiet:
        stage = rng.choice(OPEN_STAGES)
        last = days.later(days.today - timedelta(days=DEFAULT_LIMITS[stage].quiet + rng.randint(3, 26)), -1)
        deal = _open_deal(session, territory, days, rng, company, stage, last)
        deal.quiet = True
        yield deal
    lately = [day for day in days.past if day >= days.today - timedelta(days=_LATEST_MOVE_DAYS)]
    for place in range(count - len(quiet)):
        stage = rng.choices(OPEN_STAGES, _OPEN_AT)[0]
        last = rng.choice(lately)
        company = awake[place % len(awake)]
        if company.since > last:
            last = days.past[-1]
        yield _open_deal(session, territory, days, rng, company, stage, last)


def _open_deal(
    session: Session,
    territory: Territory,
    days: WorkingDays,
    rng: Random,
    company: Company,
    stage: Stage,
    last: date,
) -> Deal:
    path = list(OPEN_STAGES[: stage.rank + 1])
    moved = [last]
    for _earlier in path[1:]:
        moved.insert(0, max(days.later(moved[0], -rng.randint(6, 22)), days.on_or_after(company.since)))
    moved = [min(day, last) for day in moved]
    return _deal(session, territory, rng, company, path, moved)


def _deal(
    session: Session, territory: Territory, rng: Random, company: Company, path: list[Stage], moved: list[date]
) -> Deal:
    product = rng.choices(territory.products, [(5, 3, 1)[product.line] for product in territory.products])[0]
    before: list[Stage | None] = [None, *path]
    deal = Deal(session.new_id(), company, product, list(zip(moved, before, path, strict=False)))
    deal.amount = _estimate(rng, company, product)
    return deal


def _estimate(rng: Random, company: Company, product: Product) -> int:
    pieces = {0: (1, 2), 1: (4, 18), 2: (20, 80)}[product.line]
    more = {Tier.A: 1.6, Tier.B: 1.2, Tier.C: 0.8}[company.tier]
    amount = product.price * max(1, round(rng.randint(*pieces) * more))
    return max(product.price, amount // 100_000 * 100_000)
