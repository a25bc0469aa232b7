"""The year's plan: split, typed, locked, seeded, and always one step to undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.services.targets import Season
from tests.builders import make_desk
from tests.services.test_figures import Book

YEAR = 5_000_000_00


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def book(desk: Desk) -> Book:
    for name, share in (("高端", 3000), ("中端", 5000), ("基础", 2000)):
        desk.products.add_line(name=name, share_bp=share)
    return Book(desk)


def test_nothing_is_set_in_a_new_file(desk: Desk) -> None:
    plan = desk.targets.matrix(2026)
    assert not plan.is_set
    assert plan.matrix.total == 0
    assert [line.id for line in plan.lines] == [None]


def test_total_is_split_by_the_lines_shares_and_equal_months(desk: Desk, book: Book) -> None:
    change = desk.targets.set_total(2026, Metric.SALES, YEAR)
    plan = desk.targets.matrix(2026)
    assert change.kinds == {Kind.TARGET}
    assert [line.name for line in plan.lines] == ["高端", "中端", "基础"]
    assert plan.matrix.by_line == (150_000_000, 250_000_000, 100_000_000)
    assert plan.matrix.by_month[0] == pytest.approx(YEAR / 12, abs=3)
    assert plan.matrix.total == YEAR


def test_lines_without_shares_get_equal_parts(desk: Desk) -> None:
    for name in ("A", "B"):
        desk.products.add_line(name=name)
    desk.targets.set_total(2026, Metric.SALES, 2400)
    assert desk.targets.matrix(2026).matrix.by_line == (1200, 1200)


def test_typed_cell_stays_and_one_undo_takes_everything_back(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    before = desk.targets.matrix(2026)
    desk.targets.set_cell(2026, Metric.SALES, (0, 0), 50_000_000)
    after = desk.targets.matrix(2026)
    assert (after.matrix.at((0, 0)), after.matrix.total) == (50_000_000, YEAR)
    assert after.matrix.locked == {(0, 0)}
    desk.targets.set_total(2026, Metric.SALES, YEAR * 2)
    assert desk.targets.matrix(2026).matrix.at((0, 0)) == 50_000_000
    desk.undo()
    assert desk.targets.matrix(2026) == after
    desk.undo()
    assert desk.targets.matrix(2026) == before


def test_lock_unlock_line_and_month(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    desk.targets.lock(2026, Metric.SALES, [(1, month) for month in range(12)])
    desk.targets.set_line(2026, Metric.SALES, 0, 100_000_000)
    desk.targets.set_month(2026, Metric.SALES, 0, 60_000_000)
    matrix = desk.targets.matrix(2026).matrix
    assert (matrix.by_line[1], matrix.by_month[0], matrix.total) == (250_000_000, 60_000_000, YEAR)
    desk.targets.lock(2026, Metric.SALES, [(1, 0)], locked=False)
    assert len(desk.targets.matrix(2026).matrix.locked) == 11


def test_other_metrics_are_split_by_month_only(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.VISITS, 1000)
    plan = desk.targets.matrix(2026, Metric.VISITS)
    assert not plan.is_money
    assert len(plan.lines) == 1
    assert plan.matrix.by_month == (84, 84, 84, 84) + (83,) * 8
    assert not desk.targets.matrix(2026, Metric.SALES).is_set


def test_cells_before_a_total_are_refused(desk: Desk, book: Book) -> None:
    with pytest.raises(Refused, match="total first"):
        desk.targets.set_cell(2026, Metric.SALES, (0, 0), 5)


def test_last_year_seeds_the_plan(desk: Desk, book: Book) -> None:
    line = desk.products.lines()[0].id
    product = desk.products.add_product(name="P1", line_id=line)
    order = book.order(book.client(), date(2025, 3, 3), 800)
    book.add(Kind.ORDER_LINE, order_id=order, product_id=product, quantity=1, net_cents=800)
    book.order(book.client(), date(2025, 5, 3), 200)
    desk.targets.seed_from_last_year(2026, growth_percent=10)
    plan = desk.targets.matrix(2026)
    assert plan.matrix.total == 1100
    assert (plan.matrix.at((0, 2)), plan.matrix.by_month[4]) == (880, 220)
    assert [line.id is None for line in plan.lines] == [False, False, False, True]


def test_season_of_last_year(desk: Desk, book: Book) -> None:
    client = book.client()
    for month in (1, 2, 2, 2):
        book.order(client, date(2025, month, 1), 10)
    desk.targets.set_total(2026, Metric.SALES, 4000, season=Season.LAST_YEAR)
    assert desk.targets.matrix(2026).matrix.by_month[:3] == (1000, 3000, 0)
    desk.targets.split_anew(2026, Metric.SALES)
    assert max(desk.targets.matrix(2026).matrix.by_month) < 340


def test_no_last_year_is_refused(desk: Desk, book: Book) -> None:
    with pytest.raises(Refused, match="nothing in 2025"):
        desk.targets.seed_from_last_year(2026)
    assert not desk.targets.matrix(2026).is_set


def test_clear_and_set_again(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    desk.targets.clear(2026, Metric.SALES)
    assert not desk.targets.matrix(2026).is_set
    desk.targets.set_total(2026, Metric.SALES, 1200)
    assert desk.targets.matrix(2026).matrix.total == 1200


def test_years_around_today(desk: Desk) -> None:
    desk.targets.set_total(2030, Metric.SALES, 1200)
    assert desk.targets.years() == [2025, 2026, 2027, 2030]
