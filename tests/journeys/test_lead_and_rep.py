"""Two people, two programs, two files: a rep who works and publishes, and a lead who reads, merges and hands out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.store.check import mistakes
from salesdesk.store.ids import natural_id
from salesdesk.ui.merging.sheet import MergeFilesSheet
from salesdesk.ui.team.page import TeamPage
from tests.journeys.hands import Answers, User
from tests.store.builders import edit, scalar


@pytest.fixture
def rep(user: User, qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[User]:
    """陈静 before her own window, with her own preferences and her own file."""
    (tmp_path / "chen").mkdir()
    person = User(qapp, qtbot, user.clock, tmp_path / "chen" / "preferences.toml")
    path = tmp_path / "chen" / "chen.salesdesk"
    desk = Desk.create(path, rep_name="陈静", clock=user.clock)
    desk.clients.create(name="苏州机床", tier=Tier.B)
    desk.close()
    person.start(path)
    yield person
    person.leave()


@pytest.fixture
def lead(user: User, file: Path, rep: User) -> User:
    """The lead, in the same room at another computer."""
    user.start(file)
    return user


def client(desk: Desk, name: str) -> Id:
    return bytes(desk.file.conn.exec_driver_sql("SELECT id FROM client WHERE name = ?", (name,)).scalar_one())


def note(desk: Desk) -> object:
    return scalar(desk, "SELECT note FROM client WHERE name = '苏州机床'")


def publish(rep: User) -> None:
    rep.sit_down()
    rep.press("Ctrl+7")
    rep.call("Publish my file")


def figures(lead: User) -> tuple[int, str]:
    """Visits, and whose they are, in the only row."""
    (member,) = lead.running.window.team.members
    assert member.figures is not None
    return member.figures.visits, member.name


def merge(lead: User) -> None:
    """The letter on the row, a look at what would come, and the merge."""
    assert isinstance(lead.page, TeamPage)
    lead.page.table.setFocus()
    lead.press("Home", "M")
    assert isinstance(lead.sheet, MergeFilesSheet)
    lead.press("Ctrl+Return")
    assert lead.sees("Merged.")


def test_a_rep_and_a_lead_work_on_side_by_side(lead: User, rep: User, door: Answers, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    own = rep.desk.path

    rep.sit_down()
    rep.press("Ctrl+L")
    rep.answer("szjc", "2", "2", "They like it", "", "", "", "", "Send the quote", "+2")
    rep.press("Ctrl+Return")
    assert len(rep.desk.visits.of_client(client(rep.desk, "苏州机床"))) == 1
    publish(rep)
    door.folder = share
    rep.click("Choose…")
    rep.press("Ctrl+Return")
    assert "Published as 陈静.salesdesk" in rep.toast()
    published = share / "陈静.salesdesk"

    lead.sit_down()
    lead.press("Ctrl+7")
    lead.call("Watch a folder")
    lead.settle()
    assert figures(lead) == (1, "陈静")
    merge(lead)
    lead.press("Ctrl+Return")
    assert note(lead.desk) == ""

    # Both go on: each writes another note at the same client, and the rep has a new one.
    edit(lead.desk, Kind.CLIENT, client(lead.desk, "苏州机床"), note=("", "the lead's note"))
    lead.clock.forward(minutes=5)
    edit(rep.desk, Kind.CLIENT, client(rep.desk, "苏州机床"), note=("", "the rep's note"))
    publish(rep)
    before = published.read_bytes()
    rep.desk.clients.create(name="无锡轴承", tier=Tier.A)

    lead.sit_down()
    lead.running.window.team.read_again()
    lead.settle()
    assert isinstance(lead.page, TeamPage)
    lead.page.table.setFocus()
    lead.press("Home", "Return")
    assert lead.desk.read_only and lead.sees("Viewing 陈静's file, read-only")
    lead.press("Alt+Home")
    assert published.read_bytes() == before, "reading changes nothing"
    merge(lead)
    assert lead.sees("conflicts: 1")
    lead.press("Return")
    assert lead.table()[0][0] == "Client 苏州机床"
    lead.press("1")
    assert lead.sees("No conflict waits")
    decided = note(lead.desk)
    assert decided == "the lead's note"
    lead.press("Ctrl+Return")

    # A target for the rep, a client of the lead's handed over, and both handed out as one file.
    who = next(one.id for one in lead.desk.reps() if one.name == "陈静")
    cell = {"rep_id": who, "metric": Metric.SALES, "year": 2026, "month": 12, "amount": 500_00, "currency": "CNY"}
    pk = natural_id(Kind.TARGET, who, Metric.SALES, 2026, 12)
    lead.desk.session.record(Label("target.set", {"metric": "sales", "year": "2026"}), [New(Kind.TARGET, pk, cell)])
    lead.desk.clients.create(name="Yonghe", district="North")
    lead.settle()
    lead.call("Hand over")
    lead.go_to("District")
    lead.type("North")
    lead.press("Ctrl+Return")
    assert lead.toast().startswith("Yonghe handed over to 陈静")
    lead.press("Ctrl+7")
    lead.page.table.setFocus()
    door.saves = share / "for 陈静.salesdesk"
    lead.press("Home", "H", "Ctrl+Return")
    assert "written" in lead.toast()

    rep.sit_down()
    door.opens = door.saves
    rep.call("Take in what was handed out")
    assert rep.sees("New:")
    rep.press("Ctrl+Return")
    assert rep.sees("Merged.")
    rep.press("Escape" if rep.desk.merging.conflict_count() else "Ctrl+Return")
    assert scalar(rep.desk, "SELECT amount FROM target WHERE NOT deleted") == 500_00
    assert scalar(rep.desk, "SELECT count(*) FROM client WHERE name = 'Yonghe' AND NOT deleted") == 1
    assert note(rep.desk) == decided
    rep.press("Ctrl+Z")
    assert scalar(rep.desk, "SELECT count(*) FROM client WHERE name = 'Yonghe' AND NOT deleted") == 0
    assert scalar(rep.desk, "SELECT count(*) FROM client WHERE name = '无锡轴承' AND NOT deleted") == 1, "hers stays"

    lead.sit_down()
    lead.press("Ctrl+Z")
    assert scalar(lead.desk, "SELECT owner_id FROM client WHERE name = 'Yonghe'") == lead.desk.rep.id
    for desk in (lead.desk, rep.desk):
        assert list(mistakes(desk.file.conn)) == []
    assert rep.desk.path == own and published.read_bytes() == before
