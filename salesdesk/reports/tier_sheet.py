"""The quarterly tier review (客戶分級季度評審表) as a document in the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from salesdesk.domain.client import Tier
from salesdesk.domain.period import Period
from salesdesk.domain.tier_sheet import KeptByHand, MoveMade, TierProposal, TierSheet
from salesdesk.reports import cells
from salesdesk.reports.document import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Paragraph,
    Section,
    Table,
    Tone,
)
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.names import safe
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import NOTHING, format_number
from salesdesk.words.reasons import tier_reason


def tier_sheet_document(sheet: TierSheet, layout: Layout | None = None) -> Document:
    """Sizes of the tiers, proposals up and down with a cell for the decision, moves made, clients kept by hand."""
    layout = replace(layout or Layout(), order=(), hidden=frozenset(), landscape=True)
    return framed(
        title=_("Tier review"),
        author=sheet.rep,
        date_line=quarter_line(sheet.quarter),
        currency=sheet.currency,
        sections=tuple(_sections(sheet)),
        layout=layout,
    )


def tier_sheet_name(quarter: Period, rep: str) -> str:
    """What a file of the sheet is called, without its ending."""
    return safe(f"{_('Tier review')}_{quarter.first.year}-Q{(quarter.first.month + 2) // 3}_{rep}")


def quarter_line(quarter: Period) -> str:
    """The quarter in words."""
    return _("Q{quarter} {year}").format(quarter=(quarter.first.month + 2) // 3, year=quarter.first.year)


def _sections(sheet: TierSheet) -> Iterator[Section]:
    yield Section("sizes", _("Clients by tier"), tuple(_sizes(sheet)))
    ups = [one for one in sheet.proposals if one.to_tier < one.from_tier]
    downs = [one for one in sheet.proposals if one.to_tier > one.from_tier]
    for key, title, found in (("up", _("Proposed to rise"), ups), ("down", _("Proposed to fall"), downs)):
        if found:
            yield Section(key, title, (_proposals(found, sheet.currency),))
    if not sheet.proposals:
        yield Section("proposals", _("Proposals"), (Paragraph(_("No client should change its tier."), Tone.QUIET),))
    if sheet.moves:
        yield Section("moves", _("Moves of the quarter"), (_moves(sheet.moves),))
    if sheet.kept:
        yield Section("kept", _("Kept in a tier by hand"), (_kept(sheet.kept),))


def _sizes(sheet: TierSheet) -> Iterator[Block]:
    yield KeyFigures(tuple(_size(tier, sheet.sizes.get(tier, 0), sheet.after.get(tier, 0)) for tier in Tier))
    plan = sheet.plan
    weighed = _(
        "Score: contribution {contribution}, potential {potential}, influence {influence} of 100."
        " The best {a} % belong into A, the next {b} % into B; a client moves only beyond a margin of {margin} points."
    )
    whole = plan.contribution + plan.potential + plan.influence
    parts = {
        name: format_number(100 * part / whole)
        for name, part in (
            ("contribution", plan.contribution),
            ("potential", plan.potential),
            ("influence", plan.influence),
        )
    }
    yield Paragraph(weighed.format(**parts, a=plan.a_share, b=plan.b_share, margin=plan.margin), Tone.QUIET)


def _size(tier: Tier, now: int, after: int) -> KeyFigure:
    clients = ngettext("{n} client", "{n} clients", now).format(n=format_number(now))
    detail = _("unchanged") if now == after else _("{n} after the review").format(n=format_number(after))
    return KeyFigure(_("Tier {tier}").format(tier=tier.value), clients, detail)


def _proposals(found: Sequence[TierProposal], currency: str) -> Table:
    money = cells.money_like(one.standing.sales_cents for one in found)
    return Table(
        (
            Column(_("Client"), weight=1.6),
            Column(_("Now"), weight=0.4, align=Align.CENTRE),
            Column(_("Proposed"), weight=0.6, align=Align.CENTRE),
            Column(_("Score"), CellKind.DECIMAL, 0.6),
            Column(cells.money_heading(_("12 months"), currency), CellKind.MONEY, 1.0),
            Column(_("Potential"), CellKind.INT, 0.7),
            Column(_("Influence"), CellKind.INT, 0.7),
            Column(_("Why"), weight=2.4),
            Column(_("Decision"), weight=1.2, by_hand=True),
        ),
        tuple(
            (
                cells.text(one.client, Tone.STRONG),
                cells.text(one.from_tier.value),
                cells.text(one.to_tier.value, Tone.STRONG),
                _score(one.standing.score),
                money(one.standing.sales_cents),
                cells.count(one.standing.potential),
                cells.count(one.standing.influence),
                cells.text(_why(one, currency)),
                cells.text(""),
            )
            for one in found
        ),
    )


def _why(one: TierProposal, currency: str) -> str:
    said = tier_reason(one.standing, currency)
    return _("Override has run out · {reason}").format(reason=said) if one.expired else said


def _moves(moves: Sequence[MoveMade]) -> Table:
    return Table(
        (
            Column(_("Day"), CellKind.DATE, 0.8),
            Column(_("Client"), weight=1.6),
            Column(_("From tier"), weight=0.5, align=Align.CENTRE),
            Column(_("To tier"), weight=0.5, align=Align.CENTRE),
            Column(_("Score"), CellKind.DECIMAL, 0.5),
            Column(_("How"), weight=1.1),
            Column(_("By"), weight=0.9),
            Column(_("Reason"), weight=2.2),
        ),
        tuple(
            (
                cells.full_day(one.day),
                cells.text(one.client, Tone.STRONG),
                cells.text(one.from_tier.value),
                cells.text(one.to_tier.value),
                _score(one.score),
                cells.text(label(one.kind)),
                cells.text(one.by),
                cells.text(one.reason),
            )
            for one in moves
        ),
    )


def _kept(kept: Sequence[KeptByHand]) -> Table:
    return Table(
        (
            Column(_("Client"), weight=1.6),
            Column(_("Tier"), weight=0.4, align=Align.CENTRE),
            Column(_("Until"), CellKind.DATE, 0.8),
            Column(_("Reason"), weight=3.0),
        ),
        tuple(
            (
                cells.text(one.client, Tone.STRONG),
                cells.text(one.tier.value),
                cells.full_day(one.until),
                cells.text(one.reason),
            )
            for one in kept
        ),
    )


def _score(tenths: int | None) -> Cell:
    if tenths is None:
        return Cell(NOTHING, None, CellKind.DECIMAL)
    return Cell(format_number(tenths / 10, 1), tenths / 10, CellKind.DECIMAL)
