"""What the calendar shows, however much there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Priority
from salesdesk.domain.settings import Holiday
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.calendar.hours import Hours
from salesdesk.ui.calendar.month_hand import MonthView
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.calendar.shown import Shown
from salesdesk.ui.calendar.spoken import spoken
from salesdesk.ui.calendar.titles import period_of, title
from salesdesk.ui.language import switch
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pictures import settle
from tests.builders import NOW
from tests.ui.calendar.conftest import at
from tests.ui.calendar.hand import press, pull

MONDAY = date(2026, 11, 23)


def crowd(each: int, days: int = 7) -> Shown:
    """So many visits on every day of the week."""
    visits: dict[date, list[VisitCard]] = {}
    for day in range(days):
        start = NOW.replace(hour=8) + timedelta(days=day)
        visits[start.date()] = [
            VisitCard(
                id=bytes([day, number // 256, number % 256]),
                client_id=b"c",
                rep_id=b"r",
                status=VisitStatus.PLANNED,
                channel=Channel.FACE,
                starts_at=start + timedelta(minutes=number * 600 // each // 5 * 5),
                client_name=f"Client {number}",
                client_tier=Tier.B,
            )
            for number in range(each)
        ]
    return Shown(NOW, visits)


class PaintedArea(QObject):
    """How many pixels a widget is asked to paint anew, each time it is asked."""

    def __init__(self, watched: QWidget) -> None:
        super().__init__(watched)
        self.areas: list[int] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            rects: list[QRect] = list(event.region())
            self.areas.append(sum(rect.width() * rect.height() for rect in rects))
        return super().eventFilter(watched, event)


def test_of_two_hundred_visits_a_day_those_with_room_are_drawn_and_a_drag_paints_little(qtbot: QtBot) -> None:
    shown = crowd(200)
    grid = Hours(shown)
    qtbot.addWidget(grid)
    grid.resize(1000, grid.height())
    grid.show()
    grid.show_days(sorted(shown.visits), shown)
    grid.repaint()
    placed = sum(len(cards) for _rect, cards in grid.counted())
    visible = [grid.rect_of(card.id) for cards in shown.visits.values() for card in cards]
    seen = [rect for rect in visible if not rect.isEmpty()]
    assert placed + len(seen) == 1400 and placed > 0
    assert min(rect.width() for rect in seen) >= 40
    where = seen[0].center()
    press(grid, where)
    pull(grid, where + QPointF(150, 60))
    QApplication.processEvents()
    painted = PaintedArea(grid)
    for step in range(5):
        pull(grid, where + QPointF(150, 60 + 10 * step))
        QApplication.processEvents()
    assert painted.areas, "the hand is seen to move"
    assert max(painted.areas) < grid.width() * grid.height() / 5


def test_a_month_shows_what_fits_and_counts_the_rest(qtbot: QtBot) -> None:
    shown = crowd(200)
    month = MonthView(shown)
    qtbot.addWidget(month)
    month.resize(1000, 650)
    month.show()
    month.show_days(list(period_of("month", MONDAY)), shown)
    month.repaint()
    listed = sum(not month.rect_of(card.id).isEmpty() for card in shown.of(MONDAY))
    assert listed >= 2 and month.counted()[MONDAY] == 200 - listed
    assert "200" in _words_of_day(month)


def _words_of_day(month: MonthView) -> str:
    month.mean(None, (MONDAY, 540))
    return month.accessibleDescription()


def test_a_month_lists_all_where_they_fit(page: CalendarPage, desk: Desk, visit: Id) -> None:
    page.show_view("month")
    assert not page.month.rect_of(visit).isEmpty() and page.month.counted() == {}
    assert page.month.days[0] == date(2026, 10, 26) and page.month.days[-1] == date(2026, 12, 6)


def test_states_are_told_apart(page: CalendarPage, desk: Desk, visit: Id) -> None:
    shown = page.canvas.shown
    card = shown.find(visit)
    assert card is not None and shown.state(card) == "planned"
    assert Shown(at(26, 8), shown.visits).state(card) == "missed"
    desk.visits.cancel(visit, "nobody there", VisitStatus.NO_SHOW)
    page.refresh_now()
    now = page.canvas.shown.find(visit)
    assert now is not None and page.canvas.shown.state(now) == "no_show"


def test_each_state_is_painted_differently(page: CalendarPage, desk: Desk, visit: Id) -> None:
    grid = page.week.grid
    pictures = [grid.grab(grid.rect_of(visit).toRect()).toImage()]
    desk.visits.cancel(visit, "nobody there", VisitStatus.NO_SHOW)
    page.refresh_now()
    pictures.append(grid.grab(grid.rect_of(visit).toRect()).toImage())
    desk.undo()
    desk.visits.cancel(visit, "ill")
    page.refresh_now()
    pictures.append(grid.grab(grid.rect_of(visit).toRect()).toImage())
    assert len({bytes(picture.constBits()) for picture in pictures}) == 3


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"priority": Priority.P1}, "priority P1"),
        ({"fixed": True}, "fixed"),
        ({"series_id": b"s"}, "recurring"),
        ({"by_plan": True}, "proposed by the planner"),
    ],
)
def test_each_sign_is_painted_and_said(qtbot: QtBot, given: dict[str, object], said: str) -> None:
    plain = crowd(1, days=1)
    card = plain.of(MONDAY)[0]
    signed = Shown(NOW, {MONDAY: [replace(card, **given)]})
    pictures = []
    for view in (Hours(plain), MonthView(plain)):
        qtbot.addWidget(view)
        view.resize(1200, 700)
        for shown in (plain, signed):
            view.show_days(list(period_of("week", MONDAY)), shown)
            pictures.append(bytes(view.grab(view.rect_of(card.id).toRect()).toImage().constBits()))
    assert len(set(pictures)) == 4
    assert said in spoken(signed.of(MONDAY)[0], signed) and said not in spoken(card, plain)


def test_a_tier_is_never_painted_as_a_priority(qtbot: QtBot) -> None:
    plain = crowd(1, days=1)
    card = replace(plain.of(MONDAY)[0], priority=Priority.P1)
    pictures = set()
    for tier in Tier:
        for priority in (None, *Priority):
            shown = Shown(NOW, {MONDAY: [replace(card, client_tier=tier, priority=priority)]})
            grid = Hours(shown)
            qtbot.addWidget(grid)
            grid.resize(600, grid.height())
            grid.show_days([MONDAY], shown)
            pictures.add(bytes(grid.grab(grid.rect_of(card.id).toRect()).toImage().constBits()))
    assert len(pictures) == len(Tier) * (1 + len(Priority))


def test_holidays_and_make_up_days_are_known(page: CalendarPage, desk: Desk) -> None:
    days = (("2026-11-24", "Test Day", False), ("2026-11-28", "", True))
    new = [
        New(Kind.HOLIDAY, desk.session.new_id(), {"day": day, "region": "CN", "name": name, "working": works})
        for day, name, works in days
    ]
    desk.session.record(Label("holiday.changed"), new)
    page.refresh_now()
    shown = page.canvas.shown
    assert not shown.works(date(2026, 11, 24)) and shown.works(date(2026, 11, 28))
    assert "Test Day" in page.week.head.accessibleName() and "Make-up day" in page.week.head.accessibleName()
    assert isinstance(shown.holidays[date(2026, 11, 24)], Holiday)


def test_the_next_free_hour_leaves_out_holidays(page: CalendarPage, desk: Desk, huawei: Id) -> None:
    values = {"day": "2026-11-23", "region": "CN", "name": "Test Day", "working": False}
    desk.session.record(Label("holiday.changed"), [New(Kind.HOLIDAY, desk.session.new_id(), values)])
    page.due.planned.emit(huawei)
    assert at(24, 9) in [card.starts_at for card in desk.visits.of_client(huawei)]


def test_the_page_follows_the_language(page: CalendarPage, qapp: QApplication, visit: Id) -> None:
    assert page.bar.title.text() == "Nov 23\u2009–\u200929, 2026"
    switch(qapp, "zh_CN")
    QApplication.processEvents()
    assert page.bar.title.text() == "2026年11月23日至29日"
    page.show_view("month")
    assert page.bar.title.text() == "2026年11月"


def test_titles_name_what_is_seen() -> None:
    assert title("day", MONDAY) == "Mon, Nov 23, 2026"
    assert title("month", MONDAY) == "November 2026"
    assert title("week", date(2026, 12, 30)) == "Dec 28, 2026\u2009–\u2009Jan 3, 2027"


def test_a_screen_reader_hears_the_visit_that_the_keys_mean(page: CalendarPage, visit: Id) -> None:
    page.open_record(Kind.VISIT, visit)
    card = page.canvas.current_card()
    assert card is not None
    assert page.canvas.accessibleDescription() == spoken(card, page.canvas.shown)
    assert "华为技术, tier A, Planned" in page.canvas.accessibleDescription()


def test_the_due_list_is_a_sound_model(page: CalendarPage, qtmodeltester: ModelTester, huawei: Id) -> None:
    qtmodeltester.check(page.due.rows, force_py=True)
    assert page.due.rows.rowCount() == 1
    data = page.due.rows.mimeData([page.due.rows.index(0)])
    assert bytes(data.data("application/x-salesdesk-client").data()) == huawei


def test_a_visit_without_an_hour_stands_in_the_head(page: CalendarPage, desk: Desk, huawei: Id) -> None:
    before = page.week.head.sizeHint().height()
    desk.visits.plan(huawei, at(24, 0), all_day=True)
    page.refresh_now()
    (card,) = page.canvas.shown.of(date(2026, 11, 24))
    assert page.week.grid.rect_of(card.id).isEmpty()
    assert page.week.head.sizeHint().height() > before
    assert page.canvas.accessibleDescription() != ""


def test_nothing_in_the_bar_is_cut_under_the_longest_title(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    window = MainWindow(SettingsFile(tmp_path / "settings.toml"))
    qtbot.addWidget(window)
    window.open_desk(desk)
    window.show()
    window.show_page("calendar")
    page = window.findChild(CalendarPage)
    assert page is not None
    page.go_to(date(2026, 12, 30))
    for wide, views in ((1024, "D"), (1920, "Day"), (1366, "Day"), (1024, "D")):
        window.resize(wide, 700)
        settle()
        part = page.bar.title.parentWidget()
        assert part is not None
        shown = part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        chips = page.bar.switch.chips()
        assert chips[0].text() == views and page.bar.switch.chosen() == "week"
        for widget in (*shown, *chips):
            assert widget.isHidden() or widget.width() >= widget.sizeHint().width(), (wide, widget)
    window.close()
