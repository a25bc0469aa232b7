"""The sheets of products and of the bin, by keyboard in a real window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.domain.product import Bundle, BundleItem
from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.bin_sheet import BinSheet
from salesdesk.ui.history import HistorySheet
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pictures import settle
from salesdesk.ui.products.editors import LineSheet, ProductSheet
from salesdesk.ui.products.sheet import ProductsSheet
from tests.builders import make_desk
from tests.ui.stage import DEMO


@pytest.fixture
def window(tmp_path: Path) -> Iterator[MainWindow]:
    made = MainWindow(SettingsFile(), Jobs(inline=True), [DEMO])
    made.open_desk(make_desk(tmp_path))
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


@pytest.fixture
def desk(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


@pytest.fixture
def sheet(window: MainWindow) -> ProductsSheet:
    window.verbs["products"].trigger()
    (made,) = window.findChildren(ProductsSheet)
    settle()
    return made


def test_a_line_is_added_renamed_and_binned(sheet: ProductsSheet, desk: Desk, qtbot: QtBot) -> None:
    sheet.new_line.click()
    (editor,) = sheet.findChildren(LineSheet)
    editor.form.field("name").set_value("Pumps")
    editor.form.field("share_bp").set_value("130")
    editor._on_save()
    assert editor.isVisible() and desk.products.lines() == []
    editor.form.field("share_bp").set_value("12.5%")
    editor._on_save()
    settle()
    assert [(line.name, line.share_bp) for line in desk.products.lines()] == [("Pumps", 1250)]
    assert "12.5%" in sheet.shares.text()
    sheet.line_table.select_first()
    qtbot.keyClick(sheet.line_table, Qt.Key.Key_Return)
    (editor,) = (one for one in sheet.findChildren(LineSheet) if one.isVisible())
    editor.form.field("name").set_value("Valves")
    editor._on_save()
    settle()
    assert [line.name for line in desk.products.lines()] == ["Valves"]
    sheet.line_table.select_first()
    qtbot.keyClick(sheet.line_table, Qt.Key.Key_Delete)
    settle()
    assert desk.products.lines() == [] and sheet.lines.rowCount() == 0
    desk.undo()
    settle()
    assert sheet.lines.rowCount() == 1


def test_several_lines_are_put_away_as_one_action(sheet: ProductsSheet, desk: Desk, qtbot: QtBot) -> None:
    for name in ("Pumps", "Valves", "Seals"):
        desk.products.add_line(name=name)
    settle()
    sheet.line_table.select_first()
    sheet.line_table.selectAll()
    qtbot.keyClick(sheet.line_table, Qt.Key.Key_Delete)
    settle()
    assert desk.products.lines() == []
    desk.undo()
    assert len(desk.products.lines()) == 3, "one undo brings all of them back"


def test_several_products_and_bundles_are_put_away_as_one_action(desk: Desk) -> None:
    products = [desk.products.add_product(name=name, list_price_cents=100) for name in ("P1", "P2")]
    bundles = [desk.bundles.add(Bundle(b"", name), [BundleItem(b"", b"", products[0], 2)]) for name in ("B1", "B2")]
    desk.bundles.bin(*bundles)
    assert desk.bundles.all() == []
    desk.undo()
    assert len(desk.bundles.all()) == 2
    desk.products.bin_product(*products)
    assert desk.products.products() == []
    desk.undo()
    assert len(desk.products.products()) == 2


def test_a_product_is_added_and_changed(sheet: ProductsSheet, desk: Desk, qtbot: QtBot) -> None:
    line = desk.products.add_line(name="Pumps")
    sheet.new_product.click()
    (editor,) = sheet.findChildren(ProductSheet)
    values = {"name": "P1", "line_id": line.hex(), "list_price_cents": 1_250_00, "high_margin": True}
    for key, value in values.items():
        editor.form.field(key).set_value(value)
    editor._on_save()
    settle()
    (made,) = desk.products.products()
    assert (made.name, made.line_id, made.list_price_cents, made.cost_cents) == ("P1", line, 1_250_00, None)
    sheet.product_table.select_first()
    qtbot.keyClick(sheet.product_table, Qt.Key.Key_Return)
    (editor,) = (one for one in sheet.findChildren(ProductSheet) if one.isVisible())
    assert not editor.form.is_dirty()
    editor.form.field("cost_cents").set_value(900_00)
    editor._on_save()
    settle()
    assert [one.cost_cents for one in desk.products.products()] == [900_00]
    shown = [sheet.products.index(0, column).data() for column in range(sheet.products.columnCount())]
    assert shown[0] == "P1" and shown[2] == "Pumps" and "900" in shown[4]


def test_the_bin_gives_back_by_enter(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.products.bin_product(desk.products.add_product(name="P1"))
    desk.clients.bin(desk.clients.create(name="Acme"))
    window.verbs["bin"].trigger()
    (bin_sheet,) = window.findChildren(BinSheet)
    settle()
    assert [bin_sheet.rows.index(row, 1).data() for row in range(2)] == ["Acme", "P1"]
    qtbot.keyClick(bin_sheet.table, Qt.Key.Key_Return)
    settle()
    assert len(desk.clients.find("Acme")) == 1 and bin_sheet.rows.rowCount() == 1
    bin_sheet.restore_button.click()
    settle()
    assert [one.name for one in desk.products.products()] == ["P1"]
    assert not bin_sheet.restore_button.isEnabled()


def test_the_history_of_a_product_is_opened_from_its_sheet(window: MainWindow, desk: Desk) -> None:
    product = desk.products.get(desk.products.add_product(name="P1"))
    assert product is not None and window.context is not None
    ProductSheet(window.context, window, product).show_over()
    (editor,) = window.findChildren(ProductSheet)
    next(one for one in editor.findChildren(QPushButton) if one.text() == "History…").click()
    (history,) = window.findChildren(HistorySheet)
    shown = history.rows.row_at(0)
    assert shown is not None and history.rows.rowCount() == 1
    history.accept()
