"""The contact rules: changed without touching the past, and every number equal to a slow recount."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.cadence import DEFAULT_RULES, CadenceRule, DueState, Every, Family, counted
from salesdesk.domain.change import Change, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.period import Period
from salesdesk.domain.tiering import MoveKind
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from tests.builders import NOW, TestClock, make_desk
from tests.recount_cadence import CadenceRecount, span_of

TODAY = NOW.date()
A_RULE = DEFAULT_RULES[0]


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


def add_client(desk: Desk, tier: Tier = Tier.A, since: date | None = date(2024, 1, 1), name: str = "Acme") -> Id:
    made = desk.session.new_id()
    desk.session.record(Label("sample.created"), [New(Kind.CLIENT, made, {"name": name, "tier": tier, "since": since})])
    return made


def met(desk: Desk, client: Id, day: date, channel: Channel = Channel.FACE) -> None:
    desk.visits.log(VisitEntry(client, channel, datetime.combine(day, time(10), NOW.tzinfo)))


def rule_of(desk: Desk, tier: Tier, family: Family = Family.CADENCE) -> CadenceRule:
    return next(rule for rule in desk.cadence.rules(family=family) if rule.tier is tier)


# --- the rules ----------------------------------------------------------------------------------------------------


def test_a_file_that_says_nothing_has_the_rules_of_the_paper() -> None:
    said = [(r.family, r.tier, r.count, r.every, sorted(r.counting)) for r in DEFAULT_RULES]
    every = sorted(Channel)
    assert said == [
        (Family.CADENCE, Tier.A, 2, Every.WEEK, ["face", "phone"]),
        (Family.CADENCE, Tier.B, 1, Every.MONTH, ["face", "video"]),
        (Family.CADENCE, Tier.B, 1, Every.MONTH, ["email", "message"]),
        (Family.CADENCE, Tier.C, 1, Every.QUARTER, every),
        (Family.COVERAGE, Tier.A, 2, Every.MONTH, ["face"]),
        (Family.COVERAGE, Tier.B, 1, Every.QUARTER, ["face"]),
        (Family.COVERAGE, Tier.C, 1, Every.QUARTER, [channel for channel in every if channel != "face"]),
    ]


def test_a_changed_rule_leaves_the_past_as_it_was_judged(desk: Desk) -> None:
    client = add_client(desk)
    for day in (9, 10):
        met(desk, client, date(2026, 11, day))
    old = rule_of(desk, Tier.A)
    desk.cadence.change_rule(old, replace(old, count=4))
    assert [one.count for one in desk.cadence.rules(family=Family.CADENCE) if one.tier is Tier.A] == [4]
    (then,) = desk.cadence.of_client(client, date(2026, 11, 10), Family.CADENCE)
    assert (then.state, then.rule.count) == (DueState.MET, 2)
    (now,) = desk.cadence.of_client(client, family=Family.CADENCE)
    assert (now.state, now.rule.count, now.late_days) == (DueState.OVERDUE, 4, 1)
    assert len(desk.cadence.rules(family=Family.COVERAGE)) == 3


def test_a_change_is_one_step_to_undo_and_can_be_made_again(desk: Desk) -> None:
    before = desk.cadence.all_rules()
    for _turn in range(2):
        old = rule_of(desk, Tier.A)
        desk.cadence.change_rule(old, replace(old, count=3))
        assert rule_of(desk, Tier.A).count == 3
        desk.undo()
        assert desk.cadence.all_rules() == before
    desk.redo()
    assert rule_of(desk, Tier.A).count == 3


def test_a_rule_that_began_today_is_changed_itself(desk: Desk) -> None:
    old = rule_of(desk, Tier.C)
    desk.cadence.change_rule(old, replace(old, count=2))
    fresh = rule_of(desk, Tier.C)
    desk.cadence.change_rule(fresh, replace(fresh, count=3))
    assert [(one.count, one.first_day) for one in desk.cadence.all_rules() if one.id == fresh.id] == [(3, TODAY)]
    desk.cadence.end_rule(rule_of(desk, Tier.C))
    assert not [one for one in desk.cadence.rules(family=Family.CADENCE) if one.tier is Tier.C]


def test_a_rule_beside_the_others_and_its_end(desk: Desk, clock: TestClock) -> None:
    desk.cadence.add_rule(CadenceRule(b"", Family.CADENCE, Tier.A, 1, Every.QUARTER, "event"))
    assert [one.every for one in desk.cadence.rules(family=Family.CADENCE) if one.tier is Tier.A] == ["week", "quarter"]
    clock.forward(days=30)
    added = next(one for one in desk.cadence.rules() if one.channels == "event")
    desk.cadence.end_rule(added)
    assert added.id not in {one.id for one in desk.cadence.rules()}
    assert added.id in {one.id for one in desk.cadence.rules(TODAY)}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"count": 0}, "count"),
        ({"channels": "email", "in_depth": True}, "channels"),
        ({"spacing_days": 7}, "spacing_days"),
        ({"spacing_days": -1}, "spacing_days"),
    ],
)
def test_a_rule_that_nobody_can_keep_is_refused(desk: Desk, wrong: dict[str, object], field: str) -> None:
    old = rule_of(desk, Tier.A)
    with pytest.raises(Refused) as refusal:
        desk.cadence.change_rule(old, replace(old, **wrong))  # type: ignore[arg-type]
    assert refusal.value.field == field
    assert rule_of(desk, Tier.A) == old


def test_a_rule_seen_before_it_was_changed_is_not_changed_again(desk: Desk) -> None:
    old = rule_of(desk, Tier.A)
    desk.cadence.change_rule(old, replace(old, count=3))
    with pytest.raises(Conflict):
        desk.cadence.change_rule(old, replace(old, count=5))


# --- how clients stand --------------------------------------------------------------------------------------------


def test_a_client_that_rose_is_not_late_by_the_rule_of_its_new_tier(desk: Desk) -> None:
    client = add_client(desk, Tier.C)
    desk.tiers.move(client, Tier.A)
    (due,) = desk.cadence.of_client(client, family=Family.CADENCE)
    assert (due.rule.tier, due.state) == (Tier.A, DueState.DUE)
    (then,) = desk.cadence.of_client(client, TODAY - timedelta(days=1), Family.CADENCE)
    assert then.rule.tier is Tier.C


def test_more_than_twice_what_is_asked_is_over_visited(desk: Desk) -> None:
    client = add_client(desk, Tier.C)
    for day in (1, 2):
        met(desk, client, date(2026, 10, day))
    assert desk.cadence.of_client(client, family=Family.CADENCE)[0].state is DueState.MET
    met(desk, client, date(2026, 10, 3))
    assert desk.cadence.of_client(client, family=Family.CADENCE)[0].state is DueState.OVER


@given(st.lists(st.integers(0, 30)), st.integers(0, 9))
def test_contacts_too_close_count_once(days: list[int], spacing: int) -> None:
    found: list[int] = []
    for day in sorted(days):
        if not found or day - found[-1] >= spacing:
            found.append(day)
    assert counted((TODAY + timedelta(day) for day in days), spacing) == len(found)


def test_needs_are_what_is_neither_done_nor_planned(desk: Desk) -> None:
    client = add_client(desk)
    met(desk, client, TODAY)
    week = Period.week(TODAY)
    (need,) = desk.cadence.needs(week)
    assert (need.client_id, need.missing, need.done, need.planned, need.last_on) == (client, 1, 1, 0, TODAY)
    assert (need.period, need.late_days, need.channels) == (week, 1, frozenset({Channel.FACE, Channel.PHONE}))
    desk.visits.plan(client, NOW + timedelta(days=2))
    assert desk.cadence.needs(week) == []
    two = Period(week.first, week.last + timedelta(days=7))
    (later,) = desk.cadence.needs(two)
    assert (later.period, later.missing, later.late_days) == (Period.week(TODAY + timedelta(7)), 2, 0)
    assert desk.cadence.needs(Period(date(2026, 11, 1), date(2026, 11, 22))) == []


# --- against the recount ------------------------------------------------------------------------------------------

_FOLDERS = count()
clients = st.lists(
    st.tuples(
        st.sampled_from(Tier),
        st.sampled_from([None, date(2024, 1, 1), date(2026, 8, 5), date(2026, 11, 18), date(2026, 12, 24)]),
        st.lists(st.tuples(st.integers(0, 200), st.sampled_from(Channel), st.booleans()), max_size=14),
        st.lists(st.tuples(st.integers(0, 200), st.sampled_from(Tier)), max_size=2),
    ),
    min_size=1,
    max_size=5,
)
rules = st.lists(
    st.builds(
        CadenceRule,
        st.just(b""),
        st.sampled_from(Family),
        st.sampled_from(Tier),
        st.integers(1, 3),
        st.sampled_from(Every),
        st.sampled_from(["", "face", "face,phone", "email,video"]),
        st.just(False),
        st.integers(0, 2),
        st.sampled_from([None, date(2026, 9, 16), date(2026, 11, 12)]),
        st.sampled_from([None, date(2026, 11, 20), date(2026, 12, 1)]),
    ).map(lambda rule: replace(rule, first_day=rule.first_day or date(2020, 1, 1))),
    max_size=4,
)


def fill(
    desk: Desk, people: list[tuple[Tier, date | None, list[tuple[int, Channel, bool]], list[tuple[int, Tier]]]]
) -> None:
    changes: list[Change] = []
    for number, (tier, since, contacts, moves) in enumerate(people):
        pk = desk.session.new_id()
        changes.append(New(Kind.CLIENT, pk, {"name": f"Client {number}", "tier": tier, "since": since}))
        for ago, channel, done in contacts:
            values = {"client_id": pk, "rep_id": desk.rep.id, "channel": channel, "starts_at": NOW - timedelta(ago)}
            status = VisitStatus.DONE if done else VisitStatus.CANCELLED
            changes.append(New(Kind.VISIT, desk.session.new_id(), {**values, "status": status}))
        now = tier
        for ago, left in sorted(moves, key=lambda move: move[0]):
            values = {"client_id": pk, "rep_id": desk.rep.id, "kind": MoveKind.MANUAL, "from_tier": left}
            moved = {**values, "to_tier": now, "moved_at": NOW - timedelta(ago)}
            changes.append(New(Kind.TIER_MOVE, desk.session.new_id(), moved))
            now = left
    desk.session.record(Label("sample.created"), changes)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(clients, rules, st.integers(0, 120), st.sampled_from(Family))
def test_every_state_is_what_a_recount_says(
    people: list[tuple[Tier, date | None, list[tuple[int, Channel, bool]], list[tuple[int, Tier]]]],
    more: list[CadenceRule],
    ago: int,
    family: Family,
) -> None:
    with TemporaryDirectory() as folder, closing(make_desk(Path(folder))) as desk:
        fill(desk, people)
        for rule in more:
            desk.cadence.add_rule(rule)
        recount, day = CadenceRecount(desk), TODAY - timedelta(ago)
        found = {(s.client.id, s.rule.id): (s.state, s.done, s.late_days) for s in desk.cadence.states(day, family)}
        assert found == recount.states(family, day)
        for client in recount.clients.values():
            for due in desk.cadence.of_client(client.id, day, family):
                assert found[client.id, due.rule.id] == (due.state, due.done, due.late_days)
                assert due.last_on == recount.last_on(due.rule, client, day)


# --- coverage -----------------------------------------------------------------------------------------------------


def spans_ended(recount: CadenceRecount, rule: CadenceRule, period: Period, today: date) -> list[list[date]]:
    """The rule's weeks, months or quarters whose last day lies in the period, has come, and was judged by the rule."""
    ends = [day for day in period if day <= today and span_of(rule.every, day)[-1] == day]
    return [span_of(rule.every, day) for day in ends if recount.holds(rule, day)]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(clients, rules, st.integers(0, 60), st.integers(20, 100), st.sampled_from(Family))
def test_every_rule_of_a_period_adds_up_as_a_recount_does(
    people: list[tuple[Tier, date | None, list[tuple[int, Channel, bool]], list[tuple[int, Tier]]]],
    more: list[CadenceRule],
    ago: int,
    length: int,
    family: Family,
) -> None:
    last = TODAY - timedelta(ago - 5)
    period, until = Period(last - timedelta(length), last), min(last, TODAY)
    with TemporaryDirectory() as folder, closing(make_desk(Path(folder))) as desk:
        fill(desk, people)
        for rule in more:
            desk.cadence.add_rule(rule)
        recount = CadenceRecount(desk)
        states = recount.states(family, until)
        for one in desk.coverage.summary(period, family):
            rule, spans = one.rule, spans_ended(recount, one.rule, period, TODAY)
            if spans:
                assert [(span.first, span.last) for span in one.spans] == [(days[0], days[-1]) for days in spans]
            else:
                spans = [span_of(rule.every, until)]
            asked = met = done = 0
            for days in spans:
                for client in recount.clients.values():
                    mine = recount.tier(client, min(days[-1], until)) is rule.tier
                    if mine and (client.since is None or client.since <= days[-1]):
                        had = recount.done(rule, client, days, until)
                        asked, met, done = asked + 1, met + (had >= rule.count), done + min(had, rule.count)
            assert (one.met.n, one.met.of) == (met, asked)
            assert (one.attainment.n, one.attainment.of) == (done, asked * rule.count)
            counted_states = [state for (_client, pk), (state, _n, _late) in states.items() if pk == rule.id]
            assert {state: counted_states.count(state) for state in DueState} == dict(one.states)
            for state in DueState:
                behind = desk.coverage.behind(rule, state, period)
                assert len(behind) == one.states[state]


def test_attainment_is_capped_for_each_client(desk: Desk) -> None:
    busy, _quiet = add_client(desk), add_client(desk, name="Quiet")
    for day in range(16, 21):
        met(desk, busy, date(2026, 11, day))
    (one,) = [row for row in desk.coverage.summary(Period.week(date(2026, 11, 16))) if row.rule.tier is Tier.A]
    assert (one.attainment.n, one.attainment.of, one.met.n, one.clients) == (2, 4, 1, 2)
    assert (one.states[DueState.OVER], one.states[DueState.OVERDUE]) == (1, 1)


def test_a_week_before_and_after_a_change_is_judged_by_its_own_rule(desk: Desk, clock: TestClock) -> None:
    client = add_client(desk)
    for day in (16, 17):
        met(desk, client, date(2026, 11, day))
    old = rule_of(desk, Tier.A)
    desk.cadence.change_rule(old, replace(old, count=3))
    clock.forward(days=7)
    for day in (24, 25):
        met(desk, client, date(2026, 11, day))
    rows = [
        row for row in desk.coverage.summary(Period(date(2026, 11, 16), date(2026, 11, 29))) if row.rule.tier is Tier.A
    ]
    assert [(row.rule.count, row.met.n, row.met.of) for row in rows] == [(3, 0, 1), (2, 1, 1)]


def test_new_and_existing_clients_by_day(desk: Desk) -> None:
    old, new = add_client(desk, name="Old"), add_client(desk, name="New")
    order = {"client_id": old, "rep_id": desk.rep.id, "ordered_on": date(2026, 10, 1), "total_cents": 100}
    desk.session.record(Label("order.added", {"client": "Old"}), [New(Kind.ORDER, desk.session.new_id(), order)])
    met(desk, old, date(2026, 11, 16))
    met(desk, new, date(2026, 11, 17))
    points = desk.coverage.trend([Period.day(date(2026, 11, day)) for day in (16, 17, 18)])
    assert [(one.existing.n, one.existing.of, one.new.n, one.new.of) for one in points] == [
        (1, 1, 0, 1),
        (0, 1, 1, 1),
        (0, 1, 0, 1),
    ]
    share = desk.coverage.concentration(Period.month(TODAY))
    assert (share.top, share.share.n, share.share.of) == (1, 1, 2)


def test_what_the_rules_ask_for_against_what_fits(desk: Desk) -> None:
    for number in range(20):
        add_client(desk, Tier.A, name=f"A{number}")
        add_client(desk, Tier.B, name=f"B{number}")
    week = Period(date(2026, 11, 30), date(2026, 12, 6))
    load = desk.coverage.load(week)
    assert (load.asked[Tier.A], load.capacity, load.fits) == (40, 30, False)
    assert 4 <= load.asked[Tier.B] <= 5 and load.written > 0
    (monthly,) = [one for one in desk.cadence.rules(family=Family.CADENCE) if one.tier is Tier.A]
    effect = desk.coverage.effect(monthly, replace(monthly, every=Every.MONTH))
    assert (effect.clients, effect.wanting_before, effect.wanting_after) == (20, 20, 20)
    assert effect.load.asked[Tier.A] <= 41


def test_a_whole_quarter_before_a_change_of_span_still_counts_as_missed(desk: Desk) -> None:
    client = add_client(desk, Tier.C)
    old = rule_of(desk, Tier.C)
    desk.cadence.change_rule(old, replace(old, every=Every.MONTH))
    (due,) = desk.cadence.of_client(client, family=Family.CADENCE)
    assert (due.rule.every, due.state, due.late_days) == (
        Every.MONTH,
        DueState.OVERDUE,
        (TODAY - date(2026, 9, 30)).days,
    )
