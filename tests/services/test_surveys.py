"""Each client that buys is asked once a quarter; mean, NPS and response rate are the glossary's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.satisfaction import satisfaction
from salesdesk.services.desk import Desk
from tests.builders import make_desk

TODAY = date(2026, 11, 23)
QUARTER = Period.quarter(TODAY)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


def buyer(desk: Desk, name: str, day: date = TODAY) -> Id:
    client = desk.clients.create(name=name)
    order = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": day, "total_cents": 100}
    desk.session.record(Label("sample.created"), [New(Kind.ORDER, desk.session.new_id(), order)])
    return client


def test_who_bought_within_a_year_is_asked_once_a_quarter(desk: Desk) -> None:
    one, two = buyer(desk, "恒达"), buyer(desk, "华鑫")
    buyer(desk, "早已不买", date(2025, 11, 23))
    desk.clients.create(name="从未买过")
    assert {found.client_id for found in desk.surveys.to_ask()} == {one, two}
    asked = desk.surveys.ask(one)
    assert {found.client_id: found.survey and found.survey.id for found in desk.surveys.to_ask()} == {
        one: asked,
        two: None,
    }
    assert desk.surveys.answer(one, 9, " 快 ") == asked
    assert [found.client_id for found in desk.surveys.to_ask()] == [two]
    (kept,) = desk.surveys.of_client(one)
    assert (kept.score, kept.comment, kept.asked_on, kept.quarter) == (9, "快", TODAY, QUARTER.first)
    desk.undo()
    assert {found.client_id for found in desk.surveys.to_ask()} == {one, two}


def test_mean_nps_and_response_rate(desk: Desk) -> None:
    assert desk.surveys.summary(QUARTER).mean is None
    for name, score in (("甲", 10), ("乙", 9), ("丙", 7), ("丁", 3)):
        desk.surveys.answer(buyer(desk, name), score)
    desk.surveys.ask(buyer(desk, "戊"))
    found = desk.surveys.summary(QUARTER)
    assert (found.n, found.mean, found.nps, found.response) == (4, Fraction(29, 4), 25, Rate.part(4, 5))
    assert desk.surveys.summary(Period.quarter(date(2026, 8, 1))).n == 0
    with pytest.raises(Refused, match="between 0 and 10"):
        desk.surveys.answer(buyer(desk, "己"), 11)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=50))
def test_nps_lies_between_its_ends(scores: list[int]) -> None:
    found = satisfaction(scores, len(scores))
    assert found.nps is not None
    assert found.mean is not None
    assert -100 <= found.nps <= 100
    assert min(scores) <= found.mean <= max(scores)
    assert found.nps == sum(100 if score > 8 else -100 if score < 7 else 0 for score in scores) / Fraction(len(scores))
