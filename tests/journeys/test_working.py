"""Working days, contact rules and coverage, as a rep uses them: by keyboard, in the real window, undone in place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QMenu, QTableView

from salesdesk.domain.cadence import DueState, Every, Family
from salesdesk.domain.client import Tier
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.ui.working.behind_sheet import BehindSheet
from salesdesk.ui.working.coverage_sheet import CoverageSheet, CoverageTrend
from salesdesk.ui.working.days_sheet import WorkingDaysSheet
from salesdesk.ui.working.rules_sheet import ContactRulesSheet
from salesdesk.ui.working.year import YearView
from tests.builders import NOW
from tests.journeys.hands import Answers, User

TUESDAY = date(2026, 11, 24)


def works(user: User, day: date) -> bool:
    return day in user.desk.working.workdays()


def test_a_day_is_turned_over_by_key_and_by_mouse_and_undone(user: User, file: Path) -> None:
    user.start(file)
    user.call("working days")
    assert isinstance(user.sheet, WorkingDaysSheet)
    assert user.sees("261 working days")
    user.press("Right", "Space")
    assert not works(user, TUESDAY)
    assert user.sees("260 working days")
    year = user.part(YearView)
    QTest.mouseClick(year, Qt.MouseButton.LeftButton, pos=year.box_of(date(2026, 11, 28)).center().toPoint())
    user.settle()
    assert works(user, date(2026, 11, 28))
    assert "worked to make up" in year.accessibleDescription()
    user.press("Ctrl+Z", "Ctrl+Z")
    assert works(user, TUESDAY) and not works(user, date(2026, 11, 28))
    user.press("Ctrl+Z")
    assert len(user.desk.products.lines()) == 3, "what was done before the sheet was opened stays"


def test_whose_holidays_hold_is_chosen_and_the_year_checked(user: User, file: Path) -> None:
    user.start(file)
    user.call("working days")
    choice = user.part(QComboBox)
    choice.setFocus()
    choice.setCurrentIndex(choice.findData("CN"))
    choice.activated.emit(choice.currentIndex())
    user.settle()
    assert user.sees("248 working days")
    year = user.part(YearView)
    assert "National Day" in year.words(date(2026, 10, 1))
    assert "make up" in year.words(date(2026, 10, 10))
    user.click("Next year")
    assert user.sees("The make-up days of 2027 are not published yet: these are the days fixed by law.")
    user.click("Undo")
    assert user.desk.holidays.region() == ""


def test_days_are_named_and_imported_with_bad_lines_said(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    door.opens = tmp_path / "days.csv"
    door.opens.write_text("2027-02-11,Spring Festival,off\nsoon,Nobody knows,off\n2027-02-14,,worked\n")
    user.start(file)
    user.call("working days")
    user.click("Import days…")
    assert door.told == ["1 line could not be read and was left out. Line 2: “soon” is no day."]
    assert not works(user, date(2027, 2, 11)) and works(user, date(2027, 2, 14))
    user.press("Ctrl+Z")
    assert works(user, date(2027, 2, 11))


def test_the_working_week_is_changed_and_undone(user: User, file: Path) -> None:
    user.start(file)
    user.call("working days")
    user.click("Working week…")
    user.click("Sat")
    user.go_to("Visits a day at most")
    user.write("0")
    user.press("Ctrl+Return")
    assert "Visits a day lie between 1 and 200." in user.problem()
    user.write("8")
    user.press("Ctrl+Return")
    pattern = user.desk.working.pattern()
    assert (pattern.weekdays, pattern.visits_a_day) == (frozenset(range(6)), 8)
    assert user.sees("313 working days")
    user.press("Ctrl+Z")
    assert user.desk.working.pattern().visits_a_day == 6


def test_a_rule_is_changed_from_today_on_added_ended_and_undone(user: User, file: Path) -> None:
    user.start(file)
    user.call("contact rules")
    assert isinstance(user.sheet, ContactRulesSheet)
    assert [line[1:] for line in user.table()] == [
        ["2 a week", "Face to face, Phone", "always"],
        ["1 a month", "in depth", "always"],
        ["1 a month", "Message, E-mail", "always"],
        ["1 a quarter", "any contact", "always"],
    ]
    user.press("Return")
    user.write("3")
    assert user.sees("1 client. Not met today: 1, then 1. Four weeks then ask for 13 visits; 120 fit.")
    user.press("Ctrl+Return")
    assert user.table()[0][1:] == ["3 a week", "Face to face, Phone", "since Nov 23, 2026"]
    assert user.table()[-1][1:] == ["2 a week", "Face to face, Phone", "until Nov 22, 2026"]
    user.click("New rule")
    user.go_to("Contacts")
    user.write("1")
    user.click("quarter")
    user.click("Event")
    user.press("Ctrl+Return")
    rules = [one for one in user.desk.cadence.rules(family=Family.CADENCE) if one.tier is Tier.A]
    assert [(one.count, one.every) for one in rules] == [(3, Every.WEEK), (1, Every.QUARTER)]
    user.part(QTableView).setFocus()
    user.press("Home", "Delete")
    assert [one.every for one in user.desk.cadence.rules(family=Family.CADENCE) if one.tier is Tier.A] == ["quarter"]
    user.press("Ctrl+Z", "Ctrl+Z", "Ctrl+Z")
    assert [line[1] for line in user.table()] == ["2 a week", "1 a month", "1 a month", "1 a quarter"]


def test_coverage_opens_the_clients_behind_a_number(user: User, file: Path) -> None:
    user.start(file)
    user.call("coverage…")
    assert isinstance(user.sheet, CoverageSheet)
    first = user.table()[0]
    assert first[1:7] == ["2 a week · Face to face, Phone", "1", "0", "0", "1", "0"]
    user.press("Right", "Right", "Right", "Right", "Right", "Return")
    assert isinstance(user.sheet, BehindSheet)
    assert user.sees("1 client on Nov 23, 2026")
    assert [line[0] for line in user.table()] == ["华为技术"]
    assert user.table()[0][2] == "A: 2 a week, not met yet"
    user.press("P")
    user.go_to("When")
    user.write("+1")
    user.press("Ctrl+Return")
    assert [one.day for one in user.desk.visits.between(TUESDAY, TUESDAY)] == [TUESDAY]
    assert isinstance(user.sheet, BehindSheet)
    user.press("Ctrl+Z")
    assert user.desk.visits.between(TUESDAY, TUESDAY) == []
    user.press("Return")
    assert user.sheet is None
    assert user.page.key == "clients"


def test_coverage_follows_what_is_logged_and_turns_to_the_past(user: User, file: Path) -> None:
    user.start(file)
    (huawei,) = (found.id for found in user.desk.clients.find("hwjs")[:1])
    for day in (16, 17):
        user.desk.visits.log(VisitEntry(huawei, Channel.PHONE, NOW.replace(day=day)))
    user.call("coverage…")
    user.click("Week")
    assert user.sees("Nov 23, 2026 – Nov 29, 2026")
    user.press("Alt+Left")
    assert user.table()[0][3:] == ["1", "0", "0", "0", "100.0%", "100.0%", "100.0%"]
    trend = user.part(CoverageTrend)
    assert [point.contacts for point in trend.points] == [1, 1, 0, 0, 0, 0, 0]
    assert "Nov 16, 2026: 0 of 0 existing, 1 of 3 new, 1 contacts" in trend.accessibleDescription()
    states = {one.state for one in user.desk.cadence.states() if one.client.id == huawei}
    assert states == {DueState.DUE}


def test_the_calendar_offers_the_sheets_in_its_bar(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+4")
    user.click("Coverage, contact rules, working days")
    (menu,) = (one for one in user.app.topLevelWidgets() if isinstance(one, QMenu) and one.isVisible())
    assert [action.text() for action in menu.actions()] == ["Coverage…", "Contact rules…", "Working days…"]
    menu.actions()[2].trigger()
    menu.close()
    user.settle()
    assert isinstance(user.sheet, WorkingDaysSheet)
