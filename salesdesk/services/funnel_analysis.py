"""The funnel analysis (spec 4.4, 5.5, 6.2): every number of the picture, and the records behind each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import mean

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By, Group
from salesdesk.domain.funnel_figures import (
    Behind,
    FunnelPicture,
    LostMatrix,
    Records,
    SlipFigures,
    StageFigures,
    bottleneck_of,
)
from salesdesk.domain.opportunity import OPEN_STAGES
from salesdesk.domain.period import Period, add_months
from salesdesk.domain.report import Rate
from salesdesk.services.figures import Among, Figures
from salesdesk.services.session import Session
from salesdesk.store.read import funnel_analysis as read
from salesdesk.store.read import stage_flows
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.opportunities import Card, cards_of
from salesdesk.store.read.slips import slips_in

__all__ = ["Asked", "FunnelAnalysis"]

DIMENSIONS = (By.REP, By.PRODUCT_LINE, By.TIER, By.INDUSTRY, By.SOURCE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the picture is of: a period, one rep or all, and the groups to which it is narrowed."""

    period: Period
    rep: Id | None = None
    among: Among = ()

    def within(self, by: By, key: object) -> Asked:
        """The same, narrowed to one more group."""
        if by is By.REP:
            assert key is None or isinstance(key, bytes)
            return replace(self, rep=key)
        return replace(self, among=(*(one for one in self.among if one[0] is not by), (by, key)))

    @property
    def before(self) -> Period:
        """The period of the same kind before it."""
        first, last = self.period.first, self.period.last
        for whole, months in ((Period.month, 1), (Period.quarter, 3), (Period.year, 12)):
            if self.period == whole(first):
                return Period(add_months(first, -months), first - timedelta(days=1))
        return Period(first - timedelta(days=(last - first).days + 1), first - timedelta(days=1))


class FunnelAnalysis:
    """How opportunities go through the funnel; every number by the glossary."""

    def __init__(self, session: Session, figures: Figures) -> None:
        self._session = session
        self._conn = session.file.conn
        self._figures = figures

    def of(self, asked: Asked) -> FunnelPicture:
        """The whole picture of a period."""
        scope, today = self._scope(asked), self._session.today()
        figures = self._figures.deals(asked.period, rep=asked.rep, among=asked.among)
        lost: dict[object, int] = defaultdict(int)
        for cell in read.lost_cells(self._conn, scope):
            lost[cell.stage] += cell.amount_cents
        flows, here = stage_flows.flows(self._conn, scope, today), read.here(self._conn, scope)
        stages = tuple(
            StageFigures(
                stage=stage,
                weekly=figures.stage_conversion[stage],
                cohort=Rate.part(flows[stage].reached, flows[stage].deals),
                flow=flows[stage].flow,
                deals=flows[stage].deals,
                amount_cents=flows[stage].amount_cents,
                here=here[stage].count,
                here_cents=here[stage].cents,
                ages=here[stage].ages,
                lost_cents=lost[stage],
            )
            for stage in OPEN_STAGES
        )
        before = stage_flows.stage_conversion(self._conn, self._scope(replace(asked, period=asked.before)))
        base = figures.open_count + figures.won + figures.lost
        return FunnelPicture(
            figures=figures,
            stages=stages,
            bottleneck=bottleneck_of(stages, before),
            slip=self._slip(asked, base),
            currency=self._session.currency,
            as_of=today,
            elsewhere=read.elsewhere(self._conn, scope),
        )

    def trend(self, asked: Asked, by: By = By.MONTH) -> list[Group]:
        """The figures of each week, month or quarter of the period."""
        return self._figures.deals_by(asked.period, by, rep=asked.rep, among=asked.among)

    def by(self, asked: Asked, by: By) -> list[Group]:
        """The figures of each rep, product line, tier, industry or source."""
        return self._figures.deals_by(asked.period, by, rep=asked.rep, among=asked.among)

    def lost(self, asked: Asked) -> LostMatrix:
        """The lost-order review: reason × competitor × stage."""
        return LostMatrix(tuple(read.lost_cells(self._conn, self._scope(asked))), self._session.currency)

    def behind(self, asked: Asked, wanted: Records) -> list[Id]:
        """The opportunities behind a number."""
        scope, today = self._scope(asked), self._session.today()
        if wanted.what is Behind.SLIPPED:
            return list(self._slipped(asked))
        if wanted.stage is not None:
            found = stage_flows.behind(self._conn, scope, today, wanted.what, wanted.stage)
            if found is not None:
                return found
        return read.behind(self._conn, scope, wanted)

    def cards(self, asked: Asked, wanted: Records) -> list[Card]:
        """The same as the board shows them, the biggest first."""
        session = self._session
        found = cards_of(self._conn, self.behind(asked, wanted), session.today(), session.funnel_rules())
        return sorted(found, key=lambda card: (-card.amount_cents, card.name, card.id))

    def _scope(self, asked: Asked) -> Scope:
        session = self._session
        return Scope(asked.period, asked.rep, session.currency, session.today(), session.funnel_rules(), asked.among)

    def _slipped(self, asked: Asked) -> dict[Id, int]:
        """Opportunity → days by which its expected close slipped in the period, the longest first."""
        days: dict[Id, int] = defaultdict(int)
        for slip in slips_in(self._conn, asked.period, self._session.now().tzinfo):
            days[slip.opportunity_id] += slip.days
        known = read.among(self._conn, self._scope(asked)) if days else frozenset()
        slipped = {pk: total for pk, total in days.items() if total > 0 and pk in known}
        return dict(sorted(slipped.items(), key=lambda one: -one[1]))

    def _slip(self, asked: Asked, base: int) -> SlipFigures:
        days = self._slipped(asked)
        return SlipFigures(Rate.part(len(days), max(base, len(days))), mean(days.values()) if days else None)
