"""Days in an array, cut into the weeks, months or quarters that the figures are shown by."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from salesdesk.domain.figures import By, key_of_span
from salesdesk.domain.period import add_months
from salesdesk.store.read.columns import day_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


EVER = date(1000, 1, 1), date(9998, 12, 31)


def names_of_months(begin: str, end: str) -> Iterator[str]:
    """The months from one ("2025-11") to another."""
    month = date.fromisoformat(f"{begin}-01")
    while (name := month.isoformat()[:7]) <= end:
        yield name
        month = add_months(month, 1)


def slices(day: NDArray[np.int32], by: By | None) -> Iterator[tuple[str, slice]]:
    """The key of each span that holds any of these days (in order), as the store keys them, and where they stand.

    Without `by` all of them, under the key ''.
    """
    import numpy as np

    if by is None:
        if len(day):
            yield "", slice(0, len(day))
        return
    if not len(day):
        return
    begun = [0, *(np.flatnonzero(day[1:] != day[:-1]) + 1).tolist()]
    edges: list[tuple[str, int]] = []
    for start in begun:
        key = _key(by, int(day[start]))
        if not edges or edges[-1][0] != key:
            edges.append((key, start))
    ends = [start for _name, start in edges[1:]] + [len(day)]
    for (key, start), end in zip(edges, ends, strict=True):
        yield key, slice(start, end)


def _key(by: By, number: int) -> str:
    day = day_of(number)
    if by is By.WEEK:
        return (day - timedelta(days=day.weekday())).isoformat()
    return key_of_span(by, day)
