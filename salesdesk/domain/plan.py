"""What *Plan my week* is asked and what it answers (spec 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from salesdesk.domain.cadence import Every
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Priority
from salesdesk.domain.packing import Span
from salesdesk.domain.period import Period
from salesdesk.domain.route import Place
from salesdesk.domain.visit import Channel


@dataclass(frozen=True, slots=True)
class Asking:
    """A rule of the cadence as the plan names it: "A: 2 a week"."""

    tier: Tier
    count: int
    every: Every


class Wanted(NamedTuple):
    """What a rule still wants of a client in one of its periods: `missing` contacts through one of `channels`."""

    asking: Asking
    period: Period
    missing: int
    channels: frozenset[Channel]
    spacing_days: int = 0
    late_days: int = 0
    done: int = 0


class Promised(NamedTuple):
    """A next step that was promised for a day."""

    day: date
    step: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A client that the plan may propose to meet.

    `contacts`: the days on which it was met or will be (planned visits count), as far as they lie near. `priority` and
    `stalled_days` are those of its open opportunity that needs it most (`opportunity_id`). `not_before`: put off until;
    `dismissed`: so many proposals were waved away, the last first.
    """

    client_id: Id
    tier: Tier
    district: str = ""
    place: Place | None = None
    wanted: tuple[Wanted, ...] = ()
    promises: tuple[Promised, ...] = ()
    priority: Priority | None = None
    stalled_days: int = 0
    opportunity_id: Id | None = None
    contacts: tuple[date, ...] = ()
    not_before: date | None = None
    dismissed: int = 0


class Stop(NamedTuple):
    """A visit that is in the calendar already: when, and where it leads."""

    first: int
    last: int
    district: str
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day of the plan: its free spans (minutes since midnight), the visits it still takes, those it holds."""

    day: date
    spans: tuple[Span, ...]
    visits: int
    stops: tuple[Stop, ...] = ()


@dataclass(frozen=True, slots=True)
class Lengths:
    """Minutes of a visit, of a call, and of the way between two visits."""

    visit: int = 60
    call: int = 30
    way: int = 30


class Because(StrEnum):
    """Why a visit is proposed."""

    PROMISED = "promised"
    PROMISE_LATE = "promise_late"
    LATE = "late"
    ASKED = "asked"
    STALLED = "stalled"
    PRIORITY = "priority"
    NEAR = "near"


class Reason(NamedTuple):
    """One reason with what fills it: days late or stalled, the day or words of a promise, the rule, the district."""

    because: Because
    days: int = 0
    on: date | None = None
    words: str = ""
    asking: Asking | None = None
    done: int = 0


class Why(StrEnum):
    """Why a client could not be placed."""

    FULL = "full"
    NO_DAY = "no_day"
    SPACING = "spacing"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A visit that the plan proposes. `key` names it for as long as the plan is looked at."""

    key: bytes
    client_id: Id
    day: date
    start: int
    minutes: int
    channel: Channel
    reasons: tuple[Reason, ...] = ()
    opportunity_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A client for which `missing` contacts found no place, and why; `reasons` say why it was wanted."""

    client_id: Id
    why: Why
    missing: int
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Impossible:
    """A rule that cannot be kept: it asks for more contacts in the period than there is room for."""

    asking: Asking
    period: Period
    asked: int
    room: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that was found. `room`: visits that the days still took; `points`: of the objective."""

    period: Period
    proposals: tuple[Proposal, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    impossible: tuple[Impossible, ...] = ()
    room: int = 0
    points: int = 0


@dataclass(frozen=True)
class PlanTask:
    """All that a plan is made of. `rooms`: visits that longer periods of the rules still take in all.

    `kept`: proposals that a person has put somewhere: they stay, the rest is planned around them.
    """

    period: Period
    days: Sequence[FreeDay]
    candidates: Sequence[Candidate]
    lengths: Lengths = field(default_factory=Lengths)
    rooms: dict[Period, int] = field(default_factory=dict)
    kept: Sequence[Proposal] = ()
