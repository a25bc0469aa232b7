"""`kill -9` while backups are made, and in the middle of an upgrade. SALESDESK_KILLS=200 makes it the long run.

The controls write straight to where the result is to lie: what they leave behind must be noticed.
"""

from __future__ import annotations

import os
import random
import threading
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import Connection as Sql

from salesdesk import places
from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileRefused
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import backup
from salesdesk.store.backup import Backup, Reason
from salesdesk.store.engine import engine_for
from salesdesk.store.file import DeskFile
from salesdesk.store.migrations import STEPS
from salesdesk.store.read.rows import things
from salesdesk.store.schema import FORMAT, drop_triggers
from tests.builders import NOW, make_desk
from tests.store import kills
from tests.store.builders import DONE, a_visit, new_client, of_format

KILLS = max(8, int(os.environ.get("SALESDESK_KILLS", "25")) // 3)
MOST = 60
"""A control that has done no harm after so many kills does none."""
VISITS = 1_500


def back_up(path: Path, home: str, to_parent: Connection) -> None:
    """The child: logs a visit and makes a backup, over and over; it says which backups it was told are there."""
    os.environ["SALESDESK_HOME"] = home
    desk = Desk.open(path)
    client = things(desk.file.conn, Client)[0].id
    to_parent.send(("at", "backup"))
    while True:
        desk.session.record(DONE, [a_visit(desk, client)])
        to_parent.send(("safe", [str(desk.backups.make().path)]))


def back_up_in_place(path: Path, home: str, to_parent: Connection) -> None:
    """The control: bytes are written under the name of the backup, which is listed at once."""
    os.environ["SALESDESK_HOME"] = home
    body, sha256, number = path.read_bytes(), backup.sha256_of(path), 0
    folder = places.backups(DeskFile.open_to_read(path).file_id)
    to_parent.send(("at", "backup"))
    while True:
        number += 1
        copy = folder / f"control-{os.getpid()}-{number}.salesdesk"
        made = Backup(copy, NOW, len(body), Reason.ASKED, str(path), 1, sha256, True)
        backup.write_manifest(made)
        with copy.open("wb") as file:
            file.truncate(len(body))
            for at in range(0, len(body), 65_536):
                file.write(body[at : at + 65_536])
                file.flush()
                os.fsync(file.fileno())
        to_parent.send(("at", "backup"))


def a_file(folder: Path) -> tuple[Path, str]:
    desk = make_desk(folder)
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client, result="x" * 400) for _ in range(VISITS)])
    desk.close()
    return desk.path, desk.file.file_id


def listed_but_unsound(file_id: str) -> list[str]:
    """The backups that a user would be offered as good, and that are not."""
    found = []
    for one in backup.backups(file_id):
        if one.ok:
            try:
                backup.verify(one.path)
            except FileRefused as refused:
                found.append(str(refused))
    return found


def test_a_kill_leaves_only_whole_backups_in_the_list(tmp_path: Path) -> None:
    path, file_id = a_file(tmp_path)
    chance, tally, span, made = random.Random(3), kills.Tally(), kills.Span(), 0
    while tally.kills < (KILLS if made else MOST):
        words = chance.randint(1, 3)  # the first one is said before anything is made
        safe = [str(name) for name in kills.kill_one(back_up, path, chance, tally, span, words)]
        assert set(safe) <= {str(one.path) for one in backup.backups(file_id) if one.ok}
        made += len(safe)
        assert listed_but_unsound(file_id) == []
        assert check(path).ok
    assert made, "some backups must have been finished"
    Desk.open(path).close()


def test_the_control_that_writes_backups_in_place_does_harm(tmp_path: Path) -> None:
    path, file_id = a_file(tmp_path)
    chance, tally, span = random.Random(3), kills.Tally(), kills.Span()
    while not tally.harm and tally.kills < MOST:
        kills.kill_one(back_up_in_place, path, chance, tally, span)
        tally.harm.extend(listed_but_unsound(file_id))
    assert tally.harm, "a test that cannot fail proves nothing"


def upgrade_in_place(path: Path, home: str, to_parent: Connection) -> None:
    """The control: the steps are taken one by one in the file itself, with nothing to go back by."""
    os.environ["SALESDESK_HOME"] = home
    engine = engine_for(path, "rw")
    with engine.connect() as conn:
        for pragma in ("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF"):
            conn.exec_driver_sql(f"PRAGMA {pragma}")
        _steps(conn, to_parent)


def _steps(conn: Sql, to_parent: Connection) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    drop_triggers(conn)
    for number in range(2, FORMAT + 1):
        STEPS[number](Operations(MigrationContext.configure(conn)))
        if number == FORMAT - 1:
            to_parent.send(("at", "the middle"))
            threading.Event().wait()  # to be killed


def test_the_control_that_upgrades_in_place_does_harm(tmp_path: Path) -> None:
    path = of_format(1, tmp_path / "old.salesdesk")
    chance, tally = random.Random(3), kills.Tally()
    kills.kill_one(upgrade_in_place, path, chance, tally, kills.Span())
    try:
        report = check(path)
        whole = report.ok and (report.counts[Kind.CLIENT], report.counts[Kind.VISIT]) == (1, 1)
    except FileRefused:
        whole = False
    assert not whole, "a test that cannot fail proves nothing"
