"""The window under test: without a screen, dressed as users see it, with a desk on a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from salesdesk.ui.language import switch
from salesdesk.ui.parts import theme

HERE = Path(__file__).parent
NO_SCREEN = "This plugin does not support"
"""What Qt says when a window without a screen is given a smallest size, is raised or takes the keyboard."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let Qt's remarks about the missing screen pass; every other remark fails the test."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.qt_log_ignore(NO_SCREEN, extend=True))


@pytest.fixture(autouse=True)
def in_english(qapp: QApplication) -> Iterator[None]:
    """The light look and English, whatever ran before."""
    switch(qapp, "en")
    theme.apply(qapp, "light")
    yield
    switch(qapp, "en")
