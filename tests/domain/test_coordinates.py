"""A place on the map, as people and maps write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.coordinates import check_place, read_coordinates, written
from salesdesk.domain.errors import Refused

SHANGHAI = (31.23, 121.47)


@pytest.mark.parametrize(
    "words",
    [
        "31.23, 121.47",
        "31.23,121.47",
        "  31.23  121.47 ",
        "31.23，121.47",
        "３１.２３；１２１.４７",
        "(31.23, 121.47)",
        "31.23° N, 121.47° E",
        "N31.23 E121.47",
        "北纬31.23，东经121.47",
        "東經121.47、北緯31.23",
        "121.47, 31.23",
        "+31.23,+121.47",
    ],
)
def test_a_place_is_understood_however_it_is_written(words: str) -> None:
    assert read_coordinates(words) == SHANGHAI


@pytest.mark.parametrize("words", ["", "31.23", "91, 181", "31.23, 121.47, 8", "Suzhou", "1e3, 4", "nan, 1", "200 100"])
def test_what_is_no_place_is_not_guessed(words: str) -> None:
    assert read_coordinates(words) is None


def test_the_south_and_the_west_are_negative() -> None:
    assert read_coordinates("33.87 S, 151.21 E") == (-33.87, 151.21)
    assert read_coordinates("南纬33.87，西经70.65") == (-33.87, -70.65)
    assert read_coordinates("-33.87, -70.65") == (-33.87, -70.65)


@given(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000))
def test_what_is_written_reads_the_same_again(north: int, east: int) -> None:
    place = north / 1e6, east / 1e6
    assert read_coordinates(written(place)) == pytest.approx(place, abs=1e-9)


@pytest.mark.parametrize("place", [(31.2, None), (None, 121.4), (91, 0), (0, -180.5)])
def test_half_a_place_is_refused(place: tuple[float | None, float | None]) -> None:
    with pytest.raises(Refused) as refused:
        check_place(*place)
    assert refused.value.field == "coordinates"
