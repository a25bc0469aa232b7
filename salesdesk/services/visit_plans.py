"""The visit plan: the form of a day, a week or any other days, as data and as a document (spec 4.2, 4.8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Client, Contact
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.period import Period
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import ReportKind
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import VisitCard
from salesdesk.domain.visit_plan import PlanLine, VisitPlan
from salesdesk.reports.document import Document
from salesdesk.reports.visit_plan import visit_plan_document, visit_plan_name
from salesdesk.services import report_look
from salesdesk.services.session import Session
from salesdesk.services.visits import Visits
from salesdesk.store.read import reports as read
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.tables import TABLES

_CONTACT = TABLES[Kind.CONTACT].c
_ON_PAPER = frozenset({VisitStatus.PLANNED, VisitStatus.DONE})


class VisitPlans:
    """What a rep means to do in some days, for signing; visits that were given up do not stand on it."""

    def __init__(self, session: Session, visits: Visits) -> None:
        self._session, self._visits = session, visits

    def plan(self, period: Period, rep_id: Id | None = None) -> VisitPlan:
        """The visits of a rep (the own one) in these days, planned and done."""
        conn = self._session.file.conn
        rep = (thing(conn, Rep, rep_id) if rep_id else None) or self._session.rep
        cards = [one for one in self._visits.between(period.first, period.last, rep_id) if one.status in _ON_PAPER]
        clients = things_by_id(conn, Client, {card.client_id for card in cards})
        deals = things_by_id(conn, Opportunity, {card.opportunity_id for card in cards if card.opportunity_id})
        people = self._people(set(clients))
        met = read.people_met(conn, rep.id, period)
        lines = [
            _line(card, clients[card.client_id], _person(people.get(card.client_id, ()), met.get(card.id, ())), deals)
            for card in cards
            if card.client_id in clients
        ]
        return VisitPlan(period, rep.name, self._session.currency, tuple(lines))

    def document(self, period: Period, rep_id: Id | None = None) -> Document:
        """The form as it prints, in the language in use."""
        return visit_plan_document(self.plan(period, rep_id), report_look.layout(self._session, ReportKind.WEEKLY))

    def file_name(self, period: Period, ending: str) -> str:
        """What a file of it is called."""
        return visit_plan_name(period, self._session.rep.name) + ending

    def _people(self, clients: set[Id]) -> dict[Id, list[Contact]]:
        found: dict[Id, list[Contact]] = {}
        for one in things(self._session.file.conn, Contact, _CONTACT.client_id.in_(clients), order=(_CONTACT.id,)):
            found.setdefault(one.client_id, []).append(one)
        return found


def _person(known: Sequence[Contact], named: Sequence[str]) -> Contact | None:
    """Whom the visit names, else the first one known at the client."""
    return next((one for one in known if one.name in named), known[0] if known else None)


def _line(card: VisitCard, client: Client, person: Contact | None, deals: Mapping[Id, Opportunity]) -> PlanLine:
    deal = deals.get(card.opportunity_id) if card.opportunity_id else None
    is_open = deal is not None and deal.stage.is_open
    return PlanLine(
        client=client.name,
        tier=client.tier,
        status=card.status,
        day=card.day,
        channel=card.channel,
        start=None if card.all_day else card.starts_at.time(),
        contact=person.name if person else "",
        phone=(person.phone if person else "") or client.phone,
        address=card.place or client.address,
        purpose=card.purpose,
        opportunity=deal.name if deal and is_open else "",
        stage=deal.stage if deal and is_open else None,
        result=card.result,
        id=card.id,
    )
