"""Calls for tenders that are followed, with their team and the checklist of the contract (spec 1.7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.milestone import ChecklistItem, Tender, TenderStatus
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.domain.text import N_
from salesdesk.services.parts import field_edits, part_changes, place
from salesdesk.services.session import Session
from salesdesk.store.read import milestones as read
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.tables import TABLES
from salesdesk.words.i18n import _

CONTRACT = (
    N_("Price and payment terms agreed"),
    N_("Delivery dates agreed"),
    N_("Contract looked through by the lawyers"),
    N_("Approval of the management"),
    N_("Contract signed by both sides"),
)
"""What is looked at before a contract is signed."""
DECIDED = frozenset({TenderStatus.WON, TenderStatus.LOST, TenderStatus.WITHDRAWN})

_TENDER, _ITEM = TABLES[Kind.TENDER].c, TABLES[Kind.CHECKLIST_ITEM].c


@dataclass(frozen=True, slots=True)
class TenderCard:
    """A tender with its client's name and how much of its checklist is done."""

    tender: Tender
    client: str
    items: int
    done: int


class Tenders:
    """Follow, submit, win or lose a tender."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def add(self, *, client_id: Id, name: str, items: Sequence[str] | None = None, **values: Any) -> Id:
        """Follow a tender, with the usual checklist unless another is given. Raises Refused without a name."""
        session, pk, name = self._session, self._session.new_id(), name.strip()
        _check(name, int(values.get("amount_cents", 0)))
        own = {"rep_id": session.rep.id, "currency": session.currency, **values, "client_id": client_id, "name": name}
        lines = self.usual_checklist() if items is None else items
        births: list[Change] = [New(Kind.TENDER, pk, own)]
        births += [
            New(Kind.CHECKLIST_ITEM, session.new_id(), {"tender_id": pk, "text": text, "sort": place(at)})
            for at, text in enumerate(lines)
        ]
        session.record(Label("tender.added", {"title": name}), births)
        return pk

    def edit(self, before: Tender, after: Tender, items: Sequence[ChecklistItem] | None = None) -> ChangeSet:
        """Store what differs as one action; one that is decided gets its day. Raises Refused, Conflict."""
        _check(after.name, after.amount_cents)
        if after.status in DECIDED and after.closed_on is None:
            after = replace(after, closed_on=self._session.today())
        if after.status not in DECIDED:
            after = replace(after, closed_on=None)
        changes = field_edits(Kind.TENDER, before, replace(after, name=after.name.strip()))
        if items is not None:
            ordered = [replace(item, sort=place(at)) for at, item in enumerate(items)]
            changes += part_changes(
                self._session, Kind.CHECKLIST_ITEM, self.items_of(before.id), ordered, tender_id=before.id
            )
        return self._session.record(Label("tender.changed", {"title": after.name.strip()}), changes)

    def decide(self, tender_id: Id, status: TenderStatus) -> ChangeSet:
        """Submitted, won, lost or withdrawn."""
        before = self._known(tender_id)
        return self.edit(before, replace(before, status=status))

    def bin(self, tender_id: Id) -> ChangeSet:
        """Put it into the bin."""
        before = self._known(tender_id)
        gone = [Edit(Kind.TENDER, before.id, "deleted", before=False, after=True)]
        return self._session.record(Label("tender.deleted", {"title": before.name}), gone)

    def restore(self, tender_id: Id) -> ChangeSet:
        """Take a tender out of the bin, with its checklist. Raises Refused."""
        before = self.get(tender_id)
        if before is None:
            raise Refused(N_("This tender is gone."))
        back = [Edit(Kind.TENDER, before.id, "deleted", before=True, after=False)]
        return self._session.record(Label("tender.restored", {"title": before.name}), back)

    def usual_checklist(self) -> list[str]:
        """What is looked at before a contract is signed, in the language of the moment."""
        return [_(line) for line in CONTRACT]

    def get(self, tender_id: Id) -> Tender | None:
        """One tender, also from the bin."""
        return thing(self._conn, Tender, tender_id)

    def items_of(self, tender_id: Id) -> list[ChecklistItem]:
        """The lines of its checklist."""
        return things(self._conn, ChecklistItem, _ITEM.tender_id == tender_id, order=(_ITEM.sort, _ITEM.id))

    def list(self) -> list[TenderCard]:
        """All tenders: the open ones by their day, then the decided ones, the newest first."""
        found = things(self._conn, Tender, order=(_TENDER.due_on, _TENDER.id))
        names = things_by_id(self._conn, Client, {one.client_id for one in found})
        cards = []
        for one in found:
            items = self.items_of(one.id)
            client = names[one.client_id].name if one.client_id in names else ""
            cards.append(TenderCard(one, client, len(items), sum(item.done_on is not None for item in items)))
        open_ = [card for card in cards if card.tender.status not in DECIDED]
        decided = [card for card in cards if card.tender.status in DECIDED]
        return open_ + sorted(decided, key=lambda card: str(card.tender.closed_on), reverse=True)

    def win_rate(self, period: Period) -> Rate:
        """Of the tenders decided in a period, those that were won."""
        return read.tenders_won(self._conn, period, self._session.whose)

    def _known(self, tender_id: Id) -> Tender:
        found = self.get(tender_id)
        if found is None or found.deleted:
            raise Refused(N_("This tender is gone."))
        return found


def _check(name: str, amount_cents: int) -> None:
    if not name.strip():
        raise Refused(N_("A tender needs a name."), field="name")
    if amount_cents < 0:
        raise Refused(N_("The amount is not negative."), field="amount_cents")
