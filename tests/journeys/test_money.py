"""Money, complaints and the survey: an invoice paid in parts, an answer that came late, a score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.ui.enquiries.surveys import SurveysSheet
from salesdesk.ui.money.payment_sheet import PaymentSheet
from salesdesk.ui.money.sheet import open_money_record
from salesdesk.ui.today.page import TodayPage
from salesdesk.ui.today.sections import Section
from tests.builders import NOW, TestClock
from tests.journeys.hands import Answers, User


def today(user: User) -> dict[str, Section]:
    page = user.page
    assert isinstance(page, TodayPage)
    return page.sections


QUARTER = Period.quarter(NOW.date())


def test_an_invoice_is_issued_paid_in_part_and_the_rate_follows(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+Shift+M")
    assert user.sees("No open invoice.")
    assert user.sees("Collection rate –")
    user.press("Return")
    assert user.sees("Issue an invoice")
    user.answer("hwjs")
    user.go_to("Amount with tax")
    user.write("100,000")
    user.go_to("Issued on")
    user.write("2026-10-12")
    user.go_to("Due on")
    user.write("2026-11-11")
    user.press("Ctrl+Return")
    assert user.sees("Collection rate 0.0%")
    assert user.table()[0][1] == "华为技术"
    assert user.table()[0][4] == "12", "days late"

    user.go_to("Open invoices")
    user.press("P")
    user.go_to("Amount")
    user.write("40,000")
    user.press("Ctrl+Return")
    assert user.sees("Collection rate 40.0%")
    [open_] = user.desk.invoices.receivables().invoices
    assert (open_.paid_cents, open_.open_cents) == (40_000_00, 60_000_00)

    user.press("Ctrl+Z")
    assert user.sees("Collection rate 0.0%")
    assert user.desk.invoices.receivables().total_cents == 100_000_00


def test_more_than_is_owed_is_said_and_stays_unallocated(user: User, file: Path) -> None:
    user.start(file)
    client = user.desk.clients.find("hwjs")[0].id
    user.desk.invoices.issue(client_id=client, amount_cents=1_000_00)
    user.press("Ctrl+Shift+M")
    user.press("P")
    user.go_to("Amount")
    user.write("1,500")
    assert any("500.00 more than the client owes" in words for words in user.reading())
    user.press("Ctrl+Return")
    assert user.desk.invoices.receivables().unallocated_cents == 500_00


def test_leaving_a_payment_asks_when_only_its_parts_were_written(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    client = user.desk.clients.find("hwjs")[0].id
    user.desk.invoices.issue(client_id=client, amount_cents=1_000_00)
    payment = user.desk.invoices.receive(client_id=client, amount_cents=600_00)
    open_money_record(user.page.ctx, user.page, Kind.PAYMENT, payment)
    sheet = user.sheet
    assert isinstance(sheet, PaymentSheet)
    assert not sheet.would_lose()
    [part] = sheet.parts.values()
    user.go_to(part.accessibleName() or part.line.accessibleName())
    user.write("100")
    door.takes = 1
    user.press("Escape")
    assert len(door.asked) == 1 and user.sheet is sheet, "there were words to lose"
    user.press("Ctrl+Return")
    assert user.desk.invoices.receivables().unallocated_cents == 500_00


def test_going_beyond_the_credit_limit_is_said_but_not_refused(user: User, file: Path) -> None:
    user.start(file)
    client = user.desk.clients.create(name="Acme", credit_limit_cents=10_000_00)
    user.desk.invoices.issue(client_id=client, amount_cents=9_000_00)
    user.press("Ctrl+Shift+M", "N")
    user.answer("Acme")
    user.go_to("Amount with tax")
    user.write("3,000")
    assert any("2,000.00 more than its credit limit" in words for words in user.reading())
    user.press("Ctrl+Return")
    assert user.desk.invoices.receivables().total_cents == 12_000_00


def test_what_is_due_is_a_task_of_today_until_it_is_paid(user: User, file: Path) -> None:
    desk = Desk.open(file, clock=TestClock())
    client = desk.clients.find("hwjs")[0].id
    late = desk.today() - timedelta(days=9)
    desk.invoices.issue(client_id=client, amount_cents=500_00, issued_on=late, due_on=late)
    desk.close()
    user.start(file)
    [row] = today(user)["collect"].list.rows()
    assert (row.title, row.right, row.late) == ("华为技术", "9 days late", True)
    today(user)["collect"].list.enter(from_above=True)
    user.press("P")
    user.press("Ctrl+Return")
    assert not today(user)["collect"].list.rows()
    assert user.desk.invoices.receivables().total_cents == 0


def test_a_complaint_answered_late_shows_its_reason_in_the_figures(user: User, file: Path) -> None:
    desk = Desk.open(file, clock=TestClock())
    client = desk.clients.find("hwjs")[0].id
    desk.enquiries.receive(
        client_id=client, kind=EnquiryKind.COMPLAINT, text="Pump leaks", received_at=NOW - timedelta(hours=30)
    )
    desk.close()
    user.start(file)
    [row] = today(user)["waiting"].list.rows()
    assert (row.title, row.right, row.late) == ("Pump leaks", "30 hours", True)
    today(user)["waiting"].list.enter(from_above=True)
    user.press("A")
    user.type("A new seal is on its way")
    user.press("Ctrl+Return")
    assert user.sees("Say why the answer took longer than a day.")
    user.click("Waiting for a supplier")
    user.press("Ctrl+Return")
    assert not today(user)["waiting"].list.rows()
    assert user.desk.enquiries.delays(QUARTER) == [(DelayReason.SUPPLIER, 1)]

    user.press("Ctrl+Shift+E")
    assert user.sees("Answered within 24 hours: 0.0% (0 of 1)")
    assert user.sees("30.0")
    assert any(words.startswith("Reasons of late answers: Waiting for a supplier") for words in user.reading())
    user.press("N")
    user.answer("hpyy")
    user.go_to("What the client wants")
    user.type("Price of the monitor")
    user.press("Ctrl+Return")
    assert next(card.client for card in user.desk.enquiries.waiting()) == "和平医院"


def test_the_survey_is_asked_and_answered_with_a_digit(user: User, file: Path) -> None:
    desk = Desk.open(file, clock=TestClock())
    client = desk.clients.create(name="Acme", tier=Tier.A)
    whole = desk.orders.draft(client_id=client)
    desk.orders.add(replace(whole, order=replace(whole.order, total_cents=900_00, ordered_on=date(2026, 11, 2))))
    desk.close()
    user.start(file)
    user.call("Survey of the quarter")
    assert user.table()[0][:2] == ["Acme", "to be asked"]
    user.press("A")
    assert user.table()[0][1].startswith("asked")
    user.press("9")
    user.type("Quick and friendly")
    user.press("Ctrl+Return")
    assert user.sees("Mean 9.0 · NPS 100 · answered 100.0% (1 of 1)")
    [kept] = user.desk.surveys.of_client(client)
    assert (kept.score, kept.comment) == (9, "Quick and friendly")


def test_today_says_who_is_to_be_asked_and_the_clients_page_opens_the_survey(user: User, file: Path) -> None:
    desk = Desk.open(file, clock=TestClock())
    for name in ("Acme", "Beta"):
        whole = desk.orders.draft(client_id=desk.clients.create(name=name))
        desk.orders.add(replace(whole, order=replace(whole.order, total_cents=900_00, ordered_on=date(2026, 11, 2))))
    desk.close()
    user.start(file)
    section = today(user)["surveys"]
    assert [row.title for row in section.list.rows()] == ["2 clients are still to be asked"]
    section.list.enter(from_above=True)
    user.press("Return")
    user.press("A")
    user.press("Escape")
    assert user.sheet is None
    assert [row.title for row in section.list.rows()] == ["1 client is still to be asked"]

    user.press("Ctrl+3")
    user.call("Survey of the quarter")
    assert isinstance(user.sheet, SurveysSheet)
    user.press("Down", "A", "Escape")
    user.press("Ctrl+1")
    assert not today(user)["surveys"].isVisible(), "everybody was asked"


def test_the_record_tells_of_money_complaints_and_surveys_and_they_come_out_of_the_bin(user: User, file: Path) -> None:
    user.start(file)
    desk = user.desk
    client = desk.clients.find("hwjs")[0].id
    invoice = desk.invoices.issue(client_id=client, amount_cents=800_00)
    payment = desk.invoices.receive(client_id=client, amount_cents=300_00)
    enquiry = desk.enquiries.receive(client_id=client, kind=EnquiryKind.ENQUIRY, text="Spare seals?")
    survey = desk.surveys.answer(client, 7, "Fine")
    told = {item.kind: item.id for item in desk.clients.record(client).timeline}
    for kind, pk in (
        (Kind.INVOICE, invoice),
        (Kind.PAYMENT, payment),
        (Kind.ENQUIRY, enquiry),
        (Kind.SURVEY, survey),
    ):
        assert told[kind] == pk
    desk.invoices.bin(invoice)
    desk.invoices.bin_payment(payment)
    desk.enquiries.bin(enquiry)
    desk.surveys.bin(survey)
    binned = {one.kind: one.id for one in desk.bin.list()}
    assert set(binned) == {Kind.INVOICE, Kind.PAYMENT, Kind.ENQUIRY, Kind.SURVEY}
    for kind, pk in binned.items():
        desk.bin.restore(kind, pk)
    assert desk.bin.list() == []
    owed = desk.invoices.receivables()
    assert (owed.total_cents, owed.unallocated_cents) == (800_00, 300_00), "restored, to be allocated anew"
