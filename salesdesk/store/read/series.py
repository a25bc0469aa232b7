"""Recurring visits and the visits made for them."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Id, Kind
from salesdesk.domain.visit import Visit, VisitSeries
from salesdesk.store.read.rows import select_things, things
from salesdesk.store.tables import TABLES

VISIT = TABLES[Kind.VISIT]
SERIES = TABLES[Kind.VISIT_SERIES]


def visits_of(conn: Connection, series_id: Id, first: date | None = None) -> list[Visit]:
    """The visits of a recurring one in the order of their days, those put away too; `first`: from that day on."""
    query = select_things(Visit).where(VISIT.c.series_id == series_id)
    if first is not None:
        query = query.where(VISIT.c.series_day >= first)
    return [Visit(*row) for row in conn.execute(query.order_by(VISIT.c.series_day, VISIT.c.id))]


def running_out(conn: Connection, rep_id: Id, day: date) -> list[VisitSeries]:
    """A rep's recurring visits that have been made up to a day before this one."""
    return things(conn, VisitSeries, SERIES.c.rep_id == rep_id, SERIES.c.made_until < day, order=(SERIES.c.id,))
