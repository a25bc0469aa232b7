"""Publishing: what lies in the folder is the old copy or the new one, whole, whatever goes wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

import pytest

from salesdesk.domain.errors import FileRefused
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.store import foreign, keys, snapshot
from tests.builders import NOW, make_desk
from tests.store import kills
from tests.store.builders import DONE, a_visit, new_client

KILLS = max(8, int(os.environ.get("SALESDESK_KILLS", "25")) // 3)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "own").mkdir()
    (tmp_path / "share").mkdir()
    desk = make_desk(tmp_path / "own")
    new_client(desk)
    return desk


def publish(desk: Desk, target: Path, **how: object) -> snapshot.Snapshot:
    return snapshot.publish(desk.file.place, target, by="王小明", now=NOW, **how)  # type: ignore[arg-type]


def test_a_snapshot_of_a_live_file_says_what_it_is_and_has_ids_of_its_own(desk: Desk, tmp_path: Path) -> None:
    desk.drafts.keep("visit", {"result": "half typed"})
    target = tmp_path / "share" / "王小明.salesdesk"
    made = publish(desk, target)
    assert sorted(one.name for one in target.parent.iterdir()) == ["王小明.salesdesk", "王小明.salesdesk.sha256"]
    prefix = desk.file.conn.exec_driver_sql("SELECT value FROM about WHERE key = 'prefix'").scalar()
    with foreign.bring(target) as theirs:
        assert theirs.digest == made.sha256
        assert snapshot.fits(target, theirs.digest)
        assert theirs.about["published_from"] == desk.file.file_id == theirs.file_id
        assert theirs.about["published_by"] == "王小明"
        assert theirs.about["prefix"] != prefix
        assert b"half typed" not in theirs.path.read_bytes()
    assert check(target).ok
    desk.close()


def test_what_was_changed_on_the_way_does_not_fit(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "share" / "x.salesdesk"
    publish(desk, target)
    body = bytearray(target.read_bytes())
    body[-1] ^= 1
    target.write_bytes(body)
    assert not snapshot.fits(target, foreign.digest_of(target))
    desk.close()


def test_publishing_again_replaces_the_copy_and_both_fit_meanwhile(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "share" / "x.salesdesk"
    first = publish(desk, target)
    new_client(desk)
    during: list[bool] = []

    def look(done: int, _total: int) -> None:
        during.append(snapshot.fits(target, foreign.digest_of(target)))

    second = publish(desk, target, step=look)
    assert during
    assert all(during)
    assert first.sha256 != second.sha256 == foreign.digest_of(target)
    desk.close()


def test_stopping_leaves_the_old_copy_and_nothing_else(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "share" / "x.salesdesk"
    before = publish(desk, target)

    def stop(done: int, _total: int) -> None:
        if done > 60:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        publish(desk, target, step=stop)
    assert foreign.digest_of(target) == before.sha256
    assert len(list(target.parent.iterdir())) == 2
    desk.close()


def test_places_that_will_not_do_are_said_in_words(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="not there"):
        publish(desk, tmp_path / "gone" / "x.salesdesk")
    with pytest.raises(FileRefused, match="where the file itself lies"):
        publish(desk, desk.path)
    (tmp_path / "share" / "x.salesdesk").mkdir()
    with pytest.raises(FileRefused, match="folder is called"):
        publish(desk, tmp_path / "share" / "x.salesdesk")
    desk.close()


def test_a_share_that_vanishes_or_is_full_says_so_and_leaves_no_half_file(desk: Desk, tmp_path: Path) -> None:
    share = tmp_path / "share"

    def vanish(done: int, _total: int) -> None:
        if share.exists():
            shutil.rmtree(share)

    with pytest.raises(FileRefused, match="not there"):
        publish(desk, share / "x.salesdesk", step=vanish)
    full = Path("/dev/full")
    if full.exists():
        share.mkdir()
        (share / ".x.salesdesk.sha256.part").symlink_to(full)  # the only file that may be there already
        with pytest.raises(FileRefused, match="disk is full"):
            publish(desk, share / "x.salesdesk")
        assert list(share.iterdir()) == []
    desk.close()


def test_a_protected_file_is_published_protected(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "share" / "x.salesdesk"
    key, _code = keys.new_key("three green bicycles")
    publish(desk, target, key=key)
    assert "恒达".encode() not in target.read_bytes()
    keys.forget()
    with pytest.raises(keys.NeedsPassphrase):
        foreign.bring(target)
    keys.unlock(target, "three green bicycles")
    with foreign.bring(target) as theirs:
        assert theirs.rep == "王小明"
    desk.close()


def test_a_namesake_keeps_its_copy(desk: Desk, tmp_path: Path) -> None:
    share = tmp_path / "share"
    (tmp_path / "other").mkdir()
    other = make_desk(tmp_path / "other")
    other.publishing.publish(other.publishing.target(share))
    mine = desk.publishing.target(share)
    assert mine.name == f"王小明 {desk.file.file_id[:4]}.salesdesk"
    assert other.publishing.target(share).name == "王小明.salesdesk"
    other.close()
    desk.close()


def publish_again(path: Path, home: str, to_parent: Connection) -> None:
    """The child: publishes over and over."""
    os.environ["SALESDESK_HOME"] = home
    to_parent.send(("at", "publishing"))
    while True:
        snapshot.publish(path, path.parent / "out" / "x.salesdesk", by="", now=NOW)
        to_parent.send(("at", "published"))


def publish_in_place(path: Path, home: str, to_parent: Connection) -> None:
    """The control: the bytes are written over the copy itself, as saving to a share does."""
    os.environ["SALESDESK_HOME"] = home
    target = path.parent / "out" / "x.salesdesk"
    body = target.read_bytes()
    to_parent.send(("at", "publishing"))
    while True:
        with target.open("wb") as file:
            for at in range(0, len(body), 65_536):
                file.write(body[at : at + 65_536])
                file.flush()
                os.fsync(file.fileno())
        to_parent.send(("at", "published"))


def harm(folder: Path, child: object, count: int, enough: Callable[[list[str]], object]) -> list[str]:
    """What was wrong with the copy after so many kills, and on until it is enough."""
    folder.mkdir()
    (folder / "out").mkdir()
    desk = make_desk(folder)
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client, result="x" * 400) for _ in range(1_500)])
    target = folder / "out" / "x.salesdesk"
    snapshot.publish(desk.file.place, target, by="", now=NOW)
    desk.close()
    found: list[str] = []
    chance, tally, span = Random(7), kills.Tally(), kills.Span()
    for _ in kills.rounds(count, lambda: enough(found)):
        kills.kill_one(child, desk.path, chance, tally, span, chance.randint(1, 3))
        try:
            with foreign.bring(target) as theirs:
                if not snapshot.fits(target, theirs.digest):
                    found.append("does not fit")
        except FileRefused as refused:
            found.append(str(refused))
    return found


def test_a_kill_leaves_the_old_copy_or_the_new_one(tmp_path: Path) -> None:
    assert harm(tmp_path / "ours", publish_again, KILLS, lambda _found: True) == []
    assert sorted(p.name for p in (tmp_path / "ours" / "out").glob("*.salesdesk")) == ["x.salesdesk"]


def test_the_control_that_writes_in_place_does_harm(tmp_path: Path) -> None:
    assert harm(tmp_path / "control", publish_in_place, 1, bool), "a test that cannot fail proves nothing"
