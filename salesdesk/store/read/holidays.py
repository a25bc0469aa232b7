"""The file's own calendar of public holidays and make-up working days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from salesdesk.domain.change import Kind
from salesdesk.domain.settings import Holiday
from salesdesk.store.read.rows import things
from salesdesk.store.tables import TABLES

HOLIDAY = TABLES[Kind.HOLIDAY]


def holidays_between(conn: Connection, first: date, last: date) -> list[Holiday]:
    """Holidays and make-up days from `first` to `last`, both included, by day."""
    days = HOLIDAY.c.day.between(first.isoformat(), last.isoformat())
    return things(conn, Holiday, days, order=(HOLIDAY.c.day, HOLIDAY.c.region))
