"""Clients ask and complain; how fast they are answered, by the clock and by working hours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.change import Id
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.response import elapsed_hours, time_of, working_hours
from salesdesk.domain.workdays import Workdays
from salesdesk.domain.working import WorkPattern
from salesdesk.services.desk import Desk
from tests.builders import NOW, TestClock, make_desk

NOVEMBER = Period.month(date(2026, 11, 23))
FRIDAY_EVENING = datetime(2026, 11, 20, 17, 0, tzinfo=NOW.tzinfo)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    yield made
    made.close()


def ask(desk: Desk, at: datetime, kind: EnquiryKind = EnquiryKind.ENQUIRY) -> Id:
    client = desk.clients.create(name=f"客户{at:%d%H%M}")
    return desk.enquiries.receive(client_id=client, kind=kind, text="交期多久?", received_at=at)


def test_a_weekend_is_no_working_time() -> None:
    monday = datetime(2026, 11, 23, 10, 0, tzinfo=NOW.tzinfo)
    assert elapsed_hours(FRIDAY_EVENING, monday) == 65
    assert working_hours(FRIDAY_EVENING, monday, WorkPattern(), Workdays()) == 2
    lunch = monday.replace(hour=14)
    assert working_hours(monday, lunch, WorkPattern(), Workdays()) == 3
    off = Workdays(off=frozenset({date(2026, 11, 23)}))
    assert working_hours(FRIDAY_EVENING, lunch, WorkPattern(), off) == 1


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    found = time_of([Fraction(n) for n in range(1, 11)])
    assert (found.n, found.median, found.mean, found.p90) == (10, Fraction(11, 2), Fraction(11, 2), 9)
    assert time_of([]).median is None


@given(st.lists(st.integers(0, 500), min_size=1, max_size=40))
def test_nine_in_ten_lie_within_the_ninetieth_percentile(hours: list[int]) -> None:
    p90 = time_of([Fraction(n) for n in hours]).p90
    assert p90 is not None
    assert 10 * sum(n <= p90 for n in hours) >= 9 * len(hours)
    assert 10 * sum(n < p90 for n in hours) < 9 * len(hours)


def test_a_complaint_answered_late_shows_with_its_reason(desk: Desk) -> None:
    late, soon = ask(desk, FRIDAY_EVENING, EnquiryKind.COMPLAINT), ask(desk, NOW - timedelta(hours=1))
    assert [card.enquiry.id for card in desk.enquiries.waiting()] == [late, soon]
    desk.enquiries.answer(late, "明天发货", delay=DelayReason.SUPPLIER, delay_note="缺件")
    desk.enquiries.answer(soon, "两周", solved=True)
    found = desk.enquiries.response(NOVEMBER)
    assert (found.elapsed.median, found.elapsed.p90, found.within_a_day, found.unanswered) == (
        33,
        65,
        Rate.part(1, 2),
        0,
    )
    assert (found.working.mean, desk.enquiries.delays(NOVEMBER)) == (Fraction(3, 2), [(DelayReason.SUPPLIER, 1)])
    assert desk.enquiries.response(NOVEMBER, kind=EnquiryKind.COMPLAINT).elapsed.n == 1
    assert [card.enquiry.id for card in desk.enquiries.waiting()] == [late], "answered is not solved"
    desk.enquiries.solve(late, "已到货")
    assert desk.enquiries.waiting() == []
    desk.undo()
    kept = desk.enquiries.get(late)
    assert kept is not None
    assert (kept.solved_at, kept.answer) == (None, "明天发货")


def test_what_waits_less_than_a_day_is_not_counted_as_late(desk: Desk, clock: TestClock) -> None:
    ask(desk, NOW - timedelta(hours=3))
    assert desk.enquiries.response(NOVEMBER).within_a_day == Rate(None, 0, 0)
    clock.forward(hours=22)
    found = desk.enquiries.response(NOVEMBER)
    assert (found.within_a_day, found.unanswered, found.elapsed.mean) == (Rate.part(0, 1), 1, None)


def test_what_cannot_be_is_refused(desk: Desk) -> None:
    client = desk.clients.create(name="华鑫")
    with pytest.raises(Refused, match="few words"):
        desk.enquiries.receive(client_id=client, kind=EnquiryKind.ENQUIRY, text="  ")
    with pytest.raises(Refused, match="after now"):
        ask(desk, NOW + timedelta(hours=1))
    pk = ask(desk, NOW)
    with pytest.raises(Refused, match="before the question"):
        desk.enquiries.answer(pk, at=NOW - timedelta(minutes=1))
    one = desk.enquiries.get(pk)
    assert one is not None
    desk.enquiries.edit(one, replace(one, answered_at=NOW))
    with pytest.raises(Refused, match="answered already"):
        desk.enquiries.answer(pk)
    desk.enquiries.bin(pk)
    assert desk.enquiries.of_period(NOVEMBER) == []
