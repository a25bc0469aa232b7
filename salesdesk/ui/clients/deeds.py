"""What can be done with the client in view: each verb with its key, and the sheet that it opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.ui import late
from salesdesk.ui.clients.care_sheets import FollowUpSheet, GivenSheet, IdealSheet, ServiceSheet
from salesdesk.ui.clients.editor import ClientSheet, ContactSheet, TierSheet
from salesdesk.ui.clients.line import LineText
from salesdesk.ui.enquiries.enquiry_sheet import AnswerSheet, EnquirySheet
from salesdesk.ui.enquiries.surveys import ScoreSheet
from salesdesk.ui.log_visit.plan_sheet import PlanVisitSheet
from salesdesk.ui.money.invoice_sheet import InvoiceSheet
from salesdesk.ui.money.payment_sheet import PaymentSheet
from salesdesk.ui.money.sheet import open_money_record
from salesdesk.ui.opportunity.sheet import OpportunitySheet
from salesdesk.ui.orders.sheet import OrderSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.quotes.sheet import QuoteSheet
from salesdesk.words.i18n import _, say


class Deeds(QObject):
    """The verbs of a client. `current` tells which one; `main` are shown as buttons, `more` in a menu."""

    def __init__(self, ctx: PageContext, page: QWidget, current: Callable[[], Id | None]) -> None:
        super().__init__(page)
        self._ctx, self._page, self._current = ctx, page, current
        self._sentences: dict[QAction, str] = {}
        self.main = (
            self._action(N_("Log visit"), self.log_visit, "L"),
            self._action(N_("Plan a visit"), self.plan, "P"),
            self._action(N_("New opportunity"), self.new_opportunity, "O"),
            self._action(N_("Edit"), self.edit, "E"),
        )
        self.history_action = self._action(N_("History…"), self.show_history, "H")
        self.follow_up_action = self._action(N_("Next follow-up done"), self.follow_up_done, "N")
        self.more = (
            self._action(N_("New quote"), self.new_quote, "Q"),
            self._action(N_("New order"), self.new_order, "B"),
            self._action(N_("Issue an invoice"), self.new_invoice, "I"),
            self._action(N_("Record a payment"), self.new_payment, "M"),
            self._action(N_("New enquiry or complaint"), self.new_enquiry, "R"),
            self._action(N_("Record a survey answer"), self.survey, "A"),
            self._action(N_("New contact"), self.new_contact, "C"),
            self._action(N_("Change tier"), self.change_tier, "T"),
            self.follow_up_action,
            self._action(N_("Plan a service"), self.plan_service, "S"),
            self._action(N_("Plan all services of a key account"), self.plan_all_services),
            self._action(N_("Note a service given"), self.note_service, "G"),
            self._action(N_("Key account on or off"), self.turn_key, "K"),
            self._action(N_("Hand over to another rep"), self.hand_over),
            self.history_action,
            self._action(N_("Delete"), self.delete),
        )

    # the verbs

    def log_visit(self) -> None:
        """Say what came of a visit."""
        client_id = self._current()
        if client_id is not None:
            self._ctx.log_visit(client_id=client_id)

    def plan(self) -> None:
        """Plan a visit."""
        client_id = self._current()
        if client_id is not None:
            self._open(PlanVisitSheet(self._ctx, self._window, client_id=client_id))

    def new_opportunity(self) -> None:
        """A sale that may come."""
        client_id = self._current()
        if client_id is not None:
            self._open(OpportunitySheet(self._ctx, self._window, client_id=client_id))

    def new_quote(self) -> None:
        """A quote for the client."""
        client_id = self._current()
        if client_id is not None:
            self._open(QuoteSheet(self._ctx, self._window, client_id=client_id))

    def new_order(self) -> None:
        """What the client ordered."""
        client_id = self._current()
        if client_id is not None:
            self._open(OrderSheet(self._ctx, self._window, client_id=client_id))

    def new_invoice(self) -> None:
        """An invoice to the client."""
        client_id = self._current()
        if client_id is not None:
            self._open(InvoiceSheet(self._ctx, self._window, client_id=client_id))

    def new_payment(self) -> None:
        """What the client paid."""
        client_id = self._current()
        if client_id is not None:
            self._open(PaymentSheet(self._ctx, self._window, client_id=client_id))

    def new_enquiry(self) -> None:
        """What the client asks or complains of."""
        client_id = self._current()
        if client_id is not None:
            self._open(EnquirySheet(self._ctx, self._window, client_id=client_id))

    def survey(self) -> None:
        """How content the client is."""
        client_id = self._current()
        if client_id is not None:
            self._open(ScoreSheet(self._ctx, self._window, client_id=client_id))

    def edit(self) -> None:
        """The facts of the client."""
        client_id = self._current()
        client = self._ctx.desk.clients.get(client_id) if client_id is not None else None
        if client is not None and not self._ctx.desk.read_only:
            self._open(ClientSheet(self._ctx, self._window, client))

    def new_client(self, name: str, made: Callable[[], object]) -> None:
        """A new client; `made` is called once it is saved."""
        sheet = ClientSheet(self._ctx, self._window, name=name)
        sheet.saved.connect(made)
        self._open(sheet)

    def new_contact(self) -> None:
        """Another person at the client."""
        client_id = self._current()
        if client_id is not None:
            self._open(ContactSheet(self._ctx, self._window, client_id))

    def change_tier(self) -> None:
        """Another tier, with the reason."""
        client_id = self._current()
        client = self._ctx.desk.clients.get(client_id) if client_id is not None else None
        if client is not None:
            self._open(TierSheet(self._ctx, self._window, client))

    def follow_up_done(self) -> None:
        """The next follow-up of a prospect is done."""
        client_id = self._current()
        if client_id is not None and self._ctx.desk.prospects.of(client_id) is not None:
            self._ctx.attempt(self._ctx.desk.prospects.done, client_id)

    def plan_service(self) -> None:
        """Plan a service for the client."""
        client_id = self._current()
        if client_id is not None:
            self._open(ServiceSheet(self._ctx, self._window, client_id))

    def plan_all_services(self) -> None:
        """The whole service plan of a key account."""
        client_id = self._current()
        if client_id is not None:
            self._ctx.attempt(self._ctx.desk.maintenance.plan_all, client_id)

    def note_service(self) -> None:
        """Something the client was given."""
        client_id = self._current()
        if client_id is not None:
            self._open(GivenSheet(self._ctx, self._window, client_id))

    def describe_ideal(self) -> None:
        """Whom one wishes for."""
        if not self._ctx.desk.read_only:
            self._open(IdealSheet(self._ctx, self._window))

    def turn_key(self) -> None:
        """Mark the client as a key account, or no longer."""
        client_id = self._current()
        client = self._ctx.desk.clients.get(client_id) if client_id is not None else None
        if client is not None:
            self._ctx.attempt(self._ctx.desk.maintenance.set_key, client.id, key=not client.is_key)

    def hand_over(self) -> None:
        """Give it to another rep, with what is open."""
        client_id = self._current()
        if client_id is not None:
            late.sheet("HandOverSheet")(self._ctx, self._window, [client_id]).show_over()

    def show_history(self) -> None:
        """Who changed the client's record, and when."""
        client_id = self._current()
        if client_id is not None:
            self._ctx.show_history(Kind.CLIENT, client_id)

    def delete(self) -> None:
        """Put the client in view into the bin."""
        client_id = self._current()
        if client_id is not None:
            self.put_away([client_id])

    def put_away(self, client_ids: Sequence[Id]) -> None:
        """Put these clients into the bin."""
        if client_ids:
            self._ctx.attempt(self._ctx.desk.clients.bin, *client_ids)

    # lines of the record

    def open_line(self, line: LineText) -> None:
        """Open what a line of the record stands for, without leaving the client."""
        if line.kind is Kind.CONTACT:
            contact = self._ctx.desk.clients.contact(line.id)
            if contact is not None:
                self._open(ContactSheet(self._ctx, self._window, contact.client_id, contact))
        elif line.kind is Kind.OPPORTUNITY:
            self._open_sheet(OpportunitySheet, opportunity_id=line.id)
        elif line.kind is Kind.QUOTE:
            self._open_sheet(QuoteSheet, quote_id=line.id)
        elif line.kind is Kind.ORDER:
            self._open_sheet(OrderSheet, order_id=line.id)
        elif line.kind in (Kind.INVOICE, Kind.PAYMENT):
            open_money_record(self._ctx, self._window, line.kind, line.id)
        elif line.kind is Kind.ENQUIRY:
            self._open_sheet(AnswerSheet, enquiry_id=line.id)
        elif line.kind is Kind.SURVEY and not self._ctx.desk.read_only and self._current() is not None:
            self._open_sheet(ScoreSheet, survey_id=line.id)
        elif line.kind is Kind.VISIT:
            self._ctx.log_visit(visit_id=line.id)
        elif not self._ctx.desk.read_only:
            self._open_care(line)

    def remove_line(self, line: LineText) -> None:
        """Del at a contact puts it into the bin."""
        if line.kind is Kind.CONTACT:
            self._ctx.attempt(self._ctx.desk.clients.bin_contact, line.id)

    # words and state

    def retranslate(self) -> None:
        """Read the words again in the present language."""
        for action, sentence in self._sentences.items():
            action.setText(_(sentence))

    def allow(self, *, shown: bool, writable: bool) -> None:
        """Which verbs mean something now."""
        for action in (*self.main, *self.more):
            action.setEnabled(shown and (writable or action is self.history_action))

    def keys(self) -> list[tuple[str, str]]:
        """Each key with what it does."""
        own = [(action.shortcut().toString(), action.text()) for action in (*self.main, *self.more)]
        return [(key, words) for key, words in own if key]

    # private

    @property
    def _window(self) -> QWidget:
        return self._page.window()

    def _open_care(self, line: LineText) -> None:
        """A service planned or given, a follow-up of a prospect."""
        client_id = self._current()
        if client_id is None:
            return
        care, prospect = self._ctx.desk.maintenance.of(client_id), self._ctx.desk.prospects.of(client_id)
        for step in care.plan if line.kind is Kind.SERVICE_STEP else ():
            if step.id == line.id:
                self._open(ServiceSheet(self._ctx, self._window, client_id, step))
        for given in care.given if line.kind is Kind.GIVEN_SERVICE else ():
            if given.id == line.id:
                self._open(GivenSheet(self._ctx, self._window, client_id, given))
        for node in prospect.steps if prospect and line.kind is Kind.PROSPECT_STEP else ():
            if node.id == line.id:
                self._open(FollowUpSheet(self._ctx, self._window, node))

    def _open_sheet(self, kind: Callable[..., QDialog], **record: Id) -> None:
        """Open the sheet of one record; says so where it is gone."""
        try:
            sheet = kind(self._ctx, self._window, **record)
        except Refused as refused:
            self._ctx.notify.problem(say(refused))
        else:
            self._open(sheet)

    def _open(self, sheet: QDialog) -> None:
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def _action(self, sentence: str, run: Callable[[], object], key: str = "") -> QAction:
        action = QAction(_(sentence), self._page)
        action.triggered.connect(run)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._page.addAction(action)
        self._sentences[action] = sentence
        return action
