"""One program writes a file at a time."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from salesdesk import places
from salesdesk.store.file import DeskFile
from salesdesk.store.lock import FileInUse, held_here
from tests.builders import make_desk

HOLD = """
import sys
from pathlib import Path
from salesdesk.store.lock import FileLock
lock = FileLock.take(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_program_is_told_and_gets_in_when_the_first_is_killed(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.close()
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(desk.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(FileInUse, match=rf"test\.salesdesk is already open .*program number {other.pid}") as told:
            DeskFile.open(desk.path)
        assert platform.node() in str(told.value), "it is said where"
        for note in places.locks().glob("*.who"):
            note.write_text("{", "utf-8")
        with pytest.raises(FileInUse, match=r"test\.salesdesk is already open in another SalesDesk window"):
            DeskFile.open(desk.path)
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    DeskFile.open(desk.path).close()


def test_the_same_program_does_not_open_it_twice_but_may_read_it(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    with pytest.raises(FileInUse):
        DeskFile.open(desk.path)
    assert held_here(desk.path)
    reader = DeskFile.open(desk.path, read_only=True)
    assert reader.own_name() == desk.rep.name
    reader.close()
    desk.close()
    assert not held_here(desk.path)


def test_a_link_to_an_open_file_is_the_same_file(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    link = tmp_path / "link.salesdesk"
    link.symlink_to(desk.path)
    with pytest.raises(FileInUse):
        DeskFile.open(link)
    desk.close()


def test_settling_empties_the_log_and_closing_removes_it(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    log = desk.path.with_name(desk.path.name + "-wal")
    assert log.stat().st_size > 0
    desk.settle()
    assert log.stat().st_size == 0
    desk.close()
    assert [path.name for path in tmp_path.iterdir()] == [desk.path.name]
