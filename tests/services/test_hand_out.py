"""A lead hands out, the rep takes in: twice changes nothing, undo takes it back, both files stay whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.target import Metric
from salesdesk.services.desk import Desk
from salesdesk.services.hand_out import Share, is_part
from salesdesk.store.check import mistakes
from salesdesk.store.ids import natural_id
from tests.builders import make_desk
from tests.store.builders import a_visit, edit, new_client, new_opportunity, rows, scalar


@pytest.fixture
def rep(tmp_path: Path) -> Desk:
    """The rep's own file."""
    (tmp_path / "rep").mkdir()
    return make_desk(tmp_path / "rep", rep_name="Li")


@pytest.fixture
def lead(tmp_path: Path, rep: Desk) -> Desk:
    """A lead who has merged the rep's file, so that both know the rep under one id."""
    desk = make_desk(tmp_path, rep_name="Wang")
    new_client(rep)
    rep.settle()
    desk.merging.take_in([rep.path])
    return desk


def given(lead: Desk, rep: Desk) -> tuple[Id, Path]:
    """A client with a visit and a deal, and a target, written for the rep."""
    client = new_client(lead, name="Yonghe", owner_id=rep.rep.id)
    new_opportunity(lead, client_id=client)
    lead.session.record(Label("visit.logged"), [a_visit(lead, client, result="Wants two")])
    new_client(lead, name="Kept by the lead", owner_id=lead.rep.id)
    cell = {"rep_id": rep.rep.id, "metric": Metric.SALES, "year": 2026, "month": 12, "amount": 500}
    pk = natural_id(Kind.TARGET, rep.rep.id, Metric.SALES, 2026, 12)
    lead.session.record(Label("target.set"), [New(Kind.TARGET, pk, cell)])
    path = lead.path.parent / "out.salesdesk"
    lead.hand_out.write(lead.hand_out.choose(rep.rep.id, list(Share)), path)
    return client, path


def names(desk: Desk) -> set[str]:
    return set(desk.file.conn.exec_driver_sql("SELECT name FROM client WHERE NOT deleted").scalars())


def test_the_rep_gets_targets_and_clients_with_their_history_and_no_others(lead: Desk, rep: Desk) -> None:
    client, path = given(lead, rep)
    assert is_part(path)
    assert not is_part(rep.path)
    with rep.merging.gather([path]) as gathered:
        report = rep.merging.preview(gathered).files[0]
        assert (report.whole, report.new[Kind.CLIENT], report.new[Kind.TARGET]) == (False, 1, 1)
    assert "Yonghe" not in names(rep)
    rep.merging.take_in([path])
    assert "Yonghe" in names(rep)
    assert "Kept by the lead" not in names(rep)
    assert scalar(rep, "SELECT amount FROM target") == 500
    assert [fact.step.who for fact in rep.history.of(Kind.CLIENT, client)] == ["Wang"]
    assert rep.rep.name == "Li"
    assert list(mistakes(rep.file.conn)) == []


def test_twice_changes_nothing_and_undo_takes_it_back(lead: Desk, rep: Desk) -> None:
    client, path = given(lead, rep)
    before = names(rep)
    rep.merging.take_in([path])
    once = rows(rep)
    again = rep.merging.take_in([path])
    assert (again.total("new"), again.total("changed"), rows(rep)) == (0, 0, once)
    rep.undo()
    assert names(rep) == before
    rep.redo()
    edit(rep, Kind.CLIENT, client, note=("", "the rep's word"))
    newer = path.with_name("newer.salesdesk")
    edit(lead, Kind.CLIENT, client, phone=("", "5"))
    lead.hand_out.write(lead.hand_out.choose(rep.rep.id, [Share.CLIENTS]), newer)
    rep.merging.take_in([newer])
    assert scalar(rep, "SELECT phone || note FROM client WHERE id = ?", client) == "5the rep's word"


def test_after_a_part_the_whole_file_still_brings_everything(lead: Desk, rep: Desk) -> None:
    _client, path = given(lead, rep)
    rep.merging.take_in([path])
    lead.settle()
    rep.merging.take_in([lead.path])
    assert "Kept by the lead" in names(rep)


def test_nothing_to_hand_out_and_a_rep_nobody_knows_are_said(lead: Desk) -> None:
    with pytest.raises(Refused):
        lead.hand_out.rep_named("Nobody")
    with pytest.raises(Refused):
        lead.hand_out.choose(lead.rep.id, [Share.TARGETS])
