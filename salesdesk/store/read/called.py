"""What tells one record from another: its name, whose it is, its day. Read for many records of many kinds at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.store.cells import to_python
from salesdesk.store.tables import POINTS_TO, TABLES

Called = tuple[tuple[str, Any], ...]
"""Columns with their values, in the order in which people say them; the names of others stand as text."""

CALLED: Mapping[Kind, tuple[str, ...]] = {
    Kind.REP: ("name",),
    Kind.CLIENT: ("name",),
    Kind.CONTACT: ("name", "client_id"),
    Kind.PRODUCT_LINE: ("name",),
    Kind.PRODUCT: ("name",),
    Kind.VISIT: ("client_id", "day"),
    Kind.VISIT_CONTACT: ("contact_id", "visit_id"),
    Kind.VISIT_NEED: ("need_id", "visit_id"),
    Kind.NEED_TAG: ("name",),
    Kind.REQUEST: ("text", "client_id"),
    Kind.OPPORTUNITY: ("name",),
    Kind.STAGE_MOVE: ("opportunity_id", "to_stage"),
    Kind.ORDER: ("number", "client_id", "ordered_on"),
    Kind.ORDER_LINE: ("text", "product_id", "order_id"),
    Kind.PAYMENT: ("client_id", "amount_cents", "received_on"),
    Kind.TARGET: ("metric", "line_id", "tier", "year", "month"),
    Kind.REPORT: ("kind", "first_day"),
    Kind.SETTING: ("key",),
    Kind.HOLIDAY: ("day", "name"),
    Kind.TIER_MOVE: ("client_id", "to_tier"),
    Kind.PROSPECT_STEP: ("client_id", "node"),
    Kind.SERVICE_STEP: ("client_id", "kind", "due_on"),
    Kind.GIVEN_SERVICE: ("name", "client_id", "given_on"),
    Kind.CADENCE_RULE: ("tier", "count", "every"),
    Kind.VISIT_SERIES: ("client_id", "rule"),
    Kind.APPOINTMENT: ("title", "day"),
    Kind.OPPORTUNITY_LINE: ("text", "product_id", "opportunity_id"),
    Kind.OPPORTUNITY_CONTACT: ("contact_id", "opportunity_id"),
    Kind.DEAL_REVIEW: ("opportunity_id", "week"),
    Kind.PRODUCT_COMPLEMENT: ("product_id", "other_id"),
    Kind.PRICE_STEP: ("product_id", "kind", "at_least"),
    Kind.BUNDLE: ("name",),
    Kind.BUNDLE_ITEM: ("product_id", "bundle_id"),
    Kind.QUOTE: ("number", "client_id"),
    Kind.QUOTE_LINE: ("text", "product_id", "bundle_id", "quote_id"),
    Kind.QUOTE_INSTALMENT: ("text", "share_bp", "quote_id"),
    Kind.INVOICE: ("number", "client_id", "issued_on"),
    Kind.PAYMENT_SHARE: ("payment_id", "invoice_id"),
    Kind.SURVEY: ("client_id", "quarter"),
    Kind.ENQUIRY: ("client_id", "text"),
    Kind.GOAL: ("key", "product_id", "year"),
    Kind.MILESTONE: ("title", "year", "quarter"),
    Kind.TENDER: ("name", "client_id"),
    Kind.CHECKLIST_ITEM: ("text", "milestone_id", "tender_id"),
    Kind.TARGET_VERSION: ("name", "year"),
    Kind.RESOLUTION: ("text", "month"),
}

BESIDE = ("currency", "metric", "key", "criterion", "first_at")
"""What one must know of a record to say what its other values mean."""

_OWNERS = ("order_id", "quote_id", "product_id", "bundle_id", "payment_id")
"""Where the currency of a part stands that has none of its own."""

_AT_ONCE = 500


class Names:
    """Records as they are called, each read once."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._rows: dict[Kind, dict[Id, dict[str, Any]]] = defaultdict(dict)

    def learn(self, wanted: Iterable[tuple[Kind, Id]]) -> None:
        """Read what these are called, and all that their names speak of."""
        missing: dict[Kind, set[Id]] = defaultdict(set)
        for kind, pk in wanted:
            if pk not in self._rows[kind]:
                missing[kind].add(pk)
        for kind, ids in missing.items():
            self._read(kind, sorted(ids))

    def called(self, kind: Kind, pk: Id, apart: Kind | None = None) -> Called:
        """What a record is called; () for one that the file does not know. Nothing of the kind `apart` is named."""
        self.learn([(kind, pk)])
        row = self._rows[kind][pk]
        found: list[tuple[str, Any]] = []
        for column in CALLED[kind]:
            parent, value = POINTS_TO.get(column), row.get(column)
            if value in (None, "") or (parent is not None and parent is apart):
                continue
            if parent is None:
                found.append((column, self._meant(kind, pk, column, value)))
            else:
                found += self.called(parent, value, apart)
        return tuple(found)

    def beside(self, kind: Kind, pk: Id, column: str) -> Any:
        """One of `BESIDE`, of the record or of what it is a part of; None where neither has it."""
        self.learn([(kind, pk)])
        row = self._rows[kind][pk]
        if column in row or column != "currency":
            return row.get(column)
        for owner in _OWNERS:
            if (parent := row.get(owner)) is not None:
                return self.beside(POINTS_TO[owner], parent, column)
        return None

    def _meant(self, kind: Kind, pk: Id, column: str, value: Any) -> Any:
        if column.endswith("_cents"):
            return value, self.beside(kind, pk, "currency")
        if column == "rule":
            return value, self.beside(kind, pk, "first_at")
        return value

    def _read(self, kind: Kind, ids: list[Id]) -> None:
        table, rows = TABLES[kind], self._rows[kind]
        wanted = dict.fromkeys((*CALLED[kind], *(one for one in (*BESIDE, *_OWNERS) if one in table.columns)))
        listed = ", ".join(f'"{column}"' for column in wanted)
        for at in range(0, len(ids), _AT_ONCE):
            some = ids[at : at + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            for pk, *values in self._conn.exec_driver_sql(
                f'SELECT id, {listed} FROM "{kind}" WHERE id IN ({marks})', tuple(some)
            ):
                rows[pk] = {name: to_python(kind, name, one) for name, one in zip(wanted, values, strict=True)}
            for pk in some:
                rows.setdefault(pk, {})
        parents = [column for column in wanted if column in POINTS_TO]
        self.learn(
            (POINTS_TO[column], value)
            for pk in ids
            for column in parents
            if (value := rows[pk].get(column)) is not None
        )
