"""The decision chain (spec 3.3): who decides on an opportunity, the gaps, executive visits, reference clients."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Contact, DecisionRole
from salesdesk.domain.decision import Gap, GapKind, Person, Reference, gaps_of
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Influence, Opportunity, OpportunityContact, Stance
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel, VisitStatus, check_visit
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import decision as read
from salesdesk.store.read.rows import thing, things_by_id

__all__ = ["Decision", "Gap", "GapKind", "Person", "Reference"]

MOST_REFERENCES = 5


class Decision:
    """The people behind an opportunity."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def people(self, opportunity_id: Id) -> list[Person]:
        """Those with a place in the decision, the most influential first."""
        return read.people(self._conn, opportunity_id, self._session.today())

    def gaps(self, opportunity_id: Id) -> list[Gap]:
        """What is not known of the decision, and who has not been met; none once it is closed."""
        deal = self._deal(opportunity_id)
        return gaps_of(self.people(deal.id), self._session.today()) if deal.stage.is_open else []

    def references(self, opportunity_id: Id, most: int = MOST_REFERENCES) -> list[Reference]:
        """Clients of the same industry that may speak for us: those with the same product, region, tier first."""
        deal = self._deal(opportunity_id)
        client = thing(self._conn, Client, deal.client_id) if deal.client_id else None
        if client is None or not client.industry.strip():
            return []
        found = read.references(self._conn, deal.id, client, self._session.today(), self._session.currency)
        found.sort(key=lambda one: (not one.products, not one.same_region, one.tier, -one.sales_cents, one.name))
        return found[:most]

    # verbs

    def set(
        self,
        opportunity_id: Id,
        contact_id: Id,
        *,
        role: DecisionRole = DecisionRole.UNKNOWN,
        stance: Stance = Stance.UNKNOWN,
        influence: Influence = Influence.UNKNOWN,
        note: str = "",
    ) -> ChangeSet:
        """Give a contact this place in the decision, new or changed. Raises Refused for one of another client."""
        deal = self._deal(opportunity_id)
        contact = thing(self._conn, Contact, contact_id)
        if contact is None or contact.deleted or contact.client_id != deal.client_id:
            raise Refused(N_("This person does not belong to the client of the opportunity."), field="contact_id")
        values = {"role": role, "stance": stance, "influence": influence, "note": note.strip(), "deleted": False}
        return self._session.record(_label(deal), self._set(deal.id, contact_id, values))

    def introduce(
        self,
        opportunity_id: Id,
        *,
        name: str,
        title: str = "",
        role: DecisionRole = DecisionRole.UNKNOWN,
        stance: Stance = Stance.UNKNOWN,
        influence: Influence = Influence.UNKNOWN,
        note: str = "",
    ) -> ChangeSet:
        """A new contact of the client, with this place in the decision: one action. Raises Refused without a name."""
        deal = self._deal(opportunity_id)
        if deal.client_id is None:
            raise Refused(N_("Say first which client the opportunity belongs to."), field="client_id")
        if not name.strip():
            raise Refused(N_("A contact needs a name."), field="name")
        born = {"client_id": deal.client_id, "name": name.strip(), "title": title.strip(), "role": role}
        new = New(Kind.CONTACT, self._session.new_id(), born)
        values = {"role": role, "stance": stance, "influence": influence, "note": note.strip(), "deleted": False}
        return self._session.record(_label(deal), [new, *self._set(deal.id, new.id, values)])

    def remove(self, opportunity_id: Id, contact_id: Id) -> ChangeSet:
        """Take somebody out of the decision; the contact stays with the client."""
        deal = self._deal(opportunity_id)
        known = thing(self._conn, OpportunityContact, _id(deal.id, contact_id))
        gone = known is None or known.deleted
        edits = [] if gone or known is None else [Edit(Kind.OPPORTUNITY_CONTACT, known.id, "deleted", False, True)]
        return self._session.record(_label(deal), edits)

    def plan_executive_visit(
        self,
        opportunity_id: Id,
        starts_at: datetime,
        *,
        companions: str,
        contact_ids: Sequence[Id] = (),
        minutes: int = 60,
        purpose: str = "",
    ) -> ChangeSet:
        """Plan a visit to which an executive of ours comes along; it stands in the calendar. Raises Refused."""
        deal = self._deal(opportunity_id)
        client = thing(self._conn, Client, deal.client_id) if deal.client_id else None
        if client is None:
            raise Refused(N_("Say first which client the opportunity belongs to."), field="client_id")
        if not companions.strip():
            raise Refused(N_("Say who comes along."), field="companions")
        check_visit(minutes, "", None, starts_at.date())
        known = things_by_id(self._conn, Contact, contact_ids)
        if any(pk not in known or known[pk].client_id != client.id for pk in contact_ids):
            raise Refused(N_("This person does not belong to the client of the opportunity."), field="contact_ids")
        visit_id = self._session.new_id()
        values = {
            "client_id": client.id,
            "rep_id": self._session.rep.id,
            "status": VisitStatus.PLANNED,
            "channel": Channel.FACE,
            "starts_at": starts_at,
            "planned_at": starts_at,
            "minutes": minutes,
            "fixed": True,
            "purpose": purpose.strip(),
            "opportunity_id": deal.id,
            "companions": companions.strip(),
        }
        met = [_met(visit_id, pk) for pk in dict.fromkeys(contact_ids)]
        label = Label("visit.planned", {"client": client.name})
        return self._session.record(label, [New(Kind.VISIT, visit_id, values), *met])

    # private

    def _set(self, opportunity_id: Id, contact_id: Id, values: dict[str, object]) -> list[Change]:
        pk = _id(opportunity_id, contact_id)
        known = thing(self._conn, OpportunityContact, pk)
        if known is None:
            born = {"opportunity_id": opportunity_id, "contact_id": contact_id, **values}
            return [New(Kind.OPPORTUNITY_CONTACT, pk, born)]
        return [
            Edit(Kind.OPPORTUNITY_CONTACT, pk, name, getattr(known, name), value)
            for name, value in values.items()
            if getattr(known, name) != value
        ]

    def _deal(self, opportunity_id: Id) -> Opportunity:
        deal = thing(self._conn, Opportunity, opportunity_id)
        if deal is None or deal.deleted:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        return deal


def _id(opportunity_id: Id, contact_id: Id) -> Id:
    return natural_id(Kind.OPPORTUNITY_CONTACT, opportunity_id, contact_id)


def _met(visit_id: Id, contact_id: Id) -> New:
    pk = natural_id(Kind.VISIT_CONTACT, visit_id, contact_id)
    return New(Kind.VISIT_CONTACT, pk, {"visit_id": visit_id, "contact_id": contact_id})


def _label(deal: Opportunity) -> Label:
    return Label("opportunity.person", {"opportunity": deal.name})
