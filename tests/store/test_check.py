"""The long look at a file names what is wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Kind
from salesdesk.services.backups import check
from salesdesk.store.schema import FORMAT
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, format_1, meddle, new_client, patched


def test_a_sound_file_is_counted(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client) for _ in range(3)])
    new_client(desk)
    desk.undo()
    made = desk.backups.make()
    live = check(desk.path)
    desk.close()
    report = check(desk.path)
    assert report == live, "a file may be checked while it is open"
    assert (report.ok, report.format, report.problems) == (True, FORMAT, ())
    assert (report.counts[Kind.CLIENT], report.counts[Kind.VISIT], report.counts[Kind.REP]) == (1, 3, 1)
    assert [one.path for one in report.backups] == [made.path]


def test_an_older_file_is_checked_and_left_as_it_is(tmp_path: Path) -> None:
    path = format_1(tmp_path / "old.salesdesk")
    before = path.read_bytes()
    report = check(path)
    assert (report.ok, report.format, report.counts[Kind.VISIT]) == (True, 1, 1)
    assert path.read_bytes() == before


def test_damage_within_is_named(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    for number in range(300):
        new_client(desk, name=f"client {number}", note="n" * 200)
    desk.close()
    whole = desk.path.read_bytes()
    page = whole.index(b"client 150") // 4096 * 4096
    patched(desk.path, page, b"\xff" * 4096)
    report = check(desk.path)
    assert not report.ok
    said = [str(problem) for problem in report.problems]
    assert said[0].startswith("The file is damaged: ")
    assert any(sentence.startswith("Of client, ") for sentence in said)
    assert 0 < report.counts[Kind.CLIENT] < 300


def test_rows_that_lost_their_parent_or_their_history_are_named(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client)])
    desk.close()
    meddle(
        desk.path,
        "UPDATE ctx SET hlc = 1, act = 1",
        "UPDATE visit SET client_id = randomblob(16), opportunity_id = 'short'",
        "UPDATE ctx SET hlc = NULL, act = NULL",
        "DELETE FROM change WHERE tbl = 'client' AND col = ''",
    )
    said = [str(problem) for problem in check(desk.path).problems]
    assert said == [
        "1 rows of client came into the file past its history.",
        "1 rows of visit have an id that is none.",
        "1 rows of visit belong to a client that is not in the file.",
        "1 rows of visit belong to a opportunity that is not in the file.",
    ]


def test_a_file_left_with_a_journal_by_a_killed_program_is_checked_as_it_was(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client, result="x" * 400) for _ in range(500)])
    desk.close()
    left = tmp_path / "left" / desk.path.name
    left.parent.mkdir()
    writing = driver.connect(str(desk.path), isolation_level=None)
    writing.execute("PRAGMA cache_size=5").fetchall()
    writing.execute("BEGIN IMMEDIATE")
    writing.executemany("INSERT INTO draft VALUES (?, ?, '')", [(str(n), "y" * 900) for n in range(900)])
    for ending in ("", "-journal"):
        shutil.copyfile(f"{desk.path}{ending}", f"{left}{ending}")
    writing.execute("ROLLBACK")
    writing.close()
    before = left.read_bytes()
    assert (tmp_path / "left" / f"{left.name}-journal").stat().st_size > 0
    report = check(left)
    assert report.ok and report.counts[Kind.VISIT] == 500
    assert left.read_bytes() == before, "checking changes nothing"
