"""A damaged file before its user: what is offered, and that each way leads to something that can be worked with."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from salesdesk.services import safety
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from tests.builders import make_desk
from tests.journeys.hands import Answers, PaperTray, User
from tests.store.builders import new_client, patched
from tests.store.test_recover import PAGE, whole, wipe


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    """A file of 300 clients, of which some pages are overwritten; there is no backup."""
    desk = whole(tmp_path)
    desk.close()
    wipe(desk.path, b"client 050", b"client 150")
    return desk.path


@pytest.fixture
def cut(tmp_path: Path) -> Path:
    """A file that was cut short after it had been backed up."""
    desk = whole(tmp_path)
    desk.backups.make()
    desk.close()
    body = desk.path.read_bytes()
    desk.path.write_bytes(body[: int(len(body) * 0.85)])
    return desk.path


def test_damage_found_while_it_is_open_is_repaired_into_a_new_file(
    user: User, damaged: Path, door: Answers, tmp_path: Path
) -> None:
    user.start(damaged)
    assert user.sees("This file is damaged")
    assert user.sees("There is no good backup of it on this computer.")
    before = damaged.read_bytes()
    door.saves = tmp_path / "mended.salesdesk"
    user.press("Ctrl+Return")
    assert user.sees("The file is repaired")
    assert "Lost: " in user.part(QPlainTextEdit).toPlainText()
    assert damaged.read_bytes()[PAGE:] == before[PAGE:]
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves
    for number in range(1, len(user.running.window.tabs) + 1):
        user.press(f"Ctrl+{number}")
        assert user.sheet is None, "no page stumbles over visits whose client is lost"
    user.press("Ctrl+3")
    assert user.sees("client 001")


def test_a_file_cut_short_is_repaired_with_its_backup(user: User, cut: Path, door: Answers, tmp_path: Path) -> None:
    user.start(cut)
    assert user.running.window.desk is None
    assert user.sees("bytes are missing")
    door.saves = tmp_path / "mended.salesdesk"
    user.press("Ctrl+Return")
    assert user.sees("Nothing is missing.")
    assert user.sees("came back from a backup")
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves
    user.close()
    assert check(door.saves).ok


def test_the_newest_backup_comes_back_beside_it(user: User, cut: Path, door: Answers, tmp_path: Path) -> None:
    user.start(cut)
    door.saves = tmp_path / "from backup.salesdesk"
    before = cut.read_bytes()
    user.press("Down", "Ctrl+Return")
    assert user.desk.path == door.saves
    assert len(user.desk.clients.recent()) > 0
    assert user.toast().startswith("Restored as it was on")
    assert cut.read_bytes() == before


def test_what_is_left_is_read_and_nothing_written(user: User, cut: Path, door: Answers) -> None:
    before = cut.read_bytes()
    user.start(cut)
    user.press("Down", "Down", "Ctrl+Return")
    assert user.desk.read_only and user.sees("Open for reading only")
    assert user.desk.path == cut
    user.press("Ctrl+3")
    assert user.sees("client 001")
    user.close()
    assert cut.read_bytes() == before


def test_what_did_not_work_is_said_and_the_next_way_is_marked(
    user: User, cut: Path, door: Answers, tmp_path: Path
) -> None:
    user.start(cut)
    door.saves = None
    user.press("Ctrl+Return")
    assert user.sees("This file is damaged"), "without a place for the new file nothing is begun"
    door.saves, before = cut, cut.read_bytes()
    user.press("Ctrl+Return")
    assert user.sees("Tried, without success: test.salesdesk exists already.")
    assert cut.read_bytes() == before
    door.saves = tmp_path / "from backup.salesdesk"
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves, "the newest backup was marked"


def test_what_is_lost_is_told_copied_and_printed(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    from salesdesk.ui.paper.printing import printed_by

    desk = Desk.open(file)
    for number in range(200):
        desk.clients.create(name=f"Customer {number:03d}", note="n" * 200)
    desk.close()
    wipe(file, b"Customer 100")
    user.start(file)
    assert user.sees("This file is damaged"), "the backup on opening finds it"
    door.saves = tmp_path / "mended.salesdesk"
    user.press("Ctrl+Return")
    assert user.sees("things are lost.")
    said = user.part(QPlainTextEdit).toPlainText()
    assert "Client Customer 100 added" in said
    user.click("Copy")
    assert said in QGuiApplication.clipboard().text()
    with printed_by(PaperTray(tmp_path / "lost.pdf")):
        user.click("Print…")
    assert (tmp_path / "lost.pdf").stat().st_size > 1_000


@pytest.mark.parametrize(("start", "length"), [(0, 100), (0, PAGE), (56, 4)], ids=["head", "first page", "encoding"])
def test_a_file_that_lost_its_head_comes_back_whole(
    user: User, file: Path, door: Answers, tmp_path: Path, start: int, length: int
) -> None:
    user.start(file)
    user.close()
    desk = Desk.open(file)
    desk.clients.create(name="after the backup")
    desk.close()
    patched(file, start, bytes(length))
    user.start(file)
    door.saves = tmp_path / "mended.salesdesk"
    user.press("Ctrl+Return")
    assert user.sees("Nothing is missing.")
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves and user.desk.find("after the backup")


def test_who_wants_none_of_it_stands_before_the_doors(user: User, cut: Path) -> None:
    user.start(cut)
    user.press("Esc")
    assert user.running.window.desk is None and user.sees("Start my file")


def test_a_lost_file_is_offered_from_its_backup_and_one_without_backups_only_told(
    user: User, cut: Path, door: Answers, tmp_path: Path
) -> None:
    cut.write_bytes(b"")
    user.start()
    door.opens = cut
    user.press("Ctrl+O")
    assert user.sees("This file is damaged") and user.sees("is empty")
    assert user.sees("Nothing in it can be read any more.")
    door.saves = tmp_path / "again.salesdesk"
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves and len(user.desk.clients.recent()) > 0


def test_a_backup_is_opened_for_reading(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    user.call("Backups")
    user.click("Open for reading")
    assert user.desk.read_only
    assert user.sees("A backup: your file as it was on")
    user.press("Ctrl+3")
    assert user.sees("华为技术")
    user.click("Back to my file")
    assert user.desk.path == file and not user.desk.read_only and not user.sees("A backup: your file")
    assert str(file) in user.running.settings.settings.recent[0], "a backup is not the file opened last"


def test_a_damaged_backup_is_marked_and_not_restored(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    [made] = user.desk.backups.list()
    body = bytearray(made.path.read_bytes())
    body[-1_000] ^= 1
    made.path.write_bytes(body)
    user.call("Backups")
    assert user.table()[0][3] == "Damaged", "each is looked through when the list opens"
    user.press("Ctrl+Return")
    assert "damaged" in user.problem()


def test_a_protected_file_that_is_damaged_stays_protected(user: User, tmp_path: Path, door: Answers) -> None:
    desk = make_desk(tmp_path)
    for number in range(300):
        new_client(desk, name=f"client {number:03d}", note="n" * 200)
    desk.close()
    words = "three green bicycles under water"
    safety.protect(desk.path, safety.new_passphrase(words, words))
    safety.forget_keys()
    middle = desk.path.stat().st_size // 2 // PAGE * PAGE
    patched(desk.path, middle, b"\xff" * 8 * PAGE)
    user.start(desk.path)
    user.type(words)
    user.press("Ctrl+Return")
    assert user.sees("This file is damaged")
    door.saves = tmp_path / "mended.salesdesk"
    user.press("Ctrl+Return")
    assert user.sees("The file is repaired")
    user.press("Ctrl+Return")
    assert user.desk.safety.protected
    user.close()
    assert b"client 001" not in door.saves.read_bytes()
    safety.unlock(door.saves, words)
    Desk.open(door.saves).close()


def test_the_passphrase_is_asked_before_a_protected_backup_takes_the_place_of_a_lost_file(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    words = "three green bicycles under water"
    safety.protect(file, safety.new_passphrase(words, words))
    desk = Desk.open(file)
    desk.backups.make()
    desk.close()
    safety.forget_keys()
    file.write_bytes(b"")
    door.opens, door.saves = file, tmp_path / "again.salesdesk"
    user.start()
    user.press("Ctrl+O", "Ctrl+Return")
    assert user.sees("is protected by a passphrase")
    user.type(words)
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves and user.desk.safety.protected


def test_a_damaged_copy_is_offered_the_backup_of_the_file_it_was_copied_from(
    user: User, cut: Path, door: Answers, tmp_path: Path
) -> None:
    moved = cut.rename(tmp_path / "copy.salesdesk")
    user.start(moved)
    assert user.sees("This file is damaged")
    assert user.sees(f"It was made of {cut}")
    door.saves = tmp_path / "again.salesdesk"
    user.press("Down", "Ctrl+Return")
    assert user.desk.path == door.saves
