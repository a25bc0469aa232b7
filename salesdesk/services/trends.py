"""What the trends show beside the months: who buys by industry, the funnel, clients by what they bring and might."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.period import Period
from salesdesk.services.figures import Figures
from salesdesk.services.session import Session
from salesdesk.store.read import care_sums
from salesdesk.store.read import tiers as read_tiers
from salesdesk.store.read.figures import Part, Scope, tallies

MOST = 300
"""Clients that a scatter can hold and still be read; the best are shown."""


@dataclass(frozen=True, slots=True)
class IndustrySales:
    """Net sales (cents) to an industry; '' where it is not known."""

    industry: str
    cents: int


@dataclass(frozen=True, slots=True)
class ClientPoint:
    """A client with its sales of twelve months (cents) and its potential, 0 to 100."""

    id: Id
    name: str
    tier: Tier
    sales_cents: int
    potential: int


class Trends:
    """Questions of the trends; the numbers are those of the figures."""

    def __init__(self, session: Session, figures: Figures) -> None:
        self._session, self._figures = session, figures
        self._conn = session.file.conn

    def by_industry(self, period: Period, *, rep: Id | None = None) -> list[IndustrySales]:
        """Net sales of a period by industry, the largest first."""
        scope = Scope(period, rep, self._session.currency, self._session.today())
        found = tallies(self._conn, scope, By.INDUSTRY, parts=frozenset({Part.SALES}))
        sales = [IndustrySales(key or "", sums.get("sales", 0)) for key, sums in found.items()]
        return sorted((one for one in sales if one.cents > 0), key=lambda one: (-one.cents, one.industry))

    def funnel(self, period: Period, *, rep: Id | None = None) -> dict[Stage, int]:
        """Opportunities that stand in each open stage at the end of a period, and those won in it."""
        groups = {one.key: one.figures for one in self._figures.deals_by(period, By.STAGE, rep=rep)}
        counts = {stage: groups[stage.value].open_count if stage.value in groups else 0 for stage in OPEN_STAGES}
        won = groups[Stage.WON.value].won if Stage.WON.value in groups else 0
        return {**counts, Stage.WON: won}

    def clients(self, *, rep: Id | None = None, most: int = MOST) -> list[ClientPoint]:
        """Clients with a potential that somebody judged, those that bought most in twelve months first."""
        today = self._session.today()
        own = care_sums.owned(self._conn, rep) if rep is not None else None
        found = [
            one
            for one in read_tiers.candidates(self._conn, today, self._session.currency)
            if one.potential is not None and (own is None or one.id in own)
        ]
        best = sorted(found, key=lambda one: (-one.sales_cents, -(one.potential or 0), one.id))[:most]
        names = read_tiers.named(self._conn, [one.id for one in best])
        return [
            ClientPoint(one.id, names[one.id].name, one.tier, one.sales_cents, one.potential or 0)
            for one in best
            if one.id in names
        ]
