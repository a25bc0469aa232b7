"""How far a long file is: told row by row, and the door through which a person stops it midway."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from salesdesk.reports.document import Document, Table

Step: TypeAlias = Callable[[int, int], None]
"""Told how much of how much is done; whatever it raises stops the work."""

_EVERY = 100
"""Pieces after which it is told."""


class Pace:
    """Counts pieces of work; without a `step` it only counts."""

    def __init__(self, whole: int, step: Step | None = None) -> None:
        self._whole, self._step = max(whole, 1), step
        self._done = 0

    def on(self, _piece: object = None) -> None:
        """One piece more. Raises what `step` raises."""
        self._done += 1
        if self._step is not None and self._done % _EVERY == 0:
            self._step(min(self._done, self._whole), self._whole)

    def check(self) -> None:
        """Raises what `step` raises, between pieces that nobody counts."""
        if self._step is not None:
            self._step(min(self._done, self._whole), self._whole)


def rows_of(document: Document) -> int:
    """The rows of all its tables."""
    return sum(len(table.rows) for table in tables_of(document))


def cells_of(document: Document) -> int:
    """The cells of all its tables."""
    return sum(len(table.rows) * len(table.columns) for table in tables_of(document))


def tables_of(document: Document) -> list[Table]:
    """Its tables, in reading order."""
    return [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
