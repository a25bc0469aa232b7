"""The contacts of whole files counted by the periods of their rules, in arrays: what `contact_ledger` says, summed.

The ledger knows each client by name and is asked about a few; sums over all clients and a hundred periods are made
here, twenty times as fast.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from salesdesk.domain.cadence import CadenceRule
from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.contact_ledger import Asked
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.services.session import Session
from salesdesk.store.read import contact_book as read
from salesdesk.store.read.cadence import tier_moves
from salesdesk.store.read.columns import day_of, key_of, number_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Mask = NDArray[np.bool_]
    Counts = NDArray[np.int64]


class ContactCounts:
    """Clients and contacts up to a day; of a rep those it has had and those that are its own or nobody's."""

    def __init__(self, session: Session, first: date, until: date, rep: Id | None) -> None:
        conn = session.file.conn
        self._conn, self._until = conn, until
        self._clients = read.clients(conn)
        self._contacts = read.contacts(conn, first, until, rep)
        self._asked = ~self._clients.deleted
        if rep is not None:
            self._asked &= (self._clients.owner == key_of(rep)) | (self._clients.owner == 0)
        self._tiers: dict[int, NDArray[np.uint8]] = {}
        self._members: dict[tuple[Tier, int, int], Mask] = {}

    def members(self, tier: Tier, span: Period) -> Mask:
        """The clients that a period asks about: of the tier at its end, and clients by then."""
        last, end = number_of(span.last), number_of(min(span.last, self._until))
        key = tier, last, end
        if key not in self._members:
            known = self._asked & (self._clients.since <= last)
            self._members[key] = known & (self._tier_on(end) == read.letter(tier))
        return self._members[key]

    def size(self, tier: Tier, span: Period) -> int:
        """How many clients a period asks about."""
        return int(self.members(tier, span).sum())

    def counts(self, rule: CadenceRule, spans: Sequence[Period]) -> list[Counts]:
        """For each period the contacts that the rule counts, client by client."""
        import numpy as np

        channels = np.zeros(len(read.CHANNELS) + 1, dtype=bool)
        channels[[read.CHANNELS[channel] for channel in rule.counting]] = True
        mine = channels[self._contacts.channel]
        client, day = self._contacts.client[mine], self._contacts.day[mine]
        found = []
        for span in spans:
            low = int(np.searchsorted(day, number_of(span.first), "left"))
            high = int(np.searchsorted(day, number_of(min(span.last, self._until)), "right"))
            some, days = client[low:high], day[low:high]
            if rule.spacing_days:
                some = some[_apart(some, days, rule.spacing_days)]
            found.append(np.bincount(some, minlength=len(self._clients)))
        return found

    def kept(self, one: Asked) -> tuple[Rate, Rate]:
        """Cadence met and capped attainment of a rule over its periods."""
        import numpy as np

        least, met, done, of = one.rule.count, 0, 0, 0
        for span, counts in zip(one.spans, self.counts(one.rule, one.spans), strict=True):
            members = self.members(one.rule.tier, span)
            mine = counts[members]
            of += len(mine)
            met += int(np.count_nonzero(mine >= least))
            done += int(np.minimum(mine, least).sum())
        return Rate.part(met, of), Rate.part(done, of * least)

    def all_met(self, group: Sequence[Asked]) -> Rate:
        """How often a client had what each of these rules (of one tier, over the same periods) asks for."""
        import numpy as np

        met = of = 0
        each = [self.counts(one.rule, one.spans) for one in group]
        for place, span in enumerate(group[0].spans):
            members = self.members(group[0].rule.tier, span)
            of += int(np.count_nonzero(members))
            for one, counts in zip(group, each, strict=True):
                members = members & (counts[place] >= one.rule.count)
            met += int(np.count_nonzero(members))
        return Rate.part(met, of)

    def covered(self, rules: Sequence[CadenceRule], span: Period) -> Rate:
        """Clients with a contact that one of these rules (of one tier) counts, of all in the tier."""
        import numpy as np

        if not rules:
            return Rate.part(0, 0)
        members = self.members(rules[0].tier, span)
        had = np.zeros(len(self._clients), dtype=bool)
        for rule in rules:
            had |= self.counts(rule, [span])[0] > 0
        return Rate.part(int(np.count_nonzero(had & members)), int(np.count_nonzero(members)))

    def _tier_on(self, end: int) -> NDArray[np.uint8]:
        """Every client's tier at the end of a day: that which its next move left, else its own."""
        if end not in self._tiers:
            tiers = self._clients.tier.copy()
            client, day, left = self._moves
            later = day > end
            # Of several values for one place the last one stays: that of the next move.
            tiers[client[later][::-1]] = left[later][::-1]
            self._tiers[end] = tiers
        return self._tiers[end]

    @cached_property
    def _moves(self) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
        """Client's place, day and tier left of every move, the oldest first."""
        key, day, left = tier_moves(self._conn)
        place = self._clients.places(key)
        known = place >= 0
        return place[known], day[known], left[known]


def _apart(client: NDArray[np.int32], day: NDArray[np.int32], spacing: int) -> Mask:
    """Which of these contacts (by day) count: one closer than the spacing to the last that counted does not."""
    import numpy as np

    counts = np.zeros(len(client), dtype=bool)
    ordinals = {number: day_of(number).toordinal() for number in np.unique(day).tolist()}
    last: dict[int, int] = {}
    for place, (who, number) in enumerate(zip(client.tolist(), day.tolist(), strict=True)):
        at = ordinals[number]
        if who not in last or at - last[who] >= spacing:
            counts[place], last[who] = True, at
    return counts
