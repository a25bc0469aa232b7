"""How the sample's rep follows up prospects and keeps key accounts: steps done, steps due, services planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from salesdesk.domain.change import Change, Kind, New
from salesdesk.domain.client import Tier
from salesdesk.domain.maintenance import PLAN_OF_KEY, ServiceKind
from salesdesk.domain.prospects import Node
from salesdesk.services.sample.territory import Company, Territory
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id

PROSPECTS, KEYS = 24, 12
"""How many prospects are followed up and how many key accounts have a service plan."""


def care_rows(session: Session, territory: Territory, days: WorkingDays, rng: Random) -> Iterator[Change]:
    """Steps and services of the file's own rep; a few of them are due these days, one or two are late."""
    own = [company for company in territory.companies if company.rep == session.rep.id]
    for company in [one for one in own if one.prospect][:PROSPECTS]:
        yield from _followed_up(company, days, rng)
    keys = [one for one in own if one.tier is Tier.A and not one.prospect]
    for company in rng.sample(keys, min(KEYS, len(keys))):
        for kind in rng.sample(list(PLAN_OF_KEY), 2):
            yield _planned(session, company, kind, days, rng)


def _followed_up(company: Company, days: WorkingDays, rng: Random) -> Iterator[Change]:
    """Some nodes are behind a prospect, the next one has a day."""
    nodes = list(Node)[: rng.randint(1, 4)]
    done_on = company.since
    for node in nodes[:-1]:
        done_on = days.on_or_after(done_on + timedelta(days=rng.randint(2, 12)))
        if done_on >= days.today:
            return
        yield _step(company, node, done_on=done_on)
    due_on = days.on_or_after(days.today + timedelta(days=rng.choice((-4, 0, 2, 6, 8, 10, 13, 16, 20, 24, 28, 34))))
    yield _step(company, nodes[-1], due_on=due_on)


def _step(company: Company, node: Node, **days: object) -> New:
    values = {"client_id": company.id, "node": node, **days}
    return New(Kind.PROSPECT_STEP, natural_id(Kind.PROSPECT_STEP, company.id, node), values)


def _planned(session: Session, company: Company, kind: ServiceKind, days: WorkingDays, rng: Random) -> New:
    due_on = days.on_or_after(days.today + timedelta(days=rng.choice((-3, 1, 9, 14, 22, 30, 45, 60, 75, 90, 105, 120))))
    values = {"client_id": company.id, "kind": kind, "due_on": due_on, "every_months": PLAN_OF_KEY[kind]}
    return New(Kind.SERVICE_STEP, session.new_id(), values)
