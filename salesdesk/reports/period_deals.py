"""The opportunities of a month or a year: conversion, won, lost and why, new ones."""

from __future__ import annotations

from collections.abc import Iterator

from salesdesk.domain.period_report import LostCount, PeriodReport
from salesdesk.domain.report import ReportKind
from salesdesk.reports import cells
from salesdesk.reports.daily import new_opportunities
from salesdesk.reports.document import (
    Bar,
    BarChart,
    Block,
    CellKind,
    Column,
    Paragraph,
    Table,
    Tone,
)
from salesdesk.reports.weekly import conversion
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import (
    format_money,
    format_number,
    format_percent,
)

_MOST_OPPORTUNITIES = 20


def funnel(report: PeriodReport) -> Iterator[Block]:
    """How opportunities moved on, and where they stick."""
    name = _("Year before") if report.kind is ReportKind.YEAR else _("Month before")
    now = _("This year") if report.kind is ReportKind.YEAR else _("This month")
    yield from conversion(report.conversions, now, name)
    if report.bottleneck is not None:
        yield Paragraph(_("Bottleneck: {stage}").format(stage=label(report.bottleneck)), Tone.STRONG)


def won(report: PeriodReport) -> Iterator[Block]:
    """The largest opportunities won."""
    if not report.won:
        return
    money = cells.money_like(one.amount_cents for one in report.won)
    numbers = report.figures
    count = ngettext("{n} opportunity", "{n} opportunities", numbers.won).format(n=format_number(numbers.won))
    said = _("{count}, {amount}; win rate {share} ({n} of {of})").format(
        count=count,
        amount=format_money(numbers.won_amount, report.currency),
        share=format_percent(numbers.win_rate.value),
        n=format_number(numbers.win_rate.n),
        of=format_number(numbers.win_rate.of),
    )
    yield Paragraph(said)
    yield Table(
        (
            Column(_("Opportunity"), weight=1.6),
            Column(_("Client"), weight=1.4),
            Column(cells.money_heading(_("Amount"), report.currency), CellKind.MONEY),
            Column(_("Closed on"), CellKind.DATE),
            Column(_("Days from the first contact"), CellKind.INT),
        ),
        tuple(
            (
                cells.text(one.name),
                cells.text(one.client),
                money(one.amount_cents),
                cells.full_day(one.closed_on),
                cells.count(one.days),
            )
            for one in report.won
        ),
    )


def lost_reasons(report: PeriodReport) -> Iterator[Block]:
    """Why orders were lost, and to whom."""
    if not report.lost_reasons:
        return
    yield BarChart(
        "",
        tuple(
            Bar(label(one.reason) if one.reason else _("not known"), one.count, format_number(one.count))
            for one in report.lost_reasons
        ),
    )
    yield Table(
        (
            Column(_("Reason"), weight=1.4),
            Column(_("Lost"), CellKind.INT),
            Column(cells.money_heading(_("Amount"), report.currency), CellKind.MONEY),
            Column(_("Lost from"), weight=1.8),
            Column(_("Lost to"), weight=1.6),
        ),
        tuple(
            (
                cells.text(label(one.reason) if one.reason else _("not known")),
                cells.count(one.count),
                cells.whole_money(one.amount_cents),
                cells.text(_stages(one)),
                cells.text(_(", ").join(one.competitors)),
            )
            for one in report.lost_reasons
        ),
    )


def _stages(one: LostCount) -> str:
    """From where they were lost, and how many from each stage."""
    return _(", ").join(
        f"{label(stage) if stage else _('not known')} {format_number(count)}" for stage, count in one.stages
    )


def opportunities(report: PeriodReport) -> Iterator[Block]:
    """The largest ones that came into being; how many there were where not all are shown."""
    found, shown = report.new_opportunities, report.new_opportunities[:_MOST_OPPORTUNITIES]
    if len(shown) < len(found):
        said = _("The {n} largest of {of}.").format(n=format_number(len(shown)), of=format_number(len(found)))
        yield Paragraph(said, Tone.QUIET)
    yield from new_opportunities(shown, report.currency)
