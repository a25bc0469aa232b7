"""Opportunities and their way through the funnel (spec 4.4, 4.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
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


def check_lines(lines: Iterable[OpportunityLine]) -> None:
    """Refuse what no line can be."""
    for line in lines:
        if line.product_id is None and not line.text.strip():
            raise Refused(N_("A line needs a product or a text."), field="lines")
        if line.quantity < 1:
            raise Refused(N_("The quantity of a line is at least 1."), field="lines")
        if line.price_cents < 0:
            raise Refused(N_("The price of a line is not negative."), field="lines")


def sum_of(lines: Iterable[OpportunityLine]) -> int:
    """What the lines come to, in cents: quantity × price, exact."""
    return sum(line.quantity * line.price_cents for line in lines)
