"""Visits and contacts of every kind: planned, done, or not happened (spec 4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_


class Channel(StrEnum):
    """How the client was met. The order is that of the numbered chips."""

    FACE = "face"
    PHONE = "phone"
    VIDEO = "video"
    MESSAGE = "message"
    EMAIL = "email"
    EVENT = "event"


class VisitStatus(StrEnum):
    PLANNED = "planned"
    DONE = "done"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    MOVED = "moved"


class Outcome(StrEnum):
    """The result in one chip."""

    ORDER = "order"
    PROGRESS = "progress"
    KEPT = "kept"
    OBSTACLE = "obstacle"
    REFUSED = "refused"


IN_DEPTH = frozenset({Channel.FACE, Channel.VIDEO})
"""Channels of an in-depth contact (spec 4.1, tier B)."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One contact with one client. `day` is the local day it was done, else the day it is planned for.

    `starts_at` is an aware moment (UTC kept with its offset); a visit without an hour has `all_day`. `planned_at` is
    the moment it was last planned for, kept when it is done at another; None for a contact that nobody had planned.
    `next_step` with `next_on` is the promise made; `next_done` once it has been kept. `series_id` with `series_day`:
    the recurring visit it belongs to, and the day of the rule it stands for, wherever it has been moved. `by_plan`: the
    planner proposed it and no person has touched it since. `companions`: who comes along, an executive for instance.
    `links`: paths and addresses of what belongs to it, one a line.
    """

    id: Id
    client_id: Id
    rep_id: Id
    status: VisitStatus
    channel: Channel
    starts_at: datetime
    minutes: int = 60
    all_day: bool = False
    fixed: bool = False
    purpose: str = ""
    outcome: Outcome | None = None
    result: str = ""
    competitor_news: str = ""
    next_step: str = ""
    next_on: date | None = None
    next_done: bool = False
    opportunity_id: Id | None = None
    reason: str = ""
    place: str = ""
    logged_at: datetime | None = None
    ref: str = ""
    planned_at: datetime | None = None
    series_id: Id | None = None
    series_day: date | None = None
    by_plan: bool = False
    companions: str = ""
    links: str = ""
    deleted: bool = False

    @property
    def day(self) -> date:
        """The local day."""
        return self.starts_at.date()

    @property
    def planned_day(self) -> date | None:
        """The local day it was last planned for: plan attainment counts by it, done on that day or another."""
        return self.planned_at.date() if self.planned_at else None


class OnHoliday(StrEnum):
    """What a recurring visit does on a day that is not worked."""

    KEEP = "keep"
    SKIP = "skip"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class VisitSeries:
    """A recurring visit. `rule` is an RFC 5545 RRULE counted from `first_at`; each occurrence is a visit of its own.

    Occurrences up to and including `made_until` have been made; those that a person put away stay away.
    """

    id: Id
    client_id: Id
    rep_id: Id
    rule: str
    first_at: datetime
    minutes: int = 60
    all_day: bool = False
    channel: Channel = Channel.FACE
    purpose: str = ""
    place: str = ""
    opportunity_id: Id | None = None
    on_holiday: OnHoliday = OnHoliday.KEEP
    made_until: date | None = None
    deleted: bool = False


def check_visit(minutes: int, next_step: str, next_on: date | None, day: date) -> None:
    """Refuse what no visit can be."""
    if not 0 < minutes <= 24 * 60:
        raise Refused(N_("A visit takes between one minute and one day."), field="minutes")
    if next_on is not None and next_on < day:
        raise Refused(N_("The next step lies before the visit itself."), field="next_on")
    if next_on is not None and not next_step.strip():
        raise Refused(N_("Say in a word what the next step is."), field="next_step")


class RequestKind(StrEnum):
    """What stands in the way, or what the company has to provide."""

    OBSTACLE = "obstacle"
    RESOURCE = "resource"


class Resource(StrEnum):
    """Help that a rep asks for."""

    NONE = ""
    TECHNICAL = "technical"
    PRICE = "price"
    SAMPLE = "sample"
    EXECUTIVE = "executive"
    DELIVERY = "delivery"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Request:
    """An obstacle met, or a resource asked for; open until `done_on`."""

    id: Id
    kind: RequestKind
    text: str
    opened_on: date
    rep_id: Id
    client_id: Id | None = None
    visit_id: Id | None = None
    opportunity_id: Id | None = None
    resource: Resource = Resource.NONE
    done_on: date | None = None
    answer: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class NeedTag:
    """A need that clients name, in the rep's own words."""

    id: Id
    name: str
    deleted: bool = False
