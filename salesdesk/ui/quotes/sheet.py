"""The sheet of a quote: lines, conditions, instalments; what it comes to, and the way out (spec 3.2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.quote import PriceBasis, Quote, QuoteStatus
from salesdesk.domain.quote_sums import QuoteSums
from salesdesk.domain.text import N_
from salesdesk.services.quotes import WholeQuote
from salesdesk.ui.orders.sheet import open_order
from salesdesk.ui.page import PageContext
from salesdesk.ui.parts import dialogs
from salesdesk.ui.parts.caption import Button, Caption, Label
from salesdesk.ui.parts.chips import Choice
from salesdesk.ui.parts.draft_keeper import DraftKeeper, type_again, typed
from salesdesk.ui.parts.fields import CheckField, ChoiceField, DayField, LineField, PickerField, TextField
from salesdesk.ui.parts.form import Form
from salesdesk.ui.parts.picks import client_item, find_client
from salesdesk.ui.parts.sheet import HISTORY_KEY, FormSheet
from salesdesk.ui.quotes.approval import ApprovalStrip
from salesdesk.ui.quotes.cells import CURRENCIES, CountField, PercentField
from salesdesk.ui.quotes.instalments import Instalments
from salesdesk.ui.quotes.lines import QuoteLines
from salesdesk.ui.quotes.paper import QuotePaperSheet
from salesdesk.ui.quotes.side import QuoteSide, margin_words
from salesdesk.words.i18n import _, say
from salesdesk.words.labels import field_label, label
from salesdesk.words.numbers import format_money

_CONDITIONS = frozenset({"basis", "contract_months", "currency"})


class QuoteSheet(FormSheet):
    """Without `quote_id` a new quote: of an opportunity with its lines, or of a client.

    Raises Refused when the quote is not in the file, or there is nobody to write to.
    """

    def __init__(
        self,
        ctx: PageContext,
        parent: QWidget | None = None,
        *,
        quote_id: Id | None = None,
        opportunity_id: Id | None = None,
        client_id: Id | None = None,
    ) -> None:
        self.ctx, self.desk = ctx, ctx.desk
        self.whole = self._read(quote_id) or self.desk.quotes.draft(opportunity_id=opportunity_id, client_id=client_id)
        form = Form()
        super().__init__(self._title_words, form, parent, width=1020)
        self._unkept, self._about = False, opportunity_id or client_id or b""
        self.draft = DraftKeeper(self, self.desk, self._slot(), self._written)
        self.draft.discarded.connect(self._on_discarded)
        self.lines = QuoteLines(self.desk, self._quote_now)
        self.instalments = Instalments()
        self._fill()
        self.side = QuoteSide()
        self.side.chosen.connect(self._on_version)
        self.set_side(self.side, 240)
        self._verbs = self._add_verbs()
        self._was = self.whole.quote
        self._show(self.whole)
        form.edited.connect(self._on_edited)
        form.field("client_id").edited.connect(self._on_client)
        self.lines.edited.connect(self._on_parts)
        self.instalments.edited.connect(self._on_parts)
        self._restore()
        for edited in (form.edited, self.lines.edited, self.instalments.edited):
            edited.connect(self.draft.edited)

    # what the sheet asks

    def save(self) -> bool:
        if not self._is_writable():
            return True
        problem = self.lines.problem() or self.instalments.problem()
        if problem:
            self.show_problem(problem)
            return False
        return super().save()

    def store(self, values: Mapping[str, Any]) -> None:
        wanted, seen = self._now(), self.ctx.bridge.last
        if self.whole.id:
            self.desk.quotes.edit(self.whole, wanted)
            pk = self.whole.id
        else:
            pk = self.desk.quotes.add(wanted)
        self.draft.saved()
        self.whole = self._read(pk) or wanted
        self.draft.turn_to(self._slot())
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)

    def reject(self) -> None:
        """Esc never loses anything unasked: what is typed waits as a draft."""
        changed = self._is_writable() and self._is_changed()
        self._unkept = changed and not self.keep_draft()
        if changed and not self._unkept:
            self.ctx.notify.tell(_("Kept as a draft: open it again and it is there."))
        super().reject()

    def would_lose(self) -> bool:
        return self._unkept

    def keep_draft(self) -> bool:
        """Write down what is typed, durably; where that is refused the sheet says so."""
        return not self._is_writable() or self.draft.keep()

    def first_field(self) -> QWidget | None:
        if self.form.field("client_id").is_empty():
            return self.form.field("client_id")
        if self._is_writable() and not self.lines.lines():
            return self.lines.first_cell()
        return super().first_field()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.sum_line.setVisible(self.side.isHidden())  # on a narrow screen there is no room beside the lines

    # the verbs

    def print_preview(self) -> None:
        """The quote as it prints, with the ways to paper and file."""
        if self._kept():
            QuotePaperSheet(self.ctx, self, self.whole).show_over()

    def send(self) -> None:
        """It has gone out."""
        self._do(self.desk.quotes.send)

    def accepted_by_client(self) -> None:
        """The client says yes: an order is written."""
        if self._kept() and self._attempt(self.desk.quotes.accept, self.whole.id):
            self._reload(self.whole.id)

    def decline(self) -> None:
        """The client says no."""
        self._do(self.desk.quotes.decline)

    def new_version(self) -> None:
        """A new draft in the place of this one."""
        made: list[Id] = []
        if self._kept() and self._attempt(lambda pk: made.append(self.desk.quotes.new_version(pk)), self.whole.id):
            self._reload(made[0])

    def put_away(self) -> None:
        """Into the bin, and away."""
        if self.whole.id and self._attempt(self.desk.quotes.bin, self.whole.id):
            self.draft.saved()
            super().reject()

    def show_order(self) -> None:
        """The order it has become."""
        if self.whole.quote.order_id:
            open_order(self.ctx, self, self.whole.quote.order_id)

    def show_history(self) -> None:
        """Who changed it, and when."""
        if self.whole.id:
            self.ctx.show_history(Kind.QUOTE, self.whole.id)

    # handlers

    def _on_edited(self) -> None:
        now = self._quote_now()
        if any(getattr(now, name) != getattr(self._was, name) for name in _CONDITIONS):
            self.lines.reprice(self._was, now)
        self._was = now
        self.form.field("contract_months").setVisible(now.basis is PriceBasis.CONTRACT)
        self.form.field("prepaid").setVisible(bool(now.prepay_bp))
        self.form.field("tax_included").setVisible(bool(now.tax_bp))
        self._on_parts()

    def _on_client(self) -> None:
        self._offer_contacts()

    def _on_parts(self) -> None:
        now = self._now()
        sums = self.desk.quotes.sums(now)
        self.lines.show_sums(sums)
        self.instalments.show_amounts(sums.instalments)
        unread = self.lines.unread() if self._is_writable() else 0
        self.side.show_sums(sums, now.quote.currency, unread)
        total = format_money(sums.total_cents, now.quote.currency)
        said = margin_words(sums, now.quote.currency, unread)
        self.sum_line.set_caption(_("To be paid: {total}. {margin}").format(total=total, margin=said))
        self.approval.show_for(self._below_words(sums))
        self.show_problem("")

    def _on_version(self, quote_id: Id) -> None:
        if self.keep_draft() or dialogs.ask(self, self.leaving_question(), yes=_("Leave it"), no=_("Keep writing")):
            self._reload(quote_id)

    def _on_discarded(self) -> None:
        """What the file holds comes back."""
        self._show(self.whole)

    # private

    def _slot(self) -> str:
        return f"quote {(self.whole.id or self._about).hex()}"

    def _written(self) -> dict[str, Any] | None:
        if not self._is_changed():
            return None
        fields = {field.key: typed(field) for field in self.form.fields()}
        return {"fields": fields, "lines": self.lines.typed(), "instalments": self.instalments.typed()}

    def _restore(self) -> None:
        """Put back what was being typed when the sheet, the program or the battery went away."""
        kept = self.draft.kept() if self._is_writable() else None
        if kept is None:
            return
        fields = kept["fields"]
        for field in self.form.fields():
            if field.key in fields and field.key != "contact_id":
                type_again(field, fields[field.key])
        contact = fields.get("contact_id")
        self._offer_contacts(bytes.fromhex(contact) if contact else None)
        self.lines.type_again(kept["lines"])
        self.instalments.type_again(kept["instalments"])
        self._was = self._quote_now()
        self._on_edited()

    def _read(self, quote_id: Id | None) -> WholeQuote | None:
        if not quote_id:
            return None
        found = self.desk.quotes.get(quote_id)
        if found is None:
            raise Refused(N_("This quote is not in the file."))
        return found

    def _title_words(self) -> str:
        quote = self.whole.quote
        if not quote.id:
            return _("New quote")
        state = label(quote.status)
        if self.desk.quotes.is_expired(quote):
            state = _("{state}, run out").format(state=state)
        return _("Quote {number}, version {n} · {state}").format(number=quote.number, n=quote.version, state=state)

    def _is_writable(self) -> bool:
        return self.whole.quote.status is QuoteStatus.DRAFT and not self.desk.read_only

    def _is_changed(self) -> bool:
        if self.form.is_dirty() or self.lines.unread():
            return True
        return self._now() != WholeQuote(self._loaded.quote, self._loaded.lines, self._loaded.instalments)

    def _fill(self) -> None:
        form, today = self.form, self.desk.today
        form.add_widget(self.draft.notice)
        form.add_row(
            PickerField("client_id", _name("client_id"), partial(find_client, self.desk), required=True),
            ChoiceField("contact_id", _name("contact_id"), optional=True),
            stretch=(3, 2),
        )
        form.add_row(
            LineField("title", _name("title"), placeholder=lambda: _("What it is about")),
            DayField("quoted_on", _name("quoted_on"), today, required=True),
            DayField("valid_until", _name("valid_until"), today),
            stretch=(3, 2, 2),
        )
        currencies = list(dict.fromkeys((self.whole.quote.currency, self.desk.currency, *CURRENCIES)))
        form.add_row(
            ChoiceField("basis", _name("basis"), [Choice(one.value, partial(label, one)) for one in PriceBasis]),
            CountField("contract_months", _name("contract_months")),
            ChoiceField("currency", _name("currency"), [Choice(code, code) for code in currencies]),
        )
        form.add_widget(self.lines)
        self.sum_line = Label("", "strong")
        self.sum_line.setWordWrap(True)
        form.add_widget(self.sum_line)
        self.approval = ApprovalStrip(form)
        form.add_widget(self.approval)
        form.add_row(
            PercentField("discount_bp", _name("discount_bp"), placeholder="0 %"),
            PercentField("prepay_bp", _name("prepay_bp"), placeholder="0 %"),
            PercentField("tax_bp", _name("tax_bp"), placeholder="13 %"),
            CountField("payment_days", _name("payment_days")),
        )
        form.add_row(CheckField("prepaid", _name("prepaid")), CheckField("tax_included", _name("tax_included")))
        form.add_heading(lambda: _("Instalments"))
        form.add_widget(self.instalments)
        form.add(TextField("terms", _name("terms"), lines=2, placeholder=lambda: _("Delivery, warranty …: printed")))
        form.add(TextField("note", _name("note"), lines=1, placeholder=lambda: _("For ourselves, not printed")))

    def _add_verbs(self) -> dict[str, Button]:
        wanted: list[tuple[str, Caption, Callable[[], None], str]] = [
            ("paper", lambda: _("Preview"), self.print_preview, "Ctrl+P"),
            ("send", lambda: _("Mark as sent"), self.send, "Ctrl+Shift+S"),
            ("yes", lambda: _("Accepted by the client"), self.accepted_by_client, "Ctrl+Shift+A"),
            ("no", lambda: _("Declined by the client"), self.decline, "Ctrl+Shift+D"),
            ("version", lambda: _("New version"), self.new_version, "Ctrl+Shift+V"),
            ("order", lambda: _("Open the order"), self.show_order, "Ctrl+Shift+O"),
            ("history", lambda: _("History…"), self.show_history, HISTORY_KEY),
            ("bin", lambda: _("Move to the bin"), self.put_away, ""),
        ]
        made = {}
        for key, words, run, keys in wanted:
            button = Button(words, "link", tip=keys)
            button.clicked.connect(run)
            self.add_button(button)
            if keys:
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.activated.connect(button.click)
            made[key] = button
        return made

    def _show(self, whole: WholeQuote) -> None:
        quote = whole.quote
        item = client_item(self.desk, quote.client_id)
        values = asdict(quote) | {"client_id": item, "basis": quote.basis.value}
        self._was = quote
        self.form.load(values)
        self._offer_contacts(quote.contact_id)
        self.lines.load(whole.lines)
        self.instalments.load(whole.instalments)
        self.form.set_clean()
        self._on_edited()
        self._loaded = self._now()
        writable = self._is_writable()
        for field in self.form.fields():
            field.setEnabled(writable)
        self.lines.set_writable(writable)
        self.instalments.set_writable(writable)
        self._show_verbs()
        self._heading.retranslate()
        self.retranslate()
        self.side.show_versions(self.desk.quotes.versions(quote), quote.id)
        if self.isVisible():
            (self.lines.rows[0].picker if writable else self._verbs["paper"]).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_verbs(self) -> None:
        status, stored = self.whole.quote.status, bool(self.whole.id)
        free = not self.desk.read_only
        is_open = status in (QuoteStatus.DRAFT, QuoteStatus.SENT)
        shown = {
            "paper": True,
            "send": free and status is QuoteStatus.DRAFT,
            "yes": free and is_open,
            "no": free and stored and is_open,
            "version": free and stored and status not in (QuoteStatus.ACCEPTED, QuoteStatus.REPLACED),
            "order": status is QuoteStatus.ACCEPTED and self.whole.quote.order_id is not None,
            "history": stored,
            "bin": free and stored and status is not QuoteStatus.ACCEPTED,
        }
        for key, button in self._verbs.items():
            button.setVisible(shown[key])
            button.setEnabled(shown[key])
        writable = self._is_writable()
        self.save_button.setVisible(writable)
        self.cancel_button.set_caption(_("Cancel") if writable else _("Close"))

    def _offer_contacts(self, chosen: Id | None = None) -> None:
        pk = self.form.field("client_id").value()
        field = self.form.field("contact_id")
        contacts = self.desk.clients.contacts(pk) if isinstance(pk, bytes) else []
        if isinstance(field, ChoiceField):
            field.set_choices([Choice(one.id.hex(), one.name) for one in contacts])
            if chosen is not None:
                field.set_value(chosen.hex())

    def _quote_now(self) -> Quote:
        """The quote as the form has it; what cannot be read keeps its value."""
        values, quote = self.form.values(), self.whole.quote
        contact = values.pop("contact_id")
        known = {name: value for name, value in values.items() if name not in ("client_id", "basis", "quoted_on")}
        for name in ("discount_bp", "prepay_bp", "tax_bp"):
            known[name] = getattr(quote, name) if known[name] is None else known[name]
        client, day = values["client_id"], values["quoted_on"]
        if known["approved_by"] != quote.approved_by:
            known["approved_on"] = None
        return replace(
            quote,
            **known,
            client_id=client if isinstance(client, bytes) else quote.client_id,
            contact_id=bytes.fromhex(contact) if contact else None,
            basis=PriceBasis(values["basis"] or PriceBasis.LIST),
            quoted_on=day or quote.quoted_on,
        )

    def _now(self) -> WholeQuote:
        return WholeQuote(self._quote_now(), tuple(self.lines.lines()), tuple(self.instalments.parts()))

    def _below_words(self, sums: QuoteSums) -> str:
        if sums.below:
            names = [self.lines.rows[at].picker.text() for at in sums.below]
            return _(
                "Below the floor margin: {names}. It goes out only with a note and the name of who approved it."
            ).format(names=_(", ").join(names))
        if sums.extras_below:
            return _("The extras push the whole below the floor margin: note why, and who approved it.")
        return ""

    def _kept(self) -> bool:
        """Whether what is written is stored, so that a verb can go on from it."""
        if not self._is_writable() or (self.whole.id and not self._is_changed()):
            return bool(self.whole.id)
        self.show_problem("")
        if not self.save():
            return False
        self._show(self.whole)
        return True

    def _do(self, verb: Callable[[Id], object]) -> None:
        if self._kept() and self._attempt(verb, self.whole.id):
            self._reload(self.whole.id)

    def _attempt(self, verb: Callable[[Id], object], pk: Id) -> bool:
        """Do it; a refusal is said at its field, or at the foot."""
        seen = self.ctx.bridge.last
        try:
            verb(pk)
        except Refused as refused:
            if not self.form.show_refusal(refused):
                self.show_problem(say(refused))
            return False
        if self.ctx.bridge.last is not seen and self.ctx.bridge.last:
            self.ctx.notify.done(self.ctx.bridge.last)
        return True

    def _reload(self, quote_id: Id) -> None:
        self.whole = self._read(quote_id) or self.whole
        self.draft.turn_to(self._slot())
        self._show(self.whole)
        self._restore()


def _name(field: str) -> Caption:
    return partial(field_label, Kind.QUOTE, field)
