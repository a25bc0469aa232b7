"""The clients in a month's and a year's report: key accounts, won and lost, reached; and what the reports taught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from salesdesk.domain.period_report import PeriodReport
from salesdesk.domain.report import ReportKind
from salesdesk.reports import cells
from salesdesk.reports.daily import tier
from salesdesk.reports.document import Align, Block, CellKind, Column, Paragraph, Table
from salesdesk.words.i18n import _, ngettext, pgettext
from salesdesk.words.numbers import format_date, format_month, format_number

_MOST_NAMES = 40


def accounts(report: PeriodReport) -> Iterator[Block]:
    """The clients that bought most."""
    if not report.accounts:
        return
    whole = report.figures.sales
    yield Table(
        (
            Column(_("Client"), weight=2.0),
            Column(_("Tier"), weight=0.3, align=Align.CENTRE),
            Column(cells.money_heading(_("Sales"), report.currency), CellKind.MONEY),
            Column(_("Share"), CellKind.PERCENT),
            Column(_("Year before"), CellKind.MONEY),
            Column(pgettext("difference", "Change"), CellKind.PERCENT),
            Column(_("All contacts"), CellKind.INT, 0.7),
        ),
        tuple(
            (
                cells.text(one.client),
                tier(one.tier),
                cells.whole_money(one.sales_cents),
                cells.percent(one.sales_cents / whole if whole else None),
                cells.whole_money(one.before_cents),
                cells.percent(one.sales_cents / one.before_cents - 1 if one.before_cents > 0 else None),
                cells.count(one.contacts),
            )
            for one in report.accounts
        ),
    )


def won_and_gone(report: PeriodReport) -> Iterator[Block]:
    """Who ordered for the first time, and who bought the year before and not since."""
    told = (
        (_("Ordered for the first time ({n})"), report.new_clients),
        (_("Bought the year before and not since ({n})"), report.gone_clients),
    )
    for name, clients in told:
        if clients:
            yield Paragraph(_names(clients), label=name.format(n=format_number(len(clients))))


def _names(names: Sequence[str]) -> str:
    shown, more = _(", ").join(names[:_MOST_NAMES]), len(names) - _MOST_NAMES
    if more <= 0:
        return shown
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=shown, n=format_number(more))


def reached(report: PeriodReport) -> Iterator[Block]:
    """New clients (without an order so far) and existing ones that had a contact, span by span."""
    if not any(one.new.of or one.existing.of for one in report.spans):
        return
    yield Table(
        (
            Column(_("Quarter") if report.kind is ReportKind.YEAR else _("Week from"), weight=1.0),
            Column(_("New clients reached"), CellKind.PERCENT),
            Column(_("Clients"), weight=0.9, align=Align.RIGHT),
            Column(_("Existing clients reached"), CellKind.PERCENT),
            Column(_("Clients"), weight=0.9, align=Align.RIGHT),
        ),
        tuple(
            (
                cells.text(one.name),
                cells.percent(one.new.value),
                cells.of(one.new),
                cells.percent(one.existing.value),
                cells.of(one.existing),
            )
            for one in report.spans
        ),
    )


def learnt(report: PeriodReport) -> Iterator[Block]:
    """What the smaller reports of the period wrote down as learnt."""
    for day, text in report.learnt:
        yield Paragraph(text, label=format_month(day) if report.kind is ReportKind.YEAR else format_date(day))
