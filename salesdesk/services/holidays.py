"""Public holidays and the working days that make up for them, as this file knows them (spec 4.2)."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.settings import Holiday
from salesdesk.services.session import Session
from salesdesk.store.read import holidays as read


class Holidays:
    """The calendar of days off."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def between(self, first: date, last: date) -> list[Holiday]:
        """Holidays and make-up days from `first` to `last`, both included, in their order."""
        return read.holidays_between(self._session.file.conn, first, last)
