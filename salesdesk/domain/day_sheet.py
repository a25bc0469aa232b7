"""The sheet that a rep takes along for a day: where to go in which order, whom to ask for, what is open (spec 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from salesdesk.domain.client import Client, Contact
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.plan_hours import order_of_day, way_km
from salesdesk.domain.route import Place
from salesdesk.domain.visit_entry import RequestCard, VisitCard


@dataclass(frozen=True, slots=True)
class SheetStop:
    """One visit of the day with all that one wants to know at the door. `km`: the straight way from the one before."""

    visit: VisitCard
    client: Client
    contacts: tuple[Contact, ...] = ()
    last: tuple[VisitCard, ...] = ()
    promised: tuple[VisitCard, ...] = ()
    requests: tuple[RequestCard, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    km: float | None = None


@dataclass(frozen=True, slots=True)
class DaySheet:
    """A day's visits in the order in which they are driven."""

    day: date
    rep: str
    currency: str
    stops: tuple[SheetStop, ...] = ()

    @property
    def km(self) -> float | None:
        """The whole way, straight from place to place, as far as places are known."""
        known = [stop.km for stop in self.stops if stop.km is not None]
        return sum(known) if known else None


def place_of(client: Client) -> Place | None:
    """Where a client is, if anybody knows."""
    if client.latitude is None or client.longitude is None:
        return None
    return Place(client.latitude, client.longitude)


def driven(visits: Sequence[VisitCard], clients: Sequence[Client]) -> list[int]:
    """The numbers of the visits in their order: by the clock; those without an hour along the shortest way."""
    timed = sorted((n for n, visit in enumerate(visits) if not visit.all_day), key=lambda n: visits[n].starts_at)
    free = [n for n, visit in enumerate(visits) if visit.all_day]
    if not free:
        return timed
    start = [timed[-1]] if timed else []
    stops = [(clients[n].district, place_of(clients[n])) for n in (*start, *free)]
    order = order_of_day(stops, first=0 if start else None)
    numbers = [*start, *free]
    return timed[: len(timed) - len(start)] + [numbers[n] for n in order]


def ways(clients: Sequence[Client]) -> list[float | None]:
    """The way to each client from the one before; None for the first, and where a place is not known."""
    found: list[float | None] = [None] * min(1, len(clients))
    for here, there in pairwise(clients):
        one, other = place_of(here), place_of(there)
        found.append(way_km(("", one), ("", other)) if one and other else None)
    return found
