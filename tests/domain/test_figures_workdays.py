"""Working days, pace and forecast."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.figures import velocity
from salesdesk.domain.period import Period
from salesdesk.domain.settings import Holiday
from salesdesk.domain.workdays import Workdays, pace, run_rate

OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))
GOLDEN_WEEK = Workdays.of(
    [Holiday(b"", f"2026-10-{day:02}", "CN", "国庆节") for day in range(1, 8)]
    + [Holiday(b"", "2026-10-10", "CN", "国庆节", working=True)]
)
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_golden_week_and_its_make_up_day() -> None:
    assert Workdays().count(OCTOBER) == 22
    assert GOLDEN_WEEK.count(OCTOBER) == 18
    assert date(2026, 10, 10) in GOLDEN_WEEK
    assert date(2026, 10, 5) not in GOLDEN_WEEK


@given(days, st.integers(-3, 60))
def test_count_is_the_days_that_are_worked(first: date, span: int) -> None:
    period = Period(first, first + timedelta(days=span))
    assert GOLDEN_WEEK.count(period) == sum(day in GOLDEN_WEEK for day in period)


def test_today_has_begun_and_is_left() -> None:
    friday = date(2026, 10, 9)
    assert (GOLDEN_WEEK.begun(OCTOBER, friday), GOLDEN_WEEK.left(OCTOBER, friday)) == (2, 17)
    assert GOLDEN_WEEK.left(OCTOBER, date(2026, 11, 2)) == 0
    assert GOLDEN_WEEK.begun(OCTOBER, date(2026, 9, 30)) == 0


def test_parts_of_a_month() -> None:
    whole = OCTOBER
    assert Workdays().part(whole, whole) == 1
    assert Workdays().part(Period.day(date(2026, 10, 3)), whole) == 0
    assert Workdays().part(Period(date(2026, 10, 26), date(2026, 11, 4)), whole) == Fraction(5, 22)
    assert Workdays().part(Period.day(date(2026, 12, 3)), whole) == 0


def test_pace_and_forecast() -> None:
    assert pace(1000, 100, 7) == 129
    assert pace(1000, 1200, 7) == 0
    assert pace(1000, 100, 0) is None
    assert run_rate(300, 3, 10) == 1000
    assert run_rate(300, 0, 10) is None


def test_velocity_needs_all_its_parts() -> None:
    assert velocity(10, 0.5, 1000, 50.0) == 100
    assert velocity(10, None, 1000, 50.0) is None
    assert velocity(10, 0.5, 1000, 0.0) is None
