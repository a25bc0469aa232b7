"""How much each line measures: tiny for the test of the bench itself, the usual run, and the full one."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.services.sample import LEAD, REP, SAMPLE, STRESS, SampleSize

TINY_SAMPLE = SampleSize(clients=12, visits=60, opportunities=8, orders=10)


@dataclass(frozen=True, slots=True)
class Sizes:
    """`small` and `large` are the files between which growth is measured; the rest are counts of rows."""

    shown: SampleSize
    small: SampleSize
    large: SampleSize
    clients: int
    cards: tuple[int, int]
    rows: int
    pages: int
    repeats: int
    starts: int
    writes: int


TINY = Sizes(TINY_SAMPLE, TINY_SAMPLE, TINY_SAMPLE, 50, (20, 30), 30, 2, 1, 1, 3)
USUAL = Sizes(SAMPLE, REP, LEAD, 100_000, (2_000, 8_000), 20_000, 10, 7, 7, 150)
FULL = Sizes(SAMPLE, REP, STRESS, 100_000, (2_000, 8_000), 20_000, 10, 15, 15, 400)
