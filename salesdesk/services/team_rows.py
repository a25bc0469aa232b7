"""The row of a file among those of a team: made of the file, or said by it beforehand when it was published."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from salesdesk import __version__
from salesdesk.domain.errors import Refused
from salesdesk.domain.extent import Held
from salesdesk.domain.figures import NO_RATE
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.report import Rate, ReportKind
from salesdesk.domain.target import Metric
from salesdesk.domain.team import TeamFigures, last_whole_week
from salesdesk.store import team_rows
from salesdesk.store.keys import FileKey
from salesdesk.store.read import figures as read
from salesdesk.store.read.care_sums import owed
from salesdesk.store.read.opportunities import board_cards
from salesdesk.store.read.reports import written

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

MONTHS = 12
DAYS_AHEAD = 4
"""What is published on a Friday evening is looked at until Monday."""
SPANS: Sequence[Callable[[date], Period]] = (Period.week, Period.month, Period.quarter, Period.year)
"""What a team is looked at for."""

Rows = Mapping[tuple[date, Period], TeamFigures]
"""Which day it is, and for which period → the row."""


def row_of(desk: Desk, period: Period) -> TeamFigures:
    """The row of a file, by the definitions of the figures page; of a part, what it can tell."""
    figures, held = figures_of_rep(desk, period), desk.held
    return figures if held is None else _of_part(figures, held, desk)


def say_beforehand(copy: Path, key: FileKey | None, today: date, open_on: Callable[[Path, date], Desk]) -> None:
    """Write into a copy that is to be published what it will be asked for in the coming days.

    Nothing is said where that cannot be known.
    """
    rows = []
    with contextlib.suppress(Refused):
        for day in (today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)):
            with closing(open_on(copy, day)) as desk:
                for period in dict.fromkeys(span(day) for span in SPANS):
                    days = [one.isoformat() for one in (day, period.first, period.last)]
                    rows.append([*days, _to_json(row_of(desk, period))])
        team_rows.put(copy, json.dumps({"by": __version__, "rows": rows}, separators=(",", ":")), key)


def told_beforehand(says: str) -> Rows:
    """What a file says of itself; what it says in another way than we do does not count."""
    with contextlib.suppress(ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        said = json.loads(says or "{}")
        if said.get("by") == __version__:
            return dict(_read(said["rows"]))
    return {}


def _read(rows: Any) -> Iterator[tuple[tuple[date, Period], TeamFigures]]:
    for day, first, last, figures in rows:
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        yield (date.fromisoformat(day), period), _from_json(figures)


_NUMBERS = ("sales", "visits", "pipeline", "stalled", "received", "overdue")


def _to_json(figures: TeamFigures) -> dict[str, Any]:
    return {
        **{name: getattr(figures, name) for name in ("currency", "target", "day_sent", "week_sent", *_NUMBERS)},
        "cadence": [figures.cadence.n, figures.cadence.of],
        "months": figures.months,
        "plans": figures.plans,
        "funnel": {stage.value: count for stage, count in figures.funnel.items()},
        "untold": sorted(figures.untold),
    }


def _from_json(said: Any) -> TeamFigures:
    """Raises ValueError (KeyError, TypeError) for anything but a row."""
    if len(said["months"]) != MONTHS or len(said["plans"]) not in (0, MONTHS):
        raise ValueError("no year")
    return TeamFigures(
        currency=_text(said["currency"]),
        target=_number_or_none(said["target"]),
        cadence=Rate.part(_number(said["cadence"][0]), _number(said["cadence"][1])),
        months=tuple(_number(one) for one in said["months"]),
        plans=tuple(_number_or_none(one) for one in said["plans"]),
        funnel={Stage(stage): _number(count) for stage, count in said["funnel"].items()},
        untold=frozenset(_text(one) for one in said["untold"]),
        day_sent=said["day_sent"] is True,
        week_sent=said["week_sent"] is True,
        sales=_number(said["sales"]),
        visits=_number(said["visits"]),
        pipeline=_number(said["pipeline"]),
        stalled=_number(said["stalled"]),
        received=_number(said["received"]),
        overdue=_number(said["overdue"]),
    )


def _text(said: Any) -> str:
    if not isinstance(said, str) or len(said) > 20:
        raise ValueError("no word")
    return said


def _number(said: Any) -> int:
    if type(said) is not int or abs(said) >= 2**63:
        raise ValueError("no number")
    return said


def _number_or_none(said: Any) -> int | None:
    return None if said is None else _number(said)


def _of_part(figures: TeamFigures, held: Held, desk: Desk) -> TeamFigures:
    """What a part can tell: sums of what it holds. Not what takes all clients and all days to know."""
    untold = {"cadence", "stalled", "overdue"}
    sent = {
        "day": Period.day(last_working_day(desk)),
        "week": Period.week(last_whole_week(desk.today())),
    }
    untold |= {key for key, span in sent.items() if held.some_clients or not _covers(held.days, span)}
    return replace(
        figures,
        cadence=NO_RATE,
        stalled=0,
        overdue=0,
        day_sent=figures.day_sent and "day" not in untold,
        week_sent=figures.week_sent and "week" not in untold,
        untold=frozenset(untold),
    )


def _covers(days: Period | None, span: Period) -> bool:
    return days is None or (span.first in days and span.first <= days.last)


def figures_of_rep(desk: Desk, period: Period) -> TeamFigures:
    """The row of a file, by the definitions of the figures page: its rep's own, where it holds things of others too."""
    session, conn, today = desk.session, desk.file.conn, desk.today()
    rep = desk.rep.id if len(desk.reps()) > 1 else None
    scope = read.Scope(period, rep, desk.currency, today, session.funnel_rules())
    parts = frozenset({read.Part.SALES, read.Part.RECEIVED, read.Part.VISITS})
    sums = read.tallies(conn, scope, None, parts=parts).get("", {})
    debts = owed(conn, scope, None).get("", {})
    kept = [one.cadence_met for one in desk.figures.cadence_by_tier(period, rep=rep)]
    board = board_cards(conn, (), today, session.funnel_rules())
    cards = [one for one in board if one.stage in OPEN_STAGES and rep in (None, one.rep_id)]
    first = add_months(today.replace(day=1), 1 - MONTHS)
    year = read.Scope(Period(first, Period.month(today).last), rep, desk.currency, today)
    reached = read.reached_by_month(conn, year, Metric.SALES)
    months = [add_months(first, at) for at in range(MONTHS)]
    plans = [desk.figures.target(Period.month(month), rep=rep) for month in months]
    day, week = last_working_day(desk), last_whole_week(today)
    return TeamFigures(
        currency=desk.currency,
        sales=sums.get("sales") or 0,
        target=desk.figures.target(period, rep=rep),
        visits=sums.get("visits") or 0,
        cadence=Rate.part(sum(one.n for one in kept), sum(one.of for one in kept)),
        pipeline=sum(one.amount_cents for one in cards if one.currency == desk.currency),
        stalled=sum(1 for one in cards if one.stall is not None),
        received=sums.get("received") or 0,
        overdue=debts.get("overdue_receivables") or 0,
        day_sent=_was_sent(desk, ReportKind.DAILY, Period.day(day)),
        week_sent=_was_sent(desk, ReportKind.WEEKLY, Period.week(week)),
        months=tuple(reached.get(month.isoformat()[:7], 0) for month in months),
        plans=tuple(plans),
        funnel={stage: sum(1 for one in cards if one.stage is stage) for stage in OPEN_STAGES},
    )


def last_working_day(desk: Desk) -> date:
    """The working day before today: today's report is written tonight."""
    work, day = desk.figures.workdays(), desk.today() - timedelta(days=1)
    for _ in range(30):
        if day in work:
            break
        day -= timedelta(days=1)
    return day


def _was_sent(desk: Desk, kind: ReportKind, span: Period) -> bool:
    found = written(desk.file.conn, kind, desk.rep.id, span)
    return any(one.sent_at is not None for one in found.values())
