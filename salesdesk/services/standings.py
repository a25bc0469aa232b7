"""Which clients want to be met on a day, the most important first, and what the cadence asks of its week (spec 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salesdesk.domain.cadence import URGENCY, Due, DueState
from salesdesk.domain.change import Id
from salesdesk.domain.contact_ledger import Asked, Ledger
from salesdesk.domain.period import Period
from salesdesk.domain.today import DueContact
from salesdesk.services.cadence import WANTING, Cadence, Standing
from salesdesk.services.session import Session
from salesdesk.store.read import cadence as contacts_read
from salesdesk.store.read import today as read


class Standings:
    """All clients under the cadence on one day, with what is planned and what is at stake."""

    def __init__(self, session: Session, day: date) -> None:
        self._conn, self._day, self._cadence = session.file.conn, day, Cadence(session)
        self._rules = {rule.id: rule for rule in self._cadence.rules(day)}
        self.standings = self._cadence.states(day)
        ends = [rule.every.holding(day).last for rule in self._rules.values()]
        self._planned = read.planned_from(self._conn, day, max(ends, default=day))
        self._amounts = read.open_amounts(self._conn, session.currency)
        self._snoozed = read.snoozed(self._conn, day)

    def ranked(self) -> list[Standing]:
        """Clients that want a contact nobody has planned, each under its most urgent rule, the most important first.

        The order: tier, then overdue before due, then the amount of their open opportunities, then the name.
        """
        wanting: dict[Id, Standing] = {}
        for one in self.standings:
            if one.state not in WANTING or one.client.id in self._snoozed or self._is_planned(one):
                continue
            other = wanting.get(one.client.id)
            if other is None or (URGENCY[one.state], -one.late_days) < (URGENCY[other.state], -other.late_days):
                wanting[one.client.id] = one
        amounts = self._amounts
        return sorted(
            wanting.values(),
            key=lambda s: (s.rule.tier, URGENCY[s.state], -amounts.get(s.client.id, 0), s.client.name),
        )

    def contacts(self, wanted: Sequence[Standing]) -> tuple[DueContact, ...]:
        """Clients of the due list, each with its reason."""
        dues = self._cadence.dues(wanted, self._day)
        return tuple(self._contact(one, due) for one, due in zip(wanted, dues, strict=True))

    def this_week(self) -> tuple[int, int]:
        """Contacts done this week that the cadence asked for, and all that it asks for this week.

        A weekly rule asks for its count; a longer one for what is missing when it is overdue or its period ends this
        week. More contacts with a client than its rule asks for do not count.
        """
        week = Period.week(self._day)
        asked = [Asked(rule, (week,)) for rule in self._rules.values()]
        clients = [one.client for one in self.standings]
        moves = contacts_read.moves(self._conn)
        ledger = Ledger(asked, clients, moves, contacts_read.contacts(self._conn, week.first, self._day), self._day)
        places = {one.rule.id: place for place, one in enumerate(asked)}
        pressing = {pk for pk, rule in self._rules.items() if rule.every.holding(self._day).last in week}
        done = wanted = 0
        for one in self.standings:
            counted = min(ledger.done(places[one.rule.id], one.client.id, 0), one.rule.count)
            done += counted
            wanted += counted + (one.missing if one.rule.id in pressing or one.state is DueState.OVERDUE else 0)
        return done, wanted

    def _contact(self, one: Standing, due: Due) -> DueContact:
        client = one.client
        planned = next((day for day, _channel in self._planned.get(client.id, ())), None)
        amount = self._amounts.get(client.id, 0)
        return DueContact(client.id, client.name, one.rule.tier, client.district, due, amount, planned)

    def _is_planned(self, one: Standing) -> bool:
        """Whether what its period still wants is planned already."""
        rule, coming = one.rule, self._planned.get(one.client.id)
        if not coming:
            return one.done >= rule.count
        last, counting = rule.every.holding(self._day).last, rule.counting
        return one.done + sum(day <= last and channel in counting for day, channel in coming) >= rule.count
