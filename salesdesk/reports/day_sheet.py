"""The day sheet (拜訪行程單) as a document in the language in use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from salesdesk.domain.client import Contact, DecisionRole
from salesdesk.domain.day_sheet import DaySheet, SheetStop
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.visit_entry import RequestCard, VisitCard
from salesdesk.reports import cells
from salesdesk.reports.document import Align, Block, CellKind, Column, Document, Paragraph, Section, Table, Tone
from salesdesk.reports.layout import Layout, framed
from salesdesk.reports.names import safe
from salesdesk.words.i18n import _
from salesdesk.words.labels import label
from salesdesk.words.numbers import format_date, format_money, format_number


def day_sheet_document(sheet: DaySheet, layout: Layout | None = None) -> Document:
    """The order of the day at a glance, then each visit with all that is known; nothing to sign."""
    layout = replace(layout or Layout(), order=(), hidden=frozenset(), landscape=False, signatures=())
    sections = [Section("order", _("Order of the day"), tuple(_overview(sheet)))]
    sections += [
        Section(f"stop_{number}", _title(number, stop), tuple(_stop(stop, sheet.currency)))
        for number, stop in enumerate(sheet.stops, start=1)
    ]
    return framed(
        title=_("Day sheet"),
        author=sheet.rep,
        date_line=format_date(sheet.day, "long"),
        currency=sheet.currency,
        sections=tuple(sections),
        layout=layout,
    )


def day_sheet_name(day: date, rep: str) -> str:
    """What a file of the sheet is called, without its ending."""
    return safe(f"{_('Day sheet')}_{day.isoformat()}_{rep}")


def _overview(sheet: DaySheet) -> Iterator[Block]:
    if not sheet.stops:
        yield Paragraph(_("No visits are planned for this day."), Tone.QUIET)
        return
    far = sheet.km is not None
    columns = (
        Column(_("Time"), CellKind.TIME),
        Column(_("Client"), weight=2.2),
        Column(_("Tier"), weight=0.2, align=Align.CENTRE),
        Column(_("District"), weight=0.9),
        Column(_("Channel"), weight=0.8),
        Column(_("Purpose"), weight=1.8),
        *((Column(_("Way (km)"), weight=0.7, align=Align.RIGHT),) if far else ()),
    )
    rows = []
    for stop in sheet.stops:
        visit = stop.visit
        rows.append(
            (
                cells.clock(None if visit.all_day else visit.starts_at.time()),
                cells.text(stop.client.name),
                cells.text(stop.client.tier.value),
                cells.text(stop.client.district),
                cells.text(label(visit.channel)),
                cells.text(visit.purpose),
                *((cells.text("" if stop.km is None else format_number(stop.km, 1)),) if far else ()),
            )
        )
    yield Table(columns, tuple(rows))
    if sheet.km is not None:
        way = _("{km} km in all, straight from place to place").format(km=format_number(sheet.km, 1))
        yield Paragraph(way, Tone.QUIET)


def _title(number: int, stop: SheetStop) -> str:
    visit = stop.visit
    when = _("All day") if visit.all_day else f"{visit.starts_at:%H:%M}"
    return _("{number}. {time} {client} ({tier})").format(
        number=number, time=when, client=stop.client.name, tier=stop.client.tier.value
    )


def _stop(stop: SheetStop, currency: str) -> Iterator[Block]:
    client = stop.client
    where = " · ".join(part for part in (stop.visit.place or client.address, client.district, client.phone) if part)
    if where:
        yield Paragraph(where, label=_("Where"))
    if stop.visit.purpose:
        yield Paragraph(stop.visit.purpose, label=_("Purpose"))
    yield from _lines(_("Ask for"), [_person(one) for one in stop.contacts])
    yield from _lines(_("Last time"), [_before(one) for one in stop.last])
    yield from _lines(_("Promised"), [_promise(one) for one in stop.promised])
    yield from _lines(_("Open points"), [_open(one) for one in stop.requests])
    yield from _lines(_("Opportunities"), [_deal(one, currency) for one in stop.opportunities])
    if client.needs:
        yield Paragraph(client.needs, label=_("Needs"))


def _lines(name: str, lines: Sequence[str]) -> Iterator[Block]:
    if lines:
        yield Paragraph("\n".join(lines), label=name)


def _person(one: Contact) -> str:
    role = "" if one.role is DecisionRole.UNKNOWN else label(one.role)
    return " · ".join(part for part in (one.name, one.title, role, one.phone, one.messenger) if part)


def _before(one: VisitCard) -> str:
    what = one.result or (label(one.outcome) if one.outcome else one.purpose)
    return " · ".join(part for part in (format_date(one.day), label(one.channel), what) if part)


def _promise(one: VisitCard) -> str:
    return _("{step}, by {day}").format(step=one.next_step, day=format_date(one.next_on)) if one.next_on else ""


def _open(one: RequestCard) -> str:
    return _("{text}, since {day}").format(text=one.text, day=format_date(one.opened_on))


def _deal(one: Opportunity, currency: str) -> str:
    amount = format_money(one.amount_cents, one.currency or currency)
    step = _("next: {step}").format(step=one.next_step) if one.next_step else ""
    return " · ".join(part for part in (one.name, label(one.stage), label(one.priority), amount, step) if part)
