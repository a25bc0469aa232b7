"""Opportunities, taken in with as much of their story as a file tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.opportunity import Opportunity, Stage, StageMove
from salesdesk.exchange.rows import Record
from salesdesk.exchange.values import same_name_key
from salesdesk.services.session import Session
from salesdesk.services.taking.base import Match, Rules, Taker
from salesdesk.store.read.rows import things
from salesdesk.words.search_keys import search_text


class OpportunityTaker(Taker):
    """Opportunities with as much of their stage history as the file tells: creation, need confirmed, closing.

    Without a number of the other system, client, name and day of creation say which one a row is about: a client buys
    the same thing again. A file that tells no day of creation goes by client and name.
    """

    def __init__(
        self, session: Session, mapped: frozenset[str] = frozenset(), rules: Rules | None = None, source: str = "text"
    ) -> None:
        super().__init__(session, mapped, rules, source)
        known = things(session.file.conn, Opportunity)
        self._by_ref = {o.ref: o for o in known if o.ref}
        self._by_name: dict[tuple[Id | None, str], dict[date, Opportunity]] = defaultdict(dict)
        for one in known:
            self._by_name[one.client_id, same_name_key(one.name)][one.created_on] = one

    def take(self, record: Record) -> str:
        values = dict(record.values)
        owned = "owner" in values
        rep_id = self.rep(values)
        named = values.get("product") or values.get("client")
        links = {"client_id": self.client(values), "product_id": self.product(values)}
        values |= {key: pk for key, pk in links.items() if pk is not None}
        engaged_on = values.pop("engaged_on", None)
        known = None if self.rules.match is Match.CREATE else self._find(values, engaged_on)
        if self.settled(known):
            return "unchanged"
        if known is None:
            return self._create(values, rep_id, engaged_on, named)
        if owned:
            values["rep_id"] = rep_id
        if self.mapped.isdisjoint({"stage", "outcome"}):
            values["stage"] = known.stage  # the file tells no stage: it stays
        stage = values["stage"]
        if stage != known.stage:
            day = values.get("closed_on") or engaged_on or self.session.today()
            self._move(known.id, known.stage, stage, day, known.rep_id)
        return self.settle(self.differ(Kind.OPPORTUNITY, known, values))

    def _find(self, values: Mapping[str, Any], engaged_on: date | None) -> Opportunity | None:
        if ref := values.get("ref"):
            return self._by_ref.get(ref)
        alike = self._by_name.get((values.get("client_id"), same_name_key(values.get("name", ""))), {})
        if "created_on" in values:
            return alike.get(min(_told(values, engaged_on)))
        return next(reversed(alike.values()), None)

    def _create(self, values: dict[str, Any], rep_id: Id, engaged_on: date | None, named: str | None) -> str:
        stage: Stage = values["stage"]
        told = _told(values, engaged_on)
        created_on = min(told, default=self.session.today())
        values.setdefault("name", named or values.get("ref", ""))
        values.setdefault("currency", self.session.currency)
        values |= {"rep_id": rep_id, "created_on": created_on}
        if not stage.is_open:
            values.setdefault("closed_on", max(told, default=self.session.today()))
        made = self.birth(Kind.OPPORTUNITY, Opportunity, values, search=search_text(values["name"]))
        if made.ref:
            self._by_ref[made.ref] = made
        self._by_name[made.client_id, same_name_key(made.name)][created_on] = made
        before: Stage | None = None
        for day, reached in _way(stage, created_on, engaged_on, made.closed_on):
            self._move(made.id, before, reached, day, rep_id)
            before = reached
        return "created"

    def _move(self, pk: Id, before: Stage | None, to: Stage, day: date, rep_id: Id) -> None:
        values = {
            "opportunity_id": pk,
            "from_stage": before,
            "to_stage": to,
            "moved_at": self.at(day),
            "rep_id": rep_id,
        }
        self.birth(Kind.STAGE_MOVE, StageMove, values)


def _told(values: Mapping[str, Any], engaged_on: date | None) -> list[date]:
    """The days of an opportunity's life that a row tells; the first is the one it began on."""
    return [day for day in (values.get("created_on"), engaged_on, values.get("closed_on")) if day]


def _way(stage: Stage, created_on: date, engaged_on: date | None, closed_on: date | None) -> list[tuple[date, Stage]]:
    """The stages a file tells of, with their days: nothing between them is invented."""
    way: list[tuple[date, Stage]] = []
    if stage is Stage.FIRST_CONTACT or engaged_on is None or created_on < engaged_on:
        way.append((created_on, Stage.FIRST_CONTACT if stage is not Stage.NEED_CONFIRMED or engaged_on else stage))
    if engaged_on is not None and stage is not Stage.FIRST_CONTACT:
        way.append((engaged_on, Stage.NEED_CONFIRMED))
    if way[-1][1] is not stage:
        way.append((closed_on or way[-1][0], stage))
    return way
