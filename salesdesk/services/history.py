"""Who did what, when; and the way back."""

from __future__ import annotations

from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.errors import Refused
from salesdesk.domain.text import N_
from salesdesk.services.session import Session
from salesdesk.store import journal
from salesdesk.store.read import history as read
from salesdesk.store.read.history import Asked, Fact, Step
from salesdesk.words.search_keys import search_text, sort_key

__all__ = ["Asked", "Fact", "History", "Step"]

FOLLOWS = {
    (Kind.OPPORTUNITY, "stage"): N_("A stage is not put back alone: move the opportunity on the board."),
    (Kind.CLIENT, "tier"): N_("A tier is not put back alone: change the tier of the client."),
}
"""Fields that are moved by a verb of their own, which keeps the reason beside them."""


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

    def undo_step(self, step: Step) -> ChangeSet:
        """Take one action back, also an earlier one; what was changed since is left alone and named.

        Raises Refused where nothing of it can be put back, or something newer hangs on what it made.
        """
        return self._session.tell(journal.undo_step(self._session.file, step.hlc, step.act))

    def redo_step(self, step: Step) -> ChangeSet:
        """Do one action again that was taken back. Raises Refused where newer changes stand against it."""
        return self._session.tell(journal.redo_step(self._session.file, step.hlc, step.act))

    def in_the_way(self, step: Step) -> tuple[tuple[Kind, Id, str], ...]:
        """The fields that taking this action back would leave alone, since they were changed later."""
        return journal.in_the_way(self._session.file, step.hlc, step.act)

    def restore(self, kind: Kind, pk: Id, field: str, value: Any) -> ChangeSet:
        """Let one field of one record hold again what it held once. Raises Refused where that is not possible."""
        conn = self._session.file.conn
        if (kind, field) in FOLLOWS:
            raise Refused(FOLLOWS[kind, field])
        if isinstance(value, bytes) and read.is_gone(conn, field, value):
            raise Refused(N_("What this field named lies in the bin. Restore that first."))
        now = read.value_of(conn, kind, pk, field)
        if now == value:
            raise Refused(N_("The field holds this value already."))
        changes: list[Change] = [Edit(kind, pk, field, now, value)]
        changes += self._keys(kind, pk, field, value)
        label = Label("record.value_restored", {"name": read.name_of(conn, kind, pk)})
        return self._session.record(label, changes)

    def find(self, asked: Asked, limit: int = 200, before: tuple[int, int] | None = None) -> list[Step]:
        """Actions that fit what is asked, the newest first; `before` (hlc, act) pages on."""
        return read.found(self._session.file.conn, asked, limit, before)

    def people(self) -> list[str]:
        """Everybody who ever changed something here."""
        return read.people(self._session.file.conn)

    def name_of(self, kind: Kind, pk: Id) -> str:
        """What a record is called ('' for one that has no name of its own)."""
        return read.name_of(self._session.file.conn, kind, pk)

    def name_behind(self, field: str, value: object) -> str:
        """What the thing is called that a field points to; '' where the field points to nothing."""
        parent = read.pointed_to(field)
        return self.name_of(parent, value) if parent and isinstance(value, bytes) else ""

    def _keys(self, kind: Kind, pk: Id, field: str, value: Any) -> list[Change]:
        """The search keys that follow from a name."""
        if field not in ("name", "name_en") or kind not in (Kind.CLIENT, Kind.PRODUCT, Kind.BUNDLE):
            return []
        conn = self._session.file.conn
        names = {"name": "", "name_en": ""} if kind is Kind.CLIENT else {"name": ""}
        for one in names:
            names[one] = str(read.value_of(conn, kind, pk, one) if one != field else value or "")
        keys = {"search": search_text(*names.values())}
        if kind is Kind.CLIENT:
            keys["sort_key"] = sort_key(names["name"])
        before = {key: read.value_of(conn, kind, pk, key) for key in keys}
        return [Edit(kind, pk, key, before[key], after) for key, after in keys.items() if before[key] != after]

    def recent(self, limit: int = 200, before_hlc: int | None = None) -> list[Step]:
        """The newest actions of the whole file."""
        return read.steps(self._session.file.conn, limit, before_hlc)

    def within(self, step: Step) -> list[Fact]:
        """Everything one action changed."""
        return read.facts_in(self._session.file.conn, step.hlc, step.act)
