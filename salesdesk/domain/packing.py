"""Whether visits of some lengths fit into the free spans of a day, and into which of them (spec 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

Span = tuple[int, int]
"""From, until, in minutes since midnight."""


class Packing:
    """The free spans of one day. `way`: minutes that lie between two visits of the same span.

    Asked thousands of times for the same few counts, hence it remembers its answers.
    """

    def __init__(self, spans: Sequence[Span], lengths: Sequence[int], way: int) -> None:
        self.spans = tuple(spans)
        self._rooms = tuple(last - first + way for first, last in spans)
        self._order = sorted(range(len(lengths)), key=lambda kind: -lengths[kind])
        self._sizes = tuple(length + way for length in lengths)
        self._known: dict[tuple[int, ...], bool] = {}

    def fits(self, counts: tuple[int, ...]) -> bool:
        """Whether so many visits of each length (in the order of `lengths`) fit."""
        known = self._known.get(counts)
        if known is None:
            known = self._known[counts] = self.split(counts) is not None
        return known

    def split(self, counts: tuple[int, ...]) -> list[list[int]] | None:
        """The lengths' numbers for each span; None where they do not fit. The longest are placed first."""
        if sum(n * size for n, size in zip(counts, self._sizes, strict=True)) > sum(self._rooms):
            return None
        items = [kind for kind in self._order for _n in range(counts[kind])]
        found = _place(tuple(self._sizes[kind] for kind in items), self._rooms)
        if found is None:
            return None
        parts: list[list[int]] = [[] for _span in self.spans]
        for kind, where in zip(items, found, strict=True):
            parts[where].append(kind)
        return parts


@lru_cache(maxsize=20_000)
def _place(sizes: tuple[int, ...], rooms: tuple[int, ...]) -> tuple[int, ...] | None:
    """For each size, from the largest on, the room it goes into; the fullest room that takes it is tried first."""
    if not sizes:
        return ()
    tried = set[int]()
    for where in sorted(range(len(rooms)), key=lambda one: (rooms[one], one)):
        if rooms[where] < sizes[0] or rooms[where] in tried:
            continue
        tried.add(rooms[where])
        left = (*rooms[:where], rooms[where] - sizes[0], *rooms[where + 1 :])
        rest = _place(sizes[1:], left)
        if rest is not None:
            return (where, *rest)
    return None
