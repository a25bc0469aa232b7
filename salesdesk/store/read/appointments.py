"""Appointments and leave by the days they touch."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from salesdesk.domain.appointment import LONGEST, Appointment
from salesdesk.domain.change import Id, Kind
from salesdesk.store.read.rows import select_things, things
from salesdesk.store.tables import TABLES

APPOINTMENT = TABLES[Kind.APPOINTMENT]


def touching(conn: Connection, rep_id: Id | None, first: date, last: date) -> list[Appointment]:
    """Appointments of a rep (None: of all) that lie on these days or reach into them, in the order of the clock."""
    begun = APPOINTMENT.c.day.between((first - timedelta(days=LONGEST)).isoformat(), last.isoformat())
    order = (APPOINTMENT.c.day, APPOINTMENT.c.all_day.desc(), APPOINTMENT.c.starts_at, APPOINTMENT.c.id)
    of_rep = () if rep_id is None else (APPOINTMENT.c.rep_id == rep_id,)
    found = things(conn, Appointment, *of_rep, begun, order=order)
    return [one for one in found if one.last_day >= first]


def of_rep(conn: Connection, rep_id: Id) -> list[Appointment]:
    """All appointments of a rep, those in the bin too."""
    query = select_things(Appointment).where(APPOINTMENT.c.rep_id == rep_id).order_by(APPOINTMENT.c.id)
    return [Appointment(*row) for row in conn.execute(query)]
