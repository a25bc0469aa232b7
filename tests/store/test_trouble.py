"""Disks run full, places are read-only: a clear sentence, and nothing changed."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Loaded here already: the program loads it late, and then as nobody, who may not read the libraries.
import alembic.migration
import alembic.operations  # noqa: F401
import pytest

from salesdesk import places
from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.services.backups import Reason, check, restore
from salesdesk.services.desk import Desk
from salesdesk.services.sample import make_sample
from salesdesk.store.engine import PlaceReadOnly
from salesdesk.store.read.rows import things
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, edit, format_1, new_client, rows

NOBODY = 65534


def test_a_full_disk_while_a_visit_is_logged(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk)
    before = rows(desk)
    pages = desk.file.conn.exec_driver_sql("PRAGMA page_count").scalar_one()
    desk.file.conn.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
    with pytest.raises(FileRefused, match=r"The disk is full\. Nothing was changed"):
        desk.session.record(DONE, [a_visit(desk, client, result="x" * 500) for _ in range(500)])
    assert rows(desk) == before
    desk.file.conn.exec_driver_sql("PRAGMA max_page_count=1000000")
    desk.session.record(DONE, [a_visit(desk, client)])
    desk.close()
    assert check(desk.path).ok


@contextmanager
def full_disk(limit: int) -> Iterator[None]:
    """Meanwhile the system lets no file grow beyond `limit` bytes: writes fail as they do on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


DISK = r"The disk .* Nothing was changed"


def test_when_the_system_writes_no_more(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk)
    before = rows(desk)
    with full_disk(desk.path.stat().st_size + 100_000), pytest.raises(FileRefused, match=DISK):
        desk.session.record(DONE, [a_visit(desk, client, result="x" * 500) for _ in range(2000)])
    assert rows(desk) == before
    desk.session.record(DONE, [a_visit(desk, client)])
    desk.close()
    assert check(desk.path).ok


def test_a_backup_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    with full_disk(100_000), pytest.raises(FileRefused, match=DISK):
        desk.backups.make()
    assert list(places.backups(desk.file.file_id).iterdir()) == []
    assert desk.last_backup is None
    desk.close()


def test_a_new_file_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    with full_disk(50_000), pytest.raises(FileRefused, match=DISK):
        Desk.create(tmp_path / "new.salesdesk", rep_name="x")
    assert list(tmp_path.iterdir()) == []


def test_a_sample_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "sample.salesdesk"
    make_desk(tmp_path).close()
    room = (tmp_path / "test.salesdesk").stat().st_size + 100_000
    with full_disk(room), pytest.raises(FileRefused, match=DISK):
        make_sample(path, language="en")
    assert [one.name for one in tmp_path.iterdir()] == ["test.salesdesk"]
    Desk.create(path, rep_name="Li").close()  # nobody holds the name any more


def test_an_upgrade_on_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    old = format_1(tmp_path / "old.salesdesk")
    before = old.read_bytes()
    with full_disk(100_000), pytest.raises(FileRefused, match=DISK):
        Desk.open(old)
    assert old.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [old.name]
    Desk.open(old).close()


def test_a_restore_on_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.close()
    with full_disk(100_000), pytest.raises(FileRefused, match=DISK):
        restore(desk.path, tmp_path / "back.salesdesk")
    assert [path.name for path in tmp_path.iterdir()] == [desk.path.name]


@contextmanager
def unwritable(folder: Path, mode: int = 0o444) -> Iterator[None]:
    """A folder that may be read but not written by whoever runs this; root becomes nobody meanwhile."""
    root = hasattr(os, "setresuid") and os.getuid() == 0
    inside = [path for path in folder.iterdir() if path.is_file()]
    for path in inside:
        path.chmod(mode)
    folder.chmod(0o555)
    if root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if root:
            os.setresuid(0, 0, 0)
        folder.chmod(0o755)
        for path in inside:
            path.chmod(0o644)


@pytest.fixture
def stick(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder outside of pytest's own, which nobody but its owner may enter; and a home that nobody may write to."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        home = Path(name) / "home"
        home.mkdir()
        home.chmod(0o777)
        monkeypatch.setenv("SALESDESK_HOME", str(home))
        monkeypatch.setattr(tempfile, "tempdir", str(home))
        stick = Path(name) / "stick"
        stick.mkdir()
        yield stick


def a_file(stick: Path) -> Path:
    desk = make_desk(stick)
    new_client(desk)
    desk.close()
    for path in (stick.parent / "home").rglob("*"):
        path.chmod(0o777)
    return desk.path


def test_a_file_on_a_read_only_place_is_refused_and_offered_for_reading(stick: Path) -> None:
    path = a_file(stick)
    before = path.read_bytes()
    with unwritable(stick):
        with pytest.raises(
            PlaceReadOnly, match=r"the place is read-only\. Nothing was changed; open it for reading only"
        ):
            Desk.open(path)
        desk = Desk.open(path, read_only=True)
        (client,) = things(desk.file.conn, Client)
        with pytest.raises(Refused, match="open for reading only"):
            edit(desk, Kind.CLIENT, client.id, note=("", "x"))
        assert not desk.backups.due()
        assert desk.backups.make(Reason.ASKED).ok, "a backup of it can still be made"
        desk.close()
        assert check(path).ok
    assert path.read_bytes() == before
    assert [one.name for one in stick.iterdir()] == [path.name]


def test_a_crashed_file_on_a_read_only_place_is_read_with_its_log(stick: Path) -> None:
    path = a_file(stick)
    desk = Desk.open(path)
    new_client(desk)
    left = {end: path.with_name(path.name + end).read_bytes() for end in ("", "-wal")}
    desk.close()
    for end, content in left.items():
        path.with_name(path.name + end).write_bytes(content)
    with unwritable(stick):
        again = Desk.open(path, read_only=True)
        count = len(things(again.file.conn, Client))
        place = again.file.place
        again.close()
    assert count == 2
    assert not place.exists()
    assert path.with_name(path.name + "-wal").read_bytes() == left["-wal"]


def test_an_old_file_on_a_read_only_place_is_read(stick: Path) -> None:
    path = format_1(stick / "old.salesdesk")
    with unwritable(stick):
        desk = Desk.open(path, read_only=True)
        assert len(things(desk.file.conn, Client)) == 1
        desk.close()
        with pytest.raises(PlaceReadOnly):
            Desk.open(path)


def test_no_new_file_and_no_restored_one_on_a_read_only_place(stick: Path) -> None:
    path = a_file(stick.parent / "home")
    with unwritable(stick):
        for make in (lambda out: Desk.create(out, rep_name="x"), lambda out: restore(path, out)):
            with pytest.raises(FileRefused, match=r"cannot be (opened|written)"):
                make(stick / "new.salesdesk")
    assert list(stick.iterdir()) == []


def test_a_file_that_may_not_be_read(stick: Path) -> None:
    path = a_file(stick)
    with unwritable(stick, mode=0), pytest.raises(FileRefused, match="You may not read"):
        Desk.open(path)
