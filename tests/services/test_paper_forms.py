"""The two forms that a sales team signs: the visit plan and the review of the tiers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.domain.visit import VisitStatus
from salesdesk.paper.export import document_bytes
from salesdesk.reports.document import Table, texts
from salesdesk.services.desk import Desk
from salesdesk.words.i18n import use
from tests.builders import NOW, make_desk

DAY = NOW.date() + timedelta(days=1)
WEEK = Period(NOW.date(), NOW.date() + timedelta(days=6))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    use("en")
    yield made
    made.close()


def at(desk: Desk, hour: int, day: date = DAY) -> datetime:
    return desk.moment(day, time(hour, 0))


def test_the_plan_asks_for_what_the_paper_form_asks_for(desk: Desk) -> None:
    client = desk.clients.create(name="华为技术", tier=Tier.A, address="龙华路 1 号", phone="0755-1")
    desk.clients.add_contact(client, name="李强", phone="138-0000")
    desk.funnel.add(name="Servo motors", client_id=client, amount_cents=1)
    (deal,) = desk.funnel.of_client(client)
    desk.visits.plan(client, at(desk, 9), purpose="Demo", opportunity_id=deal.id)
    (line,) = desk.visit_plans.plan(WEEK).lines
    assert (line.client, line.contact, line.phone, line.address) == ("华为技术", "李强", "138-0000", "龙华路 1 号")
    assert (line.status, line.start, line.purpose) == (VisitStatus.PLANNED, time(9, 0), "Demo")
    assert (line.opportunity, line.stage) == ("Servo motors", Stage.FIRST_CONTACT)
    said = list(texts(desk.visit_plans.document(WEEK)))
    assert "Servo motors → Need confirmed" in said


def test_without_a_person_the_clients_own_number_stands_there(desk: Desk) -> None:
    client = desk.clients.create(name="华为技术", phone="0755-1")
    desk.visits.plan(client, at(desk, 9))
    (line,) = desk.visit_plans.plan(WEEK).lines
    assert (line.contact, line.phone, line.opportunity) == ("", "0755-1", "")


def test_a_visit_given_up_is_not_signed_for_and_days_stand_apart(desk: Desk) -> None:
    client = desk.clients.create(name="华为技术")
    desk.visits.plan(client, at(desk, 8))
    (gone,) = desk.visits.between(DAY, DAY)
    for day in (DAY, DAY + timedelta(days=1)):
        desk.visits.plan(client, at(desk, 9, day))
    desk.visits.cancel(gone.id, "Ill")
    document = desk.visit_plans.document(WEEK)
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    assert [row[0].text for table in tables for row in table.rows] == ["1", "2"], "numbered through"
    assert len(document.sections) == 2
    assert document.landscape
    assert len(document.signatures) == 3


def test_an_empty_plan_says_so(desk: Desk) -> None:
    assert "No visits are planned for these days." in list(texts(desk.visit_plans.document(WEEK)))


def test_the_tier_sheet_holds_what_is_proposed_decided_and_kept(desk: Desk) -> None:
    ids = [desk.clients.create(name=f"Client {n}", tier=Tier.C) for n in range(10)]
    for n, pk in enumerate(ids):
        desk.tiers.judge(pk, 10 * n, 10 * n)
    review = desk.tiers.review()
    desk.tiers.accept(review.outcome.proposals[:1])
    desk.tiers.override(ids[0], Tier.A, "The owner's brother", NOW.date() + timedelta(days=90))
    sheet = desk.tier_sheets.sheet()
    rest = desk.tiers.review().outcome
    assert [one.client for one in sheet.proposals] == [desk.clients.get(one.client_id).name for one in rest.proposals]
    assert [(one.client, one.from_tier) for one in sheet.moves] == [("Client 9", Tier.C), ("Client 0", Tier.C)]
    assert [(one.client, one.tier, one.reason) for one in sheet.kept] == [("Client 0", Tier.A, "The owner's brother")]
    assert (sum(sheet.sizes.values()), dict(sheet.after)) == (10, rest.sizes)


def test_a_file_without_clients_has_nothing_to_review(desk: Desk) -> None:
    assert "No client should change its tier." in list(texts(desk.tier_sheets.document()))


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".xlsx", ".txt"])
@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_both_are_written_in_each_language(qapp: QApplication, desk: Desk, ending: str, language: str) -> None:
    client = desk.clients.create(name="华为技术", tier=Tier.A)
    desk.visits.plan(client, at(desk, 9), purpose="试用")
    use(language)
    for document in (desk.visit_plans.document(WEEK), desk.tier_sheets.document()):
        assert document_bytes(document, ending)
