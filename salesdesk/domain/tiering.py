"""Tiering: from sales, potential and influence to A, B, C (spec 2.3). Pure rules, no clock, no file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier


class MoveKind(StrEnum):
    """How a client came into another tier."""

    PROPOSAL = "proposal"
    OVERRIDE = "override"
    MANUAL = "manual"


@dataclass(frozen=True, slots=True)
class TierMove:
    """One move between tiers; every one is kept.

    `score` in tenths of a point at that time, `reason` in the rep's own words, `facts` the figures behind a proposal as
    JSON. An override holds up to and including `until`.
    """

    id: Id
    client_id: Id
    from_tier: Tier
    to_tier: Tier
    moved_at: datetime
    rep_id: Id
    kind: MoveKind
    score: int | None = None
    reason: str = ""
    facts: str = ""
    until: date | None = None
    deleted: bool = False
