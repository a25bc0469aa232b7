"""The bin: what was deleted is shown and comes back whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.record_words import RecordWords
from salesdesk.services.session import Session
from salesdesk.store.read import bin as read
from salesdesk.store.read.bin import Binned

__all__ = ["Bin", "Binned"]


class Bin:
    """Everything that somebody can delete by itself."""

    def __init__(self, session: Session, verbs: Mapping[Kind, Callable[[Id], ChangeSet]]) -> None:
        """`verbs`: how a kind comes out of it that needs more than not to be deleted any longer."""
        self._session = session
        self._verbs = verbs

    def list(self, limit: int = 2000) -> list[Binned]:
        """What lies there, the last deleted first."""
        found = read.binned(self._session.file.conn, limit)
        words = RecordWords(self._session)
        words.learn((one.kind, one.id) for one in found)
        return [Binned(one.id, one.kind, words.name(one.kind, one.id), one.millis, one.who) for one in found]

    def restore(self, kind: Kind, pk: Id) -> ChangeSet:
        """Take one out of the bin, with what went into it at the same time and belongs to it.

        Raises Refused for a kind that has no bin, for what does not lie there, and, naming it, where something
        lies in the bin without which it would not be found.
        """
        conn = self._session.file.conn
        if kind not in read.SHOWN:
            raise Refused(N_("This cannot be taken out of the bin."))
        if not read.is_gone(conn, kind, pk):
            raise Refused(N_("This does not lie in the bin any more."))
        words = RecordWords(self._session)
        if (needed := read.without(conn, kind, pk)) is not None:
            raise Refused(N_("“{name}” lies in the bin too. Restore that first."), name=words.name(*needed))
        if (verb := self._verbs.get(kind)) is not None:
            return verb(pk)
        back = [(kind, pk), *read.went_with(conn, kind, pk)]
        changes: list[Change] = [Edit(one, its, "deleted", before=True, after=False) for one, its in back]
        return self._session.record(Label("record.restored", {"name": words.name(kind, pk)}), changes)
