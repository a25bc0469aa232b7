"""The day sheet: read for one day, as data and as a document (spec 4.3)."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.change import Id
from salesdesk.domain.client import Client
from salesdesk.domain.day_sheet import DaySheet, SheetStop, driven, ways
from salesdesk.domain.report import ReportKind
from salesdesk.domain.visit import VisitStatus
from salesdesk.domain.visit_entry import RequestCard, VisitCard
from salesdesk.reports.day_sheet import day_sheet_document, day_sheet_name
from salesdesk.reports.document import Document
from salesdesk.services import report_look
from salesdesk.services.clients import Clients
from salesdesk.services.funnel import Funnel
from salesdesk.services.session import Session
from salesdesk.services.visits import Visits
from salesdesk.store.read.rows import things_by_id

LAST = 2
"""Contacts of before that are told."""
_COMING = frozenset({VisitStatus.PLANNED, VisitStatus.DONE})


class DaySheets:
    """What to take along for a day."""

    def __init__(self, session: Session, clients: Clients, visits: Visits, funnel: Funnel) -> None:
        self._session, self._clients, self._visits, self._funnel = session, clients, visits, funnel

    def sheet(self, day: date) -> DaySheet:
        """The visits of a day in their order, each with what one wants to know at the door."""
        cards = [one for one in self._visits.between(day, day) if one.status in _COMING]
        known = things_by_id(self._session.file.conn, Client, [card.client_id for card in cards])
        cards = [card for card in cards if card.client_id in known]
        order = driven(cards, [known[card.client_id] for card in cards])
        cards = [cards[n] for n in order]
        clients = [known[card.client_id] for card in cards]
        requests: dict[Id | None, list[RequestCard]] = {}
        for request in self._visits.requests_open():
            requests.setdefault(request.client_id, []).append(request)
        stops = [
            self._stop(card, client, km, requests.get(client.id, []), day)
            for card, client, km in zip(cards, clients, ways(clients), strict=True)
        ]
        return DaySheet(day, self._session.rep.name, self._session.currency, tuple(stops))

    def document(self, day: date) -> Document:
        """The sheet as it prints, in the language in use."""
        return day_sheet_document(self.sheet(day), report_look.layout(self._session, ReportKind.DAILY))

    def file_name(self, day: date, ending: str) -> str:
        """What a file of it is called."""
        return day_sheet_name(day, self._session.rep.name) + ending

    def _stop(
        self, card: VisitCard, client: Client, km: float | None, requests: list[RequestCard], day: date
    ) -> SheetStop:
        last = [one for one in self._visits.last_contacts(client.id, LAST + 1) if one.day < day][:LAST]
        promised = [one for one in self._visits.open_promises(client.id) if one.id != card.id]
        deals = [one for one in self._funnel.of_client(client.id) if one.stage.is_open]
        return SheetStop(
            card,
            client,
            tuple(self._clients.contacts(client.id)),
            tuple(last),
            tuple(promised),
            tuple(requests),
            tuple(deals),
            km,
        )
