"""A rep finds clients however they are remembered, makes one of two, and puts many in order at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.services.desk import Desk
from salesdesk.ui.clients.bulk import BulkBar
from salesdesk.ui.clients.line import Line
from salesdesk.ui.clients.page import ClientsPage
from salesdesk.ui.duplicates.merge_sheet import MergeSheet
from salesdesk.ui.duplicates.window import DuplicatesWindow
from salesdesk.ui.parts import dialogs
from tests.builders import make_desk
from tests.journeys.hands import Answers, User


class Speaking(Answers):
    """Answers what is asked for in words, too."""

    def ask_text(self, parent: object, question: str, text: str, secret: bool) -> str | None:
        self.asked.append(question)
        return {"Tag for the selected clients": "展会2026", "Name of the filter": "Suzhou"}.get(question, "")


@pytest.fixture
def spoken() -> Iterator[None]:
    with dialogs.answered_by(Speaking()):
        yield


@pytest.fixture
def begun(user: User, tmp_path: Path) -> User:
    desk = make_desk(tmp_path)
    first = desk.clients.create(name="苏州华鑫机械有限公司", phone="0512-6666 1234", tags="VIP")
    desk.clients.add_contact(first, name="欧阳明", phone="+86 139 0512 7788")
    second = desk.clients.create(name="蘇州華鑫機械股份有限公司", phone="(0512) 66661234", industry="机械", tags="展会")
    desk.clients.add_contact(second, name="李工")
    desk.funnel.add(name="二期", client_id=second, amount_cents=5_000_00)
    desk.clients.create(name="上海和平医院")
    desk.close()
    user.start(tmp_path / "test.salesdesk")
    user.press("Ctrl+3")
    return user


def names(user: User) -> list[str]:
    page = user.page
    assert isinstance(page, ClientsPage)
    rows = (page.rows.row_at(number) for number in range(page.rows.rowCount()))
    return [row.name for row in rows if row is not None]


def test_a_client_is_found_by_initials_and_by_digits_of_a_person(begun: User) -> None:
    begun.press("Ctrl+F")
    begun.type("hpyy")
    assert names(begun) == ["上海和平医院"]
    begun.write("139-0512")
    assert names(begun) == ["苏州华鑫机械有限公司"]
    begun.press("Escape")
    assert len(names(begun)) == 3
    begun.press("Ctrl+K")
    begun.type("oym")
    assert begun.sees("欧阳明")
    begun.press("Return")
    assert begun.sees("0512-6666 1234")


def test_two_become_one_and_undo_makes_two_again(begun: User) -> None:
    begun.click("Duplicates")
    window = begun.sheet
    assert isinstance(window, DuplicatesWindow)
    assert begun.sees("98 %")
    begun.press("Return")
    sheet = begun.sheet
    assert isinstance(sheet, MergeSheet)
    assert begun.sees("展会, VIP")
    begun.press("Ctrl+Return")
    assert isinstance(begun.sheet, DuplicatesWindow)
    assert window.rows.rowCount() == 0
    begun.press("Escape")
    assert len(names(begun)) == 2
    desk = begun.desk
    left = desk.clients.find("huaxin")
    assert len(left) == 1
    assert {one.name for one in desk.clients.contacts(left[0].id)} == {"欧阳明", "李工"}
    assert [one.name for one in desk.clients.open_opportunities(left[0].id)] == ["二期"]
    begun.window.activateWindow()
    begun.press("Ctrl+Z")
    assert len(names(begun)) == 3
    assert len(desk.clients.find("huaxin")) == 2


def test_many_are_tagged_at_once_and_one_undo_takes_it_back(begun: User, spoken: None) -> None:
    page = begun.page
    assert isinstance(page, ClientsPage)
    page.table.setFocus()
    begun.press("Ctrl+A")
    bar = page.findChild(BulkBar)
    assert bar is not None
    assert bar.isVisible()
    assert begun.sees("3 clients")
    menu = bar.verbs[0].menu()
    menu.aboutToShow.emit()
    menu.actions()[0].trigger()
    begun.settle()
    assert [tags(begun.desk, name) for name in ("oym", "hpyy")] == ["VIP, 展会2026", "展会2026"]
    assert "3 clients changed" in begun.toast()
    begun.press("Ctrl+Z")
    assert [tags(begun.desk, name) for name in ("oym", "hpyy")] == ["VIP", ""]


def test_a_filter_is_kept_taken_and_forgotten(begun: User, spoken: None) -> None:
    page = begun.page
    assert isinstance(page, ClientsPage)
    begun.press("Ctrl+F")
    begun.type("苏州")
    page.narrow.fill()
    page.narrow.menu.actions()[0].trigger()
    begun.settle()
    assert [one.text for one in begun.desk.clients.filters.all()] == ["苏州"]
    begun.press("Escape")
    assert len(names(begun)) == 3
    chip = next(one for one in page.narrow.chips.chips() if one.choice.key == "Suzhou")
    begun.bot.mouseClick(chip, Qt.MouseButton.LeftButton)
    begun.settle()
    assert len(names(begun)) == 2
    assert page.search.text() == "苏州"
    begun.bot.mouseClick(chip, Qt.MouseButton.LeftButton)
    begun.settle()
    assert len(names(begun)) == 3
    begun.desk.clients.filters.delete("Suzhou")
    begun.settle()
    assert not page.narrow.chips.chips()
    begun.press("Ctrl+Z")
    assert [one.choice.key for one in page.narrow.chips.chips()] == ["Suzhou"]


def tags(desk: Desk, text: str) -> str:
    client = desk.clients.get(desk.clients.find(text)[0].id)
    assert client is not None
    return client.tags


def test_a_quarter_is_re_tiered_and_the_client_remembers(begun: User) -> None:
    desk, first = begun.desk, begun.desk.clients.find("hpyy")[0].id
    for name in ("苏州", "上海", "hpyy"):
        for found in desk.clients.find(name):
            values = {"client_id": found.id, "rep_id": desk.rep.id, "ordered_on": desk.today()}
            values["total_cents"] = 90_000_00 if found.id == first else 1_000_00
            new = New(Kind.ORDER, desk.session.new_id(), values)
            desk.session.record(Label("order.added", {"client": found.title}), [new])
    begun.settle()
    begun.click("Tier review")
    assert begun.sees("Accept all 1")
    assert begun.sees("no. 1 of 3")
    begun.press("Shift+A")
    moved = desk.clients.get(first)
    assert moved is not None and moved.tier is Tier.A
    assert desk.tiers.tier_on(first, desk.today() - timedelta(days=1)) is Tier.C
    begun.press("Escape")
    begun.press("Ctrl+F")
    begun.type("hpyy")
    begun.press("Return")
    told = {line.line.title: line.line.detail for line in begun.window.findChildren(Line)}
    assert "no. 1 of 3" in told["Tier C → A"]
    begun.press("Ctrl+Z")
    back = desk.clients.get(first)
    assert back is not None and back.tier is Tier.C and desk.tiers.moves(first) == []
