"""A week in November with a few visits, and the page that shows it. It is Monday the 23rd, ten o'clock."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.page import CalendarPage
from tests.builders import NOW
from tests.ui.stage import Noted, stage


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return NOW.replace(day=day, hour=hour, minute=minute)


@pytest.fixture
def huawei(desk: Desk) -> Id:
    return desk.clients.create(name="华为技术", tier=Tier.A, since=date(2024, 1, 1))


@pytest.fixture
def visit(desk: Desk, huawei: Id) -> Id:
    """Planned for Wednesday, ten to eleven."""
    desk.visits.plan(huawei, at(25, 10), purpose="Demo")
    (card,) = desk.visits.of_client(huawei)
    return card.id


@pytest.fixture
def noted_page(desk: Desk, visit: Id, qtbot: QtBot) -> tuple[CalendarPage, Noted]:
    ctx, noted = stage(desk)
    page = CalendarPage(ctx)
    qtbot.addWidget(page)
    page.resize(1290, 690)
    page.show()
    page.canvas.setFocus()
    QApplication.processEvents()
    return page, noted


@pytest.fixture
def page(noted_page: tuple[CalendarPage, Noted]) -> CalendarPage:
    return noted_page[0]


@pytest.fixture
def noted(noted_page: tuple[CalendarPage, Noted]) -> Noted:
    return noted_page[1]
