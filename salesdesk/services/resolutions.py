"""What a month's review decided, with who does it by when; it comes back until it is done (spec 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from salesdesk.domain.change import ChangeSet, Edit, Id, Kind, Label, New
from salesdesk.domain.errors import Refused
from salesdesk.domain.saved_report import Resolution
from salesdesk.domain.text import N_
from salesdesk.services.parts import field_edits
from salesdesk.services.session import Session
from salesdesk.store.read.rows import thing, things
from salesdesk.store.tables import TABLES

_ROW = TABLES[Kind.RESOLUTION].c


class Resolutions:
    """The decisions of the reviews of the own months, and (`scope` "team") of those of the team."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._conn = session.file.conn

    # questions

    def of_month(self, day: date, scope: str = "", rep_id: Id | None = None) -> list[Resolution]:
        """What this month's review speaks of: what it decided itself, and what earlier ones left undone then."""
        month = day.replace(day=1)
        return [one for one in self._until(month, scope, rep_id) if one.month == month or _open_at(one, month)]

    def settled_in(self, day: date, scope: str = "", rep_id: Id | None = None) -> list[Resolution]:
        """What earlier reviews decided and was done in this month."""
        month = day.replace(day=1)
        return [
            one
            for one in self._until(month, scope, rep_id)
            if one.month < month and one.done_on is not None and one.done_on.replace(day=1) == month
        ]

    def get(self, resolution_id: Id) -> Resolution | None:
        """One of them, also from the bin."""
        return thing(self._conn, Resolution, resolution_id)

    # verbs

    def add(self, day: date, text: str, owner: str = "", due_on: date | None = None, scope: str = "") -> Id:
        """Decide something in the review of a month. Raises Refused without words."""
        month, pk = day.replace(day=1), self._session.new_id()
        found = Resolution(pk, self._session.rep.id, month, text.strip(), scope, owner.strip(), due_on)
        _check(found)
        values = {field.name: getattr(found, field.name) for field in fields(found) if field.name not in ("id",)}
        label = Label("resolution.added", {"text": _short(found.text)})
        self._session.record(label, [New(Kind.RESOLUTION, pk, values)])
        return pk

    def edit(self, before: Resolution, after: Resolution) -> ChangeSet:
        """Store the fields that differ. Raises Refused, Conflict."""
        _check(after)
        label = Label("resolution.changed", {"text": _short(after.text)})
        return self._session.record(label, field_edits(Kind.RESOLUTION, before, after))

    def done(self, resolution_id: Id, on: date | None = None, *, done: bool = True) -> ChangeSet:
        """It was done on a day (today), or after all it was not."""
        before = self._known(resolution_id)
        day = (on or self._session.today()) if done else None
        key = "resolution.done" if done else "resolution.reopened"
        edits = [Edit(Kind.RESOLUTION, before.id, "done_on", before.done_on, day)] if before.done_on != day else []
        return self._session.record(Label(key, {"text": _short(before.text)}), edits)

    def bin(self, resolution_id: Id) -> ChangeSet:
        """Put it into the bin."""
        before = self._known(resolution_id)
        gone = [Edit(Kind.RESOLUTION, before.id, "deleted", before=False, after=True)]
        return self._session.record(Label("resolution.deleted", {"text": _short(before.text)}), gone)

    def restore(self, resolution_id: Id) -> ChangeSet:
        """Take it out of the bin. Raises Refused."""
        before = self.get(resolution_id)
        if before is None:
            raise Refused(N_("This resolution is gone."))
        back = [Edit(Kind.RESOLUTION, before.id, "deleted", before=True, after=False)]
        return self._session.record(Label("resolution.restored", {"text": _short(before.text)}), back)

    # private

    def _until(self, month: date, scope: str, rep_id: Id | None) -> Sequence[Resolution]:
        """Those of a month and all before it, the oldest first."""
        return things(
            *(self._conn, Resolution, _ROW.month <= month, _ROW.scope == scope),
            _ROW.rep_id == (rep_id or self._session.rep.id),
            order=(_ROW.month, _ROW.id),
        )

    def _known(self, resolution_id: Id) -> Resolution:
        found = self.get(resolution_id)
        if found is None or found.deleted:
            raise Refused(N_("This resolution is gone."))
        return found


def _open_at(one: Resolution, month: date) -> bool:
    """Whether it was still to be done when a month began."""
    return one.done_on is None or one.done_on >= month


def _check(one: Resolution) -> None:
    if not one.text.strip():
        raise Refused(N_("Say in a few words what was decided."), field="text")
    if one.due_on is not None and one.due_on < one.month:
        raise Refused(N_("This day lies before the month of the review."), field="due_on")


def _short(text: str) -> str:
    first = text.strip().splitlines()[0]
    return first if len(first) <= 40 else f"{first[:39]}…"
