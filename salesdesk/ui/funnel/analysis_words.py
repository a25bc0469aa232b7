"""What stands in the tables of the funnel analysis: each number written out, its parts on hover, its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from salesdesk.domain.figures import By, Figures, Group
from salesdesk.domain.funnel_figures import AGES, Behind, Bottleneck, FunnelPicture, LostCell, LostMatrix, Records
from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.report import Rate
from salesdesk.services.funnel_analysis import Asked
from salesdesk.ui.funnel.funnel_bars import FunnelBar
from salesdesk.ui.parts.number_table import Number
from salesdesk.words.i18n import _, ngettext
from salesdesk.words.labels import label
from salesdesk.words.numbers import (
    NOTHING,
    format_date,
    format_money,
    format_month,
    format_number,
    format_percent,
    format_rate,
)

Rows = list[list[Number]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The records behind a number: of which picture, which ones, and what the list is called."""

    asked: Asked
    records: Records
    title: str


def span_words(period: Period) -> str:
    """The days of a period, for hover texts."""
    return f"{format_date(period.first)} – {format_date(period.last)}"


def wanted(asked: Asked, what: Behind, stage: Stage | None = None, **more: object) -> Wanted:
    """The records of a number of the picture, with their title."""
    place = [label(stage)] if stage else []
    return Wanted(asked, Records(what, stage, **more), " · ".join([*place, label(what)]))  # type: ignore[arg-type]


def rate_number(rate: Rate, behind: Wanted | None, tip: str) -> Number:
    """A rate with its parts."""
    text = format_rate(rate.n, rate.of) if rate.of else NOTHING
    return Number(text, f"{tip}\n{format_rate(rate.n, rate.of)}", behind if rate.of else None)


def bottleneck_words(found: Bottleneck | None, currency: str) -> str:
    """The bottleneck in a sentence, with its evidence."""
    if found is None:
        return _("Too few opportunities have left a stage in this period to name a bottleneck.")
    said = _("Bottleneck: {stage}. Of those that left it, {rate} moved on; in the period before {before}.").format(
        stage=label(found.stage),
        rate=format_rate(found.rate.n, found.rate.of, 0),
        before=format_rate(found.before.n, found.before.of, 0),
    )
    if not found.lost:
        return said
    lost = ngettext("{n} was lost there, {amount}.", "{n} were lost there, {amount}.", found.lost)
    return f"{said} {lost.format(n=format_number(found.lost), amount=format_money(found.lost_cents, currency))}"


def funnel_bars(picture: FunnelPicture, asked: Asked) -> list[FunnelBar]:
    """The stages by what came into them, and the won."""
    days = span_words(asked.period)
    bars = []
    for one in picture.stages:
        text = _("{n} · {amount}").format(
            n=format_number(one.deals), amount=format_money(one.amount_cents, picture.currency, compact=True)
        )
        tip = _("{days}: opportunities that came into this stage, worth {amount}").format(
            days=days, amount=format_money(one.amount_cents, picture.currency)
        )
        bars.append(FunnelBar(label(one.stage), one.deals, text, tip, wanted(asked, Behind.COHORT, one.stage)))
    won, amount = picture.figures.won, picture.figures.won_amount
    text = _("{n} · {amount}").format(n=format_number(won), amount=format_money(amount, picture.currency, compact=True))
    tip = _("{days}: won, worth {amount}").format(days=days, amount=format_money(amount, picture.currency))
    return [*bars, FunnelBar(label(Stage.WON), won, text, tip, wanted(asked, Behind.WON))]


def stage_heads() -> list[str]:
    """The heads of the conversion table."""
    return [
        *(_("Stage"), _("Weekly view"), _("Cohort view")),
        *(_("Entered"), _("Forward"), _("Lost"), _("Back"), _("Still there")),
    ]


def stage_rows(picture: FunnelPicture, asked: Asked) -> Rows:
    """Both views of conversion, and the flow through each stage."""
    days = span_words(asked.period)
    weekly = _("{days}: of the opportunities that left the stage, those that moved forward").format(days=days)
    cohort = _("{days}: of those that entered the stage, the ones that ever reached the next, up to {day}").format(
        days=days, day=format_date(picture.as_of)
    )
    flow_tip = _("{days}: entered = forward + lost + back + still there; coming in again counts again").format(
        days=days
    )
    rows = []
    for one in picture.stages:
        flow, stage = one.flow, one.stage
        counts = (
            (flow.entered, Behind.ENTERED),
            (flow.forward, Behind.FORWARD),
            (flow.lost, Behind.LOST_FROM),
            (flow.back, Behind.BACK),
            (flow.still, Behind.STILL),
        )
        rows.append(
            [
                Number(label(stage), strong=picture.bottleneck is not None and picture.bottleneck.stage is stage),
                rate_number(one.weekly, wanted(asked, Behind.LEFT, stage), weekly),
                rate_number(one.cohort, wanted(asked, Behind.COHORT, stage), cohort),
                *(
                    Number(format_number(count), flow_tip, wanted(asked, what, stage) if count else None)
                    for count, what in counts
                ),
            ]
        )
    return rows


def age_heads() -> list[str]:
    """The bands of age."""
    low, heads = 0, []
    for high in AGES:
        heads.append(_("{low}–{high} d").format(low=low, high=high))
        low = high + 1
    return [_("In the stage for"), *heads, _("over {days} d").format(days=AGES[-1]), _("All"), _("Amount")]


def age_rows(picture: FunnelPicture, asked: Asked) -> Rows:
    """How long the open ones have stood in their stage today."""
    tip = _("Open opportunities by days in their stage, on {day}").format(day=format_date(picture.as_of))
    rows = []
    for one in picture.stages:
        whole = wanted(asked, Behind.HERE, one.stage) if one.here else None
        rows.append(
            [
                Number(label(one.stage)),
                *(
                    Number(
                        format_number(count),
                        tip,
                        wanted(asked, Behind.HERE, one.stage, band=band) if count else None,
                    )
                    for band, count in enumerate(one.ages)
                ),
                Number(format_number(one.here), tip, whole),
                Number(
                    format_money(one.here_cents, picture.currency, compact=True),
                    format_money(one.here_cents, picture.currency),
                    whole,
                ),
            ]
        )
    return rows


def group_heads(by: By) -> list[str]:
    """The heads of the table by rep, product line …"""
    on = [_("Leaving {stage}").format(stage=label(stage)) for stage in OPEN_STAGES]
    return [
        *(label(by), _("Open"), _("Won"), _("Lost"), _("Win rate"), _("Won amount"), _("Cycle"), _("Velocity")),
        *(_("Weighted"), *on),
    ]


def group_key(by: By, group: Group) -> object:
    """How the store keys a group."""
    return group.id if by in (By.REP, By.PRODUCT_LINE) else group.key


def group_rows(groups: Sequence[Group], by: By, asked: Asked, currency: str) -> Rows:
    """The figures of each group."""
    return [_group(group, by, asked, currency) for group in groups]


def _group(group: Group, by: By, asked: Asked, currency: str) -> list[Number]:
    own = asked.within(by, group_key(by, group))
    one, days = group.figures, span_words(asked.period)

    def count(number: int, what: Behind) -> Number:
        return Number(format_number(number), f"{label(what)}\n{days}", wanted(own, what) if number else None)

    return [
        Number(group.label, strong=True),
        count(one.open_count, Behind.OPEN),
        count(one.won, Behind.WON),
        count(one.lost, Behind.LOST),
        short_rate(one.win_rate, wanted(own, Behind.CLOSED), _win_tip(one, currency)),
        money(one.won_amount, currency, wanted(own, Behind.WON)),
        Number(cycle_words(one), cycle_tip(one, asked.period), wanted(own, Behind.WON) if one.won else None),
        Number(velocity_words(one, currency), velocity_tip(one), None),
        money(one.weighted_pipeline, currency, wanted(own, Behind.PIPELINE)),
        *(
            short_rate(one.stage_conversion[stage], wanted(own, Behind.LEFT, stage), label(stage))
            if stage in one.stage_conversion
            else Number(NOTHING)
            for stage in OPEN_STAGES
        ),
    ]


def short_rate(rate: Rate, behind: Wanted, tip: str) -> Number:
    """A rate alone, its parts on hover."""
    said = f"{tip}\n{format_rate(rate.n, rate.of)}" if tip else format_rate(rate.n, rate.of)
    return Number(format_percent(rate.value, 0), said, behind if rate.of else None)


def money(cents: int, currency: str, behind: Wanted) -> Number:
    """An amount in short, in full on hover."""
    return Number(format_money(cents, currency, compact=True), format_money(cents, currency), behind if cents else None)


def _win_tip(one: Figures, currency: str) -> str:
    rate = one.win_rate_by_amount
    return _("By amount: {rate} ({won} of {all})").format(
        rate=format_percent(rate.value), won=format_money(rate.n, currency), all=format_money(rate.of, currency)
    )


def cycle_words(one: Figures) -> str:
    """The sales cycle in days."""
    if one.sales_cycle is None:
        return NOTHING
    return _("{days} d").format(days=format_number(one.sales_cycle, 0 if one.sales_cycle % 1 == 0 else 1))


def cycle_tip(one: Figures, period: Period) -> str:
    """What the cycle is made of."""
    said = ngettext(
        "{span}: median days from creation to winning, of {n} won",
        "{span}: median days from creation to winning, of {n} won",
        one.won,
    )
    return said.format(span=span_words(period), n=format_number(one.won))


def velocity_words(one: Figures, currency: str) -> str:
    """The velocity, an amount a day."""
    if one.velocity is None:
        return NOTHING
    return _("{amount} a day").format(amount=format_money(one.velocity, currency, compact=True))


def velocity_tip(one: Figures) -> str:
    """What the velocity is made of."""
    return _("{open} open × win rate {rate} × mean won amount ÷ sales cycle {cycle}").format(
        open=format_number(one.open_count), rate=format_percent(one.win_rate.value), cycle=cycle_words(one)
    )


def lost_heads() -> list[str]:
    """The stages from which opportunities were lost."""
    return [_("Reason, competitor"), *(label(stage) for stage in OPEN_STAGES), _("All")]


def lost_rows(matrix: LostMatrix, asked: Asked) -> Rows:
    """Reason × competitor × stage: each reason with its sum, below it the competitors."""
    rows: Rows = []
    for reason, cells in _parted(matrix.cells):
        name = label(reason) if reason else _("No reason given")
        rows.append(_lost_row(name, cells, matrix.currency, asked, reason, None, strong=True))
        rivals = sorted({cell.competitor for cell in cells}, key=lambda one: -_cents(cells, one))
        if rivals != [""]:
            for rival in rivals:
                own = [cell for cell in cells if cell.competitor == rival]
                shown = "    " + (rival or _("No competitor named"))
                rows.append(_lost_row(shown, own, matrix.currency, asked, reason, rival))
    return rows


def _parted(cells: Sequence[LostCell]) -> Iterator[tuple[LostReason | None, list[LostCell]]]:
    """The cells of each reason, that with the largest amount first."""
    reasons = {cell.reason for cell in cells}
    parts = [(reason, [cell for cell in cells if cell.reason is reason]) for reason in reasons]
    worth = {reason: (sum(c.amount_cents for c in own), sum(c.count for c in own)) for reason, own in parts}
    yield from sorted(parts, key=lambda part: (*(-n for n in worth[part[0]]), str(part[0])))


def _cents(cells: Sequence[LostCell], competitor: str) -> int:
    return sum(cell.amount_cents for cell in cells if cell.competitor == competitor)


def _lost_row(
    name: str,
    cells: Sequence[LostCell],
    currency: str,
    asked: Asked,
    reason: LostReason | None,
    competitor: str | None,
    *,
    strong: bool = False,
) -> list[Number]:
    def number(own: Sequence[LostCell], stage: Stage | None) -> Number:
        count, cents = sum(cell.count for cell in own), sum(cell.amount_cents for cell in own)
        if not count:
            return Number(NOTHING)
        text = _("{n} · {amount}").format(n=format_number(count), amount=format_money(cents, currency, compact=True))
        title = " · ".join(part for part in (name.strip(), label(stage) if stage else "", label(Behind.LOST)) if part)
        records = Records(Behind.LOST, stage, None, reason, competitor, of_reason=True)
        return Number(text, f"{title}\n{format_money(cents, currency)}", Wanted(asked, records, title))

    by_stage = [number([cell for cell in cells if cell.stage is stage], stage) for stage in OPEN_STAGES]
    return [Number(name, strong=strong), *by_stage, number(cells, None)]


def lost_month_heads(matrix: LostMatrix) -> list[str]:
    """The months in which something was lost, one after the other."""
    return [_("Lost, by month"), *(format_month(month) for month in _months(matrix))]


def lost_month_rows(matrix: LostMatrix, asked: Asked) -> Rows:
    """The trend of what was lost: how many for each reason, month by month."""
    rows = []
    for reason, cells in _parted(matrix.cells):
        name = label(reason) if reason else _("No reason given")
        row = [Number(name)]
        for month in _months(matrix):
            own = [cell for cell in cells if cell.month == month]
            count, cents = sum(cell.count for cell in own), sum(cell.amount_cents for cell in own)
            first, last = Period.month(month).first, Period.month(month).last
            days = Period(max(first, asked.period.first), min(last, asked.period.last))
            records = Records(Behind.LOST, reason=reason, of_reason=True)
            behind = Wanted(Asked(days, asked.rep, asked.among), records, f"{name} · {format_month(month)}")
            tip = format_money(cents, matrix.currency)
            row.append(Number(format_number(count) if count else NOTHING, tip, behind if count else None))
        rows.append(row)
    return rows


def _months(matrix: LostMatrix) -> list[date]:
    return sorted({cell.month for cell in matrix.cells})[-12:]
