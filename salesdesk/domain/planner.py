"""*Plan my week*: from what clients want and what the days hold to proposals, with reasons (spec 4.3, decision 0016).

Pure and without chance: the same task gives the same plan.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from salesdesk.domain.change import Id
from salesdesk.domain.packing import Packing
from salesdesk.domain.period import Period
from salesdesk.domain.plan import (
    Asking,
    Because,
    Candidate,
    FreeDay,
    Impossible,
    Plan,
    PlanTask,
    Proposal,
    Reason,
    Stop,
    Unplaced,
    Why,
)
from salesdesk.domain.plan_hours import hours
from salesdesk.domain.plan_search import REMOTE, DayRoom, Placed, Task, Wish, points_of, search
from salesdesk.domain.plan_wishes import ClientWish, wishes_of, without
from salesdesk.domain.route import Place
from salesdesk.domain.visit import Channel

CELL = 20
"""Where no district is named, cells of a twentieth of a degree (some five kilometres) stand for districts."""


def plan(task: PlanTask, *, rounds: int | None = None) -> Plan:
    """The best plan that was found, with all that could not be placed and the rules that cannot be kept.

    `rounds`: how long to search; None: as long as is worth it.
    """
    task = _around_kept(task)
    days = sorted(task.days, key=lambda day: day.day)
    wishes = _wishes(task, days)
    asked = _search_task(task, days, wishes)
    placed = search(asked, rounds=rounds)
    proposals = [*task.kept, *_proposals(task, days, wishes, placed)]
    return Plan(
        period=task.period,
        proposals=tuple(sorted(proposals, key=lambda one: (one.day, one.start, one.key))),
        unplaced=_unplaced(wishes, placed),
        impossible=_impossible(task, days, wishes),
        room=sum(_room(day, task) for day in days),
        points=points_of(asked, placed),
    )


def search_task(task: PlanTask) -> Task:
    """What the search is asked: for measuring it against an exact solver."""
    task = _around_kept(task)
    days = sorted(task.days, key=lambda day: day.day)
    return _search_task(task, days, _wishes(task, days))


def _wishes(task: PlanTask, days: Sequence[FreeDay]) -> list[ClientWish]:
    open_days = [day.day for day in days if day.spans]
    clients = sorted(task.candidates, key=lambda one: one.client_id)
    return [wish for client in clients for wish in wishes_of(client, task.period, open_days)]


# --- kept proposals -------------------------------------------------------------------------------------------------


def _around_kept(task: PlanTask) -> PlanTask:
    """The task in which the kept proposals are visits that the calendar holds already."""
    if not task.kept:
        return task
    clients = {one.client_id: one for one in task.candidates}
    days = {one.day: one for one in task.days}
    for kept in task.kept:
        client = clients.get(kept.client_id)
        if client:
            clients[kept.client_id] = _met(client, kept, task)
        if kept.day in days:
            days[kept.day] = _taken(days[kept.day], kept, client, task.lengths.way)
    return replace(task, days=list(days.values()), candidates=list(clients.values()))


def _met(client: Candidate, kept: Proposal, task: PlanTask) -> Candidate:
    """The client with one wish less, even where the kept proposal lies outside the period that wanted it."""
    days = sorted(day.day for day in task.days if day.spans)
    met = without(client, kept.day, kept.channel)
    if len(wishes_of(met, task.period, days)) < len(wishes_of(client, task.period, days)):
        return met
    return replace(met, dismissed=met.dismissed + 1)


def _taken(day: FreeDay, kept: Proposal, client: Candidate | None, way: int) -> FreeDay:
    first, last = kept.start, kept.start + kept.minutes
    district = client.district if client else ""
    stop = Stop(first, last, district if kept.channel is not Channel.PHONE else "", client.place if client else None)
    spans = free_spans(day.spans, [(first, last)], way)
    return replace(day, spans=spans, visits=max(0, day.visits - 1), stops=(*day.stops, stop))


def free_spans(
    spans: Sequence[tuple[int, int]], busy: Sequence[tuple[int, int]], way: int
) -> tuple[tuple[int, int], ...]:
    """The spans without what is busy, the way to and from each of them left free."""
    left = list(spans)
    for first, last in busy:
        cut = [((begin, min(end, first - way)), (max(begin, last + way), end)) for begin, end in left]
        left = [part for parts in cut for part in parts if part[0] < part[1]]
    return tuple(left)


# --- the search -----------------------------------------------------------------------------------------------------


def _search_task(task: PlanTask, days: Sequence[FreeDay], wishes: Sequence[ClientWish]) -> Task:
    lengths = (task.lengths.visit, task.lengths.call)
    numbers: dict[str, int] = {}
    rooms = []
    for day in days:
        there = frozenset(numbers.setdefault(area(one.district, one.place), len(numbers)) for one in day.stops)
        packing = Packing(day.spans, lengths, task.lengths.way)
        rooms.append(DayRoom(day.day.toordinal(), day.visits, packing, len(day.stops), there))
    place = {day.day: number for number, day in enumerate(days)}
    clients: dict[Id, int] = {}
    made = []
    for wish in wishes:
        call = wish.channel is Channel.PHONE
        where = area(wish.client.district, wish.client.place)
        made.append(
            Wish(
                client=clients.setdefault(wish.client.client_id, len(clients)),
                points=wish.points,
                days={place[day]: extra for day, extra in wish.days.items()},
                district=REMOTE if call else numbers.setdefault(where, len(numbers)),
                kind=int(call),
                spacing=wish.spacing,
            )
        )
    return Task(made, rooms, kinds=2)


def area(district: str, place: Place | None) -> str:
    """What counts as one neighbourhood: the district, or a cell of the map where none is named."""
    if district or place is None:
        return district
    return f"{round(place.latitude * CELL)}/{round(place.longitude * CELL)}"


# --- the answer -----------------------------------------------------------------------------------------------------


def _proposals(task: PlanTask, days: Sequence[FreeDay], wishes: Sequence[ClientWish], placed: Placed) -> list[Proposal]:
    lengths = (task.lengths.visit, task.lengths.call)
    by_day: dict[int, list[int]] = defaultdict(list)
    for number in sorted(placed):
        by_day[placed[number]].append(number)
    found = []
    for place, numbers in by_day.items():
        day, here = days[place], [wishes[number] for number in numbers]
        starts = hours(day, here, lengths, task.lengths.way)
        near = _neighbours(day, here)
        for wish, start in zip(here, starts, strict=True):
            client = wish.client
            reasons = wish.reasons
            if wish.channel is not Channel.PHONE and near[area(client.district, client.place)] > 1:
                reasons = (*reasons, Reason(Because.NEAR, near[area(client.district, client.place)] - 1))
            key = client.client_id + day.day.isoformat().encode()
            minutes = wish.minutes(task.lengths)
            found.append(
                Proposal(
                    *(key, client.client_id, day.day, start, minutes, wish.channel, reasons, client.opportunity_id)
                )
            )
    return found


def _neighbours(day: FreeDay, wishes: Sequence[ClientWish]) -> dict[str, int]:
    """How many visits of the day lead to each neighbourhood that has a name or a place."""
    found: dict[str, int] = defaultdict(int)
    for stop in day.stops:
        found[area(stop.district, stop.place)] += 1
    for wish in wishes:
        if wish.channel is not Channel.PHONE:
            found[area(wish.client.district, wish.client.place)] += 1
    found[""] = 0
    return found


def _unplaced(wishes: Sequence[ClientWish], placed: Placed) -> tuple[Unplaced, ...]:
    """Client by client, the most important first."""
    left: dict[Id, list[ClientWish]] = defaultdict(list)
    for number, wish in enumerate(wishes):
        if number not in placed:
            left[wish.client.client_id].append(wish)
    order = sorted(left.items(), key=lambda item: (-max(wish.points for wish in item[1]), item[0]))
    return tuple(_unplaced_client(client_id, its) for client_id, its in order)


def _unplaced_client(client_id: Id, wishes: Sequence[ClientWish]) -> Unplaced:
    first = max(wishes, key=lambda wish: wish.points)
    return Unplaced(client_id, first.why or Why.FULL, len(wishes), first.reasons)


def _impossible(task: PlanTask, days: Sequence[FreeDay], wishes: Sequence[ClientWish]) -> tuple[Impossible, ...]:
    """Rules that ask for more than there is room for once the rules of the tiers above have had theirs."""
    asked: dict[tuple[Asking, Period], int] = defaultdict(int)
    for wish in wishes:
        if wish.asking and wish.window:
            asked[wish.asking, wish.window] += 1
    found = []
    order = sorted(asked, key=lambda key: (key[0].tier, key[1].days, key[1].first, key[0].count))
    for place, (asking, window) in enumerate(order):
        inside = [other for other in order[:place] if window.first <= other[1].first and other[1].last <= window.last]
        before = sum(asked[other] for other in inside)
        room = task.rooms.get(window)
        if room is None:
            room = sum(_room(day, task) for day in days if day.day in window)
        if asked[asking, window] > max(0, room - before):
            found.append(Impossible(asking, window, asked[asking, window], max(0, room - before)))
    return tuple(found)


def _room(day: FreeDay, task: PlanTask) -> int:
    """Visits that a day still takes, by number and by time."""
    packing = Packing(day.spans, (task.lengths.visit, task.lengths.call), task.lengths.way)
    fit = 0
    while fit < day.visits and packing.fits((0, fit + 1)):
        fit += 1
    return fit
