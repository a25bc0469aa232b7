"""Opportunities On Their Way Through The Stages."""

from __future__ import annotations

from salesdesk.services.session import Session


class Funnel:
    """Opportunities On Their Way Through The Stages."""

    def __init__(self, session: Session) -> None:
        self._session = session
