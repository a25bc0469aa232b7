"""The week's report on its way to the manager, and what changed after it was sent."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit

from salesdesk.domain.report import ReportKind
from tests.journeys.hands import Answers, User
from tests.journeys.test_first_day import pdf_words


def log_a_visit(user: User, result: str) -> None:
    user.press("Ctrl+L")
    user.answer("hwjs", "1", "", "2")
    user.type(result)
    user.press("Ctrl+Return", "Ctrl+Return")
    assert user.sheet is None


def come_to_the_week(user: User) -> None:
    user.press("Ctrl+6")
    user.click("Weekly")


def test_a_sent_week_stays_as_it_was_and_names_what_changed(user: User, file: Path) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    come_to_the_week(user)
    user.press("Ctrl+N")
    user.type("A week of talks")
    user.press("Ctrl+Return")
    today = user.desk.today()
    assert user.desk.reports.words(ReportKind.WEEKLY, today).sent_at is not None
    assert user.part(QPlainTextEdit, "Remark").isReadOnly()

    (visit,) = user.desk.visits.between(today, today)
    user.running.window.log_visit(visit_id=visit.id)
    user.settle()
    user.go_to("Needs heard")
    user.type("Short delivery")
    user.press("Return", "Ctrl+Return", "Ctrl+Return")
    assert [tag.name for tag in user.desk.visits.needs_of(visit.id)] == ["Short delivery"]

    user.press("Ctrl+6")
    assert user.sees("The data has changed since.") and user.sees("Now: Short delivery")
    user.press("Ctrl+Shift+C")
    copied = QGuiApplication.clipboard().text()
    assert "A week of talks" in copied and "Short delivery" not in copied, "what was sent stays as it was sent"
    user.click("Open for changes")
    user.press("Ctrl+Shift+C")
    assert "Short delivery" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize(("verb", "ending"), [("PDF", ".pdf"), ("Excel", ".xlsx"), ("Word", ".docx")])
def test_the_day_goes_out_as_a_file(
    user: User, file: Path, door: Answers, tmp_path: Path, verb: str, ending: str
) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    user.press("Ctrl+D", "Ctrl+N")
    user.type("Good day")
    door.saves = tmp_path / f"out{ending}"
    user.click(verb)
    assert user.toast().startswith(f"out{ending} written to")
    words = written(door.saves)
    assert "They agreed" in words and "Good day" in words and "华为技术" in words


def written(path: Path) -> str:
    """Every word in a file that was written."""
    if path.suffix == ".pdf":
        return pdf_words(path)
    if path.suffix == ".xlsx":
        book = load_workbook(path)
        return "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    word = WordDocument(str(path))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
