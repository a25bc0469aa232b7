"""The start: first minute, last file, a double-clicked file, a second start."""

import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QThreadPool, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.settings import SettingsFile
from salesdesk.ui.doorbell import ring
from salesdesk.ui.first_start import FirstStart
from salesdesk.ui.jobs import Job
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.toast import Toast
from salesdesk.ui.pictures import settle
from salesdesk.ui.program import Program
from salesdesk.ui.safety.backups_sheet import BackupsSheet
from salesdesk.ui.status_line import JobStrip
from tests.builders import make_desk

Start = Callable[..., Program]


class Reader(dialogs.QtDoor):
    """Reads what is told, and chooses a file."""

    def __init__(self, chosen: Path | None = None) -> None:
        self.read: list[str] = []
        self.saved_as: Path | None = None
        self.chosen = chosen

    def tell(self, parent: QWidget | None, message: str, detail: str, problem: bool) -> None:
        self.read.append(f"{message} {detail}")

    def open_file(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> Path | None:
        return self.chosen

    def choose(self, parent: QWidget | None, question: str, detail: str, answers: Sequence[str]) -> int:
        return 0

    def save_file(self, parent: QWidget | None, title: str, proposal: Path | None, kinds: str) -> Path | None:
        return self.saved_as


@pytest.fixture
def door() -> Iterator[Reader]:
    reader = Reader()
    with dialogs.answered_by(reader):
        yield reader


@pytest.fixture
def start(qapp: QApplication, door: Reader, qtbot: QtBot) -> Iterator[Start]:
    running: list[Program] = []

    def begin(wish: Path | None = None) -> Program:
        program = Program(qapp, SettingsFile(), wish)
        running.append(program)
        program.start()
        qtbot.waitUntil(lambda: program.ready)
        settle()
        return program

    yield begin
    for program in running:
        program.end()
        program.window.deleteLater()
    settle()


def saved_file(folder: Path, rep_name: str = "Li") -> Path:
    folder.mkdir(exist_ok=True)
    desk = make_desk(folder, rep_name=rep_name)
    desk.close()
    return desk.path


def first_start(program: Program) -> FirstStart:
    found = program.window.findChild(FirstStart)
    assert found is not None and found.isVisible()
    return found


def test_the_first_minute_ends_in_the_own_file(start: Start, qtbot: QtBot) -> None:
    program = start()
    first = first_start(program)
    qtbot.keyClicks(first.name, "Wang Xiaoming")
    first.start.click()
    settle()
    desk = program.window.desk
    assert desk is not None and desk.rep.name == "Wang Xiaoming" and desk.path.exists()
    assert program.window.findChild(FirstStart) is None
    assert SettingsFile().settings.recent == (str(desk.path),)


def test_the_next_start_opens_the_last_file(start: Start, tmp_path: Path) -> None:
    path = saved_file(tmp_path)
    SettingsFile().change(recent=(str(path),))
    program = start()
    assert program.window.desk is not None and program.window.desk.path == path


def test_a_named_file_goes_before_the_last_one(start: Start, tmp_path: Path) -> None:
    last, named = saved_file(tmp_path / "a"), saved_file(tmp_path / "b", "Chen")
    SettingsFile().change(recent=(str(last),))
    program = start(named)
    assert program.window.desk is not None and program.window.desk.rep.name == "Chen"


def test_a_file_that_is_none_is_refused_in_words_and_the_doors_stand_open(
    start: Start, tmp_path: Path, door: Reader
) -> None:
    strange = tmp_path / "letter.salesdesk"
    strange.write_text("Dear Sir or Madam, " * 400, "utf-8")
    program = start(strange)
    assert len(door.read) == 1 and "letter.salesdesk was not opened." in door.read[0]
    first_start(program)
    assert strange.read_text("utf-8").startswith("Dear Sir")


def test_a_double_click_on_a_mac_opens_the_file(start: Start, tmp_path: Path, qapp: QApplication) -> None:
    program = start(saved_file(tmp_path / "a"))
    other = saved_file(tmp_path / "b", "Chen")
    qapp.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(other))))
    assert program.window.desk is not None and program.window.desk.rep.name == "Chen"


def test_a_second_start_with_the_file_finds_the_window(start: Start, tmp_path: Path) -> None:
    path = saved_file(tmp_path)
    start(path)
    assert ring(path)
    assert not ring(tmp_path / "other.salesdesk")


def test_the_open_door_opens_a_chosen_file(start: Start, tmp_path: Path, door: Reader) -> None:
    program = start()
    door.chosen = saved_file(tmp_path, "Chen")
    first_start(program).open_file.click()
    settle()
    assert program.window.desk is not None and program.window.desk.rep.name == "Chen"


def test_broken_preferences_are_told_once_and_kept(start: Start, own_home: Path, door: Reader) -> None:
    (own_home / "settings.toml").write_text("language = ", "utf-8")
    start()
    assert len(door.read) == 1 and "settings.toml.broken" in door.read[0]


def test_the_language_of_the_first_minute_is_kept(start: Start) -> None:
    program = start()
    first = first_start(program)
    first.language.setCurrentIndex(first.language.findData("zh_TW"))
    first.language.activated.emit(first.language.currentIndex())
    assert SettingsFile().settings.language == "zh_TW"


def test_what_was_found_on_opening_is_backed_up_and_can_be_restored(
    start: Start, tmp_path: Path, door: Reader, qtbot: QtBot
) -> None:
    program = start(saved_file(tmp_path))
    window = program.window
    assert window.desk is not None
    qtbot.waitUntil(lambda: "Backup" in window.status.backup.text())
    door.saved_as = tmp_path / "again.salesdesk"
    window.verbs["file_restore"].trigger()
    sheet = next(one for one in window.findChildren(BackupsSheet) if one.isVisible())
    sheet.save_button.click()
    qtbot.waitUntil(lambda: window.desk is not None and window.desk.path == door.saved_as)
    assert window.desk.rep.name == "Li"
    qtbot.waitUntil(lambda: not window.jobs.busy)


def test_a_backup_that_was_stopped_can_be_made_again(start: Start, tmp_path: Path, qtbot: QtBot) -> None:
    window, gate = start(saved_file(tmp_path)).window, threading.Event()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    pool = window.jobs.findChild(QThreadPool)
    assert pool is not None
    pool.setMaxThreadCount(1)
    window.jobs.run(Job("Something slow", lambda progress: gate.wait(10)))
    window.verbs["file_backup"].trigger()
    strip = window.status.findChild(JobStrip)
    assert strip is not None
    qtbot.waitUntil(lambda: strip.title.text() == "Backing up")
    strip.cancel.click()
    gate.set()
    qtbot.waitUntil(lambda: not window.jobs.busy)
    window.verbs["file_backup"].trigger()
    qtbot.waitUntil(lambda: any(t.label.text() == "Backed up." for t in window.findChildren(Toast)))


def test_a_sound_file_is_said_to_be_sound(start: Start, tmp_path: Path, qtbot: QtBot) -> None:
    window = start(saved_file(tmp_path)).window
    window.verbs["file_check"].trigger()
    qtbot.waitUntil(lambda: any(t.label.text() == "The file is sound." for t in window.findChildren(Toast)))
    qtbot.waitUntil(lambda: not window.jobs.busy)
