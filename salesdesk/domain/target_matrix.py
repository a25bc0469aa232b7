"""An annual target, split by product line and month: every part always sums exactly to the total (spec 1.1).

A cell, a line or a month can be typed; what is not locked makes up for it in proportion, to the cent. A typed cell is
locked, so that the next change leaves it alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeAlias

from salesdesk.domain.errors import Refused
from salesdesk.domain.money import split_exactly
from salesdesk.domain.quote_sums import MOST_CENTS
from salesdesk.domain.text import N_

MONTHS = 12

Place: TypeAlias = tuple[int, int]
"""Line and month, both counted from 0."""

Weight: TypeAlias = int | Fraction


@dataclass(frozen=True, slots=True)
class Matrix:
    """Amounts (cents or counts) by line and month, and which of them are locked."""

    cells: tuple[tuple[int, ...], ...]
    locked: frozenset[Place] = frozenset()

    @classmethod
    def split(cls, total: int, lines: Sequence[Weight], months: Sequence[Weight]) -> Matrix:
        """A new matrix: first by the lines' shares, then each line by the months' weights."""
        check_amount(total)
        parts = split_exactly(total, lines)
        rows = [split_exactly(part, months) for part in parts]
        return cls(tuple(tuple(row) for row in rows))

    @property
    def total(self) -> int:
        return sum(map(sum, self.cells))

    @property
    def by_line(self) -> tuple[int, ...]:
        return tuple(map(sum, self.cells))

    @property
    def by_month(self) -> tuple[int, ...]:
        return tuple(sum(row[month] for row in self.cells) for month in range(MONTHS))

    def at(self, place: Place) -> int:
        """The amount of one cell."""
        return self.cells[place[0]][place[1]]

    def with_total(self, total: int) -> Matrix:
        """Another total; every cell that is not locked takes its part. Raises Refused when the locked ones are more."""
        return self._fitted(self._all, total)

    def with_cell(self, place: Place, amount: int) -> Matrix:
        """Another amount in one cell, locked from now on; the total stays. Raises Refused when the rest cannot."""
        check_amount(amount)
        if amount == self.at(place):
            return self
        typed = replace(self._put({place: amount}), locked=self.locked | {place})
        rest = [other for other in self._all if other != place]
        return typed._fitted(rest, self.total - amount)

    def with_line(self, line: int, amount: int) -> Matrix:
        """Another total of one line, while the whole total stays. Raises Refused when it cannot."""
        return self._with_group([(line, month) for month in range(MONTHS)], amount)

    def with_month(self, month: int, amount: int) -> Matrix:
        """Another total of one month, while the whole total stays. Raises Refused when it cannot."""
        return self._with_group([(line, month) for line in range(len(self.cells))], amount)

    def with_weights(self, weights: Sequence[Sequence[Weight]]) -> Matrix:
        """The same total, split anew: what is not locked by these weights."""
        open_ = self._open(self._all)
        rest = self.total - sum(self.at(place) for place in self.locked)
        parts = split_exactly(rest, [weights[line][month] for line, month in open_]) if open_ else []
        return self._put(dict(zip(open_, parts, strict=True)))

    def with_locks(self, places: Iterable[Place], *, locked: bool) -> Matrix:
        """Lock or unlock cells."""
        chosen = frozenset(places)
        return replace(self, locked=self.locked | chosen if locked else self.locked - chosen)

    def _with_group(self, group: list[Place], amount: int) -> Matrix:
        check_amount(amount)
        inside = set(group)
        rest = [place for place in self._all if place not in inside]
        total = self.total
        return self._fitted(group, amount)._fitted(rest, total - amount)

    def with_group(self, group: Sequence[Place], amount: int) -> Matrix:
        """Another sum of some cells, in their proportion, while the whole total stays. Raises Refused."""
        return self._with_group(list(group), amount)

    def with_pasted(self, parts: Sequence[tuple[Sequence[Place], int]]) -> Matrix:
        """Cells, or sums of cells, exactly as they were pasted, locked or not; all others stay, so the total follows.

        Raises Refused for less than nothing, or where a sum is less than its locked cells.
        """
        matrix = self
        for places, amount in parts:
            check_amount(amount)
            matrix = matrix._put({places[0]: amount}) if len(places) == 1 else matrix._fitted(places, amount)
        check_amount(matrix.total)
        return matrix

    def with_row_split(self, row: int, shares: Sequence[Weight]) -> Matrix:
        """One row becomes as many as there are shares; each month is split exactly, and locked cells stay locked."""
        parts = [split_exactly(amount, shares) for amount in self.cells[row]]
        rows = tuple(tuple(part[at] for part in parts) for at in range(len(shares)))
        more = len(shares) - 1
        locked = {(line + more if line > row else line, month) for line, month in self.locked if line != row}
        held = [month for line, month in self.locked if line == row]
        locked |= {(row + at, month) for at in range(len(shares)) for month in held}
        return Matrix(self.cells[:row] + rows + self.cells[row + 1 :], frozenset(locked))

    def with_rows_joined(self, first: int, count: int) -> Matrix:
        """Rows that follow each other become one: each month the sum, locked where all of them were."""
        inside = range(first, first + count)
        joined = tuple(sum(self.cells[row][month] for row in inside) for month in range(MONTHS))
        locked = {
            (line - count + 1 if line >= first + count else line, month)
            for line, month in self.locked
            if line not in inside
        }
        locked |= {(first, month) for month in range(MONTHS) if all((row, month) in self.locked for row in inside)}
        return Matrix((*self.cells[:first], joined, *self.cells[first + count :]), frozenset(locked))

    @property
    def _all(self) -> list[Place]:
        return [(line, month) for line in range(len(self.cells)) for month in range(MONTHS)]

    def _open(self, places: Iterable[Place]) -> list[Place]:
        return [place for place in places if place not in self.locked]

    def _fitted(self, places: Sequence[Place], amount: int) -> Matrix:
        """These cells sum to `amount`, those that are not locked in the proportion that they had."""
        check_amount(amount)
        if sum(map(self.at, places)) == amount:
            return self
        open_ = self._open(places)
        rest = amount - sum(self.at(place) for place in places if place in self.locked)
        if not open_:
            raise Refused(N_("All the other cells are locked. Unlock one of them, or change the total."))
        if rest < 0:
            raise Refused(N_("The locked cells are already more than that. Unlock some of them first."))
        parts = split_exactly(rest, [self.at(place) for place in open_])
        return self._put(dict(zip(open_, parts, strict=True)))

    def _put(self, amounts: dict[Place, int]) -> Matrix:
        return replace(
            self,
            cells=tuple(
                tuple(amounts.get((line, month), amount) for month, amount in enumerate(row))
                for line, row in enumerate(self.cells)
            ),
        )


def check_amount(amount: int) -> None:
    """Refuse what no target can be."""
    if amount < 0:
        raise Refused(N_("A target is not negative, and neither is what remains for the other cells."))
    if amount > MOST_CENTS:
        raise Refused(N_("This amount is too large."))
