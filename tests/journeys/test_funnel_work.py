"""A week with the funnel: by keys alone, several at once, a filter that is kept, the table, people and lines."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from salesdesk.domain.change import Kind
from salesdesk.domain.client import DecisionRole
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.services.funnel import ColumnKey
from salesdesk.ui.funnel.board import BoardView
from salesdesk.ui.funnel.bulk import BulkBar
from salesdesk.ui.funnel.filters import FilterRow
from salesdesk.ui.funnel.table import DealTable
from salesdesk.ui.opportunity.lines import DealLines
from tests.journeys.hands import Answers, User
from tests.journeys.test_deals import carry, deal


def choose_from(menu: QMenu, words: str) -> None:
    """Open a menu and take the entry with these words."""
    menu.aboutToShow.emit()
    next(one for one in menu.actions() if one.text() == words).trigger()


def test_from_the_first_contact_to_lost_and_open_again(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5", "Ctrl+N")
    user.type("shsd")
    user.press("Return")
    user.go_to("Next step")
    user.type("Demo on site")
    user.go_to("Next step on")
    user.type("fri")
    user.part(DealLines).rows[0].picker.setFocus()
    user.answer("Cobot cell", "2", "90,000")
    user.press("Ctrl+Return")
    made = deal(user, "上海申达自动化")
    assert (made.amount_cents, made.next_step, made.stage) == (180_000_00, "Demo on site", Stage.FIRST_CONTACT)
    user.page.open_record(Kind.OPPORTUNITY, made.id)
    user.press("Ctrl+Right", "Ctrl+Right")
    assert deal(user, "上海申达自动化").stage is Stage.PROPOSAL
    carry(user, "上海申达自动化", ColumnKey.NEED_CONFIRMED)
    user.press("X")
    assert user.sees("Close the opportunity")
    user.go_to("Product fit")
    user.press("4")
    user.go_to("Lost to")
    user.type("Keyence")
    user.press("Ctrl+Return")
    lost = deal(user, "上海申达自动化")
    assert (lost.stage, lost.lost_reason, lost.lost_to) == (Stage.LOST, LostReason.RELATIONSHIP, "Keyence")
    user.press("Ctrl+Left")
    again = deal(user, "上海申达自动化")
    assert (again.stage, again.lost_reason, again.closed_on) == (Stage.PROPOSAL, None, None)
    moves = [(move.from_stage, move.to_stage) for move in user.desk.funnel.stages_of(again.id)]
    assert moves == [
        (None, Stage.FIRST_CONTACT),
        (Stage.FIRST_CONTACT, Stage.NEED_CONFIRMED),
        (Stage.NEED_CONFIRMED, Stage.PROPOSAL),
        (Stage.PROPOSAL, Stage.NEED_CONFIRMED),
        (Stage.NEED_CONFIRMED, Stage.LOST),
        (Stage.LOST, Stage.PROPOSAL),
    ]


def test_several_are_ranked_at_once_and_one_undo_takes_it_back(user: User, file: Path) -> None:
    user.start(file)
    user.desk.funnel.add(name="Sensors", amount_cents=100)
    user.press("Ctrl+5", "/", "Return", "Space", "Shift+Down")
    assert user.sees("2 opportunities")
    choose_from(user.part(BulkBar).verbs[0].menu(), "P1")
    user.settle()
    assert {deal(user, name).priority for name in ("Servo motors", "Sensors")} == {Priority.P1}
    assert user.toast() == "2 opportunities changed"
    user.press("Ctrl+Z")
    assert {deal(user, name).priority for name in ("Servo motors", "Sensors")} == {Priority.P2}
    user.press("Esc")
    assert not user.part(BoardView).picked()


def test_the_board_by_keyboard_only(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5", "/")
    user.type("monitors")
    user.press("Return", "1", "Ctrl+Left")
    assert (deal(user, "Monitors").stage, deal(user, "Monitors").priority) == (Stage.NEED_CONFIRMED, Priority.P1)
    user.press("/", "Esc", "Left")
    assert user.part(BoardView).chosen().name == "Servo motors"  # type: ignore[union-attr]
    user.press("Right", "Return")
    assert user.sheet and user.sees("Monitors")
    user.press("Esc", "Del")
    assert user.desk.funnel.find("Monitors") == []
    user.press("Ctrl+Z")
    assert user.desk.funnel.find("Monitors")
    user.press("F1")
    assert user.sees("Pick the card, to change several at once; Esc lets them go")


def test_a_filter_is_kept_under_a_name(user: User, file: Path, door: Answers) -> None:
    door.writes = "Urgent"
    user.start(file)
    user.desk.funnel.set_priority(deal(user, "Monitors").id, Priority.P1)
    user.press("Ctrl+5")
    user.click("P1 1")
    assert [card.name for card in user.part(BoardView).cards_of(ColumnKey.PROPOSAL).cards.cards()] == ["Monitors"]
    assert user.part(BoardView).cards_of(ColumnKey.FIRST_CONTACT).cards.rowCount() == 0
    choose_from(user.part(FilterRow).menu, "Save this filter…")
    user.settle()
    user.click("Show all")
    assert user.part(BoardView).cards_of(ColumnKey.FIRST_CONTACT).cards.rowCount() == 1
    user.close()
    user.start(file)
    user.press("Ctrl+5")
    user.click("Urgent")
    assert user.part(BoardView).cards_of(ColumnKey.FIRST_CONTACT).cards.rowCount() == 0


def test_the_table_is_sorted_and_opened(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5", "Alt+2")
    table = user.part(DealTable)
    head = table.horizontalHeader()
    amount = [column.key for column in table.rows.columns].index("amount")
    head.sectionClicked.emit(amount)
    assert [row[1] for row in user.table()] == ["Monitors", "Servo motors"]
    head.sectionClicked.emit(amount)
    assert [row[1] for row in user.table()] == ["Servo motors", "Monitors"]
    user.press("Home", "3")
    assert deal(user, "Servo motors").priority is Priority.P3
    user.press("Return")
    assert user.sheet and user.sees("Servo motors")
    user.press("Esc", "Alt+1")
    assert user.part(BoardView).chosen().name == "Servo motors"  # type: ignore[union-attr]


def test_who_decides_is_said_in_the_sheet(user: User, file: Path) -> None:
    user.start(file)
    user.call("Servo")
    user.press("Return", "Alt+2")
    assert user.sees("Nobody in the decision is known")
    user.click("Add a person")
    user.go_to("Or somebody new")
    user.type("Zhao")
    user.go_to("Role not known")
    user.press("4", "Ctrl+Return")
    assert [(one.name, one.role) for one in user.desk.decision.people(deal(user, "Servo motors").id)] == [
        ("Zhao", DecisionRole.DECIDER)
    ]
    assert user.sees("Zhao: never met") and not user.sees("Nobody in the decision is known")


def test_the_limits_decide_what_is_stalled(user: User, file: Path) -> None:
    user.start(file)
    user.clock.forward(days=10)
    user.press("Ctrl+5")
    user.click("Limits")
    user.write("5")
    user.press("Ctrl+Return")
    assert user.button("Stalled 1")
    first = user.part(BoardView).cards_of(ColumnKey.FIRST_CONTACT).cards.index(0, 0)
    assert "no activity for 10 days, limit 5" in first.data(Qt.ItemDataRole.AccessibleTextRole)


def test_winning_asks_for_the_order_and_both_are_one_action(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5", "/")
    user.type("servo")
    user.press("Return", "W")
    assert user.sees("On to the order")
    user.press("Ctrl+Return")
    assert user.sees("New order") and deal(user, "Servo motors").stage is Stage.FIRST_CONTACT
    user.press("Ctrl+Return")
    won = deal(user, "Servo motors")
    assert (won.stage, won.amount_cents) == (Stage.WON, 128_000_00)
    user.press("Return", "Alt+4")
    assert user.sees("128,000.00") or user.sees("128K")
    user.press("Esc", "Ctrl+Z")
    assert deal(user, "Servo motors").stage is Stage.FIRST_CONTACT
