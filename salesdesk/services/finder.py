"""Find any record in a keystroke: clients and opportunities, for the command palette (spec 2.6)."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.change import Id, Kind
from salesdesk.services.clients import Clients, search_words
from salesdesk.services.session import Session
from salesdesk.store.read import finder
from salesdesk.words.labels import label

EACH = 6


@dataclass(frozen=True, slots=True)
class Found:
    """A record: what it is, its name, and what tells it apart."""

    kind: Kind
    id: Id
    title: str
    subtitle: str


def find(session: Session, clients: Clients, text: str, limit: int = EACH) -> list[Found]:
    """Clients and opportunities by characters of either script, pinyin or initials; at most `limit` of each."""
    words = search_words(text)
    if not words:
        return []
    conn = session.file.conn
    found = []
    for client in clients.find(text, limit):
        found.append(Found(Kind.CLIENT, client.id, client.title, _aside(client.tier.value, client.subtitle)))
    for deal in finder.find_opportunities(conn, words, limit):
        found.append(Found(Kind.OPPORTUNITY, deal.id, deal.name, _aside(deal.client, label(deal.stage))))
    return found


def _aside(*words: str) -> str:
    return " · ".join(word for word in words if word)
