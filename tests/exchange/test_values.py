"""Cells as people and programs write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.exchange.values import (
    DecimalStyle,
    decide_decimal,
    line_of_text,
    note,
    read_basis_points,
    read_boolean,
    read_cents,
    read_integer,
    read_number,
    read_percent,
    same_name_key,
)

POINT, COMMA = DecimalStyle.POINT, DecimalStyle.COMMA


@pytest.mark.parametrize(
    ("cell", "style", "cents"),
    [
        ("$90,000 ", POINT, 9_000_000),
        ("1.234,56", COMMA, 123_456),
        ("1,234.56", POINT, 123_456),
        ("(100)", POINT, -10_000),
        ("100-", POINT, -10_000),
        ("-€ 1,5", COMMA, -150),
        ("￥1,200", POINT, 120_000),
        ("¥1,200元", POINT, 120_000),
        ("１２３４．５", POINT, 123_450),
        ("12万", POINT, 12_000_000),
        ("1.5萬元", POINT, 1_500_000),
        ("3亿", POINT, 30_000_000_000),
        ("RMB 8 000", POINT, 800_000),
        ("CHF" + "1", POINT, None),
        ("NT$ 1,000", POINT, 100_000),
        ("1\u00a0234,50", COMMA, 123_450),
        ("1'234.50", POINT, 123_450),
        ("0", POINT, 0),
        (".5", POINT, 50),
        ("0.285", POINT, 29),
        ("13.0863", POINT, 1309),
        ("$101,2000.00", POINT, None),
        ("1.2.3", POINT, None),
        ("abc", POINT, None),
        ("", POINT, None),
        ("12 apples", POINT, None),
        ("1e5", POINT, None),
    ],
)
def test_money_to_exact_cents(cell: str, style: DecimalStyle, cents: int | None) -> None:
    assert read_cents(cell, style) == cents


@given(st.integers(-(10**14), 10**14))
def test_every_amount_survives_being_written(cents: int) -> None:
    written = f"{Decimal(cents) / 100:,.2f}"
    assert read_cents(written, POINT) == cents
    assert read_cents(written.translate(str.maketrans(",.", ".,")), COMMA) == cents


@pytest.mark.parametrize(
    ("cells", "style", "ambiguous", "mixed"),
    [
        (["1,234.56", "1,234"], POINT, False, False),
        (["1.234,56", "1.234"], COMMA, False, False),
        (["1,5", "12"], COMMA, False, False),
        (["1.234.567"], COMMA, False, False),
        (["1,234,567"], POINT, False, False),
        (["1,234", "5,000"], POINT, False, False),
        (["1.234", "5.000"], POINT, True, False),
        (["1.234", "5.00"], POINT, False, False),
        (["1,5", "1.5"], POINT, False, True),
        (["100", "n/a", ""], POINT, False, False),
    ],
)
def test_the_decimal_sign_belongs_to_the_column(
    cells: list[str], style: DecimalStyle, ambiguous: bool, mixed: bool
) -> None:
    seen = decide_decimal(cells)
    assert (seen.style, seen.ambiguous, seen.mixed) == (style, ambiguous, mixed)


def test_whole_numbers_and_percent() -> None:
    assert read_integer("1,185", POINT) == 1185
    assert read_integer("12.0", POINT) == 12
    assert read_integer("12.5", POINT) is None
    assert [read_percent(cell, POINT) for cell in ("60", "60%", "0.6", "６０％", "100.0", "1", "0", "x")] == [
        *(60, 60, 60, 60, 100, 1, 0),
        None,
    ]
    assert read_basis_points("12.5%", POINT) == 1250
    assert read_number("12.5", POINT) == Decimal("12.5")


def test_yes_and_no() -> None:
    assert [read_boolean(cell) for cell in ("Y", "TRUE", "是", "1", "no", "False", "否", "0", "maybe", "")] == [
        *(True, True, True, True, False, False, False, False),
        *(None, None),
    ]


def test_text_is_trimmed_and_its_spaces_collapsed() -> None:
    assert line_of_text("\u3000 Acme\u00a0\u00a0Corp.\n Ltd\u200b ") == "Acme Corp. Ltd"
    assert note(" one \u00a0two\r\n three \n") == "one two\nthree"


@pytest.mark.parametrize(
    ("one", "other"),
    [("GTXPro", "GTX Pro"), ("gtx-pro", "ＧＴＸ Ｐｒｏ"), ("MG  Special", "mg special"), ("A.B.", "AB")],
)
def test_names_that_differ_only_in_writing_are_the_same(one: str, other: str) -> None:
    assert same_name_key(one) == same_name_key(other)


def test_names_that_differ_stay_apart() -> None:
    assert (
        len({same_name_key(name) for name in ("GTX Basic", "GTX Plus Basic", "GTK 500", "产品甲", "产品乙", "?", "!")})
        == 7
    )
