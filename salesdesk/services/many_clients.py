"""Many clients changed at once: each verb is one action and one undo."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.services.tiers import tier_changes
from salesdesk.store.read.rows import thing, things_by_id

_TAGS = re.compile(r"\s*[,，;；、\n]\s*")


class ManyClients:
    """What can be done with the clients that are selected; those that need no change are left alone."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add_tag(self, ids: Sequence[Id], tag: str) -> ChangeSet:
        """Put a tag on each. Raises Refused without a tag."""
        wanted = _one_tag(tag)
        return self._set(ids, "tags", lambda client: ", ".join(dict.fromkeys((*tags_of(client.tags), wanted))))

    def remove_tag(self, ids: Sequence[Id], tag: str) -> ChangeSet:
        """Take a tag off each. Raises Refused without a tag."""
        gone = _one_tag(tag)
        return self._set(ids, "tags", lambda client: ", ".join(one for one in tags_of(client.tags) if one != gone))

    def set_owner(self, ids: Sequence[Id], rep_id: Id) -> ChangeSet:
        """Give each to a rep. Raises Refused for a rep that the file does not know."""
        if thing(self._session.file.conn, Rep, rep_id) is None:
            raise Refused(N_("This rep is not in the file."))
        return self._set(ids, "owner_id", lambda client: rep_id)

    def set_key(self, ids: Sequence[Id], is_key: bool) -> ChangeSet:
        """Mark each as a key account, or no longer."""
        return self._set(ids, "is_key", lambda client: is_key)

    def set_tier(self, ids: Sequence[Id], tier: Tier, why: str = "") -> ChangeSet:
        """Put each into a tier; every move is kept with its reason."""
        changes = [tier_changes(self._session, client, tier, reason=why) for client in self._clients(ids)]
        label = Label("clients.tiered", {"n": sum(map(bool, changes)), "tier": tier.value})
        return self._session.record(label, [change for own in changes for change in own])

    def tags(self, ids: Sequence[Id]) -> list[str]:
        """The tags that some of them have, the most frequent first."""
        found: dict[str, int] = {}
        for client in self._clients(ids):
            for tag in tags_of(client.tags):
                found[tag] = found.get(tag, 0) + 1
        return sorted(found, key=lambda tag: (-found[tag], tag))

    def _set(self, ids: Sequence[Id], field: str, value: Callable[[Client], Any]) -> ChangeSet:
        changes: list[Change] = []
        for client in self._clients(ids):
            before, after = getattr(client, field), value(client)
            if before != after:
                changes.append(Edit(Kind.CLIENT, client.id, field, before, after))
        return self._session.record(Label("clients.changed", {"n": len(changes)}), changes)

    def _clients(self, ids: Sequence[Id]) -> Iterable[Client]:
        found = things_by_id(self._session.file.conn, Client, ids)
        return [found[pk] for pk in ids if pk in found and not found[pk].deleted]


def tags_of(text: str) -> list[str]:
    """Tags as they were written, parted by commas."""
    return [tag for tag in _TAGS.split(text.strip()) if tag]


def _one_tag(tag: str) -> str:
    found = tags_of(tag)
    if len(found) != 1:
        raise Refused(N_("Write one tag, without a comma."), field="tag")
    return found[0]
