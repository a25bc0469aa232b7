"""What falls together, and ways that are too long for the gap between two visits."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.appointment import Appointment, AppointmentKind
from salesdesk.domain.client import Tier
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.entries import Busy, Ghost, parts_of
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.trouble import MOST, distance_km, troubles_of, way_minutes
from tests.ui.calendar.conftest import at

DAY = date(2026, 11, 25)
SHANGHAI, SUZHOU = (31.23, 121.47), (31.30, 120.62)


def card(number: int, hour: int, minute: int = 0, **given: object) -> VisitCard:
    made = VisitCard(
        id=bytes([number]),
        client_id=bytes([100 + number]),
        rep_id=b"r",
        status=VisitStatus.PLANNED,
        channel=Channel.FACE,
        starts_at=at(25, hour, minute),
        client_name=f"Client {number}",
    )
    return replace(made, **given)


def words(*entries: object, travel: int = 30) -> dict[bytes, list[str]]:
    found = troubles_of(entries, travel)  # type: ignore[arg-type]
    return {pk: [one.words() for one in these] for pk, these in found.items()}


def test_visits_at_one_time_name_each_other() -> None:
    assert words(card(1, 9), card(2, 9, 30), card(3, 10, 30)) == {
        b"\x01": ["At the same time as Client 2"],
        b"\x02": ["At the same time as Client 1"],
    }


def test_what_is_cancelled_done_or_without_an_hour_takes_no_room() -> None:
    called_off = card(2, 9, status=VisitStatus.CANCELLED)
    assert words(card(1, 9), called_off, card(3, 0, all_day=True)) == {}
    done = card(2, 9, status=VisitStatus.DONE)
    assert words(card(1, 9), done) == {b"\x01": ["At the same time as Client 2"]}


def test_appointments_and_leave_clash_with_visits_and_proposals() -> None:
    meeting = Appointment(b"m", b"r", AppointmentKind.BUSY, "Team", at(25, 9), 30)
    leave = Appointment(b"l", b"r", AppointmentKind.LEAVE, "", at(25, 0), 24 * 60, all_day=True)
    ghost = Ghost(b"g", b"c", Tier.A, DAY, 9 * 60, 60, "Ghost")
    (part,) = parts_of([meeting], DAY, DAY)
    assert words(part, ghost) == {b"g": ["At the same time as Team"]}
    (off,) = parts_of([leave], DAY, DAY)
    assert words(off, card(1, 16)) == {b"\x01": ["At the same time as Leave"]}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"district": "Pudong"}, {"district": "Minhang"}, ["15 min after Client 1, but the way takes about 30 min"]),
        ({"district": "Pudong"}, {"district": "Pudong"}, []),
        ({"district": "Pudong"}, {"district": ""}, []),
        ({"district": "Pudong", "channel": Channel.PHONE}, {"district": "Minhang"}, []),
    ],
)
def test_another_district_takes_the_usual_way(
    before: dict[str, object], after: dict[str, object], told: list[str]
) -> None:
    found = words(card(1, 9, **before), card(2, 10, 15, **after))
    assert found.get(b"\x02", []) == told and b"\x01" not in found


def test_coordinates_say_how_long_the_way_is() -> None:
    near = card(1, 9, latitude=SHANGHAI[0], longitude=SHANGHAI[1])
    far = card(2, 10, 30, latitude=SUZHOU[0], longitude=SUZHOU[1])
    assert distance_km(near, far) == pytest.approx(81, abs=1.5)
    assert 100 < way_minutes(near, far, 30) < 140
    assert "but the way takes about" in words(near, far)[b"\x02"][0]
    assert words(near, replace(far, starts_at=at(25, 13))) == {}
    assert way_minutes(near, replace(far, client_id=near.client_id), 30) == 0


def test_right_after_one_another() -> None:
    found = words(card(1, 9, district="A"), card(2, 10, district="B"))
    assert found == {b"\x02": ["Right after Client 1, but the way takes about 30 min"]}


def test_what_has_passed_is_not_marked() -> None:
    shown = Shown(at(26, 9), {DAY: [card(1, 9), card(2, 9)]})
    assert shown.troubles(shown.of(DAY)[0]) == ()
    assert Shown(at(24, 9), shown.visits).troubles(shown.of(DAY)[0])


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(5, 120)), max_size=12))
def test_marked_are_exactly_those_that_overlap(spans: list[tuple[int, int]]) -> None:
    cards = [
        card(n, 8 + start * 5 // 60, start * 5 % 60, minutes=long, channel=Channel.PHONE)
        for n, (start, long) in enumerate(spans)
    ]
    ends = [(one.starts_at, one.starts_at.timestamp() + one.minutes * 60) for one in cards]
    clash = {
        one.id
        for n, one in enumerate(cards)
        for m, _other in enumerate(cards)
        if n != m and ends[n][0].timestamp() < ends[m][1] and ends[m][0].timestamp() < ends[n][1]
    }
    found = troubles_of(cards, 30)
    assert set(found) == clash
    assert all(len(these) <= MOST for these in found.values())


def test_a_long_visit_clashes_with_all_that_fall_into_it() -> None:
    long = card(1, 8, minutes=600)
    short = [card(n, 7 + n, minutes=10, channel=Channel.PHONE) for n in range(2, 9)]
    found = words(long, *short)
    assert all(found[one.id] == ["At the same time as Client 1"] for one in short) and len(found[long.id]) == MOST


def test_a_long_leave_has_a_part_on_each_day() -> None:
    leave = Appointment(b"l", b"r", AppointmentKind.LEAVE, "", at(24, 14), 2 * 24 * 60)
    parts = list(parts_of([leave], date(2026, 11, 23), date(2026, 11, 30)))
    assert [(part.day.day, part.start, part.minutes) for part in parts] == [
        (24, 840, 600),
        (25, 0, 1440),
        (26, 0, 840),
    ]
    assert [part.all_day for part in parts] == [False, True, False]
    assert isinstance(parts[0], Busy) and parts[0].leave
