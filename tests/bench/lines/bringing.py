"""Somebody's files on their way in: copied, proved sound and ready to be read, by their number, plain and protected.

The floor is what nobody can do without: the bytes copied, and SQLite's own check of the copy, one file after the other.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from salesdesk.domain.change import Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.store import foreign, keys, protection
from salesdesk.store.engine import raw
from tests.bench.frame import Aim, Reading, Series, Took, measured, stopwatch
from tests.bench.lines.merge_files import rep_file
from tests.bench.places import NOW, Places, clock
from tests.bench.processes import run_child
from tests.bench.sizes import Sizes

NOTE = "".join(chr(0x4E00 + at * 7 % 20_000) for at in range(1_500))


def bringing(sizes: Sizes, places: Places) -> list[Reading]:
    """The files of a team by their number; then how much memory a very large one takes."""
    plain = rep_file(places.path("rep.salesdesk"), 1, sizes.brought_visits)
    secret = _protected(plain, places)
    readings = []
    for count in sizes.brought:
        for of, named in ((plain, "plain"), (secret, "protected")):
            readings.append(_brought(of, count, f"bring {count} files, {named} / copy and check", sizes, places))
    if sizes.wide:
        held = run_child("prove", _wide(sizes.wide, places))
        most = Series((Took(held["proved"].memory, 0),))
        name = f"memory: a file of {sizes.wide} MB proved"
        readings.append(Reading(name, most, Series((Took(500.0, 0),)), Aim(times=1), unit="MB"))
    return readings


def _brought(of: Path, count: int, name: str, sizes: Sizes, places: Places) -> Reading:
    files = [places.path("rep.salesdesk") for _ in range(count)]
    for path in files:
        shutil.copyfile(of, path)
    repeats = max(1, sizes.repeats // 2) if count < 10 else 1
    mine, floor = measured(lambda: _ours(files), lambda: _floor(files, places), repeats, warm=0)
    for path in files:
        path.unlink()
    megabytes = of.stat().st_size * count / 1e6
    note = f"{sizes.brought_visits:,} visits each, {megabytes:.0f} MB; computing {mine.cpu:.2f} s / {floor.cpu:.2f} s"
    return Reading(name, mine, floor, Aim(times=2.5), note=note)


def _ours(files: Sequence[Path]) -> Took:
    with stopwatch() as took, foreign.Bringing(files) as coming:
        brought = [coming.bring(path) for path in files]
    for one in brought:
        one.drop()
    return took


def _floor(files: Sequence[Path], places: Places) -> Took:
    target = places.path("copy.salesdesk")
    with stopwatch() as took:
        for path in files:
            shutil.copyfile(path, target)
            with raw(target, "ro") as conn:
                conn.execute("PRAGMA integrity_check(1)").fetchall()
    target.unlink()
    return took


def _protected(path: Path, places: Places) -> Path:
    secret = places.path("secret.salesdesk")
    shutil.copyfile(path, secret)
    key, _code = keys.new_key("three green bicycles")
    keys.know(key)
    protection.protect(secret, key)
    return secret


def _wide(megabytes: int, places: Places) -> Path:
    """A file of so many megabytes, most of them in long notes."""
    desk = Desk.create(places.path("wide.salesdesk"), rep_name="Rep", clock=clock)
    client = desk.session.new_id()
    desk.session.record(Label("import.clients"), [New(Kind.CLIENT, client, {"name": "A", "sort_key": "a"})])
    for start in range(0, megabytes * 200, 500):
        told = {"client_id": client, "rep_id": desk.rep.id, "status": "done", "channel": "face", "place": NOTE}
        desk.session.record(
            Label("import.visits"),
            [
                New(Kind.VISIT, desk.session.new_id(), {**told, "starts_at": NOW - timedelta(hours=at)})
                for at in range(start, min(start + 500, megabytes * 200))
            ],
        )
    desk.close()
    return desk.path
