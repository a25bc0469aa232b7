"""What stands at the end: opportunities as they are now, targets of two years, words of last week's reports."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from salesdesk.domain.change import Id, Kind, New
from salesdesk.domain.goal import DEFAULT_GOALS, GoalKey
from salesdesk.domain.money import split_exactly
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.target import Metric
from salesdesk.domain.working import WorkPattern, kept_of
from salesdesk.services.sample.deals import MONTH_WEIGHTS, Deal
from salesdesk.services.sample.territory import Territory
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.trade import Tally
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read.working import PATTERN
from salesdesk.words.search_keys import search_text

_SHARES = (30, 50, 20)
_MARGIN = 38_000
"""Of every 100,000 cents of sales."""
_LOST = ((LostReason.TERMS, 34), (LostReason.PRODUCT_FIT, 18), (LostReason.TIMING, 16))
_LOST_MORE = ((LostReason.NO_DECISION, 14), (LostReason.SERVICE, 10), (LostReason.RELATIONSHIP, 8))
_TO_A_RIVAL = frozenset({LostReason.TERMS, LostReason.PRODUCT_FIT, LostReason.SERVICE, LostReason.RELATIONSHIP})


def opportunity_row(session: Session, deal: Deal, texts: Texts, days: WorkingDays, rng: Random) -> New:
    """The opportunity after all its moves."""
    name = texts.pick(rng, "opportunity").format(stem=deal.company.stem, product=deal.product.short)
    last = deal.moves[-1][0]
    values: dict[str, object] = {
        "name": name,
        "rep_id": deal.company.rep,
        "stage": deal.stage,
        "created_on": deal.created,
        "client_id": deal.company.id,
        "product_id": deal.product.id,
        "amount_cents": deal.amount,
        "currency": session.currency,
        "probability": None,
        "priority": rng.choices(list(Priority), (22, 48, 30))[0],
        "expected_close": last + timedelta(days=rng.randint(-20, 12)),
        "closed_on": last,
        "budget_cents": deal.amount * 11 // 10 if rng.random() < 0.4 else None,
        "decision_on": None,
        "next_step": "",
        "next_on": None,
        "lost_reason": None,
        "lost_to": "",
        "lost_note": "",
        "approach": "",
        "search": search_text(name),
    }
    if deal.stage.is_open:
        values.update(_still_open(deal, texts, days, rng))
    elif deal.stage is Stage.LOST:
        values.update(_lost(texts, rng))
    return New(Kind.OPPORTUNITY, deal.id, values)


def _still_open(deal: Deal, texts: Texts, days: WorkingDays, rng: Random) -> dict[str, object]:
    weeks_off = (10, 6, 3)[deal.stage.rank]
    expected = days.on_or_after(days.today + timedelta(days=rng.randint(1, weeks_off * 7)))
    values: dict[str, object] = {"closed_on": None, "expected_close": expected}
    if deal.quiet:
        values["expected_close"] = days.on_or_after(days.today + timedelta(days=rng.randint(-12, 40)))
        return values
    if rng.random() < 0.2:
        values["probability"] = (15, 40, 75)[deal.stage.rank]
    if deal.stage.rank:
        values["decision_on"] = days.later(expected, -3)
    if rng.random() < 0.75:
        values["next_step"] = texts.pick(rng, "next_steps")
        values["next_on"] = days.later(days.today, rng.randint(0, 9))
    return values


def _lost(texts: Texts, rng: Random) -> dict[str, object]:
    reasons, weights = zip(*_LOST, *_LOST_MORE, strict=True)
    reason = rng.choices(reasons, weights)[0]
    return {
        "lost_reason": reason,
        "lost_to": texts.pick(rng, "competitors") if reason in _TO_A_RIVAL else "",
        "lost_note": texts.pick(rng, "lost_notes") if rng.random() < 0.7 else "",
        "approach": texts.pick(rng, "approaches") if rng.random() < 0.5 else "",
    }


def target_rows(session: Session, territory: Territory, tally: Tally, days: WorkingDays, rng: Random) -> Iterator[New]:
    """Targets of last year and this one, by month; sales by product line too."""
    rep = territory.reps[0]
    for year in (days.today.year - 1, days.today.year):
        received = [tally.received.get((year, month), 0) for month in range(1, 13)]
        visits = [tally.visits.get((year, month), 0) for month in range(1, 13)]
        new = [tally.new_clients.get((year, month), 0) for month in range(1, 13)]
        sales = [sum(tally.sales.get((year, month, line), 0) for line in range(3)) for month in range(1, 13)]
        wanted = _months(sales, year, days, rng, 1_000_000)
        for month, amount in enumerate(wanted, 1):
            for line, part in zip(territory.lines, split_exactly(amount // 100_000, _SHARES), strict=True):
                yield _target(session, rep, Metric.SALES, year, month, line, part * 100_000)
                yield _target(session, rep, Metric.MARGIN, year, month, line, part * _MARGIN)
        for metric, reached, step in (
            (Metric.COLLECTIONS, received, 1_000_000),
            (Metric.VISITS, visits, 5),
            (Metric.NEW_CLIENTS, new, 1),
        ):
            for month, amount in enumerate(_months(reached, year, days, rng, step), 1):
                yield _target(session, rep, metric, year, month, None, amount)


def goal_rows(session: Session, territory: Territory, days: WorkingDays) -> Iterator[New]:
    """The work plan's goals of this year, and what each product is to leave: somewhat less than at its list price."""
    rep, year = territory.reps[0], days.today.year
    for key, value in DEFAULT_GOALS.items():
        values = {"rep_id": rep, "year": year, "key": key, "value": value}
        yield New(Kind.GOAL, natural_id(Kind.GOAL, rep, year, key), values)
    for at, product in enumerate(territory.products):
        key, left = GoalKey.GROSS_MARGIN, (product.price - product.cost) / product.price
        value = round(left * (95, 82)[at % 2]) * 100
        values = {"rep_id": rep, "year": year, "key": key, "value": value, "product_id": product.id}
        yield New(Kind.GOAL, natural_id(Kind.GOAL, rep, year, key, product.id), values)


def _months(reached: list[int], year: int, days: WorkingDays, rng: Random, step: int) -> list[int]:
    """Twelve goals, somewhat above what was reached in the whole, in round numbers of `step`.

    This month's goal leaves the rep a little behind its pace, as the first look at a file should show.
    """
    today = days.today
    known = [m for m in range(12) if date(year, m + 1, 1) < today.replace(day=1)]
    season = [MONTH_WEIGHTS[m] if step > 5 else 75 + MONTH_WEIGHTS[m] // 4 for m in range(12)]
    base = sum(reached[m] for m in known) / max(sum(season[m] for m in known), 1)
    if not known:
        base = reached[today.month - 1] / days.elapsed(today) / season[today.month - 1]
    goals = [max(step, round(base * season[m] * rng.uniform(1.03, 1.12) / step) * step) for m in range(12)]
    if year == today.year and step > 1:
        now = today.month - 1
        pace = reached[now] / days.elapsed(today) / goals[now]
        if reached[now] and not 0.58 < pace < 0.93:
            goals[now] = max(step, round(reached[now] / days.elapsed(today) / rng.uniform(0.72, 0.88) / step) * step)
    return goals


def _target(session: Session, rep: Id, metric: Metric, year: int, month: int, line: Id | None, amount: int) -> New:
    values = {
        "rep_id": rep,
        "metric": metric,
        "year": year,
        "month": month,
        "line_id": line,
        "amount": amount,
        "currency": session.currency,
    }
    return New(Kind.TARGET, natural_id(Kind.TARGET, rep, metric, year, month, line or ""), values)


def report_rows(texts: Texts, days: WorkingDays, rep: Id) -> Iterator[New]:
    """The rep's words of last week's days; not sent, because only the program freezes a report."""
    monday = days.today - timedelta(days=days.today.weekday() + 7)
    for words, day in zip(texts["reports"], Period.week(monday), strict=False):
        if day in days.days:
            pk = natural_id(Kind.REPORT, ReportKind.DAILY, rep, day)
            yield New(Kind.REPORT, pk, {"kind": ReportKind.DAILY.value, "rep_id": rep, "first_day": day, **words})


def holiday_rows(texts: Texts, days: WorkingDays) -> Iterator[New]:
    """Public holidays and make-up working days of the years that the sample spans."""
    region = str(texts["country"])
    for day, name in days.holidays.items():
        yield _holiday(day, region, name, False)
    for day in days.make_up:
        if day not in days.holidays:
            yield _holiday(day, region, str(texts["make_up_day"]), True)


def pattern_row() -> New:
    """A working week that holds what the diary does: nine contacts a day, from half past eight to half past five."""
    pattern = WorkPattern(
        first_minute=8 * 60 + 30,
        last_minute=17 * 60 + 30,
        visits_a_day=9,
        travel_minutes=15,
        visit_minutes=40,
    )
    return New(Kind.SETTING, natural_id(Kind.SETTING, PATTERN), {"key": PATTERN, "value": json.dumps(kept_of(pattern))})


def _holiday(day: date, region: str, name: str, working: bool) -> New:
    values = {"day": day.isoformat(), "region": region, "name": name, "working": working}
    return New(Kind.HOLIDAY, natural_id(Kind.HOLIDAY, day.isoformat(), region), values)
