"""The contact cadence: how often a client of a tier wants to be met (spec 1.6 and 4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.domain.visit import IN_DEPTH, Channel

_DAY = timedelta(days=1)


class Every(StrEnum):
    """The period in which a rule counts."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"

    def holding(self, day: date) -> Period:
        """The calendar week, month or quarter that holds `day`."""
        return {Every.WEEK: Period.week, Every.MONTH: Period.month, Every.QUARTER: Period.quarter}[self](day)

    def before(self, span: Period) -> Period:
        """The one before."""
        return self.holding(span.first - _DAY)


class Family(StrEnum):
    """Sets of rules that exist side by side: the dense one of spec 4.1 and the sparse one of 1.6."""

    CADENCE = "cadence"
    COVERAGE = "coverage"


@dataclass(frozen=True, slots=True)
class CadenceRule:
    """`count` contacts for each client of the tier in each `every`.

    `channels` are the values of the channels that count, comma-separated ('' for all). With `in_depth` only in-depth
    contacts count: face to face and video. Of contacts in one period that lie closer than `spacing_days`, one counts.
    It holds from `first_day` to `last_day`, both included, for ever where None; a changed rule ends and a new one
    begins, so that the past is judged as it was.
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

    @property
    def counting(self) -> frozenset[Channel]:
        """The channels that count."""
        named = {channel for channel in Channel if channel.value in self.channels.split(",")}
        chosen = frozenset(named) if self.channels else frozenset(Channel)
        return chosen & IN_DEPTH if self.in_depth else chosen

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)

    def judges(self, span: Period) -> bool:
        """Whether a period is judged by it: the rule in force on its last day decides."""
        return self.holds_on(span.last)


def _named(*channels: Channel) -> str:
    return ",".join(channel.value for channel in channels)


_ANY = ""
_DENSE, _SPARSE = Family.CADENCE, Family.COVERAGE
DEFAULT_RULES = (
    CadenceRule(b"", _DENSE, Tier.A, 2, Every.WEEK, _named(Channel.FACE, Channel.PHONE)),
    CadenceRule(b"", _DENSE, Tier.B, 1, Every.MONTH, _ANY, in_depth=True),
    CadenceRule(b"", _DENSE, Tier.B, 1, Every.MONTH, _named(Channel.MESSAGE, Channel.EMAIL)),
    CadenceRule(b"", _DENSE, Tier.C, 1, Every.QUARTER, _ANY),
    CadenceRule(b"", _SPARSE, Tier.A, 2, Every.MONTH, _named(Channel.FACE)),
    CadenceRule(b"", _SPARSE, Tier.B, 1, Every.QUARTER, _named(Channel.FACE)),
    CadenceRule(
        *(b"", _SPARSE, Tier.C, 1, Every.QUARTER),
        _named(Channel.PHONE, Channel.VIDEO, Channel.MESSAGE, Channel.EMAIL, Channel.EVENT),
    ),
)
"""What holds where a file says nothing. Spec 4.1: A two a week face to face or by phone, B one in-depth a month and
mail or messenger beside it, C one touch a quarter of any kind. Spec 1.6: A visited twice a month, B once a quarter, C
kept by remote contact."""

MOST_CONTACTS = 100


def check_rule(rule: CadenceRule) -> None:
    """Refuse a rule that nobody could keep or break."""
    if not 1 <= rule.count <= MOST_CONTACTS:
        raise Refused(N_("A rule asks for 1 to 100 contacts."), field="count")
    if not rule.counting:
        raise Refused(N_("No channel counts. In depth are face to face and video: choose one."), field="channels")
    if not 0 <= rule.spacing_days <= 31:
        raise Refused(N_("The days between two contacts lie between 0 and 31."), field="spacing_days")
    span = {Every.WEEK: 7, Every.MONTH: 28, Every.QUARTER: 90}[rule.every]
    if rule.spacing_days * (rule.count - 1) >= span:
        raise Refused(N_("So many contacts so far apart do not fit into the period."), field="spacing_days")
    if rule.first_day and rule.last_day and rule.last_day < rule.first_day:
        raise Refused(N_("The rule ends before it begins."), field="first_day")


class DueState(StrEnum):
    """How a client stands in the present period: met, met more than twice over, due, or due and missed before."""

    MET = "met"
    DUE = "due"
    OVERDUE = "overdue"
    OVER = "over"


OVER_TIMES = 2
"""More than so many times what its rule asks for, and a client is over-visited."""

URGENCY = {DueState.OVERDUE: 0, DueState.DUE: 1, DueState.MET: 2, DueState.OVER: 3}


@dataclass(frozen=True, slots=True)
class Due:
    """How a client stands against a rule on a day.

    `done` contacts of `rule.count` so far in `period`; `last_on` the last qualifying contact ever;
    `late_days`: days since the last period that ended unmet (0 unless overdue).
    """

    rule: CadenceRule
    state: DueState
    period: Period
    done: int
    last_on: date | None
    late_days: int = 0

    @property
    def missing(self) -> int:
        """Contacts that the period still wants."""
        return max(0, self.rule.count - self.done)


class Before(NamedTuple):
    """The last period that ended before the present one, and the rule that judged it."""

    rule: CadenceRule
    span: Period


class Need(NamedTuple):
    """What a rule still wants of a client in one of its periods.

    `missing`: contacts asked for less those done and those planned. `last_on`: the last contact that counts.
    """

    client_id: Id
    rule: CadenceRule
    period: Period
    missing: int
    done: int
    planned: int
    last_on: date | None
    late_days: int

    @property
    def spacing_days(self) -> int:
        return self.rule.spacing_days

    @property
    def channels(self) -> frozenset[Channel]:
        return self.rule.counting


def in_force(rules: Iterable[CadenceRule], day: date, family: Family | None = None) -> list[CadenceRule]:
    """The rules that hold on a day."""
    return [rule for rule in rules if rule.holds_on(day) and family in (None, rule.family)]


def before(rules: Sequence[CadenceRule], rule: CadenceRule, now: Period) -> Before | None:
    """The last period before `now` in which clients of its tier were judged: by this rule or by its predecessor."""
    span = rule.every.before(now)
    if rule.judges(span):
        return Before(rule, span)
    older = predecessor(rules, rule)
    if older is None or older.last_day is None:
        return None
    span = older.every.holding(min(older.last_day, now.first - _DAY))
    if not older.judges(span) or span.last >= now.first:
        span = older.every.before(span)
    return Before(older, span) if older.judges(span) else None


def predecessor(rules: Sequence[CadenceRule], rule: CadenceRule) -> CadenceRule | None:
    """The rule that this one took the place of: it ended the day before, and is the most alike of those."""
    if rule.first_day is None:
        return None
    ended = [
        one
        for one in rules
        if one.family is rule.family and one.tier is rule.tier and one.last_day == rule.first_day - _DAY
    ]
    return max(ended, key=lambda one: (one.counting == rule.counting, one.every is rule.every, one.id), default=None)


def counted(days: Iterable[date], spacing_days: int) -> int:
    """How many of these contacts count: one that lies closer than the spacing to the last that counted does not."""
    found, last = 0, None
    for day in sorted(days):
        if last is None or (day - last).days >= spacing_days:
            found, last = found + 1, day
    return found


def state_of(rule: CadenceRule, done: int, missed: bool) -> DueState:
    """What so many contacts in the present period make; `missed`: the one before ended without enough."""
    if done > OVER_TIMES * rule.count:
        return DueState.OVER
    if done >= rule.count:
        return DueState.MET
    return DueState.OVERDUE if missed else DueState.DUE


def most_urgent(dues: Sequence[Due]) -> Due | None:
    """Of the rules of one client the one that wants most: overdue before due, the longest first."""
    return min(dues, key=lambda due: (URGENCY[due.state], -due.late_days), default=None)
