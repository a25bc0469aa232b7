"""The arithmetic of quotes: exact, and every whole is the sum of its parts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.domain.product import PriceKind, PriceStep, Product
from salesdesk.domain.quote import PriceBasis, Quote, QuoteInstalment, QuoteLine, QuoteLineKind
from salesdesk.domain.quote_sums import (
    MOST_CENTS,
    check_quote,
    least_price,
    margin_of,
    price_for,
    quote_sums,
    reduced,
    with_tax,
    without_tax,
)

QUOTE = Quote(b"q", b"c", b"r", date(2026, 11, 23))
PUMP = Product(b"p", "泵", list_price_cents=100_000, cost_cents=60_000, floor_margin_bp=2500)

amounts = st.integers(0, 10**13)
points = st.integers(0, 10_000)


@st.composite
def quote_lines(draw: st.DrawFn) -> list[QuoteLine]:
    rows = draw(st.lists(st.tuples(st.integers(1, 10**6), amounts, st.none() | amounts), max_size=8))
    return [
        QuoteLine(b"%d" % at, b"q", quantity=quantity, list_cents=price, price_cents=price, cost_cents=cost)
        for at, (quantity, price, cost) in enumerate(rows)
    ]


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    return replace(
        QUOTE,
        discount_bp=draw(points),
        prepay_bp=draw(points),
        prepaid=draw(st.booleans()),
        tax_bp=draw(points),
        tax_included=draw(st.booleans()),
    )


@st.composite
def shares(draw: st.DrawFn) -> list[QuoteInstalment]:
    cuts = sorted(draw(st.sets(st.integers(1, 9_999), max_size=6)))
    edges = [0, *cuts, 10_000]
    return [QuoteInstalment(b"i", b"q", high - low) for low, high in pairwise(edges)]


@given(quotes(), quote_lines(), shares())
def test_parts_sum_to_their_wholes(quote: Quote, lines: list[QuoteLine], parts: list[QuoteInstalment]) -> None:
    sums = quote_sums(quote, lines, parts)
    assert sums.lines_cents == sum(line.gross_cents for line in sums.lines)
    assert sum(line.net_cents for line in sums.lines) == (sums.net_cents if lines else 0)
    assert sum(line.tax_cents for line in sums.lines) == (sums.tax_cents if lines else 0)
    assert sums.net_cents + sums.tax_cents == sums.total_cents
    assert sum(sums.instalments) == sums.total_cents
    asked = sums.lines_cents - sums.discount_cents - sums.prepay_cents
    assert asked == (sums.total_cents if quote.tax_included else sums.net_cents)
    assert min(asked, sums.net_cents, sums.tax_cents, sums.discount_cents, sums.prepay_cents) >= 0
    assert sums.unknown == sum(line.cost_cents is None for line in lines)
    assert (sums.cost_cents is None) == (sums.unknown > 0)


@given(amounts, points)
def test_tax_added_and_taken_out_again_is_where_one_began(cents: int, tax: int) -> None:
    assert without_tax(with_tax(cents, tax), tax) == cents
    assert abs(with_tax(without_tax(cents, tax), tax) - cents) <= 1


@given(quote_lines(), st.integers(0, 3000))
def test_a_price_with_tax_inside_gives_the_quote_that_adds_it(lines: list[QuoteLine], tax: int) -> None:
    added = quote_sums(replace(QUOTE, tax_bp=tax), lines)
    whole = [QuoteLine(b"w", b"q", price_cents=added.total_cents)]
    inside = quote_sums(replace(QUOTE, tax_bp=tax, tax_included=True), whole)
    assert (inside.net_cents, inside.tax_cents, inside.total_cents) == (
        added.net_cents,
        added.tax_cents,
        added.total_cents,
    )


@given(amounts, st.integers(0, 9_999))
def test_the_least_price_keeps_the_floor_and_one_below_does_not(cost: int, floor: int) -> None:
    least = least_price(cost, floor)
    assert least is not None
    lowest = -(-least.numerator // least.denominator)
    assert (lowest - cost) * 10_000 >= floor * lowest
    below = lowest - 1
    assert below < 0 or (below - cost) * 10_000 < floor * below


@given(amounts, points)
def test_a_reduced_price_is_within_half_a_cent_of_the_exact_one(cents: int, discount: int) -> None:
    assert abs(Fraction(cents * (10_000 - discount), 10_000) - reduced(cents, discount)) <= Fraction(1, 2)


def test_an_empty_quote_is_worth_nothing_and_has_no_margin() -> None:
    sums = quote_sums(QUOTE, [])
    assert (sums.total_cents, sums.tax_cents, sums.margin_bp, sums.lines, sums.instalments) == (0, 0, None, (), ())
    assert not sums.needs_approval


def test_a_small_quote_by_hand() -> None:
    """3 × 333.33 = 999.99; 5 % off = 50.00 (49.9995); 2 % of 949.99 = 19.00; net 930.99; 13 % = 121.03."""
    quote = replace(QUOTE, discount_bp=500, prepay_bp=200, prepaid=True, tax_bp=1300)
    sums = quote_sums(quote, [QuoteLine(b"1", b"q", quantity=3, price_cents=33_333, cost_cents=20_000)])
    assert (sums.discount_cents, sums.prepay_cents, sums.net_cents) == (5_000, 1_900, 93_099)
    assert (sums.tax_cents, sums.total_cents) == (12_103, 105_202)
    assert sums.margin_cents == 33_099
    assert sums.margin_bp == 3555


def test_the_floor_is_judged_after_discounts_and_without_tax() -> None:
    line = QuoteLine(b"1", b"q", quantity=2, list_cents=100_000, price_cents=80_000, cost_cents=60_000)
    floor = least_price(PUMP.cost_cents, PUMP.floor_margin_bp)
    assert floor == 80_000
    assert quote_sums(QUOTE, [line], (), [floor]).below == ()
    assert quote_sums(replace(QUOTE, discount_bp=1), [line], (), [floor]).below == (0,)
    assert quote_sums(replace(QUOTE, tax_bp=1300), [line], (), [floor]).below == ()
    assert quote_sums(replace(QUOTE, tax_bp=1300, tax_included=True), [line], (), [floor]).below == (0,)


def test_extras_given_away_count_against_the_floor_of_the_whole() -> None:
    floor = least_price(60_000, 2500)
    line = QuoteLine(b"1", b"q", price_cents=80_000, list_cents=100_000, cost_cents=60_000)
    extra = QuoteLine(b"2", b"q", QuoteLineKind.EXTRA, text="安装培训", cost_cents=5_000)
    sums = quote_sums(QUOTE, [line, extra], (), [floor, None])
    assert (sums.below, sums.extras_below, sums.needs_approval) == ((), True, True)
    paid = replace(extra, price_cents=5_000)
    assert not quote_sums(QUOTE, [line, paid], (), [floor, None]).needs_approval
    dearer = replace(line, price_cents=85_000)
    assert not quote_sums(QUOTE, [dearer, extra], (), [floor, None]).needs_approval
    assert quote_sums(QUOTE, [dearer, extra], (), [floor, None]).floor_bp == margin_of(85_000, 65_000)


def test_an_unknown_cost_leaves_the_margin_unknown() -> None:
    lines = [QuoteLine(b"1", b"q", price_cents=100, cost_cents=50), QuoteLine(b"2", b"q", price_cents=100)]
    sums = quote_sums(QUOTE, lines, (), [Fraction(60), None])
    assert (sums.margin_cents, sums.margin_bp, sums.floor_bp, sums.unknown) == (None, None, None, 1)


def step(kind: PriceKind, cents: int, at_least: int = 0, currency: str = "CNY") -> PriceStep:
    return PriceStep(b"s%d" % cents, PUMP.id, kind, cents, at_least, currency)


STEPS = [
    step(PriceKind.QUANTITY, 95_000, 10),
    step(PriceKind.QUANTITY, 90_000, 50),
    step(PriceKind.CONTRACT, 92_000, 12),
    step(PriceKind.CONTRACT, 88_000, 36),
    step(PriceKind.FIRST_ORDER, 85_000),
    step(PriceKind.YEARLY, 91_000),
]


@pytest.mark.parametrize(
    ("quantity", "basis", "months", "cents"),
    [
        (1, PriceBasis.LIST, None, 100_000),
        (10, PriceBasis.LIST, None, 95_000),
        (49, PriceBasis.LIST, None, 95_000),
        (50, PriceBasis.LIST, None, 90_000),
        (1, PriceBasis.FIRST_ORDER, None, 85_000),
        (1, PriceBasis.YEARLY, None, 91_000),
        (50, PriceBasis.YEARLY, None, 90_000),
        (1, PriceBasis.CONTRACT, 11, 100_000),
        (1, PriceBasis.CONTRACT, 12, 92_000),
        (1, PriceBasis.CONTRACT, 40, 88_000),
        (1, PriceBasis.LIST, 40, 100_000),
    ],
)
def test_the_best_step_that_holds_makes_the_price(quantity: int, basis: PriceBasis, months: int, cents: int) -> None:
    found = price_for(PUMP, STEPS, quantity=quantity, basis=basis, months=months)
    assert found is not None
    assert (found.cents, found.list_cents) == (cents, 100_000)
    assert (found.step is None) == (cents == 100_000)


def test_prices_in_another_currency_are_no_prices() -> None:
    dollars = [*STEPS, step(PriceKind.QUANTITY, 14_000, 1, "USD")]
    assert price_for(PUMP, STEPS, quantity=1, currency="USD") is None
    found = price_for(PUMP, dollars, quantity=1, currency="USD")
    assert found is not None
    assert found.cents == found.list_cents == 14_000
    own = price_for(PUMP, dollars, quantity=1)
    assert own is not None
    assert own.cents == 100_000


def test_a_step_dearer_than_the_list_price_is_not_taken() -> None:
    found = price_for(PUMP, [step(PriceKind.YEARLY, 120_000)], quantity=1, basis=PriceBasis.YEARLY)
    assert found is not None
    assert (found.cents, found.step) == (100_000, None)


@pytest.mark.parametrize(
    ("quote", "lines", "parts", "field"),
    [
        (replace(QUOTE, discount_bp=10_001), [], [], "discount_bp"),
        (replace(QUOTE, tax_bp=-1), [], [], "tax_bp"),
        (replace(QUOTE, valid_until=date(2026, 11, 22)), [], [], "valid_until"),
        (replace(QUOTE, basis=PriceBasis.CONTRACT), [], [], "contract_months"),
        (replace(QUOTE, payment_days=721), [], [], "payment_days"),
        (QUOTE, [QuoteLine(b"1", b"q", quantity=0)], [], "lines"),
        (QUOTE, [QuoteLine(b"1", b"q", price_cents=-1)], [], "lines"),
        (QUOTE, [QuoteLine(b"1", b"q", quantity=2, price_cents=MOST_CENTS)], [], "lines"),
        (QUOTE, [QuoteLine(b"1", b"q", QuoteLineKind.EXTRA)], [], "lines"),
        (QUOTE, [], [QuoteInstalment(b"1", b"q", 9_999)], "instalments"),
        (QUOTE, [], [QuoteInstalment(b"1", b"q", 10_000, days=-1)], "instalments"),
    ],
)
def test_what_no_quote_can_be_is_refused_at_its_field(
    quote: Quote, lines: list[QuoteLine], parts: list[QuoteInstalment], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check_quote(quote, lines, parts)
    assert refused.value.field == field
