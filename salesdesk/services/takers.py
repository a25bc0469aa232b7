"""Records of a foreign file become changes: found again by their key, born when unknown, edited where they differ."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.client import Client, Contact
from salesdesk.domain.opportunity import Opportunity, Stage, StageMove
from salesdesk.domain.order import Order, OrderLine, OrderStatus, Payment
from salesdesk.domain.product import Product, ProductLine
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_, Text
from salesdesk.domain.visit import Channel, Visit, VisitStatus
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.prospects import first_orders_changes
from salesdesk.services.session import Session
from salesdesk.services.tiers import tier_moves
from salesdesk.store.read.rows import things
from salesdesk.words.search_keys import search_text, sort_key

T = TypeVar("T")
NOON = time(12)


class RowRefused(Exception):
    """A row that fits the file's form but not what is stored; `text` is its reason."""

    def __init__(self, msgid: str, **params: object) -> None:
        self.text = Text(msgid, params)
        super().__init__(str(self.text))


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


class Taker:
    """What every kind shares: the names of this file, and how a record becomes births or edits.

    `mapped` are the field keys that the file has columns for.
    """

    def __init__(self, session: Session, mapped: frozenset[str] = frozenset()) -> None:
        self.session = session
        self.mapped = mapped
        conn = session.file.conn
        self.reps = Names(things(conn, Rep))
        self.clients = Names(things(conn, Client))
        self.products = Names(things(conn, Product))
        self.lines = Names(things(conn, ProductLine))
        self.changes: list[Change] = []

    def take(self, record: Record) -> str:
        """`created`, `updated` or `unchanged`, with the changes put by. Raises RowRefused."""
        raise NotImplementedError

    def finish(self) -> None:
        """Called after the last record."""

    def birth(self, kind: Kind, thing_type: Callable[..., T], values: Mapping[str, Any], **extra: Any) -> T:
        """A new thing with these values; `extra` are columns that are not part of the thing."""
        made = thing_type(id=self.session.new_id(), **values)
        self.changes.append(New(kind, made.id, {**values, **extra}))  # type: ignore[attr-defined]
        return made

    def differ(self, kind: Kind, known: Any, values: Mapping[str, Any]) -> list[Edit]:
        """The edits that bring a known thing to these values."""
        return [
            Edit(kind, known.id, key, getattr(known, key), value)
            for key, value in values.items()
            if getattr(known, key) != value
        ]

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
        if found is None:
            raise RowRefused(N_("No client is called “{name}”. Import the clients first."), name=name or ref)
        return bytes(found.id)

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
        return datetime.combine(day, clock, tzinfo=self.session.now().tzinfo)


class ClientTaker(Taker):
    def take(self, record: Record) -> str:
        values = dict(record.values)
        if "owner" in values:
            values["owner_id"] = self.rep(values)
        known = self.clients.find(values.get("ref"), values.get("name"))
        keys = _search_keys(values, known)
        if known is None:
            self.clients.add(self.birth(Kind.CLIENT, Client, values, **keys))
            return "created"
        edits = self.differ(Kind.CLIENT, known, values)
        if any(edit.field in ("name", "name_en") for edit in edits):
            old = _search_keys({}, known)
            edits += [Edit(Kind.CLIENT, known.id, key, old[key], keys[key]) for key in keys if old[key] != keys[key]]
        if "tier" in values:
            self.changes += tier_moves(self.session, known, values["tier"])
        return self.settle(edits)


def _search_keys(values: Mapping[str, Any], known: Client | None) -> dict[str, str]:
    name = values.get("name", known.name if known else "")
    name_en = values.get("name_en", known.name_en if known else "")
    return {"search": search_text(name, name_en), "sort_key": sort_key(name)}


class ContactTaker(Taker):
    def __init__(self, session: Session, mapped: frozenset[str] = frozenset()) -> None:
        super().__init__(session, mapped)
        self._known = {(c.client_id, same_name_key(c.name)): c for c in things(session.file.conn, Contact)}

    def take(self, record: Record) -> str:
        values = dict(record.values)
        values.pop("ref", None)
        values["client_id"] = self.the_client(values)
        key = values["client_id"], same_name_key(values["name"])
        if known := self._known.get(key):
            return self.settle(self.differ(Kind.CONTACT, known, values))
        self._known[key] = self.birth(Kind.CONTACT, Contact, values)
        return "created"


class ProductTaker(Taker):
    def take(self, record: Record) -> str:
        values = dict(record.values)
        if line := values.pop("line", None):
            values["line_id"] = self._line(line)
        known = self.products.find(values.get("ref"), values.get("name"))
        if known is None:
            values.setdefault("currency", self.session.currency)
            self.products.add(self.birth(Kind.PRODUCT, Product, values))
            return "created"
        return self.settle(self.differ(Kind.PRODUCT, known, values))

    def _line(self, name: str) -> Id:
        found = self.lines.find(None, name)
        if found is None:
            found = self.birth(Kind.PRODUCT_LINE, ProductLine, {"name": name})
            self.lines.add(found)
        return bytes(found.id)


class OpportunityTaker(Taker):
    """Opportunities with as much of their stage history as the file tells: creation, need confirmed, closing."""

    def __init__(self, session: Session, mapped: frozenset[str] = frozenset()) -> None:
        super().__init__(session, mapped)
        known = things(session.file.conn, Opportunity)
        self._by_ref = {o.ref: o for o in known if o.ref}
        self._by_name = {(o.client_id, same_name_key(o.name)): o for o in known}

    def take(self, record: Record) -> str:
        values = dict(record.values)
        owned = "owner" in values
        rep_id = self.rep(values)
        named = values.get("product") or values.get("client")
        links = {"client_id": self.client(values), "product_id": self.product(values)}
        values |= {key: pk for key, pk in links.items() if pk is not None}
        engaged_on = values.pop("engaged_on", None)
        known = self._find(values)
        if known is None:
            return self._create(values, rep_id, engaged_on, named)
        if owned:
            values["rep_id"] = rep_id
        if self.mapped.isdisjoint({"stage", "outcome"}):
            values["stage"] = known.stage  # the file tells no stage: it stays
        stage = values["stage"]
        if stage != known.stage:
            day = values.get("closed_on") or engaged_on or self.session.today()
            self._move(known.id, known.stage, stage, day, known.rep_id)
        return self.settle(self.differ(Kind.OPPORTUNITY, known, values))

    def _find(self, values: Mapping[str, Any]) -> Opportunity | None:
        if ref := values.get("ref"):
            return self._by_ref.get(ref)
        return self._by_name.get((values.get("client_id"), same_name_key(values.get("name", ""))))

    def _create(self, values: dict[str, Any], rep_id: Id, engaged_on: date | None, named: str | None) -> str:
        stage: Stage = values["stage"]
        told = [day for day in (values.get("created_on"), engaged_on, values.get("closed_on")) if day]
        created_on = min(told, default=self.session.today())
        values.setdefault("name", named or values.get("ref", ""))
        values.setdefault("currency", self.session.currency)
        values |= {"rep_id": rep_id, "created_on": created_on}
        if not stage.is_open:
            values.setdefault("closed_on", max(told, default=self.session.today()))
        made = self.birth(Kind.OPPORTUNITY, Opportunity, values, search=search_text(values["name"]))
        if made.ref:
            self._by_ref[made.ref] = made
        self._by_name[made.client_id, same_name_key(made.name)] = made
        before: Stage | None = None
        for day, reached in _way(stage, created_on, engaged_on, made.closed_on):
            self._move(made.id, before, reached, day, rep_id)
            before = reached
        return "created"

    def _move(self, pk: Id, before: Stage | None, to: Stage, day: date, rep_id: Id) -> None:
        values = {
            "opportunity_id": pk,
            "from_stage": before,
            "to_stage": to,
            "moved_at": self.at(day),
            "rep_id": rep_id,
        }
        self.birth(Kind.STAGE_MOVE, StageMove, values)


def _way(stage: Stage, created_on: date, engaged_on: date | None, closed_on: date | None) -> list[tuple[date, Stage]]:
    """The stages a file tells of, with their days: nothing between them is invented."""
    way: list[tuple[date, Stage]] = []
    if stage is Stage.FIRST_CONTACT or engaged_on is None or created_on < engaged_on:
        way.append((created_on, Stage.FIRST_CONTACT if stage is not Stage.NEED_CONFIRMED or engaged_on else stage))
    if engaged_on is not None and stage is not Stage.FIRST_CONTACT:
        way.append((engaged_on, Stage.NEED_CONFIRMED))
    if way[-1][1] is not stage:
        way.append((closed_on or way[-1][0], stage))
    return way


class OrderTaker(Taker):
    """Orders whose lines may be spread over several rows; rows of one order share its number."""

    def __init__(self, session: Session, mapped: frozenset[str] = frozenset()) -> None:
        super().__init__(session, mapped)
        self._known = {o.ref or o.number: o for o in things(session.file.conn, Order) if o.ref or o.number}
        self._lines: dict[Id, Counter[tuple[Id | None, int, int]]] = defaultdict(Counter)
        for line in things(session.file.conn, OrderLine):
            self._lines[line.order_id][line.product_id, line.quantity, line.net_cents] += 1
        self._new: dict[Id, dict[str, Any]] = {}
        self._more: Counter[Id] = Counter()

    def take(self, record: Record) -> str:
        values = dict(record.values)
        client_id, rep_id, product_id = self.the_client(values), self.rep(values), self.product(values)
        quantity = int(values.pop("quantity", 1))
        price, total = values.pop("unit_price_cents", None), values.pop("total_cents", None)
        net = total if total is not None else (price or 0) * quantity
        key = values.get("ref") or values.get("number") or ""
        order = self._known.get(key)
        line = product_id, quantity, net
        if order is not None and order.id not in self._new:
            if self._lines[order.id][line]:
                self._lines[order.id][line] -= 1
                return "unchanged"
            if not self._lines[order.id] and order.total_cents == net and product_id is None:
                return "unchanged"
            self._more[order.id] += net
        if order is None:
            values |= {"client_id": client_id, "rep_id": rep_id, "total_cents": 0}
            values.setdefault("currency", self.session.currency)
            order = Order(id=self.session.new_id(), **values)
            self._new[order.id] = values
            if key:
                self._known[key] = order
        if product_id is not None:
            facts = {"order_id": order.id, "product_id": product_id, "quantity": quantity, "net_cents": net}
            self.birth(Kind.ORDER_LINE, OrderLine, facts)
        if order.id not in self._new:
            return "updated"
        self._new[order.id]["total_cents"] += net
        return "created"

    def finish(self) -> None:
        """An order's total is known when all its rows have been read."""
        self.changes += [New(Kind.ORDER, pk, values) for pk, values in self._new.items()]
        self.changes += first_orders_changes(self.session, self._first_orders())
        by_id = {order.id: order for order in self._known.values()}
        for pk, net in self._more.items():
            total = by_id[pk].total_cents
            self.changes.append(Edit(Kind.ORDER, pk, "total_cents", total, total + net))

    def _first_orders(self) -> dict[Id, date]:
        """The day of the first new order of each client: its first order makes a prospect a client."""
        first: dict[Id, date] = {}
        for values in self._new.values():
            if values.get("status") is not OrderStatus.CANCELLED:
                day = values["ordered_on"]
                first[values["client_id"]] = min(day, first.get(values["client_id"], day))
        return first


class PaymentTaker(Taker):
    def __init__(self, session: Session, mapped: frozenset[str] = frozenset()) -> None:
        super().__init__(session, mapped)
        known = things(session.file.conn, Payment)
        self._by_ref = {p.ref: p for p in known if p.ref}
        self._by_facts = {(p.client_id, p.received_on, p.amount_cents): p for p in known}

    def take(self, record: Record) -> str:
        values = dict(record.values)
        values.pop("order", None)
        values["received_on"] = values.pop("paid_on")
        values["client_id"] = self.the_client(values)
        values.setdefault("currency", self.session.currency)
        facts = values["client_id"], values["received_on"], values["amount_cents"]
        known = self._by_ref.get(values["ref"]) if "ref" in values else self._by_facts.get(facts)
        if known:
            return self.settle(self.differ(Kind.PAYMENT, known, values))
        self._by_facts[facts] = self.birth(Kind.PAYMENT, Payment, values | {"rep_id": self.session.rep.id})
        return "created"


class VisitTaker(Taker):
    def __init__(self, session: Session, mapped: frozenset[str] = frozenset()) -> None:
        super().__init__(session, mapped)
        known = things(session.file.conn, Visit)
        self._by_ref = {v.ref: v for v in known if v.ref}
        self._by_moment = {(v.client_id, v.starts_at): v for v in known}

    def take(self, record: Record) -> str:
        values = dict(record.values)
        values.pop("contact", None)
        day, clock = values.pop("day"), values.pop("time", None)
        values["client_id"] = self.the_client(values)
        values["starts_at"] = self.at(day, clock or NOON)
        done = values.pop("done", day <= self.session.today())
        values["status"] = VisitStatus.DONE if done else VisitStatus.PLANNED
        values.setdefault("channel", Channel.FACE)
        rep_id = self.rep(values)
        moment = values["client_id"], values["starts_at"]
        known = self._by_ref.get(values["ref"]) if "ref" in values else self._by_moment.get(moment)
        if known:
            return self.settle(self.differ(Kind.VISIT, known, values))
        values |= {"rep_id": rep_id, "all_day": clock is None}
        self._by_moment[moment] = self.birth(Kind.VISIT, Visit, values)
        return "created"
