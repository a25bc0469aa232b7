"""What The Day Asks For."""

from __future__ import annotations

from salesdesk.services.session import Session


class Today:
    """What The Day Asks For."""

    def __init__(self, session: Session) -> None:
        self._session = session
