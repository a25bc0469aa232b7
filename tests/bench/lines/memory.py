"""Line 17: memory with the sample file open and every tab seen."""

from __future__ import annotations

from tests.bench.frame import Aim, Reading, Series, Took
from tests.bench.places import Places
from tests.bench.processes import run_child
from tests.bench.sizes import Sizes


def memory(sizes: Sizes, places: Places) -> list[Reading]:
    """Megabytes stand where the other lines have seconds."""
    file = places.sample(sizes.shown)
    ours = [run_child("our_window", file, "tabs")["tabs"].memory for _round in range(min(3, sizes.starts))]
    floor = [run_child("bare_window", file)["tabs"].memory for _round in range(min(3, sizes.starts))]
    return [Reading("memory: every tab seen", _held(ours), _held(floor), Aim(times=4), unit="MB")]


def _held(megabytes: list[float]) -> Series:
    return Series(tuple(Took(held, 0) for held in megabytes))
