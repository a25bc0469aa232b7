"""Records and their values in the reader's words, for lists that show many kinds of them: history, bin, what hangs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from salesdesk.domain.change import Id, Kind
from salesdesk.services.session import Session
from salesdesk.store.file import DeskFile
from salesdesk.store.read.called import Names
from salesdesk.store.tables import POINTS_TO
from salesdesk.words.fields import field_value
from salesdesk.words.records import record_words, value_words

_COUNTS = {Kind.TARGET: "metric", Kind.GOAL: "key", Kind.MILESTONE: "criterion", Kind.VISIT_SERIES: "first_at"}
"""What tells what the figures of a record count."""


class RecordWords:
    """Made anew for each list, since names change; what it has read once it keeps."""

    def __init__(self, session: Session, file: DeskFile | None = None) -> None:
        """`file`: another connection to the same file, for a job's thread."""
        self._currency = session.currency
        self._names = Names((file or session.file).conn)

    def learn(self, wanted: Iterable[tuple[Kind, Id]]) -> None:
        """Read the names of many at once."""
        self._names.learn(wanted)

    def name(self, kind: Kind, pk: Id, *, apart: Kind | None = None) -> str:
        """What a record is called ("Acme · Nov 24, 2026"); '' for one that nothing tells apart.

        `apart`: without what it belongs to of this kind, where that is said already.
        """
        return record_words(self._names.called(kind, pk, apart), self._currency)

    def value(self, kind: Kind, pk: Id, field: str, value: Any) -> str:
        """A value of a field of this record: money in its currency, a key as the name of what it stands for."""
        parent = POINTS_TO.get(field)
        if parent is not None and isinstance(value, bytes):
            return self.name(parent, value) or field_value(field, value)
        currency = self._names.beside(kind, pk, "currency") or self._currency
        beside = self._names.beside(kind, pk, _COUNTS[kind]) if kind in _COUNTS else None
        return value_words(kind, field, value, currency, beside)
