"""A file of every released format becomes one of this format, with nothing lost and the old one kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc
import sqlcipher3.dbapi2 as driver

from salesdesk import places
from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileRefused
from salesdesk.services.backups import Reason, check, restore
from salesdesk.services.desk import Desk
from salesdesk.store import gate, migrate
from salesdesk.store.file import DeskFile
from salesdesk.store.notes import out_of_step
from salesdesk.store.read.rows import things
from salesdesk.store.schema import FORMAT, fingerprint
from tests.builders import TestClock, make_desk
from tests.store.builders import edit, meddle, new_client, of_format


@pytest.fixture(params=range(1, FORMAT))
def old(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A file of each format before this one."""
    return of_format(request.param, tmp_path / "old.salesdesk")


def test_an_old_file_opens_with_everything_in_it(old: Path) -> None:
    desk = Desk.open(old, clock=TestClock())
    (client,) = things(desk.file.conn, Client)
    said = [step.label.key for step in desk.history.recent()]
    desk.close()
    assert (client.name, client.phone, client.email, client.website) == ("恒达机械", "0512-666", "", "")
    assert said == ["client.edited", "visit.logged", "opportunity.added", "client.added", "file.created"]
    assert gate.admit(old).format == FORMAT
    assert check(old).ok


def test_undo_goes_back_behind_the_upgrade(old: Path) -> None:
    desk = Desk.open(old)
    desk.undo()
    (client,) = things(desk.file.conn, Client)
    edit(desk, Kind.CLIENT, client.id, email=("", "info@hengda.cn"))
    facts = [fact.field for fact in desk.history.of(Kind.CLIENT, client.id)]
    desk.close()
    assert client.phone == "0512-555"
    assert facts == ["email", "phone", "phone", ""], "the new columns are journalled like all others"


def test_the_old_file_is_kept_as_a_backup_and_can_be_brought_back(old: Path, tmp_path: Path) -> None:
    before = dump(old)
    desk = Desk.open(old, clock=TestClock())
    (kept,) = desk.backups.list()
    assert (kept.path, kept.reason) == (desk.file.upgraded_from, Reason.MIGRATION)
    desk.close()
    restore(kept.path, tmp_path / "as it was.salesdesk")
    assert dump(tmp_path / "as it was.salesdesk") == before


def test_an_upgraded_file_and_a_fresh_one_are_built_alike(old: Path, tmp_path: Path) -> None:
    fresh = DeskFile.create(tmp_path / "fresh.salesdesk")
    upgraded = DeskFile.open(old)
    prints = fingerprint(fresh.conn), fingerprint(upgraded.conn)
    schemas = schema(fresh), schema(upgraded)
    fresh.close()
    upgraded.close()
    assert prints[0] == prints[1]
    assert schemas[0] == schemas[1]


@pytest.mark.parametrize("number", range(1, 5))
def test_what_was_noted_before_there_was_an_index_is_found_by_its_words(tmp_path: Path, number: int) -> None:
    """Format 5 brought the index of notes."""
    old = of_format(number, tmp_path / "old.salesdesk")
    conn = driver.connect(str(old), isolation_level=None)
    conn.execute("UPDATE ctx SET hlc = 1, act = 1")
    conn.execute("UPDATE opportunity SET note = '談了價格'")
    conn.execute("UPDATE ctx SET hlc = NULL, act = NULL")
    conn.close()
    desk = Desk.open(old)
    found, behind = desk.find_notes("价格"), out_of_step(desk.file.conn)
    desk.close()
    assert [note.hit for note in found] == ["價格"]
    assert behind == 0


def test_triggers_guard_the_upgraded_file(old: Path) -> None:
    desk = Desk.open(old)
    with pytest.raises(sqlalchemy.exc.IntegrityError, match="outside the journal"):
        desk.file.conn.exec_driver_sql("UPDATE client SET website = 'x'")
    desk.close()


def test_reading_an_old_file_leaves_it_as_it_is(old: Path) -> None:
    before = old.read_bytes()
    desk = Desk.open(old, read_only=True)
    (client,) = things(desk.file.conn, Client)
    place = desk.file.place
    assert (desk.path, client.website) == (old, "")
    desk.close()
    assert not place.exists()
    assert old.read_bytes() == before


def test_an_upgrade_with_a_log_beside_the_file(old: Path) -> None:
    """As a killed program of the older kind leaves it."""
    conn = driver.connect(str(old), isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL")
    conn.execute("INSERT INTO draft VALUES ('log_visit', '{}', '2026-11-20T01:00:00Z+08:00')")
    left = {end: old.with_name(old.name + end).read_bytes() for end in ("", "-wal")}
    conn.close()
    for end, content in left.items():
        old.with_name(old.name + end).write_bytes(content)
    desk = Desk.open(old)
    assert desk.drafts.kept("log_visit")
    desk.close()
    assert sorted(path.name for path in old.parent.iterdir()) == [old.name]


@pytest.mark.parametrize("fault", ["raises", "loses rows", "builds something else"])
def test_an_upgrade_that_goes_wrong_changes_nothing(old: Path, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    def step(op: Any) -> None:
        last(op)
        if fault == "raises":
            op.execute("SELECT no_such_function()")
        elif fault == "loses rows":
            op.execute("DELETE FROM visit")
        else:
            op.execute("CREATE TABLE extra(x)")

    last = migrate.STEPS[FORMAT]
    steps: Mapping[int, Any] = {**migrate.STEPS, FORMAT: step}
    before = old.read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(migrate, "STEPS", steps)
        with pytest.raises(FileRefused):
            Desk.open(old)
    assert old.read_bytes() == before
    assert [path.name for path in old.parent.iterdir()] == [old.name]
    Desk.open(old).close()


def test_an_old_file_that_is_not_built_like_one_is_not_upgraded(old: Path) -> None:
    meddle(old, "CREATE TABLE extra(x)")
    before = old.read_bytes()
    with pytest.raises(FileRefused, match="is not built like one"):
        Desk.open(old)
    assert old.read_bytes() == before


def test_a_file_reached_by_a_link_is_upgraded_where_it_lies(old: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.salesdesk"
    link.symlink_to(old)
    Desk.open(link).close()
    assert link.is_symlink()
    assert gate.admit(old).format == FORMAT


def test_a_file_of_this_format_is_not_touched(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk)
    desk.close()
    again = Desk.open(desk.path)
    assert again.file.upgraded_from is None
    assert list(places.backups(again.file.file_id).iterdir()) == []
    again.close()


def dump(path: Path) -> list[object]:
    """Everything in a file that nobody has open."""
    conn = driver.connect(str(path))
    tables = [row[0] for row in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    everything: list[object] = [(table, sorted(conn.execute(f'SELECT * FROM "{table}"'), key=repr)) for table in tables]
    everything.append(conn.execute("PRAGMA user_version").fetchone())
    conn.close()
    return everything


def schema(file: DeskFile) -> dict[str, set[str]]:
    """Per object the parts of its definition, without order and layout: another look than the fingerprint's."""
    found = file.conn.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL").all()
    return {name: {" ".join(part.split()) for part in re.split(r",|\(|\)\s*$", sql)} - {""} for name, sql in found}
