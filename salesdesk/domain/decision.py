"""The decision chain of an opportunity (spec 3.3): who decides, how they stand to us, and where we know too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import DecisionRole, Tier
from salesdesk.domain.opportunity import Influence, Stance

MET_WITHIN = 60
"""Days after which somebody in the decision should have been met again."""

ANSWERED_WITHIN = 30
"""Days within which somebody who stands against us is to be met."""


@dataclass(frozen=True, slots=True)
class Person:
    """A contact with a place in the decision; `met_on`: last met on any visit, `planned_on`: the next visit to them."""

    contact_id: Id
    name: str
    title: str
    role: DecisionRole
    stance: Stance
    influence: Influence
    note: str
    met_on: date | None = None
    planned_on: date | None = None

    @property
    def is_against(self) -> bool:
        """Whether they stand in the way."""
        return self.role is DecisionRole.BLOCKER or self.stance is Stance.AGAINST


class GapKind(StrEnum):
    """What the decision chain lacks."""

    NOBODY = "nobody"
    NO_DECIDER = "no_decider"
    NO_CHAMPION = "no_champion"
    ROLE_UNKNOWN = "role_unknown"
    NEVER_MET = "never_met"
    NOT_MET = "not_met"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Gap:
    """One gap; `person` for those that concern somebody, `days` since they were met."""

    kind: GapKind
    person: Person | None = None
    days: int = 0


def gaps_of(people: Sequence[Person], today: date) -> list[Gap]:
    """What the decision chain lacks, the whole first, then person by person.

    Nobody known; no final decision-maker, no champion; role unknown; never met; not met for 60 days; somebody
    against us with whom no visit took place in 30 days and none is planned. A planned visit closes a gap of meeting.
    """
    if not people:
        return [Gap(GapKind.NOBODY)]
    gaps = []
    if all(person.role is not DecisionRole.DECIDER for person in people):
        gaps.append(Gap(GapKind.NO_DECIDER))
    if all(person.role is not DecisionRole.CHAMPION for person in people):
        gaps.append(Gap(GapKind.NO_CHAMPION))
    return [*gaps, *(gap for person in people for gap in _of_person(person, today))]


def _of_person(person: Person, today: date) -> list[Gap]:
    gaps = [Gap(GapKind.ROLE_UNKNOWN, person)] if person.role is DecisionRole.UNKNOWN else []
    if person.planned_on is not None:
        return gaps
    if person.met_on is None:
        return [*gaps, Gap(GapKind.UNANSWERED if person.is_against else GapKind.NEVER_MET, person)]
    days = (today - person.met_on).days
    if person.is_against and days > ANSWERED_WITHIN:
        gaps.append(Gap(GapKind.UNANSWERED, person, days))
    elif days > MET_WITHIN:
        gaps.append(Gap(GapKind.NOT_MET, person, days))
    return gaps


@dataclass(frozen=True, slots=True)
class Reference:
    """A client that may speak for us: of the same industry, with what it bought in the last 24 months.

    `won_on`, `won`: the latest opportunity won there, and how many; `sales_cents` its orders in the file's currency;
    `same_region` whether it sits in the client's own region, `products` which of the opportunity's products it has.
    """

    client_id: Id
    name: str
    tier: Tier
    industry: str
    won_on: date | None
    won: int
    sales_cents: int
    same_region: bool
    products: tuple[str, ...] = ()
