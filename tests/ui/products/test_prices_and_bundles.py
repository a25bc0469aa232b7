"""Step prices, companions and bundles, typed into their sheets."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.domain.product import PriceKind
from salesdesk.services.desk import Desk
from salesdesk.ui.page import PageContext
from salesdesk.ui.pictures import settle
from salesdesk.ui.products.bundle_sheet import BundleSheet
from salesdesk.ui.products.editors import ProductSheet
from salesdesk.ui.products.sheet import PRODUCTS, ProductsSheet


def keys(words: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, words)
    settle()


def enter() -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, Qt.Key.Key_Return)
    settle()


def test_prices_floor_unit_and_companions_are_one_action(ctx: PageContext, desk: Desk, window: QWidget) -> None:
    kit = desk.products.add_product(name="Filter")
    sheet = ProductSheet(ctx, window)
    sheet.show_over()
    settle()
    sheet.activateWindow()
    for key, value in (("name", "Pump"), ("unit", "set"), ("list_price_cents", 100_000), ("floor_margin_bp", 2_500)):
        sheet.form.field(key).set_value(value)
    sheet.form.field("complements").set_value(["Filter"])
    sheet.steps.add_button.click()
    settle()
    [row] = sheet.steps.rows
    row.least.setFocus(Qt.FocusReason.TabFocusReason)
    keys("10")
    enter()
    keys("900")
    sheet.steps.add_button.click()
    second = sheet.steps.rows[1]
    second.kind.setCurrentIndex(list(PriceKind).index(PriceKind.FIRST_ORDER))
    second.kind.activated.emit(second.kind.currentIndex())
    assert not second.least.isEnabled()
    assert not sheet.save()
    second.price.set_value(85_000)
    assert sheet.save()
    sheet.accept()
    [pump] = [one for one in desk.products.products() if one.name == "Pump"]
    assert (pump.unit, pump.floor_margin_bp) == ("set", 2_500)
    assert {(step.kind, step.at_least, step.price_cents) for step in desk.products.steps(pump.id)} == {
        (PriceKind.QUANTITY, 10, 90_000),
        (PriceKind.FIRST_ORDER, 0, 85_000),
    }
    assert [one.id for one in desk.products.complements(kit)] == [pump.id]
    desk.undo()
    assert [one.name for one in desk.products.products()] == ["Filter"]


def test_prices_are_changed_and_taken_out(ctx: PageContext, desk: Desk, window: QWidget) -> None:
    pk = desk.products.add_product(name="Pump", list_price_cents=100_000)
    sheet = ProductSheet(ctx, window, desk.products.get(pk))
    assert not sheet.would_lose()
    sheet.steps.add_button.click()
    sheet.steps.rows[0].price.set_value(90_000)
    assert sheet.would_lose()
    assert not sheet.save()
    assert "from how many pieces" in sheet._problem.text()
    sheet.steps.rows[0].least.set_value(5)
    assert sheet.save()
    again = ProductSheet(ctx, window, desk.products.get(pk))
    again.steps.rows[0].away.click()
    assert again.save()
    assert desk.products.steps(pk) == []


def test_a_companion_that_is_no_product_is_refused(ctx: PageContext, desk: Desk, window: QWidget) -> None:
    pk = desk.products.add_product(name="Pump")
    sheet = ProductSheet(ctx, window, desk.products.get(pk))
    sheet.form.field("complements").set_value(["Nothing"])
    assert not sheet.save()
    assert "Nothing" in sheet.form.field("complements").problem_label.text()


def test_no_floor_is_not_the_floor_nought(ctx: PageContext, desk: Desk, window: QWidget) -> None:
    pk = desk.products.add_product(name="Pump", floor_margin_bp=0)
    sheet = ProductSheet(ctx, window, desk.products.get(pk))
    assert sheet.form.field("floor_margin_bp").value() == 0
    sheet.form.field("floor_margin_bp").set_value(None)
    assert sheet.save()
    product = desk.products.get(pk)
    assert product is not None
    assert product.floor_margin_bp is None


def test_a_bundle_is_put_together_and_says_what_it_leaves(ctx: PageContext, desk: Desk, window: QWidget) -> None:
    desk.products.add_product(name="Pump", list_price_cents=100_000, cost_cents=60_000, floor_margin_bp=2_500)
    desk.products.add_product(name="Filter", list_price_cents=5_000, cost_cents=2_000)
    sheet = ProductsSheet(ctx, window)
    sheet.show_over()
    settle()
    assert sheet._of_bundles.isHidden()
    sheet.tabs.chips()[1].click()
    assert not sheet._of_bundles.isHidden()
    sheet.new_bundle.click()
    settle()
    [bundle] = sheet.findChildren(BundleSheet)
    bundle.activateWindow()
    bundle.form.field("name").set_value("Starter")
    bundle.items.rows[0].picker.setFocus(Qt.FocusReason.TabFocusReason)
    keys("pump")
    enter()
    enter()
    keys("filter")
    enter()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    keys("10")
    price = bundle.form.field("price_cents")
    price.set_value(90_000)
    price.edited.emit()
    assert "Below the floor" in bundle.leaves.text()
    price.set_value(120_000)
    price.edited.emit()
    assert bundle.leaves.text() == "Alone CN¥1,500.00. The bundle saves 20.0%. Margin 33.3%."
    assert bundle.save()
    bundle.accept()
    settle()
    assert sheet.bundles.index(0, 1).data() == "Pump × 1, Filter × 10"
    [facts] = desk.bundles.all()
    sheet.bundle_table.opened.emit(facts.id)
    settle()
    [again] = [one for one in sheet.findChildren(BundleSheet) if one.isVisible()]
    again.items.rows[1].away.click()
    assert again.save()
    again.accept()
    assert [item.quantity for item, _product in desk.bundles.all()[0].items] == [1]
    sheet.bundle_table.deleted.emit([facts.id])
    assert desk.bundles.all() == []
    sheet.show_tab(PRODUCTS)
    assert sheet.tabs.chosen() == PRODUCTS
    assert sheet._of_bundles.isHidden()
    sheet.reject()
    settle()
