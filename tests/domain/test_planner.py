"""A plan keeps every hard rule, says why, and says what it could not do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.cadence import Every
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Priority
from salesdesk.domain.period import Period
from salesdesk.domain.plan import (
    Asking,
    Because,
    Candidate,
    FreeDay,
    Lengths,
    PlanTask,
    Promised,
    Proposal,
    Stop,
    Wanted,
    Why,
)
from salesdesk.domain.planner import free_spans, plan
from salesdesk.domain.route import Place
from salesdesk.domain.visit import Channel

MONDAY = date(2026, 11, 30)
WEEK = Period.week(MONDAY)
SPANS = ((540, 720), (780, 1080))
A_WEEKLY = Asking(Tier.A, 2, Every.WEEK)
B_MONTHLY = Asking(Tier.B, 1, Every.MONTH)
FACE_PHONE = frozenset({Channel.FACE, Channel.PHONE})
DEPTH = frozenset({Channel.FACE, Channel.VIDEO})


def day(number: int, visits: int = 6, spans: tuple[tuple[int, int], ...] = SPANS, **more: object) -> FreeDay:
    return FreeDay(MONDAY + timedelta(days=number), spans, visits, **more)  # type: ignore[arg-type]


def week(visits: int = 6) -> list[FreeDay]:
    return [day(number, visits) for number in range(5)]


def client(number: int, tier: Tier = Tier.A, **more: object) -> Candidate:
    return Candidate(bytes([number]) * 16, tier, **more)  # type: ignore[arg-type]


def weekly(missing: int = 2, late: int = 0, spacing: int = 0, done: int = 0) -> Wanted:
    return Wanted(A_WEEKLY, WEEK, missing, FACE_PHONE, spacing, late, done)


def monthly(late: int = 0) -> Wanted:
    return Wanted(B_MONTHLY, Period.month(date(2026, 12, 1)), 1, DEPTH, 0, late)


def task(candidates: list[Candidate], days: list[FreeDay] | None = None, **more: object) -> PlanTask:
    return PlanTask(WEEK, week() if days is None else days, candidates, **more)  # type: ignore[arg-type]


def test_two_contacts_a_week_are_a_visit_and_a_call_apart() -> None:
    found = plan(task([client(1, wanted=(weekly(spacing=2),))]))
    assert [one.channel for one in found.proposals] == [Channel.FACE, Channel.PHONE]
    first, second = found.proposals
    assert (second.day - first.day).days >= 2
    assert (first.minutes, second.minutes) == (60, 30)
    assert first.reasons[0].because is Because.ASKED and first.reasons[0].asking == A_WEEKLY
    assert not found.unplaced and not found.impossible


def test_the_second_contact_of_a_week_is_a_call() -> None:
    found = plan(task([client(1, wanted=(weekly(1, done=1),))]))
    assert [one.channel for one in found.proposals] == [Channel.PHONE]


def test_in_depth_is_in_person() -> None:
    found = plan(task([client(1, Tier.B, wanted=(monthly(),))]))
    assert [one.channel for one in found.proposals] == [Channel.FACE]


def test_mail_alone_takes_no_time() -> None:
    mail = Wanted(B_MONTHLY, WEEK, 1, frozenset({Channel.EMAIL, Channel.MESSAGE}))
    assert plan(task([client(1, Tier.B, wanted=(mail,))])).proposals == ()


def test_one_visit_serves_two_rules() -> None:
    sparse = Wanted(Asking(Tier.A, 2, Every.MONTH), Period.month(date(2026, 12, 1)), 1, frozenset({Channel.FACE}))
    found = plan(task([client(1, wanted=(weekly(1), sparse))], [day(n) for n in range(1, 5)]))
    assert [one.channel for one in found.proposals] == [Channel.FACE]


def test_what_is_late_goes_first_and_early() -> None:
    late = client(1, Tier.B, wanted=(monthly(late=9),))
    others = [client(number, Tier.A, wanted=(weekly(1),)) for number in range(2, 8)]
    found = plan(task([*others, late], week(visits=1)))
    mine = next(one for one in found.proposals if one.client_id == late.client_id)
    assert mine.day == MONDAY + timedelta(days=1), "December begins on Tuesday"
    assert (mine.reasons[0].because, mine.reasons[0].days) == (Because.LATE, 9)
    assert len(found.proposals) == 5 and [one.why for one in found.unplaced] == [Why.FULL, Why.FULL]


def test_a_promise_is_kept_on_its_day() -> None:
    promised = client(1, Tier.C, promises=(Promised(MONDAY + timedelta(days=3), "Bring the samples"),))
    crowd = [client(number, Tier.A, wanted=(weekly(1, late=30),)) for number in range(2, 30)]
    found = plan(task([promised, *crowd], week(2)))
    mine = next(one for one in found.proposals if one.client_id == promised.client_id)
    assert mine.day == MONDAY + timedelta(days=3)
    assert (mine.reasons[0].because, mine.reasons[0].words) == (Because.PROMISED, "Bring the samples")


def test_a_promise_of_a_weekend_is_kept_before_it() -> None:
    found = plan(task([client(1, promises=(Promised(MONDAY + timedelta(days=5)),))]))
    assert [one.day for one in found.proposals] == [MONDAY + timedelta(days=4)]


def test_a_planned_visit_shortly_before_keeps_the_promise() -> None:
    met = client(1, promises=(Promised(MONDAY + timedelta(days=3)),), contacts=(MONDAY + timedelta(days=2),))
    assert plan(task([met])).proposals == ()


def test_late_promises_come_first_of_all() -> None:
    found = plan(task([client(1, Tier.C, promises=(Promised(MONDAY - timedelta(days=4), "Call back"),))]))
    assert [(one.day, one.reasons[0].because) for one in found.proposals] == [(MONDAY, Because.PROMISE_LATE)]


def test_a_stalled_opportunity_is_reason_enough() -> None:
    deal = b"d" * 16
    found = plan(task([client(1, Tier.C, priority=Priority.P2, stalled_days=40, opportunity_id=deal)]))
    assert found.proposals[0].reasons[0][:2] == (Because.STALLED, 40)
    assert found.proposals[0].opportunity_id == deal


def test_who_is_planned_already_is_not_planned_again_for_the_opportunity() -> None:
    there = client(1, Tier.C, priority=Priority.P1, stalled_days=40, contacts=(MONDAY + timedelta(days=4),))
    assert plan(task([there])).proposals == ()


def test_neighbours_share_a_day() -> None:
    found = plan(
        task(
            [client(number, Tier.B, district=("浦东", "徐汇")[number % 2], wanted=(monthly(),)) for number in range(6)]
        )
    )
    days = [{one.day for one in found.proposals if one.client_id[0] % 2 == side} for side in (0, 1)]
    assert len(days[0]) == len(days[1]) == 1 and days[0] != days[1]
    assert all(one.reasons[-1].because is Because.NEAR for one in found.proposals)


def test_a_lone_visit_has_no_neighbours() -> None:
    found = plan(task([client(1, Tier.B, district="浦东", wanted=(monthly(),))]))
    assert Because.NEAR not in {reason.because for reason in found.proposals[0].reasons}


def test_places_on_the_map_stand_for_districts() -> None:
    near = [client(n, Tier.B, place=Place(31.2 + n / 1000, 121.4), wanted=(monthly(),)) for n in range(3)]
    far = [client(n, Tier.B, place=Place(31.9 + n / 1000, 121.9), wanted=(monthly(),)) for n in range(3, 6)]
    found = plan(task(near + far))
    assert len({one.day for one in found.proposals if one.client_id[0] < 3}) == 1


def test_the_way_through_a_day_is_short() -> None:
    row = [31.0, 31.3, 31.1, 31.4, 31.2]
    people = [client(n, Tier.B, place=Place(at, 121.4), wanted=(monthly(),)) for n, at in enumerate(row)]
    found = plan(task(people, [day(1)]))
    walked = [row[one.client_id[0]] for one in found.proposals]
    assert walked in (sorted(row), sorted(row, reverse=True))


def test_a_day_of_leave_stays_empty_and_who_wants_only_that_day_is_named() -> None:
    days = [day(0, 0, ()), *week()[1:]]
    found = plan(task([client(1, promises=(Promised(MONDAY),))], days))
    assert found.proposals == ()
    assert [(one.why, one.missing) for one in found.unplaced] == [(Why.NO_DAY, 1)]


def test_spacing_to_another_contact_is_named() -> None:
    met = client(1, wanted=(weekly(1, spacing=7),), contacts=(MONDAY - timedelta(days=2),))
    found = plan(task([met]))
    assert [one.why for one in found.unplaced] == [Why.SPACING] and not found.proposals


def test_who_was_put_off_is_left_alone_until_then() -> None:
    found = plan(task([client(1, wanted=(weekly(1, late=20),), not_before=MONDAY + timedelta(days=3))]))
    assert found.proposals[0].day == MONDAY + timedelta(days=3)


def test_a_rule_that_cannot_be_kept_is_named_with_what_is_left_for_it() -> None:
    many = [client(number, Tier.A, wanted=(weekly(2),)) for number in range(20)]
    found = plan(task([*many, client(99, Tier.B, wanted=(monthly(),))], week(3), rooms={monthly().period: 44}))
    (impossible,) = found.impossible
    assert (impossible.asking, impossible.asked, impossible.room) == (A_WEEKLY, 40, 15)


def test_kept_proposals_stay_and_the_rest_is_planned_around_them() -> None:
    people = [client(number, Tier.B, wanted=(monthly(),)) for number in range(8)]
    first = plan(task(people))
    moved = replace(first.proposals[0], day=MONDAY + timedelta(days=4), start=600)
    again = plan(task(people, kept=[moved]))
    assert moved in again.proposals
    assert sorted(one.client_id for one in again.proposals) == sorted(one.client_id for one in first.proposals)
    others = [one for one in again.proposals if one.day == moved.day and one is not moved]
    assert all(one.start >= 660 + 30 or one.start + one.minutes + 30 <= 600 for one in others)


def test_what_was_dismissed_is_not_proposed_again() -> None:
    assert plan(task([client(1, wanted=(weekly(1),), dismissed=1)])).proposals == ()
    assert len(plan(task([client(1, wanted=(weekly(2),), dismissed=1)])).proposals) == 1


def test_free_spans_leave_the_way() -> None:
    assert free_spans(((540, 1080),), [(600, 660)], 30) == ((540, 570), (690, 1080))
    assert free_spans(((540, 600),), [(560, 580)], 30) == ()


def random_task(seed: int) -> PlanTask:
    random = Random(seed)
    weeks = random.randint(1, 3)
    period = Period(MONDAY, MONDAY + timedelta(days=7 * weeks - 1))
    days = []
    for one in period:
        if one.weekday() > 4:
            continue
        stops, spans = [], SPANS
        for first in random.sample((540, 660, 780, 870, 960), random.choice((0, 0, 1, 2))):
            stops.append(Stop(first, first + 60, random.choice(("", "浦东"))))
            spans = free_spans(spans, [(first, first + 60)], 30)
        visits = random.choice((0, 2, 6, 6))
        days.append(FreeDay(one, spans if visits else (), visits, tuple(stops)))
    people = []
    for number in range(random.randint(0, 60)):
        spans_of = [Period.week(MONDAY + timedelta(weeks=n)) for n in range(weeks)]
        wanted = [
            Wanted(A_WEEKLY, span, random.randint(1, 3), FACE_PHONE, random.choice((0, 2, 3)), random.choice((0, 9)))
            for span in spans_of
            if random.random() < 0.5
        ]
        if random.random() < 0.4:
            wanted.append(monthly())
        near = st_days(random, period)
        people.append(
            Candidate(
                bytes([number]) * 16,
                random.choice(list(Tier)),
                random.choice(("", "浦东", "徐汇", "静安")),
                random.choice((None, Place(31 + random.random(), 121 + random.random()))),
                tuple(wanted),
                tuple(Promised(one) for one in random.sample(near, random.choice((0, 0, 1, 2)))),
                random.choice((None, *Priority)),
                random.choice((0, 0, 50)),
                contacts=tuple(random.sample(near, random.choice((0, 0, 1)))),
            )
        )
    return PlanTask(period, days, people)


def st_days(random: Random, period: Period) -> list[date]:
    return [one for one in Period(period.first - timedelta(days=5), period.last) if random.random() < 0.8] or [MONDAY]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 100_000))
def test_no_plan_breaks_a_hard_rule(seed: int) -> None:
    asked = random_task(seed)
    found = plan(asked, rounds=15)
    assert found == plan(asked, rounds=15)
    days = {one.day: one for one in asked.days}
    people = {one.client_id: one for one in asked.candidates}
    for one in days.values():
        here = sorted((p.start, p.start + p.minutes) for p in found.proposals if p.day == one.day)
        assert len(here) <= one.visits
        assert all(any(first <= start and end <= last for first, last in one.spans) for start, end in here)
        assert all(later[0] - sooner[1] >= Lengths().way for sooner, later in pairwise(here))
        for stop in one.stops:
            assert all(end + 30 <= stop.first or start >= stop.last + 30 for start, end in here)
    assert all(one.day in days for one in found.proposals)
    for person in people.values():
        mine = [one for one in found.proposals if one.client_id == person.client_id]
        least = max([1, *(one.spacing_days for one in person.wanted)])
        met = sorted([*(one.day for one in mine)])
        assert all((later - sooner).days >= least for sooner, later in pairwise(met))
        assert all(abs((one - other).days) >= least for one in met for other in person.contacts)
        asks = sum(one.missing for one in person.wanted) + len(person.promises)
        assert len(mine) <= max(asks, person.stalled_days > 0 or person.priority is Priority.P1)
    assert len({one.key for one in found.proposals}) == len(found.proposals)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 100_000), st.integers(0, 5))
def test_planning_around_what_was_kept_keeps_every_rule_too(seed: int, n: int) -> None:
    asked = random_task(seed)
    kept = plan(asked, rounds=5).proposals[:n]
    found = plan(replace(asked, kept=kept), rounds=15)
    assert set(kept) <= set(found.proposals)
    for one in asked.days:
        here = sorted((p.start, p.start + p.minutes) for p in found.proposals if p.day == one.day)
        assert len(here) <= one.visits
        assert all(later[0] - sooner[1] >= 30 for sooner, later in pairwise(here))


def test_reasons_and_kept_survive_without_a_client() -> None:
    stray = Proposal(b"x", b"y" * 16, MONDAY, 540, 60, Channel.FACE)
    assert plan(task([], kept=[stray])).proposals == (stray,)
