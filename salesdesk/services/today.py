"""What the day asks for: visits, due contacts, promises, stalled opportunities, requests (spec 4.1 and 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from salesdesk.domain.cadence import Due, Family, most_urgent
from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.funnel_rules import FunnelRules
from salesdesk.domain.invoice import Invoice
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.period import Period
from salesdesk.domain.receivables import OpenInvoice
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.domain.today import (
    MOST_TO_ASK,
    DayFigures,
    FirstSteps,
    Promise,
    ReportState,
    StalledDeal,
    TodayView,
    WaitingEnquiry,
)
from salesdesk.domain.visit import VisitStatus
from salesdesk.services.cadence import Cadence
from salesdesk.services.enquiries import Enquiries
from salesdesk.services.figures import Figures
from salesdesk.services.invoices import Invoices
from salesdesk.services.session import Session
from salesdesk.services.standings import Standings
from salesdesk.services.surveys import Surveys
from salesdesk.services.visit_log import promises_kept
from salesdesk.services.visits import Visits
from salesdesk.store.read import today as read
from salesdesk.store.read.maintenance import due_services
from salesdesk.store.read.prospects import due_nodes
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.read.settings import setting, setting_change
from salesdesk.store.read.visits import open_requests
from salesdesk.words.i18n import _

MOST_DUE = 60
"""Clients named in the due list; the rest is counted."""
PROMISE_DAYS = 2
"""Promises, planned services and follow-ups are shown this many days before their day comes."""
HIDDEN = "first_steps_hidden"


class Today:
    """The day as it stands, and the small verbs that put things off or settle them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- questions --------------------------------------------------------------------------------------------

    def day(self, day: date | None = None) -> TodayView:
        """Everything that a day asks for; today's by default."""
        day = day or self._session.today()
        conn = self._session.file.conn
        seen = Standings(self._session, day)
        deals = read.open_deals(conn)
        visits = Visits(self._session).between(day, day + timedelta(days=1))
        ranked = seen.ranked()
        view = TodayView(
            day=day,
            visits=tuple(visit for visit in visits if visit.day == day),
            due=seen.contacts(ranked[:MOST_DUE]),
            due_count=len(ranked),
            promises=tuple(read.promises(conn, day + timedelta(days=PROMISE_DAYS))),
            stalled=_stalled(deals, day, self._session.funnel_rules()),
            requests=tuple(open_requests(conn)),
            figures=self._figures(day, seen, deals),
            first_steps=self.first_steps(),
            services=tuple(due_services(conn, day + timedelta(days=PROMISE_DAYS))),
            nodes=tuple(due_nodes(conn, day + timedelta(days=PROMISE_DAYS))),
            collect=tuple(self._to_collect()),
            waiting=tuple(
                WaitingEnquiry(card.enquiry, card.client)
                for card in Enquiries(self._session).waiting()
                if card.enquiry.answered_at is None
            ),
            to_ask=Surveys(self._session).not_asked(MOST_TO_ASK),
            tomorrow=sum(visit.day > day and visit.status is VisitStatus.PLANNED for visit in visits),
        )
        return self._with_reps(view) if self._session.whose is None else view

    def contact_state(self, client_id: Id, day: date | None = None) -> Due | None:
        """How a client stands against the rule of its tier that wants most; None for an unknown client."""
        return most_urgent(Cadence(self._session).of_client(client_id, day, Family.CADENCE))

    def first_steps(self) -> FirstSteps:
        """What of the first steps in a new file is done."""
        conn = self._session.file.conn
        clients, target, visit = read.begun(conn)
        return FirstSteps(clients, target, visit, hidden=bool(setting(conn, HIDDEN, False)))

    # --- verbs ------------------------------------------------------------------------------------------------

    def later(self, client_id: Id, until: date) -> ChangeSet:
        """Leave a client out of the due list until a day. Raises Refused."""
        client = thing(self._session.file.conn, Client, client_id)
        if client is None:
            raise Refused(N_("This client is not in the file any more."))
        if until <= self._session.today():
            raise Refused(N_("Later means tomorrow at the earliest."), field="until")
        change = setting_change(self._session.file.conn, read.later_key(client_id), until.isoformat())
        label = Label("client.later", {"client": client.name, "day": until.isoformat()})
        return self._session.record(label, [change])

    def invoice_later(self, invoice: Invoice, until: date) -> ChangeSet:
        """Leave an invoice out of the tasks of the day until a day. Raises Refused."""
        if until <= self._session.today():
            raise Refused(N_("Later means tomorrow at the earliest."), field="until")
        client = thing(self._session.file.conn, Client, invoice.client_id)
        change = setting_change(self._session.file.conn, read.later_key(invoice.id), until.isoformat())
        label = Label("invoice.later", {"client": client.name if client else "", "day": until.isoformat()})
        return self._session.record(label, [change])

    def hide_first_steps(self) -> ChangeSet:
        """The list of first steps is not wanted any more."""
        change = setting_change(self._session.file.conn, HIDDEN, True)
        return self._session.record(Label("setting.changed"), [change])

    def promise_done(self, promise: Promise) -> ChangeSet:
        """A promised next step has been kept, wherever it was written."""
        label = Label("step.done", {"client": promise.client_name})
        if promise.kind is Kind.VISIT:
            return self._session.record(label, promises_kept(self._session, [promise.id]))
        deal = self._deal(promise.id)
        changes = [Edit(Kind.OPPORTUNITY, deal.id, "next_on", deal.next_on, None)]
        changes.append(Edit(Kind.OPPORTUNITY, deal.id, "next_step", deal.next_step, ""))
        return self._session.record(label, changes)

    def promise_later(self, promise: Promise, until: date) -> ChangeSet:
        """A promised next step gets another day, at the visit and where the opportunity carries it. Raises Refused."""
        if until < self._session.today():
            raise Refused(N_("This day has passed. Choose one that lies ahead."), field="until")
        label = Label("step.moved", {"client": promise.client_name, "day": until.isoformat()})
        changes = [Edit(promise.kind, promise.id, "next_on", promise.on, until)]
        if promise.kind is Kind.VISIT:
            carried = read.carrying(self._session.file.conn, promise)
            changes += [Edit(Kind.OPPORTUNITY, pk, "next_on", promise.on, until) for pk in carried]
        return self._session.record(label, changes)

    # --- private ----------------------------------------------------------------------------------------------

    def _with_reps(self, view: TodayView) -> TodayView:
        """Where everybody's are shown together: the clients with the names of their reps."""
        conn = self._session.file.conn
        asked = {one.client_id for one in view.due}
        asked |= {one.client_id for rows in (view.promises, view.stalled) for one in rows if one.client_id}
        reps = {one.id: one.name for one in things(conn, Rep)}
        owners = {pk: reps.get(one.owner_id or b"", "") for pk, one in things_by_id(conn, Client, asked).items()}

        def named(client: Id | None, name: str) -> str:
            rep = owners.get(client or b"", "")
            return _("{client} ({rep})").format(client=name, rep=rep) if rep else name

        return replace(
            view,
            due=tuple(replace(one, client_name=named(one.client_id, one.client_name)) for one in view.due),
            promises=tuple(replace(one, client_name=named(one.client_id, one.client_name)) for one in view.promises),
            stalled=tuple(replace(one, client_name=named(one.client_id, one.client_name)) for one in view.stalled),
        )

    def _to_collect(self) -> list[OpenInvoice]:
        put_off = read.snoozed(self._session.file.conn, self._session.today())
        return [one for one in Invoices(self._session).to_collect() if one.invoice.id not in put_off]

    def _deal(self, pk: Id) -> Opportunity:
        found = thing(self._session.file.conn, Opportunity, pk)
        if found is None:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        return found

    def _figures(self, day: date, seen: Standings, deals: Sequence[read.DealRow]) -> DayFigures:
        conn, rep, currency = self._session.file.conn, self._session.whose, self._session.currency
        month = Period.month(day)
        closing = [
            one
            for one in deals
            if rep in (None, one.rep_id) and one.currency == currency and one.expected_close in month
        ]
        done, asked = seen.this_week()
        begun, sent_at = read.daily_report(conn, self._session.rep.id, day)
        state = ReportState.SENT if sent_at else ReportState.DRAFT if begun else ReportState.NONE
        figures = Figures(self._session)
        sales = figures.attainment(month, rep=rep)
        return DayFigures(
            sales_cents=figures.attainment(month.until(day), rep=rep).actual,
            target_cents=sales.target,
            pace=sales.expected,
            contacts_done=done,
            contacts_due=asked,
            weighted_cents=sales.weighted_pipeline,
            open_count=len(closing),
            report=state,
            report_sent_at=sent_at,
            sent_by=self._sent_by(day) if rep is None else None,
        )

    def _sent_by(self, day: date) -> tuple[int, int]:
        """How many of the team have sent the report of a day."""
        conn = self._session.file.conn
        reps = [one.id for one in things(conn, Rep) if not one.deleted]
        return sum(read.daily_report(conn, one, day)[1] is not None for one in reps), len(reps)


def _stalled(deals: Sequence[read.DealRow], day: date, rules: FunnelRules) -> tuple[StalledDeal, ...]:
    """Opportunities that stand still, by priority, then the bigger amount."""
    found = []
    for one in deals:
        stall = rules.stall(one.stage, one.entered_on, one.active_on, one.next_on, day)
        if stall:
            found.append(
                StalledDeal(
                    one.id,
                    one.name,
                    one.client_id,
                    one.client_name,
                    one.stage,
                    one.priority,
                    one.amount_cents,
                    one.currency,
                    stall.days,
                )
            )
    return tuple(sorted(found, key=lambda deal: (deal.priority, -deal.amount_cents, deal.name)))
