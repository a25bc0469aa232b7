"""Answers that are kept until what they were asked of changes.

A figure is asked for again and again: by the page, by its neighbours, after each visit that was logged. Every table
that a kept answer was read from is watched by temporary triggers of this connection, so that no write can pass by,
whatever way it takes; a write by another connection (a job, another window) makes everything be read anew.
"""

from __future__ import annotations

import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

from sqlalchemy import Connection

from salesdesk.domain.change import Kind
from salesdesk.store.read.rows import driver_of

MOST = 400
"""Answers kept at the same time; the one that was longest not asked for goes first."""
MOST_ROWS = 20_000
"""Longer answers are not kept."""

T = TypeVar("T")
Rows = list[tuple[Any, ...]]

_TABLES = frozenset(kind.value for kind in Kind)
_DAYS = {Kind.VISIT.value: ("day", "planned_day")}
"""Of what is so much that its months are kept apart (`months`): the columns that say when it was."""


class Keeper:
    """What is kept for one connection."""

    def __init__(self, conn: Connection) -> None:
        self._driver = driver_of(conn)
        self._watches = not self._driver.execute("PRAGMA query_only").fetchone()[0]
        self._seen = self._stamp()
        self._watched: set[str] = set()
        self._answers: OrderedDict[Hashable, tuple[frozenset[str], Any]] = OrderedDict()
        self._parts: dict[tuple[str, str], dict[str, Any]] = {}
        self._writes: Counter[str] = Counter()
        self._anew = 0

    def version(self, *tables: str) -> Hashable:
        """Another one after each time that one of these tables was written to; within a transaction each time."""
        if self._driver.in_transaction:
            return object()
        self._look()
        self._watch(frozenset(tables))
        return self._anew, *(self._writes[table] for table in tables)

    def answer(self, asked: Hashable, tables: frozenset[str], find: Callable[[], T]) -> T:
        """What `find` gives, found anew only if one of these tables was written to since."""
        if self._driver.in_transaction:  # it may be rolled back
            return find()
        self._look()
        known = self._answers.get(asked)
        if known is not None:
            self._answers.move_to_end(asked)
            return cast(T, known[1])
        self._watch(tables)
        found = find()
        if not isinstance(found, list) or len(found) <= MOST_ROWS:
            self._answers[asked] = tables, found
            if len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return found

    def months(self, name: str, table: str) -> dict[str, Any]:
        """A shelf for what belongs to one month ("2026-11") of a table; months that were written to are taken out.

        Within a transaction an empty one: what is read then is not kept.
        """
        if self._driver.in_transaction:
            return {}
        self._look()
        self._watch(frozenset({table}))
        return self._parts.setdefault((table, name), {})

    def _look(self) -> None:
        stamp = self._stamp()
        if stamp == self._seen:
            return
        if stamp[1] != self._seen[1]:
            self._answers.clear()
            self._parts.clear()
            self._anew += 1
        if self._watched:
            touched = self._driver.execute("SELECT tbl, month FROM temp.touched").fetchall()
            if touched:
                self._forget(touched)
                self._driver.execute("DELETE FROM temp.touched")
        self._seen = self._driver.total_changes, stamp[1]

    def _forget(self, touched: Iterable[tuple[str, str]]) -> None:
        tables = {table for table, _month in touched}
        self._writes.update(tables)
        for asked in [asked for asked, (read, _found) in self._answers.items() if read & tables]:
            del self._answers[asked]
        for (table, _name), shelf in self._parts.items():
            for touched_table, month in touched:
                if table == touched_table:
                    shelf.pop(month, None)

    def _watch(self, tables: frozenset[str]) -> None:
        if not self._watches:
            return
        for table in tables - self._watched:
            if not self._watched:
                self._driver.execute(
                    "CREATE TEMP TABLE IF NOT EXISTS touched(tbl TEXT, month TEXT, PRIMARY KEY(tbl, month))"
                    " WITHOUT ROWID"
                )
            for statement in _triggers(table):
                self._driver.execute(statement)
            self._watched.add(table)

    def _stamp(self) -> tuple[int, int]:
        return self._driver.total_changes, self._driver.execute("PRAGMA data_version").fetchone()[0]


_keepers: WeakKeyDictionary[Connection, Keeper] = WeakKeyDictionary()


def keeper(conn: Connection) -> Keeper:
    """What is kept for a connection."""
    if conn not in _keepers:
        _keepers[conn] = Keeper(conn)
    return _keepers[conn]


def answers(conn: Connection, sql: str, params: Mapping[str, Any]) -> Rows:
    """The rows of a question, asked anew only if a table it names was written to since."""

    def find() -> Rows:
        return cast(Rows, driver_of(conn).execute(sql, params).fetchall())

    return keeper(conn).answer((sql, *params.items()), tables_of(sql), find)


@lru_cache(maxsize=1_000)
def tables_of(sql: str) -> frozenset[str]:
    """The tables that a question names."""
    return frozenset(re.findall(r"\w+", sql)) & _TABLES


def _triggers(table: str) -> list[str]:
    days = _DAYS.get(table, ())
    born = " UNION ".join(f"SELECT '{table}', coalesce(substr(NEW.{day}, 1, 7), '')" for day in days)
    changed = " UNION ".join(
        f"SELECT '{table}', coalesce(substr({side}.{day}, 1, 7), '')" for day in days for side in ("OLD", "NEW")
    )
    plain = f"SELECT '{table}', ''"
    return [
        f'CREATE TEMP TRIGGER touched_{table}_{event} AFTER {event} ON main."{table}" BEGIN'
        f" INSERT OR IGNORE INTO touched {what or plain}; END"
        for event, what in (("INSERT", born), ("UPDATE", changed))
    ]
