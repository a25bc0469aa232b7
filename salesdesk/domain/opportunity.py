"""Opportunities and their way through the funnel (spec 4.4, 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import DecisionRole
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_


class Stage(StrEnum):
    """Three open stages; the fourth, closed, as won or lost."""

    FIRST_CONTACT = "first_contact"
    NEED_CONFIRMED = "need_confirmed"
    PROPOSAL = "proposal"
    WON = "won"
    LOST = "lost"

    @property
    def is_open(self) -> bool:
        return self not in (Stage.WON, Stage.LOST)

    @property
    def rank(self) -> int:
        """Place in the funnel: 0, 1, 2 for the open stages, 3 for both closed ones."""
        return min(list(Stage).index(self), 3)


OPEN_STAGES = (Stage.FIRST_CONTACT, Stage.NEED_CONFIRMED, Stage.PROPOSAL)

DEFAULT_PROBABILITY = {
    Stage.FIRST_CONTACT: 10,
    Stage.NEED_CONFIRMED: 30,
    Stage.PROPOSAL: 60,
    Stage.WON: 100,
    Stage.LOST: 0,
}
"""Percent, until the file's own history says better."""

STALL_DAYS = {Stage.FIRST_CONTACT: 21, Stage.NEED_CONFIRMED: 30, Stage.PROPOSAL: 30}
"""Days without activity or stage move after which an open opportunity counts as stalled."""


class Priority(IntEnum):
    """The urgency of an opportunity. Never to be confused with a client's tier."""

    P1 = 1
    P2 = 2
    P3 = 3


class LostReason(StrEnum):
    PRODUCT_FIT = "product_fit"
    SERVICE = "service"
    TERMS = "terms"
    RELATIONSHIP = "relationship"
    TIMING = "timing"
    NO_DECISION = "no_decision"


@dataclass(frozen=True, slots=True)
class Opportunity:
    """A sale that may come. `probability` in percent; None takes the stage's. `ref`: key in an imported source."""

    id: Id
    name: str
    rep_id: Id
    stage: Stage
    created_on: date
    client_id: Id | None = None
    product_id: Id | None = None
    amount_cents: int = 0
    currency: str = "CNY"
    probability: int | None = None
    priority: Priority = Priority.P2
    expected_close: date | None = None
    closed_on: date | None = None
    budget_cents: int | None = None
    decision_on: date | None = None
    next_step: str = ""
    next_on: date | None = None
    lost_reason: LostReason | None = None
    lost_to: str = ""
    lost_note: str = ""
    approach: str = ""
    note: str = ""
    ref: str = ""
    deleted: bool = False

    @property
    def chance(self) -> int:
        """Probability of winning, percent."""
        return DEFAULT_PROBABILITY[self.stage] if self.probability is None else self.probability

    @property
    def weighted_cents(self) -> int:
        """See `weighted`."""
        return weighted(self.amount_cents, self.chance)


def weighted(cents: int, percent: int) -> int:
    """Amount × probability (glossary: weighted pipeline), rounded half up to the cent."""
    return (cents * percent + 50) // 100


@dataclass(frozen=True, slots=True)
class StageMove:
    """One move through the funnel; every one is kept. `from_stage` None: the opportunity was created there."""

    id: Id
    opportunity_id: Id
    from_stage: Stage | None
    to_stage: Stage
    moved_at: datetime
    rep_id: Id
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class OpportunityLine:
    """One position of what may be sold; `price_cents` for one piece. Where there are lines, they make the amount."""

    id: Id
    opportunity_id: Id
    product_id: Id | None
    quantity: int = 1
    price_cents: int = 0
    text: str = ""
    sort: str = ""
    deleted: bool = False


class Stance(StrEnum):
    """How a person stands to our offer."""

    UNKNOWN = ""
    SUPPORTS = "supports"
    NEUTRAL = "neutral"
    AGAINST = "against"


class Influence(StrEnum):
    """How much a person's word weighs in the decision."""

    UNKNOWN = ""
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class OpportunityContact:
    """A contact's place in the decision on one opportunity (spec 3.3)."""

    id: Id
    opportunity_id: Id
    contact_id: Id
    role: DecisionRole = DecisionRole.UNKNOWN
    stance: Stance = Stance.UNKNOWN
    influence: Influence = Influence.UNKNOWN
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class DealReview:
    """What the weekly review noted of a stalled or lost opportunity; `week` is the Monday (spec 4.4)."""

    id: Id
    opportunity_id: Id
    rep_id: Id
    week: date
    approach: str = ""
    note: str = ""
    deleted: bool = False


def check_opportunity(name: str, amount_cents: int, probability: int | None) -> None:
    """Refuse what no opportunity can be."""
    if not name.strip():
        raise Refused(N_("An opportunity needs a name."), field="name")
    if amount_cents < 0:
        raise Refused(N_("The amount is not negative."), field="amount_cents")
    if probability is not None and not 0 <= probability <= 100:
        raise Refused(N_("A probability lies between 0 and 100 percent."), field="probability")


def stalled_days(stage: Stage, entered_on: date, last_active_on: date | None, next_on: date | None, today: date) -> int:
    """Days beyond which nothing happened, if the opportunity counts as stalled; else 0.

    A booked next step that still lies ahead counts as activity (spec 4.4).
    """
    if not stage.is_open or (next_on is not None and next_on >= today):
        return 0
    quiet = (today - max(entered_on, last_active_on or entered_on)) // timedelta(days=1)
    return quiet if quiet > STALL_DAYS[stage] else 0
