"""Why, Goals and Milestones, and the sheet with tiers, blocks and earlier plans, on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.goal import GoalKey
from salesdesk.domain.milestone import Criterion, TenderStatus
from salesdesk.domain.period import Period
from salesdesk.domain.target import Metric
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.services.orders import WholeOrder
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.ui.targets.goal_table import COURSE, GOAL, NAME, REACHED
from salesdesk.ui.targets.goals_view import MEANING, read_goal, written
from salesdesk.ui.targets.milestone_sheets import MilestoneSheet, TenderSheet
from salesdesk.ui.targets.milestone_words import bare
from salesdesk.ui.targets.milestone_words import read_goal as read_milestone
from salesdesk.ui.targets.page import TargetsPage
from salesdesk.ui.targets.sheet_model import YEAR, RowKind
from salesdesk.ui.targets.total_sheet import KeepSheet, TeamSheet, TotalSheet
from tests.builders import make_desk
from tests.services.test_figures import Book
from tests.ui.stage import Noted, stage

TOTAL = 12_000_000_00


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    for name, share in (("Premium", 3000), ("Mid-range", 5000), ("Basic", 2000)):
        desk.products.add_line(name=name, share_bp=share)
    desk.targets.set_total(2026, Metric.SALES, TOTAL)
    yield desk
    desk.close()


@pytest.fixture
def shown(desk: Desk, qtbot: QtBot) -> tuple[TargetsPage, Noted]:
    ctx, noted = stage(desk)
    page = TargetsPage(ctx)
    qtbot.addWidget(page)
    page.resize(1280, 680)
    page.show()
    return page, noted


@pytest.fixture
def page(shown: tuple[TargetsPage, Noted]) -> TargetsPage:
    return shown[0]


def turn_to(page: TargetsPage, view: str) -> None:
    page.view_bar.set_chosen(view)
    page.refresh_now()


def names(page: TargetsPage) -> list[str]:
    return [str(page.sheet.headerData(row, Qt.Orientation.Vertical)).strip() for row in range(page.sheet.rowCount())]


def the_records(page: TargetsPage) -> RecordsSheet:
    (sheet,) = page.window().findChildren(RecordsSheet)
    return sheet


# --- the sheet -----------------------------------------------------------------------------------------------------


def test_t_splits_the_line_and_f_folds_its_tiers(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    QAbstractItemModelTester(page.sheet, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.view.stand_on(0, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_T)
    page.refresh_now()
    assert names(page) == ["▾ Premium", "A", "B", "C", "Mid-range", "Basic", "Total", "Reached", "Attainment"]
    assert page.sheet.kind(1) is RowKind.TIER
    assert page.sheet.amount(0, YEAR) == sum(page.sheet.amount(row, YEAR) or 0 for row in (1, 2, 3))
    page.view.stand_on(2, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_F)
    assert names(page)[:2] == ["▸ Premium", "Mid-range"]
    qtbot.keyClick(page.view, Qt.Key.Key_L)
    page.refresh_now()
    assert desk.targets.matrix(2026).matrix.locked == {(0, 0), (1, 0), (2, 0)}, "a folded cell stands for its tiers"
    qtbot.keyClick(page.view, Qt.Key.Key_T)
    page.refresh_now()
    assert names(page)[0] == "Premium"


def test_block_is_copied_and_pasted_in_one_action(shown: tuple[TargetsPage, Noted], desk: Desk, qtbot: QtBot) -> None:
    page, noted = shown
    page.view.selectAll()
    qtbot.keyClick(page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = [line.split("\t") for line in QApplication.clipboard().text().split("\n")]
    assert (len(lines), len(lines[0])) == (6, 13)
    assert lines[0] == ["300000"] * 12 + ["3600000"]
    QApplication.clipboard().setText("310,000\t320000.50\n1\t2")
    page.view.stand_on(0, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    matrix = desk.targets.matrix(2026).matrix
    assert matrix.cells[0][:3] == (310_000_00, 320_000_50, 300_000_00)
    assert matrix.cells[1][:2] == (1_00, 2_00)
    assert noted.done_[-1].label.key == "target.pasted"
    desk.undo()
    assert desk.targets.matrix(2026).matrix.total == TOTAL


def test_block_with_a_bad_cell_changes_nothing_and_names_it(
    shown: tuple[TargetsPage, Noted], desk: Desk, qtbot: QtBot
) -> None:
    page, noted = shown
    QApplication.clipboard().setText("1\t2\n3\tlots")
    page.view.stand_on(0, 0)
    qtbot.keyClick(page.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Row 2, column 2" in noted.problems[-1]
    assert desk.targets.matrix(2026).matrix.cells[0][0] == 300_000_00


def test_revision_offers_to_keep_the_plan_and_the_sheet_compares(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    page.total_action.trigger()
    (sheet,) = page.window().findChildren(TotalSheet)
    assert sheet.form.values()["keep"].startswith("Plan until")
    sheet.form.load({**sheet.form.values(), "amount": 2 * TOTAL, "keep": "First"})
    qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    page.refresh_now()
    assert [one.name for one in desk.plan_versions.of_year(2026)] == ["First"]
    page.compare_box.setCurrentIndex(page.compare_box.findText("First"))
    page.refresh_now()
    assert page.sheet.comparing
    assert page.sheet.difference(0, 0) == 300_000_00
    assert page.sheet.difference(3, YEAR) == TOTAL
    assert page.sheet.index(0, 0).data(Qt.ItemDataRole.ToolTipRole).endswith("before CN¥300,000.00")
    page.back_action.trigger()
    page.refresh_now()
    assert desk.targets.matrix(2026).matrix.total == TOTAL
    page.forget_action.trigger()
    page.refresh_now()
    assert not page.sheet.comparing


def test_plan_is_kept_by_hand(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    page.keep_action.trigger()
    (sheet,) = page.window().findChildren(KeepSheet)
    sheet.form.load({"name": "Spring"})
    qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    assert [one.name for one in desk.plan_versions.of_year(2026)] == ["Spring"]


def test_team_shows_a_row_for_each_rep_and_its_stated_difference(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    assert not page.scope_bar.isVisible()
    other = Book(desk).add(Kind.REP, name="李强")
    Book(desk).target(1, 300_00, rep_id=other)
    page.refresh_now()
    page.scope_bar.set_chosen("team")
    page.refresh_now()
    assert names(page)[:2] == ["王小明", "李强"]
    assert not page.sheet.editable
    page.total_action.trigger()
    (sheet,) = page.window().findChildren(TeamSheet)
    sheet.form.load({"amount": TOTAL})
    qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    page.refresh_now()
    assert "CN¥300.00 less than its reps together" in page.team_words.text()
    assert names(page)[:4] == ["王小明", "李强", "Stated for the team", "Total"]
    assert (page.sheet.amount(2, YEAR), page.sheet.amount(3, YEAR)) == (-300_00, TOTAL)
    assert page.strip.figures[2].accessibleName().startswith("2026: 0%"), "measured by what was stated"
    year = page.desk.figures.attainment(Period.year(date(2026, 1, 1)))
    assert (year.target, year.gap) == (TOTAL, TOTAL)


def test_a_lead_sets_the_plan_of_another_rep(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    assert not page.rep_box.isVisible(), "one rep has nobody to choose"
    other = Book(desk).add(Kind.REP, name="李强")
    page.refresh_now()
    assert page.rep_box.isVisible() and page.rep_box.currentText() == "王小明"
    page.rep_box.setCurrentIndex(1)
    page.rep_box.activated.emit(1)
    assert page.rep == other
    page.total_action.trigger()
    (sheet,) = page.window().findChildren(TotalSheet)
    sheet.form.load({"amount": 360_000_00})
    qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    page.refresh_now()
    assert desk.targets.of(other).matrix(2026).matrix.total == 360_000_00
    assert desk.targets.matrix(2026).matrix.total == TOTAL, "the own plan stays"
    assert page.sheet.plan is not None and page.sheet.plan.matrix.total == 360_000_00
    page.rep_box.setCurrentIndex(0)
    page.rep_box.activated.emit(0)
    assert page.sheet.plan.matrix.total == TOTAL
    assert not page.sheet.has_changed, "another plan is not a change of this one"
    page.rep_box.setCurrentIndex(1)
    page.rep_box.activated.emit(1)
    page.keep_action.trigger()
    (keep,) = page.window().findChildren(KeepSheet)
    keep.form.load({"name": "Spring"})
    qtbot.mouseClick(keep.save_button, Qt.MouseButton.LeftButton)
    assert [one.name for one in desk.targets.of(other).versions.of_year(2026)] == ["Spring"]
    assert not desk.plan_versions.of_year(2026)
    desk.undo()
    desk.undo()
    assert not desk.targets.of(other).matrix(2026).is_set


def test_what_was_reached_opens_its_records(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    order = Book(desk).order(Book(desk).client(), date(2026, 3, 3), 500_00)
    page.refresh_now()
    page.view.stand_on(4, 2)
    qtbot.keyClick(page.view, Qt.Key.Key_Return)
    assert [one.id for one in the_records(page).records] == [order]


def test_a_month_of_the_charts_opens_its_records(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    order = Book(desk).order(Book(desk).client(), date(2026, 3, 3), 500_00)
    page.refresh_now()
    for chart in (page.monthly, page.yearly):
        chart.table_button.click()
        chart.table.setFocus()
        chart.table.setCurrentCell(2, 1)
        qtbot.keyClick(chart.table, Qt.Key.Key_Return)
        sheet = the_records(page)
        assert [one.id for one in sheet.records] == [order]
        sheet.close()
        sheet.setParent(None)


# --- why -----------------------------------------------------------------------------------------------------------


def test_waterfall_adds_up_and_opens_what_is_behind(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    book = Book(desk)
    lost, new = book.client("Lost"), book.client("New", tier=Tier.A)
    had = book.order(lost, date(2025, 3, 3), 100_00)
    book.order(new, date(2026, 3, 3), 300_00)
    turn_to(page, "why")
    bars = page.why.chart.bars
    ends = [end for _begin, end in bars.spans()]
    gap = desk.plan_actual.gap(page.why.period, rep=desk.rep.id)
    assert ends[0] == 100_00 and ends[4] == ends[5] == 300_00
    assert ends[6] == ends[7] == gap.target
    bars.setFocus()
    for _step in range(2):
        qtbot.keyClick(bars, Qt.Key.Key_Right)
    assert bars.accessibleDescription() == "Lost clients: -CN¥100.00"
    qtbot.keyClick(bars, Qt.Key.Key_Return)
    assert [one.id for one in the_records(page).records] == [had]


def test_lines_tiers_and_months_open_their_orders(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    book = Book(desk)
    line = desk.products.lines()[0].id
    product = book.add(Kind.PRODUCT, name="泵", line_id=line)
    order = book.order(book.client(tier=Tier.B), date(2026, 3, 3), 700_00)
    book.add(Kind.ORDER_LINE, order_id=order, product_id=product, quantity=1, net_cents=700_00)
    turn_to(page, "why")
    assert page.why.lines.texts()[0][:3] == ["Premium", "", "700"]
    assert page.why.tiers.texts()[1] == ["B", "", "700"], "no dashes where no tier has a target"
    assert page.why.no_tiers.text() == "No targets by tier: T on every product line of the plan splits it by tier."
    assert page.why.heat.texts()[0][2] == "0%"
    assert page.why.heat.texts()[0][11] == "–"
    page.why.heat.setFocus()
    for _step in range(2):
        qtbot.keyClick(page.why.heat, Qt.Key.Key_Right)
    qtbot.keyClick(page.why.heat, Qt.Key.Key_Return)
    (record,) = the_records(page).records
    assert (record.id, record.cents) == (order, 700_00)


def test_other_metrics_show_their_months(page: TargetsPage, desk: Desk) -> None:
    desk.targets.set_total(2026, Metric.VISITS, 1200)
    page.metric_bar.set_chosen(Metric.VISITS.value)
    turn_to(page, "why")
    assert not page.why.chart.isVisible()
    assert page.why.heat.texts() == [["0%"] * 11 + ["–"]]


# --- goals ---------------------------------------------------------------------------------------------------------


def test_goals_are_adopted_and_typed_where_they_stand(
    shown: tuple[TargetsPage, Noted], desk: Desk, qtbot: QtBot
) -> None:
    page, noted = shown
    turn_to(page, "goals")
    table = page.goals.table
    qtbot.mouseClick(page.goals.adopt, Qt.MouseButton.LeftButton)
    page.refresh_now()
    assert not page.goals.adopt.isVisible()
    row = list(GoalKey).index(GoalKey.SATISFACTION)
    assert table.item(row, GOAL).text() == "8.0"
    table.item(row, GOAL).setText("8.5")
    assert desk.goals.of_year(2026)[row].goal == 8.5
    table.item(row, GOAL).setText("very")
    assert "no goal" in noted.problems[-1]
    assert table.item(row, GOAL).text() == "8.5"
    table.item(row, GOAL).setText("")
    assert desk.goals.of_year(2026)[row].goal is None


def test_what_was_reached_of_a_goal_opens_its_records(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.surveys.answer(Book(desk).client(), 9)
    turn_to(page, "goals")
    row = list(GoalKey).index(GoalKey.SATISFACTION)
    assert page.goals.table.item(row, REACHED).text() == "9.0"
    page.goals.table.setCurrentCell(row, REACHED)
    qtbot.keyClick(page.goals.table, Qt.Key.Key_Return)
    assert [one.kind for one in the_records(page).records] == [Kind.SURVEY]


def test_a_products_margin_goal_is_typed_and_its_orders_open(
    shown: tuple[TargetsPage, Noted], desk: Desk, qtbot: QtBot
) -> None:
    page, noted = shown
    book = Book(desk)
    pump = desk.products.add_product(name="Pump", list_price_cents=100_00, cost_cents=60_00)
    product = desk.products.get(pump)
    assert product is not None
    draft = desk.orders.draft(client_id=book.client())
    desk.orders.add(WholeOrder(draft.order, (desk.orders.product_line(product, 2, "CNY"),)))
    turn_to(page, "goals")
    table = page.goals.products
    assert [table.item(0, at).text() for at in (NAME, GOAL, REACHED)] == ["Pump", "–", "40%"]
    table.item(0, GOAL).setText("45 %")
    assert desk.product_goals.get(2026, pump) == 4500
    page.refresh_now()
    assert table.item(0, GOAL).text() == "45%" and page.goals.product_cards[0].kept is False
    table.item(0, GOAL).setText("a lot")
    assert "no goal" in noted.problems[-1] and desk.product_goals.get(2026, pump) == 4500
    table.setCurrentCell(0, REACHED)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert [(one.kind, one.cents) for one in the_records(page).records] == [(Kind.ORDER, 200_00)]


def test_where_there_is_little_room_the_names_of_goals_keep_theirs(page: TargetsPage, qtbot: QtBot) -> None:
    turn_to(page, "goals")
    table = page.goals.table
    assert not table.isColumnHidden(COURSE)
    table.setMinimumWidth(0)
    table.resize(380, 300)
    assert table.isColumnHidden(COURSE) and table.columnWidth(NAME) > 80
    table.resize(1000, 300)
    assert not table.isColumnHidden(COURSE)


@pytest.mark.parametrize(
    ("key", "words", "goal", "said"),
    [
        (GoalKey.REPURCHASE_RATE, "70", 0.7, "70%"),
        (GoalKey.REPURCHASE_RATE, " 12,5 ％", 0.125, "12.5%"),
        (GoalKey.SATISFACTION, "8.5", 8.5, "8.5"),
        (GoalKey.NPS, "-20", -20, "-20"),
        (GoalKey.NPS, "x", None, ""),
    ],
)
def test_goals_are_read_and_written_in_their_unit(key: GoalKey, words: str, goal: float | None, said: str) -> None:
    assert read_goal(key, words) == (None if goal is None else pytest.approx(goal))
    if goal is not None:
        assert written(key, goal) == said


# --- milestones ----------------------------------------------------------------------------------------------------


def test_milestones_are_adopted_ticked_and_keep_the_cursor(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    turn_to(page, "milestones")
    qtbot.mouseClick(page.milestones.adopt, Qt.MouseButton.LeftButton)
    page.refresh_now()
    assert len(page.milestones.cards) == 8
    box = next(box for box in page.milestones.boxes.values() if box.checks)
    item = next(iter(box.checks))
    box.checks[item].setFocus()
    qtbot.keyClick(box.checks[item], Qt.Key.Key_Space)
    page.refresh_now()
    now = page.milestones.boxes[box.card.milestone.id]
    assert now.checks[item].isChecked()
    assert now.reason.text() == "1 of 3 done"
    assert now.focused_item() == item


def test_nothing_is_aimed_at_where_the_year_begins_with_nothing(page: TargetsPage, desk: Desk) -> None:
    Book(desk).order(Book(desk).client(), date(2025, 6, 1), 100)
    desk.milestones.adopt(2026)
    found = [card.milestone for card in desk.milestones.of_year(2026)]
    assert [one.goal for one in found if one.criterion is Criterion.PRODUCTS_PER_CLIENT] == [None]


def test_reasons_are_written_in_the_unit_of_their_criterion(page: TargetsPage, desk: Desk) -> None:
    desk.milestones.add(2026, 1, "Sell", criterion=Criterion.SALES, goal=500_000_00)
    desk.milestones.add(2026, 1, "Win", criterion=Criterion.NEW_CLIENTS, goal=3)
    turn_to(page, "milestones")
    assert [box.reason.text() for box in page.milestones.boxes.values()] == ["CN¥0 of CN¥500K", "0 of 3"]


@pytest.mark.parametrize(
    ("criterion", "words", "stored", "typed"),
    [
        (Criterion.COLLECTION_RATE, "90%", 9000, "90"),
        (Criterion.SALES, "1.5m", 150_000_000, "1500000"),
        (Criterion.PRODUCTS_PER_CLIENT, "4.5", 450, "4.50"),
        (Criterion.TENDERS, "3", 3, "3"),
    ],
)
def test_goal_of_a_milestone_is_typed_in_its_unit(criterion: Criterion, words: str, stored: int, typed: str) -> None:
    assert read_milestone(criterion, words) == stored
    assert bare(criterion, stored) == typed
    assert read_milestone(criterion, typed) == stored


def test_own_milestone_is_written_and_changed(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    turn_to(page, "milestones")
    page.milestones.new.click()
    (sheet,) = page.window().findChildren(MilestoneSheet)
    sheet.form.load({"title": "Fair", "quarter": "4", "criterion": "checklist", "items": "Book a stand\nInvite"})
    qtbot.mouseClick(sheet.save_button, Qt.MouseButton.LeftButton)
    page.refresh_now()
    (card,) = page.milestones.cards
    assert [item.text for item in card.items] == ["Book a stand", "Invite"]
    desk.milestones.tick(card.items[1].id)
    page.refresh_now()
    again = MilestoneSheet(page.ctx, page, 2026, before=page.milestones.cards[0].milestone)
    qtbot.addWidget(again)
    again.form.load({**again.form.values(), "items": "Invite\nPack"})
    assert again.save()
    (card,) = desk.milestones.of_year(2026)
    assert [(item.text, item.done_on is not None) for item in card.items] == [("Invite", True), ("Pack", False)]


def test_tender_is_followed_and_decided(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    client = desk.clients.create(name="华星")
    sheet = TenderSheet(page.ctx, page)
    qtbot.addWidget(sheet)
    assert len(str(sheet.form.values()["items"]).splitlines()) == 5
    (found,) = sheet._find("华星")
    sheet.form.load({**sheet.form.values(), "client_id": found, "name": "Pump house", "team": "Li\nWang"})
    assert sheet.save()
    turn_to(page, "milestones")
    assert page.milestones.table.texts()[0][:3] == ["Pump house", "华星", "Followed"]
    (card,) = desk.tenders.list()
    assert card.tender.client_id == client
    desk.tenders.decide(card.tender.id, TenderStatus.WON)
    page.refresh_now()
    assert page.milestones.table.texts()[0][2] == "Won"


def test_a_conversion_above_one_hundred_percent_says_why(page: TargetsPage, desk: Desk) -> None:
    who = desk.clients.create(name="Never met", is_prospect=True)
    met = desk.clients.create(name="Met", is_prospect=True)
    desk.visits.log(VisitEntry(client_id=met, channel=Channel.PHONE, starts_at=desk.now()))
    for client in (who, met):
        order = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": desk.today(), "total_cents": 100_00}
        desk.session.record(Label("sample.created"), [New(Kind.ORDER, desk.session.new_id(), order)])
    page.view_bar.set_chosen("goals")
    page.refresh_now()
    row = next(at for at, card in enumerate(page.goals.cards) if card.key is GoalKey.NEW_CLIENT_CONVERSION)
    assert page.goals.table.item(row, REACHED).text() == "200%"
    tip = page.goals.table.item(row, REACHED).toolTip()
    assert tip.splitlines() == [
        "Prospects with a first order, of the prospects that had a contact",
        "2 of 1",
        "More than 100 %: some ordered without a contact that was noted in this period.",
    ]


def test_every_goal_says_what_it_counts(page: TargetsPage) -> None:
    assert set(MEANING) == set(GoalKey)
    page.view_bar.set_chosen("goals")
    page.refresh_now()
    tips = [page.goals.table.item(row, REACHED).toolTip() for row in range(len(page.goals.cards))]
    assert all(tips) and "100 %" not in "".join(tips)
