"""What figures are told from is kept in the file: true or not there, and harmless whatever it holds."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.client import Client
from salesdesk.domain.invoice import Invoice
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store import backup, foreign, keys, merge, migrate, partial, protection, recover, snapshot
from salesdesk.store.read import keeping, shelf
from salesdesk.store.read.kept import BOOKS, MONTHLY
from salesdesk.store.read.rows import driver_of, things
from salesdesk.store.schema import FORMAT
from tests.builders import NOW, TestClock, make_desk
from tests.services.test_figures_kept import DEEDS, LONG, MONTH, Territory, said

_FOLDERS = count()
_READS = ("group_concat", "JOIN order_line")
"""How what is kept is read anew."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with some of everything, closed after its figures were asked for."""
    desk = make_desk(tmp_path)
    territory = Territory(desk)
    for deed in ("visit", "order", "deal", "invoice", "pay", "change_tier", "visit", "order"):
        getattr(territory, deed)(7, 3)
        getattr(territory, deed)(8, 70)
        getattr(territory, deed)(9, 130)
    desk.figures.of(MONTH)
    desk.close()
    return desk.path


def opened(path: Path, **how: Any) -> Desk:
    return Desk.open(path, clock=TestClock(), **how)


def asked_by(desk: Desk) -> list[str]:
    """The statements that the figures of a long time take."""
    asked: list[str] = []
    own: Any = desk.file.conn.connection.driver_connection
    own.set_trace_callback(asked.append)
    desk.figures.of(LONG)
    own.set_trace_callback(None)
    return asked


def reads_anew(desk: Desk) -> bool:
    return any(read in sql for sql in asked_by(desk) for read in _READS)


def fresh(desk: Desk) -> list[Any]:
    """What a file says that keeps nothing."""
    conn = driver_of(desk.file.conn)
    other = Desk(desk.file.second(), TestClock())
    conn.execute("UPDATE ctx SET kept = NULL")
    found = said(other)
    other.close()
    return found


def kept(path: Path) -> dict[str, bytes]:
    conn = driver.connect(str(path))
    rows = dict(conn.execute("SELECT name, body FROM kept, ctx WHERE ctx.kept NOTNULL").fetchall())
    conn.close()
    return rows


def test_a_file_that_is_opened_again_is_not_read_anew(path: Path) -> None:
    assert {name.partition("/")[0] for name in kept(path)} == BOOKS.keys() | MONTHLY.keys()
    for read_only in (False, True):
        desk = opened(path, read_only=read_only)
        assert not reads_anew(desk)
        desk.close()
    desk = opened(path)
    assert said(desk) == fresh(desk)
    desk.close()


def test_what_was_written_is_read_anew_and_nothing_else(path: Path) -> None:
    before = kept(path)
    desk = opened(path)
    desk.figures.of(MONTH)
    client = things(desk.file.conn, Client)[0].id
    visit = {"client_id": client, "rep_id": desk.rep.id, "channel": Channel.FACE, "status": VisitStatus.DONE}
    desk.session.record(Label("visit.logged"), [New(Kind.VISIT, desk.session.new_id(), {**visit, "starts_at": NOW})])
    asked = [sql for sql in asked_by(desk) if any(read in sql for read in _READS)]
    assert asked and all("FROM visit" in sql and "BETWEEN '2026-1" in sql for sql in asked)
    assert kept_in(desk) == {}
    desk.close()
    changed = {name for name, body in kept(path).items() if before.get(name) != body}
    assert changed == {"contacts/2026-10", "contacts/2026-11"}, "the rep had no contacts since September"


def test_what_was_written_before_anybody_asked_is_not_believed(path: Path) -> None:
    desk = opened(path)
    Territory(desk).visit(7, 2)
    assert kept_in(desk) == {}
    assert reads_anew(desk)
    assert said(desk) == fresh(desk)
    desk.close()


def kept_in(desk: Desk) -> dict[str, bytes]:
    return dict(driver_of(desk.file.conn).execute("SELECT name, body FROM kept, ctx WHERE ctx.kept NOTNULL"))


def test_a_session_that_asked_for_nothing_leaves_what_is_true_and_ends_what_is_not(path: Path) -> None:
    before = kept(path)
    opened(path).close()
    assert kept(path) == before
    desk = opened(path)
    Territory(desk)
    desk.close()
    assert kept(path) == {}
    desk = opened(path)
    assert said(desk) == fresh(desk)
    desk.close()


def test_a_job_that_writes_ends_it_too(path: Path) -> None:
    desk = opened(path)
    desk.figures.of(MONTH)
    Territory(desk).elsewhere(0, 1)
    assert kept_in(desk) == {}
    assert said(desk) == fresh(desk)
    desk.close()
    desk = opened(path)
    assert said(desk) == fresh(desk)
    desk.close()


def test_another_layout_is_not_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "LAYOUT", shelf.LAYOUT + 1)
    desk = opened(path)
    assert reads_anew(desk)
    desk.close()
    desk = opened(path)
    assert not reads_anew(desk)
    desk.close()


# ---- where a file goes ---------------------------------------------------------------------------------------------


def test_a_published_file_keeps_all_of_it(path: Path, tmp_path: Path) -> None:
    desk = opened(path)
    Territory(desk).visit(9, 1)
    target = tmp_path / "published.salesdesk"
    snapshot.publish(desk.path, target, by="x", now=NOW)
    reader = opened(target, read_only=True)
    assert not reads_anew(reader)
    assert said(reader) == said(desk)
    reader.close()
    desk.close()


def test_a_backup_says_what_the_file_said_then(path: Path, tmp_path: Path) -> None:
    desk = opened(path)
    told = said(desk)
    copy = tmp_path / "copy.salesdesk"
    backup.copy_database(desk.path, copy)
    Territory(desk).order(5, 1)
    assert said(desk) != told
    desk.close()
    again = opened(copy)
    assert not reads_anew(again)
    assert said(again) == told
    again.close()


def test_a_part_keeps_nothing_of_the_whole(path: Path, tmp_path: Path) -> None:
    desk = opened(path)
    client = Territory(desk).a(Client, 1)
    target = tmp_path / "part.salesdesk"
    partial.write(desk.file, target, partial.belonging(desk.file, {Kind.CLIENT: {client.id}}))
    desk.close()
    assert kept(target) == {}


def test_what_is_repaired_or_upgraded_keeps_nothing(path: Path, tmp_path: Path) -> None:
    desk = opened(path)
    told = said(desk)
    desk.close()
    out = tmp_path / "repaired.salesdesk"
    recover.recover(path, out)
    assert kept(path) and not kept(out)
    repaired = opened(out, read_only=True)
    assert said(repaired) == told
    repaired.close()
    migrate.transform(path, FORMAT, path)
    conn = driver.connect(str(path))
    assert conn.execute("SELECT (SELECT count(*) FROM kept), kept FROM ctx").fetchone() == (0, None)
    conn.close()


def test_a_file_that_was_protected_or_restored_keeps_all_of_it(path: Path, tmp_path: Path) -> None:
    before = kept(path)
    copy = tmp_path / "restored.salesdesk"
    backup.copy_database(path, copy)
    assert kept(copy) == before
    key, _code = keys.new_key("three green bicycles")
    keys.know(key)
    protection.protect(path, key)
    desk = opened(path)
    assert not reads_anew(desk)
    assert said(desk) == fresh(desk)
    desk.close()


def test_a_moment_of_rest_keeps_what_is_known(path: Path, tmp_path: Path) -> None:
    desk = opened(path)
    desk.figures.of(LONG)
    Territory(desk).visit(8, 1)
    desk.figures.of(LONG)
    desk.settle()
    assert not desk.path.with_name(desk.path.name + "-wal").stat().st_size
    killed = tmp_path / "killed.salesdesk"
    killed.write_bytes(desk.path.read_bytes())
    again = opened(killed)
    assert not reads_anew(again)
    assert said(again) == said(desk)
    again.close()
    desk.close()


def test_closing_beside_a_job_that_writes_keeps_what_was_true_or_nothing(path: Path) -> None:
    desk = opened(path)
    desk.figures.of(MONTH)
    Territory(desk).visit(8, 1)
    job = Desk(desk.file.second(), TestClock())
    with job.file.writing():
        desk.keep()
        assert kept_in(desk) == {}
    job.close()
    desk.keep()
    assert kept_in(desk)
    desk.close()
    desk = opened(path)
    assert said(desk) == fresh(desk)
    desk.close()


def test_of_a_large_file_only_what_was_asked_for_is_kept(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "QUICKLY_READ", 0)
    desk = opened(path)
    desk.figures.of(MONTH)
    Territory(desk).visit(8, 1)
    Territory(desk).order(5, 100)
    asked = asked_by(desk)
    desk.close()
    assert asked and "contacts/2026-11" in kept(path)
    desk = opened(path)
    assert said(desk) == fresh(desk)
    desk.close()


def test_merging_ends_it(path: Path, tmp_path: Path) -> None:
    other = make_desk(tmp_path / "other")
    territory = Territory(other)
    territory.order(3, 4)
    territory.visit(3, 4)
    other.close()
    desk = opened(path)
    desk.figures.of(MONTH)
    theirs = foreign.bring(other.path)
    own = desk.file.second()
    merge.merge(own, [theirs])
    own.close()
    theirs.drop()
    assert kept_in(desk) == {}
    assert said(desk) == fresh(desk)
    desk.close()
    desk = opened(path)
    assert not reads_anew(desk)
    assert said(desk) == fresh(desk)
    desk.close()


# ---- chance --------------------------------------------------------------------------------------------------------


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from((*DEEDS, "again", "again", "killed", "asked")), st.integers(0, 59), st.integers(-40, 500)
        ),
        min_size=6,
        max_size=14,
    )
)
def test_what_the_file_keeps_is_what_a_fresh_look_says(tmp_path: Path, deeds: list[tuple[str, int, int]]) -> None:
    """Closed and opened again, or killed, at any moment between random changes."""
    folder = tmp_path / str(next(_FOLDERS))
    desk = make_desk(folder)
    territory = Territory(desk)
    for deed, which, ago in deeds:
        if territory.a(Client, 0) is None:
            break
        if deed == "asked":
            desk.figures.of(LONG)
        elif deed == "again":
            desk.close()
            desk = territory.desk = opened(desk.path)
        elif deed == "killed":
            desk.keep()
            territory.visit(which, ago)
            copy = folder / f"{next(_FOLDERS)}.salesdesk"  # what lies on the disk when a program is killed
            for ending in ("", "-wal"):
                part = desk.path.with_name(desk.path.name + ending)
                copy.with_name(copy.name + ending).write_bytes(part.read_bytes())
            desk.close()
            desk = territory.desk = opened(copy)
        elif deed != "pay" or territory.a(Invoice, 0):
            getattr(territory, deed)(which, ago)
    desk.close()
    desk = opened(desk.path)
    assert said(desk) == fresh(desk)
    desk.close()


# ---- strangers -----------------------------------------------------------------------------------------------------


def _resealed(body: bytes) -> bytes:
    """With a checksum that fits."""
    return body[:4] + struct.pack("<I", zlib.crc32(body[8:])) + body[8:]


def _counts(body: bytes, number: int) -> bytes:
    return _resealed(body[:8] + struct.pack("<Q", number) + body[16:])


HOSTILE: dict[str, Callable[[bytes], object]] = {
    "empty": lambda _body: b"",
    "text": lambda _body: "kept",
    "number": lambda _body: 7,
    "cut": lambda body: body[:-8],
    "cut and sealed": lambda body: _resealed(body[:-8]),
    "longer": lambda body: _resealed(body + bytes(8)),
    "huge count": lambda body: _counts(body, 2**63),
    "many": lambda body: _counts(body, 2**32),
    "one bit": lambda body: body[:-1] + bytes([body[-1] ^ 1]),
    "all ones": lambda body: _resealed(body[:48] + b"\xff" * (len(body) - 48)),
    "zeros": lambda body: _resealed(body[:8] + bytes(len(body) - 8)),
    "pickle": lambda _body: b"\x80\x04cos\nsystem\n(S'true'\ntR.",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_body_is_as_if_it_were_not_there(path: Path, name: str) -> None:
    desk = opened(path)
    told = fresh(desk)
    desk.close()
    bodies = kept(path)
    meddled = [(HOSTILE[name](body), row) for row, body in bodies.items()]
    conn = driver.connect(str(path), isolation_level=None)
    conn.executemany("UPDATE kept SET body = ? WHERE name = ?", meddled)
    conn.close()
    desk = opened(path, read_only=True)
    assert said(desk) == told
    desk.close()


def test_rows_that_nobody_knows_do_no_harm_and_go(path: Path) -> None:
    conn = driver.connect(str(path), isolation_level=None)
    strange = [("contacts/never", b"x"), ("orders/2026-99", b"x"), ("nonsense", b"x"), ("../../etc", b"x"), ("", b"x")]
    conn.executemany("INSERT INTO kept VALUES (?, ?)", strange)
    conn.close()
    desk = opened(path)
    assert said(desk) == fresh(desk)
    Territory(desk).visit(3, 3)
    desk.figures.of(MONTH)
    desk.close()
    assert not {name for name, _body in strange} & kept(path).keys()


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_numbers_at_random_raise_nothing(path: Path, seed: int) -> None:
    """Sound in form and sealed, but with other numbers in them: read as they are, or not at all."""
    chance = random.Random(seed)
    conn = driver.connect(str(path), isolation_level=None)
    for row, body in conn.execute("SELECT name, body FROM kept").fetchall():
        for _blow in range(3):
            at = chance.randrange(8, len(body))
            body = body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
        conn.execute("UPDATE kept SET body = ? WHERE name = ?", (_resealed(body), row))
    conn.execute("UPDATE ctx SET kept = ?", (shelf.LAYOUT,))
    conn.close()
    desk = opened(path, read_only=True)
    desk.figures.of(LONG)
    desk.figures.by(LONG, "month")
    desk.coverage.summary(LONG)
    desk.close()
