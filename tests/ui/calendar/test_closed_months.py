"""The days of closed months say so, in words and with a small sign."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage

from salesdesk.ui.calendar.month import MonthGrid
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.calendar.spoken import spoken_day
from salesdesk.ui.calendar.titles import MONTH
from salesdesk.ui.pictures import settle
from tests.builders import NOW

LAST = NOW.date().replace(day=1) - timedelta(days=1)


def painted(page: CalendarPage) -> QImage:
    view = page.canvas
    assert isinstance(view, MonthGrid)
    corner = view.cell(LAST).toRect()
    return view.grab(QRect(corner.topLeft() + QPoint(1, 1), corner.size() / 2)).toImage()


def test_closed_days_are_spoken_and_signed(page: CalendarPage) -> None:
    page.show_view(MONTH, LAST)
    page.refresh_now()
    before = painted(page)
    page.desk.closing.close(LAST)
    page.refresh_now()
    settle()
    shown = page.canvas.shown
    assert "closed" in spoken_day(LAST, shown) and "closed" not in spoken_day(LAST + timedelta(days=1), shown)
    assert painted(page) != before
