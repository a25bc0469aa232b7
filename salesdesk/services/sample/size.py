"""How much sample data is made: the territory that a new user looks at, and bigger ones for measuring."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleSize:
    """Rough numbers of what three years leave behind; `reps` share the clients, the first one owns the file.

    `details`: the share of contacts whose people and needs are noted; below 1 the texts are simpler, too.
    `chunk`: changes in one action. The sample is one action; a million visits would not fit into memory.
    """

    clients: int
    visits: int
    opportunities: int
    orders: int
    reps: int = 1
    details: float = 1.0
    chunk: int = 1_000_000


SAMPLE = SampleSize(clients=300, visits=6_000, opportunities=420, orders=2_600)
REP = SampleSize(clients=1_500, visits=6_000, opportunities=2_000, orders=6_000)
LEAD = SampleSize(
    clients=30_000, visits=300_000, opportunities=30_000, orders=60_000, reps=15, details=0.1, chunk=40_000
)
STRESS = SampleSize(
    clients=100_000, visits=1_000_000, opportunities=100_000, orders=200_000, reps=50, details=0.1, chunk=40_000
)
