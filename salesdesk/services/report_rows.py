"""Single rows of the reports, made from the visits of the calendar; and the next day on which one works."""

from __future__ import annotations

from datetime import date, time, timedelta

from salesdesk.domain.report import PlannedVisit, PlanOutcome, VisitRow
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.domain.workdays import Workdays

NEXT_DAY_WITHIN = 14
"""Days in which the next working day is looked for."""


def next_workday(day: date, work: Workdays) -> date:
    """The first working day after `day`; the next day where none is near."""
    for step in range(1, NEXT_DAY_WITHIN + 1):
        if day + timedelta(days=step) in work:
            return day + timedelta(days=step)
    return day + timedelta(days=1)


def visit(card: VisitCard, needs: tuple[str, ...], people: tuple[str, ...]) -> VisitRow:
    """A visit of the day with the needs heard and the people met."""
    return VisitRow(
        client=card.client_name,
        tier=card.client_tier,
        channel=card.channel,
        status=card.status,
        start=_start(card),
        end=_end(card),
        purpose=card.purpose,
        outcome=card.outcome,
        result=card.result,
        needs=needs,
        contacts=people,
        next_step=card.next_step,
        next_step_on=card.next_on,
        reason=card.reason,
        id=card.id,
    )


def mentioned(known: str, news: str) -> str:
    """Which of a client's competitors the news speaks of."""
    names = [name.strip() for name in known.replace("，", ",").replace("、", ",").replace(";", ",").split(",")]
    return ", ".join(name for name in names if name and name.casefold() in news.casefold())


def _start(card: VisitCard) -> time | None:
    return None if card.all_day else card.starts_at.time()


def _end(card: VisitCard) -> time | None:
    return None if card.all_day else (card.starts_at + timedelta(minutes=card.minutes)).time()


def planned(card: VisitCard) -> PlannedVisit:
    """A visit to come, at the day and the hour it was planned for."""
    at = card.planned_at or card.starts_at
    hour = None if card.all_day else at.time()
    return PlannedVisit(at.date(), card.client_name, hour, card.client_tier, card.channel, card.purpose, card.id)


def outcome(card: VisitCard) -> PlanOutcome:
    """What became of a planned visit, at the day it was planned for; done on another day it names that one too."""
    planned_for = card.planned_day or card.day
    return PlanOutcome(
        day=planned_for,
        client=card.client_name,
        tier=card.client_tier,
        purpose=card.purpose,
        status=card.status,
        outcome=card.outcome,
        result=card.result,
        reason=card.reason,
        id=card.id,
        done_on=card.day if card.status is VisitStatus.DONE and card.day != planned_for else None,
    )
