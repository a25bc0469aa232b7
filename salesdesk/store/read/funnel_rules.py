"""The limits that a file keeps, and how the opportunities that went through a stage ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.funnel_rules import DEFAULT_LIMITS, StageLimit
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.store.read.kept import answers
from salesdesk.store.read.settings import setting

LIMITS = "stage_limits"
_OPEN = ", ".join(f"'{stage}'" for stage in OPEN_STAGES)


def limits(conn: Connection) -> dict[Stage, StageLimit]:
    """The limits of each open stage; the usual ones where the file keeps none that can be read."""
    kept = setting(conn, LIMITS, {})
    kept = kept if isinstance(kept, dict) else {}
    return {stage: _limit(kept.get(stage.value), usual) for stage, usual in DEFAULT_LIMITS.items()}


def limits_value(wanted: Mapping[Stage, StageLimit]) -> dict[str, Any]:
    """Limits as the setting keeps them."""
    return {stage.value: {"quiet": limit.quiet, "in_stage": limit.in_stage} for stage, limit in wanted.items()}


def _limit(kept: Any, usual: StageLimit) -> StageLimit:
    if not isinstance(kept, dict) or not isinstance(kept.get("quiet"), int):
        return usual
    inside = kept.get("in_stage")
    return StageLimit(kept["quiet"], inside if isinstance(inside, int) else None)


def closings(conn: Connection) -> tuple[int, ...]:
    """Another tuple whenever an opportunity has been closed, reopened, moved or put away: cheap to ask."""
    (row,) = answers(
        conn,
        "SELECT (SELECT coalesce(max(rowid), 0) FROM stage_move),"
        " (SELECT count(*) FROM opportunity WHERE stage = 'won' AND NOT deleted),"
        " (SELECT count(*) FROM opportunity WHERE stage = 'lost' AND NOT deleted)",
        {},
    )
    return tuple(row)


def ended(conn: Connection) -> dict[Stage, tuple[int, int]]:
    """Stage → (won, closed) of the closed opportunities that ever entered it."""
    rows = conn.exec_driver_sql(
        "SELECT stage, sum(won), count(*) FROM (SELECT DISTINCT m.opportunity_id, m.to_stage AS stage,"
        " o.stage = 'won' AS won FROM opportunity o JOIN stage_move m ON m.opportunity_id = o.id"
        f" WHERE o.stage IN ('won', 'lost') AND NOT o.deleted AND NOT m.deleted AND m.to_stage IN ({_OPEN}))"
        " GROUP BY stage"
    )
    return {Stage(stage): (won, closed) for stage, won, closed in rows}
