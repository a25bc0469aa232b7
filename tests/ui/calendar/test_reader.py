"""What was read is kept until it changes; a page that was turned comes back at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Id
from salesdesk.domain.visit import VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.reader import Reader
from tests.ui.calendar.conftest import at

FIRST, LAST = date(2026, 11, 23), date(2026, 12, 6)


class Counted:
    """Counts how often the file is asked for visits."""

    def __init__(self, desk: Desk) -> None:
        self.asked: list[tuple[date, date]] = []
        self._between = desk.visits.between
        desk.visits.between = self.between  # type: ignore[method-assign]

    def between(self, first: date, last: date, rep_id: Id | None = None) -> list[object]:
        self.asked.append((first, last))
        return self._between(first, last, rep_id)  # type: ignore[return-value]


@pytest.fixture
def reader(desk: Desk) -> Reader:
    made = Reader(desk)
    desk.listeners.append(made.forget)
    return made


def test_days_are_read_once(reader: Reader, desk: Desk, visit: Id) -> None:
    counted = Counted(desk)
    assert [card.id for card in reader.read(FIRST, LAST).of(date(2026, 11, 25))] == [visit]
    reader.read(FIRST, LAST)
    reader.read(FIRST, date(2026, 11, 29))
    assert counted.asked == [(FIRST, LAST)]
    reader.look_ahead(date(2026, 12, 7), date(2026, 12, 13))
    reader.read(FIRST, date(2026, 12, 13))
    assert counted.asked[1:] == [(date(2026, 12, 7), date(2026, 12, 13))]


def test_a_moved_visit_is_read_anew_where_it_was_and_where_it_went(reader: Reader, desk: Desk, visit: Id) -> None:
    reader.read(FIRST, date(2026, 12, 13))
    counted = Counted(desk)
    desk.visits.move(visit, at(25, 10).replace(month=12, day=9))
    shown = reader.read(FIRST, date(2026, 12, 13))
    assert shown.of(date(2026, 11, 25)) == () and [c.id for c in shown.of(date(2026, 12, 9))] == [visit]
    assert counted.asked == [(FIRST, date(2026, 12, 13))]
    counted.asked.clear()
    desk.visits.resize(visit, 90)
    assert reader.read(FIRST, LAST).of(date(2026, 11, 25)) == () and counted.asked == []


def test_every_kind_of_change_is_seen(reader: Reader, desk: Desk, visit: Id, huawei: Id) -> None:
    def card() -> object:
        return reader.read(FIRST, LAST).find(visit)

    client = desk.clients.get(huawei)
    desk.clients.edit(client, replace(client, name="华为"))
    assert card().client_name == "华为"  # type: ignore[attr-defined]
    desk.visits.cancel(visit, "ill")
    assert card().status is VisitStatus.CANCELLED  # type: ignore[attr-defined]
    desk.visits.bin(visit)
    assert card() is None
    desk.undo()
    desk.undo()
    assert card().status is VisitStatus.PLANNED  # type: ignore[attr-defined]


def test_leave_makes_the_day_smaller(reader: Reader, desk: Desk) -> None:
    desk.appointments.add("", at(26, 0), kind=AppointmentKind.LEAVE, all_day=True, minutes=1440)
    shown = reader.read(FIRST, LAST)
    assert shown.room(date(2026, 11, 26)) == 0 and shown.away(date(2026, 11, 26))
    assert shown.room(date(2026, 11, 25)) == desk.working.pattern().visits_a_day
