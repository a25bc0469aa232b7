"""The window: tabs, keys, back and forth, undo, the palette, the status line."""

import gc
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Kind
from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.jobs import Job, Jobs, Progress
from salesdesk.ui.log_visit import kept_drafts
from salesdesk.ui.log_visit.sheet import LogVisitSheet
from salesdesk.ui.main_window import TODAYS_REPORT, MainWindow
from salesdesk.ui.parts.toast import Toast
from salesdesk.ui.pictures import picture_of_each_tab, settle
from tests.builders import TestClock, make_desk
from tests.ui.stage import DEMO, OTHER, DemoPage, add_need, rename_need

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def window(tmp_path: Path, clock: TestClock, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO, OTHER])
    made.open_desk(make_desk(tmp_path, clock=clock))
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


def page_of(window: MainWindow) -> DemoPage:
    assert isinstance(window.page, DemoPage)
    return window.page


def toasts(window: QWidget) -> list[str]:
    return [toast.label.text() for toast in window.findChildren(Toast) if not toast.isHidden()]


def press(qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)


def test_the_first_tab_is_open_and_ctrl_numbers_change_it(window: MainWindow, qtbot: QtBot) -> None:
    assert page_of(window).key == "today"
    press(qtbot, Qt.Key.Key_2, CTRL)
    assert page_of(window).key == "clients"
    press(qtbot, Qt.Key.Key_1, CTRL)
    assert page_of(window).key == "today"


def test_pages_are_built_when_first_seen(window: MainWindow) -> None:
    assert len(window.findChildren(DemoPage)) == 1
    window.show_page("clients")
    assert len(window.findChildren(DemoPage)) == 2


def test_alt_arrows_walk_the_trail(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("clients")
    press(qtbot, Qt.Key.Key_Left, ALT)
    assert page_of(window).key == "today"
    press(qtbot, Qt.Key.Key_Left, ALT)
    assert page_of(window).key == "today"
    press(qtbot, Qt.Key.Key_Right, ALT)
    assert page_of(window).key == "clients"


def test_a_record_opens_on_its_page(window: MainWindow) -> None:
    window.go(Kind.CONTACT, b"c")
    assert page_of(window).key == "clients" and page_of(window).opened == [(Kind.CONTACT, b"c")]
    window.go(Kind.REPORT, TODAYS_REPORT)
    assert page_of(window).key == "clients"


def test_keys_reach_the_page_in_view(window: MainWindow, qtbot: QtBot) -> None:
    press(qtbot, Qt.Key.Key_N, CTRL)
    press(qtbot, Qt.Key.Key_R, CTRL)
    assert page_of(window).begun == 11
    press(qtbot, Qt.Key.Key_Slash)
    assert page_of(window).filter.hasFocus()
    press(qtbot, Qt.Key.Key_Slash)
    assert page_of(window).filter.text() == "/"
    window.show_page("clients")
    press(qtbot, Qt.Key.Key_R, CTRL)
    assert page_of(window).begun == 10


def test_undo_and_redo_by_key_say_what_they_did(window: MainWindow, qtbot: QtBot) -> None:
    assert window.desk is not None
    need = add_need(window.desk, "Price")
    rename_need(window.desk, need, "Price", "Value")
    press(qtbot, Qt.Key.Key_Z, CTRL)
    settle()
    assert page_of(window).names() == ["Price"]
    assert any("Undone" in text for text in toasts(window))
    press(qtbot, Qt.Key.Key_Z, CTRL | SHIFT)
    settle()
    assert page_of(window).names() == ["Value"]


def test_a_text_field_keeps_its_own_undo(window: MainWindow, qtbot: QtBot) -> None:
    assert window.desk is not None
    add_need(window.desk, "Price")
    settle()
    page_of(window).filter.setFocus()
    qtbot.keyClicks(page_of(window).filter, "abc")
    press(qtbot, Qt.Key.Key_Z, CTRL)
    settle()
    assert page_of(window).filter.text() == "" and page_of(window).names() == ["Price"]


def test_a_done_thing_is_told_with_undo_beside_it(window: MainWindow) -> None:
    assert window.context is not None
    window.context.attempt(add_need, window.context.desk, "Price")
    settle()
    toast = next(t for t in window.findChildren(Toast) if not t.isHidden())
    assert toast.button.text() == "Undo"
    toast.button.click()
    settle()
    assert page_of(window).names() == []


def test_nothing_to_undo_is_said_and_nothing_breaks(window: MainWindow) -> None:
    for _again in range(3):
        window.undo()
    assert len(toasts(window)) >= 1


def test_the_status_line_says_whose_file_and_when_it_was_saved(window: MainWindow, clock: TestClock) -> None:
    assert window.desk is not None
    assert "test.salesdesk" in window.status.file.text() and "王小明" in window.status.file.text()
    clock.forward(hours=4, minutes=2)
    add_need(window.desk, "Price")
    expected = clock.now.astimezone().strftime("%H:%M")
    assert window.status.saved.text() == f"Saved {expected}"


def test_a_new_day_makes_every_page_read_again(window: MainWindow, clock: TestClock) -> None:
    before = page_of(window).times
    clock.forward(hours=20)
    window.check_day()
    settle()
    assert page_of(window).times == before + 1
    window.check_day()
    settle()
    assert page_of(window).times == before + 1


def test_closing_a_file_leaves_no_page_behind(window: MainWindow, tmp_path: Path) -> None:
    window.show_page("clients")
    window.close_desk()
    settle()
    assert window.findChildren(DemoPage) == [] and window.page is None
    (tmp_path / "other").mkdir()
    window.open_desk(make_desk(tmp_path / "other", rep_name="Li"))
    settle()
    assert page_of(window).times == 1 and "Li" in window.status.file.text()


def test_what_is_typed_in_an_open_sheet_is_kept_when_the_window_closes(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.desk
    assert desk is not None
    client, path = desk.clients.create(name="Acme"), desk.path
    window.log_visit(client_id=client)
    (sheet,) = window.findChildren(LogVisitSheet)
    sheet.form.result.text.setFocus()
    qtbot.keyClicks(sheet.form.result.text, "Half a sent")
    window.close()
    assert not sheet.isVisible()
    with closing(Desk.open(path)) as again:
        draft = kept_drafts.kept(again, kept_drafts.about(client, None))
    assert draft is not None and draft.typed["result"] == "Half a sent"


def test_a_sheet_without_a_word_leaves_no_draft(window: MainWindow) -> None:
    assert window.desk is not None
    path = window.desk.path
    window.log_visit()
    window.close()
    with closing(Desk.open(path)) as again:
        assert kept_drafts.kept(again, "") is None


def test_closing_waits_for_slow_work_also_without_a_file(qtbot: QtBot) -> None:
    begun, ended = threading.Event(), threading.Event()

    def make(progress: Progress) -> None:
        begun.set()
        while not progress.cancelled:
            threading.Event().wait(0.001)
        ended.set()

    window = MainWindow(SettingsFile(), Jobs(), [DEMO])
    window.jobs.run(Job("Sample", make))
    assert begun.wait(5)
    window.close()
    assert ended.is_set() and not window.jobs.busy
    window.deleteLater()


def test_the_window_comes_back_where_it_was(window: MainWindow) -> None:
    window.resize(1100, 700)
    settle()
    window.close()
    again = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO])
    assert again.height() == 700
    again.deleteLater()


def test_each_tab_has_its_picture(window: MainWindow, tmp_path: Path) -> None:
    written = picture_of_each_tab(window, tmp_path / "pictures")
    assert [path.name for path in written] == ["today.png", "clients.png"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)


def test_a_window_stands_until_qt_takes_it_away(tmp_path: Path, qtbot: QtBot) -> None:
    made = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO])
    desk = make_desk(tmp_path)
    made.open_desk(desk)
    settle()
    gone = weakref.ref(made)
    del made
    gc.collect()
    window = gone()
    assert window is not None, "the collector would take it apart in the wrong order"
    window.close()
    window.deleteLater()
    del window
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    settle()
    gc.collect()
    assert gone() is None


def test_the_window_fits_the_screen_also_where_it_stood_on_a_larger_one(tmp_path: Path, qtbot: QtBot) -> None:
    settings = SettingsFile()
    larger = QWidget()
    qtbot.addWidget(larger)
    larger.setGeometry(300, 200, 3000, 2000)
    settings.keep(geometry=bytes(larger.saveGeometry().toBase64().data()).decode("ascii"))
    window = MainWindow(settings, Jobs(inline=True), [DEMO])
    qtbot.addWidget(window)
    free = window.screen().availableGeometry()
    assert free.contains(window.geometry())
    assert window.geometry().top() > free.top()


def test_a_file_for_reading_only_says_why_nothing_is_written(tmp_path: Path, qtbot: QtBot) -> None:
    make_desk(tmp_path).close()
    window = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO])
    qtbot.addWidget(window)
    window.open_desk(Desk.open(tmp_path / "test.salesdesk", read_only=True))
    window.show()
    for key in ("log_visit", "new_here", "undo", "redo"):
        window.notices.clear()
        window.verbs[key].trigger()
        assert [toast.label.text() for toast in window.notices._toasts.showing()] == [
            "This file is open for reading only."
        ], key
    assert window.status.mark.text() == "Open for reading only"
    window.close()


def test_a_file_on_its_way_is_said_until_a_page_is_there(tmp_path: Path, qtbot: QtBot) -> None:
    window = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO])
    qtbot.addWidget(window)
    window.show_opening()
    window.show()
    assert any(label.text() == "Opening…" for label in window.findChildren(QLabel) if label.isVisible())
    window.open_desk(make_desk(tmp_path))
    assert not any(label.text() == "Opening…" for label in window.findChildren(QLabel))
    window.close()
