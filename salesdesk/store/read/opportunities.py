"""Opportunities read for people: the board in one statement, one card, and what was looked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.client import Tier
from salesdesk.domain.funnel_rules import FunnelRules, Stall, StepGap, step_gap
from salesdesk.domain.opportunity import LostReason, Priority, Stage, weighted
from salesdesk.domain.period import Period
from salesdesk.store.read.rows import driver_of

CLOSED_DAYS = 30
"""Days for which a won or lost opportunity stays on the board."""

_NEVER = 36_500
"""Days of a limit that is none."""

_LATER = "9999"
"""Behind every day, as text: opportunities without an expected close come last."""


class Last(StrEnum):
    """What happened last to an opportunity."""

    MOVE = "move"
    VISIT = "visit"


class Card(NamedTuple):
    """An opportunity as the board shows it; `client_id` and `tier` None without a client.

    A named tuple, because a board of thousands makes one of each: a frozen dataclass took six times as long.

    `probability` in percent (the stage's where none was set); `entered_on` is the day it came into its stage, `age`
    the days since then; `stall` why it counts as stalled, if it does (spec 4.4); `active_on` is when something last
    happened, `last` what that was; `rep_id` whose it is, `line_id` the product line.
    """

    id: Id
    name: str
    stage: Stage
    priority: Priority
    amount_cents: int
    currency: str
    probability: int
    client_id: Id | None
    client: str
    tier: Tier | None
    line: str
    expected_close: date | None
    closed_on: date | None
    next_step: str
    next_on: date | None
    lost_reason: LostReason | None
    lost_to: str
    entered_on: date
    age: int
    active_on: date
    last: Last
    stall: Stall | None
    rep_id: Id
    line_id: Id | None

    @property
    def stalled(self) -> int:
        """The days it has stood where there are too many of them, else 0."""
        return self.stall.days if self.stall else 0

    def step_gap(self, today: date) -> StepGap | None:
        """What its next step lacks."""
        return step_gap(self.stage, self.next_step, self.next_on, today)

    @property
    def weighted_cents(self) -> int:
        """Glossary *weighted pipeline*, of this one."""
        return weighted(self.amount_cents, self.probability)


@dataclass(frozen=True, slots=True)
class FoundDeal:
    """An opportunity that was looked for, with its client's name."""

    id: Id
    name: str
    stage: Stage
    client: str
    tier: Tier | None


_COLUMNS = (
    "SELECT o.id, o.name, o.stage, o.priority, o.amount_cents, o.currency, o.probability, o.client_id,"
    " coalesce(c.name, ''), c.tier, coalesce(l.name, ''), o.expected_close, o.closed_on, o.next_step, o.next_on,"
    " o.lost_reason, o.lost_to, coalesce((SELECT date(substr(max(moved_at), 1, 19), substr(max(moved_at), 21))"
    " FROM stage_move m WHERE m.opportunity_id = o.id AND NOT m.deleted), o.created_on),"
    " (SELECT v.day FROM visit v WHERE v.opportunity_id = o.id AND v.status = 'done' AND NOT v.deleted"
    " ORDER BY v.day DESC LIMIT 1), o.rep_id, p.line_id"
    " FROM opportunity o LEFT JOIN client c ON c.id = o.client_id"
    " LEFT JOIN product p ON p.id = o.product_id LEFT JOIN product_line l ON l.id = p.line_id"
)
"""The last moves and visits are looked up one by one: twice as quick as grouping them all."""

_ORDER = (
    f" ORDER BY o.stage = 'lost', o.closed_on DESC, o.priority, coalesce(o.expected_close, '{_LATER}'),"
    " o.amount_cents DESC, o.id"
)
_OPEN_OR_NEW = "(o.stage NOT IN ('won', 'lost') OR o.closed_on >= ?) AND NOT o.deleted"

_STAGES = {stage.value: stage for stage in Stage}
_PRIORITIES = {priority.value: priority for priority in Priority}
_REASONS = {reason.value: reason for reason in LostReason}
_TIERS = {tier.value: tier for tier in Tier}


def board_cards(conn: Connection, words: Sequence[str], today: date, rules: FunnelRules) -> list[Card]:
    """Every open opportunity and those closed in the last 30 days whose keys (or whose client's) hold all the words.

    Open ones by priority, expected close and amount; closed ones after each other, the newest first, the lost last.
    """
    found = ["(instr(o.search, ?) OR instr(coalesce(c.search, ''), ?))"] * len(words)
    where = " AND ".join([_OPEN_OR_NEW, *found])
    params = [(today - timedelta(days=CLOSED_DAYS)).isoformat(), *(word for word in words for _ in range(2))]
    rows = driver_of(conn).execute(f"{_COLUMNS} WHERE {where}{_ORDER}", tuple(params)).fetchall()
    return list(_cards(rows, today, rules))


def card(conn: Connection, pk: Id, today: date, rules: FunnelRules) -> Card | None:
    """One opportunity as a card, whenever it was closed; None when it is in the bin or unknown."""
    rows = conn.exec_driver_sql(f"{_COLUMNS} WHERE o.id = ? AND NOT o.deleted", (pk,)).fetchall()
    return next(_cards(rows, today, rules), None)


def cards_of(conn: Connection, ids: Sequence[Id], today: date, rules: FunnelRules) -> list[Card]:
    """These opportunities as cards, in this order; those in the bin are left out."""
    found: dict[Id, Card] = {}
    for start in range(0, len(ids), 500):
        some = tuple(ids[start : start + 500])
        rows = conn.exec_driver_sql(
            f"{_COLUMNS} WHERE o.id IN ({', '.join('?' * len(some))}) AND NOT o.deleted", some
        ).fetchall()
        found.update((one.id, one) for one in _cards(rows, today, rules))
    return [found[pk] for pk in ids if pk in found]


def closing_in(one: Card, month: Period) -> bool:
    """Whether it is expected to close in these days, or (closed already) did."""
    day = one.closed_on or one.expected_close
    return day is not None and month.first <= day <= month.last


def _cards(rows: Iterable[Sequence[Any]], today: date, rules: FunnelRules) -> Iterator[Card]:
    days, ages = _Days(), _Ages(today)
    chances = {stage: chance.percent for stage, chance in rules.chances.items()}
    quiet = {stage: today - timedelta(days=limit.quiet) for stage, limit in rules.limits.items()}
    inside = {stage: today - timedelta(days=limit.in_stage or _NEVER) for stage, limit in rules.limits.items()}
    for row in rows:
        pk, name, of_stage, of_priority, cents, currency, chance, client_id, client, tier, line, *rest = row
        expected, closed, step, step_on, reason, lost_to, entered_text, seen_text, rep_id, line_id = rest
        stage, entered, seen, next_on = _STAGES[of_stage], days[entered_text], days[seen_text], days[step_on]
        assert entered is not None
        active = entered if seen is None or seen < entered else seen
        late = stage in quiet and (active < quiet[stage] or entered < inside[stage])  # else there is nothing to ask
        yield Card(
            pk,
            name,
            stage,
            _PRIORITIES[of_priority],
            cents,
            currency,
            chances[stage] if chance is None else chance,
            client_id,
            client,
            _TIERS.get(tier),
            line,
            days[expected],
            days[closed],
            step,
            next_on,
            _REASONS.get(reason),
            lost_to,
            entered,
            ages[entered],
            active,
            Last.VISIT if active is seen else Last.MOVE,
            rules.stall(stage, entered, seen, next_on, today) if late else None,
            rep_id,
            line_id,
        )


class _Ages(dict[date, int]):
    """Days from a day until today, each reckoned once."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today

    def __missing__(self, day: date) -> int:
        self[day] = max(0, (self._today - day).days)
        return self[day]


class _Days(dict[str | None, date | None]):
    """Days by their text, each read once: a board names the same ones again and again."""

    def __missing__(self, text: str | None) -> date | None:
        self[text] = date.fromisoformat(text) if text else None
        return self[text]


def find(conn: Connection, words: Sequence[str], limit: int) -> list[FoundDeal]:
    """Those whose keys (or whose client's) hold every word, open ones and those that begin so first.

    Without words the ones that moved last.
    """
    both = "(instr(o.search, ?) OR instr(coalesce(c.search, ''), ?))"
    where = " AND ".join(["NOT o.deleted", *[both] * len(words)])
    whole = "".join(words)
    rows = conn.exec_driver_sql(
        "SELECT o.id, o.name, o.stage, coalesce(c.name, ''), c.tier FROM opportunity o"
        f" LEFT JOIN client c ON c.id = o.client_id WHERE {where}"
        " ORDER BY o.stage IN ('won', 'lost'), CASE WHEN ? = '' THEN 0 ELSE instr(o.search, ?) <> 1 END,"
        " (SELECT max(moved_at) FROM stage_move m WHERE m.opportunity_id = o.id) DESC, o.created_on DESC, o.id LIMIT ?",
        (*(word for word in words for _ in range(2)), whole, whole, limit),
    )
    return [FoundDeal(pk, name, _STAGES[stage], client, _TIERS.get(tier)) for pk, name, stage, client, tier in rows]


def search_of(conn: Connection, pk: Id) -> str:
    """The search keys that are stored with an opportunity."""
    return str(conn.exec_driver_sql("SELECT search FROM opportunity WHERE id = ?", (pk,)).scalar() or "")


def competitors(conn: Connection) -> list[str]:
    """Those that opportunities were lost to, then those noted at clients; each the most frequent first."""
    lost = conn.exec_driver_sql(
        "SELECT trim(lost_to) AS name, count(*) FROM opportunity WHERE lost_to <> '' AND NOT deleted GROUP BY name"
    )
    noted = conn.exec_driver_sql("SELECT competitors FROM client WHERE competitors <> '' AND NOT deleted")
    found = Counter({name: int(n) for name, n in lost})
    beside = Counter(name.strip() for (names,) in noted for name in re.split(r"[,，、;；\n]", names) if name.strip())
    return list(dict.fromkeys(name for counted in (found, beside) for name, _n in counted.most_common()))
