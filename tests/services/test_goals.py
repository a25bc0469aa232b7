"""The year's goals: adopted, set, measured, and what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.goal import DEFAULT_GOALS, GoalKey
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.goals import GoalCard
from tests.builders import make_desk
from tests.services.test_figures import Book

WHOLE = Period.year(date(2026, 1, 1))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


def card(desk: Desk, key: GoalKey) -> GoalCard:
    return next(one for one in desk.goals.of_year(2026) if one.key is key)


def test_empty_file_has_no_goals_and_nothing_reached(desk: Desk) -> None:
    for one in desk.goals.of_year(2026):
        assert (one.goal, one.actual.value, one.kept) == (None, None, None), one.key
        assert all(value is None for _span, value in one.trend)


def test_defaults_are_adopted_once_and_leave_own_ones_alone(desk: Desk) -> None:
    desk.goals.set(2026, GoalKey.REPURCHASE_RATE, 0.8)
    desk.goals.adopt(2026)
    assert card(desk, GoalKey.REPURCHASE_RATE).goal == 0.8
    assert card(desk, GoalKey.NEW_CLIENT_CONVERSION).goal == 0.15
    assert card(desk, GoalKey.SATISFACTION).goal == 8
    assert sum(one.goal is not None for one in desk.goals.of_year(2026)) == len(DEFAULT_GOALS)
    with pytest.raises(Refused):
        desk.goals.adopt(2026)
    desk.undo()
    assert card(desk, GoalKey.SATISFACTION).goal is None


def test_goal_is_set_changed_taken_away_and_set_again(desk: Desk) -> None:
    desk.goals.set(2026, GoalKey.GROSS_MARGIN, 0.35)
    desk.goals.set(2026, GoalKey.GROSS_MARGIN, 0.4)
    assert card(desk, GoalKey.GROSS_MARGIN).goal == 0.4
    desk.goals.set(2026, GoalKey.GROSS_MARGIN, None)
    assert card(desk, GoalKey.GROSS_MARGIN).goal is None
    desk.goals.set(2026, GoalKey.GROSS_MARGIN, 0.3)
    assert card(desk, GoalKey.GROSS_MARGIN).goal == 0.3


@pytest.mark.parametrize(
    ("key", "value"),
    [(GoalKey.GROSS_MARGIN, 1.2), (GoalKey.SATISFACTION, 11), (GoalKey.NPS, -101), (GoalKey.REPURCHASE_RATE, -0.1)],
)
def test_goals_that_cannot_be_are_refused(desk: Desk, key: GoalKey, value: float) -> None:
    with pytest.raises(Refused):
        desk.goals.set(2026, key, value)
    assert card(desk, key).goal is None


def test_margin_discount_and_high_margin_share_with_their_course_and_records(desk: Desk) -> None:
    book = Book(desk)
    client = book.client()
    dear = book.add(Kind.PRODUCT, name="泵", high_margin=True)
    plain = book.add(Kind.PRODUCT, name="阀")
    order = book.order(client, date(2026, 2, 3), 1000_00)
    line = {"order_id": order, "quantity": 1}
    book.add(Kind.ORDER_LINE, product_id=dear, net_cents=600_00, cost_cents=300_00, list_cents=800_00, **line)
    book.add(Kind.ORDER_LINE, product_id=plain, net_cents=400_00, cost_cents=300_00, list_cents=400_00, **line)
    margin = card(desk, GoalKey.GROSS_MARGIN)
    assert (margin.actual.value, margin.actual.n, margin.actual.of) == (0.4, 400_00, 1000_00)
    assert [value for _month, value in margin.trend] == [None, 0.4] + [None] * 9
    assert card(desk, GoalKey.HIGH_MARGIN_SHARE).actual.value == 0.6
    assert [(one.name, one.actual.value) for one in desk.product_goals.of_year(2026)] == [("泵", 0.5), ("阀", 0.25)]
    desk.goals.set(2026, GoalKey.AVERAGE_DISCOUNT, 0.2)
    discount = card(desk, GoalKey.AVERAGE_DISCOUNT)
    assert (discount.actual.n, discount.actual.of, discount.kept) == (200_00, 1200_00, True)
    assert [(one.id, one.cents) for one in desk.goals.behind(GoalKey.GROSS_MARGIN, WHOLE)] == [(order, 400_00)]
    assert [one.id for one in desk.goals.behind(GoalKey.HIGH_MARGIN_SHARE, WHOLE)] == [order]


def test_satisfaction_and_nps_come_from_the_surveys(desk: Desk) -> None:
    book = Book(desk)
    for name, score in (("a", 10), ("b", 7), ("c", 4)):
        desk.surveys.answer(book.client(name), score, "words")
    assert card(desk, GoalKey.SATISFACTION).actual.value == 7
    assert card(desk, GoalKey.NPS).actual.value == 0
    assert card(desk, GoalKey.SATISFACTION).actual.n == 3
    assert {one.note for one in desk.goals.behind(GoalKey.NPS, WHOLE)} == {"10 · words", "7 · words", "4 · words"}
    desk.goals.set(2026, GoalKey.SATISFACTION, 8)
    assert card(desk, GoalKey.SATISFACTION).kept is False


def test_coverage_of_a_tier_names_those_behind(desk: Desk) -> None:
    client = Book(desk).client("华星", tier=Tier.A)
    found = card(desk, GoalKey.COVERAGE_A)
    assert found.actual.value == 0 and found.actual.of > 0
    assert [one.id for one in desk.goals.behind(GoalKey.COVERAGE_A, WHOLE)] == [client]
    assert desk.goals.behind(GoalKey.COVERAGE_B, WHOLE) == []


def test_products_per_client_against_the_years_start(desk: Desk) -> None:
    book = Book(desk)
    client = book.client()
    products = [book.add(Kind.PRODUCT, name=name) for name in "abc"]
    for day, chosen in ((date(2025, 6, 1), products[:1]), (date(2026, 6, 1), products)):
        order = book.order(client, day, 100)
        for product in chosen:
            book.add(Kind.ORDER_LINE, order_id=order, product_id=product, quantity=1, net_cents=10)
    assert card(desk, GoalKey.PRODUCTS_PER_CLIENT).actual.value == 3
