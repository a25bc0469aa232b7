"""The quarterly tier review as a sheet: as data and as a document (spec 2.3)."""

from __future__ import annotations

from salesdesk.domain.client import Client, Tier
from salesdesk.domain.period import Period
from salesdesk.domain.rep import Rep
from salesdesk.domain.report import ReportKind
from salesdesk.domain.tier_sheet import KeptByHand, MoveMade, TierProposal, TierSheet
from salesdesk.reports.document import Document
from salesdesk.reports.tier_sheet import tier_sheet_document, tier_sheet_name
from salesdesk.services import report_look
from salesdesk.services.session import Session
from salesdesk.services.tiers import Tiers
from salesdesk.store.read import tiers as read
from salesdesk.store.read.rows import things_by_id


class TierSheets:
    """The review of the running quarter on paper."""

    def __init__(self, session: Session, tiers: Tiers) -> None:
        self._session, self._tiers = session, tiers

    def sheet(self) -> TierSheet:
        """What the review proposes today and what this quarter has already decided."""
        review = self._tiers.review()
        outcome, conn = review.outcome, self._session.file.conn
        moves = read.moves_between(conn, review.quarter.first, review.quarter.last)
        kept = self._tiers.overrides()
        wanted = {one.client_id for one in outcome.proposals} | {one.client_id for one in moves}
        clients = things_by_id(conn, Client, wanted | {one.client_id for one in kept})
        reps = things_by_id(conn, Rep, {one.rep_id for one in moves})
        sizes = {tier: sum(one.tier is tier for one in review.ranking.candidates) for tier in Tier}
        return TierSheet(
            *(review.quarter, self._session.rep.name, self._session.currency, review.plan, sizes, outcome.sizes),
            tuple(
                TierProposal(clients[one.client_id].name, one.from_tier, one.to_tier, one.standing, one.expired)
                for one in outcome.proposals
            ),
            tuple(
                MoveMade(
                    *(one.moved_at.date(), clients[one.client_id].name, one.from_tier, one.to_tier, one.kind),
                    *(reps[one.rep_id].name if one.rep_id in reps else "", one.score, one.reason),
                )
                for one in moves
                if one.client_id in clients
            ),
            tuple(
                KeptByHand(clients[one.client_id].name, one.tier, one.until, one.reason)
                for one in kept
                if one.until >= self._session.today() and one.client_id in clients
            ),
        )

    def document(self) -> Document:
        """The sheet as it prints, in the language in use."""
        return tier_sheet_document(self.sheet(), report_look.layout(self._session, ReportKind.WEEKLY))

    def file_name(self, ending: str) -> str:
        """What a file of it is called."""
        quarter = Period.quarter(self._session.today())
        return tier_sheet_name(quarter, self._session.rep.name) + ending
