"""The limits that a file keeps, and whether opportunities have moved since one last looked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.funnel_rules import DEFAULT_LIMITS, StageLimit
from salesdesk.domain.opportunity import Stage
from salesdesk.store.read.kept import answers
from salesdesk.store.read.settings import setting

LIMITS = "stage_limits"


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
