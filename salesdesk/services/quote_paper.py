"""A quote on paper: the names it needs, its document, what its file is called."""

from __future__ import annotations

from dataclasses import replace

from salesdesk.domain.change import Id
from salesdesk.domain.client import Client, Contact
from salesdesk.domain.errors import Refused
from salesdesk.domain.product import Bundle, Product
from salesdesk.domain.quote import QuoteLine
from salesdesk.domain.quote_paper import PaperLine, QuotePaper
from salesdesk.domain.quote_sums import quote_sums
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import ReportKind
from salesdesk.domain.text import N_
from salesdesk.reports.document import Document
from salesdesk.reports.names import safe
from salesdesk.reports.quote import full_number, quote_document
from salesdesk.services import report_look
from salesdesk.services.quotes import WholeQuote
from salesdesk.services.session import Session
from salesdesk.store.read import products as read_products
from salesdesk.store.read.rows import thing, things_by_id
from salesdesk.words.i18n import _, in_language, language, pgettext


class QuotePapers:
    """Quotes as documents, in any of the languages."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def document(self, whole: WholeQuote, spoken: str = "") -> Document:
        """The quote as it is printed, in `spoken` (else the language in use). Raises Refused without a client."""
        with in_language(spoken or language()):
            return quote_document(self._paper(whole), report_look.layout(self._session, ReportKind.WEEKLY))

    def file_name(self, whole: WholeQuote, ending: str = "", spoken: str = "") -> str:
        """What a file of this quote is called: 报价单_Q2026-0012_力诚电子.pdf."""
        with in_language(spoken or language()):
            paper = self._paper(whole)
            number = full_number(paper).replace(" / ", "-")
            name = "_".join((_("Quotation"), number or _("Draft"), paper.client.name))
        return safe(name) + ending

    def _paper(self, whole: WholeQuote) -> QuotePaper:
        quote = whole.quote
        client = thing(self._conn, Client, quote.client_id)
        if client is None:
            raise Refused(N_("A quote goes to a client: choose one."), field="client_id")
        contact = thing(self._conn, Contact, quote.contact_id) if quote.contact_id else None
        return QuotePaper(
            quote=replace(quote, title=quote.title.strip()),
            client=client,
            contact=contact if contact is not None and not contact.deleted else None,
            rep=thing(self._conn, Rep, quote.rep_id) or self._session.rep,
            lines=tuple(self._line(line) for line in whole.lines),
            instalments=whole.instalments,
            sums=quote_sums(quote, whole.lines, whole.instalments),
        )

    def _line(self, line: QuoteLine) -> PaperLine:
        product = thing(self._conn, Product, line.product_id) if line.product_id else None
        if product is not None:
            return PaperLine(line.text or product.name, product.unit, line)
        bundle = thing(self._conn, Bundle, line.bundle_id) if line.bundle_id else None
        if bundle is None:
            return PaperLine(line.text, "", line)
        return PaperLine(line.text or bundle.name, pgettext("unit of a bundle", "set"), line, self._inside(bundle.id))

    def _inside(self, bundle_id: Id) -> str:
        items = read_products.items_of(self._conn, bundle_id)
        products = things_by_id(self._conn, Product, [item.product_id for item in items])
        return ", ".join(
            f"{products[item.product_id].name} × {item.quantity}" for item in items if item.product_id in products
        )
