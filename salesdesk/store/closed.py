"""Closed months: what is dated in them stays as it is, whichever way a change comes (docs/decisions/0045)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from salesdesk.domain.change import Change, Edit, Id, Kind, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.order import OrderStatus
from salesdesk.domain.text import N_, Month
from salesdesk.store.ids import natural_id

SETTING = "closed_until"
"""The last day of the last month that is closed."""

DATED: Mapping[Kind, str] = {
    Kind.VISIT: "day",
    Kind.STAGE_MOVE: "day",
    Kind.TIER_MOVE: "day",
    Kind.ORDER: "ordered_on",
    Kind.INVOICE: "issued_on",
    Kind.PAYMENT: "received_on",
    Kind.REPORT: "first_day",
    Kind.TARGET: "printf('%04d-%02d-01', year, month)",
}
"""What belongs to a month, and the SQL that tells its day."""

_BY: Mapping[Kind, str] = {Kind.VISIT: "starts_at", Kind.STAGE_MOVE: "moved_at", Kind.TIER_MOVE: "moved_at"}
"""The field that the day is made of, where it is not the day itself."""

WITHIN: Mapping[Kind, tuple[str, Kind]] = {
    Kind.VISIT_CONTACT: ("visit_id", Kind.VISIT),
    Kind.VISIT_NEED: ("visit_id", Kind.VISIT),
    Kind.ORDER_LINE: ("order_id", Kind.ORDER),
    Kind.PAYMENT_SHARE: ("payment_id", Kind.PAYMENT),
}
"""What belongs to the month of the thing that it is a part of."""

CLOSED = N_("{month} is closed: nothing dated in it changes. Reopen it first, or choose a later date.")

_AT_ONCE = 10_000


def closed_until(run: Any) -> date | None:
    """The last closed day; None while every month is open. `run` is the driver's."""
    row = run("SELECT value FROM setting WHERE id = ? AND NOT deleted", (natural_id(Kind.SETTING, SETTING),)).fetchone()
    told = json.loads(row[0]) if row else ""
    return date.fromisoformat(told) if told else None


def check(run: Any, changes: Iterable[Change]) -> None:
    """Raises Refused, naming the month, where a change touches what is dated in a closed one."""
    until = closed_until(run)
    if until is None:
        return
    for day in _days(run, list(changes)):
        if day <= until:
            raise Refused(CLOSED, month=Month(day))


def _days(run: Any, changes: Sequence[Change]) -> Iterator[date]:
    """Every day on which something is, or will be, that changes."""
    asked: dict[Kind, set[Id]] = defaultdict(set)
    for change in changes:
        if isinstance(change, New):
            if change.kind in DATED:
                yield from days_given(change.kind, change.values)
            elif change.kind in WITHIN:
                column, parent = WITHIN[change.kind]
                owner = change.values.get(column)
                if isinstance(owner, bytes):
                    asked[parent].add(owner)
        elif not may_come_later(change):
            if change.kind in DATED:
                yield from days_given(change.kind, {change.field: change.after})
            if change.kind in DATED or change.kind in WITHIN:
                asked[change.kind].add(change.id)
    for kind, ids in asked.items():
        yield from _stored(run, kind, ids)


def dated_until(kind: Kind, ids: str) -> str:
    """A query for those of a kind, among the ids that `ids` selects, that are dated no later than `?`."""
    if kind in WITHIN:
        column, parent = WITHIN[kind]
        joined = f'"{kind}" c JOIN "{parent}" p ON p.id = c.{column}'
        return f"SELECT c.id FROM {joined} WHERE c.id IN ({ids}) AND {_of(parent, 'p')} <= ?"
    return f'SELECT id FROM "{kind}" WHERE id IN ({ids}) AND {DATED[kind]} <= ?'


def days_given(kind: Kind, values: Mapping[str, object]) -> Iterator[date]:
    """The day that these values date a thing of a dated kind at; none where they do not tell it."""
    if kind is Kind.TARGET:
        year, month = values.get("year"), values.get("month")
        if isinstance(year, int) and isinstance(month, int):
            yield date(year, max(1, month), 1)
        return
    day = values.get(day_field(kind))
    if isinstance(day, date):
        yield day.date() if isinstance(day, datetime) else day


def day_field(kind: Kind) -> str:
    """The field that a thing of a dated kind has its day by (targets have two)."""
    return _BY.get(kind, DATED[kind])


def may_come_later(edit: Edit) -> bool:
    """What happens to a thing of a past month without touching that month: a promise kept, goods delivered."""
    if edit.kind is Kind.VISIT:
        return edit.field == "next_done"
    return edit.kind is Kind.ORDER and edit.field == "status" and OrderStatus.CANCELLED not in (edit.before, edit.after)


def _stored(run: Any, kind: Kind, ids: set[Id]) -> Iterator[date]:
    listed = sorted(ids)
    if kind in WITHIN:
        column, parent = WITHIN[kind]
        query = f'SELECT min({_of(parent, "p")}) FROM "{kind}" c JOIN "{parent}" p ON p.id = c.{column} WHERE c.id IN'
    else:
        query = f'SELECT min({DATED[kind]}) FROM "{kind}" WHERE id IN'
    for at in range(0, len(listed), _AT_ONCE):
        some = listed[at : at + _AT_ONCE]
        first = run(f"{query} ({', '.join('?' * len(some))})", some).fetchone()[0]
        if first:
            yield date.fromisoformat(first)


def _of(kind: Kind, alias: str) -> str:
    return f"{alias}.{DATED[kind]}"
