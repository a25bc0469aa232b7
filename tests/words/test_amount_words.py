"""Amounts in words: the examples of the rules for bills, and every figure read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.words.amount_words import amount_in_words, chinese_amount
from salesdesk.words.i18n import use


@pytest.mark.parametrize(
    ("cents", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (1_000, "壹拾元整"),
        (1_234_567, "壹万贰仟叁佰肆拾伍元陆角柒分"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (168_032, "壹仟陆佰捌拾元零叁角贰分"),
        (10_700_053, "壹拾万柒仟元零伍角叁分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (10_001_000_00, "壹仟万壹仟元整"),
        (10_000_100_00, "壹仟万零壹佰元整"),
        (100_010_000_00, "壹亿零壹万元整"),
        (1_000_000_000_000_00, "壹兆元整"),
        (100_000_001_00, "壹亿零壹元整"),
    ],
)
def test_simplified_amounts(cents: int, words: str) -> None:
    assert chinese_amount(cents, "zh_CN") == words


@pytest.mark.parametrize(
    ("cents", "currency", "language", "words"),
    [
        (1_234_567, "CNY", "zh_CN", "人民币壹万贰仟叁佰肆拾伍元陆角柒分"),
        (12_345_600, "TWD", "zh_TW", "新臺幣壹拾貳萬參仟肆佰伍拾陸元整"),
        (12_000, "USD", "zh_CN", "美元壹佰贰拾元整"),
        (12_050, "JPY", "zh_CN", "日元壹佰贰拾元整"),
        (12_150, "JPY", "zh_CN", "日元壹佰贰拾贰元整"),
        (1_234_567, "CNY", "en", "CNY twelve thousand three hundred forty-five and 67/100 only"),
        (0, "USD", "en", "USD zero and 00/100 only"),
        (101_900_000_00, "USD", "en", "USD one hundred one million nine hundred thousand and 00/100 only"),
        (1_100, "JPY", "en", "JPY eleven only"),
    ],
)
def test_amounts_with_their_currency(cents: int, currency: str, language: str, words: str) -> None:
    use(language)
    assert amount_in_words(cents, currency) == words


VALUES = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1_000}
MYRIADS = {"万": 10**4, "亿": 10**8, "兆": 10**12}


def read_back(words: str) -> int:
    """Cents of an amount in words, by a reader that knows nothing of the writer."""
    total = group = digit = cents = 0
    for sign in words:
        if sign in VALUES:
            digit = VALUES[sign]
        elif sign in PLACES:
            group, digit = group + digit * PLACES[sign], 0
        elif sign in MYRIADS:
            total, group, digit = total + (group + digit) * MYRIADS[sign], 0, 0
        elif sign == "元":
            cents, total, group, digit = (total + group + digit) * 100, 0, 0, 0
        elif sign in "角分":
            cents, digit = cents + digit * (10 if sign == "角" else 1), 0
    return cents


@given(st.integers(0, 10**15) | st.integers(0, 10**6))
def test_every_amount_is_read_back_and_holds_no_double_zero(cents: int) -> None:
    words = chinese_amount(cents, "zh_CN")
    assert read_back(words) == cents
    assert "零零" not in words
    assert words.endswith("分") or words.endswith("整")
    assert not words.startswith("零") or cents == 0


def test_negative_amounts_have_no_words() -> None:
    with pytest.raises(ValueError, match="negative"):
        amount_in_words(-1, "CNY")
