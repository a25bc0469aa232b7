"""Money: what is owed by age, the invoices that are open, how much of what was due came in."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.figures import By
from salesdesk.domain.receivables import Age, OpenInvoice
from salesdesk.ui.funnel.span_bar import YEAR, SpanBar
from salesdesk.ui.money.invoice_sheet import InvoiceSheet
from salesdesk.ui.money.payment_sheet import PaymentSheet
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Label
from salesdesk.ui.parts.chips import ChipBar, Choice
from salesdesk.ui.parts.empty import EmptyState
from salesdesk.ui.parts.rows_model import RIGHT, Column, FixedRows, RowsModel
from salesdesk.ui.parts.sheet import Sheet
from salesdesk.ui.parts.table import TableView
from salesdesk.ui.working.live_sheet import LiveSheet
from salesdesk.words.i18n import _, ngettext, say
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money, format_number, format_percent

OVERPAID = "overpaid"
"""The choice beside the ages: invoices for which more came in than they ask."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """An open invoice of the list."""

    one: OpenInvoice
    late: int

    @property
    def id(self) -> Id:
        return self.one.invoice.id


class MoneySheet(LiveSheet):
    """Enter opens an invoice, P records a payment for it, N issues one."""

    watches = frozenset({Kind.INVOICE, Kind.PAYMENT, Kind.PAYMENT_SHARE, Kind.CLIENT, Kind.SETTING, Kind.ORDER})

    def __init__(self, ctx: PageContext, parent: QWidget, *, client_id: Id | None = None) -> None:
        hint = lambda: _("Enter: open · P: record a payment · N: issue an invoice")  # noqa: E731
        super().__init__(ctx, lambda: _("Money"), parent, 1080, hint)
        self._client_id = client_id
        self.ages = ChipBar(lambda: _("How long overdue"), optional=True)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(_("Client or number"))
        self.filter.setAccessibleName(_("Client or number"))
        self.model = RowsModel[MoneyRow](_columns(), self)
        self.table = _Keys(self.model, lambda: _("Open invoices"))
        self.table.sheet = self
        self.table.setMinimumHeight(300)
        self.table.set_empty(EmptyState(lambda: _("No open invoice.")))
        self.span = SpanBar(self.desk.today(), (By.MONTH.value, By.QUARTER.value, YEAR), By.QUARTER.value, self)
        self.rate, self.dso, self.sums = Label("", "strong"), Label("", "strong"), Label("", "soft")
        self.terms = Button("", "link")
        self.new_invoice = Button(lambda: _("Issue an invoice"), icon="plus")
        self.new_payment = Button(lambda: _("Record a payment"), icon="money")
        self._lay_out_body()
        self.ages.changed.connect(self._on_filter)
        self.filter.textEdited.connect(self._on_filter)
        self.span.changed.connect(self.show_all)
        self.table.opened.connect(self._on_opened)
        self.terms.clicked.connect(self._on_terms)
        self.new_invoice.clicked.connect(self.issue)
        self.new_payment.clicked.connect(self.pay)
        for button in (self.new_invoice, self.new_payment, self.terms):
            button.setEnabled(not self.desk.read_only)
        self.show_all()

    def first_field(self) -> QWidget:
        return self.table if self.model.ids else self.new_invoice

    def show_all(self) -> None:
        """Read what is owed, and the figures of the period."""
        owed, desk, period = self.desk.invoices.receivables(), self.desk, self.span.period
        self._owed = owed
        counts = dict.fromkeys(Age, 0)
        for one in owed.invoices:
            counts[Age.of(one.invoice.due_on, desk.today())] += 1
        chosen = self.ages.chosen()
        choices = [Choice(age.value, self._age_words(age), count=counts[age]) for age in Age]
        if owed.overpaid:
            choices.append(Choice(OVERPAID, self._beyond_words, count=len(owed.overpaid)))
        self.ages.set_choices(choices)
        self.ages.set_chosen(chosen)
        total, overdue, free = (
            format_money(cents, desk.currency)
            for cents in (owed.total_cents, owed.overdue_cents, owed.unallocated_cents)
        )
        words = _("{total} owed, {overdue} of it overdue").format(total=total, overdue=overdue)
        if owed.unallocated_cents:
            words = _("{owed} · {amount} received and not allocated").format(owed=words, amount=free)
        self.sums.set_caption(words)
        rate = desk.invoices.collection_rate(period)
        self.rate.set_caption(_("Collection rate {percent}").format(percent=format_percent(rate.value)))
        got, due = format_money(rate.n, desk.currency), format_money(rate.of, desk.currency)
        self.rate.setToolTip(_("{n} of {of}").format(n=got, of=due))
        days = desk.invoices.dso(period)
        self.dso.set_caption(_("DSO –") if days is None else _("DSO {n} days").format(n=format_number(days, 1)))
        self.dso.setToolTip(_("Days of net sales that clients owe at the end of the period"))
        n = self._file_terms()
        self.terms.set_caption(ngettext("Payment terms: {n} day", "Payment terms: {n} days", n).format(n=n))
        self._show_rows()

    def issue(self) -> None:
        """Issue an invoice."""
        if not self.desk.read_only:
            InvoiceSheet(self.ctx, self, client_id=self._client_id).show_over()

    def pay(self) -> None:
        """Record a payment, for the invoice under the cursor."""
        if self.desk.read_only:
            return
        row = self.model.row_at(self.table.currentIndex().row())
        client = row.one.invoice.client_id if row else self._client_id
        PaymentSheet(self.ctx, self, client_id=client).show_over()

    def _on_opened(self, pk: Hashable) -> None:
        if isinstance(pk, bytes):
            try:
                InvoiceSheet(self.ctx, self, invoice_id=pk).show_over()
            except Refused as refused:
                self.show_problem(say(refused))

    def _on_filter(self, _words: str) -> None:
        self._show_rows()

    def _on_terms(self) -> None:
        written = dialogs.ask_text(
            self, _("Days to pay, for clients without terms of their own"), text=str(self._file_terms())
        )
        if written is None:
            return
        if not written.strip().isdecimal():
            self.show_problem(_("Write the days as a number."))
            return
        self.ctx.attempt(self.desk.invoices.set_terms, int(written))

    def _file_terms(self) -> int:
        return self.desk.invoices.file_terms()

    def _show_rows(self) -> None:
        today, age, text = self.desk.today(), self.ages.chosen(), self.filter.text().strip().casefold()
        named = {one.id for one in self.desk.clients.find(text)} if text else set()
        rows = [
            MoneyRow(one, one.late_days(today))
            for one in (self._owed.overpaid if age == OVERPAID else self._owed.invoices)
            if (age in (None, "", OVERPAID) or Age.of(one.invoice.due_on, today).value == age)
            and (self._client_id is None or one.invoice.client_id == self._client_id)
            and (not text or text in one.invoice.number.casefold() or one.invoice.client_id in named)
        ]
        self.model.show(FixedRows(rows))
        if self.table.current_id() is None:
            self.table.select_first()

    def _age_words(self, age: Age) -> Callable[[], str]:
        owed = self._owed.by_age[age]
        return lambda: _("{age} {money}").format(
            age=label(age), money=format_money(owed, self.desk.currency, compact=True)
        )

    def _beyond_words(self) -> str:
        money = format_money(self._owed.beyond_cents, self.desk.currency, compact=True)
        return _("Paid twice {money}").format(money=money)

    def _lay_out_body(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setSpacing(8)
        for widgets in (
            (self.span, self.rate, self.dso),
            (self.sums, None, self.terms),
            (self.filter, None, self.new_payment, self.new_invoice),
        ):
            row = QHBoxLayout()
            row.setSpacing(16)
            for widget in widgets:
                if widget is None:
                    row.addStretch()
                else:
                    row.addWidget(widget)
            if None not in widgets:
                row.addStretch()
            column.addLayout(row)
        column.addWidget(self.ages)
        column.addWidget(self.table, 1)
        self.set_body(body)


class _Keys(TableView):
    """The list's own letters."""

    sheet: MoneySheet

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text().casefold()
        if letter == "p":
            self.sheet.pay()
        elif letter == "n":
            self.sheet.issue()
        else:
            super().keyPressEvent(event)


def _columns() -> list[Column[MoneyRow]]:
    def money(key: str, read: Callable[[OpenInvoice], int], title: Callable[[], str]) -> Column[MoneyRow]:
        return Column(key, title, lambda row: format_money(read(row.one), row.one.invoice.currency), RIGHT, width=140)

    return [
        Column("number", lambda: _("Number"), lambda row: row.one.invoice.number or "–", width=112),
        Column("client", lambda: _("Client"), lambda row: row.one.client, stretch=True),
        Column("issued", lambda: _("Issued on"), lambda row: format_date(row.one.invoice.issued_on, "short"), width=96),
        Column("due", lambda: _("Due on"), lambda row: format_date(row.one.invoice.due_on, "short"), width=96),
        Column(
            *("late", lambda: _("Days late"), lambda row: format_number(row.late) if row.late else "", RIGHT),
            width=88,
            tone=lambda row: "late",
        ),
        money("amount", lambda one: one.invoice.amount_cents, lambda: _("Amount")),
        money("open", lambda one: one.open_cents - one.beyond_cents, lambda: _("Still owed")),
    ]


def open_money_record(ctx: PageContext, parent: QWidget, kind: Kind, pk: Id) -> None:
    """Open an invoice or a payment over whatever is shown; says so where it is gone."""
    try:
        sheet: Sheet = (
            InvoiceSheet(ctx, parent, invoice_id=pk)
            if kind is Kind.INVOICE
            else PaymentSheet(ctx, parent, payment_id=pk)
        )
    except Refused as refused:
        ctx.notify.problem(say(refused))
    else:
        sheet.show_over()
