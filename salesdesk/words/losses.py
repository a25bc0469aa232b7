"""What a damaged file lost, in the words of whoever worked in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

from salesdesk.domain.change import Kind, Label
from salesdesk.domain.text import Text
from salesdesk.words.catalogue import _, ngettext
from salesdesk.words.deeds import change_label
from salesdesk.words.i18n import say
from salesdesk.words.names import kind_label
from salesdesk.words.numbers import format_date, format_number


class Loss(Protocol):
    """Things of one kind that are lost, and how they had come into the file."""

    @property
    def kind(self) -> Kind: ...

    @property
    def count(self) -> int: ...

    @property
    def first(self) -> date: ...

    @property
    def last(self) -> date: ...

    @property
    def deeds(self) -> Sequence[tuple[date, Label]]: ...


def verdict(whole: bool, missing: Sequence[Loss]) -> str:
    """The one sentence of what a repair could not bring back."""
    if whole:
        return _("Nothing is missing.")
    if not missing:
        return _("No client, visit or other thing is known to be missing.")
    n = sum(one.count for one in missing)
    return ngettext("{n} thing is lost.", "{n} things are lost.", n).format(n=format_number(n))


def loss_words(missing: Iterable[Loss], problems: Iterable[Text], *, journal_whole: bool) -> list[str]:
    """A line for each kind of things that is lost, below it what had been done; then what else is wrong."""
    lines = []
    for one in missing:
        lines.append(_lost(one))
        told = dict.fromkeys((day, change_label(deed)) for day, deed in one.deeds if deed.params)
        lines += [_("    {day}: {deed}").format(day=format_date(day), deed=deed) for day, deed in told]
    if not journal_whole:
        lines.append(_("The record of what was entered is damaged too: more may be missing than is known."))
    return [*lines, *(_problem(problem) for problem in problems)]


def kept_words(kept: Mapping[Kind, int]) -> list[str]:
    """How much there is of each kind."""
    return [kind_label(kind, count) for kind, count in kept.items() if count]


def _lost(one: Loss) -> str:
    what = kind_label(one.kind, one.count)
    if one.first == one.last:
        return _("Lost: {what}, entered on {day}").format(what=what, day=format_date(one.first))
    sentence = _("Lost: {what}, entered from {first} to {last}")
    return sentence.format(what=what, first=format_date(one.first), last=format_date(one.last))


def _problem(problem: Text) -> str:
    """What else is wrong, with the kinds of things called as they are on screen."""
    known = {kind.value: kind for kind in Kind}
    kind, parent = known.get(str(problem.params.get("table"))), known.get(str(problem.params.get("parent")))
    count = problem.params.get("count")
    if kind is not None and parent is not None and isinstance(count, int):
        sentence = _("Left without their {parent}: {what}")
        return sentence.format(parent=kind_label(parent), what=kind_label(kind, count))
    return say(Text(problem.msgid, {**problem.params, **({"table": kind_label(kind)} if kind else {})}))
