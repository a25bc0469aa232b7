"""The quarterly tier review on one sheet, to be talked over and signed (spec 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.tiering import MoveKind, Standing, TierPlan


@dataclass(frozen=True, slots=True)
class TierProposal:
    """A client that should move, with the figures behind it."""

    client: str
    from_tier: Tier
    to_tier: Tier
    standing: Standing
    expired: bool = False


@dataclass(frozen=True, slots=True)
class MoveMade:
    """A move of the quarter: when, by whom, of which kind, with its score in tenths where it was proposed."""

    day: date
    client: str
    from_tier: Tier
    to_tier: Tier
    kind: MoveKind
    by: str
    score: int | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class KeptByHand:
    """A client that stays in a tier against its score, until when and why."""

    client: str
    tier: Tier
    until: date
    reason: str


@dataclass(frozen=True, slots=True)
class TierSheet:
    """What a quarter's review proposes and what has been decided. `sizes` now, `after` if all proposals are taken."""

    quarter: Period
    rep: str
    currency: str
    plan: TierPlan
    sizes: Mapping[Tier, int]
    after: Mapping[Tier, int]
    proposals: tuple[TierProposal, ...] = ()
    moves: tuple[MoveMade, ...] = ()
    kept: tuple[KeptByHand, ...] = ()
