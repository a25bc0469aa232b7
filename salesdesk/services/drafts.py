"""Half-typed forms survive a crash or a dead battery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from salesdesk.services.session import Session
from salesdesk.store import drafts


class Drafts:
    """One draft per slot (`log_visit`, …); a slot's body is plain JSON."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def keep(self, slot: str, body: Mapping[str, Any]) -> None:
        """Write the half-typed form down, durably."""
        drafts.keep(self._session.file, slot, body, self._session.now())

    def kept(self, slot: str) -> tuple[dict[str, Any], datetime] | None:
        """The half-typed form and when it was typed, if there is one."""
        return drafts.kept(self._session.file, slot)

    def drop(self, slot: str) -> None:
        """Forget it: it was saved, or the user wants it gone."""
        drafts.drop(self._session.file, slot)
