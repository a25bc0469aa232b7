"""The weekly review of stalled and lost opportunities (spec 4.4) as a document in the language in use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from salesdesk.domain.deal_week import ReviewItem, ReviewReason
from salesdesk.domain.period import Period
from salesdesk.reports import cells
from salesdesk.reports.document import Block, CellKind, Column, Document, Paragraph, Section, Table, Tone
from salesdesk.reports.layout import Layout, framed
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money
from salesdesk.words.reasons import review_reason

_TITLES: dict[ReviewReason, Callable[[], str]] = {
    ReviewReason.LOST: lambda: _("Lost in the week"),
    ReviewReason.STALLED: lambda: _("Stalled"),
    ReviewReason.SLIPPED: lambda: _("Expected close slipped"),
}


def review_document(
    items: Sequence[ReviewItem], week: Period, rep: str, currency: str, layout: Layout | None = None
) -> Document:
    """The list for the meeting, wide, with the approach before and the changed one; an empty cell to write in."""
    layout = replace(layout or Layout(), order=(), hidden=frozenset(), landscape=True)
    sections = []
    for reason, title in _TITLES.items():
        own = [item for item in items if item.reasons[0] is reason]
        if own:
            sections.append(Section(reason.value, title(), (_table(own, currency),)))
    if not sections:
        nothing: tuple[Block, ...] = (Paragraph(_("Nothing stalled, slipped or was lost."), Tone.QUIET),)
        sections.append(Section("nothing", _("Opportunities"), nothing))
    return framed(
        title=_("Weekly review of opportunities"),
        author=rep,
        date_line=f"{format_date(week.first)} – {format_date(week.last)}",
        currency=currency,
        sections=tuple(sections),
        layout=layout,
    )


def _table(items: Sequence[ReviewItem], currency: str) -> Table:
    money = cells.money_like(item.amount_cents for item in items if item.currency == currency)
    return Table(
        (
            Column(_("Opportunity"), weight=1.6),
            Column(_("Client"), weight=1.3),
            Column(_("Stage"), weight=1.0),
            Column(cells.money_heading(_("Amount"), currency), CellKind.MONEY, 0.9),
            Column(_("Age, days"), CellKind.INT, 0.6),
            Column(_("Last activity"), CellKind.DATE, 1.0),
            Column(_("Why"), weight=1.8),
            Column(_("Approach so far"), weight=1.8),
            Column(_("Changed approach"), weight=2.0, by_hand=True),
        ),
        tuple(
            (
                cells.text(_named(item, currency), Tone.STRONG),
                cells.text(item.client),
                cells.text(label(item.stage) if item.stage else ""),
                money(item.amount_cents if item.currency == currency else None),
                cells.count(item.age),
                cells.full_day(item.active_on),
                cells.text(review_reason(item)),
                cells.text(_said(item.previous, item.previous_week)),
                cells.text("\n".join(part for part in (item.approach, item.note) if part)),
            )
            for item in items
        ),
    )


def _named(item: ReviewItem, currency: str) -> str:
    """The name; behind it the amount when it is in another currency than the document's."""
    return item.name if item.currency == currency else f"{item.name} ({format_money(item.amount_cents, item.currency)})"


def _said(approach: str, week: date | None) -> str:
    return f"{approach} ({format_date(week, 'short')})" if approach and week else approach
