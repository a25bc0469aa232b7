"""A user before the whole program, with a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.ui.language import switch
from salesdesk.ui.parts import dialogs, theme
from tests.builders import TestClock
from tests.journeys.hands import Answers, User

HERE = Path(__file__).parent
NO_SCREEN = "This plugin does not support"
"""What Qt says when a window without a screen is given a smallest size, is raised or takes the keyboard."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Qt's remarks about the missing screen pass; every other remark fails the test."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore(NO_SCREEN, extend=True))


@pytest.fixture
def door() -> Iterator[Answers]:
    """Who answers the boxes and choosers."""
    answers = Answers()
    with dialogs.answered_by(answers):
        yield answers


@pytest.fixture
def user(qapp: QApplication, qtbot: QtBot, door: Answers, monkeypatch: pytest.MonkeyPatch) -> Iterator[User]:
    """Somebody who has just sat down, on a Monday morning in Shanghai."""
    monkeypatch.setenv("LANG", "C")
    made = User(qapp, qtbot, TestClock())
    yield made
    made.leave()
    switch(qapp, "en")
    theme.apply(qapp, "light")
