"""The trends: opened from the palette, read as a table, copied, and followed to the records."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from salesdesk.domain.change import Kind, Label, New
from salesdesk.ui.records.sheet import RecordsSheet
from salesdesk.ui.trends.sheet import TrendsSheet
from tests.journeys.hands import User


def trends(user: User) -> TrendsSheet:
    sheet = user.sheet
    assert isinstance(sheet, TrendsSheet)
    return sheet


def test_trends_are_read_copied_and_followed(user: User, file: Path) -> None:
    user.start(file)
    client = user.desk.clients.create(name="华鑫水务", industry="水务")
    order = {
        "client_id": client,
        "rep_id": user.desk.rep.id,
        "ordered_on": user.desk.today(),
        "total_cents": 12_000_000,
    }
    user.desk.session.record(Label("sample.created"), [New(Kind.ORDER, user.desk.session.new_id(), order)])
    user.call("Trends")
    sheet = trends(user)
    user.settle()

    sheet.monthly.table_button.click()
    sheet.monthly.table.setFocus()
    user.press("Ctrl+C")
    november = next(line for line in QGuiApplication.clipboard().text().split("\n") if line.startswith("November"))
    assert november.split("\t")[1] == "120000.00", "a spreadsheet computes with it"

    sheet.monthly.table.setCurrentCell(10, 1)
    user.press("Return")
    records = user.sheet
    assert isinstance(records, RecordsSheet)
    assert [(one.client, one.cents) for one in records.records] == [("华鑫水务", 120_000_00)]
    user.press("Escape")

    trends(user).pie.picture.setFocus()
    user.press("Down", "Return")
    records = user.sheet
    assert isinstance(records, RecordsSheet)
    assert [one.client for one in records.records] == ["华鑫水务"]
    user.press("Escape")

    trends(user).period_box.setFocus()
    user.press("Down")
    assert trends(user).period.days < 100, "a quarter"
    user.press("Escape")
    assert user.sheet is None


def test_an_empty_file_says_that_there_is_nothing(user: User, file: Path) -> None:
    user.start(file)
    user.call("Trends")
    sheet = trends(user)
    assert user.sees("Nothing was sold in this period.")
    assert user.sees("No client has bought in the last 12 months.")
    assert not sheet.pie.copy_button.isEnabled()
    assert user.sees("Nothing was sold in these months, and no target is set.")
    assert not sheet.monthly.copy_button.isEnabled()
