"""The calendar with two hundred visits a day: a frame of each view while a hand drags or a list scrolls."""

from __future__ import annotations

from datetime import timedelta
from itertools import count, cycle
from random import Random

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from salesdesk.domain.change import Change, Kind, Label, New
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store import journal
from salesdesk.ui.calendar.canvas import Canvas
from salesdesk.ui.calendar.page import CalendarPage
from tests.bench.cards import desk_with_clients
from tests.bench.frame import Aim, Reading, Series, Took, alone, stopwatch
from tests.bench.places import NOW, Places
from tests.bench.screen import application, painted, put_away, shown
from tests.bench.sizes import Sizes
from tests.ui.calendar.hand import pull

FRAME = Aim(millis=16)


def calendar_frame(sizes: Sizes, places: Places) -> list[Reading]:
    """Mouse to pixels: what a move asks to be painted anew, and nothing else. Then a month turned, read and painted."""
    desk = _busy_desk(places, sizes.a_day)
    application(places.folder)
    page = shown(desk, "calendar")
    assert isinstance(page, CalendarPage)
    note = f"{sizes.a_day} visits a day"
    readings = [
        Reading("calendar: month, drag frame", _dragged(page, "month", sizes), None, FRAME, note=note),
        Reading("calendar: week, drag frame", _dragged(page, "week", sizes), None, FRAME, note=note),
        Reading("calendar: list, scrolled", _scrolled(page, sizes), None, FRAME, note=note),
        Reading("calendar: month, painted whole", _painted(page, sizes), None, FRAME, note=note),
        Reading("calendar: month turned, kept", _turned(page, sizes, forget=False), note=note),
        Reading("calendar: month turned, read", _turned(page, sizes, forget=True), note=note),
    ]
    put_away(page)
    desk.close()
    return readings


def _busy_desk(places: Places, a_day: int) -> Desk:
    """Three months in which every day has that many visits."""
    desk, random = desk_with_clients(places, 60), Random("visits")
    clients = [found.id for found in desk.clients.find("有限")]
    span = Period(Period.month(add_months(NOW.date(), -1)).first, Period.month(add_months(NOW.date(), 1)).last)
    rows: list[Change] = []
    for day in span:
        for number in range(a_day):
            starts = NOW.replace(year=day.year, month=day.month, day=day.day, hour=8, minute=0)
            starts += timedelta(minutes=number * 600 // a_day // 5 * 5)
            ahead = day >= NOW.date()
            values = {
                "client_id": random.choice(clients),
                "rep_id": desk.rep.id,
                "status": VisitStatus.PLANNED if ahead else VisitStatus.DONE,
                "starts_at": starts,
                "minutes": random.choice((30, 45, 60)),
                "channel": Channel.FACE,
                "purpose": "Demo",
                "planned_at": starts,
            }
            rows.append(New(Kind.VISIT, desk.session.new_id(), values))
    journal.record(desk.file, rows, Label("import.visits", {"n": len(rows)}), undoable=False)
    return desk


def _dragged(page: CalendarPage, view: str, sizes: Sizes) -> Series:
    """A visit in the hand, moved about."""
    canvas = _ready(page, view)
    start = canvas.places()[0][0].center()
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start.toPoint())
    number = count()

    def frame() -> Took:
        at = next(number)
        with stopwatch() as took:
            pull(canvas, start + QPointF(40 + at * 37 % 300, 30 + at * 23 % 200))
            QApplication.processEvents()
        return took

    series = alone(frame, sizes.repeats * 10, warm=3)
    canvas.abort()
    return series


def _scrolled(page: CalendarPage, sizes: Sizes) -> Series:
    """The list moved on by most of a screen."""
    _ready(page, "agenda")
    bar = page.agenda.area.verticalScrollBar()
    number = count()

    def frame() -> Took:
        with stopwatch() as took:
            bar.setValue(next(number) * 431 % max(1, bar.maximum()))
            QApplication.processEvents()
        return took

    return alone(frame, sizes.repeats * 10, warm=3)


def _painted(page: CalendarPage, sizes: Sizes) -> Series:
    """The whole month from its kept picture, as when another window has lain over it."""
    canvas = _ready(page, "month")

    def frame() -> Took:
        with stopwatch() as took:
            canvas.repaint()
        return took

    return alone(frame, sizes.repeats * 3)


def _turned(page: CalendarPage, sizes: Sizes, *, forget: bool) -> Series:
    """To the month before and back, laid out and painted; with `forget` its visits are read from the file."""
    _ready(page, "month")
    days = cycle((add_months(NOW.date(), -1), NOW.date()))

    def turn() -> Took:
        if forget:
            page.reader.forget()
        with stopwatch() as took:
            page.show_view("month", next(days))
            page.month.repaint()
        QApplication.processEvents()
        return took

    return alone(turn, sizes.repeats * 2, warm=2)


def _ready(page: CalendarPage, view: str) -> Canvas:
    page.show_view(view, NOW.date())
    painted(page)
    return page.canvas
