"""Clients and their contacts, taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesdesk.domain.change import Edit, Kind
from salesdesk.domain.client import Client, Contact
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.session import Session
from salesdesk.services.taking.base import Match, Rules, Taker
from salesdesk.services.tiers import tier_moves
from salesdesk.store.read.rows import things
from salesdesk.words.search_keys import name_keys


class ClientTaker(Taker):
    def take(self, record: Record) -> str:
        values = dict(record.values)
        if "owner" in values:
            values["owner_id"] = self.rep(values)
        known = self.match(self.clients, values)
        if self.settled(known):
            return "unchanged"
        keys = _search_keys(values, known)
        if known is None:
            self.clients.add(self.birth(Kind.CLIENT, Client, values, **keys))
            return "created"
        edits = self.differ(Kind.CLIENT, known, values)
        if any(edit.field in ("name", "name_en") for edit in edits):
            old = _search_keys({}, known)
            edits += [Edit(Kind.CLIENT, known.id, key, old[key], keys[key]) for key in keys]
        if "tier" in values:
            self.changes += tier_moves(self.session, known, values["tier"])
        return self.settle(edits)


def _search_keys(values: Mapping[str, Any], known: Client | None) -> dict[str, str]:
    name = values.get("name", known.name if known else "")
    name_en = values.get("name_en", known.name_en if known else "")
    search, order = name_keys(name, name_en)
    return {"search": search, "sort_key": order}


class ContactTaker(Taker):
    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        self._known = {(c.client_id, same_name_key(c.name)): c for c in things(session.file.conn, Contact)}

    def take(self, record: Record) -> str:
        values = dict(record.values)
        values.pop("ref", None)
        values["client_id"] = self.the_client(values)
        key = values["client_id"], same_name_key(values["name"])
        known = None if self.rules.match is Match.CREATE else self._known.get(key)
        if known:
            if self.settled(known):
                return "unchanged"
            return self.settle(self.differ(Kind.CONTACT, known, values))
        self._known[key] = self.birth(Kind.CONTACT, Contact, values)
        return "created"
