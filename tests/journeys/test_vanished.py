"""The open file is taken away, replaced, or its disk runs full while somebody types: a sentence, and no loss."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from salesdesk.services import safety
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from tests.builders import make_desk
from tests.journeys.hands import Answers, User
from tests.store.test_trouble import full_disk

PASSPHRASE = "three green bicycles under water"


def log_a_visit(user: User, words: str) -> None:
    user.press("Ctrl+L")
    user.type("华为技术")
    user.press("Return")
    user.go_to("What was said")
    user.type(words)


def test_a_file_deleted_while_it_is_open_is_saved_elsewhere_with_what_is_half_typed(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    user.start(file)
    user.desk.clients.create(name="done before")
    file.unlink()
    log_a_visit(user, "half typed")
    door.saves = tmp_path / "elsewhere.salesdesk"
    user.press("Ctrl+Return", "Ctrl+Return")
    assert "test.salesdesk is no longer where it was." in door.asked[0]
    assert user.desk.path == door.saves
    assert user.desk.find("done before")
    user.press("Ctrl+L")
    assert user.sees("You were typing this at"), "it went along"
    user.press("Esc")
    user.close()
    assert not file.exists()
    assert check(door.saves).ok


def test_whoever_does_not_want_that_yet_sees_it_above_each_page_and_nothing_is_written(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    user.start(file)
    aside = file.rename(tmp_path / "moved.salesdesk")
    door.takes = 1
    user.running.files._missing._timer.timeout.emit()
    user.settle()
    assert len(door.asked) == 1
    assert user.sees("Nothing more is saved until you save it elsewhere")
    user.press("Ctrl+3")
    user.press("Del")
    assert user.sees("This last step was not saved")
    user.running.files._missing._timer.timeout.emit()
    user.settle()
    assert len(door.asked) == 1, "it is asked once"
    door.saves = tmp_path / "elsewhere.salesdesk"
    user.click("Save elsewhere…")
    assert user.desk.path == door.saves and len(user.desk.clients.recent()) == 3
    user.close()
    assert check(aside).ok


def test_another_file_put_in_its_place_is_left_as_it_is(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = make_desk(tmp_path / "other", rep_name="Chen")
    other.close()
    user.start(file)
    file.unlink()
    shutil.copyfile(other.path, file)
    before = file.read_bytes()
    door.takes = 1
    user.press("Ctrl+3")
    user.press("Del")
    assert user.sees("This last step was not saved")
    door.saves = tmp_path / "elsewhere.salesdesk"
    user.click("Save elsewhere…")
    assert user.desk.path == door.saves
    user.close()
    assert file.read_bytes() == before
    desk = Desk.open(file)
    assert desk.rep.name == "Chen"
    desk.close()


def test_a_protected_file_is_saved_elsewhere_under_its_passphrase(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    safety.protect(file, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    user.start(file)
    file.unlink()
    door.saves = tmp_path / "elsewhere.salesdesk"
    user.press("Ctrl+3")
    user.press("Del")
    assert user.desk.path == door.saves and user.desk.safety.protected
    user.close()
    assert "华为技术".encode() not in door.saves.read_bytes()
    safety.forget_keys()
    safety.unlock(door.saves, PASSPHRASE)
    assert check(door.saves).ok


def test_a_disk_that_runs_full_keeps_the_sheet_and_its_words(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    log_a_visit(user, "x" * 20)
    user.press("Ctrl+Return")
    assert "Save again to leave it" in user.problem()
    with full_disk(1_000):
        user.press("Ctrl+Return")
        assert "The disk" in user.problem() and "Nothing was changed" in user.problem()
        assert user.sheet is not None
    user.press("Ctrl+Return")
    assert user.sheet is None
    user.close()
    assert check(file).ok


@pytest.mark.parametrize("ending", ["-wal", "-shm"])
def test_a_log_deleted_beside_the_open_file_loses_nothing(user: User, file: Path, ending: str) -> None:
    user.start(file)
    user.desk.clients.create(name="before")
    beside = file.with_name(file.name + ending)
    if beside.exists():
        beside.unlink()
    user.desk.clients.create(name="after")
    user.close()
    desk = Desk.open(file)
    assert desk.find("before") and desk.find("after")
    desk.close()
