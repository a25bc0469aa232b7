"""A target's parts sum to its total, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from salesdesk.domain.errors import Refused
from salesdesk.domain.target_matrix import MONTHS, Matrix

EVEN = [1] * MONTHS
amounts = st.integers(0, 10**12)
lines = st.integers(0, 2)
months = st.integers(0, MONTHS - 1)
edits = st.one_of(
    st.tuples(st.just("total"), amounts),
    st.tuples(st.just("cell"), st.tuples(lines, months), amounts),
    st.tuples(st.just("line"), lines, amounts),
    st.tuples(st.just("month"), months, amounts),
    st.tuples(st.just("lock"), st.tuples(lines, months)),
    st.tuples(st.just("unlock"), st.tuples(lines, months)),
    st.tuples(st.just("weights"), st.lists(st.integers(0, 99), min_size=36, max_size=36)),
)


def edited(matrix: Matrix, edit: tuple[object, ...]) -> Matrix:
    match edit:
        case ("total", int(amount)):
            return matrix.with_total(amount)
        case ("cell", (int(line), int(month)), int(amount)):
            return matrix.with_cell((line, month), amount)
        case ("line", int(line), int(amount)):
            return matrix.with_line(line, amount)
        case ("month", int(month), int(amount)):
            return matrix.with_month(month, amount)
        case ("lock" | "unlock" as verb, (int(line), int(month))):
            return matrix.with_locks([(line, month)], locked=verb == "lock")
        case ("weights", list(weights)):
            return matrix.with_weights([weights[:12], weights[12:24], weights[24:]])
    raise AssertionError(edit)


@settings(max_examples=150, deadline=None)
@given(amounts, st.lists(edits, max_size=12))
def test_parts_always_sum_to_the_total(total: int, script: list[tuple[object, ...]]) -> None:
    matrix = Matrix.split(total, [30, 50, 20], EVEN)
    for edit in script:
        try:
            after = edited(matrix, edit)
        except Refused:
            continue
        wanted = edit[1] if edit[0] == "total" else matrix.total
        assert after.total == wanted == sum(after.by_line) == sum(after.by_month)
        assert min(min(row) for row in after.cells) >= 0
        typed = {edit[1]} if edit[0] == "cell" else set()
        assert all(after.at(place) == matrix.at(place) for place in matrix.locked - typed)
        matrix = after


def test_lines_take_their_shares_to_the_cent() -> None:
    matrix = Matrix.split(100_000_001, [30, 50, 20], EVEN)
    assert matrix.by_line == (30_000_000, 50_000_001, 20_000_000)
    assert matrix.total == 100_000_001


def test_typed_cell_is_locked_and_the_rest_makes_up_for_it() -> None:
    matrix = Matrix.split(1200, [1], EVEN).with_cell((0, 0), 650)
    assert matrix.cells[0] == (650,) + (50,) * 11
    assert matrix.locked == {(0, 0)}
    assert matrix.with_cell((0, 1), 100).cells[0] == (650, 100) + (45,) * 10


def test_same_amount_typed_again_changes_nothing() -> None:
    matrix = Matrix.split(1200, [1], EVEN)
    assert matrix.with_cell((0, 3), 100) is matrix


def test_month_and_line_can_be_typed() -> None:
    matrix = Matrix.split(2400, [1, 1], EVEN)
    january = matrix.with_month(0, 420)
    assert (january.by_month[0], january.by_month[1], january.total) == (420, 180, 2400)
    first = matrix.with_line(0, 600)
    assert first.by_line == (600, 1800)


def test_more_than_the_locked_cells_leave_is_refused() -> None:
    matrix = Matrix.split(1200, [1], EVEN).with_cell((0, 0), 700)
    with pytest.raises(Refused, match="locked cells"):
        matrix.with_total(600)
    with pytest.raises(Refused, match="not negative"):
        matrix.with_cell((0, 1), 1201)


def test_nothing_unlocked_left_is_refused() -> None:
    matrix = Matrix.split(1200, [1], EVEN)
    locked = matrix.with_locks([(0, month) for month in range(1, 12)], locked=True)
    with pytest.raises(Refused, match="All the other cells are locked"):
        locked.with_cell((0, 0), 99)


def test_a_year_of_nothing_can_be_filled() -> None:
    empty = Matrix.split(0, [1], EVEN)
    assert empty.with_total(1200).cells[0] == (100,) * 12


shares = st.lists(st.integers(0, 50), min_size=3, max_size=3)


blocks = st.lists(st.tuples(lines, months, st.integers(0, 10**9)), max_size=6)
gestures = st.one_of(
    edits,
    st.tuples(st.just("by_tier"), lines, shares),
    st.tuples(st.just("join"), lines),
    st.tuples(st.just("paste"), blocks),
)


@settings(max_examples=80, deadline=None)
@given(amounts, st.lists(gestures, max_size=10))
def test_tiers_and_pasted_blocks_keep_exact_sums(total: int, script: list[tuple[object, ...]]) -> None:
    matrix, split = Matrix.split(total, [30, 50, 20], EVEN), [1, 1, 1]
    for edit in script:
        before = matrix
        first = [sum(split[:line]) for line in range(3)]
        try:
            match edit:
                case ("by_tier", int(line), list(parts)) if split[line] == 1:
                    matrix = matrix.with_row_split(first[line], parts)
                    split[line] = 3
                    assert matrix.by_month == before.by_month
                case ("join", int(line)) if split[line] == 3:
                    matrix = matrix.with_rows_joined(first[line], 3)
                    split[line] = 1
                    assert matrix.by_month == before.by_month
                case ("paste", list(block)):
                    cells = {(line, month): amount for line, month, amount in block}
                    wanted = [
                        ([(row, month) for row in range(first[line], first[line] + split[line])], amount)
                        for (line, month), amount in cells.items()
                    ]
                    matrix = matrix.with_pasted(wanted)
                    for places, amount in wanted:
                        assert sum(map(matrix.at, places)) == amount
                    moved = sum(amount - sum(map(before.at, places)) for places, amount in wanted)
                    assert matrix.total == before.total + moved
                case ("by_tier", *_rest):
                    continue
                case ("join" | "weights", _):
                    continue
                case _:
                    matrix = edited(matrix, edit)
        except Refused:
            continue
        if edit[0] != "total" and edit[0] != "paste":
            assert matrix.total == before.total
        assert len(matrix.cells) == sum(split)
        assert sum(matrix.by_line) == sum(matrix.by_month) == matrix.total
        assert min(min(row) for row in matrix.cells) >= 0


def test_locked_cells_stay_locked_when_their_line_is_split_and_joined() -> None:
    matrix = Matrix.split(2400, [1, 1], EVEN).with_locks([(0, 2), (1, 5)], locked=True)
    split = matrix.with_row_split(0, [2, 1, 1])
    assert split.locked == {(0, 2), (1, 2), (2, 2), (3, 5)}
    assert [split.at((row, 2)) for row in range(3)] == [50, 25, 25]
    assert split.with_rows_joined(0, 3) == matrix
