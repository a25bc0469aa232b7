"""The tab Targets, by its keys, on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.ui.language import switch
from salesdesk.ui.targets.page import TargetsPage
from salesdesk.ui.targets.sheet_model import YEAR, RowKind
from salesdesk.ui.targets.total_sheet import LastYearSheet, TotalSheet
from tests.builders import make_desk
from tests.services.test_figures import Book
from tests.ui.stage import Noted, stage

TOTAL = 12_000_000_00


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    for name, share in (("Premium", 3000), ("Mid-range", 5000), ("Basic", 2000)):
        desk.products.add_line(name=name, share_bp=share)
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
def page(shown: tuple[TargetsPage, Noted], desk: Desk) -> TargetsPage:
    desk.targets.set_total(2026, Metric.SALES, TOTAL)
    shown[0].refresh_now()
    return shown[0]


def type_into(page: TargetsPage, qtbot: QtBot, words: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    """Begin to type on the cell that has the cursor, as on a sheet, and end with a key."""
    qtbot.keyClicks(page.view, words[0])
    (editor,) = page.view.viewport().findChildren(QLineEdit)
    qtbot.keyClicks(editor, words[1:])
    qtbot.keyClick(editor, key)
    for _again in range(3):
        QApplication.processEvents()


def texts(page: TargetsPage, row: int) -> list[str]:
    return [str(page.sheet.index(row, column).data()) for column in range(YEAR + 1)]


def test_empty_year_asks_for_its_total(shown: tuple[TargetsPage, Noted], desk: Desk, qtbot: QtBot) -> None:
    page, noted = shown
    assert not page.compare_box.isVisible(), "there is nothing to compare yet"
    beginning = page.beginning
    assert beginning.isVisible()
    assert not beginning.from_last_year.isVisible()
    qtbot.keyClicks(beginning.field, "5m")
    assert beginning.understood.text() == "CN¥5,000,000.00"
    qtbot.keyClick(beginning.field, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert desk.targets.matrix(2026).matrix.total == 500_000_000
    assert noted.done_[-1].label.key == "target.set"
    assert page.view.isVisible()


def test_words_that_are_no_amount_are_named(shown: tuple[TargetsPage, Noted], desk: Desk, qtbot: QtBot) -> None:
    page, _noted = shown
    qtbot.keyClicks(page.beginning.field, "a lot")
    qtbot.mouseClick(page.beginning.button, Qt.MouseButton.LeftButton)
    assert "not an amount" in page.beginning.understood.text()
    assert not desk.targets.matrix(2026).is_set


def test_sheet_shows_lines_totals_and_what_was_reached(page: TargetsPage, desk: Desk) -> None:
    Book(desk).order(Book(desk).client(), date(2026, 3, 3), 50_000_000)
    page.refresh_now()
    QAbstractItemModelTester(page.sheet, QAbstractItemModelTester.FailureReportingMode.Fatal)
    kinds = [page.sheet.kind(row) for row in range(page.sheet.rowCount())]
    assert kinds == [RowKind.LINE] * 3 + [RowKind.TOTAL, RowKind.REACHED, RowKind.RATE]
    assert texts(page, 0) == ["300K"] * 12 + ["3.6M"]
    assert texts(page, 3)[-1] == "12M"
    assert texts(page, 4)[2:] == ["500K"] + ["0"] * 8 + ["–", "500K"]
    assert texts(page, 5)[2] == "50%"
    assert page.sheet.index(5, 2).data(Qt.ItemDataRole.ToolTipRole).endswith("CN¥500,000.00 of CN¥1,000,000.00")


def test_typing_replaces_moves_the_rest_and_goes_down(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    page.view.stand_on(0, 0)
    type_into(page, qtbot, "410k")
    matrix = desk.targets.matrix(2026).matrix
    assert (matrix.at((0, 0)), matrix.total, matrix.locked) == (41_000_000, TOTAL, {(0, 0)})
    assert page.view.currentIndex().row() == 1
    assert texts(page, 0)[0] == "410K"
    assert page.sheet.has_changed
    assert "(locked)" in page.sheet.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_escape_leaves_the_cell_as_it_was(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    page.view.stand_on(0, 0)
    type_into(page, qtbot, "999", Qt.Key.Key_Escape)
    assert desk.targets.matrix(2026).matrix.at((0, 0)) == 30_000_000
    assert page.view.currentIndex().row() == 0


def test_totals_can_be_typed(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    for row, column, words in ((3, YEAR, "24m"), (0, YEAR, "12m"), (3, 0, "3m")):
        page.view.stand_on(row, column)
        type_into(page, qtbot, words)
    matrix = desk.targets.matrix(2026).matrix
    assert matrix.total == 2_400_000_000
    assert matrix.by_month[0] == 300_000_000
    assert not matrix.locked


def test_what_cannot_be_is_refused_in_words(
    shown: tuple[TargetsPage, Noted], page: TargetsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.view.stand_on(0, 0)
    type_into(page, qtbot, "13m")
    type_into(page, qtbot, "many")
    assert "not negative" in shown[1].problems[0]
    assert "not an amount" in shown[1].problems[1]
    assert desk.targets.matrix(2026).matrix.at((0, 0)) == 30_000_000


def test_space_and_l_lock_and_unlock(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    page.view.stand_on(1, 4)
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert desk.targets.matrix(2026).matrix.locked == {(1, 4)}
    page.refresh_now()
    qtbot.keyClick(page.view, Qt.Key.Key_L)
    assert not desk.targets.matrix(2026).matrix.locked


def test_what_was_reached_is_not_typed(page: TargetsPage) -> None:
    assert not page.sheet.flags(page.sheet.index(4, 0)) & Qt.ItemFlag.ItemIsEditable
    assert page.sheet.flags(page.sheet.index(3, 0)) & Qt.ItemFlag.ItemIsEditable


def test_figures_of_the_running_year(page: TargetsPage, desk: Desk) -> None:
    Book(desk).order(Book(desk).client(), date(2026, 11, 3), 25_000_000)
    page.refresh_now()
    names = [card.accessibleName() for card in page.strip.figures]
    assert names[0] == "November 2026: 25% 250K of 1M"
    assert names[1].startswith("Q4 2026: 8%")
    assert names[3] == "Needed per working day: CN¥125K 6 days left"
    assert len(names) == 5


def test_another_year_shows_its_quarters(page: TargetsPage, desk: Desk) -> None:
    desk.targets.set_total(2025, Metric.SALES, TOTAL)
    page.year_box.setCurrentIndex(page.year_box.findData(2025))
    page.refresh_now()
    names = [card.accessibleName() for card in page.strip.figures]
    assert [name.split(":")[0] for name in names] == ["Q1 2025", "Q2 2025", "Q3 2025", "Q4 2025", "2025"]


def test_counts_are_whole_numbers(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    desk.targets.set_total(2026, Metric.VISITS, 1200)
    qtbot.mouseClick(page.metric_bar.chips()[3], Qt.MouseButton.LeftButton)
    assert page.counted is Metric.VISITS
    assert texts(page, 0) == ["100"] * 12 + ["1,200"]
    page.view.stand_on(0, 0)
    type_into(page, qtbot, "12.5")
    assert desk.targets.matrix(2026, Metric.VISITS).matrix.at((0, 0)) == 100
    page.view.stand_on(0, YEAR)
    type_into(page, qtbot, "2400")
    assert desk.targets.matrix(2026, Metric.VISITS).matrix.total == 2400


def test_total_sheet_is_one_change(page: TargetsPage, desk: Desk, qtbot: QtBot) -> None:
    page.total_action.trigger()
    sheet = page.window().findChild(TotalSheet)
    assert isinstance(sheet, TotalSheet)
    sheet.form.field("amount").set_value(600_000_000)
    sheet.form.field("season").set_value("equal")
    assert sheet.save()
    sheet.form.set_clean()
    sheet.reject()
    assert desk.targets.matrix(2026).matrix.total == 600_000_000
    desk.undo()
    assert desk.targets.matrix(2026).matrix.total == TOTAL


def test_last_year_with_growth(page: TargetsPage, desk: Desk) -> None:
    Book(desk).order(Book(desk).client(), date(2025, 5, 5), 1000)
    page.last_year_action.trigger()
    sheet = page.window().findChild(LastYearSheet)
    assert isinstance(sheet, LastYearSheet)
    sheet.form.field("growth_percent").set_value(20)
    assert sheet.save()
    sheet.reject()
    assert desk.targets.matrix(2026).matrix.total == 1200


def test_charts_say_the_same_as_the_sheet(page: TargetsPage, desk: Desk) -> None:
    Book(desk).order(Book(desk).client(), date(2026, 3, 3), 50_000_000)
    page.refresh_now()
    table = page.monthly.table
    heads = [table.horizontalHeaderItem(column) for column in range(table.columnCount())]
    assert [head.text() for head in heads if head] == ["", "Reached", "Plan"]
    march = [table.item(2, column) for column in range(3)]
    assert [cell.text() for cell in march if cell] == ["March 2026", "CN¥500,000.00", "CN¥1,000,000.00"]
    december = page.yearly.table.item(11, 2)
    assert december is not None
    assert december.text() == "CN¥12,000,000.00"


def test_words_follow_the_language(page: TargetsPage, qapp: QApplication) -> None:
    switch(qapp, "zh_CN")
    page.refresh_now()
    assert texts(page, 3)[-1] == "1,200万"
    assert page.sheet.headerData(0, Qt.Orientation.Horizontal) == "1月"


def test_fits_a_small_laptop(page: TargetsPage) -> None:
    page.resize(1366 - 72, 768 - 72)
    QApplication.processEvents()
    view = page.view
    assert view.horizontalHeader().length() <= view.viewport().width()
    assert view.height() >= view.horizontalHeader().height() + view.verticalHeader().length()
    assert page.monthly.height() >= 200


def test_closed_months_wear_a_lock_and_say_so(page: TargetsPage, desk: Desk) -> None:
    across, icon = Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole
    assert page.sheet.headerData(0, across, icon) is None
    desk.closing.close(date(2026, 2, 1))
    page.refresh_now()
    locked = [page.sheet.headerData(column, across, icon) is not None for column in range(YEAR + 1)]
    assert locked == [True, True] + [False] * 11
    said = page.sheet.headerData(1, across, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "February 2026 is closed" and page.sheet.headerData(1, across) == "Feb"
