"""An older file is brought to this format on a copy; it takes the old one's place only when it is proved sound."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from salesdesk.domain.errors import FileRefused
from salesdesk.domain.text import N_
from salesdesk.store import backup, gate, keys
from salesdesk.store.engine import TROUBLE, engine_for, refusal
from salesdesk.store.migrations import STEPS
from salesdesk.store.schema import FORMAT, create_triggers, drop_triggers, say_readable


def upgrade(path: Path, old_format: int, now: datetime) -> Path:
    """Bring a file to this format in its place; hold its lock. The old file stays as a backup, whose path returns.

    Raises FileRefused; then the file is what it was.
    """
    path = path.resolve()
    kept = backup.make(path, backup.Reason.MIGRATION, now).path
    part = path.with_name(f".{path.name}.upgrading")
    try:
        backup.fold_log_in(path)
        backup.copy_database(path, part)
        transform(part, old_format, path)
        if keys.slots_of(part) != keys.slots_of(path):
            raise FileRefused(
                N_("{name} could not be upgraded without loss. It was left as it is; ask for help."), name=path.name
            )
        shutil.copymode(path, part)
        part.replace(path)
    except TROUBLE as error:
        raise refusal(error, path) from error
    finally:
        backup.discard(part)
    return kept


def transform(copy: Path, old_format: int, named: Path) -> None:
    """Run the migrations on a copy that nobody else uses, in one transaction, and prove the result.

    `named` is the user's file, for the sentences.
    Raises FileRefused if what comes out is not exactly a file of this format, or SQLite's own errors.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    engine = engine_for(copy, "rw")
    try:
        with engine.connect() as conn:
            gate.known_schema(conn, named, old_format)
            before = _counts(conn)
            conn.exec_driver_sql("PRAGMA synchronous=FULL")
            conn.exec_driver_sql("BEGIN IMMEDIATE")
            drop_triggers(conn)
            for number in range(old_format + 1, FORMAT + 1):
                STEPS[number](Operations(MigrationContext.configure(conn)))
            create_triggers(conn)
            conn.exec_driver_sql("DELETE FROM kept")
            conn.exec_driver_sql("UPDATE ctx SET kept = NULL")
            say_readable(conn)
            conn.exec_driver_sql(f"PRAGMA user_version={FORMAT}")
            conn.exec_driver_sql("COMMIT")
            sound = conn.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
            after = _counts(conn)
            gate.known_schema(conn, named)
            if not sound or any(after.get(table) != count for table, count in before.items() if table != "about"):
                raise FileRefused(
                    N_("{name} could not be upgraded without loss. It was left as it is; ask for help."),
                    name=named.name,
                )
    finally:
        engine.dispose()


def _counts(conn: Connection) -> dict[str, int]:
    tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name != 'kept'"
    names = conn.exec_driver_sql(tables).scalars().all()
    return {name: int(conn.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()) for name in names}
