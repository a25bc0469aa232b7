"""Plan my week through the real window: plan, move two by hand, log one, call one off, re-plan, undo all of it."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

from PySide6.QtCore import QPointF

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.day_sheet import DaySheetSheet
from salesdesk.ui.calendar.grid import Grid
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.calendar.visit_plan import VisitPlanSheet
from salesdesk.ui.clients.tier_paper import TierPaperSheet
from tests.builders import NOW
from tests.journeys.hands import Answers, User
from tests.ui.calendar.hand import drag

MONDAY = date(2026, 11, 30)


def visits(user: User) -> list[VisitCard]:
    """Next week's, in the order of the clock."""
    return user.desk.visits.between(MONDAY, MONDAY + timedelta(days=6))


def state(user: User) -> list[tuple[object, ...]]:
    return list(user.desk.file.conn.exec_driver_sql("SELECT * FROM visit WHERE NOT deleted ORDER BY id").all())


def with_clients(file: Path) -> None:
    """Six more clients, so that a week is worth planning."""
    desk = Desk.open(file)
    for n, tier in enumerate("AABBBB"):
        desk.clients.create(name=f"客户{n}", tier=Tier(tier), since=date(2026, 11, 20), district="浦东")
    desk.close()


def test_next_week_is_planned_lived_replanned_and_undone(user: User, file: Path) -> None:
    with_clients(file)
    user.start(file)
    before = state(user)
    user.press("Ctrl+4", "PgDown", "Shift+P")
    page, grid = user.page, user.part(Grid)
    assert isinstance(page, CalendarPage)
    assert user.sees("visits proposed until Dec 6, 2026") and len(grid.ghosts) >= 8
    assert visits(user) == []
    n = len(grid.ghosts)
    user.press("Ctrl+Return")
    planned = visits(user)
    assert len(planned) == n and f"{n} visits planned" in user.toast()

    for moved in planned[-2:]:
        where = grid.rect_of(moved.id).center()
        drag(grid, where, QPointF(0, -grid.scale.y(30) + grid.scale.y(0)))
        user.settle()
    by_hand = {one.id: one for one in visits(user) if not one.by_plan}
    assert set(by_hand) == {one.id for one in planned[-2:]}, "a moved visit is the person's own"

    user.clock.now = planned[0].starts_at + timedelta(minutes=planned[0].minutes)
    grid.mean(grid.shown.find(planned[0].id))
    user.press("L")
    assert user.sheet is not None
    user.press("Ctrl+Return")
    assert user.desk.visits.get(planned[0].id).status is VisitStatus.DONE

    grid.mean(grid.shown.find(planned[1].id))
    user.press("Del")
    user.go_to("Why")
    user.type("Buyer ill")
    user.press("Ctrl+Return")
    assert user.desk.visits.get(planned[1].id).status is VisitStatus.CANCELLED

    user.clock.now = NOW.replace(month=12, day=1, hour=12)
    lived = state(user)
    user.press("Shift+R")
    assert "planned anew" in user.toast()
    after = {one.id: one for one in visits(user)}
    assert {pk: after[pk] for pk in by_hand} == by_hand, "what a person set stays"
    assert after[planned[0].id].status is VisitStatus.DONE
    fresh = [one for one in after.values() if one.by_plan and one.status is VisitStatus.PLANNED]
    assert all(one.starts_at >= user.clock.now or one.day < date(2026, 12, 1) for one in fresh)

    user.press("Ctrl+Z")
    assert state(user) == lived, "one undo takes the re-planning back"
    user.press(*["Ctrl+Z"] * 5)
    assert state(user) == before


def test_one_proposal_is_taken_one_waved_away_and_the_sheet_for_the_day_is_copied(user: User, file: Path) -> None:
    with_clients(file)
    user.start(file)
    user.press("Ctrl+4", "PgDown", "Shift+P")
    grid = user.part(Grid)
    n, first = len(grid.ghosts), grid.ghosts[0]
    user.press("Return", "Del")
    assert len(grid.ghosts) == n - 2
    assert [one.client_id for one in visits(user)] == [first.client]
    user.press("Escape")
    assert not grid.ghosts and not user.sees("visits proposed")
    user.running.window.go(Kind.VISIT, visits(user)[0].id)
    user.settle()
    user.press("Ctrl+P")
    assert isinstance(user.sheet, DaySheetSheet) and user.sheet.day == first.day
    user.press("Ctrl+Shift+C")
    assert first.title in user.app.clipboard().text()


def test_the_visit_plan_and_the_tier_review_go_on_paper_to_be_signed(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    client = user.desk.clients.create(name="Hengda Machinery", phone="0512-1")
    user.desk.visits.plan(client, user.desk.moment(date(2026, 12, 1), time(9, 0)), purpose="Demo")
    user.call("visit plan")
    sheet = user.sheet
    assert isinstance(sheet, VisitPlanSheet)
    sheet.spans.setFocus()
    user.click("Next week")
    user.press("Ctrl+Shift+C")
    assert "Hengda Machinery" in user.app.clipboard().text()
    door.saves = file.parent / "plan.xlsx"
    user.press("Ctrl+Shift+E")
    user.wait(door.saves.exists)
    user.press("Escape")
    user.press("Ctrl+3")
    user.call("Tier review")
    user.press("Ctrl+P")
    assert isinstance(user.sheet, TierPaperSheet)
    user.press("Ctrl+Shift+C")
    assert "Tier review" in user.app.clipboard().text()
