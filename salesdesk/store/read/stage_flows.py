"""Stage conversion in both views of the glossary, and what became of those that came into a stage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import Behind, Flow
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.report import Rate
from salesdesk.store.read.figures import DEAL_GROUPS, OPEN_SQL, Scope, spans_of

_RANK = "CASE {} " + " ".join(f"WHEN '{stage}' THEN {stage.rank}" for stage in Stage) + " END"
_FORWARD = f"went <> 'lost' AND {_RANK.format('went')} > {_RANK.format('stage')}"


def _left(scope: Scope, by: By | None) -> str:
    """The last move out of each stage that an opportunity left in the period (or in each span of it)."""
    key, join = "''", ""
    if by is not None:
        key, join = (spans_of("m.day")[by], "") if by.is_time else DEAL_GROUPS[by]
    return (
        f"SELECT {key} AS k, m.opportunity_id AS deal, m.from_stage AS stage, m.to_stage AS went, max(m.moved_at)"
        f" FROM stage_move m JOIN opportunity o ON o.id = m.opportunity_id{join}"
        " WHERE m.day BETWEEN :first AND :last AND NOT m.deleted AND NOT o.deleted"
        f" AND m.from_stage IN ({OPEN_SQL}){scope.deals()} GROUP BY 1, 2, 3"
    )


def stage_conversion(conn: Connection, scope: Scope) -> dict[Stage, Rate]:
    """Of the opportunities that left a stage in the period, those that moved forward ÷ (moved forward + lost).

    The last move out of the stage counts for an opportunity; moves back count neither way.
    """
    return stage_conversions(conn, scope, None).get("", {stage: Rate.part(0, 0) for stage in OPEN_STAGES})


def stage_conversions(conn: Connection, scope: Scope, by: By | None) -> dict[Any, dict[Stage, Rate]]:
    """As `stage_conversion`, for each group."""
    rows = conn.exec_driver_sql(
        f"SELECT k, stage, sum({_FORWARD}), sum(went = 'lost') FROM ({_left(scope, by)}) GROUP BY 1, 2", scope.params()
    )
    found: dict[Any, dict[Stage, Rate]] = defaultdict(lambda: {stage: Rate.part(0, 0) for stage in OPEN_STAGES})
    for key, stage, forward, lost in rows:
        found[key][Stage(stage)] = Rate.part(forward, forward + lost)
    return dict(found)


@dataclass(frozen=True, slots=True)
class StageFlow:
    """The comings into a stage in a period: their flow, how many opportunities they are, how many reached the next."""

    flow: Flow
    deals: int
    reached: int
    amount_cents: int = 0


_STEPS = (
    "WITH came AS (SELECT m.opportunity_id AS deal, m.to_stage AS stage, m.day, m.moved_at, m.id,"
    " CASE WHEN o.currency = :currency THEN o.amount_cents ELSE 0 END AS cents,"
    " coalesce(lag(m.to_stage) OVER (PARTITION BY m.opportunity_id ORDER BY m.moved_at, m.id), m.from_stage) AS before"
    " FROM stage_move m JOIN opportunity o ON o.id = m.opportunity_id"
    " WHERE m.day BETWEEN :first AND :as_of AND NOT m.deleted AND NOT o.deleted{deals}),"
    " step AS (SELECT deal, stage, day, cents, lead(stage) OVER way AS went,"
    " row_number() OVER (PARTITION BY deal, stage ORDER BY moved_at, id) AS nth,"
    f" max(CASE WHEN stage <> 'lost' THEN {_RANK.format('stage')} ELSE -1 END) OVER"
    " (PARTITION BY deal ORDER BY moved_at, id ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS far"
    " FROM came WHERE before IS NOT stage WINDOW way AS (PARTITION BY deal ORDER BY moved_at, id)),"
    f" entry AS (SELECT deal, stage, went, nth = 1 AS first, cents,"
    f" coalesce(far, -1) > {_RANK.format('stage')} AS reached FROM step WHERE day <= :last AND stage IN ({OPEN_SQL}))"
)
"""Each coming into an open stage in the period, where it went next, and whether it ever reached the next stage.

Two moves into the same stage one after the other (of files that were merged) are one coming.
"""


def _params(scope: Scope, as_of: date) -> dict[str, Any]:
    return {**scope.params(), "as_of": max(as_of, scope.period.last).isoformat()}


def flows(conn: Connection, scope: Scope, as_of: date) -> dict[Stage, StageFlow]:
    """The open stages, as of a day."""
    rows = conn.exec_driver_sql(
        f"{_STEPS.format(deals=scope.deals())} SELECT stage, count(*), sum(went IS NOT NULL AND {_FORWARD}),"
        f" sum(went IS 'lost'), sum(went IS NULL), sum(first), sum(first AND reached), sum(first * cents)"
        " FROM entry GROUP BY stage",
        _params(scope, as_of),
    )
    found = {stage: StageFlow(Flow(), 0, 0) for stage in OPEN_STAGES}
    for stage, entered, forward, lost, still, deals, reached, cents in rows:
        flow = Flow(entered, forward, lost, entered - forward - lost - still, still)
        found[Stage(stage)] = StageFlow(flow, deals, reached, cents)
    return found


_OF_ENTRY: Mapping[Behind, str] = {
    Behind.ENTERED: "1",
    Behind.COHORT: "1",
    Behind.REACHED: "first AND reached",
    Behind.FORWARD: f"went IS NOT NULL AND {_FORWARD}",
    Behind.LOST_FROM: "went = 'lost'",
    Behind.STILL: "went IS NULL",
    Behind.BACK: f"went IS NOT NULL AND went <> 'lost' AND NOT ({_FORWARD})",
}
_OF_LEFT: Mapping[Behind, str] = {
    Behind.LEFT: f"(went = 'lost' OR ({_FORWARD}))",
    Behind.LEFT_FORWARD: _FORWARD,
}


def behind(conn: Connection, scope: Scope, as_of: date, what: Behind, stage: Stage) -> list[Id] | None:
    """The opportunities behind a number of a stage; None where the number is none of the stages' moves."""
    if what in _OF_ENTRY:
        query = f"{_STEPS.format(deals=scope.deals())} SELECT DISTINCT deal FROM entry WHERE {_OF_ENTRY[what]}"
    elif what in _OF_LEFT:
        query = f"SELECT DISTINCT deal FROM ({_left(scope, None)}) WHERE {_OF_LEFT[what]}"
    else:
        return None
    rows = conn.exec_driver_sql(f"{query} AND stage = :stage", {**_params(scope, as_of), "stage": stage.value})
    return [row[0] for row in rows]
