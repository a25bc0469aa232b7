"""Data Of Other Systems, Taken In."""

from __future__ import annotations

from salesdesk.services.session import Session


class Imports:
    """Data Of Other Systems, Taken In."""

    def __init__(self, session: Session) -> None:
        self._session = session
