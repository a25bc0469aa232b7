"""Recurring visits: made ahead, changed one by one or together, put away, topped up; never what is done."""

from __future__ import annotations

import time as machine
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.period import add_months
from salesdesk.domain.recurrence import WEEKDAYS, Scope
from salesdesk.domain.visit import Channel, OnHoliday, Visit, VisitSeries, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.services.recurrence import rule_days
from salesdesk.services.series import Repeats
from salesdesk.store.ids import natural_id
from salesdesk.store.read.rows import things
from tests.builders import NOW, TestClock, make_desk

TUESDAY = NOW.replace(day=24, hour=14)
WEEK = timedelta(days=7)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Id:
    return desk.clients.create(name="华为技术")


def wish(
    client: Id, rule: str = "FREQ=WEEKLY;BYDAY=TU;COUNT=6", first: datetime = TUESDAY, **more: object
) -> VisitSeries:
    return VisitSeries(b"", client, b"", rule, first, **more)  # type: ignore[arg-type]


def visits(desk: Desk) -> list[Visit]:
    return sorted(things(desk.file.conn, Visit), key=lambda one: one.starts_at)


def days(desk: Desk) -> list[str]:
    return [f"{one.day:%m-%d}" for one in visits(desk)]


def add_holiday(desk: Desk, day: date, name: str = "Holiday") -> None:
    values = {"day": day.isoformat(), "name": name, "working": False, "region": "CN"}
    pk = natural_id(Kind.HOLIDAY, "CN", day.isoformat())
    desk.session.record(Label("holiday.changed"), [New(Kind.HOLIDAY, pk, values)])


def test_it_is_planned_as_ordinary_visits_in_one_action(desk: Desk, client: Id) -> None:
    done = desk.series.plan(wish(client, minutes=45, purpose=" Stock count ", channel=Channel.PHONE), fixed=True)
    assert len(done.ids[Kind.VISIT]) == 6 and done.label.key == "series.planned"
    assert days(desk) == ["11-24", "12-01", "12-08", "12-15", "12-22", "12-29"]
    for one in visits(desk):
        assert (one.starts_at.hour, one.minutes, one.purpose, one.channel) == (14, 45, "Stock count", Channel.PHONE)
        assert (one.fixed, one.planned_at, one.series_day, one.by_plan) == (True, one.starts_at, one.day, False)
    desk.undo()
    assert visits(desk) == [] and things(desk.file.conn, VisitSeries) == []
    desk.redo()
    assert len(visits(desk)) == 6


def test_a_preview_names_what_a_holiday_does(desk: Desk, client: Id) -> None:
    add_holiday(desk, date(2026, 12, 8))
    for how, placed in (
        (OnHoliday.KEEP, date(2026, 12, 8)),
        (OnHoliday.SKIP, None),
        (OnHoliday.BEFORE, date(2026, 12, 7)),
        (OnHoliday.AFTER, date(2026, 12, 9)),
    ):
        seen = desk.series.preview(wish(client, on_holiday=how))
        assert [one.day for one in seen][:4] == [date(2026, 11, 24), date(2026, 12, 1), placed, date(2026, 12, 15)]
        assert seen[2].shifted == (how in (OnHoliday.BEFORE, OnHoliday.AFTER))
    desk.series.plan(wish(client, on_holiday=OnHoliday.BEFORE))
    assert days(desk)[2] == "12-07" and visits(desk)[2].series_day == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("how", "placed"),
    [
        (OnHoliday.KEEP, ["11-24", "12-01", "12-08", "12-15"]),
        (OnHoliday.SKIP, ["11-24", "12-01", "12-15"]),
        (OnHoliday.BEFORE, ["11-24", "12-01", "12-04", "12-15"]),
        (OnHoliday.AFTER, ["11-24", "12-01", "12-10", "12-15"]),
    ],
)
def test_leave_is_a_day_off_where_it_takes_the_whole_day(
    desk: Desk, client: Id, how: OnHoliday, placed: list[str]
) -> None:
    leave = TUESDAY.replace(month=12, day=7, hour=0)
    desk.appointments.add("", leave, kind=AppointmentKind.LEAVE, minutes=3 * 1440, all_day=True)
    desk.appointments.add("", TUESDAY.replace(month=12, day=15, hour=9), kind=AppointmentKind.LEAVE, minutes=120)
    asked = wish(client, "FREQ=WEEKLY;BYDAY=TU;COUNT=4", on_holiday=how)
    assert [f"{one.day:%m-%d}" for one in desk.series.preview(asked) if one.day] == placed
    desk.series.plan(asked)
    assert days(desk) == placed


def test_leave_taken_later_takes_no_visit_away(desk: Desk, client: Id) -> None:
    for how in (OnHoliday.SKIP, OnHoliday.AFTER):
        desk.series.plan(wish(client, on_holiday=how))
        leave = desk.appointments.add(
            "", TUESDAY.replace(month=12, day=8, hour=0), kind=AppointmentKind.LEAVE, minutes=1440, all_day=True
        )
        first = visits(desk)[0]
        desk.series.change(first, replace(first, starts_at=first.starts_at.replace(hour=9)), Scope.ALL)
        assert leave and days(desk) == ["11-24", "12-01", "12-08", "12-15", "12-22", "12-29"]
        assert {one.starts_at.hour for one in visits(desk)} == {9}
        for _step in range(3):
            desk.undo()


def test_this_one_is_an_exception_that_later_changes_leave_alone(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client))
    second = visits(desk)[1]
    moved = replace(second, starts_at=second.starts_at + timedelta(days=1), purpose="Demo")
    desk.series.change(second, moved, Scope.THIS)
    assert days(desk)[1] == "12-02"
    first = visits(desk)[0]
    desk.series.change(first, replace(first, starts_at=first.starts_at.replace(hour=9), minutes=30), Scope.ALL)
    found = visits(desk)
    assert [one.starts_at.hour for one in found] == [9, 14, 9, 9, 9, 9]
    assert {one.minutes for one in found} == {30}
    assert found[1].purpose == "Demo"


def test_this_and_following_begin_another_rule(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client))
    made = {one.id for one in visits(desk)}
    third = visits(desk)[2]
    desk.series.change(third, replace(third, starts_at=third.starts_at + timedelta(days=2, hours=1)), Scope.FOLLOWING)
    assert days(desk) == ["11-24", "12-01", "12-10", "12-17", "12-24", "12-31"]
    assert [one.starts_at.hour for one in visits(desk)] == [14, 14, 15, 15, 15, 15]
    before, after = sorted(things(desk.file.conn, VisitSeries), key=lambda one: one.first_at)
    assert before.rule == "FREQ=WEEKLY;BYDAY=TU;UNTIL=20261207"
    assert after.rule == "FREQ=WEEKLY;BYDAY=TH;COUNT=4"
    assert {one.id for one in visits(desk)} == made
    desk.undo()
    assert days(desk) == ["11-24", "12-01", "12-08", "12-15", "12-22", "12-29"]


def test_all_leaves_what_is_done_and_what_has_passed(desk: Desk, client: Id, clock: TestClock) -> None:
    desk.series.plan(wish(client))
    clock.forward(days=9)  # Wednesday of the week after; the second visit was missed
    first = visits(desk)[0]
    desk.visits.log(VisitEntry(client, Channel.FACE, first.starts_at, planned_visit_id=first.id))
    fourth = visits(desk)[3]
    desk.series.change(fourth, replace(fourth, starts_at=fourth.starts_at + timedelta(days=-1)), Scope.ALL)
    assert days(desk) == ["11-24", "12-01", "12-07", "12-14", "12-21", "12-28"]
    assert visits(desk)[0].status is VisitStatus.DONE and visits(desk)[0].starts_at == first.starts_at


def test_what_was_put_away_stays_away(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client))
    desk.visits.bin(visits(desk)[2].id)
    desk.visits.cancel(visits(desk)[3].id, "Closed")  # 12-22
    first = visits(desk)[0]
    desk.series.change(first, replace(first, starts_at=first.starts_at + timedelta(days=1)), Scope.ALL)
    assert days(desk) == ["11-25", "12-02", "12-16", "12-22", "12-30"]
    again = visits(desk)[1]
    desk.series.change(again, replace(again, minutes=20), Scope.FOLLOWING)
    assert days(desk) == ["11-25", "12-02", "12-16", "12-22", "12-30"]


def test_another_rule_makes_and_puts_away(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client))
    second = visits(desk)[1]
    desk.series.change(second, second, Scope.FOLLOWING, Repeats("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4"))
    assert days(desk) == ["11-24", "12-01", "12-15", "12-29", "01-12"]
    assert visits(desk)[1].id == second.id
    desk.undo()
    assert len(visits(desk)) == 6


def test_one_that_stood_alone_begins_to_repeat_and_stops_again(desk: Desk, client: Id) -> None:
    desk.visits.plan(client, TUESDAY, purpose="Demo")
    alone = visits(desk)[0]
    desk.series.begin(alone, replace(alone, minutes=30), Repeats("FREQ=WEEKLY;BYDAY=TU;COUNT=3"))
    found = visits(desk)
    assert [one.minutes for one in found] == [30, 30, 30] and found[0].id == alone.id
    assert len({one.series_id for one in found}) == 1
    desk.series.stop(found[1], found[1], Scope.FOLLOWING)
    assert days(desk) == ["11-24", "12-01"] and visits(desk)[1].series_id is None
    desk.undo()
    desk.undo()
    assert visits(desk) == [alone]


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (Scope.THIS, ["11-24", "12-01", "12-15", "12-22", "12-29"]),
        (Scope.FOLLOWING, ["11-24", "12-01"]),
        (Scope.ALL, []),
    ],
)
def test_it_is_deleted_one_from_one_on_or_whole(desk: Desk, client: Id, scope: Scope, left: list[str]) -> None:
    desk.series.plan(wish(client))
    desk.series.bin(visits(desk)[2].id, scope)
    assert days(desk) == left
    desk.undo()
    assert len(visits(desk)) == 6


def test_an_endless_one_is_made_for_a_year_and_topped_up(desk: Desk, client: Id, clock: TestClock) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=TU"))
    assert visits(desk)[-1].day == date(2027, 11, 23)
    assert not desk.series.top_up()
    desk.visits.bin(visits(desk)[-1].id)
    clock.forward(days=40)
    label = desk.next_undo()
    made = desk.series.top_up()
    assert len(made.ids[Kind.VISIT]) == 5 and desk.next_undo() == label
    assert [f"{one:%m-%d}" for one in (v.day for v in visits(desk)[-6:])] == [
        *("11-16", "11-30", "12-07", "12-14", "12-21", "12-28")
    ]
    assert not desk.series.top_up()


def test_undoing_a_rule_takes_what_was_topped_up_and_redo_brings_it_back(
    desk: Desk, client: Id, clock: TestClock
) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=TU"))
    clock.forward(days=40)
    desk.series.top_up()
    whole = visits(desk)
    assert len(whole) == 53 + 5
    assert desk.undo().left_alone == ()
    assert visits(desk) == [] and not desk.series.top_up()
    assert desk.redo().left_alone == ()
    assert visits(desk) == whole and not desk.series.top_up()
    desk.undo()
    assert visits(desk) == []


def test_undoing_a_part_leaves_what_the_rule_before_it_had(desk: Desk, client: Id, clock: TestClock) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=TU"))
    first = visits(desk)
    one = first[3]
    desk.series.change(one, replace(one, starts_at=one.starts_at + timedelta(days=1)), Scope.FOLLOWING)
    clock.forward(days=40)
    desk.series.top_up()
    desk.undo()
    assert visits(desk) == first
    desk.series.top_up()
    assert len(visits(desk)) == 53 + 5 and len({row.day for row in visits(desk)}) == 58


def test_nothing_is_made_for_a_client_in_the_bin(desk: Desk, client: Id, clock: TestClock) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=TU"))
    desk.clients.bin(client)
    clock.forward(days=40)
    assert not desk.series.top_up()


def test_the_local_hour_stays_when_summer_time_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    machine.tzset()
    desk = Desk.create(tmp_path / "berlin.salesdesk", rep_name="Dana")
    client = desk.clients.create(name="A")
    first = desk.moment(desk.today(), time(9))
    desk.series.plan(wish(client, "FREQ=WEEKLY", first))
    made = visits(desk)
    assert {one.starts_at.time() for one in made} == {time(9)}
    assert len({one.starts_at.utcoffset() for one in made}) == 2
    desk.series.change(made[1], replace(made[1], starts_at=desk.moment(made[1].day, time(11))), Scope.ALL)
    assert {one.starts_at.time() for one in visits(desk)} == {time(11)}
    desk.close()
    monkeypatch.undo()
    machine.tzset()


def test_a_change_of_something_changed_meanwhile_is_refused(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client))
    seen = visits(desk)[1]
    desk.visits.edit(seen, replace(seen, purpose="Other"))
    with pytest.raises(Conflict):
        desk.series.change(seen, replace(seen, purpose="Mine"), Scope.ALL)
    assert {one.purpose for one in visits(desk)} == {"", "Other"}


def test_a_rule_without_a_day_makes_nothing(desk: Desk, client: Id) -> None:
    with pytest.raises(Refused):
        desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=SA", on_holiday=OnHoliday.SKIP))
    with pytest.raises(Refused):
        desk.series.plan(wish(client, minutes=0))
    assert visits(desk) == [] and things(desk.file.conn, VisitSeries) == []


RULES = st.builds(
    lambda freq, every, by, end: ";".join(filter(None, [f"FREQ={freq}", f"INTERVAL={every}" * (every > 1), by, end])),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 4),
    st.sampled_from(["", *(f"BYDAY={day}" for day in WEEKDAYS), "BYDAY=TU,TH", "BYMONTHDAY=-1", "BYMONTHDAY=13,31"]),
    st.sampled_from(["", "COUNT=5", "COUNT=40", "UNTIL=20270131"]),
)


@given(rule=RULES, first=st.dates(date(2026, 1, 1), date(2026, 12, 31)), length=st.integers(0, 400))
@settings(deadline=None)
def test_the_days_of_a_rule_are_those_of_the_library(rule: str, first: date, length: int) -> None:
    last = first + timedelta(days=length)
    begin = datetime.combine(first, time())
    brute = [
        one.date() for one in rrulestr(rule, dtstart=begin).between(begin, datetime.combine(last, time()), inc=True)
    ]
    assert list(rule_days(rule, first, last)) == brute


@pytest.mark.parametrize(
    ("rule", "which", "scope", "shift", "placed"),
    [
        # one weekday moved onto the other: one visit in each of the weeks that count, no more
        ("WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=6", 0, Scope.FOLLOWING, 2, ["11-26", "12-10", "12-24"]),
        # out of its week: the others stay in theirs
        (
            *("WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=6", 0, Scope.FOLLOWING, -2),
            ["11-22", "11-26", "12-06", "12-10", "12-20", "12-24"],
        ),
        # before its sibling, which stays with the rule that ends
        (
            *("WEEKLY;BYDAY=TU,TH;COUNT=6", 3, Scope.FOLLOWING, -3),
            ["11-24", "11-26", "11-30", "12-01", "12-07", "12-08"],
        ),
        # all, by the second weekday: the first of them keeps its day
        ("WEEKLY;BYDAY=TU,FR;COUNT=5", 1, Scope.ALL, -1, ["11-24", "11-26", "12-01", "12-03", "12-08"]),
        ("WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=4", 1, Scope.FOLLOWING, 7, ["11-24", "12-15", "12-29", "01-12"]),
        # a month on: each goes to its own month
        ("MONTHLY;BYDAY=4TU;COUNT=4", 1, Scope.ALL, 12, ["12-06", "01-03", "02-07", "03-07"]),
        # ends with the visits it had
        ("WEEKLY;BYDAY=TU,FR;UNTIL=20261211", 0, Scope.ALL, -1, ["11-23", "11-27", "11-30", "12-04", "12-07", "12-11"]),
    ],
)
def test_a_moved_rule_has_the_visits_it_had(
    desk: Desk, client: Id, rule: str, which: int, scope: Scope, shift: int, placed: list[str]
) -> None:
    desk.series.plan(wish(client, f"FREQ={rule}"))
    one = visits(desk)[which]
    desk.series.change(one, replace(one, starts_at=one.starts_at + timedelta(days=shift)), scope)
    assert days(desk) == placed
    assert [row.series_day for row in visits(desk)] == [row.day for row in visits(desk)]
    last = max(things(desk.file.conn, VisitSeries), key=lambda one: one.first_at)
    mine = [row.day for row in visits(desk) if row.series_id == last.id]
    assert set(mine) <= set(rule_days(last.rule, last.first_at.date(), date(2030, 1, 1)))
    assert rule_days(last.rule, last.first_at.date(), date(2030, 1, 1))[-1] == mine[-1]


def test_weekdays_that_would_lie_too_far_apart_are_not_moved(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;COUNT=6"))
    one = visits(desk)[0]
    with pytest.raises(Refused):
        desk.series.change(one, replace(one, starts_at=one.starts_at - timedelta(days=4)), Scope.FOLLOWING)
    assert len(visits(desk)) == 6


def test_what_a_person_set_stands_on_a_day_off(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=TU;COUNT=4", on_holiday=OnHoliday.SKIP))
    third = visits(desk)[2]
    desk.series.change(third, replace(third, starts_at=third.starts_at.replace(hour=9)), Scope.THIS)
    second = visits(desk)[1]
    desk.series.change(second, replace(second, starts_at=second.starts_at - timedelta(days=2)), Scope.FOLLOWING)
    assert days(desk) == ["11-24", "11-29", "12-08"]  # by itself, on a Sunday, at its own hour; the rest is left out
    on_sunday = visits(desk)[1]
    desk.series.change(on_sunday, replace(on_sunday, minutes=25), Scope.FOLLOWING)
    assert days(desk) == ["11-24", "11-29", "12-08"]


def test_another_rule_and_another_day_keep_the_visit(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client))
    second = visits(desk)[1]
    moved = replace(second, starts_at=second.starts_at + timedelta(days=1))
    desk.series.change(second, moved, Scope.FOLLOWING, Repeats("FREQ=WEEKLY;BYDAY=WE;COUNT=3"))
    assert days(desk) == ["11-24", "12-02", "12-09", "12-16"]
    assert visits(desk)[1].id == second.id


def test_one_that_begins_in_some_years_is_changed_like_others(desk: Desk, client: Id) -> None:
    desk.series.plan(wish(client, "FREQ=WEEKLY;BYDAY=TU", TUESDAY.replace(year=2029, month=11, day=27)))
    made = visits(desk)
    desk.series.change(made[0], replace(made[0], starts_at=made[0].starts_at + timedelta(days=1)), Scope.ALL)
    assert [one.day for one in visits(desk)] == [one.day + timedelta(days=1) for one in made]


@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", OnHoliday.KEEP, Scope.FOLLOWING, 2, 8, 0, 0)
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=40", OnHoliday.SKIP, Scope.FOLLOWING, -1, 8, 1, 14)
@example("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", OnHoliday.SKIP, Scope.FOLLOWING, -1, 8, 0, 0)
@given(
    rule=RULES.filter(lambda rule: "DAILY" not in rule),
    how=st.sampled_from(OnHoliday),
    scope=st.sampled_from(Scope),
    shift=st.integers(-3, 9),
    hour=st.integers(8, 18),
    at=st.integers(0, 30),
    ahead=st.integers(0, 60),
)
@settings(deadline=None, max_examples=25, phases=set(Phase) - {Phase.shrink, Phase.explain})
def test_make_change_and_undo_is_identity(
    rule: str, how: OnHoliday, scope: Scope, shift: int, hour: int, at: int, ahead: int
) -> None:
    with TemporaryDirectory() as folder:
        clock = TestClock()
        desk = make_desk(Path(folder), clock=clock)
        client = desk.clients.create(name="A")
        try:
            desk.series.plan(wish(client, rule, on_holiday=how))
        except Refused:
            desk.close()
            return
        made = visits(desk)
        assert made[-1].day <= add_months(desk.today(), 12) + timedelta(days=31)
        clock.forward(days=ahead)
        one = made[at % len(made)]
        wanted = replace(one, starts_at=(one.starts_at + timedelta(days=shift)).replace(hour=hour), minutes=25)
        try:
            changed = desk.series.change(one, wanted, scope)
        except Refused:
            changed = None
        if changed:
            mine = desk.visits.get(one.id)
            assert (mine.starts_at, mine.minutes, mine.deleted) == (wanted.starts_at, 25, False)
            slots = [(row.series_id, row.series_day) for row in visits(desk)]
            assert len(slots) == len(set(slots))
            rules = {one.id: one for one in things(desk.file.conn, VisitSeries)}
            for row in visits(desk):
                kept = rules[row.series_id or b""]
                assert row.series_day in rule_days(kept.rule, kept.first_at.date(), date(2028, 6, 1))
            desk.undo()
        assert visits(desk) == made
        desk.series.top_up()
        assert not desk.series.top_up()
        desk.undo()
        assert {row.id for row in visits(desk)} & {row.id for row in made} == set()
        desk.close()
