"""Backups: complete, checked, thinned with age, and brought back only if they are what was written."""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from salesdesk import places
from salesdesk.domain.change import Kind
from salesdesk.domain.errors import FileRefused
from salesdesk.services.backups import Reason, check, restore, verify
from salesdesk.services.desk import Desk
from salesdesk.store import backup
from salesdesk.store.backup import Backup, to_keep
from tests.builders import TestClock, make_desk
from tests.store.builders import DONE, a_visit, meddle, new_client, patched, rows

AT = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


def test_a_backup_holds_everything_and_the_desk_knows_it(tmp_path: Path) -> None:
    clock = TestClock()
    desk = make_desk(tmp_path, clock=clock)
    new_client(desk)
    assert desk.last_backup is None
    made = desk.backups.make(Reason.OPEN)
    assert (made.reason, made.ok, made.made_at, desk.last_backup) == (Reason.OPEN, True, clock.now, clock.now)
    assert made.size == made.path.stat().st_size
    assert made.sha256 == backup.sha256_of(made.path)
    assert [path.suffix for path in sorted(made.path.parent.iterdir())] == [".salesdesk", ".json"]
    before = rows(desk)
    desk.close()
    restore(made.path, tmp_path / "back.salesdesk")
    again = Desk.open(tmp_path / "back.salesdesk")
    found = rows(again)
    again.close()
    assert found == before


def test_no_backup_is_made_twice_of_the_same_state(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    first = desk.backups.make(Reason.OPEN)
    assert desk.backups.make(Reason.IMPORT) == first
    new_client(desk)
    second = desk.backups.make(Reason.IMPORT)
    assert second != first
    second.path.unlink()
    assert desk.backups.make(Reason.ASKED).path != second.path, "one that is lost does not count"
    desk.close()


def test_it_is_due_after_half_an_hour_of_work(tmp_path: Path) -> None:
    clock = TestClock()
    desk = make_desk(tmp_path, clock=clock)
    assert desk.backups.due()
    desk.backups.make(Reason.OPEN)
    clock.forward(minutes=31)
    assert not desk.backups.due(), "nothing has happened"
    new_client(desk)
    assert desk.backups.due()
    desk.backups.make(Reason.WORK)
    new_client(desk)
    clock.forward(minutes=29)
    assert not desk.backups.due()
    clock.forward(minutes=1)
    assert desk.backups.due()
    desk.close()
    again = Desk.open(desk.path, clock=clock)
    assert again.backups.due(), "also after a restart"
    again.close()


def test_a_copied_file_has_backups_of_its_own(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk)
    desk.backups.make()
    desk.close()
    (tmp_path / "copy.salesdesk").write_bytes(desk.path.read_bytes())
    copy = Desk.open(tmp_path / "copy.salesdesk")
    assert copy.last_backup is None
    copy.backups.make()
    assert len(copy.backups.list()) == 2
    copy.close()


def test_a_backup_in_another_thread_while_visits_are_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = make_desk(tmp_path)
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client) for _ in range(6000)])
    made: list[Backup] = []
    steps: list[tuple[int, int]] = []
    begun, go_on = threading.Event(), threading.Event()

    def step(done: int, total: int) -> None:
        steps.append((done, total))
        begun.set()
        go_on.wait(20)

    worker = threading.Thread(target=lambda: made.append(desk.backups.make(Reason.WORK, step)))
    monkeypatch.setattr(backup, "PAGES", 100)
    worker.start()
    assert begun.wait(20)
    for _ in range(20):
        desk.session.record(DONE, [a_visit(desk, client)])
    go_on.set()
    worker.join()
    desk.close()
    assert len(steps) > 5
    assert steps[-1][0] == steps[-1][1]
    conn = driver.connect(str(made[0].path))
    count = conn.execute("SELECT count(*) FROM visit").fetchone()[0]
    conn.close()
    assert count == 6000, "the state as of the first step, nothing of what came meanwhile"
    verify(made[0].path)


def test_a_backup_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    desk = make_desk(tmp_path)
    with pytest.raises(Stopped):
        desk.backups.make(Reason.ASKED, stop)
    assert list(places.backups(desk.file.file_id).iterdir()) == []
    desk.close()


def test_a_file_that_another_program_locks_is_given_up_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make_desk(tmp_path)
    desk.close()
    monkeypatch.setattr(backup, "PATIENCE", 0.2)
    monkeypatch.setattr("salesdesk.store.engine.BUSY_MILLIS", 50)
    other = driver.connect(str(desk.path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(FileRefused, match="used by another program"):
            backup.make(desk.path, Reason.ASKED, AT)
    finally:
        other.close()


def test_one_wrong_bit_is_found_by_the_checksum(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk, note="z" * 3000)
    made = desk.backups.make()
    desk.close()
    place = made.path.read_bytes().index(b"zzzz") + 1000
    patched(made.path, place, b"y")
    with pytest.raises(FileRefused, match="no longer what was written"):
        restore(made.path, tmp_path / "back.salesdesk")
    assert not (tmp_path / "back.salesdesk").exists()


def test_a_backup_without_its_manifest_is_still_checked(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    for _ in range(300):
        new_client(desk)
    made = desk.backups.make()
    desk.close()
    made.path.with_name(made.path.name + ".json").unlink()
    restore(made.path, tmp_path / "good.salesdesk")
    assert check(tmp_path / "good.salesdesk").ok
    size = made.path.stat().st_size
    patched(made.path, size // 4096 // 2 * 4096, random.Random(1).randbytes(20_000))
    with pytest.raises(FileRefused, match="damaged"):
        restore(made.path, tmp_path / "bad.salesdesk")


def test_a_restore_never_touches_a_file_that_is_there(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    made = desk.backups.make()
    desk.close()
    before = desk.path.read_bytes()
    with pytest.raises(FileRefused, match="exists already"):
        restore(made.path, desk.path)
    assert desk.path.read_bytes() == before


def test_a_log_of_the_lost_file_is_not_played_into_the_restored_one(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    new_client(desk)
    made = desk.backups.make()
    new_client(desk)
    log = desk.path.with_name(desk.path.name + "-wal").read_bytes()
    desk.close()
    desk.path.unlink()
    desk.path.with_name(desk.path.name + "-wal").write_bytes(log)
    restore(made.path, desk.path)
    report = check(desk.path)
    assert report.ok
    assert report.counts[Kind.CLIENT] == 1
    assert desk.path.with_name(desk.path.name + "-wal.old").read_bytes() == log


def test_a_damaged_file_does_not_become_a_backup(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    for number in range(300):
        new_client(desk, name=f"client {number}")
    good = desk.backups.make()
    desk.close()
    conn = driver.connect(str(desk.path))
    root = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'ix_client_sort_key_id'").fetchone()[0]
    conn.close()
    patched(desk.path, (root - 1) * 4096, b"\xff" * 100)
    meddle(desk.path, "UPDATE txn SET hlc = hlc + 1 WHERE hlc = (SELECT max(hlc) FROM txn)")
    with pytest.raises(FileRefused, match="damaged"):
        backup.make(desk.path, Reason.ASKED, AT)
    assert [one.path for one in backup.backups(desk.file.file_id)] == [good.path]


def a_backup(made_at: datetime, reason: Reason = Reason.WORK, source: str = "a") -> Backup:
    return Backup(Path(f"{source}-{made_at:%Y%m%dT%H%M%S}"), made_at, 1, reason, source, 0, "", True)


def test_thinning_keeps_hours_days_weeks_and_months() -> None:
    everything = [a_backup(AT - timedelta(minutes=30 * number)) for number in range(2 * 24 * 400)]
    keep = to_keep(everything, AT)
    kept = sorted((one for one in everything if one.path in keep), key=lambda one: AT - one.made_at)
    ages = Counter(
        "hour" if age <= timedelta(hours=1) else "day" if age.days < 1 else "fortnight" if age.days < 14 else "older"
        for age in (AT - one.made_at for one in kept)
    )
    assert ages["hour"] == 3
    assert 22 <= ages["day"] <= 24
    assert 13 <= ages["fortnight"] <= 15
    assert 8 + 10 <= ages["older"] <= 10 + 13
    assert kept[0].made_at == AT
    assert AT - kept[-1].made_at > timedelta(days=365)


def test_thinning_again_and_again_as_time_goes_by_leaves_no_gap() -> None:
    kept: list[Backup] = []
    now = AT
    for _ in range(24 * 60):  # one backup an hour for two months
        now += timedelta(hours=1)
        kept.append(a_backup(now))
        keep = to_keep(kept, now)
        kept = [one for one in kept if one.path in keep]
    days = [(now - one.made_at).days for one in kept]
    assert {*range(14)} <= set(days)
    assert max(days) >= 50
    gaps = [earlier - later for later, earlier in zip(sorted(days), sorted(days)[1:], strict=False)]
    assert max(gaps) <= 8
    assert len(kept) < 60


def test_what_was_kept_before_an_upgrade_stays_and_files_do_not_thin_each_other() -> None:
    old = a_backup(AT - timedelta(days=100), Reason.MIGRATION)
    newer = a_backup(AT - timedelta(days=99))
    other = a_backup(AT - timedelta(days=99), source="b")
    assert to_keep([old, newer, other], AT) == {old.path, newer.path, other.path}


def test_old_backups_go_when_a_new_one_is_made(tmp_path: Path) -> None:
    clock = TestClock()
    desk = make_desk(tmp_path, clock=clock)
    for _ in range(4):
        new_client(desk)
        desk.backups.make(Reason.WORK)
        clock.forward(minutes=5)
    assert len(desk.backups.list()) == 4
    clock.forward(days=40)
    new_client(desk)
    desk.backups.make(Reason.WORK)
    kept = desk.backups.list()
    left = sorted(path.name for path in kept[0].path.parent.iterdir())
    desk.close()
    assert len(kept) == 2
    assert left == sorted(name for one in kept for name in (one.path.name, one.path.name + ".json"))


def test_backups_have_a_limit_in_bytes_but_the_newest_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backup, "MOST_BYTES", 1)
    clock = TestClock()
    desk = make_desk(tmp_path, clock=clock)
    for _ in range(5):
        new_client(desk)
        desk.backups.make(Reason.WORK)
        clock.forward(minutes=5)
    assert len(desk.backups.list()) == backup.NEVER_FEWER
    desk.close()


def test_a_manifest_that_tells_nonsense_is_passed_over(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    made = desk.backups.make()
    manifest = made.path.with_name(made.path.name + ".json")
    body = json.loads(manifest.read_text(encoding="utf-8"))
    for text in ("", "[]", "{}", json.dumps(body | {"reason": "?"}), json.dumps(body | {"made_at": 5})):
        manifest.write_text(text, encoding="utf-8")
        assert desk.backups.list() == []
    manifest.write_text(json.dumps(body | {"size": 5}), encoding="utf-8")
    assert [one.ok for one in desk.backups.list()] == [False]
    desk.close()
