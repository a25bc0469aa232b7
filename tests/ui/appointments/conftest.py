"""A desk, and a window to open sheets over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.services.desk import Desk
from salesdesk.ui.page import PageContext
from tests.builders import make_desk
from tests.ui.stage import Noted, stage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def staged(desk: Desk) -> tuple[PageContext, Noted]:
    return stage(desk)


@pytest.fixture
def ctx(staged: tuple[PageContext, Noted]) -> PageContext:
    return staged[0]


@pytest.fixture
def noted(staged: tuple[PageContext, Noted]) -> Noted:
    return staged[1]


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made
