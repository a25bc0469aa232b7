"""The opportunities of a weekly review, as they stood on a day, and what the reviews before have noted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.opportunity import OPEN_STAGES, DealReview, LostReason, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.store.read.rows import select_things, things
from salesdesk.store.tables import TABLES

_REVIEW = TABLES[Kind.DEAL_REVIEW].c
_OPEN = ", ".join(f"'{stage}'" for stage in OPEN_STAGES)


@dataclass(frozen=True, slots=True)
class DealThen:
    """An opportunity on a day: stage, since when, the last contact and the booked step as they were known then.

    Of a lost one `stage` is the one it was lost from (None: the file does not tell).
    """

    id: Id
    name: str
    client: str
    rep: str
    priority: Priority
    amount_cents: int
    currency: str
    created_on: date
    closed_on: date | None
    approach: str
    lost_reason: LostReason | None
    lost_to: str
    lost_note: str
    stage: Stage | None
    entered_on: date
    seen_on: date | None
    next_on: date | None


_DEAL = (
    "SELECT o.id, o.name, coalesce(c.name, ''), coalesce(r.name, ''), o.priority, o.amount_cents, o.currency,"
    " o.created_on, o.closed_on, o.approach, o.lost_reason, o.lost_to, o.lost_note, t.stage, t.entered,"
    " (SELECT max(v.day) FROM visit v WHERE v.opportunity_id = o.id AND v.status = 'done' AND NOT v.deleted"
    " AND v.day <= :day), coalesce((SELECT coalesce(x.old, '') FROM change x WHERE x.tbl = 'opportunity'"
    " AND x.pk = o.id AND x.col = 'next_on' AND x.hlc >= :hlc ORDER BY x.hlc LIMIT 1), o.next_on)"
    " FROM opportunity o JOIN (SELECT opportunity_id AS id, {stage} AS stage, day AS entered, max(moved_at)"
    " FROM stage_move m WHERE NOT deleted AND day <= :day{which} GROUP BY opportunity_id) t ON t.id = o.id"
    " LEFT JOIN client c ON c.id = o.client_id LEFT JOIN rep r ON r.id = o.rep_id WHERE NOT o.deleted"
)
"""The step that was booked on that evening is what the first later change of it found."""


def open_then(conn: Connection, day: date, evening: datetime, rep: Id | None) -> list[DealThen]:
    """Every opportunity that was open on the evening of a day."""
    query = _DEAL.format(stage="to_stage", which="")
    return _deals(conn, f"{query} AND t.stage IN ({_OPEN}){_of(rep)}", day, evening, rep)


def lost_in(conn: Connection, week: Period, evening: datetime, rep: Id | None) -> list[DealThen]:
    """The opportunities lost in these days and not reopened since."""
    query = _DEAL.format(stage="from_stage", which=" AND to_stage = 'lost'")
    found = _deals(conn, f"{query} AND o.stage = 'lost'{_of(rep)}", week.last, evening, rep)
    return [deal for deal in found if deal.closed_on in week]


def _of(rep: Id | None) -> str:
    return "" if rep is None else " AND o.rep_id = :rep"


def _deals(conn: Connection, query: str, day: date, evening: datetime, rep: Id | None) -> list[DealThen]:
    hlc = round(evening.timestamp() * 1000) << 16
    rows = conn.exec_driver_sql(query, {"day": day.isoformat(), "hlc": hlc, "rep": rep})
    return [_deal(row) for row in rows]


def _deal(row: Sequence[Any]) -> DealThen:
    pk, name, client, rep, priority, cents, currency, created, closed, approach, reason, to, note, *then = row
    stage, entered, seen, next_on = then
    return DealThen(
        pk,
        name,
        client,
        rep,
        Priority(priority),
        cents,
        currency,
        date.fromisoformat(created),
        _day(closed),
        approach,
        LostReason(reason) if reason else None,
        to,
        note,
        Stage(stage) if stage else None,
        date.fromisoformat(entered),
        _day(seen),
        _day(next_on),
    )


def reviews_of(conn: Connection, ids: Iterable[Id]) -> dict[Id, list[DealReview]]:
    """What was noted of these opportunities, the newest week first."""
    wanted, found = list(ids), dict[Id, list[DealReview]]()
    for start in range(0, len(wanted), 500):
        some = _REVIEW.opportunity_id.in_(wanted[start : start + 500])
        for review in things(conn, DealReview, some, order=(_REVIEW.week.desc(),)):
            found.setdefault(review.opportunity_id, []).append(review)
    return found


def was_reviewed(conn: Connection, pk: Id) -> bool:
    """Whether anything was ever noted of an opportunity in a review, taken away again or not."""
    query = select_things(DealReview).where(_REVIEW.opportunity_id == pk).limit(1)
    return conn.execute(query).first() is not None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
