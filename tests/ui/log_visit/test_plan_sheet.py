"""Planning, changing, calling off: each by its sheet."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.ui.log_visit.cancel_sheet import CancelVisitSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.log_visit.until_sheet import UntilSheet
from salesdesk.ui.page import PageContext
from tests.builders import NOW
from tests.ui.stage import Noted


def type_into(sheet: QWidget, qtbot: QtBot, words: str, *keys: Qt.Key) -> None:
    if words:
        qtbot.keyClicks(sheet.focusWidget(), words)
    for key in keys or (Qt.Key.Key_Return,):
        qtbot.keyClick(sheet.focusWidget(), key)


def test_a_visit_is_planned_by_keyboard(
    ctx: PageContext, desk: Desk, noted: Noted, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    sheet = PlanVisitSheet(ctx, window)
    qtbot.addWidget(sheet)
    sheet.open()
    type_into(sheet, qtbot, "hwjs")
    assert sheet.form.values()["day"] == date(2026, 11, 24)
    sheet.form.field("day").setFocus()
    sheet.focusWidget().selectAll()  # type: ignore[attr-defined]
    type_into(sheet, qtbot, "fri", Qt.Key.Key_Tab)
    sheet.focusWidget().setText("下午3点半")  # type: ignore[attr-defined]
    sheet.form.field("purpose").setFocus()
    type_into(sheet, qtbot, "Demo")
    sheet._on_save()
    (visit,) = desk.visits.of_client(huawei)
    assert visit.starts_at == NOW.replace(day=27, hour=15, minute=30)
    assert (visit.purpose, visit.status, visit.all_day) == ("Demo", VisitStatus.PLANNED, False)
    assert noted.done_[-1].label.key == "visit.planned"


def test_no_hour_is_the_whole_day(ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    sheet = PlanVisitSheet(ctx, window, client_id=huawei, starts_at=NOW)
    qtbot.addWidget(sheet)
    sheet.form.field("time").set_value(None)
    sheet._on_save()
    assert [(one.all_day, one.day) for one in desk.visits.of_client(huawei)] == [(True, NOW.date())]


def test_what_else_is_on_that_day_is_told(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    desk.visits.plan(huawei, NOW + timedelta(minutes=30))
    other = desk.clients.create(name="Other")
    sheet = PlanVisitSheet(ctx, window, client_id=other, starts_at=NOW)
    qtbot.addWidget(sheet)
    assert sheet.that_day.text() == "At the same time: 10:30 华为技术"
    free = PlanVisitSheet(ctx, window, client_id=other, starts_at=NOW + timedelta(hours=3))
    qtbot.addWidget(free)
    assert free.that_day.text() == "On that day: 10:30 华为技术"


def test_a_planned_visit_is_changed(ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    desk.visits.plan(huawei, NOW, minutes=50, purpose="Demo", channel=Channel.VIDEO)
    before = desk.visits.of_client(huawei)[0]
    sheet = PlanVisitSheet(ctx, window, visit_id=before.id)
    qtbot.addWidget(sheet)
    sheet.form.field("purpose").set_value("Training")
    sheet.form.field("fixed").set_value(True)
    sheet._on_save()
    after = desk.visits.of_client(huawei)[0]
    assert (after.purpose, after.fixed, after.minutes, after.channel) == ("Training", True, 50, Channel.VIDEO)
    assert after.starts_at == before.starts_at


def test_calling_off_needs_a_reason(ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    desk.visits.plan(huawei, NOW)
    pk = desk.visits.of_client(huawei)[0].id
    sheet = CancelVisitSheet(ctx, window, visit_id=pk)
    qtbot.addWidget(sheet)
    sheet.open()
    sheet._on_save()
    assert sheet.isVisible() and desk.visits.get(pk).status is VisitStatus.PLANNED
    sheet.form.field("status").setFocus()
    type_into(sheet, qtbot, "", Qt.Key.Key_2, Qt.Key.Key_Return)
    type_into(sheet, qtbot, "Gate closed")
    assert not sheet.isVisible()
    assert (desk.visits.get(pk).status, desk.visits.get(pk).reason) == (VisitStatus.NO_SHOW, "Gate closed")


def test_a_moved_visit_is_planned_anew(ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    desk.visits.plan(huawei, NOW)
    pk = desk.visits.of_client(huawei)[0].id
    sheet = CancelVisitSheet(ctx, window, visit_id=pk, status=VisitStatus.MOVED)
    qtbot.addWidget(sheet)
    sheet.form.field("day").line.setText("fri")  # type: ignore[attr-defined]
    sheet.form.field("reason").set_value("Ill")
    sheet._on_save()
    new, old = desk.visits.of_client(huawei)
    assert (old.status, old.reason, new.status) == (VisitStatus.MOVED, "Ill", VisitStatus.PLANNED)
    assert new.starts_at == NOW.replace(day=27)


def test_later_takes_a_day_in_words(ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    given: list[date] = []

    def verb(until: date):  # type: ignore[no-untyped-def]
        given.append(until)
        return desk.todo.later(huawei, until)

    sheet = UntilSheet(ctx, window, title="Later", about="华为技术", verb=verb, proposal=date(2026, 11, 25))
    qtbot.addWidget(sheet)
    sheet.open()
    type_into(sheet, qtbot, "today")
    assert sheet.isVisible() and "tomorrow" in sheet.form.field("until").problem_label.text()
    sheet.focusWidget().selectAll()  # type: ignore[attr-defined]
    type_into(sheet, qtbot, "mon")
    assert given[-1] == date(2026, 11, 30) and not sheet.isVisible()


def test_what_was_typed_into_a_plan_is_there_again(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    sheet = PlanVisitSheet(ctx, window, starts_at=NOW)
    qtbot.addWidget(sheet)
    sheet.open()
    type_into(sheet, qtbot, "hwjs")
    sheet.form.field("purpose").setFocus()
    qtbot.keyClicks(sheet.focusWidget(), "Show the new pump")
    qtbot.waitUntil(lambda: desk.drafts.kept("plan_visit") is not None)
    sheet.reject()
    assert not sheet.isVisible(), "nothing would be lost, so nothing is asked"

    again = PlanVisitSheet(ctx, window, starts_at=NOW + timedelta(days=2), minutes=90)
    qtbot.addWidget(again)
    values = again.form.values()
    assert (values["client_id"], values["purpose"]) == (huawei, "Show the new pump")
    assert (values["day"], values["minutes"]) == (date(2026, 11, 25), "90"), "the moment pointed at holds"
    assert again.draft.words.text().startswith("You were typing this")
    again._on_save()
    assert [one.purpose for one in desk.visits.of_client(huawei)] == ["Show the new pump"]
    assert desk.drafts.kept("plan_visit") is None


def test_the_draft_of_a_change_is_discarded(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    desk.visits.plan(huawei, NOW, purpose="Demo")
    pk = desk.visits.of_client(huawei)[0].id
    sheet = PlanVisitSheet(ctx, window, visit_id=pk)
    qtbot.addWidget(sheet)
    sheet.form.field("purpose").set_value("Training")
    sheet.reject()
    desk.visits.move(pk, NOW + timedelta(days=1))
    again = PlanVisitSheet(ctx, window, visit_id=pk)
    qtbot.addWidget(again)
    assert (again.form.values()["purpose"], again.form.values()["day"]) == ("Training", date(2026, 11, 24))
    again.draft.discard_button.click()
    assert again.form.values()["purpose"] == "Demo" and not again.form.is_dirty()
    again.reject()
    third = PlanVisitSheet(ctx, window, visit_id=pk)
    qtbot.addWidget(third)
    assert third.form.values()["purpose"] == "Demo" and third.draft.words.text() == ""
