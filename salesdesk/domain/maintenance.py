"""Keeping clients (spec 1.4, 2.4, 2.5): services planned and given, churn, what similar clients bought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id


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
