"""Where things lie in the calendar: minutes and pixels, quarter hours, lanes side by side. Pure figures, no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SNAP = 15
"""Visits begin and end on the quarter of an hour when they are dragged (minutes)."""
DAY = 24 * 60
LEAST = 24
"""A shorter visit takes as much room as one of this many minutes, so that its name can be read."""

Span = tuple[int, int]
"""From, until: minutes since midnight, the end not included."""


def snap(minute: float) -> int:
    """The nearest quarter of an hour within the day."""
    return min(DAY, max(0, int((minute + SNAP / 2) // SNAP) * SNAP))


@dataclass(frozen=True, slots=True)
class Scale:
    """Minutes of the day as pixels from the top: `hour` pixels for each hour."""

    hour: float

    def y(self, minute: float) -> float:
        """Pixels from midnight."""
        return minute * self.hour / 60

    def minute(self, y: float) -> float:
        """The minute at this height."""
        return y * 60 / self.hour


@dataclass(frozen=True, slots=True)
class Columns:
    """`count` equal columns between two edges, in pixels."""

    left: float
    right: float
    count: int

    @property
    def width(self) -> float:
        """Width of one column."""
        return max(0.0, self.right - self.left) / self.count

    def x(self, column: int) -> float:
        """The left edge of a column (`count` gives the right edge of the last)."""
        return self.left + column * self.width

    def at(self, x: float) -> int:
        """The column at `x`; beyond the edges the first or last one."""
        if self.width <= 0:
            return 0
        return min(self.count - 1, max(0, int((x - self.left) // self.width)))


@dataclass(frozen=True, slots=True)
class Place:
    """One visit among those of its day: it fills `wide` of `lanes` lanes from `lane` on."""

    index: int
    lane: int
    lanes: int
    wide: int = 1


@dataclass(frozen=True, slots=True)
class More:
    """Visits for which there is no room: they are counted in the last of `lanes` lanes, from `start` until `end`."""

    indexes: tuple[int, ...]
    start: int
    end: int
    lanes: int


def visible(span: Span) -> Span:
    """The span as it is painted: never shorter than can be read, never beyond midnight."""
    start = min(span[0], DAY - LEAST)
    return start, min(DAY, max(span[1], start + LEAST))


def arrange(spans: Sequence[Span], most: int) -> tuple[list[Place], list[More]]:
    """Put visits that overlap side by side; where more than `most` lanes were needed, the rest is counted.

    Every index occurs exactly once, either placed or counted; placed ones never overlap in a lane.
    """
    seen = [visible(span) for span in spans]
    order = sorted(range(len(seen)), key=lambda one: (seen[one][0], -seen[one][1], one))
    places: list[Place] = []
    more: list[More] = []
    for group in _groups(order, seen):
        lanes = _lanes(group, seen)
        count = max(lanes.values()) + 1
        if count <= most:
            places += [Place(one, lanes[one], count, _reach(one, lanes, count, seen)) for one in group]
        else:
            places += [Place(one, lanes[one], most) for one in group if lanes[one] < most - 1]
            hidden = [one for one in group if lanes[one] >= most - 1]
            more += [
                More(tuple(part), seen[part[0]][0], max(seen[one][1] for one in part), most)
                for part in _groups(hidden, seen)
            ]
    return places, more


def free_minute(taken: Iterable[Span], minutes: int, first: int, last: int) -> int | None:
    """The first half hour from `first` on at which `minutes` are free until `last`; None when there is none."""
    busy = sorted(taken)
    for start in range(-(-first // 30) * 30, last - minutes + 1, 30):
        if all(end <= start or begin >= start + minutes for begin, end in busy):
            return start
    return None


def _groups(order: Iterable[int], seen: Sequence[Span]) -> list[list[int]]:
    """Visits that hang together by overlapping, in the order of the clock."""
    groups: list[list[int]] = []
    end = -1
    for one in order:
        if groups and seen[one][0] < end:
            groups[-1].append(one)
            end = max(end, seen[one][1])
        else:
            groups.append([one])
            end = seen[one][1]
    return groups


def _lanes(group: Sequence[int], seen: Sequence[Span]) -> dict[int, int]:
    """The first free lane for each."""
    ends: list[int] = []
    lanes: dict[int, int] = {}
    for one in group:
        start, end = seen[one]
        lane = next((number for number, until in enumerate(ends) if until <= start), len(ends))
        if lane == len(ends):
            ends.append(end)
        ends[lane] = end
        lanes[one] = lane
    return lanes


def _reach(one: int, lanes: dict[int, int], count: int, seen: Sequence[Span]) -> int:
    """How many lanes to the right are free beside it."""
    start, end = seen[one]
    beside = [lanes[other] for other in lanes if seen[other][0] < end and start < seen[other][1]]
    taken = min((lane for lane in beside if lane > lanes[one]), default=count)
    return taken - lanes[one]
