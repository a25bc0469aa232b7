"""What happened: the journal, read for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind, Label
from salesdesk.store.cells import to_python
from salesdesk.store.journal import label_of
from salesdesk.store.tables import POINTS_TO, TABLES

_HIDDEN = frozenset({"search", "sort_key"})


@dataclass(frozen=True, slots=True)
class Step:
    """One user action, known by its stamp and its session; `how` is do, undo or redo; `millis` since 1970 UTC."""

    hlc: int
    act: int
    millis: int
    who: str
    how: str
    label: Label
    undone: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of one record as an action changed it; field '' says that the record was created."""

    step: Step
    kind: Kind
    id: Id
    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Asked:
    """Which actions are asked for: by whom, of which kind, in which time (milliseconds since 1970), about what words.

    Words are looked for in what the labels name (a client, a title), as they were written then.
    """

    who: str = ""
    kind: Kind | None = None
    first_millis: int | None = None
    last_millis: int | None = None
    words: str = ""


_STEP = "t.hlc, t.act, t.hlc >> 16, coalesce(a.who, ''), t.kind, t.label, t.params, t.undone"
_FROM = "txn t LEFT JOIN actor a ON a.id = t.act"


def _step(row: Sequence[Any]) -> Step:
    hlc, act, millis, who, how, key, params, undone = row
    return Step(hlc, act, millis, who, how, label_of(key, params), bool(undone))


def steps(conn: Connection, limit: int = 200, before_hlc: int | None = None) -> list[Step]:
    """The newest actions first; `before_hlc` pages on."""
    rows = conn.exec_driver_sql(
        f"SELECT {_STEP} FROM {_FROM} WHERE t.hlc < ? ORDER BY t.hlc DESC, t.act LIMIT ?",
        (before_hlc or 1 << 62, limit),
    )
    return [_step(row) for row in rows]


def found(conn: Connection, asked: Asked, limit: int, before: tuple[int, int] | None) -> list[Step]:
    """Actions that fit, the newest first, read along the log of actions until there are enough."""
    where, params = ["1"], list[Any]()
    if before:
        where.append("(t.hlc, t.act) < (?, ?)")
        params += before
    if asked.first_millis is not None:
        where.append("t.hlc >= ?")
        params.append(asked.first_millis << 16)
    if asked.last_millis is not None:
        where.append("t.hlc < ?")
        params.append(asked.last_millis << 16)
    if asked.who:
        where.append("t.act IN (SELECT id FROM actor WHERE who = ?)")
        params.append(asked.who)
    if asked.kind is not None:
        where.append("EXISTS (SELECT 1 FROM change c WHERE c.hlc = t.hlc AND c.act = t.act AND c.tbl = ?)")
        params.append(asked.kind.value)
    for word in asked.words.split():
        where.append("instr(lower(t.params), lower(?))")
        params.append(word)
    rows = conn.exec_driver_sql(
        f"SELECT {_STEP} FROM {_FROM} WHERE {' AND '.join(where)} ORDER BY t.hlc DESC, t.act DESC LIMIT ?",
        (*params, limit),
    )
    return [_step(row) for row in rows]


def people(conn: Connection) -> list[str]:
    """Everybody who ever changed something, by name."""
    rows = conn.exec_driver_sql("SELECT DISTINCT who FROM actor WHERE who <> '' ORDER BY who")
    return [str(who) for who in rows.scalars()]


def value_of(conn: Connection, kind: Kind, pk: Id, field: str) -> Any:
    """What a field of a record holds now."""
    column = TABLES[kind].c[field].name
    return to_python(
        kind, column, conn.exec_driver_sql(f'SELECT "{column}" FROM "{kind}" WHERE id = ?', (pk,)).scalar()
    )


def name_of(conn: Connection, kind: Kind, pk: Id) -> str:
    """What a record is called; of one without a name, what it belongs to; '' where neither says anything."""
    table = TABLES[kind]
    for column in ("name", "title", "number"):
        if column in table.columns:
            found = conn.exec_driver_sql(f'SELECT "{column}" FROM "{kind}" WHERE id = ?', (pk,)).scalar()
            if found:
                return str(found)
    for column, parent in POINTS_TO.items():
        if column in table.columns and column not in ("rep_id", "owner_id"):
            owner = conn.exec_driver_sql(f'SELECT "{column}" FROM "{kind}" WHERE id = ?', (pk,)).scalar()
            if owner:
                return name_of(conn, parent, bytes(owner))
    return ""


def pointed_to(field: str) -> Kind | None:
    """The kind of thing whose id a field holds."""
    return POINTS_TO.get(field)


def is_gone(conn: Connection, field: str, pk: Id) -> bool:
    """Whether the thing that a field names lies in the bin, or is not there at all."""
    parent = POINTS_TO.get(field)
    if parent is None:
        return False
    return not conn.exec_driver_sql(f'SELECT 1 FROM "{parent}" WHERE id = ? AND NOT deleted', (pk,)).first()


def facts_of(conn: Connection, kind: Kind, pk: Id) -> list[Fact]:
    """The history of one record, newest first."""
    return _facts(conn, "c.tbl = ? AND c.pk = ?", (kind.value, pk))


def facts_in(conn: Connection, hlc: int, act: int) -> list[Fact]:
    """Everything one action changed: two sessions may have acted in the same millisecond."""
    return _facts(conn, "c.hlc = ? AND c.act = ?", (hlc, act))


def _facts(conn: Connection, where: str, params: tuple[Any, ...]) -> list[Fact]:
    rows = conn.exec_driver_sql(
        f"SELECT {_STEP}, c.tbl, c.pk, c.col, c.old, c.new FROM {_FROM}"
        f" JOIN change c ON t.hlc = c.hlc AND t.act = c.act WHERE {where} ORDER BY c.hlc DESC, c.tbl, c.pk, c.col",
        params,
    )
    found = []
    for *step, tbl, pk, col, old, new in rows:
        if col in _HIDDEN:
            continue
        kind = Kind(tbl)
        before, after = (to_python(kind, col, old), to_python(kind, col, new)) if col else (None, None)
        found.append(Fact(_step(step), kind, pk, col, before, after))
    return found
