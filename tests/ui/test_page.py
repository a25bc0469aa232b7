"""A page follows the file: at once when it is seen, later when it is hidden."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import ChangeSet, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.desk import Desk
from salesdesk.ui.language import switch
from tests.ui.stage import DemoPage, Noted, add_need, record, stage


@pytest.fixture
def noted_page(desk: Desk, qtbot: QtBot) -> tuple[DemoPage, Noted]:
    ctx, noted = stage(desk)
    page = DemoPage(ctx)
    qtbot.addWidget(page)
    return page, noted


@pytest.fixture
def page(noted_page: tuple[DemoPage, Noted]) -> DemoPage:
    return noted_page[0]


def test_a_page_reads_nothing_before_it_is_seen(page: DemoPage, desk: Desk) -> None:
    add_need(desk, "Price")
    assert page.times == 0
    page.show()
    assert page.times == 1 and page.names() == ["Price"]


def test_several_changes_are_read_once(page: DemoPage, desk: Desk, qtbot: QtBot) -> None:
    page.show()
    for name in ("Price", "Service", "Training"):
        add_need(desk, name)
    assert page.times == 1
    qtbot.waitUntil(lambda: page.names() == ["Price", "Service", "Training"])
    assert page.times == 2


def test_a_hidden_page_waits_until_it_is_shown(page: DemoPage, desk: Desk) -> None:
    page.show()
    page.hide()
    add_need(desk, "Price")
    QApplication.processEvents()
    assert page.times == 1 and page.stale
    page.show()
    assert page.names() == ["Price"] and not page.stale


def test_what_the_page_does_not_watch_does_not_disturb_it(page: DemoPage, desk: Desk) -> None:
    page.show()
    line = desk.session.new_id()
    record(desk, Label("product_line.added"), New(Kind.PRODUCT_LINE, line, {"name": "CT"}))
    QApplication.processEvents()
    assert page.times == 1 and not page.stale


def test_a_change_between_asking_and_reading_while_hidden_is_not_lost(page: DemoPage, desk: Desk) -> None:
    page.show()
    add_need(desk, "Price")
    page.hide()
    QApplication.processEvents()
    page.show()
    assert page.names() == ["Price"]


def test_a_success_is_told_with_what_was_done(noted_page: tuple[DemoPage, Noted], desk: Desk) -> None:
    page, noted = noted_page
    made = page.attempt(add_need, desk, "Price")
    assert isinstance(made, bytes)
    assert [change.label.key for change in noted.done_] == ["need_tag.added"]


def test_a_refusal_is_told_in_words(noted_page: tuple[DemoPage, Noted]) -> None:
    page, noted = noted_page

    def refuse() -> ChangeSet:
        raise Refused(N_("No {name}."), name="CT")

    assert page.attempt(refuse) is None
    assert noted.problems == ["No CT."] and noted.done_ == []


def test_nothing_changed_is_not_announced(noted_page: tuple[DemoPage, Noted], desk: Desk) -> None:
    page, noted = noted_page
    change = page.attempt(record, desk, Label("need_tag.edited"))
    assert change is not None and noted.done_ == []


def test_another_language_is_said_and_read_anew(page: DemoPage, qapp: QApplication) -> None:
    page.show()
    switch(qapp, "zh_CN")
    QApplication.processEvents()
    assert page.times == 2
