"""*Plan my week*: how long it takes, and how near it comes to what an exact solver finds, by size of the territory.

The floor is the exact solver on the same task, stopped after `Sizes.solver` seconds on two threads; the note says the
share of its points that our plan reaches, and of what no plan can exceed. The reading of the file is a line of its own.
"""

from __future__ import annotations

from datetime import timedelta

from salesdesk.domain.period import Period
from salesdesk.domain.plan_search import points_of, search
from tests.bench.frame import Aim, Reading, Series, Took, alone, stopwatch
from tests.bench.places import NOW, Places
from tests.bench.sizes import Sizes
from tests.planned_territory import best_plan, territory

LEAST = 0.98
"""The share of the solver's points that is wanted; below it the line fails."""


def planner(sizes: Sizes, places: Places) -> list[Reading]:
    """Territories of several sizes for one and for four weeks, then the next week of a whole file."""
    readings = [_reading(clients, weeks, sizes) for clients in sizes.territories for weeks in (1, 4)]
    desk = places.desk(sizes.small)
    monday = Period.week(NOW.date()).last + timedelta(days=1)

    def propose() -> Took:
        with stopwatch() as took:
            desk.planning.propose(monday, 1)
        return took

    series = alone(propose, sizes.repeats)
    desk.close()
    note = f"{sizes.small.clients:,} clients"
    return [*readings, Reading("plan a week, the file read", series, None, Aim(millis=2_000), None, note)]


def _reading(clients: int, weeks: int, sizes: Sizes) -> Reading:
    task = territory(clients, weeks)
    with stopwatch() as solving:
        best, bound, _placed = best_plan(task, seconds=sizes.solver)
    points = 0

    def plan() -> Took:
        nonlocal points
        with stopwatch() as took:
            placed = search(task)
        points = points_of(task, placed)
        return took

    series = alone(plan, min(3, sizes.repeats), warm=0)
    if points < LEAST * best:
        raise AssertionError(f"{clients} clients, {weeks} weeks: {points} of {best} points")
    note = f"{_percent(points, best)} of the solver's points, {_percent(points, bound)} of its bound"
    most = 1_000 if clients <= 300 else 5_000
    name = f"plan {clients:,} clients, {weeks} {'week' if weeks == 1 else 'weeks'}"
    return Reading(name, series, Series((solving,)), Aim(millis=most), None, note)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "100 %"
