"""Files that open, files that do not, and what is said about it; backups and their way back."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from tests.builders import make_desk
from tests.journeys.hands import Answers, User
from tests.store.builders import of_format


def a_letter(folder: Path) -> Path:
    path = folder / "letter.salesdesk"
    path.write_text("Dear Sir or Madam, " * 400, "utf-8")
    return path


def a_folder(folder: Path) -> Path:
    path = folder / "folder.salesdesk"
    path.mkdir()
    return path


def an_empty_file(folder: Path) -> Path:
    path = folder / "empty.salesdesk"
    path.touch()
    return path


def a_newer_file(folder: Path) -> Path:
    (folder / "newer").mkdir()
    desk = make_desk(folder / "newer", rep_name="Chen")
    desk.close()
    raw = sqlite3.connect(desk.path)
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    raw.execute("DELETE FROM about WHERE key = 'readable_from'")
    raw.commit()
    raw.execute(f"PRAGMA user_version = {version + 1}")
    raw.close()
    return desk.path


def a_missing_file(folder: Path) -> Path:
    return folder / "gone.salesdesk"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (a_letter, "is not a SalesDesk file"),
        (a_folder, "is a folder"),
        (an_empty_file, "is empty"),
        (a_newer_file, "newer"),
        (a_missing_file, "is not there"),
    ],
)
def test_what_cannot_be_opened_is_said_and_the_present_file_stays(
    user: User, file: Path, door: Answers, tmp_path: Path, make: Callable[[Path], Path], said: str
) -> None:
    user.start(file)
    strange = make(tmp_path)
    before = strange.read_bytes() if strange.is_file() else None
    door.opens = strange
    user.press("Ctrl+O")
    assert len(door.told) == 1
    assert door.told[0].startswith(f"{strange.name} was not opened.") and said in door.told[0]
    assert user.desk.path == file and user.sees("test.salesdesk")
    user.press("Ctrl+3")
    assert user.sees("华为技术")
    assert (strange.read_bytes() if strange.is_file() else None) == before


def test_another_file_takes_the_place_of_the_present_one(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = make_desk(tmp_path / "other", rep_name="Chen")
    other.close()
    user.start(file)
    user.press("Ctrl+3")
    assert user.sees("华为技术")
    door.opens = other.path
    user.press("Ctrl+O")
    assert user.desk.path == other.path and user.sees("Chen")
    user.press("Ctrl+3")
    assert not user.sees("华为技术") and user.sees("Your clients will stand here")
    assert not list(file.parent.glob("test.salesdesk-*")), "the one left is one file again"


def test_the_same_file_opened_twice_is_refused_in_words(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    held = Desk.open(file)
    try:
        user.start(file)
        assert user.running.window.desk is None
        assert "test.salesdesk is already open in another SalesDesk, on " in door.told[0]
        assert user.sees("Start my file"), "the doors stand open"
    finally:
        held.close()


def test_a_backup_comes_back_as_a_file_beside_the_present_one(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    user.start(file)
    user.press("Ctrl+3")
    user.press("Del")
    assert len(user.desk.clients.recent()) == 2
    door.saves = tmp_path / "again.salesdesk"
    user.call("Backups")
    assert user.table()[0][1] == "On opening"
    assert user.sees("It holds 3 clients, 1 contact, 2 opportunities")
    assert user.sees("Only in the backup: 1 client")
    assert user.table()[0][3] == "Sound" and user.table()[0][5] == "None"
    user.click("Check")
    assert user.table()[0][3] == "Sound"
    user.press("Ctrl+Return")
    assert user.desk.path == door.saves
    user.press("Ctrl+3")
    assert len(user.desk.clients.recent()) == 3
    user.close()
    desk = Desk.open(file)
    assert len(desk.clients.recent()) == 2, "the present file was left as it is"
    desk.close()


def test_a_file_is_backed_up_and_found_sound_when_asked(user: User, file: Path) -> None:
    user.start(file)
    user.call("Back up now")
    assert user.toast() == "Backed up."
    user.call("Check this file")
    assert user.toast() == "The file is sound."


def test_half_an_hours_work_is_kept_with_what_its_figures_are_told_from(user: User, file: Path) -> None:
    user.start(file)
    month = Period.month(user.desk.today())
    user.desk.figures.of(month)
    user.desk.clients.create(name="Wacker")
    user.desk.figures.of(month)
    user.clock.forward(minutes=31)
    user.running.files._keeping.look()
    user.settle()
    raw = sqlite3.connect(user.desk.backups.list()[0].path)
    kept = raw.execute("SELECT count(*) FROM kept, ctx WHERE ctx.kept NOTNULL AND name = 'clients'").fetchone()
    raw.close()
    assert kept == (1,)


def test_a_new_file_is_begun_from_the_menu(user: User, file: Path) -> None:
    user.start(file)
    user.call("New file")
    assert user.sees("Welcome to SalesDesk")
    user.answer("Second Rep")
    assert user.desk.rep.name == "Second Rep" and user.desk.path != file


def test_a_newer_file_is_only_looked_at_where_it_allows_that(user: User, file: Path, door: Answers) -> None:
    raw = sqlite3.connect(file)
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    raw.execute("ALTER TABLE client ADD COLUMN mood TEXT")
    raw.execute(f"PRAGMA user_version = {version + 1}")
    raw.commit()
    raw.close()
    before = file.read_bytes()
    user.start(file)
    assert user.sees("was made by a newer SalesDesk: it can only be looked at here")
    user.press("Ctrl+3")
    assert user.sees("华为技术")
    for key in ("Ctrl+L", "Ctrl+N", "Del", "Ctrl+Z"):
        user.press(key)
        assert user.sheet is None
    user.call("Back up now")
    assert user.sees("No backup was made: test.salesdesk was made by a newer SalesDesk and is only to be looked at.")
    for number in range(1, len(user.running.window.tabs) + 1):
        user.press(f"Ctrl+{number}")
    user.close()
    assert file.read_bytes() == before
    assert not door.told


@pytest.mark.parametrize("number", range(1, 6))
def test_a_file_of_each_format_of_before_is_brought_up_and_kept(
    user: User, tmp_path: Path, door: Answers, number: int
) -> None:
    old = of_format(number, tmp_path / "old.salesdesk")
    before = old.read_bytes()
    user.start(old)
    assert user.toast().startswith("old.salesdesk is brought up to this SalesDesk")
    for key in range(1, len(user.running.window.tabs) + 1):
        user.press(f"Ctrl+{key}")
        assert user.sheet is None
    user.call("Backups")
    [kept] = [row for row in user.table() if row[1] == "Before an upgrade"]
    assert kept
    made = next(one for one in user.desk.backups.list() if one.reason == "migration")
    user.press("Esc")
    user.close()
    assert old.read_bytes() != before
    assert [len(rows_of(one)) for one in (made.path, of_format(number, tmp_path / "again.salesdesk"))] == [
        len(rows_of(old))
    ] * 2
    user.start(old)
    assert not user.toast(), "it is said once"


def rows_of(path: Path) -> list[tuple[bytes]]:
    raw = sqlite3.connect(path)
    try:
        return raw.execute("SELECT id FROM client").fetchall()
    finally:
        raw.close()
