"""A user before the whole program, with a day that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.ui.language import switch
from salesdesk.ui.parts import dialogs, theme
from tests.builders import TestClock, make_desk
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


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file from before: three clients, a person, two opportunities, three product lines; nothing planned."""
    desk = make_desk(tmp_path)
    huawei = desk.clients.create(name="华为技术", tier=Tier.A, since=date(2024, 1, 1))
    desk.clients.add_contact(huawei, name="李强", title="Purchasing")
    hospital = desk.clients.create(name="和平医院", tier=Tier.B, since=date(2024, 1, 1))
    desk.clients.create(name="上海申达自动化", tier=Tier.C, since=date(2024, 1, 1))
    desk.funnel.add(name="Servo motors", client_id=huawei, amount_cents=128_000_00)
    desk.funnel.add(name="Monitors", client_id=hospital, amount_cents=40_000_00, stage=Stage.PROPOSAL)
    for name, share in (("Premium", 3000), ("Mid-range", 5000), ("Basic", 2000)):
        desk.products.add_line(name=name, share_bp=share)
    desk.close()
    return desk.path
