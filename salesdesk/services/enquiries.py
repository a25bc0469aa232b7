"""Enquiries and complaints: received, answered, solved, and how fast (spec 6.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client
from salesdesk.domain.enquiry import DelayReason, Enquiry, EnquiryKind
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.response import Response, response_of
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read import working as read_working
from salesdesk.store.read.care_sums import enquiries as received
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.rows import thing, things, things_by_id
from salesdesk.store.tables import TABLES

_ENQUIRY = TABLES[Kind.ENQUIRY].c


@dataclass(frozen=True, slots=True)
class EnquiryCard:
    """An enquiry with its client's name."""

    enquiry: Enquiry
    client: str


class Enquiries:
    """What clients ask and complain of, until it is solved."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def receive(
        self, *, client_id: Id, kind: EnquiryKind, text: str, received_at: datetime | None = None, **values: Any
    ) -> Id:
        """Note what a client asked or complained of. Raises Refused without words or for a moment to come.

        Further values are fields of `domain.enquiry.Enquiry`.
        """
        session, client = self._session, self._client(client_id)
        own = {"rep_id": session.rep.id, "received_at": received_at or session.now(), **values}
        own |= {"client_id": client_id, "kind": kind, "text": text.strip()}
        pk = session.new_id()
        self._check(Enquiry(id=pk, **own))
        session.record(Label(f"enquiry.{kind.value}", {"client": client.name}), [New(Kind.ENQUIRY, pk, own)])
        return pk

    def answer(
        self,
        enquiry_id: Id,
        text: str = "",
        *,
        at: datetime | None = None,
        delay: DelayReason = DelayReason.NONE,
        delay_note: str = "",
        solved: bool = False,
    ) -> ChangeSet:
        """The first answer; `solved` closes it at once. Raises Refused where it was answered already."""
        before = self._known(enquiry_id)
        if before.answered_at is not None:
            raise Refused(N_("This was answered already."))
        moment = at or self._session.now()
        values = {"answered_at": moment, "answer": text.strip() or before.answer}
        values |= {"delay": delay, "delay_note": delay_note.strip()}
        return self._change(before, "enquiry.answered", **values | ({"solved_at": moment} if solved else {}))

    def solve(self, enquiry_id: Id, text: str = "", *, at: datetime | None = None) -> ChangeSet:
        """Solved; where nothing had been answered before, this is the first answer too."""
        before = self._known(enquiry_id)
        moment = at or self._session.now()
        values: dict[str, Any] = {"solved_at": moment, "answered_at": before.answered_at or moment}
        values["answer"] = "\n".join(part for part in (before.answer, text.strip()) if part)
        return self._change(before, "enquiry.solved", **values)

    def edit(self, before: Enquiry, after: Enquiry) -> ChangeSet:
        """Store the fields that differ. Raises Refused, Conflict."""
        names = [field.name for field in fields(Enquiry) if field.name not in ("id", "deleted")]
        return self._change(before, "enquiry.changed", **{name: getattr(after, name) for name in names})

    def bin(self, enquiry_id: Id) -> ChangeSet:
        """Put it into the bin."""
        before = self._known(enquiry_id)
        gone = [Edit(Kind.ENQUIRY, before.id, "deleted", before=False, after=True)]
        return self._session.record(Label("enquiry.deleted", {"client": self._client(before.client_id).name}), gone)

    def restore(self, enquiry_id: Id) -> ChangeSet:
        """Take it out of the bin. Raises Refused."""
        before = self.get(enquiry_id)
        if before is None:
            raise Refused(N_("This enquiry is gone. Choose another."))
        back = [Edit(Kind.ENQUIRY, before.id, "deleted", before=True, after=False)]
        return self._session.record(Label("enquiry.restored", {"client": self._client(before.client_id).name}), back)

    # questions

    def get(self, enquiry_id: Id) -> Enquiry | None:
        """One of them, also from the bin."""
        return thing(self._conn, Enquiry, enquiry_id)

    def waiting(self) -> list[EnquiryCard]:
        """Not solved yet: those without an answer first, then by how long they wait."""
        found = things(self._conn, Enquiry, _ENQUIRY.solved_at.is_(None), order=(_ENQUIRY.received_at, _ENQUIRY.id))
        return self._cards(sorted(found, key=lambda one: one.answered_at is not None))

    def of_period(self, period: Period, *, kind: EnquiryKind | None = None, rep: Id | None = None) -> list[EnquiryCard]:
        """Received in a period, the newest first."""
        where: list[Any] = [_ENQUIRY.day.between(period.first.isoformat(), period.last.isoformat())]
        where += [_ENQUIRY.kind == kind] if kind else []
        where += [_ENQUIRY.rep_id == rep] if rep else []
        return self._cards(things(self._conn, Enquiry, *where, order=(_ENQUIRY.received_at.desc(), _ENQUIRY.id)))

    def of_client(self, client_id: Id) -> list[Enquiry]:
        """A client's, the newest first."""
        return things(self._conn, Enquiry, _ENQUIRY.client_id == client_id, order=(_ENQUIRY.received_at.desc(),))

    def response(self, period: Period, *, kind: EnquiryKind | None = None, rep: Id | None = None) -> Response:
        """Glossary *response time* of what was received in the period."""
        scope = Scope(period, rep, self._session.currency, self._session.today())
        moments = received(self._conn, scope, kind=kind).get("", ())
        pattern, work = read_working.pattern(self._conn), read_working.workdays(self._conn)
        return response_of(moments, pattern, work, self._session.now())

    def delays(self, period: Period, *, rep: Id | None = None) -> list[tuple[DelayReason, int]]:
        """Why answers were late, the most frequent reason first."""
        reasons = Counter(card.enquiry.delay for card in self.of_period(period, rep=rep))
        del reasons[DelayReason.NONE]
        order = list(DelayReason)
        return sorted(reasons.items(), key=lambda item: (-item[1], order.index(item[0])))

    # private

    def _check(self, one: Enquiry) -> None:
        if not one.text.strip():
            raise Refused(N_("Say in a few words what the client wants."), field="text")
        if one.received_at > self._session.now():
            raise Refused(N_("It cannot have been received after now."), field="received_at")
        for name in ("answered_at", "solved_at"):
            at = getattr(one, name)
            if at is not None and at < one.received_at:
                raise Refused(N_("An answer does not come before the question."), field=name)

    def _change(self, before: Enquiry, key: str, **values: Any) -> ChangeSet:
        self._check(Enquiry(**{field.name: getattr(before, field.name) for field in fields(Enquiry)} | values))
        edits = [
            Edit(Kind.ENQUIRY, before.id, name, getattr(before, name), value)
            for name, value in values.items()
            if getattr(before, name) != value
        ]
        return self._session.record(Label(key, {"client": self._client(before.client_id).name}), edits)

    def _cards(self, found: Sequence[Enquiry]) -> list[EnquiryCard]:
        names = things_by_id(self._conn, Client, {one.client_id for one in found})
        return [EnquiryCard(one, names[one.client_id].name) for one in found if one.client_id in names]

    def _known(self, enquiry_id: Id) -> Enquiry:
        one = self.get(enquiry_id)
        if one is None or one.deleted:
            raise Refused(N_("This enquiry is gone. Choose another."))
        return one

    def _client(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None:
            raise Refused(N_("This client is gone. Choose another."), field="client_id")
        return client
