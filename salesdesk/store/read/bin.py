"""What lies in the bin, with who put it there and when; and what lies there with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.store.tables import POINTS_TO, TABLES

SHOWN = (
    *(Kind.CLIENT, Kind.CONTACT, Kind.VISIT, Kind.VISIT_SERIES, Kind.APPOINTMENT, Kind.REQUEST, Kind.NEED_TAG),
    *(Kind.OPPORTUNITY, Kind.OPPORTUNITY_CONTACT, Kind.QUOTE, Kind.ORDER, Kind.INVOICE, Kind.PAYMENT),
    *(Kind.PRODUCT_LINE, Kind.PRODUCT, Kind.BUNDLE, Kind.SERVICE_STEP, Kind.GIVEN_SERVICE, Kind.SURVEY, Kind.ENQUIRY),
    *(Kind.GOAL, Kind.TARGET_VERSION, Kind.MILESTONE, Kind.TENDER, Kind.RESOLUTION, Kind.CADENCE_RULE, Kind.HOLIDAY),
    Kind.REP,
)
"""What somebody deletes by itself, and looks for in the bin."""

PARTS = frozenset(
    {
        *(Kind.VISIT_CONTACT, Kind.VISIT_NEED, Kind.ORDER_LINE, Kind.PAYMENT_SHARE, Kind.OPPORTUNITY_LINE),
        *(Kind.PRODUCT_COMPLEMENT, Kind.PRICE_STEP, Kind.BUNDLE_ITEM, Kind.QUOTE_LINE, Kind.QUOTE_INSTALMENT),
        Kind.CHECKLIST_ITEM,
    }
)
"""Lines of something else: taken out by editing that. They come back with the step that took them (history, undo)."""

CELLS = frozenset(
    {Kind.TARGET, Kind.REPORT, Kind.SETTING, Kind.PROSPECT_STEP, Kind.DEAL_REVIEW, Kind.STAGE_MOVE, Kind.TIER_MOVE}
)
"""What is filled in, emptied and filled in again, or follows from something else: never deleted by itself."""

_ONLY = {Kind.HOLIDAY: "t.region = ''"}
"""Of a kind that is also taken as published: what was entered here."""

_DEPENDS = {
    Kind.VISIT: ("client_id",),
    Kind.OPPORTUNITY: ("client_id",),
    Kind.REQUEST: ("client_id",),
    Kind.PRODUCT: ("line_id",),
}
"""Besides what a record must point to: without it nobody would find the record."""


@dataclass(frozen=True, slots=True)
class Binned:
    """A thing in the bin; `millis` since 1970 UTC, `name` in the reader's words."""

    id: Id
    kind: Kind
    name: str
    millis: int
    who: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A deleted record as the file knows it."""

    id: Id
    kind: Kind
    millis: int
    who: str


def binned(conn: Connection, limit: int) -> list[Gone]:
    """What was deleted, the last first. A thing whose making was undone was never deleted by anybody: left out.

    Visits that went with their recurring one are not listed beside it.
    """
    parts = [
        f"SELECT t.id, '{kind}' AS kind,"
        f" (SELECT max(c.hlc) FROM change c WHERE c.tbl = '{kind}' AND c.pk = t.id AND c.col = 'deleted') AS hlc"
        f' FROM "{kind}" t WHERE t.deleted AND {_ONLY.get(kind, "1")}{_with_its_series(kind)}'
        for kind in SHOWN
    ]
    rows = conn.exec_driver_sql(
        "SELECT b.id, b.kind, b.hlc >> 16, coalesce(a.who, '')"
        f" FROM ({' UNION ALL '.join(parts)}) b JOIN txn t ON t.hlc = b.hlc LEFT JOIN actor a ON a.id = t.act"
        " WHERE EXISTS (SELECT 1 FROM change c JOIN txn d ON d.hlc = c.hlc AND d.act = c.act WHERE c.tbl = b.kind"
        " AND c.pk = b.id AND c.col = 'deleted' AND c.new AND d.kind NOT IN ('undo', 'redo'))"
        " ORDER BY b.hlc DESC LIMIT ?",
        (limit,),
    )
    return [Gone(pk, Kind(kind), millis, who) for pk, kind, millis, who in rows]


def is_gone(conn: Connection, kind: Kind, pk: Id) -> bool:
    """Whether it lies in the bin."""
    return bool(conn.exec_driver_sql(f'SELECT 1 FROM "{kind}" WHERE id = ? AND deleted', (pk,)).first())


def without(conn: Connection, kind: Kind, pk: Id) -> tuple[Kind, Id] | None:
    """What lies in the bin itself, though the record cannot be found without it; None where all of it is there."""
    for column in TABLES[kind].columns:
        parent = POINTS_TO.get(column.name)
        needed = not column.nullable or column.name in _DEPENDS.get(kind, ())
        if parent is None or parent is Kind.REP or not needed:
            continue
        owner = conn.exec_driver_sql(f'SELECT "{column.name}" FROM "{kind}" WHERE id = ?', (pk,)).scalar()
        if owner and is_gone(conn, parent, owner):
            return parent, owner
    return None


def went_with(conn: Connection, kind: Kind, pk: Id) -> list[tuple[Kind, Id]]:
    """What was put into the bin by the same action and belongs to the record: it comes back with it."""
    found: list[tuple[Kind, Id]] = []
    for child, table in TABLES.items():
        for column in table.columns:
            if POINTS_TO.get(column.name) is not kind:
                continue
            hanging = f't."{column.name}" = ? AND t.deleted AND {_same_action(child, kind)}'
            rows = conn.exec_driver_sql(f'SELECT t.id FROM "{child}" t WHERE {hanging} ORDER BY t.id', (pk, pk))
            found += [(child, bytes(one)) for one in rows.scalars()]
    return list(dict.fromkeys(found))


def _with_its_series(kind: Kind) -> str:
    if kind is not Kind.VISIT:
        return ""
    series = "EXISTS (SELECT 1 FROM visit_series s WHERE s.id = t.series_id AND s.deleted)"
    same = _same_action(Kind.VISIT, Kind.VISIT_SERIES, "t.series_id")
    return f" AND NOT (t.series_id IS NOT NULL AND {series} AND {same})"


def _same_action(child: Kind, parent: Kind, parent_id: str = "?") -> str:
    """That the row `t` of `child` and the parent were last put into the bin by one action."""
    last = "SELECT max(c.hlc) FROM change c WHERE c.tbl = '{kind}' AND c.pk = {pk} AND c.col = 'deleted'"
    own = last.format(kind=child, pk="t.id")
    return f"({own}) = ({last.format(kind=parent, pk=parent_id)})"
