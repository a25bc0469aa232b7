"""Moments and choices come out of a column as they went in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.store.types import moment_from_text, moment_to_text

OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=OFFSETS).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(MOMENTS)
def test_a_moment_keeps_its_instant_and_its_offset(moment: datetime) -> None:
    back = moment_from_text(moment_to_text(moment))
    assert (back, back.utcoffset()) == (moment, moment.utcoffset())


@given(MOMENTS, MOMENTS)
def test_moments_sort_as_text_by_instant(one: datetime, other: datetime) -> None:
    if one < other:
        assert moment_to_text(one) < moment_to_text(other)


def test_half_hour_offsets_and_those_west_of_greenwich() -> None:
    kolkata = datetime(2026, 11, 23, 10, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    newfoundland = datetime(2026, 11, 23, 22, 0, tzinfo=timezone(-timedelta(hours=3, minutes=30)))
    assert moment_to_text(kolkata) == "2026-11-23T04:30:00Z+05:30"
    assert moment_to_text(newfoundland) == "2026-11-24T01:30:00Z-03:30"
    assert moment_to_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00Z+00:00"


def test_a_moment_without_an_offset_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="offset"):
        moment_to_text(datetime(2026, 11, 23, 10, 0))
