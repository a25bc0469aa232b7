"""Lines 9 to 11: the files of a team merged for the first time, one file more, the same again, the changes of a week.

The floor is the driver alone: rows and log sorted by key, inserted from attached files, nothing looked at or promised.
What the merge reads are copies that have passed the gate; the gate has a line of its own.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.store import foreign, merge
from salesdesk.store.foreign import Foreign
from salesdesk.store.schema import journalled_columns
from salesdesk.store.tables import TABLES
from tests.bench.frame import Aim, Reading, Took, alone, measured, stopwatch
from tests.bench.places import NOW, Places, clock
from tests.bench.sizes import Sizes

CLIENTS = 300
AT_ONCE = 8


def merge_files(sizes: Sizes, places: Places) -> list[Reading]:
    """A lead's empty file, and a file of each rep."""
    count, visits = sizes.team
    reps = [rep_file(places.path("rep.salesdesk"), number, visits) for number in range(count)]
    empty = _lead(places.path("lead.salesdesk"))
    note = f"{count} files of {visits:,} visits, {sum(path.stat().st_size for path in reps) / 1e6:.0f} MB"
    with stopwatch() as gate, foreign.Bringing(reps, to_merge=True) as coming:
        brought = [coming.bring(path) for path in reps]
    readings = [Reading(f"gate and copies of {count} files", alone(lambda: gate, 1, warm=0), note=note)]
    repeats = max(1, sizes.repeats // 3)
    mine, plain = measured(
        lambda: _ours(places, empty, brought), lambda: _floor(places, empty, brought), repeats, warm=0
    )
    readings.append(Reading("merge: for the first time", mine, plain, Aim(times=2.0), note=note))
    team = _merged(places, empty, brought[:-1])
    mine, plain = measured(
        lambda: _ours(places, team, brought[-1:]), lambda: _floor(places, team, brought[-1:]), sizes.repeats
    )
    readings.append(Reading("merge: one file more", mine, plain, Aim(times=2.0), note=f"into {count - 1} files"))
    team = _merged(places, empty, brought)
    readings.append(Reading("merge: the same again", alone(lambda: _again(team, reps), 3), aim=Aim(millis=100)))
    week = [_worked(path, visits // 150 or 1) for path in reps]
    fresh = [foreign.bring(path, to_merge=True) for path in week]
    delta = alone(lambda: _ours(places, team, fresh), sizes.repeats)
    readings.append(Reading("merge: a week's changes", delta, aim=Aim(millis=300), note=f"{count} files"))
    for one in (*brought, *fresh):
        one.drop()
    return readings


def rep_file(path: Path, number: int, visits: int) -> Path:
    """What a rep has logged over the years."""
    desk = Desk.create(path, rep_name=f"Rep {number}", clock=clock)
    clients = [desk.session.new_id() for _ in range(CLIENTS)]
    desk.session.record(
        Label("import.clients"),
        [
            New(Kind.CLIENT, pk, {"name": f"Client {number} {at}", "sort_key": f"client {number} {at}"})
            for at, pk in enumerate(clients)
        ],
    )
    _log(desk, clients, visits)
    desk.close()
    return path


def _log(desk: Desk, clients: Sequence[bytes], visits: int) -> None:
    """Visits as they are logged over the years, some with a note, a few hundred at a time."""
    for start in range(0, visits, 400):
        desk.session.record(
            Label("import.visits"),
            [
                New(
                    Kind.VISIT,
                    desk.session.new_id(),
                    {
                        "client_id": clients[at % len(clients)],
                        "rep_id": desk.rep.id,
                        "status": "done",
                        "channel": "face",
                        "starts_at": NOW - timedelta(hours=at),
                        "result": "谈了报价和交货期" if at % 4 == 0 else "",
                    },
                )
                for at in range(start, min(start + 400, visits))
            ],
        )


def _worked(path: Path, visits: int) -> Path:
    desk = Desk.open(path, clock=clock)
    clients = [bytes(pk) for pk in desk.file.conn.exec_driver_sql("SELECT id FROM client").scalars()]
    _log(desk, clients, visits)
    desk.close()
    return path


def _lead(path: Path) -> Path:
    Desk.create(path, rep_name="Lead", clock=clock).close()
    return path


def _copy(places: Places, of: Path) -> Path:
    path = places.path("team.salesdesk")
    shutil.copyfile(of, path)
    return path


def _merged(places: Places, into: Path, brought: Sequence[Foreign]) -> Path:
    path = _copy(places, into)
    desk = Desk.open(path, clock=clock)
    merge.merge(desk.file, brought)
    desk.close()
    return path


def _ours(places: Places, into: Path, brought: Sequence[Foreign]) -> Took:
    path = _copy(places, into)
    desk = Desk.open(path, clock=clock)
    with stopwatch() as took:
        merge.merge(desk.file, brought)
    desk.close()
    path.unlink()
    return took


def _again(team: Path, reps: Sequence[Path]) -> Took:
    desk = Desk.open(team, clock=clock)
    with stopwatch() as took, desk.merging.gather(reps) as gathered:
        assert not gathered.files
    desk.close()
    return took


def _floor(places: Places, into: Path, brought: Sequence[Foreign]) -> Took:
    path = _copy(places, into)
    conn = driver.connect(str(path), isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL").fetchall()
    conn.execute("PRAGMA synchronous=FULL")
    for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        conn.execute(f'DROP TRIGGER "{name}"')
    with stopwatch() as took:
        for start in range(0, len(brought), AT_ONCE):
            part = brought[start : start + AT_ONCE]
            for number, one in enumerate(part):
                conn.execute(f"ATTACH ? AS t{number} KEY ''", (str(one.path),))
            conn.execute("BEGIN IMMEDIATE")
            for number in range(len(part)):
                for kind in (Kind.CLIENT, Kind.VISIT):
                    columns = ", ".join(f'"{name}"' for name in ("id", *journalled_columns(TABLES[kind])))
                    conn.execute(
                        f'INSERT INTO main."{kind}"({columns}) SELECT {columns} FROM t{number}."{kind}" ORDER BY id'
                    )
                conn.execute(f"INSERT INTO main.change SELECT * FROM t{number}.change WHERE tbl IN ('client', 'visit')")
            conn.execute("COMMIT")
            for number in range(len(part)):
                conn.execute(f"DETACH t{number}")
    conn.close()
    path.unlink()
    return took
