"""The year's target: set, changed in one cell, held fast, taken back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QApplication

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.target import Metric
from salesdesk.domain.target_matrix import Matrix
from salesdesk.services.hand_out import Share
from salesdesk.services.orders import WholeOrder
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.ui.targets.milestone_sheets import MilestoneSheet
from salesdesk.ui.targets.page import TargetsPage
from tests.journeys.hands import User
from tests.services.test_figures import Book


def matrix(user: User) -> Matrix:
    return user.desk.targets.matrix(2026, Metric.SALES).matrix


def test_a_year_is_set_a_cell_typed_and_locked(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+2")
    user.go_to("Total of the year")
    user.answer("12m")
    assert matrix(user).total == 12_000_000_00
    assert matrix(user).at((0, 0)) == 300_000_00, "three lines by their share, twelve months alike"

    user.go_to("Plan of the year")
    user.press("Ctrl+Home")
    user.type("410k")
    user.press("Return")
    assert (matrix(user).at((0, 0)), matrix(user).total) == (410_000_00, 12_000_000_00)
    assert matrix(user).locked == {(0, 0)}, "what was typed is held"

    user.press("L")
    assert matrix(user).locked == {(0, 0), (1, 0)}
    user.press("Ctrl+Z", "Ctrl+Z")
    assert matrix(user).at((0, 0)) == 300_000_00 and not matrix(user).locked

    user.press("Ctrl+N")
    user.write("24m")
    user.press("Ctrl+Return")
    assert matrix(user).total == 24_000_000_00


def test_next_year_is_made_from_last_year_split_pasted_and_explained(user: User, file: Path) -> None:
    user.start(file)
    book = Book(user.desk)
    client = book.client("华星", tier=Tier.A)
    for month in range(1, 12):
        book.order(client, date(2026, month, 3), 100_000_00)
    book.order(client, date(2025, 3, 3), 40_000_00)
    user.press("Ctrl+2")
    page = user.page
    assert isinstance(page, TargetsPage)

    page.year_box.setCurrentIndex(page.year_box.findData(2027))
    page.year_box.activated.emit(page.year_box.currentIndex())
    user.settle()
    user.click("Begin from last year's numbers")
    user.write("20")
    user.press("Ctrl+Return")
    assert user.desk.targets.matrix(2027).matrix.total == 1_320_000_00

    user.go_to("Plan of the year")
    user.press("Ctrl+Home", "L", "Right", "L")
    held = user.desk.targets.matrix(2027).matrix
    assert len(held.locked) == 2
    user.press("Ctrl+N")
    user.write("2m")
    user.press("Ctrl+Return")
    after = user.desk.targets.matrix(2027).matrix
    assert after.total == 2_000_000_00
    assert all(after.at(place) == held.at(place) for place in held.locked), "what is locked stays"
    assert after.by_month[5] > held.by_month[5], "the other months move along"

    user.go_to("Plan of the year")
    user.press("Ctrl+Home", "T")
    first = user.desk.targets.matrix(2027).groups[0]
    assert first.by_tier
    assert user.desk.targets.matrix(2027).matrix.total == 2_000_000_00
    user.press("Down")
    QApplication.clipboard().setText("1000\t2000\n3000\t4000")
    user.press("Ctrl+V")
    pasted = user.desk.targets.matrix(2027).matrix
    assert (pasted.cells[0][:2], pasted.cells[1][:2]) == ((1_000_00, 2_000_00), (3_000_00, 4_000_00))
    user.press("Ctrl+Z")
    assert user.desk.targets.matrix(2027).matrix.total == 2_000_000_00

    user.click("Milestones")
    user.click("Adopt the work plan's milestones")
    user.go_to("Enter all prospects")
    user.press("Space")
    assert any(item.done_on for card in user.desk.milestones.of_year(2027) for item in card.items)
    user.press("Ctrl+Z")
    assert not any(item.done_on for card in user.desk.milestones.of_year(2027) for item in card.items)

    page.year_box.setCurrentIndex(page.year_box.findData(2026))
    user.click("Why")
    user.go_to("From last year to the target")
    for _bar in range(3):
        user.press("Right")
    user.press("Return")
    sheet = user.target.window()
    assert isinstance(sheet, RecordsSheet)
    assert len(sheet.records) == 11, "the orders of the client that bought more"
    user.press("Escape")


def test_a_product_is_told_what_it_is_to_leave_and_its_orders_open(user: User, file: Path) -> None:
    user.start(file)
    desk = user.desk
    pump = desk.products.get(desk.products.add_product(name="Pump", list_price_cents=100_00, cost_cents=70_00))
    assert pump is not None
    draft = desk.orders.draft(client_id=desk.clients.find("hwjs")[0].id)
    desk.orders.add(WholeOrder(draft.order, (desk.orders.product_line(pump, 3, "CNY"),)))
    user.press("Ctrl+2")
    user.click("Goals")
    user.go_to("Gross margin by product")
    user.press("Return")
    user.write("35")
    user.press("Return")
    assert desk.product_goals.get(2026, pump.id) == 3500
    [card] = desk.product_goals.of_year(2026)
    assert card.kept is False
    user.press("Right", "Return")
    sheet = user.sheet
    assert isinstance(sheet, RecordsSheet)
    assert [one.cents for one in sheet.records] == [300_00]
    user.press("Escape", "Ctrl+Z")
    assert desk.product_goals.get(2026, pump.id) is None

    user.call("Products and lines")
    user.go_to("Products")
    user.press("Return")
    user.go_to("Margin goal 2026")
    user.write("25 %")
    user.press("Ctrl+Return")
    assert desk.product_goals.get(2026, pump.id) == 2500


def test_a_lead_gives_a_rep_a_plan_and_hands_it_out(user: User, file: Path, tmp_path: Path) -> None:
    user.start(file)
    user.desk.session.record(Label("rep.added"), [New(Kind.REP, other := user.desk.session.new_id(), {"name": "Li"})])
    user.press("Ctrl+2")
    user.go_to("Rep")
    user.press("Down")
    user.call("Set the total")
    user.write("360000")
    user.press("Ctrl+Return")
    assert user.desk.targets.of(other).matrix(2026, Metric.SALES).matrix.total == 360_000_00
    assert not user.desk.targets.matrix(2026).is_set
    out = tmp_path / "for li.salesdesk"
    part = user.desk.hand_out.write(user.desk.hand_out.choose(other, [Share.TARGETS]), out)
    assert part.counts[Kind.TARGET] > 0


def test_milestones_stand_over_the_months_of_the_plan_and_open(user: User, file: Path) -> None:
    user.start(file)
    user.desk.targets.set_total(2026, Metric.SALES, 1_200_000_00)
    user.desk.milestones.adopt(2026)
    user.press("Ctrl+2")
    page = user.page
    assert isinstance(page, TargetsPage)
    user.go_to("Milestones over the months")
    of_third = [card.milestone.title for card in user.desk.milestones.of_year(2026) if card.milestone.quarter == 3]
    assert of_third[0] in page.band.texts()
    user.press("Right", "Left", "Return")
    sheet = user.sheet
    assert isinstance(sheet, MilestoneSheet)
    assert sheet.form.field("title").value() == user.desk.milestones.of_year(2026)[0].milestone.title
    user.press("Escape")

    user.desk.milestones.add(2026, 4, "One more")
    user.desk.milestones.add(2026, 4, "And another")
    user.desk.milestones.add(2026, 4, "And a last one")
    page.refresh_now()
    assert page.band.texts()[-1].endswith(" more")
    for _step in page.band.texts():
        user.press("Right")
    user.press("Return")
    assert page.view_bar.chosen() == "milestones"


def test_why_is_asked_of_one_rep_or_of_everybody(user: User, file: Path) -> None:
    user.start(file)
    book, desk = Book(user.desk), user.desk
    mary = book.add(Kind.REP, name="Mary")
    client, other = book.client("华星"), book.client("Acme")
    book.order(client, date(2026, 3, 3), 50_000_00)
    book.order(other, date(2026, 4, 3), 70_000_00, rep_id=mary)
    book.order(other, date(2025, 4, 3), 90_000_00, rep_id=mary)
    for month in range(1, 13):
        book.target(month, 10_000_00)
        book.target(month, 20_000_00, rep_id=mary)
    user.press("Ctrl+2")
    page = user.page
    assert isinstance(page, TargetsPage)
    user.click("Why")
    assert "50,000.00" in page.why.sentence.text()
    user.go_to("Rep")
    user.press("Home")
    assert "120,000.00" in page.why.sentence.text(), "everybody"
    user.press("Down", "Down")
    assert page.why.rep_box.rep == mary and "70,000.00" in page.why.sentence.text()
    gap = desk.plan_actual.gap(page.why.period, rep=mary)
    assert gap.growth is not None and gap.gap == gap.growth - sum(moved.cents for moved in gap.moved)
    user.go_to("From last year to the target")
    user.press("Return")
    sheet = user.sheet
    assert isinstance(sheet, RecordsSheet)
    assert [one.cents for one in sheet.records] == [90_000_00], "her orders of the same days last year"
    user.press("Escape")
