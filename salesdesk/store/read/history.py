"""What happened: the journal, read for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind, Label
from salesdesk.store.cells import to_python
from salesdesk.store.journal import label_of
from salesdesk.store.tables import POINTS_TO, TABLES

HIDDEN = frozenset({"search", "sort_key", "sort", "uid"})
"""Columns that tell a reader nothing: what a record is found by, its place in a list."""

_NEWS = (
    f"c.col NOT IN ({', '.join(repr(name) for name in sorted(HIDDEN))})"
    " AND NOT (c.col <> '' AND c.old IS NULL AND (coalesce(c.new, '') = '' OR c.col = 'deleted'))"
)
"""What is told: not what was left empty when a record was made (of some kinds every field is logged with the birth)."""

_RARE = 20_000
"""Changes of a kind up to which they are looked for first, and the actions by them."""

PARTS_OF: Mapping[Kind, tuple[tuple[Kind, str], ...]] = {
    Kind.VISIT: ((Kind.VISIT_CONTACT, "visit_id"), (Kind.VISIT_NEED, "visit_id"), (Kind.REQUEST, "visit_id")),
    Kind.OPPORTUNITY: (
        (Kind.OPPORTUNITY_LINE, "opportunity_id"),
        (Kind.OPPORTUNITY_CONTACT, "opportunity_id"),
        (Kind.DEAL_REVIEW, "opportunity_id"),
    ),
    Kind.ORDER: ((Kind.ORDER_LINE, "order_id"),),
    Kind.PAYMENT: ((Kind.PAYMENT_SHARE, "payment_id"),),
    Kind.INVOICE: ((Kind.PAYMENT_SHARE, "invoice_id"),),
    Kind.PRODUCT: ((Kind.PRICE_STEP, "product_id"), (Kind.PRODUCT_COMPLEMENT, "product_id")),
    Kind.BUNDLE: ((Kind.BUNDLE_ITEM, "bundle_id"),),
    Kind.QUOTE: ((Kind.QUOTE_LINE, "quote_id"), (Kind.QUOTE_INSTALMENT, "quote_id")),
    Kind.MILESTONE: ((Kind.CHECKLIST_ITEM, "milestone_id"),),
    Kind.TENDER: ((Kind.CHECKLIST_ITEM, "tender_id"),),
}
"""What is written on the same sheet as a record: its history is told with that of the record."""

Key = tuple[int, int]
"""An action: its stamp and its session."""


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
_WIDTH = 8
"""Columns of `_STEP`."""
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


def found(conn: Connection, asked: Asked, limit: int, before: Key | None) -> list[Step]:
    """Actions that fit, the newest first, read along the log of actions until there are enough."""
    where, params = _where(conn, asked, before)
    rows = conn.exec_driver_sql(
        f"SELECT {_STEP} FROM {_FROM} WHERE {where} ORDER BY t.hlc DESC, t.act DESC LIMIT ?", (*params, limit)
    )
    return [_step(row) for row in rows]


def keys(conn: Connection, asked: Asked, limit: int, before: Key | None) -> list[Key]:
    """As `found`, but only which actions they are."""
    where, params = _where(conn, asked, before)
    rows = conn.exec_driver_sql(
        f"SELECT t.hlc, t.act FROM txn t WHERE {where} ORDER BY t.hlc DESC, t.act DESC LIMIT ?", (*params, limit)
    )
    return [(hlc, act) for hlc, act in rows]


def steps_of(conn: Connection, wanted: Sequence[Key]) -> list[Step]:
    """These actions, the newest first."""
    marks = ", ".join(["(?, ?)"] * len(wanted))
    rows = conn.exec_driver_sql(
        f"SELECT {_STEP} FROM {_FROM} WHERE (t.hlc, t.act) IN (VALUES {marks}) ORDER BY t.hlc DESC, t.act DESC",
        tuple(value for key in wanted for value in key),
    )
    return [_step(row) for row in rows] if wanted else []


def _where(conn: Connection, asked: Asked, before: Key | None) -> tuple[str, list[Any]]:
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
        rows = "SELECT 1 FROM change WHERE tbl = ? LIMIT ?"
        few = conn.exec_driver_sql(f"SELECT count(*) FROM ({rows})", (asked.kind.value, _RARE)).scalar_one() < _RARE
        if few:
            where.append("(t.hlc, t.act) IN (SELECT c.hlc, c.act FROM change c WHERE c.tbl = ?)")
        else:
            where.append("EXISTS (SELECT 1 FROM change c WHERE c.hlc = t.hlc AND c.act = t.act AND c.tbl = ?)")
        params.append(asked.kind.value)
    for word in asked.words.split():
        where.append("instr(lower(t.params), lower(?))")
        params.append(word)
    return " AND ".join(where), params


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


def allocated(conn: Connection, kind: Kind, pk: Id) -> int:
    """Of a payment, what it pays; of an invoice, what has been paid (cents)."""
    column = "payment_id" if kind is Kind.PAYMENT else "invoice_id"
    query = f"SELECT coalesce(sum(amount_cents), 0) FROM payment_share WHERE {column} = ? AND NOT deleted"
    return int(conn.exec_driver_sql(query, (pk,)).scalar_one())


def is_gone(conn: Connection, field: str, pk: Id) -> bool:
    """Whether the thing that a field names lies in the bin, or is not there at all."""
    parent = POINTS_TO.get(field)
    if parent is None:
        return False
    return not conn.exec_driver_sql(f'SELECT 1 FROM "{parent}" WHERE id = ? AND NOT deleted', (pk,)).first()


def facts_of(conn: Connection, kind: Kind, pk: Id) -> list[Fact]:
    """The history of one record, and of what is written on the same sheet, newest first."""
    facts = _facts(conn, "c.tbl = ? AND c.pk = ?", (kind.value, pk))
    for part, column in PARTS_OF.get(kind, ()):
        own = f'c.tbl = ? AND c.pk IN (SELECT id FROM "{part}" WHERE "{column}" = ?)'
        facts += _facts(conn, own, (part.value, pk))
    order = {one: at for at, one in enumerate((kind, *(part for part, _column in PARTS_OF.get(kind, ()))))}
    facts.sort(key=lambda fact: (-fact.step.hlc, -fact.step.act, order[fact.kind], fact.id, fact.field))
    return facts


def facts_in(conn: Connection, step: Step, limit: int | None = None, after: Fact | None = None) -> list[Fact]:
    """What one action changed (two sessions may have acted in the same millisecond), `limit` at a time.

    Of a merge: what it did to this file. The changes themselves are those of whoever made them.
    """
    past, params = "", tuple[Any, ...]()
    if after is not None:
        past, params = " AND (c.tbl, c.pk, c.col) > (?, ?, ?)", (after.kind.value, after.id, after.field)
    key = (step.hlc, step.act)
    merge = conn.exec_driver_sql("SELECT 1 FROM merged_cell WHERE hlc = ? AND act = ? LIMIT 1", key).first()
    table = "merged_cell" if merge else "change"
    rows = conn.exec_driver_sql(
        f"SELECT c.tbl, c.pk, c.col, c.old, c.new FROM {table} c WHERE c.hlc = ? AND c.act = ?{past}"
        f" AND {_NEWS} ORDER BY c.tbl, c.pk, c.col LIMIT ?",
        (step.hlc, step.act, *params, -1 if limit is None else limit),
    )
    return [_fact(step, *row) for row in rows]


def _facts(conn: Connection, where: str, params: tuple[Any, ...]) -> list[Fact]:
    rows = conn.exec_driver_sql(
        f"SELECT {_STEP}, c.tbl, c.pk, c.col, c.old, c.new FROM {_FROM}"
        f" JOIN change c ON t.hlc = c.hlc AND t.act = c.act WHERE {where} AND {_NEWS}"
        " ORDER BY c.hlc DESC, c.tbl, c.pk, c.col",
        params,
    )
    return [_fact(_step(row[:_WIDTH]), *row[_WIDTH:]) for row in rows]


def _fact(step: Step, tbl: str, pk: Id, col: str, old: Any, new: Any) -> Fact:
    kind = Kind(tbl)
    before, after = (to_python(kind, col, old), to_python(kind, col, new)) if col else (None, None)
    return Fact(step, kind, pk, col, before, after)
