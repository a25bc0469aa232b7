"""What the funnel analysis asks beside sums and moves: what stands where, what was lost why, and the records behind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.funnel_figures import AGES, Behind, LostCell, Records
from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Stage
from salesdesk.store.read.figures import OPEN_SQL, Scope

_ENTERED = (
    "coalesce((SELECT date(substr(max(m.moved_at), 1, 19), substr(max(m.moved_at), 21)) FROM stage_move m"
    " WHERE m.opportunity_id = o.id AND NOT m.deleted), o.created_on)"
)
_AGE = f"(julianday(:today) - julianday({_ENTERED}))"
_BANDS = " ".join(f"WHEN age <= {last} THEN {band}" for band, last in enumerate(AGES))
_BAND = f"CASE {_BANDS} ELSE {len(AGES)} END"

_LOST_FROM = (
    "(SELECT m.from_stage FROM stage_move m WHERE m.opportunity_id = o.id AND m.to_stage = 'lost' AND NOT m.deleted"
    " ORDER BY m.moved_at DESC, m.id DESC LIMIT 1)"
)
_OWN = "CASE WHEN o.currency = :currency THEN o.amount_cents ELSE 0 END"
_IS_OPEN = f"NOT o.deleted AND o.stage IN ({OPEN_SQL})"
_IS_LOST = "NOT o.deleted AND o.stage = 'lost' AND o.closed_on BETWEEN :first AND :last"


@dataclass(frozen=True, slots=True)
class Here:
    """What stands in an open stage now: how many, worth what, how many in each band of age."""

    count: int
    cents: int
    ages: tuple[int, ...]


def here(conn: Connection, scope: Scope) -> dict[Stage, Here]:
    """The open stages as they are today."""
    rows = conn.exec_driver_sql(
        f"SELECT stage, {_BAND}, count(*), sum(cents) FROM (SELECT o.stage, {_AGE} AS age, {_OWN} AS cents"
        f" FROM opportunity o WHERE {_IS_OPEN}{scope.deals()}) GROUP BY 1, 2",
        scope.params(),
    )
    counts = {stage: [0] * (len(AGES) + 1) for stage in OPEN_STAGES}
    sums = dict.fromkeys(OPEN_STAGES, 0)
    for stage, band, count, cents in rows:
        counts[Stage(stage)][band] = count
        sums[Stage(stage)] += cents
    return {stage: Here(sum(ages), sums[stage], tuple(ages)) for stage, ages in counts.items()}


def elsewhere(conn: Connection, scope: Scope) -> int:
    """Opportunities open now or closed in the period whose amounts are in other currencies."""
    return int(
        conn.exec_driver_sql(
            f"SELECT count(*) FROM opportunity o WHERE NOT o.deleted AND o.currency <> :currency"
            f" AND (o.stage IN ({OPEN_SQL}) OR o.closed_on BETWEEN :first AND :last){scope.deals()}",
            scope.params(),
        ).scalar()
        or 0
    )


def lost_cells(conn: Connection, scope: Scope) -> list[LostCell]:
    """What was lost in the period, by reason, competitor, stage and month; the largest first."""
    rows = conn.exec_driver_sql(
        f"SELECT o.lost_reason, trim(o.lost_to), {_LOST_FROM}, substr(o.closed_on, 1, 7), count(*), sum({_OWN})"
        f" FROM opportunity o WHERE {_IS_LOST}{scope.deals()} GROUP BY 1, 2, 3, 4 ORDER BY 6 DESC, 5 DESC, 1, 2, 3, 4",
        scope.params(),
    )
    return [
        LostCell(
            LostReason(reason) if reason else None,
            competitor,
            Stage(stage) if stage else None,
            date.fromisoformat(f"{month}-01"),
            count,
            cents,
        )
        for reason, competitor, stage, month, count, cents in rows
    ]


def among(conn: Connection, scope: Scope) -> frozenset[Id]:
    """Every opportunity that the scope lets through, whatever its days."""
    query = f"SELECT o.id FROM opportunity o WHERE NOT o.deleted{scope.deals()}"
    return frozenset(row[0] for row in conn.exec_driver_sql(query, scope.params()))


_CLOSED = "NOT o.deleted AND o.stage IN ({stages}) AND o.closed_on BETWEEN :first AND :last"
_WHERE = {
    Behind.WON: _CLOSED.format(stages="'won'"),
    Behind.LOST: _IS_LOST,
    Behind.CLOSED: _CLOSED.format(stages="'won', 'lost'"),
    Behind.OPEN: f"NOT o.deleted AND o.created_on <= :until AND (o.stage IN ({OPEN_SQL}) OR o.closed_on > :until)",
    Behind.PIPELINE: f"{_IS_OPEN} AND o.currency = :currency AND o.expected_close BETWEEN :first AND :last",
    Behind.HERE: _IS_OPEN,
}


def behind(conn: Connection, scope: Scope, wanted: Records) -> list[Id]:
    """The opportunities behind a number that no stage move tells of, the biggest first."""
    where, params = [_WHERE[wanted.what]], dict[str, Any](scope.params())
    if wanted.stage is not None:
        where.append(f"{'o.stage' if wanted.what is Behind.HERE else _LOST_FROM} = :stage")
        params["stage"] = wanted.stage.value
    if wanted.band is not None:
        where.append(f"{_BAND.replace('age', _AGE)} = :band")
        params["band"] = wanted.band
    if wanted.of_reason:
        where.append("o.lost_reason IS :reason")
        params["reason"] = wanted.reason.value if wanted.reason else None
    if wanted.competitor is not None:
        where.append("trim(o.lost_to) = :competitor")
        params["competitor"] = wanted.competitor
    rows = conn.exec_driver_sql(
        f"SELECT o.id FROM opportunity o WHERE {' AND '.join(where)}{scope.deals()} ORDER BY o.amount_cents DESC, o.id",
        params,
    )
    return [row[0] for row in rows]
