"""A program that merges is killed (-9) at random moments: the file holds all of the other one, or nothing of it.

The control does the same merge with SQLite's own journal off: it must tear something.
"""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import foreign, merge
from salesdesk.store.engine import TROUBLE
from salesdesk.store.file import DeskFile
from tests.store.builders import DONE, a_visit, new_client
from tests.store.kills import Span, Tally, kill_one, rounds

VISITS = 3_000
REP = "rep.salesdesk"


def merging(path: Path, home: str, to_parent: Connection) -> None:
    """The child: takes the rep's file in, and then has nothing more to do."""
    os.environ["SALESDESK_HOME"] = home
    brought = foreign.bring(path.with_name(REP))
    desk = Desk.open(path)
    second = desk.file.second()
    to_parent.send(("at", "merge"))
    merge.merge(second, [brought])
    to_parent.send(("at", "merged"))
    threading.Event().wait()


def merging_without_journal(path: Path, _home: str, to_parent: Connection) -> None:
    """The control's child: the same, but SQLite keeps nothing to go back by."""
    brought = foreign.bring(path.with_name(REP))
    file = DeskFile(path, read_only=False, lock=None)
    for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF", "cache_size=10"):
        file.run(f"PRAGMA {pragma}").fetchall()
    to_parent.send(("at", "merge"))
    merge.merge(file, [brought])
    to_parent.send(("at", "merged"))
    threading.Event().wait()


def files(folder: Path) -> tuple[Path, Path]:
    """A lead's file with something of its own, and a rep's file with much."""
    rep = Desk.create(folder / REP, rep_name="Rep")
    client = new_client(rep)
    rep.session.record(DONE, [a_visit(rep, client, result="x" * 200) for _ in range(VISITS)])
    rep.close()
    lead = Desk.create(folder / "lead.salesdesk", rep_name="Lead")
    new_client(lead)
    lead.close()
    return lead.path, rep.path


def run(kills: int, folder: Path) -> Tally:
    """Kill merges, and on until some have fallen into one."""
    return _kill(merging, folder, kills, lambda tally: tally.while_at["merge"])


def run_control(folder: Path) -> Tally:
    """Kill merges that keep nothing to go back by, until one has torn the file."""
    return _kill(merging_without_journal, folder, 1, lambda tally: tally.harm)


def _kill(target: object, folder: Path, kills: int, enough: Callable[[Tally], object], seed: int = 1) -> Tally:
    """Kill, look, and merge what is there to its end; each time with fresh files."""
    chance, tally, span = random.Random(seed), Tally(), Span()
    lead, rep = files(folder)
    for number in rounds(kills, lambda: enough(tally)):
        place = folder / str(number)
        place.mkdir()
        for path in (lead, rep):
            shutil.copyfile(path, place / path.name)
        kill_one(target, place / lead.name, chance, tally, span)
        tally.harm.extend(harm_to(place / lead.name, place / rep.name))
        shutil.rmtree(place)
    return tally


def harm_to(lead: Path, rep: Path) -> list[str]:
    """What is wrong after a kill: nothing, one hopes."""
    try:
        desk = Desk.open(lead)
    except Refused as refused:
        return [str(refused)]
    harm = []
    try:
        there = desk.file.conn.exec_driver_sql("SELECT count(*) FROM visit").scalar_one()
        if there not in (0, VISITS):
            harm.append("only a part of the visits is there")
        desk.merging.take_in([rep])
        if desk.file.conn.exec_driver_sql("SELECT count(*) FROM visit").scalar_one() != VISITS:
            harm.append("merging again does not bring the rest")
    except (Refused, *TROUBLE) as error:
        harm.append(type(error).__name__)
    desk.close()
    report = check(lead)
    harm.extend(map(str, report.problems))
    if not harm and report.counts[Kind.CLIENT] != 2:
        harm.append("a client is gone")
    return harm
