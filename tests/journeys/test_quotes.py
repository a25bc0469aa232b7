"""From the opportunity to the order: a quote below the floor, approved, a second version, printed, accepted, undone."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.domain.product import PriceKind, PriceStep
from salesdesk.domain.quote import QuoteStatus
from salesdesk.services.desk import Desk
from salesdesk.ui.paper import printing
from tests.builders import TestClock
from tests.journeys.hands import PaperTray, User


@pytest.fixture
def stocked(file: Path) -> Path:
    """The file from before, with a product that has a step price near its floor, and a target for the year."""
    desk = Desk.open(file, clock=TestClock())
    premium = desk.products.lines()[0].id
    steps = [PriceStep(b"", b"", PriceKind.QUANTITY, 7_900_00, 10)]
    desk.products.add_product(
        name="Servo S7",
        line_id=premium,
        list_price_cents=10_000_00,
        cost_cents=6_000_00,
        floor_margin_bp=2_500,
        unit="set",
        steps=steps,
    )
    desk.close()
    return file


def reached(user: User) -> int:
    return user.desk.figures.attainment(Period.month(user.desk.today())).actual


def test_from_the_opportunity_to_the_order_and_back(user: User, stocked: Path, tmp_path: Path) -> None:
    user.start(stocked)
    user.press("Ctrl+2")
    user.go_to("Total of the year")
    user.answer("12m")
    before = reached(user)

    user.call("Servo motors")
    user.press("Return", "Ctrl+Shift+Q")
    user.type("servo s7")
    user.press("Return")
    user.write("12")
    user.press("Ctrl+Shift+S")
    assert "Below the floor margin: Servo S7" in " ".join(user.reading())
    assert "note why" in user.problem()
    user.go_to("Why this price is right")
    user.type("Opens the north")
    user.go_to("Approved by")
    user.type("Li")
    user.press("Ctrl+Shift+S")
    [row] = user.desk.quotes.rows()
    assert (row.quote.status, row.quote.approved_by, row.sums.net_cents) == (QuoteStatus.SENT, "Li", 94_800_00)

    user.press("Ctrl+Shift+V")
    assert user.sees("Quote Q2026-0001, version 2 · Draft")
    user.go_to("Price")
    user.write("8,500")
    user.press("Ctrl+P")
    assert user.sees("The quote on paper")
    with printing.printed_by(PaperTray(tmp_path / "quote.pdf")):
        user.press("Ctrl+P")
    assert (tmp_path / "quote.pdf").read_bytes().startswith(b"%PDF")
    user.press("Esc")

    user.press("Ctrl+Shift+A")
    [order] = user.desk.orders.of()
    assert order.total_cents == 102_000_00
    deal = user.desk.funnel.get(row.quote.opportunity_id or b"")
    assert deal is not None
    assert (deal.stage, deal.amount_cents) == (Stage.WON, 102_000_00)
    assert reached(user) == before + 102_000_00
    user.press("Esc", "Esc")

    user.press("Ctrl+2")
    assert any("102K" in words or "102,000" in words for words in user.reading()), user.reading()
    user.press("Ctrl+Z")
    assert reached(user) == before
    assert user.desk.orders.of() == []
    deal = user.desk.funnel.get(row.quote.opportunity_id or b"")
    assert deal is not None
    assert deal.stage is Stage.FIRST_CONTACT


def test_an_order_is_entered_for_a_client_and_opened_from_its_timeline(user: User, stocked: Path) -> None:
    user.start(stocked)
    user.call("New order")
    user.type("shsd")
    user.press("Return")
    user.go_to("Item")
    user.type("servo")
    user.press("Return")
    user.write("2")
    user.press("Ctrl+Return")
    [order] = user.desk.orders.of()
    assert order.total_cents == 20_000_00
    assert user.toast() == "Order of 上海申达自动化 added"
    user.call("Quotes and orders")
    assert user.sees("上海申达自动化")
    user.press("Esc")


def test_a_quote_and_an_order_half_typed_survive_the_end_of_the_program(user: User, stocked: Path) -> None:
    user.start(stocked)
    for call in ("New order", "New quote"):
        user.call(call)
        user.type("shsd")
        user.press("Return")
        user.go_to("Item")
        user.type("servo")
        user.press("Return")
        user.write("3")
        user.press("Escape")
        assert user.sheet is None
    user.leave()
    user.start(stocked)
    for call in ("New order", "New quote"):
        user.call(call)
        assert any(words.startswith("You were typing this") for words in user.reading()), call
        user.press("Ctrl+Return")
    [order] = user.desk.orders.of()
    [quote] = user.desk.quotes.rows()
    assert order.total_cents == 30_000_00
    found = user.desk.quotes.get(quote.id)
    assert found is not None and [line.quantity for line in found.lines] == [3]
