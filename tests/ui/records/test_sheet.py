"""The records behind a number: their own currencies, and the first ones of many."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.behind import Record
from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.ui.records.sheet import AT_ONCE, RecordsSheet
from tests.builders import make_desk
from tests.ui.stage import stage


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = make_desk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def order(desk: Desk, cents: int, currency: str, client: bytes) -> None:
    values = {"client_id": client, "rep_id": desk.rep.id, "ordered_on": desk.today(), "total_cents": cents}
    new = New(Kind.ORDER, desk.session.new_id(), {**values, "currency": currency})
    desk.session.record(Label("sample.created"), [new])


def test_each_amount_stands_in_its_own_currency_and_so_do_the_sums(desk: Desk, window: QWidget) -> None:
    client = desk.clients.create(name="Acme")
    for cents, currency in ((100_00, "CNY"), (200_00, "CNY"), (300_00, "USD")):
        order(desk, cents, currency, client)
    of = Kind.ORDER, b"", client, "Acme", None
    owed = [Record(*of, one.total_cents, currency=one.currency) for one in desk.orders.of()]
    sheet = RecordsSheet(stage(desk)[0], window, "Orders", owed)
    assert sorted(row[-1] for row in sheet.table.texts()) == ["$300.00", "CN¥100.00", "CN¥200.00"]
    said = sheet.sums.text()
    assert said.startswith("3 records") and "CN¥300.00" in said and "$300.00" in said


def test_the_records_of_a_figure_know_their_currency(desk: Desk) -> None:
    client = desk.clients.create(name="Acme")
    desk.funnel.add(name="Pumps", client_id=client, amount_cents=700_00, currency="USD")
    found = desk.figures.records(desk.figures.behind("open_count", Period.month(desk.today())))
    assert [(one.cents, one.currency) for one in found] == [(700_00, "USD")]


def test_of_many_the_first_are_said_to_be_so_and_the_others_come_at_a_wish(desk: Desk, window: QWidget) -> None:
    everything = [Record(Kind.CLIENT, bytes([n // 256, n % 256]), None, f"Client {n}") for n in range(AT_ONCE * 2 + 1)]
    asked: list[int] = []

    def more(start: int) -> list[Record]:
        asked.append(start)
        return everything[start : start + AT_ONCE]

    sheet = RecordsSheet(stage(desk)[0], window, "Clients", everything[:AT_ONCE], of=len(everything), more=more)
    assert sheet.sums.text() == "The first 500 of 1,001 records"
    sheet.more_button.click()
    assert sheet.sums.text() == "The first 1,000 of 1,001 records"
    assert sheet.table.currentRow() == AT_ONCE, "reading goes on where it stopped"
    sheet.more_button.click()
    assert sheet.sums.text() == "1,001 records" and sheet.more_button.isHidden()
    assert asked == [AT_ONCE, AT_ONCE * 2]
    assert sheet.table.texts()[-1][0] == "Client 1000"


def test_a_long_list_that_is_known_is_shown_in_parts_with_its_whole_sum(desk: Desk, window: QWidget) -> None:
    known = [Record(Kind.ORDER, b"%d" % n, None, "Acme", None, 1_00) for n in range(AT_ONCE + 10)]
    sheet = RecordsSheet(stage(desk)[0], window, "Orders", known)
    assert "The first 500 of 510 records" in sheet.sums.text() and "510.00" in sheet.sums.text()
    sheet.show_more()
    assert sheet.table.rowCount() == AT_ONCE + 10
