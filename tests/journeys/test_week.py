"""The week as it comes: visits that repeat over a holiday, appointments and leave, calendars of other programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from icalendar import Calendar
from PySide6.QtCore import QMimeData, QPoint, QUrl
from PySide6.QtWidgets import QListWidget

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.store.ids import natural_id
from salesdesk.ui.calendar.page import CalendarPage
from salesdesk.ui.imports.window import ImportWindow
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from tests.builders import NOW
from tests.journeys.hands import Answers, User, cells, drop


def planned(user: User) -> list[VisitCard]:
    return user.desk.visits.between(date(2026, 11, 1), date(2027, 12, 31))


def days(user: User) -> list[str]:
    return [f"{one.day:%m-%d}" for one in planned(user)]


def choose(user: User, key: str, value: Any) -> None:
    """Take this choice of a list that opens, as a click on it does."""
    sheet = user.sheet
    assert isinstance(sheet, PlanVisitSheet)
    field = sheet.form.field(key)
    combo = field.combo  # type: ignore[attr-defined]
    combo.setCurrentIndex(combo.findData(value))
    combo.activated.emit(combo.currentIndex())
    user.settle()


def holiday(user: User, day: date, name: str) -> None:
    values = {"day": day.isoformat(), "name": name, "working": False, "region": "CN"}
    pk = natural_id(Kind.HOLIDAY, "CN", day.isoformat())
    user.desk.session.record(Label("holiday.changed"), [New(Kind.HOLIDAY, pk, values)])


def test_a_recurring_visit_over_a_holiday(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    holiday(user, date(2027, 1, 1), "New Year's Day")
    user.press("Ctrl+1", "P")
    user.type("hwjs")
    user.press("Return")
    user.go_to("When")
    user.write("2026-12-18")
    user.go_to("At")
    user.write("14")
    user.press("Tab")
    choose(user, "often", "weekly")
    choose(user, "ends", "count")
    user.go_to("How many visits")
    user.type("4")
    choose(user, "on_holiday", "before")
    listed = cells(user.part(QListWidget, "Days of this visit"))
    assert listed == [
        "Fri, Dec 18",
        "Fri, Dec 25",
        "Thu, Dec 31, instead of Fri, Jan 1 (New Year's Day)",
        "Fri, Jan 8",
    ]
    assert user.sees("every week on Fri, 4 times · 4 visits in twelve months · 1 shifted")
    user.press("Ctrl+Return")
    assert days(user) == ["12-18", "12-25", "12-31", "01-08"]

    page = show_visit(user, planned(user)[1])
    door.takes = 0  # only this one
    page.canvas.setFocus()
    user.press("Ctrl+Left")
    assert days(user) == ["12-18", "12-24", "12-31", "01-08"] and "repeats" in door.asked[-1]
    show_visit(user, planned(user)[2])
    door.takes = 1  # this and the following: an hour later
    user.press("+", "+")
    assert [one.minutes for one in planned(user)] == [60, 60, 90, 90]
    door.takes = 2  # all that lie ahead
    show_visit(user, planned(user)[0])
    user.press("Ctrl+Left")
    assert days(user)[0] == "12-17"
    door.takes = 3  # never mind
    user.press("Shift+Del")
    assert len(days(user)) == 4
    door.takes = 2
    user.press("Shift+Del")
    assert days(user) == ["12-31", "01-08"]  # those had become another rule
    for _step in range(6):
        user.press("Ctrl+Z")
    assert days(user) == []


def show_visit(user: User, visit: VisitCard) -> CalendarPage:
    """Come to a visit in the calendar, so that the keys mean it."""
    user.press("Ctrl+4")
    page = user.page
    assert isinstance(page, CalendarPage)
    page.open_record(Kind.VISIT, visit.id)
    user.settle()
    page.canvas.setFocus()
    user.settle()
    return page


def test_an_appointment_and_leave_are_entered(user: User, file: Path) -> None:
    user.start(file)
    user.call("New appointment")
    user.type("Team meeting")
    user.go_to("When")
    user.write("wed")
    user.go_to("At")
    user.write("9")
    user.press("Ctrl+Return")
    user.call("Enter leave")
    user.go_to("When")
    user.write("2026-12-24")
    user.go_to("Last day")
    user.write("2026-12-31")
    user.press("Ctrl+Return")
    meeting, leave = user.desk.appointments.between(date(2026, 11, 1), date(2026, 12, 31))
    assert (meeting.title, meeting.starts_at, meeting.all_day) == ("Team meeting", NOW.replace(day=25, hour=9), False)
    assert (leave.kind, leave.day, leave.last_day) == ("leave", date(2026, 12, 24), date(2026, 12, 31))
    assert user.toast().startswith("Leave from Thu, Dec 24")
    user.press("Ctrl+Z", "Ctrl+Z")
    assert user.desk.appointments.between(date(2026, 11, 1), date(2026, 12, 31)) == []


def test_the_plan_goes_to_a_telephone_and_its_appointments_come_back(
    user: User, file: Path, door: Answers, tmp_path: Path
) -> None:
    user.start(file)
    client = user.desk.clients.find("华为")[0].id
    user.desk.visits.plan(client, NOW.replace(day=25, hour=14), purpose="Demo")
    door.saves = tmp_path / "plan.ics"
    user.call("Give the plan")
    user.press("Ctrl+Return")
    [event] = Calendar.from_ical(door.saves.read_bytes()).walk("VEVENT")
    assert str(event["SUMMARY"]) == "华为技术 · Demo" and "李强" in str(event["DESCRIPTION"])
    assert user.toast() == "1 visit written to plan.ics."

    theirs = tmp_path / "theirs.ics"
    theirs.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:Board meeting\n"
        "DTSTART:20261126T010000Z\nDTEND:20261126T030000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    user.press("Ctrl+4")
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(theirs))])
    assert drop(user.page, carried, QPoint(200, 200))
    window = user.sheet
    assert isinstance(window, ImportWindow)
    assert window.plan.kind == "appointments"
    for _step in range(8):
        if user.desk.appointments.between(date(2026, 11, 26), date(2026, 11, 26)):
            break
        user.press("Ctrl+Return")
    [meeting] = user.desk.appointments.between(date(2026, 11, 26), date(2026, 11, 26))
    assert (meeting.title, meeting.starts_at.hour, meeting.minutes) == ("Board meeting", 9, 120)
    user.press("Escape")
