"""`kill -9` while a file is given a passphrase: it is the one or the other, whole, and nothing plain stays behind."""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import keys, protection, rebuild
from tests.builders import make_desk
from tests.store import kills
from tests.store.builders import DONE, a_visit, new_client

KILLS = max(8, int(os.environ.get("SALESDESK_KILLS", "25")) // 3)
PASSPHRASE, CANARY = "three green bicycles", b"Canary-7f3a"
VISITS = 3_000


def protect(path: Path, home: str, to_parent: Connection) -> None:
    """A child that gives the file a passphrase, and then has nothing more to do."""
    _work(protection.protect, path, home, to_parent)


def protect_in_place(path: Path, home: str, to_parent: Connection) -> None:
    """The control: the encrypted bytes are written over the file itself."""

    def overwrite(path: Path, key: keys.FileKey | None) -> None:
        other = path.with_name("other")
        rebuild.write_anew(path, other, key)
        body = other.read_bytes()
        with path.open("rb+") as file:
            for at in range(0, len(body), 4_096):
                file.write(body[at : at + 4_096])
                file.flush()
                os.fsync(file.fileno())

    _work(overwrite, path, home, to_parent)


def _work(what: Callable[[Path, keys.FileKey | None], None], path: Path, home: str, to_parent: Connection) -> None:
    os.environ["SALESDESK_HOME"] = home
    key, _code = keys.new_key(PASSPHRASE)
    to_parent.send(("at", "protecting"))
    what(path, key)
    to_parent.send(("at", "protected"))
    threading.Event().wait()


def killed(
    folder: Path, child: object, count: int, enough: Callable[[kills.Tally, set[str]], object]
) -> tuple[kills.Tally, set[str]]:
    """Kills of one kind on a fresh file each; what was wrong after them, and what the file was then."""
    chance, tally, left, span = random.Random(7), kills.Tally(), set[str](), kills.Span()
    desk = make_desk(folder)
    client = new_client(desk, name=CANARY.decode())
    desk.session.record(DONE, [a_visit(desk, client, result=CANARY.decode() * 9) for _ in range(VISITS)])
    desk.close()
    for number in kills.rounds(count, lambda: enough(tally, left)):
        place = folder / str(number)
        place.mkdir()
        path = place / "one.salesdesk"
        shutil.copyfile(desk.path, path)
        kills.kill_one(child, path, chance, tally, span)
        try:
            hidden = keys.slots_of(path) is not None
            if hidden:
                keys.unlock(path, PASSPHRASE)
            Desk.open(path).close()
            report = check(path)
            if not report.ok or (report.counts[Kind.CLIENT], report.counts[Kind.VISIT]) != (1, VISITS):
                tally.harm.append("something is missing")
            if hidden and any(CANARY in one.read_bytes() for one in place.iterdir()):
                tally.harm.append("it can be read")
            if len(list(place.iterdir())) > 1:
                tally.harm.append("something was left behind")
            left.add("protected" if hidden else "plain")
        except Refused as refused:
            tally.harm.append(str(refused))
        shutil.rmtree(place)
    return tally, left


def test_a_killed_change_leaves_the_one_or_the_other_whole(tmp_path: Path) -> None:
    tally, left = killed(tmp_path, protect, KILLS, lambda _tally, left: len(left) == 2)
    assert tally.harm == []
    assert left == {"plain", "protected"}, "some kills must fall before the change and some behind it"


def test_the_control_that_writes_over_the_file_does_harm(tmp_path: Path) -> None:
    tally, _left = killed(tmp_path, protect_in_place, 1, lambda tally, _left: tally.harm)
    assert tally.harm, "a test that cannot fail proves nothing"


@pytest.mark.parametrize("leftover", [".one.salesdesk.protecting", ".one.salesdesk.replaced"])
def test_what_a_kill_left_is_taken_away_when_the_file_is_opened(tmp_path: Path, leftover: str) -> None:
    desk = make_desk(tmp_path)
    desk.close()
    path = desk.path.rename(tmp_path / "one.salesdesk")
    (tmp_path / leftover).write_bytes(CANARY)
    Desk.open(path).close()
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == [path.name]
