"""A thing with parts (a quote and its lines, a product and its step prices) is stored as one action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.services.session import Session

_OWN = frozenset({"id", "deleted"})


def new_part(session: Session, kind: Kind, part: Any, **owner: Id) -> New:
    """A part comes into being under its owner."""
    values = {field.name: getattr(part, field.name) for field in fields(part) if field.name not in _OWN}
    return New(kind, session.new_id(), values | owner)


def part_changes(
    session: Session, kind: Kind, before: Sequence[Any], after: Sequence[Any], **owner: Id
) -> list[Change]:
    """What makes the parts `before` (as stored) the parts `after`: those with an unknown id are new, those left out go
    into the bin."""
    known = {part.id: part for part in before}
    changes: list[Change] = []
    for part in after:
        was = known.pop(part.id, None)
        if was is None:
            changes.append(new_part(session, kind, part, **owner))
        else:
            changes += field_edits(kind, was, part)
    changes += [Edit(kind, pk, "deleted", False, True) for pk in known]
    return changes


def field_edits(kind: Kind, before: Any, after: Any) -> list[Change]:
    """The edits between two states of one thing."""
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before))
    return [Edit(kind, before.id, name, was, now) for name, was, now in pairs if was != now]


def place(at: int) -> str:
    """The place of a part in its list, to be sorted by."""
    return f"{at + 1:06d}"
