"""Part of a file as a file: what was chosen with all that belongs to it and its history, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk.domain.change import Id, Kind, Label
from salesdesk.domain.errors import FileRefused
from salesdesk.services.desk import Desk
from salesdesk.store import backup, foreign, journal, keys, partial
from tests.builders import make_desk
from tests.store.builders import a_visit, edit, new_client, new_opportunity, rows


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return make_desk(tmp_path)


def with_a_visit(desk: Desk, name: str) -> tuple[Id, Id]:
    client = new_client(desk, name=name)
    visit = a_visit(desk, client, result=f"{name} asked for a price")
    desk.session.record(Label("visit.planned"), [visit])
    return client, visit.id


def facts_of(desk: Desk, kind: Kind, pk: Id) -> list[tuple[str, object, object, str]]:
    return [(fact.field, fact.before, fact.after, fact.step.who) for fact in desk.history.of(kind, pk)]


def test_a_client_goes_with_its_visits_and_its_history_and_nobody_else_does(desk: Desk, tmp_path: Path) -> None:
    client, visit = with_a_visit(desk, "Yonghe")
    other, _visit = with_a_visit(desk, "Fuxing")
    edit(desk, Kind.CLIENT, client, phone=("", "123"))
    made = partial.write(desk.file, tmp_path / "part.salesdesk", partial.belonging(desk.file, {Kind.CLIENT: [client]}))
    assert made.counts[Kind.CLIENT] == made.counts[Kind.VISIT] == 1
    assert made.sha256 == backup.sha256_of(made.path)
    with foreign.bring(made.path) as theirs:
        assert not theirs.whole
        assert theirs.about["part_of"] == desk.file.file_id != theirs.file_id
    part = Desk.open(made.path, read_only=True)
    assert part.rep == desk.rep
    assert rows(part)[Kind.CLIENT] == [row for row in rows(desk)[Kind.CLIENT] if row[0] == client]
    assert facts_of(part, Kind.CLIENT, client) == facts_of(desk, Kind.CLIENT, client)
    assert facts_of(part, Kind.CLIENT, client)[0][:3] == ("phone", "", "123")
    assert part.history.of(Kind.CLIENT, other) == []
    assert [hit.id for hit in part.find_notes("price")] == [visit]
    assert part.next_undo() is None
    part.close()


def test_what_a_row_points_to_comes_along(desk: Desk, tmp_path: Path) -> None:
    client = new_client(desk)
    deal = new_opportunity(desk, client_id=client)
    made = partial.write(desk.file, tmp_path / "part.salesdesk", {Kind.OPPORTUNITY: [deal]})
    assert made.counts[Kind.CLIENT] == 1
    assert Kind.VISIT not in made.counts


def test_new_things_in_the_part_have_ids_of_their_own(desk: Desk, tmp_path: Path) -> None:
    client = new_client(desk)
    made = partial.write(desk.file, tmp_path / "part.salesdesk", {Kind.CLIENT: [client]})
    part = Desk.open(made.path)
    assert part.session.new_id()[:6] != desk.session.new_id()[:6]
    edit(part, Kind.CLIENT, client, phone=("", "5"))  # the triggers are there
    assert part.history.of(Kind.CLIENT, client)[0].after == "5"
    part.close()


def test_a_protected_file_gives_out_protected_parts(desk: Desk, tmp_path: Path) -> None:
    client = new_client(desk, name="Canary Trading")
    key, _code = keys.new_key("correct horse battery staple")
    made = partial.write(desk.file, tmp_path / "part.salesdesk", {Kind.CLIENT: [client]}, key=key)
    assert b"Canary" not in made.path.read_bytes()
    keys.forget()
    keys.unlock(made.path, "correct horse battery staple")
    part = Desk.open(made.path, read_only=True)
    assert [row[1] for row in rows(part)[Kind.CLIENT]] == ["Canary Trading"]
    part.close()


def test_what_lay_there_is_kept_when_it_is_stopped(desk: Desk, tmp_path: Path) -> None:
    client = new_client(desk)
    target = tmp_path / "part.salesdesk"
    first = partial.write(desk.file, target, {Kind.CLIENT: [client]})

    def stop(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        partial.write(desk.file, target, {Kind.CLIENT: [client]}, step=stop)
    assert backup.sha256_of(target) == first.sha256
    assert {path.name for path in tmp_path.iterdir() if "part" in path.name} == {"part.salesdesk"}
    journal.record(desk.file, [a_visit(desk, client)], Label("visit.planned"))  # no transaction stays open


def test_the_file_itself_is_never_written_over(desk: Desk) -> None:
    with pytest.raises(FileRefused):
        partial.write(desk.file, desk.path, {})
