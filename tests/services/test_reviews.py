"""The weekly review: who is on the list and why, also of a week gone by, and the approach noted week by week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import Stall, StallReason
from salesdesk.domain.opportunity import LostReason, Opportunity, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.services.reviews import ReviewItem, ReviewReason
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()
WEEK = timedelta(days=7)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


def deal_of(desk: Desk, pk: Id) -> Opportunity:
    found = desk.funnel.get(pk)
    assert found
    return found


def on(desk: Desk, day: date) -> dict[str, ReviewItem]:
    return {item.name: item for item in desk.reviews.week(day).items}


def test_the_list_says_why(desk: Desk, clock: TestClock) -> None:
    client = desk.clients.create(name="华星")
    desk.funnel.add(name="Quiet", client_id=client, amount_cents=500)
    gone = desk.funnel.add(name="Gone", amount_cents=900, stage=Stage.PROPOSAL)
    awake = desk.funnel.add(name="Awake", client_id=client)
    clock.forward(days=28)
    desk.visits.log(VisitEntry(client, Channel.PHONE, clock.now, opportunity_id=awake))
    desk.funnel.move(gone, Stage.LOST, lost_reason=LostReason.TERMS, lost_to="ACME", lost_note="cheaper")
    week = desk.reviews.week()
    lost, quiet = week.items
    assert (lost.name, lost.reasons, lost.stage, lost.age) == ("Gone", (ReviewReason.LOST,), Stage.PROPOSAL, 28)
    assert (lost.lost_reason, lost.lost_to, lost.lost_note) == (LostReason.TERMS, "ACME", "cheaper")
    assert (quiet.name, quiet.stall, quiet.client) == ("Quiet", Stall(StallReason.QUIET, 28, 21), "华星")
    assert (quiet.active_on, quiet.age, quiet.amount_cents) == (TODAY, 28, 500)
    assert week.of(ReviewReason.LOST) == [lost]
    desk.funnel.move(gone, Stage.PROPOSAL)
    assert on(desk, clock.now.date()).keys() == {"Quiet"}


def test_a_week_gone_by_is_seen_as_it_was(desk: Desk, clock: TestClock) -> None:
    client = desk.clients.create(name="华星")
    pk = desk.funnel.add(name="Quiet", client_id=client)
    clock.forward(days=28)
    assert on(desk, clock.now.date())["Quiet"].stall == Stall(StallReason.QUIET, 28, 21)
    clock.forward(days=7)
    desk.visits.log(VisitEntry(client, Channel.FACE, clock.now, opportunity_id=pk))
    desk.funnel.move(pk, Stage.PROPOSAL)
    assert on(desk, clock.now.date()) == {}
    then = on(desk, clock.now.date() - WEEK)["Quiet"]
    assert (then.stage, then.active_on) == (Stage.FIRST_CONTACT, TODAY)
    assert then.stall == Stall(StallReason.QUIET, 34, 21)


def test_a_step_booked_later_does_not_wake_a_week_gone_by(desk: Desk, clock: TestClock) -> None:
    clock.now = datetime.now().astimezone()  # the journal goes by the machine's clock
    today = clock.now.date()
    clock.forward(days=-40)
    pk = desk.funnel.add(name="Quiet")
    clock.forward(days=40)
    desk.funnel.edit(deal_of(desk, pk), replace(deal_of(desk, pk), next_step="Call", next_on=today + WEEK))
    assert on(desk, today) == {}
    assert on(desk, today - WEEK)["Quiet"].stall


def test_what_slipped_in_the_week(desk: Desk, clock: TestClock) -> None:
    clock.now = datetime.now().astimezone()
    pk = desk.funnel.add(name="Slips", expected_close=date(2026, 12, 1))
    for day in (date(2026, 12, 9), date(2026, 12, 20)):
        desk.funnel.edit(deal_of(desk, pk), replace(deal_of(desk, pk), expected_close=day))
    assert [(item.slip_from, item.slip_days) for item in desk.reviews.week().of(ReviewReason.SLIPPED)] == [
        (date(2026, 12, 1), 19)
    ]
    desk.funnel.edit(deal_of(desk, pk), replace(deal_of(desk, pk), expected_close=date(2026, 11, 20)))
    assert desk.reviews.week().of(ReviewReason.SLIPPED) == []


def test_the_approach_is_noted_week_by_week(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Quiet", approach="Wait")
    clock.forward(days=28)
    first = clock.now.date()
    assert (on(desk, first)["Quiet"].approach, on(desk, first)["Quiet"].previous) == ("", "Wait")
    done = desk.reviews.note(pk, first, " Bring the boss ", "again in May")
    assert done.label.key == "opportunity.review"
    item = on(desk, first)["Quiet"]
    assert (item.approach, item.note, deal_of(desk, pk).approach) == (
        "Bring the boss",
        "again in May",
        "Bring the boss",
    )
    clock.forward(days=7)
    item = on(desk, clock.now.date())["Quiet"]
    assert (item.approach, item.previous, item.previous_week) == ("", "Bring the boss", Period.week(first).first)
    desk.reviews.note(pk, clock.now.date(), "Trial")
    desk.reviews.note(pk, first, "Bring the expert")
    assert deal_of(desk, pk).approach == "Trial"
    assert [one.approach for one in desk.reviews.of(pk)] == ["Trial", "Bring the expert", "Wait"]
    assert not desk.reviews.note(pk, first, "Bring the expert")
    desk.undo()
    desk.undo()
    assert [one.approach for one in desk.reviews.of(pk)] == ["Bring the boss", "Wait"]
    desk.reviews.note(pk, first, "", "")
    assert [one.approach for one in desk.reviews.of(pk)] == ["Wait"]
    desk.reviews.note(pk, first, "Once more")
    assert [one.approach for one in desk.reviews.of(pk)] == ["Once more", "Wait"]
    desk.funnel.bin(pk)
    with pytest.raises(Refused):
        desk.reviews.note(pk, first, "x")


def test_the_approach_written_on_the_opportunity_outlives_the_first_review(desk: Desk, clock: TestClock) -> None:
    pk = desk.funnel.add(name="Quiet", approach="Wait")
    clock.forward(days=28)
    today = clock.now.date()
    desk.reviews.note(pk, today, "Bring the boss")
    item = on(desk, today)["Quiet"]
    assert (item.approach, item.previous) == ("Bring the boss", "Wait")
    desk.reviews.note(pk, today, "")
    desk.reviews.note(pk, today, "Trial")
    assert (on(desk, today)["Quiet"].previous, len(desk.reviews.of(pk))) == ("Wait", 2)
    for _step in range(3):
        desk.undo()
    assert (deal_of(desk, pk).approach, desk.reviews.of(pk)) == ("Wait", [])


def test_nothing_to_review(desk: Desk) -> None:
    assert desk.reviews.week().items == ()
    assert desk.reviews.week(TODAY + 9 * WEEK).items == ()
