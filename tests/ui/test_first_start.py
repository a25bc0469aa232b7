"""The first minute: language, name, three doors."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from salesdesk.ui.files import default_path
from salesdesk.ui.first_start import Beginning, FirstStart


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> FirstStart:
    made = FirstStart(tmp_path)
    qtbot.addWidget(made)
    return made


def test_a_name_and_enter_begin_the_own_file(first: FirstStart, qtbot: QtBot) -> None:
    first.currency.setCurrentText("CNY")
    qtbot.keyClicks(first.name, " Wang ")
    with qtbot.waitSignal(first.begun) as begun:
        first.name.returnPressed.emit()
    assert begun.args == [Beginning("Wang", "CNY", "en", sample=False)]


def test_without_a_name_the_field_asks_for_it(first: FirstStart, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(first.begun):
        first.start.click()
    assert "your name" in first.problem.text()
    qtbot.keyClicks(first.name, "W")
    assert first.problem.text() == ""


def test_one_may_look_around_without_a_name(first: FirstStart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.begun) as begun:
        first.look_around.click()
    assert begun.args[0].sample


def test_the_language_brings_its_currency(first: FirstStart, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.chosen_language) as chosen:
        first.language.setCurrentIndex(first.language.findData("zh_TW"))
        first.language.activated.emit(first.language.currentIndex())
    assert chosen.args == ["zh_TW"]
    assert first.currency.currentText() == "TWD"


def test_while_the_sample_is_made_no_second_door_opens(first: FirstStart) -> None:
    first.set_busy("Preparing")
    assert not first.start.isEnabled() and first.problem.text() == "Preparing"
    first.set_busy("")
    assert first.start.isEnabled()


def test_a_new_file_never_takes_the_name_of_an_old_one(own_home: Path) -> None:
    path = default_path("王/小明: *")
    assert path.name == "王 小明.salesdesk"
    path.parent.mkdir(parents=True)
    path.write_text("old", "utf-8")
    assert default_path("王/小明: *").name == "王 小明 2.salesdesk"
