"""The plan as a calendar: read back by the library as Outlook, Google and telephones read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from salesdesk.cli import main
from salesdesk.domain.appointment import DAY, AppointmentKind
from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.recurrence import Scope
from salesdesk.domain.visit import VisitSeries
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind
from tests.builders import NOW, make_desk

MONDAY = NOW.date()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def client(desk: Desk) -> Id:
    made = desk.clients.create(
        name="华为技术有限公司", address="深圳市龙岗区坂田华为基地 1 号", phone="+86 755 2878 0808"
    )
    desk.clients.add_contact(made, name="李强", phone="138 0013 8000")
    return made


def read(path: Path) -> list[Any]:
    return list(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))


def test_a_visit_says_who_where_and_whom_to_ring(desk: Desk, client: Id, tmp_path: Path) -> None:
    desk.visits.plan(client, NOW, minutes=45, purpose="Stock; count, again", companions="Manager Li")
    desk.visits.plan(client, NOW + timedelta(days=1), all_day=True)
    out = tmp_path / "x.ics"
    assert desk.exports.write(ImportKind.VISITS, out) == 2
    timed, whole = read(out)
    assert str(timed["SUMMARY"]) == "华为技术有限公司 · Stock; count, again"
    assert str(timed["LOCATION"]) == "深圳市龙岗区坂田华为基地 1 号"
    assert str(timed["DESCRIPTION"]).splitlines() == [
        "Phone: +86 755 2878 0808",
        "李强 138 0013 8000",
        "With me: Manager Li",
    ]
    assert timed["DTSTART"].dt == NOW.astimezone(UTC)
    assert timed["DTEND"].dt - timed["DTSTART"].dt == timedelta(minutes=45)
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (date(2026, 11, 24), date(2026, 11, 25))
    assert {str(one["STATUS"]) for one in (timed, whole)} == {"CONFIRMED"}
    written = out.read_bytes()
    assert b"\n" not in written.replace(b"\r\n", b"") and written.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    assert b"METHOD:PUBLISH" in written and b"VALUE=DATE:20261124" in written


def test_the_same_visit_keeps_its_key_and_counts_its_changes(desk: Desk, client: Id, tmp_path: Path) -> None:
    desk.visits.plan(client, NOW)
    out = tmp_path / "x.ics"
    desk.exports.write(ImportKind.VISITS, out)
    [first] = read(out)
    visit = desk.visits.of_client(client)[0]
    desk.visits.move(visit.id, NOW + timedelta(days=1))
    desk.exports.write(ImportKind.VISITS, out)
    [second] = read(out)
    assert (str(first["UID"]), first["SEQUENCE"]) == (str(second["UID"]), 0) and second["SEQUENCE"] == 1
    desk.visits.cancel(visit.id, "Closed")
    desk.exports.write(ImportKind.VISITS, out)
    assert str(read(out)[0]["STATUS"]) == "CANCELLED"


def test_one_that_repeats_leaves_as_single_events(desk: Desk, client: Id, tmp_path: Path) -> None:
    desk.series.plan(VisitSeries(b"", client, b"", "FREQ=WEEKLY;BYDAY=MO;COUNT=3", NOW))
    second = sorted(desk.visits.of_client(client), key=lambda one: one.starts_at)[1]
    desk.series.change(second, replace(second, starts_at=second.starts_at + timedelta(days=1)), Scope.THIS)
    out = tmp_path / "x.ics"
    desk.exports.write(ImportKind.VISITS, out)
    events = read(out)
    assert not any("RRULE" in one for one in events) and len({str(one["UID"]) for one in events}) == 3
    assert [one["DTSTART"].dt.day for one in events] == [23, 1, 7]


def test_a_period_and_only_what_is_planned(desk: Desk, client: Id, tmp_path: Path) -> None:
    for ahead in range(4):
        desk.visits.plan(client, NOW + timedelta(days=ahead))
    first = sorted(desk.visits.of_client(client), key=lambda one: one.starts_at)[0]
    desk.visits.cancel(first.id, "Closed")
    out = tmp_path / "x.ics"
    assert desk.exports.write(ImportKind.VISITS, out, planned_only=True) == 3
    assert desk.exports.write(ImportKind.VISITS, out, period=Period(MONDAY, MONDAY + timedelta(days=1))) == 2
    assert desk.exports.write(ImportKind.VISITS, out, [first.id]) == 1
    with pytest.raises(Refused):
        desk.exports.write(ImportKind.VISITS, tmp_path / "x.csv", planned_only=True)
    assert not (tmp_path / "x.csv").exists()


def test_leave_leaves_as_out_of_office(desk: Desk, tmp_path: Path) -> None:
    desk.appointments.add("", NOW, kind=AppointmentKind.LEAVE, minutes=3 * DAY, all_day=True)
    desk.appointments.add("Fair", NOW, minutes=90, place="Hall 3")
    out = tmp_path / "x.ics"
    assert desk.exports.write(ImportKind.APPOINTMENTS, out) == 2
    leave, fair = read(out)
    assert (leave["DTSTART"].dt, leave["DTEND"].dt) == (MONDAY, MONDAY + timedelta(days=3))
    assert str(leave["X-MICROSOFT-CDO-BUSYSTATUS"]) == "OOF" and str(fair["LOCATION"]) == "Hall 3"


def test_the_command_line_gives_a_week_and_takes_appointments(
    desk: Desk, client: Id, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.visits.plan(client, NOW)
    desk.visits.plan(client, NOW + timedelta(days=20))
    desk.appointments.add("Fair", NOW)
    path = desk.path
    desk.close()
    visits, appointments = tmp_path / "v.ics", tmp_path / "a.ics"
    words = ["--from", "2026-11-23", "--to", "2026-11-29", "--planned-only"]
    assert main(["export", str(path), "--what", "visits", "--out", str(visits), *words]) == 0
    assert len(read(visits)) == 1
    assert main(["export", str(path), "--what", "appointments", "--out", str(appointments)]) == 0
    other = tmp_path / "other.salesdesk"
    assert main(["new", str(other), "--rep", "A"]) == 0
    capsys.readouterr()
    assert main(["import", str(other), str(appointments), "--as", "appointments", "--json"]) == 0
    assert '"created": 1' in capsys.readouterr().out
    assert (
        main(
            [
                "export",
                str(path),
                "--what",
                "visits",
                "--out",
                str(visits),
                "--from",
                "2026-12-01",
                "--to",
                "2026-11-01",
            ]
        )
        == 1
    )
    assert "ends before" in capsys.readouterr().err
