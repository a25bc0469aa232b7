"""How the window behaves: languages, looks, and keys inside a field."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from salesdesk.settings import SettingsFile
from salesdesk.ui.parts import theme
from tests.journeys.hands import User

NAMES = {"Monitors", "Servo", "motors", "Excel", "Word"}
"""What is called the same in every language, or is the user's own word."""


def rail(user: User) -> list[str]:
    """The words on the rail."""
    found = user.window.findChild(QWidget, "rail")
    assert found is not None
    return [button.text() for button in found.findChildren(QAbstractButton)]


@pytest.mark.parametrize(("code", "steps"), [("zh_CN", 2), ("zh_TW", 1)])
def test_the_language_changes_under_every_tab(user: User, file: Path, code: str, steps: int) -> None:
    user.start(file)
    for tab in range(1, 7):
        user.press(f"Ctrl+{tab}")
    user.press("Ctrl+,")
    user.press(*["Up"] * steps)
    user.press("Ctrl+Return")
    assert SettingsFile().settings.language == code
    assert not [words for words in rail(user) if words.isascii()]
    for tab in range(1, 7):
        user.press(f"Ctrl+{tab}")
        left = {word for words in user.reading() for word in words.split() if len(word) > 3 and word.isascii()}
        assert {word for word in left if word.isalpha()} <= NAMES
    user.close()
    user.start()
    assert not [words for words in rail(user) if words.isascii()]


def test_dark_and_light(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+,")
    user.go_to("Look")
    user.press("End", "Ctrl+Return")
    assert theme.tokens().name == "dark" and SettingsFile().settings.theme == "dark"
    dark = user.window.grab().toImage().pixelColor(700, 500).lightness()
    user.press("Ctrl+,")
    user.go_to("Look")
    user.press("Up", "Esc")
    assert theme.tokens().name == "dark", "given up, it is as before"
    user.press("Ctrl+,")
    user.go_to("Look")
    user.press("Up", "Ctrl+Return")
    assert theme.tokens().name == "light"
    assert user.window.grab().toImage().pixelColor(700, 500).lightness() > dark + 100


def test_undo_in_a_field_undoes_the_words_and_not_the_file(user: User, file: Path) -> None:
    user.start(file)
    user.call("servo")
    user.press("1", "Ctrl+F")
    user.type("monitor")
    user.press("Ctrl+Z")
    (deal,) = user.desk.funnel.find("Servo")
    found = user.desk.funnel.get(deal.id)
    assert found and found.priority.name == "P1"
    user.press("Ctrl+D", "Ctrl+N")
    user.type("Nonsense")
    user.press("Ctrl+Z")
    found = user.desk.funnel.get(deal.id)
    assert found and found.priority.name == "P1", "the file is not undone from inside a field"
    assert user.target.property("plainText") == ""


def test_nothing_left_to_undo_is_said(user: User, file: Path) -> None:
    user.start(file)
    said = []
    for _again in range(30):
        user.press("Ctrl+Z")
        said.append(user.toast())
    assert not said[-1].startswith("Undone") and said[-1]
    assert user.desk.clients.recent() == []


def test_every_key_is_listed(user: User, file: Path) -> None:
    user.start(file)
    user.press("F1")
    user.type("visit")
    assert any("Ctrl+L" in line for line in user.table())
    user.press("Esc")


def test_the_history_of_the_whole_file(user: User, file: Path) -> None:
    user.start(file)
    user.call("History of this file")
    assert any("Servo motors" in cell for line in user.table() for cell in line)
    user.press("Esc")
