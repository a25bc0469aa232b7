"""Line 1: from the command to the first paint, and to data that can be used."""

from __future__ import annotations

from tests.bench.frame import Aim, Reading, Series
from tests.bench.places import Places
from tests.bench.processes import Said, run_child
from tests.bench.sizes import Sizes


def start(sizes: Sizes, places: Places) -> list[Reading]:
    """A cold process each time, ours and the bare window in turns; the large file only for data."""
    small, large = places.sample(sizes.small), places.sample(sizes.large)
    said: dict[str, list[dict[str, Said]]] = {"ours": [], "bare": [], "large": []}
    for _round in range(sizes.starts + 1):
        said["ours"].append(run_child("our_window", small))
        said["bare"].append(run_child("bare_window", small))
        said["large"].append(run_child("our_window", large))

    def series(who: str, word: str) -> Series:
        return Series(tuple(one[word].took for one in said[who][1:]))

    return [
        Reading("start: first paint", series("ours", "painted"), series("bare", "painted"), Aim(times=1.3)),
        Reading(
            "start: usable data",
            series("ours", "usable"),
            series("bare", "usable"),
            Aim(times=3.5, growth=1.15),
            series("large", "usable"),
            note=f"{sizes.small.visits:,} → {sizes.large.visits:,} visits",
        ),
    ]
