"""How much each line measures: tiny for the test of the bench itself, the usual run, and the full one."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.services.sample import LEAD, REP, SAMPLE, STRESS, SampleSize

TINY_SAMPLE = SampleSize(clients=12, visits=60, opportunities=8, orders=10)


PUBLISHED = SampleSize(clients=1_500, visits=20_000, opportunities=2_000, orders=3_000)
"""One of the fifty files of a team."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """`small` and `large` are the files between which growth is measured, `trade` those for the figures; `team` files
    and the visits in each; the rest are counts of rows."""

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
    trade: tuple[SampleSize, ...]
    a_day: int = 200
    territories: tuple[int, ...] = (50, 300, 1_000, 2_000)
    solver: float = 10.0
    team: tuple[int, int] = (8, 4_000)
    published: tuple[int, ...] = (4,)
    published_size: SampleSize = PUBLISHED
    brought: tuple[int, ...] = (4, 16)
    brought_visits: int = 20_000
    wide: int = 0


TENFOLD = SampleSize(
    clients=8_000, visits=60_000, opportunities=8_000, orders=12_000, reps=4, details=0.1, chunk=40_000
)
"""The large file of a usual run, made in half a minute; the full run makes one of a million visits."""

PAGE = SampleSize(clients=1_500, visits=21_200, opportunities=2_000, orders=20_500)
"""A rep's three years: 20,000 visits, 30,000 lines of orders, 17,000 invoices."""

TINY = Sizes(
    TINY_SAMPLE,
    TINY_SAMPLE,
    TINY_SAMPLE,
    50,
    (20, 30),
    30,
    2,
    1,
    1,
    3,
    (TINY_SAMPLE, TINY_SAMPLE),
    a_day=4,
    territories=(20,),
    solver=2.0,
    team=(2, 30),
    published=(2,),
    published_size=TINY_SAMPLE,
    brought=(2,),
    brought_visits=30,
    wide=1,
)
USUAL = Sizes(SAMPLE, REP, TENFOLD, 100_000, (2_000, 8_000), 20_000, 10, 5, 5, 150, (PAGE, TENFOLD))
FULL = Sizes(
    SAMPLE,
    REP,
    STRESS,
    100_000,
    (2_000, 8_000),
    20_000,
    10,
    15,
    15,
    400,
    (PAGE, LEAD, STRESS),
    team=(50, 20_000),
    published=(4, 16, 50),
    brought=(4, 16, 50),
    brought_visits=20_000,
    wide=1_000,
)
