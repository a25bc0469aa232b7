"""The sheets of money, service and milestones: left untouched they close, written in they ask, Ctrl+Enter keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.enquiry import EnquiryKind
from salesdesk.services.desk import Desk
from salesdesk.ui.enquiries.enquiry_sheet import AnswerSheet, EnquirySheet
from salesdesk.ui.enquiries.surveys import ScoreSheet
from salesdesk.ui.money.invoice_sheet import InvoiceSheet
from salesdesk.ui.money.payment_sheet import PaymentSheet
from salesdesk.ui.money.sheet import OVERPAID, MoneySheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.sheet import FormSheet
from salesdesk.ui.pictures import settle
from salesdesk.ui.targets.milestone_sheets import MilestoneSheet, TenderSheet
from tests.journeys.hands import Answers
from tests.ui.stage import Noted

Make = Callable[[PageContext, QWidget, Id], FormSheet]


def _payment(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    return PaymentSheet(ctx, window, client_id=client)


def _payment_of(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    """As Today opens it: the amount of the invoice is there already, and its part proposed."""
    ctx.desk.invoices.issue(client_id=client, amount_cents=1_000_00)
    return PaymentSheet(ctx, window, client_id=client, amount_cents=1_000_00)


def _old_payment(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    ctx.desk.invoices.issue(client_id=client, amount_cents=1_000_00)
    return PaymentSheet(ctx, window, payment_id=ctx.desk.invoices.receive(client_id=client, amount_cents=600_00))


def _invoice(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    return InvoiceSheet(ctx, window, client_id=client)


def _old_invoice(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    return InvoiceSheet(ctx, window, invoice_id=ctx.desk.invoices.issue(client_id=client, amount_cents=1_000_00))


def _enquiry(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    return EnquirySheet(ctx, window, client_id=client)


def _answer(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    made = ctx.desk.enquiries.receive(client_id=client, kind=EnquiryKind.ENQUIRY, text="Price?")
    return AnswerSheet(ctx, window, enquiry_id=made)


def _score(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    return ScoreSheet(ctx, window, client_id=client, score=9)


def _milestone(ctx: PageContext, window: QWidget, _client: Id) -> FormSheet:
    return MilestoneSheet(ctx, window, 2026, quarter=4)


def _old_milestone(ctx: PageContext, window: QWidget, _client: Id) -> FormSheet:
    before = ctx.desk.milestones.get(ctx.desk.milestones.add(2026, 4, "Fair in Hangzhou", ["Book a stand"]))
    return MilestoneSheet(ctx, window, 2026, before=before)


def _tender(ctx: PageContext, window: QWidget, _client: Id) -> FormSheet:
    return TenderSheet(ctx, window)


def _old_tender(ctx: PageContext, window: QWidget, client: Id) -> FormSheet:
    return TenderSheet(ctx, window, before=ctx.desk.tenders.get(ctx.desk.tenders.add(client_id=client, name="Hall 3")))


ALL = (
    *(_payment, _payment_of, _old_payment, _invoice, _old_invoice, _enquiry, _answer, _score),
    *(_milestone, _old_milestone, _tender, _old_tender),
)


@pytest.fixture
def door() -> Iterator[Answers]:
    answers = Answers()
    with dialogs.answered_by(answers):
        yield answers


def shown(sheet: FormSheet) -> FormSheet:
    sheet.show_over()
    settle()
    sheet.activateWindow()
    settle()
    return sheet


def press(key: Qt.Key, by: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, by)
    settle()


def write(sheet: FormSheet, key: str, words: str) -> None:
    """Into the field of this key, as the keyboard does."""
    line = next(
        one for one in sheet.form.field(key).findChildren(QWidget) if isinstance(one, QLineEdit | QPlainTextEdit)
    )
    line.setFocus()
    QTest.keyClick(line, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(line, words)
    settle()


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__.strip("_"))
def test_esc_closes_an_untouched_sheet_without_asking(
    make: Make, ctx: PageContext, window: QWidget, client: Id, door: Answers, noted: Noted
) -> None:
    closed: list[int] = []
    sheet = shown(make(ctx, window, client))
    sheet.finished.connect(closed.append)
    before = ctx.bridge.last
    press(Qt.Key.Key_Escape)
    assert (closed, door.asked) == ([0], [])
    assert ctx.bridge.last is before and noted.done_ == [], "nothing was written"


WRITTEN = {
    _payment: ("amount_cents", "1200"),
    _payment_of: ("note", "cheque"),
    _old_payment: ("amount_cents", "700"),
    _invoice: ("amount_cents", "900"),
    _old_invoice: ("note", "second half"),
    _enquiry: ("text", "How much is it?"),
    _answer: ("answer", "It is on its way"),
    _score: ("comment", "Quick"),
    _milestone: ("title", "Two seminars"),
    _old_milestone: ("title", "Fair in Ningbo"),
    _tender: ("name", "Hall 4"),
    _old_tender: ("team", "Wang"),
}
"""What is written into each sheet."""


@pytest.mark.parametrize("make", ALL, ids=lambda make: make.__name__.strip("_"))
def test_esc_asks_where_words_would_be_lost_and_keeps_them(
    make: Make, ctx: PageContext, window: QWidget, client: Id, door: Answers
) -> None:
    closed: list[int] = []
    sheet = shown(make(ctx, window, client))
    sheet.finished.connect(closed.append)
    write(sheet, *WRITTEN[make])
    door.takes = 1
    press(Qt.Key.Key_Escape)
    assert len(door.asked) == 1 and closed == [], "keep writing"
    door.takes = 0
    press(Qt.Key.Key_Escape)
    assert len(door.asked) == 2 and closed == [0]


@pytest.mark.parametrize("make", [one for one in ALL if one is not _tender], ids=lambda make: make.__name__.strip("_"))
def test_ctrl_enter_keeps_what_was_written(
    make: Make, ctx: PageContext, window: QWidget, client: Id, door: Answers, noted: Noted
) -> None:
    closed: list[int] = []
    sheet = shown(make(ctx, window, client))
    sheet.finished.connect(closed.append)
    write(sheet, *WRITTEN[make])
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert (closed, door.asked, len(noted.done_)) == ([1], [], 1)


def test_a_payment_of_a_day_to_come_is_said_and_one_far_ahead_refused(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id
) -> None:
    desk.invoices.issue(client_id=client, amount_cents=1_000_00)
    sheet = shown(PaymentSheet(ctx, window, client_id=client, amount_cents=1_000_00))
    assert isinstance(sheet, PaymentSheet) and sheet.ahead.isHidden()
    write(sheet, "received_on", "2062-11-20")
    assert "has not come" in sheet.ahead.text()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert sheet.isVisible() and not desk.invoices.payments_of(client)
    assert "more than a year ahead" in sheet.form.field("received_on").problem_label.text()
    write(sheet, "received_on", (desk.today() + timedelta(days=3)).isoformat())
    assert sheet.ahead.isVisible()
    press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(desk.invoices.payments_of(client)) == 1
    assert desk.invoices.receivables().total_cents == 1_000_00, "still owed until that day"


def test_an_invoice_that_was_paid_twice_is_listed_and_says_so(
    ctx: PageContext, desk: Desk, window: QWidget, client: Id
) -> None:
    invoice = desk.invoices.issue(client_id=client, amount_cents=1_000_00)
    money = MoneySheet(ctx, window)
    assert OVERPAID not in [chip.choice.key for chip in money.ages.chips()]
    desk.invoices.receive(client_id=client, amount_cents=1_000_00)
    again = desk.session.new_id()  # as after merging two files that both took the money in
    own = {"client_id": client, "amount_cents": 250_00, "received_on": desk.today(), "rep_id": desk.rep.id}
    share = {"payment_id": again, "invoice_id": invoice, "amount_cents": 250_00}
    made = [New(Kind.PAYMENT, again, own), New(Kind.PAYMENT_SHARE, desk.session.new_id(), share)]
    desk.session.record(Label("sample.created"), made)
    money.show_all()
    [chip] = [chip for chip in money.ages.chips() if chip.choice.key == OVERPAID]
    chip.click()
    settle()
    assert money.model.ids == [invoice]
    assert money.model.row_at(0).one.beyond_cents == 250_00
    assert "-" in str(money.model.index(0, 6).data()) and "250" in str(money.model.index(0, 6).data())
    sheet = InvoiceSheet(ctx, window, invoice_id=invoice)
    assert "250.00 more was paid than this invoice asks for" in sheet.warning.text()
    money.close()
