"""What is left of an order after cancelled lines and returned pieces."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.domain.order import OrderLine
from salesdesk.domain.order_sums import below_floor, check_order_line, kept, net_of, total_of

LINE = OrderLine(b"l", b"o", b"p", 3, 10_000, cost_cents=6_000)


def test_cancelled_lines_and_returned_pieces_count_for_nothing() -> None:
    assert net_of(LINE) == 10_000
    assert net_of(replace(LINE, returned=1)) == 6_667
    assert net_of(replace(LINE, returned=3)) == 0
    assert net_of(replace(LINE, cancelled=True)) == 0
    assert total_of([LINE, replace(LINE, returned=1), replace(LINE, deleted=True)]) == 16_667


@given(st.integers(0, 10**13), st.integers(1, 1000), st.data())
def test_what_is_kept_lies_within_half_a_cent(cents: int, quantity: int, data: st.DataObject) -> None:
    returned = data.draw(st.integers(0, quantity))
    line = OrderLine(b"l", b"o", b"p", quantity, cents, returned=returned)
    assert 0 <= kept(cents, line) <= cents
    assert abs(2 * kept(cents, line) * quantity - 2 * cents * (quantity - returned)) <= quantity


def test_a_line_below_the_floor_is_known_by_its_own_cost_first() -> None:
    assert not below_floor(LINE, None, 4000)
    assert below_floor(LINE, None, 4001)
    assert not below_floor(replace(LINE, cost_cents=None), 2_000, 4000)
    assert below_floor(replace(LINE, cost_cents=None), 2_001, 4000)
    assert not below_floor(replace(LINE, cost_cents=None), None, 4000)
    assert not below_floor(replace(LINE, cancelled=True), None, 9000)


@pytest.mark.parametrize(
    "line",
    [
        replace(LINE, quantity=0),
        replace(LINE, returned=4),
        replace(LINE, returned=-1),
        replace(LINE, net_cents=-1),
        replace(LINE, product_id=None),
    ],
)
def test_what_no_line_can_be_is_refused(line: OrderLine) -> None:
    with pytest.raises(Refused) as refused:
        check_order_line(line)
    assert refused.value.field == "lines"
