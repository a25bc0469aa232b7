"""A team at a glance: a row for each rep's file, and what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from salesdesk.domain.change import Id
from salesdesk.domain.extent import Held
from salesdesk.domain.figures import NO_RATE
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.report import Rate
from salesdesk.domain.text import N_, Text


@dataclass(frozen=True, slots=True)
class TeamFigures:
    """What is shown of a rep in a period. Amounts are cents in the file's currency.

    `stalled`: open opportunities that nobody has touched for too long; `day_sent`: whether the report of the last
    working day was sent, `week_sent` that of the last whole week; `months`: sales of twelve months, the last one now,
    `plans` the target of each. `untold`: columns that a part of a file cannot tell; they hold nothing.
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
    plans: tuple[int | None, ...] = ()
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
    holds, where it is only a part of a file; `counted`: it is part of the sums, as the only file of its rep or the
    best one.
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
    counted: bool = True
    rep_id: Id | None = None

    @property
    def id(self) -> str:
        """Tells the rows apart."""
        return str(self.path)

    @property
    def name(self) -> str:
        """The rep, or the file where it does not say."""
        return self.rep or self.path.stem


def together(members: Iterable[TeamMember], currency: str) -> TeamFigures:
    """The sums over all files that could be read, each rep once; amounts only of those in this currency."""
    known = [one.figures for one in members if one.figures is not None and one.counted]
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
        plans=tuple(_sum(one.plans[at] if one.plans else None for one in own) for at in range(spans)),
        funnel={stage: sum(one.funnel.get(stage, 0) for one in known) for stage in OPEN_STAGES},
    )


def _all_sent(told: Sequence[bool]) -> bool:
    return bool(told) and all(told)


def counted_once(members: Sequence[TeamMember]) -> list[TeamMember]:
    """The same, where several files are of one rep all but the best marked as not counted: a whole one, the newest."""
    best: dict[Id, TeamMember] = {}
    for one in members:
        if one.rep_id is not None and one.figures is not None:
            best[one.rep_id] = max(best.get(one.rep_id, one), one, key=_worth)
    return [
        one if one.rep_id not in best or one.figures is None or best[one.rep_id] is one else _beside(one, best)
        for one in members
    ]


def _worth(member: TeamMember) -> tuple[bool, float]:
    return member.held is None, member.as_of.timestamp() if member.as_of else 0.0


def _beside(member: TeamMember, best: Mapping[Id, TeamMember]) -> TeamMember:
    assert member.rep_id is not None
    note = Text(
        N_("Not in the sums: {name} is a newer or fuller file of the same rep."),
        {"name": best[member.rep_id].path.name},
    )
    return replace(member, counted=False, notes=(*member.notes, note))


def _sum(parts: Iterable[int | None]) -> int | None:
    """The sum of those that are there; None where none is."""
    known = [one for one in parts if one is not None]
    return sum(known) if known else None


def last_whole_week(today: date) -> date:
    """The Monday of the last week whose working days are over: this one from Saturday on."""
    monday = date.fromordinal(today.toordinal() - today.weekday())
    return monday if today.weekday() >= 5 else date.fromordinal(monday.toordinal() - 7)
