"""*Plan my week* on the calendar: ghosts, accepted whole and singly, dragged, waved away, and what is left over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from salesdesk.domain.client import Tier
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.reports.document import texts
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.day_sheet import DaySheetSheet
from salesdesk.ui.calendar.page import CalendarPage
from tests.ui.calendar.conftest import at
from tests.ui.calendar.hand import drag
from tests.ui.stage import Noted, stage

NEXT = date(2026, 11, 30)


@pytest.fixture
def planned(desk: Desk, noted_page: tuple[CalendarPage, Noted]) -> CalendarPage:
    """Next week with three more clients, and the plan asked for."""
    page = noted_page[0]
    for name, tier in (("和平医院", Tier.B), ("申达", Tier.B), ("力诚", Tier.C)):
        desk.clients.create(name=name, tier=tier, since=date(2026, 11, 20), district="浦东")
    QTest.keyClick(page.canvas, "T")
    page.turn(1)
    page.canvas.setFocus()
    key(page, "Shift+P")
    assert page.planning.plan is not None
    return page


def key(page: CalendarPage, keys: str) -> None:
    pressed = QKeySequence(keys)[0]
    QTest.keyClick(page.canvas, pressed.key(), pressed.keyboardModifiers())


def visits(desk: Desk) -> list[VisitCard]:
    return desk.visits.between(NEXT, NEXT + timedelta(days=27))


def test_proposals_stand_among_the_visits_with_their_reasons(planned: CalendarPage, desk: Desk) -> None:
    ghosts = planned.canvas.ghosts
    assert {ghost.title for ghost in ghosts} == {"华为技术", "和平医院", "申达", "力诚"}
    assert all(ghost.reason for ghost in ghosts) and all(ghost.day >= NEXT for ghost in ghosts)
    assert any("A: 2 a week" in ghost.reason for ghost in ghosts)
    assert planned.planning.strip.isVisible() and planned.planning.list.isVisible()
    assert planned.canvas.current == ghosts[0].id, "the keys mean the first proposal"
    assert visits(desk) == []


def test_all_are_accepted_at_once_and_undone_at_once(planned: CalendarPage, desk: Desk) -> None:
    n = len(planned.canvas.ghosts)
    key(planned, "Ctrl+Return")
    assert len(visits(desk)) == n and all(one.by_plan for one in visits(desk))
    assert planned.planning.plan is None and not planned.canvas.ghosts and not planned.planning.strip.isVisible()
    desk.undo()
    assert visits(desk) == []


def test_enter_accepts_one_after_the_other(planned: CalendarPage, desk: Desk) -> None:
    first, second = planned.canvas.ghosts[:2]
    key(planned, "Return")
    assert [(one.client_id, one.day) for one in visits(desk)] == [(first.client, first.day)]
    assert planned.canvas.current == second.id
    for _again in planned.canvas.ghosts:
        key(planned, "Return")
    assert planned.planning.plan is None and len(visits(desk)) > 1


def test_del_waves_one_away_for_good(planned: CalendarPage, desk: Desk) -> None:
    gone = planned.canvas.ghosts[0]
    before = sum(ghost.client == gone.client for ghost in planned.canvas.ghosts)
    key(planned, "Delete")
    assert visits(desk) == []
    planned.planning.plan_around()
    assert sum(ghost.client == gone.client for ghost in planned.canvas.ghosts) == before - 1


def test_a_proposal_is_dragged_and_stays_there(planned: CalendarPage, desk: Desk) -> None:
    grid = planned.week.grid
    ghost = planned.canvas.ghosts[0]
    assert not planned.planning.strip.again.isVisible()
    drag(grid, grid.rect_of(ghost.id).center(), QPointF(2 * grid.columns().width, grid.scale.y(60)))
    moved = next(one for one in planned.canvas.ghosts if one.id == ghost.id)
    assert (moved.day, moved.minute) == (ghost.day + timedelta(days=2), ghost.minute + 60)
    assert visits(desk) == []
    planned.planning.strip.again.click()
    again = next(one for one in planned.canvas.ghosts if one.id == ghost.id)
    assert (again.day, again.minute) == (moved.day, moved.minute)
    key(planned, "Ctrl+Return")
    assert any((one.client_id, one.day) == (moved.client, moved.day) for one in visits(desk))


def test_keys_drag_too_and_never_into_the_past(planned: CalendarPage, noted: Noted) -> None:
    ghost = planned.canvas.ghosts[0]
    key(planned, "Ctrl+Right")
    assert next(one for one in planned.canvas.ghosts if one.id == ghost.id).day == ghost.day + timedelta(days=1)
    planned.planning.move(ghost.id, date(2026, 11, 20), 600)
    assert noted.problems == ["This day has passed. Choose one that lies ahead."]


def test_what_is_proposed_is_seen_though_the_night_was_looked_at(planned: CalendarPage) -> None:
    key(planned, "Escape")
    area = planned.week.findChild(QScrollArea)
    assert area is not None
    hours = area.verticalScrollBar()
    hours.setValue(0)
    key(planned, "Shift+P")
    seen = planned.week.grid.scale.minute(hours.value())
    assert 7 * 60 < seen <= 8 * 60


def test_escape_leaves_the_plan(planned: CalendarPage, desk: Desk) -> None:
    key(planned, "Escape")
    assert planned.planning.plan is None and not planned.canvas.ghosts
    assert planned.due.isVisible() and not planned.planning.list.isVisible()
    assert visits(desk) == []


def test_more_weeks(planned: CalendarPage) -> None:
    n = len(planned.canvas.ghosts)
    planned.planning.strip.weeks_chosen.emit(4)
    assert len(planned.canvas.ghosts) > n
    assert "Dec 27" in planned.planning.strip.says.text()
    assert planned.planning.strip.weeks.chosen() == "4"


def test_what_is_planned_by_hand_meanwhile_is_planned_around(planned: CalendarPage, desk: Desk) -> None:
    ghost = planned.canvas.ghosts[0]
    desk.visits.plan(ghost.client, at(25, 15).replace(month=12, day=1))
    kept = [one for one in planned.canvas.ghosts if one.client == ghost.client]
    assert all(one.day != date(2026, 12, 1) for one in kept)


def test_what_found_no_place_stands_beside_with_its_reason(planned: CalendarPage, desk: Desk) -> None:
    for n in range(40):
        desk.clients.create(name=f"客户{n}", tier=Tier.A, since=date(2026, 11, 20))
    side = planned.planning.list
    model = side.list.rows
    assert model.rowCount() > 0
    assert "Every day that would do is full" in str(model.index(0).data(3))
    assert "A: 2 a week" in side.rules.text() and "room for" in side.rules.text()
    assert "without a place" in planned.planning.strip.says.text()


def test_the_rest_of_the_week_is_planned_anew(planned: CalendarPage, desk: Desk, noted: Noted) -> None:
    key(planned, "Escape")
    key(planned, "T")
    key(planned, "Shift+P")
    key(planned, "Ctrl+Return")
    before = [one for one in desk.visits.between(date(2026, 11, 23), date(2026, 11, 29)) if one.by_plan]
    assert before
    lost = next(one for one in before if one.status is VisitStatus.PLANNED)
    desk.session.now.now = lost.starts_at + timedelta(hours=3)  # type: ignore[attr-defined]
    key(planned, "Shift+R")
    again = desk.visits.get(lost.id)
    assert again.starts_at > lost.starts_at or again.deleted
    desk.undo()
    assert desk.visits.get(lost.id).starts_at == lost.starts_at


def test_nothing_to_replan_is_said(page: CalendarPage, noted: Noted) -> None:
    key(page, "Shift+R")
    assert noted.problems == ["Plan my week has put nothing into the rest of the week that could be planned anew."]


def test_the_week_in_view_is_planned_anew(planned: CalendarPage, desk: Desk) -> None:
    key(planned, "Ctrl+Return")
    made = [one for one in visits(desk) if one.by_plan]
    taken = min(made, key=lambda one: one.starts_at)
    desk.appointments.add("Training", taken.starts_at, minutes=60)
    key(planned, "Shift+R")
    again = desk.visits.get(taken.id)
    assert again.deleted or again.starts_at != taken.starts_at
    assert planned.day >= NEXT, "the week stays in view"


def test_a_week_that_has_passed_is_not_planned_anew(page: CalendarPage, noted: Noted) -> None:
    page.turn(-1)
    key(page, "Shift+R")
    assert noted.problems == ["This week has passed. Show one that lies ahead."]


def test_an_empty_file_proposes_nothing_and_says_so(desk: Desk, qtbot: QtBot) -> None:
    ctx, _noted = stage(desk)
    page = CalendarPage(ctx)
    qtbot.addWidget(page)
    page.resize(1290, 690)
    page.show()
    page.planning.begin()
    assert "Nothing to propose" in page.planning.strip.says.text()
    assert not page.planning.strip.all.isEnabled()
    assert page.planning.list.nobody.isVisible()
    page.planning.close()


def test_the_day_sheet_is_shown_for_the_day_that_is_meant(page: CalendarPage, qtbot: QtBot) -> None:
    page.go_to(date(2026, 11, 25))
    page.print_page()
    (sheet,) = [one for one in QApplication.topLevelWidgets() if isinstance(one, DaySheetSheet) and one.isVisible()]
    assert sheet.day == date(2026, 11, 25)
    assert "华为技术" in "\n".join(texts(sheet.document))
    sheet.copy_text()
    assert "华为技术" in QApplication.clipboard().text()
    sheet.reject()
