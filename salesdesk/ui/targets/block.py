"""A block of amounts from a spreadsheet: rows of cells between tabs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from salesdesk.domain.errors import Refused
from salesdesk.domain.target_matrix import Place
from salesdesk.domain.text import N_

Part: TypeAlias = tuple[Sequence[Place], int]
"""Cells of the plan, and what they are to sum to."""


def parts_of(
    text: str, read: Callable[[str], int | None], goes_to: Callable[[int, int], Sequence[Place] | None]
) -> list[Part]:
    """The amounts of a block; `goes_to(row, column)` of it says which cells they are for, none where a sum stands that
    follows by itself, None outside the sheet. An empty cell leaves what stands there.

    Raises Refused naming the row and column (from 1) of the first cell that is no amount or has no place.
    """
    rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), delimiter="\t"))
    parts: list[Part] = []
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            words = cell.strip()
            if not words:
                continue
            places = goes_to(row, column)
            where: dict[str, Any] = {"row": row + 1, "column": column + 1, "words": words[:40]}
            if places is None:
                raise Refused(
                    N_("Row {row}, column {column} of what is pasted ({words}) lies outside the plan."), **where
                )
            if not places:
                continue
            amount = read(words)
            if amount is None or amount < 0:
                raise Refused(N_("Row {row}, column {column} of what is pasted ({words}) is not an amount."), **where)
            parts.append((places, amount))
    if not parts:
        raise Refused(N_("There are no amounts on the clipboard for this place."))
    return parts
