"""The weekly review of stalled and lost opportunities (spec 4.4), with the changed approach noted week by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.deal_week import ReviewItem, ReviewReason
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import DealReview, Opportunity
from salesdesk.domain.period import Period
from salesdesk.domain.text import N_
from salesdesk.reports.document import Document
from salesdesk.reports.layout import Layout
from salesdesk.reports.review import review_document
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id
from salesdesk.store.read import deal_reviews as read
from salesdesk.store.read.deal_reviews import DealThen
from salesdesk.store.read.rows import thing
from salesdesk.store.read.slips import Slip, slips_in
from salesdesk.words.i18n import _

__all__ = ["DealWeek", "ReviewItem", "ReviewReason", "Reviews"]

_WEEK = timedelta(days=7)
_ORDER = list(ReviewReason)


@dataclass(frozen=True, slots=True)
class DealWeek:
    """The list of one week: the lost first, then the stalled, then those that slipped; each the biggest first."""

    week: Period
    items: tuple[ReviewItem, ...]
    currency: str

    def of(self, reason: ReviewReason) -> list[ReviewItem]:
        """Those on the list for this reason."""
        return [item for item in self.items if reason in item.reasons]


class Reviews:
    """What the meeting looks at, and what it decides to do differently."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def week(self, day: date | None = None, *, rep: Id | None = None) -> DealWeek:
        """The list of the week that holds `day`, as it stood when the week ended, or stands now."""
        session = self._session
        week = Period.week(day or session.today())
        until = min(week.last, session.today())
        evening = session.moment(until + timedelta(days=1), time())
        rules, lost = session.funnel_rules(), read.lost_in(self._conn, week, evening, rep)
        slips = _by_deal(slips_in(self._conn, week, session.now().tzinfo))
        drafts: list[tuple[DealThen, ReviewItem]] = []
        for deal in lost:
            drafts.append((deal, _item(deal, (ReviewReason.LOST,), week.last)))
        for deal in read.open_then(self._conn, until, evening, rep) if until >= week.first else ():
            assert deal.stage is not None
            stall = rules.stall(deal.stage, deal.entered_on, deal.seen_on, deal.next_on, until)
            first, last = slips.get(deal.id, (None, None))
            slipped = first is not None and last is not None and last > first
            told = ((ReviewReason.STALLED, stall is not None), (ReviewReason.SLIPPED, slipped))
            if reasons := tuple(reason for reason, holds in told if holds):
                slip = (first, last) if slipped else (None, None)
                drafts.append((deal, _item(deal, reasons, until, stall=stall, slip_from=slip[0], slip_to=slip[1])))
        items = self._with_words(week, drafts)
        items.sort(key=lambda one: (_ORDER.index(one.reasons[0]), one.priority, -one.amount_cents, one.name))
        return DealWeek(week, tuple(items), session.currency)

    def of(self, opportunity_id: Id) -> list[DealReview]:
        """What the reviews noted of an opportunity, the newest week first."""
        return read.reviews_of(self._conn, [opportunity_id]).get(opportunity_id, [])

    def document(self, day: date | None = None, *, rep: Id | None = None, layout: Layout | None = None) -> Document:
        """The list of a week ready for paper."""
        shown = self.week(day, rep=rep)
        return review_document(shown.items, shown.week, self._session.rep.name, shown.currency, layout)

    def file_name(self, day: date, ending: str) -> str:
        """What a file with the list of a week is called."""
        return f"{_('Weekly review')} {Period.week(day).first.isoformat()}{ending}"

    def note(self, opportunity_id: Id, week: date, approach: str, note: str = "") -> ChangeSet:
        """Note the changed approach of a week; the newest one is the opportunity's own from then on.

        The approach written on the opportunity before its first review is kept as the one of the week before.
        Nothing written takes the note away. Raises Refused when the opportunity is gone.
        """
        deal = thing(self._conn, Opportunity, opportunity_id)
        if deal is None or deal.deleted:
            raise Refused(N_("This opportunity is gone. Choose another or none."))
        monday, approach, note = Period.week(week).first, approach.strip(), note.strip()
        changes = self._note(deal, monday, approach, note)
        newest = all(one.week <= monday for one in self.of(deal.id) if one.approach)
        if changes and newest and approach and deal.approach != approach:
            if deal.approach and not read.was_reviewed(self._conn, deal.id):
                changes += self._note(deal, monday - _WEEK, deal.approach, "")
            changes.append(Edit(Kind.OPPORTUNITY, deal.id, "approach", deal.approach, approach))
        return self._session.record(Label("opportunity.review", {"opportunity": deal.name}), changes)

    def _note(self, deal: Opportunity, monday: date, approach: str, note: str) -> list[Change]:
        pk = natural_id(Kind.DEAL_REVIEW, deal.id, monday)
        known = thing(self._conn, DealReview, pk)
        if known is None:
            born = {"opportunity_id": deal.id, "rep_id": self._session.rep.id, "week": monday}
            return [New(Kind.DEAL_REVIEW, pk, {**born, "approach": approach, "note": note})] if approach or note else []
        values = {"approach": approach, "note": note, "deleted": not approach and not note}
        return [
            Edit(Kind.DEAL_REVIEW, pk, name, getattr(known, name), value)
            for name, value in values.items()
            if getattr(known, name) != value
        ]

    def _with_words(self, week: Period, drafts: Iterable[tuple[DealThen, ReviewItem]]) -> list[ReviewItem]:
        """The items with what this week and the weeks before have noted."""
        drafts = list(drafts)
        noted = read.reviews_of(self._conn, [deal.id for deal, _item in drafts])
        items = []
        for deal, item in drafts:
            own = noted.get(deal.id, [])
            now = next((one for one in own if one.week == week.first), None)
            before = next((one for one in own if one.week < week.first and one.approach), None)
            plain = "" if any(one.approach for one in own) else deal.approach
            items.append(
                replace(
                    item,
                    approach=now.approach if now else "",
                    note=now.note if now else "",
                    previous=before.approach if before else plain,
                    previous_week=before.week if before else None,
                )
            )
        return items


def _item(deal: DealThen, reasons: tuple[ReviewReason, ...], until: date, **more: object) -> ReviewItem:
    lost = ReviewReason.LOST in reasons
    ended = deal.closed_on if lost and deal.closed_on else until
    return ReviewItem(
        id=deal.id,
        name=deal.name,
        client=deal.client,
        rep=deal.rep,
        reasons=reasons,
        stage=deal.stage,
        priority=deal.priority,
        amount_cents=deal.amount_cents,
        currency=deal.currency,
        age=max(0, (ended - deal.created_on).days),
        active_on=max(deal.entered_on, deal.seen_on or deal.entered_on),
        lost_reason=deal.lost_reason if lost else None,
        lost_to=deal.lost_to if lost else "",
        lost_note=deal.lost_note if lost else "",
        **more,  # type: ignore[arg-type]
    )


def _by_deal(slips: Iterable[Slip]) -> dict[Id, tuple[date | None, date | None]]:
    """Opportunity → its expected close before the first and after the last slip."""
    found: dict[Id, tuple[date | None, date | None]] = {}
    for slip in slips:
        first = found[slip.opportunity_id][0] if slip.opportunity_id in found else slip.before
        found[slip.opportunity_id] = first, slip.after
    return found
