"""The frame of every line: stopwatch, interleaved repeats, medians, ratio, growth, and the printed table.

Seconds everywhere. Ours and the floor take turns, so that other work on the machine slows both alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median


@dataclass(slots=True)
class Took:
    """How long something took: on the clock on the wall, and in computing alone."""

    wall: float = 0.0
    cpu: float = 0.0


Run = Callable[[], Took]
"""One run of a workload. It prepares what it needs outside of the stopwatch."""


@contextmanager
def stopwatch() -> Iterator[Took]:
    """Fills the `Took` it gives when the block ends."""
    took = Took()
    cpu, wall = time.process_time(), time.perf_counter()
    yield took
    took.wall, took.cpu = time.perf_counter() - wall, time.process_time() - cpu


@dataclass(frozen=True, slots=True)
class Series:
    """All runs of one workload."""

    runs: tuple[Took, ...]

    @property
    def wall(self) -> float:
        """The median on the clock on the wall."""
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median of computing alone."""
        return median(run.cpu for run in self.runs)

    @property
    def best(self) -> float:
        """The quickest on the clock on the wall."""
        return min(run.wall for run in self.runs)


@dataclass(frozen=True, slots=True)
class Aim:
    """What a line wants: at most so many times the floor, at most so many milliseconds, or both.

    `growth`: at most so many times the small size, at the large one.
    """

    times: float | None = None
    millis: float | None = None
    growth: float | None = None

    def __str__(self) -> str:
        words = []
        if self.times is not None:
            words.append(f"{self.times:g} ×")
        if self.millis is not None:
            words.append(f"{self.millis:g} ms")
        if self.growth is not None:
            words.append(f"growth {self.growth:g} ×")
        return ", ".join(words) or "–"


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the table. `floor` is None where only an absolute aim is meant; `unit` is what was measured.

    `large` is the same workload at the large size, `note` says which sizes.
    """

    name: str
    ours: Series
    floor: Series | None = None
    aim: Aim = field(default_factory=Aim)
    large: Series | None = None
    note: str = ""
    unit: str = "ms"

    @property
    def ratio(self) -> float | None:
        """Ours over the floor, medians on the wall."""
        return None if self.floor is None else self.ours.wall / self.floor.wall

    @property
    def growth(self) -> float | None:
        """The large size over the small one, medians on the wall."""
        return None if self.large is None else self.large.wall / self.ours.wall

    @property
    def kept(self) -> bool:
        """Whether every aim is kept. Absolute ones are judged by computing alone: other programs do not stretch it."""
        within = [
            (self.ratio, self.aim.times),
            (min(self.ours.cpu, self.ours.wall) * 1000, self.aim.millis),
            (self.growth, self.aim.growth),
        ]
        return all(most is None or found is None or found <= most for found, most in within)


def measured(ours: Run, floor: Run, repeats: int, *, warm: int = 1) -> tuple[Series, Series]:
    """Both workloads in turns, the first `warm` rounds thrown away."""
    rounds = [(ours(), floor()) for _round in range(warm + repeats)][warm:]
    return Series(tuple(mine for mine, _ in rounds)), Series(tuple(bare for _, bare in rounds))


def alone(ours: Run, repeats: int, *, warm: int = 1) -> Series:
    """One workload without a floor."""
    return Series(tuple([ours() for _round in range(warm + repeats)][warm:]))


_HEADS = ("line", "ours", "floor", "ratio", "aim", "", "growth", "sizes")


def table(readings: Sequence[Reading]) -> str:
    """The readings as a table in plain text, ready for docs/bench.md."""
    rows = [_HEADS, *(_row(reading) for reading in readings)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEADS))]
    lines = ["| " + " | ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (wide + 2) for wide in widths) + "|")
    return "\n".join(lines)


def _row(reading: Reading) -> tuple[str, ...]:
    return (
        reading.name,
        _amount(reading.ours, reading.unit),
        "–" if reading.floor is None else _amount(reading.floor, reading.unit),
        _times(reading.ratio),
        str(reading.aim),
        "ok" if reading.kept else "OVER",
        _times(reading.growth),
        reading.note,
    )


def _amount(series: Series, unit: str) -> str:
    if unit == "MB":
        return f"{series.wall:.0f} MB"
    return f"{series.wall * 1000:.3g} {unit}" if series.wall < 1 else f"{series.wall:.2f} s"


def _times(number: float | None) -> str:
    return "–" if number is None else f"{number:.2f} ×"
