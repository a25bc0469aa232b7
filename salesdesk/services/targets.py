"""What Is To Be Reached, And How Far It Is."""

from __future__ import annotations

from salesdesk.services.session import Session


class Targets:
    """What Is To Be Reached, And How Far It Is."""

    def __init__(self, session: Session) -> None:
        self._session = session
