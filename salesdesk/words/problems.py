"""What is wrong with a damaged file, as its owner can read it."""

from __future__ import annotations

from collections.abc import Iterable

from salesdesk.domain.change import Kind
from salesdesk.domain.text import Text
from salesdesk.words.i18n import say
from salesdesk.words.names import kind_label

_KINDS = {kind.value: kind for kind in Kind}


def problem_words(problems: Iterable[Text]) -> list[str]:
    """What is missing or wrong, kinds by their names; what only the engine of the file understands is left out."""
    return [say(Text(one.msgid, _named(one))) for one in problems if "problem" not in one.params]


def _named(problem: Text) -> dict[str, object]:
    return {
        name: kind_label(_KINDS[value]) if name in ("table", "parent") and value in _KINDS else value
        for name, value in problem.params.items()
    }
