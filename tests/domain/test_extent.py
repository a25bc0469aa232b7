"""What is published, and what a part says that it holds."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Extent, Held, Span
from salesdesk.domain.period import Period
from salesdesk.words.held import held_words, only_words

TODAY = date(2026, 11, 28)
SUMMER = Period(date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    "extent",
    [
        Extent(),
        Extent(Span.MONTH),
        Extent(Span.DAYS, SUMMER, Tier.A),
        Extent(line_id=b"\x01" * 16),
        Extent(Span.YEAR, clients=(b"\x02" * 16, b"\x03" * 16)),
    ],
)
def test_what_is_kept_among_the_preferences_comes_back(extent: Extent) -> None:
    assert Extent.from_text(extent.to_text()) == extent


@pytest.mark.parametrize("text", ["{", "[]", "{}", "7", '{"span": "week"}', '{"span": "days"}', '{"clients": 3}'])
def test_what_cannot_be_read_never_means_everything(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Extent.from_text(text)


def test_a_running_period_is_that_of_the_day() -> None:
    assert Extent(Span.MONTH).period(TODAY) == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert Extent(Span.QUARTER).period(TODAY) == Period(date(2026, 10, 1), date(2026, 12, 31))
    assert Extent(Span.DAYS, SUMMER).period(TODAY) == SUMMER
    assert Extent(tier=Tier.A).period(TODAY) is None


def test_days_that_cannot_be() -> None:
    with pytest.raises(Refused, match="first and the last"):
        Extent(Span.DAYS).check()
    with pytest.raises(Refused, match="before the first"):
        Extent(Span.DAYS, Period(SUMMER.last, SUMMER.first)).check()


def test_a_part_says_in_words_what_it_holds() -> None:
    assert only_words(Held(SUMMER)) == "only 2026-07 to 2026-09"
    assert held_words(Held(Period.month(TODAY), Tier.A)) == "2026-11, clients of tier A"
    assert held_words(Held(Period.day(TODAY), line="Premium")) == "Nov 28, 2026, the product line Premium"
    assert held_words(Held(clients=3)) == "3 chosen clients"
    assert only_words(Held()) == "only a part"


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_KEYS = st.sampled_from(["first", "last", "tier", "line", "clients", "other"])


@given(st.text() | st.dictionaries(_KEYS, _JSON).map(lambda told: Held(line=str(told)).to_text()))
def test_whatever_a_stranger_writes_is_read_and_said(text: str) -> None:
    assert held_words(Held.from_text(text))


@given(st.dictionaries(_KEYS, _JSON))
def test_whatever_a_stranger_writes_in_our_manner_is_read_and_said(told: dict[str, object]) -> None:
    held = Held.from_text(json.dumps(told))
    assert held_words(held)
    assert Held.from_text(held.to_text()) == held
