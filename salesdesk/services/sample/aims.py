"""What the sample's rep set out to do: the year's milestones, tenders with their checklists, what reviews decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from salesdesk.domain.change import Change, Kind, New
from salesdesk.domain.client import Tier
from salesdesk.domain.milestone import TenderStatus
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.report import ReportKind
from salesdesk.services.milestones import Milestones
from salesdesk.services.parts import place
from salesdesk.services.sample.territory import Company, Territory
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session
from salesdesk.services.tenders import CONTRACT, DECIDED
from salesdesk.store.ids import natural_id
from salesdesk.words.i18n import _, in_language

_TENDERS = (
    (TenderStatus.WON, -100, 5, 1_260_000),
    (TenderStatus.LOST, -85, 3, 480_000),
    (TenderStatus.WON, -72, 5, 730_000),
    (TenderStatus.SUBMITTED, 9, 2, 910_000),
    (TenderStatus.FOLLOWED, 26, 0, 350_000),
)
"""Status, days from today to its day, lines of its checklist that are done, and its amount in CNY."""

_DECIDED = ((2, 5, 25), (2, 24, None), (1, 12, 9), (1, 16, None), (1, -3, None), (1, 28, None))
"""Of each resolution: the review so many months ago, days from that month's end to its due day, and to when it was
done. The third from the end is late."""


def aim_rows(
    session: Session, territory: Territory, texts: Texts, days: WorkingDays, rng: Random, language: str
) -> Iterator[Change]:
    """Milestones, tenders, resolutions and the words of last month's review; reads what is in the file by then."""
    with in_language(language):
        yield from _milestones(session, days, rng)
        yield from _tenders(session, territory, texts, days, rng)
    yield from _resolutions(session, texts, days)
    month = add_months(days.today.replace(day=1), -1)
    pk = natural_id(Kind.REPORT, ReportKind.MONTHLY, session.rep.id, month)
    words = texts["year"]["review"]
    own = {"kind": ReportKind.MONTHLY.value, "rep_id": session.rep.id, "first_day": month}
    yield New(Kind.REPORT, pk, {**own, **words})


def _milestones(session: Session, days: WorkingDays, rng: Random) -> Iterator[New]:
    """The work plan's, ticked off as far as the year has come: nobody writes a year-end report in October."""
    year, now = days.today.year, (days.today.month + 2) // 3
    quarter = 0
    first = False
    for birth in Milestones(session).proposed(year):
        if birth.kind is Kind.MILESTONE:
            quarter, first = int(str(birth.values["quarter"])), True
            yield birth
            continue
        done = quarter < now or (quarter == now < 4 and first)
        begin = Period.quarter(date(year, 3 * quarter, 1)).first
        on = min(days.on_or_after(begin + timedelta(days=rng.randint(5, 80))), days.today) if done else None
        yield replace(birth, values={**birth.values, "done_on": on})
        first = False


def _tenders(session: Session, territory: Territory, texts: Texts, days: WorkingDays, rng: Random) -> Iterator[New]:
    own = [one for one in territory.companies if one.rep == session.rep.id and one.tier is not Tier.C]
    for at, company in enumerate(rng.sample(own, min(len(_TENDERS), len(own)))):
        yield from _tender(session, company, texts, days, at)


def _tender(session: Session, company: Company, texts: Texts, days: WorkingDays, at: int) -> Iterator[New]:
    status, away, done, amount = _TENDERS[at]
    due, pk, said = days.on_or_after(days.today + timedelta(days=away)), session.new_id(), texts["year"]
    yield New(
        Kind.TENDER,
        pk,
        {
            "client_id": company.id,
            "rep_id": company.rep,
            "name": said["tenders"][at].format(stem=company.stem),
            "status": status,
            "due_on": due,
            "amount_cents": round(amount * texts["price_factor"]) * 100,
            "currency": session.currency,
            "team": "\n".join(said["tender_team"]),
            "closed_on": days.later(due, 5) if status in DECIDED else None,
            "note": said["tender_notes"][at] if at < len(said["tender_notes"]) else "",
        },
    )
    for line, text in enumerate(CONTRACT):
        on = days.later(min(due, days.today), line - 6) if line < done else None
        values = {"tender_id": pk, "text": _(text), "sort": place(line), "done_on": on}
        yield New(Kind.CHECKLIST_ITEM, session.new_id(), values)


def _resolutions(session: Session, texts: Texts, days: WorkingDays) -> Iterator[New]:
    for at, (text, owner) in enumerate(texts["year"]["resolutions"]):
        back, due, done = _DECIDED[at]
        month = add_months(days.today.replace(day=1), -back)
        end = Period.month(month).last
        values = {
            "rep_id": session.rep.id,
            "month": month,
            "text": text,
            "owner": owner,
            "due_on": days.on_or_after(end + timedelta(days=due)),
            "done_on": min(days.on_or_after(end + timedelta(days=done)), days.today) if done else None,
            "sort": place(at),
        }
        yield New(Kind.RESOLUTION, session.new_id(), values)
