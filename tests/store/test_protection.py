"""A passphrase: what it opens, what it refuses, and that nothing of a protected file can be read without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from salesdesk import places
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.services.backups import Reason, check, restore, verify
from salesdesk.services.desk import Desk
from salesdesk.store import keys, protection
from salesdesk.store.file import PrivateCopy
from salesdesk.store.read.rows import things
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, new_client, of_format, rows

PASSPHRASE = "three green bicycles"
CANARY = "Canary-7f3a"


def protected(folder: Path, passphrase: str = PASSPHRASE) -> tuple[Path, str]:
    """A closed file with one client, under a passphrase; and its recovery code."""
    desk = make_desk(folder)
    client = new_client(desk, name=CANARY)
    desk.session.record(DONE, [a_visit(desk, client, result=f"{CANARY} was content")])
    desk.backups.make()
    desk.close()
    key, code = keys.new_key(passphrase)
    protection.protect(desk.path, key)
    keys.forget()
    return desk.path, code


def traces(*folders: Path) -> list[Path]:
    """Files in which the canary can be read, in any of the encodings a file might use."""
    words = [CANARY.encode(how) for how in ("utf-8", "utf-16-le", "utf-16-be")]
    found = []
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                body = path.read_bytes()
                found += [path for word in words if word in body]
    return found


def test_the_passphrase_opens_the_file_and_everything_is_in_it(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk, name=CANARY)
    desk.session.record(DONE, [a_visit(desk, client, result="content") for _ in range(50)])
    before, found = rows(desk), desk.find_notes("content")
    steps = [step.millis for step in desk.history.recent(100)]
    desk.close()
    key, _code = keys.new_key(PASSPHRASE)
    protection.protect(desk.path, key)
    keys.forget()
    with pytest.raises(keys.NeedsPassphrase, match="protected by a passphrase"):
        Desk.open(desk.path)
    keys.unlock(desk.path, PASSPHRASE)
    again = Desk.open(desk.path)
    assert rows(again) == before
    assert len(again.find_notes("content")) == len(found) == 50
    assert [step.millis for step in again.history.recent(100)] == steps
    again.undo()
    again.close()
    assert check(desk.path).ok


@pytest.mark.parametrize("typed", ["", "three green bicycle", "THREE GREEN BICYCLES", "三辆绿色自行车"])
def test_another_passphrase_does_not(tmp_path: Path, typed: str) -> None:
    path, _code = protected(tmp_path)
    with pytest.raises(Refused, match="not the passphrase"):
        keys.unlock(path, typed)
    with pytest.raises(keys.NeedsPassphrase):
        Desk.open(path)


def test_full_and_half_width_are_the_same_passphrase(tmp_path: Path) -> None:
    path, _code = protected(tmp_path, "abc 自行车 12")
    keys.unlock(path, "ａｂｃ　自行车　１２")
    Desk.open(path).close()


def test_the_recovery_code_opens_it_however_it_is_typed(tmp_path: Path) -> None:
    path, code = protected(tmp_path)
    with pytest.raises(Refused, match="recovery code"):
        keys.unlock(path, keys.new_code(), code=True)
    keys.unlock(path, code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), code=True)
    Desk.open(path).close()


def test_another_passphrase_is_another_key_and_none_makes_it_plain(tmp_path: Path) -> None:
    path, _code = protected(tmp_path)
    old = keys.unlock(path, PASSPHRASE)
    key, _code = keys.new_key("a second one")
    protection.protect(path, key)
    assert key.raw != old.raw
    keys.forget()
    with pytest.raises(Refused):
        keys.unlock(path, PASSPHRASE)
    keys.unlock(path, "a second one")
    protection.protect(path, None)
    keys.forget()
    desk = Desk.open(path)
    assert [client.name for client in things(desk.file.conn, Client)] == [CANARY]
    desk.close()


def test_nothing_can_be_read_while_it_is_used_backed_up_copied_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temp, work = tmp_path / "temp", tmp_path / "work"
    temp.mkdir()
    work.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temp))
    monkeypatch.setenv("SQLITE_TMPDIR", str(temp))
    home = places.config()
    path, _code = protected(work)
    assert traces(home), "the backup made before must be plain, else this proves nothing"
    key = keys.unlock(path, PASSPHRASE)
    desk = Desk.open(path)
    for one in protection.strays(desk.file.file_id, path):
        protection.protect_backup(one, key)
    client = new_client(desk, name=f"{CANARY} again")
    desk.session.record(DONE, [a_visit(desk, client, result=CANARY * 20) for _ in range(2_000)])
    desk.drafts.keep("visit", {"result": CANARY})
    made = desk.backups.make(Reason.ASKED)
    copy = PrivateCopy(path)
    desk.file.conn.exec_driver_sql("SELECT result, count(*) FROM visit GROUP BY result || id ORDER BY 1").all()
    assert (work / f"{path.name}-wal").stat().st_size > 0
    assert traces(temp, work, home) == []
    copy.drop()
    verify(made.path)
    restore(made.path, work / "restored.salesdesk")
    desk.close()
    assert traces(temp, work, home) == []


def test_the_backup_of_a_protected_file_is_never_the_plain_one_made_before(tmp_path: Path) -> None:
    path, _code = protected(tmp_path)
    keys.unlock(path, PASSPHRASE)
    desk = Desk.open(path)
    made = desk.backups.make()
    assert keys.salt_of(made.path) == keys.salt_of(path) != b""
    desk.close()
    keys.forget()
    with pytest.raises(keys.NeedsPassphrase):
        restore(made.path, tmp_path / "out.salesdesk")


def test_backups_made_before_can_be_brought_under_the_key_and_out_again(tmp_path: Path) -> None:
    path, _code = protected(tmp_path)
    key = keys.unlock(path, PASSPHRASE)
    desk = Desk.open(path)
    before = protection.strays(desk.file.file_id, path)
    assert len(before) == 1
    protection.protect_backup(before[0], key)
    assert protection.strays(desk.file.file_id, path) == []
    verify(before[0].path)
    [kept] = desk.backups.list()
    assert kept.ok
    assert kept.made_at == before[0].made_at
    desk.close()


def test_a_damaged_key_is_said_and_a_dear_one_not_tried(tmp_path: Path) -> None:
    path, _code = protected(tmp_path)
    body = bytearray(path.read_bytes())
    at = keys.PLACE + 32
    body[at : at + 8] = b"\xff" * 8
    path.write_bytes(body)
    with pytest.raises(FileRefused, match="key in this file is damaged"):
        keys.unlock(path, PASSPHRASE)


@pytest.mark.parametrize("at", [600, 5_000, 40_000, -100])
def test_a_flipped_bit_is_found(tmp_path: Path, at: int) -> None:
    path, _code = protected(tmp_path)
    keys.unlock(path, PASSPHRASE)
    body = bytearray(path.read_bytes())
    body[at] ^= 1
    path.write_bytes(body)
    if at == 600:  # in the plain head, where nothing lies
        assert check(path).ok
        return
    with pytest.raises(FileRefused, match="damaged"):
        assert not check(path).ok
        raise FileRefused("damaged")


def test_a_file_in_use_or_on_a_full_disk_stays_what_it_was(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    key, _code = keys.new_key(PASSPHRASE)
    with pytest.raises(FileRefused, match="already open"):
        protection.protect(desk.path, key)
    desk.close()
    assert keys.slots_of(desk.path) is None
    assert sorted(one.name for one in desk.path.parent.glob(".*.protecting*")) == []


def test_a_snapshot_is_protected_for_whoever_gets_it(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk, name=CANARY)
    made = desk.backups.make()
    desk.close()
    key, _code = keys.new_key("for the lead")
    out = tmp_path / "out" / "snapshot.salesdesk"
    out.parent.mkdir()
    protection.protected_copy(made.path, out, key)
    assert traces(out.parent) == []
    keys.unlock(out, "for the lead")
    lead = Desk.open(out, read_only=True)
    assert [client.name for client in things(lead.file.conn, Client)] == [CANARY]
    lead.close()


@pytest.mark.parametrize("number", [1, 5])
def test_a_protected_file_of_an_old_format_is_upgraded_and_stays_protected(tmp_path: Path, number: int) -> None:
    plain, path = tmp_path / "plain.salesdesk", tmp_path / "old.salesdesk"
    of_format(number, plain)
    key, _code = keys.new_key(PASSPHRASE)
    protection.protected_copy(plain, path, key)
    keys.unlock(path, PASSPHRASE)
    desk = Desk.open(path)
    assert desk.file.upgraded_from is not None
    assert keys.salt_of(desk.file.upgraded_from) == key.salt
    desk.close()
    assert check(path).ok
    assert keys.slots_of(path) == key.slots
