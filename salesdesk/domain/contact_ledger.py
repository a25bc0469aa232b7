"""The contacts of all clients, counted once by the periods of their rules: whole files in one pass (spec 4.1, 6.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
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

    def tier(self, client: Known, place: int, span: int) -> Tier:
        """The tier that a client had at the end of a period."""
        end = self._ends[place][span]
        return next((left for day, left in self._moves.get(client.id, ()) if day > end), client.tier)

    def done(self, place: int, client_id: Id, span: int) -> int:
        """The contacts that count, of a client in a period of a rule."""
        return self._counts[place].get((client_id, span), 0)

    def members(self, place: int, span: int) -> Iterator[Known]:
        """The clients that a period asks about: of the tier, and clients by its end."""
        end, tier = self.asked[place].spans[span].last.isoformat(), self.asked[place].rule.tier
        for client in self._still[tier]:
            if client.since is None or client.since <= end:
                yield client
        for client in self._moved:
            if (client.since is None or client.since <= end) and self.tier(client, place, span) is tier:
                yield client

    def size(self, place: int, span: int) -> int:
        """How many clients a period asks about."""
        end, tier = self.asked[place].spans[span].last.isoformat(), self.asked[place].rule.tier
        return bisect_right(self._since[tier], end) + sum(
            (client.since is None or client.since <= end) and self.tier(client, place, span) is tier
            for client in self._moved
        )

    def met(self, place: int) -> Iterator[tuple[Known, int, int]]:
        """Every client that had a contact that counts: with the period and how many. Only those it asks about."""
        rule, spans = self.asked[place].rule, self.asked[place].spans
        ends = [span.last.isoformat() for span in spans]
        for (pk, span), done in self._counts[place].items():
            client = self.clients[pk]
            if client.since is not None and client.since > ends[span]:
                continue
            if pk in self._moves and self.tier(client, place, span) is not rule.tier:
                continue
            yield client, span, done

    def _count(self, contacts: Iterable[Contact]) -> list[dict[tuple[Id, int], int]]:
        """One pass over the contacts; each looks only at the rules of its client's tier."""
        counts: list[dict[tuple[Id, int], int]] = [{} for _ in self.asked]
        spaced: list[dict[tuple[Id, int], list[str]]] = [defaultdict(list) for _ in self.asked]
        of_tier: dict[Tier, list[_Slot]] = {tier: [] for tier in Tier}
        every: list[_Slot] = []
        for place, one in enumerate(self.asked):
            channels = frozenset(channel.value for channel in one.rule.counting)
            days = {day.isoformat(): number for number, span in enumerate(one.spans) for day in span.until(self._until)}
            slot = _Slot(channels, days, counts[place], spaced[place] if one.rule.spacing_days else None)
            of_tier[one.rule.tier].append(slot)
            every.append(slot)
        slots = {client.id: of_tier[client.tier] for client in self.clients.values()}
        slots.update((pk, every) for pk in self._moves if pk in slots)
        for pk, day, channel in contacts:
            for channels, days, found, lists in slots.get(pk, ()):
                if channel in channels and (span := days.get(day)) is not None:
                    if lists is None:
                        key = pk, span
                        found[key] = found.get(key, 0) + 1
                    else:
                        lists[pk, span].append(day)
        for place, lists in enumerate(spaced):
            spacing = self.asked[place].rule.spacing_days
            counts[place].update((key, counted(map(date.fromisoformat, days), spacing)) for key, days in lists.items())
        return counts


class _Slot(NamedTuple):
    channels: frozenset[str]
    days: dict[str, int]
    counts: dict[tuple[Id, int], int]
    spaced: dict[tuple[Id, int], list[str]] | None
