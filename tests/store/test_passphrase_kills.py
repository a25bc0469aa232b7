"""A change of passphrase is killed at each thing that it does to the backups: none is lost, and nothing stays plain.

The child kills itself where it is about to rename, link or remove something for the n-th time: no clock decides.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from salesdesk import places
from salesdesk.services import safety
from salesdesk.services.backups import Reason, verify
from salesdesk.services.desk import Desk
from salesdesk.store import keys
from tests.builders import TestClock, make_desk
from tests.store import kills
from tests.store.builders import new_client

FIRST, SECOND = "three green bicycles", "four blue umbrellas"
WORD = "Canary7f3a"
DEEDS = ("os.rename", "os.link", "os.remove")
BACKUPS = 1


def change(path: Path, home: str, to_parent: Connection, kill_at: int) -> None:
    """The child: the backups come under the present passphrase of the file. It says how many deeds that took."""
    os.environ["SALESDESK_HOME"] = home
    for known in (FIRST, SECOND):
        for one in (path, *places.all_backups().rglob("*.salesdesk")):
            if keys.slots_of(one) is not None:
                _unlock(one, known)
    desk = Desk.open(path)
    done = 0

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal done
        if event in DEEDS and "backups" in str(arguments[0]):
            if done == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            done += 1

    sys.addaudithook(watch)
    desk.safety.protect_backups()
    to_parent.send(done)


def _unlock(path: Path, secret: str) -> None:
    try:
        keys.unlock(path, secret)
    except safety.NeedsPassphrase:
        raise
    except Exception as error:  # noqa: BLE001 - it is under the other one
        assert "not the passphrase" in str(error)


def made(folder: Path, was_plain: bool) -> Path:
    """A file under the second passphrase; its backups are plain, or under the first one."""
    clock = TestClock()
    desk = make_desk(folder, clock=clock)
    for number in range(BACKUPS):
        if number == 0 and not was_plain:
            desk.close()
            safety.protect(desk.path, safety.new_passphrase(FIRST, FIRST))
            desk = Desk.open(desk.path, clock=clock)
        new_client(desk, name=f"{WORD} {number}")
        clock.forward(hours=1)
        desk.backups.make(Reason.ASKED)
    desk.close()
    safety.protect(desk.path, safety.new_passphrase(SECOND, SECOND))
    keys.forget()
    return desk.path


def run_child(path: Path, kill_at: int) -> int | None:
    """How many deeds it took; None where it was killed at one."""
    ours, theirs = kills.CONTEXT.Pipe(duplex=False)
    child = kills.CONTEXT.Process(target=change, args=(path, os.environ["SALESDESK_HOME"], theirs, kill_at))  # type: ignore[attr-defined]
    child.start()
    theirs.close()
    child.join()
    try:
        return int(ours.recv())
    except EOFError:
        assert child.exitcode == -signal.SIGKILL
        return None
    finally:
        ours.close()


@pytest.mark.parametrize("was_plain", [True, False])
def test_wherever_it_is_killed_the_next_opening_finishes_the_work(tmp_path: Path, was_plain: bool) -> None:
    path, kill_at = made(tmp_path, was_plain), 0
    while run_child(path, kill_at) is None:
        keys.unlock(path, SECOND)
        desk = Desk.open(path)
        listed = desk.backups.list()
        assert len(listed) == BACKUPS, kill_at
        assert all(one.ok for one in listed), kill_at
        if not was_plain:
            still = desk.safety.backups_of_before()
            assert all(keys.salt_of(one.path) != keys.salt_of(path) for one in still)
            for one in still:
                keys.unlock(one.path, FIRST)
        for one in listed:
            verify(one.path)
        assert not [one for one in places.backups(desk.file.file_id).iterdir() if one.name.endswith(".replaced")]
        desk.close()
        keys.forget()
        kill_at += 1
    assert kill_at >= 4, "the kills fell into the work"
    keys.unlock(path, SECOND)
    desk = Desk.open(path)
    assert desk.safety.backups_of_before() == []
    assert desk.safety.backups_to_protect() == 0
    desk.close()
    home = places.config()
    assert [one for one in home.rglob("*") if one.is_file() and WORD.encode() in one.read_bytes()] == []
    keys.forget()


def test_backups_of_before_are_told_until_their_passphrase_is_named(tmp_path: Path) -> None:
    path = made(tmp_path, was_plain=False)
    keys.unlock(path, SECOND)
    desk = Desk.open(path)
    before = desk.safety.backups_of_before()
    assert len(before) == BACKUPS
    assert desk.safety.backups_to_protect() == 0, "nobody can read them"
    keys.unlock(before[0].path, FIRST)
    assert desk.safety.backups_of_before() == []
    assert desk.safety.protect_backups() == BACKUPS
    assert {keys.salt_of(one.path) for one in desk.backups.list()} == {keys.salt_of(path)}
    desk.close()
    keys.forget()
