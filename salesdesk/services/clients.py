"""Clients, their contacts, and all that happened with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from itertools import takewhile
from typing import Any

from salesdesk.domain.cadence import Due
from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Contact, Tier, check_client
from salesdesk.domain.coordinates import check_place
from salesdesk.domain.duplicates import company_key, mail_key, phone_digits, phone_key, tax_key
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import OPEN_STAGES, Opportunity
from salesdesk.domain.text import N_
from salesdesk.services.cadence import Cadence
from salesdesk.services.many_clients import ManyClients, tags_of
from salesdesk.services.saved_filters import CLIENTS, SavedFilter, SavedFilters
from salesdesk.services.session import Session
from salesdesk.services.tiers import Tiers, tier_changes
from salesdesk.store.read import clients as read
from salesdesk.store.read.bought_goods import Bought, BoughtGoods, bought_by
from salesdesk.store.read.clients import ClientFilter, ClientGroup, ClientList, Hit, Scene
from salesdesk.store.read.clients import ListedClient as ClientRow
from salesdesk.store.read.detail_book import ClientWords, DetailBook
from salesdesk.store.read.name_book import NameBook
from salesdesk.store.read.rows import thing, things
from salesdesk.store.read.timeline import Happening, TimelineItem, competitors_met, timeline
from salesdesk.store.tables import TABLES
from salesdesk.words.search_keys import fold_query, search_text, sort_key

__all__ = [
    "Bought",
    "ClientFilter",
    "ClientGroup",
    "ClientList",
    "ClientRecord",
    "ClientRow",
    "Clients",
    "Found",
    "Happening",
    "TimelineItem",
    "client_birth",
    "client_filter",
    "search_words",
]

_OWN = frozenset(field.name for field in fields(Client)) - {"id", "name", "deleted"}
_NUMBER = re.compile(r"[+(]*\d[\d\s().\-/]{2,}")
_COUNTRY = re.compile(r"^(\+|00)86")
_CONTACT = TABLES[Kind.CONTACT].c
_OPPORTUNITY = TABLES[Kind.OPPORTUNITY].c


@dataclass(frozen=True, slots=True)
class Found:
    """A client that was looked for: its name, what tells it apart, its tier.

    `close`: its name (or pinyin, initials, English name) holds what was typed as one piece, or begins with the first
    word; not so where the words stand scattered in it, or only in its notes and people.
    """

    id: Id
    title: str
    subtitle: str
    tier: Tier
    close: bool = True


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """One client with all that is shown beside the list."""

    client: Client
    row: ClientRow
    contacts: tuple[Contact, ...]
    opportunities: tuple[Opportunity, ...]
    timeline: tuple[TimelineItem, ...]
    bought: tuple[Bought, ...] = ()
    competitors_met: tuple[tuple[date, str], ...] = ()


def search_words(text: str) -> tuple[str, ...]:
    """What the user typed, as the words to be looked for in search keys; all of them must fit.

    A number is one word however it is written: +86 139 1234 is 1391234, 0512-6666 is 5126666.
    """
    if _NUMBER.fullmatch(text.strip()):
        digits = phone_digits(_COUNTRY.sub("", text.strip()))
        return (digits.lstrip("0") if len(digits) > 5 else digits,)
    return tuple(word for word in map(fold_query, text.split()) if word)


def client_filter(group: ClientGroup = ClientGroup.ALL, text: str = "", district: str = "") -> ClientFilter:
    """The list narrowed to a chip, a district and what was typed (characters, pinyin, initials, digits)."""
    return ClientFilter(group, search_words(text), district)


def client_birth(session: Session, name: str, **values: Any) -> list[Change]:
    """The changes that bring a client into being, its search keys filled; the first one carries its id.

    Values are fields of `domain.client.Client`. Belongs to the file's own rep unless `owner_id` says otherwise.
    Raises Refused for what no client can be.
    """
    _check_names(values, _OWN)
    check_client(name, values.get("payment_days"), values.get("credit_limit_cents"))
    check_place(values.get("latitude"), values.get("longitude"))
    own = {"name": name.strip(), "owner_id": session.rep.id, **values}
    keys = _keys(own["name"], own.get("name_en", ""))
    return [New(Kind.CLIENT, session.new_id(), own | keys)]


class Clients:
    """Who is sold to: create, edit, tier, find, list, and the timeline of each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._cadence = Cadence(session)
        self._book = NameBook(self._conn)
        self._details = DetailBook(self._conn, search_text, fold_query)
        self._words = ClientWords(self._book, self._details)
        self._goods = BoughtGoods(self._conn, search_text)
        self.many = ManyClients(session)
        self.filters = SavedFilters(session, CLIENTS, SavedFilter)

    # verbs

    def create(self, *, name: str, **values: Any) -> Id:
        """A new client. Raises Refused when a field cannot be so (`field` names it)."""
        changes = client_birth(self._session, name, **values)
        self._session.record(Label("client.added", {"client": name.strip()}), changes)
        return changes[0].id

    def edit(self, before: Client, after: Client) -> ChangeSet:
        """Store the fields that differ. Raises Refused, and Conflict when somebody changed one of them meanwhile."""
        after = replace(after, name=after.name.strip())
        check_client(after.name, after.payment_days, after.credit_limit_cents)
        check_place(after.latitude, after.longitude)
        edits = _edits(Kind.CLIENT, before, replace(after, tier=before.tier))
        if {"name", "name_en"} & {edit.field for edit in edits}:
            edits += self._key_edits(after)
        changes = [*edits, *tier_changes(self._session, before, after.tier)]
        return self._session.record(Label("client.changed", {"client": after.name}), changes)

    def set_tier(self, client_id: Id, tier: Tier, why: str = "") -> ChangeSet:
        """Put a client into another tier; the reason is kept with the move."""
        return Tiers(self._session).move(client_id, tier, why)

    def bin(self, *client_ids: Id) -> ChangeSet:
        """Put clients into the bin; what happened with them stays."""
        found = [client for client in map(self._known, client_ids) if not client.deleted]
        label = Label("client.deleted", {"client": found[0].name if found else ""})
        if len(found) > 1:
            label = Label("clients.deleted", {"n": len(found)})
        return self._session.record(label, [Edit(Kind.CLIENT, client.id, "deleted", False, True) for client in found])

    def restore(self, client_id: Id) -> ChangeSet:
        """Take a client out of the bin."""
        client = self._known(client_id)
        edits = _edits(Kind.CLIENT, client, replace(client, deleted=False))
        return self._session.record(Label("client.restored", {"client": client.name}), edits)

    # questions

    def get(self, client_id: Id) -> Client | None:
        """One client, also from the bin."""
        return thing(self._conn, Client, client_id)

    def find(self, text: str, limit: int = 8) -> list[Found]:
        """Clients by characters of either script, pinyin or initials, the best first; the recent ones for nothing.

        After the names come people, phones, mail, notes and products bought: `subtitle` then says what fitted.
        """
        words = search_words(text)[: read.WORDS]
        if not words:
            return self.recent(limit)
        ids = self._book.best(words, limit)
        beside = self._beside(words)[: limit - len(ids)] if len(ids) < limit else []
        hits = read.hits(self._conn, [*ids, *beside])
        named = [replace(_found(hits[pk]), close=self._is_close(pk, words)) for pk in ids if pk in hits]
        return named + [
            replace(_found(hits[pk]), subtitle=self._why(pk, words), close=False) for pk in beside if pk in hits
        ]

    def read_ahead(self, seconds: float = 0.008) -> bool:
        """Read what big files are searched for, beside names, a slice at a time; True once all of it is read."""
        return self._details.read_ahead(self._book.fitting, seconds)

    def recent(self, n: int = 8) -> list[Found]:
        """The clients met last, filled up with those added last."""
        return [_found(hit) for hit in read.recent(self._conn, n, self._session.today())]

    def found(self, client_id: Id) -> Found | None:
        """One client as a thing found (to show it in a picker)."""
        hit = read.hits(self._conn, [client_id]).get(client_id)
        return _found(hit) if hit else None

    def list_source(self, wanted: ClientFilter = ClientFilter()) -> ClientList:  # noqa: B008 - frozen, hence no trap
        """The list behind a filter, in the shape that a table's model reads page by page."""
        return ClientList(self._conn, self._book, wanted, self._scene(), self._beside)

    def row(self, client_id: Id) -> ClientRow | None:
        """One client as the list shows it: last contact, due state, open amount, sales."""
        return next(iter(self.list_source().rows([client_id])), None)

    def record(self, client_id: Id, limit: int = 600) -> ClientRecord | None:
        """A client with its contacts, open opportunities and the newest `limit` things that happened."""
        client, row = self.get(client_id), self.row(client_id)
        if client is None or row is None:
            return None
        return ClientRecord(
            client,
            row,
            tuple(self.contacts(client_id)),
            tuple(self.open_opportunities(client_id)),
            tuple(self.timeline(client_id, limit)),
            tuple(self.bought(client_id)),
            tuple(competitors_met(self._conn, client_id)),
        )

    def client_of(self, kind: Kind, record_id: Id) -> Id | None:
        """The client that a contact, a request, an order … belongs to."""
        return read.client_of(self._conn, kind, record_id)

    def contact(self, contact_id: Id) -> Contact | None:
        """One contact, also from the bin."""
        return thing(self._conn, Contact, contact_id)

    def due(self, client_ids: Iterable[Id]) -> Mapping[Id, Due]:
        """How these clients stand against the cadence of their tier."""
        return self._scene().dues(list(client_ids))

    def counts(self, wanted: ClientFilter = ClientFilter()) -> dict[ClientGroup, int]:  # noqa: B008 - frozen
        """How many clients each chip stands for, under the same search words."""
        return read.counts(self._conn, wanted, self._scene(), self._beside(wanted.words[: read.WORDS]))

    def similar(
        self, name: str, other_than: Id | None = None, *, phone: str = "", email: str = "", tax_no: str = ""
    ) -> list[Found]:
        """Clients that may be the same company: by name without legal form, phone, mail or tax number (spec 2.7)."""
        own = company_key(name, fold_query(name))
        found: dict[Id, Found] = {}
        if own:
            begins = "".join(takewhile(str.isalnum, fold_query(name.split()[0])))[: len(own)]
            hits = read.named_like(self._conn, begins or own, other_than, 500)
            found = {h.id: _found(h) for h in hits if company_key(h.name, fold_query(h.name)) == own}
        same = read.reached_like(self._conn, phone_key(phone), mail_key(email), tax_key(tax_no), other_than)
        return list((found | {hit.id: _found(hit) for hit in same}).values())

    def tags_used(self) -> list[str]:
        """The tags of all clients, the most used first."""
        found: dict[str, int] = {}
        for written, number in read.tags_written(self._conn):
            for tag in tags_of(written):
                found[tag] = found.get(tag, 0) + number
        return sorted(found, key=lambda tag: (-found[tag], tag))

    def districts(self) -> list[tuple[str, int]]:
        """The districts in which most clients are, and how many."""
        return read.districts(self._conn)

    def bought(self, client_id: Id) -> list[Bought]:
        """The products that a client bought, the last bought first."""
        return bought_by(self._conn, client_id)

    def words_used(self, field: str) -> list[str]:
        """What was written into a field of clients so far, the most used first (to complete while typing)."""
        _check_names([field], _OWN)
        return read.words_used(self._conn, field)

    def timeline(self, client_id: Id, limit: int = 200) -> list[TimelineItem]:
        """Visits, stage moves, orders, payments, requests and tier changes, the newest first."""
        return timeline(self._conn, client_id, limit, self._session.now().tzinfo)

    def open_opportunities(self, client_id: Id) -> list[Opportunity]:
        """What may be sold to this client, the most advanced first."""
        where = _OPPORTUNITY.client_id == client_id, _OPPORTUNITY.stage.in_(OPEN_STAGES)
        found = things(self._conn, Opportunity, *where, order=(_OPPORTUNITY.priority, _OPPORTUNITY.expected_close))
        return sorted(found, key=lambda opportunity: -opportunity.stage.rank)

    # contacts

    def contacts(self, client_id: Id) -> list[Contact]:
        """The people at a client, in the order they were added."""
        return things(self._conn, Contact, _CONTACT.client_id == client_id, order=(_CONTACT.id,))

    def add_contact(self, client_id: Id, *, name: str, **values: Any) -> Id:
        """A new contact. Raises Refused without a name."""
        _check_names(values, frozenset(field.name for field in fields(Contact)) - {"id", "client_id", "deleted"})
        _check_contact(name)
        new = New(Kind.CONTACT, self._session.new_id(), {"client_id": client_id, "name": name.strip(), **values})
        self._session.record(Label("contact.added", {"name": name.strip()}), [new])
        return new.id

    def edit_contact(self, before: Contact, after: Contact) -> ChangeSet:
        """Store the fields that differ. Raises Refused, Conflict."""
        _check_contact(after.name)
        after = replace(after, name=after.name.strip())
        label = Label("contact.changed", {"name": after.name})
        return self._session.record(label, _edits(Kind.CONTACT, before, after))

    def bin_contact(self, contact_id: Id) -> ChangeSet:
        """Put a contact into the bin."""
        return self._mark_contact(contact_id, "contact.deleted", deleted=True)

    def restore_contact(self, contact_id: Id) -> ChangeSet:
        """Take a contact out of the bin."""
        return self._mark_contact(contact_id, "contact.restored", deleted=False)

    # private

    def _mark_contact(self, contact_id: Id, key: str, *, deleted: bool) -> ChangeSet:
        contact = thing(self._conn, Contact, contact_id)
        if contact is None:
            raise Refused(N_("This contact is not in the file."))
        edits = _edits(Kind.CONTACT, contact, replace(contact, deleted=deleted))
        return self._session.record(Label(key, {"name": contact.name}), edits)

    def _known(self, client_id: Id) -> Client:
        client = self.get(client_id)
        if client is None:
            raise Refused(N_("This client is not in the file."))
        return client

    def _key_edits(self, client: Client) -> list[Edit]:
        stored = read.keys_of(self._conn, client.id)
        keys = _keys(client.name, client.name_en)
        return [Edit(Kind.CLIENT, client.id, name, stored[name], key) for name, key in keys.items()]

    def people(self, words: Sequence[str], limit: int) -> list[Contact]:
        """Contacts by name (also pinyin and initials), phone, mail or messenger, of the clients that fit."""
        found: list[Contact] = []
        for client_id in self._beside(words)[: 4 * limit]:
            found += [person for person in self.contacts(client_id) if _fits(person, words)]
        return found[:limit]

    def buyers(self, words: Sequence[str], limit: int) -> list[Found]:
        """Clients that bought a product of this name, which `subtitle` says."""
        named = self._goods.named(words)
        ids = list(self._goods.buyers("".join(words)))[:limit] if named else []
        hits = read.hits(self._conn, ids)
        return [replace(_found(hits[pk]), subtitle=named[0]) for pk in ids if pk in hits]

    def _beside(self, words: Sequence[str]) -> list[Id]:
        return self._words.beside(words, self._goods.buyers)

    def _why(self, client_id: Id, words: Sequence[str]) -> str:
        """What of a client fitted, beside its name."""
        for person in self.contacts(client_id):
            if _fits(person, words):
                return " · ".join(part for part in (person.name, person.phone or person.email) if part)
        client = self._known(client_id)
        if any(word in phone_digits(client.phone) for word in words):
            return client.phone
        told = (client.email, client.note, client.needs)
        lines = [line.strip() for text in told for line in text.splitlines()]
        fitting = next((line for line in lines if any(word in fold_query(line) for word in words)), "")
        return fitting or next(iter(self._goods.named(words)), client.note)

    def _is_close(self, client_id: Id, words: Sequence[str]) -> bool:
        keys = read.keys_of(self._conn, client_id)["search"]
        return "".join(words) in keys or f"|{words[0]}" in f"|{keys}"

    def _scene(self) -> Scene:
        today, cadence = self._session.today(), self._cadence
        return Scene(today, self._session.currency, cadence.most_urgent, cadence.wanting)


def _keys(name: str, name_en: str) -> dict[str, str]:
    """What a client is found and sorted by."""
    return {"search": search_text(name, name_en), "sort_key": sort_key(name)}


def _fits(person: Contact, words: Sequence[str]) -> bool:
    """Whether one of the words stands in a name, a number or an address of a person."""
    digits, mail = phone_digits(person.phone), person.email.lower()
    keys = f"{search_text(person.name)}|{digits}|{mail}|{person.messenger.lower()}"
    return any(word in keys for word in words)


def _found(hit: Hit) -> Found:
    return Found(hit.id, hit.name, " · ".join(word for word in (hit.industry, hit.district) if word), hit.tier)


def _edits(kind: Kind, before: Any, after: Any) -> list[Edit]:
    """One edit for each field in which two states of a thing differ."""
    pairs = ((field.name, getattr(before, field.name), getattr(after, field.name)) for field in fields(before))
    return [Edit(kind, before.id, name, was, now) for name, was, now in pairs if was != now]


def _check_contact(name: str) -> None:
    if not name.strip():
        raise Refused(N_("A contact needs a name."), field="name")


def _check_names(given: Mapping[str, Any] | Iterable[str], known: frozenset[str]) -> None:
    unknown = set(given) - known
    if unknown:
        raise TypeError(f"no such fields: {sorted(unknown)}")
