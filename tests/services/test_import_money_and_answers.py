"""Invoices, payments that name them, surveys and enquiries: from other programs, and from one file to another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.imports import ImportKind, ImportResult, ImportWish
from tests.builders import NOW, make_desk

QUARTER = Period.quarter(NOW.date())
INVOICES, PAYMENTS, SURVEYS, ENQUIRIES = (
    ImportKind.INVOICES,
    ImportKind.PAYMENTS,
    ImportKind.SURVEYS,
    ImportKind.ENQUIRIES,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    made.clients.create(name="力诚电子", payment_days=45)
    made.clients.create(name="Acme")
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "other").mkdir()
    made = make_desk(tmp_path / "other")
    made.clients.create(name="力诚电子")
    made.clients.create(name="Acme")
    yield made
    made.close()


def client(desk: Desk, name: str) -> bytes:
    return desk.clients.find(name)[0].id


def taken(desk: Desk, folder: Path, kind: ImportKind, *rows: str) -> ImportResult:
    source = folder / f"{kind.value}.csv"
    source.write_text("\n".join(rows), encoding="utf-8")
    return desk.imports.take(ImportWish(source, kind))


def counts(result: ImportResult) -> tuple[int, int, int, int]:
    return result.created, result.updated, result.unchanged, result.rejected


def reasons(result: ImportResult) -> list[str]:
    return [str(reason) for reject in result.rejects for reason in reject.reasons]


def test_invoices_are_due_by_the_terms_and_payments_pay_them(desk: Desk, tmp_path: Path) -> None:
    done = taken(
        desk,
        tmp_path,
        INVOICES,
        "发票号码,客户名称,开票日期,到期日期,价税合计",
        "F-1,力诚电子,2026-10-01,,1000.00",
        "F-2,力诚电子,2026-10-05,2026-11-01,500.50",
        "F-3,Acme,2026-10-05,2026-10-01,500",
        "F-4,Nobody,2026-10-05,,500",
        "F-5,Acme,2026-10-05,,0",
    )
    assert counts(done) == (2, 0, 0, 3)
    first, second = sorted(desk.invoices.of_client(client(desk, "力诚电子")), key=lambda one: one.invoice.number)
    assert first.invoice.due_on == date(2026, 10, 1) + timedelta(days=45), "the client's own terms"
    assert second.invoice.due_on == date(2026, 11, 1)

    paid = taken(
        desk,
        tmp_path,
        PAYMENTS,
        "收款日期,收款金额,发票号,客户名称",
        "2026-11-10,400,F-1,力诚电子",
        "2026-11-10,400,F-2,力诚电子",
        "2026-11-12,900,“F-1、F-2”,力诚电子".replace("“", "").replace("”", ""),
        "2026-11-12,100,F-1,Acme",
    )
    assert counts(paid) == (3, 0, 0, 1)
    assert any("another client" in reason for reason in reasons(paid))
    opens = {one.invoice.number: one.open_cents for one in desk.invoices.of_client(client(desk, "力诚电子"))}
    assert opens == {"F-1": 0, "F-2": 0}
    assert desk.invoices.receivables().unallocated_cents == (400 + 400 + 900) * 100 - (1000_00 + 500_50)
    desk.undo()
    assert desk.invoices.receivables().total_cents == 1000_00 + 500_50, "an import is one step"


def test_the_same_lists_taken_in_twice_double_nothing(desk: Desk, tmp_path: Path) -> None:
    invoices = ("invoice,client,issued on,amount", "F-1,Acme,2026-10-01,1000", ",Acme,2026-10-02,70")
    payments = ("date,amount,invoice,client", "2026-11-10,400,F-1,Acme", "2026-11-11,30,,Acme")
    for wanted in ((2, 0, 0, 0), (0, 0, 2, 0)):
        assert counts(taken(desk, tmp_path, INVOICES, *invoices)) == wanted
        assert counts(taken(desk, tmp_path, PAYMENTS, *payments)) == wanted
    assert desk.invoices.receivables().total_cents == 670_00
    changed = taken(desk, tmp_path, INVOICES, "invoice,client,issued on,amount", "F-1,Acme,2026-10-01,300")
    assert counts(changed) == (0, 0, 0, 1), "400 of it were paid"


def test_a_payment_without_client_finds_it_by_its_invoice_or_is_rejected(desk: Desk, tmp_path: Path) -> None:
    desk.invoices.issue(client_id=client(desk, "Acme"), amount_cents=90_00, number="R-9")
    done = taken(desk, tmp_path, PAYMENTS, "date,amount,invoice number", "2026-11-10,50,R-9", "2026-11-10,50,R-8")
    assert counts(done) == (1, 0, 0, 1)
    assert "R-8" in reasons(done)[0]
    [one] = desk.invoices.payments_of(client(desk, "Acme"))
    assert [share.amount_cents for share in desk.invoices.shares_of(one.id)] == [50_00]


def test_a_survey_of_a_client_is_one_a_quarter(desk: Desk, tmp_path: Path) -> None:
    rows = (
        "客户名称,联系人,调查日期,回复日期,满意度,意见",
        "力诚电子,王芳,2026-10-08,2026-10-12,9,交货快",
        "Acme,,2026-10-09,,,",
        "Acme,,2026-10-09,,11,",
        "Acme,,2027-01-09,,,",
    )
    done = taken(desk, tmp_path, SURVEYS, *rows)
    assert counts(done) == (2, 0, 0, 2)
    summary = desk.surveys.summary(QUARTER)
    assert (summary.mean, summary.response.n, summary.response.of) == (9, 1, 2)
    [survey] = desk.surveys.of_client(client(desk, "力诚电子"))
    assert survey.contact_id in {one.id for one in desk.clients.contacts(client(desk, "力诚电子"))}
    again = taken(desk, tmp_path, SURVEYS, rows[0], "Acme,,2026-10-09,2026-11-02,4,")
    assert counts(again) == (0, 1, 0, 0)
    assert desk.surveys.summary(QUARTER).response.n == 2


def test_enquiries_keep_their_hours_and_reasons(desk: Desk, tmp_path: Path) -> None:
    rows = (
        "客户名称,类型,问题,收到日期,回复日期,解决日期,延迟原因",
        "力诚电子,投诉,泵漏水,2026-11-02 09:00,2026-11-04 09:00,2026-11-05,技术",
        "Acme,咨询,价格?,2026-11-03 10:00,2026-11-03 12:00,,",
        "Acme,咨询,早了,2026-11-03 10:00,2026-11-01 12:00,,",
    )
    done = taken(desk, tmp_path, ENQUIRIES, *rows)
    assert counts(done) == (2, 0, 0, 1)
    assert "does not come before" in reasons(done)[0]
    [complaint] = desk.enquiries.of_client(client(desk, "力诚电子"))
    assert (complaint.kind, complaint.delay) == (EnquiryKind.COMPLAINT, DelayReason.TECHNICAL)
    response = desk.enquiries.response(QUARTER)
    assert (response.within_a_day.n, response.within_a_day.of) == (1, 2)
    assert counts(taken(desk, tmp_path, ENQUIRIES, *rows[:3])) == (0, 0, 2, 0)


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_all_of_it_travels_whole(desk: Desk, other: Desk, tmp_path: Path, ending: str) -> None:
    acme = client(desk, "Acme")
    desk.invoices.issue(client_id=acme, amount_cents=1_234_56, note="first")
    desk.invoices.issue(client_id=acme, amount_cents=100_00)
    desk.invoices.receive(client_id=acme, amount_cents=1_300_00)
    desk.surveys.answer(acme, 3, "too slow")
    asked = NOW - timedelta(days=3, seconds=17)
    one = desk.enquiries.receive(client_id=acme, kind=EnquiryKind.COMPLAINT, text="leaks", received_at=asked)
    desk.enquiries.answer(one, "sent a seal", delay=DelayReason.SUPPLIER, delay_note="in transit")
    for kind in (INVOICES, PAYMENTS, SURVEYS, ENQUIRIES):
        out = tmp_path / f"{kind.value}{ending}"
        n = desk.exports.write(kind, out)
        done = other.imports.take(ImportWish(out, kind))
        assert counts(done) == (n, 0, 0, 0) and n
        assert counts(desk.imports.take(ImportWish(out, kind))) == (0, 0, n, 0), "the own file knows them all"
    there = client(other, "Acme")
    assert other.invoices.receivables().total_cents == 34_56
    assert other.surveys.summary(QUARTER).mean == 3
    [found] = other.enquiries.of_client(there)
    assert (found.answer, found.delay_note) == ("sent a seal", "in transit")
    assert found.received_at == asked.replace(second=0, microsecond=0)
    assert isinstance(found.answered_at, datetime)
