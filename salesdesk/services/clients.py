"""The Companies The Rep Sells To, And Their People."""

from __future__ import annotations

from salesdesk.services.session import Session


class Clients:
    """The Companies The Rep Sells To, And Their People."""

    def __init__(self, session: Session) -> None:
        self._session = session
