"""Journal tables and the triggers that no write can pass by, generated from the tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Connection, Table
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.schema import CreateIndex, CreateTable, DDLElement

from salesdesk.domain.change import Kind
from salesdesk.store import notes
from salesdesk.store.tables import NATURAL, TABLES

APPLICATION_ID = 0x53444B31  # "SDK1"
FORMAT = 6
"""Number of the newest format this program writes (PRAGMA user_version)."""
READABLE_FROM = 6
"""The oldest format whose programs may look at what this one writes; it stands in each file (docs/decisions/0053)."""
READABLE_FROM_KEY = "readable_from"

JOURNAL = """
CREATE TABLE change(tbl TEXT NOT NULL, pk BLOB NOT NULL, col TEXT NOT NULL, hlc INTEGER NOT NULL, act INTEGER NOT NULL,
  old, new, PRIMARY KEY(tbl, pk, col, hlc, act)) WITHOUT ROWID;
CREATE INDEX ix_change_hlc ON change(hlc, act);
CREATE TABLE txn(hlc INTEGER NOT NULL, act INTEGER NOT NULL, label TEXT NOT NULL, params TEXT NOT NULL,
  kind TEXT NOT NULL, undo_of INTEGER, undo_act INTEGER, undone INTEGER NOT NULL DEFAULT 0,
  home INTEGER NOT NULL DEFAULT 1, PRIMARY KEY(hlc, act)) WITHOUT ROWID;
CREATE INDEX ix_txn_home ON txn(hlc) WHERE home;
CREATE TABLE actor(id INTEGER PRIMARY KEY, who TEXT NOT NULL, device TEXT NOT NULL, app TEXT NOT NULL,
  started TEXT NOT NULL, last_hlc INTEGER NOT NULL);
CREATE TABLE ctx(one INTEGER PRIMARY KEY CHECK (one = 1), hlc INTEGER, act INTEGER, kept INTEGER);
INSERT INTO ctx(one) VALUES (1);
CREATE TABLE about(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE draft(slot TEXT PRIMARY KEY, body TEXT NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE merged(hlc INTEGER NOT NULL, act INTEGER NOT NULL, place TEXT NOT NULL, stamp TEXT NOT NULL,
  digest TEXT NOT NULL, file_id TEXT NOT NULL, rep TEXT NOT NULL, newest INTEGER NOT NULL, report TEXT NOT NULL,
  PRIMARY KEY(hlc, act, place)) WITHOUT ROWID;
CREATE TABLE merged_cell(hlc INTEGER NOT NULL, act INTEGER NOT NULL, tbl TEXT NOT NULL, pk BLOB NOT NULL,
  col TEXT NOT NULL, old, new, PRIMARY KEY(hlc, act, tbl, pk, col)) WITHOUT ROWID;
CREATE TABLE clash(tbl TEXT NOT NULL, pk BLOB NOT NULL, col TEXT NOT NULL, my_hlc INTEGER NOT NULL,
  my_act INTEGER NOT NULL, mine, their_hlc INTEGER NOT NULL, their_act INTEGER NOT NULL, theirs,
  decided_hlc INTEGER, decided_act INTEGER,
  PRIMARY KEY(tbl, pk, col, my_hlc, my_act, their_hlc, their_act)) WITHOUT ROWID;
CREATE TABLE kept(name TEXT PRIMARY KEY, body BLOB NOT NULL);
"""
"""`txn.home`: done in this very file, not merged into it; undo goes by it. `merged`: which files were taken in, by
which action, and what came of it; `merged_cell`: what that did to the cells of this file (a birth has no column), so
that it can be taken back; `clash`: cells that two people changed without knowing of each other, until one decides.
`kept`: what figures are quickly told from, true while `ctx.kept` says so (`store.read.shelf`)."""

_GUARD = "SELECT RAISE(ABORT, 'outside the journal') FROM ctx WHERE hlc IS NULL;"

_KEPT_ENDS = (
    "CREATE TRIGGER kept_ends AFTER UPDATE OF hlc ON ctx WHEN OLD.kept IS NOT NULL BEGIN"
    " UPDATE ctx SET kept = NULL; END"
)
"""Nothing is written without a stamp (`_GUARD`), so what is kept of figures ends in the transaction of the writing."""


def say_readable(conn: Connection) -> None:
    """Say in a file with which programs it may be looked at."""
    conn.exec_driver_sql("INSERT OR REPLACE INTO about VALUES (?, ?)", (READABLE_FROM_KEY, str(READABLE_FROM)))


def create_schema(conn: Connection) -> None:
    """All tables, indexes and triggers in an empty database."""
    create_tables(conn)
    create_triggers(conn)


def create_tables(conn: Connection) -> None:
    """Tables and indexes alone, to be filled with rows that bring their history."""
    for statement in JOURNAL.split(";\n"):
        if statement.strip():
            conn.exec_driver_sql(statement)
    for statement in _tables():
        conn.exec_driver_sql(statement)
    notes.create(conn)


@lru_cache(maxsize=1)
def _tables() -> tuple[str, ...]:
    """The statements that make tables and indexes; to spell them takes longer than to run them."""
    found: list[DDLElement] = []
    for table in TABLES.values():
        found.append(CreateTable(table))
        found += map(CreateIndex, sorted(table.indexes, key=lambda index: str(index.name)))
    return tuple(str(one.compile(dialect=dialect())) for one in found)


def create_triggers(conn: Connection, kinds: Iterable[Kind] = TABLES) -> None:
    """(Re)make the journal triggers of these kinds, usually of every one, and the one that ends what is kept."""
    conn.exec_driver_sql("DROP TRIGGER IF EXISTS kept_ends")
    conn.exec_driver_sql(_KEPT_ENDS)
    for kind in kinds:
        for name, statement in _triggers(kind, TABLES[kind]).items():
            conn.exec_driver_sql(f"DROP TRIGGER IF EXISTS main.{name}")
            conn.exec_driver_sql(statement)


def drop_triggers(conn: Connection) -> None:
    """Remove every trigger (before a migration changes a table; `create_triggers` makes them anew)."""
    names = conn.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'trigger'").scalars().all()
    for name in names:
        conn.exec_driver_sql(f'DROP TRIGGER "{name}"')


def drop_triggers_of(conn: Connection, kind: Kind) -> None:
    """Remove the triggers of one kind (while a merge writes what others logged; `create_triggers` makes them anew)."""
    for name in _triggers(kind, TABLES[kind]):
        conn.exec_driver_sql(f"DROP TRIGGER main.{name}")


def fingerprint(conn: Connection) -> str:
    """SHA-256 over columns, indexes and triggers: equal for equal schemas, however they came about.

    A table that a migration altered has another text and another order of columns than a fresh one, so what the
    columns are is compared; of indexes, triggers and anything unexpected the text itself.
    What it is follows from the statements of the schema alone, so it is told once for each wording of them.
    """
    wording = hashlib.sha256()
    for row in conn.exec_driver_sql("SELECT type, name, tbl_name, sql FROM sqlite_schema"):
        wording.update(repr(tuple(row)).encode(errors="surrogatepass"))
    known = _fingerprints.get(wording.digest())
    if known is None:
        if len(_fingerprints) >= WORDINGS:
            _fingerprints.clear()
        known = _fingerprints[wording.digest()] = _fingerprint(conn)
    return known


WORDINGS = 64
"""Wordings of schemas whose fingerprints are remembered: one for each way in which an honest file came about."""
_fingerprints: dict[bytes, str] = {}


def _fingerprint(conn: Connection) -> str:
    columns = conn.exec_driver_sql(
        "SELECT t.name, c.name, c.type, c.\"notnull\", coalesce(c.dflt_value, ''), c.pk, c.hidden"
        " FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.name"
    ).all()
    others = conn.exec_driver_sql(
        "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema WHERE type != 'table' ORDER BY type, name"
    ).all()
    text = "\n".join(" ".join(" ".join(str(part) for part in row).split()) for row in [*columns, *others])
    return hashlib.sha256(text.encode()).hexdigest()


def journalled_columns(table: Table) -> list[str]:
    """Columns whose changes are logged: all but the id and what SQLite computes itself."""
    return [column.name for column in table.columns if column.name != "id" and column.computed is None]


def _triggers(kind: Kind, table: Table) -> dict[str, str]:
    columns = journalled_columns(table)
    updates = "".join(
        f"INSERT INTO change SELECT '{kind}', NEW.id, '{name}', hlc, act, OLD.\"{name}\", NEW.\"{name}\" FROM ctx "
        f'WHERE OLD."{name}" IS NOT NEW."{name}" '
        # Two writes to one cell in one action are one fact: the first old, the last new.
        "ON CONFLICT DO UPDATE SET new = excluded.new;\n"
        for name in columns
    )
    births = f"INSERT INTO change SELECT '{kind}', NEW.id, '', hlc, act, NULL, NULL FROM ctx;\n"
    if kind in NATURAL:
        births += "".join(
            f"INSERT INTO change SELECT '{kind}', NEW.id, '{name}', hlc, act, NULL, NEW.\"{name}\" FROM ctx;\n"
            for name in columns
        )
    named = {} if kind in NATURAL else _named_birth(kind, columns)
    return named | {
        f"journal_{kind}_insert": f'CREATE TRIGGER journal_{kind}_insert AFTER INSERT ON "{kind}" BEGIN\n'
        f"{_GUARD}\n{births}END",
        f"journal_{kind}_update": f'CREATE TRIGGER journal_{kind}_update AFTER UPDATE ON "{kind}" BEGIN\n'
        f"{_GUARD}\nSELECT RAISE(ABORT, 'ids never change') WHERE OLD.id IS NOT NEW.id;\n{updates}END",
        f"journal_{kind}_delete": f'CREATE TRIGGER journal_{kind}_delete BEFORE DELETE ON "{kind}" BEGIN\n'
        f"SELECT RAISE(ABORT, 'rows are never deleted'); END",
    }


def _named_birth(kind: Kind, columns: list[str]) -> dict[str, str]:
    """For a kind whose ids are random but for a few made from a key (uuid5): of these every column is logged."""
    logged = "".join(
        f"INSERT INTO change SELECT '{kind}', NEW.id, '{name}', hlc, act, NULL, NEW.\"{name}\" FROM ctx;\n"
        for name in columns
    )
    name = f"journal_{kind}_named"
    return {
        name: f'CREATE TRIGGER {name} AFTER INSERT ON "{kind}"'
        f" WHEN substr(hex(NEW.id), 13, 1) = '5' BEGIN\n{_GUARD}\n{logged}END"
    }
