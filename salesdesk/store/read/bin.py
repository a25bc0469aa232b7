"""What lies in the bin, with who put it there and when."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind

_NAMES = {
    Kind.CLIENT: "name",
    Kind.CONTACT: "name",
    Kind.VISIT: "(SELECT c.name FROM client c WHERE c.id = t.client_id) || ' · ' || t.day",
    Kind.APPOINTMENT: "title || ' · ' || t.day",
    Kind.OPPORTUNITY: "name",
    Kind.PRODUCT_LINE: "name",
    Kind.PRODUCT: "name",
    Kind.BUNDLE: "name",
    Kind.QUOTE: "t.number || ' · ' || (SELECT c.name FROM client c WHERE c.id = t.client_id)",
    Kind.ORDER: "(SELECT c.name FROM client c WHERE c.id = t.client_id) || ' · ' || t.ordered_on",
    Kind.INVOICE: "t.number || ' · ' || (SELECT c.name FROM client c WHERE c.id = t.client_id)",
    Kind.PAYMENT: "(SELECT c.name FROM client c WHERE c.id = t.client_id) || ' · ' || t.received_on",
    Kind.SURVEY: "(SELECT c.name FROM client c WHERE c.id = t.client_id) || ' · ' || t.quarter",
    Kind.ENQUIRY: "(SELECT c.name FROM client c WHERE c.id = t.client_id) || ' · ' || t.text",
    Kind.MILESTONE: "t.title || ' · ' || t.year || ' Q' || t.quarter",
    Kind.RESOLUTION: "t.text || ' · ' || t.month",
    Kind.TENDER: "t.name || ' · ' || (SELECT c.name FROM client c WHERE c.id = t.client_id)",
}
"""The kinds that are shown, and how one is called."""


@dataclass(frozen=True, slots=True)
class Binned:
    """A thing in the bin; `millis` since 1970 UTC."""

    id: Id
    kind: Kind
    name: str
    millis: int
    who: str


def binned(conn: Connection, limit: int) -> list[Binned]:
    """What was deleted, the last first. A thing whose making was undone was never deleted by anybody: left out."""
    parts = [
        f"SELECT t.id, '{kind}' AS kind, {name} AS name,"
        f" (SELECT max(c.hlc) FROM change c WHERE c.tbl = '{kind}' AND c.pk = t.id AND c.col = 'deleted') AS hlc"
        f' FROM "{kind}" t WHERE t.deleted'
        for kind, name in _NAMES.items()
    ]
    rows = conn.exec_driver_sql(
        "SELECT b.id, b.kind, coalesce(b.name, ''), b.hlc >> 16, coalesce(a.who, '')"
        f" FROM ({' UNION ALL '.join(parts)}) b JOIN txn t ON t.hlc = b.hlc LEFT JOIN actor a ON a.id = t.act"
        " WHERE EXISTS (SELECT 1 FROM change c JOIN txn d ON d.hlc = c.hlc AND d.act = c.act WHERE c.tbl = b.kind"
        " AND c.pk = b.id AND c.col = 'deleted' AND c.new AND d.kind NOT IN ('undo', 'redo'))"
        " ORDER BY b.hlc DESC LIMIT ?",
        (limit,),
    )
    return [Binned(pk, Kind(kind), name, millis, who) for pk, kind, name, millis, who in rows]
