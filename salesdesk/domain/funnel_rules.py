"""What a file holds its open opportunities to: the chance of winning by stage, and the limits beyond which one stalls.

Both are the file's own: the chances are learned from how its opportunities ended, the limits are a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.text import N_

DEFAULT_PROBABILITY = {
    Stage.FIRST_CONTACT: 10,
    Stage.NEED_CONFIRMED: 30,
    Stage.PROPOSAL: 60,
    Stage.WON: 100,
    Stage.LOST: 0,
}
"""Percent, until the file's own history says better."""

ENOUGH = 20
"""Closed opportunities that a stage must have seen before its chance is learned from them."""

MOST_DAYS = 999


@dataclass(frozen=True, slots=True)
class Chance:
    """The chance of winning from a stage, in percent; `learned` from the `n` won of `of` closed that entered it."""

    percent: int
    learned: bool = False
    n: int = 0
    of: int = 0


def chances_of(ended: Mapping[Stage, tuple[int, int]]) -> dict[Stage, Chance]:
    """Stage → chance, from how many of the closed opportunities that once entered the stage were won: (won, closed).

    Below `ENOUGH` closed ones the usual chance stands; the percentage is rounded half up.
    """
    found = {stage: Chance(percent) for stage, percent in DEFAULT_PROBABILITY.items()}
    for stage in OPEN_STAGES:
        won, closed = ended.get(stage, (0, 0))
        learned = closed >= ENOUGH
        percent = (200 * won + closed) // (2 * closed) if learned else DEFAULT_PROBABILITY[stage]
        found[stage] = Chance(percent, learned, won, closed)
    return found


@dataclass(frozen=True, slots=True)
class StageLimit:
    """Days without activity, and days in the stage (None: as long as it takes), beyond which one counts as stalled."""

    quiet: int
    in_stage: int | None = None


DEFAULT_LIMITS: Mapping[Stage, StageLimit] = MappingProxyType(
    {
        Stage.FIRST_CONTACT: StageLimit(21, 90),
        Stage.NEED_CONFIRMED: StageLimit(30, 120),
        Stage.PROPOSAL: StageLimit(30, 120),
    }
)


def check_limits(limits: Mapping[Stage, StageLimit]) -> None:
    """Refuse limits that are none."""
    for limit in limits.values():
        for days in (limit.quiet, limit.in_stage):
            if days is not None and not 1 <= days <= MOST_DAYS:
                raise Refused(N_("A limit lies between 1 and {most} days."), most=MOST_DAYS, field="limits")


class StallReason(StrEnum):
    """Why an opportunity counts as stalled."""

    QUIET = "quiet"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Stall:
    """It has stood for `days`, which is more than `limit`."""

    reason: StallReason
    days: int
    limit: int


@dataclass(frozen=True, slots=True)
class FunnelRules:
    """The chances and limits that hold in a file."""

    limits: Mapping[Stage, StageLimit] = field(default_factory=lambda: DEFAULT_LIMITS)
    chances: Mapping[Stage, Chance] = field(default_factory=lambda: chances_of({}))

    def percent(self, stage: Stage, own: int | None) -> int:
        """The probability of winning, in percent: its own, else that of its stage."""
        return self.chances[stage].percent if own is None else own

    def stall(
        self, stage: Stage, entered_on: date, last_active_on: date | None, next_on: date | None, today: date
    ) -> Stall | None:
        """Why an opportunity counts as stalled on a day (spec 4.4); None where it does not.

        Activity is a contact done, a stage move, and a booked next step that still lies ahead. Days in the stage
        count on whatever happens in it.
        """
        limit = self.limits.get(stage)
        if limit is None:
            return None
        active = max(entered_on, last_active_on or entered_on)
        quiet, inside = (today - active) // timedelta(days=1), (today - entered_on) // timedelta(days=1)
        booked = next_on is not None and next_on >= today
        if quiet > limit.quiet and not booked:
            return Stall(StallReason.QUIET, quiet, limit.quiet)
        if limit.in_stage is not None and inside > limit.in_stage:
            return Stall(StallReason.LONG, inside, limit.in_stage)
        return None


class StepGap(StrEnum):
    """What the next step of an open opportunity lacks."""

    NONE = "none"
    NO_DAY = "no_day"
    PASSED = "passed"


def step_gap(stage: Stage, next_step: str, next_on: date | None, today: date) -> StepGap | None:
    """What to ask for where something stays open (spec 4.2): a next step with a day ahead; None where all is said."""
    if not stage.is_open:
        return None
    if next_on is None:
        return StepGap.NO_DAY if next_step.strip() else StepGap.NONE
    return StepGap.PASSED if next_on < today else None
