"""Choices that lie open: by click, arrow and number; several or one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.ui.parts.chips import ChipBar, Choice, SegmentedBar
from salesdesk.ui.parts.flow_layout import FlowLayout

CHANNELS = [Choice("face", "Face to face", icon="face"), Choice("phone", "Phone"), Choice("mail", "Mail")]


def shown(bar: ChipBar, qtbot: QtBot) -> ChipBar:
    qtbot.addWidget(bar)
    bar.show()
    qtbot.waitUntil(bar.isVisible)
    return bar


def test_a_number_takes_the_chip(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Channel", CHANNELS, numbered=True), qtbot)
    with qtbot.waitSignal(bar.changed) as told:
        qtbot.keyClick(bar.chips()[0], Qt.Key.Key_2)
    assert told.args == ["phone"]
    assert bar.chosen() == "phone"


def test_without_numbers_a_digit_does_nothing(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Filter", CHANNELS), qtbot)
    qtbot.keyClick(bar.chips()[0], Qt.Key.Key_2)
    assert bar.chosen() == ""


def test_arrows_go_round_and_take_in_a_single_choice(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Channel", CHANNELS), qtbot)
    bar.set_chosen("face")
    qtbot.keyClick(bar.chips()[0], Qt.Key.Key_Right)
    assert bar.chosen() == "phone"
    qtbot.keyClick(bar.chips()[0], Qt.Key.Key_Left)
    assert bar.chosen() == "mail"


def test_one_choice_drops_the_other(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Channel", CHANNELS), qtbot)
    for chip in bar.chips()[:2]:
        chip.click()
    assert bar.chosen_keys() == ["phone"]
    bar.chips()[1].click()
    assert bar.chosen_keys() == ["phone"], "a choice that must be made is not taken back"


def test_an_optional_choice_can_be_taken_back(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Filter", CHANNELS, optional=True), qtbot)
    bar.chips()[1].click()
    bar.chips()[1].click()
    assert bar.chosen() == ""


def test_several_may_be_chosen(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Filter", CHANNELS, multiple=True), qtbot)
    bar.chips()[0].click()
    qtbot.keyClick(bar.chips()[2], Qt.Key.Key_Space)
    assert bar.chosen_keys() == ["face", "mail"]


def test_choosing_by_program_says_nothing(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Filter", CHANNELS), qtbot)
    with qtbot.assertNotEmitted(bar.changed):
        bar.set_chosen("mail")
    assert bar.chosen() == "mail"


def test_counts_are_shown_and_spoken(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Filter", CHANNELS), qtbot)
    narrow = bar.chips()[1].sizeHint().width()
    bar.set_counts({"phone": 312})
    assert bar.chips()[1].accessibleName() == "Phone 312"
    assert bar.chips()[1].sizeHint().width() > narrow
    assert bar.chips()[0].accessibleName() == "Face to face"


def test_a_single_choice_is_one_stop_for_tab(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Channel", CHANNELS), qtbot)
    bar.set_chosen("phone")
    stops = [chip.choice.key for chip in bar.chips() if chip.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["phone"]
    assert bar.focusProxy() is bar.chips()[1]


def test_new_choices_keep_what_is_chosen(qtbot: QtBot) -> None:
    bar = shown(ChipBar("Filter", CHANNELS, multiple=True), qtbot)
    bar.set_chosen(["face", "mail"])
    bar.set_choices([*CHANNELS[1:], Choice("event", "Event")])
    assert bar.chosen_keys() == ["mail"]


def test_the_way_already_gone_is_tinted(qtbot: QtBot) -> None:
    bar = SegmentedBar("Stage", CHANNELS, progress=True)
    shown(bar, qtbot)
    bar.set_chosen("mail")
    assert [chip.reached for chip in bar.chips()] == [True, True, False]
    assert [chip.place for chip in bar.chips()] == ["first", "middle", "last"]
    bar.chips()[0].click()
    assert [chip.reached for chip in bar.chips()] == [False, False, False]


@pytest.mark.parametrize(("width", "lines"), [(1000, 1), (130, 2), (70, 4)])
def test_chips_go_on_in_the_next_line(qtbot: QtBot, width: int, lines: int) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    flow = FlowLayout(box, gap=10)
    for _each in range(4):
        block = QWidget()
        block.setFixedSize(60, 20)
        flow.addWidget(block)
    assert flow.heightForWidth(width) == lines * 20 + (lines - 1) * 10


def test_words_follow_the_language(qtbot: QtBot) -> None:
    language = ["Phone"]
    bar = shown(ChipBar("Channel", [Choice("phone", lambda: language[0])]), qtbot)
    box = QWidget()
    QVBoxLayout(box).addWidget(bar)
    qtbot.addWidget(box)
    language[0] = "电话"
    bar.chips()[0].retranslate()
    assert bar.chips()[0].text() == "电话"
    assert bar.chips()[0].accessibleName() == "电话"


def test_tab_comes_to_chips_offered_later_where_they_stand(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    above, bar, below = QLineEdit(), ChipBar("People", (), multiple=True), QLineEdit()
    for widget in (above, bar, below):
        column.addWidget(widget)
    for names in (("Li",), ("Li", "Wang")):
        bar.set_choices([Choice(name, name) for name in names])
    window.show()
    window.activateWindow()
    above.setFocus()
    qtbot.waitUntil(above.hasFocus)
    for chip in bar.chips():
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert chip.hasFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert below.hasFocus()
