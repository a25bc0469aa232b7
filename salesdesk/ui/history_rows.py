"""The lines of a history: read and put into words as they come into view, however long it is."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from salesdesk.domain.change import Kind
from salesdesk.ui.parts.rows_model import Column
from salesdesk.words.deeds import step_label
from salesdesk.words.i18n import _, pgettext
from salesdesk.words.labels import field_label, kind_label
from salesdesk.words.numbers import format_moment

if TYPE_CHECKING:
    from salesdesk.services.history import Asked, Fact, History, Key, Step

PAGE = 500
"""Actions, or fields of one action, that are read at a time; more come when the last one is reached."""

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One line of a history, ready to read; `undone` lines are shown paler."""

    id: Hashable
    when: str
    who: str
    what: str
    field: str = ""
    before: str = ""
    after: str = ""
    undone: bool = False


class StepRows:
    """What was done in the whole file, one line per action: its keys in memory, its words when they are seen."""

    def __init__(self, history: History, asked: Asked) -> None:
        self._history, self._asked = history, asked
        self.keys: list[Key] = []
        self.all_read = False
        self.more()

    def more(self) -> bool:
        """Read on; whether there was more."""
        found = [] if self.all_read else self._history.keys(self._asked, PAGE, self.keys[-1] if self.keys else None)
        self.keys += found
        self.all_read = len(found) < PAGE
        return bool(found)

    def step(self, at: int) -> Step | None:
        """The action in this line."""
        return next(iter(self._history.steps(self.keys[at : at + 1])), None) if 0 <= at < len(self.keys) else None

    def fact(self, at: int) -> Fact | None:
        """No single field stands in a line."""
        return None

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """As they were done, the newest first."""
        return list(self.keys)

    def rows(self, ids: Sequence[Hashable]) -> Sequence[HistoryRow]:
        """These lines in words."""
        keys = [key for key in ids if isinstance(key, tuple)]
        return [
            HistoryRow((step.hlc, step.act), _when(step), step.who, _what(step), undone=step.undone)
            for step in self._history.steps(keys)
        ]


class FactRows:
    """What happened to one record (`kind`), or in one action (`within`), one line per field; a birth has none."""

    def __init__(
        self, history: History, facts: Sequence[Fact] = (), *, kind: Kind | None = None, within: Step | None = None
    ) -> None:
        self._history, self._kind, self._within = history, kind, within
        self._words = history.words()
        self.facts: list[Fact] = list(facts)
        self.all_read = within is None
        self.more()

    def more(self) -> bool:
        """Read on; whether there was more."""
        if self.all_read or self._within is None:
            return False
        found = self._history.within(self._within, PAGE, self.facts[-1] if self.facts else None)
        self.facts += found
        self.all_read = len(found) < PAGE
        return bool(found)

    def step(self, at: int) -> Step | None:
        """The action that the line belongs to."""
        fact = self.fact(at)
        return fact.step if fact else self._within

    def fact(self, at: int) -> Fact | None:
        """What stands in the line."""
        return self.facts[at] if 0 <= at < len(self.facts) else None

    def ids(self, sort_key: str, descending: bool) -> Sequence[Hashable]:
        """In the order of the facts."""
        return range(len(self.facts))

    def rows(self, ids: Sequence[Hashable]) -> Sequence[HistoryRow]:
        """These lines in words."""
        wanted = [at for at in ids if isinstance(at, int)]
        self._words.learn((self.facts[at].kind, self.facts[at].id) for at in wanted)
        return [self._row(at, self.facts[at]) for at in wanted]

    def _row(self, at: int, fact: Fact) -> HistoryRow:
        step = fact.step
        return HistoryRow(
            at,
            _when(step),
            step.who,
            self._record(fact) if self._within else _what(step),
            self._field(fact),
            self._words.value(fact.kind, fact.id, fact.field, fact.before) if fact.field else "",
            self._words.value(fact.kind, fact.id, fact.field, fact.after) if fact.field else "",
            step.undone,
        )

    def _record(self, fact: Fact) -> str:
        name = self._words.name(fact.kind, fact.id, apart=self._kind)
        return f"{kind_label(fact.kind)} · {name}" if name else kind_label(fact.kind)

    def _field(self, fact: Fact) -> str:
        """The field; of a part of the record (a line of an order) with what it is; of a birth that it is new."""
        field = field_label(fact.kind, fact.field) if fact.field else pgettext("record", "New")
        part = self._kind is not None and fact.kind is not self._kind
        return f"{self._record(fact)} · {field}" if part else field


def columns(*, of_file: bool, within: bool) -> list[Column[HistoryRow]]:
    """The columns of the whole file's history, of one action's, or of a record's."""
    about = (lambda: _("Record")) if within else (lambda: _("What was done"))
    found = [
        Column("when", lambda: _("When"), lambda row: row.when, width=152, tone=_tone),
        Column("who", lambda: _("Who"), lambda row: row.who, width=80, tone=_tone),
        Column("what", about, lambda row: row.what, stretch=True, tone=_tone, tip=lambda row: row.what),
    ]
    if of_file:
        return found
    if within:
        found = found[2:]
    return [
        *found,
        Column("field", lambda: _("Field"), _field, width=144, stretch=True, tone=_tone, tip=_field),
        Column("before", lambda: pgettext("value", "From"), _before, width=136, tone=_tone, tip=_before),
        Column("after", lambda: pgettext("value", "To"), _after, width=136, tone=_tone, tip=_after),
    ]


def _field(row: HistoryRow) -> str:
    return row.field


def _before(row: HistoryRow) -> str:
    return row.before


def _after(row: HistoryRow) -> str:
    return row.after


def _tone(row: HistoryRow) -> str:
    return "faint" if row.undone else ""


def moment_of(step: Step) -> datetime:
    """When it was done, here."""
    return (_BEGINNING + timedelta(milliseconds=step.millis)).astimezone()


def _when(step: Step) -> str:
    return format_moment(moment_of(step))


def _what(step: Step) -> str:
    return step_label(step.label, step.how, undone=step.undone)
