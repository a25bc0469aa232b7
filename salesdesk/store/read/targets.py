"""Targets as they are stored: one row per rep, metric, month and product line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.client import Tier
from salesdesk.domain.figures import COUNTED
from salesdesk.domain.money import split_exactly
from salesdesk.domain.target import Metric, Target
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.rows import select_things, things
from salesdesk.store.read.settings import setting
from salesdesk.store.tables import TABLES

TARGET = TABLES[Kind.TARGET]


def targets(
    conn: Connection, years: Iterable[int], metric: Metric | None = None, rep: Id | None = None
) -> list[Target]:
    """The cells of these years; of one metric, of one rep."""
    wanted = tuple(years)
    asked = "targets", wanted, metric, rep
    return [*keeper(conn).answer(asked, frozenset({"target"}), lambda: _targets(conn, wanted, metric, rep))]


def _targets(conn: Connection, years: Sequence[int], metric: Metric | None, rep: Id | None) -> list[Target]:
    where: list[ColumnElement[bool]] = [TARGET.c.year.in_(years)]
    if metric is not None:
        where.append(TARGET.c.metric == metric)
    if rep is not None:
        where.append(TARGET.c.rep_id == rep)
    return things(conn, Target, *where, order=(TARGET.c.month,))


NOBODY = b""
"""Whose the cells are that a team is to reach beyond the plans of its reps, or that it need not."""


def team_key(year: int, metric: Metric) -> str:
    """The setting that holds what was said for the whole team."""
    return f"team_target:{metric.value}:{year}"


def stated(conn: Connection, year: int, metric: Metric) -> int | None:
    """What the team is to reach in a year whatever its reps' plans sum to; None: their sum."""
    found = setting(conn, team_key(year, metric))
    return None if found is None else int(found)


def team_targets(conn: Connection, years: Iterable[int], metric: Metric, currency: str) -> list[Target]:
    """The cells of all reps and, where something else was stated for the team, the difference: in proportion to what
    is planned for each month, product line and tier, to the cent; equally over the months where nothing is."""
    wanted = tuple(years)
    asked = "team targets", wanted, metric, currency
    find = lambda: _team_targets(conn, wanted, metric, currency)  # noqa: E731
    return [*keeper(conn).answer(asked, frozenset({"target", "setting"}), find)]


def _team_targets(conn: Connection, years: Sequence[int], metric: Metric, currency: str) -> list[Target]:
    cells = [one for one in _targets(conn, years, metric, None) if metric in COUNTED or one.currency == currency]
    found = [*cells]
    for year in years:
        whole = stated(conn, year, metric)
        if whole is None:
            continue
        planned: dict[tuple[int, Id | None, Tier | None], int] = {}
        for one in cells:
            if one.year == year:
                key = one.month, one.line_id, one.tier
                planned[key] = planned.get(key, 0) + one.amount
        more = whole - sum(planned.values())
        keys = list(planned) if any(planned.values()) else [(month, None, None) for month in range(1, 13)]
        parts = split_exactly(abs(more), [planned.get(key, 1) for key in keys])
        for (month, line, tier), part in zip(keys, parts, strict=True):
            if part:
                amount = part if more > 0 else -part
                found.append(Target(NOBODY, NOBODY, metric, year, month, line, amount, currency=currency, tier=tier))
    return found


def cells_ever(conn: Connection, rep: Id, metric: Metric, year: int) -> dict[Id, Target]:
    """The cells of a matrix by id, those in the bin too: a natural id is born only once."""
    query = select_things(Target).where(TARGET.c.rep_id == rep, TARGET.c.metric == metric, TARGET.c.year == year)
    return {row[0]: Target(*row) for row in conn.execute(query)}


def year_ever(conn: Connection, rep: Id, year: int) -> dict[Id, Target]:
    """All cells of a year by id, those in the bin too."""
    query = select_things(Target).where(TARGET.c.rep_id == rep, TARGET.c.year == year)
    return {row[0]: Target(*row) for row in conn.execute(query)}


def years(conn: Connection, rep: Id | None) -> list[int]:
    """Years for which the rep has a target."""
    rows = conn.exec_driver_sql(
        "SELECT DISTINCT year FROM target WHERE (?1 IS NULL OR rep_id = ?1) AND NOT deleted", (rep,)
    )
    return list(rows.scalars().all())
