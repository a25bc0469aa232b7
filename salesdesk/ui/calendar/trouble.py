"""Where a day does not work: two things at one time, or too little time for the way between two clients."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from salesdesk.domain.change import Id
from salesdesk.domain.visit import Channel, VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.ui.calendar.entries import COUNTED, Busy, Entry, name_of, span_of
from salesdesk.words.i18n import _
from salesdesk.words.numbers import format_duration_minutes

EARTH_KM = 6371.0
DETOUR = 1.3
"""A road is this much longer than the straight line."""
TOWN_KM, TOWN_SPEED, LAND_SPEED = 25.0, 30.0, 70.0
"""So many kilometres are driven as in a town (km/h), what lies beyond as between towns."""
MOST = 3
"""So many clashes of one visit are named."""
ON_THE_ROAD = frozenset({Channel.FACE, Channel.EVENT})


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a visit: it falls together with `other`, or the way from there takes `way` minutes."""

    other: str
    way: int = 0
    gap: int = 0

    def words(self) -> str:
        """In a sentence, under the mouse and for screen readers."""
        if not self.way:
            return _("At the same time as {other}").format(other=self.other)
        if not self.gap:
            way = format_duration_minutes(self.way)
            return _("Right after {other}, but the way takes about {way}").format(other=self.other, way=way)
        return _("{gap} after {other}, but the way takes about {way}").format(
            gap=format_duration_minutes(self.gap), other=self.other, way=format_duration_minutes(self.way)
        )


def troubles_of(entries: Iterable[Entry], travel: int) -> dict[Id, tuple[Trouble, ...]]:
    """What is wrong with the planned visits of one day; `travel` minutes lead from one district to another."""
    taken = [one for one in entries if _takes_room(one)]
    found: dict[Id, list[Trouble]] = {}
    _find_clashes(sorted(taken, key=span_of), found)
    _find_hurries([one for one in taken if _is_journey(one)], travel, found)
    return {pk: tuple(these[:MOST]) for pk, these in found.items()}


def way_minutes(one: VisitCard, other: VisitCard, travel: int) -> int:
    """About how long it takes from one client to the other; 0 where nothing is known."""
    if one.client_id == other.client_id:
        return 0
    if None not in (one.latitude, one.longitude, other.latitude, other.longitude):
        road = DETOUR * distance_km(one, other)
        return round(60 * (min(road, TOWN_KM) / TOWN_SPEED + max(0.0, road - TOWN_KM) / LAND_SPEED))
    return travel if one.district and other.district and one.district != other.district else 0


def distance_km(one: VisitCard, other: VisitCard) -> float:
    """Straight over the globe, between two clients whose coordinates are known."""
    lat, lon = radians(one.latitude or 0.0), radians(one.longitude or 0.0)
    lat_2, lon_2 = radians(other.latitude or 0.0), radians(other.longitude or 0.0)
    half = sin((lat_2 - lat) / 2) ** 2 + cos(lat) * cos(lat_2) * sin((lon_2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def _takes_room(entry: Entry) -> bool:
    if isinstance(entry, Busy):
        return True
    return not isinstance(entry, VisitCard) or (entry.status in COUNTED and not entry.all_day)


def _is_journey(entry: Entry) -> bool:
    return isinstance(entry, VisitCard) and entry.channel in ON_THE_ROAD


def _open(entry: Entry) -> bool:
    """Only what still lies ahead can be mended."""
    return not isinstance(entry, Busy) and (not isinstance(entry, VisitCard) or entry.status is VisitStatus.PLANNED)


def _find_clashes(taken: Sequence[Entry], found: dict[Id, list[Trouble]]) -> None:
    """Each is held against the few that began before it and against the one of all before that lasts longest."""
    spans = [(start, 24 * 60 if one.all_day else end) for one in taken for start, end in (span_of(one),)]
    longest = 0
    for at in range(1, len(taken)):
        for before in sorted({longest, *range(max(0, at - MOST), at)}):
            if spans[before][1] > spans[at][0]:
                _tell(taken[before], taken[at], found)
                _tell(taken[at], taken[before], found)
        if spans[at][1] > spans[longest][1]:
            longest = at


def _tell(this: Entry, that: Entry, found: dict[Id, list[Trouble]]) -> None:
    if _open(this):
        known = found.setdefault(this.id, [])
        if len(known) < MOST:
            known.append(Trouble(name_of(that)))


def _find_hurries(journeys: Sequence[Entry], travel: int, found: dict[Id, list[Trouble]]) -> None:
    visits = sorted((one for one in journeys if isinstance(one, VisitCard)), key=span_of)
    for before, after in itertools.pairwise(visits):
        gap, way = span_of(after)[0] - span_of(before)[1], way_minutes(before, after, travel)
        if 0 <= gap < way and _open(after):
            found.setdefault(after.id, []).append(Trouble(before.client_name, way, gap))
