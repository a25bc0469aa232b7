"""Territories out of nothing, and the best plan that an exact solver finds for them."""

from __future__ import annotations

from random import Random

from ortools.sat.python import cp_model

from salesdesk.domain.packing import Packing
from salesdesk.domain.plan_search import REMOTE, DayRoom, Placed, Prices, Task, Wish

VISIT, CALL, WAY = 60, 30, 30
_LENGTHS = (VISIT, CALL)
_TIERS = ((300, 0.2), (200, 0.3), (100, 0.5))


def territory(clients: int, weeks: int, seed: int = 1) -> Task:
    """A rep's clients in districts, with what they ask for in some weeks; more than fits, as it is in life."""
    random = Random(seed)
    districts = max(4, min(40, clients // 12))
    days = [_day(random, week * 7 + weekday, districts) for week in range(weeks) for weekday in range(5)]
    wishes: list[Wish] = []
    for client in range(clients):
        tier = random.choices((0, 1, 2), [share for _points, share in _TIERS])[0]
        district = random.randrange(districts)
        late = random.choice((0, 0, 0, random.randrange(1, 60)))
        deal = random.choice((0, 0, 0, 0, 40, 90, 160))
        points = _TIERS[tier][0] + deal + (300 + 5 * late if late else 0)
        if tier == 0:
            for week in range(weeks):
                allowed = dict.fromkeys(range(week * 5, week * 5 + 5), 0)
                early = _earlier(allowed) if late and week == 0 else allowed
                wishes.append(Wish(client, points if week == 0 else points // 2, early, district, 0, 2))
                wishes.append(Wish(client, points // 2, allowed, REMOTE, 1, 2))
        elif random.random() < (0.6 if tier == 1 else 0.3):
            allowed = dict.fromkeys(range(len(days)), 0)
            remote = tier == 2 and random.random() < 0.7
            chosen = _earlier(allowed) if late else allowed
            wishes.append(Wish(client, points, chosen, REMOTE if remote else district, int(remote), 1))
        if random.random() < 0.03:
            promised = random.randrange(len(days))
            near = {day: 0 if day == promised else -20 for day in range(max(0, promised - 2), promised + 1)}
            wishes.append(Wish(client, 3000 + points, near, district, 0, 1))
    return Task(wishes, days, Prices(), 2)


def best_plan(task: Task, seconds: float = 20.0, workers: int = 2) -> tuple[int, int, Placed]:
    """Points of the best plan found, what no plan can exceed, and the plan itself."""
    model = cp_model.CpModel()
    put = {(w, d): model.new_bool_var("") for w, wish in enumerate(task.wishes) for d in wish.days}
    gains = [(task.wishes[w].points + task.wishes[w].days[d], var) for (w, d), var in put.items()]
    of_wish: dict[int, list[cp_model.IntVar]] = {}
    of_day: dict[int, list[int]] = {}
    for (w, d), var in put.items():
        of_wish.setdefault(w, []).append(var)
        of_day.setdefault(d, []).append(w)
    for found in of_wish.values():
        model.add_at_most_one(found)
    for d, day in enumerate(task.days):
        here = of_day.get(d, [])
        most = min(day.visits, len(here))
        steps = [model.new_bool_var("") for _step in range(most)]
        model.add(sum(put[w, d] for w in here) == sum(steps))
        gains += [(-task.prices.load * (day.planned + number), step) for number, step in enumerate(steps)]
        for district in sorted({task.wishes[w].district for w in here} - {REMOTE} - day.districts):
            opened = model.new_bool_var("")
            gains.append((-task.prices.drive, opened))
            for w in here:
                if task.wishes[w].district == district:
                    model.add_implication(put[w, d], opened)
        parts = [[model.new_int_var(0, most, "") for _span in day.packing.spans] for _kind in range(task.kinds)]
        for kind in range(task.kinds):
            model.add(sum(put[w, d] for w in here if task.wishes[w].kind == kind) == sum(parts[kind]))
        for place, (first, last) in enumerate(day.packing.spans):
            sizes = [(length + WAY) * parts[kind][place] for kind, length in enumerate(_LENGTHS)]
            model.add(sum(sizes) <= last - first + WAY)
    _keep_apart(model, task, put)
    model.maximize(sum(points * var for points, var in gains))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.solve(model)
    placed = {w: d for (w, d), var in put.items() if solver.value(var)}
    return round(solver.objective_value), round(solver.best_objective_bound), placed


def _keep_apart(model: cp_model.CpModel, task: Task, put: dict[tuple[int, int], cp_model.IntVar]) -> None:
    by_client: dict[int, list[int]] = {}
    spacing = task.spacings()
    for w, wish in enumerate(task.wishes):
        by_client.setdefault(wish.client, []).append(w)
    for wishes in by_client.values():
        for number, one in enumerate(wishes):
            for other in wishes[number + 1 :]:
                least = spacing[task.wishes[one].client]
                for d in task.wishes[one].days:
                    for e in task.wishes[other].days:
                        if abs(task.days[d].ordinal - task.days[e].ordinal) < least:
                            model.add_at_most_one([put[one, d], put[other, e]])


def _earlier(days: dict[int, int]) -> dict[int, int]:
    return {day: -4 * place for place, day in enumerate(sorted(days))}


def _day(random: Random, ordinal: int, districts: int) -> DayRoom:
    spans = [(540, 720), (780, 1080)]
    planned = random.choice((0, 0, 0, 1, 2))
    if planned:
        spans = [(540, 720), (780 + 90 * planned, 1080)]
    if random.random() < 0.08:
        spans = spans[:1]
    there = frozenset(random.sample(range(districts), planned))
    return DayRoom(ordinal, max(0, 6 - planned), Packing(spans, _LENGTHS, WAY), planned, there)
