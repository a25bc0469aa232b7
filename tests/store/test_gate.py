"""Whatever is brought to the door, the answer is the open file or one clear sentence; nothing else, and no traces."""

from __future__ import annotations

import os
import random
import socket
from pathlib import Path

import pytest

from salesdesk.domain.errors import FileRefused
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import gate
from salesdesk.store.schema import APPLICATION_ID, FORMAT
from tests.builders import make_desk
from tests.store.builders import meddle, new_client, patched


def a_file(folder: Path) -> Path:
    """A sound, closed file with something in it."""
    desk = make_desk(folder)
    new_client(desk)
    desk.close()
    return desk.path


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def refused(path: Path) -> str:
    """The one sentence with which every way in refuses a file; the file stays as it was."""
    before = listing(path.parent) if path.parent.is_dir() else {}
    said = set()
    for way in (Desk.open, lambda file: Desk.open(file, read_only=True), check):
        with pytest.raises(FileRefused) as caught:
            way(path)
        said.add(str(caught.value))
    assert len(said) == 1
    assert (listing(path.parent) if path.parent.is_dir() else {}) == before
    return said.pop()


def test_a_sound_file_is_let_in(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    assert gate.admit(path) == gate.Admission(FORMAT, log=False)
    Desk.open(path).close()


def test_nothing_there(tmp_path: Path) -> None:
    assert "is not there" in refused(tmp_path / "gone.salesdesk")
    assert "is not there" in refused(tmp_path / "no folder" / "gone.salesdesk")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.salesdesk").mkdir()
    assert "is a folder" in refused(tmp_path / "folder.salesdesk")


def test_a_link_to_nothing_and_a_link_to_itself(tmp_path: Path) -> None:
    for name, target in (("dangling.salesdesk", "nowhere"), ("circle.salesdesk", "circle.salesdesk")):
        link = tmp_path / name
        link.symlink_to(target)
        assert "is a link to a file that is not there" in refused(link)


def test_a_pipe_and_a_socket_are_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.salesdesk")
    assert "is not an ordinary file" in refused(tmp_path / "pipe.salesdesk")
    with socket.socket(socket.AF_UNIX) as plug:
        here = Path.cwd()
        os.chdir(tmp_path)  # the name of a socket may only be short
        plug.bind("s.salesdesk")
        os.chdir(here)
        assert "is not an ordinary file" in refused(tmp_path / "s.salesdesk")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.salesdesk").touch()
    assert "is empty" in refused(tmp_path / "empty.salesdesk")


@pytest.mark.parametrize(
    "content", [b"x", b"SQLite format 3\x00", b"PK\x03\x04" * 50, random.Random(1).randbytes(8192)]
)
def test_something_else_or_encrypted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.salesdesk"
    path.write_bytes(content)
    assert "is not a SalesDesk file, or it is encrypted" in refused(path)


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = meddle(tmp_path / "theirs.salesdesk", "CREATE TABLE t(x)", "PRAGMA journal_mode=WAL")
    assert "belongs to another program" in refused(path)


def test_a_newer_file_is_refused_in_words(tmp_path: Path) -> None:
    newer = f"UPDATE about SET value = '{FORMAT + 1}' WHERE key = 'readable_from'"
    path = meddle(a_file(tmp_path), newer, f"PRAGMA user_version={FORMAT + 1}")
    sentence = refused(path)
    assert f"was made by a newer SalesDesk (format {FORMAT + 1}; this one knows {FORMAT})" in sentence
    assert "update SalesDesk" in sentence


def test_a_journal_that_speaks_of_another_file_is_not_played(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    name = str(precious).encode()
    head = gate.OTHERS + bytes(4) + bytes(16) + bytes(484)
    tail = (1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big")
    path.with_name(path.name + "-journal").write_bytes(head + tail + gate.OTHERS)
    assert "is not built like one" in refused(path)
    assert precious.read_text() == "mine"


def test_a_file_that_is_cut_short(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    size = path.stat().st_size
    with path.open("rb+") as file:
        file.truncate(size - 5000)
    assert f"5000 of {size} bytes are missing" in refused(path)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TRIGGER journal_client_update",
        "CREATE TABLE extra(x)",
        "CREATE VIEW spy AS SELECT name FROM client",
        "CREATE TRIGGER spy AFTER INSERT ON client BEGIN UPDATE rep SET name = 'x'; END",
        "ALTER TABLE client RENAME COLUMN note TO remark",
        "DROP INDEX ix_visit_promised",
        "DELETE FROM about WHERE key = 'file_id'",
        "UPDATE about SET value = '../../../home' WHERE key = 'file_id'",
        "UPDATE about SET value = 'x' WHERE key = 'prefix'",
        "PRAGMA user_version=0",
        "PRAGMA user_version=-5",
    ],
)
def test_a_file_that_only_calls_itself_ours(tmp_path: Path, statement: str) -> None:
    assert "is not built like one" in refused(meddle(a_file(tmp_path), statement))


@pytest.mark.parametrize(("at", "data"), [(16, b"\x00\x03"), (18, b"\x09"), (56, b"\x00\x00\x00\x02")])
def test_a_header_that_cannot_be(tmp_path: Path, at: int, data: bytes) -> None:
    assert "is not built like one" in refused(patched(a_file(tmp_path), at, data))


def test_a_damaged_schema_page_is_called_damaged(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    patched(path, 100, b"\xff" * 60)
    assert "is damaged" in refused(path)


def test_random_damage_never_does_more_than_refuse(tmp_path: Path) -> None:
    whole = a_file(tmp_path).read_bytes()
    chance = random.Random(20261123)
    outcomes = {"opened": 0, "refused": 0}
    for number in range(60):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 8, 200])):
            damaged[chance.randrange(chance.choice([100, 4096, len(whole)]))] = chance.randrange(256)
        path = tmp_path / f"damaged {number}.salesdesk"
        path.write_bytes(damaged)
        try:
            report = check(path)
            outcomes["opened"] += report.ok or bool(report.problems)
        except FileRefused as refusal:
            assert str(refusal).endswith(".")
            outcomes["refused"] += 1
        assert path.read_bytes() == damaged
        path.unlink()
    assert sum(outcomes.values()) == 60
    assert min(outcomes.values()) > 0


def test_names_that_trouble_addresses(tmp_path: Path) -> None:
    folder = tmp_path / "50% of #1? & 王"
    folder.mkdir()
    path = a_file(folder)
    desk = Desk.open(path)
    desk.backups.make()
    desk.close()
    assert sorted(listing(folder)) == [path.name]
    assert check(path).ok


def test_a_log_left_by_a_crash_is_played_in(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    for _ in range(5):
        new_client(desk)
    folder = tmp_path / "after the crash"
    folder.mkdir()
    for ending in ("", "-wal"):  # what a killed program leaves; nobody reads the live file again afterwards
        (folder / f"left.salesdesk{ending}").write_bytes(desk.path.with_name(desk.path.name + ending).read_bytes())
    desk.close()
    left = folder / "left.salesdesk"
    assert (folder / "left.salesdesk-wal").stat().st_size > 0
    again = Desk.open(left)
    count = again.file.conn.exec_driver_sql("SELECT count(*) FROM client").scalar()
    again.close()
    assert count == 5
    assert sorted(listing(folder)) == ["left.salesdesk"], "closed, a file is one file"


@pytest.mark.shared
def test_the_reference_collection_of_hostile_files(shared_data: Path, tmp_path: Path) -> None:
    """As they are, and dressed up as ours: then SQLite itself meets them."""
    files = sorted(path for path in (shared_data / "sqlite_hostile").rglob("*") if path.is_file())
    assert len(files) > 50
    for number, source in enumerate(files):
        path = tmp_path / f"{number}.salesdesk"
        path.write_bytes(source.read_bytes())
        assert refused_or_report(path).endswith(".")
        if path.stat().st_size >= 100:
            patched(path, 0, gate.MAGIC)
            patched(path, 60, FORMAT.to_bytes(4, "big"))
            patched(path, 68, APPLICATION_ID.to_bytes(4, "big"))
            assert refused_or_report(path).endswith(".")
        path.unlink()


def refused_or_report(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        Desk.open(path)
    return str(caught.value)
