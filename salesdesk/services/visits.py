"""Planning, logging and moving visits (spec 4.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import date, datetime

from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client
from salesdesk.domain.errors import Refused
from salesdesk.domain.opportunity import Opportunity
from salesdesk.domain.rep import Rep
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel, NeedTag, Request, RequestKind, Visit, VisitStatus, check_visit
from salesdesk.domain.visit_entry import RequestCard, VisitCard, VisitEntry
from salesdesk.services.session import Session
from salesdesk.services.visit_log import edits, entry_changes
from salesdesk.store.read import visits as read
from salesdesk.store.read.rows import thing, things
from salesdesk.words.i18n import _

_KEPT = ("companions", "links")
"""What goes along when a visit is planned anew."""
_FIELDS = tuple(field.name for field in fields(Visit) if field.name != "id")

_PLACE = ("starts_at", "planned_at", "all_day", "minutes", "by_plan")
"""What changes when a visit is taken elsewhere or drawn out."""


class Visits:
    """What happens, happened or should have happened at the clients. Every verb is one action, one undo."""

    def __init__(self, session: Session) -> None:
        self._session = session

    # --- verbs ------------------------------------------------------------------------------------------------

    def plan(
        self,
        client_id: Id,
        starts_at: datetime,
        *,
        minutes: int = 60,
        channel: Channel = Channel.FACE,
        purpose: str = "",
        opportunity_id: Id | None = None,
        fixed: bool = False,
        all_day: bool = False,
        place: str = "",
        companions: str = "",
        links: str = "",
    ) -> ChangeSet:
        """Put a visit into the calendar; `fixed` ones are never moved by *Plan my week*. Raises Refused."""
        check_visit(minutes, "", None, starts_at.date())
        values = {
            "client_id": client_id,
            "rep_id": self._session.rep.id,
            "channel": channel,
            "minutes": minutes,
            "all_day": all_day,
            "fixed": fixed,
            "purpose": purpose.strip(),
            "opportunity_id": opportunity_id,
            "place": place.strip(),
            "companions": companions.strip(),
            "links": links.strip(),
            **_planned(starts_at),
        }
        label = Label("visit.planned", {"client": self._name(client_id)})
        return self._session.record(label, [New(Kind.VISIT, self._session.new_id(), values)])

    def log(self, entry: VisitEntry) -> ChangeSet:
        """Write down a contact with all that came of it, as one action. Raises Refused naming the field."""
        name = self._name(entry.client_id)
        before = self.get(entry.planned_visit_id) if entry.planned_visit_id else None
        done = before is not None and before.status is VisitStatus.DONE
        label = Label("visit.changed" if done else "visit.logged", {"client": name})
        return self._session.record(label, entry_changes(self._session, entry))

    def edit(self, before: Visit, after: Visit) -> ChangeSet:
        """Change any fields of a visit from the state that was seen. Raises Refused, Conflict."""
        check_visit(after.minutes, after.next_step, after.next_on, after.day)
        after = replace(after, by_plan=False)
        if after.status is VisitStatus.PLANNED and after.starts_at != before.starts_at:
            after = replace(after, planned_at=after.starts_at)
        label = Label("visit.changed", {"client": self._name(after.client_id)})
        return self._session.record(label, edits(Kind.VISIT, before, after, _FIELDS))

    def move(self, visit_id: Id, starts_at: datetime, *, all_day: bool | None = None) -> ChangeSet:
        """Another day or hour, as by dragging; `all_day` takes the hour away or gives one. Now a person has set it."""
        visit = self.get(visit_id)
        label = self._label("visit.moved", visit, starts_at.date())
        if starts_at.date() == visit.day and all_day is not True and starts_at != visit.starts_at:
            label = Label("visit.shifted", {**self._label("", visit).params, "time": f"{starts_at:%H:%M}"})
        return self._session.record(label, edits(Kind.VISIT, visit, _placed(visit, starts_at, all_day), _PLACE))

    def postpone(self, visit_id: Id, starts_at: datetime, reason: str) -> ChangeSet:
        """It will be on another day: the old one stays as *moved* with its reason, a new one is planned.

        Raises Refused without a reason, and for a visit that is done.
        """
        visit = self._not_done(visit_id)
        values = {name: getattr(visit, name) for name in ("client_id", "rep_id", "channel", "minutes", "all_day")}
        values |= {name: getattr(visit, name) for name in ("fixed", "purpose", "opportunity_id", "place", *_KEPT)}
        new = New(Kind.VISIT, self._session.new_id(), values | _planned(starts_at))
        old = replace(visit, status=VisitStatus.MOVED, reason=_reason(reason))
        changes = [*edits(Kind.VISIT, visit, old, ("status", "reason")), new]
        return self._session.record(self._label("visit.moved", visit, starts_at.date()), changes)

    def resize(self, visit_id: Id, minutes: int, starts_at: datetime | None = None) -> ChangeSet:
        """Another length, in minutes, and another beginning where that is given. Raises Refused."""
        visit = self.get(visit_id)
        after = replace(_placed(visit, starts_at or visit.starts_at), minutes=minutes)
        check_visit(minutes, "", None, after.day)
        return self._session.record(self._label("visit.resized", visit), edits(Kind.VISIT, visit, after, _PLACE))

    def duplicate(self, visit_id: Id, starts_at: datetime) -> ChangeSet:
        """Plan the same again at another moment."""
        visit = self.get(visit_id)
        values = {name: getattr(visit, name) for name in ("client_id", "channel", "minutes", "all_day")}
        values |= {name: getattr(visit, name) for name in ("purpose", "opportunity_id", "place", *_KEPT)}
        values |= {"rep_id": self._session.rep.id, **_planned(starts_at)}
        label = self._label("visit.copied", visit, starts_at.date())
        return self._session.record(label, [New(Kind.VISIT, self._session.new_id(), values)])

    def cancel(self, visit_id: Id, reason: str, status: VisitStatus = VisitStatus.CANCELLED) -> ChangeSet:
        """A planned visit did not take place: cancelled, or nobody was there. Raises Refused without a reason."""
        if status not in (VisitStatus.CANCELLED, VisitStatus.NO_SHOW):
            raise ValueError(f"not a way to cancel: {status}")
        visit = self._not_done(visit_id)
        after = replace(visit, status=status, reason=_reason(reason))
        key = "visit.cancelled" if status is VisitStatus.CANCELLED else "visit.no_show"
        return self._session.record(self._label(key, visit), edits(Kind.VISIT, visit, after, ("status", "reason")))

    def bin(self, visit_id: Id) -> ChangeSet:
        """Put a visit into the bin; undo brings it back."""
        visit = self.get(visit_id)
        change = Edit(Kind.VISIT, visit_id, "deleted", visit.deleted, True)
        return self._session.record(self._label("visit.deleted", visit), [] if visit.deleted else [change])

    def restore(self, visit_id: Id) -> ChangeSet:
        """Take a visit out of the bin."""
        visit = self.get(visit_id)
        change = Edit(Kind.VISIT, visit_id, "deleted", visit.deleted, False)
        return self._session.record(self._label("visit.restored", visit), [change] if visit.deleted else [])

    def settle_request(self, request_id: Id, answer: str = "") -> ChangeSet:
        """An obstacle is out of the way, or the help asked for has come."""
        before = thing(self._session.file.conn, Request, request_id)
        if before is None:
            raise Refused(N_("This request is not in the file any more."))
        after = replace(before, done_on=self._session.today(), answer=answer.strip() or before.answer)
        label = Label("request.done", {"text": before.text})
        return self._session.record(label, edits(Kind.REQUEST, before, after, ("done_on", "answer")))

    # --- questions --------------------------------------------------------------------------------------------

    def get(self, visit_id: Id) -> Visit:
        """One visit, also from the bin. Raises Refused when the file does not know it."""
        found = thing(self._session.file.conn, Visit, visit_id)
        if found is None:
            raise Refused(N_("This visit is not in the calendar any more."))
        return found

    def entry_of(self, visit_id: Id) -> VisitEntry:
        """A visit as the log sheet shows it, with its needs, contacts and requests. Raises Refused."""
        visit, conn = self.get(visit_id), self._session.file.conn
        obstacle = read.request_of(conn, visit_id, RequestKind.OBSTACLE)
        wanted = read.request_of(conn, visit_id, RequestKind.RESOURCE)
        entry = VisitEntry(visit.client_id, visit.channel, visit.starts_at)
        shared = {field.name for field in fields(VisitEntry)} & {field.name for field in fields(Visit)}
        return replace(
            entry,
            **{name: getattr(visit, name) for name in shared},
            needs=tuple(tag.name for tag in read.needs_of(conn, visit_id)),
            contact_ids=tuple(read.contacts_of(conn, visit_id)),
            obstacle=obstacle.text if obstacle else "",
            help_kind=wanted.resource if wanted else entry.help_kind,
            help_text=wanted.text if wanted else "",
            planned_visit_id=visit_id,
        )

    def between(self, first: date, last: date, rep_id: Id | None = None) -> list[VisitCard]:
        """The visits of these days (both included) of a rep, the own one by default, in the order of the clock.

        Where everybody's are shown together, with whose they are.
        """
        cards = read.cards_between(self._session.file.conn, rep_id or self._session.whose, first, last)
        if rep_id or self._session.whose:
            return cards
        names = {one.id: one.name for one in things(self._session.file.conn, Rep)}
        return [
            replace(
                one, client_name=_("{client} ({rep})").format(client=one.client_name, rep=names.get(one.rep_id, ""))
            )
            for one in cards
        ]

    def of_client(self, client_id: Id, limit: int | None = None) -> list[VisitCard]:
        """Everything planned and done at a client, newest first."""
        return read.cards_of_client(self._session.file.conn, client_id, limit)

    def last_contacts(self, client_id: Id, n: int = 3) -> list[VisitCard]:
        """The newest contacts that took place."""
        return read.last_contacts(self._session.file.conn, client_id, n)

    def last_results(self, client_ids: Sequence[Id]) -> dict[Id, tuple[date, str]]:
        """What came of the newest contact of these clients of which anything was written down, and its day."""
        return read.last_results(self._session.file.conn, client_ids)

    def open_promises(self, client_id: Id) -> list[VisitCard]:
        """Visits at a client whose promised next step has not been kept, the oldest promise first."""
        return read.open_promises(self._session.file.conn, client_id)

    def linked_opportunity(self, visit_id: Id) -> Opportunity | None:
        """The opportunity a visit was about, open or closed."""
        pk = self.get(visit_id).opportunity_id
        return thing(self._session.file.conn, Opportunity, pk) if pk else None

    def needs(self) -> list[NeedTag]:
        """The needs that clients name, the most used first."""
        return read.needs_by_use(self._session.file.conn)

    def needs_of(self, visit_id: Id) -> list[NeedTag]:
        """The needs heard at a visit."""
        return read.needs_of(self._session.file.conn, visit_id)

    def requests_open(self) -> list[RequestCard]:
        """Obstacles and requests not settled yet, the oldest first."""
        return read.open_requests(self._session.file.conn)

    # --- private ----------------------------------------------------------------------------------------------

    def _name(self, client_id: Id) -> str:
        client = thing(self._session.file.conn, Client, client_id)
        if client is None:
            raise Refused(N_("Say which client it was."), field="client_id")
        return client.name

    def _not_done(self, visit_id: Id) -> Visit:
        visit = self.get(visit_id)
        if visit.status is VisitStatus.DONE:
            raise Refused(N_("This visit has been logged as done; it cannot be cancelled any more."))
        return visit

    def _label(self, key: str, visit: Visit, day: date | None = None) -> Label:
        params: dict[str, object] = {"client": self._name(visit.client_id)}
        return Label(key, params if day is None else {**params, "day": day.isoformat()})


def _planned(starts_at: datetime) -> dict[str, object]:
    """What makes a visit a planned one."""
    return {"status": VisitStatus.PLANNED, "starts_at": starts_at, "planned_at": starts_at}


def _placed(visit: Visit, starts_at: datetime, all_day: bool | None = None) -> Visit:
    """The visit where a person has put it: the planner leaves it there."""
    planned_at = starts_at if visit.status is VisitStatus.PLANNED else visit.planned_at
    no_hour = visit.all_day if all_day is None else all_day
    return replace(visit, starts_at=starts_at, planned_at=planned_at, all_day=no_hour, by_plan=False)


def _reason(words: str) -> str:
    if not words.strip():
        raise Refused(N_("Say in a word why it did not take place."), field="reason")
    return words.strip()
