"""*Plan my week*: visits proposed from what is due, taken over whole or singly, planned anew after a lost morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Priority
from salesdesk.domain.period import Period
from salesdesk.domain.plan import (
    Asking,
    Because,
    Candidate,
    FreeDay,
    Lengths,
    Plan,
    PlanTask,
    Promised,
    Proposal,
    Stop,
    Wanted,
)
from salesdesk.domain.planner import free_spans, plan
from salesdesk.domain.route import Place
from salesdesk.domain.text import N_
from salesdesk.domain.today import Promise
from salesdesk.domain.visit import Visit, VisitStatus
from salesdesk.domain.working import DayCapacity
from salesdesk.services.appointments import Appointments
from salesdesk.services.cadence import Cadence
from salesdesk.services.session import Session
from salesdesk.services.visit_log import edits
from salesdesk.services.working import Working
from salesdesk.store.read import planning as read
from salesdesk.store.read.today import open_deals, promises

WEEKS = range(1, 5)
QUARTER_HOUR, SNAP = 15, 5
"""Minutes: what is planned for today begins on the next quarter; no visit begins at 10:07."""
CALL = 30
"""Minutes of a call, where a visit is not shorter still."""
LOOK_BACK = 31
"""Days before the plan in which a contact keeps the next one away, by the spacing of a rule."""


@dataclass(frozen=True, slots=True)
class Named:
    """A client of a plan as it is shown."""

    name: str
    tier: Tier
    district: str


class Planning:
    """Proposals for one to four weeks. Nothing is written before it is accepted."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn
        self._cadence = Cadence(session)
        self._working = Working(session)
        self._appointments = Appointments(session)

    # --- questions --------------------------------------------------------------------------------------------

    def propose(
        self,
        first_day: date,
        weeks: int = 1,
        *,
        kept: Sequence[Proposal] = (),
        dismissed: Iterable[Id] = (),
    ) -> Plan:
        """Visits for the rest of the week of `first_day`, and the weeks after it; today and later.

        `kept` proposals stay where a person has put them; clients of `dismissed` are proposed so often less.
        Raises Refused for more than four weeks, and for weeks that have passed.
        """
        return plan(self.task(first_day, weeks, kept=kept, dismissed=dismissed))

    def task(
        self,
        first_day: date,
        weeks: int = 1,
        *,
        kept: Sequence[Proposal] = (),
        dismissed: Iterable[Id] = (),
    ) -> PlanTask:
        """What the planner is asked."""
        if weeks not in WEEKS:
            raise Refused(N_("Plan one to four weeks at once."), field="weeks")
        last = Period.week(first_day).last + timedelta(weeks=weeks - 1)
        now = self._session.now()
        if last < now.date():
            raise Refused(N_("These weeks have passed. Plan one that lies ahead."), field="first_day")
        return self._task(Period(max(first_day, now.date()), last), now, kept, Counter(dismissed))

    def names(self, found: Plan) -> dict[Id, Named]:
        """The clients of a plan, those that could not be placed among them."""
        wanted = {one.client_id for one in found.proposals} | {one.client_id for one in found.unplaced}
        known = read.clients(self._conn, self._session.rep.id)
        return {pk: Named(one.name, one.tier, one.district) for pk, one in known.items() if pk in wanted}

    def open_to_replan(self, moment: datetime | None = None) -> int:
        """How many visits of the rest of the week the planner put there and nobody has touched."""
        day = (moment or self._session.now()).date()
        return len(read.untouched(self._conn, self._session.rep.id, day, Period.week(day).last))

    # --- verbs ------------------------------------------------------------------------------------------------

    def accept(self, found: Plan, which: Collection[bytes] | None = None) -> ChangeSet:
        """Put proposals (the keys `which`, or all) into the calendar, as one action.

        One whose client has been planned for that day meanwhile is left out. Raises Refused where nothing is left.
        """
        wanted = [one for one in found.proposals if which is None or one.key in which]
        today = self._session.today()
        there = {(one.client_id, one.starts_at.date()) for one in self._taken(found.period)}
        chosen = [one for one in wanted if one.day >= today and (one.client_id, one.day) not in there]
        if not chosen:
            raise Refused(N_("Nothing of this plan is left to accept."))
        changes = [New(Kind.VISIT, self._session.new_id(), self._values(one)) for one in chosen]
        if len(chosen) == 1:
            name = self.names(found)[chosen[0].client_id].name
            return self._session.record(Label("visit.planned", {"client": name}), changes)
        return self._session.record(Label("visits.planned", {"n": len(chosen)}), changes)

    def replan(self, from_moment: datetime | None = None) -> ChangeSet:
        """Plan the rest of the week anew, as after a lost morning: one action, one undo.

        Only visits that the planner put there and nobody has touched are taken back, and only their clients are
        planned: one that finds a place again is moved and keeps its history. Raises Refused where nothing would change.
        """
        moment = from_moment or self._session.now()
        period = Period(moment.date(), Period.week(moment.date()).last)
        back = read.untouched(self._conn, self._session.rep.id, period.first, period.last)
        if not back:
            raise Refused(N_("Plan my week has put nothing into the rest of the week that could be planned anew."))
        found = plan(self._task(period, moment, (), Counter(), without={visit.id: visit.client_id for visit in back}))
        changes = self._exchange(back, found.proposals)
        if not changes:
            raise Refused(N_("The rest of the week stays as it is: nothing better was found."))
        return self._session.record(Label("plan.replanned", {"day": period.first.isoformat()}), changes)

    # --- private: what the planner is asked -------------------------------------------------------------------------

    def _task(
        self,
        period: Period,
        now: datetime,
        kept: Sequence[Proposal],
        dismissed: Mapping[Id, int],
        without: Mapping[Id, Id] = MappingProxyType({}),
    ) -> PlanTask:
        """`without`: visits that are taken back, with their clients: only these are planned then."""
        pattern = self._working.pattern()
        lengths = Lengths(pattern.visit_minutes, min(CALL, pattern.visit_minutes), pattern.travel_minutes)
        taken = [visit for visit in self._taken(period) if visit.id not in without]
        busy = self._busy(period)
        days = [
            _free_day(day, [visit for visit in taken if visit.starts_at.date() == day.day], busy, lengths.way, now)
            for day in self._working.days(period)
        ]
        candidates, windows = self._candidates(period, dismissed, without)
        rooms = {window: self._room(window, without) for window in windows if window.last > period.last}
        return PlanTask(period, days, candidates, lengths, rooms, kept)

    def _taken(self, period: Period) -> list[read.Taken]:
        return read.taken(self._conn, self._session.rep.id, period.first, period.last)

    def _busy(self, period: Period) -> dict[date, list[tuple[int, int]]]:
        """The minutes of appointments by day."""
        found: dict[date, list[tuple[int, int]]] = {}
        for one in self._appointments.between(period.first, period.last):
            for day in Period(max(one.day, period.first), min(one.last_day, period.last)):
                found.setdefault(day, []).append(one.span_on(day))
        return found

    def _room(self, window: Period, without: Collection[Id]) -> int:
        """Visits that the rest of a longer period still takes."""
        rest = Period(max(window.first, self._session.today()), window.last)
        planned = sum(visit.id not in without for visit in self._taken(rest))
        return max(0, self._working.capacity(rest) - planned)

    def _candidates(
        self, period: Period, dismissed: Mapping[Id, int], without: Mapping[Id, Id]
    ) -> tuple[list[Candidate], set[Period]]:
        """Every client that may be proposed, and the periods of the rules that want something."""
        today, known = self._session.today(), read.clients(self._conn, self._session.rep.id)
        wanted = self._wanted(period, without)
        promised = self._promised(period)
        deals = self._deals(today)
        contacts: dict[Id, list[date]] = {}
        first, last = period.first - timedelta(days=LOOK_BACK), period.last + timedelta(days=LOOK_BACK)
        for visit, met, day in read.contact_days(self._conn, first, today, last):
            if visit not in without:
                contacts.setdefault(met, []).append(day)
        later = read.put_off(self._conn, today)
        found = []
        for pk in wanted.keys() | promised.keys() | deals.keys():
            client = known.get(pk)
            if client is None or (without and pk not in without.values()):
                continue
            priority, stalled, deal = deals.get(pk, (None, 0, None))
            found.append(
                Candidate(
                    client_id=pk,
                    tier=client.tier,
                    district=client.district,
                    place=_place(client.latitude, client.longitude),
                    wanted=tuple(wanted.get(pk, ())),
                    promises=tuple(promised.get(pk, ())),
                    priority=priority,
                    stalled_days=stalled,
                    opportunity_id=deal,
                    contacts=tuple(contacts.get(pk, ())),
                    not_before=later.get(pk),
                    dismissed=dismissed.get(pk, 0),
                )
            )
        return found, {one.period for wishes in wanted.values() for one in wishes}

    def _wanted(self, period: Period, without: Collection[Id]) -> dict[Id, list[Wanted]]:
        """What the rules of both families miss, by client; late today means late in the first period that follows."""
        ahead = Period(self._session.today(), period.last)
        late: dict[tuple[Id, Id], int] = {}
        found: dict[Id, list[Wanted]] = {}
        needs = self._cadence.needs(ahead, family=None, without=without)
        for need in sorted(needs, key=lambda one: one.period.first):
            late_days = max(need.late_days, late.pop((need.client_id, need.rule.id), 0))
            if need.period.last < period.first:
                late[need.client_id, need.rule.id] = late_days
                continue
            asking = Asking(need.rule.tier, need.rule.count, need.rule.every)
            wish = Wanted(asking, need.period, need.missing, need.channels, need.spacing_days, late_days, need.done)
            found.setdefault(need.client_id, []).append(wish)
        return found

    def _promised(self, period: Period) -> dict[Id, list[Promised]]:
        found: dict[Id, list[Promised]] = {}
        for one in promises(self._conn, period.last):
            if one.client_id and (self._session.today() <= one.on or _is_recent(one, period)):
                found.setdefault(one.client_id, []).append(Promised(one.on, one.step))
        return found

    def _deals(self, today: date) -> dict[Id, tuple[Priority, int, Id]]:
        """For each client its open opportunity that needs it most: priority, days stalled, id."""
        rules, rep = self._session.funnel_rules(), self._session.rep.id
        found: dict[Id, tuple[Priority, int, Id]] = {}
        for deal in open_deals(self._conn):
            if deal.rep_id != rep or deal.client_id is None:
                continue
            stall = rules.stall(deal.stage, deal.entered_on, deal.active_on, deal.next_on, today)
            its = (deal.priority, stall.days if stall else 0, deal.id)
            found[deal.client_id] = min(its, found.get(deal.client_id, its), key=_need)
        return found

    # --- private: what becomes of the answer -------------------------------------------------------------------------

    def _values(self, one: Proposal) -> dict[str, object]:
        starts_at = self._at(one)
        return {
            "client_id": one.client_id,
            "rep_id": self._session.rep.id,
            "status": VisitStatus.PLANNED,
            "channel": one.channel,
            "starts_at": starts_at,
            "planned_at": starts_at,
            "minutes": one.minutes,
            "purpose": _purpose(one),
            "opportunity_id": one.opportunity_id,
            "by_plan": True,
        }

    def _at(self, one: Proposal) -> datetime:
        return self._session.moment(one.day, time(one.start // 60, one.start % 60))

    def _exchange(self, back: Sequence[Visit], proposals: Sequence[Proposal]) -> list[Change]:
        """From the visits that are taken back to those that are proposed, with as little moved as can be."""
        left = list(back)
        changes: list[Change] = []
        rest = []
        most = Counter(visit.client_id for visit in back)
        for one in proposals:
            if not most[one.client_id]:
                continue
            most[one.client_id] -= 1
            same = next((v for v in left if v.client_id == one.client_id and v.starts_at == self._at(one)), None)
            if same:
                left.remove(same)
                changes += self._moved(same, one)
            else:
                rest.append(one)
        for one in rest:
            other = next((v for v in left if v.client_id == one.client_id), None)
            if other:
                left.remove(other)
                changes += self._moved(other, one)
            else:
                changes.append(New(Kind.VISIT, self._session.new_id(), self._values(one)))
        return changes + [Edit(Kind.VISIT, visit.id, "deleted", False, True) for visit in left]

    def _moved(self, visit: Visit, one: Proposal) -> list[Change]:
        starts_at = self._at(one)
        after = replace(visit, starts_at=starts_at, planned_at=starts_at, minutes=one.minutes, channel=one.channel)
        return edits(Kind.VISIT, visit, after, ("starts_at", "planned_at", "minutes", "channel"))


def _free_day(
    capacity: DayCapacity,
    taken: Sequence[read.Taken],
    busy: Mapping[date, Sequence[tuple[int, int]]],
    way: int,
    now: datetime,
) -> FreeDay:
    """A working day without what is in it already, the way to and from there left free; today from now on."""
    spans = capacity.spans
    if capacity.day == now.date():
        minute = -(-(now.hour * 60 + now.minute) // QUARTER_HOUR) * QUARTER_HOUR
        spans = tuple((max(first, minute), last) for first, last in spans if max(first, minute) < last)
    hours = [
        (visit.starts_at.hour * 60 + visit.starts_at.minute, visit.minutes) for visit in taken if not visit.all_day
    ]
    blocked = [*((first, first + minutes) for first, minutes in hours), *busy.get(capacity.day, ())]
    stops = tuple(
        Stop(first, first + visit.minutes, visit.district, _place(visit.latitude, visit.longitude))
        for visit in taken
        for first in [0 if visit.all_day else visit.starts_at.hour * 60 + visit.starts_at.minute]
    )
    free = [(-(-first // SNAP) * SNAP, last) for first, last in free_spans(spans, blocked, way)]
    left = tuple((first, last) for first, last in free if first < last)
    return FreeDay(capacity.day, left, max(0, capacity.visits - len(taken)), stops)


def _place(latitude: float | None, longitude: float | None) -> Place | None:
    return None if latitude is None or longitude is None else Place(latitude, longitude)


def _need(deal: tuple[Priority, int, Id]) -> tuple[int, int, Id]:
    """How much an opportunity needs its client: the smaller, the more."""
    priority, stalled, pk = deal
    return priority, -stalled, pk


def _is_recent(promise: Promise, period: Period) -> bool:
    """A promise that is long forgotten is no reason to drive there; the cadence is."""
    return (period.first - promise.on).days <= LOOK_BACK


def _purpose(one: Proposal) -> str:
    """What was promised is what the visit is for."""
    promised = (Because.PROMISED, Because.PROMISE_LATE)
    return next((reason.words for reason in one.reasons if reason.because in promised and reason.words), "")
