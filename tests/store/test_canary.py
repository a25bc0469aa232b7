"""Nothing of a protected file can be read anywhere on the disk: in use, backed up, published, merged, killed."""

from __future__ import annotations

import multiprocessing.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import keys, scratch
from tests.store import canary, kills
from tests.store.canary import PASSPHRASE, Place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    multiprocessing.util.get_temp_dir()  # its own, for the whole of this program: not in the folder of one test
    made = Place(tmp_path / "place").make()
    monkeypatch.setenv("SALESDESK_HOME", str(made.home))
    monkeypatch.setattr("tempfile.tempdir", str(made.temp))
    return made


@contextmanager
def child(place: Place, stop_at: str = "") -> Iterator[tuple[BaseProcess, Iterator[str]]]:
    """The child and what it says, one thing after the other; it goes on when the next one is asked for."""
    ears, go = kills.CONTEXT.Pipe(duplex=False)
    heard, mouth = kills.CONTEXT.Pipe(duplex=False)
    process = kills.CONTEXT.Process(target=canary.use, args=(place.root, ears, mouth, stop_at), daemon=True)  # type: ignore[attr-defined]
    process.start()
    ears.close()
    mouth.close()

    def said() -> Iterator[str]:
        while (words := heard.recv()) != "end":
            yield words
            go.send("on")
        yield "end"

    try:
        yield process, said()
    finally:
        process.kill()
        process.join()
        go.close()
        heard.close()


def unnamed(process: BaseProcess) -> list[str]:
    assert process.pid is not None
    return [str(one) for one in canary.open_files_of(process.pid) if canary.holds_word(one)]


def test_a_protected_file_leaves_nothing_to_read_at_any_step_nor_after_a_kill(place: Place) -> None:
    canary.prepare(place, protected=True)
    assert place.traces() == []
    seen, found = set(), dict[str, list[str]]()
    with child(place) as (process, said):
        for step in said:
            seen.add(step)
            if traces := place.traces() + unnamed(process):
                found[step] = traces
    assert found == {}
    assert {f"in {name}" for name in canary.STOPPABLE} | {"logged", "repaired", "end"} <= seen
    assert place.traces() == []
    for asked in ("export.csv", "clients.csv"):
        assert canary.holds_word(place.asked / asked), "what was asked for in plain is plain"


def test_the_control_finds_the_word_of_a_plain_file_everywhere(place: Place) -> None:
    canary.prepare(place, protected=False)
    found = dict[str, set[str]]()
    with child(place) as (_process, said):
        for step in said:
            found[step] = {one.split("/")[0] for one in place.traces()}
    assert found["in publish"] >= {"work", "home", "temp"}, "file and log, backups, the private copy"
    assert found["in part"] >= {"work", "home", "temp", "share"}
    assert found["in repair"] >= {"work", "temp"}


@pytest.mark.parametrize("stop_at", canary.STOPPABLE)
def test_a_kill_in_the_middle_leaves_nothing_to_read_and_the_next_start_takes_it_away(
    place: Place, stop_at: str
) -> None:
    canary.prepare(place, protected=True)
    with child(place, stop_at) as (_process, said):
        assert next(said) == f"in {stop_at}"
    assert place.traces() == []
    left = list(place.temp.iterdir())
    assert scratch.sweep() == len(left)
    assert list(place.temp.iterdir()) == [], "private copies of a dead program"
    keys.unlock(place.file, PASSPHRASE)
    desk = Desk.open(place.file)
    desk.safety.protect_backups()
    assert desk.find(canary.WORD), "and nothing is lost"
    desk.close()
    assert check(place.file).ok
    assert place.traces() == []
    keys.forget()


def test_what_a_living_program_uses_is_not_swept(place: Place) -> None:
    canary.prepare(place, protected=True)
    with child(place, "publish") as (_process, said):
        assert next(said) == "in publish"
        (folder,) = place.temp.iterdir()
        assert scratch.sweep() == 0
        assert folder.exists()
        with scratch.Scratch() as own:
            assert scratch.sweep() == 0
            assert own.exists()
    assert scratch.sweep() == 1


def test_a_folder_without_a_lock_goes_after_a_day_and_one_of_a_stranger_stays(place: Place) -> None:
    old, new = place.temp / "salesdesk-old", place.temp / "salesdesk-new"
    link, other = place.temp / "salesdesk-link", place.temp / "others"
    for one in (old, new, other):
        one.mkdir()
    link.symlink_to(other)
    long_ago = old.stat().st_mtime - 2 * scratch.STALE
    os.utime(old, (long_ago, long_ago))
    assert scratch.sweep() == 1
    assert not old.exists()
    assert new.exists()
    assert other.exists()
    assert link.is_symlink()
