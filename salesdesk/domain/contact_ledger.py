"""The contacts of all clients, counted once by the periods of their rules: whole files in one pass (spec 4.1, 6.2)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from salesdesk.domain.cadence import CadenceRule, counted
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period


class Known(NamedTuple):
    """A client as the cadence sees it. Days in ISO.

    `since`: since when it is a client, where somebody says so; `known`: that, or its first contact; None: nothing is
    known of the time before today.
    """

    id: Id
    name: str
    tier: Tier
    district: str
    since: str | None
    known: str | None


Contact = tuple[Id, str, str]
"""Client, day in ISO, value of the channel."""

Moves = Mapping[Id, Sequence[tuple[str, Tier]]]
"""Client → its moves between tiers, the oldest first: the day in ISO and the tier that it left."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule and those of its periods that are looked at, in their order and without overlaps."""

    rule: CadenceRule
    spans: tuple[Period, ...]


def asked_about(wanted: Iterable[tuple[CadenceRule, Period]]) -> list[Asked]:
    """Each rule once, with all of its periods that somebody wants to know of."""
    rules: dict[Id, CadenceRule] = {}
    spans: dict[Id, set[Period]] = defaultdict(set)
    for rule, span in wanted:
        rules[rule.id] = rule
        spans[rule.id].add(span)
    return [Asked(rule, tuple(sorted(spans[pk]))) for pk, rule in rules.items()]


class Ledger:
    """Who had how many contacts in which period, of those that the rules of its tier ask about.

    Contacts after `until` do not count. What a period asks of a client follows the tier that it had when the period
    ended (or on `until`, if it has not ended).
    """

    def __init__(
        self, asked: Sequence[Asked], clients: Sequence[Known], moves: Moves, contacts: Iterable[Contact], until: date
    ) -> None:
        self.asked, self._moves, self._until = asked, moves, until
        self.clients = {client.id: client for client in clients}
        self._ends = [[min(span.last, until).isoformat() for span in one.spans] for one in asked]
        self._still: dict[Tier, list[Known]] = {tier: [] for tier in Tier}
        for client in clients:
            if client.id not in moves:
                self._still[client.tier].append(client)
        self._moved: dict[Tier, list[Known]] = {tier: [] for tier in Tier}
        for pk, left in moves.items():
            if pk in self.clients:
                for tier in {self.clients[pk].tier, *(tier for _day, tier in left)}:
                    self._moved[tier].append(self.clients[pk])
        self._counts = self._count(contacts)
        self._leave_out_others()

    def find(self, rule: CadenceRule, span: Period) -> tuple[int, int]:
        """Where a rule and one of its periods stand."""
        place = next(place for place, one in enumerate(self.asked) if one.rule.id == rule.id)
        return place, self.asked[place].spans.index(span)

    def tier(self, client: Known, place: int, span: int) -> Tier:
        """The tier that a client had at the end of a period."""
        end = self._ends[place][span]
        for day, left in self._moves.get(client.id, ()):
            if day > end:
                return left
        return client.tier

    def done(self, place: int, client_id: Id, span: int) -> int:
        """The contacts that count, of a client in a period of a rule."""
        return self._counts[place][span].get(client_id, 0)

    def counts(self, place: int, span: int) -> Mapping[Id, int]:
        """The contacts that count in a period of a rule: client → how many, of those it asks about that had any."""
        return self._counts[place][span]

    def members(self, place: int, span: int) -> Iterator[Known]:
        """The clients that a period asks about: of the tier, and clients by its end."""
        end, tier = self.asked[place].spans[span].last.isoformat(), self.asked[place].rule.tier
        for client in self._still[tier]:
            if client.since is None or client.since <= end:
                yield client
        for client in self._moved[tier]:
            if self._asks(client, place, span):
                yield client

    def _asks(self, client: Known, place: int, span: int) -> bool:
        """Whether a period asks about a client."""
        one = self.asked[place]
        known = client.since is None or client.since <= one.spans[span].last.isoformat()
        return known and self.tier(client, place, span) == one.rule.tier

    def _count(self, contacts: Iterable[Contact]) -> list[list[dict[Id, int]]]:
        """One pass over the contacts: those of a day, a channel and a tier make a pile, and piles are counted whole.

        Clients that moved between tiers have piles of their own, which every rule looks at.
        """
        moves = self._moves
        group: dict[Id, str] = {pk: _MOVED if pk in moves else one.tier for pk, one in self.clients.items()}
        piles: dict[tuple[str, str, str], list[Id]] = defaultdict(list)
        for pk, day, channel in contacts:
            if pk in group:
                piles[day, channel, group[pk]].append(pk)
        counts: list[list[dict[Id, int]]] = []
        for one in self.asked:
            channels = frozenset(channel.value for channel in one.rule.counting)
            groups = one.rule.tier.value, _MOVED
            days = {day.isoformat(): n for n, span in enumerate(one.spans) for day in span.until(self._until)}
            mine = [
                (days[day], day, pile)
                for (day, channel, tier), pile in piles.items()
                if channel in channels and tier in groups and day in days
            ]
            counts.append(_spaced(one, mine) if one.rule.spacing_days else _plain(one, mine))
        return counts

    def _leave_out_others(self) -> None:
        """Forget the contacts of those whom a period does not ask about: of another tier then, or no clients yet."""
        first = min((span.last for one in self.asked for span in one.spans), default=self._until).isoformat()
        moved = [self.clients[pk] for pk in self._moves if pk in self.clients]
        late = [client for client in self.clients.values() if client.since is not None and client.since > first]
        for place, spans in enumerate(self._counts):
            for span, found in enumerate(spans):
                for client in (*moved, *late):
                    if client.id in found and not self._asks(client, place, span):
                        del found[client.id]


def _plain(one: Asked, piles: Iterable[tuple[int, str, list[Id]]]) -> list[dict[Id, int]]:
    found: list[Counter[Id]] = [Counter() for _span in one.spans]
    for span, _day, pile in piles:
        found[span].update(pile)
    return [*found]


def _spaced(one: Asked, piles: Iterable[tuple[int, str, list[Id]]]) -> list[dict[Id, int]]:
    days: list[dict[Id, list[date]]] = [defaultdict(list) for _span in one.spans]
    for span, day, pile in piles:
        for pk in pile:
            days[span][pk].append(date.fromisoformat(day))
    return [{pk: counted(mine, one.rule.spacing_days) for pk, mine in found.items()} for found in days]


_MOVED = "moved"
