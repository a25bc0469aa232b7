"""Lines, decision chain and draft of the opportunity's sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.domain.client import DecisionRole
from salesdesk.domain.opportunity import Influence, OpportunityLine, Stance
from salesdesk.services.desk import Desk
from salesdesk.ui.language import switch
from salesdesk.ui.opportunity.closing_sheet import ClosingSheet
from salesdesk.ui.opportunity.people import ExecutiveVisit, PersonSheet
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.opportunity.side import LINES, PEOPLE
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts.fields import AmountField
from salesdesk.ui.parts.picks import client_item
from tests.builders import TestClock, make_desk
from tests.ui.stage import Noted


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def desk(tmp_path: Path, clock: TestClock) -> Iterator[Desk]:
    made = make_desk(tmp_path, clock=clock)
    client = made.clients.create(name="华为技术", industry="Machines")
    made.clients.add_contact(client, name="李强", title="Purchasing", role=DecisionRole.FINANCIAL)
    made.products.add_product(name="Pump X", code="PX", list_price_cents=1_200_00)
    made.funnel.add(name="Deal", client_id=client, amount_cents=500_00)
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


@pytest.fixture
def pk(desk: Desk) -> Id:
    return desk.funnel.find("Deal")[0].id


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def opened(qtbot: QtBot, sheet: OpportunitySheet) -> OpportunitySheet:
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.activateWindow()
    qtbot.waitUntil(sheet.isActiveWindow)
    return sheet


def amount(sheet: OpportunitySheet) -> AmountField:
    field = sheet.form.field("amount_cents")
    assert isinstance(field, AmountField)
    return field


def budget(sheet: OpportunitySheet) -> AmountField:
    field = sheet.form.field("budget_cents")
    assert isinstance(field, AmountField)
    return field


def test_lines_are_typed_with_enter_and_make_the_amount_in_one_action(
    qtbot: QtBot, window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    ctx, noted = staged
    sheet = opened(qtbot, OpportunitySheet(ctx, window, opportunity_id=pk))
    sheet.side.show_part(LINES)
    sheet.lines.rows[0].picker.setFocus()
    for words in ("px", "3", "1,000", "Training"):
        QTest.keyClicks(focused(), words)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    for words in ("2", "150.50"):
        QTest.keyClicks(focused(), words)
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert focused() is sheet.lines.rows[2].picker
    assert amount(sheet).value() == 3_301_00 and amount(sheet).line.isReadOnly()
    assert sheet.lines.total.text().endswith("3,301.00")
    QTest.keyClick(focused(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    deal, lines = desk.funnel.get(pk), desk.funnel.lines(pk)
    assert deal and deal.amount_cents == 3_301_00 and deal.product_id == lines[0].product_id
    facts = [(line.text, line.quantity, line.price_cents) for line in lines]
    assert facts == [("", 3, 1_000_00), ("Training", 2, 150_50)]
    assert len(noted.done_) == 1
    desk.undo()
    assert desk.funnel.lines(pk) == [] and desk.funnel.get(pk).amount_cents == 500_00  # type: ignore[union-attr]


def test_a_line_is_removed_and_a_bad_one_is_said(
    window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    product = desk.products.products()[0].id
    lines = [OpportunityLine(b"", pk, product, 1, 100), OpportunityLine(b"", pk, None, 2, 300, "Extra")]
    desk.funnel.set_lines(pk, lines)
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    assert not sheet.form.is_dirty() and amount(sheet).value() == 700
    sheet.lines.rows[0].away.click()
    assert amount(sheet).value() == 600 and sheet.form.is_dirty()
    sheet.lines.rows[0].quantity.setText("many")
    assert not sheet.save() and "cannot be read" in sheet.lines.problem_label.text()
    sheet.lines.rows[0].quantity.setText("5")
    assert sheet.save()
    assert [(line.text, line.quantity) for line in desk.funnel.lines(pk)] == [("Extra", 5)]
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    sheet.form.field("note").set_value("only this")
    assert sheet.save() and desk.funnel.get(pk).amount_cents == 1500  # type: ignore[union-attr]


def test_what_is_half_typed_waits_as_a_draft(
    window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    ctx, noted = staged
    sheet = OpportunitySheet(ctx, window)
    client = desk.clients.find("hwjs")[0]
    sheet.form.field("client_id").set_value(client_item(desk, client.id))
    QTest.keyClicks(budget(sheet).line, "12 something")
    QTest.keyClicks(sheet.lines.rows[0].picker, "Words")
    sheet.reject()
    assert "draft" in noted.told[-1]
    again = OpportunitySheet(ctx, window)
    assert again.form.field("client_id").value() == client.id and budget(again).line.text() == "12 something"
    assert again.lines.rows[0].picker.text() == "Words" and not again.draft.notice.isHidden()
    other = OpportunitySheet(ctx, window, opportunity_id=pk)
    assert other.draft.notice.isHidden() and not other.form.is_dirty()
    again.draft.discard_button.click()
    assert budget(again).line.text() == "" and not again.form.is_dirty()
    assert OpportunitySheet(ctx, window).draft.notice.isHidden()


def test_a_saved_one_leaves_no_draft(window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id) -> None:
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    sheet.form.field("note").set_value("typed")
    assert sheet.keep_draft() and not OpportunitySheet(staged[0], window, opportunity_id=pk).draft.notice.isHidden()
    assert sheet.save()
    assert OpportunitySheet(staged[0], window, opportunity_id=pk).draft.notice.isHidden()


def test_people_get_a_place_and_the_gaps_are_said(
    qtbot: QtBot, window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    ctx, _noted = staged
    sheet = opened(qtbot, OpportunitySheet(ctx, window, opportunity_id=pk))
    sheet.side.show_part(PEOPLE)
    panel = sheet.side.people
    assert panel.words()[0] == "Nobody in the decision is known" and sheet.side.switch.chips()[1].count == 1
    panel.add_button.click()
    person = next(one for one in sheet.findChildren(PersonSheet) if one.isVisible())
    assert not person.save()
    person.form.field("contact_id").set_value(person.contacts[0].id.hex())
    person._on_contact()
    assert person.form.field("role").value() == "financial"
    person.form.field("stance").set_value("supports")
    person.save_button.click()
    known = desk.decision.people(pk)[0]
    assert (known.name, known.role, known.stance) == ("李强", DecisionRole.FINANCIAL, Stance.SUPPORTS)
    assert known.influence is Influence.UNKNOWN
    assert {"No final decision-maker known", "No champion", "李强: never met"} <= set(panel.words())
    assert "Financial approver · Supports us · Influence not known" in panel.words()
    panel.edit(None)
    new = next(one for one in sheet.findChildren(PersonSheet) if one.isVisible() and one is not person)
    new.form.field("name").set_value("王芳")
    new.form.field("role").set_value("decider")
    new.save_button.click()
    assert {one.name for one in desk.decision.people(pk)} == {"李强", "王芳"}
    assert "No final decision-maker known" not in panel.words()
    desk.undo()
    assert len(desk.clients.contacts(desk.funnel.get(pk).client_id or b"")) == 1  # type: ignore[union-attr]
    assert "No final decision-maker known" in panel.words()
    desk.redo()
    switch(QApplication.instance(), "zh_CN")  # type: ignore[arg-type]
    assert any("李强" in words for words in panel.words())
    sheet.form.set_clean()
    sheet.reject()


def test_an_executive_visit_is_planned(
    window: QWidget, desk: Desk, clock: TestClock, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    contact = desk.clients.contacts(desk.funnel.get(pk).client_id or b"")[0]  # type: ignore[union-attr]
    desk.decision.set(pk, contact.id, role=DecisionRole.DECIDER)
    deal = desk.funnel.get(pk)
    assert deal
    sheet = ExecutiveVisit(staged[0], deal, window)
    assert not sheet.save()
    day = desk.today() + timedelta(days=3)
    for key, value in (("companions", "Our general manager"), ("day", day), ("contact_ids", [contact.id.hex()])):
        sheet.form.field(key).set_value(value)
    assert sheet.save()
    planned = desk.decision.people(pk)[0].planned_on
    assert planned == day
    visit = desk.funnel.visits_of(pk)[0]
    assert isinstance(visit.starts_at, datetime) and visit.starts_at.hour == 10
    assert all(gap.person is None for gap in desk.decision.gaps(pk))
    told = OpportunitySheet(staged[0], window, opportunity_id=pk).side.story.words()
    assert any(line.endswith("· Planned") for line in told), "what is only planned does not read like a visit made"


def test_slips_are_told_beside_the_day_and_in_the_story(
    window: QWidget, desk: Desk, clock: TestClock, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    for day in (date(2026, 12, 1), date(2026, 12, 15), date(2027, 1, 15)):
        clock.forward(days=1)
        desk.funnel.change_many([pk], expected_close=day)
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    assert sheet.slipped.text() == "Expected close moved 2 times · 45 days later"
    words = sheet.side.story.words()
    assert "Dec 15, 2026 → Jan 15, 2027" in words and any("31 days later" in line for line in words)


def test_known_competitors_complete_what_is_typed(
    window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    desk.clients.create(name="Other", competitors="Keyence、ACME")
    assert desk.funnel.competitors() == ["Keyence", "ACME"]
    sheet = ClosingSheet(staged[0], window, opportunity_id=pk)
    completer = sheet.form.field("lost_to").line.completer()  # type: ignore[attr-defined]
    completer.setCompletionPrefix("ac")
    assert completer.currentCompletion() == "ACME"


def test_the_quotes_stand_together_at_the_top(
    qtbot: QtBot, window: QWidget, desk: Desk, staged: tuple[PageContext, Noted], pk: Id
) -> None:
    sheet = OpportunitySheet(staged[0], window, opportunity_id=pk)
    sheet.side.show_part("quotes")
    sheet.show()
    qtbot.waitExposed(sheet)
    panel = sheet.side.quotes
    panel.resize(panel.width(), 800)
    panel.body.activate()
    assert panel.new_quote.mapTo(panel, panel.new_quote.rect().topLeft()).y() < 160
    sheet.close()
