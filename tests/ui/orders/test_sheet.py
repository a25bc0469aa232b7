"""The sheet of an order, and the list of quotes and orders."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.order import OrderStatus
from salesdesk.services.desk import Desk
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.pictures import settle
from salesdesk.ui.quotes.list_sheet import QuotesSheet
from salesdesk.ui.quotes.sheet import QuoteSheet
from tests.journeys.hands import Answers
from tests.ui.stage import Noted


def target() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(*keys: Qt.Key, by: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        QTest.keyClick(target(), key, by)
        settle()


def write(words: str) -> None:
    QTest.keyClick(target(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(target(), words)
    settle()


def shown(sheet: OrderSheet) -> OrderSheet:
    sheet.show_over()
    settle()
    sheet.activateWindow()
    settle()
    return sheet


def test_an_order_is_typed_from_the_keyboard(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, noted: Noted
) -> None:
    sheet = shown(OrderSheet(ctx, window, client_id=client))
    assert not sheet.form.field("total_cents").isHidden()
    QTest.keyClicks(target(), "tiepian")
    press(Qt.Key.Key_Return)
    write("3")
    press(Qt.Key.Key_Return)
    write("-10%")
    assert sheet.lines.rows[0].net.text() == "2,700"
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    QTest.keyClicks(target(), "Freight")
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    write("50")
    assert sheet.total.text() == "Total CN¥2,750.00"
    assert sheet.form.field("total_cents").isHidden()
    press(Qt.Key.Key_Return, by=Qt.KeyboardModifier.ControlModifier)
    [order] = desk.orders.of(client_id=client)
    whole = desk.orders.get(order.id)
    assert whole is not None
    assert order.total_cents == 275_000
    assert [(line.product_id, line.text, line.quantity, line.net_cents) for line in whole.lines] == [
        (pump, "", 3, 270_000),
        (None, "Freight", 1, 5_000),
    ]
    assert len(noted.done_) == 1


def test_pieces_come_back_and_a_line_is_cancelled(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, kit: Id
) -> None:
    draft = desk.orders.draft(client_id=client)
    products = [desk.products.get(pump), desk.products.get(kit)]
    lines = tuple(desk.orders.product_line(one, 2, "CNY") for one in products if one)
    pk = desk.orders.add(type(draft)(draft.order, lines))
    sheet = shown(OrderSheet(ctx, window, order_id=pk))
    sheet.lines.rows[0].returned.setFocus(Qt.FocusReason.TabFocusReason)
    write("1")
    QTest.mouseClick(sheet.lines.rows[1].cancelled, Qt.MouseButton.LeftButton)
    settle()
    assert sheet.total.text() == "Total CN¥1,000.00 of CN¥2,100.00 ordered"
    assert sheet.save()
    sheet.accept()
    assert desk.orders.of()[0].total_cents == 100_000


def test_more_than_was_ordered_cannot_come_back(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump, amount_cents=100_000)
    sheet = shown(OrderSheet.for_opportunity(ctx, window, deal))
    sheet.lines.rows[0].returned.setFocus(Qt.FocusReason.TabFocusReason)
    write("2")
    assert not sheet.save()
    assert "No more pieces" in sheet._problem.text()


def test_below_the_floor_the_strip_asks(ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump, amount_cents=70_000)
    sheet = shown(OrderSheet.for_opportunity(ctx, window, deal, wins=True))
    assert not sheet.approval.isHidden()
    assert not sheet.save()
    assert "note why" in sheet.approval.note.problem_label.text()
    sheet.approval.note.set_value("clears the stock")
    sheet.approval.by.set_value("Li")
    assert sheet.save()
    won = desk.funnel.get(deal)
    assert won is not None
    assert won.stage is Stage.WON
    sheet.accept()


def test_the_state_of_an_order_is_chosen(ctx: PageContext, desk: Desk, window: QWidget, client: Id) -> None:
    sheet = shown(OrderSheet(ctx, window, client_id=client))
    sheet.form.field("total_cents").set_value(12_345)
    assert sheet.save()
    sheet.accept()
    pk = desk.orders.of()[0].id
    again = shown(OrderSheet(ctx, window, order_id=pk))
    assert again.form.field("total_cents").value() == 12_345
    again.form.field("status").set_value(OrderStatus.CANCELLED.value)
    assert again.save()
    again.accept()
    assert desk.orders.of()[0].status is OrderStatus.CANCELLED


def test_another_currency_takes_the_products_anew(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    sheet = shown(OrderSheet(ctx, window, client_id=client))
    QTest.keyClicks(target(), "tiepian")
    press(Qt.Key.Key_Return)
    currency = sheet.form.field("currency")
    currency.set_value("USD")
    currency.edited.emit()
    [line] = sheet.lines.lines()
    assert (line.net_cents, line.list_cents, line.cost_cents) == (0, None, None)
    sheet.lines.rows[0].price.setFocus(Qt.FocusReason.TabFocusReason)
    write("140")
    assert sheet.total.text() == "Total $140.00"
    assert sheet.save()
    sheet.accept()
    [order] = desk.orders.of(client_id=client)
    assert (order.currency, order.total_cents) == ("USD", 14_000)


def test_esc_keeps_what_is_half_typed_as_a_draft(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, noted: Noted
) -> None:
    sheet = shown(OrderSheet(ctx, window, client_id=client))
    sheet.reject()
    assert noted.told == [] and not desk.drafts.kept(f"order {client.hex()}")
    sheet = shown(OrderSheet(ctx, window, client_id=client))
    sheet.form.field("note").set_value("x")
    QTest.keyClicks(target(), "tiepian")
    press(Qt.Key.Key_Return)
    write("7")
    sheet.lines.rows[0].returned.setText("two")
    sheet.reject()
    assert "draft" in noted.told[-1]
    again = shown(OrderSheet(ctx, window, client_id=client))
    row = again.lines.rows[0]
    assert (row.quantity.text(), row.returned.text(), again.form.field("note").value()) == ("7", "two", "x")
    row.returned.setText("")
    row.returned.edited.emit()
    assert again.save()
    again.accept()
    [order] = desk.orders.of(client_id=client)
    assert order.total_cents == 7 * 100_000 and order.note == "x"
    assert OrderSheet(ctx, window, client_id=client).draft.notice.isHidden(), "a saved one leaves no draft"


def test_the_list_opens_begins_and_goes_out_as_a_table(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, tmp_path: Path
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    quote = desk.quotes.add(desk.quotes.draft(opportunity_id=deal))
    desk.quotes.accept(quote)
    sheet = QuotesSheet(ctx, window)
    sheet.show_over()
    settle()
    texts = [sheet.quotes.index(0, column).data() for column in range(sheet.quotes.columnCount())]
    assert texts == [
        *("Q2026-0001", "力诚电子", "产线", "2026-11-23", "2026-12-23", "CN¥1,000.00", "40.0%", "Accepted"),
    ]
    assert len(sheet.orders.ids) == 1
    for ending in (".csv", ".xlsx"):
        with dialogs.answered_by(Answers(saves=tmp_path / f"quotes{ending}")):
            sheet.export()
    assert "Q2026-0001,1,力诚电子,产线,Accepted,2026-11-23,2026-12-23,CNY,1000.00,0.00,1000.00,40.00%" in (
        tmp_path / "quotes.csv"
    ).read_text("utf-8-sig")
    assert (tmp_path / "quotes.xlsx").read_bytes().startswith(b"PK")
    with dialogs.answered_by(Answers(saves=tmp_path / "quotes.pdf")):
        sheet.export()
    assert ".pdf" in sheet._problem.text()
    sheet.quote_table.opened.emit(quote)
    sheet.new_order.click()
    settle()
    assert len(sheet.findChildren(QuoteSheet)) == 1
    [order] = sheet.findChildren(OrderSheet)
    assert order.form.field("client_id").is_empty()
    assert not order.save()


def test_an_order_that_is_gone_is_said(ctx: PageContext, window: QWidget) -> None:
    with pytest.raises(Refused):
        OrderSheet(ctx, window, order_id=b"\x01" * 16)
