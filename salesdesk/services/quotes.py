"""Quotes from the first draft to the order (spec 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from salesdesk.domain.change import Change, ChangeSet, Id, Kind, Label
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.product import Bundle, Product
from salesdesk.domain.quote import PriceBasis, Quote, QuoteInstalment, QuoteLine, QuoteLineKind, QuoteStatus
from salesdesk.domain.quote_sums import FoundPrice, QuoteSums, check_quote, least_price, price_for, quote_sums
from salesdesk.domain.text import N_
from salesdesk.services.bundles import Bundles
from salesdesk.services.parts import field_edits, new_part, part_changes, place
from salesdesk.services.quote_order import acceptance
from salesdesk.services.session import Session
from salesdesk.store.read import products as read_products
from salesdesk.store.read import quotes as read
from salesdesk.store.read.rows import thing, things_by_id

VALID_DAYS: Final = 30
"""How long a quote holds unless another day is written."""

_OPEN = (QuoteStatus.DRAFT, QuoteStatus.SENT)


@dataclass(frozen=True, slots=True)
class WholeQuote:
    """A quote with its parts, stored or still being written (then its id is empty)."""

    quote: Quote
    lines: tuple[QuoteLine, ...] = ()
    instalments: tuple[QuoteInstalment, ...] = ()

    @property
    def id(self) -> Id:
        return self.quote.id


@dataclass(frozen=True, slots=True)
class QuoteRow:
    """A quote in a list: whose it is, what it comes to, how it stands."""

    quote: Quote
    client: str
    sums: QuoteSums
    expired: bool

    @property
    def id(self) -> Id:
        return self.quote.id

    @property
    def awaits_approval(self) -> bool:
        """Whether it lies below the floor and nobody has approved it."""
        return self.quote.status in _OPEN and self.sums.needs_approval and not is_approved(self.quote)


class Quotes:
    """Drafts, versions, approval, acceptance."""

    def __init__(self, session: Session, bundles: Bundles) -> None:
        self._session = session
        self._conn = session.file.conn
        self._bundles = bundles

    # questions

    def get(self, quote_id: Id) -> WholeQuote | None:
        """One quote with its parts, also from the bin."""
        quote = thing(self._conn, Quote, quote_id)
        if quote is None:
            return None
        lines, parts = read.lines_of(self._conn, quote_id), read.instalments_of(self._conn, quote_id)
        return WholeQuote(quote, tuple(lines), tuple(parts))

    def rows(
        self, *, client_id: Id | None = None, opportunity_id: Id | None = None, replaced: bool = False
    ) -> list[QuoteRow]:
        """Quotes of a client, of an opportunity, or all, the newest first."""
        found = read.quotes(self._conn, client_id=client_id, opportunity_id=opportunity_id, replaced=replaced)
        lines = read.lines_of_all(self._conn, [quote.id for quote in found])
        clients = things_by_id(self._conn, Client, {quote.client_id for quote in found})
        rows = []
        for quote in found:
            sums = self.sums(WholeQuote(quote, tuple(lines.get(quote.id, ()))))
            client = clients.get(quote.client_id)
            rows.append(QuoteRow(quote, client.name if client else "", sums, self.is_expired(quote)))
        return rows

    def versions(self, quote: Quote) -> list[Quote]:
        """All versions of a quote, the first one first."""
        return read.versions_of(self._conn, quote.first_id or quote.id) if quote.id else []

    def is_expired(self, quote: Quote) -> bool:
        """Whether it ran out before anybody decided."""
        return quote.status in _OPEN and quote.valid_until is not None and quote.valid_until < self._session.today()

    def may_be_first_order(self, client_id: Id) -> bool:
        """Whether a client has never ordered: only then there are first-order prices."""
        return not read.has_orders(self._conn, client_id)

    def sums(self, whole: WholeQuote) -> QuoteSums:
        """What it comes to, its margin, and the lines below their floor."""
        return quote_sums(whole.quote, whole.lines, whole.instalments, self._floors(whole))

    def price(self, product: Product, quantity: int, quote: Quote) -> FoundPrice | None:
        """The best price that holds for so many pieces on this quote."""
        steps = read_products.steps_of(self._conn, product.id)
        return price_for(
            product,
            steps,
            quantity=quantity,
            basis=quote.basis,
            months=quote.contract_months,
            currency=quote.currency,
        )

    def product_line(self, quote: Quote, product: Product, quantity: int = 1) -> QuoteLine:
        """A line for so many pieces of a product, at the price found; 0 where it has none in the quote's currency."""
        found = self.price(product, quantity, quote)
        same = product.currency == quote.currency
        return QuoteLine(
            id=b"",
            quote_id=quote.id,
            product_id=product.id,
            quantity=quantity,
            list_cents=found.list_cents if found else 0,
            price_cents=found.cents if found else 0,
            cost_cents=product.cost_cents if same else None,
        )

    def bundle_line(self, quote: Quote, bundle: Bundle, quantity: int = 1) -> QuoteLine:
        """A line for a bundle at its price, beside what its products cost alone."""
        facts = self._bundles.get(bundle.id)
        same = facts is not None and bundle.currency == quote.currency
        listed = facts.list_cents if facts and same else None
        return QuoteLine(
            id=b"",
            quote_id=quote.id,
            kind=QuoteLineKind.BUNDLE,
            bundle_id=bundle.id,
            quantity=quantity,
            list_cents=max(listed or 0, bundle.price_cents) if same else 0,
            price_cents=bundle.price_cents if same else 0,
            cost_cents=facts.cost_cents if facts and same else None,
        )

    def repriced(self, line: QuoteLine, was: Quote, now: Quote, quantity: int) -> QuoteLine:
        """A line under other conditions or for another quantity: a price that was found is found anew, one that was
        typed stays; in another currency every price and cost is another."""
        if was.currency != now.currency:
            return self._in_currency(line, now, quantity)
        product = thing(self._conn, Product, line.product_id) if line.product_id else None
        if product is None or line.kind is not QuoteLineKind.PRODUCT:
            return replace(line, quantity=quantity)
        before, after = self.price(product, line.quantity, was), self.price(product, quantity, now)
        if before is None or after is None or before.cents != line.price_cents:
            return replace(line, quantity=quantity)
        return replace(line, quantity=quantity, price_cents=after.cents, list_cents=after.list_cents)

    def _in_currency(self, line: QuoteLine, quote: Quote, quantity: int) -> QuoteLine:
        product = thing(self._conn, Product, line.product_id) if line.product_id else None
        bundle = thing(self._conn, Bundle, line.bundle_id) if line.bundle_id else None
        if product is not None:
            fresh = self.product_line(quote, product, quantity)
        elif bundle is not None:
            fresh = self.bundle_line(quote, bundle, quantity)
        else:
            return replace(line, quantity=quantity, list_cents=0, price_cents=0, cost_cents=None)
        return replace(fresh, id=line.id, quote_id=line.quote_id, text=line.text)

    def draft(self, *, opportunity_id: Id | None = None, client_id: Id | None = None) -> WholeQuote:
        """A quote to begin with: of an opportunity with its lines, or of a client (still to be chosen without either);
        terms as in the quote made last.

        Raises Refused for an opportunity without a client.
        """
        deal = thing(self._conn, Opportunity, opportunity_id) if opportunity_id else None
        buyer = deal.client_id if deal else client_id
        client = thing(self._conn, Client, buyer) if buyer else None
        if deal is None and opportunity_id:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        if deal is not None and client is None:
            raise Refused(N_("Say whose opportunity it is first: a quote goes to a client."), field="client_id")
        today, last = self._session.today(), read.last_quote(self._conn)
        quote = Quote(
            id=b"",
            client_id=client.id if client else b"",
            rep_id=self._session.rep.id,
            quoted_on=today,
            opportunity_id=deal.id if deal else None,
            title=deal.name if deal else "",
            currency=deal.currency if deal else self._session.currency,
            valid_until=today + timedelta(days=VALID_DAYS),
            payment_days=client.payment_days if client else None,
            tax_bp=last.tax_bp if last else 0,
            tax_included=last.tax_included if last else False,
            terms=last.terms if last else "",
        )
        return WholeQuote(quote, tuple(self._lines_of_deal(quote, deal)) if deal else ())

    # verbs

    def add(self, whole: WholeQuote) -> Id:
        """Store a new quote with its parts; it is given the next number of its year. Raises Refused."""
        quote = replace(whole.quote, number=whole.quote.number.strip() or self._next_number(whole.quote.quoted_on))
        whole = self._checked(replace(whole, quote=quote))
        new = new_part(self._session, Kind.QUOTE, whole.quote)
        changes: list[Change] = [new]
        changes += [new_part(self._session, Kind.QUOTE_LINE, line, quote_id=new.id) for line in whole.lines]
        changes += [new_part(self._session, Kind.QUOTE_INSTALMENT, part, quote_id=new.id) for part in whole.instalments]
        self._session.record(self._label("added", whole.quote), changes)
        return new.id

    def edit(self, before: WholeQuote, after: WholeQuote) -> ChangeSet:
        """Store what differs, lines and instalments with it, as one action. Raises Refused, Conflict.

        What was sent stays as it went out. An approval holds for the figures it was given for: it falls with them.
        """
        if before.quote.status is not QuoteStatus.DRAFT:
            raise Refused(N_("A quote that went out stays as it was. Make a new version to change it."))
        after = self._checked(after)
        if self._figures(before) != self._figures(after) and _approval(before.quote) == _approval(after.quote):
            after = replace(after, quote=_unapproved(after.quote))
        pk = before.id
        changes = field_edits(Kind.QUOTE, before.quote, after.quote)
        changes += part_changes(self._session, Kind.QUOTE_LINE, before.lines, after.lines, quote_id=pk)
        changes += part_changes(
            self._session, Kind.QUOTE_INSTALMENT, before.instalments, after.instalments, quote_id=pk
        )
        return self._session.record(self._label("changed", after.quote), changes)

    def new_version(self, quote_id: Id) -> Id:
        """A new draft that stands in the place of this quote; the old one is kept as replaced."""
        whole = self._known(quote_id)
        old = whole.quote
        if old.status is QuoteStatus.ACCEPTED:
            raise Refused(N_("This quote has become an order. Write a new quote."))
        if old.status is QuoteStatus.REPLACED:
            raise Refused(N_("There is a newer version of this quote already."))
        today = self._session.today()
        span = (old.valid_until - old.quoted_on) if old.valid_until else None
        quote = replace(
            _unapproved(old),
            version=max(version.version for version in self.versions(old)) + 1,
            first_id=old.first_id or old.id,
            status=QuoteStatus.DRAFT,
            quoted_on=today,
            valid_until=today + span if span is not None else None,
            closed_on=None,
            order_id=None,
            deleted=False,
        )
        new = new_part(self._session, Kind.QUOTE, quote)
        changes: list[Change] = [new]
        changes += [new_part(self._session, Kind.QUOTE_LINE, line, quote_id=new.id) for line in whole.lines]
        changes += [new_part(self._session, Kind.QUOTE_INSTALMENT, part, quote_id=new.id) for part in whole.instalments]
        changes += field_edits(Kind.QUOTE, old, replace(old, status=QuoteStatus.REPLACED))
        self._session.record(self._label("version", quote), changes)
        return new.id

    def approve(self, quote_id: Id, *, note: str, by: str) -> ChangeSet:
        """Note why a quote below the floor may go out, and who said so. Raises Refused without either."""
        quote = self._known(quote_id).quote
        if quote.status not in _OPEN:
            raise Refused(N_("This quote is closed."))
        if not note.strip():
            raise Refused(N_("Say why this price is right: below the floor a note is needed."), field="approval_note")
        if not by.strip():
            raise Refused(N_("Say who approved the price."), field="approved_by")
        after = replace(quote, approval_note=note.strip(), approved_by=by.strip(), approved_on=self._session.today())
        return self._session.record(self._label("approved", quote), field_edits(Kind.QUOTE, quote, after))

    def send(self, quote_id: Id) -> ChangeSet:
        """It has gone out to the client. Raises Refused while it is empty, or below the floor without approval."""
        whole = self._known(quote_id)
        if whole.quote.status is not QuoteStatus.DRAFT:
            raise Refused(N_("Only a draft can be sent. Make a new version of this quote."))
        self._must_be_ready(whole)
        sent = replace(whole.quote, status=QuoteStatus.SENT)
        return self._session.record(self._label("sent", whole.quote), field_edits(Kind.QUOTE, whole.quote, sent))

    def decline(self, quote_id: Id) -> ChangeSet:
        """The client does not want it."""
        quote = self._known(quote_id).quote
        if quote.status not in _OPEN:
            raise Refused(N_("This quote is closed."))
        after = replace(quote, status=QuoteStatus.DECLINED, closed_on=self._session.today())
        return self._session.record(self._label("declined", quote), field_edits(Kind.QUOTE, quote, after))

    def accept(self, quote_id: Id, *, number: str = "", ordered_on: date | None = None) -> Id:
        """The client says yes: an order with the quote's lines, the opportunity won, a prospect becomes a client; all
        of it one action. The id of the order, which bears the quote's number unless another is given. Raises Refused
        below the floor without approval."""
        whole = self._known(quote_id)
        if whole.quote.status not in _OPEN:
            raise Refused(N_("This quote is closed."))
        self._must_be_ready(whole)
        sums = self.sums(whole)
        order_id, changes = acceptance(
            self._session,
            whole.quote,
            list(zip(whole.lines, sums.lines, strict=True)),
            number=number.strip() or whole.quote.number,
            ordered_on=ordered_on or self._session.today(),
        )
        self._session.record(self._label("accepted", whole.quote), changes)
        return order_id

    def bin(self, quote_id: Id) -> ChangeSet:
        """Put this version into the bin. Raises Refused for one that has become an order."""
        quote = self._known(quote_id).quote
        if quote.status is QuoteStatus.ACCEPTED:
            raise Refused(N_("This quote has become an order and stays with it."))
        return self._session.record(
            self._label("deleted", quote), field_edits(Kind.QUOTE, quote, replace(quote, deleted=True))
        )

    def restore(self, quote_id: Id) -> ChangeSet:
        """Take it out of the bin."""
        quote = thing(self._conn, Quote, quote_id)
        if quote is None:
            raise Refused(N_("This quote is not in the file."))
        return self._session.record(
            self._label("restored", quote), field_edits(Kind.QUOTE, quote, replace(quote, deleted=False))
        )

    # private

    def _known(self, quote_id: Id) -> WholeQuote:
        whole = self.get(quote_id)
        if whole is None or whole.quote.deleted:
            raise Refused(N_("This quote is not in the file."))
        return whole

    def _checked(self, whole: WholeQuote) -> WholeQuote:
        quote = whole.quote
        if thing(self._conn, Client, quote.client_id) is None:
            raise Refused(N_("A quote goes to a client: choose one."), field="client_id")
        check_quote(quote, whole.lines, whole.instalments)
        if quote.basis is PriceBasis.FIRST_ORDER and not self.may_be_first_order(quote.client_id):
            raise Refused(N_("First-order prices are for clients without an order."), field="basis")
        if quote.approved_by.strip() and not quote.approval_note.strip():
            raise Refused(N_("Say why this price is right: below the floor a note is needed."), field="approval_note")
        if quote.approved_by.strip() and quote.approved_on is None:
            quote = replace(quote, approved_on=self._session.today())
        return WholeQuote(
            replace(quote, title=quote.title.strip(), terms=quote.terms.strip(), note=quote.note.strip()),
            tuple(replace(line, text=line.text.strip(), sort=place(at)) for at, line in enumerate(whole.lines)),
            tuple(replace(part, text=part.text.strip(), sort=place(at)) for at, part in enumerate(whole.instalments)),
        )

    def _must_be_ready(self, whole: WholeQuote) -> None:
        if not whole.lines:
            raise Refused(N_("There is nothing on this quote yet."), field="lines")
        if self.sums(whole).needs_approval and not is_approved(whole.quote):
            field = "approval_note" if not whole.quote.approval_note.strip() else "approved_by"
            raise Refused(N_("The price is below the floor margin: note why, and who approved it."), field=field)

    def _figures(self, whole: WholeQuote) -> object:
        """What an approval was given for: the lines, what each brings and costs."""
        sums = self.sums(whole)
        lines = [(line.kind, line.product_id, line.bundle_id, line.quantity) for line in whole.lines]
        return lines, [(its.net_cents, its.cost_cents) for its in sums.lines]

    def _floors(self, whole: WholeQuote) -> list[Fraction | None]:
        wanted = {line.product_id for line in whole.lines if line.product_id is not None}
        products = things_by_id(self._conn, Product, wanted)
        return [self._floor(line, products) for line in whole.lines]

    def _floor(self, line: QuoteLine, products: dict[Id, Product]) -> Fraction | None:
        if line.kind is QuoteLineKind.BUNDLE and line.bundle_id is not None:
            facts = self._bundles.get(line.bundle_id)
            return facts.least if facts and line.cost_cents is not None else None
        product = products.get(line.product_id or b"")
        return least_price(line.cost_cents, product.floor_margin_bp) if product else None

    def _next_number(self, day: date) -> str:
        prefix = f"Q{day.year}-"
        return f"{prefix}{read.last_number(self._conn, prefix) + 1:04d}"

    def _lines_of_deal(self, quote: Quote, deal: Opportunity) -> list[QuoteLine]:
        lines = []
        for wanted in read.deal_lines(self._conn, deal.id):
            product = thing(self._conn, Product, wanted.product_id) if wanted.product_id else None
            if product is None:
                extra = QuoteLine(b"", quote.id, QuoteLineKind.EXTRA, text=wanted.text or deal.name)
                price = wanted.price_cents
                lines.append(replace(extra, quantity=wanted.quantity, list_cents=price, price_cents=price))
                continue
            line = self.product_line(quote, product, wanted.quantity)
            price = wanted.price_cents or line.price_cents
            lines.append(replace(line, price_cents=price, list_cents=max(line.list_cents, price), text=wanted.text))
        product = thing(self._conn, Product, deal.product_id) if deal.product_id and not lines else None
        return lines or ([self.product_line(quote, product)] if product else [])

    def _label(self, deed: str, quote: Quote) -> Label:
        client = thing(self._conn, Client, quote.client_id)
        return Label(f"quote.{deed}", {"number": quote.number, "client": client.name if client else ""})


def is_approved(quote: Quote) -> bool:
    """Whether somebody has approved it, with a note."""
    return bool(quote.approval_note.strip() and quote.approved_by.strip())


def line_names(lines: Sequence[QuoteLine], names: dict[Id, str]) -> list[str]:
    """What each line is called: its own words, else the product's or bundle's name."""
    return [line.text or names.get(line.product_id or line.bundle_id or b"", "") for line in lines]


def _approval(quote: Quote) -> tuple[str, str, date | None]:
    return quote.approval_note.strip(), quote.approved_by.strip(), quote.approved_on


def _unapproved(quote: Quote) -> Quote:
    """The note stays as a draft of the next one; who approved is asked again."""
    return replace(quote, approved_by="", approved_on=None)
