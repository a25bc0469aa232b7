"""Blocks of amounts from a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from salesdesk.domain.errors import Refused
from salesdesk.domain.target_matrix import Place
from salesdesk.ui.targets.amounts import Amounts
from salesdesk.ui.targets.block import parts_of


def goes_to(row: int, column: int) -> Sequence[Place] | None:
    """Two rows of three months, the last column a sum."""
    if row > 1 or column > 3:
        return None
    return [] if column == 3 else [(row, column)]


def test_amounts_are_read_row_by_row_and_sums_left_out() -> None:
    text = '1,234.50\t"¥2,000"\t3万\t999\r\n\t 5 \t\t\r\n'
    assert parts_of(text, Amounts("CNY").read, goes_to) == [
        ([(0, 0)], 123_450),
        ([(0, 1)], 200_000),
        ([(0, 2)], 3_000_000),
        ([(1, 1)], 500),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\t2\n3\tmany", "Row 2, column 2 of what is pasted (many) is not an amount."),
        ("1\t2\t3\t4\t5", "Row 1, column 5 of what is pasted (5) lies outside the plan."),
        ("1\n2\n3", "Row 3, column 1 of what is pasted (3) lies outside the plan."),
        ("-4", "Row 1, column 1 of what is pasted (-4) is not an amount."),
        (" \t \n", "There are no amounts on the clipboard for this place."),
    ],
)
def test_bad_block_is_refused_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        parts_of(text, Amounts("CNY").read, goes_to)
    assert str(refused.value) == said


def test_counts_take_no_decimals() -> None:
    with pytest.raises(Refused):
        parts_of("2.5", Amounts().read, goes_to)
    assert Amounts().bare(1234) == "1234"
    assert (Amounts("CNY").bare(123_450), Amounts("CNY").bare(-5), Amounts("CNY").bare(None)) == (
        "1234.50",
        "-0.05",
        "",
    )
