"""What the trends show beside the months: who buys by industry, the funnel, clients by what they bring and might."""

from __future__ import annotations

from dataclasses import dataclass

from salesdesk.domain.behind import Behind
from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import Behind as Step
from salesdesk.domain.funnel_figures import Records
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.period import Period
from salesdesk.domain.tiering import NOT_JUDGED
from salesdesk.services.funnel_analysis import Asked, FunnelAnalysis
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
    """A client with its sales of twelve months (cents) and its potential, 0 to 100 (None: nobody has judged it)."""

    id: Id
    name: str
    tier: Tier
    sales_cents: int
    potential: int | None

    @property
    def counted(self) -> int:
        """The potential as tiering counts it: the middle while nobody has judged it."""
        return NOT_JUDGED if self.potential is None else self.potential


class Trends:
    """Questions of the trends; the numbers are those of the figures."""

    def __init__(self, session: Session, analysis: FunnelAnalysis) -> None:
        self._session, self._analysis = session, analysis
        self._conn = session.file.conn

    def by_industry(self, period: Period, *, rep: Id | None = None) -> list[IndustrySales]:
        """Net sales of a period by industry, the largest first."""
        scope = Scope(period, rep, self._session.currency, self._session.today())
        found = tallies(self._conn, scope, By.INDUSTRY, parts=frozenset({Part.SALES}))
        sales = [IndustrySales(key or "", sums.get("sales", 0)) for key, sums in found.items()]
        return sorted((one for one in sales if one.cents > 0), key=lambda one: (-one.cents, one.industry))

    def funnel(self, period: Period, *, rep: Id | None = None) -> dict[Stage, int]:
        """Opportunities that came into each open stage in a period, and those won in it (as the analysis counts)."""
        picture = self._analysis.of(Asked(period, rep))
        return {**{one.stage: one.deals for one in picture.stages}, Stage.WON: picture.figures.won}

    def behind_stage(self, period: Period, stage: Stage, *, rep: Id | None = None) -> Behind:
        """The opportunities of a stage of the funnel."""
        wanted = Records(Step.WON) if stage is Stage.WON else Records(Step.COHORT, stage)
        return Behind(Kind.OPPORTUNITY, tuple(self._analysis.behind(Asked(period, rep), wanted)))

    def clients(self, *, rep: Id | None = None, most: int = MOST) -> list[ClientPoint]:
        """Clients that bought, or whose potential was judged; those that bought most in twelve months first."""
        today = self._session.today()
        own = care_sums.owned(self._conn, rep) if rep is not None else None
        found = [
            one
            for one in read_tiers.candidates(self._conn, today, self._session.currency)
            if (one.sales_cents > 0 or one.potential is not None) and (own is None or one.id in own)
        ]
        best = sorted(found, key=lambda one: (-one.sales_cents, -(one.potential or 0), one.id))[:most]
        names = read_tiers.named(self._conn, [one.id for one in best])
        return [
            ClientPoint(one.id, names[one.id].name, one.tier, one.sales_cents, one.potential)
            for one in best
            if one.id in names
        ]
