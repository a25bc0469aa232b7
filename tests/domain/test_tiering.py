"""Tiers by score: cuts, ties, hysteresis, and the tier of any day, against slow recounts."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.tiering import (
    Candidate,
    MoveKind,
    Ranking,
    TierMove,
    TierPlan,
    check_plan,
    cut_below,
    tier_for,
    tier_then,
)

POINTS = st.none() | st.integers(0, 100)
CANDIDATES = st.lists(
    st.tuples(st.sampled_from(Tier), st.integers(0, 5000), POINTS, POINTS, st.booleans(), st.booleans()), max_size=60
)
PLANS = st.builds(
    TierPlan,
    contribution=st.integers(1, 100),
    potential=st.integers(0, 100),
    influence=st.integers(0, 100),
    a_share=st.integers(0, 50),
    b_share=st.integers(0, 50),
    margin=st.integers(0, 20),
)


def candidates(rows: list[tuple[Tier, int, int | None, int | None, bool, bool]]) -> list[Candidate]:
    return [
        Candidate(number.to_bytes(16, "big"), tier, sales, potential, influence, settled, held=held)
        for number, (tier, sales, potential, influence, settled, held) in enumerate(rows)
    ]


def many(count: int, tier: Tier = Tier.C) -> list[Candidate]:
    return [Candidate(number.to_bytes(16, "big"), tier, 100 * number) for number in range(count)]


@settings(deadline=None)
@given(CANDIDATES, PLANS)
def test_after_everything_is_accepted_nothing_is_proposed(
    rows: list[tuple[Tier, int, int | None, int | None, bool, bool]], plan: TierPlan
) -> None:
    before = candidates(rows)
    outcome = Ranking(before).under(plan)
    moved = {one.client_id: one.to_tier for one in outcome.proposals}
    after = [one._replace(tier=moved.get(one.id, one.tier), settled=one.settled or one.id in moved) for one in before]
    again = Ranking(after).under(plan)
    assert again.proposals == ()
    assert again.sizes == outcome.sizes
    assert not any(one.held for one in before if one.id in moved)


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(5, 60))
def test_small_changes_do_not_flap(pick: random.Random, count: int) -> None:
    """A client that was placed stays where it is while no score moves by as much as half the margin."""
    margin = 30
    base = [pick.randint(0, 1000) for _one in range(count)]
    tiers: list[Tier | None] = [None] * count
    turns = [0] * count
    for _quarter in range(8):
        scores = [score + pick.randint(-7, 7) for score in base]
        falling = sorted(scores, reverse=True)
        cut_a, cut_b = cut_below(falling, 20), cut_below(falling, 50)
        for place, score in enumerate(scores):
            now = tiers[place]
            to = tier_for(now or Tier.C, score, cut_a, cut_b, margin if now else 0)
            turns[place] += now is not None and to is not now
            tiers[place] = to
    assert turns == [0] * count


def test_the_best_fifth_is_a_and_the_next_three_tenths_b() -> None:
    outcome = Ranking(many(100)).under(TierPlan())
    assert outcome.sizes == {Tier.A: 20, Tier.B: 30, Tier.C: 50}
    assert [one.to_tier for one in outcome.proposals] == [Tier.A] * 20 + [Tier.B] * 30
    first = outcome.proposals[0]
    assert (first.standing.rank, first.standing.of, first.standing.contribution) == (1, 100, 100)
    assert first.standing.score == 750, "50 for the sales, 15 and 10 for the middle of what nobody has judged"


def test_equal_clients_are_never_parted() -> None:
    same = [one._replace(sales_cents=0) for one in many(60)] + many(10)[5:]
    outcome = Ranking(same).under(TierPlan())
    assert {one.standing.sales_cents for one in outcome.proposals} & {0} == set()
    assert Ranking([]).under(TierPlan()).proposals == ()


def test_near_a_cut_only_one_that_is_clearly_beyond_it_moves() -> None:
    assert tier_for(Tier.B, 720, 700, 500, 30) is Tier.B
    assert tier_for(Tier.B, 731, 700, 500, 30) is Tier.A
    assert tier_for(Tier.A, 680, 700, 500, 30) is Tier.A
    assert tier_for(Tier.A, 670, 700, 500, 30) is Tier.B
    assert tier_for(Tier.C, 510, 700, 500, 30) is Tier.C
    assert tier_for(Tier.C, 900, 700, 500, 30) is Tier.A
    assert tier_for(Tier.A, 100, 700, 500, 30) is Tier.C


def test_the_score_against_a_slow_recount() -> None:
    pick = random.Random(4)
    everyone = [
        Candidate(bytes([number]) * 16, Tier.C, pick.choice((0, 0, 10, 20, 500)), pick.choice((None, 10, 90)), 70)
        for number in range(40)
    ]
    plan = TierPlan(40, 40, 20)
    for one, score in zip(everyone, Ranking(everyone).scores(plan), strict=True):
        less = sum(other.sales_cents < one.sales_cents for other in everyone)
        potential = 50 if one.potential is None else one.potential
        assert score == pytest.approx(10 * (0.4 * 100 * less / 39 + 0.4 * potential + 0.2 * 70), abs=0.51)


def test_weights_and_cuts_that_say_nothing_are_refused() -> None:
    for plan in (TierPlan(0, 0, 0), TierPlan(-1), TierPlan(a_share=60, b_share=60), TierPlan(margin=51)):
        with pytest.raises(Refused):
            check_plan(plan)


@given(st.lists(st.tuples(st.integers(0, 400), st.sampled_from(Tier)), max_size=12))
def test_the_tier_of_any_day_is_what_a_replay_says(steps: list[tuple[int, Tier]]) -> None:
    start, first = datetime(2026, 1, 1, 12, tzinfo=UTC), Tier.B
    steps = sorted(steps, key=lambda step: step[0])
    moves, now = [], first
    for number, (day, to) in enumerate(steps):
        pk, at = number.to_bytes(16, "big"), start + timedelta(days=day)
        moves.append(TierMove(pk, b"c" * 16, now, to, at, b"r" * 16, MoveKind.MANUAL))
        now = to
    for day in range(-1, 402, 7):
        then, valid = date(2026, 1, 1) + timedelta(days=day), first
        for move in moves:
            if move.moved_at.date() <= then:
                valid = move.to_tier
        assert tier_then(moves, then, now) is valid
