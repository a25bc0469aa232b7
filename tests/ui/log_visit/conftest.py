"""A desk with a few clients, and a window to open sheets over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
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


@pytest.fixture
def huawei(desk: Desk) -> Id:
    desk.clients.create(name="上海申达自动化", tier=Tier.B)
    return desk.clients.create(name="华为技术", tier=Tier.A, since=date(2024, 1, 1))


@pytest.fixture
def deal(desk: Desk, huawei: Id) -> Id:
    made = desk.session.new_id()
    values = {
        "name": "Servo motors",
        "rep_id": desk.rep.id,
        "stage": Stage.FIRST_CONTACT,
        "created_on": date(2026, 11, 1),
        "client_id": huawei,
        "amount_cents": 128_000_00,
    }
    label = Label("opportunity.added", {"opportunity": "Servo motors"})
    desk.session.record(label, [New(Kind.OPPORTUNITY, made, values)])
    return made
