"""Quotes and orders from the tab Clients: begun with their keys, opened from the timeline."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.services.orders import WholeOrder
from salesdesk.settings import SettingsFile
from salesdesk.ui.clients.page import ClientsPage
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.pages import tabs
from salesdesk.ui.pictures import settle
from salesdesk.ui.quotes.sheet import QuoteSheet
from tests.builders import make_desk


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(SettingsFile(), Jobs(inline=True), [tab for tab in tabs() if tab.key == "clients"])
    desk = make_desk(tmp_path)
    desk.clients.create(name="力诚电子")
    made.open_desk(desk)
    made.show()
    made.activateWindow()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


@pytest.fixture
def page(window: MainWindow) -> ClientsPage:
    return cast("ClientsPage", window.page)


@pytest.fixture
def client(page: ClientsPage) -> Id:
    found = page.desk.clients.find("力诚")[0].id
    page.open_record(Kind.CLIENT, found)
    settle()
    return found


def sheet() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


@pytest.mark.parametrize(("key", "kind"), [(Qt.Key.Key_Q, QuoteSheet), (Qt.Key.Key_B, OrderSheet)])
def test_a_key_begins_a_quote_or_an_order(
    page: ClientsPage, client: Id, key: Qt.Key, kind: type[QuoteSheet | OrderSheet]
) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, key)
    settle()
    opened = sheet()
    assert isinstance(opened, kind)
    assert opened.form.field("client_id").value() == client
    opened.reject()


def test_both_stand_on_the_timeline_and_open(page: ClientsPage, client: Id) -> None:
    desk = page.desk
    quote = desk.quotes.add(desk.quotes.draft(client_id=client))
    draft = desk.orders.draft(client_id=client)
    order = desk.orders.add(WholeOrder(replace(draft.order, total_cents=12_300, number="A-7")))
    settle()
    for kind, pk, words in ((Kind.QUOTE, quote, "Quote Q2026-0001"), (Kind.ORDER, order, "Order A-7")):
        [line] = page.record.lines(kind)
        assert (line.line.title, line.line.id) == (words, pk)
        line.click()
        settle()
        opened = sheet()
        assert isinstance(opened, QuoteSheet if kind is Kind.QUOTE else OrderSheet)
        assert opened.whole.id == pk
        opened.reject()
        settle()
