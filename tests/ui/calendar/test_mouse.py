"""The mouse: move, stretch, copy, draw, drop; each is one action with a way back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.words.labels import change_label
from tests.ui.calendar.conftest import at
from tests.ui.calendar.hand import CTRL, LEFT, drag, drop_client, press, pull
from tests.ui.stage import Noted


def hours(page: CalendarPage, n: float) -> float:
    return page.week.grid.scale.y(n * 60)


def columns(page: CalendarPage, n: float) -> float:
    return page.week.grid.columns().width * n


def moment(page: CalendarPage, day: int, hour: float) -> QPointF:
    """A point a little below an hour of a day of this week."""
    grid = page.week.grid
    return QPointF(grid.columns().x(day - 23) + columns(page, 0.5), hours(page, hour) + 3)


def test_a_visit_is_dragged_to_another_day_and_hour_and_undone(
    page: CalendarPage, desk: Desk, visit: Id, noted: Noted
) -> None:
    grid = page.week.grid
    drag(grid, grid.rect_of(visit).center(), QPointF(columns(page, 1), hours(page, 2.1)))
    assert desk.visits.get(visit).starts_at == at(26, 12)
    assert noted.done_[-1].label.key == "visit.moved"
    assert grid.columns().at(grid.rect_of(visit).center().x()) == 3
    desk.undo()
    page.refresh_now()
    assert desk.visits.get(visit).starts_at == at(25, 10)
    assert grid.columns().at(grid.rect_of(visit).center().x()) == 2


def test_the_lower_edge_stretches_it(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid = page.week.grid
    box = grid.rect_of(visit)
    drag(grid, QPointF(box.center().x(), box.bottom() - 2), QPointF(0, hours(page, 0.5)))
    assert desk.visits.get(visit).minutes == 90
    assert desk.visits.get(visit).starts_at == at(25, 10)
    desk.undo()
    assert desk.visits.get(visit).minutes == 60


def test_ctrl_copies(page: CalendarPage, desk: Desk, visit: Id, huawei: Id) -> None:
    grid = page.week.grid
    drag(grid, grid.rect_of(visit).center(), QPointF(columns(page, 2), 0), CTRL)
    found = sorted(card.starts_at for card in desk.visits.of_client(huawei))
    assert found == [at(25, 10), at(27, 10)]
    desk.undo()
    assert len(desk.visits.of_client(huawei)) == 1


def test_a_small_tremble_moves_nothing(page: CalendarPage, desk: Desk, visit: Id, noted: Noted) -> None:
    grid = page.week.grid
    drag(grid, grid.rect_of(visit).center(), QPointF(2, 2))
    assert desk.visits.get(visit).starts_at == at(25, 10) and noted.done_ == []
    assert grid.current == visit


def test_escape_lets_go(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid = page.week.grid
    where = grid.rect_of(visit).center()
    press(grid, where)
    pull(grid, where + QPointF(columns(page, 1), 40))
    grid.repaint()
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    QTest.mouseRelease(grid, LEFT, Qt.KeyboardModifier.NoModifier, (where + QPointF(columns(page, 1), 40)).toPoint())
    assert desk.visits.get(visit).starts_at == at(25, 10)


def test_drawing_on_an_empty_place_asks_whom_to_meet(page: CalendarPage) -> None:
    start = moment(page, 24, 14)
    drag(page.week.grid, start, QPointF(0, hours(page, 1.5) - 3))
    (sheet,) = page.findChildren(PlanVisitSheet)
    values = sheet.form.values()
    assert (values["day"], values["time"], values["minutes"]) == (date(2026, 11, 24), at(24, 14).time(), "90")
    sheet.done(0)


def test_a_double_click_opens_what_has_come_and_changes_what_lies_ahead(
    page: CalendarPage, desk: Desk, visit: Id, noted: Noted
) -> None:
    grid = page.week.grid
    QTest.mouseDClick(grid, LEFT, Qt.KeyboardModifier.NoModifier, grid.rect_of(visit).center().toPoint())
    (sheet,) = page.findChildren(PlanVisitSheet)
    assert sheet.before is not None and sheet.before.id == visit
    sheet.done(0)
    desk.visits.move(visit, at(23, 9))
    page.refresh_now()
    QTest.mouseDClick(grid, LEFT, Qt.KeyboardModifier.NoModifier, grid.rect_of(visit).center().toPoint())
    assert noted.logged == [(None, visit)]


def test_a_due_client_is_dropped_on_an_hour(page: CalendarPage, desk: Desk, huawei: Id, visit: Id) -> None:
    drop_client(page.week.grid, huawei, moment(page, 26, 13.5))
    assert at(26, 13, 30) in [card.starts_at for card in desk.visits.of_client(huawei)]
    assert len(page.canvas.shown.of(date(2026, 11, 26))) == 1


def test_nothing_is_planned_in_the_past(page: CalendarPage, desk: Desk, huawei: Id, noted: Noted) -> None:
    page.show_view("month")
    drop_client(page.month, huawei, page.month.cell(date(2026, 11, 20)).center())
    assert len(desk.visits.of_client(huawei)) == 1 and len(noted.problems) == 1


def test_what_is_done_cannot_be_dragged_ahead_and_what_is_cancelled_stays(
    page: CalendarPage, desk: Desk, huawei: Id, visit: Id, noted: Noted
) -> None:
    desk.visits.log(VisitEntry(huawei, Channel.PHONE, at(23, 9)))
    desk.visits.cancel(visit, "ill")
    page.refresh_now()
    grid = page.week.grid
    (done,) = grid.shown.of(date(2026, 11, 23))
    drag(grid, grid.rect_of(done.id).center(), QPointF(columns(page, 3), 0))
    drag(grid, grid.rect_of(visit).center(), QPointF(columns(page, 1), 0))
    assert desk.visits.get(done.id).starts_at == at(23, 9) and len(noted.problems) == 1
    assert desk.visits.get(visit).starts_at == at(25, 10)
    assert desk.visits.get(visit).status is VisitStatus.CANCELLED


def test_the_menu_offers_what_can_be_done(page: CalendarPage, desk: Desk, visit: Id, huawei: Id, noted: Noted) -> None:
    page.canvas.asked.emit(visit, QPoint(10, 10))
    (menu,) = page.findChildren(QMenu)
    words = {action.text(): action for action in menu.actions()}
    words["Show the client"].trigger()
    assert noted.went == [(Kind.CLIENT, huawei)]
    words["Delete"].trigger()
    assert desk.visits.get(visit).deleted and page.canvas.shown.find(visit) is None
    menu.close()


def test_more_than_fits_leads_into_the_day(page: CalendarPage, desk: Desk, huawei: Id) -> None:
    for minute in range(0, 60, 5):
        desk.visits.plan(huawei, at(26, 9, minute))
    page.refresh_now()
    ((rect, cards),) = page.week.grid.counted()
    QTest.mouseClick(page.week.grid, LEFT, Qt.KeyboardModifier.NoModifier, rect.center().toPoint())
    assert page.view == "day" and list(page.canvas.days) == [date(2026, 11, 26)]
    assert page.week.grid.counted() == [] and len(cards) == 10
    assert all(not page.week.grid.rect_of(card.id).isEmpty() for card in cards)


def test_a_month_moves_days_and_keeps_the_hour(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.show_view("month")
    month = page.month
    start, goal = month.rect_of(visit).center(), month.cell(date(2026, 12, 2)).center()
    drag(month, start, goal - start)
    assert desk.visits.get(visit).starts_at == at(25, 10) + timedelta(days=7)
    desk.undo()
    assert desk.visits.get(visit).starts_at == at(25, 10)


@pytest.mark.parametrize("there", [-40.0, 2000.0])
def test_a_visit_let_go_beside_the_days_stays(page: CalendarPage, desk: Desk, visit: Id, there: float) -> None:
    grid = page.week.grid
    start = grid.rect_of(visit).center()
    drag(grid, start, QPointF(there - start.x(), 60))
    assert desk.visits.get(visit).starts_at == at(25, 10)
    assert desk.next_undo().key == "visit.planned", "nothing was written"


def test_a_visit_let_go_beside_the_month_stays(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.show_view("month")
    month = page.month
    start = month.rect_of(visit).center()
    drag(month, start, QPointF(month.width() + 50 - start.x(), 0))
    assert desk.visits.get(visit).starts_at == at(25, 10)


def test_another_hour_of_the_day_is_told_by_its_hour(page: CalendarPage, desk: Desk, visit: Id, noted: Noted) -> None:
    grid = page.week.grid
    drag(grid, grid.rect_of(visit).center(), QPointF(0, grid.scale.y(60) - grid.scale.y(0)))
    assert desk.visits.get(visit).starts_at == at(25, 11)
    assert change_label(noted.done_[-1].label) == "Visit to 华为技术 moved to 11:00"
