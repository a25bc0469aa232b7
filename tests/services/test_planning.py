"""Plan my week on a real file: nothing set by a person is touched, everything is one undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.plan import Because, Plan, Proposal
from salesdesk.domain.visit import Channel, Visit, VisitStatus
from salesdesk.domain.visit_entry import VisitCard, VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.words.i18n import use
from salesdesk.words.labels import change_label
from salesdesk.words.plan_reasons import impossible_words, proposal_words, unplaced_words
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()
NEXT = TODAY + timedelta(days=7)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    use("en")
    yield made
    made.close()


def people(desk: Desk, tiers: str, district: str = "浦东") -> list[Id]:
    return [
        desk.clients.create(name=f"客户{n}", tier=Tier(tier), since=TODAY - timedelta(days=3), district=district)
        for n, tier in enumerate(tiers)
    ]


def at(desk: Desk, day: date, hour: int, minute: int = 0) -> datetime:
    return desk.moment(day, time(hour, minute))


def visits(desk: Desk, first: date = TODAY, days: int = 35) -> list[VisitCard]:
    return desk.visits.between(first, first + timedelta(days=days))


def rows(desk: Desk) -> list[tuple[object, ...]]:
    """Every visit of the file, those in the bin too, as it stands."""
    return list(desk.file.conn.exec_driver_sql("SELECT * FROM visit WHERE NOT deleted ORDER BY id").all())


def mine(plan: Plan, client: Id) -> list[Proposal]:
    return [one for one in plan.proposals if one.client_id == client]


def test_a_week_is_proposed_accepted_and_undone(desk: Desk) -> None:
    people(desk, "AABC")
    before = rows(desk)
    plan = desk.planning.propose(NEXT)
    assert plan == desk.planning.propose(NEXT), "planning twice gives the same"
    assert {one.day for one in plan.proposals} <= {NEXT + timedelta(days=n) for n in range(5)}
    assert rows(desk) == before, "a proposal writes nothing"
    done = desk.planning.accept(plan)
    planned = visits(desk, NEXT, 6)
    assert len(planned) == len(plan.proposals) and all(one.by_plan for one in planned)
    assert all(one.status is VisitStatus.PLANNED and one.planned_at == one.starts_at for one in planned)
    assert {(one.client_id, one.day, one.channel) for one in planned} == {
        (one.client_id, one.day, one.channel) for one in plan.proposals
    }
    assert change_label(done.label) == f"{len(planned)} visits planned"
    desk.undo()
    assert rows(desk) == before
    desk.redo()
    assert len(visits(desk, NEXT, 6)) == len(planned)


def test_what_is_planned_is_not_planned_again(desk: Desk) -> None:
    people(desk, "AAB")
    desk.planning.accept(desk.planning.propose(NEXT))
    assert desk.planning.propose(NEXT).proposals == ()
    with pytest.raises(Refused, match="Nothing of this plan"):
        desk.planning.accept(desk.planning.propose(NEXT))


def test_one_proposal_alone_is_accepted(desk: Desk) -> None:
    first, _second = people(desk, "BB")
    plan = desk.planning.propose(NEXT)
    done = desk.planning.accept(plan, {mine(plan, first)[0].key})
    assert [one.client_id for one in visits(desk)] == [first]
    assert change_label(done.label) == "Visit to 客户0 planned"
    left = desk.planning.accept(plan)
    assert left and len(visits(desk)) == len(plan.proposals), "the one that is there is not planned twice"


def test_hours_capacity_leave_and_appointments_are_kept(desk: Desk) -> None:
    people(desk, "AAAAAAAAAAAA")
    desk.appointments.add("假", at(desk, NEXT, 0), kind=AppointmentKind.LEAVE, minutes=1440, all_day=True)
    desk.appointments.add("例会", at(desk, NEXT + timedelta(days=1), 9), minutes=180)
    fixed = desk.clients.create(name="固定", tier=Tier.C, since=TODAY)
    desk.visits.plan(fixed, at(desk, NEXT + timedelta(days=2), 10), fixed=True)
    pattern = desk.working.pattern()
    desk.working.set_pattern(pattern, replace(pattern, visits_a_day=4))
    before = rows(desk)
    plan = desk.planning.propose(NEXT)
    by_day = {
        NEXT + timedelta(days=n): [o for o in plan.proposals if o.day == NEXT + timedelta(days=n)] for n in range(7)
    }
    assert [len(found) for found in by_day.values()] == [0, 3, 3, 4, 4, 0, 0]
    assert all(one.start >= 13 * 60 for one in by_day[NEXT + timedelta(days=1)])
    for one in by_day[NEXT + timedelta(days=2)]:
        assert one.start + one.minutes + 30 <= 600 or one.start >= 690
    for one in plan.proposals:
        assert (one.start >= 540 and one.start + one.minutes <= 720) or (
            one.start >= 780 and one.start + one.minutes <= 1080
        )
    assert plan.impossible[0].asked > plan.impossible[0].room == plan.room == 15
    assert impossible_words(plan.impossible[0]) == (
        "A: 2 a week asks for 24 more contacts from Nov 30, 2026 to Dec 6, 2026; there is room for 15."
    )
    desk.planning.accept(plan)
    assert set(before) <= set(rows(desk)), "what was there stays as it was"


def test_holidays_are_not_planned(desk: Desk) -> None:
    people(desk, "AAAA")
    desk.holidays.set_day(NEXT, "Company day", working=False) if hasattr(desk.holidays, "set_day") else None
    plan = desk.planning.propose(NEXT)
    works = {one.day for one in desk.working.days(plan.period)}
    assert {one.day for one in plan.proposals} <= works


def test_promises_are_kept_on_their_day_and_say_what_for(desk: Desk) -> None:
    (client,) = people(desk, "C")
    promised = NEXT + timedelta(days=3)
    entry = VisitEntry(client, Channel.PHONE, NOW, next_step="Bring the samples", next_on=promised)
    desk.visits.log(entry)
    plan = desk.planning.propose(NEXT)
    (one,) = plan.proposals
    assert (one.day, one.reasons[0].because) == (promised, Because.PROMISED)
    assert proposal_words(one) == "promised for Thu, Dec 3: Bring the samples"
    desk.planning.accept(plan)
    assert visits(desk, NEXT)[0].purpose == "Bring the samples"


def test_who_was_late_this_week_is_late_in_the_next(desk: Desk) -> None:
    late = desk.clients.create(name="华为", tier=Tier.A, since=date(2025, 1, 1))
    plan = desk.planning.propose(NEXT)
    reason = mine(plan, late)[0].reasons[0]
    assert reason.because is Because.LATE and reason.days == 1
    assert proposal_words(mine(plan, late)[0]) == "1 day late · A: 2 a week"


def test_who_was_put_off_waits(desk: Desk) -> None:
    (client,) = people(desk, "A")
    desk.todo.later(client, NEXT + timedelta(days=4))
    plan = desk.planning.propose(NEXT)
    assert [one.day for one in mine(plan, client)] == [NEXT + timedelta(days=4)]
    assert [unplaced_words(one) for one in plan.unplaced] == ["Every day that would do is full"]


def test_today_begins_now(desk: Desk, clock: TestClock) -> None:
    people(desk, "AAAAAAAAAAAAAAAA")
    clock.forward(hours=4, minutes=7)
    plan = desk.planning.propose(TODAY)
    today = [one for one in plan.proposals if one.day == TODAY]
    assert today and all(one.start >= 14 * 60 + 15 for one in today)
    assert plan.period.first == TODAY


def test_weeks_are_one_to_four_and_lie_ahead(desk: Desk) -> None:
    people(desk, "AB")
    assert desk.planning.propose(NEXT, 4).period.last == NEXT + timedelta(days=27)
    for weeks in (0, 5):
        with pytest.raises(Refused, match="one to four weeks"):
            desk.planning.propose(NEXT, weeks)
    with pytest.raises(Refused, match="have passed"):
        desk.planning.propose(TODAY - timedelta(days=14))


def test_four_weeks_hold_two_contacts_a_week(desk: Desk) -> None:
    (client,) = people(desk, "A")
    plan = desk.planning.propose(NEXT, 4)
    channels = [one.channel for one in mine(plan, client)]
    assert len(channels) == 8 and channels.count(Channel.PHONE) >= 2


def test_kept_and_dismissed_proposals_shape_the_next_plan(desk: Desk) -> None:
    first, second = people(desk, "BB")
    plan = desk.planning.propose(NEXT)
    dragged = replace(mine(plan, first)[0], day=NEXT + timedelta(days=4), start=600)
    again = desk.planning.propose(NEXT, kept=[dragged], dismissed=[second])
    assert again.proposals == (dragged,)


def test_replanning_takes_back_only_what_nobody_touched(desk: Desk, clock: TestClock) -> None:
    people(desk, "AAAAAAAAAAAA")
    desk.planning.accept(desk.planning.propose(TODAY))
    planned = visits(desk)
    moved, logged, cancelled, by_hand = planned[-1], planned[0], planned[1], planned[-2]
    desk.visits.move(moved.id, at(desk, TODAY + timedelta(days=4), 16, 45))
    desk.visits.edit(by_hand, replace(by_hand, purpose="Contract"))
    clock.forward(hours=8)
    desk.visits.log(VisitEntry(logged.client_id, Channel.FACE, logged.starts_at, planned_visit_id=logged.id))
    desk.visits.cancel(cancelled.id, "Ill")
    clock.now = at(desk, TODAY + timedelta(days=1), 12)
    before = rows(desk)
    touched = {one.id: one for one in visits(desk) if one.id in {moved.id, logged.id, cancelled.id, by_hand.id}}
    try:
        desk.planning.replan()
    except Refused:
        pytest.fail("a lost morning changes the week")
    after = {one.id: one for one in visits(desk)}
    assert {pk: after[pk] for pk in touched} == touched
    morning = at(desk, TODAY + timedelta(days=1), 12)
    fresh = [one for one in after.values() if one.by_plan and one.status is VisitStatus.PLANNED and one.day > TODAY]
    assert fresh and all(one.starts_at >= morning for one in fresh)
    ids = {one.client_id for one in after.values()}
    for client in ids:
        days = [o.day for o in after.values() if o.client_id == client and o.status is VisitStatus.PLANNED]
        assert len(days) == len(set(days)), "no twins"
    desk.undo()
    assert rows(desk) == before


def test_replanning_keeps_the_history_of_what_it_moves(desk: Desk, clock: TestClock) -> None:
    (client,) = people(desk, "B")
    desk.planning.accept(desk.planning.propose(TODAY))
    (before,) = visits(desk)
    clock.now = before.starts_at + timedelta(hours=1)
    desk.planning.replan()
    (after,) = visits(desk)
    assert (after.id, after.client_id, after.by_plan) == (before.id, client, True)
    assert after.starts_at >= clock.now > before.starts_at and after.planned_at == after.starts_at


def test_nothing_to_replan_is_said(desk: Desk) -> None:
    with pytest.raises(Refused, match="has put nothing into the rest"):
        desk.planning.replan()
    people(desk, "AB")
    desk.planning.accept(desk.planning.propose(TODAY))
    with pytest.raises(Refused, match="stays as it is"):
        desk.planning.replan()


def test_every_touch_of_a_person_makes_a_visit_theirs(desk: Desk) -> None:
    people(desk, "BBBB")
    desk.planning.accept(desk.planning.propose(NEXT))
    first, second, third, _fourth = visits(desk)
    desk.visits.move(first.id, first.starts_at + timedelta(hours=1))
    desk.visits.resize(second.id, 90)
    desk.visits.edit(third, replace(third, purpose="Demo"))
    theirs: list[Visit] = [desk.visits.get(one.id) for one in (first, second, third)]
    assert not any(one.by_plan for one in theirs)
    assert desk.planning.open_to_replan(at(desk, NEXT, 8)) == 1


def test_names_are_those_of_the_plan(desk: Desk) -> None:
    (client, *_others) = people(desk, "AB")
    plan = desk.planning.propose(NEXT)
    assert desk.planning.names(plan)[client].name == "客户0"
    assert desk.planning.names(plan)[client].tier is Tier.A


def test_replanning_adds_no_client_that_nobody_accepted(desk: Desk, clock: TestClock) -> None:
    first, *_others = people(desk, "BBBB")
    plan = desk.planning.propose(TODAY)
    desk.planning.accept(plan, {mine(plan, first)[0].key})
    (before,) = visits(desk)
    clock.now = before.starts_at + timedelta(hours=2)
    desk.planning.replan()
    assert [one.client_id for one in visits(desk)] == [first]
