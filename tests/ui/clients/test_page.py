"""The tab Clients as its user has it: find, create, edit, undo, put away, all with keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.visit import Channel, Outcome, VisitStatus
from salesdesk.services.clients import ClientRow
from salesdesk.services.desk import Desk
from salesdesk.settings import SettingsFile
from salesdesk.ui.clients.columns import columns, fitting
from salesdesk.ui.clients.editor import ClientSheet, ContactSheet, TierSheet
from salesdesk.ui.clients.page import ClientsPage
from salesdesk.ui.jobs import Jobs
from salesdesk.ui.language import switch
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.pages import tabs
from salesdesk.ui.parts.fields import LineField
from salesdesk.ui.parts.rows_model import RowsModel
from salesdesk.ui.pictures import settle
from tests.builders import make_desk

CTRL = Qt.KeyboardModifier.ControlModifier
NAMES = ("北京恒丰物流", "上海华鑫机械", "深圳创新电子")


@pytest.fixture
def window(tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    own = [tab for tab in tabs() if tab.key == "clients"]
    made = MainWindow(SettingsFile(), Jobs(inline=True), own)
    desk = make_desk(tmp_path)
    for name, tier in zip(NAMES, Tier, strict=True):
        desk.clients.create(name=name, tier=tier)
    made.open_desk(desk)
    made.show()
    made.activateWindow()
    settle()
    yield made
    made.close()
    made.deleteLater()
    settle()


@pytest.fixture
def page(window: MainWindow) -> ClientsPage:
    return cast("ClientsPage", window.page)


def shown(page: ClientsPage) -> list[str]:
    rows = (page.rows.row_at(number) for number in range(page.rows.rowCount()))
    return [row.name for row in rows if row is not None]


def sheet() -> QWidget:
    found = QApplication.activeModalWidget()
    assert found is not None
    return found


def undo(page: ClientsPage, qtbot: QtBot) -> None:
    """Ctrl+Z; without a screen nobody gives the window back its focus after a sheet."""
    page.window().activateWindow()
    settle()
    qtbot.keyClick(page.window(), Qt.Key.Key_Z, CTRL)
    settle()


def write(one: QWidget, key: str, words: str) -> None:
    """Type into a field of the sheet (letters beyond ASCII cannot be typed by the test library)."""
    assert isinstance(one, ClientSheet | ContactSheet | TierSheet)
    field = one.form.field(key)
    assert isinstance(field, LineField)
    field.line.setText(words)
    field.line.textEdited.emit(words)


def test_the_model_keeps_the_rules_of_qt(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    for number in range(300):
        desk.clients.create(name=f"客户{number}", tier=Tier.B)
    model = RowsModel[ClientRow](columns(desk.today, desk.currency))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(desk.clients.list_source())
    model.sort_by("last", descending=True)
    assert tester.model().rowCount() == 300
    assert {model.index(299, at).data() for at in range(model.columnCount())} >= {"–", "Due"}
    desk.close()


def test_a_client_is_made_edited_put_away_and_brought_back_with_keys(page: ClientsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.window(), Qt.Key.Key_N, CTRL)
    settle()
    new = sheet()
    write(new, "name", "青岛蓝鲸航运")
    qtbot.keyClick(new, Qt.Key.Key_Return, CTRL)
    settle()
    assert page.record.record is not None
    assert page.record.record.client.name == "青岛蓝鲸航运"
    assert page.record.record.client.is_prospect

    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settle()
    write(sheet(), "industry", "航运")
    qtbot.keyClick(sheet(), Qt.Key.Key_Return, CTRL)
    settle()
    client_id = page.current()
    assert client_id is not None
    assert (row := page.desk.clients.row(client_id)) is not None
    assert row.industry == "航运"
    undo(page, qtbot)
    assert (row := page.desk.clients.row(client_id)) is not None
    assert row.industry == ""

    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    settle()
    assert "青岛蓝鲸航运" not in shown(page)
    assert page.current() is not None
    undo(page, qtbot)
    assert "青岛蓝鲸航运" in shown(page)


def test_typing_filters_and_down_goes_on_to_the_list(page: ClientsPage, qtbot: QtBot) -> None:
    page.search_focus()
    qtbot.keyClicks(page.search, "hxjx")
    settle()
    assert shown(page) == ["上海华鑫机械"]
    qtbot.keyClick(page.search, Qt.Key.Key_Down)
    settle()
    assert page.table.hasFocus()
    qtbot.waitUntil(lambda: page.record.record is not None and page.record.record.client.name == "上海华鑫机械")
    qtbot.waitUntil(lambda: page.chips.chips()[0].count == 1)
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    settle()
    assert len(shown(page)) == 3


def test_a_chip_narrows_the_list_and_says_how_many(page: ClientsPage, qtbot: QtBot) -> None:
    chips = {chip.choice.key: chip for chip in page.chips.chips()}
    assert {key: chip.count for key, chip in chips.items()} == {
        **{"all": 3, "A": 1, "B": 1, "C": 1},
        **{"due": 3, "prospects": 0, "key": 0, "at_risk": 0},
    }
    qtbot.mouseClick(chips["A"], Qt.MouseButton.LeftButton)
    assert shown(page) == ["北京恒丰物流"]
    qtbot.mouseClick(chips["key"], Qt.MouseButton.LeftButton)
    assert shown(page) == []
    assert page.empty.isVisible()
    assert not page.record.isVisible()
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert len(shown(page)) == 3


def test_a_name_like_one_in_the_file_is_mentioned_but_not_refused(page: ClientsPage) -> None:
    page.new_item()
    settle()
    new = sheet()
    assert isinstance(new, ClientSheet)
    write(new, "name", "上海华鑫机械有限公司")
    assert new.same.isVisible()
    assert "上海华鑫机械" in new.same.text()
    write(new, "name", "上海华鑫钢铁")
    assert not new.same.isVisible()
    write(new, "payment_days", "soon")
    assert not new.save()
    write(new, "payment_days", "30")
    assert new.save()
    new.accept()
    assert [one.title for one in page.desk.clients.find("shhxgt")] == ["上海华鑫钢铁"]


def test_the_record_shows_people_and_what_happened(page: ClientsPage, qtbot: QtBot) -> None:
    client_id = page.desk.clients.find("shhx")[0].id
    page.open_record(Kind.CLIENT, client_id)
    page.record.contact_wanted.emit()
    settle()
    write(sheet(), "name", "王总")
    qtbot.keyClick(sheet(), Qt.Key.Key_Return, CTRL)
    visit = {"client_id": client_id, "rep_id": page.desk.rep.id, "status": VisitStatus.DONE, "channel": Channel.FACE}
    visit |= {"outcome": Outcome.PROGRESS, "result": "谈了价格", "starts_at": page.desk.now()}
    changes = [New(Kind.VISIT, page.desk.session.new_id(), visit)]
    page.desk.session.record(Label("visit.logged", {"client": "上海华鑫机械"}), changes)
    settle()
    person = page.record.lines(Kind.CONTACT)[0]
    told = page.record.lines(Kind.VISIT)[0]
    assert person.line.title == "王总"
    assert (told.line.title, told.line.detail, told.line.lead) == ("Face to face · Progress", "谈了价格", "today")
    qtbot.keyClick(person, Qt.Key.Key_Delete)
    settle()
    assert page.record.lines(Kind.CONTACT) == []


def test_another_tier_is_kept_with_its_reason(page: ClientsPage, qtbot: QtBot) -> None:
    page.open_record(Kind.CLIENT, page.desk.clients.find("shhx")[0].id)
    qtbot.keyClick(page.table, Qt.Key.Key_T)
    settle()
    move = sheet()
    assert isinstance(move, TierSheet)
    move.form.field("tier").set_value("A")
    write(move, "reason", "年度框架")
    qtbot.keyClick(move, Qt.Key.Key_Return, CTRL)
    settle()
    told = [line.line for line in page.record.lines() if line.line.icon == "star"]
    assert [(line.title, line.detail) for line in told] == [("Tier B → A", "年度框架 · until Mar 31, 2027")]


def test_a_record_hidden_by_the_filter_is_shown_when_asked_for(page: ClientsPage, qtbot: QtBot) -> None:
    page.search.setText("hxjx")
    page.refresh_now()
    wanted = page.desk.clients.find("szcx")[0].id
    page.open_record(Kind.CLIENT, wanted)
    assert page.current() == wanted
    assert page.search.text() == ""


def test_an_empty_file_offers_the_first_client(page: ClientsPage) -> None:
    page.desk.clients.bin(*(found.id for found in page.desk.clients.recent()))
    settle()
    assert page.empty.isVisible()
    assert "Your clients will stand here" in page.empty.sentence.text()
    assert page.empty.button.text() == "Import…"


def test_the_language_switches_while_the_page_is_shown(page: ClientsPage, qapp: QApplication) -> None:
    for language in ("zh_CN", "zh_TW", "en"):
        switch(qapp, language)
        settle()
        assert shown(page)
    assert page.new_action.text() == "New client"
    assert page.search.accessibleName() == "Filter clients"


def test_narrow_lists_show_fewer_columns() -> None:
    counts = [len(fitting(width)) for width in (400, 500, 650, 800, 1200, 20_000)]
    assert counts == sorted(counts)
    assert fitting(400) == ("name", "due")


@pytest.mark.parametrize(
    ("key", "wanted"), [(Qt.Key.Key_P, PlanVisitSheet), (Qt.Key.Key_O, OpportunitySheet), (Qt.Key.Key_C, ContactSheet)]
)
def test_one_key_begins_the_next_thing_with_the_client(
    page: ClientsPage, qtbot: QtBot, key: Qt.Key, wanted: type[QWidget]
) -> None:
    page.open_record(Kind.CLIENT, page.desk.clients.find("shhx")[0].id)
    qtbot.keyClick(page.table, key)
    settle()
    begun = sheet()
    assert isinstance(begun, wanted)
    begun.close()
    settle()


def test_an_opportunity_opens_without_leaving_the_client(page: ClientsPage, qtbot: QtBot) -> None:
    client_id = page.desk.clients.find("shhx")[0].id
    deal = {"name": "二期", "rep_id": page.desk.rep.id, "stage": Stage.PROPOSAL, "created_on": page.desk.today()}
    deal |= {"client_id": client_id, "amount_cents": 1_200_000_00}
    changes = [New(Kind.OPPORTUNITY, page.desk.session.new_id(), deal)]
    page.desk.session.record(Label("opportunity.added", {"opportunity": "二期"}), changes)
    page.open_record(Kind.CLIENT, client_id)
    line = page.record.lines(Kind.OPPORTUNITY)[0]
    assert (line.line.title, line.line.right) == ("二期", "CN¥1.2M")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settle()
    assert isinstance(sheet(), OpportunitySheet)
    sheet().close()
    settle()


def test_a_file_that_is_only_read_offers_no_changes(tmp_path: Path, qtbot: QtBot) -> None:
    desk = make_desk(tmp_path)
    desk.clients.create(name="上海华鑫机械")
    desk.close()
    made = MainWindow(SettingsFile(), Jobs(inline=True), [tab for tab in tabs() if tab.key == "clients"])
    made.open_desk(Desk.open(tmp_path / "test.salesdesk", read_only=True))
    made.show()
    settle()
    page = cast("ClientsPage", made.page)
    allowed = {action.text() for action in (*page.deeds.main, *page.deeds.more) if action.isEnabled()}
    assert shown(page) == ["上海华鑫机械"]
    assert allowed == {"History…"}
    assert not page.new_action.isEnabled()
    made.close()
    made.deleteLater()
    settle()


def test_long_lines_of_the_record_get_the_height_they_need(page: ClientsPage) -> None:
    client_id = page.desk.clients.find("shhx")[0].id
    page.desk.clients.add_contact(client_id, name="王总", phone="0900-000-301", email="contact@example.com" * 4)
    page.desk.clients.add_contact(client_id, name="李工", phone="1")
    page.open_record(Kind.CLIENT, client_id)
    settle()
    tall, short = page.record.lines(Kind.CONTACT)
    assert tall.height() == tall.heightForWidth(tall.width()) > short.height()
    assert short.height() == short.heightForWidth(short.width())
