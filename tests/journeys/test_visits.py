"""Visits: planned, moved, called off; promises kept and put off; clients met later."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QPointF

from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.grid import Grid
from tests.builders import NOW
from tests.journeys.hands import User
from tests.ui.calendar.hand import drag


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return NOW.replace(day=day, hour=hour, minute=minute)


def planned(user: User) -> list[VisitCard]:
    return user.desk.visits.between(date(2026, 11, 1), date(2026, 12, 31))


def plan_a_visit(user: User) -> None:
    """From the day's page: whom, when."""
    user.press("Ctrl+1", "P")
    user.type("hwjs")
    user.press("Return")
    user.go_to("When")
    user.write("+2")
    user.go_to("At")
    user.write("14")
    user.press("Ctrl+Return")


def test_a_visit_is_planned_and_moved_by_keys_and_by_drag(user: User, file: Path) -> None:
    user.start(file)
    plan_a_visit(user)
    assert [(one.client_name, one.starts_at) for one in planned(user)] == [("华为技术", at(25, 14))]
    user.press("Ctrl+4", "Right", "Right", "Ctrl+Right", "Ctrl+Down")
    assert planned(user)[0].starts_at == at(26, 14, 15)
    grid = user.part(Grid)
    drag(grid, grid.rect_of(planned(user)[0].id).center(), QPointF(-grid.columns().width, 0))
    user.settle()
    assert planned(user)[0].starts_at == at(25, 14, 15)
    for _step in range(3):
        user.press("Ctrl+Z")
    assert planned(user)[0].starts_at == at(25, 14)
    user.press("Ctrl+Z")
    assert planned(user) == []


def test_a_visit_is_called_off_with_its_reason(user: User, file: Path) -> None:
    user.start(file)
    plan_a_visit(user)
    user.press("Ctrl+4", "Right", "Right", "Del")
    user.press("Ctrl+Return")
    assert user.sheet is not None, "without a reason it stays open"
    user.go_to("Why")
    user.type("The buyer is ill")
    user.press("Ctrl+Return")
    (visit,) = planned(user)
    assert visit.status is VisitStatus.CANCELLED
    assert user.desk.visits.get(visit.id).reason == "The buyer is ill"


def test_a_promise_is_kept_and_another_put_off(user: User, file: Path) -> None:
    user.start(file)
    for client, step in (("hwjs", "Send the quote"), ("hpyy", "Bring the sample")):
        user.press("Ctrl+L")
        user.answer(client)
        user.go_to("Next step")
        user.type(step)
        user.press("Return")
        user.type("+1")
        user.press("Ctrl+Return")
    user.clock.forward(days=1)
    user.running.window.check_day()
    user.press("Ctrl+1")
    assert user.sees("Send the quote") and user.sees("Bring the sample")
    user.go_to("Promised")
    assert user.part(type(user.target), "Promised") is user.target
    user.press("D")
    user.press("S")
    user.write("fri")
    user.press("Ctrl+Return")
    done = {
        one.next_step: (one.next_done, one.next_on) for one in map(user.desk.visits.get, [v.id for v in planned(user)])
    }
    assert sorted(done.values()) == [(False, date(2026, 11, 27)), (True, date(2026, 11, 24))]


def test_a_client_who_is_due_waits_until_later(user: User, file: Path) -> None:
    user.start(file)
    before = [one.client_name for one in user.desk.todo.day().due]
    user.go_to("Due")
    user.press("S")
    user.write("fri")
    user.press("Ctrl+Return")
    after = [one.client_name for one in user.desk.todo.day().due]
    assert len(after) == len(before) - 1
    user.press("Ctrl+Z")
    assert [one.client_name for one in user.desk.todo.day().due] == before
