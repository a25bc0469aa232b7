"""Answers that are kept until what they were asked of changes.

A figure is asked for again and again: by the page, by its neighbours, after each visit that was logged. Every table
that a kept answer was read from is watched by temporary triggers of this connection, so that no write can pass by,
whatever way it takes; a write by another connection (a job, another window) makes everything be read anew.

What everything else is made of (`BOOKS`, `MONTHLY`) is also written into the file when it is closed or published, and
read from there at the first question (`shelf`, docs/decisions/0047).
"""

from __future__ import annotations

import contextlib
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from functools import lru_cache, partial
from typing import Any, TypeVar, cast
from weakref import WeakKeyDictionary

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection

from salesdesk.domain.change import Kind
from salesdesk.store.engine import BUSY_MILLIS
from salesdesk.store.read import shelf
from salesdesk.store.read.rows import driver_of
from salesdesk.store.read.shelf import Form

MOST = 400
"""Answers kept at the same time; the one that was longest not asked for goes first."""
MOST_ROWS = 20_000
"""Longer answers are not kept."""

_PATIENCE_MILLIS = 100
"""So long a file that is closed waits for a job that writes."""

T = TypeVar("T")
Rows = list[tuple[Any, ...]]

_TABLES = frozenset(kind.value for kind in Kind)
_DAYS = {
    Kind.VISIT.value: ("{row}.day", "{row}.planned_day"),
    Kind.STAGE_MOVE.value: ("{row}.day",),
    Kind.ORDER.value: ("{row}.ordered_on",),
    Kind.ORDER_LINE.value: ("(SELECT ordered_on FROM main.sales_order WHERE id = {row}.order_id)",),
}
"""Of what is so much that its months are kept apart (`months`): what says when it was."""

BOOKS: Mapping[str, frozenset[str]] = {
    "clients": frozenset({"client"}),
    "tiers": frozenset({"tier_move"}),
    "deals": frozenset({"opportunity"}),
    "payments": frozenset({"payment"}),
    "invoices": frozenset({"invoice", "payment", "payment_share"}),
}
"""Whole tables in arrays: name → what they are read from."""
MONTHLY: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "contacts": (frozenset({"visit"}), frozenset()),
    "planned": (frozenset({"visit"}), frozenset()),
    "moves": (frozenset({"stage_move"}), frozenset()),
    "orders": (frozenset({"sales_order"}), frozenset()),
    "lines": (frozenset({"sales_order", "order_line"}), frozenset({"product"})),
}
"""The same month by month: name → tables a write to which ends one month, and those that end all."""
_BOOK_TABLES = frozenset[str]().union(*BOOKS.values(), *(own | whole for own, whole in MONTHLY.values()))


class _Months(dict[str, Any]):
    """Month → what is known of it. What is put there is not what the file keeps."""

    def __init__(self, ended: Callable[[str], None]) -> None:
        super().__init__()
        self._ended = ended

    def __setitem__(self, month: str, known: Any) -> None:
        self._ended(month)
        super().__setitem__(month, known)


class Keeper:
    """What is kept for one connection."""

    def __init__(self, conn: Connection) -> None:
        self._driver = driver_of(conn)
        self._watches = not self._driver.execute("PRAGMA query_only").fetchone()[0]
        self._seen = self._stamp()
        self._watched: set[str] = set()
        self._answers: OrderedDict[Hashable, tuple[frozenset[str], Any]] = OrderedDict()
        self._books: dict[str, Any] = {}
        self._parts: dict[str, _Months] = {}
        self._forms: dict[str, Form[Any]] = {}
        self._true: set[str] | None = None
        """The rows of `kept` in the file that are still true; None until somebody asks."""
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

    def book(self, form: Form[T], find: Callable[[], T]) -> T:
        """One of the `BOOKS`: what is known of it, what the file keeps, or else what `find` gives."""
        if self._driver.in_transaction:
            return find()
        true, name = self._ready(), form.name
        self._forms[name] = form
        if name not in self._books:
            known = form.unpacked(shelf.body_of(self._driver, name)) if name in true else None
            if known is None:
                true.discard(name)
                known = find()
            self._books[name] = known
        return cast(T, self._books[name])

    def months(self, form: Form[T]) -> dict[str, T]:
        """The shelf of one of the `MONTHLY`: month ("2026-11") → what is known of it, put there by whoever reads it.
        Months that were written to are taken out.

        Within a transaction an empty one: what is read then is not kept.
        """
        if self._driver.in_transaction:
            return {}
        true, name = self._ready(), form.name
        self._forms[name] = form
        if name not in self._parts:
            months = self._parts[name] = _Months(partial(self._end, name))
            for row in sorted(one for one in true if one.startswith(f"{name}/")):
                known = form.unpacked(shelf.body_of(self._driver, row))
                if known is None:
                    true.discard(row)
                else:
                    dict.__setitem__(months, row.partition("/")[2], known)
        return self._parts[name]

    def forget_months(self, name: str) -> None:
        """Read a shelf anew, all of it."""
        self._parts.pop(name, None)
        if self._true is not None:
            self._true = {row for row in self._true if not row.startswith(f"{name}/")}

    @property
    def asked(self) -> bool:
        """Whether there is anything here that the file could keep."""
        return bool(self._books or self._parts)

    def put_away(self, complete: Callable[[], object] | None = None) -> None:
        """Write what is known into the file, for whoever opens it next; before, `complete` asks for all the rest.

        What cannot be written is left: the file may be gone, the disk full, or a job writes.
        """
        if not self._watches or self._driver.in_transaction:
            return
        with contextlib.suppress(driver.Error, ValueError, OverflowError, MemoryError):
            self._look()
            if self._is_kept():
                return
            if complete:
                complete()
            if self._is_kept():
                return
            self._driver.execute(f"PRAGMA busy_timeout={_PATIENCE_MILLIS}")
            try:
                self._driver.execute("BEGIN IMMEDIATE")
                self._look()  # from here on nobody else writes
                if self._true is not None:
                    bodies = {row: form.packed(value) for row, (form, value) in self._news().items()}
                    shelf.write(self._driver, bodies, self._true)
                    self._driver.execute("COMMIT")
                    self._true |= bodies.keys()
            finally:
                if self._driver.in_transaction:
                    self._driver.execute("ROLLBACK")
                self._driver.execute(f"PRAGMA busy_timeout={BUSY_MILLIS}")

    def _is_kept(self) -> bool:
        """Whether the file keeps all that is known."""
        return self._true is not None and not self._news() and bool(shelf.true_rows(self._driver))

    def _news(self) -> dict[str, tuple[Form[Any], Any]]:
        """What is known and the file does not keep."""
        known = {name: (self._forms[name], value) for name, value in self._books.items()}
        for name, months in self._parts.items():
            known |= {f"{name}/{month}": (self._forms[name], value) for month, value in months.items()}
        return {row: what for row, what in known.items() if row not in (self._true or ())}

    def _ready(self) -> set[str]:
        """What is true of what the file keeps. From the first question on every write to it is seen."""
        self._look()
        if self._true is None:
            self._watch(_BOOK_TABLES)
            known = BOOKS.keys() | MONTHLY.keys()
            self._true = {row for row in shelf.true_rows(self._driver) if row.partition("/")[0] in known}
        return self._true

    def _look(self) -> None:
        stamp = self._stamp()
        if stamp == self._seen:
            return
        if stamp[1] != self._seen[1]:
            self._answers.clear()
            self._books.clear()
            self._parts.clear()
            self._true = None
            self._anew += 1
        if self._watched:
            touched = self._driver.execute("SELECT tbl, month FROM temp.touched").fetchall()
            if touched:
                self._forget(touched)
                self._driver.execute("DELETE FROM temp.touched")
        self._seen = self._driver.total_changes, stamp[1]

    def _forget(self, touched: Collection[tuple[str, str]]) -> None:
        tables = {table for table, _month in touched}
        self._writes.update(tables)
        for asked in [asked for asked, (read, _found) in self._answers.items() if read & tables]:
            del self._answers[asked]
        for name, read in BOOKS.items():
            if read & tables:
                self._books.pop(name, None)
                self._end(name)
        for name, (own, whole) in MONTHLY.items():
            if whole & tables:
                self.forget_months(name)
                continue
            for month in {month for table, month in touched if table in own}:
                if name in self._parts:
                    self._parts[name].pop(month, None)
                self._end(name, month)

    def _end(self, name: str, month: str = "") -> None:
        """The file says something else of it by now."""
        if self._true is not None:
            self._true.discard(f"{name}/{month}" if month else name)

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
    born, changed = (
        " UNION ".join(
            f"SELECT '{table}', coalesce(substr({day.format(row=row)}, 1, 7), '')" for day in days for row in rows
        )
        for rows in (("NEW",), ("OLD", "NEW"))
    )
    plain = f"SELECT '{table}', ''"
    return [
        f'CREATE TEMP TRIGGER touched_{table}_{event} AFTER {event} ON main."{table}" BEGIN'
        f" INSERT OR IGNORE INTO touched {what or plain}; END"
        for event, what in (("INSERT", born), ("UPDATE", changed))
    ]
