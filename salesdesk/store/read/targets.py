"""Targets as they are stored: one row per rep, metric, month and product line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.target import Metric, Target
from salesdesk.store.read.kept import keeper
from salesdesk.store.read.rows import select_things, things
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
