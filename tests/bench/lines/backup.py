"""Line 16: a backup of the open file, checked to the last page, against the driver's without and with
a check; per megabyte."""

from __future__ import annotations

import os
from functools import partial
from itertools import count

import sqlcipher3.dbapi2 as driver

from salesdesk.services.backups import Reason
from tests.bench.frame import Aim, Reading, Series, Took, measured, stopwatch
from tests.bench.places import Places, bare
from tests.bench.sizes import Sizes


def backup(sizes: Sizes, places: Places) -> list[Reading]:
    """Something is written before each backup, or the last one would be the answer."""
    desk = places.desk(sizes.small)
    conn = bare(places.sample(sizes.small))
    megabytes = desk.path.stat().st_size / 1e6
    number = count()

    def ours() -> Took:
        desk.clients.create(name=f"苏州华海 {next(number)}")
        with stopwatch() as took:
            desk.backups.make(Reason.WORK)
        return took

    def floor(*, checked: bool = False) -> Took:
        target = places.path("copy.salesdesk")
        with stopwatch() as took:
            other = driver.connect(str(target))
            conn.backup(other)
            if checked:
                other.execute("PRAGMA integrity_check(1)").fetchall()
            other.close()
            with target.open("rb+") as file:
                os.fsync(file.fileno())
        target.unlink()
        return took

    mine, plain = measured(ours, floor, sizes.repeats)
    again, checked = measured(ours, partial(floor, checked=True), sizes.repeats)
    conn.close()
    desk.close()
    note = f"{megabytes:.1f} MB"
    return [
        Reading(name, _per(mine, megabytes), _per(bare, megabytes), Aim(times=1.3), note=note, unit="ms/MB")
        for name, mine, bare in (("backup / copy alone", mine, plain), ("backup / copy and check", again, checked))
    ]


def _per(series: Series, megabytes: float) -> Series:
    return Series(tuple(Took(run.wall / megabytes, run.cpu / megabytes) for run in series.runs))
