"""The year's plan: split, typed, locked, seeded, and always one step to undo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain import plan_version
from salesdesk.domain.change import Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
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


def line_id(desk: Desk, name: str) -> bytes:
    return next(line.id for line in desk.products.lines() if line.name == name)


def test_line_is_split_by_last_years_tiers_and_joined_again(desk: Desk, book: Book) -> None:
    a, b = book.client(tier=Tier.A), book.client(tier=Tier.B)
    book.order(a, date(2025, 3, 3), 300_00)
    book.order(b, date(2025, 4, 3), 100_00)
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    desk.targets.lock(2026, Metric.SALES, [(0, 0)])
    before = desk.targets.matrix(2026)
    desk.targets.split_by_tier(2026, Metric.SALES, line_id(desk, "高端"))
    plan = desk.targets.matrix(2026)
    assert [line.tier for line in plan.lines] == [Tier.A, Tier.B, Tier.C, None, None]
    assert plan.matrix.by_line == (112_500_000, 37_500_000, 0, 250_000_000, 100_000_000)
    assert plan.matrix.by_month == before.matrix.by_month
    assert plan.matrix.locked == {(0, 0), (1, 0), (2, 0)}
    assert plan.groups[0].rows == (0, 1, 2) and plan.groups[0].by_tier
    desk.targets.set_group(2026, Metric.SALES, [(row, 1) for row in range(3)], 20_000_000)
    assert sum(desk.targets.matrix(2026).matrix.at((row, 1)) for row in range(3)) == 20_000_000
    assert desk.targets.matrix(2026).matrix.total == YEAR
    desk.undo()
    desk.targets.join_tiers(2026, Metric.SALES, line_id(desk, "高端"))
    assert desk.targets.matrix(2026) == before
    desk.undo()
    desk.undo()
    assert desk.targets.matrix(2026) == before


def test_tiers_share_equally_where_nothing_was_sold(desk: Desk) -> None:
    desk.targets.set_total(2026, Metric.VISITS, 1200)
    desk.targets.split_by_tier(2026, Metric.VISITS, None)
    assert desk.targets.matrix(2026, Metric.VISITS).matrix.by_line == (408, 396, 396)
    with pytest.raises(Refused):
        desk.targets.split_by_tier(2026, Metric.VISITS, None)


def test_tier_targets_are_found_by_the_figures(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    for line in desk.products.lines():
        desk.targets.split_by_tier(2026, Metric.SALES, line.id)
    whole = Period.year(date(2026, 1, 1))
    assert sum(desk.figures.target_by_tier(whole, rep=desk.rep.id).values()) == YEAR
    assert desk.figures.target(whole, rep=desk.rep.id) == YEAR


def test_margin_is_what_the_costed_lines_left(desk: Desk, book: Book) -> None:
    product = book.add(Kind.PRODUCT, name="泵", line_id=line_id(desk, "高端"))
    order = book.order(book.client(), date(2026, 3, 3), 1000_00)
    book.add(Kind.ORDER_LINE, order_id=order, product_id=product, quantity=1, net_cents=700_00, cost_cents=400_00)
    book.add(Kind.ORDER_LINE, order_id=order, product_id=product, quantity=1, net_cents=300_00, cost_cents=None)
    desk.targets.set_total(2026, Metric.MARGIN, 1200_00)
    assert len(desk.targets.matrix(2026, Metric.MARGIN).lines) == 3
    found = desk.figures.attainment(Period.year(date(2026, 1, 1)), Metric.MARGIN, rep=desk.rep.id)
    assert (found.actual, found.target) == (300_00, 1200_00)
    desk.targets.seed_from_last_year(2027, Metric.MARGIN)
    assert desk.targets.matrix(2027, Metric.MARGIN).matrix.cells[0][2] == 300_00
    assert [one.cents for one in desk.plan_actual.behind(Period.year(date(2026, 1, 1)), Metric.MARGIN)] == [300_00]


def test_block_is_pasted_as_one_action(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    before = desk.targets.matrix(2026)
    desk.targets.paste(2026, Metric.SALES, [([(0, 0)], 1_00), ([(1, 1)], 2_00)])
    after = desk.targets.matrix(2026).matrix
    assert (after.at((0, 0)), after.at((1, 1)), after.at((2, 2))) == (1_00, 2_00, before.matrix.at((2, 2)))
    assert after.total == YEAR - before.matrix.at((0, 0)) - before.matrix.at((1, 1)) + 3_00
    with pytest.raises(Refused):
        desk.targets.paste(2026, Metric.SALES, [([(0, 0)], 5_00), ([(1, 1)], -2)])
    assert desk.targets.matrix(2026).matrix == after
    desk.undo()
    assert desk.targets.matrix(2026) == before


def test_revision_keeps_the_old_plan_and_can_go_back(desk: Desk, book: Book) -> None:
    desk.targets.set_total(2026, Metric.SALES, YEAR)
    desk.targets.set_total(2026, Metric.VISITS, 1200)
    before = desk.targets.matrix(2026)
    desk.targets.set_total(2026, Metric.SALES, YEAR * 2, keep="年初")
    (kept,) = desk.plan_versions.of_year(2026)
    cells = plan_version.read(kept.cells)
    line = line_id(desk, "高端")
    assert plan_version.earlier(cells, Metric.SALES, line, None, 1) == before.matrix.at((0, 0))
    assert plan_version.earlier(cells, Metric.SALES, line, Tier.A, 1) is None
    with pytest.raises(Refused):
        desk.plan_versions.keep(2026, " 年初 ")
    desk.targets.split_by_tier(2026, Metric.SALES, line)
    revised = desk.targets.matrix(2026)
    desk.plan_versions.restore(kept.id)
    assert desk.targets.matrix(2026) == before
    assert desk.targets.matrix(2026, Metric.VISITS).matrix.total == 1200
    desk.undo()
    assert desk.targets.matrix(2026) == revised
    desk.plan_versions.bin(kept.id)
    assert desk.plan_versions.of_year(2026) == []


def test_nothing_kept_without_a_plan_or_a_name(desk: Desk) -> None:
    for year, name in ((2026, "x"), (2026, " ")):
        with pytest.raises(Refused):
            desk.plan_versions.keep(year, name)


def test_team_is_the_sum_of_its_reps_or_a_stated_difference(desk: Desk) -> None:
    other = Book(desk).add(Kind.REP, name="李强")
    desk.targets.set_total(2026, Metric.SALES, 1200_00)
    assert not desk.targets.has_team(2026)
    Book(desk).target(1, 300_00, rep_id=other)
    team = desk.targets.team(2026)
    assert [(line.name, sum(row)) for line, row in zip(team.plan.lines, team.plan.matrix.cells, strict=True)] == [
        ("王小明", 1200_00),
        ("李强", 300_00),
    ]
    assert (team.stated, team.difference) == (None, 0)
    desk.targets.set_team_total(2026, Metric.SALES, 2000_00)
    assert desk.targets.team(2026).difference == 500_00
    desk.undo()
    assert desk.targets.team(2026).stated is None
    desk.targets.set_team_total(2026, Metric.SALES, 1000_00)
    assert desk.targets.team(2026).difference == -500_00


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), st.integers(0, 10**10))
def test_what_is_stated_for_the_team_is_what_it_is_measured_by(planned: list[int], stated: int) -> None:
    with TemporaryDirectory() as folder:
        desk = make_desk(Path(folder))
        lines = [desk.products.add_line(name=name, share_bp=share) for name, share in (("A", 6000), ("B", 4000))]
        own, *others = planned
        desk.targets.set_total(2026, Metric.SALES, own)
        for month, amount in enumerate(others, 3):
            rep = Book(desk).add(Kind.REP, name=f"Rep {month}")
            Book(desk).target(month, amount, rep_id=rep)
        year = Period.year(date(2026, 1, 1))
        assert desk.figures.target(year) == sum(planned)
        desk.targets.set_team_total(2026, Metric.SALES, stated)
        months = [Period.month(date(2026, month, 1)) for month in range(1, 13)]
        assert desk.figures.target(year) == stated == sum(desk.figures.target(month) or 0 for month in months)
        assert desk.figures.target(year, rep=desk.rep.id) == own, "a rep's own plan stays"
        team = desk.targets.team(2026)
        assert (team.plan.matrix.total, team.difference) == (stated, stated - sum(planned))
        assert [point.target_cents or 0 for point in desk.figures.monthly_sales(date(2026, 12, 1))] == [
            *team.plan.matrix.by_month
        ]
        of_lines = sum(desk.figures.target(year, line=line) or 0 for line in lines)
        assert of_lines <= stated or stated == 0
        gap = desk.plan_actual.gap(year)
        until = year.until(desk.today())
        assert gap.target == desk.figures.target(until) and sum(part.target or 0 for part in gap.by_line) == gap.target
        desk.close()


def test_a_team_without_plans_is_stated_month_by_month(desk: Desk) -> None:
    desk.targets.set_team_total(2026, Metric.VISITS, 1000)
    months = [desk.figures.target(Period.month(date(2026, month, 1)), Metric.VISITS) for month in range(1, 13)]
    assert sum(months) == 1000 and max(months) - min(months) == 1
    assert desk.figures.target(Period.year(date(2026, 1, 1)), Metric.VISITS, rep=desk.rep.id) is None


def test_more_than_the_program_counts_with_is_refused(desk: Desk) -> None:
    most = 10**15
    desk.targets.set_total(2026, Metric.SALES, most)
    for asked in (
        lambda: desk.targets.set_total(2026, Metric.SALES, most + 1),
        lambda: desk.targets.set_total(2027, Metric.SALES, 10**30),
        lambda: desk.targets.set_team_total(2026, Metric.SALES, 10**30),
        lambda: desk.targets.paste(2026, Metric.SALES, [([(0, 0)], most)]),
    ):
        with pytest.raises(Refused):
            asked()
    assert desk.targets.matrix(2026).matrix.total == most
    assert not desk.targets.matrix(2027).is_set and desk.targets.team(2026).stated is None
