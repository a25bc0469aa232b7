"""Rules for repeating: chosen, read back, typed by hand; days off make way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.domain.recurrence import Often, Rhythm, checked_rule, ended, moved_rule, settle, until_of
from salesdesk.domain.visit import OnHoliday
from salesdesk.domain.workdays import Workdays

TUESDAY = date(2026, 12, 1)
DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("choice", "rule"),
    [
        (Rhythm(Often.DAILY), "FREQ=DAILY"),
        (Rhythm(Often.WEEKLY, 2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
        (Rhythm(Often.WEEKLY, weekdays=(3, 1)), "FREQ=WEEKLY;BYDAY=TU,TH"),
        (Rhythm(Often.MONTHLY_DAY, count=6), "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=6"),
        (Rhythm(Often.MONTHLY_WEEKDAY, 3), "FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU"),
        (Rhythm(Often.DAILY, until=date(2026, 12, 31)), "FREQ=DAILY;UNTIL=20261231"),
    ],
)
def test_a_choice_becomes_a_rule(choice: Rhythm, rule: str) -> None:
    assert choice.rule(TUESDAY) == rule


@given(
    first=DAYS,
    often=st.sampled_from([Often.DAILY, Often.WEEKLY, Often.MONTHLY_DAY, Often.MONTHLY_WEEKDAY]),
    every=st.integers(1, 52),
    count=st.none() | st.integers(1, 99),
)
def test_a_rule_tells_the_choice_it_came_from(first: date, often: Often, every: int, count: int | None) -> None:
    weekdays = (first.weekday(),) if often is Often.WEEKLY else ()
    choice = Rhythm(often, every, weekdays, count=count)
    assert Rhythm.of(choice.rule(first), first) == choice
    assert checked_rule(choice.rule(first)) == choice.rule(first)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("rrule:freq=weekly; byday=tu", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=DAILY;UNTIL=20261231T000000Z", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=-1FR", "FREQ=YEARLY;BYMONTH=3,9;BYDAY=-1FR"),
    ],
)
def test_a_rule_of_ones_own_is_kept_in_one_form(typed: str, kept: str) -> None:
    assert checked_rule(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "This is no rule"),
        ("every tuesday", "This is no rule"),
        ("BYDAY=TU", "This is no rule"),
        ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "This is no rule"),
        ("FREQ=HOURLY", "not by hours"),
        ("FREQ=SECONDLY", "not by hours"),
        ("FREQ=DAILY;BYHOUR=1,2,3", "not by hours"),
        ("FREQ=DAILY;INTERVAL=0", "“INTERVAL=0” is not understood"),
        ("FREQ=DAILY;INTERVAL=²", "is not understood"),
        ("FREQ=DAILY;UNTIL=20261331", "is not understood"),
        ("FREQ=WEEKLY;BYDAY=XX", "is not understood"),
        ("FREQ=MONTHLY;BYMONTHDAY=40", "is not understood"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "No day fits"),
        ("FREQ=DAILY;FOO=1", "is not understood"),
    ],
)
def test_what_is_no_rule_is_refused_with_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        checked_rule(typed)
    assert refused.value.field == "custom" and said in str(refused.value.text.msgid).replace(
        "{part}", str(refused.value.text.params.get("part", ""))
    )


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        Rhythm(Often.DAILY, until=TUESDAY - timedelta(days=1)).rule(TUESDAY)
    assert refused.value.field == "until"


def test_a_rule_is_ended_and_moved() -> None:
    assert ended("FREQ=DAILY;COUNT=9", TUESDAY) == "FREQ=DAILY;UNTIL=20261201"
    assert until_of("FREQ=DAILY;UNTIL=20261201") == TUESDAY
    wednesday = TUESDAY + timedelta(days=1)
    assert moved_rule("FREQ=WEEKLY;BYDAY=TU,FR", TUESDAY, wednesday) == "FREQ=WEEKLY;BYDAY=WE,FR"
    assert moved_rule("FREQ=MONTHLY;BYMONTHDAY=1;COUNT=4", TUESDAY, wednesday) == "FREQ=MONTHLY;BYMONTHDAY=2;COUNT=4"
    assert moved_rule("FREQ=MONTHLY;BYDAY=1TU", TUESDAY, wednesday) == "FREQ=MONTHLY;BYDAY=1WE"
    ends = moved_rule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261222", TUESDAY, TUESDAY - timedelta(days=1))
    assert ends == "FREQ=WEEKLY;BYDAY=MO;UNTIL=20261221"
    with pytest.raises(Refused):
        moved_rule("FREQ=YEARLY;BYMONTH=3", TUESDAY, wednesday)


def test_days_off_are_kept_left_out_or_give_way() -> None:
    work = Workdays(off=frozenset({date(2027, 1, 1)}))
    fridays = [date(2026, 12, 25), date(2027, 1, 1)]
    placed = {how: [one.day for one in settle(fridays, how, work)] for how in OnHoliday}
    assert placed[OnHoliday.KEEP] == fridays
    assert placed[OnHoliday.SKIP] == [fridays[0], None]
    assert placed[OnHoliday.BEFORE] == [fridays[0], date(2026, 12, 31)]
    assert placed[OnHoliday.AFTER] == [fridays[0], date(2027, 1, 4)]


def test_two_never_come_to_lie_on_one_day() -> None:
    daily = [date(2026, 12, 4) + timedelta(days=ahead) for ahead in range(4)]  # Friday to Monday
    for how in (OnHoliday.BEFORE, OnHoliday.AFTER):
        days = [one.day for one in settle(daily, how, Workdays()) if one.day]
        assert days == [daily[0], daily[3]]


@given(days=st.sets(DAYS, max_size=40), how=st.sampled_from(OnHoliday), off=st.sets(DAYS, max_size=40))
def test_wherever_a_day_goes_it_is_worked_and_its_own(days: set[date], how: OnHoliday, off: set[date]) -> None:
    work = Workdays(off=frozenset(off))
    found = settle(sorted(days), how, work)
    assert [one.rule_day for one in found] == sorted(days)
    placed = [one.day for one in found if one.day]
    assert len(placed) == len(set(placed))
    if how is not OnHoliday.KEEP:
        assert all(day in work for day in placed)
    assert all(one.day == one.rule_day for one in found if one.rule_day in work)
