"""Public holidays and the working days that make up for them, as this file knows them (spec 4.2)."""

from __future__ import annotations

from datetime import date

from salesdesk.domain.settings import Holiday
from salesdesk.services.session import Session
from salesdesk.store.read import working as read


class Holidays:
    """The calendar of days off."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def between(self, first: date, last: date) -> list[Holiday]:
        """Holidays and make-up days that hold here, from `first` to `last`, both included, one a day."""
        return list(read.special_days(self._session.file.conn, first, last).values())
