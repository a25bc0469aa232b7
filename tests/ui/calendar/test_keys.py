"""The calendar without a mouse."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.visit import VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from tests.ui.calendar.conftest import at
from tests.ui.stage import Noted

Key, CTRL, SHIFT = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(page: CalendarPage, *keys: Qt.Key, with_: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(page.canvas, key, with_)


def test_a_visit_is_found_moved_stretched_copied_and_binned_by_keys(
    page: CalendarPage, desk: Desk, visit: Id, huawei: Id
) -> None:
    press(page, Key.Key_Right, Key.Key_Right)
    assert page.canvas.current == visit
    press(page, Key.Key_Down, Key.Key_Down, with_=CTRL)
    assert desk.visits.get(visit).starts_at == at(25, 10, 30)
    press(page, Key.Key_Right, with_=CTRL)
    assert desk.visits.get(visit).starts_at == at(26, 10, 30)
    press(page, Key.Key_Plus, Key.Key_Plus, Key.Key_Minus)
    assert desk.visits.get(visit).minutes == 75
    press(page, Key.Key_C, with_=CTRL)
    press(page, Key.Key_Right, with_=SHIFT)
    press(page, Key.Key_V, with_=CTRL)
    assert sorted(card.starts_at for card in desk.visits.of_client(huawei)) == [at(26, 10, 30), at(27, 10, 30)]
    press(page, Key.Key_Left)
    assert page.canvas.current == visit
    press(page, Key.Key_Delete, with_=SHIFT)
    assert desk.visits.get(visit).deleted
    for _step in range(8):
        desk.undo()
    assert desk.visits.get(visit).starts_at == at(25, 10)
    assert desk.visits.get(visit).minutes == 60


def test_a_visit_pushed_over_the_edge_takes_the_week_along(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    press(page, *[Key.Key_Right] * 5, with_=CTRL)
    assert desk.visits.get(visit).starts_at.date() == date(2026, 11, 30)
    assert date(2026, 11, 30) in page.canvas.days and page.canvas.current == visit


def test_arrows_leave_the_week_and_come_back(page: CalendarPage, visit: Id) -> None:
    press(page, Key.Key_Left)
    assert page.canvas.spot[0] == date(2026, 11, 22) and date(2026, 11, 22) in page.canvas.days
    press(page, Key.Key_Right, Key.Key_Right, Key.Key_Right)
    assert page.canvas.current == visit


def test_delete_asks_why_a_planned_visit_did_not_take_place(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    press(page, Key.Key_Delete)
    (sheet,) = page.findChildren(CancelVisitSheet)
    sheet.form.field("reason").set_value("ill")
    sheet._on_save()
    page.refresh_now()
    assert desk.visits.get(visit).status is VisitStatus.CANCELLED
    card = page.canvas.current_card()
    assert card is not None and page.canvas.shown.state(card) == "cancelled"


def test_n_plans_at_the_cursor(page: CalendarPage) -> None:
    press(page, Key.Key_Right, with_=SHIFT)
    press(page, Key.Key_N)
    (sheet,) = page.findChildren(PlanVisitSheet)
    values = sheet.form.values()
    assert (values["day"], values["time"]) == (date(2026, 11, 24), at(24, 9).time())
    sheet.done(0)


def test_l_logs_and_e_changes(page: CalendarPage, visit: Id, noted: Noted) -> None:
    page.open_record(Kind.VISIT, visit)
    press(page, Key.Key_L)
    assert noted.logged == [(None, visit)]
    press(page, Key.Key_E)
    (sheet,) = page.findChildren(PlanVisitSheet)
    assert sheet.before is not None and sheet.before.id == visit
    sheet.done(0)


def test_letters_change_the_view_and_keep_the_visit(page: CalendarPage, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    press(page, Key.Key_M)
    assert page.view == "month" and page.month.isVisible() and page.canvas.current == visit
    press(page, Key.Key_D)
    assert page.view == "day" and list(page.canvas.days) == [date(2026, 11, 25)]
    press(page, Key.Key_PageDown)
    assert list(page.canvas.days) == [date(2026, 11, 26)]
    press(page, Key.Key_W, Key.Key_PageDown)
    assert page.canvas.days[0] == date(2026, 11, 30)
    press(page, Key.Key_T)
    assert page.canvas.spot == (date(2026, 11, 23), 600)


def test_p_plans_a_due_client_at_the_next_free_hour(page: CalendarPage, desk: Desk, huawei: Id) -> None:
    page.search_focus()
    assert page.due.chosen() == huawei
    QTest.keyClick(page.due, Key.Key_P)
    planned = sorted(card.starts_at for card in desk.visits.of_client(huawei))
    assert planned == [at(23, 10), at(25, 10)]
    assert page.due.rows.rowCount() == 0 and page.side.nobody.isVisible()


def test_the_side_is_folded(page: CalendarPage) -> None:
    wide = page.canvas.width()
    press(page, Key.Key_B)
    assert not page.due.isVisible()
    page.layout().activate()
    assert page.canvas.width() > wide
    press(page, Key.Key_B)
    assert page.due.isVisible()


def test_a_narrow_page_folds_the_side_until_it_is_asked_for(page: CalendarPage) -> None:
    page.resize(800, 600)
    assert not page.due.isVisible()
    page.search_focus()
    assert page.due.isVisible()
