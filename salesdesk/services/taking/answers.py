"""What clients say, taken in: surveys, enquiries and complaints."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Contact
from salesdesk.domain.enquiry import Enquiry, EnquiryKind
from salesdesk.domain.period import Period
from salesdesk.domain.survey import Survey
from salesdesk.domain.text import N_
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.session import Session
from salesdesk.services.taking.base import RowRefused, Rules, Taker
from salesdesk.store.read.rows import things


class _Asked(Taker):
    """Rows that may name somebody at the client; people the file does not know become its contacts."""

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        self._people = {(c.client_id, same_name_key(c.name)): c.id for c in things(session.file.conn, Contact)}

    def contact(self, client_id: Id, name: str) -> Id:
        """The contact of this name."""
        key = client_id, same_name_key(name)
        if key not in self._people:
            self._people[key] = self.birth(Kind.CONTACT, Contact, {"client_id": client_id, "name": name}).id
        return self._people[key]

    def named(self, record: Record) -> tuple[dict[str, Any], str, Id]:
        """The values of a row with its client, the name of its contact, and its rep."""
        values = dict(record.values)
        values["client_id"] = self.the_client(values)
        return values, values.pop("contact", ""), self.rep(values)


class SurveyTaker(_Asked):
    """Surveys; a client has one a quarter, that of the day it was asked (else answered)."""

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        self._known = {(y.client_id, y.quarter): y for y in things(session.file.conn, Survey)}

    def take(self, record: Record) -> str:
        values, person, rep_id = self.named(record)
        if "score" in values:
            values.setdefault("answered_on", values.get("asked_on"))
        elif "answered_on" in values:
            raise RowRefused(N_("A survey that was answered has a score from 0 to 10."))
        asked = values.get("asked_on") or values["answered_on"]
        self._check(asked, values.get("answered_on"))
        values["quarter"] = Period.quarter(asked).first
        key = values["client_id"], values["quarter"]
        known = self._known.get(key)
        if self.settled(known):
            return "unchanged"
        if person:
            values["contact_id"] = self.contact(values["client_id"], person)
        if known is not None:
            return self.settle(self.differ(Kind.SURVEY, known, values))
        values.setdefault("asked_on", asked)
        self._known[key] = self.birth(Kind.SURVEY, Survey, values | {"rep_id": rep_id})
        return "created"

    def _check(self, asked: date, answered: date | None) -> None:
        if max(asked, answered or asked) > self.session.today():
            raise RowRefused(N_("A survey that is still to come cannot be taken in."))
        if answered is not None and answered < asked:
            raise RowRefused(N_("An answer does not come before the question."))


class EnquiryTaker(_Asked):
    """Enquiries and complaints; found again by client, moment and words. Without an hour, a day means its noon."""

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        self._known = {(e.client_id, _minute(e.received_at), e.text): e for e in things(session.file.conn, Enquiry)}

    def take(self, record: Record) -> str:
        values, person, rep_id = self.named(record)
        for what in ("received", "answered", "solved"):
            day, clock = values.pop(f"{what}_on", None), values.pop(f"{what}_time", None)
            if day is not None:
                values[f"{what}_at"] = self._moment(day, clock)
        if "solved_at" in values:
            values.setdefault("answered_at", values["solved_at"])
        self._check(values)
        key = values["client_id"], _minute(values["received_at"]), values["text"]
        known = self._known.get(key)
        if self.settled(known):
            return "unchanged"
        if person:
            values["contact_id"] = self.contact(values["client_id"], person)
        if known is not None:
            values = {name: _as_known(getattr(known, name), value) for name, value in values.items()}
            return self.settle(self.differ(Kind.ENQUIRY, known, values))
        values.setdefault("kind", EnquiryKind.ENQUIRY)
        self._known[key] = self.birth(Kind.ENQUIRY, Enquiry, values | {"rep_id": rep_id})
        return "created"

    def _moment(self, day: date, clock: time | None) -> datetime:
        """A moment of that day; of today without an hour, no later than now."""
        if clock is None and day == self.session.today():
            return min(self.at(day), self.session.now())
        return self.at(day) if clock is None else self.at(day, clock)

    def _check(self, values: dict[str, Any]) -> None:
        received = values["received_at"]
        if received > self.session.now():
            raise RowRefused(N_("It cannot have been received after now."))
        if any(values.get(name) is not None and values[name] < received for name in ("answered_at", "solved_at")):
            raise RowRefused(N_("An answer does not come before the question."))


def _minute(moment: datetime) -> datetime:
    """Lists tell no seconds."""
    return moment.replace(second=0, microsecond=0)


def _as_known(known: Any, told: Any) -> Any:
    """A moment that is told to the minute is the one that is known."""
    both = isinstance(known, datetime) and isinstance(told, datetime)
    return known if both and _minute(known) == _minute(told) else told
