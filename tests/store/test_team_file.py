"""The files of a team in one private file: merged again only where they changed, made anew where one went back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.services.desk import Desk
from salesdesk.services.safety import forget_keys, new_passphrase, protect
from salesdesk.store import foreign, keys
from salesdesk.store.backup import copy_database
from salesdesk.store.file import DeskFile
from salesdesk.store.foreign import Foreign
from salesdesk.store.team_file import TeamFile
from tests.builders import make_desk
from tests.store.builders import new_client


@pytest.fixture
def team() -> Iterator[TeamFile]:
    made = TeamFile("All of the team", {"currency": "CNY"})
    yield made
    made.drop()


@pytest.fixture
def reps(tmp_path: Path) -> Iterator[list[Desk]]:
    desks = []
    for name in ("Li", "Wang"):
        (tmp_path / name).mkdir()
        desks.append(make_desk(tmp_path / name, rep_name=name))
        new_client(desks[-1], name=f"{name} 1")
    yield desks
    for desk in desks:
        desk.close()


def bring(*desks: Desk) -> list[Foreign]:
    return [foreign.bring(desk.path) for desk in desks]


def drop(copies: list[Foreign]) -> None:
    for one in copies:
        one.drop()


def names(path: Path) -> list[str]:
    file = DeskFile.open(path, read_only=True)
    try:
        rows = file.conn.exec_driver_sql("SELECT name FROM client WHERE NOT deleted ORDER BY name")
        return [row[0] for row in rows]
    finally:
        file.close()


def test_it_holds_everybody_and_takes_in_only_what_has_changed(team: TeamFile, reps: list[Desk]) -> None:
    first = bring(*reps)
    place = team.bring_up(first)
    assert names(place) == ["Li 1", "Wang 1"]
    asked: list[int] = []
    assert team.bring_up(first, lambda done, _total: asked.append(done)) == place
    assert asked == [], "nothing has changed, nothing is merged"
    new_client(reps[1], name="Wang 2")
    second = [first[0], *bring(reps[1])]
    assert team.bring_up(second) == place, "the file grows"
    assert names(place) == ["Li 1", "Wang 1", "Wang 2"]
    assert place.parent.exists()
    for copy in second:
        DeskFile.open(copy.path, read_only=True).close()  # what was merged stays what was proved
    drop([*first, second[1]])


def test_it_is_made_anew_where_a_file_left_or_went_back(team: TeamFile, reps: list[Desk], tmp_path: Path) -> None:
    kept = tmp_path / "kept.salesdesk"
    copy_database(reps[1].path, kept)
    new_client(reps[1], name="Wang 2")
    copies = bring(*reps)
    assert "Wang 2" in names(team.bring_up(copies))
    with foreign.bring(kept) as older:
        back = replace(older, source=copies[1].source)
        assert names(team.bring_up([copies[0], back])) == ["Li 1", "Wang 1"]
    assert names(team.bring_up(copies[:1])) == ["Li 1"]
    drop(copies)


def test_stopped_in_the_middle_it_begins_again(team: TeamFile, reps: list[Desk]) -> None:
    class Stop(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stop

    copies = bring(*reps)
    with pytest.raises(Stop):
        team.bring_up(copies, stop)
    assert names(team.bring_up(copies)) == ["Li 1", "Wang 1"]
    drop(copies)


def test_a_part_that_stands_by_itself_is_taken_in(team: TeamFile, reps: list[Desk]) -> None:
    copies = bring(*reps)
    alone = replace(copies[1], whole=False)
    assert names(team.bring_up([copies[0], alone])) == ["Li 1", "Wang 1"]
    assert team.left_out == {}
    drop(copies)


def test_no_plain_data_of_a_protected_file_lies_in_it(team: TeamFile, reps: list[Desk]) -> None:
    for desk in reps:
        desk.close()
    protect(reps[1].path, new_passphrase("three green bicycles", "three green bicycles"))
    copies = [foreign.bring(desk.path) for desk in reps]
    place = team.bring_up(copies)
    assert names(place) == ["Li 1", "Wang 1"]
    lying = [one.read_bytes() for one in place.parent.iterdir()]
    assert lying and not any(b"Wang 1" in data or b"Li 1" in data for data in lying)
    assert keys.key_of(place) is not None
    forget_keys()
    with pytest.raises(keys.NeedsPassphrase):
        team.bring_up(copies)
    drop(copies)


def test_each_kind_of_thing_comes(team: TeamFile, reps: list[Desk]) -> None:
    reps[0].funnel.add(name="Pumps", client_id=None, amount_cents=5_00)
    copies = bring(*reps)
    file = DeskFile.open(team.bring_up(copies), read_only=True)
    counts = {kind: file.conn.exec_driver_sql(f'SELECT count(*) FROM "{kind}"').scalar_one() for kind in Kind}
    file.close()
    assert (counts[Kind.REP], counts[Kind.OPPORTUNITY], counts[Kind.CLIENT]) == (2, 1, 2)
    drop(copies)
