"""Quarterly milestones, tenders, and their checklists (spec 1.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id


class Criterion(StrEnum):
    """What a milestone is measured by; `CHECKLIST`: by its list alone."""

    CHECKLIST = "checklist"
    NEW_CLIENTS = "new_clients"
    PRODUCTS_PER_CLIENT = "products_per_client"
    TENDERS = "tenders"
    TENDER_WIN_RATE = "tender_win_rate"
    COLLECTION_RATE = "collection_rate"
    SALES = "sales"


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be reached in a quarter. `goal` in the unit of the criterion: a number, cents, or basis points."""

    id: Id
    rep_id: Id
    year: int
    quarter: int
    title: str
    criterion: Criterion = Criterion.CHECKLIST
    goal: int | None = None
    due_on: date | None = None
    done_on: date | None = None
    note: str = ""
    sort: str = ""
    deleted: bool = False


class TenderStatus(StrEnum):
    FOLLOWED = "followed"
    SUBMITTED = "submitted"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Tender:
    """A call for tenders that is followed; `team` names the project team, one a line."""

    id: Id
    client_id: Id
    rep_id: Id
    name: str
    status: TenderStatus = TenderStatus.FOLLOWED
    due_on: date | None = None
    amount_cents: int = 0
    currency: str = "CNY"
    opportunity_id: Id | None = None
    team: str = ""
    closed_on: date | None = None
    note: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line of the checklist of a milestone or a tender."""

    id: Id
    text: str
    milestone_id: Id | None = None
    tender_id: Id | None = None
    owner: str = ""
    done_on: date | None = None
    sort: str = ""
    deleted: bool = False
