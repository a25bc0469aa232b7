"""Opportunities on their way: new, moved by drag, won, lost with the reason, opened again."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData

from salesdesk.domain.opportunity import LostReason, Opportunity, Priority, Stage
from salesdesk.services.funnel import ColumnKey
from salesdesk.ui.funnel.board import BoardView
from salesdesk.ui.funnel.card_model import MIME
from tests.journeys.hands import User, drop


def deal(user: User, name: str) -> Opportunity:
    found = user.desk.funnel.get(user.desk.funnel.find(name)[0].id)
    assert found
    return found


def carry(user: User, name: str, to: ColumnKey) -> None:
    """Drag the card of this name to another column and let it go."""
    carried = QMimeData()
    carried.setData(MIME, deal(user, name).id)
    column = user.part(BoardView).cards_of(to).viewport()
    assert drop(column, carried, column.rect().center())
    user.settle()


def test_a_new_opportunity_with_its_client_and_amount(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5", "Ctrl+N")
    user.type("shsd")
    user.press("Return")
    user.go_to("Name")
    user.type("Robots")
    user.go_to("Amount")
    user.type("3,000")
    user.press("Ctrl+Return")
    made = deal(user, "Robots")
    assert (made.amount_cents, made.stage) == (3_000_00, Stage.FIRST_CONTACT)
    client = user.desk.clients.get(made.client_id or b"")
    assert client and client.name == "上海申达自动化"
    user.settle()
    user.press("1")
    assert deal(user, "Robots").priority is Priority.P1, "the new card is the one the keys mean"


def test_a_card_is_dragged_and_comes_back_with_undo(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5")
    carry(user, "Servo motors", ColumnKey.NEED_CONFIRMED)
    assert deal(user, "Servo motors").stage is Stage.NEED_CONFIRMED
    assert user.toast() == "Opportunity Servo motors moved to Need confirmed"
    user.click("Undo")
    assert deal(user, "Servo motors").stage is Stage.FIRST_CONTACT


def test_won_with_its_amount_and_opened_again(user: User, file: Path) -> None:
    user.start(file)
    user.call("Monitors")
    user.press("]")
    user.go_to("Enter the order now: it says the amount")
    user.press("Space")
    user.go_to("Amount")
    user.write("45,000")
    user.press("Ctrl+Return")
    won = deal(user, "Monitors")
    assert (won.stage, won.amount_cents, won.closed_on) == (Stage.WON, 45_000_00, user.desk.today())
    user.press("[")
    assert (deal(user, "Monitors").stage, deal(user, "Monitors").closed_on) == (Stage.PROPOSAL, None)


def test_lost_wants_the_reason(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+5")
    carry(user, "Monitors", ColumnKey.CLOSED)
    assert user.sees("Close the opportunity")
    user.press("2", "Ctrl+Return")
    assert "why it was lost" in user.problem() and deal(user, "Monitors").stage is Stage.PROPOSAL
    user.go_to("Product fit")
    user.press("3")
    user.go_to("Lost to")
    user.type("ACME")
    user.press("Ctrl+Return")
    lost = deal(user, "Monitors")
    assert (lost.stage, lost.lost_reason, lost.lost_to) == (Stage.LOST, LostReason.TERMS, "ACME")


def test_a_card_goes_to_the_bin_and_back(user: User, file: Path) -> None:
    user.start(file)
    user.call("servo")
    user.press("1")
    assert deal(user, "Servo motors").priority.name == "P1"
    user.press("Del")
    assert user.desk.funnel.find("Servo") == []
    user.press("Ctrl+Z")
    assert deal(user, "Servo motors").name == "Servo motors"
