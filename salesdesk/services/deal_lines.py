"""The lines of an opportunity: what may be sold, how many, at which price (spec 4.4)."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.opportunity import OpportunityLine, check_lines, sum_of
from salesdesk.services.session import Session
from salesdesk.store.read.rows import things
from salesdesk.store.tables import TABLES

_LINE = TABLES[Kind.OPPORTUNITY_LINE].c


def lines_of(session: Session, opportunity_id: Id) -> list[OpportunityLine]:
    """The lines in their order."""
    order = (_LINE.sort, _LINE.id)
    return things(session.file.conn, OpportunityLine, _LINE.opportunity_id == opportunity_id, order=order)


def amount_of(lines: Sequence[OpportunityLine], typed_cents: int) -> int:
    """The amount: what the lines come to where there are any, else what was typed. Raises Refused."""
    check_lines(lines)
    return sum_of(lines) if lines else typed_cents


def line_changes(session: Session, opportunity_id: Id, lines: Sequence[OpportunityLine]) -> list[Change]:
    """The changes that give an opportunity these lines, in this order; lines it has no more go into the bin."""
    kept = {line.id: line for line in lines_of(session, opportunity_id)}
    changes: list[Change] = []
    for place, line in enumerate(lines):
        values = {
            "product_id": line.product_id,
            "quantity": line.quantity,
            "price_cents": line.price_cents,
            "text": line.text.strip(),
            "sort": f"{place:05}",
        }
        known = kept.pop(line.id, None)
        if known is None:
            values["opportunity_id"] = opportunity_id
            changes.append(New(Kind.OPPORTUNITY_LINE, session.new_id(), values))
            continue
        changes += [
            Edit(Kind.OPPORTUNITY_LINE, line.id, name, getattr(known, name), value)
            for name, value in values.items()
            if getattr(known, name) != value
        ]
    return [*changes, *(Edit(Kind.OPPORTUNITY_LINE, pk, "deleted", False, True) for pk in kept)]
