"""Clients and their contacts, taken in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from salesdesk.domain.change import Edit, Id, Kind
from salesdesk.domain.client import Client, Contact
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.session import Session
from salesdesk.services.taking.base import Match, Rules, Taker
from salesdesk.services.tiers import tier_moves
from salesdesk.store.read.rows import things
from salesdesk.words.search_keys import name_keys


class _People:
    """The people of the file, found again by their client and their name."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        contacts = things(taker.session.file.conn, Contact)
        self._known = {(c.client_id, same_name_key(c.name)): c for c in contacts}

    def take(self, values: Mapping[str, Any]) -> str:
        """`created`, `updated` or `unchanged`."""
        key = values["client_id"], same_name_key(values["name"])
        known = None if self._taker.rules.match is Match.CREATE else self._known.get(key)
        if known is None:
            self._known[key] = self._taker.birth(Kind.CONTACT, Contact, values)
            return "created"
        if self._taker.settled(known):
            return "unchanged"
        return self._taker.settle(self._taker.differ(Kind.CONTACT, known, values))


class ClientTaker(Taker):
    """Clients, each with the person whom its row names: most lists of clients have one beside the company."""

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        self._people = _People(self)

    def take(self, record: Record) -> str:
        values = dict(record.values)
        person = {"name": values.pop("contact", ""), "title": values.pop("contact_title", "")}
        if "owner" in values:
            values["owner_id"] = self.rep(values)
        known = self.match(self.clients, values)
        if self.settled(known):
            return "unchanged"
        keys = _search_keys(values, known)
        if known is None:
            client = self.birth(Kind.CLIENT, Client, values, **keys)
            self.clients.add(client)
            self._take_person(client.id, person)
            return "created"
        edits = self.differ(Kind.CLIENT, known, values)
        if any(edit.field in ("name", "name_en") for edit in edits):
            old = _search_keys({}, known)
            edits += [Edit(Kind.CLIENT, known.id, key, old[key], keys[key]) for key in keys]
        if "tier" in values:
            self.changes += tier_moves(self.session, known, values["tier"])
        done = self.settle(edits)
        return "updated" if self._take_person(known.id, person) else done

    def _take_person(self, client_id: Id, person: Mapping[str, str]) -> bool:
        """Whether the person that the row names is new or another than before; a title alone is nobody."""
        if not person["name"]:
            return False
        told = {key: value for key, value in person.items() if value}
        return self._people.take(told | {"client_id": client_id}) != "unchanged"


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
        self._people = _People(self)

    def take(self, record: Record) -> str:
        values = dict(record.values)
        values.pop("ref", None)
        values["client_id"] = self.the_client(values)
        return self._people.take(values)
