"""Whether a milestone is on track, at risk, met or missed, and why (spec 1.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from math import ceil

from salesdesk.domain.milestone import Criterion, Milestone
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.text import N_, Text

RATES = frozenset({Criterion.TENDER_WIN_RATE, Criterion.COLLECTION_RATE})
"""Criteria in basis points: they may fall again, so only their day decides."""

NEW_CLIENT_SHARE = Fraction(30, 100)
GROWTH_OF_PRODUCTS = Fraction(125, 100)
TENDERS = 3
WIN_RATE_BP, COLLECTION_BP = 6000, 9000


class State(StrEnum):
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a milestone is: `actual` in the unit of its criterion (None: nothing to measure yet), its checklist, and
    the share of its quarter's working days that have begun."""

    actual: int | None
    items: int
    done: int
    elapsed: Fraction


@dataclass(frozen=True, slots=True)
class Judged:
    """A milestone's state, and the reason in words."""

    state: State
    reason: Text


def judge(milestone: Milestone, progress: Progress, today: date) -> Judged:
    """State of a milestone on a day.

    Met: its goal is reached and its list is done (a rate: at the end of its quarter), or somebody said it is done.
    Missed: its day has passed otherwise. On track: the share reached is at least the share of working days begun.
    """
    if milestone.done_on is not None:
        return Judged(State.MET, Text(N_("Said to be done")))
    last = milestone.due_on or Period.quarter(date(milestone.year, 3 * milestone.quarter, 1)).last
    share, reason = _reached(milestone, progress)
    lasting = milestone.criterion not in RATES
    if share >= 1 and (lasting or today > last) and progress.done == progress.items:
        return Judged(State.MET, reason)
    if today > last:
        return Judged(State.MISSED, reason)
    parts = [share] if milestone.criterion is not Criterion.CHECKLIST else []
    parts += [Fraction(progress.done, progress.items)] if progress.items else []
    wanted = Fraction(1) if not lasting else progress.elapsed
    behind = bool(parts) and (parts[0] < wanted or min(parts) < progress.elapsed)
    if not lasting and progress.actual is None:
        behind = False
    return Judged(State.AT_RISK if behind else State.ON_TRACK, reason)


def _reached(milestone: Milestone, progress: Progress) -> tuple[Fraction, Text]:
    """The share of the goal that is reached, at most 1, and the words for it."""
    items = {"done": progress.done, "items": progress.items}
    if milestone.criterion is Criterion.CHECKLIST:
        share = Fraction(progress.done, progress.items) if progress.items else Fraction(0)
        return share, Text(N_("{done} of {items} done"), items)
    if milestone.goal is None:
        return Fraction(0), Text(N_("No goal is set"))
    if progress.actual is None:
        return Fraction(0), Text(N_("Nothing to measure yet"))
    share = Fraction(progress.actual, milestone.goal) if milestone.goal > 0 else Fraction(1)
    if progress.items:
        sides = {**items, **_sides(milestone, progress)}
        return min(share, Fraction(1)), Text(N_("{actual} of {goal}, {done} of {items} done"), sides)
    return min(share, Fraction(1)), Text(N_("{actual} of {goal}"), _sides(milestone, progress))


def _sides(milestone: Milestone, progress: Progress) -> dict[str, object]:
    return {"actual": progress.actual, "goal": milestone.goal, "criterion": milestone.criterion}


@dataclass(frozen=True, slots=True)
class Template:
    """A milestone as the work plan proposes it, with the lines of its checklist."""

    title: str
    criterion: Criterion
    goal: int | None
    items: tuple[str, ...] = ()


def defaults(quarter: int, *, new_clients: int | None, products_per_client: Fraction | None) -> list[Template]:
    """The milestones of a quarter (spec 1.7): `new_clients` is the year's goal, `products_per_client` (in hundredths
    of a product where given) that of the year's start."""
    return _DEFAULTS[quarter](new_clients, products_per_client)


def _first(new_clients: int | None, _products: Fraction | None) -> list[Template]:
    goal = None if new_clients is None else ceil(new_clients * NEW_CLIENT_SHARE)
    return [
        Template(N_("30 % of the year's new clients won"), Criterion.NEW_CLIENTS, goal),
        Template(
            N_("Prospect pool graded"),
            Criterion.CHECKLIST,
            None,
            (N_("Enter all prospects"), N_("Grade every prospect"), N_("Plan the next follow-up of each")),
        ),
    ]


def _second(_new: int | None, products: Fraction | None) -> list[Template]:
    goal = None if products is None else ceil(products * GROWTH_OF_PRODUCTS)
    return [
        Template(N_("Products per client 25 % over the year's start"), Criterion.PRODUCTS_PER_CLIENT, goal),
        Template(
            N_("Cross-selling and training"),
            Criterion.CHECKLIST,
            None,
            (N_("Choose clients for cross-selling"), N_("Train on the products"), N_("Offer a bundle to each of them")),
        ),
    ]


def _third(_new: int | None, _products: Fraction | None) -> list[Template]:
    return [
        Template(
            N_("Three to five tenders followed"),
            Criterion.TENDERS,
            TENDERS,
            (N_("A project team for every tender"),),
        ),
        Template(
            N_("60 % of the tenders won"),
            Criterion.TENDER_WIN_RATE,
            WIN_RATE_BP,
            (N_("A contract checklist for every signing"),),
        ),
    ]


def _fourth(_new: int | None, _products: Fraction | None) -> list[Template]:
    return [
        Template(N_("More than 90 % of what is due collected"), Criterion.COLLECTION_RATE, COLLECTION_BP),
        Template(
            N_("Year-end analysis"), Criterion.CHECKLIST, None, (N_("Write the year-end report"), N_("Discuss it"))
        ),
    ]


_DEFAULTS = {1: _first, 2: _second, 3: _third, 4: _fourth}


def first_day(year: int, quarter: int) -> date:
    """The first day of a quarter (1 to 4)."""
    return add_months(date(year, 1, 1), 3 * (quarter - 1))
