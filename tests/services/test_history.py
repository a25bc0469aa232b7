"""The way back: a value, an earlier action; and what stands in the way, named."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.services.desk import Desk
from salesdesk.services.history import LONG, Asked
from salesdesk.store.read import history as read
from tests.builders import make_desk
from tests.store.builders import a_visit, edit, new_client, new_opportunity, rows, scalar


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def test_an_earlier_action_is_taken_back_and_done_again_while_later_ones_stand(desk: Desk) -> None:
    client = new_client(desk)
    edit(desk, Kind.CLIENT, client, phone=("", "1"))
    step = desk.history.recent()[0]
    edit(desk, Kind.CLIENT, client, note=("", "later"))
    desk.history.undo_step(step)
    assert scalar(desk, "SELECT phone || note FROM client") == "later"
    assert desk.history.recent()[0].how == "undo"
    with pytest.raises(Refused):
        desk.history.undo_step(step)
    desk.history.redo_step(step)
    assert scalar(desk, "SELECT phone || note FROM client") == "1later"


def test_fields_changed_since_are_named_and_left_alone(desk: Desk) -> None:
    client = new_client(desk)
    edit(desk, Kind.CLIENT, client, phone=("", "1"), note=("", "one"))
    step = desk.history.recent()[0]
    edit(desk, Kind.CLIENT, client, note=("one", "two"))
    assert desk.history.in_the_way(step) == ((Kind.CLIENT, client, "note"),)
    done = desk.history.undo_step(step)
    assert done.left_alone == ((Kind.CLIENT, client, "note"),)
    assert scalar(desk, "SELECT phone || note FROM client") == "two"


def test_what_something_newer_hangs_on_is_not_taken_away(desk: Desk) -> None:
    client = new_client(desk)
    born = desk.history.recent()[0]
    desk.session.record(Label("visit.logged"), [a_visit(desk, client)])
    before = rows(desk)
    with pytest.raises(Refused, match="hang on what it made"):
        desk.history.undo_step(born)
    assert rows(desk) == before
    desk.undo()
    desk.history.undo_step(born)
    assert scalar(desk, "SELECT deleted FROM client") == 1


def test_a_value_comes_back_as_a_new_action(desk: Desk) -> None:
    client = new_client(desk, name="Old")
    edit(desk, Kind.CLIENT, client, name=("Old", "New"))
    fact = desk.history.of(Kind.CLIENT, client)[0]
    desk.history.restore(Kind.CLIENT, client, "name", fact.before)
    assert scalar(desk, "SELECT name FROM client") == "Old"
    assert [found.title for found in desk.find("old")] == ["Old"]
    assert desk.history.recent()[0].label == Label("record.value_restored", {"name": "New"})
    with pytest.raises(Refused):
        desk.history.restore(Kind.CLIENT, client, "name", "Old")
    desk.undo()
    assert scalar(desk, "SELECT name FROM client") == "New"


def test_what_has_a_verb_of_its_own_or_points_into_the_bin_is_refused(desk: Desk) -> None:
    client, other = new_client(desk), new_client(desk)
    deal = new_opportunity(desk, client_id=client)
    edit(desk, Kind.OPPORTUNITY, deal, client_id=(client, other))
    edit(desk, Kind.CLIENT, client, deleted=(False, True))
    with pytest.raises(Refused):
        desk.history.restore(Kind.OPPORTUNITY, deal, "client_id", client)
    with pytest.raises(Refused):
        desk.history.restore(Kind.OPPORTUNITY, deal, "stage", "won")


def test_actions_are_found_by_person_kind_words_and_page_by_page(desk: Desk) -> None:
    for name in ("Yonghe", "Fuxing", "Hengda"):
        pk = desk.session.new_id()
        desk.session.record(Label("client.added", {"client": name}), [New(Kind.CLIENT, pk, {"name": name})])
    new_opportunity(desk)
    find = desk.history.find
    assert [step.label.params["client"] for step in find(Asked(kind=Kind.CLIENT))] == ["Hengda", "Fuxing", "Yonghe"]
    assert [step.label.params["client"] for step in find(Asked(words="fuX"))] == ["Fuxing"]
    assert desk.history.people() == [desk.rep.name]
    assert len(find(Asked(who=desk.rep.name, kind=Kind.OPPORTUNITY))) == 1
    assert find(Asked(who="Nobody")) == []
    first = find(Asked(), limit=2)
    rest = find(Asked(), before=(first[-1].hlc, first[-1].act))
    assert [*first, *rest] == find(Asked())
    assert find(Asked(first_millis=first[0].millis + 86_400_000)) == []


def test_a_merge_says_what_it_did_to_this_file(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "rep").mkdir()
    rep = make_desk(tmp_path / "rep", rep_name="Anna")
    client = new_client(rep, name="Acme")
    rep.close()
    desk.merging.take_in([rep.path])
    step = desk.history.recent()[0]
    facts = desk.history.within(step)
    assert (Kind.CLIENT, client, "") in [(fact.kind, fact.id, fact.field) for fact in facts]
    pages, last = [], None
    while page := desk.history.within(step, 1, last):
        pages += page
        last = page[-1]
    assert pages == facts
    way = desk.history.of_step(step)
    assert not desk.history.is_long(way)
    done = desk.history.tell(desk.history.go_aside(way))
    assert client in done.ids[Kind.CLIENT]
    assert scalar(desk, "SELECT deleted FROM client") == 1


def test_a_long_way_back_tells_how_far_it_is_and_stops_without_a_trace(desk: Desk) -> None:
    clients = [New(Kind.CLIENT, desk.session.new_id(), {"name": f"C {n}"}) for n in range(LONG + 1_500)]
    desk.session.record(Label("import.clients", {"n": len(clients)}), clients)
    way, told = desk.history.last(), list[tuple[int, int]]()
    assert desk.history.is_long(way)
    before = rows(desk)

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.history.go_aside(way, stop)
    assert told == [(0, LONG + 1_500), (2_000, LONG + 1_500)]
    assert rows(desk) == before
    desk.history.tell(desk.history.go_aside(way))
    assert scalar(desk, "SELECT count(*) FROM client WHERE NOT deleted") == 0
    assert desk.history.redo().label.key == "import.clients"


def test_what_hangs_on_an_action_is_named_and_counted(desk: Desk) -> None:
    client = new_client(desk, name="Acme")
    born = desk.history.recent()[0]
    for n in range(5):
        new_opportunity(desk, name=f"Deal {n}", client_id=client)
    with pytest.raises(Refused, match=r"5 opportunities \(Deal 0; Deal 1; Deal 2; …\) hang on what it made"):
        desk.history.undo_step(born)


def test_a_kind_is_found_by_its_changes_whether_rare_or_not(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    client = new_client(desk)
    new_opportunity(desk, client_id=client)
    edit(desk, Kind.CLIENT, client, note=("", "one"))
    few = desk.history.keys(Asked(kind=Kind.CLIENT), 10)
    monkeypatch.setattr(read, "_RARE", 0)
    assert desk.history.keys(Asked(kind=Kind.CLIENT), 10) == few
    assert [step.label.key for step in desk.history.steps(few)] == ["client.edited", "client.added"]
