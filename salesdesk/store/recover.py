"""A damaged file is written anew with all that can still be read; what was lost is filled up from a backup, or named.

Rows are read from both ends of a table towards the damage, and around it. The journal tells what was born and is no
longer there; a backup knows how it was then, and the journal what became of it since.
"""

from __future__ import annotations

import contextlib
import json
import secrets
import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Column, String

from salesdesk import __version__
from salesdesk.domain.change import Kind, Label
from salesdesk.domain.errors import FileDamaged, FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import backup, gate, keys, migrate, notes
from salesdesk.store.clock import COUNTER_BITS, HybridClock
from salesdesk.store.engine import TROUBLE, engine_for, raw, refusal
from salesdesk.store.fitness import fitness_of
from salesdesk.store.gate import FILE_ID
from salesdesk.store.ids import IdMaker, natural_id, new_prefix
from salesdesk.store.lock import FileLock
from salesdesk.store.rebuild import Step, Stored, put, tables_of
from salesdesk.store.schema import APPLICATION_ID, FORMAT, create_triggers, drop_triggers, fingerprint, say_readable
from salesdesk.store.scratch import Scratch
from salesdesk.store.tables import NATURAL, TABLES
from salesdesk.store.transplant import lend_schema

DEPTH = 12
"""How often a gap is halved to look for more rows within it …"""
FRUITLESS = 512
"""… unless so many looks in a row found none."""
AT_ONCE = 500
TOLD = 60
"""Actions behind lost things that are told one by one, for each kind."""
_ORDERED = {"txn": "hlc", "actor": "id"}
"""Tables without row numbers that are large, and what they are ordered by; `change` is walked kind by kind."""
_UNREADABLE = (driver.Error, UnicodeError, MemoryError, OverflowError)


@dataclass(frozen=True, slots=True)
class Missing:
    """Things of one kind that are lost, the days on which they came into the file, and by which actions, as far as the
    journal still tells (the first of them, each with its day)."""

    kind: Kind
    count: int
    first: date
    last: date
    deeds: tuple[tuple[date, Label], ...] = ()


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came of it. `kept` by kind; `from_backup` things were filled up from a backup.

    `journal_whole`: all that was born is known, so that `missing` is complete.
    """

    path: Path
    kept: Mapping[Kind, int]
    from_backup: int
    missing: tuple[Missing, ...]
    journal_whole: bool


def recover(path: Path, out: Path, spares: Sequence[Path] = (), step: Step | None = None) -> Recovery:
    """A new, sound file with what a damaged one still holds; the damaged one is not touched.

    `spares` are backups, the newest first: the first that can be read fills the gaps.
    Raises FileRefused: nothing can be read, `out` exists, the disk is full; NeedsPassphrase.
    """
    if backup.is_there(out):
        raise FileRefused(N_("{name} exists already. Nothing was changed; choose another name."), name=out.name)
    part = out.with_name(f".{out.name}.part")
    lock = FileLock.take(path)
    try:
        with Scratch() as folder:
            wreck = _copy(path, folder)
            try:
                found = _write(wreck, path, part, spares, step)
            except FileRefused:
                raise
            except TROUBLE as error:
                raise refusal(error, out) from error
        part.replace(out)
        backup.settle(out.parent)
        return Recovery(out, found.kept, found.from_backup, found.missing, found.journal_whole)
    except OSError as error:
        raise refusal(error, out) from error
    finally:
        backup.discard(part)
        lock.release()


def id_of(path: Path) -> str | None:
    """Which file a damaged one is, by its own word; None where it cannot say, or its key is not known."""
    try:
        with Scratch() as folder:
            wreck = _copy(path, folder)
            _known(wreck, path)
            with raw(wreck, "ro") as conn:
                row = conn.execute("SELECT value FROM about WHERE key = 'file_id'").fetchone()
    except (FileRefused, *TROUBLE):
        return None
    return str(row[0]) if row and FILE_ID.fullmatch(str(row[0])) else None


def _copy(path: Path, folder: Path) -> Path:
    """A copy to read from, with its log played in if that can be done, and as long as it says that it is."""
    gate.regular_size(path)
    wreck = folder / path.name
    for ending in ("", "-wal", "-journal"):
        piece = path.with_name(path.name + ending)
        if piece.exists():
            shutil.copyfile(piece, wreck.with_name(wreck.name + ending))
    gate.mend_head(wreck)
    with contextlib.suppress(*_UNREADABLE), raw(wreck, "rw") as conn:
        conn.execute("PRAGMA journal_mode=DELETE").fetchall()
    for ending in ("-wal", "-journal", "-shm"):
        wreck.with_name(wreck.name + ending).unlink(missing_ok=True)
    whole = gate.size_by_header(wreck)
    with wreck.open("rb+") as file:
        if whole > wreck.stat().st_size:
            file.truncate(wreck.stat().st_size // gate.PAGE * gate.PAGE)  # no half page
            file.truncate(whole)
    return wreck


def _write(wreck: Path, named: Path, part: Path, spares: Sequence[Path], step: Step | None) -> Recovery:
    backup.discard(part)
    torn: set[str] = set()
    try:
        version = _readable_schema(wreck, named, spares)
        key = keys.key_of(wreck)
        with raw(wreck, "ro") as old, raw(part, "rwc", key) as new:
            _copy_rows(old, new, torn, step)
            new.execute(f"PRAGMA user_version={version}")
    except driver.DatabaseError as error:
        if any(word in str(error) for word in ("disk", "full", "unable to open", "readonly")):  # where it is written to
            raise
        raise FileDamaged(N_("Nothing in {name} can be read any more. Restore a backup."), name=named.name) from error
    if key:
        keys.put_slots(part, key)
    if version != FORMAT:
        migrate.transform(part, version, named)
    return _complete(part, named, spares, whole="change" not in torn)


def _readable_schema(wreck: Path, named: Path, spares: Sequence[Path]) -> int:
    """The format of a file whose schema can be read: as it lies there, or with that of a backup in its place."""
    try:
        return _known(wreck, named)
    except FileDamaged:
        before = wreck.read_bytes()
        for spare in spares:
            with contextlib.suppress(FileRefused, ValueError, IndexError, OSError):
                lend_schema(wreck, spare)
                return _known(wreck, named)
            wreck.write_bytes(before)
        raise


def _known(wreck: Path, named: Path) -> int:
    """The format of a file, by its schema alone: its head may be damaged.

    Raises FileRefused unless the schema is one of ours: no statement of a stranger is run.
    """
    engine = engine_for(wreck, "ro")
    try:
        with engine.connect() as conn:
            found = fingerprint(conn)
    except TROUBLE as error:
        raise FileDamaged(N_("Nothing in {name} can be read any more. Restore a backup."), name=named.name) from error
    finally:
        engine.dispose()
    known = {one: number for number, one in gate.KNOWN.items()}
    if found not in known:
        raise gate.strange(named)
    return known[found]


def _copy_rows(old: Any, new: Any, torn: set[str], step: Step | None) -> None:
    made = old.execute(
        "SELECT type, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"
        " AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow') ORDER BY rowid"
    ).fetchall()
    new.execute("BEGIN IMMEDIATE")
    for kind, sql in made:
        if kind == "table":
            new.execute(sql)
    shadows = {row[0] for row in old.execute("SELECT name FROM pragma_table_list WHERE type = 'shadow'")}
    tables = [table for table in tables_of(old) if table.name not in shadows | {"note", "kept"}]
    for number, table in enumerate(tables):
        if step:
            step(number, len(tables))
        fits = fitness_of(table)
        for rows in _parts(_readable(old, table, torn)):
            good = [row for row in rows if fits(row)]
            if len(good) < len(rows):
                torn.add(table.name)
            _put_good(new, table, good)
    for kind, sql in made:
        if kind != "table":
            new.execute(sql)
    new.execute("INSERT OR IGNORE INTO ctx(one) VALUES (1)")
    new.execute("UPDATE ctx SET hlc = NULL, act = NULL")
    held = {row[0] for row in new.execute("SELECT key FROM about")}
    for name, value in (("file_id", secrets.token_hex(8)), ("prefix", str(new_prefix()))):
        if name not in held:
            new.execute("INSERT INTO about VALUES (?, ?)", (name, value))
    new.execute(f"PRAGMA application_id={APPLICATION_ID}")
    new.execute("COMMIT")


def _put_good(new: Any, table: Stored, rows: list[Any]) -> None:
    """Rows that fit into the table; one that damage has made unfit is left out."""
    new.execute("SAVEPOINT rows")
    try:
        put(new, table, rows)
    except (driver.IntegrityError, driver.InterfaceError, OverflowError):
        new.execute("ROLLBACK TO rows")
        for row in rows:
            with contextlib.suppress(driver.IntegrityError, driver.InterfaceError, OverflowError):
                put(new, table, [row])
    new.execute("RELEASE rows")


# --- reading around the damage ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Way:
    """How to walk a table: its rows, the column that orders them, and how a place in that order is written."""

    table: Stored
    column: str
    wide: bool = False
    where: str = ""

    def rows(self, old: Any, low: int, high: int, *, down: bool) -> Iterator[tuple[int, Any]]:
        """Rows between two places, each with its own. Raises SQLite's errors where the damage is."""
        direction = "DESC" if down else "ASC"
        cursor = old.execute(
            f'SELECT "{self.column}", {self.table.listed} FROM "{self.table.name}" NOT INDEXED'
            f' WHERE {self.where} "{self.column}" > ? AND "{self.column}" < ? ORDER BY "{self.column}" {direction}',
            (self._place(low), self._place(high)),
        )
        for place, *row in cursor:
            yield int.from_bytes(place, "big") if self.wide else place, row

    def _place(self, number: int) -> object:
        return number.to_bytes(16, "big") if self.wide else number

    @property
    def ends(self) -> tuple[int, int]:
        return (0, 2**128 - 1) if self.wide else (-(2**63), 2**63 - 1)


def _readable(old: Any, table: Stored, torn: set[str]) -> Iterator[Any]:
    """The rows of a table as far as they can be had; `torn` gets its name if some could not."""
    ways: list[_Way] = []
    if table.name == "change":
        ways = [_Way(table, "pk", wide=True, where=f"tbl = '{kind}' AND") for kind in Kind]
    elif table.name in _ORDERED:
        ways = [_Way(table, _ORDERED[table.name])]
    elif table.columns[0] == "rowid":
        ways = [_Way(table, "rowid")]
    if not ways:
        try:
            yield from old.execute(f'SELECT {table.listed} FROM "{table.name}" NOT INDEXED')
        except _UNREADABLE:
            torn.add(table.name)
        return
    for way in ways:
        yield from _between(old, way, torn)


def _between(old: Any, way: _Way, torn: set[str]) -> Iterator[Any]:
    """Upwards until the damage, downwards until the damage, then the same in both halves of what is left.

    Wide gaps come before narrow ones; where many halves in a row gave nothing, a whole region is gone.
    """
    gaps, fruitless = deque([(*way.ends, 0)]), 0
    while gaps and fruitless < FRUITLESS:
        low, high, depth = gaps.popleft()
        before = low, high
        try:
            for place, row in way.rows(old, low, high, down=False):
                low = place
                yield row
            continue
        except _UNREADABLE:
            torn.add(way.table.name)
        with contextlib.suppress(*_UNREADABLE):
            for place, row in way.rows(old, low, high, down=True):
                high = place
                yield row
            continue
        fruitless = fruitless + 1 if (low, high) == before else 0
        if high - low > 1 and depth < DEPTH:
            middle = (low + high) // 2
            gaps.extend([(low, middle, depth + 1), (middle - 1, high, depth + 1)])


# --- completing what was read -------------------------------------------------------------------------------------


def _complete(part: Path, named: Path, spares: Sequence[Path], *, whole: bool) -> Recovery:
    """Fill the gaps, tell the journal of rows it lost, make indexes and triggers anew, and prove the result."""
    engine = engine_for(part, "rw")
    try:
        with engine.connect() as conn:
            run = conn.connection.driver_connection.execute  # type: ignore[union-attr]
            conn.exec_driver_sql("PRAGMA synchronous=FULL")
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            drop_triggers(conn)
            conn.exec_driver_sql("DELETE FROM kept")  # figures of what may be lost now
            conn.exec_driver_sql("UPDATE ctx SET kept = NULL")
            filled = _fill_from_spares(run, spares)
            _fill_from_journal(run)
            _say_whose(run)
            missing = tuple(_missing(run))
            _tell_journal(run)
            create_triggers(conn)
            say_readable(conn)
            notes.fill(conn)
            conn.exec_driver_sql("COMMIT")
            if conn.exec_driver_sql("PRAGMA integrity_check(1)").scalar() != "ok":
                raise FileDamaged(N_("{name} could not be repaired. Restore a backup."), name=named.name)
            gate.known_schema(conn, named)
            kept = {
                kind: int(conn.exec_driver_sql(f'SELECT count(*) FROM "{kind}" WHERE NOT deleted').scalar_one())
                for kind in Kind
            }
            return Recovery(part, kept, filled, missing, whole or filled > 0)
    finally:
        engine.dispose()


def _fill_from_spares(run: Any, spares: Sequence[Path]) -> int:
    """What the first readable backup of this format knows and the file does not; how many things came back."""
    for spare in spares:
        try:
            if gate.admit(spare).outdated:
                continue
            backup.verify(spare)
            with raw(spare, "ro") as old:
                return _fill_from(run, old)
        except (FileRefused, *TROUBLE):
            continue
    return 0


def _fill_from(run: Any, old: Any) -> int:
    until = old.execute("SELECT coalesce(max(hlc), 0) FROM txn").fetchone()[0]
    for name in ("change", "txn", "actor"):
        table = next(one for one in tables_of(old) if one.name == name)
        marks = ", ".join("?" * len(table.columns))
        for row in old.execute(f'SELECT {table.listed} FROM "{name}"'):
            run(f'INSERT OR IGNORE INTO "{name}" ({table.listed}) VALUES ({marks})', row)
    filled = 0
    for kind in Kind:
        held = {bytes(row[0]) for row in run(f'SELECT id FROM "{kind}"')}
        columns = [column.name for column in TABLES[kind].columns if column.computed is None]
        listed = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        for row in old.execute(f'SELECT {listed} FROM "{kind}"'):
            values = dict(zip(columns, row, strict=True))
            if values["id"] in held:
                continue
            values |= {
                column: new
                for column, new in run(
                    "SELECT col, new FROM change WHERE tbl = ? AND pk = ? AND col != '' AND hlc > ? ORDER BY hlc, act",
                    (kind.value, values["id"], until),
                )
                if column in values
            }
            with contextlib.suppress(driver.IntegrityError):
                run(f'INSERT INTO "{kind}" ({listed}) VALUES ({marks})', [values[column] for column in columns])
                filled += 1
    return filled


def _fill_from_journal(run: Any) -> None:
    """Things that are named by their key: the journal holds every column of them."""
    for kind in NATURAL:
        for (pk,) in run(_LOST.format(kind=kind)).fetchall():
            told = dict(
                run(
                    "SELECT col, new FROM change WHERE tbl = ? AND pk = ? AND col != '' ORDER BY hlc, act",
                    (kind.value, pk),
                ).fetchall()
            )
            columns = [column.name for column in TABLES[kind].columns if column.name in told]
            listed = "".join(f', "{column}"' for column in columns)
            with contextlib.suppress(driver.IntegrityError):
                run(
                    f'INSERT INTO "{kind}" (id{listed}) VALUES (?{", ?" * len(columns)})',
                    [pk, *(told[column] for column in columns)],
                )


def _say_whose(run: Any) -> None:
    """A file without its own rep does not open: the rep is made again, under the name the sessions were written in."""
    row = run("SELECT value FROM setting WHERE key = 'own_rep' AND NOT deleted").fetchone()
    own = bytes.fromhex(json.loads(row[0])) if row else None
    if own is None:
        used = run(
            "SELECT rep_id FROM visit WHERE rep_id IS NOT NULL GROUP BY rep_id ORDER BY count(*) DESC"
        ).fetchone()
        first = run("SELECT id FROM rep ORDER BY id").fetchone()
        own = bytes((used or first or (IdMaker(new_prefix())(),))[0])
        pk = natural_id(Kind.SETTING, "own_rep")
        run("DELETE FROM setting WHERE id = ?", (pk,))
        _insert(run, Kind.SETTING, {"id": pk, "key": "own_rep", "value": json.dumps(own.hex())})
    if not run("SELECT 1 FROM rep WHERE id = ?", (own,)).fetchone():
        who = run("SELECT who FROM actor WHERE who != '' ORDER BY last_hlc DESC").fetchone()
        _insert(run, Kind.REP, {"id": own, "name": who[0] if who else "SalesDesk"})


def _insert(run: Any, kind: Kind, values: Mapping[str, object]) -> None:
    """A row of which only this is known; the rest is empty."""
    columns = [column for column in TABLES[kind].columns if column.computed is None]
    row = [values.get(column.name, None if column.nullable else "" if _is_text(column) else 0) for column in columns]
    listed = ", ".join(f'"{column.name}"' for column in columns)
    run(f'INSERT INTO "{kind}" ({listed}) VALUES ({", ".join("?" * len(row))})', row)


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, String)


_LOST = (
    "SELECT DISTINCT pk FROM change c WHERE tbl = '{kind}' AND col = ''"
    ' AND NOT EXISTS (SELECT 1 FROM "{kind}" r WHERE r.id = c.pk)'
)


def _missing(run: Any) -> Iterator[Missing]:
    for kind in Kind:
        lost = f"({_LOST.format(kind=kind)})"
        count, first, last = run(
            "SELECT count(DISTINCT pk), min(hlc), max(hlc) FROM change"
            f" WHERE tbl = '{kind}' AND col = '' AND pk IN {lost}"
        ).fetchone()
        if count:
            yield Missing(kind, count, _day(first), _day(last), tuple(_deeds(run, kind, lost)))


def _deeds(run: Any, kind: Kind, lost: str) -> Iterator[tuple[date, Label]]:
    rows = run(
        "SELECT DISTINCT t.hlc, t.label, t.params FROM change c JOIN txn t ON t.hlc = c.hlc AND t.act = c.act"
        f" WHERE c.tbl = '{kind}' AND c.col = '' AND c.pk IN {lost} ORDER BY t.hlc LIMIT {TOLD}"
    )
    for stamp, key, params in rows.fetchall():
        with contextlib.suppress(ValueError):
            yield _day(stamp), Label(key, json.loads(params))


def _day(stamp: int) -> date:
    return datetime.fromtimestamp((stamp >> COUNTER_BITS) / 1000, UTC).astimezone().date()


def _tell_journal(run: Any) -> None:
    """Births and sessions that the journal lost are written down again, as part of the repair."""
    last = run("SELECT max(coalesce((SELECT max(hlc) FROM change), 0), coalesce((SELECT max(hlc) FROM txn), 0))")
    stamp, act = HybridClock(last.fetchone()[0]).tick(), secrets.randbits(62)
    run(
        "INSERT INTO actor(id, who, device, app, started, last_hlc) VALUES (?, '', '', ?, ?, ?)",
        (act, __version__, datetime.now(UTC).isoformat(timespec="seconds"), stamp),
    )
    run(
        "INSERT INTO txn(hlc, act, label, params, kind) VALUES (?, ?, 'file.repaired', '{}', 'base')",
        (stamp, act),
    )
    for kind in Kind:
        run(
            f"INSERT INTO change SELECT '{kind}', id, '', ?, ?, NULL, NULL FROM \"{kind}\" r WHERE NOT EXISTS"
            f" (SELECT 1 FROM change WHERE tbl = '{kind}' AND pk = r.id AND col = '')",
            (stamp, act),
        )
    run(
        "INSERT OR IGNORE INTO actor(id, who, device, app, started, last_hlc)"
        " SELECT act, '', '', '', '', max(hlc) FROM change GROUP BY act"
    )


def _parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) == AT_ONCE:
            yield part
            part = []
    if part:
        yield part
