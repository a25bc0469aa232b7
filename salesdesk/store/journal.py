"""The only way to change a file: `record` a list of changes as one user action.

The triggers of `schema` write the log; this module opens the transaction, sets the stamp they read, guards every
edit with what the user saw before, and keeps undo and redo, which are nothing but inverse lists of changes.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Conflict, Hanging, Refused
from salesdesk.domain.text import N_
from salesdesk.store import cells, closed, notes
from salesdesk.store.cells import to_python
from salesdesk.store.file import DeskFile
from salesdesk.store.tables import POINTS_TO, TABLES

_UNDONE, _OVERTAKEN = 1, 2
"""What `undone` says: it can be done again; or it cannot, for something new was done in its place."""

_OWN = "home AND kind = 'do'"
"""What was done in this very file: what others did and was merged into it is theirs to take back."""

_AT_ONCE, _A_STEP = 10_000, 2_000

Told = Callable[[int, int], None]
"""Called with (done, total); may raise to stop."""

_SINCE_LAST = f"{_OWN} AND hlc > coalesce((SELECT max(hlc) FROM txn WHERE {_OWN} AND NOT undone), 0)"


def record(file: DeskFile, changes: Iterable[Change], label: Label, *, undoable: bool = True) -> ChangeSet:
    """Store the changes as one action: all of them on disk when this returns, or none.

    What makes a file (its rep, the sample data) is not `undoable`: undo never goes behind it.

    Raises Conflict when an edit does not find the value it was made from, Refused when the file cannot be written.
    """
    changes = list(changes)
    if not changes:
        return ChangeSet(0, label, {})
    return record_with(file, changes, label, undoable=undoable)


def record_with(
    file: DeskFile,
    changes: list[Change],
    label: Label,
    also: Callable[[int], None] | None = None,
    *,
    undoable: bool = True,
) -> ChangeSet:
    """As `record`, also without a change; `also(stamp)` notes something else down in the same transaction."""
    with file.writing():
        closed.check(file.run, changes)
        if undoable:
            file.run(f"UPDATE txn SET undone = {_OVERTAKEN} WHERE undone = {_UNDONE} AND {_SINCE_LAST}")
        stamp = begin(file, label, "do" if undoable else "base")
        _apply(file, changes)
        notes.follow(file.run, file.run_many, changes)
        if also:
            also(stamp)
        _end(file, stamp)
    return ChangeSet(stamp, label, _ids(changes))


def undo(file: DeskFile, told: Told | None = None) -> ChangeSet:
    """Take the last action back. Raises Refused if there is none, or if nothing of it can be put back any more.

    `told` (here and below) learns how far it is; what it raises stops it, and nothing is changed.
    """
    return _reverse(file, _next_undo, "undo", N_("There is nothing to undo."), told=told)


def redo(file: DeskFile, told: Told | None = None) -> ChangeSet:
    """Do again what was undone last. Raises Refused if there is nothing, or newer changes stand against it."""
    return _reverse(file, _next_redo, "redo", N_("There is nothing to redo."), told=told)


def undo_step(file: DeskFile, hlc: int, act: int, told: Told | None = None) -> ChangeSet:
    """Take one action back, whatever was done since. Raises Refused if nothing of it can be put back, and Hanging if
    something newer hangs on what it made.
    """
    nothing = N_("This has been taken back already.")
    return _reverse(file, lambda file: _the_step(file, hlc, act), "undo", nothing, chosen=True, told=told)


def redo_step(file: DeskFile, hlc: int, act: int, told: Told | None = None) -> ChangeSet:
    """Do one action again that was taken back. Raises Refused if newer changes stand against all of it."""
    nothing = N_("This has not been taken back.")
    return _reverse(file, lambda file: _the_step(file, hlc, act, undone=True), "redo", nothing, told=told)


def size(file: DeskFile, key: tuple[int, int] | None, *, again: bool, most: int) -> int:
    """How many cells taking this action back (or doing it `again`) writes, counted up to `most`; None: the next one."""
    step = _the_step(file, *key, undone=again) if key else _next_redo(file) if again else _next_undo(file)
    if step is None:
        return 0
    cells = " UNION ALL ".join(
        f"SELECT 1 FROM {table} WHERE hlc = {step.hlc} AND act = {step.act}" for table in ("change", "merged_cell")
    )
    return int(file.conn.exec_driver_sql(f"SELECT count(*) FROM ({cells} LIMIT {most})").scalar_one())


def in_the_way(file: DeskFile, hlc: int, act: int) -> tuple[tuple[Kind, Id, str], ...]:
    """The cells that taking this action back would leave alone: they have been changed since."""
    step = _the_step(file, hlc, act)
    facts = _facts(file.conn, step) if step and _touched_since(file.conn, step) else []
    wanted = [_turned(fact, "undo") for fact in facts]
    still = _hold(file.conn, wanted)
    return tuple((edit.kind, edit.id, edit.field) for edit, holds in zip(wanted, still, strict=True) if not holds)


def next_undo(file: DeskFile) -> Label | None:
    """What undo would take back."""
    step = _next_undo(file)
    return step.label if step else None


def next_redo(file: DeskFile) -> Label | None:
    """What redo would do again."""
    step = _next_redo(file)
    return step.label if step else None


_Fact = tuple[Kind, Id, str, Any, Any]


@dataclass(frozen=True, slots=True)
class _Step:
    hlc: int
    act: int
    label: Label


def _step(row: Any) -> _Step | None:
    return _Step(row[0], row[1], label_of(row[2], row[3])) if row else None


def label_of(key: str, params: str) -> Label:
    """A label as the file keeps it."""
    return Label(key, json.loads(params))


def _the_step(file: DeskFile, hlc: int, act: int, *, undone: bool = False) -> _Step | None:
    return _step(
        file.conn.exec_driver_sql(
            "SELECT hlc, act, label, params FROM txn WHERE hlc = ? AND act = ? AND kind = 'do' AND (undone > 0) = ?",
            (hlc, act, undone),
        ).first()
    )


def _next_undo(file: DeskFile) -> _Step | None:
    return _step(
        file.conn.exec_driver_sql(
            f"SELECT hlc, act, label, params FROM txn WHERE {_OWN} AND NOT undone ORDER BY hlc DESC LIMIT 1"
        ).first()
    )


def _next_redo(file: DeskFile) -> _Step | None:
    return _step(
        file.conn.exec_driver_sql(
            f"SELECT hlc, act, label, params FROM txn WHERE undone = {_UNDONE} AND {_SINCE_LAST} ORDER BY hlc LIMIT 1"
        ).first()
    )


def _reverse(
    file: DeskFile,
    find: Callable[[DeskFile], _Step | None],
    kind: str,
    nothing: str,
    *,
    chosen: bool = False,
    told: Told | None = None,
) -> ChangeSet:
    """Write the inverse of a step (undo), or the step again (redo), cell by cell; leave alone what has moved on.

    The step is looked for once nobody else can write: another session may have acted a moment before.
    """
    with file.writing() as conn:
        step = find(file)
        if step is None:
            raise Refused(nothing)
        facts = _facts(conn, step)
        facts += _made_since(conn, step, facts) if kind == "undo" else _gone_with(conn, step, facts)
        wanted = [_turned(fact, kind) for fact in facts]
        still = _hold(conn, wanted)
        good = [edit for edit, holds in zip(wanted, still, strict=True) if holds]
        left = tuple((e.kind, e.id, e.field) for e, holds in zip(wanted, still, strict=True) if not holds)
        if left and not good:
            raise Refused(N_("This cannot be taken back: {count} fields have been changed since."), count=len(left))
        closed.check(file.run, good)
        if chosen:
            _check_free(conn, step, good)
        stamp = begin(file, step.label, kind, step)
        for at in range(0, len(good), _A_STEP):
            if told:
                told(at, len(good))
            _apply(file, good[at : at + _A_STEP])
        notes.follow(file.run, file.run_many, good)
        conn.exec_driver_sql(
            "UPDATE txn SET undone = ? WHERE hlc = ? AND act = ?", (int(kind == "undo"), step.hlc, step.act)
        )
        _end(file, stamp)
    return ChangeSet(stamp, step.label, _ids(good), left)


def _facts(conn: Connection, step: _Step) -> list[_Fact]:
    """The cells a step wrote, with old and new value as the columns' Python values; births as `deleted`."""
    rows = conn.exec_driver_sql(
        "SELECT tbl, pk, col, old, new FROM change WHERE hlc = ? AND act = ? ORDER BY tbl, pk, col",
        (step.hlc, step.act),
    ).all()
    born = {(tbl, pk) for tbl, pk, col, *_rest in rows if col == ""}
    facts = []
    for tbl, pk, col, old, new in rows:
        kind = Kind(tbl)
        if col == "":
            facts.append((kind, pk, "deleted", True, False))
        elif (tbl, pk) not in born:
            facts.append((kind, pk, col, to_python(kind, col, old), to_python(kind, col, new)))
    return facts + _merged_facts(conn, step)


def _touched_since(conn: Connection, step: _Step) -> bool:
    """Whether any cell of a step may have been changed since: quick also where it is large."""
    key = (step.hlc, step.act)
    if conn.exec_driver_sql("SELECT 1 FROM merged_cell WHERE hlc = ? AND act = ? LIMIT 1", key).first():
        return True
    later = (
        "SELECT 1 FROM change c CROSS JOIN change n ON n.tbl = c.tbl AND n.pk = c.pk"
        " AND n.col = CASE c.col WHEN '' THEN 'deleted' ELSE c.col END AND n.hlc >= c.hlc"
        " AND NOT (n.hlc = c.hlc AND n.act = c.act) WHERE c.hlc = ? AND c.act = ? LIMIT 1"
    )
    return conn.exec_driver_sql(later, key).first() is not None


def _merged_facts(conn: Connection, step: _Step) -> list[_Fact]:
    """What a merge did to the cells of this file: the changes themselves are those of whoever made them."""
    rows = conn.exec_driver_sql(
        "SELECT tbl, pk, col, old, new FROM merged_cell WHERE hlc = ? AND act = ? ORDER BY tbl, pk, col",
        (step.hlc, step.act),
    )
    return [
        (Kind(tbl), pk, col, to_python(Kind(tbl), col, old), to_python(Kind(tbl), col, new))
        if col
        else (Kind(tbl), pk, "deleted", True, False)
        for tbl, pk, col, old, new in rows
    ]


def _made_since(conn: Connection, step: _Step, facts: Sequence[_Fact]) -> list[_Fact]:
    """The visits made since, without anybody asking, for the recurring visits that a step bore: they go with them."""
    found: list[_Fact] = []
    for series in _series_born(facts):
        rows = conn.exec_driver_sql(
            "SELECT id FROM visit WHERE series_id = ? AND status = 'planned' AND NOT deleted AND EXISTS"
            " (SELECT 1 FROM change CROSS JOIN txn USING (hlc, act) WHERE tbl = 'visit' AND pk = visit.id AND col = ''"
            " AND txn.kind = 'base' AND txn.hlc > ?) ORDER BY id",
            (series, step.hlc),
        )
        found += [(Kind.VISIT, pk, "deleted", True, False) for pk in rows.scalars()]
    return found


def _gone_with(conn: Connection, step: _Step, facts: Sequence[_Fact]) -> list[_Fact]:
    """The visits that went with a recurring one when its step was last taken back: they come back with it."""
    if not _series_born(facts):
        return []
    undone = conn.exec_driver_sql(
        "SELECT hlc, act FROM txn WHERE undo_of = ? AND undo_act = ? AND kind = 'undo' ORDER BY hlc DESC LIMIT 1",
        (step.hlc, step.act),
    ).one()
    own = {pk for _kind, pk, *_rest in facts}
    gone = conn.exec_driver_sql(
        "SELECT pk FROM change WHERE hlc = ? AND act = ? AND tbl = 'visit' AND col = 'deleted' ORDER BY pk",
        tuple(undone),
    )
    return [(Kind.VISIT, pk, "deleted", True, False) for pk in gone.scalars() if pk not in own]


def _series_born(facts: Sequence[_Fact]) -> list[Id]:
    return [pk for kind, pk, col, old, _new in facts if kind is Kind.VISIT_SERIES and col == "deleted" and old]


def _check_free(conn: Connection, step: _Step, edits: Sequence[Edit]) -> None:
    """Raises Hanging where something that stays hangs on what the step made and would go.

    What the step only took out of the bin goes back there: what hangs on it hung there before.
    """
    going: dict[Kind, set[Id]] = defaultdict(set)
    for edit in edits:
        if edit.field == "deleted" and edit.after:
            going[edit.kind].add(edit.id)
    made = _made_by(conn, step)
    hung = {kind: ids & made[kind] for kind, ids in going.items()}
    leaving = {(edit.kind, edit.id, edit.field) for edit in edits if edit.field in POINTS_TO}
    hanging = dict.fromkeys(
        (kind, pk)
        for parent, ids in hung.items()
        for kind, pk, column in _hanging_on(conn, parent, sorted(ids))
        if (kind, pk, column) not in leaving
    )
    staying = tuple((kind, pk) for kind, pk in hanging if pk not in going[kind])
    if staying:
        raise Hanging(staying)


def _made_by(conn: Connection, step: _Step) -> dict[Kind, set[Id]]:
    """What came into being by a step, or by the merge that it was."""
    made: dict[Kind, set[Id]] = defaultdict(set)
    for table in ("change", "merged_cell"):
        query = f"SELECT tbl, pk FROM {table} WHERE hlc = ? AND act = ? AND col = ''"
        for tbl, pk in conn.exec_driver_sql(query, (step.hlc, step.act)):
            made[Kind(tbl)].add(bytes(pk))
    return made


def _hanging_on(conn: Connection, parent: Kind, ids: Sequence[Id]) -> Iterator[tuple[Kind, Id, str]]:
    """The living things that point to these, and by which field."""
    for kind, table in TABLES.items():
        for column in table.columns:
            if POINTS_TO.get(column.name) is not parent:
                continue
            for at in range(0, len(ids), _AT_ONCE):
                some = ids[at : at + _AT_ONCE]
                rows = conn.exec_driver_sql(
                    f'SELECT id FROM "{kind}" WHERE NOT deleted AND "{column.name}" IN ({", ".join("?" * len(some))})',
                    tuple(some),
                )
                for pk in rows.scalars():
                    yield kind, pk, column.name


def _turned(fact: _Fact, kind: str) -> Edit:
    thing, pk, col, old, new = fact
    return Edit(thing, pk, col, new, old) if kind == "undo" else Edit(thing, pk, col, old, new)


def _hold(conn: Connection, edits: Sequence[Edit]) -> list[bool]:
    """Of each edit, whether its cell still holds what it was made from."""
    asked: dict[tuple[Kind, str], list[Id]] = defaultdict(list)
    for edit in edits:
        asked[edit.kind, edit.field].append(edit.id)
    values: dict[tuple[Kind, str, Id], Any] = {}
    for (kind, field), ids in asked.items():
        for at in range(0, len(ids), _AT_ONCE):
            some = ids[at : at + _AT_ONCE]
            rows = conn.exec_driver_sql(
                f'SELECT id, "{field}" FROM "{kind}" WHERE id IN ({", ".join("?" * len(some))})', tuple(some)
            )
            values |= {(kind, field, pk): to_python(kind, field, value) for pk, value in rows}
    return [bool(values.get((edit.kind, edit.field, edit.id)) == edit.before) for edit in edits]


def begin(file: DeskFile, label: Label, kind: str, of: _Step | None = None, stamp: int | None = None) -> int:
    """Name an action in the transaction that runs, and let the triggers log under its stamp (a new one)."""
    # A job's session writes beside the window's; undo goes by the stamps, whatever the wall clock does.
    stamp = stamp or file.clock.tick(file.run("SELECT max(hlc) FROM txn").fetchone()[0] or 0)
    file.run("UPDATE ctx SET hlc = ?, act = ?", (stamp, file.act))
    file.run(
        "INSERT INTO txn(hlc, act, label, params, kind, undo_of, undo_act) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (stamp, file.act, label.key, _params(label.params), kind, of and of.hlc, of and of.act),
    )
    return stamp


def _end(file: DeskFile, stamp: int) -> None:
    file.run("UPDATE ctx SET hlc = NULL, act = NULL")
    file.run("UPDATE actor SET last_hlc = ? WHERE id = ?", (stamp, file.act))


def _params(params: Mapping[str, object]) -> str:
    if not params:
        return "{}"
    return json.dumps(params, ensure_ascii=False, default=str, separators=(",", ":"))


def _apply(file: DeskFile, changes: Sequence[Change]) -> None:
    """Births first, then edits; each in batches of the same shape, so that an import is quick."""
    news: dict[tuple[Kind, tuple[str, ...]], list[New]] = defaultdict(list)
    touched: dict[tuple[Kind, Id], dict[str, Edit]] = defaultdict(dict)
    for change in changes:
        if isinstance(change, New):
            news[change.kind, tuple(change.values)].append(change)
        else:
            touched[change.kind, change.id][change.field] = change
    for (kind, _), batch in news.items():
        _run(file, *cells.births(kind, batch))
    shaped: dict[tuple[Kind, tuple[str, ...]], list[list[Edit]]] = defaultdict(list)
    for (kind, _), fields in touched.items():
        shaped[kind, tuple(fields)].append(list(fields.values()))
    for (kind, names), edits in shaped.items():
        if _run(file, *cells.edits(kind, names, edits)) != len(edits):
            raise Conflict(N_("This was changed meanwhile. Look at it again before you change it."))


def _run(file: DeskFile, statement: str, rows: Sequence[cells.Row]) -> int:
    """Number of rows that the statement touched."""
    done = file.run(statement, rows[0]) if len(rows) == 1 else file.run_many(statement, rows)
    return int(done.rowcount)


def _ids(changes: Sequence[Change]) -> dict[Kind, frozenset[Id]]:
    found: dict[Kind, set[Id]] = defaultdict(set)
    for change in changes:
        found[change.kind].add(change.id)
    return {kind: frozenset(ids) for kind, ids in found.items()}


def plain(value: object) -> object:
    """A value as JSON-ready text or number (for history, export and tests)."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
