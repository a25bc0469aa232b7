"""Appointments and leave by their sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.appointment import DAY, AppointmentKind
from salesdesk.services.desk import Desk
from salesdesk.ui.appointments.sheet import AppointmentSheet
from salesdesk.ui.page import PageContext
from tests.builders import NOW
from tests.ui.stage import Noted

MONDAY = NOW.date()


def test_an_appointment_has_an_hour_and_a_length(
    ctx: PageContext, desk: Desk, noted: Noted, window: QWidget, qtbot: QtBot
) -> None:
    sheet = AppointmentSheet(ctx, window, starts_at=NOW.replace(hour=14), minutes=45)
    qtbot.addWidget(sheet)
    sheet.open()
    qtbot.keyClicks(sheet.focusWidget(), "Team meeting")
    sheet._on_save()
    [made] = desk.appointments.between(MONDAY, MONDAY)
    assert (made.title, made.starts_at, made.minutes, made.all_day) == (
        "Team meeting",
        NOW.replace(hour=14),
        45,
        False,
    )
    assert noted.done_[-1].label.key == "appointment.added"


def test_leave_is_whole_days_until_a_day(ctx: PageContext, desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    sheet = AppointmentSheet(ctx, window, kind=AppointmentKind.LEAVE)
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.form.field("last").isVisible() and not sheet.minutes.isVisible()
    assert sheet.form.values()["last"] == sheet.form.values()["day"] == MONDAY + timedelta(days=1)
    sheet.form.field("day").setFocus()
    sheet.focusWidget().selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(sheet.focusWidget(), "2026-12-24")
    assert sheet.form.values()["last"] == date(2026, 12, 24)
    sheet.form.field("day").set_value(date(2026, 12, 1))
    sheet.form.field("last").set_value(date(2026, 11, 30))
    sheet._on_save()
    assert sheet.isVisible() and sheet.form.field("last").problem_label.text() == "It has to end after it begins."
    sheet.form.field("last").set_value(date(2026, 12, 3))
    sheet._on_save()
    [made] = desk.appointments.between(date(2026, 12, 3), date(2026, 12, 3))
    assert (made.kind, made.minutes, made.last_day) == (AppointmentKind.LEAVE, 3 * DAY, date(2026, 12, 3))


def test_what_is_nothing_in_a_word_is_refused(ctx: PageContext, desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    sheet = AppointmentSheet(ctx, window)
    qtbot.addWidget(sheet)
    sheet.open()
    sheet._on_save()
    assert sheet.form.field("title").problem_label.text() == "Say in a word what it is."
    assert desk.appointments.between(MONDAY, MONDAY + timedelta(days=9)) == []


def test_a_file_for_reading_shows_it_without_verbs(ctx: PageContext, desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    desk.appointments.add("Dentist", NOW, minutes=40)
    reader = Desk.open(desk.path, read_only=True)
    [before] = reader.appointments.between(MONDAY, MONDAY)
    sheet = AppointmentSheet(replace(ctx, desk=reader), window, appointment_id=before.id)
    qtbot.addWidget(sheet)
    assert sheet.form.values()["title"] == "Dentist"
    assert not sheet.save_button.isEnabled()
    assert "Delete" not in [button.text() for button in sheet.findChildren(QAbstractButton)]
    reader.close()


def test_one_is_changed_or_deleted(ctx: PageContext, desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    desk.appointments.add("Dentist", NOW, minutes=40)
    [before] = desk.appointments.between(MONDAY, MONDAY)
    sheet = AppointmentSheet(ctx, window, appointment_id=before.id)
    qtbot.addWidget(sheet)
    assert sheet.form.values()["minutes"] == "40"
    sheet.form.field("time").set_value(time(16))
    sheet._on_save()
    [after] = desk.appointments.between(MONDAY, MONDAY)
    assert (after.id, after.starts_at.hour, after.minutes) == (before.id, 16, 40)
    again = AppointmentSheet(ctx, window, appointment_id=before.id)
    qtbot.addWidget(again)
    again.delete_button.click()
    assert desk.appointments.between(MONDAY, MONDAY) == []


def test_the_visits_in_that_time_are_named(ctx: PageContext, desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    client = desk.clients.create(name="华为技术")
    desk.visits.plan(client, NOW.replace(hour=15))
    sheet = AppointmentSheet(ctx, window, starts_at=NOW.replace(hour=15, minute=30))
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.meets.text() == "1 visit is planned in this time: today 15:00 华为技术"
    sheet.form.field("time").set_value(time(17))
    sheet.form.edited.emit()
    assert not sheet.meets.isVisible()
    sheet.form.set_clean()


def test_a_half_typed_leave_is_there_again_with_its_own_hint(
    ctx: PageContext, desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    sheet = AppointmentSheet(ctx, window, kind=AppointmentKind.LEAVE)
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.focusWidget().placeholderText() == "Annual leave, sick leave…"  # type: ignore[attr-defined]
    qtbot.keyClicks(sheet.focusWidget(), "Skiing")
    sheet.reject()
    meeting = AppointmentSheet(ctx, window)
    qtbot.addWidget(meeting)
    assert meeting.form.values()["title"] == ""
    again = AppointmentSheet(ctx, window, kind=AppointmentKind.LEAVE)
    qtbot.addWidget(again)
    assert again.form.values()["title"] == "Skiing"
    again._on_save()
    assert desk.drafts.kept("appointment leave") is None
