"""A client, or a territory, goes to another rep: what is open goes along, history stays, one undo brings it back."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.visit import VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.services.hand_over import HandOverPlan, Visits
from salesdesk.words.labels import change_label
from tests.builders import NOW, make_desk
from tests.store.builders import a_visit, new_client, new_opportunity, rows, scalar


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def another_rep(desk: Desk) -> Id:
    pk = desk.session.new_id()
    desk.session.record(Label("rep.added"), [New(Kind.REP, pk, {"name": "Li"})])
    return pk


def busy_client(desk: Desk, **values: object) -> Id:
    client = new_client(desk, owner_id=desk.rep.id, **values)
    new_opportunity(desk, client_id=client)
    new_opportunity(desk, client_id=client, stage=Stage.WON)
    done = a_visit(desk, client)
    planned = a_visit(desk, client, status=VisitStatus.PLANNED, starts_at=NOW + timedelta(days=3))
    desk.session.record(Label("visit.planned"), [done, planned])
    return client


def count(desk: Desk, table: str, rep: Id, more: str = "1") -> int:
    return int(scalar(desk, f"SELECT count(*) FROM {table} WHERE rep_id = ? AND {more}", rep))


def test_what_is_open_goes_along_and_what_was_done_stays(desk: Desk) -> None:
    client, li = busy_client(desk, name="Yonghe"), another_rep(desk)
    before = rows(desk)
    assert desk.hand_over.plan([client], li) == HandOverPlan(1, 1, 1, 0)
    done = desk.hand_over.hand_over([client], li)
    assert scalar(desk, "SELECT owner_id FROM client") == li
    assert (count(desk, "opportunity", li), count(desk, "visit", li, "status = 'planned'")) == (1, 1)
    assert (count(desk, "opportunity", desk.rep.id, "stage = 'won'"), count(desk, "visit", desk.rep.id)) == (1, 1)
    assert "Yonghe" in change_label(done.label)
    assert "Li" in change_label(done.label)
    assert desk.history.of(Kind.CLIENT, client)[0].field == "owner_id"
    desk.undo()
    assert rows(desk) == before


def test_planned_visits_can_be_cancelled_instead(desk: Desk) -> None:
    client, li = busy_client(desk), another_rep(desk)
    desk.hand_over.hand_over([client], li, Visits.CANCEL, why="New territory")
    assert count(desk, "visit", li) == 0
    assert scalar(desk, "SELECT reason FROM visit WHERE status = 'cancelled'") == "New territory"


def test_a_territory_goes_as_one_step(desk: Desk) -> None:
    li = another_rep(desk)
    north = [busy_client(desk, district="North"), busy_client(desk, district="North", name="B")]
    busy_client(desk, district="South")
    assert desk.hand_over.districts() == ["North", "South"]
    found = desk.hand_over.territory(district="North", owner=desk.rep.id)
    assert set(found) == set(north)
    desk.hand_over.hand_over(found, li)
    assert desk.hand_over.territory(owner=li) == found
    with pytest.raises(Refused):
        desk.hand_over.hand_over(found, li)
    desk.undo()
    assert desk.hand_over.territory(owner=li) == []


def test_a_rep_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(Refused):
        desk.hand_over.hand_over([busy_client(desk)], b"0" * 16)
