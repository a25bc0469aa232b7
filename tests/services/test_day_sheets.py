"""The day sheet: every visit of a day in its order, with all that one wants to know at the door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from salesdesk.domain.client import Tier
from salesdesk.domain.visit import Channel
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.paper.export import document_bytes
from salesdesk.reports.document import Table, texts
from salesdesk.services.desk import Desk
from salesdesk.words.i18n import use
from tests.builders import NOW, make_desk

DAY = NOW.date() + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    use("en")
    yield made
    made.close()


def at(desk: Desk, hour: int) -> datetime:
    return desk.moment(DAY, time(hour, 0))


def full_day(desk: Desk) -> None:
    """Two visits with an hour, two without; one client of which everything is known."""
    huawei = desk.clients.create(
        name="华为技术",
        tier=Tier.A,
        address="龙华路 1 号",
        district="龙岗",
        phone="0755-1",
        latitude=31.0,
        longitude=121.0,
    )
    desk.clients.add_contact(huawei, name="李强", title="Purchasing", phone="138-0000")
    deal = desk.funnel.add(name="Servo motors", client_id=huawei, amount_cents=128_000_00)
    entry = VisitEntry(
        huawei,
        Channel.PHONE,
        NOW - timedelta(hours=1),
        result="Liked the sample",
        obstacle="No budget",
        next_step="Send the quote",
        next_on=date(2026, 11, 27),
        opportunity_id=deal if isinstance(deal, bytes) else None,
    )
    desk.visits.log(entry)
    desk.visits.plan(huawei, at(desk, 14), purpose="Demo")
    near = desk.clients.create(name="近", latitude=31.0, longitude=121.01)
    far = desk.clients.create(name="远", latitude=31.0, longitude=121.2)
    early = desk.clients.create(name="早", district="徐汇")
    desk.visits.plan(far, at(desk, 0), all_day=True)
    desk.visits.plan(near, at(desk, 0), all_day=True)
    desk.visits.plan(early, at(desk, 9))
    gone = desk.clients.create(name="取消")
    desk.visits.plan(gone, at(desk, 16))
    (cancelled,) = desk.visits.of_client(gone)
    desk.visits.cancel(cancelled.id, "Ill")


def test_visits_stand_in_the_order_of_the_clock_then_of_the_way(desk: Desk) -> None:
    full_day(desk)
    sheet = desk.day_sheets.sheet(DAY)
    assert [stop.client.name for stop in sheet.stops] == ["早", "华为技术", "近", "远"]
    assert [stop.km is None for stop in sheet.stops] == [True, True, False, False]
    assert sheet.km is not None and 18 < sheet.km < 20


def test_everything_for_the_door_is_on_paper(desk: Desk, qapp: QApplication) -> None:
    full_day(desk)
    document = desk.day_sheets.document(DAY)
    said = "\n".join(texts(document))
    for words in (
        "Tuesday, November 24, 2026",
        "2. 14:00 华为技术 (A)",
        "龙华路 1 号 · 龙岗 · 0755-1",
        "李强 · Purchasing · 138-0000",
        "Liked the sample",
        "Send the quote, by Nov 27, 2026",
        "No budget, since Nov 23, 2026",
        "Servo motors · First contact · P2",
        "km in all",
    ):
        assert words in said
    assert "取消" not in said
    table = document.sections[0].blocks[0]
    assert isinstance(table, Table) and len(table.rows) == 4
    assert [len(document_bytes(document, ending)) > 500 for ending in (".pdf", ".xlsx", ".docx", ".txt")] == [True] * 4


def test_an_empty_day_says_so(desk: Desk) -> None:
    said = list(texts(desk.day_sheets.document(DAY)))
    assert "No visits are planned for this day." in said
    assert desk.day_sheets.file_name(DAY, ".pdf") == "Day-sheet_2026-11-24_王小明.pdf"
