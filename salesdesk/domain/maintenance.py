"""Keeping clients (spec 1.4, 2.4, 2.5): services planned and given, churn, what similar clients bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from statistics import median

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import add_months
from salesdesk.domain.text import N_


class ServiceKind(StrEnum):
    """What a client is served with: the plan of a key account, and the programmes of tiers A and B."""

    NEEDS_ANALYSIS = "needs_analysis"
    OWN_BUNDLE = "own_bundle"
    PRIORITY_SUPPORT = "priority_support"
    EXECUTIVE_MEETING = "executive_meeting"
    JOINT_PLAN = "joint_plan"
    PROMOTION = "promotion"
    PILOT = "pilot"


@dataclass(frozen=True, slots=True)
class ServiceStep:
    """One service due on a day, open until `done_on`; `note` then says what came of it.

    With `every_months` the next one is planned when this one is done.
    """

    id: Id
    client_id: Id
    kind: ServiceKind
    due_on: date
    every_months: int | None = None
    done_on: date | None = None
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class DueService:
    """A service of a client that is due, with the client's name."""

    step: ServiceStep
    client: str
    tier: Tier


@dataclass(frozen=True, slots=True)
class GivenService:
    """A value-added service that a client was given; `cost_cents` where it is known."""

    id: Id
    client_id: Id
    rep_id: Id
    given_on: date
    name: str
    cost_cents: int | None = None
    currency: str = "CNY"
    note: str = ""
    deleted: bool = False


PLAN_OF_KEY = {
    ServiceKind.NEEDS_ANALYSIS: 6,
    ServiceKind.OWN_BUNDLE: 12,
    ServiceKind.PRIORITY_SUPPORT: 12,
    ServiceKind.EXECUTIVE_MEETING: 6,
    ServiceKind.JOINT_PLAN: 12,
}
"""The service plan proposed for a key account: each kind every so many months."""

KEY_SHARE = 20
"""Percent of clients, by contribution, that are marked as key accounts (spec 1.4)."""

LEAST_ORDERS = 3
"""Orders a client must have before a usual gap can be told (glossary: churn warning)."""


@dataclass(frozen=True, slots=True)
class ChurnWarning:
    """A client that has not ordered for longer than twice its own median gap; gaps in tenths of a day."""

    client_id: Id
    last_on: date
    days: int
    gap_tenths: int
    orders: int


def churn_of(client_id: Id, days: Sequence[date], today: date) -> ChurnWarning | None:
    """The warning for a client with orders on these days (glossary: churn warning), or None.

    Orders of one day count as one: a gap of no days says nothing about habit.
    """
    ordered = sorted({day for day in days if day <= today})
    if len(ordered) < LEAST_ORDERS:
        return None
    gap = median((after - before).days for before, after in pairwise(ordered))
    quiet = (today - ordered[-1]).days
    if quiet <= 2 * gap:
        return None
    return ChurnWarning(client_id, ordered[-1], quiet, round(10 * gap), len(ordered))


@dataclass(frozen=True, slots=True)
class CrossSell:
    """A product that `buyers` of `peers` similar clients bought and this one did not."""

    product_id: Id
    product: str
    buyers: int
    peers: int
    industry: str
    tier: Tier


class ProgrammeStep(StrEnum):
    """What a line of a tier's programme asks for (spec 2.5)."""

    DUE = "due"
    MISSING = "missing"
    RESULT = "result"
    CANDIDATE = "candidate"
    PROMISING = "promising"


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One line of the programme of a tier, ready to be acted on.

    `kind` and `step` name the service, where there is one; `score` in tenths of a point for candidates.
    """

    id: Id
    client_id: Id
    name: str
    tier: Tier
    what: ProgrammeStep
    kind: ServiceKind | None = None
    step: ServiceStep | None = None
    on: date | None = None
    note: str = ""
    score: int | None = None


PROGRAMME = {
    Tier.A: (ServiceKind.EXECUTIVE_MEETING, ServiceKind.JOINT_PLAN),
    Tier.B: (ServiceKind.PROMOTION, ServiceKind.PILOT),
    Tier.C: (),
}
"""The services of each tier's programme."""


def next_due(step: ServiceStep, done_on: date) -> date | None:
    """When a repeated service is due again after it was done; None for one that is done once."""
    return add_months(done_on, step.every_months) if step.every_months else None


def check_service(every_months: int | None) -> None:
    """Refuse a rhythm that is none."""
    if every_months is not None and not 1 <= every_months <= 60:
        raise Refused(N_("A service repeats every 1 to 60 months, or not at all."), field="every_months")


@dataclass(frozen=True, slots=True)
class TierResources:
    """What the clients of a tier were given in a period: visits, minutes, discount (cents of list price given up).

    `plan` is the share in percent that the tier should get.
    """

    tier: Tier
    clients: int
    visits: int
    minutes: int
    discount_cents: int
    plan: int


DEFAULT_SHARES = {Tier.A: 50, Tier.B: 30, Tier.C: 20}
"""Percent of the rep's resources planned for each tier."""
