"""A team at a glance: a row for each rep's file, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from salesdesk.domain.extent import Held
from salesdesk.domain.figures import NO_RATE
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.report import Rate
from salesdesk.domain.text import Text


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What is shown of a rep in a period. Amounts are cents in the file's currency.

    `stalled`: open opportunities that nobody has touched for too long; `day_sent`: whether the report of the last
    working day was sent, `week_sent` that of the last whole week; `months`: sales of twelve months, the last one now.
    `untold`: columns that a part of a file cannot tell; they hold nothing.
    """

    currency: str
    sales: int = 0
    target: int | None = None
    visits: int = 0
    cadence: Rate = NO_RATE
    pipeline: int = 0
    stalled: int = 0
    received: int = 0
    overdue: int = 0
    day_sent: bool = False
    week_sent: bool = False
    months: tuple[int, ...] = ()
    funnel: Mapping[Stage, int] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()

    @property
    def attainment(self) -> float | None:
        """Sales ÷ target; None where none was set."""
        return self.sales / self.target if self.target else None


@dataclass(frozen=True, slots=True)
class TeamMember:
    """One file of the team. `problem` says why it has no `figures`, `notes` what its reader should know of them.

    `as_of` is when it was published, or last changed; `locked`: its passphrase has not been named yet; `held`: what it
    holds, where it is only a part of a file.
    """

    path: Path
    rep: str = ""
    as_of: datetime | None = None
    published: bool = False
    figures: TeamFigures | None = None
    problem: Text | None = None
    notes: tuple[Text, ...] = ()
    locked: bool = False
    held: Held | None = None

    @property
    def id(self) -> str:
        """Tells the rows apart."""
        return str(self.path)

    @property
    def name(self) -> str:
        """The rep, or the file where it does not say."""
        return self.rep or self.path.stem


def together(members: Iterable[TeamMember], currency: str) -> TeamFigures:
    """The sums over all files that could be read; amounts only of those in this currency."""
    known = [one.figures for one in members if one.figures is not None]
    own = [one for one in known if one.currency == currency]
    targets = [one.target for one in own if one.target is not None]
    spans = max((len(one.months) for one in own), default=0)
    return TeamFigures(
        currency=currency,
        sales=sum(one.sales for one in own),
        target=sum(targets) if targets else None,
        visits=sum(one.visits for one in known),
        cadence=Rate.part(sum(one.cadence.n for one in known), sum(one.cadence.of for one in known)),
        pipeline=sum(one.pipeline for one in own),
        stalled=sum(one.stalled for one in known),
        received=sum(one.received for one in own),
        overdue=sum(one.overdue for one in own),
        day_sent=_all_sent([one.day_sent for one in known if "day" not in one.untold]),
        week_sent=_all_sent([one.week_sent for one in known if "week" not in one.untold]),
        months=tuple(sum(one.months[at] for one in own) for at in range(spans)),
        funnel={stage: sum(one.funnel.get(stage, 0) for one in known) for stage in OPEN_STAGES},
    )


def _all_sent(told: Sequence[bool]) -> bool:
    return bool(told) and all(told)


def last_whole_week(today: date) -> date:
    """The Monday of the last week whose working days are over: this one from Saturday on."""
    monday = date.fromordinal(today.toordinal() - today.weekday())
    return monday if today.weekday() >= 5 else date.fromordinal(monday.toordinal() - 7)
