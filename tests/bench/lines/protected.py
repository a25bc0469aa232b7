"""An encrypted file against the same one in plain: opened through the gate, and clients added one by one."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from salesdesk.services import safety
from salesdesk.services.desk import Desk
from tests.bench.frame import Aim, Reading, Series, Took, measured, stopwatch
from tests.bench.places import Places
from tests.bench.sizes import Sizes

PASSPHRASE = "three green bicycles under water"


def protected(sizes: Sizes, places: Places) -> list[Reading]:
    """The passphrase is named once; what is measured is what comes after."""
    desk = places.desk(sizes.small)
    plain = desk.path
    desk.close()
    secret = plain.with_name("secret.salesdesk")
    secret.write_bytes(plain.read_bytes())
    safety.protect(secret, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    number = count()

    def opened(path: Path) -> Took:
        with stopwatch() as took:
            Desk.open(path, read_only=True).close()
        return took

    first = measured(lambda: opened(secret), lambda: opened(plain), sizes.repeats)
    mine, theirs = Desk.open(secret), Desk.open(plain)

    def written(desk: Desk) -> Took:
        """Many at once: a single one is the luck of the disk."""
        with stopwatch() as took:
            for _ in range(sizes.writes):
                desk.clients.create(name=f"苏州华海 {next(number)}")
        return took

    second = measured(lambda: written(mine), lambda: written(theirs), sizes.repeats)
    computing = _computing(second[0]), _computing(second[1])
    mine.close()
    theirs.close()
    return [
        Reading("open, encrypted / plain", *first, Aim(times=1.5)),
        Reading("write, encrypted / plain", *second, Aim(times=1.5), note=f"{sizes.writes} clients"),
        Reading("write, the computing alone", *computing, Aim(times=1.5), note=f"{sizes.writes} clients"),
    ]


def _computing(series: Series) -> Series:
    """Without what the disk takes: how dear the cipher is where the disk is quick."""
    return Series(tuple(Took(run.cpu, run.cpu) for run in series.runs))
