"""The visit plan (客戶拜訪計劃表): the paper form that a sales team fills in, signs and files (spec 4.2, 4.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.domain.visit import Channel, VisitStatus


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One visit as the form asks for it. `start` is None for a visit without an hour; an open `opportunity` in
    its `stage` tells what is expected of the visit: that it moves on."""

    client: str
    tier: Tier
    status: VisitStatus
    day: date
    channel: Channel
    start: time | None = None
    contact: str = ""
    phone: str = ""
    address: str = ""
    purpose: str = ""
    opportunity: str = ""
    stage: Stage | None = None
    result: str = ""
    id: Id = b""


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The visits of a rep in a period, by day and hour."""

    period: Period
    rep: str
    currency: str
    lines: tuple[PlanLine, ...] = ()
