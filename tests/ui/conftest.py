"""The window under test: without a screen, dressed as users see it, with a desk on a file of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.domain.product import Bundle, BundleItem, PriceKind, PriceStep
from salesdesk.services.desk import Desk
from salesdesk.ui.language import switch
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import theme
from salesdesk.ui.pictures import settle
from tests.builders import make_desk
from tests.ui.stage import Noted, stage

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


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty file, open."""
    made = make_desk(tmp_path)
    yield made
    made.close()


@pytest.fixture
def staged(desk: Desk) -> tuple[PageContext, Noted]:
    """What a page or a sheet is given, and what it did with it."""
    return stage(desk)


@pytest.fixture
def ctx(staged: tuple[PageContext, Noted]) -> PageContext:
    return staged[0]


@pytest.fixture
def noted(staged: tuple[PageContext, Noted]) -> Noted:
    return staged[1]


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """A window to open sheets over."""
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    made.show()
    settle()
    yield made
    settle()


# What quotes and orders are written of.


@pytest.fixture
def client(desk: Desk) -> Id:
    return desk.clients.create(name="力诚电子", is_prospect=True)


@pytest.fixture
def pump(desk: Desk) -> Id:
    steps = [PriceStep(b"", b"", PriceKind.QUANTITY, 90_000, 10), PriceStep(b"", b"", PriceKind.YEARLY, 92_000)]
    return desk.products.add_product(
        name="贴片机", list_price_cents=100_000, cost_cents=60_000, floor_margin_bp=2500, unit="台", steps=steps
    )


@pytest.fixture
def kit(desk: Desk, pump: Id) -> Id:
    return desk.products.add_product(name="滤芯", list_price_cents=5_000, cost_cents=2_000, complements=[pump])


@pytest.fixture
def bundle(desk: Desk, pump: Id, kit: Id) -> Id:
    items = [BundleItem(b"", b"", pump, 1), BundleItem(b"", b"", kit, 10)]
    return desk.bundles.add(Bundle(b"", "年度套装", 140_000), items)
