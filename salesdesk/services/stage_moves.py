"""What a move through the funnel changes: the same whether a card is dragged or a visit is logged."""

from __future__ import annotations

from datetime import datetime

from salesdesk.domain.change import Change, Edit, Kind, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Opportunity, Stage
from salesdesk.domain.text import N_
from salesdesk.services.session import Session


def stage_move_changes(
    session: Session,
    opportunity: Opportunity,
    to: Stage,
    *,
    moved_at: datetime | None = None,
    lost_reason: LostReason | None = None,
    lost_to: str = "",
    lost_note: str = "",
) -> list[Change]:
    """The changes that put an opportunity into the stage `to`, with the move kept; none where it stands there already.

    Closing sets `closed_on` to the day of the move; reopening clears it, and why it was lost (the history keeps both).
    Raises Refused when it is lost without a reason.
    """
    if to == opportunity.stage:
        return []
    if to is Stage.LOST and lost_reason is None:
        raise Refused(N_("Say why it was lost: the review of lost orders lives from it."), field="lost_reason")
    at = moved_at or session.now()
    lost = to is Stage.LOST
    after: dict[str, object] = {
        "stage": to,
        "closed_on": None if to.is_open else at.date(),
        "lost_reason": lost_reason if lost else None,
        "lost_to": lost_to.strip() if lost else "",
        "lost_note": lost_note.strip() if lost else "",
    }
    changes: list[Change] = [
        Edit(Kind.OPPORTUNITY, opportunity.id, name, getattr(opportunity, name), value)
        for name, value in after.items()
        if getattr(opportunity, name) != value
    ]
    move = {
        "opportunity_id": opportunity.id,
        "from_stage": opportunity.stage,
        "to_stage": to,
        "moved_at": at,
        "rep_id": session.rep.id,
    }
    return [*changes, New(Kind.STAGE_MOVE, session.new_id(), move)]
