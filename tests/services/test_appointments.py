"""Appointments and leave: entered, changed, moved, put away, and found on every day they touch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.appointment import DAY, Appointment, AppointmentKind
from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.services.desk import Desk
from salesdesk.words.labels import change_label
from tests.builders import NOW, make_desk

MONDAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def only(desk: Desk, day: date = MONDAY) -> Appointment:
    [found] = desk.appointments.between(day, day)
    return found


def test_an_appointment_is_kept_as_it_was_entered(desk: Desk) -> None:
    done = desk.appointments.add("  Team   meeting ", NOW, minutes=90, place=" Room 3 ", note=" bring figures ")
    found = only(desk)
    assert (found.title, found.place, found.note) == ("Team meeting", "Room 3", "bring figures")
    assert (found.starts_at, found.minutes, found.all_day) == (NOW, 90, False)
    assert (found.kind, found.rep_id, found.uid) == (AppointmentKind.BUSY, desk.rep.id, "")
    assert change_label(done.label) == "Appointment Team meeting added"
    desk.undo()
    assert desk.appointments.between(MONDAY, MONDAY) == []


def test_leave_takes_whole_days_and_is_found_on_each_of_them(desk: Desk) -> None:
    desk.appointments.add("", NOW, kind=AppointmentKind.LEAVE, minutes=3 * DAY, all_day=True)
    found = only(desk)
    assert (found.starts_at.hour, found.starts_at.minute) == (0, 0)
    assert (found.day, found.last_day) == (MONDAY, MONDAY + timedelta(days=2))
    for ahead, there in ((-1, 0), (0, 1), (1, 1), (2, 1), (3, 0)):
        day = MONDAY + timedelta(days=ahead)
        assert len(desk.appointments.between(day, day)) == there
    assert found.span_on(MONDAY + timedelta(days=1)) == (0, DAY)
    assert found.span_on(MONDAY + timedelta(days=3)) == (0, 0)


def test_one_over_midnight_is_cut_at_each_day(desk: Desk) -> None:
    desk.appointments.add("Night train", NOW.replace(hour=22), minutes=600)
    found = only(desk, MONDAY + timedelta(days=1))
    assert found.span_on(MONDAY) == (22 * 60, DAY)
    assert found.span_on(MONDAY + timedelta(days=1)) == (0, 8 * 60)


def test_move_resize_edit_bin_and_back(desk: Desk) -> None:
    desk.appointments.add("Dentist", NOW)
    pk = only(desk).id
    later = NOW + timedelta(days=1, hours=3)
    desk.appointments.move(pk, later)
    desk.appointments.resize(pk, 30)
    before = desk.appointments.get(pk)
    desk.appointments.edit(before, replace(before, title="Dentist again"))
    found = only(desk, later.date())
    assert (found.starts_at, found.minutes, found.title) == (later, 30, "Dentist again")
    desk.appointments.bin(pk)
    assert desk.appointments.between(later.date(), later.date()) == []
    assert [(one.kind, one.name) for one in desk.bin.list()] == [(Kind.APPOINTMENT, "Dentist again · Nov 24, 2026")]
    desk.bin.restore(Kind.APPOINTMENT, pk)
    assert only(desk, later.date()).title == "Dentist again"
    for _step in range(6):
        desk.undo()
    assert desk.appointments.between(MONDAY, later.date()) == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 367 * DAY, "all_day": True}, "minutes"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(desk: Desk, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        desk.appointments.add(**{"title": "Meeting", "starts_at": NOW, **wrong})  # type: ignore[arg-type]
    assert refused.value.field == field
    assert desk.appointments.between(MONDAY, MONDAY + timedelta(days=400)) == []
