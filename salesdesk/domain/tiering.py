"""Tiering: from sales, potential and influence to A, B, C (spec 2.3). Pure rules, no clock, no file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import inf
from typing import NamedTuple

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_


class MoveKind(StrEnum):
    """How a client came into another tier."""

    PROPOSAL = "proposal"
    OVERRIDE = "override"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class TierMove:
    """One move between tiers; every one is kept.

    `score` in tenths of a point at that time, `reason` in the rep's own words, `facts` the figures behind a proposal as
    JSON. An override holds up to and including `until`.
    """

    id: Id
    client_id: Id
    from_tier: Tier
    to_tier: Tier
    moved_at: datetime
    rep_id: Id
    kind: MoveKind
    score: int | None = None
    reason: str = ""
    facts: str = ""
    until: date | None = None
    deleted: bool = False


NOT_JUDGED = 50
"""What counts for potential or influence while nobody has judged them: the middle."""


@dataclass(frozen=True, slots=True)
class TierPlan:
    """How tiers are made; all of it percent.

    `contribution`, `potential`, `influence` weigh against each other; the best `a_share` of all clients belong into A,
    the next `b_share` into B. A client moves only when its score lies more than `margin` points beyond the cut, so that
    one near it does not flap between quarters.
    """

    contribution: int = 50
    potential: int = 30
    influence: int = 20
    a_share: int = 20
    b_share: int = 30
    margin: int = 3


def check_plan(plan: TierPlan) -> None:
    """Refuse weights and cuts that say nothing."""
    weights = plan.contribution, plan.potential, plan.influence
    if min(weights) < 0 or sum(weights) == 0:
        raise Refused(N_("At least one weight must be above zero, and none below."), field="contribution")
    if min(plan.a_share, plan.b_share) < 0 or plan.a_share + plan.b_share > 100:
        raise Refused(N_("The shares of A and B are 100 percent together at most."), field="a_share")
    if not 0 <= plan.margin <= 50:
        raise Refused(N_("The margin lies between 0 and 50 points."), field="margin")


class Candidate(NamedTuple):
    """What is known of a client before it is tiered.

    `sales_cents`: orders of the last twelve months; `settled`: its tier came from a review or from the rep before;
    `held`: an override keeps it where it is; `expired`: an override has run out.
    """

    id: Id
    tier: Tier
    sales_cents: int
    potential: int | None = None
    influence: int | None = None
    settled: bool = False
    held: bool = False
    expired: bool = False


class Standing(NamedTuple):
    """How a client stands among all: score in tenths of a point (0 to 1000), contribution 0 to 100, rank by sales."""

    score: int
    contribution: int
    sales_cents: int
    rank: int
    of: int
    potential: int | None = None
    influence: int | None = None


class Proposal(NamedTuple):
    """A client that should change its tier, and why."""

    client_id: Id
    from_tier: Tier
    to_tier: Tier
    standing: Standing
    expired: bool = False

    @property
    def is_up(self) -> bool:
        """Whether the client rises."""
        return self.to_tier < self.from_tier


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan makes of all clients: who moves, how many stand in each tier then, and the two cuts."""

    proposals: tuple[Proposal, ...]
    sizes: dict[Tier, int]
    held: int
    cut_a: float
    cut_b: float


class Ranking:
    """All clients in one picture; `under(plan)` asks what a plan would make of them, as often as one likes.

    Contribution is the share of the other clients that bought less in the last twelve months, 0 to 100: a rank, so that
    one giant does not push all others together. Score = weighted mean of contribution, potential and influence.
    """

    def __init__(self, candidates: Sequence[Candidate]) -> None:
        self.candidates = candidates
        count = len(candidates)
        sales = sorted(candidate.sales_cents for candidate in candidates)
        less: dict[int, int] = {}
        for place, cents in enumerate(sales):
            less.setdefault(cents, place)
        up_to = {cents: place + 1 for place, cents in enumerate(sales)}
        others = max(count - 1, 1)
        self._less, self._up_to, self._others = less, up_to, others
        self._parts = [
            (
                100 * less[one.sales_cents] / others if count > 1 else 100.0 * (one.sales_cents > 0),
                NOT_JUDGED if one.potential is None else one.potential,
                NOT_JUDGED if one.influence is None else one.influence,
            )
            for one in candidates
        ]

    def scores(self, plan: TierPlan) -> list[int]:
        """The score of each candidate in tenths of a point."""
        whole = plan.contribution + plan.potential + plan.influence
        first, second, third = (10 * part / whole for part in (plan.contribution, plan.potential, plan.influence))
        return [round(first * sold + second * may + third * can) for sold, may, can in self._parts]

    def under(self, plan: TierPlan) -> Outcome:
        """Who moves under this plan. Raises Refused."""
        check_plan(plan)
        scores = self.scores(plan)
        falling = sorted(scores, reverse=True)
        cut_a = cut_below(falling, plan.a_share)
        cut_b = cut_below(falling, plan.a_share + plan.b_share)
        stay, moves, wide = list[Tier](), list[Proposal](), 10 * plan.margin
        held = sum(one.held for one in self.candidates)
        for place, (one, score) in enumerate(zip(self.candidates, scores, strict=True)):
            pk, tier, _sales, _potential, _influence, settled, keeps, expired = one
            to = tier if keeps else tier_for(tier, score, cut_a, cut_b, wide if settled and not expired else 0)
            stay.append(to)
            if to is not tier:
                moves.append(Proposal(pk, tier, to, self._standing(place, score), expired))
        sizes = {tier: stay.count(tier) for tier in Tier}
        moves.sort(
            key=lambda move: (move.to_tier.value, -move.standing.score, -move.standing.sales_cents, move.client_id)
        )
        return Outcome(tuple(moves), sizes, held, cut_a / 10, cut_b / 10)

    def best(self, plan: TierPlan, tier: Tier, count: int) -> list[tuple[Id, Standing]]:
        """The clients of a tier with the highest scores, the best first."""
        scores = self.scores(plan)
        places = [place for place, one in enumerate(self.candidates) if one.tier is tier]
        places.sort(key=lambda place: (-scores[place], -self.candidates[place].sales_cents, self.candidates[place].id))
        return [(self.candidates[place].id, self._standing(place, scores[place])) for place in places[:count]]

    def _standing(self, place: int, score: int) -> Standing:
        one, count = self.candidates[place], len(self.candidates)
        rank = count - self._up_to[one.sales_cents] + 1
        contribution = round(self._parts[place][0])
        return Standing(score, contribution, one.sales_cents, rank, count, one.potential, one.influence)


def cut_below(falling: Sequence[int], share: int) -> float:
    """The score above which the best `share` percent lie: half way between the last within and the first outside.

    Where clients with equal scores stand on both sides, the cut is that score, and all of them stay below it.
    """
    within = round(len(falling) * share / 100)
    if not within:
        return inf
    if within == len(falling):
        return -inf
    return (falling[within - 1] + falling[within]) / 2


def tier_for(now: Tier, score: int, cut_a: float, cut_b: float, margin: int) -> Tier:
    """The tier that a score leads to; up beyond cut + margin, down at cut − margin, else where it is."""
    if score > cut_a + (-margin if now is Tier.A else margin):
        return Tier.A
    return Tier.C if score <= cut_b + (margin if now is Tier.C else -margin) else Tier.B


def tier_then(moves: Sequence[TierMove], day: date, now: Tier) -> Tier:
    """The tier at the end of `day` by the moves of a client: where its next move began, else where it is now."""
    later = sorted((move.moved_at, move.id, move.from_tier) for move in moves if move.moved_at.date() > day)
    return later[0][2] if later else now
