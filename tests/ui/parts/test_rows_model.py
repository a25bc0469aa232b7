"""Long tables: ids in order, pages when needed, the selection kept by id."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from salesdesk.ui.parts.badges import TierMark
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import PAGE_ROWS, RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.table import TableView


@dataclass(frozen=True)
class Someone:
    id: int
    name: str
    tier: str = "B"


class Town:
    """A source that remembers what it was asked for."""

    def __init__(self, size: int) -> None:
        self.everybody = {n: Someone(n, f"Client {n:06}") for n in range(size)}
        self.asked: list[int] = []

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        return sorted(self.everybody, reverse=descending)

    def rows(self, ids: Sequence[Hashable]) -> Sequence[Someone]:
        self.asked.append(len(ids))
        return [one for one in self.everybody.values() if one.id in set(ids)][::-1]


COLUMNS = [
    Column[Someone]("tier", "Tier", lambda row: "", mark=lambda row: TierMark(row.tier), width=48),
    Column[Someone]("name", "Name", lambda row: row.name, sort_key="name", stretch=True),
    Column[Someone]("number", "Number", lambda row: str(row.id), align=RIGHT),
]


@pytest.fixture
def town() -> Town:
    return Town(1000)


@pytest.fixture
def model(town: Town) -> RowsModel[Someone]:
    made = RowsModel(COLUMNS)
    made.show(town)
    return made


@pytest.fixture
def table(model: RowsModel[Someone], qtbot: QtBot) -> TableView:
    view = TableView(model, "Clients")
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    return view


def test_qt_finds_no_fault(model: RowsModel[Someone], town: Town) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.sort(1, Qt.SortOrder.DescendingOrder)
    del town.everybody[5]
    model.reload()
    model.show(FixedRows(()))
    assert tester.model() is model


def test_only_the_pages_in_view_are_read(model: RowsModel[Someone], town: Town) -> None:
    assert town.asked == []
    assert model.index(999, 1).data() == "Client 000999"
    assert model.index(998, 1).data() == "Client 000998"
    assert town.asked == [1000 % PAGE_ROWS]


def test_rows_come_in_the_order_of_the_ids(model: RowsModel[Someone]) -> None:
    assert [model.index(row, 1).data() for row in range(3)] == ["Client 000000", "Client 000001", "Client 000002"]


def test_a_row_deleted_behind_our_back_is_blank_not_a_crash(model: RowsModel[Someone], town: Town) -> None:
    del town.everybody[1]
    assert model.index(1, 1).data() is None
    assert model.index(2, 1).data() == "Client 000002"


def test_sorting_is_done_by_the_source(model: RowsModel[Someone]) -> None:
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert model.index(0, 1).data() == "Client 000999"


def test_a_screen_reader_hears_title_badge_and_text(model: RowsModel[Someone]) -> None:
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0, 0).data(role) == "Tier: Tier B"
    assert model.index(0, 1).data(role) == "Name: Client 000000"


def test_selection_is_kept_by_id_when_rows_move(table: TableView, town: Town, model: RowsModel[Someone]) -> None:
    table.select(10)
    for gone in range(5):
        del town.everybody[gone]
    model.reload()
    assert table.current_id() == 10
    assert table.selected_ids() == [10]
    assert table.currentIndex().row() == 5


def test_a_vanished_current_row_is_told(table: TableView, town: Town, model: RowsModel[Someone], qtbot: QtBot) -> None:
    table.select(10)
    del town.everybody[10]
    with qtbot.waitSignal(table.current_changed) as told:
        model.reload()
    assert told.args == [None]
    assert table.selected_ids() == []


def test_enter_opens_space_previews_del_deletes(table: TableView, qtbot: QtBot) -> None:
    table.select(3)
    for key, signal, value in (
        (Qt.Key.Key_Return, table.opened, 3),
        (Qt.Key.Key_Space, table.previewed, 3),
        (Qt.Key.Key_Delete, table.deleted, [3]),
    ):
        with qtbot.waitSignal(signal) as told:
            qtbot.keyClick(table, key)
        assert told.args == [value]


def test_home_and_end_reach_the_ends(table: TableView, qtbot: QtBot) -> None:
    table.select(3)
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert table.current_id() == 999
    qtbot.keyClick(table, Qt.Key.Key_Home)
    assert table.current_id() == 0


def test_a_click_on_the_head_sorts_and_another_turns_it(table: TableView, model: RowsModel[Someone]) -> None:
    table.horizontalHeader().sectionClicked.emit(1)
    assert (model.sort_key, model.descending) == ("name", False)
    table.horizontalHeader().sectionClicked.emit(1)
    assert (model.sort_key, model.descending) == ("name", True)
    table.horizontalHeader().sectionClicked.emit(2)
    assert (model.sort_key, model.descending) == ("name", True), "a column without a key does not sort"


def test_widths_come_back(table: TableView) -> None:
    table.setColumnWidth(2, 77)
    kept = table.widths()
    table.setColumnWidth(2, 150)
    table.set_widths(kept)
    assert table.columnWidth(2) == 77


def test_the_wide_column_takes_what_is_left_but_never_vanishes(table: TableView) -> None:
    assert table.columnWidth(1) == table.viewport().width() - table.columnWidth(0) - table.columnWidth(2)
    table.resize(150, 400)
    assert table.columnWidth(1) == 120


def test_an_empty_table_says_what_to_do(table: TableView, model: RowsModel[Someone]) -> None:
    begun: list[str] = []
    empty = EmptyState("Your clients will be here.", "Add a client", lambda: begun.append("yes"))
    table.set_empty(empty)
    assert not empty.isVisible()
    model.show(FixedRows(()))
    assert empty.isVisible()
    empty.button.click()
    assert begun == ["yes"]
