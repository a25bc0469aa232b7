"""The sheet of an opportunity, by keyboard and from any page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import chances_of
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.ui.language import switch
from salesdesk.ui.opportunity.closing_sheet import ClosingSheet
from salesdesk.ui.opportunity.deal_fields import ChanceField
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.opportunity.story import Story
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.fields import LineField, PickerField
from tests.builders import TestClock, make_desk
from tests.ui.stage import Noted

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    made.clients.create(name="华为技术")
    made.products.add_product(name="Pump X", code="PX")
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    made.resize(1366, 768)
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def opened(qtbot: QtBot, sheet: OpportunitySheet) -> OpportunitySheet:
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_a_new_one_by_keyboard_alone(
    qtbot: QtBot, window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]
) -> None:
    ctx, noted = staged
    sheet = opened(qtbot, OpportunitySheet(ctx, window))

    def types(words: str, key: Qt.Key = Qt.Key.Key_Tab) -> None:
        QTest.keyClicks(focused(), words)
        QTest.keyClick(focused(), key)

    types("hwjs", Qt.Key.Key_Return)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    types("px", Qt.Key.Key_Return)
    QTest.keyClick(focused(), Qt.Key.Key_Tab)
    assert sheet.form.field("name").value() == "华为技术 Pump X"
    types("")
    types("12.5w")
    QTest.keyClick(focused(), Qt.Key.Key_1)
    types("")
    QTest.keyClick(focused(), Qt.Key.Key_2)
    types("")
    types("Send the quote")
    assert not sheet.hint.isHidden()
    types("fri")
    assert sheet.hint.isHidden()
    QTest.keyClick(focused(), Qt.Key.Key_Return, CONTROL)
    assert sheet.made is not None and not sheet.isVisible()
    deal = desk.funnel.get(sheet.made)
    assert deal is not None
    assert (deal.name, deal.amount_cents, deal.stage) == ("华为技术 Pump X", 125_000_00, Stage.NEED_CONFIRMED)
    assert (deal.priority, deal.next_step, deal.next_on) == (Priority.P1, "Send the quote", date(2026, 11, 27))
    assert deal.client_id and deal.product_id and deal.probability is None
    assert [change.label.key for change in noted.done_] == ["opportunity.added"]


def test_a_written_name_is_not_overwritten(qtbot: QtBot, window: QWidget, staged: tuple[PageContext, Noted]) -> None:
    sheet = opened(qtbot, OpportunitySheet(staged[0], window))
    name, client = sheet.form.field("name"), sheet.form.field("client_id")
    assert isinstance(name, LineField) and isinstance(client, PickerField)
    QTest.keyClicks(name.line, "My own")
    QTest.keyClicks(client.picker, "hwjs")
    QTest.keyClick(client.picker, Qt.Key.Key_Return)
    assert client.value() is not None and name.value() == "My own"
    sheet.form.set_clean()
    sheet.reject()


def test_an_unknown_client_is_made_at_once(
    qtbot: QtBot, window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]
) -> None:
    sheet = opened(qtbot, OpportunitySheet(staged[0], window))
    client = sheet.form.field("client_id")
    assert isinstance(client, PickerField)
    QTest.keyClicks(client.picker, "Brand new Ltd")
    QTest.keyClick(client.picker, Qt.Key.Key_Return)
    made = desk.clients.find("brandnew")
    assert [one.id for one in made] == [client.value()]
    assert sheet.form.field("name").value() == "Brand new Ltd"
    sheet.form.set_clean()
    sheet.reject()


def test_of_a_client_it_begins_with_its_name(window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]) -> None:
    client = desk.clients.find("hwjs")[0].id
    sheet = OpportunitySheet(staged[0], window, client_id=client)
    assert sheet.form.field("client_id").value() == client and sheet.form.field("name").value() == "华为技术"
    assert not sheet.would_lose()


def test_changing_stores_one_action_and_losing_wants_the_reason(
    window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]
) -> None:
    ctx, noted = staged
    pk = desk.funnel.add(name="Deal", amount_cents=100, next_step="Call", next_on=desk.today(), probability=40)
    before = desk.funnel.get(pk)
    sheet = OpportunitySheet(ctx, window, opportunity_id=pk)
    assert not sheet.would_lose() and sheet.save() and desk.funnel.get(pk) == before and noted.done_ == []

    sheet.form.field("stage").set_value(Stage.LOST.value)
    sheet._on_edited()
    assert not sheet.save()
    assert not sheet.form.field("lost_reason").problem_label.isHidden()
    sheet.form.field("lost_reason").set_value(LostReason.SERVICE.value)
    sheet.form.field("amount_cents").set_value(250)
    assert sheet.save()
    after = desk.funnel.get(pk)
    assert after and (after.stage, after.lost_reason, after.amount_cents) == (Stage.LOST, LostReason.SERVICE, 250)
    assert [change.label.key for change in noted.done_] == ["opportunity.lost"]
    desk.undo()
    assert desk.funnel.get(pk) == before


def test_a_stalled_one_is_asked_for_another_approach(
    window: QWidget, desk: Desk, clock: TestClock, staged: tuple[PageContext, Noted]
) -> None:
    pk = desk.funnel.add(name="Deal")
    assert OpportunitySheet(staged[0], window, opportunity_id=pk).approach.isHidden()
    clock.forward(days=40)
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    assert not sheet.approach.isHidden()
    sheet.approach.set_value("Ask the plant manager instead")
    assert sheet.save()
    deal = desk.funnel.get(pk)
    assert deal and deal.approach == "Ask the plant manager instead"


def test_what_somebody_changed_meanwhile_is_said_and_kept(
    window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]
) -> None:
    pk = desk.funnel.add(name="Deal", amount_cents=100)
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    deal = desk.funnel.get(pk)
    assert deal
    desk.funnel.edit(deal, replace(deal, amount_cents=200))
    sheet.form.field("amount_cents").set_value(300)
    assert not sheet.save()
    found = desk.funnel.get(pk)
    assert found and found.amount_cents == 200


def test_the_story_tells_moves_and_visits(
    window: QWidget, desk: Desk, clock: TestClock, staged: tuple[PageContext, Noted]
) -> None:
    client = desk.clients.find("hwjs")[0].id
    pk = desk.funnel.add(name="Deal", client_id=client)
    clock.forward(days=4)
    desk.funnel.move(pk, Stage.PROPOSAL)
    desk.visits.log(VisitEntry(client, Channel.PHONE, clock.now, result="They want a trial", opportunity_id=pk))
    clock.forward(days=2)
    words = Story(desk, pk, window).words()
    assert words[1:5] == [
        "First contact → Proposal and negotiation",
        "Nov 27, 2026 · 王小明 · for 2 days",
        "First contact",
        "Nov 23, 2026 · 王小明 · stayed 4 days",
    ]
    assert words[-2:] == ["2 days ago · Phone", "They want a trial"]


def test_its_history_and_its_bin(qtbot: QtBot, window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]) -> None:
    ctx, noted = staged
    pk = desk.funnel.add(name="Deal")
    sheet = opened(qtbot, OpportunitySheet(ctx, window, opportunity_id=pk))
    sheet._on_history_wanted()
    assert noted.histories == [(Kind.OPPORTUNITY, pk)]
    sheet._on_bin()
    assert not sheet.isVisible() and noted.done_[-1].label.key == "opportunity.deleted"
    desk.undo()
    assert desk.funnel.card(pk)
    for made in (OpportunitySheet, ClosingSheet):
        with pytest.raises(Refused):
            made(ctx, window, opportunity_id=b"0" * 16)


def test_the_chance_is_the_stages_unless_written(window: QWidget) -> None:
    chances = chances_of({Stage.NEED_CONFIRMED: (31, 52), Stage.PROPOSAL: (2, 3)})
    field = ChanceField("probability", "Probability", chances)
    field.show_stage(Stage.NEED_CONFIRMED)
    assert field.line.placeholderText() == "60 % (learned: 31 of 52 won)"
    field.show_stage(Stage.PROPOSAL)
    assert field.line.placeholderText().startswith("60 % (usual") and field.value() is None
    for words, value in (("70", 70), ("5%", 5), ("０", 0), ("101", None), ("many", None)):
        field.line.setText(words)
        assert field.value() == value and bool(field.problem()) == (value is None)


def test_the_sheet_follows_the_language(window: QWidget, desk: Desk, staged: tuple[PageContext, Noted]) -> None:
    pk = desk.funnel.add(name="Deal")
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    switch(QApplication.instance(), "zh_CN")  # type: ignore[arg-type]
    QApplication.processEvents()
    assert sheet.form.field("amount_cents").value() == 0
    assert sheet.form.field("name").value() == "Deal"
    assert not sheet.would_lose()
