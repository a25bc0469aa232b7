"""How clients were cared for in a month or a year: contacts by tier, service, answers, where resources went."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from salesdesk.domain.figures import Figures
from salesdesk.domain.period_report import PeriodReport
from salesdesk.domain.report import Rate
from salesdesk.reports import cells
from salesdesk.reports.document import (
    Align,
    Block,
    Cell,
    CellKind,
    Column,
    Heading,
    Paragraph,
    Table,
    Tone,
)
from salesdesk.reports.weekly import tier_activity
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import (
    NOTHING,
    format_number,
    format_percent,
)


def tiers(report: PeriodReport) -> Iterator[Block]:
    """Contacts, coverage and cadence of each tier, and how concentrated they were."""
    yield from tier_activity(report.tiers)
    share = report.figures.concentration
    if share.of:
        said = _("{share} of the contacts went to the fifth of the clients that bought most ({n} of {of}).")
        yield Paragraph(
            said.format(share=format_percent(share.value), n=format_number(share.n), of=format_number(share.of)),
            Tone.QUIET,
        )


def service(report: PeriodReport) -> Iterator[Block]:
    """New and lost clients, satisfaction and the way the money comes in, beside the year before."""
    now, then = report.figures, report.before
    rows: list[tuple[str, Callable[[Figures], str]]] = [
        (_("New clients"), lambda one: format_number(one.new_clients)),
        (_("New-client conversion"), lambda one: _share(one.new_client_conversion)),
        (_("Repurchase rate"), lambda one: _share(one.repurchase_rate)),
        (_("Clients that might be lost"), lambda one: _number(one.churn_warnings)),
        (_("Products per client"), lambda one: _number(one.products_per_client, 2)),
        (_("High-margin share"), lambda one: format_percent(one.high_margin_share.value)),
        (_("Average discount"), lambda one: format_percent(one.average_discount.value)),
        (_("Satisfaction"), lambda one: _number(one.satisfaction, 1)),
        (_("Net promoter score"), lambda one: _number(one.nps)),
        (_("Survey answers"), lambda one: _share(one.survey_response_rate)),
        (_("Collection rate"), lambda one: format_percent(one.collection_rate.value)),
        (_("Days sales outstanding"), lambda one: _number(one.dso)),
        (_("Win rate"), lambda one: _share(one.win_rate)),
        (_("Sales cycle, days"), lambda one: _number(one.sales_cycle)),
    ]
    yield Table(
        (
            Column(_("Measure"), weight=1.6),
            Column(_("This year"), align=Align.RIGHT),
            Column(_("Year before"), align=Align.RIGHT),
        ),
        tuple((cells.text(name), cells.text(said(now)), cells.text(said(then))) for name, said in rows),
    )
    if max(one.new_client_conversion.value or 0 for one in (now, then)) > 1:
        yield Paragraph(
            _("New-client conversion above 100 %: some ordered without a contact that was noted in the period."),
            Tone.QUIET,
        )


def _share(rate: Rate) -> str:
    if not rate.of:
        return NOTHING
    written = _("{n} of {of}").format(n=format_number(rate.n), of=format_number(rate.of))
    return f"{format_percent(rate.value)} · {written}"


def _number(value: object, digits: int = 0) -> str:
    return NOTHING if value is None else format_number(round(float(value), digits), digits)  # type: ignore[arg-type]


def response(report: PeriodReport) -> Iterator[Block]:
    """How quickly enquiries and complaints were answered, and why late."""
    numbers = report.figures
    if not numbers.enquiries:
        return
    said = _("{n} received; {share} answered within 24 hours.").format(
        n=format_number(numbers.enquiries), share=format_percent(numbers.within_24h.value)
    )
    yield Paragraph(said)
    yield Table(
        (
            Column(_("Hours to the first answer"), weight=1.4),
            Column(_("Median"), CellKind.DECIMAL),
            Column(_("Mean"), CellKind.DECIMAL),
            Column(_("90th percentile"), CellKind.DECIMAL),
        ),
        tuple(
            (cells.text(name), _hours(time.median), _hours(time.mean), _hours(time.p90))
            for name, time in (
                (_("Hours elapsed"), numbers.response_time),
                (_("Working hours"), numbers.response_time_working),
            )
        ),
    )
    if report.delays:
        reasons = _(", ").join(f"{label(reason)} {format_number(n)}" for reason, n in report.delays)
        yield Paragraph(reasons, label=_("Reasons of late answers"))


def _hours(value: object) -> Cell:
    if value is None:
        return Cell(NOTHING, None, CellKind.DECIMAL)
    hours = float(value)  # type: ignore[arg-type]
    return Cell(format_number(round(hours, 1), 1), hours, CellKind.DECIMAL)


def resources(report: PeriodReport) -> Iterator[Block]:
    """The share of visits, hours and discounts each tier got, and clients worth more."""
    if any(one.visits.n or one.discount.n for one in report.spent):
        yield Table(
            (
                Column(_("Tier"), weight=0.3, align=Align.CENTRE),
                Column(_("Clients"), CellKind.INT),
                Column(_("Share of visits"), CellKind.PERCENT),
                Column(_("Share of hours"), CellKind.PERCENT),
                Column(_("Share of discounts"), CellKind.PERCENT),
                Column(_("As planned"), CellKind.PERCENT),
            ),
            tuple(
                (
                    cells.text(one.tier),
                    cells.count(one.clients),
                    cells.percent(one.visits.value),
                    cells.percent(one.minutes.value),
                    cells.percent(one.discount.value),
                    cells.percent(one.plan / 100),
                )
                for one in report.spent
            ),
        )
    if report.potentials:
        yield Heading(_("Clients with high potential that buy little so far"))
        yield Table(
            (
                Column(_("Client"), weight=1.6),
                Column(_("Tier"), weight=0.3, align=Align.CENTRE),
                Column(_("Potential"), CellKind.INT),
                Column(cells.money_heading(_("12 months"), report.currency), CellKind.MONEY),
                Column(_("All contacts"), CellKind.INT),
            ),
            tuple(
                (
                    cells.text(one.client),
                    cells.text(one.tier),
                    cells.count(one.potential),
                    cells.whole_money(one.sales_cents),
                    cells.count(one.contacts),
                )
                for one in report.potentials
            ),
        )
    if report.words.shifts:
        yield Paragraph(report.words.shifts, label=_("What is moved"))
