"""Clients, their contacts, and all that happened with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from salesdesk.domain.cadence import Due
from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Contact, Tier, check_client
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import OPEN_STAGES, Opportunity
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.services.tiers import Tiers, tier_changes
from salesdesk.store.read import clients as read
from salesdesk.store.read.clients import ClientFilter, ClientGroup, ClientList, Hit, Scene
from salesdesk.store.read.clients import ListedClient as ClientRow
from salesdesk.store.read.name_book import NameBook
from salesdesk.store.read.rows import thing, things
from salesdesk.store.read.timeline import Happening, TimelineItem, timeline
from salesdesk.store.tables import TABLES
from salesdesk.words.search_keys import fold_query, search_keys, search_text, sort_key

__all__ = [
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
_CONTACT = TABLES[Kind.CONTACT].c
_OPPORTUNITY = TABLES[Kind.OPPORTUNITY].c

_LEGAL = (
    *("股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "集团公司", "责任公司", "总公司", "分公司", "公司"),
    *("集团", "厂", "corporation", "incorporated", "company", "limited", "holding", "group", "gmbh", "corp", "inc"),
    *("ltd", "llc", "co", "ag"),
)
"""Ends of names that say what kind of company it is, folded; the longest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """A client that was looked for: its name, what tells it apart, its tier."""

    id: Id
    title: str
    subtitle: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class ClientRecord:
    """One client with all that is shown beside the list."""

    client: Client
    row: ClientRow
    contacts: tuple[Contact, ...]
    opportunities: tuple[Opportunity, ...]
    timeline: tuple[TimelineItem, ...]


def search_words(text: str) -> tuple[str, ...]:
    """What the user typed, as the words to be looked for in search keys; all of them must fit."""
    return tuple(word for word in map(fold_query, text.split()) if word)


def client_filter(group: ClientGroup = ClientGroup.ALL, text: str = "") -> ClientFilter:
    """The list narrowed to a chip and to what was typed (characters, pinyin or initials)."""
    return ClientFilter(group, search_words(text))


def client_birth(session: Session, name: str, **values: Any) -> list[Change]:
    """The changes that bring a client into being, its search keys filled; the first one carries its id.

    Values are fields of `domain.client.Client`. Belongs to the file's own rep unless `owner_id` says otherwise.
    Raises Refused for what no client can be.
    """
    _check_names(values, _OWN)
    check_client(name, values.get("payment_days"), values.get("credit_limit_cents"))
    own = {"name": name.strip(), "owner_id": session.rep.id, **values}
    keys = _keys(own["name"], own.get("name_en", ""))
    return [New(Kind.CLIENT, session.new_id(), own | keys)]


class Clients:
    """Who is sold to: create, edit, tier, find, list, and the timeline of each."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._book = NameBook(self._conn)

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
        """Clients by characters of either script, pinyin or initials, the best first; the recent ones for nothing."""
        words = search_words(text)
        if not words:
            return self.recent(limit)
        ids = self._book.best(words[: read.WORDS], limit)
        hits = read.hits(self._conn, ids)
        return [_found(hits[pk]) for pk in ids if pk in hits]

    def recent(self, n: int = 8) -> list[Found]:
        """The clients met last, filled up with those added last."""
        return [_found(hit) for hit in read.recent(self._conn, n, self._session.today())]

    def found(self, client_id: Id) -> Found | None:
        """One client as a thing found (to show it in a picker)."""
        hit = read.hits(self._conn, [client_id]).get(client_id)
        return _found(hit) if hit else None

    def list_source(self, wanted: ClientFilter = ClientFilter()) -> ClientList:  # noqa: B008 - frozen, hence no trap
        """The list behind a filter, in the shape that a table's model reads page by page."""
        return ClientList(self._conn, self._book, wanted, self._scene())

    def row(self, client_id: Id) -> ClientRow | None:
        """One client as the list shows it: last contact, due state, open amount, sales."""
        return next(iter(self.list_source().rows([client_id])), None)

    def record(self, client_id: Id, limit: int = 200) -> ClientRecord | None:
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
        )

    def client_of(self, kind: Kind, record_id: Id) -> Id | None:
        """The client that a contact, a request, an order … belongs to."""
        return read.client_of(self._conn, kind, record_id)

    def contact(self, contact_id: Id) -> Contact | None:
        """One contact, also from the bin."""
        return thing(self._conn, Contact, contact_id)

    def due(self, client_ids: Iterable[Id]) -> dict[Id, Due]:
        """How these clients stand against the cadence of their tier."""
        return read.due_states(self._conn, list(client_ids), self._scene())

    def counts(self, wanted: ClientFilter = ClientFilter()) -> dict[ClientGroup, int]:  # noqa: B008 - frozen
        """How many clients each chip stands for, under the same search words."""
        return read.counts(self._conn, wanted, self._scene())

    def similar(self, name: str, other_than: Id | None = None) -> list[Found]:
        """Clients that may be the same company: the same name but for its legal ending (spec 2.7)."""
        own = _without_ending(name)
        if not own:
            return []
        hits = read.named_like(self._conn, own, other_than)
        return [_found(hit) for hit in hits if _without_ending(hit.name) == own]

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

    def _scene(self) -> Scene:
        return Scene(self._session.today(), self._session.currency)


def _keys(name: str, name_en: str) -> dict[str, str]:
    """What a client is found and sorted by."""
    return {"search": search_text(name, name_en), "sort_key": sort_key(name)}


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


def _without_ending(name: str) -> str:
    """A name folded and without its legal ending: what two spellings of one company share."""
    own = "".join(character for character in search_keys(name).simplified if character.isalnum())
    shorter = True
    while shorter:
        shorter = False
        for ending in _LEGAL:
            if own.endswith(ending) and len(own) >= len(ending) + 2:
                own, shorter = own[: -len(ending)], True
                break
    return own
