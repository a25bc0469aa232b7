"""The bench itself: it counts rightly, and every line's workload runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.frame import Aim, Reading, Series, Took, measured, table
from tests.bench.lines import LINES
from tests.bench.places import Places
from tests.bench.sizes import TINY


def series(*seconds: float) -> Series:
    return Series(tuple(Took(one, one / 2) for one in seconds))


def test_a_reading_tells_medians_ratio_and_growth() -> None:
    one = Reading("a line", series(0.9, 0.3, 0.2), series(0.1, 0.1, 5), Aim(times=2.5, growth=1.5), series(0.6))
    assert (one.ours.wall, one.ours.cpu, one.ours.best) == (0.3, 0.15, 0.2)
    assert one.ratio == pytest.approx(3)
    assert one.growth == pytest.approx(2)
    assert "| a line | 300 ms | 100 ms | 3.00 × | 2.5 ×, growth 1.5 × | OVER | 2.00 × |" in table([one])


@pytest.mark.parametrize(
    ("aim", "kept"),
    [
        (Aim(), True),
        (Aim(times=3), True),
        (Aim(times=2.9), False),
        (Aim(millis=150), True),
        (Aim(millis=149), False),
        (Aim(times=3, growth=1.9), False),
        (Aim(times=3, growth=2), True),
    ],
)
def test_every_aim_must_be_kept(aim: Aim, kept: bool) -> None:
    assert Reading("a line", series(0.3), series(0.1), aim, series(0.6)).kept is kept


def test_ours_and_the_floor_take_turns_and_the_first_round_does_not_count() -> None:
    told: list[str] = []

    def run(name: str) -> Took:
        told.append(name)
        return Took(len(told), 0)

    ours, floor = measured(lambda: run("ours"), lambda: run("floor"), 2)
    assert told == ["ours", "floor"] * 3
    assert [run.wall for run in ours.runs] == [3, 5]
    assert [run.wall for run in floor.runs] == [4, 6]


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Places]:
    made = Places(tmp_path_factory.mktemp("kept"))
    yield made
    made.close()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("name", LINES)
def test_every_line_measures_something(qapp: object, own_home: Path, places: Places, name: str) -> None:
    readings = LINES[name](TINY, places)
    assert readings
    for reading in readings:
        assert reading.ours.wall > 0
        assert reading.floor is None or reading.floor.wall > 0
        assert reading.name in table([reading])
