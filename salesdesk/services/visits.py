"""Planning, Logging And Moving Visits."""

from __future__ import annotations

from salesdesk.services.session import Session


class Visits:
    """Planning, Logging And Moving Visits."""

    def __init__(self, session: Session) -> None:
        self._session = session
