"""The month as a list, the working days, and going to a day by its words."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.ui.calendar.agenda import AgendaRows
from salesdesk.ui.calendar.jump import JumpSheet
from salesdesk.ui.calendar.page import CalendarPage
from tests.ui.calendar.conftest import at
from tests.ui.calendar.hand import LEFT, NONE, drop_client
from tests.ui.calendar.test_page import crowd

Key = Qt.Key


@pytest.fixture
def agenda(page: CalendarPage) -> AgendaRows:
    QTest.keyClick(page.canvas, Key.Key_A)
    QApplication.processEvents()
    return page.agenda.rows


def test_it_lists_days_with_visits_and_today(
    page: CalendarPage, desk: Desk, agenda: AgendaRows, visit: Id, huawei: Id
) -> None:
    assert page.view == "agenda" and page.bar.title.text() == "November 2026"
    rows = [(row.day.day, row.entry.id if row.entry else None) for row in agenda.rows()]
    assert rows == [(23, None), (25, None), (25, visit)]
    desk.appointments.add("Team", at(25, 9))
    desk.visits.plan(huawei, at(27, 9))
    page.refresh_now()
    assert [row.day.day for row in agenda.rows()] == [23, 25, 25, 25, 27, 27]


def test_keys_walk_through_the_list_and_beyond_the_month(
    page: CalendarPage, desk: Desk, agenda: AgendaRows, visit: Id, huawei: Id
) -> None:
    desk.visits.plan(huawei, at(27, 9))
    desk.visits.plan(huawei, at(25, 9).replace(month=12, day=3))
    page.refresh_now()
    agenda.mean(None, (date(2026, 11, 23), 540))
    seen = []
    for _step in range(2):
        QTest.keyClick(agenda, Key.Key_Down)
        seen.append(agenda.spot[0].day)
    assert seen == [25, 27]
    QTest.keyClick(agenda, Key.Key_Down)
    assert page.bar.title.text() == "December 2026"
    QTest.keyClick(agenda, Key.Key_Up)
    QTest.keyClick(agenda, Key.Key_Left)
    assert agenda.spot[0] < date(2026, 12, 3)


def test_a_line_says_why_and_what_came_of_it_last(
    page: CalendarPage, desk: Desk, agenda: AgendaRows, huawei: Id
) -> None:
    desk.visits.log(VisitEntry(huawei, Channel.PHONE, at(23, 9), result="They want a sample."))
    page.refresh_now()
    note = agenda.notes[huawei]
    assert note.endswith("today: They want a sample.") or "They want a sample." in note


def test_a_visit_is_moved_by_days_and_opened(page: CalendarPage, desk: Desk, agenda: AgendaRows, visit: Id) -> None:
    agenda.mean(agenda.shown.find(visit))
    QTest.keyClick(agenda, Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert desk.visits.get(visit).starts_at == at(26, 10) and agenda.current == visit
    QTest.mouseDClick(agenda, LEFT, NONE, QPointF(200, agenda.rect_of_row(0).center().y()).toPoint())
    assert page.view == "day" and list(page.canvas.days) == [date(2026, 11, 23)]


def test_a_due_client_is_dropped_on_a_day(page: CalendarPage, desk: Desk, agenda: AgendaRows, huawei: Id) -> None:
    row = next(n for n, row in enumerate(agenda.rows()) if row.day == date(2026, 11, 25))
    drop_client(agenda, huawei, agenda.rect_of_row(row).center())
    assert at(25, 9) in [card.starts_at for card in desk.visits.of_client(huawei)]


def test_only_the_lines_in_view_are_painted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = crowd(200)
    rows = AgendaRows(shown)
    qtbot.addWidget(rows)
    rows.resize(900, 600)
    rows.show_days(sorted(shown.visits), shown)
    assert len(rows.places()) == 1400 and rows.minimumHeight() > 1400 * 40
    rows.resize(900, rows.minimumHeight())
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    red = QColor("red")
    image.fill(red)
    area = QRect(0, 30_000, 900, 300)
    rows.render(image, area.topLeft() * 0, QRegion(area))
    assert image.pixelColor(450, 150) != red and image.pixelColor(450, 500) == red
    assert rows.entry_at(QPointF(100, 30_100)) in [entry for _rect, entry in rows.places()]


def test_a_month_of_nothing_says_so(page: CalendarPage, desk: Desk, agenda: AgendaRows, visit: Id) -> None:
    desk.visits.bin(visit)
    page.refresh_now()
    assert [row.day for row in agenda.rows()] == [date(2026, 11, 23)] and not agenda.places()
    QTest.keyClick(agenda, Key.Key_PageDown)
    assert list(agenda.rows()) == [] and page.bar.title.text() == "December 2026"
    agenda.repaint()


def test_f_shows_the_working_days_and_those_that_make_up(page: CalendarPage, desk: Desk) -> None:
    QTest.keyClick(page.canvas, Key.Key_F)
    assert [day.day for day in page.canvas.days] == [23, 24, 25, 26, 27]
    values = {"day": "2026-11-28", "region": "", "name": "", "working": True}
    desk.session.record(Label("holiday.changed"), [New(Kind.HOLIDAY, desk.session.new_id(), values)])
    page.refresh_now()
    assert [day.day for day in page.canvas.days] == [23, 24, 25, 26, 27, 28]
    assert page.bar.title.text() == "Nov 23\u2009–\u200928, 2026"
    QTest.keyClick(page.canvas, Key.Key_PageDown)
    assert [day.day for day in page.canvas.days] == [30, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("words", "day"),
    [("next mon", date(2026, 11, 30)), ("12-24", date(2026, 12, 24)), ("下周二", date(2026, 12, 1))],
)
def test_g_goes_to_a_day_that_is_said_in_words(page: CalendarPage, words: str, day: date) -> None:
    QTest.keyClick(page.canvas, Key.Key_G)
    (sheet,) = page.findChildren(JumpSheet)
    sheet.form.field("day").line.setText(words)  # type: ignore[attr-defined]
    sheet._on_save()
    assert page.canvas.spot[0] == day and day in page.canvas.days


def test_nonsense_is_no_day(page: CalendarPage) -> None:
    QTest.keyClick(page.canvas, Key.Key_G)
    (sheet,) = page.findChildren(JumpSheet)
    sheet.form.field("day").line.setText("some time")  # type: ignore[attr-defined]
    sheet._on_save()
    assert page.canvas.spot[0] == date(2026, 11, 23) and sheet.isVisible()
    assert not sheet.would_lose()
    sheet.done(0)
