"""Both ends, the line without hours, appointments, Esc: each gesture one action with a way back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from salesdesk.domain.appointment import AppointmentKind
from salesdesk.domain.change import Id, Kind
from salesdesk.services.desk import Desk
from salesdesk.ui.appointments.sheet import AppointmentSheet
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from tests.ui.calendar.conftest import at
from tests.ui.calendar.hand import CTRL, LEFT, NONE, drag, press, pull
from tests.ui.stage import Noted

Key, ALT, SHIFT = Qt.Key, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
TUESDAY = date(2026, 11, 24)


def y(page: CalendarPage, hours: float) -> float:
    return page.week.grid.scale.y(hours * 60)


def column(page: CalendarPage, day: int) -> float:
    """The middle of a day of this week."""
    columns = page.week.grid.columns()
    return columns.x(day - 23) + columns.width / 2


@pytest.fixture
def meeting(desk: Desk, noted_page: tuple[CalendarPage, Noted]) -> Id:
    """A team meeting on Tuesday, nine to ten."""
    desk.appointments.add("Team", at(24, 9))
    noted_page[0].refresh_now()
    (found,) = desk.appointments.between(TUESDAY, TUESDAY)
    return found.id


def test_the_upper_edge_changes_the_beginning(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid, box = page.week.grid, page.week.grid.rect_of(visit)
    drag(grid, QPointF(box.center().x(), box.top() + 2), QPointF(0, -y(page, 0.5)))
    assert (desk.visits.get(visit).starts_at, desk.visits.get(visit).minutes) == (at(25, 9, 30), 90)
    desk.undo()
    assert (desk.visits.get(visit).starts_at, desk.visits.get(visit).minutes) == (at(25, 10), 60)


def test_an_edge_never_passes_the_other_nor_midnight(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid, box = page.week.grid, page.week.grid.rect_of(visit)
    drag(grid, QPointF(box.center().x(), box.top() + 2), QPointF(0, y(page, 5)))
    assert (desk.visits.get(visit).starts_at, desk.visits.get(visit).minutes) == (at(25, 10, 45), 15)
    box = grid.rect_of(visit)
    drag(grid, QPointF(box.center().x(), box.bottom() - 2), QPointF(0, y(page, 30)))
    assert desk.visits.get(visit).minutes == (24 - 10.75) * 60
    drag(grid, grid.rect_of(visit).center(), QPointF(0, y(page, 10)))
    assert desk.visits.get(visit).starts_at == at(25, 10, 45), "the whole of it stays within its day"


def test_alt_arrows_change_the_beginning(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    QTest.keyClick(page.canvas, Key.Key_Up, ALT)
    assert (desk.visits.get(visit).starts_at, desk.visits.get(visit).minutes) == (at(25, 9, 45), 75)
    QTest.keyClick(page.canvas, Key.Key_Down, ALT)
    assert (desk.visits.get(visit).starts_at, desk.visits.get(visit).minutes) == (at(25, 10), 60)


def test_a_visit_is_dragged_to_the_line_without_hours_and_back(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid, head = page.week.grid, page.week.head
    start = grid.rect_of(visit).center()
    goal = QPointF(grid.mapFromGlobal(head.mapToGlobal(QPoint(round(column(page, 26)), 30))))
    drag(grid, start, goal - start)
    moved = desk.visits.get(visit)
    assert moved.all_day and moved.day == date(2026, 11, 26)
    card = page.canvas.shown.find(visit)
    assert card is not None
    start = head.rect_of(card).center()
    goal = QPointF(head.mapFromGlobal(grid.mapToGlobal(QPointF(column(page, 24), y(page, 15) + 3))))
    drag(head, start, goal - start)
    moved = desk.visits.get(visit)
    assert not moved.all_day and moved.starts_at == at(24, 15)
    desk.undo()
    desk.undo()
    assert desk.visits.get(visit).starts_at == at(25, 10) and not desk.visits.get(visit).all_day


def test_h_takes_the_hour_away_and_gives_one(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    QTest.keyClick(page.canvas, Key.Key_H)
    assert desk.visits.get(visit).all_day and page.canvas.current == visit
    QTest.keyClick(page.canvas, Key.Key_H)
    assert not desk.visits.get(visit).all_day and desk.visits.get(visit).starts_at == at(25, 9)


def test_escape_lets_go_of_everything(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid, head = page.week.grid, page.week.head
    start = grid.rect_of(visit).center()
    press(grid, start)
    pull(grid, QPointF(grid.mapFromGlobal(head.mapToGlobal(QPoint(round(column(page, 26)), 30)))))
    head.repaint()
    QTest.keyClick(grid, Key.Key_Escape)
    QTest.mouseRelease(grid, LEFT, NONE, start.toPoint())
    page.show_view("month")
    start = page.month.rect_of(visit).center()
    press(page.month, start)
    pull(page.month, page.month.cell(date(2026, 11, 27)).center())
    page.month.repaint()
    QTest.keyClick(page.month, Key.Key_Escape)
    QTest.mouseRelease(page.month, LEFT, NONE, start.toPoint())
    assert desk.visits.get(visit).starts_at == at(25, 10) and not desk.visits.get(visit).all_day


def test_an_appointment_is_moved_drawn_out_and_binned_like_a_visit(
    page: CalendarPage, desk: Desk, meeting: Id, noted: Noted
) -> None:
    grid = page.week.grid
    drag(grid, grid.rect_of(meeting).center(), QPointF(grid.columns().width, y(page, 2)))
    assert desk.appointments.get(meeting).starts_at == at(25, 11)
    box = grid.rect_of(meeting)
    drag(grid, QPointF(box.center().x(), box.bottom() - 2), QPointF(0, y(page, 1)))
    assert desk.appointments.get(meeting).minutes == 120
    QTest.keyClick(grid, Key.Key_Down, CTRL)
    QTest.keyClick(grid, Key.Key_Minus)
    QTest.keyClick(grid, Key.Key_Up, ALT)
    found = desk.appointments.get(meeting)
    assert (found.starts_at, found.minutes) == (at(25, 11), 120)
    QTest.keyClick(grid, Key.Key_Delete)
    assert desk.appointments.get(meeting).deleted and noted.problems == []
    for _step in range(6):
        desk.undo()
    assert desk.appointments.get(meeting).starts_at == at(24, 9)


def test_a_leave_of_days_goes_along_whole(page: CalendarPage, desk: Desk) -> None:
    desk.appointments.add("", at(24, 0), kind=AppointmentKind.LEAVE, all_day=True, minutes=2 * 1440)
    page.refresh_now()
    part = page.canvas.shown.busy[date(2026, 11, 25)][0]
    page.canvas.mean(part)
    QTest.keyClick(page.canvas, Key.Key_Right, CTRL)
    (moved,) = desk.appointments.between(date(2026, 11, 20), date(2026, 11, 30))
    assert (moved.day, moved.last_day) == (date(2026, 11, 25), date(2026, 11, 26))
    assert page.canvas.shown.away(date(2026, 11, 26)) and page.canvas.shown.room(date(2026, 11, 26)) == 0
    page.show_view("month")
    start = page.month.rect_of(moved.id).center()
    drag(page.month, start, page.month.cell(date(2026, 12, 1)).center() - start)
    (moved,) = desk.appointments.between(date(2026, 11, 20), date(2026, 12, 20))
    assert moved.last_day - moved.day == timedelta(days=1)


def test_an_appointment_is_begun_by_key_and_by_menu_and_opened(
    page: CalendarPage, desk: Desk, meeting: Id, noted: Noted
) -> None:
    page.canvas.mean(None, (TUESDAY, 15 * 60))
    QTest.keyClick(page.canvas, Key.Key_N, SHIFT)
    (sheet,) = page.findChildren(AppointmentSheet)
    assert (sheet.form.values()["day"], sheet.form.values()["time"]) == (TUESDAY, at(24, 15).time())
    sheet.done(0)
    sheet.deleteLater()
    page.canvas.asked.emit(None, QPoint(5, 5))
    menu = page.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()][:3] == ["Plan a visit", "Appointment…", "Leave…"]
    menu.actions()[2].trigger()
    leave = page.findChildren(AppointmentSheet)[-1]
    assert leave.form.values()["kind"] == AppointmentKind.LEAVE and leave.form.values()["time"] is None
    leave.done(0)
    menu.close()
    QTest.mouseDClick(page.canvas, LEFT, NONE, page.week.grid.rect_of(meeting).center().toPoint())
    assert page.findChildren(AppointmentSheet)[-1].before == desk.appointments.get(meeting)
    page.findChildren(AppointmentSheet)[-1].done(0)


def test_a_free_hour_leaves_appointments_and_the_break_alone(
    page: CalendarPage, desk: Desk, huawei: Id, meeting: Id
) -> None:
    desk.appointments.add("All morning", at(23, 10), minutes=120)
    page.refresh_now()
    page.due.planned.emit(huawei)
    assert at(23, 13) in [card.starts_at for card in desk.visits.of_client(huawei)]


def test_s_asks_for_the_new_day(page: CalendarPage, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    QTest.keyClick(page.canvas, Key.Key_S)
    (sheet,) = page.findChildren(CancelVisitSheet)
    assert sheet.form.values()["status"] == "moved" and sheet.form.values()["day"] == date(2026, 11, 26)
    sheet.done(0)


def test_space_logs(page: CalendarPage, visit: Id, noted: Noted) -> None:
    page.open_record(Kind.VISIT, visit)
    QTest.keyClick(page.canvas, Key.Key_Space)
    assert noted.logged == [(None, visit)]


def test_a_drag_paints_only_what_moves(page: CalendarPage, visit: Id) -> None:
    grid = page.week.grid
    grid.repaint()
    still = grid._still._picture
    start = grid.rect_of(visit).center()
    press(grid, start)
    pull(grid, start + QPointF(30, 50))
    grid.repaint()
    assert grid._still._picture is still and still is not None
    QTest.keyClick(grid, Key.Key_Escape)


def test_a_double_click_on_the_line_without_hours_plans_for_the_whole_day(
    page: CalendarPage, desk: Desk, huawei: Id
) -> None:
    desk.visits.plan(huawei, at(27, 0), all_day=True)
    page.refresh_now()
    card = page.canvas.shown.of(date(2026, 11, 27))[0]
    row = page.week.head.rect_of(card)
    where = QPointF(column(page, 24), row.center().y()).toPoint()
    QTest.mouseDClick(page.week.head, LEFT, NONE, where)
    (sheet,) = page.findChildren(PlanVisitSheet)
    assert (sheet.form.values()["day"], sheet.form.values()["time"]) == (TUESDAY, None)
    sheet.done(0)
