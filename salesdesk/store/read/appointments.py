"""Appointments and leave by the days they touch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import Connection

from salesdesk.domain.appointment import LONGEST, Appointment
from salesdesk.domain.change import Id, Kind
from salesdesk.store.read.rows import select_things, things
from salesdesk.store.tables import TABLES

APPOINTMENT = TABLES[Kind.APPOINTMENT]


def touching(conn: Connection, rep_id: Id, first: date, last: date) -> list[Appointment]:
    """A rep's appointments that lie on these days or reach into them, in the order of the clock."""
    begun = APPOINTMENT.c.day.between((first - timedelta(days=LONGEST)).isoformat(), last.isoformat())
    order = (APPOINTMENT.c.day, APPOINTMENT.c.all_day.desc(), APPOINTMENT.c.starts_at, APPOINTMENT.c.id)
    found = things(conn, Appointment, APPOINTMENT.c.rep_id == rep_id, begun, order=order)
    return [one for one in found if one.last_day >= first]


def by_uid(conn: Connection, rep_id: Id, uids: Iterable[str]) -> dict[str, Appointment]:
    """A rep's appointments from other calendars by their key there, those in the bin too."""
    found: dict[str, Appointment] = {}
    wanted = list(uids)
    for start in range(0, len(wanted), 500):
        some = APPOINTMENT.c.uid.in_(wanted[start : start + 500])
        rows = conn.execute(select_things(Appointment).where(APPOINTMENT.c.rep_id == rep_id, some))
        found.update((one.uid, one) for one in (Appointment(*row) for row in rows))
    return found
