"""Foreign dates: the order is decided for a column, never for a cell."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.dates_read import DateOrder, decide_order, read_day, read_time

YMD, MDY, DMY = DateOrder.YMD, DateOrder.MDY, DateOrder.DMY
MARCH = date(2017, 3, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2017-03-01",
        "2017/3/1",
        "2017.3.1",
        "20170301",
        "2017年3月1日",
        "2017 年 03 月 01 日",
        "２０１７年３月１日",
        "民國106年3月1日",
        "106/03/01",
        "2017-03-01T16:14:25.000+0000",
        "2017-03-01 23:59:59",
        "2017-03-01T03:23:15.000Z",
        "2017/3/1 下午 2:30",
        "1-Mar-2017",
        "1 March 2017",
        "March 1, 2017",
        "Mar 1st, 2017",
        "42795",
        "42795.75",
        " 2017-03-01 ",
    ],
)
def test_writings_that_leave_no_doubt(cell: str) -> None:
    assert {read_day(cell, order) for order in DateOrder} == {MARCH}


@pytest.mark.parametrize(
    ("cell", "order"),
    [("03/01/2017", MDY), ("01/03/2017", DMY), ("01-03-17", DMY), ("17-03-01", YMD), ("3/1/2017 4:05 PM", MDY)],
)
def test_the_order_reads_the_cell(cell: str, order: DateOrder) -> None:
    assert read_day(cell, order) == MARCH


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "soon",
        "2017-13-01",
        "31/02/2017",
        "2017-02-29",
        "1234",
        "12345678",
        "2017-03",
        "3/2017",
        "1 Foo 2017",
        "2017-03-01 25:00",
        "1-2/2017",
    ],
)
def test_what_is_no_date(cell: str) -> None:
    assert [read_day(cell, order) for order in DateOrder] == [None] * 3


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["01/02/2017", "9/21/2001"], MDY),
        (["01/02/2017", "21/9/2001"], DMY),
        (["01-02-95", "31-12-96"], DMY),
        (["99-02-01", "98-12-31"], YMD),
        (["2017-03-01", "2017-05-06"], YMD),
        (["2017-03-01", "12/31/2017"], MDY),
        ([], YMD),
    ],
)
def test_one_telling_cell_decides_the_column(cells: list[str], order: DateOrder) -> None:
    seen = decide_order(cells)
    assert seen.order is order
    assert not (seen.ambiguous or seen.mixed)


def test_a_column_that_reads_both_ways_is_flagged() -> None:
    assert decide_order(["03/04/2017", "05/06/2017"]).ambiguous
    assert decide_order(["01-02-17", "31-12-16"]).ambiguous
    assert decide_order(["03/04/2017", "05/06/2017"], prefer=DMY).order is DMY


def test_the_same_day_both_ways_is_no_doubt() -> None:
    seen = decide_order(["03/03/2017", "05/05/2017"])
    assert not seen.ambiguous
    assert read_day("03/03/2017", seen.order) == date(2017, 3, 3)


def test_contradicting_cells_are_flagged_but_a_rare_slip_is_not() -> None:
    days = [f"{month}/{day}/2017" for month in range(1, 13) for day in range(13, 28)]
    assert decide_order(["13/01/2017", "01/13/2017"]).ambiguous
    assert decide_order([*days[:5], "13/1/2017"]).mixed
    slip = decide_order([*days, "13/1/2017"])
    assert (slip.order, slip.mixed, slip.ambiguous) == (MDY, False, False)


@given(st.lists(st.dates(date(1970, 1, 1), date(2068, 12, 31)), min_size=1), st.sampled_from(list(DateOrder)))
def test_a_decided_column_reads_back_as_written(days: list[date], order: DateOrder) -> None:
    shape = {YMD: "%Y/%m/%d", MDY: "%m/%d/%Y", DMY: "%d/%m/%Y"}[order]
    written = [day.strftime(shape) for day in days]
    seen = decide_order(written)
    if not seen.ambiguous:
        assert [read_day(cell, seen.order) for cell in written] == days


def test_clock_times() -> None:
    assert read_time("2017-03-01 14:30") == time(14, 30)
    assert read_time("3/1/2017 2:30 PM") == time(14, 30)
    assert read_time("12:05 am") == time(0, 5)
    assert read_time("2017/3/1 下午 2:30") == time(14, 30)
    assert read_time("25:00") is None
    assert read_time("2017-03-01") is None
