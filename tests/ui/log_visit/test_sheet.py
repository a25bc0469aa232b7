"""The log sheet by keyboard alone; what is typed is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.visit import Channel, Outcome, Resource, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import thing
from salesdesk.ui.language import switch
from salesdesk.ui.log_visit.sheet import LogVisitSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Label
from tests.builders import NOW, TestClock
from tests.ui.stage import Noted, stage

Key = Qt.Key
Open = Callable[..., LogVisitSheet]


@pytest.fixture
def open_sheet(ctx: PageContext, window: QWidget, qtbot: QtBot) -> Iterator[Open]:
    opened: list[LogVisitSheet] = []

    def make(**given: Id) -> LogVisitSheet:
        sheet = LogVisitSheet(ctx, window, **given)
        qtbot.addWidget(sheet)
        sheet.open()
        opened.append(sheet)
        return sheet

    yield make
    for sheet in opened:
        sheet.form.set_clean()
        sheet.reject()


class Keys:
    """A pair of hands on the keyboard: keys go to whatever has the focus."""

    def __init__(self, sheet: QWidget, qtbot: QtBot) -> None:
        self._sheet, self._bot = sheet, qtbot

    def type(self, words: str) -> None:
        self._bot.keyClicks(self._sheet.focusWidget(), words)

    def press(self, *keys: Qt.Key, control: bool = False, shift: bool = False) -> None:
        held = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        held = Qt.KeyboardModifier.ShiftModifier if shift else held
        for key in keys:
            self._bot.keyClick(self._sheet.focusWidget() or self._sheet, key, held)


def test_a_visit_is_logged_by_keyboard_alone(
    open_sheet: Open, desk: Desk, noted: Noted, huawei: Id, deal: Id, qtbot: QtBot
) -> None:
    sheet = open_sheet()
    keys = Keys(sheet, qtbot)
    keys.type("hwjs")
    keys.press(Key.Key_Return)  # 华为技术
    keys.press(Key.Key_2, Key.Key_Return)  # phone
    keys.press(Key.Key_2, Key.Key_Return)  # progress
    keys.type("They like it")
    keys.press(Key.Key_Return, shift=True)
    keys.type("and want a quote")
    keys.press(Key.Key_Return)
    keys.type("Fast delivery")
    keys.press(Key.Key_Return, Key.Key_Return)  # the tag, then on
    keys.type("No budget")
    keys.press(Key.Key_Return, Key.Key_Return, Key.Key_Return)  # no help
    keys.type("Send the quote")
    keys.press(Key.Key_Return)
    keys.type("fri")
    assert sheet.form.next_on.hint.text() == "Fri, Nov 27"
    keys.press(Key.Key_Return, Key.Key_Return)  # the only opportunity stands there already
    keys.press(Key.Key_2)  # need confirmed
    keys.press(Key.Key_Return)  # the last question: saves

    assert not sheet.isVisible()
    (visit,) = desk.visits.of_client(huawei)
    assert (visit.status, visit.channel, visit.outcome) == (VisitStatus.DONE, Channel.PHONE, Outcome.PROGRESS)
    assert visit.result == "They like it\nand want a quote"
    assert (visit.next_step, visit.next_on) == ("Send the quote", date(2026, 11, 27))
    assert (visit.starts_at, visit.minutes) == (NOW, 60)
    assert [tag.name for tag in desk.visits.needs_of(visit.id)] == ["Fast delivery"]
    assert [request.text for request in desk.visits.requests_open()] == ["No budget"]
    moved = thing(desk.file.conn, Opportunity, deal)
    assert moved and (moved.stage, moved.next_step) == (Stage.NEED_CONFIRMED, "Send the quote")
    assert noted.done_[-1].label.key == "visit.logged"
    assert desk.drafts.kept("log_visit") is None


def test_ctrl_enter_saves_from_anywhere(open_sheet: Open, desk: Desk, huawei: Id, qtbot: QtBot) -> None:
    sheet = open_sheet(client_id=huawei)
    keys = Keys(sheet, qtbot)
    keys.press(Key.Key_3)
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    sheet.form.result.setFocus()
    keys.press(Key.Key_Return, control=True)
    assert [one.channel for one in desk.visits.of_client(huawei)] == [Channel.VIDEO]


def test_without_a_client_the_sheet_says_so_and_stays(open_sheet: Open, desk: Desk, qtbot: QtBot) -> None:
    sheet = open_sheet()
    sheet._on_save()
    assert sheet.isVisible()
    assert sheet.form.client.problem_label.text() == "Please fill this in."


def test_what_the_desk_refuses_is_said_at_the_field(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    sheet = open_sheet(client_id=huawei)
    sheet.form.next_on.set_value(date(2026, 12, 1))
    sheet._on_save()
    assert "next step" in sheet.form.next_step.problem_label.text()
    assert desk.visits.of_client(huawei) == []


def test_a_new_client_is_made_on_the_way(open_sheet: Open, desk: Desk, qtbot: QtBot) -> None:
    sheet = open_sheet()
    keys = Keys(sheet, qtbot)
    keys.type("Newcomer Ltd")
    keys.press(Key.Key_Return)
    sheet._on_save()
    (found,) = desk.clients.find("newcomer")
    client = desk.clients.get(found.id)
    assert client and client.is_prospect and client.since == NOW.date() and client.tier is Tier.C
    assert len(desk.visits.of_client(found.id)) == 1


def test_the_planned_visit_of_today_becomes_done(open_sheet: Open, desk: Desk, huawei: Id, qtbot: QtBot) -> None:
    desk.visits.plan(huawei, NOW + timedelta(hours=4), purpose="Demo")
    sheet = open_sheet(client_id=huawei)
    assert sheet.form.planned.isVisible()
    sheet._on_save()
    (visit,) = desk.visits.of_client(huawei)
    assert (visit.status, visit.purpose, visit.starts_at) == (VisitStatus.DONE, "Demo", NOW)


def test_opened_for_a_planned_visit_it_is_filled_in(open_sheet: Open, desk: Desk, huawei: Id, deal: Id) -> None:
    desk.visits.plan(huawei, NOW - timedelta(hours=1), minutes=50, channel=Channel.VIDEO, opportunity_id=deal)
    planned = desk.visits.of_client(huawei)[0]
    entry = open_sheet(visit_id=planned.id).entry()
    assert (entry.planned_visit_id, entry.channel, entry.minutes) == (planned.id, Channel.VIDEO, 50)
    assert (entry.starts_at, entry.opportunity_id) == (NOW - timedelta(hours=1), deal)


def test_a_logged_visit_is_corrected_without_losing_anything(
    open_sheet: Open, desk: Desk, huawei: Id, deal: Id
) -> None:
    entry = VisitEntry(
        huawei,
        Channel.EMAIL,
        NOW - timedelta(days=1),
        20,
        Outcome.REFUSED,
        "No",
        ("Price",),
        obstacle="Budget",
        help_kind=Resource.SAMPLE,
        help_text="Two",
        competitor_news="ACME",
        next_step="Call",
        next_on=date(2026, 11, 30),
        opportunity_id=deal,
        contact_ids=(desk.clients.add_contact(huawei, name="李强"),),
    )
    desk.visits.log(entry)
    visit = desk.visits.last_contacts(huawei)[0]
    sheet = open_sheet(visit_id=visit.id)
    assert not sheet.form.is_dirty()
    before = desk.visits.entry_of(visit.id)
    sheet.form.result.set_value("Not yet")
    sheet._on_save()
    after = desk.visits.entry_of(visit.id)
    assert after.result == "Not yet"
    changed = {name for name in VisitEntry.__slots__ if getattr(after, name) != getattr(before, name)}
    assert changed == {"result"}


def test_correcting_a_visit_logged_in_another_zone_leaves_its_moment(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    abroad = (NOW - timedelta(days=1)).astimezone(timezone(timedelta(hours=1)))
    desk.visits.log(VisitEntry(huawei, Channel.PHONE, abroad))
    sheet = open_sheet(visit_id=desk.visits.last_contacts(huawei)[0].id)
    sheet.form.result.set_value("Not yet")
    assert sheet.entry().starts_at == abroad


def test_promises_due_are_ticked_as_kept(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    for step, on in (("Send sample", NOW.date()), ("Invite", date(2026, 12, 24))):
        desk.visits.log(VisitEntry(huawei, Channel.PHONE, NOW - timedelta(days=2), next_step=step, next_on=on))
    sheet = open_sheet(client_id=huawei)
    sheet._on_save()
    assert [one.next_step for one in desk.visits.open_promises(huawei)] == ["Invite"]


def test_where_something_stays_open_the_next_step_is_asked_for_once(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    sheet = open_sheet(client_id=huawei)
    sheet.form.field("obstacle").set_value("Budget")
    sheet._on_save()
    assert sheet.isVisible() and "what comes next" in sheet.form.next_step.problem_label.text()
    sheet._on_save()
    assert not sheet.isVisible() and len(desk.visits.of_client(huawei)) == 1


def test_lost_asks_for_the_reason(open_sheet: Open, desk: Desk, huawei: Id, deal: Id, qtbot: QtBot) -> None:
    sheet = open_sheet(client_id=huawei)
    assert not sheet.form.lost.isVisible()
    sheet.form.stage.setFocus()
    Keys(sheet, qtbot).press(Key.Key_5)
    assert sheet.form.lost.isVisible()
    sheet._on_save()
    assert "why it was lost" in sheet.form.lost.problem_label.text()
    sheet.form.lost.setFocus()
    Keys(sheet, qtbot).press(Key.Key_3)
    sheet._on_save()
    lost = thing(desk.file.conn, Opportunity, deal)
    assert lost and lost.stage is Stage.LOST


def test_the_side_tells_what_is_known(open_sheet: Open, desk: Desk, huawei: Id, deal: Id) -> None:
    desk.visits.log(VisitEntry(huawei, Channel.PHONE, NOW - timedelta(days=9), result="Good talk"))
    said = open_sheet(client_id=huawei).about.words()
    for words in ("华为技术", "A: 2 a week, 0 done, last 9 days ago", "9 days ago", "Good talk", "Servo motors"):
        assert words in said


def test_escape_keeps_the_draft_and_it_comes_back(
    open_sheet: Open, desk: Desk, noted: Noted, huawei: Id, qtbot: QtBot
) -> None:
    sheet = open_sheet()
    keys = Keys(sheet, qtbot)
    keys.type("hwjs")
    keys.press(Key.Key_Return)
    sheet.form.result.text.insertPlainText("Half a sent")
    sheet.form.next_on.line.setFocus()
    keys.type("next tu")
    sheet.reject()
    assert noted.told
    again = open_sheet()
    assert again.form.client_id() == huawei
    assert again.form.result.value() == "Half a sent"
    assert again.form.next_on.line.text() == "next tu"
    assert again.notice_words.text() == "You were typing this at 10:00."


def test_a_draft_that_cannot_be_kept_is_said_and_escape_asks(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    sheet = open_sheet(client_id=huawei)
    pages = desk.file.conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    desk.file.conn.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    sheet.form.field("result").set_value("They liked it " * 1000)
    asked: list[str] = []

    class Stay(dialogs.QtDoor):
        def ask(self, parent: QWidget | None, question: str, *_words: object) -> bool:
            asked.append(question)
            return False

    with dialogs.answered_by(Stay()):
        sheet.reject()
    assert sheet.isVisible() and asked == ["Close without saving?"]
    assert any("The disk is full" in label.text() for label in sheet.findChildren(Label))
    desk.file.conn.exec_driver_sql("PRAGMA max_page_count=1000000")
    sheet.reject()
    assert not sheet.isVisible() and desk.drafts.kept("log_visit") is not None


def test_an_untouched_sheet_leaves_no_draft(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    open_sheet(client_id=huawei).reject()
    assert desk.drafts.kept("log_visit") is None


def test_a_crash_loses_nothing_that_was_typed(
    desk: Desk, ctx: PageContext, window: QWidget, huawei: Id, qtbot: QtBot, tmp_path: Path
) -> None:
    sheet = LogVisitSheet(ctx, window)
    qtbot.addWidget(sheet)
    sheet.open()
    keys = Keys(sheet, qtbot)
    keys.type("hwjs")
    keys.press(Key.Key_Return)
    sheet.form.result.text.insertPlainText("The battery is")
    qtbot.waitUntil(lambda: desk.drafts.kept("log_visit") is not None)
    sheet.form.set_clean()  # nothing more is written when the sheet goes: the battery is dead
    desk.close()
    sheet.hide()

    reopened = Desk.open(tmp_path / "test.salesdesk", clock=TestClock(NOW + timedelta(days=1)))
    try:
        again = LogVisitSheet(stage(reopened)[0], window)
        qtbot.addWidget(again)
        assert (again.form.client_id(), again.form.result.value()) == (huawei, "The battery is")
        assert again.notice_words.text() == "You were typing this (yesterday, 10:00)."
        again.form.set_clean()
    finally:
        reopened.close()


def test_discard_empties_the_sheet_and_forgets(open_sheet: Open, desk: Desk, huawei: Id, qtbot: QtBot) -> None:
    sheet = open_sheet(client_id=huawei)
    sheet.form.result.text.insertPlainText("Rubbish")
    sheet.reject()
    again = open_sheet(client_id=huawei)
    again.discard_button.click()
    assert again.form.result.value() == "" and again.form.client_id() == huawei
    assert desk.drafts.kept("log_visit") is None and not again.form.is_dirty()


def test_drafts_about_two_clients_do_not_overwrite_each_other(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    other = desk.clients.create(name="Other")
    for client, words in ((huawei, "First"), (other, "Second")):
        sheet = open_sheet(client_id=client)
        sheet.form.result.text.insertPlainText(words)
        sheet.reject()
    assert open_sheet(client_id=huawei).form.result.value() == "First"
    sheet = open_sheet(client_id=other)
    assert sheet.form.result.value() == "Second"
    sheet._on_save()
    assert open_sheet(client_id=huawei).form.result.value() == "First"


def test_a_draft_about_a_planned_visit_still_makes_that_one_done(open_sheet: Open, desk: Desk, huawei: Id) -> None:
    desk.visits.plan(huawei, NOW)
    planned = desk.visits.of_client(huawei)[0]
    sheet = open_sheet(visit_id=planned.id)
    sheet.form.result.text.insertPlainText("Good")
    sheet.reject()
    again = open_sheet()
    again._on_save()
    assert [(one.id, one.result) for one in desk.visits.of_client(huawei)] == [(planned.id, "Good")]


def test_the_language_changes_under_the_open_sheet(open_sheet: Open, huawei: Id, qapp: QApplication) -> None:
    sheet = open_sheet(client_id=huawei)
    sheet.form.result.text.insertPlainText("Kept")
    switch(qapp, "zh_CN")
    assert sheet.form.result.value() == "Kept" and sheet.form.client_id() == huawei
    assert all(label.text() for label in sheet.findChildren(Label) if label.property("look") == "label")
