"""What a client brings into the form: planned visits, people, promises not kept, open opportunities and stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import Opportunity, Stage
from salesdesk.domain.visit import VisitStatus
from salesdesk.ui.log_visit.entry_form import EntryForm
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.fields import ChipsField
from salesdesk.ui.parts.picker import PickItem
from salesdesk.ui.parts.picks import client_item
from salesdesk.words.numbers import format_day_near, format_money, format_time

if TYPE_CHECKING:
    from salesdesk.services.desk import Desk

MOST_PEOPLE = 8
MOST_PROMISES = 4
MOST_PLANNED = 3


class ClientOffers:
    """Fills the choices of the form that depend on its client; `visit_id` is the visit being logged or corrected."""

    def __init__(self, desk: Desk, form: EntryForm) -> None:
        self._desk, self._form = desk, form
        self._stages: dict[str, Stage] = {}

    def item(self, client_id: Id | None) -> PickItem | None:
        """A client as the picker shows it."""
        return client_item(self._desk, client_id)

    def show_client(self, client_id: Id | None, visit_id: Id | None) -> None:
        """Offer what belongs to this client, with the likely choices made."""
        self._offer_planned(None if visit_id else client_id)
        contacts = self._desk.clients.contacts(client_id)[:MOST_PEOPLE] if client_id else []
        self._offer(self._form.contacts, [Choice(one.id.hex(), one.name, tip=one.title) for one in contacts])
        self._offer_promises(client_id, visit_id)
        deals = self._desk.clients.open_opportunities(client_id) if client_id else []
        linked = self._desk.visits.linked_opportunity(visit_id) if visit_id else None
        if linked and linked.client_id == client_id and linked.id not in {deal.id for deal in deals}:
            deals = [linked, *deals]
        self._offer_deals(deals, client_id)

    def choose_deal(self, deal: str) -> None:
        """Link this opportunity ("" for none), its stage as it is."""
        self._form.opportunity.set_value(deal)
        self.show_stage_of_deal()

    def show_stage_of_deal(self) -> None:
        """Another opportunity was chosen: show the stage that it is in."""
        stage = self._stages.get(self._form.opportunity.value())
        self._form.stage.set_value(stage.value if stage else "")
        self.show_stage()

    def show_stage(self) -> None:
        """The stage is asked where there is an opportunity, the reason where it is lost."""
        linked = bool(self._form.opportunity.value())
        self._form.show_field("stage", linked)
        self._form.show_field("lost_reason", linked and self._form.stage.value() == Stage.LOST)

    def when(self, at: datetime, all_day: bool = False) -> str:
        """A moment as people say it."""
        day = format_day_near(at.date(), self._desk.today())
        return day if all_day else f"{day} {format_time(at)}"

    # private

    def _offer(self, field: ChipsField, choices: Sequence[Choice]) -> None:
        field.chips.set_choices(choices)
        self._form.show_field(field.key, bool(choices))

    def _offer_planned(self, client_id: Id | None) -> None:
        today = self._desk.today()
        known = self._desk.visits.of_client(client_id, 30) if client_id else []
        planned = [one for one in known if one.status is VisitStatus.PLANNED and one.day <= today][:MOST_PLANNED]
        self._offer(
            self._form.planned, [Choice(one.id.hex(), self.when(one.starts_at, one.all_day)) for one in planned]
        )
        todays = planned and planned[0].day == today
        self._form.planned.set_value(planned[0].id.hex() if todays else "")

    def _offer_promises(self, client_id: Id | None, visit_id: Id | None) -> None:
        found = self._desk.visits.open_promises(client_id) if client_id else []
        promises = [one for one in found if one.id != visit_id][:MOST_PROMISES]
        self._offer(self._form.keeps, [Choice(one.id.hex(), one.next_step) for one in promises])
        today = self._desk.today()
        self._form.keeps.set_value([one.id.hex() for one in promises if one.next_on and one.next_on <= today])

    def _offer_deals(self, deals: Sequence[Opportunity], client_id: Id | None) -> None:
        self._stages = {deal.id.hex(): deal.stage for deal in deals}
        self._form.opportunity.set_choices([Choice(deal.id.hex(), _words(deal)) for deal in deals])
        self._form.show_field("opportunity_id", bool(deals) or client_id is None)
        self._form.opportunity.setEnabled(bool(deals))
        self.choose_deal(deals[0].id.hex() if len(deals) == 1 else "")


def _words(deal: Opportunity) -> str:
    return f"{deal.name} · {format_money(deal.amount_cents, deal.currency, compact=True)}"
