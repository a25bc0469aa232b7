"""The day by keyboard: what it asks for, done with one key each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Grade, Tier
from salesdesk.domain.maintenance import ServiceKind
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.prospects import Node
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.ui.imports.window import ImportWindow
from salesdesk.ui.language import switch
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.log_visit.until_sheet import UntilSheet
from salesdesk.ui.today.page import TodayPage
from salesdesk.ui.today.row_list import RowList
from tests.builders import NOW
from tests.ui.stage import Noted, stage

Key = Qt.Key


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> Iterator[tuple[TodayPage, Noted]]:
    ctx, noted = stage(desk)
    page = TodayPage(ctx)
    qtbot.addWidget(page)
    page.resize(1290, 680)
    with qtbot.waitExposed(page):
        page.show()
    yield page, noted
    for sheet in page.findChildren(QDialog):
        sheet.hide()
    page.hide()


@pytest.fixture
def page(shown: tuple[TodayPage, Noted]) -> TodayPage:
    return shown[0]


@pytest.fixture
def noted(shown: tuple[TodayPage, Noted]) -> Noted:
    return shown[1]


def add_client(desk: Desk, name: str = "华为技术", tier: Tier = Tier.A) -> Id:
    return desk.clients.create(name=name, tier=tier, since=date(2024, 1, 1))


def titles(page: TodayPage, section: str) -> list[str]:
    return [row.title for row in page.sections[section].list.rows()]


def press(page: TodayPage, qtbot: QtBot, section: str, *keys: Qt.Key) -> None:
    page.sections[section].list.setFocus()
    for key in keys:
        qtbot.keyClick(page.focusWidget(), key)


def sheet_of(page: TodayPage, kind: type[QDialog]) -> QDialog:
    return next(sheet for sheet in page.findChildren(kind) if sheet.isVisible())


def test_empty_sections_vanish_and_first_steps_stand_alone(page: TodayPage) -> None:
    assert not any(section.isVisible() for section in page.sections.values())
    assert page.first_steps.isVisible() and not page._rest.isVisible()


def test_first_steps_tick_themselves_off_and_leave(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk)
    qtbot.waitUntil(lambda: page.first_steps.ticked("clients"))
    assert not page.first_steps.ticked("visit")
    desk.visits.plan(client, NOW + timedelta(days=3))
    qtbot.waitUntil(lambda: page.first_steps.ticked("visit"))
    values = {"rep_id": desk.rep.id, "metric": Metric.SALES, "year": 2026, "month": 11, "amount": 1, "line_id": None}
    desk.session.record(Label("target.set", {}), [New(Kind.TARGET, desk.session.new_id(), values)])
    qtbot.waitUntil(lambda: not page.first_steps.isVisible())


def test_each_first_step_leads_where_it_is_done(page: TodayPage, noted: Noted) -> None:
    page.first_steps.steps["clients"].click()
    sheet_of(page, ImportWindow).reject()
    page.first_steps.steps["target"].click()
    assert [kind for kind, _pk in noted.went] == [Kind.TARGET]
    page.first_steps.steps["visit"].click()
    assert sheet_of(page, PlanVisitSheet)


def test_first_steps_can_be_hidden_for_good(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    page.first_steps.action.click()
    qtbot.waitUntil(lambda: not page.first_steps.isVisible())
    assert desk.todo.first_steps().hidden


def test_the_day_follows_what_happens(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk)
    qtbot.waitUntil(lambda: titles(page, "due") == ["华为技术"])
    assert "2 a week" in page.sections["due"].list.rows()[0].reason
    for _ in range(2):
        desk.visits.log(VisitEntry(client, Channel.FACE, NOW))
    qtbot.waitUntil(lambda: not page.sections["due"].isVisible())
    assert titles(page, "visits") == ["华为技术", "华为技术"]
    desk.undo()
    qtbot.waitUntil(lambda: titles(page, "due") == ["华为技术"])


def test_keys_on_a_due_client(page: TodayPage, noted: Noted, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk)
    page.refresh_now()
    press(page, qtbot, "due", Key.Key_Return, Key.Key_L, Key.Key_O)
    assert noted.logged == [(client, None)] * 2
    assert noted.went == [(Kind.CLIENT, client)]
    press(page, qtbot, "due", Key.Key_P)
    plan = sheet_of(page, PlanVisitSheet)
    assert isinstance(plan, PlanVisitSheet) and plan.client.value() == client
    plan.reject()
    press(page, qtbot, "due", Key.Key_S)
    later = sheet_of(page, UntilSheet)
    assert isinstance(later, UntilSheet)
    later._on_save()
    qtbot.waitUntil(lambda: not page.sections["due"].isVisible())


def test_keys_on_a_planned_visit(page: TodayPage, noted: Noted, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk, tier=Tier.C)
    desk.visits.plan(client, NOW + timedelta(hours=2), purpose="Demo")
    pk = desk.visits.of_client(client)[0].id
    page.refresh_now()
    assert page.sections["visits"].list.rows()[0].words() == (
        "12:00, Planned, Tier C, Face to face, 华为技术, Demo, 1 h"
    )
    press(page, qtbot, "visits", Key.Key_Return)
    assert noted.logged == [(None, pk)]
    press(page, qtbot, "visits", Key.Key_M)
    sheet = sheet_of(page, CancelVisitSheet)
    assert isinstance(sheet, CancelVisitSheet) and sheet.form.field("status").value() == VisitStatus.MOVED
    sheet.form.field("reason").set_value("Ill")
    sheet._on_save()
    qtbot.waitUntil(lambda: page.sections["visits"].list.rows()[0].struck)
    press(page, qtbot, "visits", Key.Key_M)
    assert not [one for one in page.findChildren(CancelVisitSheet) if one.isVisible()]


def test_a_promise_is_kept_or_put_off(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk)
    for step in ("Send sample", "Send quote"):
        entry = VisitEntry(client, Channel.PHONE, NOW - timedelta(days=4), next_step=step, next_on=date(2026, 11, 20))
        desk.visits.log(entry)
    page.refresh_now()
    row = page.sections["promises"].list.rows()[0]
    assert (row.right, row.late) == ("3 days ago", True)
    press(page, qtbot, "promises", Key.Key_D)
    qtbot.waitUntil(lambda: len(titles(page, "promises")) == 1)
    press(page, qtbot, "promises", Key.Key_S)
    later = sheet_of(page, UntilSheet)
    assert isinstance(later, UntilSheet)
    later.form.field("until").set_value(date(2026, 12, 24))
    later._on_save()
    qtbot.waitUntil(lambda: not page.sections["promises"].isVisible())


def test_services_are_done_or_put_off_with_one_key(page: TodayPage, noted: Noted, desk: Desk, qtbot: QtBot) -> None:
    key = desk.clients.create(name="Key account", since=date(2026, 11, 1), is_key=True)
    for due in (date(2026, 11, 20), date(2026, 11, 24), date(2026, 12, 24)):
        desk.maintenance.plan(key, ServiceKind.NEEDS_ANALYSIS, due)
    qtbot.waitUntil(lambda: len(titles(page, "services")) == 2)
    first, second = page.sections["services"].list.rows()
    assert (first.title, first.reason, first.right, first.late) == ("Needs analysis", "Key account", "3 days ago", True)
    assert (second.right, second.late) == ("tomorrow", False)
    press(page, qtbot, "services", Key.Key_Return, Key.Key_O)
    assert (noted.logged, noted.went) == ([(key, None)], [(Kind.CLIENT, key)])
    press(page, qtbot, "services", Key.Key_D)
    qtbot.waitUntil(lambda: len(titles(page, "services")) == 1)
    assert [step.done_on for step in desk.maintenance.of(key).plan if step.done_on] == [NOW.date()]
    press(page, qtbot, "services", Key.Key_S)
    put_off(page, date(2026, 12, 1))
    qtbot.waitUntil(lambda: not page.sections["services"].isVisible())


def test_a_follow_up_of_a_prospect_is_done_or_put_off_with_one_key(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    prospect = desk.clients.create(name="Prospect", is_prospect=True, grade=Grade.A, since=date(2026, 11, 1))
    desk.prospects.plan(prospect, Node.TRIAL, NOW.date(), note="two machines")
    qtbot.waitUntil(lambda: titles(page, "nodes") == ["Prospect"])
    assert [row.words() for row in page.sections["nodes"].list.rows()] == [
        "Grade A, Prospect, Trial · Grade A · two machines, today"
    ]
    press(page, qtbot, "nodes", Key.Key_S)
    put_off(page, date(2026, 11, 25))
    qtbot.waitUntil(lambda: page.sections["nodes"].list.rows()[0].right != "today")
    page.activateWindow()
    press(page, qtbot, "nodes", Key.Key_D)
    qtbot.waitUntil(lambda: not page.sections["nodes"].isVisible())
    kept = desk.prospects.of(prospect)
    assert kept is not None and kept.steps[1].done_on == NOW.date() and kept.steps[1].note == "two machines"
    desk.undo()
    qtbot.waitUntil(lambda: titles(page, "nodes") == ["Prospect"])
    desk.prospects.won(prospect)
    qtbot.waitUntil(lambda: not page.sections["nodes"].isVisible())


def put_off(page: TodayPage, until: date) -> None:
    later = sheet_of(page, UntilSheet)
    assert isinstance(later, UntilSheet)
    later.form.field("until").set_value(until)
    later._on_save()


def test_stalled_and_waiting_stand_at_the_right(page: TodayPage, noted: Noted, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk)
    deal = desk.session.new_id()
    values = {"name": "Pump", "rep_id": desk.rep.id, "stage": Stage.PROPOSAL, "created_on": date(2026, 9, 1)}
    new = New(Kind.OPPORTUNITY, deal, {**values, "client_id": client})
    desk.session.record(Label("opportunity.added", {"opportunity": "Pump"}), [new])
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW, obstacle="No budget"))
    page.refresh_now()
    assert titles(page, "stalled") == ["Pump"] and titles(page, "requests") == ["No budget"]
    press(page, qtbot, "stalled", Key.Key_Return)
    assert noted.went == [(Kind.OPPORTUNITY, deal)]
    press(page, qtbot, "requests", Key.Key_D)
    qtbot.waitUntil(lambda: not page.sections["requests"].isVisible())


def test_arrows_walk_over_all_lists(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    one, two = add_client(desk, "One"), add_client(desk, "Two")
    desk.visits.plan(one, NOW)
    entry = VisitEntry(two, Channel.EMAIL, NOW - timedelta(days=1), next_step="Call", next_on=NOW.date())
    desk.visits.log(entry)
    page.refresh_now()
    page.setFocus()
    seen = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Up, Key.Key_Right, Key.Key_Left):
        qtbot.keyClick(page.focusWidget() or page, key)
        at = page.focusWidget()
        assert isinstance(at, RowList)
        row = at.current()
        seen.append((next(name for name, one in page.sections.items() if one.list is at), row and row.title))
    assert seen == [
        ("visits", "One"),
        ("due", "One"),
        ("due", "Two"),
        ("promises", "Call"),
        ("due", "Two"),
        ("promises", "Call"),
        ("visits", "One"),
    ]


def test_the_cursor_stays_on_its_row_after_a_change(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    for name in ("One", "Three", "Two"):
        add_client(desk, name)
    page.refresh_now()
    press(page, qtbot, "due", Key.Key_End)
    add_client(desk, "Ahead")
    qtbot.waitUntil(lambda: len(titles(page, "due")) == 4)
    current = page.sections["due"].list.current()
    assert current and current.title == "Two" and page.sections["due"].list.hasFocus()


def test_verbs_of_the_row_are_there_for_the_mouse(page: TodayPage, noted: Noted, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk)
    page.refresh_now()
    rows = page.sections["due"].list
    rows.setFocus()
    buttons = [button for button in rows._buttons._buttons.values() if button.isVisible()]
    assert [button.text() for button in buttons] == ["Log ↵", "Plan P", "Later S", "Open O"]
    qtbot.mouseClick(buttons[0], Qt.MouseButton.LeftButton)
    assert noted.logged == [(client, None)]


def test_what_does_not_fit_is_a_click_away(page: TodayPage, desk: Desk) -> None:
    for number in range(30):
        add_client(desk, f"Client {number:02}")
    page.refresh_now()
    due = page.sections["due"]
    few = len(due.list.rows())
    assert 6 <= few < 30 and due.action.isVisible() and due.total == 30
    due.action.click()
    assert len(due.list.rows()) == 30 and due.action.text() == "Show fewer"


def test_a_day_with_nothing_left_offers_tomorrow(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    client = add_client(desk, tier=Tier.C)
    desk.visits.log(VisitEntry(client, Channel.PHONE, NOW))
    desk.visits.plan(client, NOW + timedelta(days=1), purpose="Demo")
    qtbot.waitUntil(page._rest.isVisible)
    assert page._rest_words.text().startswith("Nothing is left for today. Well done.")
    assert "1 visit" in page._rest_words.text()
    page._rest_button.click()
    assert [row.reason for row in page.sections["visits"].list.rows()] == ["Demo"]
    page._rest_button.click()
    assert [row.reason for row in page.sections["visits"].list.rows()] == [""]


def test_a_visit_that_is_over_waits_to_be_logged(page: TodayPage, desk: Desk) -> None:
    client = add_client(desk)
    desk.visits.plan(client, NOW - timedelta(hours=1))
    desk.visits.plan(client, NOW + timedelta(hours=1))
    page.refresh_now()
    over, ahead = page.sections["visits"].list.rows()
    assert (over.right, over.late, over.now) == ("to be logged", True, False)
    assert (ahead.late, ahead.now) == (False, True)


def test_figures_lead_to_their_records(page: TodayPage, noted: Noted) -> None:
    for figure in (page.strip.sales, page.strip.pipeline, page.strip.report):
        figure.opened.emit()
    assert [kind for kind, _pk in noted.went] == [Kind.TARGET, Kind.OPPORTUNITY, Kind.REPORT]


def test_the_language_changes_at_run_time(page: TodayPage, desk: Desk, qapp: QApplication) -> None:
    add_client(desk)
    page.refresh_now()
    before = page.day_words.text()
    switch(qapp, "zh_CN")
    QApplication.processEvents()
    assert page.day_words.text() != before
    assert titles(page, "due") == ["华为技术"]


def test_the_lists_are_sound_models(page: TodayPage, desk: Desk) -> None:
    add_client(desk)
    tester = QAbstractItemModelTester(page.sections["due"].list.model())
    page.refresh_now()
    assert tester.model().rowCount() == 1
