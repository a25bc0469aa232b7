"""The board: cards go by drag and by key, and come back with Undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import LostReason, Opportunity, Priority, Stage
from salesdesk.services.desk import Desk
from salesdesk.services.funnel import ColumnKey
from salesdesk.ui.funnel.board import BoardView
from salesdesk.ui.funnel.card_list import CardList
from salesdesk.ui.funnel.card_model import MIME, CardModel
from salesdesk.ui.funnel.page import FunnelPage
from salesdesk.ui.language import switch
from salesdesk.ui.opportunity.closing_sheet import ClosingSheet
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.parts import theme
from salesdesk.ui.parts.sheet import FormSheet
from tests.builders import TestClock, make_desk
from tests.ui.stage import Noted, stage


@dataclass
class Scene:
    """A shown page, what it said, and the opportunities on it by name."""

    page: FunnelPage
    noted: Noted
    desk: Desk
    bot: QtBot
    ids: dict[str, Id]

    @property
    def board(self) -> BoardView:
        return self.page.board

    def cards_of(self, key: ColumnKey) -> CardList:
        return self.board.cards_of(key)

    def names(self, key: ColumnKey) -> list[str]:
        cards = self.cards_of(key).cards
        return [cards.index(row, 0).data() for row in range(cards.rowCount())]

    def deal(self, name: str) -> Opportunity:
        found = self.desk.funnel.get(self.ids[name])
        assert found
        return found

    def choose(self, name: str) -> CardList:
        assert self.board.choose(self.ids[name], focus=True)
        return next(column.list for column in self.board.columns if column.list.current())

    def press(self, target: CardList, key: Qt.Key, control: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(target, key, modifier)
        self.settle()

    def settle(self) -> None:
        """Let the page hear of what changed."""
        for _turn in range(3):
            QApplication.processEvents()

    def sheet(self) -> FormSheet:
        return next(one for one in self.page.findChildren(FormSheet) if one.isVisible())


@pytest.fixture
def scene(tmp_path: Path, qtbot: QtBot) -> Iterator[Scene]:
    clock = TestClock()
    desk = make_desk(tmp_path, clock=clock)
    huawei = desk.clients.create(name="华为技术", tier=Tier.A)
    ids = {
        "Old": desk.funnel.add(name="Old", client_id=huawei, amount_cents=50_000_00, stage=Stage.PROPOSAL),
    }
    clock.forward(days=35)
    ids |= {
        "Pump": desk.funnel.add(name="Pump", client_id=huawei, amount_cents=120_000_00, priority=Priority.P1),
        "Valve": desk.funnel.add(name="Valve", amount_cents=8_000_00, next_step="Call", next_on=clock.now.date()),
        "Robot": desk.funnel.add(name="Robot", stage=Stage.NEED_CONFIRMED, amount_cents=1_00),
        "Done": desk.funnel.add(name="Done", stage=Stage.WON, amount_cents=3_000_00),
    }
    ctx, noted = stage(desk)
    page = FunnelPage(ctx)
    page.resize(1290, 680)
    bars = page.bar_widgets()
    with qtbot.waitExposed(page):
        page.show()
    yield Scene(page, noted, desk, qtbot, ids)
    for bar in bars:
        bar.deleteLater()
    page.close()
    page.deleteLater()
    desk.close()


def drop(target: CardList, *ids: Id) -> bool:
    """Carry cards over a column and let them go, as the window system tells it."""
    carried = QMimeData()
    carried.setData(MIME, b"".join(ids))
    return let_go(target, carried)


def let_go(target: CardList, carried: QMimeData) -> bool:
    """Carry something over a column; let it go where it is welcome."""
    move, left, none = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    over, place = target.viewport(), target.viewport().rect().center()
    enter = QDragEnterEvent(place, move, carried, left, none)
    QApplication.sendEvent(over, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(over, QDragMoveEvent(place, move, carried, left, none))
    let = QDropEvent(QPointF(place), move, carried, left, none)
    QApplication.sendEvent(over, let)
    QApplication.processEvents()
    return let.isAccepted()


def test_the_columns_show_their_cards_and_sums(scene: Scene) -> None:
    assert scene.names(ColumnKey.FIRST_CONTACT) == ["Pump", "Valve"]
    assert scene.names(ColumnKey.PROPOSAL) == ["Old"]
    first, closed = scene.board.columns[0], scene.board.columns[3]
    assert (first.count.text(), first.sums.text(), first.more.text()) == ("2", "CN¥128K", "weighted CN¥12.8K")
    assert "128,000.00" in first.sums.toolTip()
    assert closed.sums.text() == "Won 1 · CN¥3K"
    row = scene.page.filters
    counts = {chip.choice.key: chip.count for bar in (row.priorities, row.tiers, row.marks) for chip in bar.chips()}
    assert counts == {"1": 1, "2": 4, "3": 0, "A": 2, "B": 0, "C": 0, "stalled": 1, "closing": 1}


def test_other_currencies_are_not_summed_and_said_so(scene: Scene) -> None:
    first = scene.board.columns[0]
    assert first.apart.isHidden()
    scene.desk.funnel.add(name="Abroad", amount_cents=9_000_00, currency="USD")
    scene.settle()
    assert (first.count.text(), first.sums.text()) == ("3", "CN¥128K")
    assert first.apart.isVisible() and first.apart.text() == "1 in another currency is not in the sum"


def test_a_dropped_card_moves_when_the_file_has_changed_and_undo_brings_it_back(scene: Scene) -> None:
    assert drop(scene.cards_of(ColumnKey.PROPOSAL), scene.ids["Pump"])
    scene.settle()
    assert scene.names(ColumnKey.PROPOSAL) == ["Pump", "Old"]
    assert scene.names(ColumnKey.FIRST_CONTACT) == ["Valve"]
    chosen = scene.board.chosen()
    assert chosen and chosen.id == scene.ids["Pump"]
    assert [change.label.key for change in scene.noted.done_] == ["opportunity.moved"]
    scene.desk.undo()
    scene.settle()
    assert scene.names(ColumnKey.FIRST_CONTACT) == ["Pump", "Valve"]


def test_a_column_takes_neither_its_own_cards_nor_strange_things(scene: Scene) -> None:
    assert not drop(scene.cards_of(ColumnKey.FIRST_CONTACT), scene.ids["Pump"])
    carried = QMimeData()
    carried.setText("words")
    assert not let_go(scene.cards_of(ColumnKey.PROPOSAL), carried)
    assert scene.noted.done_ == []


def test_what_is_dragged_is_what_can_be_dropped(scene: Scene) -> None:
    cards = scene.cards_of(ColumnKey.FIRST_CONTACT).cards
    carried = cards.mimeData([cards.index(1, 0)])
    assert carried.hasFormat(MIME) and bytes(carried.data(MIME).data()) == scene.ids["Valve"]
    assert cards.flags(cards.index(0, 0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_dropping_on_closed_asks_how_it_ended(scene: Scene) -> None:
    drop(scene.cards_of(ColumnKey.CLOSED), scene.ids["Robot"])
    sheet = scene.sheet()
    assert isinstance(sheet, ClosingSheet) and scene.deal("Robot").stage is Stage.NEED_CONFIRMED
    assert not sheet.form.field("amount_cents").isHidden() and sheet.form.field("lost_reason").isHidden()
    assert sheet.order.isHidden()  # nobody's: there is nobody to order
    QTest.keyClick(sheet.outcome.chips.chips()[0], Qt.Key.Key_2)
    assert sheet.form.field("amount_cents").isHidden()
    assert not sheet.save()
    assert "why it was lost" in sheet.form.field("lost_reason").problem_label.text()
    sheet.form.field("lost_reason").set_value("terms")
    sheet.form.field("lost_to").set_value("ACME")
    sheet.save_button.click()
    scene.settle()
    lost = scene.deal("Robot")
    assert (lost.stage, lost.lost_reason, lost.lost_to) == (Stage.LOST, LostReason.TERMS, "ACME")
    assert scene.names(ColumnKey.CLOSED) == ["Done", "Robot"]
    assert scene.noted.done_[-1].label.key == "opportunity.lost"


def test_winning_confirms_the_amount(scene: Scene) -> None:
    scene.press(scene.choose("Old"), Qt.Key.Key_BracketRight)
    sheet = scene.sheet()
    assert isinstance(sheet, ClosingSheet) and sheet.amount.isHidden()
    sheet.order.box.click()
    sheet.form.field("amount_cents").set_value(45_000_00)
    QTest.keyClick(sheet, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    scene.settle()
    assert (scene.deal("Old").stage, scene.deal("Old").amount_cents) == (Stage.WON, 45_000_00)


def test_keys_lead_from_card_to_card(scene: Scene) -> None:
    first = scene.choose("Pump")
    scene.press(first, Qt.Key.Key_Down)
    assert scene.board.chosen().name == "Valve"  # type: ignore[union-attr]
    scene.press(first, Qt.Key.Key_Right)
    assert scene.board.chosen().name == "Robot"  # type: ignore[union-attr]
    assert first.current() is None and not first.selectionModel().hasSelection()
    scene.press(scene.cards_of(ColumnKey.NEED_CONFIRMED), Qt.Key.Key_Left)
    assert scene.board.chosen().name in ("Pump", "Valve")  # type: ignore[union-attr]


def test_keys_move_a_card_to_the_neighbour_stage_and_stay_with_it(scene: Scene) -> None:
    scene.press(scene.choose("Pump"), Qt.Key.Key_Right, control=True)
    assert scene.deal("Pump").stage is Stage.NEED_CONFIRMED
    chosen = scene.cards_of(ColumnKey.NEED_CONFIRMED)
    assert chosen.current() and chosen.current().name == "Pump"  # type: ignore[union-attr]
    scene.press(chosen, Qt.Key.Key_Left, control=True)
    assert scene.deal("Pump").stage is Stage.FIRST_CONTACT
    scene.press(scene.cards_of(ColumnKey.FIRST_CONTACT), Qt.Key.Key_Left, control=True)
    assert scene.deal("Pump").stage is Stage.FIRST_CONTACT
    assert [change.label.key for change in scene.noted.done_] == ["opportunity.moved"] * 2


def test_a_closed_card_is_reopened_by_moving_it_back(scene: Scene) -> None:
    scene.press(scene.choose("Done"), Qt.Key.Key_BracketLeft)
    assert (scene.deal("Done").stage, scene.deal("Done").closed_on) == (Stage.PROPOSAL, None)
    assert scene.noted.done_[-1].label.key == "opportunity.reopened"


def test_one_letter_verbs(scene: Scene) -> None:
    cards = scene.choose("Valve")
    scene.press(cards, Qt.Key.Key_3)
    assert scene.deal("Valve").priority is Priority.P3
    scene.press(scene.choose("Pump"), Qt.Key.Key_L)
    assert scene.noted.logged == [(scene.deal("Pump").client_id, None)]
    scene.press(scene.choose("Pump"), Qt.Key.Key_Delete)
    assert scene.deal("Pump").deleted
    assert scene.board.chosen().name == "Valve"  # type: ignore[union-attr]


def test_enter_opens_and_new_begins(scene: Scene) -> None:
    scene.press(scene.choose("Robot"), Qt.Key.Key_Return)
    sheet = scene.sheet()
    assert isinstance(sheet, OpportunitySheet) and sheet.form.field("name").value() == "Robot"
    sheet.reject()
    scene.page.new_action.trigger()
    new = scene.sheet()
    assert new is not sheet and new.form.field("name").value() == ""
    new.reject()


def test_chips_and_search_narrow_the_board(scene: Scene) -> None:
    stalled = scene.page.filters.marks.chips()[0]
    stalled.click()
    assert [card.name for column in scene.board.columns for card in [column.list.cards.card(0)] if card] == ["Old"]
    stalled.click()
    scene.page.search_focus()
    QTest.keyClicks(scene.page.search, "huawei")
    assert scene.names(ColumnKey.FIRST_CONTACT) == ["Pump"] and scene.names(ColumnKey.PROPOSAL) == ["Old"]
    QTest.keyClicks(scene.page.search, "xyz")
    assert scene.page.empty.isVisible()
    scene.page.empty.button.click()
    assert scene.names(ColumnKey.FIRST_CONTACT) == ["Pump", "Valve"]


def test_showing_a_record_lifts_the_filter_or_opens_its_sheet(scene: Scene) -> None:
    QTest.keyClicks(scene.page.search, "huawei")
    scene.page.open_record(Kind.STAGE_MOVE, scene.desk.funnel.stages_of(scene.ids["Robot"])[0].id)
    assert scene.board.chosen().name == "Robot" and scene.page.search.text() == ""  # type: ignore[union-attr]
    gone = scene.desk.funnel.add(name="Long ago", stage=Stage.WON, closed_on=scene.desk.today() - timedelta(days=90))
    scene.settle()
    scene.page.open_record(Kind.OPPORTUNITY, gone)
    sheet = scene.sheet()
    assert sheet.form.field("name").value() == "Long ago"
    sheet.reject()


def test_a_screen_reader_hears_the_whole_card_in_the_language_of_the_moment(scene: Scene) -> None:
    index = scene.cards_of(ColumnKey.PROPOSAL).cards.index(0, 0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    for fact in ("Old", "华为技术, tier A", "CN¥50,000.00", "60%", "Priority P2", "35 days", "No next step"):
        assert fact in said
    assert "CN¥30,000.00" in scene.cards_of(ColumnKey.PROPOSAL).accessibleDescription()
    switch(QApplication.instance(), "zh_CN")  # type: ignore[arg-type]
    scene.settle()
    assert "¥5万" in scene.board.columns[2].sums.text()
    assert "CN¥" not in index.data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_model_keeps_qts_rules(scene: Scene) -> None:
    model = CardModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    cards = scene.desk.funnel.board().cards()
    assert model.show(cards) and not model.show(cards)
    assert model.rowCount() == 5 and model.rowCount(model.index(0, 0)) == 0
    assert model.row_of(cards[3].id) == 3 and model.row_of(b"x") == -1
    assert model.show(cards[:2])
    assert tester.model() is model


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_small_screen_and_paints_every_kind_of_card(scene: Scene, scheme: str) -> None:
    theme.apply(QApplication.instance(), scheme)  # type: ignore[arg-type]
    scene.desk.funnel.move(scene.ids["Robot"], Stage.LOST, lost_reason=LostReason.TIMING, lost_to="ACME")
    scene.page.resize(1290, 680)
    scene.settle()
    picture = scene.page.grab().toImage()
    paper = theme.colour("rail")
    for column in scene.board.columns:
        box = column.geometry()
        assert box.right() <= scene.page.width() and column.list.horizontalScrollBar().maximum() == 0
        card = column.list.visualRect(column.list.cards.index(0, 0))
        at = column.list.viewport().mapTo(scene.page, card.topLeft() + QPoint(8, 8))
        assert (picture.pixelColor(at) != paper) == (column.list.cards.rowCount() > 0)
    assert scene.cards_of(ColumnKey.NEED_CONFIRMED).cards.rowCount() == 0
