"""The palette and the window's own sheets: preferences, keys, history, crash."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Kind
from salesdesk.settings import SettingsFile
from salesdesk.ui.calendar.page_keys import keys_of_page
from salesdesk.ui.crash import CrashDesk
from salesdesk.ui.dress import dress
from salesdesk.ui.history import HistorySheet
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.parts import theme
from salesdesk.ui.pictures import settle
from salesdesk.ui.preferences import PreferencesSheet
from salesdesk.ui.shortcuts import KeysSheet
from salesdesk.words.i18n import language
from tests.builders import make_desk
from tests.ui.stage import DEMO, OTHER, OtherPage, add_need, rename_need


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO, OTHER])
    made.open_desk(make_desk(tmp_path))
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


def test_the_palette_finds_a_verb_and_enter_does_it(window: MainWindow, qtbot: QtBot) -> None:
    window.search()
    palette = window.palette_sheet
    qtbot.keyClicks(palette.input, "go cli")
    assert [found.title for found in palette.rows.found if found.action] == ["Go to Clients"]
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert window.page is not None and window.page.key == "clients"
    assert not palette.isVisible()


def test_the_palette_finds_a_client_and_enter_opens_it(window: MainWindow, qtbot: QtBot) -> None:
    assert window.desk is not None
    client = window.desk.clients.create(name="上海和平医院")
    window.search()
    qtbot.keyClicks(window.palette_sheet.input, "shhp")
    assert window.palette_sheet.rows.found[0].title == "上海和平医院"
    qtbot.keyClick(window.palette_sheet.input, Qt.Key.Key_Return)
    assert isinstance(window.page, OtherPage) and window.page.opened == [(Kind.CLIENT, client)]


def test_the_palette_says_that_nothing_is_found_and_what_one_can_do(window: MainWindow, qtbot: QtBot) -> None:
    window.search()
    palette = window.palette_sheet
    assert palette.nothing.isHidden()
    qtbot.keyClicks(palette.input, "qqxxzz")
    qtbot.waitUntil(lambda: palette.nothing.isVisible())
    assert palette.nothing.text().startswith("Nothing found for “qqxxzz”.") and "pinyin" in palette.nothing.text()
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert palette.isVisible(), "there is nothing to open"
    palette.input.selectAll()
    qtbot.keyClicks(palette.input, "go cli")
    assert palette.nothing.isHidden() and palette.rows.found


def test_the_palette_shows_keys_and_walks_with_arrows(window: MainWindow, qtbot: QtBot) -> None:
    window.search()
    palette = window.palette_sheet
    shown = {found.title: found.subtitle for found in palette.rows.found}
    assert shown["Filter this page"] == "Ctrl+F, /" and "Again" in shown
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 2
    qtbot.keyClick(palette.input, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_the_language_switches_while_the_program_runs(window: MainWindow, qapp: QApplication) -> None:
    sheet = PreferencesSheet(window.settings, window)
    sheet.open()
    for code, wait in (("zh_CN", "简体中文"), ("zh_TW", "繁體中文")):
        sheet.language.setCurrentIndex(sheet.language.findText(wait))
        sheet.language.activated.emit(sheet.language.currentIndex())
        assert language() == code
        assert QApplication.translate("QPlatformTheme", "Cancel") == "取消"
    assert sheet.save()
    sheet.accept()
    assert SettingsFile().settings.language == "zh_TW"


def test_cancel_puts_language_look_and_size_back(window: MainWindow, qapp: QApplication) -> None:
    window.settings.change(language="en", theme="light")
    dress(qapp, window.settings.settings)
    sheet = PreferencesSheet(window.settings, window)
    sheet.open()
    sheet.look.setCurrentIndex(sheet.look.findData("dark"))
    sheet.letters.setCurrentIndex(sheet.letters.findData(150))
    sheet.letters.activated.emit(sheet.letters.currentIndex())
    assert theme.tokens().name == "dark" and theme.tokens().scale == 1.5
    sheet.reject()
    assert theme.tokens().name == "light" and theme.tokens().scale == 1.0
    assert SettingsFile().settings.theme == "light"


def test_all_keys_are_listed_and_searched(window: MainWindow, qtbot: QtBot) -> None:
    window.show_keys()
    sheet = window.findChild(KeysSheet)
    assert sheet is not None
    rows = [sheet.rows.row_at(n) for n in range(sheet.rows.rowCount())]
    listed = {row.does: row.keys for row in rows if row}
    assert listed["Plan it"] == "P" and listed["Redo"] == "Ctrl+Shift+Z, Ctrl+Y"
    qtbot.keyClicks(sheet.filter, "undo")
    assert sheet.rows.rowCount() == 1
    sheet.accept()


def test_what_a_key_does_is_read_to_its_end(window: MainWindow) -> None:
    sheet = KeysSheet([], keys_of_page(), window)
    sheet.show_over()
    settle()
    letters, room = sheet.table.fontMetrics(), sheet.table.columnWidth(0)
    assert max(letters.horizontalAdvance(does) for _keys, does in keys_of_page()) < room - 16
    sheet.accept()


def test_the_history_of_a_record_says_who_changed_what(window: MainWindow) -> None:
    assert window.desk is not None and window.context is not None
    need = add_need(window.desk, "Price")
    rename_need(window.desk, need, "Price", "Value")
    sheet = HistorySheet(window.context, window, kind=Kind.NEED_TAG, record_id=need)
    newest = sheet.rows.row_at(0)
    assert newest is not None and (newest.field != "", newest.before, newest.after) == (True, "Price", "Value")
    window.undo()
    whole = HistorySheet(window.context, window)
    undo = whole.rows.row_at(0)
    assert undo is not None and undo.what.startswith("Undone:")
    undone = whole.rows.row_at(1)
    assert undone is not None and undone.undone


def test_an_unexpected_error_is_shown_once_and_can_be_copied(window: MainWindow, qtbot: QtBot) -> None:
    crash = CrashDesk(window)
    for text in ("first trouble", "second trouble"):
        crash.catcher.caught(RuntimeError, RuntimeError(text), None)
    sheet = crash.sheet
    assert sheet is not None and "first trouble" in sheet.text.toPlainText()
    copy = next(b for b in sheet.findChildren(QPushButton) if b.text() == "Copy the text")
    copy.click()
    assert "first trouble" in QGuiApplication.clipboard().text()
    assert any("safe on disk" in label.text() for label in sheet.findChildren(QLabel))
    assert sheet.first_field() is sheet.save_button
    qtbot.keyClick(sheet.save_button, Qt.Key.Key_Return)
    assert crash.sheet is None
