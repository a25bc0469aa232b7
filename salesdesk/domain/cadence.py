"""The contact cadence: how often a client of a tier wants to be met (spec 1.6 and 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.visit import IN_DEPTH, Channel


class Every(StrEnum):
    """The period in which a rule counts."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def holding(self, day: date) -> Period:
        """The calendar week, month or quarter that holds `day`."""
        return {Every.WEEK: Period.week, Every.MONTH: Period.month, Every.QUARTER: Period.quarter}[self](day)


@dataclass(frozen=True, slots=True)
class Rule:
    """`count` contacts in each `every`, through one of `channels`."""

    tier: Tier
    count: int
    every: Every
    channels: frozenset[Channel]


class Family(StrEnum):
    """Sets of rules that exist side by side: the dense one of spec 4.1 and the sparse one of 1.6."""

    CADENCE = "cadence"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class CadenceRule:
    """A rule as the file keeps it: `count` contacts for each client of the tier in each `every`.

    `channels` are the values of the channels that count, comma-separated ('' for all). With `in_depth` only in-depth
    contacts count. Two contacts closer than `spacing_days` count once. It holds from `first_day` to `last_day`, both
    included, for ever where None; a changed rule ends and a new one begins, so that the past is judged as it was.
    """

    id: Id
    family: Family
    tier: Tier
    count: int
    every: Every
    channels: str = ""
    in_depth: bool = False
    spacing_days: int = 0
    first_day: date | None = None
    last_day: date | None = None
    deleted: bool = False


ALL_CHANNELS = frozenset(Channel)

DEFAULT_RULES = (
    Rule(Tier.A, 2, Every.WEEK, frozenset({Channel.FACE, Channel.PHONE, Channel.VIDEO})),
    Rule(Tier.B, 1, Every.MONTH, IN_DEPTH),
    Rule(Tier.C, 1, Every.QUARTER, ALL_CHANNELS),
)
"""Spec 4.1: A two a week face to face or by phone, B one in-depth a month, C one touch a quarter."""

COVERAGE_RULES = (
    Rule(Tier.A, 2, Every.MONTH, frozenset({Channel.FACE})),
    Rule(Tier.B, 1, Every.QUARTER, frozenset({Channel.FACE})),
    Rule(Tier.C, 1, Every.QUARTER, ALL_CHANNELS - {Channel.FACE}),
)
"""Spec 1.6, the second, sparser set of rules."""


class DueState(StrEnum):
    MET = "met"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Due:
    """How a client stands against its rule on a day.

    `done` contacts of `rule.count` so far in `period`; `last_on` the last qualifying contact ever;
    `late_days`: days since the last period that ended unmet (0 unless overdue).
    """

    rule: Rule
    state: DueState
    period: Period
    done: int
    last_on: date | None
    late_days: int = 0


def judge(rule: Rule, contacts: Sequence[tuple[date, Channel]], today: date, known_since: date) -> Due:
    """State of a client under `rule`.

    Overdue: the previous whole period (in which the client was already known) ended with too few contacts, and this one
    is not met yet. Due: this period is not met yet. Met: otherwise.
    """
    days = sorted(day for day, channel in contacts if channel in rule.channels and day <= today)
    now = rule.every.holding(today)
    done = sum(day in now for day in days)
    last = days[-1] if days else None
    if done >= rule.count:
        return Due(rule, DueState.MET, now, done, last)
    before = rule.every.holding(now.first.fromordinal(now.first.toordinal() - 1))
    missed = known_since <= before.first and sum(day in before for day in days) < rule.count
    if not missed:
        return Due(rule, DueState.DUE, now, done, last)
    return Due(rule, DueState.OVERDUE, now, done, last, (today - before.last).days)
