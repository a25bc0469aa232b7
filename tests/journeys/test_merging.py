"""A lead takes the file of a rep in, while the rep goes on; decides what both changed; takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QUrl

from salesdesk.domain.change import Kind
from salesdesk.services.desk import Desk
from salesdesk.services.safety import forget_keys, new_passphrase, protect
from salesdesk.store.backup import copy_database
from tests.journeys.hands import Answers, User, drop
from tests.store.builders import edit, new_client


@pytest.fixture
def rep(file: Path, tmp_path: Path) -> Desk:
    """The file of a rep, that began as a copy of the lead's; open, with one new client and one changed field."""
    (tmp_path / "rep").mkdir()
    path = tmp_path / "rep" / "rep.salesdesk"
    copy_database(file, path)
    desk = Desk.open(path)
    edit(desk, Kind.CLIENT, _huawei(desk), note=("", "the rep's note"))
    new_client(desk, name="Anna Ltd", search="anna ltd", sort_key="anna ltd")
    return desk


def _huawei(desk: Desk) -> bytes:
    return bytes(desk.file.conn.exec_driver_sql("SELECT id FROM client WHERE name = '华为技术'").scalar_one())


def _note(user: User) -> object:
    return user.desk.file.conn.exec_driver_sql("SELECT note FROM client WHERE name = '华为技术'").scalar()


def test_a_lead_merges_decides_and_undoes_while_the_rep_goes_on(
    user: User, file: Path, rep: Desk, door: Answers
) -> None:
    user.start(file)
    edit(user.desk, Kind.CLIENT, _huawei(user.desk), note=("", "the lead's note"))
    door.opens = rep.path
    user.call("Merge files")
    assert user.sees("Choose the files of your colleagues")
    user.press("Ctrl+O")
    assert user.sees("New: 1 · changed: 0")
    assert user.table()[0][0] == "rep.salesdesk"
    assert not user.desk.merging.reports(), "nothing is written by looking"
    user.press("Ctrl+Return")
    assert user.sees("Merged. New: 1 · changed: 0")
    user.press("Return")
    (row,) = user.table()
    assert row[0] == "Client 华为技术"
    assert row[2].startswith("the lead's note")
    assert row[3].startswith("the rep's note")
    new_client(rep)
    user.press("2")
    assert user.toast().startswith("1 conflict decided")
    assert user.sees("No conflict waits")
    assert _note(user) == "the rep's note"
    user.press("Ctrl+Return", "Ctrl+Z")
    assert _note(user) == "the lead's note"
    user.call("Conflicts")
    assert len(user.table()) == 1
    user.click("The later one for all")
    assert user.sees("No conflict waits")
    user.press("Ctrl+Return")
    rep.close()


def test_a_merge_is_shown_again_and_taken_back(user: User, file: Path, rep: Desk) -> None:
    user.start(file)
    user.call("Merge files")
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(rep.path))])
    assert user.sheet is not None
    assert drop(user.sheet, carried, QPoint(40, 40))
    user.press("Ctrl+Return", "Ctrl+Return")
    assert _note(user) == "the rep's note"
    user.call("Merge files")
    user.click("Earlier merges…")
    assert user.table()[0][1] == "rep.salesdesk"
    user.click("Undo this merge")
    user.press("Ctrl+Return")
    assert _note(user) == ""
    user.press("Escape")
    user.press("Ctrl+3")
    assert not user.sees("Anna Ltd")
    rep.close()


def test_what_cannot_be_merged_is_said_in_its_line(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    user.start(file)
    door.opens = tmp_path / "letter.salesdesk"
    door.opens.write_text("Dear Sir or Madam, " * 400)
    user.call("Merge files")
    user.press("Ctrl+O")
    assert user.sees("is not a SalesDesk file")
    assert user.sees("There is nothing to merge in these files.")
    door.opens = file
    user.press("Ctrl+O")
    assert user.sees("is the file that is open here")
    user.press("Escape")
    assert user.sheet is None


def test_a_protected_file_is_asked_for_its_passphrase(user: User, file: Path, rep: Desk, door: Answers) -> None:
    rep.close()
    protect(rep.path, new_passphrase("three green bicycles", "three green bicycles"))
    forget_keys()
    user.start(file)
    door.opens, door.writes = rep.path, "three green bicycles"
    user.call("Merge files")
    user.press("Ctrl+O")
    assert door.asked == ["Passphrase of rep.salesdesk"]
    assert user.sees("New: 1 · changed: 1")
    user.press("Escape")
    forget_keys()
