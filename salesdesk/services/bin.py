"""The bin: what was deleted is shown and comes back whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salesdesk.domain.change import ChangeSet, Id, Kind
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store.read import bin as read
from salesdesk.store.read.bin import Binned

__all__ = ["Bin", "Binned"]


class Bin:
    """Clients, contacts, visits, opportunities, products, quotes, orders … that were deleted."""

    def __init__(self, session: Session, verbs: Mapping[Kind, Callable[[Id], ChangeSet]]) -> None:
        """`verbs`: how each kind that has a bin comes out of it."""
        self._session = session
        self._verbs = verbs

    def list(self, limit: int = 2000) -> list[Binned]:
        """What lies there, the last deleted first."""
        return read.binned(self._session.file.conn, limit)

    def restore(self, kind: Kind, pk: Id) -> ChangeSet:
        """Take one out of the bin. Raises Refused for a kind that has no bin, and where it is gone."""
        verb = self._verbs.get(kind)
        if verb is None:
            raise Refused(N_("This cannot be taken out of the bin."))
        return verb(pk)
