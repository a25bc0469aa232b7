"""A plan pasted from a spreadsheet, kept and compared with; the forms that are signed on paper."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.ui.targets.page import TargetsPage
from tests.builders import TestClock
from tests.journeys.hands import Answers, User


def test_a_plan_is_kept_pasted_into_and_compared_with(user: User, file: Path) -> None:
    desk = Desk.open(file, clock=TestClock())
    desk.targets.set_total(2026, Metric.SALES, 12_000_000_00)
    desk.close()
    user.start(file)
    user.press("Ctrl+2")
    page = user.page
    assert isinstance(page, TargetsPage)
    page.keep_action.trigger()
    user.settle()
    user.write("Before the fair")
    user.press("Ctrl+Return")
    page.view.stand_on(0, 0)
    user.settle()
    QGuiApplication.clipboard().setText("400,000\t250000\r\n¥600,000.50\t45万\r\n")
    user.press("Ctrl+V")
    assert [page.sheet.amount(0, 0), page.sheet.amount(0, 1)] == [400_000_00, 250_000_00]
    assert [page.sheet.amount(1, 0), page.sheet.amount(1, 1)] == [600_000_50, 450_000_00]
    user.go_to("Compare with an earlier plan")
    user.press("Down")
    assert page.sheet.difference(0, 0) == 400_000_00 - 300_000_00
    page.view.stand_on(0, 0)
    page.view.selectAll()
    user.press("Ctrl+C")
    assert QGuiApplication.clipboard().text().split("\n")[0].split("\t")[:2] == ["400000", "250000"]
    user.press("Ctrl+Z")
    assert page.sheet.difference(0, 0) == 0


def test_the_forms_to_be_signed_are_opened_and_written(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    user.start(file)
    for words, name in (("Visit plan", "plan.pdf"), ("Tier review on paper", "tiers.pdf")):
        user.call(words)
        assert user.sheet is not None, words
        door.saves = tmp_path / name
        user.click("PDF")
        user.wait((tmp_path / name).exists)
        assert (tmp_path / name).read_bytes().startswith(b"%PDF")
        user.press("Escape")
        assert user.sheet is None
