"""Appointments of other calendars: taken in, again updated, gone where they are gone there; bombs are limited."""

from __future__ import annotations

import time as clock
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.appointment import DAY, Appointment, AppointmentKind
from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind, ImportResult, ImportWish
from salesdesk.store.read.rows import things
from tests.builders import NOW, TestClock, make_desk

MONDAY = NOW.date()
HANGS = 10
EVENT = "BEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:{title}\r\n{more}\r\nEND:VEVENT\r\n"


@pytest.fixture
def clock_() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock_: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock_)
    yield made
    made.close()


def event(uid: str, title: str, *more: str) -> str:
    return EVENT.format(uid=uid, title=title, more="\r\n".join(more))


def take(desk: Desk, tmp_path: Path, *events: str) -> ImportResult:
    source = tmp_path / "c.ics"
    body = "".join(events)
    source.write_bytes(f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{body}END:VCALENDAR\r\n".encode())
    return desk.imports.take(ImportWish(source, ImportKind.APPOINTMENTS))


def counts(done: ImportResult) -> tuple[int, int, int, int]:
    return done.created, done.updated, done.unchanged, done.rejected


def titles(desk: Desk) -> list[str]:
    found = sorted(things(desk.file.conn, Appointment), key=lambda one: one.starts_at)
    return [f"{one.day:%m-%d} {one.title}" for one in found]


def test_hours_whole_days_and_zones_are_right(desk: Desk, tmp_path: Path) -> None:
    done = take(
        desk,
        tmp_path,
        event("a", "Call", "DTSTART:20261124T060000Z", "DURATION:PT30M", "LOCATION:Room 3", "DESCRIPTION:Bring\\nall"),
        event("b", "Fair", "DTSTART;VALUE=DATE:20261201", "DTEND;VALUE=DATE:20261204"),
        event("c", "Floating", "DTSTART:20261125T090000", "DTEND:20261125T100000"),
        event("d", "Berlin", "DTSTART;TZID=Europe/Berlin:20261126T090000", "DTEND;TZID=Europe/Berlin:20261126T093000"),
        event("e", "Off", "DTSTART;VALUE=DATE:20261207", "X-MICROSOFT-CDO-BUSYSTATUS:OOF"),
        event("f", "Night", "DTSTART:20261210T220000", "DTEND:20261212T060000"),
    )
    assert counts(done) == (6, 0, 0, 0)
    by_uid = {one.uid: one for one in things(desk.file.conn, Appointment)}
    assert by_uid["a"].starts_at == datetime(2026, 11, 24, 14, tzinfo=NOW.tzinfo)
    assert (by_uid["a"].minutes, by_uid["a"].place, by_uid["a"].note) == (30, "Room 3", "Bring\nall")
    assert (by_uid["b"].all_day, by_uid["b"].minutes, by_uid["b"].last_day) == (True, 3 * DAY, date(2026, 12, 3))
    assert by_uid["c"].starts_at == datetime(2026, 11, 25, 9, tzinfo=NOW.tzinfo)
    assert by_uid["d"].starts_at == datetime(2026, 11, 26, 16, tzinfo=NOW.tzinfo)
    assert (by_uid["e"].kind, by_uid["e"].minutes) == (AppointmentKind.LEAVE, DAY)
    assert (by_uid["f"].minutes, by_uid["f"].last_day) == (32 * 60, date(2026, 12, 12))
    desk.undo()
    assert titles(desk) == []


def test_the_same_again_changes_nothing_and_another_time_moves_it(desk: Desk, tmp_path: Path) -> None:
    first = event("a", "Call", "DTSTART:20261124T060000Z", "DURATION:PT30M")
    assert counts(take(desk, tmp_path, first)) == (1, 0, 0, 0)
    assert counts(take(desk, tmp_path, first)) == (0, 0, 1, 0)
    assert counts(take(desk, tmp_path, first.replace("20261124", "20261125"))) == (0, 1, 0, 0)
    assert titles(desk) == ["11-25 Call"]


def test_what_was_put_away_here_stays_away_until_it_changes_there(desk: Desk, tmp_path: Path) -> None:
    first = event("a", "Call", "DTSTART:20261124T060000Z")
    take(desk, tmp_path, first)
    [mine] = things(desk.file.conn, Appointment)
    desk.appointments.bin(mine.id)
    assert counts(take(desk, tmp_path, first)) == (0, 0, 1, 0) and titles(desk) == []
    take(desk, tmp_path, first.replace("Call", "Longer call"))
    assert titles(desk) == ["11-24 Longer call"]


def test_one_that_repeats_is_written_out_with_its_exceptions(desk: Desk, tmp_path: Path) -> None:
    weekly = event(
        "r", "Team", "DTSTART:20261124T010000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE:20261201T010000Z"
    )
    moved = event("r", "Team, moved", "RECURRENCE-ID:20261208T010000Z", "DTSTART:20261209T010000Z", "DURATION:PT1H")
    assert counts(take(desk, tmp_path, weekly, moved)) == (3, 0, 0, 0)
    assert titles(desk) == ["11-24 Team", "12-09 Team, moved", "12-15 Team"]
    shorter = weekly.replace("COUNT=4", "COUNT=3")
    assert counts(take(desk, tmp_path, shorter, moved))[:2] == (0, 0)
    assert titles(desk) == ["11-24 Team", "12-09 Team, moved"]


def test_what_was_cancelled_there_goes_here(desk: Desk, tmp_path: Path) -> None:
    weekly = event("r", "Team", "DTSTART:20261124T010000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    single = event("s", "Call", "DTSTART:20261126T010000Z")
    take(desk, tmp_path, weekly, single)
    one = event("r", "Team", "RECURRENCE-ID:20261201T010000Z", "DTSTART:20261201T010000Z", "STATUS:CANCELLED")
    assert counts(take(desk, tmp_path, one, event("s", "Call", "DTSTART:20261126T010000Z", "STATUS:CANCELLED"))) == (
        *(0, 2),
        *(0, 0),
    )
    assert titles(desk) == ["11-24 Team", "12-08 Team"]
    whole = event("r", "Team", "DTSTART:20261124T010000Z", "RRULE:FREQ=WEEKLY;COUNT=3", "STATUS:CANCELLED")
    take(desk, tmp_path, whole)
    assert titles(desk) == []


def test_the_past_stays_as_it_was(desk: Desk, tmp_path: Path, clock_: TestClock) -> None:
    weekly = event("r", "Team", "DTSTART:20261124T010000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=3")
    take(desk, tmp_path, weekly)
    clock_.forward(days=3)
    take(desk, tmp_path, event("r", "Team", "DTSTART:20261201T010000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert titles(desk) == ["11-24 Team", "12-01 Team", "12-08 Team"]


def test_what_takes_no_time_is_left_out_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    done = take(desk, tmp_path, event("a", "Birthday", "DTSTART;VALUE=DATE:20261124", "TRANSP:TRANSPARENT"))
    assert counts(done) == (0, 0, 0, 1)
    assert "takes no time" in str(done.rejects[0].reason)


@pytest.mark.parametrize("freq", ["SECONDLY", "MINUTELY", "HOURLY"])
def test_a_bomb_is_limited_with_a_sentence(desk: Desk, tmp_path: Path, freq: str) -> None:
    began = clock.monotonic()
    done = take(desk, tmp_path, event("a", "Bomb", "DTSTART:20261124T010000Z", f"RRULE:FREQ={freq}"))
    assert clock.monotonic() - began < HANGS
    assert counts(done) == (0, 0, 0, 1) and "cannot be read" in str(done.rejects[0].reason)


def test_many_endless_rules_are_refused(desk: Desk, tmp_path: Path) -> None:
    many = [event(str(n), "Daily", "DTSTART:20250101T010000Z", "RRULE:FREQ=DAILY") for n in range(90)]
    began = clock.monotonic()
    with pytest.raises(FileRefused) as refused:
        take(desk, tmp_path, *many)
    assert clock.monotonic() - began < HANGS
    assert str(refused.value.text).endswith(".") and titles(desk) == []


def test_a_table_of_appointments_leaves_and_comes_in_again(desk: Desk, tmp_path: Path) -> None:
    desk.appointments.add("Fair", NOW, minutes=90, place="Hall 3", note="two\nlines")
    desk.appointments.add("", NOW + timedelta(days=7), kind=AppointmentKind.LEAVE, minutes=2 * DAY, all_day=True)
    desk.appointments.add(
        "Holiday trip", NOW + timedelta(days=9), kind=AppointmentKind.LEAVE, minutes=DAY, all_day=True
    )
    before = [(one.kind, one.title, one.starts_at, one.minutes) for one in things(desk.file.conn, Appointment)]
    for ending in ("csv", "xlsx", "ics"):
        out = tmp_path / f"out.{ending}"
        assert desk.exports.write(ImportKind.APPOINTMENTS, out) == 3
        folder = tmp_path / ending
        folder.mkdir()
        other = make_desk(folder)
        done = other.imports.take(ImportWish(out, ImportKind.APPOINTMENTS))
        assert (done.created, [str(one.reason) for one in done.rejects]) == (3, []), ending
        after = {(one.kind, one.title, one.starts_at, one.minutes) for one in things(other.file.conn, Appointment)}
        assert after == set(before), ending
        again = other.imports.take(ImportWish(out, ImportKind.APPOINTMENTS))
        assert counts(again) == (0, 0, 3, 0), ending
        other.close()


@pytest.mark.shared
def test_every_calendar_is_taken_in_or_refused_with_a_sentence(desk: Desk, shared_data: Path) -> None:
    outcomes: Counter[str] = Counter()
    for file in sorted(path for path in (shared_data / "ics").rglob("*.ics")):
        began = clock.monotonic()
        try:
            done = desk.imports.take(ImportWish(file, ImportKind.APPOINTMENTS))
        except Refused as refused:
            assert str(refused.text).strip().endswith("."), file.name
            outcomes["refused"] += 1
        else:
            assert done.read == done.created + done.updated + done.unchanged + done.rejected
            reasons = [str(reason) for reject in done.rejects for reason in reject.reasons]
            assert all(reason.endswith(".") for reason in reasons), (file.name, reasons)
            again = desk.imports.take(ImportWish(file, ImportKind.APPOINTMENTS))
            if all(one.uid for one in things(desk.file.conn, Appointment)):
                assert (again.created, again.updated) == (0, 0), file.name
            outcomes["read"] += 1
        assert clock.monotonic() - began < HANGS, file.name
    assert outcomes["read"] > 20
