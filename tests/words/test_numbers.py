"""Figures as the locale writes them."""

from __future__ import annotations

import time as clock
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from babel import numbers as babel_numbers
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.words import numbers
from salesdesk.words.i18n import LANGUAGES, in_language

MONDAY = date(2026, 11, 23)
CURRENCIES = ("CNY", "TWD", "USD", "EUR", "HKD", "JPY", "GBP")


@given(st.integers(-(10**14), 10**14), st.sampled_from(list(LANGUAGES)), st.sampled_from(CURRENCIES))
def test_money_is_written_as_the_locale_s_own_data_say(cents: int, language: str, currency: str) -> None:
    with in_language(language):
        ours = numbers.format_money(cents, currency)
    from_babel = babel_numbers.format_currency(Decimal(cents) / 100, currency, locale=language)
    if (language, currency) == ("zh_TW", "TWD"):
        from_babel = from_babel.replace("$", "NT$")
    assert ours == from_babel.removeprefix("-" if from_babel in ("-¥0", "-JP¥0") else "")


def test_no_bare_dollar_in_taiwan() -> None:
    with in_language("zh_TW"):
        for currency in CURRENCIES:
            assert not numbers.format_money(100_00, currency).startswith("$")
            assert not numbers.format_money(100_00, currency, compact=True).startswith("$")
        assert numbers.format_money(-123_456, "TWD") == "-NT$1,234.56"


@pytest.mark.parametrize(
    ("whole", "en", "zh_cn", "zh_tw"),
    [
        (0, "CN¥0", "¥0", "CN¥0"),
        (999, "CN¥999", "¥999", "CN¥999"),
        (1_234, "CN¥1.2K", "¥1,234", "CN¥1,234"),
        (12_500, "CN¥12.5K", "¥1.3万", "CN¥1.3萬"),
        (99_999_500, "CN¥100M", "¥1亿", "CN¥1億"),
        (999_960, "CN¥1M", "¥100万", "CN¥100萬"),
        (123_456_789, "CN¥123.5M", "¥1.2亿", "CN¥1.2億"),
        (-20_000, "-CN¥20K", "-¥2万", "-CN¥2萬"),
    ],
)
def test_large_sums_in_tight_places(whole: int, en: str, zh_cn: str, zh_tw: str) -> None:
    for language, written in (("en", en), ("zh_CN", zh_cn), ("zh_TW", zh_tw)):
        with in_language(language):
            assert numbers.format_money(whole * 100, "CNY", compact=True) == written


def test_ten_thousand_sums_are_no_wait() -> None:
    numbers.format_money(1, "CNY")
    start = clock.process_time()
    for cents in range(10_000):
        numbers.format_money(cents * 137, "CNY")
    assert clock.process_time() - start < 0.15


def test_shares_and_rates() -> None:
    assert numbers.format_percent(0.631501) == "63.2%"
    assert numbers.format_percent(Fraction(2, 3), 0) == "67%"
    assert numbers.format_percent(0.0) == "0.0%"
    assert numbers.format_percent(-0.00001) == "0.0%"
    assert numbers.format_percent(None) == "–"
    assert numbers.format_rate(4238, 6711) == "63.2% (4,238 of 6,711)"
    assert numbers.format_rate(0, 0) == "– (0 of 0)"


def test_counts_and_measures() -> None:
    assert numbers.format_number(1_234_567) == "1,234,567"
    assert numbers.format_number(10**18 + 1) == "1,000,000,000,000,000,001"
    assert numbers.format_number(8.449, 1) == "8.4"
    assert numbers.format_number(-0.001, 1) == "0.0"
    assert numbers.format_number(Fraction(1, 2), 2) == "0.50"


@pytest.mark.parametrize(
    ("language", "short", "medium", "long", "weekday", "month"),
    [
        ("en", "2026-11-23", "Nov 23, 2026", "Monday, November 23, 2026", "Mon, Nov 23", "November 2026"),
        ("zh_CN", "2026/11/23", "2026年11月23日", "2026年11月23日星期一", "11月23日周一", "2026年11月"),
        ("zh_TW", "2026/11/23", "2026年11月23日", "2026年11月23日 星期一", "11月23日 週一", "2026年11月"),
    ],
)
def test_days_in_each_style(language: str, short: str, medium: str, long: str, weekday: str, month: str) -> None:
    with in_language(language):
        assert numbers.format_date(MONDAY, "short") == short
        assert numbers.format_date(MONDAY) == medium
        assert numbers.format_date(MONDAY, "long") == long
        assert numbers.format_date(MONDAY, "weekday") == weekday
        assert numbers.format_month(MONDAY) == month


@pytest.mark.parametrize(
    ("ahead", "said"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "Wed"),
        (6, "Sun"),
        (7, "in 7 days"),
        (13, "in 13 days"),
        (14, "Dec 7, 2026"),
        (-2, "2 days ago"),
        (-9, "9 days ago"),
        (-14, "Nov 9, 2026"),
    ],
)
def test_a_day_as_people_say_it(ahead: int, said: str) -> None:
    assert numbers.format_day_near(MONDAY + timedelta(days=ahead), MONDAY) == said


def test_names_of_weekdays_and_months_begin_with_monday_and_january() -> None:
    with in_language("zh_TW"):
        assert numbers.weekday_names()[0] == "週一"
        assert numbers.weekday_names("wide")[6] == "星期日"
    assert numbers.month_names()[0] == "Jan"
    assert numbers.month_names("wide")[11] == "December"
    assert len(numbers.month_names()) == 12


def test_times_and_spans() -> None:
    moment = datetime(2026, 11, 23, 9, 5, tzinfo=UTC)
    assert numbers.format_time(moment) == "09:05"
    assert numbers.format_moment(moment) == "Nov 23, 2026 09:05"
    assert numbers.format_duration_minutes(45) == "45 min"
    assert numbers.format_duration_minutes(120) == "2 h"
    assert numbers.format_duration_minutes(95) == "1 h 35 min"
