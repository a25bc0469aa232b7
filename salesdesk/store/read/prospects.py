"""Prospects in numbers: how many of each source became clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.client import Grade
from salesdesk.domain.prospects import Node, ProspectStep
from salesdesk.domain.today import DueNode


@dataclass(frozen=True, slots=True)
class SourceConversion:
    """Of all companies that came by a source: how many there are, and how many of them have ordered."""

    source: str
    companies: int
    converted: int


def due_nodes(conn: Connection, until: date) -> list[DueNode]:
    """Nodes of prospects planned for a day up to this one and not done, the oldest first."""
    rows = conn.exec_driver_sql(
        "SELECT x.id, x.client_id, x.node, x.due_on, x.note, c.name, c.grade FROM prospect_step x"
        " JOIN client c ON c.id = x.client_id WHERE NOT x.deleted AND NOT c.deleted AND c.is_prospect"
        " AND x.done_on IS NULL AND x.due_on <= ? ORDER BY x.due_on, c.sort_key",
        (until.isoformat(),),
    )
    return [
        DueNode(
            ProspectStep(pk, client_id, Node(node), date.fromisoformat(due), None, note),
            *(name, Grade(grade)),
        )
        for pk, client_id, node, due, note, name, grade in rows
    ]


def conversion_by_source(conn: Connection) -> list[SourceConversion]:
    """Clients and prospects by source channel, those with an order that was not cancelled counted as converted."""
    rows = conn.exec_driver_sql(
        "SELECT trim(c.source), count(*), sum(EXISTS (SELECT 1 FROM sales_order s WHERE s.client_id = c.id"
        " AND NOT s.deleted AND s.status <> 'cancelled')) FROM client c WHERE NOT c.deleted GROUP BY 1"
        " ORDER BY trim(c.source) = '', count(*) DESC, 1"
    )
    return [SourceConversion(source, companies, int(converted or 0)) for source, companies, converted in rows]
