"""Who did what, when; and the way back."""

from __future__ import annotations

from salesdesk.domain.change import ChangeSet, Id, Kind, Label
from salesdesk.services.session import Session
from salesdesk.store import journal
from salesdesk.store.read import history as read
from salesdesk.store.read.history import Fact, Step


class History:
    """Undo, redo and the record of every change."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def undo(self) -> ChangeSet:
        """Take the last action back. Raises Refused when there is none or it cannot be put back."""
        return self._session.tell(journal.undo(self._session.file))

    def redo(self) -> ChangeSet:
        """Do again what was undone. Raises Refused when there is nothing to redo."""
        return self._session.tell(journal.redo(self._session.file))

    def next_undo(self) -> Label | None:
        return journal.next_undo(self._session.file)

    def next_redo(self) -> Label | None:
        return journal.next_redo(self._session.file)

    def of(self, kind: Kind, pk: Id) -> list[Fact]:
        """What happened to one record, newest first."""
        return read.facts_of(self._session.file.conn, kind, pk)

    def recent(self, limit: int = 200, before_hlc: int | None = None) -> list[Step]:
        """The newest actions of the whole file."""
        return read.steps(self._session.file.conn, limit, before_hlc)

    def within(self, step: Step) -> list[Fact]:
        """Everything one action changed."""
        return read.facts_in(self._session.file.conn, step.hlc, step.act)
