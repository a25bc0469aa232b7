"""Notes by their words, the newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.store.note_letters import wish
from salesdesk.store.notes import SOURCES

AT_ONCE = 60
"""Notes looked at in one go; a few of them may belong to what lies in the bin."""

_ABOUT = {
    Kind.VISIT: ("n.client_id", "n.day", "'visit'", "n.id"),
    Kind.REQUEST: (
        "coalesce(n.client_id, o.client_id)",
        "n.opened_on",
        "CASE WHEN n.visit_id IS NOT NULL THEN 'visit' WHEN o.id IS NOT NULL THEN 'opportunity' ELSE 'client' END",
        "coalesce(n.visit_id, o.id, n.client_id)",
    ),
    Kind.OPPORTUNITY: ("n.client_id", "n.created_on", "'opportunity'", "n.id"),
    Kind.DEAL_REVIEW: ("o.client_id", "n.week", "'opportunity'", "n.opportunity_id"),
    Kind.ENQUIRY: ("n.client_id", "n.day", "'client'", "n.client_id"),
    Kind.SURVEY: ("n.client_id", "n.quarter", "'client'", "n.client_id"),
}
"""Of each kind: whose it is, its day, and the kind and id of the record that shows it."""

_OF_DEALS = (Kind.REQUEST, Kind.DEAL_REVIEW)


@dataclass(frozen=True, slots=True)
class FoundNote:
    """A note: the record that shows it, whose it is, its day, and all that was written."""

    kind: Kind
    id: Id
    client: str
    day: date
    texts: tuple[str, ...]


def find_notes(conn: Connection, text: str, limit: int) -> list[FoundNote]:
    """The newest notes that hold all words of `text`; none of a client or an opportunity in the bin."""
    found: list[FoundNote] = []
    wanted = wish(text)
    if wanted:
        for note in _newest(conn, wanted, min(limit, AT_ONCE)):
            found.append(note)
            if len(found) == limit:
                break
    return found


def _newest(conn: Connection, wanted: str, some: int) -> Iterator[FoundNote]:
    before = 1 << 62
    while True:
        hits = conn.exec_driver_sql(
            # CROSS: the index of words is walked backwards, it is never gathered and sorted.
            "SELECT n.at, n.kind, n.id FROM note_words w CROSS JOIN note n ON n.at = w.rowid"
            " WHERE w.note_words MATCH ? AND w.rowid < ? ORDER BY w.rowid DESC LIMIT ?",
            (wanted, before, some),
        ).all()
        by_kind: dict[Kind, list[Id]] = defaultdict(list)
        for _at, kind, pk in hits:
            by_kind[Kind(kind)].append(pk)
        told = {pk: note for kind, ids in by_kind.items() for pk, note in _told(conn, kind, ids)}
        yield from (told[pk] for _at, _kind, pk in hits if pk in told)
        if len(hits) < some:
            return
        before, some = hits[-1][0], AT_ONCE


def _told(conn: Connection, kind: Kind, ids: list[Id]) -> Iterator[tuple[Id, FoundNote]]:
    client, day, home, home_id = _ABOUT[kind]
    texts = ", ".join(f"n.{text}" for text in SOURCES[kind].texts)
    deal = "LEFT JOIN opportunity o ON o.id = n.opportunity_id" if kind in _OF_DEALS else ""
    sound = "AND (o.id IS NULL OR NOT o.deleted)" if deal else ""
    rows = conn.exec_driver_sql(
        f"SELECT n.id, {home}, {home_id}, coalesce(c.name, ''), {day}, {texts} FROM \"{kind}\" n {deal}"
        f" LEFT JOIN client c ON c.id = {client}"
        f" WHERE n.id IN ({', '.join('?' * len(ids))}) AND (c.id IS NULL OR NOT c.deleted) {sound}",
        tuple(ids),
    )
    for pk, home_kind, target, name, when, *written in rows:
        if target is not None and when:
            yield (
                pk,
                FoundNote(Kind(home_kind), target, name, date.fromisoformat(when[:10]), tuple(filter(None, written))),
            )
