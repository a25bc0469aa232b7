"""Visits that are proposed stand among the others, and are accepted, dismissed, moved and opened one by one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QToolTip

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.entries import Ghost
from salesdesk.ui.calendar.page import CalendarPage
from tests.ui.calendar.hand import CTRL, LEFT, NONE, drag

GHOST = Ghost(b"g1", b"c", Tier.B, date(2026, 11, 25), 11 * 60, 60, "和平医院", "B: 1 a month, not met yet")
OTHER = Ghost(b"g2", b"c", Tier.A, date(2026, 11, 26), 14 * 60, 60, "申达自动化", "3 days late")
Key = Qt.Key


@pytest.fixture
def heard(page: CalendarPage) -> list[tuple[Any, ...]]:
    """What the days wish about proposals."""
    said: list[tuple[Any, ...]] = []
    for canvas in page.canvases:
        canvas.ghost_accepted.connect(lambda pk: said.append(("accepted", pk)))
        canvas.ghost_dismissed.connect(lambda pk: said.append(("dismissed", pk)))
        canvas.ghost_opened.connect(lambda pk: said.append(("opened", pk)))
        canvas.ghost_moved.connect(lambda pk, day, minute: said.append(("moved", pk, day, minute)))
    page.show_ghosts((GHOST, OTHER))
    QApplication.processEvents()
    return said


def test_arrows_come_to_a_proposal_enter_accepts_it_and_del_dismisses_it(
    page: CalendarPage, heard: list[tuple[Any, ...]], visit: Id
) -> None:
    for _step in range(2):
        QTest.keyClick(page.canvas, Key.Key_Right)
    assert page.canvas.current == visit
    QTest.keyClick(page.canvas, Key.Key_Down)
    assert page.canvas.current == GHOST.id
    QTest.keyClick(page.canvas, Key.Key_Return)
    QTest.keyClick(page.canvas, Key.Key_Delete)
    assert heard == [("accepted", b"g1"), ("dismissed", b"g1")]


def test_keys_and_drag_move_a_proposal_and_change_no_visit(
    page: CalendarPage, heard: list[tuple[Any, ...]], desk: Desk, visit: Id
) -> None:
    grid = page.week.grid
    grid.mean(GHOST)
    QTest.keyClick(grid, Key.Key_Down, CTRL)
    QTest.keyClick(grid, Key.Key_Right, CTRL)
    drag(grid, grid.rect_of(GHOST.id).center(), QPointF(grid.columns().width, grid.scale.y(120)))
    assert heard == [
        ("moved", b"g1", GHOST.day, 11 * 60 + 15),
        ("moved", b"g1", OTHER.day, 11 * 60),
        ("moved", b"g1", OTHER.day, 13 * 60),
    ]
    assert len(desk.visits.of_client(desk.visits.get(visit).client_id)) == 1


def test_a_double_click_opens_a_proposal_in_every_view(page: CalendarPage, heard: list[tuple[Any, ...]]) -> None:
    for view in ("week", "five", "month", "agenda"):
        page.show_view(view)
        QApplication.processEvents()
        QTest.mouseDClick(page.canvas, LEFT, NONE, page.canvas.rect_of(OTHER.id).center().toPoint())
    assert heard == [("opened", b"g2")] * 4


def test_a_month_moves_a_proposal_to_another_day(page: CalendarPage, heard: list[tuple[Any, ...]]) -> None:
    page.show_view("month")
    start, goal = page.month.rect_of(GHOST.id).center(), page.month.cell(date(2026, 12, 2)).center()
    drag(page.month, start, goal - start)
    assert heard == [("moved", b"g1", date(2026, 12, 2), 11 * 60)]


def test_the_reason_is_said_and_shown(page: CalendarPage, heard: list[tuple[Any, ...]]) -> None:
    grid = page.week.grid
    grid.mean(GHOST)
    said = grid.accessibleDescription()
    assert "和平医院" in said and "proposed" in said and GHOST.reason in said
    where = grid.rect_of(GHOST.id).center().toPoint()
    QApplication.sendEvent(grid, QHelpEvent(QEvent.Type.ToolTip, where, grid.mapToGlobal(where)))
    assert GHOST.reason in QToolTip.text()
    QToolTip.hideText()


def test_a_proposal_counts_for_the_day_and_can_be_taken_away(page: CalendarPage, heard: list[tuple[Any, ...]]) -> None:
    assert page.canvas.shown.load(GHOST.day) == 2
    page.show_ghosts(())
    assert page.canvas.shown.load(GHOST.day) == 1 and page.canvas.rect_of(GHOST.id).isEmpty()


def test_a_proposal_has_no_menu_of_a_visit(page: CalendarPage, heard: list[tuple[Any, ...]]) -> None:
    page.canvas.mean(GHOST)
    page.canvas.asked.emit(GHOST.id, QPoint(5, 5))
    (menu,) = page.findChildren(QMenu)
    words = {action.text(): action for action in menu.actions()}
    words["Accept the proposal"].trigger()
    assert heard == [("accepted", b"g1")] and "Log visit" not in words
    menu.close()
