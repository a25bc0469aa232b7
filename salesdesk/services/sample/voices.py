"""What the sample's clients say of their own accord: answers of the quarterly survey, enquiries and complaints."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from salesdesk.domain.change import Change, Kind, New
from salesdesk.domain.enquiry import DelayReason, EnquiryKind
from salesdesk.domain.period import Period, add_months
from salesdesk.services.sample.territory import Company, Territory
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session

_QUARTERS = 3
_ASKED, _ANSWERED = 60, 0.72
"""How many clients are asked in a quarter, and the share that answers."""
_SCORES = (10, 9, 8, 7, 6, 4, 2)
_HOW_OFTEN = (22, 27, 24, 13, 8, 4, 2)
_SAID = 0.45
"""The share of answers with words."""

_ENQUIRIES, _WAITING, _LATE_EVERY = 36, (0, 0, -2), 11
_DELAYS = (DelayReason.TECHNICAL, DelayReason.SUPPLIER, DelayReason.ABSENT)
_LATELY_DAYS = 110
"""Working days over which the enquiries are spread."""


def voice_rows(
    session: Session, territory: Territory, texts: Texts, days: WorkingDays, rng: Random
) -> Iterator[Change]:
    """Surveys of three quarters and enquiries of some months, of the file's own rep."""
    own = [one for one in territory.companies if one.rep == session.rep.id and not one.prospect]
    for back in reversed(range(_QUARTERS)):
        first = add_months(Period.quarter(days.today).first, -3 * back)
        known = [one for one in own if one.since < first]
        for company in rng.sample(known, min(_ASKED, len(known))):
            yield from _surveyed(session, company, texts, days, rng, Period.quarter(first))
    customers = [one for one in own if one.since < days.later(days.today, -_LATELY_DAYS)]
    if customers:
        yield from _enquiries(session, customers, territory, texts, days, rng)


def _surveyed(
    session: Session, company: Company, texts: Texts, days: WorkingDays, rng: Random, quarter: Period
) -> Iterator[New]:
    asked = days.on_or_after(quarter.first + timedelta(days=rng.randint(5, 60)))
    answered = days.later(asked, rng.randint(0, 6))
    replies, score = rng.random() < _ANSWERED, rng.choices(_SCORES, _HOW_OFTEN)[0]
    tone = "good" if score >= 9 else "fair" if score >= 7 else "poor"
    comment = texts.pick(rng, "voices", "comments", tone) if score < 7 or rng.random() < _SAID else ""
    if asked > days.today or asked not in quarter:
        return
    values: dict[str, object] = {
        "client_id": company.id,
        "rep_id": company.rep,
        "quarter": quarter.first,
        "asked_on": asked,
        "contact_id": company.people[0][0] if company.people else None,
    }
    if replies and answered <= days.today and answered in quarter:
        values |= {"answered_on": answered, "score": score, "comment": comment}
    yield New(Kind.SURVEY, session.new_id(), values)


def _enquiries(
    session: Session, customers: list[Company], territory: Territory, texts: Texts, days: WorkingDays, rng: Random
) -> Iterator[New]:
    yesterday = days.past[-1]
    back = sorted((rng.randint(4, _LATELY_DAYS) for _one in range(_ENQUIRIES)), reverse=True)
    for at, ago in enumerate(back):
        day = days.later(yesterday, -ago)
        yield _heard(session, customers, territory, texts, days, rng, day, late=at % _LATE_EVERY == 5)
    for ago in _WAITING:
        yield _heard(session, customers, territory, texts, days, rng, days.later(yesterday, ago), waits=True)


def _heard(
    session: Session,
    customers: list[Company],
    territory: Territory,
    texts: Texts,
    days: WorkingDays,
    rng: Random,
    day: date,
    *,
    late: bool = False,
    waits: bool = False,
) -> New:
    company, kind = rng.choice(customers), rng.choices(list(EnquiryKind), (7, 3))[0]
    question, answer = rng.choice(texts["voices"][kind.value])
    product = rng.choice(territory.products).short
    minute = rng.randint(8 * 60 + 40, 14 * 60)
    received = days.at(day, minute)
    values: dict[str, object] = {
        "client_id": company.id,
        "rep_id": company.rep,
        "kind": kind,
        "received_at": received,
        "text": question.format(product=product),
        "contact_id": rng.choice(company.people)[0] if company.people else None,
    }
    minutes, open_, solved = rng.choice((15, 25, 40, 60, 90, 130, 170)), rng.random() < 0.15, rng.randint(1, 2)
    if not waits:
        answered = days.at(days.later(day, 2), minute + 45) if late else received + timedelta(minutes=minutes)
        values |= {"answered_at": answered, "answer": answer.format(product=product)}
        if late:
            reason = rng.choice(_DELAYS)
            values |= {"delay": reason, "delay_note": texts["voices"]["delays"][reason.value]}
        if not open_:
            after = answered if kind is EnquiryKind.ENQUIRY else answered + timedelta(hours=solved)
            values["solved_at"] = after
    return New(Kind.ENQUIRY, session.new_id(), values)
