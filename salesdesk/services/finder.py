"""Find any record in a keystroke: clients, people, opportunities and who bought what, for the palette (spec 2.6)."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.change import Id, Kind
from salesdesk.services.clients import Clients, search_words
from salesdesk.services.session import Session
from salesdesk.store.read import finder
from salesdesk.words.labels import label

EACH = 6
SHORTEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A record: what it is, its name, and what tells it apart."""

    kind: Kind
    id: Id
    title: str
    subtitle: str


def find(session: Session, clients: Clients, text: str, limit: int = EACH) -> list[Found]:
    """Clients, people, opportunities, buyers of a product: by characters of either script, pinyin, initials, digits.

    At most `limit` of each; a person and a product lead to their client.
    """
    words = search_words(text)
    if not words:
        return []
    conn = session.file.conn
    found = []
    for client in clients.find(text, limit):
        found.append(Found(Kind.CLIENT, client.id, client.title, _aside(client.tier.value, client.subtitle)))
    known = {one.id for one in found}
    for person in clients.people(words, limit):
        client_of = clients.found(person.client_id)
        company = client_of.title if client_of else ""
        found.append(Found(Kind.CONTACT, person.id, person.name, _aside(company, person.phone or person.email)))
    for buyer in clients.buyers(words, limit):
        if buyer.id not in known:
            found.append(Found(Kind.CLIENT, buyer.id, buyer.title, buyer.subtitle))
    for deal in finder.find_opportunities(conn, words, limit):
        found.append(Found(Kind.OPPORTUNITY, deal.id, deal.name, _aside(deal.client, label(deal.stage))))
    return found


def find_papers(session: Session, text: str, limit: int = EACH) -> list[Found]:
    """Quotes and orders by a part of their number, the newest first; a number has a figure in it."""
    typed = text.strip()
    if len(typed) < SHORTEST_NUMBER or not any(one.isdigit() for one in typed):
        return []
    return [
        Found(paper.kind, paper.id, paper.number, paper.client)
        for paper in finder.find_papers(session.file.conn, typed, limit)
    ]


def _aside(*words: str) -> str:
    return " · ".join(word for word in words if word)
