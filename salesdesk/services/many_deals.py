"""The same change of several opportunities at once: one action, one step to undo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from salesdesk.domain.change import Change, Edit, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import LostReason, Opportunity, Priority, Stage
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.services.stage_moves import stage_move_changes
from salesdesk.store.read.rows import thing


@dataclass(frozen=True, slots=True)
class Wished:
    """What several opportunities shall be like; None leaves a field as it is.

    A stage is a stage move of each (lost ones share the reason).
    """

    priority: Priority | None = None
    rep_id: Id | None = None
    expected_close: date | None = None
    stage: Stage | None = None
    lost_reason: LostReason | None = None
    lost_to: str = ""
    lost_note: str = ""


def many_changes(session: Session, deals: Sequence[Opportunity], wished: Wished) -> list[Change]:
    """The changes that make the opportunities so. Raises Refused."""
    rep = thing(session.file.conn, Rep, wished.rep_id) if wished.rep_id is not None else None
    if wished.rep_id is not None and (rep is None or rep.deleted):
        raise Refused(N_("The file does not know this rep."), field="rep_id")
    told = {"priority": wished.priority, "rep_id": wished.rep_id, "expected_close": wished.expected_close}
    values = {name: value for name, value in told.items() if value is not None}
    changes: list[Change] = []
    for deal in deals:
        changes += [
            Edit(Kind.OPPORTUNITY, deal.id, name, getattr(deal, name), value)
            for name, value in values.items()
            if getattr(deal, name) != value
        ]
        if wished.stage is not None:
            changes += stage_move_changes(
                session,
                deal,
                wished.stage,
                lost_reason=wished.lost_reason,
                lost_to=wished.lost_to,
                lost_note=wished.lost_note,
            )
    return changes
