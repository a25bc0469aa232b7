"""The moment of a day and an hour: the offset of that day, and the one a visit was written down with."""

from __future__ import annotations

import time as machine
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone
from pathlib import Path

import pytest

from salesdesk.services.desk import Desk

SUMMER, WINTER = timedelta(hours=2), timedelta(hours=1)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk on the machine's own clock, in Berlin."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    machine.tzset()
    made = Desk.create(tmp_path / "berlin.salesdesk", rep_name="Dana")
    yield made
    made.close()
    monkeypatch.undo()
    machine.tzset()


@pytest.mark.parametrize(("day", "offset"), [(date(2026, 7, 1), SUMMER), (date(2026, 12, 1), WINTER)])
def test_an_hour_has_the_offset_of_its_own_day(desk: Desk, day: date, offset: timedelta) -> None:
    assert desk.moment(day, time(9)).utcoffset() == offset


def test_a_moment_keeps_its_zone_unless_it_was_this_one(desk: Desk) -> None:
    shanghai = datetime(2026, 7, 1, 9, tzinfo=timezone(timedelta(hours=8)))
    assert desk.moment(shanghai.date(), shanghai.time(), shanghai) == shanghai
    own = datetime(2026, 7, 1, 7, tzinfo=UTC).astimezone()
    assert desk.moment(own.date(), own.time(), own) == own
    assert desk.moment(date(2026, 12, 1), own.time(), own).astimezone(UTC).hour == 8
