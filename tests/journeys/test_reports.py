"""The week's report on its way to the manager, and what changed after it was sent."""

from __future__ import annotations

from datetime import date
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path

import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.report import ReportKind
from salesdesk.ui.paper import mailing, printing
from salesdesk.ui.paper.preview import Preview
from tests.journeys.hands import Answers, PaperTray, User
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


@pytest.mark.parametrize(("key", "ending"), [("P", ".pdf"), ("X", ".xlsx"), ("W", ".docx")])
def test_the_day_goes_out_as_a_file(
    user: User, file: Path, door: Answers, tmp_path: Path, key: str, ending: str
) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    user.press("Ctrl+D", "Ctrl+N")
    user.type("Good day")
    door.saves = tmp_path / f"out{ending}"
    user.press(f"Ctrl+Shift+{key}")
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


def test_the_day_goes_out_as_an_e_mail_and_as_short_text(user: User, file: Path) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    user.press("Ctrl+D", "Ctrl+N")
    user.type("Good day")
    opened: list[Path] = []
    with mailing.opened_by(lambda path: bool(opened.append(path)) or True):
        user.press("Ctrl+Shift+I")
    assert user.toast().startswith("The draft is open in your mail program")
    draft = message_from_bytes(opened[0].read_bytes(), policy=SMTP)
    assert draft["To"] is None and draft["X-Unsent"] == "1" and draft["Subject"].startswith("Daily report · ")
    body, (pdf,) = draft.get_body(), list(draft.iter_attachments())
    assert body is not None and "They agreed" in body.get_content() and "Good day" in body.get_content()
    assert pdf.get_filename() == opened[0].with_suffix(".pdf").name and pdf.get_content().startswith(b"%PDF")
    user.press("Ctrl+Shift+C")
    long = QGuiApplication.clipboard().text()
    user.press("Ctrl+Shift+T")
    short = QGuiApplication.clipboard().text()
    assert "Good day" in short and len(short) < len(long)


def test_without_a_mail_program_the_draft_is_named(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+D")
    with mailing.opened_by(lambda _path: False):
        user.press("Ctrl+Shift+I")
    assert "No mail program opened the draft" in user.toast() and ".eml" in user.toast()


def test_a_layout_goes_to_a_colleague_and_back(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    user.start(file)
    user.press("Ctrl+D")
    user.click("Sections, logo, signatures")
    user.part(QLineEdit, "Company").setFocus()
    user.type("Far Horizon")
    user.press("Tab")
    door.saves = door.opens = tmp_path / "layout.json"
    user.click("Give to a colleague…")
    assert user.toast().startswith("layout.json written")
    user.part(QLineEdit, "Company").setFocus()
    user.write("Else")
    user.press("Tab")
    assert user.desk.reports.layout(ReportKind.DAILY).company == "Else"
    user.click("Take over…")
    assert user.desk.reports.layout(ReportKind.WEEKLY).company == "Far Horizon"
    (tmp_path / "layout.json").write_text("[]")
    user.click("Take over…")
    assert user.sees("layout.json is no layout of reports")


def test_a_week_of_days_goes_out_in_one_go(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    user.press("Ctrl+D")
    user.verb("Several reports at once…").trigger()
    user.settle()
    assert user.sees("1 report")
    door.saves = tmp_path / "week.pdf"
    user.press("Ctrl+Return")
    assert user.sheet is None and user.toast().startswith("1 report bound in week.pdf")
    assert "They agreed" in pdf_words(door.saves)

    user.verb("Several reports at once…").trigger()
    user.settle()
    user.go_to("From")
    user.write("2026-11-16")
    user.part(QComboBox, "As").setFocus()
    user.press("Down")
    assert user.sees("6 reports, the first: Daily-report_王小明_2026-11-16.pdf")
    user.go_to("Names of the files")
    user.write("{who}")
    user.press("Ctrl+Return")
    assert "“{who}” is no gap" in user.problem()
    user.write("{number} {date}")
    door.folder = tmp_path / "out"
    user.press("Ctrl+Return")
    assert sorted(path.name for path in door.folder.iterdir())[0] == "001-2026-11-16.pdf"
    assert len(list(door.folder.iterdir())) == 6


def test_a_day_long_ago_is_reached_by_typing_it_and_missing_ones_stand_out(user: User, file: Path) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    user.clock.forward(days=2)
    user.press("Ctrl+D", "Ctrl+F")
    user.answer("2026-03-10")
    assert user.page.day == date(2026, 3, 10)
    user.answer("some day")
    assert user.sees("This is not a day.") and user.page.day == date(2026, 3, 10)
    user.click("1 not sent")
    assert [slot.first_day.day for slot in user.page.slots.shown()] == [23, 10]
    user.press("Ctrl+N")
    assert user.page.day == user.desk.today()


def test_a_long_day_is_looked_at_page_by_page_and_printed(user: User, file: Path, tmp_path: Path) -> None:
    user.start(file)
    for number in range(8):
        log_a_visit(user, f"Result {number}: " + "they want to see it running before they decide " * 12)
    user.press("Ctrl+D")
    user.part(Preview).setFocus()
    assert user.sees("Page 1 of 2")
    user.press("PgDown", "9")
    assert user.sees("Page 2 of 2")
    with printing.printed_by(PaperTray(tmp_path / "printed.pdf")):
        user.press("Ctrl+P")
    assert user.toast() == "The report has gone to the printer."
    words = pdf_words(tmp_path / "printed.pdf")
    assert all(f"Result {number}:" in words for number in range(8)) and "Page 2 of 2" in words


def test_a_days_report_is_written_and_sent_by_keys_alone(user: User, file: Path) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    user.press("Ctrl+D", "Ctrl+N")
    user.type("Good day")
    user.press("Tab")
    user.type("Price")
    user.press("Tab")
    user.type("Call again")
    user.press("Ctrl+Return")
    kept = user.desk.reports.words(ReportKind.DAILY, user.desk.today())
    assert (kept.remark, kept.obstacles, kept.plan) == ("Good day", "Price", "Call again") and kept.sent_at is not None


def test_what_a_month_decided_comes_back_until_it_is_done(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+6")
    user.click("Monthly")
    user.click("Add a decision")
    user.type("Visit every A client with the new price list")
    user.go_to("Who does it")
    user.write("李娜")
    user.go_to("By when")
    user.type("2026-12-10")
    user.press("Ctrl+Return")
    assert user.sheet is None and user.sees("李娜 · by Thu, Dec 10")
    user.part(QPlainTextEdit, "What decided the result").setFocus()
    user.type("Two tenders slipped")
    user.press("Ctrl+Return")
    kept = user.desk.reports.words(ReportKind.MONTHLY, user.desk.today())
    assert kept.factors == "Two tenders slipped" and kept.sent_at is not None
    user.press("Ctrl+Shift+C")
    copied = QGuiApplication.clipboard().text()
    assert "Visit every A client" in copied and "Two tenders slipped" in copied

    user.clock.forward(days=25)
    user.press("Ctrl+N")
    assert user.sees("李娜 · 8 days late · from November 2026")
    (decided,) = user.page.decisions.lines
    decided.box.click()
    user.settle()
    assert user.sees("Decisions · 0 open")
    user.clock.forward(days=31)
    user.press("Ctrl+N")
    assert not user.page.decisions.lines


def test_a_decision_is_changed_and_put_into_the_bin(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+6")
    user.click("Monthly")
    user.click("Add a decision")
    user.press("Ctrl+Return")
    assert user.problem(), "a decision needs words"
    user.type("Ask for demo machines")
    user.press("Ctrl+Return")
    user.click("Ask for demo machines")
    user.write("Ask for two demo machines")
    user.press("Ctrl+Return")
    assert user.sees("Ask for two demo machines")
    user.button("Ask for two demo machines").setFocus()
    user.press("Del")
    assert not user.page.decisions.lines
    user.press("Ctrl+Z")
    assert user.sees("Ask for two demo machines")
    user.click("Ask for two demo machines")
    user.click("Put into the bin")
    assert user.sheet is None and not user.page.decisions.lines


def test_a_lead_looks_at_the_week_of_the_team(user: User, file: Path, door: Answers, tmp_path: Path) -> None:
    user.start(file)
    log_a_visit(user, "They agreed")
    desk = user.desk
    desk.session.record(Label("sample.created"), [New(Kind.REP, desk.session.new_id(), {"name": "李娜"})])
    come_to_the_week(user)
    user.click("The team")
    user.press("Ctrl+N")
    user.type("A week of the team")
    user.press("Ctrl+Shift+C")
    copied = QGuiApplication.clipboard().text()
    assert "李娜" in copied and "王小明" in copied and "A week of the team" in copied
    user.press("Ctrl+Return")
    assert desk.reports.words(ReportKind.WEEKLY, desk.today(), scope="team").sent_at is not None
    assert desk.reports.words(ReportKind.WEEKLY, desk.today()).sent_at is None
    user.click("Mine")
    assert user.part(QPlainTextEdit, "Remark").toPlainText() == ""

    user.verb("Several reports at once…").trigger()
    user.settle()
    door.saves = tmp_path / "team.pdf"
    user.press("Ctrl+Return")
    words = pdf_words(door.saves)
    assert "李娜" in words and "王小明" in words
