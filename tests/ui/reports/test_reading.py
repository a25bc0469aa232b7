"""Long reports are read beside the window: nothing typed meanwhile is lost, and only what is wanted last is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.report import ReportKind
from salesdesk.reports.document import texts
from salesdesk.settings import SettingsFile
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.pictures import settle
from salesdesk.ui.reports.page import ReportsPage
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()


@pytest.fixture
def page(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ReportsPage]:
    window = MainWindow(SettingsFile(), Jobs())
    window.open_desk(make_desk(tmp_path, clock=TestClock(NOW.replace(hour=18))))
    window.show()
    window.todays_report()
    settle()
    assert isinstance(window.page, ReportsPage)
    yield window.page
    window.close()
    window.deleteLater()
    settle()


def words(page: ReportsPage) -> str:
    document = page._view.document if page._view else None
    return " ".join(texts(document)) if document else ""


def test_words_typed_while_a_month_is_read_stay_and_reach_the_paper(page: ReportsPage, qtbot: QtBot) -> None:
    page.show_report(ReportKind.MONTHLY, TODAY)
    field = page.writing.fields["remark"]
    field.text.setFocus()
    for part in ("A good ", "month ", "for us"):
        qtbot.keyClicks(field.text, part)
        page.writing.flush()
        settle()
    qtbot.keyClicks(field.text, " all")
    qtbot.waitUntil(lambda: "A good month for us" in words(page), timeout=20_000)
    assert field.value() == "A good month for us all"
    page.writing.flush()
    qtbot.waitUntil(lambda: "for us all" in words(page), timeout=20_000)


def test_what_is_wanted_last_is_shown(page: ReportsPage, qtbot: QtBot) -> None:
    page.desk.reports.write_words(ReportKind.MONTHLY, TODAY, "remark", "Of the month")
    page.desk.reports.write_words(ReportKind.DAILY, TODAY, "remark", "Of the day")
    page.show_report(ReportKind.YEAR, TODAY)
    assert page.writing.fields["remark"].value() == "", "words of another report are not written into this one"
    page.show_report(ReportKind.MONTHLY, TODAY)
    hushed: list[object] = []
    page.ctx.jobs.hushed.connect(hushed.append)
    reading = page.reader._running
    was_busy = reading is not None and page.ctx.jobs.is_running(reading)
    page.show_report(ReportKind.DAILY, TODAY)
    assert "Of the day" in words(page)
    assert len(hushed) == was_busy, "the line at the foot no longer says that a report is being prepared"
    qtbot.waitUntil(lambda: not page.ctx.jobs.busy, timeout=20_000)
    settle()
    assert "Of the day" in words(page) and page.writing.fields["remark"].value() == "Of the day"
    page.show_report(ReportKind.MONTHLY, TODAY)
    qtbot.waitUntil(lambda: "Of the month" in words(page), timeout=20_000)


def test_the_paper_says_that_a_long_report_is_being_prepared(page: ReportsPage, qtbot: QtBot) -> None:
    shown: list[str] = []
    page.preview.moved.connect(lambda: shown.append(page.preview.title))
    page.show_report(ReportKind.YEAR, TODAY)
    qtbot.waitUntil(lambda: bool(shown) and shown[-1].startswith("Year"), timeout=20_000)
    assert "Preparing the report…" in shown


def test_a_copy_is_taken_of_the_last_word_typed(page: ReportsPage, qtbot: QtBot) -> None:
    page.show_report(ReportKind.MONTHLY, TODAY)
    field = page.writing.fields["factors"]
    field.text.setFocus()
    qtbot.keyClicks(field.text, "Two tenders")
    view = page.current()
    assert view is not None and "Two tenders" in " ".join(texts(view.document))
