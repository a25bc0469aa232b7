"""Opportunities by their search keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.opportunity import Stage


@dataclass(frozen=True, slots=True)
class FoundOpportunity:
    """An opportunity with its client's name and its stage."""

    id: Id
    name: str
    client: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class FoundPaper:
    """A quote or an order with its number and its client's name."""

    kind: Kind
    id: Id
    number: str
    client: str


def find_opportunities(conn: Connection, words: Sequence[str], limit: int) -> list[FoundOpportunity]:
    """Those whose own keys hold every word; open ones first, then as the name begins so, the newest first."""
    if not words:
        return []
    rows = conn.exec_driver_sql(
        "SELECT o.id, o.name, coalesce(c.name, ''), o.stage FROM opportunity o LEFT JOIN client c ON c.id = o.client_id"
        f" WHERE {' AND '.join(['instr(o.search, ?)'] * len(words))} AND NOT o.deleted"
        " ORDER BY o.stage IN ('won', 'lost'), instr(o.search, ?) <> 1, o.created_on DESC, o.id LIMIT ?",
        (*words, "".join(words), limit),
    )
    return [FoundOpportunity(pk, name, client, Stage(stage)) for pk, name, client, stage in rows]


def find_papers(conn: Connection, number: str, limit: int) -> list[FoundPaper]:
    """Quotes and orders whose number holds these letters and figures, the newest first."""
    found = (
        f"SELECT '{kind}' AS kind, p.id AS id, p.number AS number, c.name AS client, p.{day} AS day"
        f' FROM "{kind}" p JOIN client c ON c.id = p.client_id'
        " WHERE instr(upper(p.number), upper(?)) AND NOT p.deleted"
        for kind, day in ((Kind.QUOTE, "quoted_on"), (Kind.ORDER, "ordered_on"))
    )
    rows = conn.exec_driver_sql(
        f"SELECT kind, id, number, client FROM ({' UNION ALL '.join(found)}) ORDER BY day DESC, number DESC LIMIT ?",
        (number, number, limit),
    )
    return [FoundPaper(Kind(kind), pk, text, client) for kind, pk, text, client in rows]
