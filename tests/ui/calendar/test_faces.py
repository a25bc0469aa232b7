"""A screen reader meets every painted visit as an item with a name and a place."""

from __future__ import annotations

import gc

from PySide6.QtCore import QCoreApplication, QEvent, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.page import CalendarPage
from tests.ui.calendar.conftest import at
from tests.ui.stage import stage

NAME = QAccessible.Text.Name


def names(page: CalendarPage) -> list[str]:
    face = QAccessible.queryAccessibleInterface(page.canvas)
    return [face.child(number).text(NAME) for number in range(face.childCount())]


def test_each_view_is_a_list_of_its_visits(page: CalendarPage, desk: Desk, visit: Id, huawei: Id) -> None:
    desk.visits.plan(huawei, at(27, 14))
    for view in ("week", "five", "month", "agenda"):
        page.show_view(view)
        face = QAccessible.queryAccessibleInterface(page.canvas)
        assert face.role() == QAccessible.Role.List and face.text(NAME) == "Calendar"
        first, second = names(page)
        assert "10:00" in first and "华为技术, tier A, Planned" in first and "14:00" in second


def test_an_item_lies_where_it_is_painted_and_is_found_there(page: CalendarPage, visit: Id) -> None:
    face = QAccessible.queryAccessibleInterface(page.canvas)
    item = face.child(0)
    box = page.canvas.rect_of(visit).toAlignedRect()
    assert item.rect() == QRect(page.canvas.mapToGlobal(box.topLeft()), box.size())
    middle = item.rect().center()
    found = face.childAt(middle.x(), middle.y())
    assert face.indexOfChild(found) == 0 and found.text(NAME) == item.text(NAME)
    assert item.role() == QAccessible.Role.ListItem and item.parent().text(NAME) == "Calendar"
    assert item.childCount() == 0 and face.child(7) is None


def test_the_item_that_the_keys_mean_is_selected(page: CalendarPage, visit: Id) -> None:
    item = QAccessible.queryAccessibleInterface(page.canvas).child(0)
    assert not item.state().selected
    for _step in range(2):
        QTest.keyClick(page.canvas, Qt.Key.Key_Right)
    assert page.canvas.current == visit and item.state().selected


def test_an_item_of_what_has_gone_is_not_valid_any_more(page: CalendarPage, desk: Desk, visit: Id) -> None:
    item = QAccessible.queryAccessibleInterface(page.canvas).child(0)
    assert item.isValid()
    desk.visits.bin(visit)
    page.refresh_now()
    assert not item.isValid() and item.text(NAME) == "" and names(page) == []


def test_pages_come_and_go_under_a_screen_reader(desk: Desk, visit: Id, qtbot: QtBot) -> None:
    QAccessible.setActive(True)
    try:
        for _time in range(3):
            page = CalendarPage(stage(desk)[0])
            page.resize(900, 600)
            page.show()
            page.canvas.setFocus()
            QApplication.processEvents()
            page.canvas.mean(page.canvas.shown.find(visit))
            assert len(names(page)) == 1
            page.close()
            page.deleteLater()
            del page
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            gc.collect()
    finally:
        QAccessible.setActive(False)
