"""What the funnel analysis tells (spec 4.4, 5.5, 6.2): conversion in two views, flows, the bottleneck, slips, losses.

Amounts are cents of one currency; those in other ones are counted, never added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from salesdesk.domain.change import Id
from salesdesk.domain.figures import NO_RATE, Figures
from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Stage
from salesdesk.domain.report import Rate

ENOUGH_LEFT = 5
"""Opportunities that must have left a stage, forward or lost, before it can be called the bottleneck."""

AGES = (14, 30, 60, 90)
"""Upper ends, in days, of the bands by which open opportunities age in their stage; one more band lies above."""


@dataclass(frozen=True, slots=True)
class Flow:
    """What became of those that came into a stage in a period, as of a day; each coming counts, also a second one.

    entered = forward + lost + back + still, always.
    """

    entered: int = 0
    forward: int = 0
    lost: int = 0
    back: int = 0
    still: int = 0


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One open stage: `weekly` and `cohort` are the two views of the glossary's *stage conversion*.

    `deals` came into it in the period (each counted once), worth `amount_cents`; `here` stand in it now, worth
    `here_cents`, `ages` of them in each band of `AGES`; `lost_cents` was lost from it in the period.
    """

    stage: Stage
    weekly: Rate
    cohort: Rate
    flow: Flow
    deals: int = 0
    amount_cents: int = 0
    here: int = 0
    here_cents: int = 0
    ages: tuple[int, ...] = (0,) * (len(AGES) + 1)
    lost_cents: int = 0


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """The stage that lets the smallest share through, with the same share in the period before as evidence."""

    stage: Stage
    rate: Rate
    before: Rate
    lost: int
    lost_cents: int


def bottleneck_of(stages: Sequence[StageFigures], before: Mapping[Stage, Rate]) -> Bottleneck | None:
    """The open stage with the lowest weekly conversion of those that enough have left; None where there is none.

    Of equal ones that from which more was lost, then the earlier one.
    """
    known = [one for one in stages if one.weekly.of >= ENOUGH_LEFT]
    if not known:
        return None
    worst = min(known, key=lambda one: (one.weekly.value or 0.0, -one.lost_cents, one.stage.rank))
    rate = worst.weekly
    return Bottleneck(worst.stage, rate, before.get(worst.stage, NO_RATE), rate.of - rate.n, worst.lost_cents)


@dataclass(frozen=True, slots=True)
class SlipFigures:
    """How many opportunities' expected close slipped in the period, of those open at its end or closed in it.

    `mean_days` over the slipped ones, each with the sum of its moves.
    """

    rate: Rate
    mean_days: float | None


@dataclass(frozen=True, slots=True)
class FunnelPicture:
    """The funnel of a period. `elsewhere` counts opportunities whose amounts, in other currencies, are left out."""

    figures: Figures
    stages: tuple[StageFigures, ...]
    bottleneck: Bottleneck | None
    slip: SlipFigures
    currency: str
    as_of: date
    elsewhere: int = 0

    def stage(self, stage: Stage) -> StageFigures:
        """The figures of one open stage."""
        return self.stages[OPEN_STAGES.index(stage)]


@dataclass(frozen=True, slots=True)
class LostCell:
    """Opportunities lost for a reason to a competitor from a stage, in the month that begins on `month`."""

    reason: LostReason | None
    competitor: str
    stage: Stage | None
    month: date
    count: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class LostMatrix:
    """The lost-order review: reason × competitor × stage, with counts and amounts, month by month."""

    cells: tuple[LostCell, ...]
    currency: str

    @property
    def count(self) -> int:
        """All that were lost."""
        return sum(cell.count for cell in self.cells)

    @property
    def amount_cents(self) -> int:
        """What they were worth."""
        return sum(cell.amount_cents for cell in self.cells)


class Behind(StrEnum):
    """A number of the analysis whose records can be opened."""

    ENTERED = "entered"
    FORWARD = "forward"
    LOST_FROM = "lost_from"
    BACK = "back"
    STILL = "still"
    LEFT_FORWARD = "left_forward"
    LEFT = "left"
    COHORT = "cohort"
    REACHED = "reached"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"
    OPEN = "open"
    PIPELINE = "pipeline"
    HERE = "here"
    SLIPPED = "slipped"


@dataclass(frozen=True, slots=True)
class Records:
    """Which records stand behind a number; a stage, a band of `AGES`, or a cell of the lost matrix narrows them.

    `of_reason` says that `reason` narrows (None is one too); `competitor` does where it is not None ("" is one too).
    """

    what: Behind
    stage: Stage | None = None
    band: int | None = None
    reason: LostReason | None = None
    competitor: str | None = None
    of_reason: bool = False


ENDS = (Behind.FORWARD, Behind.LOST_FROM, Behind.BACK, Behind.STILL)
"""What can become of one that came into a stage, in the order of `Flow`."""


class Entry(NamedTuple):
    """One coming into an open stage (`stage` is the value of it). `first`: the opportunity's first one into it in the
    period; `reached`: it ever came into a later stage, or was won, afterwards."""

    deal: Id
    stage: str
    end: Behind
    first: bool
    reached: bool


_RANK = {stage.value: stage.rank for stage in Stage}
_LOST = Stage.LOST.value


def entries_of(moves: Iterable[Sequence[Any]]) -> Iterator[Entry]:
    """The comings into open stages, from (opportunity, from, to, whether it is in the period) in their order.

    Two moves into the same stage one after the other (of files that were merged) are one coming.
    """
    for deal, own in groupby(moves, itemgetter(0)):
        way: list[tuple[str, bool]] = []
        stands = ""
        for _deal, before, to, inside in own:
            if to != (stands or before):
                way.append((to, inside))
            stands = to
        seen: set[str] = set()
        for at, (stage, inside) in enumerate(way):
            rank = _RANK[stage]
            if not inside or rank > 2:
                continue
            after = way[at + 1 :]
            end = _end(rank, after[0][0]) if after else Behind.STILL
            reached = end is Behind.FORWARD or any(_RANK[to[0]] > rank and to[0] != _LOST for to in after)
            yield Entry(deal, stage, end, stage not in seen, reached)
            seen.add(stage)


def _end(rank: int, went: str) -> Behind:
    if went == _LOST:
        return Behind.LOST_FROM
    return Behind.FORWARD if _RANK[went] > rank else Behind.BACK
