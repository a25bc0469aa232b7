"""Daily And Weekly Reports: Figures And Words, Drafts And Sent Ones."""

from __future__ import annotations

from salesdesk.services.session import Session


class Reports:
    """Daily And Weekly Reports: Figures And Words, Drafts And Sent Ones."""

    def __init__(self, session: Session) -> None:
        self._session = session
