"""What only the reports ask the file: what came of a span of days, and the reports written so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.opportunity import LostReason, Priority, Stage
from salesdesk.domain.period import Period
from salesdesk.domain.report import ReportKind
from salesdesk.domain.visit import RequestKind, Resource
from salesdesk.store.types import moment_from_text


@dataclass(frozen=True, slots=True)
class DealRow:
    """An opportunity with its client's name, in its own currency."""

    id: Id
    name: str
    client_id: Id | None
    client: str
    stage: Stage
    priority: Priority
    amount_cents: int
    currency: str
    expected_close: date | None
    next_step: str
    next_on: date | None
    lost_reason: LostReason | None
    lost_to: str
    lost_note: str
    approach: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """What the stage moves of a span of days made of an opportunity; `contacted`: its client was met on every day
    on which it was raised."""

    deal: DealRow
    from_stage: Stage
    to_stage: Stage
    contacted: bool


@dataclass(frozen=True, slots=True)
class RequestRow:
    """An obstacle or a request with the client it concerns."""

    id: Id
    text: str
    client: str
    opened_on: date
    resource: Resource


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A report that was begun, without its words."""

    first_day: date
    sent_at: datetime | None


_DEAL = (
    "o.id, o.name, o.client_id, coalesce(c.name, ''), o.stage, o.priority, o.amount_cents, o.currency,"
    " o.expected_close, o.next_step, o.next_on, o.lost_reason, o.lost_to, o.lost_note, o.approach"
)
_OF_DEAL = "opportunity o LEFT JOIN client c ON c.id = o.client_id"
_WIDTH = 15
"""Columns of `_DEAL`."""


def created(conn: Connection, rep_id: Id, period: Period) -> list[DealRow]:
    """The opportunities that came into being in these days, the largest first."""
    rows = conn.exec_driver_sql(
        f"SELECT {_DEAL} FROM {_OF_DEAL} WHERE o.rep_id = ? AND o.created_on BETWEEN ? AND ? AND NOT o.deleted"
        " ORDER BY o.amount_cents DESC, o.name",
        (rep_id, *_days(period)),
    )
    return [_deal(row) for row in rows]


def moved(conn: Connection, rep_id: Id, period: Period) -> list[MoveRow]:
    """The opportunities whose stage changed in these days, from where to where; births are left out."""
    rows = conn.exec_driver_sql(
        f"SELECT {_DEAL}, m.from_stage, m.to_stage, EXISTS(SELECT 1 FROM visit v WHERE v.day = m.day"
        " AND v.status = 'done' AND NOT v.deleted AND v.client_id = o.client_id)"
        " FROM stage_move m JOIN opportunity o ON o.id = m.opportunity_id LEFT JOIN client c ON c.id = o.client_id"
        " WHERE m.rep_id = ? AND m.day BETWEEN ? AND ? AND m.from_stage IS NOT NULL AND NOT m.deleted AND NOT o.deleted"
        " ORDER BY o.priority, m.moved_at, m.id",
        (rep_id, *_days(period)),
    )
    found: dict[Id, MoveRow] = {}
    for row in rows:
        deal, before, after = _deal(row), Stage(row[_WIDTH]), Stage(row[_WIDTH + 1])
        met = bool(row[_WIDTH + 2]) or after is Stage.LOST or after.rank < before.rank
        first = found.get(deal.id)
        begun, met = (first.from_stage, first.contacted and met) if first else (before, met)
        found[deal.id] = MoveRow(deal, begun, after, met)
    return [move for move in found.values() if move.from_stage != move.to_stage]


def lost(conn: Connection, rep_id: Id, period: Period) -> list[tuple[DealRow, Stage | None]]:
    """The opportunities lost in these days, each with the stage that it was lost from."""
    rows = conn.exec_driver_sql(
        f"SELECT {_DEAL}, (SELECT m.from_stage FROM stage_move m WHERE m.opportunity_id = o.id AND m.to_stage = 'lost'"
        f" AND NOT m.deleted ORDER BY m.moved_at DESC LIMIT 1) FROM {_OF_DEAL} WHERE o.rep_id = ?"
        " AND o.stage = 'lost' AND o.closed_on BETWEEN ? AND ? AND NOT o.deleted ORDER BY o.amount_cents DESC, o.name",
        (rep_id, *_days(period)),
    )
    return [(_deal(row), Stage(row[_WIDTH]) if row[_WIDTH] else None) for row in rows]


def approaches(conn: Connection, rep_id: Id, ids: Sequence[Id]) -> dict[Id, str]:
    """The changed approach written at each of these opportunities, of those that are the rep's."""
    marks = ", ".join("?" * len(ids))
    rows = conn.exec_driver_sql(
        f"SELECT id, approach FROM opportunity WHERE rep_id = ? AND id IN ({marks})", (rep_id, *ids)
    )
    return {row[0]: row[1] for row in rows}


def requests(conn: Connection, rep_id: Id, kind: RequestKind, day: date) -> list[RequestRow]:
    """The obstacles (or the help asked for) that were open on the evening of a day, or noted on it; newest first."""
    rows = conn.exec_driver_sql(
        "SELECT r.id, r.text, coalesce(c.name, ''), r.opened_on, r.resource FROM request r"
        " LEFT JOIN client c ON c.id = r.client_id LEFT JOIN visit v ON v.id = r.visit_id"
        " WHERE r.rep_id = ? AND r.kind = ? AND r.opened_on <= ?"
        " AND (r.done_on IS NULL OR r.done_on > ? OR r.opened_on = ?) AND NOT r.deleted AND v.deleted IS NOT 1"
        " ORDER BY r.opened_on DESC, r.id DESC",
        (rep_id, kind.value, *(day.isoformat(),) * 3),
    )
    return [RequestRow(pk, text, client, date.fromisoformat(on), Resource(what)) for pk, text, client, on, what in rows]


def needs_heard(conn: Connection, rep_id: Id, period: Period) -> dict[Id, tuple[str, ...]]:
    """Visit → the needs heard there, by name."""
    return _names(
        conn,
        "SELECT n.visit_id, t.name FROM visit v JOIN visit_need n ON n.visit_id = v.id AND NOT n.deleted"
        " JOIN need_tag t ON t.id = n.need_id AND NOT t.deleted",
        rep_id,
        period,
    )


def people_met(conn: Connection, rep_id: Id, period: Period) -> dict[Id, tuple[str, ...]]:
    """Visit → the people met there, by name."""
    return _names(
        conn,
        "SELECT n.visit_id, t.name FROM visit v JOIN visit_contact n ON n.visit_id = v.id AND NOT n.deleted"
        " JOIN contact t ON t.id = n.contact_id AND NOT t.deleted",
        rep_id,
        period,
    )


def competitors_of(conn: Connection, ids: Iterable[Id]) -> dict[Id, str]:
    """Client → the competitors noted at it, as written."""
    wanted = tuple(ids)
    rows = conn.exec_driver_sql(
        f"SELECT id, competitors FROM client WHERE id IN ({', '.join('?' * len(wanted))})", wanted
    )
    return {row[0]: row[1] for row in rows}


def written(conn: Connection, kind: ReportKind, rep_id: Id, period: Period, scope: str = "") -> dict[date, WrittenRow]:
    """The reports begun or sent of these days, by their first day."""
    rows = conn.exec_driver_sql(
        "SELECT first_day, sent_at FROM report WHERE kind = ? AND rep_id = ? AND first_day BETWEEN ? AND ?"
        " AND scope = ? AND NOT deleted AND (sent_at IS NOT NULL OR remark <> '' OR lessons <> '' OR plan <> ''"
        " OR obstacles <> '' OR factors <> '' OR cases <> '' OR shifts <> '')",
        (kind.value, rep_id, *_days(period), scope),
    )
    found = [WrittenRow(date.fromisoformat(day), moment_from_text(sent) if sent else None) for day, sent in rows]
    return {one.first_day: one for one in found}


def words_before(
    conn: Connection,
    kind: ReportKind,
    rep_id: Id,
    first_day: date,
    field: str,
    scope: str = "",
    since: date = date.min,
) -> str:
    """What the newest report before that day (and not before `since`) says in a field (`remark`, `plan` …); "" without
    one."""
    return str(
        conn.exec_driver_sql(
            f'SELECT "{field}" FROM report WHERE kind = ? AND rep_id = ? AND first_day < ? AND first_day >= ?'
            " AND scope = ? AND NOT deleted ORDER BY first_day DESC LIMIT 1",
            (kind.value, rep_id, first_day.isoformat(), since.isoformat(), scope),
        ).scalar()
        or ""
    )


def lessons(conn: Connection, kind: ReportKind, rep_id: Id, period: Period) -> list[tuple[date, str]]:
    """What the rep's own reports of these days wrote down as learnt, by their first day."""
    rows = conn.exec_driver_sql(
        "SELECT first_day, lessons FROM report WHERE kind = ? AND rep_id = ? AND first_day BETWEEN ? AND ?"
        " AND scope = '' AND lessons <> '' AND NOT deleted ORDER BY first_day",
        (kind.value, rep_id, *_days(period)),
    )
    return [(date.fromisoformat(day), text) for day, text in rows]


def unplanned(conn: Connection, rep_id: Id | None, period: Period) -> int:
    """Contacts that took place in these days (everybody's without a rep) without having been planned."""
    return int(
        conn.exec_driver_sql(
            "SELECT count(*) FROM visit WHERE rep_id IN (SELECT id FROM rep WHERE ?1 IS NULL OR id = ?1)"
            " AND day BETWEEN ?2 AND ?3 AND status = 'done' AND planned_at IS NULL AND NOT deleted",
            (rep_id, *_days(period)),
        ).scalar()
        or 0
    )


def visits_by_day(conn: Connection, rep_id: Id | None, period: Period) -> dict[date, int]:
    """Day → contacts that took place (of everybody without a rep); days without any are missing."""
    rows = conn.exec_driver_sql(
        "SELECT day, count(*) FROM visit WHERE rep_id IN (SELECT id FROM rep WHERE ?1 IS NULL OR id = ?1)"
        " AND day BETWEEN ?2 AND ?3 AND status = 'done' AND NOT deleted GROUP BY day",
        (rep_id, *_days(period)),
    )
    return {date.fromisoformat(day): count for day, count in rows}


def _names(conn: Connection, select: str, rep_id: Id, period: Period) -> dict[Id, tuple[str, ...]]:
    rows = conn.exec_driver_sql(
        f"{select} WHERE v.rep_id = ? AND v.day BETWEEN ? AND ? AND NOT v.deleted ORDER BY n.visit_id, t.name",
        (rep_id, *_days(period)),
    )
    found: dict[Id, tuple[str, ...]] = {}
    for visit, name in rows:
        found[visit] = (*found.get(visit, ()), name)
    return found


def _deal(row: Sequence[Any]) -> DealRow:
    pk, name, client_id, client, stage, priority, amount, currency, close, step, next_on, reason = row[:12]
    lost_reason = LostReason(reason) if reason else None
    return DealRow(
        pk,
        name,
        client_id,
        client,
        Stage(stage),
        Priority(priority),
        amount,
        currency,
        _day(close),
        step,
        _day(next_on),
        lost_reason,
        *row[12:_WIDTH],
    )


def _days(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def _day(text: object) -> date | None:
    return date.fromisoformat(str(text)) if text else None
