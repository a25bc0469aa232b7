"""The tier review and the care of clients as their user has them: by keys, with undo, in every language."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Grade, Tier
from salesdesk.domain.maintenance import ServiceKind
from salesdesk.domain.prospects import IdealClient, Node
from salesdesk.services.clients import ClientGroup
from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.clients.care_sheets import FollowUpSheet, GivenSheet, ServiceDoneSheet, ServiceSheet
from salesdesk.ui.clients.editor import TierSheet
from salesdesk.ui.clients.page import ClientsPage
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.language import switch
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pages import tabs
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.pictures import settle
from tests.builders import make_desk

CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 11, 23)


def order(desk: Desk, client: Id, cents: int) -> None:
    values = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": TODAY, "total_cents": cents}
    desk.session.record(Label("order.added", {"client": "x"}), [New(Kind.ORDER, desk.session.new_id(), values)])


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    own = [tab for tab in tabs() if tab.key == "clients"]
    made = MainWindow(SettingsFile(), Jobs(inline=True), own)
    desk = make_desk(tmp_path)
    for number in range(10):
        order(desk, desk.clients.create(name=f"恒达{number}"), 100_000 * (number + 1))
    desk.clients.create(name="新客电子", is_prospect=True, industry="电子")
    made.open_desk(desk)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


@pytest.fixture
def page(window: MainWindow) -> ClientsPage:
    return cast("ClientsPage", window.page)


@pytest.fixture
def reviewing(page: ClientsPage) -> ClientsPage:
    page.review_action.trigger()
    settle()
    return page


def sheet(kind: type[FormSheet]) -> FormSheet:
    found = [one for one in QApplication.topLevelWidgets() if one.isVisible() and isinstance(one, kind)]
    assert len(found) == 1
    return cast("FormSheet", found[0])


def press(where: QWidget, key: Qt.Key, qtbot: QtBot, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    if not where.window().isActiveWindow():  # without a screen nobody does this after a sheet has closed
        where.window().activateWindow()
        where.setFocus()
        settle()
    qtbot.keyClick(where, key, how)
    settle()


def tiers(page: ClientsPage) -> str:
    """The tiers of the clients in the order they were made."""
    found = [page.desk.clients.find(f"恒达{number}")[0] for number in range(10)]
    return "".join(one.tier.value for one in found)


def test_a_quarter_is_re_tiered_with_keys_and_undone(reviewing: ClientsPage, qtbot: QtBot) -> None:
    page, review = reviewing, reviewing.review
    QAbstractItemModelTester(review.moves.rows_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert (review.moves.rows_model.rowCount(), review.accept_all.text()) == (5, "Accept all 5")
    press(review.moves, Qt.Key.Key_Return, qtbot)
    assert tiers(page) == "CCCCCCCCCA"
    press(review.moves, Qt.Key.Key_A, qtbot)
    assert tiers(page) == "CCCCCCCCAA"
    press(review.moves, Qt.Key.Key_A, qtbot, Qt.KeyboardModifier.ShiftModifier)
    assert tiers(page) == "CCCCCBBBAA"
    assert review.moves.rows_model.rowCount() == 0
    assert not review.accept_all.isEnabled()
    page.desk.undo()
    settle()
    assert (tiers(page), review.moves.rows_model.rowCount()) == ("CCCCCCCCAA", 3)
    press(review.moves, Qt.Key.Key_Escape, qtbot)
    assert not page.reviewing
    assert page.table.hasFocus()


def test_other_weights_are_tried_live_and_nothing_is_accepted_from_a_trial(
    reviewing: ClientsPage, qtbot: QtBot
) -> None:
    review, last = reviewing.review, reviewing.desk.next_undo()
    review.plan.boxes["a_share"].setValue(50)
    qtbot.waitUntil(lambda: "5 in A" in review.plan.said.text())
    assert "This is a trial" in review.plan.said.text()
    press(review.moves, Qt.Key.Key_A, qtbot)
    assert (reviewing.desk.next_undo(), review.accept_all.isEnabled()) == (last, False)
    review.plan.keep.click()
    settle()
    assert (reviewing.desk.tiers.plan().a_share, review.accept_all.isEnabled()) == (50, True)
    review.plan.boxes["b_share"].setValue(90)
    qtbot.waitUntil(lambda: "100 percent together" in review.plan.problem.text())
    assert not review.plan.keep.isEnabled()
    review.plan.back.click()
    qtbot.waitUntil(lambda: not review.plan.problem.isVisible())


def test_a_client_is_kept_in_a_tier_of_ones_own_choice(reviewing: ClientsPage, qtbot: QtBot) -> None:
    review = reviewing.review
    press(review.moves, Qt.Key.Key_O, qtbot)
    move = sheet(TierSheet)
    move.form.field("tier").set_value("B")
    press(move, Qt.Key.Key_Return, qtbot, CTRL)
    assert "needs a reason" in move.form.field("reason").problem_label.text()
    move.form.field("reason").set_value("价格敏感")
    press(move, Qt.Key.Key_Return, qtbot, CTRL)
    (kept,) = reviewing.desk.tiers.overrides()
    assert (kept.tier, kept.until, kept.reason) == (Tier.B, date(2027, 3, 31), "价格敏感")
    assert review.moves.rows_model.rowCount() == 4
    assert "1 client is kept by hand." in review.plan.said.text()


def test_the_programmes_are_acted_on(reviewing: ClientsPage, qtbot: QtBot) -> None:
    review, desk = reviewing.review, reviewing.desk
    press(review.moves, Qt.Key.Key_A, qtbot, Qt.KeyboardModifier.ShiftModifier)
    review.show_view("A")
    settle()
    table = review.programme
    QAbstractItemModelTester(table.rows_model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert table.rows_model.rowCount() == 4, "a meeting and a joint plan for each of two"
    press(table, Qt.Key.Key_P, qtbot)
    plan = sheet(ServiceSheet)
    assert plan.form.values()["kind"] == ServiceKind.EXECUTIVE_MEETING.value
    plan.form.field("due_on").set_value(TODAY)
    press(plan, Qt.Key.Key_Return, qtbot, CTRL)
    table.selectRow(0)
    press(table, Qt.Key.Key_D, qtbot)
    done = sheet(ServiceDoneSheet)
    done.form.field("note").set_value("总经理出席")
    press(done, Qt.Key.Key_Return, qtbot, CTRL)
    told = [(line.kind, line.note) for line in desk.maintenance.programme(Tier.A) if line.note]
    assert told == [(ServiceKind.EXECUTIVE_MEETING, "总经理出席")]
    press(table, Qt.Key.Key_R, qtbot)
    assert not reviewing.reviewing
    assert reviewing.current() is not None
    review.quote.text.setPlainText("标准报价：")
    review.quote.keep.click()
    assert desk.maintenance.standard_quote() == "标准报价："


def test_the_next_follow_up_of_a_prospect_is_done_with_one_key(page: ClientsPage, qtbot: QtBot) -> None:
    desk, client = page.desk, page.desk.clients.find("新客电子")[0].id
    desk.prospects.describe(IdealClient(industries=("电子",)))
    desk.prospects.grade(client, Grade.A)
    desk.prospects.plan(client, Node.TRIAL, TODAY - timedelta(days=3))
    page.chips.set_chosen(ClientGroup.PROSPECTS.value)
    page.refresh_now()
    page.open_record(Kind.CLIENT, client)
    settle()
    shown = [line.line.title for line in page.record.lines(Kind.PROSPECT_STEP)]
    assert shown == ["First contact", "Trial", "Demo feedback", "Signing"]
    assert any(line.line.title == "Grade A · Fits the ideal client: 100 of 100" for line in page.record.lines())
    columns = {column.key: column for column in page.rows.columns}
    row = page.rows.row_at(page.rows.position(client))
    assert row is not None
    assert [columns[key].text(row) for key in ("grade", "fit", "follow")] == ["Grade A", "100", "First contact"]
    press(page.table, Qt.Key.Key_N, qtbot)
    assert desk.prospects.of(client).next is Node.TRIAL  # type: ignore[union-attr]
    trial = page.record.lines(Kind.PROSPECT_STEP)[1]
    assert trial.line.detail == "3 days late · N: done"
    trial.click()
    settle()
    step = sheet(FollowUpSheet)
    step.form.field("note").set_value("反馈很好")
    step.form.field("done_on").set_value(TODAY)
    press(step, Qt.Key.Key_Return, qtbot, CTRL)
    assert desk.prospects.of(client).next is Node.DEMO_FEEDBACK  # type: ignore[union-attr]
    desk.undo()
    desk.undo()
    settle()
    assert desk.prospects.of(client).next is Node.FIRST_CONTACT  # type: ignore[union-attr]
    assert page.record.lines(Kind.PROSPECT_STEP)[0].line.detail == "N: done"


def test_services_are_planned_and_noted_with_keys(page: ClientsPage, qtbot: QtBot) -> None:
    client = page.desk.clients.find("恒达3")[0].id
    page.open_record(Kind.CLIENT, client)
    press(page.table, Qt.Key.Key_K, qtbot)
    press(page.table, Qt.Key.Key_S, qtbot)
    press(sheet(ServiceSheet), Qt.Key.Key_Return, qtbot, CTRL)
    press(page.table, Qt.Key.Key_G, qtbot)
    given = sheet(GivenSheet)
    given.form.field("name").set_value("免费检测")
    press(given, Qt.Key.Key_Return, qtbot, CTRL)
    settle()
    care = page.desk.maintenance.of(client)
    assert page.desk.clients.get(client).is_key  # type: ignore[union-attr]
    assert [line.line.title for line in page.record.lines(Kind.SERVICE_STEP)] == ["Needs analysis"]
    assert [line.line.title for line in page.record.lines(Kind.GIVEN_SERVICE)] == ["免费检测"]
    assert (len(care.plan), len(care.given)) == (1, 1)


def test_the_review_follows_the_language_and_a_file_only_read_offers_no_moves(
    reviewing: ClientsPage, qapp: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    for language in ("zh_CN", "zh_TW", "en"):
        switch(qapp, language)
        settle()
        assert reviewing.review.moves.rows_model.rowCount() == 5
        assert reviewing.review.head.text()


def test_a_file_that_is_only_read_offers_no_moves(tmp_path: Path, qtbot: QtBot) -> None:
    desk = make_desk(tmp_path)
    for number in range(10):
        order(desk, desk.clients.create(name=f"恒达{number}"), number)
    desk.close()
    own = [tab for tab in tabs() if tab.key == "clients"]
    made = MainWindow(SettingsFile(), Jobs(inline=True), own)
    made.open_desk(Desk.open(desk.path, read_only=True))
    made.show()
    page = cast("ClientsPage", made.page)
    page.turn_review()
    settle()
    review = page.review
    assert review.moves.rows_model.rowCount() == 5
    assert not (review.accept_all.isEnabled() or review.take.isEnabled() or review.plan.isEnabled())
    qtbot.keyClick(review.moves, Qt.Key.Key_A)
    assert review.moves.rows_model.rowCount() == 5
    made.close()
    made.deleteLater()
    settle()
