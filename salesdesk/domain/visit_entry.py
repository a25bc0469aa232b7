"""What the rep writes down after a contact, and how a visit is shown beside others (spec 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.visit import Channel, Outcome, Request, Resource, Visit


@dataclass(frozen=True, slots=True)
class VisitEntry:
    """One contact as it is logged: everything of one sheet, stored as one action.

    `needs` are names (new ones become tags); `obstacle` and `help_text` open requests; `stage` moves the linked
    opportunity (`lost_reason` belongs to Stage.LOST); `planned_visit_id` is the visit in the calendar that this was
    (logging a visit that is done already corrects it); `keeps` are earlier visits whose promised next step this kept.
    `purpose`, `place`, `companions` and `links` that are None stay as they were planned.
    """

    client_id: Id
    channel: Channel
    starts_at: datetime
    minutes: int = 60
    outcome: Outcome | None = None
    result: str = ""
    needs: tuple[str, ...] = ()
    obstacle: str = ""
    help_kind: Resource = Resource.NONE
    help_text: str = ""
    competitor_news: str = ""
    next_step: str = ""
    next_on: date | None = None
    opportunity_id: Id | None = None
    stage: Stage | None = None
    lost_reason: LostReason | None = None
    contact_ids: tuple[Id, ...] = ()
    planned_visit_id: Id | None = None
    purpose: str | None = None
    place: str | None = None
    companions: str | None = None
    links: str | None = None
    keeps: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitCard(Visit):
    """A visit with what is needed to show it: in the calendar, on a time line, in a report.

    Where the client is (`district`, coordinates in degrees where they are known) tells how far one visit lies from the
    next; `priority` is that of the linked opportunity.
    """

    client_name: str = ""
    client_tier: Tier = Tier.C
    opportunity_name: str = ""
    priority: Priority | None = None
    district: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class RequestCard(Request):
    """An open obstacle or request with the name of the client it came from."""

    client_name: str = ""
    client_tier: Tier | None = None
