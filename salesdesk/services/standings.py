"""How all clients stand against the contact cadence on one day (spec 4.1), counted once for the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from salesdesk.domain.cadence import DEFAULT_RULES, Every, Rule, judge
from salesdesk.domain.change import Id
from salesdesk.domain.period import Period
from salesdesk.domain.today import DueContact
from salesdesk.domain.visit import Channel
from salesdesk.services.session import Session
from salesdesk.store.read import today as read

RULES = {rule.tier: rule for rule in DEFAULT_RULES}


class Standing(NamedTuple):
    """A client's counts under its rule: in this period, in the one before, in this week."""

    client: read.ClientRow
    rule: Rule
    done: int
    week: int
    overdue: bool


class Standings:
    """How all clients stand on a day: contacts of two quarters, counted once."""

    def __init__(self, session: Session, day: date) -> None:
        self._conn, self._day = session.file.conn, day
        self._now = {every: every.holding(day) for every in Every}
        self._before = {every: every.holding(now.first - timedelta(days=1)) for every, now in self._now.items()}
        first = min(period.first for period in self._before.values())
        self._contacts = read.contacts_between(self._conn, first, day)
        self._planned = read.planned_from(self._conn, day, max(period.last for period in self._now.values()))
        self._amounts = read.open_amounts(self._conn, session.currency)
        self._snoozed = read.snoozed(self._conn, day)
        self._week = Period.week(day)
        self._monday = self._week.first.isoformat()
        self._keys = {tier: self._keys_of(rule) for tier, rule in RULES.items()}
        self.standings = [self._stand(row) for row in read.clients(self._conn)]

    def ranked(self) -> list[Standing]:
        """Clients that want a visit nobody has planned, the most important first.

        The order: tier, then overdue before due, then the amount of their open opportunities, then the name.
        """
        wanting = [one for one in self.standings if self._wants(one)]
        amounts = self._amounts
        return sorted(
            wanting, key=lambda s: (s.client.tier, not s.overdue, -amounts.get(s.client.id, 0), s.client.name)
        )

    def contacts(self, wanted: Sequence[Standing]) -> tuple[DueContact, ...]:
        """Clients of the due list, each with its reason as `domain.cadence.judge` gives it."""
        older = self._older(wanted)
        return tuple(self._contact(one, older.get(one.client.id)) for one in wanted)

    def this_week(self) -> tuple[int, int]:
        """Contacts done this week that the cadence asked for, and all that it asks for this week.

        A weekly rule asks for its count; a longer one for what is missing when it is overdue or its period ends this
        week. More contacts with a client than its rule asks for do not count.
        """
        done = asked = 0
        for one in self.standings:
            counted = min(one.week, one.rule.count)
            missing = max(0, one.rule.count - one.done)
            pressing = one.rule.every is Every.WEEK or one.overdue or self._now[one.rule.every].last in self._week
            done += counted
            asked += counted + (missing if pressing else 0)
        return done, asked

    def _older(self, wanted: Sequence[Standing]) -> dict[Id, date]:
        """The last contact that counts of those who had none in the quarters read."""
        found: dict[Id, date] = {}
        for rule in RULES.values():
            quiet = [one.client.id for one in wanted if one.rule is rule and not self._counted(one)]
            found |= read.last_contacts(self._conn, quiet, rule, self._day) if quiet else {}
        return found

    def _counted(self, one: Standing) -> list[tuple[date, Channel]]:
        """The contacts of the quarters read that a client's rule counts."""
        counted = self._keys[one.client.tier][1]
        mine = self._contacts.get(one.client.id, ())
        return [(date.fromisoformat(day), Channel(by)) for day, by in mine if by in counted]

    def _contact(self, one: Standing, older: date | None) -> DueContact:
        client = one.client
        contacts = self._counted(one) or ([(older, next(iter(one.rule.channels)))] if older else [])
        due = judge(one.rule, contacts, self._day, read.known_since(client, self._day))
        planned = self._planned.get(client.id, [None])[0]
        amount = self._amounts.get(client.id, 0)
        return DueContact(client.id, client.name, client.tier, client.district, due, amount, planned)

    def _keys_of(self, rule: Rule) -> tuple[Rule, frozenset[str], str, str, str]:
        channels = frozenset(channel.value for channel in rule.channels)
        now, before = self._now[rule.every], self._before[rule.every]
        return rule, channels, now.first.isoformat(), before.first.isoformat(), before.last.isoformat()

    def _stand(self, client: read.ClientRow) -> Standing:
        rule, channels, now, before, before_last = self._keys[client.tier]
        done = earlier = week = 0
        for day, channel in self._contacts.get(client.id, ()):
            if channel in channels:
                done += day >= now
                week += day >= self._monday
                earlier += before <= day <= before_last
        known = client.known_since is not None and client.known_since <= before
        overdue = known and earlier < rule.count and done < rule.count
        return Standing(client, rule, done, week, overdue)

    def _wants(self, one: Standing) -> bool:
        if one.done >= one.rule.count or one.client.id in self._snoozed:
            return False
        last = self._now[one.rule.every].last
        coming = sum(day <= last for day in self._planned.get(one.client.id, ()))
        return one.done + coming < one.rule.count
