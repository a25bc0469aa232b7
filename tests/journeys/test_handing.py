"""A lead hands over and hands out; the rep takes in; both undo; months are closed and reopened."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind, Label, New
from salesdesk.services.desk import Desk
from salesdesk.services.hand_out import Share
from tests.builders import make_desk
from tests.journeys.hands import Answers, User
from tests.store.builders import new_client, scalar


@pytest.fixture
def rep(tmp_path: Path) -> Desk:
    """The file of a rep called Li."""
    (tmp_path / "rep").mkdir()
    desk = make_desk(tmp_path / "rep", rep_name="Li")
    new_client(desk, name="Known to Li", owner_id=desk.rep.id)
    return desk


def knows(user: User, rep: Desk) -> None:
    """The lead has merged the rep's file once."""
    rep.settle()
    user.desk.merging.take_in([rep.path])
    user.settle()


def test_a_lead_hands_over_and_out_and_the_rep_takes_in(
    user: User, file: Path, rep: Desk, door: Answers, tmp_path: Path
) -> None:
    user.start(file)
    knows(user, rep)
    user.desk.clients.create(name="Yonghe", district="North")
    user.settle()
    user.call("Hand over")
    user.go_to("District")
    user.type("North")
    assert user.sees("1 client")
    user.press("Ctrl+Return")
    assert user.toast().startswith("Yonghe handed over to Li")
    assert scalar(user.desk, "SELECT owner_id FROM client WHERE name = 'Yonghe'") == rep.rep.id
    door.saves = tmp_path / "for Li.salesdesk"
    user.call("Hand out")
    assert any(line[0] == "Client" and line[1] == "2" for line in user.table())
    user.press("Ctrl+Return")
    assert "written" in user.toast()
    user.press("Ctrl+Z")
    assert scalar(user.desk, "SELECT owner_id FROM client WHERE name = 'Yonghe'") == user.desk.rep.id
    own = rep.path
    rep.close()
    user.running.files.open(own)
    user.running.files.open(door.saves)
    user.settle()
    assert "handed out" in door.asked[-1]
    assert user.desk.path == own
    assert user.sees("New:")
    user.press("Ctrl+Return")
    assert user.sees("Merged.")
    user.press("Escape")
    assert user.sheet is None
    assert scalar(user.desk, "SELECT count(*) FROM client WHERE name = 'Yonghe' AND NOT deleted") == 1
    user.press("Ctrl+Z")
    assert scalar(user.desk, "SELECT count(*) FROM client WHERE name = 'Yonghe' AND NOT deleted") == 0


def test_a_month_is_closed_and_what_is_dated_in_it_is_refused(user: User, file: Path) -> None:
    user.start(file)
    last = user.desk.today().replace(day=1) - timedelta(days=1)
    user.call("Close months")
    assert user.sees("Every month is open.")
    user.press("Ctrl+Return")
    assert user.desk.closing.until == last
    user.settle()
    status = user.running.window.status
    assert status.closed.isVisible() and status.closed.text() == f"Closed up to {last:%B %Y}"
    client = user.desk.find("和平医院")[0].id
    order = {"client_id": client, "rep_id": user.desk.rep.id, "ordered_on": last, "total_cents": 5}
    new = New(Kind.ORDER, user.desk.session.new_id(), order)
    assert user.running.window.context is not None
    user.running.window.context.attempt(user.desk.session.record, Label("order.added"), [new])
    assert user.sees("is closed: nothing dated in it changes")
    user.call("Close months")
    assert user.sees("Closed up to the end of")
    user.press("2", "Ctrl+Return")
    assert "Say why" in user.problem()
    user.type("A late order")
    user.press("Ctrl+Return")
    assert user.desk.closing.until is not None and user.desk.closing.until < last
    assert user.desk.hand_out.choose(user.desk.rep.id, [Share.CLIENTS]).counts[Kind.CLIENT] == 3


def test_a_file_of_one_rep_says_what_is_needed_before_clients_can_go(user: User, file: Path) -> None:
    user.start(file)
    user.call("Hand over")
    assert user.sees("knows no other rep yet")
