"""From when until when: the visits of a planned day in an order that makes the way short (spec 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from salesdesk.domain.packing import Packing
from salesdesk.domain.plan import FreeDay, Stop
from salesdesk.domain.plan_wishes import ClientWish
from salesdesk.domain.route import Place, by_district, distance_km, order_by
from salesdesk.domain.visit import Channel

NEAR_KM, FAR_KM = 1.0, 10.0
"""The way within a district and to another one, where nobody knows the places."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the day for a visit of some length."""

    first: int
    kind: int


def hours(day: FreeDay, wishes: Sequence[ClientWish], lengths: Sequence[int], way: int) -> list[int]:
    """The first minute of each of the visits (which fit), in the order in which they are given."""
    kinds = [lengths.index(length) for length in _minutes(wishes, lengths)]
    parts = Packing(day.spans, lengths, way).split(tuple(kinds.count(kind) for kind in range(len(lengths))))
    if parts is None:
        raise ValueError("more visits than fit into the day")
    slots = []
    for (first, _last), part in zip(day.spans, parts, strict=True):
        minute = first
        for kind in part:
            slots.append(_Slot(minute, kind))
            minute += lengths[kind] + way
    slots.sort(key=lambda slot: slot.first)
    who = _first_order(wishes, kinds, slots)
    _shorten(day, wishes, slots, who)
    starts = [0] * len(wishes)
    for slot, wish in zip(slots, who, strict=True):
        starts[wish] = slot.first
    return starts


def way_km(one: tuple[str, Place | None], other: tuple[str, Place | None]) -> float:
    """The way between two clients, straight, or by their districts."""
    if one[1] and other[1]:
        return distance_km(one[1], other[1])
    return NEAR_KM if one[0] == other[0] else FAR_KM


def order_of_day(stops: Sequence[tuple[str, Place | None]], first: int | None = None) -> list[int]:
    """The order in which these are visited by the shortest way; by district where no place is known."""
    if not any(place for _district, place in stops):
        return by_district([district for district, _place in stops])
    return order_by(
        [[way_km(one, other) if one is not other else 0.0 for other in stops] for one in stops], first=first
    )


def _minutes(wishes: Sequence[ClientWish], lengths: Sequence[int]) -> list[int]:
    call, visit = lengths[-1], lengths[0]
    return [call if wish.channel is Channel.PHONE else visit for wish in wishes]


def _first_order(wishes: Sequence[ClientWish], kinds: Sequence[int], slots: Sequence[_Slot]) -> list[int]:
    """Who comes into which slot: along the shortest way, calls and visits each into slots of their length."""
    driven = [number for number, wish in enumerate(wishes) if wish.channel is not Channel.PHONE]
    way = [driven[place] for place in order_of_day([_where(wishes[number]) for number in driven])]
    way += [number for number in range(len(wishes)) if number not in driven]
    queues = {kind: [number for number in way if kinds[number] == kind] for kind in set(kinds)}
    return [queues[slot.kind].pop(0) for slot in slots]


def _shorten(day: FreeDay, wishes: Sequence[ClientWish], slots: Sequence[_Slot], who: list[int]) -> None:
    """Exchange visits of the same length as long as the whole way of the day, fixed visits included, gets shorter."""
    least = _way(day, wishes, slots, who)
    better = True
    while better:
        better = False
        for one in range(len(who)):
            for other in range(one + 1, len(who)):
                if slots[one].kind != slots[other].kind:
                    continue
                who[one], who[other] = who[other], who[one]
                its = _way(day, wishes, slots, who)
                if its < least - 1e-9:
                    least, better = its, True
                else:
                    who[one], who[other] = who[other], who[one]


def _way(day: FreeDay, wishes: Sequence[ClientWish], slots: Sequence[_Slot], who: Sequence[int]) -> float:
    stops = [(stop.first, _of_stop(stop)) for stop in day.stops]
    for slot, number in zip(slots, who, strict=True):
        if wishes[number].channel is not Channel.PHONE:
            stops.append((slot.first, _where(wishes[number])))
    stops.sort(key=lambda stop: stop[0])
    return sum(way_km(here, there) for (_one, here), (_other, there) in pairwise(stops))


def _where(wish: ClientWish) -> tuple[str, Place | None]:
    return wish.client.district, wish.client.place


def _of_stop(stop: Stop) -> tuple[str, Place | None]:
    return stop.district, stop.place
