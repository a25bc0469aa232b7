"""Who did what, when; and the way back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from salesdesk.domain.change import Change, ChangeSet, Edit, Id, Kind, Label
from salesdesk.domain.errors import Hanging, Refused
from salesdesk.domain.text import N_
from salesdesk.services import restoring
from salesdesk.services.bin import Bin
from salesdesk.services.record_words import RecordWords
from salesdesk.services.session import Session
from salesdesk.store import journal
from salesdesk.store.file import DeskFile
from salesdesk.store.journal import Told
from salesdesk.store.read import history as read
from salesdesk.store.read.bin import SHOWN
from salesdesk.store.read.history import Asked, Fact, Key, Step
from salesdesk.words.i18n import _
from salesdesk.words.labels import kind_label

__all__ = ["Asked", "Fact", "History", "Key", "Step", "Way"]


NAMED = 3
"""Of what hangs on an action, so many are named; the others are counted."""


LONG = 3_000
"""Cells that are put back while one waits; more are put back beside the window."""


@dataclass(frozen=True, slots=True)
class Way:
    """One action to be taken back, or to be done `again`: the last one, or that of `key`."""

    key: Key | None = None
    again: bool = False


class History:
    """Undo, redo and the record of every change."""

    def __init__(self, session: Session, binned: Bin) -> None:
        self._session = session
        self._bin = binned

    def undo(self) -> ChangeSet:
        """Take the last action back. Raises Refused when there is none or it cannot be put back."""
        return self.go(Way())

    def redo(self) -> ChangeSet:
        """Do again what was undone. Raises Refused when there is nothing to redo."""
        return self.go(Way(again=True))

    def next_undo(self) -> Label | None:
        return journal.next_undo(self._session.file)

    def next_redo(self) -> Label | None:
        return journal.next_redo(self._session.file)

    def of(self, kind: Kind, pk: Id) -> list[Fact]:
        """What happened to one record, newest first."""
        return read.facts_of(self._session.file.conn, kind, pk)

    def undo_step(self, step: Step) -> ChangeSet:
        """Take one action back, also an earlier one; what was changed since is left alone and named.

        Raises Refused where nothing of it can be put back, or, naming it, where something newer hangs on what it made.
        """
        return self.go(Way((step.hlc, step.act)))

    def redo_step(self, step: Step) -> ChangeSet:
        """Do one action again that was taken back. Raises Refused where newer changes stand against it."""
        return self.go(Way((step.hlc, step.act), again=True))

    def go(self, way: Way) -> ChangeSet:
        """Take an action back, or do it again. Raises Refused."""
        return self._session.tell(self._gone(self._session.file, way))

    def last(self, *, again: bool = False) -> Way:
        """The way of Undo, or of Redo."""
        return Way(again=again)

    def of_step(self, step: Step) -> Way:
        """Taking this action back, or doing it again where it has been."""
        return Way((step.hlc, step.act), again=step.undone)

    def is_long(self, way: Way) -> bool:
        """Whether this takes so long that it is better done beside the window: a merge, a big import."""
        return journal.size(self._session.file, way.key, again=way.again, most=LONG) >= LONG

    def go_aside(self, way: Way, told: Told | None = None) -> ChangeSet:
        """As `go`, in a thread of its own (for a Job); `tell` what came of it afterwards in the window's."""
        second = self._session.file.second()
        try:
            return self._gone(second, way, told)
        finally:
            second.close()

    def tell(self, done: ChangeSet) -> ChangeSet:
        """Show everywhere what was done aside."""
        return self._session.tell(done)

    def in_the_way(self, step: Step) -> tuple[tuple[Kind, Id, str], ...]:
        """The fields that taking this action back would leave alone, since they were changed later."""
        return journal.in_the_way(self._session.file, step.hlc, step.act)

    def restore(self, kind: Kind, pk: Id, field: str, value: Any) -> ChangeSet:
        """Let one field of one record hold again what it held once. Raises Refused where that is not possible.

        What follows from it (the keys that a name is found by, the total of an order) goes along; what was deleted
        comes out of the bin as it does there.
        """
        file = self._session.file
        restoring.check(file, kind, pk, field, value)
        if field == "deleted" and kind in SHOWN:
            return self._bin.restore(kind, pk)
        changes: list[Change] = [Edit(kind, pk, field, read.value_of(file.conn, kind, pk, field), value)]
        changes += restoring.following(file, kind, pk, field, value)
        label = Label("record.value_restored", {"name": self.words().name(kind, pk)})
        return self._session.record(label, changes)

    def _gone(self, file: DeskFile, way: Way, told: Told | None = None) -> ChangeSet:
        if way.key is None:
            return journal.redo(file, told) if way.again else journal.undo(file, told)
        if way.again:
            return journal.redo_step(file, *way.key, told)
        try:
            return journal.undo_step(file, *way.key, told)
        except Hanging as hanging:
            raise self._named(file, hanging) from hanging

    def _named(self, file: DeskFile, hanging: Hanging) -> Refused:
        """The refusal, with how many of each kind hang there and what the first of them are called."""
        words, counts = RecordWords(self._session, file), Counter(kind for kind, _pk in hanging.records)
        words.learn(hanging.records[:NAMED])
        things = _(", ").join(kind_label(kind, n) for kind, n in counts.items())
        names = list(dict.fromkeys(filter(None, (words.name(kind, pk) for kind, pk in hanging.records[:NAMED]))))
        more = ["…"] if len(hanging.records) > NAMED else []
        return Refused(
            N_("This cannot be taken back: {things} ({names}) hang on what it made. Take those back first."),
            things=things,
            names="; ".join([*names, *more]),
        )

    def words(self) -> RecordWords:
        """The names of records and the meaning of their values, for one list of them."""
        return RecordWords(self._session)

    def find(self, asked: Asked, limit: int = 200, before: tuple[int, int] | None = None) -> list[Step]:
        """Actions that fit what is asked, the newest first; `before` (hlc, act) pages on."""
        return read.found(self._session.file.conn, asked, limit, before)

    def people(self) -> list[str]:
        """Everybody who ever changed something here."""
        return read.people(self._session.file.conn)

    def recent(self, limit: int = 200, before_hlc: int | None = None) -> list[Step]:
        """The newest actions of the whole file."""
        return read.steps(self._session.file.conn, limit, before_hlc)

    def within(self, step: Step, limit: int | None = None, after: Fact | None = None) -> list[Fact]:
        """What one action changed, `limit` at a time; `after` pages on."""
        return read.facts_in(self._session.file.conn, step, limit, after)

    def keys(self, asked: Asked, limit: int, before: Key | None = None) -> list[Key]:
        """As `find`, but only which actions they are: for lists that read what comes into view."""
        return read.keys(self._session.file.conn, asked, limit, before)

    def steps(self, keys: Sequence[Key]) -> list[Step]:
        """These actions, the newest first."""
        return read.steps_of(self._session.file.conn, keys)
