"""The sheet of a quote, by keyboard: lines typed fast, the floor watched, the quote sent, versioned, accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.quote import PriceBasis, QuoteLineKind, QuoteStatus
from salesdesk.services.desk import Desk
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.paper import printing
from salesdesk.ui.parts import dialogs
from salesdesk.ui.pictures import settle
from salesdesk.ui.quotes.panel import QuotesPanel
from salesdesk.ui.quotes.paper import QuotePaperSheet
from salesdesk.ui.quotes.sheet import QuoteSheet
from tests.journeys.hands import Answers, PaperTray
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


def opened(ctx: PageContext, window: QWidget, **about: Id) -> QuoteSheet:
    sheet = QuoteSheet(ctx, window, **about)
    sheet.show_over()
    settle()
    sheet.activateWindow()
    settle()
    return sheet


def save(sheet: QuoteSheet) -> None:
    press(Qt.Key.Key_Return, by=Qt.KeyboardModifier.ControlModifier)


def test_lines_are_typed_one_after_the_other_with_enter(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, bundle: Id
) -> None:
    sheet = opened(ctx, window, client_id=client)
    QTest.keyClicks(target(), "tiepian")
    press(Qt.Key.Key_Return)
    write("12")
    row = sheet.lines.rows[0]
    assert (row.price.text(), row.found.text()) == ("900", "Price from 10 pieces on")
    press(Qt.Key.Key_Return)
    write("-5%")
    press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    QTest.keyClicks(target(), "ndtz")
    press(Qt.Key.Key_Return)
    write("2")
    press(Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return)
    QTest.keyClicks(target(), "Training")
    press(Qt.Key.Key_Return)
    assert sheet.side.total.text() == "CN¥14,200.00"
    save(sheet)
    [found] = desk.quotes.rows()
    whole = desk.quotes.get(found.id)
    assert whole is not None
    assert [(line.kind, line.quantity, line.price_cents, line.text) for line in whole.lines] == [
        (QuoteLineKind.PRODUCT, 12, 95_000, ""),
        (QuoteLineKind.BUNDLE, 2, 140_000, ""),
        (QuoteLineKind.EXTRA, 1, 0, "Training"),
    ]


def test_another_basis_finds_the_prices_anew(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    basis = sheet.form.field("basis")
    basis.set_value(PriceBasis.YEARLY.value)
    basis.edited.emit()
    assert sheet.lines.lines()[0].price_cents == 92_000
    assert "Yearly agreement" in sheet.lines.rows[0].found.text()
    assert sheet.form.field("contract_months").isHidden()
    basis.set_value(PriceBasis.CONTRACT.value)
    basis.edited.emit()
    assert not sheet.form.field("contract_months").isHidden()
    save(sheet)
    assert sheet.isVisible()
    assert "for how many months" in sheet.form.field("contract_months").problem_label.text()


def test_below_the_floor_the_strip_comes_and_the_quote_stays(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    assert sheet.approval.isHidden()
    sheet.lines.rows[0].price.setFocus(Qt.FocusReason.TabFocusReason)
    write("799.99")
    assert not sheet.approval.isHidden()
    assert "贴片机" in sheet.approval.words.text()
    assert sheet.side.margin.text() == "25.0%"
    assert "1 line lies below its floor" in sheet.side.margin_words.text()
    press(Qt.Key.Key_S, by=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert sheet.whole.quote.status is QuoteStatus.DRAFT
    assert "below the floor" in sheet.approval.note.problem_label.text()
    sheet.approval.note.setFocus()
    QTest.keyClicks(target(), "opens the south")
    sheet.approval.by.setFocus()
    QTest.keyClicks(target(), "Li")
    press(Qt.Key.Key_S, by=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert sheet.whole.quote.status is QuoteStatus.SENT
    assert (sheet.whole.quote.approved_by, sheet.whole.quote.approved_on) == ("Li", desk.today())
    assert sheet.lines.rows[0].price.isReadOnly()
    assert sheet.save_button.isHidden()


def test_a_version_follows_and_the_old_one_is_a_click_away(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    press(Qt.Key.Key_S, by=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    press(Qt.Key.Key_V, by=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert (sheet.whole.quote.version, sheet.whole.quote.status) == (2, QuoteStatus.DRAFT)
    sheet.side.chosen.emit(sheet.whole.quote.first_id)
    settle()
    assert (sheet.whole.quote.version, sheet.whole.quote.status) == (1, QuoteStatus.REPLACED)


def test_accepting_writes_the_order_and_wins(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    press(Qt.Key.Key_A, by=Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert sheet.whole.quote.status is QuoteStatus.ACCEPTED
    won = desk.funnel.get(deal)
    assert won is not None
    assert won.stage is Stage.WON
    [order] = desk.orders.of(opportunity_id=deal)
    assert order.total_cents == 100_000


def test_instalments_must_come_to_the_whole(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    sheet.instalments.add_button.click()
    write("30")
    save(sheet)
    assert sheet.isVisible()
    sheet.instalments.add_button.click()
    settle()
    assert [row.amount.text() for row in sheet.instalments.rows] == ["300", "700"]
    save(sheet)
    whole = desk.quotes.get(desk.quotes.rows()[0].id)
    assert whole is not None
    assert [part.share_bp for part in whole.instalments] == [3_000, 7_000]


def test_what_goes_well_is_offered_and_taken_with_a_click(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, kit: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    offer = sheet.lines._offers.itemAt(1).widget()  # type: ignore[union-attr]
    QTest.mouseClick(offer, Qt.MouseButton.LeftButton)
    settle()
    assert [line.product_id for line in sheet.lines.lines()] == [pump, kit]


def test_words_that_are_nothing_are_not_stored(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    sheet = opened(ctx, window, client_id=client)
    QTest.keyClicks(target(), "xyz")
    save(sheet)
    assert sheet.isVisible()
    assert desk.quotes.rows() == []
    sheet.reject()
    assert QuoteSheet(ctx, window, client_id=client).lines.rows[0].picker.text() == "xyz", "they wait as a draft"


def test_a_line_is_taken_out_with_its_key(ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    sheet.lines.rows[0].picker.setFocus()
    press(Qt.Key.Key_Delete, by=Qt.KeyboardModifier.ControlModifier)
    assert sheet.lines.lines() == []
    assert len(sheet.lines.rows) == 1


def test_the_paper_goes_out_in_any_language_and_format(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, tmp_path: Path, noted: Noted
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    sheet = opened(ctx, window, opportunity_id=deal)
    press(Qt.Key.Key_P, by=Qt.KeyboardModifier.ControlModifier)
    [paper] = sheet.findChildren(QuotePaperSheet)
    assert paper.preview.count == 1
    paper.spoken.set_value("zh_CN")
    paper.spoken.edited.emit()
    assert paper.document.language == "zh_CN"
    for ending, begin in ((".pdf", b"%PDF"), (".docx", b"PK"), (".xlsx", b"PK")):
        out = tmp_path / f"quote{ending}"
        with dialogs.answered_by(Answers(saves=out)):
            paper.write(ending)
        assert out.read_bytes().startswith(begin)
    paper.copy_text()
    assert "人民币壹仟元整" in QApplication.clipboard().text()
    with printing.printed_by(PaperTray(tmp_path / "printed.pdf")):
        paper.print_out()
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")
    assert len(noted.told) == 5


def test_the_panel_lists_opens_and_begins(ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    panel = QuotesPanel(ctx, deal, parent=window)
    panel.show()
    assert panel.links == []
    panel.new_quote.click()
    settle()
    [sheet] = window.findChildren(QuoteSheet)
    assert sheet.save()
    sheet.accept()
    assert [link.text() for link in panel.links] == ["Q2026-0001 · CN¥1K · Draft"]
    desk.quotes.accept(desk.quotes.rows()[0].id)
    assert len(panel.links) == 2
    panel.links[1].click()
    settle()
    [order] = window.findChildren(OrderSheet)
    assert order.lines.lines()[0].net_cents == 100_000
    order.reject()


def test_a_line_that_cannot_be_read_is_marked_where_it_stands(
    ctx: PageContext, window: QWidget, client: Id, pump: Id
) -> None:
    sheet = opened(ctx, window, client_id=client)
    QTest.keyClicks(target(), "no such thing")
    settle()
    row = sheet.lines.rows[0]
    assert sheet.side.margin_words.text() == "1 line cannot be read and is not counted."
    row.picker.close_list()
    assert not sheet.save()
    assert row.picker.property("problem") and QApplication.focusWidget() is row.picker
    assert row.found.isVisible() and "take the words as an extra" in row.found.text()
    QTest.keyClicks(row.picker, "x")
    settle()
    assert not row.picker.property("problem") and row.found.isHidden()


def test_only_the_cell_that_cannot_be_read_is_marked(ctx: PageContext, window: QWidget, client: Id, pump: Id) -> None:
    sheet = opened(ctx, window, client_id=client)
    QTest.keyClicks(target(), "tiepian")
    press(Qt.Key.Key_Return)
    row = sheet.lines.rows[0]
    row.price.setFocus()
    write("much")
    assert not sheet.save()
    assert row.price.property("problem") and not row.picker.property("problem")
    assert QApplication.focusWidget() is row.price
    write("800")
    assert not row.price.property("problem")
    assert sheet.side.margin_words.text() != "1 line cannot be read and is not counted."


def test_a_name_beside_an_error_stays_where_it_was(ctx: PageContext, window: QWidget, client: Id, pump: Id) -> None:
    sheet = opened(ctx, window, client_id=client)
    sheet.approval.show_for("Below the floor margin")
    settle()
    before = sheet.approval.by.y()
    sheet.approval.note.show_problem("Please note why.")
    settle()
    assert (sheet.approval.by.y(), sheet.approval.note.y()) == (before, before)


def test_an_accepted_quote_leads_to_its_order(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id
) -> None:
    deal = desk.funnel.add(name="产线", client_id=client, product_id=pump)
    pk = desk.quotes.add(desk.quotes.draft(opportunity_id=deal))
    sheet = opened(ctx, window, quote_id=pk)
    assert not sheet._verbs["order"].isVisible()
    sheet.accepted_by_client()
    assert sheet._verbs["order"].isVisible()
    sheet._verbs["order"].click()
    settle()
    [order] = sheet.findChildren(OrderSheet)
    assert order.form.field("number").value() == "Q2026-0001"
    order.reject()


@pytest.mark.parametrize("about", ["quote_id", "opportunity_id"])
def test_what_is_gone_is_said(ctx: PageContext, window: QWidget, about: str) -> None:
    with pytest.raises(Refused):
        QuoteSheet(ctx, window, **{about: b"\x01" * 16})


def test_what_is_half_typed_waits_as_a_draft(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, noted: Noted
) -> None:
    sheet = opened(ctx, window, client_id=client)
    QTest.keyClicks(target(), "tiepian")
    press(Qt.Key.Key_Return)
    write("12")
    sheet.lines.rows[0].price.setFocus()
    write("much")
    QTest.keyClicks(sheet.lines.rows[1].picker, "half a wo")
    sheet.form.field("discount_bp").set_value(500)
    sheet.reject()
    assert "draft" in noted.told[-1]
    again = QuoteSheet(ctx, window, client_id=client)
    first, second = again.lines.rows[:2]
    assert (first.quantity.text(), first.price.text(), second.picker.text()) == ("12", "much", "half a wo")
    assert again.form.field("discount_bp").value() == 500
    assert not again.draft.notice.isHidden()
    again.draft.discard_button.click()
    assert again.lines.lines() == [] and again.draft.notice.isHidden()
    assert QuoteSheet(ctx, window, client_id=client).draft.notice.isHidden()


def test_each_version_has_its_own_draft(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id, pump: Id, noted: Noted
) -> None:
    quote = desk.quotes.add(desk.quotes.draft(client_id=client))
    sheet = opened(ctx, window, quote_id=quote)
    sheet.form.field("note").set_value("of the first one")
    assert sheet.keep_draft()
    sheet.new_version()
    assert sheet.whole.quote.version == 2
    assert sheet.form.field("note").value() == "of the first one", "it was saved before the version was made"
    assert sheet.draft.notice.isHidden()
    sheet.form.field("note").set_value("of the second one")
    sheet.reject()
    newest = QuoteSheet(ctx, window, quote_id=sheet.whole.id)
    assert newest.form.field("note").value() == "of the second one" and not newest.draft.notice.isHidden()
    first = QuoteSheet(ctx, window, quote_id=quote)
    assert first.form.field("note").value() == "of the first one" and first.draft.notice.isHidden()
