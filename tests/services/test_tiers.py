"""Tiers at the desk: reviewed, accepted, kept by hand, remembered, undone."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.tiering import Candidate, MoveKind, Ranking, TierPlan
from salesdesk.services.clients import Happening
from salesdesk.services.desk import Desk
from salesdesk.services.tiers import facts_of
from salesdesk.words.reasons import tier_reason
from tests.builders import TestClock, make_desk

TODAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


def order(desk: Desk, client: Id, cents: int, day: date = TODAY, **more: object) -> None:
    values = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": day, "total_cents": cents, **more}
    desk.session.record(Label("order.added", {"client": "x"}), [New(Kind.ORDER, desk.session.new_id(), values)])


def buyers(desk: Desk, count: int = 10) -> list[Id]:
    """Clients of tier C, each having bought more than the one before."""
    made = [desk.clients.create(name=f"恒达{number}") for number in range(count)]
    for number, client in enumerate(made):
        order(desk, client, 1000 * (number + 1))
    return made


def test_a_quarter_is_reviewed_accepted_and_undone_in_one_step(desk: Desk) -> None:
    made = buyers(desk)
    review = desk.tiers.review()
    assert review.due
    assert [one.client_id for one in review.outcome.proposals] == [*made[:-3:-1], *made[-3:-6:-1]]
    done = desk.tiers.accept(review.outcome.proposals)
    assert len(done.ids[Kind.TIER_MOVE]) == 5
    again = desk.tiers.review()
    assert (again.outcome.proposals, again.due, again.last_on) == ((), False, TODAY)
    desk.undo()
    assert {client.tier for client in desk.maintenance.clients(made).values()} == {Tier.C}
    assert desk.tiers.moves(made[-1]) == []
    assert len(desk.tiers.review().outcome.proposals) == 5


def test_the_reason_is_kept_with_the_move_and_told_in_words(desk: Desk) -> None:
    client = buyers(desk)[-1]
    desk.tiers.judge(client, 80, None)
    proposal = next(one for one in desk.tiers.review().outcome.proposals if one.client_id == client)
    desk.tiers.accept([proposal])
    (move,) = desk.tiers.moves(client)
    assert (move.kind, move.score, move.rep_id) == (MoveKind.PROPOSAL, proposal.standing.score, desk.rep.id)
    kept = facts_of(move.facts)
    assert kept == (proposal.standing, "CNY")
    assert tier_reason(*kept) == "12-month sales CN¥100: no. 1 of 10 · potential 80"
    told = next(item for item in desk.clients.timeline(client) if item.what is Happening.TIER)
    assert (told.from_key, told.to_key, told.facts) == (Tier.C, Tier.A, move.facts)
    assert facts_of("not json") is facts_of("{}") is None


def test_sales_that_do_not_count_do_not_lift(desk: Desk) -> None:
    made = buyers(desk)
    order(desk, made[0], 10**9, TODAY - timedelta(days=366))
    order(desk, made[0], 10**9, currency="USD")
    order(desk, made[0], 10**9, status="cancelled")
    prospect = desk.clients.create(name="新客", is_prospect=True)
    order(desk, prospect, 10**9)
    outcome = desk.tiers.review().outcome
    assert outcome.proposals[0].client_id == made[-1]
    assert sum(outcome.sizes.values()) == 10


def test_an_override_holds_until_its_day_and_then_comes_back_as_a_proposal(desk: Desk, clock: TestClock) -> None:
    made = buyers(desk)
    desk.tiers.accept(desk.tiers.review().outcome.proposals)
    desk.tiers.override(made[0], Tier.A, "战略客户", TODAY + timedelta(days=30))
    held = desk.tiers.review().outcome
    assert (held.proposals, held.held, held.sizes[Tier.A]) == ((), 1, 3)
    clock.forward(days=30)
    assert desk.tiers.review().outcome.proposals == ()
    clock.forward(days=1)
    (back,) = desk.tiers.review().outcome.proposals
    assert (back.client_id, back.from_tier, back.to_tier, back.expired) == (made[0], Tier.A, Tier.C, True)
    desk.tiers.accept([back])
    assert desk.tiers.review().outcome.proposals == ()


def test_an_override_needs_a_reason_and_a_day_that_lies_ahead(desk: Desk) -> None:
    client = desk.clients.create(name="天河电子")
    for reason, until, field in (
        ("", TODAY + timedelta(days=9), "reason"),
        ("x", None, "until"),
        ("x", TODAY, "until"),
    ):
        with pytest.raises(Refused) as refused:
            desk.tiers.override(client, Tier.A, reason, until)
        assert refused.value.field == field
    assert desk.tiers.moves(client) == []


def test_the_tier_of_any_day_for_one_and_for_all(desk: Desk, clock: TestClock) -> None:
    pick = random.Random(11)
    made = [desk.clients.create(name=f"华鑫{number}", tier=pick.choice(list(Tier))) for number in range(12)]
    valid = {TODAY: desk.tiers.tiers_on(TODAY)}
    for step in range(25):
        clock.forward(days=pick.randint(1, 9))
        for client in pick.sample(made, 3):
            desk.clients.set_tier(client, pick.choice(list(Tier)), "换级")
        if step % 5 == 4:
            desk.undo()
        now = {client.id: client.tier for client in desk.maintenance.clients(made).values()}
        valid[clock.now.date()] = now
    for day, tiers in valid.items():
        assert desk.tiers.tiers_on(day) == tiers
        assert {client: desk.tiers.tier_on(client, day) for client in made} == tiers
    assert desk.tiers.tiers_on(TODAY - timedelta(days=900)) == valid[TODAY]
    assert desk.tiers.tier_on(b"?" * 16, TODAY) is None


def test_other_weights_are_tried_without_writing_and_kept_when_wanted(desk: Desk) -> None:
    made = buyers(desk)
    for place, client in enumerate(made):
        desk.tiers.judge(client, 100 - 10 * place, 50)
    review, last = desk.tiers.review(), desk.next_undo()
    other = TierPlan(contribution=0, potential=100, influence=0)
    assert review.under(other).proposals[0].client_id == made[0]
    assert (desk.next_undo(), desk.tiers.plan()) == (last, TierPlan())
    desk.tiers.set_plan(other)
    assert desk.tiers.review().outcome.proposals[0].client_id == made[0]
    with pytest.raises(Refused):
        desk.tiers.set_plan(TierPlan(0, 0, 0))


def test_a_move_made_meanwhile_is_a_conflict_and_nothing_is_moved(desk: Desk) -> None:
    made = buyers(desk)
    proposals = desk.tiers.review().outcome.proposals
    desk.clients.set_tier(made[-1], Tier.B)
    with pytest.raises(Conflict):
        desk.tiers.accept(proposals)
    assert [client.tier for client in desk.maintenance.clients(made).values()].count(Tier.A) == 0


def test_of_a_hundred_thousand_clients_a_fifth_is_put_into_tier_a() -> None:
    pick = random.Random(1)
    everyone = [
        Candidate(number.to_bytes(16, "big"), Tier.C, pick.randrange(10**8), None, pick.randrange(100))
        for number in range(100_000)
    ]
    outcome = Ranking(everyone).under(TierPlan())
    assert outcome.sizes[Tier.A] == pytest.approx(20_000, abs=400)
