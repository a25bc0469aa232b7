"""What happened: the journal, read for people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind, Label
from salesdesk.store.cells import to_python
from salesdesk.store.journal import label_of

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
