"""The quote (報價單) as a document in the language in use: one page for ordinary lengths."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from salesdesk.domain.quote import PriceBasis, QuoteLineKind, QuoteStatus
from salesdesk.domain.quote_paper import PaperLine, QuotePaper
from salesdesk.reports import cells
from salesdesk.reports.document import Align, Block, Cell, CellKind, Column, Document, Paragraph, Section, Table, Tone
from salesdesk.reports.layout import Layout, framed
from salesdesk.words.amount_words import amount_in_words
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_number, format_percent


def quote_document(paper: QuotePaper, layout: Layout | None = None) -> Document:
    """The quote on paper; company, logo and size of the paper as the reports have them, its own lines to sign on."""
    quote = paper.quote
    layout = replace(
        layout or Layout(),
        order=(),
        hidden=frozenset(),
        landscape=False,
        signatures=(_("Seller: signature, stamp"), _("Buyer: signature, stamp")),
    )
    sections = (
        Section("client", _("Quoted to"), tuple(_to(paper)), 0.5),
        Section("facts", _("About this quote"), tuple(_facts(paper)), 0.5),
        Section("lines", _("We offer"), (_lines(paper), _in_words(paper))),
        Section("instalments", _("How it is paid"), tuple(_payment(paper))),
        Section("terms", _("Terms"), tuple(_terms(paper))),
    )
    return framed(
        title=_("Quotation"),
        author=_("No. {number}").format(number=full_number(paper)),
        date_line=format_date(quote.quoted_on),
        currency=quote.currency,
        sections=tuple(section for section in sections if section.blocks),
        layout=layout,
    )


def full_number(paper: QuotePaper) -> str:
    """The number with its version, where there is more than one: Q2026-0012 / 2."""
    quote = paper.quote
    return quote.number if quote.version == 1 else f"{quote.number} / {quote.version}"


def _to(paper: QuotePaper) -> Iterator[Block]:
    client, contact = paper.client, paper.contact
    who = [client.name]
    if contact is not None:
        who.append(
            _("{name}, {title}").format(name=contact.name, title=contact.title) if contact.title else contact.name
        )
    reach = [contact.phone or client.phone, contact.email] if contact else [client.phone]
    who += [client.address, " · ".join(word for word in reach if word)]
    yield Paragraph("\n".join(line for line in who if line))


def _facts(paper: QuotePaper) -> Iterator[Block]:
    quote, rep = paper.quote, paper.rep
    lines = [_("Subject: {title}").format(title=quote.title)] if quote.title else []
    lines += [_("Date: {day}").format(day=format_date(quote.quoted_on))]
    if quote.valid_until is not None:
        lines.append(_("Valid until: {day}").format(day=format_date(quote.valid_until)))
    if quote.basis is PriceBasis.CONTRACT and quote.contract_months:
        months = ngettext("{n} month", "{n} months", quote.contract_months).format(n=quote.contract_months)
        lines.append(_("Prices: contract of {months}").format(months=months))
    elif quote.basis is not PriceBasis.LIST:
        lines.append(_("Prices: {basis}").format(basis=label(quote.basis)))
    contact = " · ".join(word for word in (rep.name, rep.phone, rep.email) if word)
    lines.append(_("Your contact: {contact}").format(contact=contact))
    if quote.status is QuoteStatus.DRAFT:
        lines.append(_("Draft"))
    yield Paragraph("\n".join(lines))


def _lines(paper: QuotePaper) -> Table:
    """The lines, and below them how their sum becomes what is to be paid."""
    quote, sums = paper.quote, paper.sums
    with_unit = any(one.unit for one in paper.lines)
    with_list = any(one.line.list_cents > one.line.price_cents for one in paper.lines)
    each = cells.money_like([cents for one in paper.lines for cents in (one.line.list_cents, one.line.price_cents)])
    whole = cells.money_like(
        [
            *(line.gross_cents for line in sums.lines),
            *(sums.lines_cents, sums.discount_cents, sums.prepay_cents, sums.tax_cents, sums.total_cents),
        ]
    )
    columns = [Column("#", CellKind.INT, 0.3), Column(_("Item"), weight=3.2)]
    columns += [Column(_("Quantity"), CellKind.INT, 0.7)]
    columns += [Column(_("Unit"), weight=0.6, align=Align.CENTRE)] if with_unit else []
    columns += [Column(cells.money_heading(_("List price"), quote.currency), CellKind.MONEY)] if with_list else []
    columns += [
        Column(cells.money_heading(_("Price"), quote.currency), CellKind.MONEY),
        Column(cells.money_heading(_("Amount"), quote.currency), CellKind.MONEY, 1.1),
    ]
    rows = []
    for number, (one, its) in enumerate(zip(paper.lines, sums.lines, strict=True), start=1):
        line = one.line
        free = line.kind is QuoteLineKind.EXTRA and not line.price_cents
        row = [Cell(str(number), number, CellKind.INT), cells.text(_name(one)), cells.count(line.quantity)]
        row += [cells.text(one.unit)] if with_unit else []
        row += [each(line.list_cents) if line.list_cents else Cell()] if with_list else []
        row += [cells.text(_("free of charge")) if free else each(line.price_cents), whole(its.gross_cents)]
        rows.append(tuple(row))
    empty = len(columns) - 3

    def below(words: str, cents: int, tone: Tone = Tone.NORMAL) -> tuple[Cell, ...]:
        amount = whole(cents)
        return (Cell(), cells.text(words, tone), *[Cell()] * empty, replace(amount, tone=tone))

    rows += [below(words, cents, Tone.QUIET) for words, cents in _steps(paper)]
    total = _("Total with tax") if quote.tax_bp else _("Total")
    return Table(tuple(columns), tuple(rows), below(total, sums.total_cents, Tone.STRONG))


def _steps(paper: QuotePaper) -> Iterator[tuple[str, int]]:
    """From the sum of the lines to the total, where they differ."""
    quote, sums = paper.quote, paper.sums
    if sums.lines_cents != sums.total_cents or sums.tax_cents:
        yield _("Sum of the lines"), sums.lines_cents
    if sums.discount_cents:
        share = format_percent(quote.discount_bp / 10_000, _digits(quote.discount_bp))
        yield _("Discount of {share}").format(share=share), -sums.discount_cents
    if sums.prepay_cents:
        share = format_percent(quote.prepay_bp / 10_000, _digits(quote.prepay_bp))
        yield _("Prepayment discount of {share}").format(share=share), -sums.prepay_cents
    if quote.tax_bp:
        share = format_percent(quote.tax_bp / 10_000, _digits(quote.tax_bp))
        words = _("Tax of {share}, inside the total") if quote.tax_included else _("Tax of {share}")
        yield words.format(share=share), sums.tax_cents


def _digits(basis_points: int) -> int:
    """Decimals of a percentage: as many as it has."""
    return 0 if basis_points % 100 == 0 else 1 if basis_points % 10 == 0 else 2


def _name(one: PaperLine) -> str:
    return f"{one.name}\n{one.inside}" if one.inside else one.name


def _in_words(paper: QuotePaper) -> Paragraph:
    return Paragraph(amount_in_words(paper.sums.total_cents, paper.quote.currency), label=_("Amount in words"))


def _payment(paper: QuotePaper) -> Iterator[Block]:
    quote = paper.quote
    if paper.instalments:
        money = cells.money_like(paper.sums.instalments)
        columns = (
            Column(_("Instalment"), weight=2.4),
            Column(_("Payable"), weight=1.8),
            Column(_("Share"), CellKind.PERCENT, 0.8),
            Column(cells.money_heading(_("Amount"), quote.currency), CellKind.MONEY, 1.1),
        )
        rows = []
        for number, (part, cents) in enumerate(zip(paper.instalments, paper.sums.instalments, strict=True), start=1):
            share = part.share_bp / 10_000
            shown = Cell(format_percent(share, _digits(part.share_bp)), share, CellKind.PERCENT)
            name = part.text or _("Instalment {n}").format(n=number)
            rows.append((cells.text(name), cells.text(_due(part.days)), shown, money(cents)))
        yield Table(columns, tuple(rows))
    words = []
    if quote.payment_days is not None:
        words.append(_due_after_invoice(quote.payment_days))
    if quote.prepay_bp and not quote.prepaid:
        discount = format_percent(quote.prepay_bp / 10_000, _digits(quote.prepay_bp))
        words.append(_("For prepayment we give a discount of {share}.").format(share=discount))
    if words:
        yield Paragraph("\n".join(words))


def _due(days: int) -> str:
    if not days:
        return _("on signing")
    return ngettext("{n} day after signing", "{n} days after signing", days).format(n=format_number(days))


def _due_after_invoice(days: int) -> str:
    if not days:
        return _("Payable on receipt of the invoice.")
    sentence = ngettext("Payable within {n} day of the invoice.", "Payable within {n} days of the invoice.", days)
    return sentence.format(n=format_number(days))


def _terms(paper: QuotePaper) -> Iterator[Block]:
    if paper.quote.terms:
        yield Paragraph(paper.quote.terms)
