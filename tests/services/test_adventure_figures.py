"""The figures of a whole shop's sales against an independent count, in SQL that knows nothing of the program's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from salesdesk.domain.figures import By
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind, ImportWish
from tests.builders import make_desk

pytestmark = pytest.mark.shared
WHOLE = Period(date(2017, 1, 1), date(2019, 12, 31))


@pytest.fixture(scope="module")
def desk(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    works = shared_data / "adventureworks"
    desk = make_desk(tmp_path_factory.mktemp("works"))
    desk.imports.take(ImportWish(works / "AdventureWorks_Products.csv", ImportKind.PRODUCTS))
    customers = ImportWish(works / "AdventureWorks_Customers.csv", ImportKind.CLIENTS, ["AnnualIncome=credit_limit"])
    desk.imports.take(customers)
    for year in (2017, 2018, 2019):
        desk.imports.take(ImportWish(works / f"AdventureWorks_Sales_{year}.csv", ImportKind.ORDERS))
    yield desk
    desk.close()


def ask(desk: Desk, sql: str) -> list[Any]:
    return [tuple(row) for row in desk.file.conn.exec_driver_sql(sql)]


def test_revenue(desk: Desk) -> None:
    """The file's prices have up to four decimals; each line is rounded to the cent (half up) when it is taken in.

    The known 24,914,586.82 was summed unrounded and rounded once: 56,046 roundings may move it by a few dollars.
    """
    sales = desk.figures.of(WHOLE).sales
    assert sales == ask(desk, "SELECT sum(net_cents) FROM order_line")[0][0]
    assert sales / 100 == pytest.approx(24_914_586.82, abs=REVENUE_ROUNDING)


REVENUE_ROUNDING = 100.0
"""Dollars: what rounding each line to the cent may shift the whole by (at most half a cent a line: 280)."""


def test_revenue_by_month(desk: Desk) -> None:
    found = {one.key: one.figures.sales for one in desk.figures.by(WHOLE, By.MONTH) if one.figures.sales}
    months = ask(desk, "SELECT strftime('%Y-%m', ordered_on), sum(total_cents) FROM sales_order GROUP BY 1")
    assert found == dict(months)
    assert sum(found.values()) == desk.figures.of(WHOLE).sales


def test_margin(desk: Desk) -> None:
    sql = "SELECT sum(net_cents) - sum(cost_cents), sum(net_cents) FROM order_line WHERE cost_cents IS NOT NULL"
    margin = desk.figures.of(WHOLE).gross_margin
    assert (margin.n, margin.of) == ask(desk, sql)[0]
    assert ask(desk, "SELECT count(*) FROM order_line WHERE cost_cents IS NULL") == [(0,)]


@pytest.mark.parametrize("year", [2017, 2018, 2019])
def test_repurchase_by_the_glossary(desk: Desk, year: int) -> None:
    """Clients with an order in the year that had ordered before it or once more in it ÷ clients with an order in it."""
    in_year = f"ordered_on LIKE '{year}-%'"
    buyers = ask(desk, f"SELECT count(DISTINCT client_id) FROM sales_order WHERE {in_year}")[0][0]
    again = ask(
        desk,
        f"SELECT count(*) FROM (SELECT client_id FROM sales_order WHERE ordered_on <= '{year}-12-31'"
        f" GROUP BY client_id HAVING count(*) > 1 AND sum({in_year}) > 0)",
    )[0][0]
    rate = desk.figures.of(Period.year(date(year, 1, 1))).repurchase_rate
    assert (rate.n, rate.of) == (again, buyers)


def test_repurchase_by_the_files_definition(desk: Desk) -> None:
    """Over all the years both definitions meet: clients with two or more orders ÷ clients with one."""
    counts = ask(desk, "SELECT count(*), sum(n >= 2) FROM (SELECT count(*) n FROM sales_order GROUP BY client_id)")[0]
    rate = desk.figures.of(WHOLE).repurchase_rate
    assert (rate.of, rate.n) == counts


def test_what_the_file_does_not_say_is_not_known(desk: Desk) -> None:
    figures = desk.figures.of(WHOLE)
    assert figures.satisfaction is None and figures.collection_rate.value is None and figures.nps is None
    assert figures.response_time.median is None and figures.within_24h.value is None
