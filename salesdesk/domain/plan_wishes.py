"""What each client wants of a plan, in points: promises, what the cadence misses, opportunities (decision 0016)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Priority
from salesdesk.domain.period import Period
from salesdesk.domain.plan import Asking, Because, Candidate, Lengths, Reason, Wanted, Why
from salesdesk.domain.visit import Channel

TIER = {Tier.A: 300, Tier.B: 200, Tier.C: 100}
PRIORITY = {Priority.P1: 150, Priority.P2: 70, Priority.P3: 20}
LATE, LATE_DAY, MOST_LATE = 300, 5, 60
"""Points of being late at all, for each day of it, and the days that count at most."""
STALLED, STALLED_DAY, MOST_STALLED = 80, 2, 60
PROMISE = 2000
"""A promise goes before everything else."""
SOON = 4
"""Points lost for each day on which something late waits longer."""
ASIDE = 20
"""Points lost for a day beside the promised one, or outside the part of the period that is a contact's own."""
PROMISE_DAYS = 2
"""Where the promised day has no room, it is kept at most so many days before."""
KEPT_DAYS = 3
"""A visit that is planned for so many days before the promised one keeps the promise."""
_ORDER = list(Because)
_IN_PERSON = (Channel.FACE, Channel.VIDEO, Channel.PHONE)
"""What takes time in the calendar; mail and messages are written in between."""


@dataclass(frozen=True, slots=True)
class ClientWish:
    """One contact wanted with one client: `days` → points beside `points`; `why` it has no day, where it has none."""

    client: Candidate
    points: int
    days: dict[date, int]
    channels: frozenset[Channel]
    reasons: tuple[Reason, ...]
    spacing: int = 1
    second: bool = False
    window: Period | None = None
    asking: Asking | None = None
    why: Why | None = None

    @property
    def channel(self) -> Channel:
        """Face to face where it counts; the second contact of a period, and one with a C client, by phone if it may."""
        quiet = self.second or (self.client.tier is Tier.C and not self.client.stalled_days)
        order = _IN_PERSON[::-1] if quiet and Channel.PHONE in self.channels else _IN_PERSON
        return next(channel for channel in order if channel in self.channels)

    def minutes(self, lengths: Lengths) -> int:
        """How long it takes."""
        return lengths.call if self.channel is Channel.PHONE else lengths.visit


def wishes_of(client: Candidate, period: Period, days: Sequence[date]) -> list[ClientWish]:
    """Everything a client wants in a period, of which `days` are worked."""
    spacing = max([1, *(one.spacing_days for one in client.wanted)])
    found = _promised(client, period, days)
    for wanted in sorted(client.wanted, key=lambda one: (one.period.days, one.period.first, sorted(one.channels))):
        _add_wanted(found, client, wanted, period, days)
    if not found and _deal_wants(client) and not any(day in period for day in client.contacts):
        reasons = _deal_reasons(client)
        open_days = dict.fromkeys(days, 0)
        found.append(ClientWish(client, _worth(client), open_days, frozenset(_IN_PERSON), reasons))
    wanted_still = found[: max(0, len(found) - client.dismissed)]
    return [_possible(replace(one, spacing=spacing), spacing) for one in wanted_still]


def _promised(client: Candidate, period: Period, days: Sequence[date]) -> list[ClientWish]:
    """A wish for each promise of the period that no planned visit keeps; the late ones together make one."""
    late = [one for one in client.promises if one.day < period.first]
    found = []
    if late and not any(day in period for day in client.contacts):
        oldest = min(late)
        early = {day: -SOON * place for place, day in enumerate(days)}
        reason = Reason(Because.PROMISE_LATE, (period.first - oldest.day).days, oldest.day, oldest.step)
        found.append(_promise(client, early, reason))
    kept = list(client.contacts)
    for day in sorted({one.day for one in client.promises if one.day in period}):
        if any(0 <= (day - met).days <= KEPT_DAYS for met in kept):
            continue
        kept.append(day)
        its = next(one for one in client.promises if one.day == day)
        found.append(_promise(client, _before(days, day), Reason(Because.PROMISED, 0, its.day, its.step)))
    return found


def _promise(client: Candidate, days: dict[date, int], reason: Reason) -> ClientWish:
    points = PROMISE + _worth(client)
    return ClientWish(client, points, days, frozenset(_IN_PERSON), (reason, *_deal_reasons(client)))


def _before(days: Sequence[date], promised: date) -> dict[date, int]:
    """The promised day, and those shortly before it."""
    near = [day for day in days if day <= promised][-1 - PROMISE_DAYS :]
    return {day: -ASIDE * place for place, day in enumerate(reversed(near)) if (promised - day).days <= 7}


def _add_wanted(
    found: list[ClientWish], client: Candidate, wanted: Wanted, period: Period, days: Sequence[date]
) -> None:
    """What a rule misses: contacts wanted already may serve it too, more are added as far as they are missing."""
    channels = wanted.channels & frozenset(_IN_PERSON)
    if not channels:
        return
    inside = [day for day in days if day in wanted.period]
    missing = wanted.missing
    if wanted.period.first < period.first:
        missing = min(missing, len(inside))
    for place, one in enumerate(found):
        if missing and one.channels & channels and any(day in wanted.period for day in one.days):
            missing -= 1
            found[place] = _serving(one, wanted, channels)
    if not wanted.late_days and wanted.period.last > period.last:
        inside = _after_a_while(inside, [*client.contacts, *(day for one in found for day in one.days)], wanted)
        if not inside:
            return
    ripe = _ripe(wanted.period, period)
    for number in range(missing):
        late = wanted.late_days if number == 0 else 0
        points = _worth(client) * ripe // 100 // (1 + number) + (LATE + LATE_DAY * min(late, MOST_LATE) if late else 0)
        open_days = {day: -SOON * place if late else 0 for place, day in enumerate(inside)}
        if missing > 1 and len(inside) >= missing:
            own = _part(inside, number, missing)
            open_days = {day: extra - (0 if day in own else ASIDE) for day, extra in open_days.items()}
        first = Reason(Because.LATE, late, asking=wanted.asking, done=wanted.done)
        asked = Reason(Because.ASKED, asking=wanted.asking, done=wanted.done)
        reasons = (first if late else asked, *_deal_reasons(client))
        second = number + wanted.done > 0
        found.append(ClientWish(client, points, open_days, channels, reasons, 1, second, wanted.period, wanted.asking))


def _serving(wish: ClientWish, wanted: Wanted, channels: frozenset[Channel]) -> ClientWish:
    """The wish that serves one more rule: through a channel that counts for it, and rather on its days."""
    days = {day: extra - (0 if day in wanted.period else 3 * ASIDE) for day, extra in wish.days.items()}
    served = replace(wish, channels=wish.channels & channels, days=days)
    told = {reason.because for reason in wish.reasons}
    if wanted.late_days and Because.LATE not in told:
        late = Reason(Because.LATE, wanted.late_days, asking=wanted.asking, done=wanted.done)
        points = wish.points + LATE + LATE_DAY * min(wanted.late_days, MOST_LATE)
        others = tuple(reason for reason in wish.reasons if reason.because is not Because.ASKED)
        return replace(served, points=points, reasons=(late, *others))
    if not told & {Because.LATE, Because.ASKED}:
        asked = Reason(Because.ASKED, asking=wanted.asking, done=wanted.done)
        return replace(served, reasons=(*wish.reasons, asked))
    return served


def _after_a_while(days: Sequence[date], met: Sequence[date], wanted: Wanted) -> list[date]:
    """The days on which a contact is not too soon after (or before) another, where the period has time left later."""
    apart = wanted.period.days // (2 * wanted.asking.count)
    return [day for day in days if all(abs((day - other).days) >= apart for other in met)]


def _part(days: Sequence[date], number: int, of: int) -> set[date]:
    """A contact's own part of the days, so that several contacts of a period spread over it."""
    return set(days[len(days) * number // of : len(days) * (number + 1) // of])


def _ripe(window: Period, period: Period) -> int:
    """Percent: how urgent it is in a window that ends after the plan does; all of it where this is the last chance."""
    gone = window.until(period.last).days
    return 100 if period.last >= window.last else 40 + 60 * gone // window.days


def _worth(client: Candidate) -> int:
    """Points of a client: its tier and the opportunity that needs it most."""
    points = TIER[client.tier] + (PRIORITY[client.priority] if client.priority else 0)
    if client.stalled_days:
        points += STALLED + STALLED_DAY * min(client.stalled_days, MOST_STALLED)
    return points


def _deal_wants(client: Candidate) -> bool:
    """Whether an opportunity alone is reason enough."""
    return client.stalled_days > 0 or client.priority is Priority.P1


def _deal_reasons(client: Candidate) -> tuple[Reason, ...]:
    if client.stalled_days:
        return (Reason(Because.STALLED, client.stalled_days),)
    if client.priority is Priority.P1:
        return (Reason(Because.PRIORITY),)
    return ()


def _possible(wish: ClientWish, spacing: int) -> ClientWish:
    """Without the days that lie too close to another contact, or before the day until which it was put off."""
    client = wish.client
    later = {day: extra for day, extra in wish.days.items() if client.not_before is None or day >= client.not_before}
    apart = {
        day: extra for day, extra in later.items() if all(abs((day - met).days) >= spacing for met in client.contacts)
    }
    why = None if apart else Why.SPACING if later else Why.NO_DAY
    reasons = tuple(sorted(wish.reasons, key=lambda reason: _ORDER.index(reason.because)))
    return replace(wish, days=apart, why=why, reasons=reasons)


def without(client: Candidate, day: date, channel: Channel) -> Candidate:
    """The client when it is met on a day: what that fulfils is not wanted any more."""
    left = []
    for wanted in client.wanted:
        counts = day in wanted.period and channel in wanted.channels
        if wanted.missing > counts:
            left.append(wanted._replace(missing=wanted.missing - counts, done=wanted.done + counts))
    return replace(client, wanted=tuple(left), contacts=(*client.contacts, day))
