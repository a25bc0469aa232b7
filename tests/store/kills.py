"""A program that logs visits is killed (-9) at random moments, again and again: what it acknowledged must be there.

    python -m tests.store.kills 200        the full run, with the control that must fail

The control does the same with SQLite's own journal off: it must lose or tear something, else the test proves nothing.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import multiprocessing.util
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Id, Kind, Label
from salesdesk.domain.client import Client
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store.backup import discard
from salesdesk.store.read.rows import things
from salesdesk.store.schema import FORMAT
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, format_1, new_client

WAYS = multiprocessing.get_all_start_methods()
CONTEXT = multiprocessing.get_context("forkserver" if "forkserver" in WAYS else "spawn")
"""Children come from a server that has everything imported, else each would cost a second."""
CONTEXT.set_forkserver_preload(["tests.store.builders", "alembic.migration", "alembic.operations"])
multiprocessing.util.get_temp_dir()
"""The server's socket lies in the folder that is the temporary one now: those of single tests have too long names."""

BATCH = 400
"""Visits in one big action, and in one transaction of the control."""
MOST = 12
"""A child says so much at most before it is killed."""
BOUND = 200
"""A run that waits for something to happen gives up after so many kills."""


@dataclass
class Tally:
    """What came of a run."""

    kills: int = 0
    acknowledged: int = 0
    while_at: Counter[str] = field(default_factory=Counter)
    harm: list[str] = field(default_factory=list)


@dataclass
class Span:
    """How long the work takes on this computer: a guess at first, then learned from each kill.

    Whatever the guess, the kills come to fall into the work, most of them before its end and some behind it.
    """

    seconds: float = 0.2

    def learn(self, *, through: bool) -> None:
        self.seconds *= 0.7 if through else 1.15


def rounds(kills: int, enough: Callable[[], object]) -> Iterator[int]:
    """So many kills, and then on until what is looked for has happened; the bound is for a test that is broken."""
    for number in range(max(BOUND, 10 * kills)):
        if number >= kills and enough():
            return
        yield number


def log_visits(path: Path, home: str, to_parent: Connection) -> None:
    """The child: opens the file and logs, single visits and big actions, an undo, a checkpoint, until it is killed.

    It says what it is about to do, and which ids are safe once `record` has returned.
    """
    os.environ["SALESDESK_HOME"] = home
    desk = Desk.open(path)
    (client,) = things(desk.file.conn, Client)
    chance = random.Random(os.getpid())
    while True:
        what = chance.choice(["visit"] * 8 + ["batch"] * 4 + ["undo", "checkpoint", "backup"])
        to_parent.send(("at", what))
        if what in ("visit", "batch"):
            visits = [a_visit(desk, client.id, result="x" * 200) for _ in range(1 if what == "visit" else BATCH)]
            desk.session.record(DONE, visits)
            to_parent.send(("safe", [visit.id for visit in visits]))
        elif what == "undo" and desk.next_undo() == DONE:
            desk.undo()
        elif what == "checkpoint":
            desk.file.checkpoint()
        elif what == "backup":
            desk.backups.make()


def write_without_journal(path: Path, _home: str, to_parent: Connection) -> None:
    """The control's child: whole batches in transactions, but SQLite keeps nothing to go back by."""
    conn = driver.connect(str(path), isolation_level=None)
    for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF", "cache_size=10"):
        conn.execute(f"PRAGMA {pragma}").fetchall()
    to_parent.send(("at", "batch"))
    number = 0
    while True:
        conn.execute("BEGIN IMMEDIATE")
        conn.executemany(
            "INSERT INTO draft VALUES (?, ?, '')", [(f"{os.getpid()} {number + n}", "x" * 200) for n in range(BATCH)]
        )
        conn.execute("COMMIT")
        number += BATCH
        to_parent.send(("at", "batch"))


def upgrade(path: Path, home: str, to_parent: Connection) -> None:
    """A child that opens a file of the first format, and then has nothing more to do."""
    os.environ["SALESDESK_HOME"] = home
    to_parent.send(("at", "upgrade"))
    Desk.open(path)
    to_parent.send(("at", "upgraded"))
    threading.Event().wait()


def kill_one(target: object, path: Path, chance: random.Random, tally: Tally, span: Span, words: int = 1) -> list[Id]:
    """Start a child on the file, let it say so many things, and kill it at a random moment after the last of them.

    Returns what it said was safe.
    """
    ours, theirs = CONTEXT.Pipe(duplex=False)
    child = CONTEXT.Process(target=target, args=(path, os.environ["SALESDESK_HOME"], theirs), daemon=True)  # type: ignore[call-overload]
    child.start()
    theirs.close()
    try:
        said = [ours.recv() for _ in range(words)]
        child.join(chance.uniform(0, span.seconds))
        assert child.exitcode is None, "the child ended by itself"
    finally:  # whatever goes wrong here: it would write for ever
        child.kill()
        child.join()
    with contextlib.suppress(EOFError, OSError):  # a message may be torn by the kill: it was not said
        while ours.poll():
            said.append(ours.recv())
    ours.close()
    span.learn(through=len(said) > words)
    tally.kills += 1
    tally.while_at[[what for word, what in said if word == "at"][-1]] += 1
    return [pk for word, ids in said if word == "safe" for pk in ids]


def run(kills: int, folder: Path, seed: int = 1) -> Tally:
    """Kill, look, and go on with the same file; a fresh one after every 25."""
    chance, tally, span = random.Random(seed), Tally(), Span()
    safe: set[Id] = set()
    for number in rounds(kills, lambda: tally.while_at["batch"] and tally.acknowledged > tally.kills):
        if number % 25 == 0:
            place = folder / str(number)
            place.mkdir()
            desk = make_desk(place)
            new_client(desk)
            desk.close()
            safe.clear()
        new = kill_one(log_visits, desk.path, chance, tally, span, chance.randint(1, MOST))
        safe.update(new)
        tally.acknowledged += len(new)
        tally.harm.extend(harm_to(desk.path, safe))
    return tally


def harm_to(path: Path, safe: set[Id]) -> list[str]:
    """What is wrong with a file after a kill: nothing, one hopes."""
    desk = Desk.open(path)
    there = {row[0] for row in desk.file.conn.exec_driver_sql("SELECT id FROM visit")}
    harm = [f"{len(safe - there)} acknowledged visits are gone"] if safe - there else []
    torn = desk.file.conn.exec_driver_sql(
        "SELECT count(*) FROM (SELECT count(*) AS born FROM change WHERE tbl = 'visit' AND col = ''"
        " GROUP BY hlc, act) WHERE born NOT IN (1, ?)",
        (BATCH,),
    ).scalar()
    if torn:
        harm.append(f"{torn} actions are only partly there")
    visit = a_visit(desk, things(desk.file.conn, Client)[0].id)
    desk.session.record(Label("after.the.kill"), [visit])
    desk.undo()
    if not desk.file.conn.exec_driver_sql("SELECT deleted FROM visit WHERE id = ?", (visit.id,)).scalar():
        harm.append("undo does not work")
    desk.close()
    report = check(path)
    harm.extend(map(str, report.problems))
    if report.counts[Kind.CLIENT] != 1:
        harm.append("the client is gone")
    return harm


def run_upgrades(kills: int, folder: Path, seed: int = 1) -> Tally:
    """Kill the upgrade of an old file until it gets through; each time the file must be whole, of either format."""
    chance, tally, span = random.Random(seed), Tally(), Span()
    path = folder / "old.salesdesk"
    old, new = (f"left as format {number}" for number in (1, FORMAT))
    for _ in rounds(kills, lambda: tally.while_at[old] and tally.while_at[new]):
        if not path.exists():
            format_1(path)
        kill_one(upgrade, path, chance, tally, span)
        report = check(path)
        tally.harm.extend(map(str, report.problems))
        if (report.counts[Kind.CLIENT], report.counts[Kind.VISIT]) != (1, 1):
            tally.harm.append("something is missing")
        tally.while_at[f"left as format {report.format}"] += 1
        if report.format == FORMAT:
            discard(path)
    return tally


def run_control(folder: Path, seed: int = 1) -> Tally:
    """The same with SQLite's journal off, a fresh file each time, until it does harm."""
    chance, tally, span = random.Random(seed), Tally(), Span()
    for number in rounds(1, lambda: tally.harm):
        place = folder / f"control {number}"
        place.mkdir()
        desk = make_desk(place)
        desk.close()
        kill_one(write_without_journal, desk.path, chance, tally, span, chance.randint(1, MOST))
        tally.harm.extend(harm_to_control(desk.path))
    return tally


def harm_to_control(path: Path) -> list[str]:
    conn = driver.connect(str(path))
    try:
        if conn.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
            return ["damaged"]
        count = conn.execute("SELECT count(*) FROM draft").fetchone()[0]
        return [f"{count % BATCH} rows of a torn transaction"] if count % BATCH else []
    except driver.DatabaseError as error:
        return [str(error)]
    finally:
        conn.close()


def main(argv: list[str]) -> int:
    kills = int(argv[0]) if argv else 200
    with tempfile.TemporaryDirectory() as name:
        os.environ["SALESDESK_HOME"] = str(Path(name) / "home")
        tally, control = run(kills, Path(name)), run_control(Path(name))
        upgrades = run_upgrades(max(kills // 4, 1), Path(name))
    for title, one in (("SalesDesk", tally), ("upgrades", upgrades), ("control, journal off", control)):
        harmed = f"{len(one.harm)} times harm {dict(Counter(one.harm).most_common(3))}" if one.harm else "no harm"
        print(f"{title}: {one.kills} kills ({dict(one.while_at)}), {one.acknowledged} visits acknowledged, {harmed}")
    return int(bool(tally.harm or upgrades.harm) or not control.harm)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
