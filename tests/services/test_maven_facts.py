"""The figures on a real sales file, against what was counted there by other means."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.figures import By, Group
from salesdesk.domain.funnel_figures import Behind, Records
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.funnel_analysis import Asked
from salesdesk.services.imports import ImportKind, ImportWish
from tests.builders import make_desk

YEAR = Period(date(2017, 1, 1), date(2017, 12, 31))
FILES = {
    ImportKind.CLIENTS: "accounts.csv",
    ImportKind.PRODUCTS: "products.csv",
    ImportKind.OPPORTUNITIES: "sales_pipeline.csv",
}


@pytest.fixture(scope="module")
def facts(shared_data: Path) -> dict[str, Any]:
    told = json.loads((shared_data / "maven_crm" / "facts.json").read_text(encoding="utf-8"))
    return {name: fact["value"] for name, fact in told.items() if isinstance(fact, dict)}


@pytest.fixture(scope="module")
def desk(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    desk = make_desk(tmp_path_factory.mktemp("maven"))
    for kind, name in FILES.items():
        desk.imports.take(ImportWish(shared_data / "maven_crm" / name, kind))
    yield desk
    desk.close()


def test_the_year(desk: Desk, facts: dict[str, Any]) -> None:
    figures = desk.figures.of(YEAR)
    assert (figures.won, figures.lost) == (4238, 2473)
    assert round(figures.win_rate.value or 0, 6) == facts["win_rate"] == 0.631501
    assert figures.won_amount == facts["won_value_total"] * 100 == 1_000_553_400
    assert figures.mean_won_amount == round(facts["won_value_stats"][2] * 100)


def test_the_sales_cycle(desk: Desk, facts: dict[str, Any]) -> None:
    figures, told = desk.figures.of(YEAR), facts["sales_cycle_days"]["won"]
    assert figures.sales_cycle == told["median"]
    assert round(figures.sales_cycle_mean or 0, 3) == told["mean"]


@pytest.mark.parametrize(("by", "name"), [("quarter", "by_close_quarter"), ("month", "by_close_month")])
def test_spans_of_time(desk: Desk, facts: dict[str, Any], by: str, name: str) -> None:
    found = {group.key: told(group) for group in desk.figures.by(YEAR, by) if group.figures.won}
    assert found == facts[name]


def test_reps(desk: Desk, facts: dict[str, Any]) -> None:
    groups = {group.key: group for group in desk.figures.by(YEAR, "rep")}
    assert groups.keys() == facts["by_sales_agent"].keys()
    for name, fact in facts["by_sales_agent"].items():
        assert told(groups[name]) == {key: fact[key] for key in ("won", "lost", "win_rate", "won_value")}
        assert round(groups[name].figures.sales_cycle_mean or 0, 4) == fact["won_cycle_mean"]


def test_share_of_won_value_by_series(desk: Desk, facts: dict[str, Any]) -> None:
    groups = desk.figures.by(YEAR, "product_line")
    whole = sum(group.figures.won_amount for group in groups)
    shares = {group.key: round(group.figures.won_amount / whole, 6) for group in groups}
    assert shares == facts["series_share_of_won_value"]


def test_the_funnel_as_it_stands(desk: Desk, facts: dict[str, Any]) -> None:
    picture, told = desk.analysis.of(Asked(YEAR)), facts["stage_counts"]
    open_now = {one.stage: one.here for one in picture.stages}
    assert sum(open_now.values()) == told["Engaging"] + told["Prospecting"]
    assert (open_now[Stage.FIRST_CONTACT], open_now[Stage.NEED_CONFIRMED]) == (told["Prospecting"], told["Engaging"])
    assert (picture.figures.won, picture.figures.lost) == (told["Won"], told["Lost"])
    assert desk.analysis.lost(Asked(YEAR)).count == told["Lost"]
    assert sum(len(desk.analysis.behind(Asked(YEAR), Records(what))) for what in (Behind.WON, Behind.LOST)) == 6711


@pytest.mark.parametrize("period", [Period(date(2016, 10, 1), date(2017, 12, 31)), Period.quarter(date(2017, 5, 1))])
def test_conversions_add_up(desk: Desk, period: Period) -> None:
    for one in desk.analysis.of(Asked(period)).stages:
        flow = one.flow
        assert flow.entered == flow.forward + flow.lost + flow.back + flow.still
    need = desk.analysis.of(Asked(Period(date(2016, 10, 1), date(2017, 12, 31)))).stages[1]
    assert (need.flow.entered, need.flow.forward, need.flow.lost, need.flow.back) == (8300, 4238, 2473, 0)
    assert need.weekly == need.cohort.part(4238, 6711)


def test_quarters_and_reps_of_the_analysis(desk: Desk, facts: dict[str, Any]) -> None:
    quarters = {group.key: told(group) for group in desk.analysis.trend(Asked(YEAR), By.QUARTER)}
    assert quarters == facts["by_close_quarter"]
    reps = {group.key: group.figures.won_amount / 100 for group in desk.analysis.by(Asked(YEAR), By.REP)}
    assert {name: reps[name] for name in facts["by_sales_agent"]} == {
        name: fact["won_value"] for name, fact in facts["by_sales_agent"].items()
    }


def test_clients_by_industry(desk: Desk, facts: dict[str, Any]) -> None:
    assert {one.industry: one.clients for one in desk.figures.clients_by_industry()} == facts["sector_counts"]


def told(group: Group) -> dict[str, Any]:
    """A group in the words of the facts."""
    figures = group.figures
    return {
        "won": figures.won,
        "lost": figures.lost,
        "win_rate": round(figures.win_rate.value or 0, 6),
        "won_value": figures.won_amount / 100,
    }
