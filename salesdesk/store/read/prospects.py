"""Prospects in numbers: how many of each source became clients."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class SourceConversion:
    """Of all companies that came by a source: how many there are, and how many of them have ordered."""

    source: str
    companies: int
    converted: int


def conversion_by_source(conn: Connection) -> list[SourceConversion]:
    """Clients and prospects by source channel, those with an order that was not cancelled counted as converted."""
    rows = conn.exec_driver_sql(
        "SELECT trim(c.source), count(*), sum(EXISTS (SELECT 1 FROM sales_order s WHERE s.client_id = c.id"
        " AND NOT s.deleted AND s.status <> 'cancelled')) FROM client c WHERE NOT c.deleted GROUP BY 1"
        " ORDER BY trim(c.source) = '', count(*) DESC, 1"
    )
    return [SourceConversion(source, companies, int(converted or 0)) for source, companies, converted in rows]
