"""A second start with the same file brings the first window to the front."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from salesdesk.ui.doorbell import Doorbell, bell_of, ring


def test_the_bell_of_an_open_file_is_heard(tmp_path: Path, qtbot: QtBot) -> None:
    bell = Doorbell()
    bell.hang(tmp_path / "a.salesdesk")
    with qtbot.waitSignal(bell.rung):
        assert ring(tmp_path / "." / "a.salesdesk")
    bell.take_down()


def test_nobody_answers_for_another_file(tmp_path: Path, qtbot: QtBot) -> None:
    bell = Doorbell()
    bell.hang(tmp_path / "a.salesdesk")
    assert not ring(tmp_path / "b.salesdesk")
    bell.hang(tmp_path / "b.salesdesk")
    assert not ring(tmp_path / "a.salesdesk")
    bell.take_down()
    assert not ring(tmp_path / "b.salesdesk")


def test_one_file_has_one_bell_however_its_path_is_written(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert bell_of(tmp_path / "folder" / ".." / "a") == bell_of(tmp_path / "a") != bell_of(tmp_path / "A b")
