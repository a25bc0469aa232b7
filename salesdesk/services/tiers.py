"""Tiers (spec 2.3): what a review proposes, what is accepted, who keeps whom by hand, and what was valid when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.domain.tiering import (
    MoveKind,
    Outcome,
    Proposal,
    Ranking,
    Standing,
    TierMove,
    TierPlan,
    check_plan,
    tier_then,
)
from salesdesk.services.session import Session
from salesdesk.store.read import tiers as read
from salesdesk.store.read.rows import thing, things
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.store.read.tiers import Named, Override
from salesdesk.store.tables import TABLES

__all__ = ["Named", "Override", "TierReview", "Tiers", "facts_of", "tier_changes", "tier_moves"]

PLAN = "tier_plan"
_MOVE = TABLES[Kind.TIER_MOVE].c


@dataclass(frozen=True)
class TierReview:
    """One picture of all clients. `under(plan)` simulates; nothing is written.

    `quarter` is the one that holds today; `due` until a proposal has been accepted in it.
    """

    ranking: Ranking
    plan: TierPlan
    outcome: Outcome
    quarter: Period
    last_on: date | None

    @property
    def due(self) -> bool:
        """Whether this quarter's review is still to be done."""
        return bool(self.outcome.proposals) and (self.last_on is None or self.last_on < self.quarter.first)

    def under(self, plan: TierPlan) -> Outcome:
        """What another plan would make of the same clients. Raises Refused."""
        return self.ranking.under(plan)


def tier_changes(
    session: Session, client: Client, tier: Tier, kind: MoveKind = MoveKind.MANUAL, reason: str = "", facts: str = ""
) -> list[Change]:
    """The changes that put a client into another tier and keep the move; none when it is there already."""
    if tier is client.tier:
        return []
    return _moved(session, client.id, client.tier, tier, kind, reason=reason.strip(), facts=facts)


def tier_moves(session: Session, client: Client, tier: Tier) -> list[Change]:
    """Only the move that belongs to an edit of the tier made elsewhere (an import)."""
    return [change for change in tier_changes(session, client, tier) if isinstance(change, New)]


def facts_of(text: str) -> tuple[Standing, str] | None:
    """The figures that a move keeps and their currency; None where there are none that can be read."""
    if not text:
        return None
    try:
        kept = json.loads(text)
        standing = Standing(**{name: kept[name] for name in Standing._fields})
        return standing, str(kept["currency"])
    except (ValueError, KeyError, TypeError):
        return None


class Tiers:
    """The value of clients: reviewed each quarter, moved with a reason, remembered for every day."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def plan(self) -> TierPlan:
        """The weights and cuts of this file."""
        kept = setting(self._conn, PLAN, {})
        known = {field.name for field in fields(TierPlan)}
        return TierPlan(**{name: value for name, value in kept.items() if name in known})

    def review(self) -> TierReview:
        """Every client as it stands today, and who should move."""
        today, plan = self._session.today(), self.plan()
        ranking = Ranking(read.candidates(self._conn, today, self._session.currency))
        return TierReview(ranking, plan, ranking.under(plan), Period.quarter(today), read.last_review(self._conn))

    def best(self, tier: Tier, count: int) -> list[tuple[Id, Standing]]:
        """The clients of a tier with the highest scores."""
        ranking = Ranking(read.candidates(self._conn, self._session.today(), self._session.currency))
        return ranking.best(self.plan(), tier, count)

    def tier_on(self, client_id: Id, day: date) -> Tier | None:
        """The tier a client had at the end of `day`; None for an unknown client."""
        client = thing(self._conn, Client, client_id)
        return None if client is None else tier_then(self.moves(client_id), day, client.tier)

    def tiers_on(self, day: date) -> dict[Id, Tier]:
        """The tier that every client had at the end of `day`."""
        return read.tiers_on(self._conn, day)

    def moves(self, client_id: Id) -> list[TierMove]:
        """Every move of a client, the oldest first."""
        return things(self._conn, TierMove, _MOVE.client_id == client_id, order=(_MOVE.moved_at, _MOVE.id))

    def overrides(self) -> list[Override]:
        """The clients kept by hand, run out ones among them."""
        return read.overrides(self._conn)

    def names(self, client_ids: Sequence[Id]) -> dict[Id, Named]:
        """What the review shows of clients beside their figures."""
        return read.named(self._conn, client_ids)

    # verbs

    def set_plan(self, plan: TierPlan) -> ChangeSet:
        """Keep other weights and cuts. Raises Refused."""
        check_plan(plan)
        if plan == self.plan():
            return ChangeSet(0, Label("tier.plan"), {})
        return self._session.record(Label("tier.plan"), [setting_change(self._conn, PLAN, asdict(plan))])

    def accept(self, proposals: Sequence[Proposal]) -> ChangeSet:
        """Move these clients as proposed, as one action. Raises Conflict when one of them has moved meanwhile."""
        changes: list[Change] = []
        for one in proposals:
            facts = json.dumps({**one.standing._asdict(), "currency": self._session.currency}, separators=(",", ":"))
            changes += _moved(
                *(self._session, one.client_id, one.from_tier, one.to_tier, MoveKind.PROPOSAL),
                score=one.standing.score,
                facts=facts,
            )
        if len(proposals) == 1:
            label = Label("client.tier", {"client": self._name(proposals[0]), "tier": proposals[0].to_tier.value})
        else:
            label = Label("clients.tiered", {"n": len(proposals)})
        return self._session.record(label, changes)

    def move(self, client_id: Id, tier: Tier, why: str = "") -> ChangeSet:
        """Put a client into another tier by hand, for the next review to look at again."""
        client = self._known(client_id)
        label = Label("client.tier", {"client": client.name, "tier": tier.value, "why": why.strip()})
        return self._session.record(label, tier_changes(self._session, client, tier, MoveKind.MANUAL, why))

    def override(self, client_id: Id, tier: Tier, reason: str, until: date | None) -> ChangeSet:
        """Keep a client in a tier against the score until a day (included). Raises Refused without reason or expiry.

        The same tier as now is kept as well: the review leaves the client alone until then.
        """
        client = self._known(client_id)
        if not reason.strip():
            raise Refused(N_("Say why: a tier that is kept by hand needs a reason."), field="reason")
        if until is None:
            raise Refused(N_("Say until when: after that day the review looks at the client again."), field="until")
        if until <= self._session.today():
            raise Refused(N_("This day has passed. Choose one that lies ahead."), field="until")
        label = Label("client.tier_kept", {"client": client.name, "tier": tier.value, "day": until.isoformat()})
        changes = _moved(
            *(self._session, client_id, client.tier, tier, MoveKind.OVERRIDE), reason=reason.strip(), until=until
        )
        return self._session.record(label, changes)

    def judge(self, client_id: Id, potential: int | None, influence: int | None) -> ChangeSet:
        """The rep's judgement of a client, 0 to 100 each (None: not judged). Raises Refused."""
        client = self._known(client_id)
        for name, value in (("potential", potential), ("influence", influence)):
            if value is not None and not 0 <= value <= 100:
                raise Refused(N_("Potential and influence lie between 0 and 100."), field=name)
        edits = [
            Edit(Kind.CLIENT, client_id, name, before, after)
            for name, before, after in (
                ("potential", client.potential, potential),
                ("influence", client.influence, influence),
            )
            if before != after
        ]
        return self._session.record(Label("client.changed", {"client": client.name}), edits)

    # private

    def _known(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None:
            raise Refused(N_("This client is not in the file."))
        return client

    def _name(self, proposal: Proposal) -> str:
        return self._known(proposal.client_id).name


def _moved(session: Session, client_id: Id, before: Tier, after: Tier, kind: MoveKind, **more: object) -> list[Change]:
    values = {"from_tier": before, "to_tier": after, "moved_at": session.now(), "rep_id": session.rep.id, "kind": kind}
    made = New(Kind.TIER_MOVE, session.new_id(), {"client_id": client_id, **values, **more})
    return [made] if before is after else [made, Edit(Kind.CLIENT, client_id, "tier", before, after)]
