"""The rows of a team's report: everybody on one line, and all of them together."""

from __future__ import annotations

from collections.abc import Sequence

from salesdesk.domain.report import Achieved, Member, Rate
from salesdesk.reports import cells
from salesdesk.reports.document import Block, Cell, CellKind, Column, Paragraph, Table, Tone
from salesdesk.words.i18n import _


def members(found: Sequence[Member], currency: str) -> list[Block]:
    """A row for each rep of the team, and the sums."""
    if not found:
        return []
    columns = (
        Column(_("Rep"), weight=1.4),
        Column(_("Sales"), CellKind.MONEY),
        Column(_("Target"), CellKind.MONEY),
        Column(_("Attainment"), CellKind.PERCENT),
        Column(_("Visits"), CellKind.INT),
        Column(_("Plan done"), CellKind.PERCENT),
        Column(_("Cadence met"), CellKind.PERCENT),
        Column(_("Open pipeline"), CellKind.MONEY),
        Column(_("Stalled"), CellKind.INT),
        Column(_("Received"), CellKind.MONEY),
        Column(_("Report"), weight=0.5),
    )
    reps = [one for one in found if not one.only_target]
    rows = [_row(one) for one in found]
    targets = [one.sales.target for one in found if one.sales.target is not None]
    sales = Achieved(sum(one.sales.actual for one in found), sum(targets) if targets else None)
    stated = len(found) > len(reps)
    measured = stated or all(one.sales.target is not None or not one.sales.actual for one in reps)
    total = (
        cells.text(_("Total")),
        cells.whole_money(sales.actual),
        cells.whole_money(sales.target),
        cells.attainment(sales if measured else Achieved(sales.actual)),
        cells.count(sum(one.visits for one in found)),
        cells.percent(_together([one.plan_attainment for one in reps])),
        cells.percent(_together([one.cadence_met for one in reps])),
        cells.whole_money(sum(one.pipeline_cents for one in found)),
        cells.count(sum(one.stalled for one in found)),
        cells.whole_money(sum(one.received_cents for one in found)),
        cells.text(""),
    )
    unit = _("Amounts in {unit}").format(unit=_(currency))
    return [Table(columns, tuple(rows), total), Paragraph(unit, Tone.QUIET)]


def _row(one: Member) -> tuple[Cell, ...]:
    if one.only_target:
        return (cells.text(one.rep), cells.text(""), cells.whole_money(one.sales.target), *(cells.text(""),) * 8)
    return (
        cells.text(one.rep),
        cells.whole_money(one.sales.actual),
        cells.whole_money(one.sales.target),
        cells.attainment(one.sales),
        cells.count(one.visits),
        cells.percent(one.plan_attainment.value),
        cells.percent(one.cadence_met.value),
        cells.whole_money(one.pipeline_cents),
        cells.count(one.stalled),
        cells.whole_money(one.received_cents),
        cells.text(_("sent") if one.sent else _("missing"), Tone.NORMAL if one.sent else Tone.ALERT),
    )


def _together(rates: Sequence[Rate]) -> float | None:
    return Rate.part(sum(one.n for one in rates), sum(one.of for one in rates)).value
