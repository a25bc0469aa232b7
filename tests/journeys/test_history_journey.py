"""The way back through the window: a value, an earlier step, a month that is closed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from salesdesk.domain.change import Kind
from tests.journeys.hands import Answers, User


def renamed(user: User, name: str, to: str) -> bytes:
    """Call a client otherwise, and note something down about it later."""
    client = next(one.id for one in user.desk.find(name) if one.kind is Kind.CLIENT)
    before = user.desk.clients.get(client)
    assert before is not None
    after = replace(before, name=to)
    user.desk.clients.edit(before, after)
    user.desk.clients.edit(after, replace(after, note="Likes tea"))
    user.settle()
    return client


def test_a_value_is_put_back_where_it_was_changed(user: User, file: Path) -> None:
    user.start(file)
    client = renamed(user, "和平医院", "Peace Hospital")
    user.running.window.show_history(Kind.CLIENT, client)
    user.settle()
    assert [line[-2:] for line in user.table() if "Peace Hospital" in line] == [["和平医院", "Peace Hospital"]]
    user.press("Down", "Ctrl+R")
    assert user.desk.find("和平医院")[0].id == client
    assert "Peace Hospital put back" in user.toast()
    user.press("Escape", "Ctrl+Z")
    assert user.desk.find("Peace")[0].id == client


def test_an_earlier_step_is_found_taken_back_and_done_again(user: User, file: Path, door: Answers) -> None:
    user.start(file)
    client = renamed(user, "和平医院", "Peace Hospital")
    user.call("History of this file")
    user.press("Down")
    user.press("Ctrl+U")
    assert user.desk.find("和平医院")[0].id == client
    assert any("Undone:" in cell for line in user.table() for cell in line)
    assert door.asked == []
    user.press("Down", "Down")  # the undoing stands above it now
    row = user.table()[user.table().index(next(line for line in user.table() if "(undone)" in " ".join(line)))]
    assert row[1] == user.desk.rep.name
    user.press("Ctrl+Home", "Down", "Down", "Ctrl+U")
    assert user.desk.find("Peace")[0].id == client


def test_what_something_hangs_on_stays_and_the_sheet_says_why(user: User, file: Path) -> None:
    user.start(file)
    user.desk.clients.create(name="Tiny Works")
    tiny = user.desk.find("Tiny")[0].id
    user.desk.funnel.add(name="Pumps", client_id=tiny, amount_cents=5_00)
    user.settle()
    user.call("History of this file")
    user.press("Down", "Ctrl+U")
    assert "hang on what it made" in " ".join(user.reading())
    assert user.desk.find("Tiny")[0].id == tiny
    user.press("Return")
    assert any("Tiny Works" in " ".join(line) for line in user.table())
