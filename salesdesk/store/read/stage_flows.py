"""Stage conversion in both views of the glossary, and what became of those that came into a stage."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from salesdesk.domain.change import Id
from salesdesk.domain.figures import By
from salesdesk.domain.funnel_figures import ENDS, Behind, Entry, Flow, entries_of
from salesdesk.domain.opportunity import OPEN_STAGES, Stage
from salesdesk.domain.report import Rate
from salesdesk.store.read.figures import DEAL_GROUPS, OPEN_SQL, Scope, spans_of
from salesdesk.store.read.kept import answers
from salesdesk.store.read.rows import driver_of
from salesdesk.store.read.stage_columns import left_stages

_RANK = "CASE {} " + " ".join(f"WHEN '{stage}' THEN {stage.rank}" for stage in Stage) + " END"
_FORWARD = f"went <> 'lost' AND {_RANK.format('went')} > {_RANK.format('stage')}"


def _left(scope: Scope, by: By | None) -> str:
    """The last move out of each stage that an opportunity left in the period (or in each span of it)."""
    key, join, grouped = "''", "", ""
    if by is not None:
        key, join = (spans_of("m.day")[by], "") if by.is_time else DEAL_GROUPS[by]
        grouped = "k, "
    elif not scope.deals():  # a third faster than the join
        return (
            "SELECT '' AS k, opportunity_id AS deal, from_stage AS stage, to_stage AS went, max(moved_at)"
            " FROM stage_move WHERE day BETWEEN :first AND :last AND NOT deleted"
            " AND opportunity_id NOT IN (SELECT id FROM opportunity WHERE deleted)"
            f" AND from_stage IN ({OPEN_SQL}) GROUP BY opportunity_id, from_stage"
        )
    return (
        f"SELECT {key} AS k, m.opportunity_id AS deal, m.from_stage AS stage, m.to_stage AS went, max(m.moved_at)"
        f" FROM stage_move m JOIN opportunity o ON o.id = m.opportunity_id{join}"
        " WHERE m.day BETWEEN :first AND :last AND NOT m.deleted AND NOT o.deleted"
        f" AND m.from_stage IN ({OPEN_SQL}){scope.deals()} GROUP BY {grouped}m.opportunity_id, m.from_stage"
    )


def stage_conversion(conn: Connection, scope: Scope) -> dict[Stage, Rate]:
    """Of the opportunities that left a stage in the period, those that moved forward ÷ (moved forward + lost).

    The last move out of the stage counts for an opportunity; moves back count neither way.
    """
    if scope.deals():
        return stage_conversions(conn, scope, None).get("", {stage: Rate.part(0, 0) for stage in OPEN_STAGES})
    left = left_stages(conn, scope.period.first, scope.period.last)
    return {stage: Rate.part(forward, forward + lost) for stage, (forward, lost) in left.items()}


def stage_conversions(conn: Connection, scope: Scope, by: By | None) -> dict[Any, dict[Stage, Rate]]:
    """As `stage_conversion`, for each group."""
    rows = answers(
        conn,
        f"SELECT k, stage, sum({_FORWARD}), sum(went = 'lost') FROM ({_left(scope, by)}) GROUP BY 1, 2",
        scope.params(),
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


_MOVES = (
    "SELECT m.opportunity_id, m.from_stage, m.to_stage, m.day <= :last FROM stage_move m"
    " WHERE m.day BETWEEN :first AND :as_of AND NOT m.deleted AND m.opportunity_id {deals}"
    " ORDER BY m.opportunity_id, m.moved_at, m.id"
)
"""Sorted once and walked through: window functions sort anew for each question (three times as long)."""


def _entries(conn: Connection, scope: Scope, as_of: date) -> Iterator[Entry]:
    """Each coming into an open stage in the period, with what followed up to a day."""
    params = {**scope.params(), "as_of": max(as_of, scope.period.last).isoformat()}
    deals = "NOT IN (SELECT id FROM opportunity WHERE deleted)"
    if narrowed := scope.deals():
        deals = f"IN (SELECT o.id FROM opportunity o WHERE NOT o.deleted{narrowed})"
    return entries_of(driver_of(conn).execute(_MOVES.format(deals=deals), params))


def _amounts(conn: Connection, scope: Scope) -> dict[Id, int]:
    """Opportunity → cents, of those in the file's currency: read in one go, looked up while walking."""
    query = "SELECT id, amount_cents FROM opportunity WHERE currency = ? AND NOT deleted"
    return dict(driver_of(conn).execute(query, (scope.currency,)))


def flows(conn: Connection, scope: Scope, as_of: date) -> dict[Stage, StageFlow]:
    """The open stages, as of a day."""
    amounts = _amounts(conn, scope)
    ends: Counter[tuple[str, Behind]] = Counter()
    deals, reached, cents = Counter[str](), Counter[str](), Counter[str]()
    for entry in _entries(conn, scope, as_of):
        ends[entry.stage, entry.end] += 1
        if entry.first:
            deals[entry.stage] += 1
            reached[entry.stage] += entry.reached
            cents[entry.stage] += amounts.get(entry.deal, 0)
    found = {}
    for stage in OPEN_STAGES:
        parts = [ends[stage.value, end] for end in ENDS]
        found[stage] = StageFlow(Flow(sum(parts), *parts), deals[stage.value], reached[stage.value], cents[stage.value])
    return found


_OF_LEFT: Mapping[Behind, str] = {
    Behind.LEFT: f"(went = 'lost' OR ({_FORWARD}))",
    Behind.LEFT_FORWARD: _FORWARD,
}


def behind(conn: Connection, scope: Scope, as_of: date, what: Behind, stage: Stage) -> list[Id] | None:
    """The opportunities behind a number of a stage; None where the number is none of the stages' moves."""
    if what in _OF_LEFT:
        query = f"SELECT DISTINCT deal FROM ({_left(scope, None)}) WHERE {_OF_LEFT[what]} AND stage = :stage"
        rows = conn.exec_driver_sql(query, {**scope.params(), "stage": stage.value})
        return [row[0] for row in rows]
    if what not in _OF_ENTRY:
        return None
    wanted = _OF_ENTRY[what]
    found = (entry for entry in _entries(conn, scope, as_of) if entry.stage == stage.value and wanted(entry))
    return list(dict.fromkeys(entry.deal for entry in found))


def _any(_entry: Entry) -> bool:
    return True


def _reached(entry: Entry) -> bool:
    return entry.first and entry.reached


def _ended(end: Behind) -> Callable[[Entry], bool]:
    return lambda entry: entry.end is end


_OF_ENTRY: Mapping[Behind, Callable[[Entry], bool]] = {
    Behind.ENTERED: _any,
    Behind.COHORT: _any,
    Behind.REACHED: _reached,
    **{end: _ended(end) for end in ENDS},
}
