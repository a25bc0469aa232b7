"""Line 12: the funnel and the stage conversion of a year, among many opportunities with four moves each."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from salesdesk.domain.opportunity import OPEN_STAGES, LostReason, Stage
from salesdesk.domain.period import Period
from salesdesk.services.desk import Desk
from salesdesk.services.funnel_analysis import Asked
from salesdesk.store.types import moment_to_text
from tests.bench.cards import empty_desk
from tests.bench.frame import Aim, Reading, Run, Took, alone, measured, stopwatch
from tests.bench.lines.board import bare_copy
from tests.bench.places import NOW, Places, bare, clock
from tests.bench.sizes import Sizes

_YEAR = Period.year(NOW.date())
_RANK = "CASE {} WHEN 'first_contact' THEN 0 WHEN 'need_confirmed' THEN 1 WHEN 'proposal' THEN 2 ELSE 3 END"
_ON = f"went <> 'lost' AND {_RANK.format('went')} > {_RANK.format('stage')}"
_OPEN = "'first_contact', 'need_confirmed', 'proposal'"
_PLAIN = (
    "SELECT stage, count(*), sum(amount_cents), sum((amount_cents * coalesce(probability, 50) + 50) / 100)"
    " FROM opportunity WHERE NOT deleted GROUP BY stage",
    f"SELECT stage, sum({_ON}), sum(went = 'lost') FROM (SELECT opportunity_id, from_stage AS stage,"
    " to_stage AS went, max(moved_at) FROM stage_move WHERE day BETWEEN :first AND :last AND NOT deleted"
    f" AND from_stage IN ({_OPEN}) GROUP BY opportunity_id, from_stage) GROUP BY stage",
    "SELECT stage, count(*), count(went), count(DISTINCT opportunity_id) FROM (SELECT opportunity_id, day,"
    " to_stage AS stage, lead(to_stage) OVER (PARTITION BY opportunity_id ORDER BY moved_at) AS went FROM stage_move"
    f" WHERE day >= :first AND NOT deleted) WHERE day <= :last AND stage IN ({_OPEN}) GROUP BY stage",
    "SELECT lost_reason, lost_to, (SELECT from_stage FROM stage_move m WHERE m.opportunity_id = o.id AND"
    " m.to_stage = 'lost' ORDER BY moved_at DESC LIMIT 1), count(*), sum(amount_cents) FROM opportunity o"
    " WHERE stage = 'lost' AND closed_on BETWEEN :first AND :last AND NOT deleted GROUP BY 1, 2, 3",
    f"SELECT stage, (SELECT max(day) FROM stage_move m WHERE m.opportunity_id = o.id AND NOT deleted), amount_cents"
    f" FROM opportunity o WHERE stage IN ({_OPEN}) AND NOT deleted",
    "SELECT julianday(closed_on) - julianday(created_on) FROM opportunity WHERE stage = 'won' AND NOT deleted"
    " AND closed_on BETWEEN :first AND :last ORDER BY 1",
)
"""The same questions as a reader of the file would ask them with the driver alone."""


def funnel(sizes: Sizes, places: Places) -> list[Reading]:
    """The whole picture of the analysis against its bare questions; grown from a quarter of the opportunities."""
    few, many = sizes.clients // 4, sizes.clients
    desk = _desk(places, few)
    mine, plain = measured(_picture(desk), _bare_questions(desk), sizes.repeats)
    desk.close()
    desk = _desk(places, many)
    grown, grown_plain = measured(_picture(desk), _bare_questions(desk), sizes.repeats)
    board = alone(_chances(desk), sizes.repeats)
    desk.close()
    note = f"{many:,} opportunities, {4 * many:,} moves"
    return [
        Reading("funnel: conversion of a year", grown, grown_plain, Aim(times=1.5), None, note),
        Reading("funnel: the same, a quarter of it", mine, plain, Aim(times=1.5), None, f"{few:,} opportunities"),
        Reading("funnel: chances of the stages", board, None, Aim(), None, f"{note}; nothing moved since"),
    ]


def _picture(desk: Desk) -> Run:
    def read() -> Took:
        with stopwatch() as took:
            desk.analysis.of(Asked(_YEAR))
        return took

    return read


def _chances(desk: Desk) -> Run:
    def read() -> Took:
        with stopwatch() as took:
            desk.funnel.chances()
        return took

    return read


def _bare_questions(desk: Desk) -> Run:
    conn = bare_copy(desk)
    year_before = Asked(_YEAR).before
    days = {"first": _YEAR.first.isoformat(), "last": _YEAR.last.isoformat()}
    before = {"first": year_before.first.isoformat(), "last": year_before.last.isoformat()}

    def read() -> Took:
        with stopwatch() as took:
            for question in _PLAIN:
                conn.execute(question, days).fetchall()
            conn.execute(_PLAIN[1], before).fetchall()
        return took

    return read


def _desk(places: Places, count: int) -> Desk:
    """Opportunities of two years, four moves each, written by the driver alone: this line is not about the journal."""
    made = empty_desk(places)
    path, rep, new_id = made.path, made.rep.id, made.session.new_id
    triggers = made.file.conn.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").scalars().all()
    made.close()
    conn, random = bare(path), Random("funnel")
    deals, moves = [], []
    for number in range(count):
        pk, way = new_id(), _way(random)
        day = NOW - timedelta(days=random.randrange(60, 720))
        first = day.date()
        for at, to in enumerate(way):
            moves.append((new_id(), pk, way[at - 1] if at else None, to, moment_to_text(day), rep))
            day += timedelta(days=random.randrange(1, 15))
        closed = None if way[-1].is_open else (day.date() - timedelta(days=1)).isoformat()
        reason = random.choice(list(LostReason)).value if way[-1] is Stage.LOST else None
        deals.append((pk, f"D{number}", rep, way[-1], first.isoformat(), closed, _cents(random), reason))
    conn.execute("BEGIN")
    conn.executemany(
        "INSERT INTO opportunity(id, name, rep_id, stage, created_on, closed_on, amount_cents, lost_reason, currency,"
        " priority, next_step, lost_to, lost_note, approach, note, ref, deleted, search)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'CNY', 2, '', '', '', '', '', '', 0, '')",
        deals,
    )
    conn.executemany(
        "INSERT INTO stage_move(id, opportunity_id, from_stage, to_stage, moved_at, rep_id, note, deleted)"
        " VALUES (?, ?, ?, ?, ?, ?, '', 0)",
        moves,
    )
    for trigger in triggers:
        conn.execute(trigger)
    conn.execute("COMMIT")
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    conn.close()
    return Desk.open(path, clock=clock)


def _way(random: Random) -> list[Stage]:
    """Four moves: through the stages, back and on again, lost on the way or won."""
    first, need, proposal = OPEN_STAGES
    return random.choice(
        [
            [first, need, proposal, Stage.WON],
            [first, need, proposal, Stage.LOST],
            [first, need, first, need],
            [first, need, Stage.LOST, need],
            [first, proposal, need, proposal],
        ]
    )


def _cents(random: Random) -> int:
    return random.randrange(100, 90_000) * 100
