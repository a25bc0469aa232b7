"""Why plan and actual differ (spec 1.8): what moved the sales since last year, in parts that sum to the gap.

Sales of last year's same days + growth planned = target; sales of last year + what new clients brought − what lost
clients no longer bring + volume + price = actual. So target − actual is the growth planned less these four.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from salesdesk.domain.change import Id


class Driver(StrEnum):
    """What sales move by. The order is that of the waterfall."""

    NEW = "new"
    LOST = "lost"
    VOLUME = "volume"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Sold:
    """What one client bought of one product (None: an order without lines): pieces and net cents."""

    pieces: int
    net_cents: int


Bought: TypeAlias = Mapping[Id | None, Sold]
"""By product."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one driver moved: cents (a loss is negative) and the clients behind it."""

    driver: Driver
    cents: int
    clients: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class GapPart:
    """A product line's or tier's share of the gap; `target` None where none was set for it."""

    key: Id | str | None
    name: str
    target: int | None
    actual: int

    @property
    def gap(self) -> int:
        return (self.target or 0) - self.actual


@dataclass(frozen=True, slots=True)
class Gap:
    """Target, actual, and what explains their difference.

    `moved` sums to actual − before; `growth` is target − before; so `growth − Σ moved` is the gap. The parts of
    `by_line` sum to the gap too, and so do those of `by_tier` where targets are set by tier.
    """

    target: int | None
    actual: int
    before: int
    moved: tuple[Moved, ...]
    by_line: tuple[GapPart, ...] = ()
    by_tier: tuple[GapPart, ...] = field(default=())

    @property
    def gap(self) -> int | None:
        return None if self.target is None else self.target - self.actual

    @property
    def growth(self) -> int | None:
        return None if self.target is None else self.target - self.before


def drivers(now: Mapping[Id, Bought], before: Mapping[Id, Bought], known: frozenset[Id]) -> tuple[Moved, ...]:
    """What moved the sales between two spans of days. `known`: clients that had ordered before the later one.

    New: clients that had never ordered before. Lost: clients that bought then and nothing now. Of the others, each
    product's price effect is what the pieces of now cost more than at the average price of then (rounded half up, a
    product not bought then has none); volume is all the rest.
    """
    cents = dict.fromkeys(Driver, 0)
    clients: dict[Driver, list[Id]] = {driver: [] for driver in Driver}
    for client in sorted(now.keys() | before.keys()):
        bought, had = now.get(client, {}), before.get(client, {})
        difference = _net(bought) - _net(had)
        if not had and client not in known:
            parts = {Driver.NEW: difference}
        elif not bought:
            parts = {Driver.LOST: difference}
        else:
            price = sum(_price_effect(sold, had.get(product)) for product, sold in bought.items())
            parts = {Driver.PRICE: price, Driver.VOLUME: difference - price}
        for driver, moved in parts.items():
            cents[driver] += moved
            if moved:
                clients[driver].append(client)
    return tuple(Moved(driver, cents[driver], tuple(clients[driver])) for driver in Driver)


def _net(bought: Bought) -> int:
    return sum(sold.net_cents for sold in bought.values())


def _price_effect(now: Sold, then: Sold | None) -> int:
    if then is None or then.pieces <= 0 or now.pieces <= 0:
        return 0
    at_old_price = (2 * now.pieces * then.net_cents + then.pieces) // (2 * then.pieces)
    return now.net_cents - at_old_price


@dataclass(frozen=True, slots=True)
class ForecastRange:
    """A forecast with the span that the file's own past accuracy gives it; `n` past periods were looked at."""

    likely: int
    low: int
    high: int
    n: int


LEAST_PAST = 4
"""Past periods below which no span is shown."""


def with_range(forecast: int, past: Sequence[tuple[int, int]]) -> ForecastRange | None:
    """`past` holds (forecast made at the same point of its period, what it came to). The span leaves out the tenth of
    the past that was furthest off on each side; None with too little past."""
    ratios = sorted((real, made) for made, real in past if made > 0)
    if len(ratios) < LEAST_PAST:
        return None
    ordered = sorted(ratios, key=lambda pair: pair[0] / pair[1])
    cut = len(ordered) // 10
    low, high = ordered[cut], ordered[-1 - cut]
    return ForecastRange(forecast, forecast * low[0] // low[1], -(-forecast * high[0] // high[1]), len(ordered))
