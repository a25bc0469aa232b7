"""Files and addresses of a visit: noted, opened, missing; and what else is rarely said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id
from salesdesk.services.desk import Desk
from salesdesk.ui.log_visit.links_field import LinksField
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.log_visit.sheet import LogVisitSheet
from salesdesk.ui.page import PageContext
from tests.builders import NOW
from tests.journeys.hands import drop


class Desktop(QObject):
    """What would show the file: it only notes which."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    @Slot(QUrl)
    def show_it(self, url: QUrl) -> None:
        self.shown.append(url.toString())


@pytest.fixture
def desktop() -> Iterator[Desktop]:
    made = Desktop()
    for scheme in ("file", "https"):
        QDesktopServices.setUrlHandler(scheme, made, "show_it")
    yield made
    for scheme in ("file", "https"):
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.fixture
def field(qtbot: QtBot, tmp_path: Path) -> LinksField:
    made = LinksField("links", "Files", tmp_path)
    qtbot.addWidget(made)
    made.show()
    return made


def words(field: LinksField) -> list[str]:
    return [one.text() for one in field.findChildren(QLabel) if one.isVisibleTo(field) and one.text()]


def test_what_is_there_opens_and_what_is_gone_says_so(field: LinksField, desktop: Desktop, tmp_path: Path) -> None:
    (tmp_path / "offer.pdf").write_text("x")
    field.set_value("offer.pdf\ngone.pdf\nhttps://example.com/a")
    assert words(field).count("missing") == 1
    field.open_link("offer.pdf")
    field.open_link("https://example.com/a")
    assert desktop.shown == [QUrl.fromLocalFile(str(tmp_path / "offer.pdf")).toString(), "https://example.com/a"]
    field.open_link("gone.pdf")
    assert field.problem_label.text() == "gone.pdf is not there any more." and len(desktop.shown) == 2


def test_a_program_is_never_run(field: LinksField, desktop: Desktop, tmp_path: Path) -> None:
    (tmp_path / "trap.exe").write_text("x")
    for link in ("trap.exe", r"\\server\share\a.pdf", "file:///etc/passwd"):
        field.open_link(link)
        assert "open it from its folder" in field.problem_label.text()
    assert desktop.shown == []


def test_what_is_typed_becomes_a_link(field: LinksField, qtbot: QtBot) -> None:
    qtbot.keyClicks(field.line, "https://example.com")
    assert field.value() == "https://example.com"
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    qtbot.keyClicks(field.line, "https://example.com")
    qtbot.keyClick(field.line, Qt.Key.Key_Return)
    assert field.value() == "https://example.com" and field.line.text() == ""


def test_files_dropped_on_the_sheet_are_noted(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot, tmp_path: Path
) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(desk.path.parent / "q" / "offer.pdf")), QUrl.fromLocalFile("/mnt/b.pdf")])
    sheet = PlanVisitSheet(ctx, window, client_id=huawei, starts_at=NOW)
    qtbot.addWidget(sheet)
    sheet.open()
    assert not sheet.links.isVisible()
    assert drop(sheet, carried, QPoint(20, 20))
    assert sheet.links.isVisible() and sheet.links.value() == "q/offer.pdf\n/mnt/b.pdf"
    sheet.form.field("companions").set_value("Manager Li")
    sheet.form.field("place").set_value("Plant 2")
    sheet._on_save()
    visit = desk.visits.of_client(huawei)[0]
    assert (visit.links, visit.companions, visit.place) == ("q/offer.pdf\n/mnt/b.pdf", "Manager Li", "Plant 2")


def test_a_file_dropped_on_the_words_is_a_link_too(ctx: PageContext, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile("/mnt/b.pdf")])
    sheet = LogVisitSheet(ctx, window, client_id=huawei)
    qtbot.addWidget(sheet)
    sheet.open()
    assert drop(sheet.form.result.text.viewport(), carried, QPoint(5, 5))
    assert sheet.links.value() == "/mnt/b.pdf" and sheet.form.result.value() == ""
    sheet._on_discard()


def test_logging_keeps_what_was_planned_and_shows_it(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    desk.visits.plan(huawei, NOW, purpose="Demo", companions="Manager Li", links="a.pdf")
    planned = desk.visits.of_client(huawei)[0]
    sheet = LogVisitSheet(ctx, window, visit_id=planned.id)
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.form.plan_words.text() == "Planned for today 10:00"
    assert sheet.links.isVisible() and sheet.form.values()["companions"] == "Manager Li"
    sheet.form.field("companions").set_value("")
    sheet._on_save()
    done = desk.visits.get(planned.id)
    assert (done.purpose, done.companions, done.links) == ("Demo", "", "a.pdf")


def test_a_planned_visit_chosen_in_the_sheet_keeps_its_own(
    ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot
) -> None:
    desk.visits.plan(huawei, NOW, purpose="Demo", companions="Manager Li")
    planned = desk.visits.of_client(huawei)[0]
    sheet = LogVisitSheet(ctx, window, client_id=huawei)
    qtbot.addWidget(sheet)
    sheet.open()
    assert sheet.form.values()["planned"] == planned.id.hex() and not sheet.links.isVisible()
    sheet._on_save()
    done = desk.visits.get(planned.id)
    assert (done.status, done.purpose, done.companions) == ("done", "Demo", "Manager Li")


def test_a_draft_keeps_the_rare_fields(ctx: PageContext, desk: Desk, window: QWidget, huawei: Id, qtbot: QtBot) -> None:
    sheet = LogVisitSheet(ctx, window, client_id=huawei)
    qtbot.addWidget(sheet)
    sheet.open()
    sheet.form.unfold()
    sheet.form.field("companions").set_value("Manager Li")
    sheet.links.add(["a.pdf"])
    assert sheet.keep_draft()
    sheet.reject()
    again = LogVisitSheet(ctx, window, client_id=huawei)
    qtbot.addWidget(again)
    again.open()
    assert again.links.isVisible() and again.links.value() == "a.pdf"
    assert again.form.values()["companions"] == "Manager Li"
    again._on_discard()
    assert again.links.value() == ""
