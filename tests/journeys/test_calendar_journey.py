"""The calendar through the real window: plan, draw, move, copy, log, call off, take leave, look at it; undo it all."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.agenda import AgendaRows
from salesdesk.ui.calendar.entries import Ghost
from salesdesk.ui.calendar.grid import Grid
from salesdesk.ui.calendar.month_hand import MonthView
from salesdesk.ui.calendar.page import CalendarPage
from tests.builders import NOW
from tests.journeys.hands import User
from tests.ui.calendar.hand import CTRL, drag


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return NOW.replace(day=day, hour=hour, minute=minute)


def visits(user: User) -> list[VisitCard]:
    return user.desk.visits.between(date(2026, 11, 1), date(2026, 12, 31))


def moments(user: User) -> list[datetime]:
    return [one.starts_at for one in visits(user)]


def place(grid: Grid, day: int, hour: float) -> QPointF:
    """A point of this week's hours."""
    columns = grid.columns()
    return QPointF(columns.x(day - 23) + columns.width / 2, grid.scale.y(hour * 60) + 2)


def draw(user: User, day: int, hour: float, hours: float, client: str) -> Id:
    """Draw a visit and say whom."""
    grid = user.part(Grid)
    start = place(grid, day, hour)
    before = {one.id for one in visits(user)}
    drag(grid, start, place(grid, day, hour + hours) - start - QPointF(0, 4))
    user.settle()
    user.type(client)
    user.press("Return", "Ctrl+Return")
    (made,) = {one.id for one in visits(user)} - before
    return made


def test_a_week_is_drawn_moved_copied_logged_and_called_off_and_all_of_it_undone(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+4")
    first = draw(user, 24, 9, 1, "hwjs")
    second = draw(user, 25, 14, 1.5, "hpyy")
    grid = user.part(Grid)
    assert moments(user) == [at(24, 9), at(25, 14)] and user.desk.visits.get(second).minutes == 90
    drag(grid, grid.rect_of(first).center(), QPointF(2 * grid.columns().width, grid.scale.y(60)))
    drag(grid, grid.rect_of(second).center(), QPointF(2 * grid.columns().width, 0))
    user.settle()
    assert moments(user) == [at(26, 10), at(27, 14)]
    drag(grid, grid.rect_of(first).center(), QPointF(-3 * grid.columns().width, grid.scale.y(60)), CTRL)
    user.settle()
    assert moments(user) == [at(23, 11), at(26, 10), at(27, 14)]
    user.press("T", "Down", "Space")
    assert user.sheet is not None
    user.press("Ctrl+Return")
    assert visits(user)[0].status is VisitStatus.DONE
    user.press("Right")
    grid.mean(grid.shown.find(second))
    user.press("Del")
    user.go_to("Why")
    user.type("Buyer ill")
    user.press("Ctrl+Return")
    assert user.desk.visits.get(second).status is VisitStatus.CANCELLED
    for _step in range(7):
        user.press("Ctrl+Z")
    assert visits(user) == []


def test_without_a_mouse_through_every_view(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+4", "G")
    user.type("next tue")
    user.press("Return")
    assert user.sheet is None and user.sees("Nov 30")
    user.press("N")
    user.type("hwjs")
    user.press("Return", "Ctrl+Return")
    (visit,) = visits(user)
    assert visit.day == date(2026, 12, 1)
    page = user.page
    assert isinstance(page, CalendarPage)
    page.open_record(Kind.VISIT, visit.id)
    user.press("H", "Ctrl+Right")
    assert visits(user)[0].all_day and visits(user)[0].day == date(2026, 12, 2)
    user.press("H", "Alt+Up", "+", "S")
    user.write("+9")
    user.go_to("Why")
    user.type("They are moving house")
    user.press("Ctrl+Return")
    old, new = visits(user)
    assert old.status is VisitStatus.MOVED and new.status is VisitStatus.PLANNED
    user.press("F", "M")
    assert user.part(MonthView).isVisible() and user.sees("December 2026")
    user.press("A")
    rows = user.part(AgendaRows)
    assert [row.entry.id for row in rows.rows() if row.entry] == [new.id, old.id] or len(rows.places()) == 2
    face = QAccessible.queryAccessibleInterface(rows)
    said = [face.child(number).text(QAccessible.Text.Name) for number in range(face.childCount())]
    assert any("Moved" in words for words in said) and any("Planned" in words for words in said)
    user.press("D", "W", "T")
    assert user.sees("Nov 23")


def test_leave_is_taken_where_the_calendar_is(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+4")
    grid = user.part(Grid)
    start = place(grid, 26, 9)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=start.toPoint())
    user.press("Shift+N")
    user.go_to("What")
    user.type("Trade fair")
    user.press("Ctrl+Return")
    (made,) = user.desk.appointments.between(date(2026, 11, 26), date(2026, 11, 26))
    assert made.starts_at == at(26, 9)
    head = grid.parent().parent().parent().head  # type: ignore[union-attr]
    goal = QPointF(grid.mapFromGlobal(head.mapToGlobal(QPoint(round(place(grid, 26, 9).x()), 20))))
    drag(grid, grid.rect_of(made.id).center(), goal - grid.rect_of(made.id).center())
    user.settle()
    assert user.desk.appointments.get(made.id).all_day
    user.press("Ctrl+Z")
    assert not user.desk.appointments.get(made.id).all_day
    user.press("Ctrl+Z")
    assert user.desk.appointments.between(date(2026, 11, 26), date(2026, 11, 26)) == []


def test_proposals_are_walked_through_among_the_visits(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+4")
    page = user.page
    assert isinstance(page, CalendarPage)
    said: list[Id] = []
    for canvas in page.canvases:
        canvas.ghost_accepted.connect(said.append)
    page.show_ghosts([Ghost(b"g", b"c", Tier.A, date(2026, 11, 24), 600, 60, "华为技术", "A: 2 a week, none done")])
    user.settle()
    user.press("Right", "Return", "M", "Return", "A", "Return")
    assert said == [b"g"] * 3 and visits(user) == []
