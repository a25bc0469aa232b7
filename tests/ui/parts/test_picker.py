"""Finding a client: type, arrow, Enter."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.parts.picker import Picker, PickItem

CLIENTS = [PickItem(1, "上海申达", "浦东", "A"), PickItem(2, "Kan-code", "", "B"), PickItem(3, "Kanban", "", "C")]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def find(words: str) -> Sequence[PickItem]:
    return [item for item in CLIENTS if words.lower() in item.title.lower()]


class Desk(QWidget):
    """A window with the picker and another field after it."""

    def __init__(self, *, create: bool = False) -> None:
        super().__init__()
        self.made: list[str] = []
        self.picker = Picker(find, create=self.make if create else None)
        self.next = QLineEdit()
        column = QVBoxLayout(self)
        column.addWidget(self.next)
        column.addWidget(self.picker)
        column.addStretch()
        self.resize(400, 400)

    def make(self, words: str) -> PickItem:
        self.made.append(words)
        return PickItem(99, words)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.next.setFocus()
    return made


def test_typing_finds_and_enter_picks(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.picker, "kan")
    assert [item.id for item in desk.picker.found()] == [2, 3]
    with qtbot.waitSignal(desk.picker.picked) as told:
        qtbot.keyClick(desk.picker, Qt.Key.Key_Down)
        qtbot.keyClick(desk.picker, Qt.Key.Key_Return)
    assert told.args == [CLIENTS[2]]
    assert desk.picker.value() == 3
    assert desk.picker.text() == "Kanban"
    assert not desk.picker.is_open()


def test_with_nothing_typed_the_recent_ones_are_offered(desk: Desk, qtbot: QtBot) -> None:
    desk.picker.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(desk.picker.is_open)
    assert [item.id for item in desk.picker.found()] == [1, 2, 3]


def test_escape_closes_only_the_list(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.picker, "kan")
    qtbot.keyClick(desk.picker, Qt.Key.Key_Escape)
    assert not desk.picker.is_open()
    assert desk.picker.text() == "kan"


def test_writing_on_lets_go_of_what_was_picked(desk: Desk, qtbot: QtBot) -> None:
    desk.picker.set_item(CLIENTS[1])
    with qtbot.waitSignal(desk.picker.cleared):
        qtbot.keyClick(desk.picker, Qt.Key.Key_X)
    assert desk.picker.value() is None


def test_tab_takes_the_marked_one(desk: Desk, qtbot: QtBot) -> None:
    desk.picker.setFocus()
    qtbot.keyClicks(desk.picker, "kanb")
    desk.next.setFocus(Qt.FocusReason.TabFocusReason)
    assert desk.picker.value() == 3


def test_nothing_found_shows_nothing(desk: Desk, qtbot: QtBot) -> None:
    qtbot.keyClicks(desk.picker, "zzz")
    assert not desk.picker.is_open()
    assert desk.picker.value() is None


def test_what_is_not_there_can_be_made(qtbot: QtBot) -> None:
    desk = Desk(create=True)
    qtbot.addWidget(desk)
    desk.show()
    qtbot.keyClicks(desk.picker, "Newco")
    assert desk.picker.is_open()
    qtbot.keyClick(desk.picker, Qt.Key.Key_Return)
    assert desk.made == ["Newco"]
    assert desk.picker.value() == 99


def test_the_list_stays_inside_the_window(desk: Desk, qtbot: QtBot) -> None:
    desk.resize(400, 90)
    qtbot.keyClicks(desk.picker, "a")
    found = next(child for child in desk.children() if child.objectName() == "picker_list")
    assert isinstance(found, QWidget)
    assert desk.rect().left() <= found.geometry().left()
    assert found.geometry().right() <= desk.rect().right()


def test_a_loose_match_stands_behind_making_what_was_typed(qtbot: QtBot) -> None:
    made = Desk(create=True)
    loose = PickItem(4, "Chengfan New Energy", close=False)
    made.picker = Picker(lambda _words: [loose], create=made.make)
    made.layout().addWidget(made.picker)  # type: ignore[union-attr]
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    qtbot.keyClicks(made.picker, "New Co")
    qtbot.keyClick(made.picker, Qt.Key.Key_Tab)
    assert made.made == []
    assert made.picker.value() is None
    made.picker.setFocus()
    made.picker.open_list()
    qtbot.keyClick(made.picker, Qt.Key.Key_Return)
    assert made.made == ["New Co"]
    assert made.picker.text() == "New Co"
