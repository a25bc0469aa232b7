"""What a day asks for: everything the page *Today* shows, as data without words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from salesdesk.domain.cadence import Due
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Grade, Tier
from salesdesk.domain.enquiry import Enquiry
from salesdesk.domain.maintenance import DueService
from salesdesk.domain.opportunity import Priority, Stage
from salesdesk.domain.prospects import ProspectStep
from salesdesk.domain.receivables import OpenInvoice
from salesdesk.domain.visit_entry import RequestCard, VisitCard


@dataclass(frozen=True, slots=True)
class DueContact:
    """A client that wants to be met, with how it stands against its cadence and what is at stake.

    `open_cents`: amounts of its open opportunities in the file's currency; `planned_on`: the next planned visit.
    """

    client_id: Id
    client_name: str
    tier: Tier
    district: str
    due: Due
    open_cents: int = 0
    planned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Promise:
    """A next step with a date, promised at a visit or written at an opportunity (`kind` and `id` say where)."""

    kind: Kind
    id: Id
    client_id: Id | None
    client_name: str
    tier: Tier | None
    step: str
    on: date


@dataclass(frozen=True, slots=True)
class StalledDeal:
    """An open opportunity in which nothing has happened for `days`."""

    id: Id
    name: str
    client_id: Id | None
    client_name: str
    stage: Stage
    priority: Priority
    amount_cents: int
    currency: str
    days: int


@dataclass(frozen=True, slots=True)
class DueNode:
    """A node of a prospect's follow-up whose day has come or is near."""

    step: ProspectStep
    client_name: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class WaitingEnquiry:
    """An enquiry or complaint without a first answer, with its client's name."""

    enquiry: Enquiry
    client: str


class ReportState(StrEnum):
    """How far the day's report is."""

    NONE = "none"
    DRAFT = "draft"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class DayFigures:
    """The strip of the day, of the file's own rep; money in cents of the file's currency.

    `sales_cents`: orders of the month to date that are not cancelled; `target_cents` None without a target;
    `pace`: share of the month's working days that have begun, today included. `contacts_done` of `contacts_due`:
    contacts of this week that the cadence asks for. `weighted_cents`: glossary *weighted pipeline* of the month, over
    `open_count` opportunities.
    """

    sales_cents: int
    target_cents: int | None
    pace: float
    contacts_done: int
    contacts_due: int
    weighted_cents: int
    open_count: int
    report: ReportState
    report_sent_at: datetime | None = None
    sent_by: tuple[int, int] | None = None
    """How many reps have sent the day's report, of how many, where those of a team are shown together."""


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """What an empty file begins with, and what of it is done."""

    clients: bool
    target: bool
    visit: bool
    hidden: bool = False

    @property
    def all_done(self) -> bool:
        return self.clients and self.target and self.visit


MOST_TO_ASK = 100


@dataclass(frozen=True, slots=True)
class TodayView:
    """All of one day. `due` holds the most important of `due_count` clients.

    `to_ask` clients are still to be asked for the survey of the quarter, counted up to `MOST_TO_ASK`.
    """

    day: date
    visits: tuple[VisitCard, ...]
    due: tuple[DueContact, ...]
    due_count: int
    promises: tuple[Promise, ...]
    stalled: tuple[StalledDeal, ...]
    requests: tuple[RequestCard, ...]
    figures: DayFigures
    first_steps: FirstSteps
    tomorrow: int = 0
    services: tuple[DueService, ...] = ()
    nodes: tuple[DueNode, ...] = ()
    collect: tuple[OpenInvoice, ...] = ()
    waiting: tuple[WaitingEnquiry, ...] = ()
    to_ask: int = 0

    @property
    def nothing_left(self) -> bool:
        """Whether nothing of this day waits for the rep any more."""
        kept = any(one.step.due_on <= self.day for one in self.services)
        followed = any(one.step.due_on is not None and one.step.due_on <= self.day for one in self.nodes)
        planned = any(visit.status == "planned" for visit in self.visits)
        return not (self.due or self.promises or kept or followed or planned)
