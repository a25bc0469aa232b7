"""The long look at a copy: what is found in it, how far it says it is, how it is stopped, and files side by side."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver

from salesdesk.domain.change import Kind, Label, New
from salesdesk.domain.errors import FileRefused
from salesdesk.services.desk import Desk
from salesdesk.services.safety import new_passphrase, protect
from salesdesk.store import foreign, keys, proof
from salesdesk.store.engine import raw
from tests.builders import make_desk
from tests.store.builders import meddle, new_client, of_format


class Enough(Exception):
    """Raised by a user who does not want to wait."""


@pytest.fixture(autouse=True)
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Private copies lie here, so that those left over are seen."""
    place = tmp_path / "temp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    return place


def a_file(folder: Path, clients: int = 3, note: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    desk = make_desk(folder)
    desk.session.record(
        Label("import.clients"),
        [
            New(Kind.CLIENT, desk.session.new_id(), {"name": f"苏州华海 {at}", "sort_key": f"{at}", "note": note})
            for at in range(clients)
        ],
    )
    desk.close()
    return desk.path


def bent(path: Path, *statements: str) -> Path:
    """A file with rows that no SalesDesk wrote: its triggers are what they were, but were not asked."""
    conn = driver.connect(str(path), isolation_level=None)
    triggers = conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'client'")
    for name, sql in triggers.fetchall():
        conn.execute(f"DROP TRIGGER {name}")
        statements = (*statements, sql)
    for statement in statements:
        conn.execute(statement)
    conn.close()
    return path


def small(monkeypatch: pytest.MonkeyPatch, at_once: int) -> None:
    """Files of the tests count as large ones, where nothing may come over at once."""
    if not at_once:
        monkeypatch.setattr(proof, "WIDEST", 20_000)
        monkeypatch.setattr(proof, "AT_ONCE", 0)


def said_of(path: Path) -> str:
    with pytest.raises(FileRefused) as caught:
        foreign.bring(path)
    return str(caught.value)


WRONG = [
    "UPDATE client SET note = CAST(x'e88b8fff' AS TEXT) WHERE rowid = (SELECT max(rowid) FROM client)",
    "UPDATE client SET note = CAST(x'6100ff' AS TEXT) WHERE rowid = 1",
    "UPDATE client SET name = CAST(x'e8' AS TEXT), name_en = CAST(x'8b8f' AS TEXT)",
    "UPDATE client SET note = CAST(x'eda080' AS TEXT)",
    "UPDATE client SET note = x'61'",
    "UPDATE client SET payment_days = 'soon'",
    "UPDATE client SET payment_days = 1.5",
    "UPDATE client SET latitude = 'north'",
    "UPDATE client SET owner_id = 7",
    "UPDATE client SET owner_id = x'0102'",
    "UPDATE client SET rowid = -9223372036854775808, note = CAST(x'ff' AS TEXT) WHERE rowid = 1",
    "INSERT INTO change VALUES ('client', x'00', 'note', 1, 1, NULL, CAST(x'c3' AS TEXT))",
    "INSERT INTO merged_cell VALUES (1, 1, 'client', x'00', 'note', CAST(x'c3' AS TEXT), 1)",
    "INSERT INTO clash VALUES ('client', x'00', 'note', 1, 1, 1, 2, 2, CAST(x'c3' AS TEXT), NULL, NULL)",
    "INSERT INTO draft VALUES ('a', CAST(x'80' AS TEXT), '')",
]


@pytest.mark.parametrize("size", [proof.WIDEST, 0], ids=["all at once", "in pieces"])
@pytest.mark.parametrize("statement", WRONG)
def test_a_cell_that_is_wrong_is_found_wherever_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str, size: int
) -> None:
    small(monkeypatch, size)
    monkeypatch.setattr(proof, "ROWS", 2)
    assert "is damaged" in said_of(bent(a_file(tmp_path / "a"), statement))


@pytest.mark.parametrize("size", [proof.WIDEST, 0], ids=["all at once", "in pieces"])
def test_strange_but_honest_cells_come_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    small(monkeypatch, size)
    monkeypatch.setattr(proof, "ROWS", 2)
    monkeypatch.setattr(proof, "PIECE", 1_000)
    path = bent(
        a_file(tmp_path / "a", clients=9, note="五" * 500),
        "UPDATE client SET note = CAST(x'f09f98800041' AS TEXT), latitude = 31 WHERE rowid = 1",
        "UPDATE client SET rowid = -9223372036854775808 WHERE rowid = 2",
    )
    with foreign.bring(path) as theirs:
        desk = Desk.open(theirs.path, read_only=True)
        assert desk.file.conn.exec_driver_sql("SELECT count(*) FROM client").scalar() == 9
        desk.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE client SET note = printf('%.*c', 90000, 'x') WHERE rowid = 1",
        "INSERT INTO kept VALUES (printf('%.*c', 90000, 'x'), x'00')",
        "INSERT INTO note_words_data VALUES (7, zeroblob(90000))",
        "INSERT INTO draft VALUES ('a', printf('%.*c', 45000, 'x'), printf('%.*c', 45000, 'x'))",
    ],
)
def test_a_row_too_wide_for_memory_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, statement: str) -> None:
    path = bent(a_file(tmp_path / "a"), statement)
    foreign.bring(path).drop()
    monkeypatch.setattr(proof, "WIDEST", 80_000)
    assert "is damaged" in said_of(path)


def test_what_is_kept_of_figures_may_be_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bent(a_file(tmp_path / "a"), "INSERT INTO kept VALUES ('a', zeroblob(90000))")
    monkeypatch.setattr(proof, "WIDEST", 80_000)
    foreign.bring(path).drop()


def test_a_file_that_keeps_sqlite_busy_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = a_file(tmp_path / "a", clients=2_000)
    monkeypatch.setattr(proof, "PATIENCE", -1.0)
    monkeypatch.setattr(proof, "BYTES_A_SECOND", 10**15)
    assert "takes too long" in said_of(path)


def test_the_proof_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "BREATH", -1.0)
    path, told = a_file(tmp_path / "a", clients=2_000), list[tuple[int, int]]()
    foreign.bring(path, lambda done, total: told.append((done, total))).drop()
    done, size = [at for at, _total in told], path.stat().st_size
    assert done == sorted(done)
    assert {total for _done, total in told} == {4 * size}
    assert done[-1] == 4 * size
    assert sum(1 for at in done if size < at < 2.8 * size) > 5, "also while SQLite reads the pages"
    assert sum(1 for at in done if 2.8 * size <= at < 4 * size) > 2


@pytest.mark.parametrize("part", [0.5, 1.5, 2.9, 3.7])
def test_it_can_be_stopped_at_any_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, own_temp: Path, part: float
) -> None:
    monkeypatch.setattr(proof, "BREATH", -1.0)
    path = a_file(tmp_path / "a", clients=2_000)

    def step(done: int, total: int) -> None:
        if done >= part * total / 4:
            raise Enough

    with pytest.raises(Enough):
        foreign.bring(path, step)
    assert list(own_temp.iterdir()) == []


def test_files_come_side_by_side_each_with_its_refusal(tmp_path: Path, own_temp: Path) -> None:
    paths = [a_file(tmp_path / f"{at}", clients=at + 1) for at in range(5)]
    meddle(paths[2], "CREATE VIEW spy AS SELECT 1")
    secret = paths[3]
    passphrase = new_passphrase("three green bicycles", "three green bicycles")
    protect(secret, passphrase)
    keys.forget()
    missing = tmp_path / "missing.salesdesk"
    found = dict[Path, object]()
    with foreign.Bringing([*paths, missing, paths[0]]) as coming:
        for path in [*reversed(paths), missing, paths[0]]:
            try:
                with coming.bring(path) as theirs:
                    found[path] = theirs.digest
            except FileRefused as refused:
                found[path] = type(refused).__name__ + str(refused)
    assert [found[path] for path in paths[:2]] == [foreign.digest_of(path) for path in paths[:2]]
    assert "is not built like one" in str(found[paths[2]])
    assert str(found[secret]).startswith("NeedsPassphrase")
    assert found[paths[4]] == foreign.digest_of(paths[4])
    assert "is not there" in str(found[missing])
    assert list(own_temp.iterdir()) == []


def test_files_of_every_format_are_upgraded_side_by_side(tmp_path: Path) -> None:
    paths = [of_format(number, tmp_path / f"{number}-{at}.salesdesk") for number in range(1, 6) for at in range(2)]
    with foreign.Bringing(paths) as coming:
        for path in paths:
            with coming.bring(path) as theirs:
                desk = Desk.open(theirs.path, read_only=True)
                assert desk.file.conn.exec_driver_sql("SELECT count(*) FROM client").scalar() == 1
                desk.close()


def test_what_nobody_asked_for_is_dropped(tmp_path: Path, own_temp: Path) -> None:
    paths = [a_file(tmp_path / f"{at}") for at in range(6)]
    with pytest.raises(Enough), foreign.Bringing(paths) as coming:
        coming.bring(paths[0]).drop()
        raise Enough
    assert list(own_temp.iterdir()) == []
    assert not [one for one in threading.enumerate() if one.name.startswith("bringing")]


def test_waiting_for_a_file_can_be_stopped(tmp_path: Path, own_temp: Path) -> None:
    paths = [a_file(tmp_path / f"{at}", clients=200) for at in range(3)]

    def step(_done: int, _total: int) -> None:
        raise Enough

    with pytest.raises(Enough), foreign.Bringing(paths) as coming:
        for path in paths:
            coming.bring(path, step).drop()
    assert list(own_temp.iterdir()) == []


def test_a_client_more_is_another_file(tmp_path: Path) -> None:
    """The fingerprint of a schema is remembered, what is in the file is not."""
    path = a_file(tmp_path / "a")
    before = foreign.bring(path)
    before.drop()
    desk = Desk.open(path)
    new_client(desk)
    desk.close()
    with foreign.bring(path) as after:
        assert after.digest != before.digest
        assert after.newest > before.newest
    meddle(path, "ALTER TABLE client ADD COLUMN spy TEXT")
    assert "is not built like one" in said_of(path)


def test_what_a_file_says_of_itself_is_short(tmp_path: Path) -> None:
    """It is read before anything else in the file has been looked at."""
    path = meddle(a_file(tmp_path / "a"), "INSERT INTO about VALUES ('note', printf('%.*c', 2000000, 'x'))")
    assert "is not built like one" in said_of(path)


@pytest.mark.parametrize("size", [proof.WIDEST, 0], ids=["all at once", "in pieces"])
@pytest.mark.parametrize(
    "fact", ["CAST(x'ff' AS TEXT), x'00', '', 1, 1, NULL, NULL", "'client', x'00', '', 1, 1, CAST(x'ff' AS TEXT), NULL"]
)
def test_births_hold_no_letters_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fact: str, size: int
) -> None:
    small(monkeypatch, size)
    assert "is damaged" in said_of(meddle(a_file(tmp_path / "a"), f"INSERT INTO change VALUES ({fact})"))


def test_a_protected_file_is_looked_through_as_any_other(tmp_path: Path, own_temp: Path) -> None:
    path = a_file(tmp_path / "a", clients=40, note="秘密的备注" * 20)
    protect(path, new_passphrase("three green bicycles", "three green bicycles"))
    with foreign.bring(path) as theirs:
        assert keys.slots_of(theirs.path) == keys.slots_of(path)
        assert "秘密的备注".encode() not in b"".join(one.read_bytes() for one in own_temp.rglob("*") if one.is_file())
    with raw(path, "ro") as conn:
        roots = [page for (page,) in conn.execute("SELECT rootpage FROM sqlite_schema WHERE rootpage > 1 LIMIT 20")]
    whole = bytearray(path.read_bytes())
    for page in roots:
        whole[page * 4096 - 2000] ^= 1
        path.write_bytes(whole)
        assert said_of(path)
        whole[page * 4096 - 2000] ^= 1
    path.write_bytes(whole)
    with raw(path, "rw") as conn:
        conn.execute("INSERT INTO draft VALUES ('a', CAST(x'80' AS TEXT), '')")
    assert "is damaged" in said_of(path)
    keys.forget()
    with pytest.raises(keys.NeedsPassphrase):
        foreign.bring(path)
    assert list(own_temp.iterdir()) == []
