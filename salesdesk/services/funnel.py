"""Opportunities on their way through the stages (spec 4.4): the board, and every verb that changes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import date
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import Chance, StageLimit, StepGap, check_limits, step_gap
from salesdesk.domain.opportunity import (
    LostReason,
    Opportunity,
    OpportunityLine,
    Priority,
    Stage,
    StageMove,
    check_opportunity,
)
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.services.board import (
    EVERYTHING,
    Board,
    BoardFilter,
    Column,
    ColumnKey,
    Counts,
    SavedBoard,
    TableRows,
    read_board,
)
from salesdesk.services.clients import search_words
from salesdesk.services.deal_lines import amount_of, line_changes, lines_of
from salesdesk.services.many_deals import Wished, many_changes
from salesdesk.services.saved_filters import SavedFilters
from salesdesk.services.session import Session
from salesdesk.services.stage_moves import stage_move_changes
from salesdesk.store.read import funnel_rules, slips
from salesdesk.store.read import opportunities as read
from salesdesk.store.read import visits as read_visits
from salesdesk.store.read.opportunities import CLOSED_DAYS, Card, FoundDeal, Last
from salesdesk.store.read.rows import thing, things
from salesdesk.store.read.settings import setting_changes
from salesdesk.store.read.slips import Slip
from salesdesk.store.tables import TABLES
from salesdesk.words.search_keys import search_text

__all__ = [
    "CLOSED_DAYS",
    "EVERYTHING",
    "Board",
    "BoardFilter",
    "Card",
    "Column",
    "ColumnKey",
    "Counts",
    "FoundDeal",
    "Funnel",
    "Last",
    "SavedBoard",
    "Slip",
    "TableRows",
]

_OPPORTUNITY = TABLES[Kind.OPPORTUNITY].c
_MOVE = TABLES[Kind.STAGE_MOVE].c
_VISIT = TABLES[Kind.VISIT].c

_OWN = frozenset(field.name for field in fields(Opportunity)) - {"id", "deleted"}
_MOVED = frozenset({"stage", "closed_on", "lost_reason", "lost_to", "lost_note"})
"""Fields that a stage move writes."""


class Funnel:
    """Opportunities: add, edit, move, put into the bin; the board and one card."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self.filters = SavedFilters(session, "board_filters", SavedBoard)

    # verbs

    def add(
        self,
        *,
        name: str,
        client_id: Id | None = None,
        amount_cents: int = 0,
        stage: Stage = Stage.FIRST_CONTACT,
        lines: Sequence[OpportunityLine] = (),
        **values: Any,
    ) -> Id:
        """A new opportunity, with its first stage move. Raises Refused when a field cannot be so (`field` names it).

        Further values are fields of `domain.opportunity.Opportunity`; amounts are in the file's currency unless
        `currency` says otherwise. Where there are `lines`, they make the amount.
        """
        unknown = set(values) - _OWN
        if unknown:
            raise TypeError(f"no such fields: {sorted(unknown)}")
        session, pk, name = self._session, self._session.new_id(), name.strip()
        amount_cents = amount_of(lines, amount_cents)
        check_opportunity(name, amount_cents, values.get("probability"))
        today = session.today()
        own = {"currency": session.currency, "rep_id": session.rep.id, "created_on": today, **values}
        own |= {"name": name, "client_id": client_id, "amount_cents": amount_cents, "stage": stage}
        if not stage.is_open:
            own.setdefault("closed_on", today)
        _check_loss(stage, own.get("lost_reason"))
        move = {"opportunity_id": pk, "to_stage": stage, "moved_at": session.now(), "rep_id": session.rep.id}
        new = New(Kind.OPPORTUNITY, pk, own | {"search": search_text(name)})
        session.record(
            Label("opportunity.added", {"opportunity": name}),
            [new, New(Kind.STAGE_MOVE, session.new_id(), move), *line_changes(session, pk, lines)],
        )
        return pk

    def edit(
        self, before: Opportunity, after: Opportunity, lines: Sequence[OpportunityLine] | None = None
    ) -> ChangeSet:
        """Store the fields that differ; another stage is a stage move. Raises Refused, Conflict.

        With `lines` these take the place of the opportunity's own. Where there are lines they make the amount:
        another one cannot be typed.
        """
        after = self._counted(before, replace(after, name=after.name.strip()), lines)
        check_opportunity(after.name, after.amount_cents, after.probability)
        if after.stage is not Stage.LOST:
            after = replace(after, lost_reason=None, lost_to="", lost_note="")
        elif before.lost_reason is not None:
            _check_loss(after.stage, after.lost_reason)
        changes: list[Change] = list(stage_move_changes(self._session, before, after.stage, **_loss_of(after)))
        moved = _MOVED if changes else {"stage", "closed_on"}
        names = [field.name for field in fields(Opportunity) if field.name not in moved | {"id"}]
        changes += [
            Edit(Kind.OPPORTUNITY, before.id, name, getattr(before, name), getattr(after, name))
            for name in names
            if getattr(before, name) != getattr(after, name)
        ]
        if before.name != after.name:
            stored = read.search_of(self._conn, before.id)
            changes.append(Edit(Kind.OPPORTUNITY, before.id, "search", stored, search_text(after.name)))
        if lines is not None:
            changes += line_changes(self._session, before.id, lines)
        return self._session.record(_label(before, after.stage, after.name), changes)

    def move(
        self,
        opportunity_id: Id,
        to: Stage,
        *,
        lost_reason: LostReason | None = None,
        lost_to: str = "",
        lost_note: str = "",
        amount_cents: int | None = None,
    ) -> ChangeSet:
        """Put it into another stage, as by dragging; a closed one is reopened so. Nothing where it stands there.

        `amount_cents` is the amount as it was agreed on in the end, where it differs. Raises Refused when it is lost
        without a reason, or when it is gone.
        """
        deal = self._known(opportunity_id)
        changes = stage_move_changes(
            self._session, deal, to, lost_reason=lost_reason, lost_to=lost_to, lost_note=lost_note
        )
        if amount_cents is not None and amount_cents != deal.amount_cents:
            check_opportunity(deal.name, amount_cents, None)
            changes.append(Edit(Kind.OPPORTUNITY, deal.id, "amount_cents", deal.amount_cents, amount_cents))
        return self._session.record(_label(deal, to), changes)

    def set_lines(self, opportunity_id: Id, lines: Sequence[OpportunityLine]) -> ChangeSet:
        """Give it these lines, in this order; they make its amount. Without any, the amount stays as it is.

        A line that the opportunity has already is known by its id; any other one is new. Raises Refused.
        """
        deal = self._known(opportunity_id)
        return self.edit(deal, deal, lines)

    def change_many(
        self,
        ids: Sequence[Id],
        *,
        priority: Priority | None = None,
        rep_id: Id | None = None,
        expected_close: date | None = None,
        stage: Stage | None = None,
        **loss: Any,
    ) -> ChangeSet:
        """The same change of several opportunities, as one action; what is None stays as it is.

        A stage is a stage move of each; `loss` is `lost_reason`, `lost_to`, `lost_note`. Raises Refused.
        """
        wished = Wished(priority, rep_id, expected_close, stage, **loss)
        deals = [self._known(pk) for pk in dict.fromkeys(ids)]
        changes = many_changes(self._session, deals, wished)
        touched = {one.id for one in changes if isinstance(one, Edit)}
        return self._session.record(Label("opportunities.changed", {"n": len(touched)}), changes)

    def set_limits(self, limits: Mapping[Stage, StageLimit]) -> ChangeSet:
        """Say after how many days an opportunity counts as stalled. Raises Refused."""
        wanted = {**self.limits(), **limits}
        check_limits(wanted)
        if wanted == self.limits():
            return ChangeSet(0, Label("funnel.limits"), {})
        value = funnel_rules.limits_value(wanted)
        return self._session.record(Label("funnel.limits"), setting_changes(self._conn, funnel_rules.LIMITS, value))

    def set_priority(self, opportunity_id: Id, priority: Priority) -> ChangeSet:
        """Say how urgent it is."""
        deal = self._known(opportunity_id)
        return self.edit(deal, replace(deal, priority=priority))

    def bin(self, *ids: Id) -> ChangeSet:
        """Put them into the bin, as one action; their visits and stage moves stay."""
        if len(ids) == 1:
            return self._mark(ids[0], "opportunity.deleted", deleted=True)
        deals = [self._known(pk) for pk in dict.fromkeys(ids)]
        edits = [Edit(Kind.OPPORTUNITY, deal.id, "deleted", False, True) for deal in deals]
        return self._session.record(Label("opportunities.deleted", {"n": len(edits)}), edits)

    def restore(self, opportunity_id: Id) -> ChangeSet:
        """Take it out of the bin."""
        return self._mark(opportunity_id, "opportunity.restored", deleted=False)

    # questions

    def get(self, opportunity_id: Id) -> Opportunity | None:
        """One opportunity, also from the bin."""
        return thing(self._conn, Opportunity, opportunity_id)

    def card(self, opportunity_id: Id) -> Card | None:
        """One opportunity as the board shows it, also one closed long ago."""
        return read.card(self._conn, opportunity_id, self._session.today(), self._session.funnel_rules())

    def cards(self, ids: Sequence[Id]) -> list[Card]:
        """These opportunities as the board shows them, in this order; those in the bin are left out."""
        return read.cards_of(self._conn, ids, self._session.today(), self._session.funnel_rules())

    def lines(self, opportunity_id: Id) -> list[OpportunityLine]:
        """What may be sold, line by line; where there are any, they make the amount."""
        return lines_of(self._session, opportunity_id)

    def chances(self) -> Mapping[Stage, Chance]:
        """The chance of winning from each stage: learned from the file's own history once there is enough of it."""
        return self._session.funnel_rules().chances

    def limits(self) -> Mapping[Stage, StageLimit]:
        """After how many days an opportunity counts as stalled, by its stage."""
        return funnel_rules.limits(self._conn)

    def slips(self, opportunity_id: Id) -> list[Slip]:
        """How its expected close was moved, the newest first."""
        return slips.slips(self._conn, opportunity_id, self._session.now().tzinfo)

    def step_gap(self, opportunity_id: Id) -> StepGap | None:
        """What to ask for as long as it stays open: a next step with a day that lies ahead."""
        deal = self._known(opportunity_id)
        return step_gap(deal.stage, deal.next_step, deal.next_on, self._session.today())

    def opportunity_of(self, kind: Kind, record_id: Id) -> Id | None:
        """The opportunity that a record is or belongs to (a stage move); None for any other kind."""
        if kind is Kind.STAGE_MOVE:
            move = thing(self._conn, StageMove, record_id)
            return move.opportunity_id if move else None
        return record_id if kind is Kind.OPPORTUNITY else None

    def of_client(self, client_id: Id) -> list[Opportunity]:
        """All of a client's, open ones first by how far they are, then the closed ones, the newest first."""
        found = things(
            self._conn,
            Opportunity,
            _OPPORTUNITY.client_id == client_id,
            order=(_OPPORTUNITY.closed_on.desc(), _OPPORTUNITY.priority, _OPPORTUNITY.id),
        )
        return sorted(found, key=lambda deal: (not deal.stage.is_open, -deal.stage.rank))

    def stages_of(self, opportunity_id: Id) -> list[StageMove]:
        """Every stage move, the oldest first."""
        return things(self._conn, StageMove, _MOVE.opportunity_id == opportunity_id, order=(_MOVE.moved_at, _MOVE.id))

    def visits_of(self, opportunity_id: Id, limit: int = 20) -> list[VisitCard]:
        """The visits linked to it, the newest first."""
        order = (_VISIT.day.desc(), _VISIT.starts_at.desc())
        return read_visits.cards(self._conn, _VISIT.opportunity_id == opportunity_id, order=order, limit=limit)

    def find(self, text: str, limit: int = 8) -> list[FoundDeal]:
        """Opportunities by their own or their client's characters, pinyin or initials; the last moved for nothing."""
        return read.find(self._conn, search_words(text), limit)

    def stalled(self) -> list[Card]:
        """Open ones in which nothing happened for too long, the most urgent first, then the bigger amount."""
        cards = read.board_cards(self._conn, (), self._session.today(), self._session.funnel_rules())
        found = [card for card in cards if card.stalled]
        return sorted(found, key=lambda card: (card.priority, -card.amount_cents, card.name))

    def board(self, wanted: BoardFilter = EVERYTHING) -> Board:
        """All columns with what the filter lets through."""
        return read_board(self._session, wanted)

    def competitors(self) -> list[str]:
        """The competitors that are known: those lost to, then those noted at clients, the most frequent first."""
        return read.competitors(self._conn)

    def owners(self) -> dict[Id, str]:
        """The names of the reps, whose opportunities these are."""
        return {rep.id: rep.name for rep in things(self._conn, Rep)}

    # private

    def _known(self, opportunity_id: Id) -> Opportunity:
        deal = self.get(opportunity_id)
        if deal is None or deal.deleted:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        return deal

    def _counted(self, before: Opportunity, after: Opportunity, lines: Sequence[OpportunityLine] | None) -> Opportunity:
        """With the amount that its lines make."""
        if lines is not None:
            return replace(after, amount_cents=amount_of(lines, after.amount_cents))
        if after.amount_cents != before.amount_cents and self.lines(before.id):
            raise Refused(N_("The lines make the amount. Change the lines, or take them away."), field="amount_cents")
        return after

    def _mark(self, opportunity_id: Id, key: str, *, deleted: bool) -> ChangeSet:
        deal = self.get(opportunity_id)
        if deal is None:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        edits = [Edit(Kind.OPPORTUNITY, deal.id, "deleted", deal.deleted, deleted)] if deal.deleted != deleted else []
        return self._session.record(Label(key, {"opportunity": deal.name}), edits)


def _label(before: Opportunity, to: Stage, name: str = "") -> Label:
    """What a change of an opportunity is called: the move where its stage changes."""
    params = {"opportunity": name or before.name}
    if to == before.stage:
        return Label("opportunity.changed", params)
    if not to.is_open:
        return Label(f"opportunity.{to.value}", params)
    if not before.stage.is_open:
        return Label("opportunity.reopened", params)
    return Label("opportunity.moved", params | {"stage": to.value})


def _loss_of(deal: Opportunity) -> dict[str, Any]:
    return {"lost_reason": deal.lost_reason, "lost_to": deal.lost_to, "lost_note": deal.lost_note}


def _check_loss(stage: Stage, reason: object) -> None:
    if stage is Stage.LOST and reason is None:
        raise Refused(N_("Say why it was lost: the review of lost orders lives from it."), field="lost_reason")
