"""The order of a day: the shortest way through its places, as the crow flies (spec 4.3).

Up to `EXACT` places the shortest way of all is found; beyond that a very good one, by exchanging pieces of it.
The way begins and ends wherever it is shortest, unless it is told where to begin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import NamedTuple

EARTH_KM = 6371.0
EXACT = 12
"""Places up to which every order is weighed (12 take some 40 ms)."""
KICKS = 40
"""How often the best way so far is cut into four pieces, put together otherwise and improved again."""


class Place(NamedTuple):
    """Where something is, in degrees."""

    latitude: float
    longitude: float


def distance_km(one: Place, other: Place) -> float:
    """The way between two places on the earth, straight."""
    south, north = radians(one.latitude), radians(other.latitude)
    over = sin((north - south) / 2) ** 2
    over += cos(south) * cos(north) * sin(radians(other.longitude - one.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(over)))


def shortest_order(places: Sequence[Place], *, first: int | None = None) -> list[int]:
    """The numbers of the places in the order of the shortest way; `first`: where it begins."""
    return order_by([[distance_km(one, other) for other in places] for one in places], first=first)


def order_by(ways: Sequence[Sequence[float]], *, first: int | None = None) -> list[int]:
    """As `shortest_order`, by a symmetric table of the ways between the places."""
    n = len(ways)
    if n <= 1:
        return list(range(n))
    found = _exact(ways, first) if n <= EXACT else _improved(ways, first)
    return found if first is not None or found[0] <= found[-1] else found[::-1]


def length(ways: Sequence[Sequence[float]], order: Sequence[int]) -> float:
    """How long the way is in this order."""
    return sum(ways[here][there] for here, there in pairwise(order))


def by_district(districts: Sequence[str]) -> list[int]:
    """Where nobody knows the places: district by district, in the order in which they come, those without one last."""
    known = dict.fromkeys(district for district in districts if district)
    rank = {district: place for place, district in enumerate(known)}
    return sorted(range(len(districts)), key=lambda one: (rank.get(districts[one], len(rank)), one))


def _exact(ways: Sequence[Sequence[float]], first: int | None) -> list[int]:
    """Every set of places with its shortest way to each of its ends (Held and Karp)."""
    n = len(ways)
    best: list[list[float]] = [[float("inf")] * n for _set in range(1 << n)]
    came = [[-1] * n for _set in range(1 << n)]
    for start in range(n) if first is None else (first,):
        best[1 << start][start] = 0.0
    for seen in range(1, 1 << n):
        for last in range(n):
            so_far = best[seen][last]
            if so_far == float("inf"):
                continue
            for there in range(n):
                step = 1 << there
                if not seen & step and so_far + ways[last][there] < best[seen | step][there]:
                    best[seen | step][there] = so_far + ways[last][there]
                    came[seen | step][there] = last
    seen = (1 << n) - 1
    last = min(range(n), key=lambda one: best[seen][one])
    order = []
    while last >= 0:
        order.append(last)
        seen, last = seen & ~(1 << last), came[seen][last]
    return order[::-1]


def _improved(ways: Sequence[Sequence[float]], first: int | None) -> list[int]:
    """The best of the ways that begin at each place with the nearest next one, and are then improved."""
    starts = range(len(ways)) if first is None else (first,)
    fixed = first is not None
    tried = [_exchange(ways, _nearest(ways, start), fixed=fixed) for start in starts]
    best = min(tried, key=lambda order: length(ways, order))
    random = Random(len(ways))
    for _kick in range(KICKS):
        a, b, c = sorted(random.sample(range(1, len(ways)), 3))
        other = _exchange(ways, best[:a] + best[b:c] + best[a:b] + best[c:], fixed=fixed)
        best = min(best, other, key=lambda order: length(ways, order))
    return best


def _nearest(ways: Sequence[Sequence[float]], start: int) -> list[int]:
    order, left = [start], set(range(len(ways))) - {start}
    while left:
        here = order[-1]
        there = min(left, key=lambda one: (ways[here][one], one))
        order.append(there)
        left.remove(there)
    return order


def _exchange(ways: Sequence[Sequence[float]], order: list[int], *, fixed: bool) -> list[int]:
    """Turn pieces round (2-opt) and put pieces of up to three places elsewhere (Or-opt) until nothing gets shorter."""
    changes: tuple[Callable[[list[int], int], list[list[int]]], ...] = (_turned, _carried)
    best, least = order, length(ways, order)
    better = True
    while better:
        better = False
        for change in changes:
            for other in change(best, int(fixed)):
                its = length(ways, other)
                if its < least - 1e-9:
                    best, least, better = other, its, True
                    break
            if better:
                break
    return best


def _turned(order: list[int], begin: int) -> list[list[int]]:
    n = len(order)
    return [order[:i] + order[i : j + 1][::-1] + order[j + 1 :] for i in range(begin, n - 1) for j in range(i + 1, n)]


def _carried(order: list[int], begin: int) -> list[list[int]]:
    n, found = len(order), []
    for size in (1, 2, 3):
        for i in range(begin, n - size + 1):
            piece, rest = order[i : i + size], order[:i] + order[i + size :]
            for j in range(begin, len(rest) + 1):
                if j != i:
                    found.append(rest[:j] + piece + rest[j:])
                    found.append(rest[:j] + piece[::-1] + rest[j:])
    return found
