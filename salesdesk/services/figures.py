"""Every Number Of The Glossary, With One Definition."""

from __future__ import annotations

from salesdesk.services.session import Session


class Figures:
    """Every Number Of The Glossary, With One Definition."""

    def __init__(self, session: Session) -> None:
        self._session = session
