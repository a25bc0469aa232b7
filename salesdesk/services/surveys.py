"""The quarterly survey of satisfaction: who is asked, what they answered (spec 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.errors import Refused
from salesdesk.domain.period import Period
from salesdesk.domain.satisfaction import Satisfaction, check_score, summed
from salesdesk.domain.survey import Survey
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read import surveys as read
from salesdesk.store.read.care_sums import surveys
from salesdesk.store.read.figures import Scope
from salesdesk.store.read.rows import thing, things
from salesdesk.store.tables import TABLES

_SURVEY = TABLES[Kind.SURVEY].c


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A client of this quarter's survey; `survey` once it has been asked."""

    client_id: Id
    name: str
    tier: Tier
    survey: Survey | None


class Surveys:
    """Ask each client once a quarter, keep the score and the words."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    def to_ask(self, quarter: date | None = None) -> list[ToAsk]:
        """Clients that bought in the year before the end of the quarter (today: this one) and have not answered yet."""
        period = Period.quarter(quarter or self._session.today())
        asked = {one.client_id: one for one in self.of_quarter(period.first)}
        found = []
        for pk, name, tier in read.buyers(self._conn, min(period.last, self._session.today())):
            own = asked.get(pk)
            if own is None or own.score is None:
                found.append(ToAsk(pk, name, tier, own))
        return found

    def not_asked(self, most: int) -> int:
        """How many clients are to be asked this quarter and were not yet; counting stops at `most`."""
        today = self._session.today()
        return read.not_asked(self._conn, today, Period.quarter(today).first, most)

    def ask(self, client_id: Id, *, contact_id: Id | None = None, on: date | None = None) -> Id:
        """Note that a client was asked for this quarter; asked again, the day moves."""
        day = on or self._session.today()
        own = self._own(client_id, day)
        if own is not None:
            return self._change(own, "survey.asked", asked_on=day, contact_id=contact_id or own.contact_id)
        return self._birth(client_id, "survey.asked", day, asked_on=day, contact_id=contact_id)

    def answer(
        self, client_id: Id, score: int, comment: str = "", *, contact_id: Id | None = None, on: date | None = None
    ) -> Id:
        """Keep what a client answered for the quarter of the day. Raises Refused for a score that is none."""
        check_score(score)
        day = on or self._session.today()
        values = {"answered_on": day, "score": score, "comment": comment.strip()}
        own = self._own(client_id, day)
        if own is not None:
            return self._change(own, "survey.answered", **values, contact_id=contact_id or own.contact_id)
        return self._birth(client_id, "survey.answered", day, asked_on=day, contact_id=contact_id, **values)

    def bin(self, survey_id: Id) -> ChangeSet:
        """Put a survey away."""
        survey = thing(self._conn, Survey, survey_id)
        if survey is None or survey.deleted:
            raise Refused(N_("This survey is gone."))
        gone = [Edit(Kind.SURVEY, survey.id, "deleted", before=False, after=True)]
        return self._session.record(Label("survey.deleted", {"client": self._client(survey.client_id).name}), gone)

    def restore(self, survey_id: Id) -> ChangeSet:
        """Take a survey out of the bin. Raises Refused where the quarter has another one by now."""
        survey = thing(self._conn, Survey, survey_id)
        if survey is None:
            raise Refused(N_("This survey is gone."))
        if self._own(survey.client_id, survey.quarter) is not None:
            raise Refused(N_("The client has another survey of this quarter."))
        back = [Edit(Kind.SURVEY, survey.id, "deleted", before=True, after=False)]
        return self._session.record(Label("survey.restored", {"client": self._client(survey.client_id).name}), back)

    def get(self, survey_id: Id) -> Survey | None:
        """One survey that is not in the bin."""
        found = thing(self._conn, Survey, survey_id)
        return None if found is None or found.deleted else found

    def of_quarter(self, quarter: date) -> list[Survey]:
        """All surveys of a quarter."""
        first = Period.quarter(quarter).first
        return things(self._conn, Survey, _SURVEY.quarter == first, order=(_SURVEY.answered_on, _SURVEY.id))

    def of_client(self, client_id: Id) -> list[Survey]:
        """A client's surveys, the newest first."""
        return things(self._conn, Survey, _SURVEY.client_id == client_id, order=(_SURVEY.quarter.desc(),))

    def summary(self, period: Period, *, rep: Id | None = None) -> Satisfaction:
        """Glossary *satisfaction*: of the answers of the period; the response rate of those asked in it."""
        scope = Scope(period, rep, self._session.currency, self._session.today())
        sums = surveys(self._conn, scope).get("", {})
        return summed(*(sums.get(name, 0) for name in ("answers", "score_sum", "promoters", "detractors", "surveyed")))

    # private

    def _own(self, client_id: Id, day: date) -> Survey | None:
        self._client(client_id)
        first = Period.quarter(day).first
        found = things(self._conn, Survey, _SURVEY.client_id == client_id, _SURVEY.quarter == first, limit=1)
        return found[0] if found else None

    def _birth(self, client_id: Id, key: str, day: date, **values: Any) -> Id:
        pk = self._session.new_id()
        own = {"client_id": client_id, "rep_id": self._session.rep.id, "quarter": Period.quarter(day).first, **values}
        label = Label(key, {"client": self._client(client_id).name})
        self._session.record(label, [New(Kind.SURVEY, pk, own)])
        return pk

    def _change(self, before: Survey, key: str, **values: Any) -> Id:
        changes: list[Change] = [
            Edit(Kind.SURVEY, before.id, name, getattr(before, name), value)
            for name, value in values.items()
            if getattr(before, name) != value
        ]
        self._session.record(Label(key, {"client": self._client(before.client_id).name}), changes)
        return before.id

    def _client(self, client_id: Id) -> Client:
        client = thing(self._conn, Client, client_id)
        if client is None or client.deleted:
            raise Refused(N_("This client is gone. Choose another."), field="client_id")
        return client
