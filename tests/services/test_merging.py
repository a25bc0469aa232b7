"""Merging as a lead does it: by file, again and again, with conflicts decided; and by the command line."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

import pytest

from salesdesk.cli import main
from salesdesk.domain.change import ChangeSet, Edit, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.services.desk import Desk
from salesdesk.services.merging import Rule
from salesdesk.store.backup import copy_database
from tests.store.builders import edit, new_client, scalar


def two(folder: Path) -> tuple[Desk, Desk, bytes]:
    """A rep's file and a lead's copy of it, with one client changed in both."""
    rep = Desk.create(folder / "rep.salesdesk", rep_name="王小明")
    client = new_client(rep, note="old")
    copy_database(rep.path, folder / "lead.salesdesk")
    lead = Desk.open(folder / "lead.salesdesk")
    edit(lead, Kind.CLIENT, client, note=("old", "the lead's"))
    edit(rep, Kind.CLIENT, client, note=("old", "the rep's"))
    new_client(rep, name="Anna Ltd")
    return rep, lead, client


def test_preview_merge_and_again(tmp_path: Path) -> None:
    rep, lead, _client = two(tmp_path)
    told: list[ChangeSet] = []
    lead.session.listeners.append(told.append)
    with lead.merging.gather([rep.path]) as gathered:
        seen = lead.merging.preview(gathered)
        assert (seen.total("new"), seen.total("changed"), seen.total("conflicts")) == (1, 1, 1)
        assert scalar(lead, "SELECT count(*) FROM client") == 1
        merged = lead.merging.merge(gathered)
        lead.merging.tell(merged)
    assert merged.report.files == seen.files
    assert told[-1].kinds == {Kind.CLIENT}
    assert lead.merging.reports() == [merged.report]
    with lead.merging.gather([rep.path]) as again:
        assert (again.files, again.unchanged) == ([], [rep.path])
    rep.close()
    with lead.merging.gather([rep.path]) as again:
        assert not lead.merging.merge(again).changes, "its log was folded in: looked at, and nothing is new"
    os.utime(rep.path, ns=(1, 1))  # another time, the same content
    with lead.merging.gather([rep.path]) as again:
        assert again.unchanged == [rep.path]
    rep = Desk.open(rep.path)
    new_client(rep)
    with lead.merging.gather([rep.path]) as again:
        assert len(again.files) == 1
    rep.close()
    lead.close()


def test_conflicts_are_decided_by_rule_and_the_merge_undone(tmp_path: Path) -> None:
    rep, lead, client = two(tmp_path)
    lead.merging.take_in([rep.path])
    (clash,) = lead.merging.conflicts()
    assert lead.history.words().name(clash.kind, clash.id) == "恒达机械"
    assert (clash.mine.who, clash.theirs.who) == ("王小明", "王小明")
    lead.merging.decide_all(Rule.MINE)
    assert scalar(lead, "SELECT note FROM client WHERE id = ?", client) == "the lead's"
    assert lead.merging.conflict_count() == 0
    lead.undo()
    assert lead.merging.conflict_count() == 1
    lead.merging.undo(lead.merging.reports()[0])
    assert scalar(lead, "SELECT note FROM client WHERE id = ?", client) == "the lead's"
    assert lead.merging.conflict_count() == 0, "the field has been changed since"
    with pytest.raises(Refused):
        lead.merging.decide([])
    rep.close()
    lead.close()


def test_two_names_of_a_client_changed_by_two_people_are_both_found(tmp_path: Path) -> None:
    rep, lead, client = two(tmp_path)
    for desk, fields in ((lead, {"name": "Nova"}), (rep, {"name_en": "Stella"})):
        before = desk.clients.get(client)
        changes = [Edit(Kind.CLIENT, client, name, getattr(before, name), after) for name, after in fields.items()]
        keys = desk.file.conn.exec_driver_sql("SELECT search FROM client WHERE id = ?", (client,)).scalar()
        changes.append(Edit(Kind.CLIENT, client, "search", keys, "|".join(fields.values()).lower()))
        desk.session.record(Label("client.edited"), changes)
    lead.merging.take_in([rep.path])
    found = scalar(lead, "SELECT search FROM client WHERE id = ?", client)
    assert "nova" in found
    assert "stella" in found
    rep.close()
    lead.close()


def test_the_own_file_and_what_is_none_are_named_and_the_others_come(tmp_path: Path) -> None:
    rep, lead, _client = two(tmp_path)
    (tmp_path / "none.salesdesk").write_bytes(b"x")
    with lead.merging.gather([lead.path, tmp_path / "none.salesdesk", rep.path]) as gathered:
        assert [one.source for one in gathered.files] == [rep.path]
        assert "is the file that is open here" in str(gathered.refused[lead.path])
        assert "is not a SalesDesk file" in str(gathered.refused[tmp_path / "none.salesdesk"])
    with pytest.raises(Refused):
        lead.merging.take_in([rep.path, tmp_path / "none.salesdesk"])
    assert lead.merging.reports() == []
    rep.close()
    lead.close()


def test_the_command_line_merges(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rep, lead, _client = two(tmp_path)
    rep.close()
    lead.close()
    assert main(["merge", str(lead.path), str(rep.path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"][0]["new"] == {"client": 1}
    assert (told["files"][0]["conflicts"], told["conflicts_waiting"]) == (1, 1)
    assert main(["merge", str(lead.path), str(rep.path)]) == 0
    assert "nothing new since it was merged last" in capsys.readouterr().out
    assert main(["merge", str(lead.path), str(tmp_path / "gone.salesdesk")]) == 1
    assert "is not there" in capsys.readouterr().err


class Enough(Exception):
    """Raised by a lead who does not want to wait."""


def test_files_are_gathered_side_by_side_and_the_gathering_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp = tmp_path / "temp"
    temp.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temp))
    lead = Desk.create(tmp_path / "lead.salesdesk", rep_name="刘洋")
    paths = [tmp_path / f"rep {at}.salesdesk" for at in range(4)]
    for path in paths:
        rep = Desk.create(path, rep_name=path.stem)
        new_client(rep)
        rep.close()
    paths[1].write_bytes(b"no file of ours")
    told = list[tuple[int, int]]()
    with lead.merging.gather(paths, lambda done, total: told.append((done, total))) as gathered:
        assert [one.source for one in gathered.files] == [paths[0], paths[2], paths[3]]
        assert list(gathered.refused) == [paths[1]]
    assert told == sorted(told)
    assert {total for _done, total in told} == {4}

    def step(done: int, _total: int) -> None:
        if done == 2:
            raise Enough

    with pytest.raises(Enough):
        lead.merging.gather(paths, step)
    assert list(temp.iterdir()) == []
    lead.close()


def test_what_was_taken_back_comes_in_again_when_it_is_merged_again(tmp_path: Path) -> None:
    rep = Desk.create(tmp_path / "rep.salesdesk", rep_name="Ann")
    client = new_client(rep)
    rep.close()
    lead = Desk.create(tmp_path / "lead.salesdesk", rep_name="Lead")
    lead.merging.take_in([rep.path])
    lead.undo()
    assert scalar(lead, "SELECT deleted FROM client WHERE id = ?", client)
    assert lead.merging.known_one(rep.path).taken_back
    (told,) = lead.merging.take_in([rep.path]).files
    assert told.taken_back, "the report says that it had been"
    assert not scalar(lead, "SELECT deleted FROM client WHERE id = ?", client)
    assert not lead.merging.known_one(rep.path).taken_back
    lead.close()
