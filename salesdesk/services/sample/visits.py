"""One contact at a time: channel, hour, what was said, needs, obstacles, promises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from salesdesk.domain.change import Id, Kind, New
from salesdesk.domain.client import Tier
from salesdesk.domain.opportunity import Stage
from salesdesk.domain.visit import Channel, Outcome, RequestKind, Resource, VisitStatus
from salesdesk.services.sample.deals import Deal
from salesdesk.services.sample.territory import Company, Territory
from salesdesk.services.sample.texts import Texts
from salesdesk.services.sample.working_days import WorkingDays
from salesdesk.services.session import Session
from salesdesk.store.ids import natural_id

_CHANNELS = (Channel.FACE, Channel.PHONE, Channel.VIDEO, Channel.MESSAGE, Channel.EMAIL, Channel.EVENT)
_BY_TIER = {Tier.A: (50, 36, 8, 4, 2, 0), Tier.B: (42, 26, 14, 9, 8, 1), Tier.C: (12, 34, 4, 27, 19, 4)}
_MINUTES = {
    Channel.FACE: (30, 40, 45, 50),
    Channel.PHONE: (10, 10, 15, 20),
    Channel.VIDEO: (30, 40, 45),
    Channel.MESSAGE: (5, 5, 10),
    Channel.EMAIL: (10, 15),
    Channel.EVENT: (45, 50),
}
_NEED_WEIGHTS = (28, 22, 18, 6, 6, 5, 5, 4, 4, 3, 3, 2)
_SPOKEN = frozenset({Channel.FACE, Channel.PHONE, Channel.VIDEO, Channel.EVENT})
_OPEN_REQUEST_DAYS = 30
_OVERDUE_DAYS = 10
_LATELY = 8
_MISSED = ((VisitStatus.CANCELLED, 0.022), (VisitStatus.NO_SHOW, 0.01), (VisitStatus.MOVED, 0.02))
_MORNING, _AFTERNOON = 8 * 60 + 30, 13 * 60 + 30
_MORNING_MINUTES, _DAY_MINUTES = 195, 435


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a client is met: a stage move or an order asks for it; neither: the rep's own rhythm."""

    company: Company
    deal: Deal | None = None
    move: tuple[Stage | None, Stage] | None = None
    ordered: bool = False


def minute_of(place: int, many: int, rng: Random) -> int:
    """When the contact number `place` of a day with so `many` begins, in minutes from midnight."""
    worked = place * _DAY_MINUTES // many + rng.choice((0, 0, 5))
    return _MORNING + worked if worked < _MORNING_MINUTES else _AFTERNOON + worked - _MORNING_MINUTES


class VisitWriter:
    """Makes the rows of contacts, with the needs, people and requests that hang on them."""

    def __init__(
        self,
        session: Session,
        territory: Territory,
        texts: Texts,
        days: WorkingDays,
        rng: Random,
        details: float = 1.0,
    ) -> None:
        self._details = details
        self._filled: dict[str, str] = {}
        self._session, self._territory, self._texts, self._days, self._rng = session, territory, texts, days, rng
        self._lately_promised = 0
        self._upcoming = 0
        self._consumables = [product for product in territory.products if product.line]

    def done(self, reason: Reason, day: date, minute: int, channel: Channel | None = None) -> Iterator[New]:
        """A contact that was made (or, now and then, one that did not come about)."""
        rng, pk = self._rng, self._session.new_id()
        channel = channel or self.channel(reason)
        status = VisitStatus.DONE if reason.move or reason.ordered or channel not in _SPOKEN else self._status()
        values = self._blank(reason, day, minute, channel, status)
        if status is not VisitStatus.DONE:
            values["reason"] = self._texts.pick(rng, "reasons", status.value)
            yield New(Kind.VISIT, pk, values)
            return
        outcome = self._outcome(reason, channel)
        values["outcome"] = outcome
        who = rng.choice(reason.company.people)
        values["result"] = self._result(reason, outcome, channel, who[1])
        if channel in _SPOKEN and rng.random() < 0.04:
            values["competitor_news"] = self._fill(self._texts.pick(rng, "competitor_news"), reason, who[1])
        self._promise(values, outcome, channel, day)
        yield New(Kind.VISIT, pk, values)
        if channel is not Channel.EVENT and rng.random() < 0.45 * self._details:
            yield New(Kind.VISIT_CONTACT, natural_id(Kind.VISIT_CONTACT, pk, who[0]), _pair(pk, contact_id=who[0]))
        yield from self._needs(pk, channel)
        yield from self._requests(pk, reason, outcome, channel, day, who[1])

    def planned(self, reason: Reason, day: date, minute: int, channel: Channel | None = None) -> New:
        """A contact still to come."""
        channel = channel or self._rng.choices(_CHANNELS[:3], (70, 20, 10))[0]
        values = self._blank(reason, day, minute, channel, VisitStatus.PLANNED)
        values["logged_at"] = None
        values["fixed"] = self._rng.random() < 0.2
        return New(Kind.VISIT, self._session.new_id(), values)

    def channel(self, reason: Reason) -> Channel:
        """How a client of this tier is usually met; a deal is rarely moved by mail."""
        weights = (62, 22, 16, 0, 0, 0) if reason.move else _BY_TIER[reason.company.tier]
        if reason.ordered:
            weights = (25, 45, 5, 20, 5, 0)
        return self._rng.choices(_CHANNELS, weights)[0]

    def _status(self) -> VisitStatus:
        lot = self._rng.random()
        for status, share in _MISSED:
            if lot < share:
                return status
            lot -= share
        return VisitStatus.DONE

    def _blank(
        self, reason: Reason, day: date, minute: int, channel: Channel, status: VisitStatus
    ) -> dict[str, object]:
        minutes = self._rng.choice(_MINUTES[channel])
        starts = self._days.at(day, minute)
        logged: datetime | None = min(starts + timedelta(minutes=minutes + self._rng.randint(1, 25)), self._days.now)
        return {
            "client_id": reason.company.id,
            "rep_id": reason.company.rep,
            "status": status,
            "channel": channel,
            "starts_at": starts,
            "minutes": minutes,
            "all_day": False,
            "fixed": False,
            "purpose": self._texts.pick(self._rng, "purposes", channel.value),
            "outcome": None,
            "result": "",
            "competitor_news": "",
            "next_step": "",
            "next_on": None,
            "next_done": False,
            "opportunity_id": reason.deal.id if reason.deal else None,
            "reason": "",
            "place": "",
            "logged_at": logged,
            "ref": "",
            "planned_at": starts if status is not VisitStatus.DONE or self._was_planned(channel) else None,
            "deleted": False,
        }

    def _was_planned(self, channel: Channel) -> bool:
        """Most meetings stood in the calendar before; most calls and messages did not."""
        return self._rng.random() < (0.85 if channel in (Channel.FACE, Channel.VIDEO, Channel.EVENT) else 0.25)

    def _outcome(self, reason: Reason, channel: Channel) -> Outcome:
        if reason.ordered:
            return Outcome.ORDER
        if reason.move:
            return {Stage.WON: Outcome.ORDER, Stage.LOST: Outcome.REFUSED}.get(reason.move[1], Outcome.PROGRESS)
        if channel not in _SPOKEN:
            return Outcome.KEPT
        return self._rng.choices((Outcome.KEPT, Outcome.PROGRESS, Outcome.OBSTACLE, Outcome.REFUSED), (56, 32, 8, 4))[0]

    def _result(self, reason: Reason, outcome: Outcome, channel: Channel, who: str) -> str:
        if reason.move:
            return self._fill(self._texts.pick(self._rng, "stage_results", reason.move[1].value), reason, who)
        if channel not in _SPOKEN and not reason.ordered:
            return ""
        return self._fill(self._texts.pick(self._rng, "results", outcome.value), reason, who)

    def _fill(self, text: str, reason: Reason, who: str) -> str:
        if "{" not in text:
            return text
        if self._details < 1 and text in self._filled:
            return self._filled[text]
        others = self._consumables if reason.ordered else self._territory.products
        product = reason.deal.product if reason.deal else self._rng.choice(others)
        rival = self._rng.choice(self._texts["competitors"])
        self._filled[text] = text.format(product=product.short, contact=who, competitor=rival)
        return self._filled[text]

    def _promise(self, values: dict[str, object], outcome: Outcome, channel: Channel, day: date) -> None:
        rng, today = self._rng, self._days.today
        if channel not in _SPOKEN or outcome in (Outcome.REFUSED, Outcome.ORDER) or rng.random() > 0.4:
            return
        on = self._days.later(day, rng.randint(2, 9))
        if self._days.later(day, _LATELY) >= today > day:  # today, tomorrow and the day after always hold promises
            self._upcoming += 1
            if self._upcoming % 3 == 0:
                on = self._days.later(today, self._upcoming // 3 % 3)
        kept = on < today
        if kept and on >= today - timedelta(days=_OVERDUE_DAYS):
            self._lately_promised += 1
            kept = self._lately_promised % 3 != 0
        values.update(next_step=self._texts.pick(rng, "next_steps"), next_on=on, next_done=kept)

    def _needs(self, visit: Id, channel: Channel) -> Iterator[New]:
        if channel not in _SPOKEN or self._rng.random() > 0.62 * self._details:
            return
        heard = set(self._rng.choices(range(len(_NEED_WEIGHTS)), _NEED_WEIGHTS, k=self._rng.choice((1, 1, 1, 2))))
        for place in sorted(heard):
            need = self._territory.needs[place]
            yield New(Kind.VISIT_NEED, natural_id(Kind.VISIT_NEED, visit, need), _pair(visit, need_id=need))

    def _requests(
        self, visit: Id, reason: Reason, outcome: Outcome, channel: Channel, day: date, who: str
    ) -> Iterator[New]:
        rng, texts = self._rng, self._texts
        obstacle = outcome is Outcome.OBSTACLE
        if not obstacle and not (channel is Channel.FACE and rng.random() < 0.06):
            return
        resource, text = ("", texts.pick(rng, "obstacles")) if obstacle else rng.choice(texts["resources"])
        done = self._days.later(day, rng.randint(2, 12))
        lately = day > self._days.today - timedelta(days=_OPEN_REQUEST_DAYS)
        settled = done < self._days.today and not (lately and rng.random() < 0.7)
        values = {
            "kind": RequestKind.OBSTACLE if obstacle else RequestKind.RESOURCE,
            "text": self._fill(text, reason, who),
            "opened_on": day,
            "rep_id": reason.company.rep,
            "client_id": reason.company.id,
            "visit_id": visit,
            "opportunity_id": reason.deal.id if reason.deal else None,
            "resource": Resource(resource),
            "done_on": done if settled else None,
            "answer": texts.pick(rng, "answers") if settled else "",
        }
        yield New(Kind.REQUEST, self._session.new_id(), values)


def _pair(visit: Id, **other: Id) -> dict[str, object]:
    return {"visit_id": visit, **other}
