"""The contact cadence: its rules, who stands how against them, and what they ask for (spec 1.6, 4.1, 6.2)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from salesdesk.domain.cadence import (
    Before,
    CadenceRule,
    Due,
    DueState,
    Family,
    Need,
    before,
    in_force,
    most_urgent,
    state_of,
)
from salesdesk.domain.change import ChangeSet, Id
from salesdesk.domain.contact_ledger import Asked, Known, Ledger, asked_about
from salesdesk.domain.period import Period
from salesdesk.services import contact_rules
from salesdesk.services.session import Session
from salesdesk.services.whole_file import without_collecting
from salesdesk.store.read import cadence as read

WANTING = frozenset({DueState.DUE, DueState.OVERDUE})


class Standing(NamedTuple):
    """A client under one rule on a day. Its last contact is looked up where it is shown: `Cadence.dues`."""

    client: Known
    rule: CadenceRule
    state: DueState
    done: int
    late_days: int

    @property
    def missing(self) -> int:
        """Contacts that the present period still wants."""
        return max(0, self.rule.count - self.done)


class Cadence:
    """How all clients, and one, stand against the rules valid on a day, with the tiers valid then."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._wanting: tuple[tuple[date, tuple[int, int]], frozenset[Id]] | None = None

    # --- rules ------------------------------------------------------------------------------------------------

    def rules(self, on: date | None = None, family: Family | None = None) -> list[CadenceRule]:
        """The rules in force on a day (today's by default), the defaults where the file says nothing."""
        return in_force(self.all_rules(), on or self._session.today(), family)

    def all_rules(self) -> list[CadenceRule]:
        """Every rule that ever was, or will be, in force."""
        return read.rules(self._conn)

    def add_rule(self, rule: CadenceRule) -> ChangeSet:
        """One more rule beside the others, with an id of its own, from its first day or today on. Raises Refused."""
        return contact_rules.added(self._session, rule)

    def change_rule(self, before: CadenceRule, after: CadenceRule, on: date | None = None) -> ChangeSet:
        """Ask for something else from a day on (today); the past is judged as it was. Raises Refused, Conflict."""
        return contact_rules.changed(self._session, before, after, on)

    def end_rule(self, before: CadenceRule, on: date | None = None) -> ChangeSet:
        """Ask for it no more from a day on (today). Raises Conflict."""
        return contact_rules.ended(self._session, before, on)

    # --- how clients stand ------------------------------------------------------------------------------------

    def states(
        self, on: date | None = None, family: Family | None = Family.CADENCE, rep: Id | None = None
    ) -> list[Standing]:
        """Every client under every rule of its tier, as it stood at the end of a day; without `rep`, everybody's."""
        with without_collecting():
            return list(self._standings(on or self._session.today(), family, rep))

    def of_client(self, client_id: Id, on: date | None = None, family: Family | None = None) -> list[Due]:
        """How one client stands under each rule of its tier; nothing for an unknown one."""
        return self.of_clients([client_id], on, family).get(client_id, [])

    def of_clients(
        self, client_ids: Sequence[Id], on: date | None = None, family: Family | None = Family.CADENCE
    ) -> dict[Id, list[Due]]:
        """How a few clients stand under each rule of their tier; unknown ones are missing."""
        day = on or self._session.today()
        standings = list(self._standings(day, family, None, client_ids))
        found: dict[Id, list[Due]] = {}
        for one, due in zip(standings, self.dues(standings, day), strict=True):
            found.setdefault(one.client.id, []).append(due)
        return found

    def most_urgent(self, client_ids: Sequence[Id]) -> dict[Id, Due]:
        """How a few clients stand today under the cadence's rule that wants most of each."""
        found = {pk: most_urgent(dues) for pk, dues in self.of_clients(client_ids).items()}
        return {pk: due for pk, due in found.items() if due}

    def wanting(self) -> frozenset[Id]:
        """The clients that are due or overdue today; kept until something in the file changes."""
        stamp = self._session.today(), read.stamp(self._conn)
        if self._wanting is None or self._wanting[0] != stamp:
            found = frozenset(one.client.id for one in self.states() if one.state in WANTING)
            self._wanting = stamp, found
        return self._wanting[1]

    def dues(self, standings: Sequence[Standing], on: date | None = None) -> list[Due]:
        """These standings with the day of the last contact that counts."""
        day = on or self._session.today()
        of_rule: dict[Id, list[Standing]] = {}
        for one in standings:
            of_rule.setdefault(one.rule.id, []).append(one)
        last = {
            pk: read.last_contacts(self._conn, [one.client.id for one in mine], mine[0].rule, day)
            for pk, mine in of_rule.items()
        }
        return [
            Due(
                *(one.rule, one.state, one.rule.every.holding(day), one.done),
                last[one.rule.id].get(one.client.id),
                one.late_days,
            )
            for one in standings
        ]

    def needs(
        self,
        period: Period,
        *,
        family: Family | None = Family.CADENCE,
        rep: Id | None = None,
        without: Collection[Id] = (),
    ) -> list[Need]:
        """What the rules still want, for each of their periods that overlaps `period` from today on.

        Planned contacts are taken as kept, but for visits that are `without`. Clients for which nothing is missing
        are left out. The file's own rep where none is named.
        """
        rep, today = rep or self._session.whose, self._session.today()
        first = max(period.first, today)
        if first > period.last:
            return []
        every = self.all_rules()
        asked = [
            Asked(rule, spans)
            for rule in every
            if (spans := _overlapping(rule, Period(first, period.last))) and family in (None, rule.family)
        ]
        if not asked:
            return []
        clients, moves = read.clients(self._conn, rep), read.moves(self._conn)
        begin, end = min(one.spans[0].first for one in asked), max(one.spans[-1].last for one in asked)
        done = Ledger(asked, clients, moves, read.contacts(self._conn, begin, today), end)
        coming = [*read.contacts(self._conn, begin, today), *read.planned(self._conn, today, end, without)]
        both = Ledger(asked, clients, moves, coming, end)
        late = {(one.client.id, one.rule.id): one.late_days for one in self._standings(today, family, rep)}
        found = []
        for place, one in enumerate(asked):
            wanting = [
                (client.id, span, missing)
                for span in range(len(one.spans))
                for client in both.members(place, span)
                if (missing := one.rule.count - both.done(place, client.id, span)) > 0
            ]
            last = read.last_contacts(self._conn, sorted({pk for pk, _span, _n in wanting}), one.rule, today)
            for pk, span, missing in wanting:
                had = done.done(place, pk, span)
                planned = both.done(place, pk, span) - had
                days_late = late.get((pk, one.rule.id), 0) if today in one.spans[span] else 0
                found.append(Need(pk, one.rule, one.spans[span], missing, had, planned, last.get(pk), days_late))
        return found

    # --- private ----------------------------------------------------------------------------------------------

    def _standings(
        self, day: date, family: Family | None, rep: Id | None, only: Sequence[Id] | None = None
    ) -> Iterator[Standing]:
        judged = self.judged(day, family)
        if not judged:
            return
        asked = asked_about(pair for one in judged for pair in one.wanted())
        first = min(one.spans[0].first for one in asked)
        contacts = read.contacts(self._conn, first, day, only=only)
        ledger = Ledger(asked, read.clients(self._conn, rep, only), read.moves(self._conn, only), contacts, day)
        for one in judged:
            yield from one.standings(ledger)

    def judged(self, day: date, family: Family | None) -> list[Judged]:
        """The rules in force on a day, each with its present period and the one before."""
        every = self.all_rules()
        rules = [(rule, rule.every.holding(day)) for rule in in_force(every, day, family)]
        return [Judged(rule, now, before(every, rule, now), day) for rule, now in rules]


class Judged(NamedTuple):
    """A rule on a day: its present period, and the one that ended before it with the rule that judged that."""

    rule: CadenceRule
    now: Period
    earlier: Before | None
    day: date

    def wanted(self) -> Iterator[tuple[CadenceRule, Period]]:
        """What the ledger must know of."""
        yield self.rule, self.now
        if self.earlier:
            yield self.earlier

    def standings(self, ledger: Ledger) -> Iterator[Standing]:
        """Every client that the rule asks about.

        Overdue: the last whole period before this one, in which the client was already known and of this tier, ended
        with too few contacts, and this one is not met yet.
        """
        rule, earlier = self.rule, self.earlier
        place, span = ledger.find(rule, self.now)
        least = late = behind = behind_span = 0
        begun = ""
        if earlier:
            behind, behind_span = ledger.find(*earlier)
            begun, least = earlier.span.first.isoformat(), earlier.rule.count
            late = (self.day - earlier.span.last).days
        done_now, count = ledger.counts(place, span), rule.count
        done_before = ledger.counts(behind, behind_span)
        for client in ledger.members(place, span):
            pk = client.id
            done = done_now.get(pk, 0)
            missed = (
                done < count
                and earlier is not None
                and client.known is not None
                and client.known <= begun
                and done_before.get(pk, 0) < least
                and ledger.tier(client, behind, behind_span) == rule.tier
            )
            state = state_of(rule, done, missed)
            yield Standing(client, rule, state, done, late if state is DueState.OVERDUE else 0)


def _overlapping(rule: CadenceRule, period: Period) -> tuple[Period, ...]:
    """The periods of a rule that overlap `period` and are judged by it."""
    span = rule.every.holding(period.first)
    found = []
    while span.first <= period.last:
        if rule.judges(span):
            found.append(span)
        span = rule.every.holding(span.last + timedelta(days=1))
    return tuple(found)
