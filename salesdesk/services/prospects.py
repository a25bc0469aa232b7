"""The prospect pool (spec 2.2): grade, ideal client, follow-up, and the day a prospect becomes a client."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Grade
from salesdesk.domain.errors import Refused
from salesdesk.domain.prospects import Fit, IdealClient, Node, ProspectStep, fit_of, next_node
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import prospects as read
from salesdesk.store.read.prospects import SourceConversion
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.store.tables import TABLES

__all__ = ["Pooled", "Prospect", "Prospects", "SourceConversion", "becomes_client_changes", "first_orders_changes"]

IDEAL = "ideal_client"
_STEP = TABLES[Kind.PROSPECT_STEP].c


@dataclass(frozen=True, slots=True)
class Prospect:
    """A prospect as its record shows it: every node in order, the next one to do, how well it fits."""

    client: Client
    fit: Fit
    steps: tuple[ProspectStep, ...]
    next: Node | None


@dataclass(frozen=True, slots=True)
class Pooled:
    """A prospect in the list: grade, fit, where it came from, the next follow-up and its day."""

    grade: Grade
    fit: Fit
    source: str
    next: Node | None
    due_on: date | None


def becomes_client_changes(session: Session, client_id: Id, since: date | None = None) -> list[Change]:
    """What the first order makes of a prospect: a client since that day. Nothing for one that is a client already."""
    client = thing(session.file.conn, Client, client_id)
    return [] if client is None or not client.is_prospect else _won(client, since)


def first_orders_changes(session: Session, first_orders: Mapping[Id, date]) -> list[Change]:
    """The same for many clients at once: the day of the first new order by client."""
    if not first_orders:
        return []
    prospects = things(session.file.conn, Client, TABLES[Kind.CLIENT].c.is_prospect)
    won = [_won(client, first_orders[client.id]) for client in prospects if client.id in first_orders]
    return [change for changes in won for change in changes]


def _won(client: Client, since: date | None) -> list[Change]:
    changes: list[Change] = [Edit(Kind.CLIENT, client.id, "is_prospect", True, False)]
    if client.since is None and since is not None:
        changes.append(Edit(Kind.CLIENT, client.id, "since", None, since))
    return changes


class Prospects:
    """Who may become a client."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def ideal(self) -> IdealClient:
        """The ideal client as the rep has described it."""
        kept = setting(self._conn, IDEAL, {})
        lists = (tuple(kept.get(name, ())) for name in ("industries", "sizes", "needs"))
        return IdealClient(*lists)

    def of(self, client_id: Id) -> Prospect | None:
        """A prospect with its nodes; None for a client or an unknown one."""
        client = thing(self._conn, Client, client_id)
        if client is None or not client.is_prospect:
            return None
        kept = {step.node: step for step in things(self._conn, ProspectStep, _STEP.client_id == client_id)}
        steps = tuple(kept.get(node) or ProspectStep(_step_id(client_id, node), client_id, node) for node in Node)
        return Prospect(client, fit_of(client, self.ideal()), steps, next_node(kept))

    def fits(self, client_ids: Iterable[Id]) -> dict[Id, Fit]:
        """How well these companies fit the ideal client."""
        ideal = self.ideal()
        return {pk: fit_of(client, ideal) for pk, client in things_by_id(self._conn, Client, client_ids).items()}

    def pooled(self, client_ids: Iterable[Id]) -> dict[Id, Pooled]:
        """What the list of prospects shows of each beside its name."""
        wanted, ideal = list(client_ids), self.ideal()
        kept: dict[Id, dict[Node, ProspectStep]] = {}
        for start in range(0, len(wanted), 500):
            for step in things(self._conn, ProspectStep, _STEP.client_id.in_(wanted[start : start + 500])):
                kept.setdefault(step.client_id, {})[step.node] = step
        found = {}
        for pk, client in things_by_id(self._conn, Client, wanted).items():
            steps = kept.get(pk, {})
            node = next_node(steps)
            due = steps[node].due_on if node in steps else None
            found[pk] = Pooled(client.grade, fit_of(client, ideal), client.source, node, due)
        return found

    def conversion(self) -> list[SourceConversion]:
        """By source channel: how many companies came, how many of them have ordered."""
        return read.conversion_by_source(self._conn)

    # verbs

    def describe(self, ideal: IdealClient) -> ChangeSet:
        """Keep what the ideal client is like."""
        if ideal == self.ideal():
            return ChangeSet(0, Label("prospect.profile"), {})
        return self._session.record(Label("prospect.profile"), [setting_change(self._conn, IDEAL, asdict(ideal))])

    def grade(self, client_id: Id, grade: Grade) -> ChangeSet:
        """Say how promising a prospect is."""
        client = self._known(client_id)
        edits = [Edit(Kind.CLIENT, client_id, "grade", client.grade, grade)] if grade is not client.grade else []
        return self._session.record(Label("prospect.graded", {"client": client.name}), edits)

    def set_step(self, step: ProspectStep, *, due_on: date | None, done_on: date | None, note: str) -> ChangeSet:
        """Plan a node, or say when it was done and what came of it. Raises Refused."""
        client = self._known(step.client_id)
        if done_on is not None and done_on > self._session.today():
            raise Refused(N_("This day lies ahead. What is done was done today or before."), field="done_on")
        changes = self._set(step.client_id, step.node, due_on=due_on, done_on=done_on, note=note.strip())
        return self._session.record(Label("prospect.step", {"client": client.name}), changes)

    def plan(self, client_id: Id, node: Node, due_on: date | None, note: str = "") -> ChangeSet:
        """Plan a node for a day, or take the plan away."""
        client = self._known(client_id)
        changes = self._set(client_id, node, due_on=due_on, note=note.strip())
        return self._session.record(Label("prospect.step", {"client": client.name}), changes)

    def put_off(self, step: ProspectStep, until: date) -> ChangeSet:
        """A planned node gets another day. Raises Refused."""
        client = self._known(step.client_id)
        if until < self._session.today():
            raise Refused(N_("This day has passed. Choose one that lies ahead."), field="until")
        changes = self._set(step.client_id, step.node, due_on=until)
        return self._session.record(Label("prospect.step", {"client": client.name}), changes)

    def done(self, client_id: Id, node: Node | None = None, on: date | None = None) -> ChangeSet:
        """A node is done today, or on another day: the next open one unless told. Raises Refused."""
        client = self._known(client_id)
        prospect = self.of(client_id)
        node = node or (prospect.next if prospect else None)
        if node is None:
            raise Refused(N_("Every follow-up of this prospect is done."))
        day = on or self._session.today()
        if day > self._session.today():
            raise Refused(N_("This day lies ahead. What is done was done today or before."), field="done_on")
        changes = self._set(client_id, node, done_on=day)
        return self._session.record(Label("prospect.step_done", {"client": client.name}), changes)

    def undone(self, client_id: Id, node: Node) -> ChangeSet:
        """A node is open again."""
        client = self._known(client_id)
        changes = self._set(client_id, node, done_on=None)
        return self._session.record(Label("prospect.step", {"client": client.name}), changes)

    def won(self, client_id: Id) -> ChangeSet:
        """A prospect is a client from now on, whatever its orders say."""
        client = self._known(client_id)
        changes = becomes_client_changes(self._session, client_id, self._session.today())
        return self._session.record(Label("prospect.won", {"client": client.name}), changes)

    # private

    def _set(self, client_id: Id, node: Node, **values: object) -> list[Change]:
        """The changes that give a node these values, born if it has none yet."""
        pk = _step_id(client_id, node)
        kept = thing(self._conn, ProspectStep, pk)
        if kept is None:
            return [New(Kind.PROSPECT_STEP, pk, {"client_id": client_id, "node": node, **values})]
        values = {**values, "deleted": False}
        return [
            Edit(Kind.PROSPECT_STEP, pk, name, getattr(kept, name), value)
            for name, value in values.items()
            if getattr(kept, name) != value
        ]

    def _known(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None:
            raise Refused(N_("This client is not in the file."))
        return client


def _step_id(client_id: Id, node: Node) -> Id:
    return natural_id(Kind.PROSPECT_STEP, client_id, node)
