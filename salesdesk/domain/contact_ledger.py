"""The contacts of all clients, counted once by the periods of their rules: whole files in one pass (spec 4.1, 6.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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
        self._moved = [self.clients[pk] for pk in moves if pk in self.clients]
        self._since = {tier: sorted(one.since or "" for one in still) for tier, still in self._still.items()}
        self._counts = self._count(contacts)

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
        """The contacts that count in a period of a rule: client → how many, of whoever had any."""
        return self._counts[place][span]

    def members(self, place: int, span: int) -> Iterator[Known]:
        """The clients that a period asks about: of the tier, and clients by its end."""
        end, tier = self.asked[place].spans[span].last.isoformat(), self.asked[place].rule.tier
        for client in self._still[tier]:
            if client.since is None or client.since <= end:
                yield client
        for client in self._moved:
            if (client.since is None or client.since <= end) and self.tier(client, place, span) == tier:
                yield client

    def size(self, place: int, span: int) -> int:
        """How many clients a period asks about."""
        end, tier = self.asked[place].spans[span].last.isoformat(), self.asked[place].rule.tier
        return bisect_right(self._since[tier], end) + sum(
            (client.since is None or client.since <= end) and self.tier(client, place, span) == tier
            for client in self._moved
        )

    def met(self, place: int, spans: Collection[int]) -> Iterator[tuple[Id, int, int]]:
        """Every client that had a contact that counts in one of these periods: with the period and how many.

        Only of those that the period asks about.
        """
        tier, clients, moves = self.asked[place].rule.tier, self.clients, self._moves
        ends = [span.last.isoformat() for span in self.asked[place].spans]
        for span in spans:
            end = ends[span]
            for pk, done in self._counts[place][span].items():
                since = clients[pk].since
                if (since is None or since <= end) and (pk not in moves or self.tier(clients[pk], place, span) == tier):
                    yield pk, span, done

    def _count(self, contacts: Iterable[Contact]) -> list[list[dict[Id, int]]]:
        """One pass over the contacts; each looks only at the rules of its client's tier.

        They come by day, more or less: what a day belongs to is looked up when it changes.
        """
        counts: list[list[dict[Id, int]]] = [[{} for _span in one.spans] for one in self.asked]
        spaced: dict[tuple[int, int], dict[Id, list[str]]] = defaultdict(lambda: defaultdict(list))
        days = [
            {day.isoformat(): number for number, span in enumerate(one.spans) for day in span.until(self._until)}
            for one in self.asked
        ]
        channels = [frozenset(channel.value for channel in one.rule.counting) for one in self.asked]
        moves = self._moves
        group: dict[Id, str] = {
            client.id: _MOVED if client.id in moves else client.tier for client in self.clients.values()
        }
        today, slots = "", dict[str, list[_Slot]]()
        for pk, day, channel in contacts:
            if day != today:
                today, slots = day, {name: [] for name in (*_TIERS, _MOVED)}
                for place, one in enumerate(self.asked):
                    span = days[place].get(day)
                    if span is not None:
                        lists = spaced[place, span] if one.rule.spacing_days else None
                        slot = channels[place], counts[place][span], lists
                        slots[one.rule.tier.value].append(slot)
                        slots[_MOVED].append(slot)
            for counting, found, lists in slots.get(group.get(pk, ""), ()):
                if channel in counting:
                    if lists is None:
                        found[pk] = found.get(pk, 0) + 1
                    else:
                        lists[pk].append(day)
        for (place, span), lists in spaced.items():
            apart = self.asked[place].rule.spacing_days
            counts[place][span] = {pk: counted(map(date.fromisoformat, mine), apart) for pk, mine in lists.items()}
        return counts


_TIERS = tuple(tier.value for tier in Tier)
_MOVED = "moved"
_Slot = tuple[frozenset[str], dict[Id, int], dict[Id, list[str]] | None]
