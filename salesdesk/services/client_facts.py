"""The clients of a month's or a year's report: those won, those that bought no more, key accounts, who was reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from salesdesk.domain.change import Id
from salesdesk.domain.client import Client
from salesdesk.domain.gap import Gap
from salesdesk.domain.period import Period
from salesdesk.domain.period_report import KeyAccount, ReachedRow
from salesdesk.services.coverage import Coverage
from salesdesk.services.session import Session
from salesdesk.store.read import gap as gap_read
from salesdesk.store.read import period_reports as read
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.rows import things_by_id

MOST_ACCOUNTS, MOST_NAMES = 10, 3


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """One asking of the file on behalf of a rep (without one, of the whole team) for a period up to today."""

    session: Session
    rep_id: Id | None
    until: Period

    def accounts(self) -> tuple[KeyAccount, ...]:
        """The clients that bought most, beside the same days a year before."""
        now, then = self._sales(self.until), self._sales(gap_read.year_before(self.until))
        contacts = read.contacts_by_client(self.session.file.conn, self.until, self.rep_id)
        names = self._clients(now)
        largest = sorted((pk for pk in now if pk in names), key=lambda pk: (-now[pk], names[pk].name))
        return tuple(
            KeyAccount(names[pk].name, names[pk].tier, now[pk], then.get(pk, 0), contacts.get(pk, 0), pk)
            for pk in largest[:MOST_ACCOUNTS]
        )

    def won(self) -> tuple[str, ...]:
        """The clients that ordered for the first time ever, in the order of their orders."""
        return tuple(read.first_orders(self.session.file.conn, self.until, self.rep_id))

    def gone(self) -> tuple[str, ...]:
        """The clients that bought in the same days a year before and nothing now, the largest first."""
        now, then = self._sales(self.until), self._sales(gap_read.year_before(self.until))
        names = self._clients(then)
        gone = sorted((pk for pk in then if pk not in now and pk in names), key=lambda pk: (-then[pk], names[pk].name))
        return tuple(names[pk].name for pk in gone)

    def behind(self, gap: Gap) -> dict[str, tuple[str, ...]]:
        """Of each driver of the gap the clients that moved the most, by name."""
        now, then = self._sales(self.until), self._sales(gap_read.year_before(self.until))
        names = self._clients({pk: 0 for one in gap.moved for pk in one.clients})
        found = {}
        for one in gap.moved:
            known = [pk for pk in one.clients if pk in names]
            known.sort(key=lambda pk: (-abs(now.get(pk, 0) - then.get(pk, 0)), names[pk].name))
            found[one.driver.value] = tuple(names[pk].name for pk in known[:MOST_NAMES])
        return found

    def reached(self, spans: Iterable[Period]) -> list[ReachedRow]:
        """New and existing clients that had a contact in each of these spans."""
        points = Coverage(self.session).trend(list(spans), self.rep_id)
        return [ReachedRow(one.new, one.existing) for one in points]

    def _sales(self, period: Period) -> dict[Id, int]:
        scope = Scope(period, self.rep_id, self.session.currency, self.session.today())
        bought = gap_read.bought(self.session.file.conn, scope)
        return {pk: sum(sold.net_cents for sold in products.values()) for pk, products in bought.items()}

    def _clients(self, ids: Mapping[Id, int]) -> dict[Id, Client]:
        return things_by_id(self.session.file.conn, Client, ids)
