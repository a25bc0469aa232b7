"""The search behind *Plan my week*: which wish on which day, so that the points are as many as possible.

The objective, in whole points (decision 0016): the points of every wish that is placed, with what its day adds;
less `Prices.drive` for each district of a day to which nothing else leads; less `Prices.load` × (k - 1) for the k-th
visit of a day, so that visits spread. Hard: the visits a day takes, its free minutes, the days a wish allows, the days
between two visits to the same client. Everything is counted in numbers here: the words are in `planner`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from salesdesk.domain.packing import Packing

REMOTE = -1
"""The district of a call: nobody drives there."""


@dataclass(frozen=True, slots=True)
class Prices:
    """What a plan pays: for each district of a day, and for each visit more on a day."""

    drive: int = 60
    load: int = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """A visit that is wanted. `days`: number of a day → points beside `points` for placing it there.

    `client` and `spacing`: two wishes of one client lie at least so many days apart; `kind` is the number of its
    length, `district` a number or REMOTE.
    """

    client: int
    points: int
    days: dict[int, int]
    district: int = REMOTE
    kind: int = 0
    spacing: int = 1


@dataclass(frozen=True, slots=True)
class DayRoom:
    """A day: its number in the calendar, the visits it still takes, how many it holds, the districts they lead to."""

    ordinal: int
    visits: int
    packing: Packing
    planned: int = 0
    districts: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Task:
    """Everything the search needs to know."""

    wishes: Sequence[Wish]
    days: Sequence[DayRoom]
    prices: Prices = field(default_factory=Prices)
    kinds: int = 1

    def spacings(self) -> dict[int, int]:
        """The days that lie at least between two visits to a client: the most that one of its wishes asks for."""
        found: dict[int, int] = {}
        for wish in self.wishes:
            found[wish.client] = max(found.get(wish.client, 1), wish.spacing)
        return found


Placed = dict[int, int]
"""Number of a wish → number of its day."""


def search(task: Task, *, rounds: int | None = None) -> Placed:
    """A very good plan: built greedily, then parts of it torn down and built anew as long as it pays.

    The same task gives the same plan, whatever the machine. `rounds`: how often (None: as often as is worth it).
    """
    state = _State(task)
    groups = _Groups(task)
    groups.fill(state)
    _polish(state, groups)
    best, best_points = dict(state.placed), state.points
    random = Random(20_260_101)
    tries = rounds if rounds is not None else _rounds(task)
    current, current_points = dict(best), best_points
    for turn in range(tries):
        heat = _HEAT * (tries - turn) // tries
        _tear(state, random)
        groups.fill(state)
        if state.points >= current_points - random.randint(0, heat) * random.randint(0, heat) // max(1, heat):
            current, current_points = dict(state.placed), state.points
            if current_points > best_points:
                best, best_points = dict(current), current_points
        else:
            state.restore(current)
    state.restore(best)
    _polish(state, groups)
    return dict(state.placed)


_HEAT = 30
"""Points that a step may lose at the beginning, ever fewer towards the end: a way out of a dead end."""


def _rounds(task: Task) -> int:
    places = sum(day.visits for day in task.days)
    return 0 if not places or not task.wishes else max(300, min(2_000, 120_000 // (places + 20)))


def points_of(task: Task, placed: Placed) -> int:
    """The objective of a plan, counted from nothing."""
    state = _State(task)
    for wish, day in sorted(placed.items()):
        state.put(wish, day)
    return state.points


def breaks(task: Task, placed: Placed) -> list[str]:
    """The hard rules that a plan breaks, in words for a test."""
    found = []
    by_day: dict[int, list[int]] = defaultdict(list)
    by_client: dict[int, list[int]] = defaultdict(list)
    spacing = task.spacings()
    for wish, day in placed.items():
        one = task.wishes[wish]
        by_day[day].append(wish)
        by_client[one.client].append(task.days[day].ordinal)
        if day not in one.days:
            found.append(f"wish {wish} on day {day}")
    for day, wishes in by_day.items():
        room = task.days[day]
        counts = tuple(sum(task.wishes[wish].kind == kind for wish in wishes) for kind in range(task.kinds))
        if len(wishes) > room.visits:
            found.append(f"{len(wishes)} visits on day {day}")
        if not room.packing.fits(counts):
            found.append(f"no hours for {counts} on day {day}")
    for client, times in by_client.items():
        times.sort()
        if any(later - sooner < spacing[client] for sooner, later in pairwise(times)):
            found.append(f"visits to {client} too close")
    return found


class _State:
    """A plan in the making, with its points kept up to date."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.placed: Placed = {}
        self.points = 0
        self.members: list[set[int]] = [set() for _day in task.days]
        self.load = [day.planned for day in task.days]
        self.counts = [[0] * task.kinds for _day in task.days]
        self.open: list[dict[int, int]] = [dict.fromkeys(day.districts, 1) for day in task.days]
        self.times: dict[int, list[int]] = defaultdict(list)
        self.spacing = task.spacings()

    def gain(self, wish: int, day: int) -> int:
        """The points that placing it there adds."""
        one, prices = self.task.wishes[wish], self.task.prices
        found = one.points + one.days[day] - prices.load * self.load[day]
        if one.district != REMOTE and not self.open[day].get(one.district):
            found -= prices.drive
        return found

    def may(self, wish: int, day: int) -> bool:
        """Whether it may come to that day beside all that is there."""
        one = self.task.wishes[wish]
        return day in one.days and self.takes(one.kind, day) and self.apart(one, day)

    def takes(self, kind: int, day: int) -> bool:
        """Whether the day has room for one more visit of that length."""
        room, counts = self.task.days[day], self.counts[day]
        if len(self.members[day]) >= room.visits:
            return False
        counts[kind] += 1
        fits = room.packing.fits(tuple(counts))
        counts[kind] -= 1
        return fits

    def apart(self, one: Wish, day: int) -> bool:
        """Whether no other visit of the client lies too close."""
        times = self.times.get(one.client)
        if not times:
            return True
        here, least = self.task.days[day].ordinal, self.spacing[one.client]
        return all(abs(here - there) >= least for there in times)

    def put(self, wish: int, day: int) -> None:
        one = self.task.wishes[wish]
        self.points += self.gain(wish, day)
        self.placed[wish] = day
        self.members[day].add(wish)
        self.load[day] += 1
        self.counts[day][one.kind] += 1
        self.times[one.client].append(self.task.days[day].ordinal)
        if one.district != REMOTE:
            self.open[day][one.district] = self.open[day].get(one.district, 0) + 1

    def take(self, wish: int) -> int:
        """Take it out of its day, which is given back."""
        one, day = self.task.wishes[wish], self.placed.pop(wish)
        self.members[day].remove(wish)
        self.load[day] -= 1
        self.counts[day][one.kind] -= 1
        self.times[one.client].remove(self.task.days[day].ordinal)
        if one.district != REMOTE:
            self.open[day][one.district] -= 1
        self.points -= self.gain(wish, day)
        return day

    def restore(self, placed: Placed) -> None:
        """Back to an earlier plan."""
        for wish in [wish for wish, day in self.placed.items() if placed.get(wish) != day]:
            self.take(wish)
        for wish, day in placed.items():
            if wish not in self.placed:
                self.put(wish, day)


class _Groups:
    """Wishes that are alike in all but their points: only the first free one of each group has to be looked at."""

    def __init__(self, task: Task) -> None:
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, one in enumerate(task.wishes):
            found[(one.district, one.kind, tuple(sorted(one.days.items())))].append(number)
        self.members: list[list[int]] = []
        for members in found.values():
            members.sort(key=lambda wish: (-task.wishes[wish].points, wish))
            self.members.append(members)
        self.of_day: list[list[int]] = [[] for _day in task.days]
        for number, members in enumerate(self.members):
            for day in task.wishes[members[0]].days:
                self.of_day[day].append(number)
        self._task = task

    def fill(self, state: _State) -> None:
        """Place the wish that gains most, again and again, until none gains anything or nothing has room."""
        best: dict[int, tuple[int, int]] = {}
        for day in range(len(self._task.days)):
            self._best_of(state, day, best)
        while best:
            day = max(best, key=lambda one: (best[one][0], -one))
            gain, wish = best[day]
            if gain <= 0:
                break
            state.put(wish, day)
            self._best_of(state, day, best)
            client = self._task.wishes[wish].client
            for other, (_gain, its) in list(best.items()):
                if other != day and (its == wish or self._task.wishes[its].client == client):
                    self._best_of(state, other, best)

    def _best_of(self, state: _State, day: int, best: dict[int, tuple[int, int]]) -> None:
        """Keep the wish that gains most on a day."""
        wishes, task = self._task.wishes, self._task
        best.pop(day, None)
        if len(state.members[day]) >= task.days[day].visits:
            return
        takes = [state.takes(kind, day) for kind in range(task.kinds)]
        placed, opened, drive = state.placed, state.open[day], task.prices.drive
        top, found = -(10**9), -1
        for number in self.of_day[day]:
            members = self.members[number]
            first = wishes[members[0]]
            if not takes[first.kind]:
                continue
            extra = first.days[day] - (drive if first.district != REMOTE and not opened.get(first.district) else 0)
            if first.points + extra <= top:
                continue
            for wish in members:
                one = wishes[wish]
                value = one.points + extra
                if value <= top:
                    break
                if wish not in placed and state.apart(one, day):
                    top, found = value, wish
                    break
        if found >= 0:
            best[day] = (top - task.prices.load * state.load[day], found)


def _tear(state: _State, random: Random) -> None:
    """Tear down a part of the plan: one district, one or two days, a few visits, or what two days share."""
    free = sorted(state.placed)
    if not free:
        return
    how = random.randrange(5)
    days = [day for day, members in enumerate(state.members) if members]
    if how == 0:
        seed = state.task.wishes[random.choice(free)].district
        gone: Iterable[int] = [wish for wish in free if state.task.wishes[wish].district == seed]
        extra = random.sample(free, min(len(free), 2))
        gone = {*gone, *extra}
    elif how == 1:
        chosen = set(random.sample(days, min(len(days), 2)))
        gone = [wish for wish in free if state.placed[wish] in chosen]
    elif how == 2:
        gone = random.sample(free, min(len(free), 3 + len(free) // 12))
    elif how == 3:
        one, other = random.choice(free), random.choice(free)
        keys = {(state.placed[wish], state.task.wishes[wish].district) for wish in (one, other)}
        gone = [wish for wish in free if (state.placed[wish], state.task.wishes[wish].district) in keys]
    else:
        chosen = set(random.sample(days, min(len(days), 3)))
        share = [wish for wish in free if state.placed[wish] in chosen]
        gone = random.sample(share, len(share) // 2)
    torn = sorted(gone)
    for wish in torn:
        state.take(wish)
    random.shuffle(torn)
    for wish in torn[: random.randrange(1 + len(torn) // 2)]:
        options = sorted(day for day in state.task.wishes[wish].days if state.may(wish, day))
        if options:
            day = random.choice(options)
            if state.gain(wish, day) > 0:
                state.put(wish, day)


def _polish(state: _State, groups: _Groups) -> None:
    """Moves, exchanges with what is left over, and swaps between days, until none of them pays any more."""
    better = True
    while better:
        better = False
        for wish in sorted(state.placed):
            if wish not in state.placed:
                continue
            if _moved(state, wish) or _exchanged(state, groups, wish) or _swapped(state, wish):
                better = True


def _moved(state: _State, wish: int) -> bool:
    before = state.points
    home = state.take(wish)
    options = [day for day in sorted(state.task.wishes[wish].days) if state.may(wish, day)]
    best = max(options, key=lambda day: (state.gain(wish, day), day == home, -day))
    if state.gain(wish, best) <= 0:
        return True
    state.put(wish, best)
    return state.points > before


def _exchanged(state: _State, groups: _Groups, wish: int) -> bool:
    """Whether something that was left over is worth more in its place, and perhaps it is worth something elsewhere."""
    before = state.points
    home = state.take(wish)
    found_best: dict[int, tuple[int, int]] = {}
    groups._best_of(state, home, found_best)
    found = found_best.get(home)
    if found is None or found[1] == wish:
        state.put(wish, home)
        return False
    other = found[1]
    state.put(other, home)
    options = [day for day in sorted(state.task.wishes[wish].days) if state.may(wish, day)]
    again = max(options, key=lambda day: (state.gain(wish, day), -day), default=None)
    if again is not None and state.gain(wish, again) > 0:
        state.put(wish, again)
    if state.points > before:
        return True
    if wish in state.placed:
        state.take(wish)
    state.take(other)
    state.put(wish, home)
    return False


def _swapped(state: _State, wish: int) -> bool:
    """Whether two visits are better off on each other's day."""
    before, home = state.points, state.placed[wish]
    for day in sorted(state.task.wishes[wish].days):
        if day == home:
            continue
        for other in sorted(state.members[day]):
            if home not in state.task.wishes[other].days:
                continue
            state.take(wish)
            state.take(other)
            if state.may(wish, day):
                state.put(wish, day)
                if state.may(other, home):
                    state.put(other, home)
                    if state.points > before:
                        return True
                    state.take(other)
                state.take(wish)
            state.put(wish, home)
            state.put(other, day)
    return False
