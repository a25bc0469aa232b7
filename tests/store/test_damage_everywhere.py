"""A file damaged in every place that can be: it is repaired, or refused in words, and never touched."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.visit import Visit
from salesdesk.services import rescue, safety
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import keys
from salesdesk.store.engine import damage, raw
from salesdesk.store.fitness import fitness_of
from salesdesk.store.read.rows import things
from salesdesk.store.rebuild import Stored
from salesdesk.store.tables import TABLES
from salesdesk.store.transplant import _Pages
from tests.store.builders import of_format, patched
from tests.store.test_recover import CLIENTS, PAGE, whole

PASSPHRASE = "three green bicycles under water"


def kept(path: Path) -> int:
    """Repair it beside; how many clients came back. The damaged file is not touched."""
    before = {one.name: one.read_bytes() for one in path.parent.glob(f"{path.name}*")}
    repaired = rescue.repair(path, path.with_name("mended.salesdesk"))
    assert {one.name: one.read_bytes() for one in path.parent.glob(f"{path.name}*")} == before
    Desk.open(repaired.recovery.path).close()
    lost = sum(one.count for one in repaired.recovery.missing if one.kind is Kind.CLIENT)
    if repaired.recovery.journal_whole:
        assert repaired.recovery.kept[Kind.CLIENT] + lost >= CLIENTS
    return repaired.recovery.kept[Kind.CLIENT]


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    desk = whole(tmp_path)
    desk.close()
    return desk.path


@pytest.mark.parametrize(
    ("start", "length"),
    [(0, 100), (0, 16), (16, 2), (18, 2), (56, 4), (60, 4), (68, 4), (20, 1)],
    ids=["all", "magic", "page size", "modes", "encoding", "format", "application", "reserved"],
)
def test_a_damaged_head_costs_nothing(sound: Path, start: int, length: int) -> None:
    patched(sound, start, b"\x00" * length if length > 1 else b"\x55")
    assert rescue.may_be_repaired(sound)
    assert kept(sound) == CLIENTS
    assert check(sound.with_name("mended.salesdesk")).ok


def test_the_head_of_an_older_format_is_told_by_its_schema(tmp_path: Path) -> None:
    old = of_format(3, tmp_path / "old.salesdesk")
    patched(old, 0, bytes(100))
    rescue.repair(old, tmp_path / "mended.salesdesk")
    assert check(tmp_path / "mended.salesdesk").ok


def test_a_protected_file_without_its_head_asks_for_its_passphrase_and_comes_back(sound: Path) -> None:
    safety.protect(sound, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    safety.forget_keys()
    patched(sound, 0, bytes(100))
    assert safety.is_locked(sound)
    safety.unlock(sound, PASSPHRASE)
    assert kept(sound) == CLIENTS
    assert b"client 001" not in sound.with_name("mended.salesdesk").read_bytes()


def test_one_byte_of_a_protected_file(sound: Path) -> None:
    safety.protect(sound, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    body = bytearray(sound.read_bytes())
    at = len(body) * 2 // 3
    body[at] ^= 1
    sound.write_bytes(body)
    assert not check(sound).ok
    assert kept(sound) > CLIENTS - 40, "one page is lost, no more"


def test_a_file_whose_first_page_is_gone_is_no_file_any_more(sound: Path) -> None:
    patched(sound, 0, bytes(PAGE))
    assert not rescue.may_be_repaired(sound)
    with pytest.raises(FileDamaged, match="is not a SalesDesk file"):
        Desk.open(sound)


def in_the_schema(path: Path) -> int:
    """Where a page begins that holds a piece of the schema (found before a file is protected)."""
    body = path.read_bytes()
    return body.index(b"CREATE TRIGGER journal_visit_update", PAGE) // PAGE * PAGE


def test_a_page_of_the_schema_that_is_gone_is_said_where_there_is_no_backup(sound: Path) -> None:
    patched(sound, in_the_schema(sound), bytes(PAGE))
    with pytest.raises(FileDamaged):
        Desk.open(sound)
    with pytest.raises(FileDamaged, match=r"Nothing in .* can be read"):
        rescue.repair(sound, sound.with_name("mended.salesdesk"))
    assert not sound.with_name("mended.salesdesk").exists()


@pytest.mark.parametrize("protected", [False, True], ids=["plain", "protected"])
@pytest.mark.parametrize("first", [False, True], ids=["one page", "the first and the rest"])
def test_a_backup_lends_its_schema_so_that_what_was_done_since_comes_back(
    sound: Path, protected: bool, first: bool
) -> None:
    at = in_the_schema(sound)
    if protected:
        safety.protect(sound, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
        at = next(one for one in _Pages(sound, keys.key_of(sound)).of_schema() if one > 1) * PAGE - PAGE
    desk = Desk.open(sound)
    desk.backups.make()
    desk.clients.create(name="after the backup")
    desk.close()
    patched(sound, at, bytes(PAGE))
    if first:
        patched(sound, 0, bytes(PAGE))
    assert rescue.may_be_repaired(sound)
    repaired = rescue.repair(sound, sound.with_name("mended.salesdesk"))
    assert not repaired.recovery.missing
    again = Desk.open(repaired.recovery.path)
    assert again.find("after the backup")
    assert again.safety.protected == protected
    again.close()
    assert check(repaired.recovery.path).ok


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size * 9 // 10])


def blank(path: Path) -> None:
    patched(path, path.stat().st_size // 2 // PAGE * PAGE, bytes(3 * PAGE))


def flip(path: Path) -> None:
    body, chance = bytearray(path.read_bytes()), random.Random(3)
    for _bit in range(40):
        body[chance.randrange(len(body) * 3 // 4, len(body))] ^= 1 << chance.randrange(8)
    path.write_bytes(body)


@pytest.mark.parametrize("spoil", [cut, blank, flip])
def test_pages_that_are_gone_cost_what_lay_on_them(sound: Path, spoil: Callable[[Path], None]) -> None:
    spoil(sound)
    assert kept(sound) > CLIENTS // 3


@pytest.mark.parametrize("at", [500, 1_700, 2_900, 4_000])
def test_a_file_cut_within_a_page_gives_no_half_things(sound: Path, at: int) -> None:
    body = sound.read_bytes()
    sound.write_bytes(body[: len(body) * 4 // 5 // PAGE * PAGE + at])
    kept(sound)
    desk = Desk.open(sound.with_name("mended.salesdesk"))
    for kind in (Client, Visit):
        assert all("\x00" not in str(one) for one in things(desk.file.conn, kind))
    desk.cadence.states()
    desk.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"client 200", b"client\x00200"), (b"2026-11-23T02:00:00Z+08:00", b"2026-99-23T02:00:00Z+08:00")],
    ids=["no letter", "no day"],
)
def test_a_row_that_cannot_have_been_written_is_lost_and_named(sound: Path, old: bytes, new: bytes) -> None:
    body = sound.read_bytes()
    assert old in body
    sound.write_bytes(body.replace(old, new, 1))
    repaired = rescue.repair(sound, sound.with_name("mended.salesdesk"))
    assert sum(one.count for one in repaired.recovery.missing) <= 1
    with raw(repaired.recovery.path, "ro") as conn:
        for kind in Kind:
            columns = [column.name for column in TABLES[kind].columns]
            fits = fitness_of(Stored(kind.value, tuple(columns)))
            assert all(fits(row) for row in conn.execute(f'SELECT {", ".join(columns)} FROM "{kind}"'))


def test_a_log_of_another_time_is_not_played_into_the_repair(sound: Path, tmp_path: Path) -> None:
    desk = Desk.open(sound)
    desk.clients.create(name="in the log")
    log = sound.with_name(sound.name + "-wal").read_bytes()
    desk.close()
    Desk.open(sound).close()
    body = bytearray(log)
    body[200:] = random.Random(1).randbytes(len(body) - 200)
    sound.with_name(sound.name + "-wal").write_bytes(body)
    assert kept(sound) >= CLIENTS


def test_a_damaged_backup_is_passed_over_for_the_one_before(tmp_path: Path) -> None:
    desk = whole(tmp_path)
    first = desk.backups.make()
    desk.clients.create(name="later")
    second = desk.backups.make()
    desk.close()
    body = bytearray(second.path.read_bytes())
    body[-1_000] ^= 1
    second.path.write_bytes(body)
    patched(desk.path, 0, bytes(PAGE))
    newest = rescue.newest_good(desk.path)
    assert newest is not None and newest.path == first.path
    assert rescue.restore_newest(desk.path, tmp_path / "again.salesdesk").path == first.path


def test_what_is_no_file_of_ours_any_more_is_offered_from_its_backup_only_where_ours_lay(sound: Path) -> None:
    patched(sound, 68, b"\x00" * 4)
    with pytest.raises(FileRefused) as strange:
        Desk.open(sound)
    assert not rescue.is_damage(sound, strange.value)
    patched(sound, 68, b"SDK1")
    desk = Desk.open(sound)
    desk.backups.make()
    desk.close()
    patched(sound, 68, b"\x00" * 4)
    assert rescue.is_damage(sound, strange.value)


def test_a_moved_file_finds_its_backups_by_what_it_is(tmp_path: Path) -> None:
    desk = whole(tmp_path)
    made = desk.backups.make()
    desk.close()
    moved = desk.path.rename(tmp_path / "moved.salesdesk")
    blank(moved)
    newest = rescue.newest_good(moved)
    assert newest is not None and newest.path == made.path
    assert not rescue.repair(moved, tmp_path / "mended.salesdesk").recovery.missing
    (tmp_path / "strange.salesdesk").write_bytes(b"Dear Sir or Madam, " * 400)
    assert rescue.newest_good(tmp_path / "strange.salesdesk") is None


def test_a_disk_that_is_gone_is_no_mistake_of_the_program() -> None:
    gone = damage(driver.OperationalError("disk I/O error"), Path("a.salesdesk"))
    assert gone is not None and "stick or share is gone" in str(gone)
    assert damage(driver.OperationalError("no such column: x"), Path("a.salesdesk")) is not None
    assert damage(ValueError("disk I/O error"), Path("a.salesdesk")) is None
