"""A stranger's file: brought to a proved copy, or refused in one sentence; never written to, never waited for."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from salesdesk.domain.errors import FileRefused
from salesdesk.services.desk import Desk
from salesdesk.store import foreign, gate
from salesdesk.store.backup import sha256_of
from salesdesk.store.schema import APPLICATION_ID, FORMAT
from tests.builders import make_desk
from tests.store.builders import meddle, new_client, of_format, patched


def a_file(folder: Path) -> Path:
    desk = make_desk(folder)
    new_client(desk)
    desk.close()
    return desk.path


def listing(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir() if path.is_file()}


def refused(path: Path) -> str:
    """The sentence with which the file is refused; it stays as it was."""
    before = listing(path.parent)
    with pytest.raises(FileRefused) as caught:
        foreign.bring(path)
    assert listing(path.parent) == before
    return str(caught.value)


def count(brought: foreign.Foreign, table: str) -> int:
    desk = Desk.open(brought.path, read_only=True)
    found = desk.file.conn.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
    desk.close()
    return int(found or 0)


def test_a_sound_file_comes_as_a_copy_that_says_whose_it_is(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    before = listing(tmp_path)
    with foreign.bring(path) as theirs:
        assert (theirs.rep, theirs.whole, theirs.problems) == ("王小明", True, ())
        assert theirs.digest == sha256_of(path) == foreign.digest_of(path)
        assert theirs.stamp == foreign.stamp_of(path)
        assert theirs.newest > 0
        assert count(theirs, "client") == 1
        place = theirs.path
    assert not place.exists()
    assert listing(tmp_path) == before


def test_the_changes_of_a_file_that_is_open_come_along(tmp_path: Path) -> None:
    """The owner's window keeps its changes in the log beside the file."""
    path = a_file(tmp_path)
    owner = driver.connect(str(path), isolation_level=None)
    owner.execute("PRAGMA journal_mode=WAL").fetchall()
    owner.execute("INSERT INTO draft VALUES ('a', 'b', 'c')")
    before = listing(tmp_path)
    with foreign.bring(path) as theirs:
        assert count(theirs, "draft") == 1
    assert listing(tmp_path) == before
    owner.close()


def test_a_file_that_is_being_written_all_the_time_is_copied_as_of_one_moment(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    script = (
        "import sys, time, sqlcipher3.dbapi2 as d\n"
        "c = d.connect(sys.argv[1], isolation_level=None); c.execute('PRAGMA journal_mode=WAL').fetchall(); n = 0\n"
        "while True:\n"
        "    c.execute('BEGIN'); c.executemany('INSERT INTO draft VALUES (?, ?, ?)',"
        " [(f'{n} {k}', 'x' * 300, '') for k in range(7)]); c.execute('COMMIT'); n += 1\n"
        "    print(n, flush=True); time.sleep(0.02)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE) as owner:
        assert owner.stdout
        owner.stdout.readline()
        found = []
        for _ in range(5):
            with foreign.bring(path) as theirs:
                found.append(count(theirs, "draft"))
        owner.kill()
    assert all(n % 7 == 0 for n in found), "whole actions only"
    assert found == sorted(found)
    assert found[0] > 0


def test_the_own_open_file_is_read_without_touching_its_locks(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk)
    with foreign.bring(desk.path) as theirs:
        assert count(theirs, "client") == 1
    new_client(desk)
    desk.close()


@pytest.mark.parametrize("number", range(1, FORMAT))
def test_an_older_format_is_upgraded_on_the_copy(tmp_path: Path, number: int) -> None:
    path = of_format(number, tmp_path / "old.salesdesk")
    before = listing(tmp_path)
    with foreign.bring(path) as theirs:
        assert gate.admit(theirs.path).format == FORMAT
        assert count(theirs, "client") == 1
    assert listing(tmp_path) == before


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    assert "newer SalesDesk" in refused(meddle(a_file(tmp_path), f"PRAGMA user_version={FORMAT + 1}"))


def test_a_broken_log_is_left_aside_and_that_is_said(tmp_path: Path) -> None:
    mine = make_desk(tmp_path)
    for _ in range(60):
        new_client(mine, note="x" * 900)
    mine.close()
    path = mine.path
    other = tmp_path / "other"
    other.mkdir()
    desk = make_desk(other)
    for _ in range(9):
        new_client(desk)
    wal = desk.path.with_name(desk.path.name + "-wal").read_bytes()
    desk.close()
    path.with_name(path.name + "-wal").write_bytes(wal)
    with foreign.bring(path) as theirs:
        assert "its log is damaged" in str(theirs.problems[0])
        assert not theirs.whole
        assert count(theirs, "client") == 60


def test_a_journal_that_speaks_of_another_file_never_removes_it(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    name = str(precious).encode()
    head = bytes.fromhex("d9d505f920a163d7") + (0).to_bytes(4, "big") + b"\x00" * 16 + b"\x00" * 484
    tail = (1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big")
    path.with_name(path.name + "-journal").write_bytes(head + tail + bytes.fromhex("d9d505f920a163d7"))
    with foreign.bring(path) as theirs:
        assert theirs.problems
    assert precious.read_text() == "mine"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE actor SET who = CAST(x'ff41' AS TEXT)",
        "UPDATE txn SET label = x'00'",
        "UPDATE ctx SET hlc = 'tomorrow'",
        "UPDATE about SET value = CAST(x'c328' AS TEXT) WHERE key = 'note'; INSERT INTO draft VALUES('a', x'01', '')",
        "DELETE FROM change WHERE tbl = 'client'",
        "INSERT INTO change VALUES ('client', x'00', CAST(x'ff' AS TEXT), 1, 1, NULL, NULL)",
    ],
)
def test_cells_that_no_salesdesk_wrote(tmp_path: Path, statement: str) -> None:
    assert "is damaged" in refused(meddle(a_file(tmp_path), *statement.split("; ")))


@pytest.mark.parametrize("statement", ["CREATE VIEW spy AS SELECT 1", "DROP TRIGGER journal_client_update"])
def test_a_schema_of_their_own_is_not_run(tmp_path: Path, statement: str) -> None:
    assert "is not built like one" in refused(meddle(a_file(tmp_path), statement))


def test_what_is_no_file_at_all(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.salesdesk")
    (tmp_path / "folder.salesdesk").mkdir()
    (tmp_path / "circle.salesdesk").symlink_to("circle.salesdesk")
    (tmp_path / "empty.salesdesk").touch()
    with zipfile.ZipFile(tmp_path / "zip.salesdesk", "w") as archive:
        archive.writestr("a", "b" * 1000)
    said = {}
    for path in tmp_path.iterdir():
        with pytest.raises(FileRefused) as caught:
            foreign.bring(path)
        said[path.stem] = str(caught.value)
    assert "not an ordinary file" in said["pipe"]
    assert "is a folder" in said["folder"]
    assert "is a link" in said["circle"]
    assert "is empty" in said["empty"]
    assert "is not a SalesDesk file" in said["zip"]


def test_a_link_to_a_sound_file_is_followed(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    (tmp_path / "link.salesdesk").symlink_to(path)
    foreign.bring(tmp_path / "link.salesdesk").drop()


def test_gigantic_sizes_are_refused_at_once(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    whole = path.read_bytes()
    huge = tmp_path / "huge.salesdesk"
    huge.write_bytes(whole)
    with huge.open("rb+") as file:
        file.truncate(10**12)  # a hole: it takes no room
    declared = tmp_path / "declared.salesdesk"
    declared.write_bytes(whole)
    patched(declared, 28, b"\xff\xff\xff\xfe")
    began = time.monotonic()
    with pytest.raises(FileRefused, match="larger than any"):
        foreign.bring(huge)
    with pytest.raises(FileRefused, match="is cut short"):
        foreign.bring(declared)
    assert time.monotonic() - began < 10


def test_damage_of_any_kind_is_a_sentence_or_a_sound_copy(tmp_path: Path) -> None:
    whole = a_file(tmp_path).read_bytes()
    chance, outcomes = random.Random(20261128), {"brought": 0, "refused": 0}
    for number in range(60):
        damaged = bytearray(whole)
        if number % 3 == 0:
            del damaged[chance.randrange(len(damaged)) :]
        for _ in range(chance.choice([1, 8, 200]) if number % 3 else 0):
            damaged[chance.randrange(chance.choice([100, 4096, len(whole)]))] ^= 1 << chance.randrange(8)
        path = tmp_path / f"damaged {number}.salesdesk"
        path.write_bytes(damaged)
        try:
            foreign.bring(path).drop()
            outcomes["brought"] += 1
        except FileRefused as refusal:
            assert str(refusal).endswith(".")
            outcomes["refused"] += 1
        assert path.read_bytes() == damaged
        path.unlink()
    assert sum(outcomes.values()) == 60
    assert outcomes["refused"] > 20


@pytest.mark.shared
def test_the_reference_collection_of_hostile_files(shared_data: Path, tmp_path: Path) -> None:
    """As they are, and dressed up as ours; within ten seconds and half a gigabyte each."""
    files = sorted(path for path in (shared_data / "sqlite_hostile").rglob("*") if path.is_file())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, source in enumerate(files):
        path = tmp_path / f"{number}.salesdesk"
        path.write_bytes(source.read_bytes())
        began = time.monotonic()
        assert refused(path).endswith(".")
        if path.stat().st_size >= 100:
            patched(path, 0, gate.MAGIC)
            patched(path, 60, FORMAT.to_bytes(4, "big"))
            patched(path, 68, APPLICATION_ID.to_bytes(4, "big"))
            assert refused(path).endswith(".")
        assert time.monotonic() - began < 20
        path.unlink()
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000
