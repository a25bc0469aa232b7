"""Find what was written down, by its words: results, purposes, next steps, wishes of clients, notes on deals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from salesdesk.domain.change import Id, Kind
from salesdesk.services.session import Session
from salesdesk.store.note_letters import place_of, sought
from salesdesk.store.read.notes import find_notes

BEFORE = 12
"""Characters shown before the hit."""

AFTER = 80


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that was looked for: the record that shows it, whose it is, its day, and the words around the hit."""

    kind: Kind
    id: Id
    client: str
    day: date
    before: str
    hit: str
    after: str


def notes(session: Session, text: str, limit: int = 50) -> list[NoteHit]:
    """The newest notes that hold every word typed, in either Chinese script; the last letters of a word may lack."""
    words = sought(text)
    return [
        NoteHit(note.kind, note.id, note.client, note.day, *_around(note.texts, words))
        for note in find_notes(session.file.conn, text, limit)
    ]


def _around(texts: tuple[str, ...], words: tuple[str, ...]) -> tuple[str, str, str]:
    """What stands before the first word that is found, the word as it was written, and what follows, on one line."""
    for word in words:
        for text in texts:
            place = place_of(word, text)
            if place:
                first, last = place
                start = max(0, first - BEFORE)
                lead = "…" if start else ""
                return lead + _line(text[start:first]), _line(text[first:last]), _line(text[last : last + AFTER])
    return "", "", _line(texts[0][:AFTER]) if texts else ""


def _line(text: str) -> str:
    return "".join(" " if one.isspace() else one for one in text)
