"""Duplicates: found over the whole file, looked at side by side, merged with nothing lost (spec 2.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, check_client
from salesdesk.domain.coordinates import check_place
from salesdesk.domain.duplicates import (
    JOINED,
    LISTS,
    NOT_MERGED,
    Likeness,
    MergeField,
    MergePlan,
    Reason,
    Side,
    joined,
    joined_lines,
)
from salesdesk.domain.errors import Conflict, Refused
from salesdesk.domain.prospects import Node
from salesdesk.domain.text import N_
from salesdesk.services.likeness import alike
from salesdesk.services.session import Session
from salesdesk.services.tiers import tier_moves
from salesdesk.store.ids import natural_id
from salesdesk.store.read import clients as read_clients
from salesdesk.store.read import duplicates as read
from salesdesk.store.read.duplicates import Hanging
from salesdesk.store.read.rows import thing
from salesdesk.store.read.settings import setting, setting_changes
from salesdesk.words.search_keys import search_text, sort_key

__all__ = ["Duplicates", "Likeness", "MergeField", "MergePlan", "Reason", "Side"]

DIFFERENT = "not_duplicates"
"""Setting: pairs of clients that somebody has looked at and found to be two companies."""

Step = Callable[[int, int], None]


class Duplicates:
    """Clients that stand in the file twice."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def search(self) -> Callable[[Step | None], list[Likeness]]:
        """The search over the whole file, ready to run beside the window: it no longer needs the file."""
        return partial(_found, read.cards(self._conn), self._different())

    def all(self) -> list[Likeness]:
        """All pairs that may be one company, the surest first; those known to be two left out."""
        return self.search()(None)

    def plan(self, left: Id, right: Id) -> MergePlan:
        """Two clients field by field, with what is proposed: the value that is there, the words of both joined."""
        one, other = self._known(left), self._known(right)
        if left == right:
            raise Refused(N_("A client cannot be merged with itself."))
        pairs = [
            MergeField(name, getattr(one, name), getattr(other, name), _proposed(name, one, other))
            for name in (field.name for field in fields(Client))
            if name not in NOT_MERGED
        ]
        moved = {kind.value: number for kind, number in read.counts(self._conn, right).items()}
        return MergePlan(left, right, tuple(pairs), moved)

    def outcome(self, plan: MergePlan, choices: Mapping[str, Side]) -> Client:
        """The client as it would be, with the proposal wherever `choices` says nothing."""
        one, other = self._known(plan.left), self._known(plan.right)
        values: dict[str, Any] = {
            pair.name: _value(pair, choices.get(pair.name, pair.proposed)) for pair in plan.fields
        }
        merged = replace(
            one, **values, is_prospect=one.is_prospect and other.is_prospect, ref=one.ref or other.ref, deleted=False
        )
        return replace(merged, tags=_once(merged.tags))

    def fuller_first(self, left: Id, right: Id) -> tuple[Id, Id]:
        """Both, first the one on which more hangs: it is proposed to stay."""
        more = sum(read.counts(self._conn, right).values()) > sum(read.counts(self._conn, left).values())
        return (right, left) if more else (left, right)

    # verbs

    def merge(self, plan: MergePlan, choices: Mapping[str, Side] | None = None) -> ChangeSet:
        """Make one client of two: `plan.left` stays, what hangs on the other comes along, the other goes to the bin.

        Raises Refused when one of them has gone, Conflict when one was changed since the plan was made.
        """
        one, other = self._known(plan.left), self._known(plan.right)
        if one.deleted or other.deleted:
            raise Refused(N_("One of the two clients is in the bin already."))
        if any(getattr(other, pair.name) != pair.right for pair in plan.fields):
            raise Conflict(N_("This was changed meanwhile. Look at it again before you change it."))
        merged = self.outcome(plan, choices or {})
        check_client(merged.name, merged.payment_days, merged.credit_limit_cents)
        check_place(merged.latitude, merged.longitude)
        changes: list[Change] = [*self._edits(plan, one, merged), *tier_moves(self._session, one, merged.tier)]
        for row in read.hanging(self._conn, other.id):
            changes += self._moved(row, one.id, other.id)
        changes.append(Edit(Kind.CLIENT, other.id, "deleted", False, True))
        return self._session.record(Label("client.merged", {"client": merged.name, "other": other.name}), changes)

    def not_duplicates(self, left: Id, right: Id) -> ChangeSet:
        """Remember that these are two companies."""
        known = self._different() | {_pair(left, right)}
        changes = setting_changes(self._conn, DIFFERENT, sorted(known))
        return self._session.record(Label("client.different", {"client": self._known(left).name}), changes)

    # private

    def _different(self) -> frozenset[str]:
        return frozenset(setting(self._conn, DIFFERENT, []))

    def _known(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None:
            raise Refused(N_("This client is not in the file."))
        return client

    def _edits(self, plan: MergePlan, before: Client, after: Client) -> list[Edit]:
        """What changes on the client that stays, guarded by what was seen in the plan."""
        seen = {pair.name: pair.left for pair in plan.fields}
        changed = [f.name for f in fields(Client) if getattr(before, f.name) != getattr(after, f.name)]
        edits = [
            Edit(Kind.CLIENT, before.id, name, seen.get(name, getattr(before, name)), getattr(after, name))
            for name in changed
        ]
        if {"name", "name_en"} & set(changed):
            keys = {"search": search_text(after.name, after.name_en), "sort_key": sort_key(after.name)}
            stored = read_clients.keys_of(self._conn, before.id)
            edits += [Edit(Kind.CLIENT, before.id, name, stored[name], key) for name, key in keys.items()]
        return edits

    def _moved(self, row: Hanging, to: Id, came_from: Id) -> list[Change]:
        """The changes that bring one row along. A prospect's step is named by its client: it is joined or born anew."""
        if row.kind is not Kind.PROSPECT_STEP:
            return [Edit(row.kind, row.id, "client_id", came_from, to)]
        if row.values["deleted"]:
            return []
        pk = natural_id(Kind.PROSPECT_STEP, to, Node(row.values["node"]))
        own = read.existing(self._conn, Kind.PROSPECT_STEP, pk)
        put_away = Edit(row.kind, row.id, "deleted", False, True)
        if own is None:
            return [New(row.kind, pk, {**row.values, "client_id": to}), put_away]
        note = joined_lines(own["note"], row.values["note"]) if not own["deleted"] else row.values["note"]
        wanted = {
            "deleted": False,
            "note": note,
            **{name: _either(own, row.values, name) for name in ("due_on", "done_on")},
        }
        edits = [Edit(row.kind, pk, name, own[name], now) for name, now in wanted.items() if own[name] != now]
        return [*edits, put_away]


def _found(cards: list[read.Card], different: frozenset[str], step: Step | None) -> list[Likeness]:
    return [one for one in alike(cards, step) if _pair(one.left, one.right) not in different]


def _pair(left: Id, right: Id) -> str:
    return ":".join(sorted((left.hex(), right.hex())))


def _either(own: Mapping[str, Any], other: Mapping[str, Any], name: str) -> Any:
    """The value there is; of two days the later one, unless the own row lay in the bin."""
    if own["deleted"]:
        return other[name]
    days = [row[name] for row in (own, other) if row[name] is not None]
    return max(days) if days else None


def _empty(value: object) -> bool:
    return value is None or value == "" or value is False


def _proposed(name: str, one: Client, other: Client) -> Side:
    left, right = getattr(one, name), getattr(other, name)
    if name in JOINED and left and right and left != right:
        return Side.BOTH
    if name == "tier":
        return Side.LEFT if left <= right else Side.RIGHT
    if name == "since" and left and right:
        return Side.LEFT if left <= right else Side.RIGHT
    return Side.RIGHT if _empty(left) and not _empty(right) else Side.LEFT


def _value(pair: MergeField, side: Side) -> object:
    if side is Side.BOTH and type(pair.left) is type(pair.right) is str:  # words, not the member of an enumeration
        return joined(pair.left, pair.right) if pair.name in LISTS else joined_lines(pair.left, pair.right)
    return pair.right if side is Side.RIGHT else pair.left


def _once(tags: str) -> str:
    return joined(tags, "") if tags else ""
