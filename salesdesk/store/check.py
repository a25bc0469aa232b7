"""The long look at a file: every page, every row, every reference; what is wrong, in sentences."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import DBAPIError

from salesdesk.domain.change import Kind
from salesdesk.domain.text import N_, Text
from salesdesk.store import backup, gate, notes
from salesdesk.store.engine import TROUBLE, refusal
from salesdesk.store.file import DeskFile
from salesdesk.store.lock import held_here
from salesdesk.store.schema import journalled_columns
from salesdesk.store.tables import POINTS_TO, TABLES
from salesdesk.store.types import IdType


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a file holds and what is wrong with it. `format` as it lies there; `counts` without the bin.

    `damaged`: it cannot be read to its end.
    `unfound`: notes that are not found by their words, as their index is behind; `mend_notes` makes it anew.
    """

    ok: bool
    format: int
    counts: Mapping[Kind, int]
    problems: tuple[Text, ...]
    backups: tuple[backup.Backup, ...]
    unfound: int = 0
    damaged: bool = False


def check(path: Path) -> CheckReport:
    """Look through the whole file, as of one moment, changing nothing. Raises FileRefused: none of ours."""
    gate.regular_size(path)
    was = gate.admit(path).format if not held_here(path) else None
    file = DeskFile.open_to_read(path)
    try:
        conn = file.conn
        conn.exec_driver_sql("BEGIN")
        damage = tuple(_damage(conn))
        if damage:
            rows = _readable(conn)
            counts = {kind: len(found) - sum(found) for kind, found in rows.items()}
            problems = (*damage, *_missing(conn, rows))
        else:
            problems, counts = tuple(mistakes(conn)), counts_of(conn)
        unfound = 0 if problems else notes.out_of_step(conn)
        version = was or int(conn.exec_driver_sql("PRAGMA user_version").scalar_one())
        conn.exec_driver_sql("ROLLBACK")
        return CheckReport(
            not problems, version, counts, problems, tuple(backup.backups(file.file_id)), unfound, bool(damage)
        )
    except TROUBLE as error:
        raise refusal(error, path) from error
    finally:
        file.close()


def mend_notes(path: Path) -> None:
    """Make the index of notes anew. Raises FileRefused where the file cannot be written."""
    file = DeskFile.open(path)
    try:
        with file.writing() as conn:
            notes.fill(conn)
    finally:
        file.close()


def _damage(conn: Connection) -> Iterator[Text]:
    """What SQLite finds wrong with pages, indexes and NULLs."""
    try:
        said = conn.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
    except DBAPIError as error:
        said = [str(error.orig)]
    if said != ["ok"]:
        sentence = N_("The file is damaged: {problem}. Restore a backup.")
        yield from (Text(sentence, {"problem": problem}) for problem in said)


def _readable(conn: Connection) -> dict[Kind, list[bool]]:
    """Of a damaged file: the rows of each kind that can still be read, and whether they lie in the bin."""
    return {kind: [bool(row[0]) for row in _rows_while_they_come(conn, kind)] for kind in Kind}


def _rows_while_they_come(conn: Connection, kind: Kind) -> Iterator[Row[Any]]:
    with contextlib.suppress(*TROUBLE):  # from here on there is nothing to be had
        yield from conn.exec_driver_sql(f'SELECT deleted, * FROM "{kind}" NOT INDEXED').yield_per(1)


def _missing(conn: Connection, rows: Mapping[Kind, list[bool]]) -> Iterator[Text]:
    """Which kinds are incomplete, told by the births that the journal still knows."""
    for kind, found in rows.items():
        try:
            born = _count(conn, f"SELECT count(*) FROM change WHERE tbl = '{kind}' AND col = ''")
        except TROUBLE:
            params = {"table": kind.value, "count": len(found)}
            yield Text(N_("Of {table}, {count} rows can be read; how many are missing cannot be said."), params)
            continue
        if born > len(found):
            params = {"table": kind.value, "count": len(found), "missing": born - len(found)}
            yield Text(N_("Of {table}, {count} rows can be read and {missing} are missing."), params)


def mistakes(conn: Connection) -> Iterator[Text]:
    """What is wrong within sound pages."""
    for kind in Kind:
        if not holds_rows(conn, kind):
            continue
        yield from _wrong_ids(conn, kind)
        yield from _lost_references(conn, kind)
        yield from _never_born(conn, kind)


def _wrong_ids(conn: Connection, kind: Kind) -> Iterator[Text]:
    ids = [column.name for column in TABLES[kind].columns if isinstance(column.type, IdType)]
    wrong = " OR ".join(
        f'"{name}" IS NOT NULL AND (typeof("{name}") != \'blob\' OR length("{name}") != 16)' for name in ids
    )
    count = _count(conn, f'SELECT count(*) FROM "{kind}" WHERE {wrong}')
    if count:
        yield Text(N_("{count} rows of {table} have an id that is none."), {"count": count, "table": kind.value})


def _lost_references(conn: Connection, kind: Kind) -> Iterator[Text]:
    for column in journalled_columns(TABLES[kind]):
        parent = POINTS_TO.get(column)
        if parent is None:
            continue
        count = _count(
            conn,
            f'SELECT count(*) FROM "{kind}" c WHERE c."{column}" IS NOT NULL'
            f' AND NOT EXISTS (SELECT 1 FROM "{parent}" p WHERE p.id = c."{column}")',
        )
        if count:
            params = {"count": count, "table": kind.value, "parent": parent.value}
            yield Text(N_("{count} rows of {table} belong to a {parent} that is not in the file."), params)


def _never_born(conn: Connection, kind: Kind) -> Iterator[Text]:
    count = _count(
        conn,
        f'SELECT count(*) FROM "{kind}" r WHERE NOT EXISTS'
        f" (SELECT 1 FROM change WHERE tbl = '{kind}' AND pk = r.id AND col = '')",
    )
    if count:
        yield Text(
            N_("{count} rows of {table} came into the file past its history."), {"count": count, "table": kind.value}
        )


def holds_rows(conn: Connection, table: str) -> bool:
    """Whether there is anything in a table to be looked at."""
    return conn.exec_driver_sql(f'SELECT 1 FROM "{table}" LIMIT 1').first() is not None


def counts_of(conn: Connection) -> dict[Kind, int]:
    """How many things of each kind a file holds, without its bin."""
    return {kind: _count(conn, f'SELECT count(*) FROM "{kind}" WHERE NOT deleted') for kind in Kind}


def _count(conn: Connection, query: str) -> int:
    return int(conn.exec_driver_sql(query).scalar_one())
