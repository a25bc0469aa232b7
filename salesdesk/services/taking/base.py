"""What every kind of import shares: things are found again by key, born when unknown, edited where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, TypeVar, cast

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.client import Client
from salesdesk.domain.product import Product, ProductLine
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_, Month, Text
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.session import Session
from salesdesk.store.closed import CLOSED, DATED, closed_until, day_field, days_given, may_come_later
from salesdesk.store.read.rows import things
from salesdesk.words.search_keys import name_keys

T = TypeVar("T")
NOON = time(12)


class RowRefused(Exception):
    """A row that fits the file's form but not what is stored; `text` is its reason."""

    def __init__(self, msgid: str, **params: object) -> None:
        self.text = Text(msgid, params)
        super().__init__(str(self.text))


class MonthClosed(RowRefused):
    """A row that would change what is dated in a closed month."""


class Names:
    """Finds things again by the other system's number, else by name (case, spaces and punctuation ignored)."""

    def __init__(self, known: Iterable[Any]) -> None:
        self.by_ref: dict[str, Any] = {}
        self.by_name: dict[str, list[Any]] = {}
        for thing in known:
            self.add(thing)

    def add(self, thing: Any) -> None:
        """Remember a thing, also one that this import makes."""
        if ref := getattr(thing, "ref", ""):
            self.by_ref.setdefault(ref, thing)
        self.by_name.setdefault(same_name_key(thing.name), []).append(thing)

    def find(self, ref: str | None, name: str | None) -> Any:
        """The thing meant, or None. Raises RowRefused when several carry that name."""
        if ref and ref in self.by_ref:
            return self.by_ref[ref]
        if not name:
            return None
        same = self.by_name.get(same_name_key(name), [])
        if ref:
            same = [thing for thing in same if not thing.ref]
        if len(same) > 1:
            raise RowRefused(
                N_("{count} records are called “{name}”: say which by its number."), count=len(same), name=name
            )
        return same[0] if same else None


class Newborn:
    """A thing that this import makes. It is only put together when another row asks for more than its name.

    Few rows ever do, and a client has so many fields that making it takes as long as finding it.
    """

    __slots__ = ("_made", "_type", "_values", "id", "name", "ref")

    def __init__(self, pk: Id, thing_type: Callable[..., Any], values: Mapping[str, Any]) -> None:
        self.id, self._type, self._values = pk, thing_type, values
        self.name: str = values.get("name", "")
        self.ref: str = values.get("ref", "")
        self._made: Any = None

    def __getattr__(self, field: str) -> Any:
        if self._made is None:
            self._made = self._type(id=self.id, **self._values)
        return getattr(self._made, field)


class Match(StrEnum):
    """What becomes of a row whose thing the file knows already."""

    UPDATE = "update"
    SKIP = "skip"
    CREATE = "create"


class Unknown(StrEnum):
    """What becomes of a row that names a client the file does not know."""

    REJECT = "reject"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class Rules:
    """The matching rule of an import, as the user chose it."""

    match: Match = Match.UPDATE
    unknown_client: Unknown = Unknown.REJECT


class Taker:
    """What every kind shares: the names of this file, and how a record becomes births or edits.

    `mapped` are the field keys that the file has columns for.
    """

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        self.session = session
        self.mapped = mapped
        self.rules = rules or Rules()
        self.source = source
        self._closed_until = closed_until(session.file.run)
        conn = session.file.conn
        self.reps = Names(things(conn, Rep))
        self.clients = Names(things(conn, Client))
        self.products = Names(things(conn, Product))
        self.lines = Names(things(conn, ProductLine))
        self.changes: list[Change] = []
        self._changed: dict[Id, dict[str, Any]] = {}
        """What earlier rows of this table changed of a thing."""

    def take(self, record: Record) -> str:
        """`created`, `updated` or `unchanged`, with the changes put by. Raises RowRefused."""
        raise NotImplementedError

    def finish(self) -> None:
        """Called after the last record."""

    def birth(self, kind: Kind, thing_type: Callable[..., T], values: Mapping[str, Any], **extra: Any) -> T:
        """A new thing with these values; `extra` are columns that are not part of the thing."""
        if kind in DATED:
            self.check_open(*days_given(kind, values))
        made = Newborn(self.session.new_id(), thing_type, values)
        self.changes.append(New(kind, made.id, {**values, **extra}))
        return cast("T", made)

    def match(self, names: Names, values: Mapping[str, Any]) -> Any:
        """The thing that a row is about, unless every row is to become a new one."""
        if self.rules.match is Match.CREATE:
            return None
        return names.find(values.get("ref"), values.get("name"))

    def settled(self, known: object | None) -> bool:
        """Whether a record that was found again stays as it is, because the user wants nothing but new ones."""
        return known is not None and self.rules.match is Match.SKIP

    def differ(self, kind: Kind, known: Any, values: Mapping[str, Any]) -> list[Edit]:
        """The edits that bring a known thing to these values; of several rows about one thing the last is right."""
        told = self._changed.setdefault(known.id, {})
        changed = {key: value for key, value in values.items() if told.get(key, getattr(known, key)) != value}
        edits = [Edit(kind, known.id, key, getattr(known, key), value) for key, value in changed.items()]
        if kind in DATED and not all(map(may_come_later, edits)):
            day = day_field(kind)
            self.check_open(*days_given(kind, {day: getattr(known, day)}), *days_given(kind, changed))
        told.update(changed)
        return edits

    def check_open(self, *days: date) -> None:
        """Raises MonthClosed where one of these days lies in a closed month."""
        if self._closed_until is not None:
            for day in days:
                if day <= self._closed_until:
                    raise MonthClosed(CLOSED, month=Month(day))

    def settle(self, edits: list[Edit]) -> str:
        """Put edits by; say whether there were any."""
        self.changes.extend(edits)
        return "updated" if edits else "unchanged"

    def rep(self, values: dict[str, Any]) -> Id:
        """The rep a row names (made when unknown), else the file's own."""
        name = values.pop("owner", "")
        if not name:
            return self.session.rep.id
        found = self.reps.find(None, name)
        if found is None:
            found = self.birth(Kind.REP, Rep, {"name": name})
            self.reps.add(found)
        return bytes(found.id)

    def client(self, values: dict[str, Any]) -> Id | None:
        """The client a row names; None when it names none. Raises RowRefused when the file does not know it."""
        ref, name = values.pop("client_ref", None), values.pop("client", None)
        if ref is None and name is None:
            return None
        found = self.clients.find(ref, name)
        if found is None and name and self.rules.unknown_client is Unknown.CREATE:
            return self.new_client(name, ref or "")
        if found is None:
            raise RowRefused(N_("No client is called “{name}”. Import the clients first."), name=name or ref)
        return bytes(found.id)

    def new_client(self, name: str, ref: str) -> Id:
        """A client that only an opportunity, an order or a visit tells of."""
        values = {"name": name, "ref": ref} if ref else {"name": name}
        search, order = name_keys(name)
        made = self.birth(Kind.CLIENT, Client, values, search=search, sort_key=order)
        self.clients.add(made)
        return made.id

    def the_client(self, values: dict[str, Any]) -> Id:
        """The client of a row that cannot be without one."""
        found = self.client(values)
        if found is None:
            raise RowRefused(N_("The row names no client."))
        return found

    def product(self, values: dict[str, Any]) -> Id | None:
        """The product a row names. Raises RowRefused when the file does not know it."""
        ref, name = values.pop("product_ref", None), values.pop("product", None)
        if ref is None and name is None:
            return None
        found = self.products.find(ref, name)
        if found is None:
            raise RowRefused(N_("No product is called “{name}”. Import the products first."), name=name or ref)
        return bytes(found.id)

    def at(self, day: date, clock: time = NOON) -> datetime:
        """A moment of a day in the place's own offset; noon where the file tells no hour."""
        return self.session.moment(day, clock)
