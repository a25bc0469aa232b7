"""A damaged file: what can still be read comes back whole, a backup fills the gaps, and the rest is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk
from salesdesk.services.sample import make_sample
from salesdesk.store import keys, protection
from salesdesk.store.engine import raw
from salesdesk.store.read.rows import things
from salesdesk.store.recover import recover
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, edit, meddle, new_client, of_format, patched, rows

PAGE = 4_096
CLIENTS = 300


def whole(folder: Path) -> Desk:
    """A closed file of many clients and visits on many pages."""
    desk = make_desk(folder)
    clients = [new_client(desk, name=f"client {number:03d}", note="n" * 200) for number in range(CLIENTS)]
    desk.session.record(DONE, [a_visit(desk, client, result="content") for client in clients])
    return desk


def wipe(path: Path, *words: bytes) -> None:
    """Overwrite each page on which these words stand."""
    body = path.read_bytes()
    for word in words:
        at = body.index(word)
        assert at > PAGE
        patched(path, at // PAGE * PAGE, b"\xff" * PAGE)


def test_what_can_be_read_comes_back_and_the_rest_is_named(tmp_path: Path) -> None:
    desk = whole(tmp_path)
    desk.close()
    wipe(desk.path, b"client 050", b"client 150", b"client 250")
    before = desk.path.read_bytes()
    out = tmp_path / "repaired.salesdesk"
    found = recover(desk.path, out)
    lost = {one.kind: one.count for one in found.missing}
    assert set(lost) == {Kind.CLIENT}
    assert 15 < lost[Kind.CLIENT] < 60, "three pages of clients, and not what lies between them"
    assert found.kept[Kind.CLIENT] == CLIENTS - lost[Kind.CLIENT]
    assert found.kept[Kind.VISIT] == CLIENTS
    assert found.journal_whole
    assert desk.path.read_bytes() == before, "the damaged file is left as it is"
    again = Desk.open(out)
    assert again.file.file_id == desk.file.file_id
    assert len(again.find_notes("content")) > 0
    assert "file.repaired" in [step.label.key for step in again.history.recent(5)]
    new_client(again, name="after")
    again.undo()
    again.close()
    assert [str(one) for one in check(out).problems] == [
        f"{lost[Kind.CLIENT]} rows of visit belong to a client that is not in the file."
    ]


def test_a_backup_fills_the_gaps_with_what_became_of_them_since(tmp_path: Path) -> None:
    desk = whole(tmp_path)
    made = desk.backups.make()
    moved = next(one for one in things(desk.file.conn, Client) if one.name == "client 150")
    edit(desk, Kind.CLIENT, moved.id, name=("client 150", "client 150 renamed"))
    before = rows(desk)
    desk.close()
    wipe(desk.path, b"client 150 renamed", b"client 249")
    out = tmp_path / "repaired.salesdesk"
    found = recover(desk.path, out, [made.path])
    assert found.missing == ()
    assert found.from_backup > 5
    again = Desk.open(out)
    assert rows(again) == before
    again.close()
    assert check(out).ok


def test_a_lost_journal_leaves_things_that_are_told_of_again(tmp_path: Path) -> None:
    desk = whole(tmp_path)
    desk.close()
    body = desk.path.read_bytes()
    leaves = [
        at
        for at in range(0, len(body), PAGE)
        if body.count(b"client", at, at + PAGE) > 40 and b"nnnn" not in body[at : at + PAGE]
    ]
    assert len(leaves) > 3
    for at in leaves[1::3]:
        patched(desk.path, at, b"\xff" * PAGE)
    out = tmp_path / "repaired.salesdesk"
    found = recover(desk.path, out)
    assert not found.journal_whole
    assert found.kept[Kind.CLIENT] == found.kept[Kind.VISIT] == CLIENTS
    assert check(out).ok


@pytest.mark.parametrize("seed", range(6))
def test_whatever_pages_are_lost_the_result_is_sound_and_the_sums_are_right(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    desk = whole(tmp_path)
    total = {kind: len(found) for kind, found in rows(desk).items()}
    made = desk.backups.make()
    desk.close()
    pages = desk.path.stat().st_size // PAGE
    for page in chance.sample(range(pages // 2, pages), 12):
        patched(desk.path, page * PAGE, chance.randbytes(PAGE))
    try:
        found = recover(desk.path, tmp_path / "alone.salesdesk")
    except FileDamaged:  # the schema itself was hit
        return
    if found.journal_whole:
        lost = {one.kind: one.count for one in found.missing}
        assert {kind: count + lost.get(kind, 0) for kind, count in found.kept.items()} == total
    assert "damaged" not in " ".join(map(str, check(found.path).problems))
    filled = recover(desk.path, tmp_path / "filled.salesdesk", [made.path])
    assert filled.kept == total
    assert check(filled.path).ok


@pytest.mark.parametrize("share", [0.35, 0.7, 0.9])
def test_a_file_cut_short_gives_what_is_left(tmp_path: Path, share: float) -> None:
    desk = whole(tmp_path)
    made = desk.backups.make()
    desk.close()
    body = desk.path.read_bytes()
    desk.path.write_bytes(body[: int(len(body) * share)])
    with pytest.raises(FileDamaged, match="cut short"):
        Desk.open(desk.path)
    try:
        found = recover(desk.path, tmp_path / "repaired.salesdesk", [made.path])
    except FileDamaged:
        assert share < 0.75, "the words of the schema itself are gone"
        return
    assert found.kept[Kind.CLIENT] == CLIENTS
    assert check(found.path).ok


def test_an_encrypted_file_stays_encrypted_and_an_old_one_is_upgraded(tmp_path: Path) -> None:
    desk = whole(tmp_path)
    desk.close()
    key, _code = keys.new_key("three green bicycles")
    protection.protect(desk.path, key)
    with raw(desk.path, "ro") as conn:
        (root,) = conn.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'visit'").fetchone()
    patched(desk.path, (root - 1) * PAGE, b"\xff" * PAGE)
    out = tmp_path / "repaired.salesdesk"
    found = recover(desk.path, out)
    assert found.kept[Kind.CLIENT] == CLIENTS
    assert [(one.kind, one.count) for one in found.missing] == [(Kind.VISIT, CLIENTS)]
    assert keys.slots_of(out) == key.slots
    assert b"client 001" not in out.read_bytes()
    Desk.open(out).close()

    old = of_format(1, tmp_path / "old.salesdesk")
    found = recover(old, tmp_path / "new.salesdesk")
    assert (found.missing, found.kept[Kind.VISIT]) == ((), 1)
    assert check(found.path).ok


def test_a_file_that_lost_its_rep_gets_one_under_the_name_it_was_written_in(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, rep_name="王小明")
    client = new_client(desk)
    desk.session.record(DONE, [a_visit(desk, client)])
    own = desk.rep
    desk.close()
    meddle(
        desk.path,
        "DROP TRIGGER journal_rep_delete",
        "DROP TRIGGER journal_setting_delete",
        "DELETE FROM rep",
        "DELETE FROM setting",
        "DELETE FROM change WHERE tbl = 'setting'",
        *[
            f"{sql}"
            for name, sql in desk_triggers(tmp_path)
            if name in ("journal_rep_delete", "journal_setting_delete")
        ],
    )
    out = tmp_path / "repaired.salesdesk"
    recover(desk.path, out)
    again = Desk.open(out)
    assert (again.rep.id, again.rep.name) == (own.id, "王小明")
    again.close()
    assert check(out).ok


def desk_triggers(folder: Path) -> list[tuple[str, str]]:
    """The triggers of a file, by name."""
    (folder / "other").mkdir()
    desk = make_desk(folder / "other")
    found = desk.file.conn.exec_driver_sql("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").all()
    desk.close()
    return [(name, sql) for name, sql in found]


def test_what_is_no_file_of_ours_is_not_repaired(tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.close()
    out = tmp_path / "out.salesdesk"
    stranger = tmp_path / "stranger.salesdesk"
    stranger.write_bytes(desk.path.read_bytes())
    meddle(stranger, "CREATE TABLE extra(a)")
    with pytest.raises(FileRefused, match="not built like one"):
        recover(stranger, out)
    noise = tmp_path / "noise.salesdesk"
    noise.write_bytes(random.Random(1).randbytes(50_000))
    with pytest.raises(FileRefused, match="Nothing in"):
        recover(noise, out)
    (tmp_path / "there.salesdesk").write_bytes(b"x")
    with pytest.raises(FileRefused, match="exists already"):
        recover(desk.path, tmp_path / "there.salesdesk")
    assert not out.exists()
    assert sorted(one.name for one in tmp_path.iterdir() if one.name.startswith(".")) == []


def test_the_sample_survives_the_loss_of_one_page_in_a_hundred(tmp_path: Path) -> None:
    path = tmp_path / "sample.salesdesk"
    make_sample(path, language="zh_CN", rep_name="王小明", currency="CNY").close()
    total = check(path).counts
    chance = random.Random(3)
    pages = path.stat().st_size // PAGE
    for page in chance.sample(range(pages // 4, pages), pages // 100):
        patched(path, page * PAGE, b"\xff" * PAGE)
    found = recover(path, tmp_path / "repaired.salesdesk")
    assert found.kept[Kind.VISIT] > total[Kind.VISIT] * 0.9
    assert "damaged" not in " ".join(map(str, check(found.path).problems))
