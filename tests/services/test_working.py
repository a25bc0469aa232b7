"""The working week of a file: kept, changed, undone, and what it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.period import Period
from salesdesk.domain.working import WorkPattern
from salesdesk.services.desk import Desk
from tests.builders import make_desk

HERE = timezone(timedelta(hours=8))
MONDAY = date(2026, 11, 23)
WEEK = Period.week(MONDAY)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


def leave(desk: Desk, starts: datetime, minutes: int, *, all_day: bool = False, kind: str = "leave") -> None:
    values = {"rep_id": desk.rep.id, "kind": AppointmentKind(kind), "title": "Away", "starts_at": starts}
    new = New(Kind.APPOINTMENT, desk.session.new_id(), {**values, "minutes": minutes, "all_day": all_day})
    desk.session.record(Label("setting.changed"), [new])


def at(day: int, hour: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=HERE)


def test_a_new_file_works_from_monday_to_friday(desk: Desk) -> None:
    assert desk.working.pattern() == WorkPattern()
    assert desk.working.capacity(WEEK) == 5 * 6


def test_another_week_is_kept_and_undone(desk: Desk) -> None:
    usual = desk.working.pattern()
    gulf = replace(usual, weekdays=frozenset({6, 0, 1, 2, 3}), visits_a_day=4)
    assert desk.working.set_pattern(usual, gulf).label.key == "working.pattern"
    assert desk.working.pattern() == gulf
    assert [day.day.weekday() for day in desk.working.days(WEEK)] == [0, 1, 2, 3, 6]
    assert desk.figures.workdays().count(WEEK) == 5
    desk.undo()
    assert desk.working.pattern() == usual
    desk.working.set_pattern(usual, gulf)
    assert desk.working.pattern() == gulf


def test_a_week_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    usual = desk.working.pattern()
    desk.working.set_pattern(usual, replace(usual, visits_a_day=9))
    with pytest.raises(Conflict):
        desk.working.set_pattern(usual, replace(usual, visits_a_day=3))
    with pytest.raises(Refused):
        desk.working.set_pattern(desk.working.pattern(), replace(usual, visits_a_day=0))
    assert desk.working.pattern().visits_a_day == 9


def test_leave_takes_whole_and_part_days(desk: Desk) -> None:
    leave(desk, at(24), 2 * 1440, all_day=True)
    leave(desk, at(26, 13), 300)
    leave(desk, at(27, 9), 60, kind="busy")
    assert [day.visits for day in desk.working.days(WEEK)] == [6, 0, 0, 2, 6]
    assert desk.working.capacity(WEEK) == 14


def test_leave_over_midnight_and_from_before_the_period(desk: Desk) -> None:
    leave(desk, at(20), 4 * 1440, all_day=True)
    leave(desk, at(25, 16), 24 * 60)
    assert [day.visits for day in desk.working.days(WEEK)] == [0, 6, 4, 1, 6]


def test_leave_of_another_rep_is_his_own(desk: Desk) -> None:
    other = New(Kind.REP, desk.session.new_id(), {"name": "Li"})
    desk.session.record(Label("rep.added", {"name": "Li"}), [other])
    leave(desk, at(24), 1440, all_day=True)
    assert desk.working.capacity(WEEK, other.id) == 30
    assert desk.working.capacity(WEEK) == 24
