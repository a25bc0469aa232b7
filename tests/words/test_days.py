"""Days, times and amounts as a rep types them; today is Monday, 23 November 2026."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.words.days import read_amount, read_day, read_time, suggest_days
from salesdesk.words.i18n import LANGUAGES, in_language

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("today", (2026, 11, 23)),
        ("Tomorrow", (2026, 11, 24)),
        (" fri ", (2026, 11, 27)),
        ("Friday", (2026, 11, 27)),
        ("mon", (2026, 11, 30)),
        ("thurs", (2026, 11, 26)),
        ("this fri", (2026, 11, 27)),
        ("next tue", (2026, 12, 1)),
        ("next week", (2026, 11, 30)),
        ("next month", (2026, 12, 1)),
        ("+3", (2026, 11, 26)),
        ("＋３", (2026, 11, 26)),
        ("+2w", (2026, 12, 7)),
        ("+1m", (2026, 12, 23)),
        ("-1", (2026, 11, 22)),
        ("in 3 days", (2026, 11, 26)),
        ("3 days", (2026, 11, 26)),
        ("in a week", (2026, 11, 30)),
        ("two weeks", (2026, 12, 7)),
        ("3 days ago", (2026, 11, 20)),
        ("end of month", (2026, 11, 30)),
        ("end of next month", (2026, 12, 31)),
        ("eom", (2026, 11, 30)),
        ("eow", (2026, 11, 27)),
        ("end of the year", (2026, 12, 31)),
        ("12-25", (2026, 12, 25)),
        ("12/25", (2026, 12, 25)),
        ("25/12", (2026, 12, 25)),
        ("25.12", (2026, 12, 25)),
        ("25.12.", (2026, 12, 25)),
        ("25.12.2027", (2027, 12, 25)),
        ("12/25/2027", (2027, 12, 25)),
        ("2026-12-25", (2026, 12, 25)),
        ("2026/12/5", (2026, 12, 5)),
        ("20261225", (2026, 12, 25)),
        ("dec 25", (2026, 12, 25)),
        ("25th December", (2026, 12, 25)),
        ("Sept 3, 2027", (2027, 9, 3)),
        ("11-23", (2026, 11, 23)),
        ("11-22", (2027, 11, 22)),
        ("3月1日", (2027, 3, 1)),
        ("12月25日", (2026, 12, 25)),
        ("１２月２５號", (2026, 12, 25)),
        ("十二月二十五日", (2026, 12, 25)),
        ("2027年1月5日", (2027, 1, 5)),
        ("明年1月5号", (2027, 1, 5)),
        ("25日", (2026, 11, 25)),
        ("25号", (2026, 11, 25)),
        ("5號", (2026, 12, 5)),
        ("31号", (2026, 12, 31)),
        ("下个月5号", (2026, 12, 5)),
        ("下個月5號", (2026, 12, 5)),
        ("下月5日", (2026, 12, 5)),
        ("明天", (2026, 11, 24)),
        ("后天", (2026, 11, 25)),
        ("後天", (2026, 11, 25)),
        ("大后天", (2026, 11, 26)),
        ("昨天", (2026, 11, 22)),
        ("周五", (2026, 11, 27)),
        ("週五", (2026, 11, 27)),
        ("星期五", (2026, 11, 27)),
        ("礼拜五", (2026, 11, 27)),
        ("禮拜五", (2026, 11, 27)),
        ("周日", (2026, 11, 29)),
        ("星期天", (2026, 11, 29)),
        ("周一", (2026, 11, 30)),
        ("本周五", (2026, 11, 27)),
        ("这周一", (2026, 11, 23)),
        ("下周二", (2026, 12, 1)),
        ("下週二", (2026, 12, 1)),
        ("下个星期二", (2026, 12, 1)),
        ("下下周一", (2026, 12, 7)),
        ("上周五", (2026, 11, 20)),
        ("3天后", (2026, 11, 26)),
        ("三天後", (2026, 11, 26)),
        ("3 天 后", (2026, 11, 26)),
        ("十二天后", (2026, 12, 5)),
        ("三天", (2026, 11, 26)),
        ("两周后", (2026, 12, 7)),
        ("兩個星期後", (2026, 12, 7)),
        ("一个月后", (2026, 12, 23)),
        ("两天前", (2026, 11, 21)),
        ("月底", (2026, 11, 30)),
        ("下月底", (2026, 12, 31)),
        ("月初", (2026, 12, 1)),
        ("下月初", (2026, 12, 1)),
        ("年底", (2026, 12, 31)),
        ("季度末", (2026, 12, 31)),
    ],
)
def test_a_day_is_understood(typed: str, day: tuple[int, int, int]) -> None:
    assert read_day(typed, MONDAY) == date(*day)


@pytest.mark.parametrize(
    "typed",
    [
        *("", "x", "banana", "monkey", "foo 3", "next", "in 0x3 days", "在", "周八", "十十天后"),
        *("31.2", "2-30", "2026-02-31", "13-13", "2月31日", "32号", "0号", "2026-13-01", "12-25-1", "99999999"),
        *("+", "-", "+9999", "5"),
    ],
)
def test_nonsense_is_no_day(typed: str) -> None:
    assert read_day(typed, MONDAY) is None


def test_a_bare_weekday_lies_strictly_ahead_and_next_means_the_next_calendar_week() -> None:
    for offset in range(14):
        today = MONDAY + timedelta(days=offset)
        monday = today - timedelta(days=today.weekday())
        for weekday, (english, chinese) in enumerate(
            zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "一二三四五六日", strict=True)
        ):
            bare = read_day(english, today)
            assert bare is not None
            assert 1 <= (bare - today).days <= 7
            assert bare.weekday() == weekday
            assert read_day(f"周{chinese}", today) == bare
            assert read_day(f"下周{chinese}", today) == monday + timedelta(days=7 + weekday)
            assert read_day(f"next {english}", today) == monday + timedelta(days=7 + weekday)


def test_months_are_clipped_to_their_end() -> None:
    assert read_day("+1m", date(2027, 1, 31)) == date(2027, 2, 28)
    assert read_day("29.2", date(2028, 2, 1)) == date(2028, 2, 29)
    assert read_day("29.2", date(2027, 2, 1)) is None


@given(st.text(max_size=12), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_any_text_is_a_day_or_none(typed: str, today: date) -> None:
    assert read_day(typed, today) is None or isinstance(read_day(typed, today), date)


@given(st.text(alphabet="0123456789.,:-+/万千億十二两半点刻分下午mpk周月日号天后前年初底 ", max_size=9))
def test_what_looks_like_input_never_crashes(typed: str) -> None:
    assert read_day(typed, MONDAY) is None or isinstance(read_day(typed, MONDAY), date)
    assert read_time(typed) is None or isinstance(read_time(typed), time)
    assert read_amount(typed) is None or isinstance(read_amount(typed), int)


@given(st.dates(date(1950, 1, 1), date(2150, 1, 1)))
def test_every_whole_date_is_read_back(day: date) -> None:
    for written in (f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", f"{day.year}年{day.month}月{day.day}日", f"{day:%d.%m.%Y}"):
        assert read_day(written, MONDAY) == day


def test_completions_are_few_and_read_back() -> None:
    for language in LANGUAGES:
        with in_language(language):
            shown = suggest_days("", MONDAY)
            assert 3 <= len(shown) <= 7
            assert all(read_day(words, MONDAY) == day for words, day in shown)
            assert len({day for _words, day in shown}) == len(shown)


def test_completions_follow_what_is_typed() -> None:
    assert suggest_days("next", MONDAY)[0] == ("next monday", date(2026, 11, 30))
    assert suggest_days("fri", MONDAY)[0] == ("Fri, Nov 27", date(2026, 11, 27))
    assert suggest_days("zzz", MONDAY) == []
    with in_language("zh_TW"):
        assert ("下週二", date(2026, 12, 1)) in suggest_days("下", MONDAY)
        assert ("下週二", date(2026, 12, 1)) in suggest_days("下周", MONDAY)


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("9", (9, 0)),
        ("09", (9, 0)),
        ("930", (9, 30)),
        ("1430", (14, 30)),
        ("9:30", (9, 30)),
        ("9：30", (9, 30)),
        ("9h30", (9, 30)),
        ("3pm", (15, 0)),
        ("3:15 PM", (15, 15)),
        ("12am", (0, 0)),
        ("12pm", (12, 0)),
        ("noon", (12, 0)),
        ("下午3点", (15, 0)),
        ("下午三點半", (15, 30)),
        ("下午3:30", (15, 30)),
        ("上午9点15分", (9, 15)),
        ("晚上8点", (20, 0)),
        ("中午1点", (13, 0)),
        ("中午12点半", (12, 30)),
        ("十点一刻", (10, 15)),
        ("15時", (15, 0)),
    ],
)
def test_a_time_is_understood(typed: str, moment: tuple[int, int]) -> None:
    assert read_time(typed) == time(*moment)


@pytest.mark.parametrize("typed", ["", "24", "25:00", "9:75", "x", "13pm", "99999", "下午", "9:5", "点"])
def test_nonsense_is_no_time(typed: str) -> None:
    assert read_time(typed) is None


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1,200", 120_000),
        ("1200", 120_000),
        ("12.5万", 12_500_000),
        ("12.5萬", 12_500_000),
        ("12.5 万元", 12_500_000),
        ("三万", 3_000_000),
        ("十二万", 12_000_000),
        ("1.2亿", 12_000_000_000),
        ("3百万", 300_000_000),
        ("3k", 300_000),
        ("2M", 200_000_000),
        ("12w", 12_000_000),
        ("¥980.50", 98_050),
        ("NT$ 30,000", 3_000_000),
        ("200 RMB", 20_000),
        ("0", 0),
        (".5", 50),
        ("１２０", 12_000),
        ("1.005", 101),
    ],
)
def test_an_amount_is_understood(typed: str, cents: int) -> None:
    assert read_amount(typed) == cents


@pytest.mark.parametrize("typed", ["", "abc", "-5", "1,20", "1.2.3", "3q", "十十", "9" * 20, "¥", "万"])
def test_nonsense_is_no_amount(typed: str) -> None:
    assert read_amount(typed) is None
