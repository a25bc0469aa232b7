"""Clients and their people: made, changed, put into the bin and back, found from anywhere."""

from __future__ import annotations

from pathlib import Path

from salesdesk.domain.client import DecisionRole, Tier
from salesdesk.ui.clients.line import Line
from salesdesk.ui.clients.page import ClientsPage
from tests.journeys.hands import User


def names(user: User) -> set[str]:
    return {one.title for one in user.desk.clients.recent(50)}


def test_a_client_is_made_changed_binned_and_brought_back(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+3", "Ctrl+N")
    user.type("宁波港集团")
    user.press("Tab", "2", "Ctrl+Return")
    (found,) = user.desk.clients.find("nbg")
    client = user.desk.clients.get(found.id)
    assert client and (client.name, client.tier) == ("宁波港集团", Tier.B)

    user.press("E")
    user.go_to("Phone")
    user.type("0574-8888")
    user.press("Ctrl+Return")
    client = user.desk.clients.get(found.id)
    assert client and client.phone == "0574-8888" and user.sees("0574-8888")

    user.press("T", "1")
    user.go_to("Why")
    user.type("Big order")
    user.press("Ctrl+Return")
    client = user.desk.clients.get(found.id)
    assert client and client.tier is Tier.A

    user.press("Del")
    assert "宁波港集团" not in names(user) and not user.desk.clients.find("nbg")
    user.click("Undo")
    assert "宁波港集团" in names(user)
    user.call("nbg")
    user.press("H")
    assert {"Phone", "Tier"} <= {line[3] for line in user.table()}
    user.press("Esc")


def test_a_person_is_added_changed_and_put_away(user: User, file: Path) -> None:
    user.start(file)
    user.call("hwjs")
    user.press("C")
    user.type("Anna")
    user.go_to("Phone")
    user.type("139")
    user.press("Ctrl+Return")
    (client,) = user.desk.clients.find("hwjs")
    assert {(one.name, one.phone) for one in user.desk.clients.contacts(client.id)} == {("李强", ""), ("Anna", "139")}
    next(line for line in user.window.findChildren(Line) if line.text().startswith("Anna")).click()
    user.settle()
    user.go_to("Role in the decision")
    user.press("Down", "Ctrl+Return")
    (anna,) = [one for one in user.desk.clients.contacts(client.id) if one.name == "Anna"]
    assert anna.role is not DecisionRole.UNKNOWN
    next(line for line in user.window.findChildren(Line) if line.text().startswith("Anna")).click()
    user.settle()
    user.click("Delete")
    assert [one.name for one in user.desk.clients.contacts(client.id)] == ["李强"]
    user.press("Ctrl+Z")
    assert len(user.desk.clients.contacts(client.id)) == 2


def test_the_palette_finds_by_initials_and_goes_there(user: User, file: Path) -> None:
    user.start(file)
    assert user.page.key == "today"
    user.press("Ctrl+K")
    user.type("shsd")
    user.press("Return")
    assert user.page.key == "clients" and user.sees("上海申达自动化")
    user.call("servo")
    assert user.page.key == "funnel"
    user.press("Alt+Left")
    assert user.page.key == "clients"
    user.call("Go to Calendar")
    assert user.page.key == "calendar"


def test_the_list_is_narrowed_by_pinyin_and_shown_whole_again(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+3", "Ctrl+F")
    user.type("heping")
    assert user.sees("和平医院") and not user.sees("上海申达自动化")
    user.press("Esc")
    assert user.sees("上海申达自动化")


def test_the_columns_stay_as_they_were_after_a_search_without_a_hit(user: User, file: Path) -> None:
    user.start(file)
    user.press("Ctrl+3")
    page = user.page
    assert isinstance(page, ClientsPage)
    before = _shown(page)
    user.press("Ctrl+F")
    user.type("zzzz")
    assert not page.rows.rowCount()
    user.press("Esc")
    assert page.rows.rowCount()
    assert _shown(page) == before
    assert not page.table.horizontalScrollBar().maximum()


def _shown(page: ClientsPage) -> list[tuple[str, int]]:
    """The columns on the screen, each with its width."""
    table = page.table
    return [
        (column.key, table.columnWidth(at))
        for at, column in enumerate(page.rows.columns)
        if not table.isColumnHidden(at)
    ]
