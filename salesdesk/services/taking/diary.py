"""Visits, taken in."""

from __future__ import annotations

import re
from collections.abc import Iterable

from salesdesk.domain.change import Edit, Id, Kind, New
from salesdesk.domain.client import Contact
from salesdesk.domain.text import N_
from salesdesk.domain.visit import Channel, Visit, VisitStatus
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.session import Session
from salesdesk.services.taking.base import NOON, Match, RowRefused, Rules, Taker
from salesdesk.store.ids import natural_id
from salesdesk.store.read.rows import things
from salesdesk.store.read.visits import people_met

_BETWEEN_NAMES = re.compile(r"[,;，；、/\n]+")


class VisitTaker(Taker):
    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        known = [] if self.rules.match is Match.CREATE else things(session.file.conn, Visit)
        self._by_ref = {v.ref: v for v in known if v.ref}
        self._mails = {c.email.casefold(): c.client_id for c in things(session.file.conn, Contact) if c.email}
        self._by_length = sorted(self.clients.by_name.items(), key=lambda pair: -len(pair[0]))
        self._by_moment = {(v.client_id, v.starts_at): v for v in known}
        self._people = {(c.client_id, same_name_key(c.name)): c.id for c in things(session.file.conn, Contact)}
        self._met = people_met(session.file.conn)

    def take(self, record: Record) -> str:
        values = dict(record.values)
        people = [name for name in map(str.strip, _BETWEEN_NAMES.split(values.pop("contact", ""))) if name]
        day, clock = values.pop("day"), values.pop("time", None)
        about = values.pop("about", "")
        values["client_id"] = self.client(values) or self._told(about)
        values["starts_at"] = self.at(day, clock or NOON)
        done = values.pop("done", day <= self.session.today())
        values["status"] = VisitStatus.DONE if done else VisitStatus.PLANNED
        values.setdefault("channel", Channel.FACE)
        rep_id = self.rep(values)
        moment = values["client_id"], values["starts_at"]
        known = self._by_ref.get(values["ref"]) if "ref" in values else self._by_moment.get(moment)
        if self.settled(known):
            return "unchanged"
        if known:
            edits = self.differ(Kind.VISIT, known, values)
            met = self._meeting(known, values["client_id"], people)
            return "updated" if self.settle(edits) == "updated" or met else "unchanged"
        values |= {"rep_id": rep_id, "all_day": clock is None}
        self._by_moment[moment] = made = self.birth(Kind.VISIT, Visit, values)
        self._meeting(made, values["client_id"], people)
        return "created"

    def _meeting(self, visit: Visit, client_id: Id, names: Iterable[str]) -> bool:
        """Note who was met, people the file does not know yet among them; whether anything is new."""
        before, visit_id = len(self.changes), visit.id
        for name in names:
            key = client_id, same_name_key(name)
            if key not in self._people:
                made = self.birth(Kind.CONTACT, Contact, {"client_id": client_id, "name": name})
                self._people[key] = made.id
            contact_id = self._people[key]
            if self._met.get((visit_id, contact_id), True):
                self.check_open(visit.starts_at.date())
            pk, in_bin = natural_id(Kind.VISIT_CONTACT, visit_id, contact_id), self._met.get((visit_id, contact_id))
            if in_bin is None:
                self.changes.append(New(Kind.VISIT_CONTACT, pk, {"visit_id": visit_id, "contact_id": contact_id}))
            elif in_bin:
                self.changes.append(Edit(Kind.VISIT_CONTACT, pk, "deleted", True, False))
            self._met[visit_id, contact_id] = False
        return len(self.changes) > before

    def _told(self, about: str) -> Id:
        """The client whose contact is invited, or whose name the words hold (the longest such name).

        Raises RowRefused when they tell of none.
        """
        lines = about.splitlines()
        for line in lines:
            if found := self._mails.get(line.strip().casefold()):
                return found
        told = same_name_key(about)
        for name, known in self._by_length:
            if len(name) > 1 and name in told and len(known) == 1:
                return bytes(known[0].id)
        if not about:
            raise RowRefused(N_("The row names no client."))
        raise RowRefused(N_("No client that is known is named in “{words}”."), words=lines[0])
