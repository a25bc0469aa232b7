"""A file of a newer SalesDesk is looked at where it allows that, and in no other way; it is never changed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Kind
from salesdesk.domain.client import Client
from salesdesk.domain.errors import FileRefused, Refused
from salesdesk.services import safety
from salesdesk.services.backups import check
from salesdesk.services.desk import Desk, FileNewer
from salesdesk.services.hand_out import Share
from salesdesk.services.safety import NeedsPassphrase
from salesdesk.store import foreign
from salesdesk.store.engine import raw
from salesdesk.store.read.rows import things
from salesdesk.store.schema import FORMAT, READABLE_FROM
from tests.builders import make_desk
from tests.store.builders import DONE, a_visit, of_format, rows

NEWER = FORMAT + 1
PASSPHRASE = "three green bicycles under water"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "own").mkdir()
    made = make_desk(tmp_path / "own")
    for number in range(5):
        client = made.clients.create(name=f"client {number}")
        made.session.record(DONE, [a_visit(made, client, result="calls back")])
    yield made
    made.close()


def as_newer(desk: Desk, *statements: str, readable_from: object = READABLE_FROM) -> Path:
    """Close the file and let a newer SalesDesk have worked in it."""
    desk.close()
    with raw(desk.path, "rw") as conn:
        conn.execute("UPDATE about SET value = ? WHERE key = 'readable_from'", (str(readable_from),))
        for statement in statements:
            conn.execute(statement)
        conn.execute(f"PRAGMA user_version = {NEWER}")
    return desk.path


def drop_triggers(kind: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS journal_{kind}_{when}" for when in ("insert", "update", "delete", "named")]


def looked_at(path: Path) -> Desk:
    with pytest.raises(FileNewer, match="made by a newer SalesDesk"):
        Desk.open(path)
    return Desk.open(path, read_only=True)


def test_every_file_says_with_which_programs_it_may_be_looked_at(tmp_path: Path) -> None:
    for path in (make_desk(tmp_path).path, of_format(1, tmp_path / "old.salesdesk")):
        desk = Desk.open(path, read_only=True) if path.name == "test.salesdesk" else Desk.open(path)
        about = dict(desk.file.conn.exec_driver_sql("SELECT key, value FROM about").all())  # type: ignore[arg-type]
        assert about["readable_from"] == str(READABLE_FROM)
        desk.close()


def test_what_is_known_is_shown_and_the_rest_left_out(desk: Desk) -> None:
    before = rows(desk)
    path = as_newer(
        desk,
        "ALTER TABLE client ADD COLUMN mood TEXT NOT NULL DEFAULT 'fine'",
        "CREATE TABLE weather(id BLOB PRIMARY KEY, day TEXT, sun INTEGER)",
        "INSERT INTO weather VALUES (x'00', '2026-11-23', 5)",
        "INSERT INTO change SELECT 'weather', pk, '', hlc, act, NULL, NULL FROM change WHERE tbl = 'client'"
        " AND col = ''",
        "INSERT INTO change SELECT 'client', pk, 'mood', hlc, act, NULL, 'grim' FROM change WHERE tbl = 'client'"
        " AND col = ''",
    )
    body = path.read_bytes()
    shown = looked_at(path)
    try:
        assert rows(shown) == before
        assert shown.path == path and shown.read_only
        assert [hit.kind for hit in shown.find_notes("calls back")] == [Kind.VISIT] * 5
        assert not shown.file.conn.exec_driver_sql("SELECT 1 FROM change WHERE tbl = 'weather' OR col = 'mood'").first()
        assert len(shown.history.recent(20)) > 5
    finally:
        shown.close()
    assert path.read_bytes() == body
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("said", ["", NEWER, "six", "-1", "99999999999", "0"])
def test_one_that_does_not_allow_it_is_refused(desk: Desk, said: object) -> None:
    path = as_newer(desk, readable_from=said)
    with pytest.raises(FileNewer, match="update SalesDesk to open it"):
        Desk.open(path, read_only=True)


@pytest.mark.parametrize(
    "statements",
    [
        ["DROP TABLE tier_move"],
        [*drop_triggers("client"), "ALTER TABLE client DROP COLUMN note"],
        [*drop_triggers("client"), "UPDATE client SET tier = 'platinum'"],
        [*drop_triggers("client"), "UPDATE client SET name = x'00ff'"],
    ],
    ids=["a table is gone", "a column is gone", "an unknown choice", "bytes for a name"],
)
def test_one_that_is_another_than_it_says_is_refused_and_leaves_nothing(
    desk: Desk, statements: list[str], tmp_path: Path
) -> None:
    desk.close()
    conn = driver.connect(str(desk.path), isolation_level=None)
    conn.execute("UPDATE ctx SET hlc = 1, act = 1")
    conn.close()
    path = as_newer(desk, *statements)
    with pytest.raises(FileRefused):
        Desk.open(path, read_only=True)


RAN = "INSERT INTO about VALUES ('ran', '1')"
BOMB = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"


@pytest.mark.parametrize(
    "statements",
    [
        ["ALTER TABLE client RENAME TO hidden", "CREATE VIEW client AS SELECT * FROM hidden"],
        ["ALTER TABLE rep RENAME TO hidden", f"CREATE VIEW rep AS SELECT *, ({BOMB}) AS bomb FROM hidden"],
        ["DROP TABLE holiday", "CREATE VIRTUAL TABLE holiday USING fts5(id, day, name, region, deleted)"],
        [
            *drop_triggers("holiday"),
            "ALTER TABLE holiday DROP COLUMN name",
            "ALTER TABLE holiday ADD COLUMN name TEXT AS ('x')",
        ],
    ],
    ids=["view", "view that never ends", "virtual table", "computed column"],
)
def test_what_only_looks_like_a_table_is_not_read(desk: Desk, statements: list[str]) -> None:
    path = as_newer(desk, *statements)
    with pytest.raises(FileNewer):
        Desk.open(path, read_only=True)


def test_triggers_views_indexes_and_checks_of_theirs_take_no_part(desk: Desk) -> None:
    path = as_newer(
        desk,
        f"CREATE TRIGGER hostile AFTER INSERT ON about BEGIN {RAN}; END",
        f"CREATE VIEW hostile_view AS {BOMB}",
        "CREATE INDEX hostile_index ON client(abs(length(name)))",
        "CREATE TABLE extra(x CHECK (x > 0), y AS (x * 2))",
    )
    shown = looked_at(path)
    names = set(shown.file.conn.exec_driver_sql("SELECT name FROM sqlite_schema").scalars())
    assert not names & {"hostile", "hostile_view", "hostile_index", "extra"}
    shown.close()


def test_it_is_neither_merged_nor_published_nor_handed_out_nor_backed_up(desk: Desk, tmp_path: Path) -> None:
    path = as_newer(desk)
    with pytest.raises(FileNewer):
        foreign.bring(path)
    with pytest.raises(FileNewer):
        check(path)
    shown = Desk.open(path, read_only=True)
    chosen = shown.hand_out.choose(shown.rep.id, [Share.CLIENTS])
    for verb in (
        lambda: shown.publishing.publish(tmp_path / "public.salesdesk"),
        lambda: shown.hand_out.write(chosen, tmp_path / "part.salesdesk"),
        shown.backups.make,
        lambda: shown.clients.create(name="new"),
    ):
        with pytest.raises(Refused):
            verb()
    shown.close()
    assert [one.name for one in tmp_path.iterdir() if one.name != "own"] == []


def test_a_protected_one_asks_for_its_passphrase_and_is_never_written_in_plain(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.close()
    safety.protect(desk.path, safety.new_passphrase(PASSPHRASE, PASSPHRASE))
    path = as_newer(desk)
    safety.forget_keys()
    with pytest.raises(NeedsPassphrase):
        Desk.open(path, read_only=True)
    safety.unlock(path, PASSPHRASE)
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temp"))
    shown = Desk.open(path, read_only=True)
    assert shown.safety.protected and shown.find("client 3")
    for one in (tmp_path / "temp").rglob("*"):
        assert one.is_dir() or b"client 3" not in one.read_bytes()
    shown.close()
    assert not list((tmp_path / "temp").iterdir())


def test_what_is_not_yet_in_the_file_itself_is_seen(desk: Desk) -> None:
    path = as_newer(desk)
    conn = driver.connect(str(path), isolation_level=None)
    conn.execute("PRAGMA journal_mode=WAL").fetchall()
    conn.execute("UPDATE ctx SET hlc = 99999999999999, act = 1")
    conn.execute("UPDATE client SET name = 'in the log' WHERE name = 'client 2'")
    before = {one.name: one.read_bytes() for one in path.parent.iterdir() if not one.name.endswith("-shm")}
    assert any(name.endswith("-wal") for name in before)
    shown = looked_at(path)
    assert "in the log" in [one.name for one in things(shown.file.conn, Client)]
    shown.close()
    assert {n: (path.parent / n).read_bytes() for n in before} == before
    conn.close()
