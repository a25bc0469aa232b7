"""The contact rules counted slowly and obviously, day by day, as a person with a calendar would."""

from __future__ import annotations

from datetime import date, timedelta

from salesdesk.domain.cadence import CadenceRule, DueState, Every, Family
from salesdesk.domain.change import Id
from salesdesk.domain.client import Client, Tier
from salesdesk.domain.tiering import TierMove
from salesdesk.domain.visit import Channel, Visit, VisitStatus
from salesdesk.services.desk import Desk
from salesdesk.store.read.rows import things


def span_of(every: Every, day: date) -> list[date]:
    """All days of the week, month or quarter that holds a day."""

    def same(other: date) -> bool:
        if every is Every.WEEK:
            return other.isocalendar()[:2] == day.isocalendar()[:2]
        if every is Every.MONTH:
            return (other.year, other.month) == (day.year, day.month)
        return (other.year, (other.month - 1) // 3) == (day.year, (day.month - 1) // 3)

    near = [day + timedelta(days=step) for step in range(-100, 101)]
    return [other for other in near if same(other)]


def counts(rule: CadenceRule, channel: Channel) -> bool:
    """Whether a rule counts a channel."""
    if rule.in_depth and channel not in (Channel.FACE, Channel.VIDEO):
        return False
    return rule.channels == "" or channel.value in rule.channels.split(",")


class CadenceRecount:
    """All of a file in plain lists."""

    def __init__(self, desk: Desk) -> None:
        conn = desk.file.conn
        self.clients = {client.id: client for client in things(conn, Client)}
        self.visits = [visit for visit in things(conn, Visit) if visit.status is VisitStatus.DONE]
        self.moves = sorted(things(conn, TierMove), key=lambda move: (move.moved_at, move.id))
        self.rules = desk.cadence.all_rules()

    def tier(self, client: Client, day: date) -> Tier:
        """The tier at the end of a day."""
        later = [m for m in self.moves if m.client_id == client.id and m.moved_at.date() > day]
        return later[0].from_tier if later else client.tier

    def done(self, rule: CadenceRule, client: Client, days: list[date], until: date) -> int:
        """The contacts that count among these days."""
        found, last = 0, None
        for day in days:
            if day > until:
                continue
            for visit in self.visits:
                mine = visit.client_id == client.id and visit.day == day and counts(rule, visit.channel)
                if mine and (last is None or (day - last).days >= rule.spacing_days):
                    found, last = found + 1, day
        return found

    def last_on(self, rule: CadenceRule, client: Client, until: date) -> date | None:
        mine = [v for v in self.visits if v.client_id == client.id and v.day <= until and counts(rule, v.channel)]
        return max((visit.day for visit in mine), default=None)

    def known_since(self, client: Client, today: date) -> date:
        own = [visit.day for visit in self.visits if visit.client_id == client.id]
        return client.since or min(own, default=today)

    def holds(self, rule: CadenceRule, day: date) -> bool:
        return (rule.first_day or date.min) <= day <= (rule.last_day or date.max)

    def judged_before(self, rule: CadenceRule, today: date) -> tuple[CadenceRule, list[date]] | None:
        """The period before the present one, where the rule judged it (rules that changed have tests of their own)."""
        days = span_of(rule.every, span_of(rule.every, today)[0] - timedelta(days=1))
        return (rule, days) if self.holds(rule, days[-1]) else None

    def state(self, rule: CadenceRule, client: Client, today: date) -> tuple[DueState, int, int]:
        """State, contacts done, days late."""
        done = self.done(rule, client, span_of(rule.every, today), today)
        if done > 2 * rule.count:
            return DueState.OVER, done, 0
        if done >= rule.count:
            return DueState.MET, done, 0
        earlier = self.judged_before(rule, today)
        if earlier:
            older, days = earlier
            was_mine = self.known_since(client, today) <= days[0] and self.tier(client, days[-1]) is rule.tier
            if was_mine and self.done(older, client, days, today) < older.count:
                return DueState.OVERDUE, done, (today - days[-1]).days
        return DueState.DUE, done, 0

    def states(self, family: Family, today: date) -> dict[tuple[Id, Id], tuple[DueState, int, int]]:
        """(client, rule) → state, done, days late."""
        return {
            (client.id, rule.id): self.state(rule, client, today)
            for client in self.clients.values()
            for rule in self.rules
            if rule.family is family and self.holds(rule, today) and rule.tier is self.tier(client, today)
            if client.since is None or client.since <= span_of(rule.every, today)[-1]
        }
