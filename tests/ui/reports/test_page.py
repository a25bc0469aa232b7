"""The page of the reports: seen as it prints, written beside it, and every way out of the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from docx import Document as WordDocument
from openpyxl import load_workbook
from PySide6.QtCore import QBuffer, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.report import ReportKind
from salesdesk.domain.visit import Channel, Outcome
from salesdesk.domain.visit_entry import VisitEntry
from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.language import switch
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.paper import printing
from salesdesk.ui.parts import dialogs
from salesdesk.ui.pictures import settle
from salesdesk.ui.reports.page import ReportsPage
from salesdesk.words.i18n import language
from tests.builders import NOW, TestClock, make_desk

TODAY = NOW.date()
DAILY, WEEKLY = ReportKind.DAILY, ReportKind.WEEKLY


class Answers(dialogs.QtDoor):
    """Chooses the given file whenever one is asked for."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.proposed: list[str] = []

    def save_file(self, parent: QWidget | None, title: str, proposal: Path | None, kinds: str) -> Path | None:
        self.proposed.append(proposal.name if proposal else "")
        return self.path

    def open_file(self, parent: QWidget | None, title: str, folder: Path | None, kinds: str) -> Path | None:
        return self.path


class ToFile:
    """Prints to a PDF file instead of asking for a printer."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def choose(self, parent: QWidget, printer: QPrinter) -> bool:
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(self.path))
        return True


@pytest.fixture
def clock() -> TestClock:
    return TestClock(NOW.replace(hour=18, minute=2))


@pytest.fixture
def window(tmp_path: Path, clock: TestClock, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(SettingsFile(), Jobs(inline=True))
    made.open_desk(make_desk(tmp_path, clock=clock))
    made.resize(1366, 768)
    made.show()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


@pytest.fixture
def page(window: MainWindow) -> ReportsPage:
    log(desk_of(window), "和平医院", "They agreed")
    window.todays_report()
    settle()
    assert isinstance(window.page, ReportsPage)
    return window.page


def desk_of(window: MainWindow) -> Desk:
    assert window.desk is not None
    return window.desk


def log(desk: Desk, client: str, result: str) -> Id:
    who = desk.session.new_id()
    desk.session.record(Label("client.added", {"client": client}), [New(Kind.CLIENT, who, {"name": client})])
    desk.visits.log(VisitEntry(who, Channel.FACE, NOW, 60, Outcome.PROGRESS, result))
    return who


def write(page: ReportsPage, field: str, words: str, qtbot: QtBot) -> None:
    """Type into a field and let the pause pass."""
    editor = page.writing.fields[field].text
    editor.setFocus()
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor, words)
    page.writing.flush()
    settle()


def notes(page: ReportsPage) -> list[str]:
    """Everything that the right side says."""
    return [label.text() for label in page.writing.findChildren(QLabel) if label.isVisible() and label.text()]


def pdf_text(path: Path) -> str:
    found = pypdfium2.PdfDocument(path)
    words = "\n".join(one.get_textpage().get_text_range() for one in found)
    found.close()
    return words


def test_ctrl_d_shows_todays_report_from_anywhere(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("reports")
    assert isinstance(window.page, ReportsPage)
    window.page.show_report(WEEKLY, TODAY - timedelta(days=14))
    window.verbs["todays_report"].trigger()
    assert (window.page.kind, window.page.day) == (DAILY, TODAY)
    assert window.page.kinds.chosen() == "daily"


def test_the_list_names_the_state_of_each_day(page: ReportsPage) -> None:
    desk = page.desk
    desk.visits.log(VisitEntry(desk.visits.between(TODAY, TODAY)[0].client_id, Channel.PHONE, NOW - timedelta(days=3)))
    desk.reports.send(DAILY, TODAY - timedelta(days=4))
    settle()
    page.slots.grab()
    tips = [page.slots.item(row).toolTip() for row in range(4)]
    assert "To be written · 1 visit" in tips[0]
    assert "Not sent · 1 visit" in tips[1]
    assert "Sent" in tips[2] and "0 visits" in tips[2]
    assert "Nothing entered" in tips[3]
    names = [page.slots.item(row).text() for row in range(page.slots.count())]
    assert not any("Sun" in name or "Sat" in name for name in names), "nobody works on these days"


def test_the_keyboard_walks_through_the_days(page: ReportsPage, qtbot: QtBot) -> None:
    page.slots.setFocus()
    qtbot.keyClick(page.slots, Qt.Key.Key_Down)
    settle()
    assert page.day == TODAY - timedelta(days=3), "the Friday before"
    assert page.writing.fields["remark"].value() == ""


def test_earlier_weeks_are_one_click_away(page: ReportsPage) -> None:
    client = page.desk.visits.between(TODAY, TODAY)[0].client_id
    page.desk.visits.log(VisitEntry(client, Channel.PHONE, NOW - timedelta(weeks=30)))
    page.desk.visits.log(VisitEntry(client, Channel.PHONE, NOW - timedelta(weeks=26)))
    page.show_report(WEEKLY, TODAY)
    before = len(page.slots.shown())
    page.slots.itemClicked.emit(page.slots.item(page.slots.count() - 1))
    assert len(page.slots.shown()) > before
    assert page.slots.shown()[-1].contacts == 1


def test_the_preview_shows_ink_and_fits_the_width(page: ReportsPage) -> None:
    assert page.preview.count == 1
    picture = page.preview.grab().toImage()
    rect = page.preview.page_rect(0)
    assert 0 < rect.left() <= 20 and rect.right() < page.preview.viewport().width()
    assert picture.pixelColor(rect.left() + 5, rect.top() + 5) == QColor("white")
    dark = sum(
        picture.pixelColor(x, y).lightness() < 100
        for x in range(rect.left(), rect.right(), 2)
        for y in range(rect.top(), 400, 2)
    )
    assert dark > 500, "nothing is painted"
    page.preview.zoom(1)
    assert page.preview.page_rect(0).width() > rect.width()
    page.preview.zoom(0)
    assert page.preview.page_rect(0) == rect


def test_what_is_typed_is_kept_and_seen_on_paper(page: ReportsPage, window: MainWindow, qtbot: QtBot) -> None:
    editor = page.writing.fields["remark"].text
    editor.setFocus()
    qtbot.keyClicks(editor, "Good day ")
    assert page.desk.reports.words(DAILY, TODAY).remark == "", "not while one types"
    qtbot.waitUntil(lambda: page.desk.reports.words(DAILY, TODAY).remark == "Good day", timeout=3000)
    settle()
    assert editor.toPlainText() == "Good day ", "the words under the cursor are left alone"
    qtbot.keyClicks(editor, "indeed")
    page.slots.setFocus()
    QApplication.processEvents()
    assert page.desk.reports.words(DAILY, TODAY).remark == "Good day indeed", "leaving the field keeps it"
    page.ways_out.copy_text()
    assert "Good day indeed" in QGuiApplication.clipboard().text()
    assert "Draft, saved" in notes(page)


@pytest.mark.parametrize("leave", ["day", "kind", "page", "window"])
def test_leaving_in_mid_word_loses_nothing(
    page: ReportsPage, window: MainWindow, qtbot: QtBot, tmp_path: Path, clock: TestClock, leave: str
) -> None:
    qtbot.keyClicks(page.writing.fields["plan"].text, "Call Acme")
    match leave:
        case "day":
            page.show_report(DAILY, TODAY - timedelta(days=3))
        case "kind":
            page.kinds.changed.emit("weekly")
        case "page":
            window.show_page("clients")
        case "window":
            window.close()
    if window.desk is not None:
        assert page.desk.reports.words(DAILY, TODAY).plan == "Call Acme"
        return
    desk = Desk.open(tmp_path / "test.salesdesk", clock=clock)
    try:
        assert desk.reports.words(DAILY, TODAY).plan == "Call Acme"
    finally:
        desk.close()


def test_midnight_does_not_move_words_to_the_new_day(page: ReportsPage, clock: TestClock, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.writing.fields["remark"].text, "Late")
    clock.forward(hours=7)
    page.refresh_now()
    assert page.day == TODAY + timedelta(days=1)
    assert page.desk.reports.words(DAILY, TODAY).remark == "Late"
    assert page.writing.fields["remark"].value() == ""


def test_sending_freezes_and_later_changes_are_listed(page: ReportsPage, qtbot: QtBot) -> None:
    write(page, "remark", "Good", qtbot)
    qtbot.mouseClick(page.writing.send, Qt.MouseButton.LeftButton)
    settle()
    assert "Sent Mon 18:02" in notes(page)
    assert page.writing.fields["remark"].text.isReadOnly()
    visit = page.desk.visits.get(page.desk.visits.between(TODAY, TODAY)[0].id)
    page.desk.visits.edit(visit, replace(visit, result="They said no"))
    settle()
    said = notes(page)
    assert any(words.startswith("Sent:") and "They agreed" in words for words in said)
    assert any(words.startswith("Now:") and "They said no" in words for words in said)
    page.ways_out.copy_text()
    assert "They agreed" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(page.writing.reopen, Qt.MouseButton.LeftButton)
    settle()
    assert not page.writing.fields["remark"].text.isReadOnly()
    page.ways_out.copy_text()
    assert "They said no" in QGuiApplication.clipboard().text()


def test_warnings_are_said_beside_the_words(page: ReportsPage, qtbot: QtBot) -> None:
    assert not any("same as" in words for words in notes(page))
    page.desk.reports.write_words(DAILY, TODAY - timedelta(days=3), "remark", "As usual")
    write(page, "remark", "As usual", qtbot)
    assert "The remark is the same as in the report before." in notes(page)


def test_words_changed_elsewhere_meanwhile_are_not_written_over(page: ReportsPage, qtbot: QtBot) -> None:
    field = page.writing.fields["remark"]
    field.text.setFocus()
    qtbot.keyClicks(field.text, "Mine")
    page.desk.reports.write_words(DAILY, TODAY, "remark", "Theirs")
    settle()
    page.writing.flush()
    settle()
    assert page.desk.reports.words(DAILY, TODAY).remark == "Theirs"
    assert field.value() == "Mine", "what was typed is not lost"
    page.show_report(DAILY, TODAY - timedelta(days=3))
    page.show_report(DAILY, TODAY)
    assert field.value() == "Theirs"


def test_a_week_to_come_cannot_be_sent(page: ReportsPage) -> None:
    page.show_report(DAILY, TODAY + timedelta(days=1))
    assert not page.writing.send.isEnabled()


@pytest.mark.parametrize("ending", [".pdf", ".xlsx", ".docx"])
def test_each_format_is_written_and_can_be_read(
    page: ReportsPage, window: MainWindow, tmp_path: Path, qtbot: QtBot, ending: str
) -> None:
    write(page, "remark", "Good day", qtbot)
    door = Answers(tmp_path / f"out{ending}")
    name = {".pdf": "PDF", ".xlsx": "Excel workbook…", ".docx": "Word document…"}[ending]
    verb = next(verb for verb in window.verbs.all() if verb.text() == name)
    with dialogs.answered_by(door):
        verb.trigger()
    assert door.proposed == [f"Daily-report_王小明_2026-11-23{ending}"]
    if ending == ".pdf":
        words = pdf_text(tmp_path / "out.pdf")
    elif ending == ".xlsx":
        book = load_workbook(tmp_path / "out.xlsx")
        words = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    else:
        word = WordDocument(str(tmp_path / "out.docx"))
        cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        words = "\n".join([*(paragraph.text for paragraph in word.paragraphs), *cells])
    for wanted in ("Daily report", "和平医院", "They agreed", "Good day"):
        assert wanted in words


def test_giving_up_writes_nothing_and_a_bad_place_is_said(page: ReportsPage, tmp_path: Path) -> None:
    for path in (None, tmp_path / "no such folder" / "x.pdf"):
        with dialogs.answered_by(Answers(path)):
            page.bar_actions()[1].trigger()
    assert not list(tmp_path.glob("**/*.pdf"))


def test_the_ending_is_added_when_it_was_forgotten(page: ReportsPage, tmp_path: Path) -> None:
    with dialogs.answered_by(Answers(tmp_path / "report 11.23")):
        page.bar_actions()[1].trigger()
    assert (tmp_path / "report 11.23.pdf").read_bytes().startswith(b"%PDF")


def test_printing_prints_what_is_seen(window: MainWindow, page: ReportsPage, tmp_path: Path, qtbot: QtBot) -> None:
    write(page, "remark", "Good day", qtbot)
    with printing.printed_by(ToFile(tmp_path / "paper.pdf")):
        window.verbs["print"].trigger()
    words = pdf_text(tmp_path / "paper.pdf")
    assert "Good day" in words and "和平医院" in words


def test_sections_are_hidden_and_moved(page: ReportsPage, qtbot: QtBot) -> None:
    page.fold.click()
    sections = page.arranging.sections
    row = sections.order().index("goals")
    sections.item(row).setCheckState(Qt.CheckState.Unchecked)
    settle()
    assert page.desk.reports.layout(DAILY).hidden == {"goals"}
    sections.setCurrentRow(sections.order().index("tomorrow"))
    for _step in range(2):
        qtbot.keyClick(sections, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settle()
    shown = [section.key for section in page.desk.reports.document(DAILY, TODAY).sections]
    assert "goals" not in shown
    order = page.desk.reports.layout(DAILY).order
    assert order.index("tomorrow") == order.index("resources") - 1
    page.desk.undo()
    settle()
    assert sections.order() == list(page.desk.reports.layout(DAILY).order)


def test_company_signatures_and_logo_reach_the_paper(page: ReportsPage, tmp_path: Path, qtbot: QtBot) -> None:
    page.fold.click()
    line = page.arranging.company.line
    line.setFocus()
    qtbot.keyClicks(line, "Hengyuan")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    lines = page.arranging.lines.text
    lines.setFocus()
    lines.selectAll()
    qtbot.keyClicks(lines, "Rep")
    page.slots.setFocus()
    settle()
    document = page.desk.reports.document(DAILY, TODAY)
    assert (document.company, document.signatures) == ("Hengyuan", ("Rep",))
    page.arranging.signed.box.click()
    settle()
    assert page.desk.reports.document(DAILY, TODAY).signatures == ()
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(QColor("navy"))
    picture.save(str(tmp_path / "logo.png"))
    with dialogs.answered_by(Answers(tmp_path / "logo.png")):
        page.arranging.choose_logo.click()
    settle()
    kept = QBuffer()
    kept.setData(page.desk.reports.layout(WEEKLY).logo)
    assert QImage.fromData(kept.data()).width() == 40
    page.arranging.remove_logo.click()
    settle()
    assert page.desk.reports.layout(DAILY).logo == b""


def test_a_word_template_is_copied_edited_and_used(page: ReportsPage, tmp_path: Path) -> None:
    copy = tmp_path / "ours.docx"
    page.fold.click()
    with dialogs.answered_by(Answers(copy)):
        page.arranging.copy_template.click()
        word = WordDocument(str(copy))
        word.add_paragraph("Head office of {{ author }}")
        word.save(str(copy))
        page.arranging.choose_template.click()
    settle()
    assert page.arranging.template.text() == "ours.docx"
    copy.unlink()
    with dialogs.answered_by(Answers(tmp_path / "out.docx")):
        page.ways_out.write(".docx")
    assert "Head office of 王小明" in [one.text for one in WordDocument(str(tmp_path / "out.docx")).paragraphs]
    (tmp_path / "bad.docx").write_text("no document")
    with dialogs.answered_by(Answers(tmp_path / "bad.docx")):
        page.arranging.choose_template.click()
    settle()
    assert page.arranging.template.text() == "ours.docx", "what is no Word file is refused"
    page.arranging.remove_template.click()
    settle()
    assert page.desk.reports.template() is None


def test_a_report_is_found_by_its_record(window: MainWindow, page: ReportsPage) -> None:
    long_ago = TODAY - timedelta(days=200)
    page.desk.reports.write_words(WEEKLY, long_ago, "remark", "Old")
    kept = page.desk.reports.words(WEEKLY, long_ago)
    window.go(Kind.REPORT, kept.id)
    assert (page.kind, page.day) == (WEEKLY, kept.first_day)
    assert page.writing.fields["remark"].value() == "Old"
    assert kept.first_day in [slot.first_day for slot in page.slots.shown()]


def test_another_language_speaks_at_once(page: ReportsPage, qapp: QApplication) -> None:
    switch(qapp, "zh_CN")
    settle()
    assert language() == "zh_CN"
    assert page.slots.item(0).text().endswith("11月23日周一")


def test_an_empty_file_has_a_report_that_says_so(window: MainWindow) -> None:
    window.todays_report()
    settle()
    assert isinstance(window.page, ReportsPage)
    page: Sequence[str] = notes(window.page)
    assert "Nothing is entered for this day." in page
    assert window.page.preview.count == 1
    assert len(window.page.slots.shown()) <= 11, "no long list of empty days"


def test_a_read_only_file_is_only_read(tmp_path: Path, qtbot: QtBot, clock: TestClock) -> None:
    make_desk(tmp_path).close()
    window = MainWindow(SettingsFile(), Jobs(inline=True))
    window.open_desk(Desk.open(tmp_path / "test.salesdesk", clock=clock, read_only=True))
    window.show()
    window.todays_report()
    settle()
    assert isinstance(window.page, ReportsPage)
    assert window.page.writing.fields["remark"].text.isReadOnly()
    assert not window.page.writing.send.isEnabled() and not window.page.arranging.isEnabled()
    window.close()
    window.deleteLater()
    settle()


def test_what_is_no_picture_is_not_taken_as_a_logo(page: ReportsPage, tmp_path: Path) -> None:
    page.fold.click()
    (tmp_path / "logo.png").write_bytes(b"no picture")
    with dialogs.answered_by(Answers(tmp_path / "logo.png")):
        page.arranging.choose_logo.click()
    settle()
    assert page.desk.reports.layout(DAILY).logo == b""
    assert any("logo.png is no picture" in label.text() for label in page.window().findChildren(QLabel))
